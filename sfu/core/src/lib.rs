//! The media plane, sans-IO: no socket, thread, clock or global random numbers.
//!
//! A packet's way: [`Worker::handle_datagram`] → `demux` → `peer` (`srtp` opens it) →
//! `ingress::track` (kept in its stream's `egress::ring`) → [`Worker::forward`] → for each
//! subscriber, `forward::slot` (select, rewrite, seal) → [`Egress`].
//!
//! - `ice_lite`, `dtls`, `srtp`, `sdp`: one connection; `peer` holds them together.
//! - `ingress`: what publishers send, and the feedback they get.
//! - `forward`: which packets a slot sends, under which numbers; when key frames are asked for.
//! - `egress`: packets kept for sending again, and the datagrams that are not media.
//! - `worker`: rooms, peers and timers of one thread.
//!
//! What is absent, on purpose: nothing here sends to an address that ICE has not validated,
//! allocates for a forwarded packet, or grows without a bound by what a peer sends.

mod allocate;
mod command;
mod demux;
mod dtls;
mod egress;
mod estimate;
mod forward;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod ice_lite;
mod identity;
mod ingress;
mod peer;
mod rtcp;
mod rtp;
mod sdp;
mod srtp;
#[cfg(test)]
mod testing;
mod worker;

pub use command::{Command, Event};
pub use identity::{Fingerprint, Identity, IdentityError};
pub use worker::{Worker, WorkerConfig};

use std::net::SocketAddr;

/// Where a worker puts datagrams that leave. The server's implementation is a preallocated batch.
pub trait Egress {
    /// Hands `write` a buffer of `len_max` bytes for one datagram to `to`. `write` returns how
    /// many it filled; 0 means there is nothing to send after all.
    fn send(&mut self, to: SocketAddr, len_max: usize, write: impl FnOnce(&mut [u8]) -> usize);
}
