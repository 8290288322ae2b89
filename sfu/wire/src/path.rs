//! What a peer's media path is like.

use serde::{Deserialize, Serialize};

/// What carries a peer's media.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// A TCP connection (RFC 6544), where datagrams do not pass.
    Tcp,
}

/// A peer's media path, as the node measures it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathQuality {
    /// What carries it.
    pub transport: Transport,
    /// Round trip in milliseconds, once measured.
    pub round_trip_ms: Option<u32>,
    /// What the path to the peer is estimated to carry, in bit/s; `None` for a page that does not
    /// report arrivals.
    pub estimate_bps: Option<u64>,
    /// Bits per second that the peer's slots would take if everything fitted.
    pub wanted_bps: u64,
    /// Packets from the peer lost on their way in the last seconds, before repair, in thousandths.
    pub lost_in_permille: u16,
    /// Packets to the peer lost on their way in the last seconds, before repair, in thousandths.
    pub lost_out_permille: u16,
}
