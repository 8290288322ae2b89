//! Ports that nobody uses at the moment.

use std::io;
use std::net::{Ipv4Addr, TcpListener, UdpSocket};

/// A TCP port of 127.0.0.1 that was free a moment ago.
pub(crate) fn free_tcp() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

/// The first of `count` UDP ports in a row that were free a moment ago.
pub(crate) fn free_udp_row(count: u16) -> io::Result<u16> {
    const TRIES: usize = 100;
    for _ in 0..TRIES {
        let first = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        let port = first.local_addr()?.port();
        let row: Result<Vec<_>, _> = (1..count)
            .map(|next| UdpSocket::bind((Ipv4Addr::UNSPECIFIED, port.saturating_add(next))))
            .collect();
        if row.is_ok() {
            return Ok(port);
        }
    }
    Err(io::Error::from(io::ErrorKind::AddrInUse))
}
