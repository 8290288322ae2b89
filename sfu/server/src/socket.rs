//! Opening a worker's UDP socket.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;

use nix::sys::socket::{
    AddressFamily, SockFlag, SockType, SockaddrStorage, bind, getsockopt, setsockopt, socket,
    sockopt,
};

/// Asked of the kernel for each direction, in bytes: at 1 Gb/s, 32 ms of traffic. The kernel may
/// grant less (`net.core.rmem_max`, `wmem_max`); the socket works with what it gets.
const BUFFER_BYTES: usize = 4 << 20;

/// Opens a non-blocking UDP socket on `address`. On the unspecified IPv6 address it hears IPv4 too.
///
/// # Errors
/// When the address cannot be bound, usually because its port is taken.
pub(crate) fn open(address: SocketAddr) -> nix::Result<UdpSocket> {
    let family = match address.ip() {
        IpAddr::V4(_) => AddressFamily::Inet,
        IpAddr::V6(_) => AddressFamily::Inet6,
    };
    let flags = SockFlag::SOCK_NONBLOCK | SockFlag::SOCK_CLOEXEC;
    let fd = socket(family, SockType::Datagram, flags, None)?;
    if address.is_ipv6() {
        setsockopt(&fd, sockopt::Ipv6V6Only, &false)?;
    }
    let socket = UdpSocket::from(fd);
    enlarge_buffers(&socket);
    bind(socket.as_raw_fd(), &SockaddrStorage::from(address))?;
    Ok(socket)
}

/// Best effort: only a privileged process may pass the system's limit, and the smaller buffer an
/// ordinary one is granted merely holds a shorter burst.
fn enlarge_buffers(socket: &UdpSocket) {
    let receive = setsockopt(socket, sockopt::RcvBufForce, &BUFFER_BYTES)
        .or_else(|_| setsockopt(socket, sockopt::RcvBuf, &BUFFER_BYTES));
    let send = setsockopt(socket, sockopt::SndBufForce, &BUFFER_BYTES)
        .or_else(|_| setsockopt(socket, sockopt::SndBuf, &BUFFER_BYTES));
    if let Err(error) = receive.and(send) {
        tracing::warn!(%error, "cannot enlarge the socket's buffers");
    }
    let receive_bytes = getsockopt(socket, sockopt::RcvBuf).unwrap_or_default();
    let send_bytes = getsockopt(socket, sockopt::SndBuf).unwrap_or_default();
    tracing::debug!(receive_bytes, send_bytes, "media socket opened");
}

/// True where the kernel cuts one large send into datagrams (UDP GSO, Linux ≥ 4.18).
pub(crate) fn segments_sends(socket: &UdpSocket) -> bool {
    getsockopt(socket, sockopt::UdpGsoSegment).is_ok()
}

/// How `address` is written on a socket: one that is bound in IPv6 wants IPv4 mapped into it
/// (RFC 4291 §2.5.5.2).
pub(crate) fn as_written(address: SocketAddr, bound_in_ipv6: bool) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) if bound_in_ipv6 => {
            SocketAddr::new(IpAddr::V6(v4.ip().to_ipv6_mapped()), v4.port())
        }
        SocketAddr::V4(_) | SocketAddr::V6(_) => address,
    }
}

/// The address a datagram came from, IPv4 as IPv4 even if the socket wrote it mapped; `None` if
/// it is neither.
pub(crate) fn source(address: &SockaddrStorage) -> Option<SocketAddr> {
    if let Some(v4) = address.as_sockaddr_in() {
        return Some(SocketAddr::new(IpAddr::V4(v4.ip()), v4.port()));
    }
    address
        .as_sockaddr_in6()
        .map(|v6| SocketAddr::new(IpAddr::V6(v6.ip()).to_canonical(), v6.port()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapped_source_is_its_ipv4_address() {
        let mapped: SocketAddr = "[::ffff:10.1.2.3]:4000".parse().unwrap();
        assert_eq!(
            source(&SockaddrStorage::from(mapped)),
            Some("10.1.2.3:4000".parse().unwrap())
        );
    }

    #[test]
    fn an_ipv4_address_is_mapped_for_a_dual_stack_socket_and_comes_back() {
        let plain: SocketAddr = "10.1.2.3:4000".parse().unwrap();
        let written = as_written(plain, true);
        assert!(written.is_ipv6());
        assert_eq!(source(&SockaddrStorage::from(written)), Some(plain));
        assert_eq!(as_written(plain, false), plain);
    }

    #[test]
    fn a_taken_port_is_refused() {
        let first = open("127.0.0.1:0".parse().unwrap()).unwrap();
        let taken = first.local_addr().unwrap();
        assert_eq!(open(taken).unwrap_err(), nix::errno::Errno::EADDRINUSE);
    }
}
