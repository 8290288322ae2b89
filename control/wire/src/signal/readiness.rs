//! Whether a venue's technology is ready, as the host's page is told (联调).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::media::Transport;
use crate::VenueNumber;

/// What was found out about one thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// Nothing yet.
    #[default]
    Unknown,
    /// It works.
    Good,
    /// It does not.
    Bad,
}

/// A venue's media path, as the media node measures it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PathState {
    /// What carries the media.
    pub transport: Transport,
    /// Round trip in milliseconds, once measured; rounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub round_trip_ms: Option<u32>,
    /// What the path to the venue carries, as a share of what its pictures and sounds would take, in
    /// percent; rounded, 500 at most. Under 100 something is held back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub headroom_percent: Option<u16>,
    /// Packets from the venue lost on their way, in thousandths; rounded.
    pub lost_in_permille: u16,
    /// Packets to the venue lost on their way, in thousandths; rounded.
    pub lost_out_permille: u16,
}

/// Whether one venue is ready.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VenueReadiness {
    /// Which.
    pub venue: VenueNumber,
    /// Its camera's picture arrives at the server.
    pub camera: Finding,
    /// Its microphone's sound arrives at the server, and something was heard in it; unknown while it
    /// arrives and has been silent so far.
    pub microphone: Finding,
    /// It decodes the picture that it is sent.
    pub picture: Finding,
    /// It receives the sound that it is sent.
    pub sound: Finding,
    /// True while a picture is held back because it does not fit the path (网络较慢).
    pub starved: bool,
    /// Its path, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub path: Option<PathState>,
}
