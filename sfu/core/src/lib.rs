//! Sans-IO media plane: connections, forwarding, egress.

mod command;
mod identity;
mod worker;

pub use command::{Command, Event};
pub use identity::{Identity, IdentityError};
pub use worker::{Worker, WorkerConfig};

use std::net::SocketAddr;

/// Where a worker puts datagrams that leave. The server's implementation is a preallocated batch.
pub trait Egress {
    /// Hands `write` a buffer of `len_max` bytes for one datagram to `to`. `write` returns how
    /// many it filled; 0 means there is nothing to send after all.
    fn send(&mut self, to: SocketAddr, len_max: usize, write: impl FnOnce(&mut [u8]) -> usize);
}
