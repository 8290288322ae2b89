//! Bodies of a venue's test call (联调): trying the media path, and keeping what came of it.

use serde::{Deserialize, Serialize};
use ts_rs::{Config, ExportError, TS};
use utoipa::ToSchema;

use crate::VenueNumber;

/// The offer of a connection that is only to show whether it comes up.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct ProbeOffer {
    /// The offer, as the browser wrote it. It publishes nothing.
    pub sdp: String,
}

/// The answer to a [`ProbeOffer`]. The page leaves in it the candidates that it wants to try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ProbeAnswer {
    /// The answer, for `setRemoteDescription`.
    pub sdp: String,
    /// How long the server keeps the connection, in milliseconds.
    pub kept_ms: u32,
}

/// What a venue's test call found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TestCallFindings {
    /// Milliseconds until a connection over UDP was up; absent: none came up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub udp_ms: Option<u32>,
    /// Milliseconds until a connection over TCP was up; absent: none came up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub tcp_ms: Option<u32>,
    /// The camera gave a picture.
    pub camera: bool,
    /// The microphone opened.
    pub microphone: bool,
    /// The test sound was heard; absent: nobody has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub loudspeaker: Option<bool>,
}

/// A venue's last test call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TestCall {
    /// The venue.
    pub venue: VenueNumber,
    /// When, Unix milliseconds, on the server's clock.
    pub at_ms: i64,
    /// What it found.
    #[serde(flatten)]
    pub found: TestCallFindings,
}

/// Writes the TypeScript of every body here.
pub(super) fn export_typescript(config: &Config) -> Result<(), ExportError> {
    ProbeOffer::export_all(config)?;
    ProbeAnswer::export_all(config)?;
    TestCallFindings::export_all(config)?;
    TestCall::export_all(config)
}
