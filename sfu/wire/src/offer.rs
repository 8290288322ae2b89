//! Offers and answers on the link.

use serde::{Deserialize, Serialize};

use crate::TrackKind;

/// What one publishing m-line of an offer carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedLine {
    /// The m-line, by its `mid`.
    pub mid: String,
    /// What it carries.
    pub kind: TrackKind,
}

/// A node's answer to an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The answer, for `setRemoteDescription`. Complete: no candidate follows it.
    pub sdp: String,
}

/// Why an offer was refused. The text says what to do; codes are for the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "refusal", rename_all = "kebab-case")]
pub enum Refusal {
    /// The text is not an SDP offer, or lacks what WebRTC requires of one.
    #[error("not a usable SDP offer: {detail}")]
    Malformed {
        /// What is missing or wrong, and where.
        detail: String,
    },
    /// More m-lines than a peer may have.
    #[error("more than {lines_max} m-lines in one offer")]
    TooManyLines {
        /// The limit.
        lines_max: usize,
    },
    /// An m-line offers no codec that is forwarded here.
    #[error("m-line {mid}: none of its codecs is forwarded (VP8, H.264, Opus are)")]
    NoCommonCodec {
        /// The m-line.
        mid: String,
    },
    /// The room is not open (any more).
    #[error("the room is not open")]
    NoSuchRoom,
    /// The room or node holds as many peers as it can.
    #[error("the node holds {peers_max} peers and takes no more")]
    Full {
        /// The limit.
        peers_max: usize,
    },
    /// No node is connected, or it did not answer in time.
    #[error("no media node is connected")]
    NoNode,
}
