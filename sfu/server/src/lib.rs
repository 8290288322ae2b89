//! Sockets, worker threads and the node link around the media core.
//!
//! [`start`] opens a node. The control plane speaks to it in [`sfu_wire`] frames: over the two
//! queues of [`Node::split`] when it lives in the same process, or over a WebSocket that
//! [`link::run`] keeps up. The way of a datagram: `socket` → `incoming` → core → `outgoing`
//! (`runs`) → `socket`, all on one `worker` thread; the way of a command: link → `front` (`desk`)
//! → `worker`. Connections of pages that UDP does not reach come in by a [`TcpDoor`].

pub mod framing;
pub mod link;

mod addresses;
mod clock;
mod desk;
mod front;
mod incoming;
mod node;
mod outgoing;
mod runs;
mod socket;
mod tcp;
mod worker;

pub use node::{Guard, Node, NodeConfig, StartError, start};
pub use outgoing::Outgoing;
pub use tcp::{CarryError, TcpDoor};
