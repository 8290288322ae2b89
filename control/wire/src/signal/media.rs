//! What a page and the server tell each other about media that flows: how large slots are shown,
//! which layers are wanted, what arrived.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Most slots of one [`ReceptionReport`] or one list of [`SlotSize`]s.
pub const SLOTS_MAX: usize = 64;

/// How often a page reports what it received, in seconds.
pub const REPORT_SECONDS: u64 = 10;

/// How large a page shows a picture slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SlotSize {
    /// The slot's m-line.
    pub mid: String,
    /// Height of the picture in device pixels; 0 while it is not to be seen.
    pub height_px: u16,
}

/// What carries a page's media.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// A TCP connection, where datagrams do not pass.
    Tcp,
}

/// What one slot received since the report before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SlotReception {
    /// The slot's m-line.
    pub mid: String,
    /// Bytes of media.
    pub received_bytes: u64,
    /// Pictures decoded; 0 for sound.
    #[serde(default)]
    #[ts(as = "Option<u32>", optional)]
    pub frames_decoded: u32,
    /// Times the picture stood still though it should have moved.
    #[serde(default)]
    #[ts(as = "Option<u32>", optional)]
    pub freezes: u32,
    /// For how long, in milliseconds.
    #[serde(default)]
    #[ts(as = "Option<u32>", optional)]
    pub frozen_ms: u32,
    /// Share of the sound that was made up for want of packets, in thousandths.
    #[serde(default)]
    #[ts(as = "Option<u16>", optional)]
    pub concealed_permille: u16,
}

/// What a page received and captured during the last [`REPORT_SECONDS`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReceptionReport {
    /// How long a time it tells of, in milliseconds.
    pub over_ms: u32,
    /// What carries the media, as the browser chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub transport: Option<Transport>,
    /// Loudness of what the microphone captured (root mean square), in thousandths of full scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub microphone_permille: Option<u16>,
    /// The slots that received anything.
    pub slots: Vec<SlotReception>,
}
