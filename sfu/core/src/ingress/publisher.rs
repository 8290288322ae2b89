//! The publishing half of a peer: which SSRC is which layer of which track.

use std::time::Instant;

use sfu_wire::{Layer, TrackKind};

use super::track::layer_index;
use super::transport_feedback::FeedbackRecorder;
use crate::rtp::Header;
use crate::sdp::{Codec, CodecFormat, Extensions, OfferLine};
use crate::srtp::ReplayWindow;

/// SSRCs of one peer: four tracks, two layers each, media and retransmission, and as many again
/// for a page that changes them.
const SSRCS_MAX: usize = 32;

/// RID of the low layer; every other RID, or none, is the high one.
const RID_LOW: &[u8] = b"l";

/// What an SSRC carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StreamRole {
    /// Index into [`Publisher::lines`].
    pub(crate) line: usize,
    pub(crate) layer: usize,
    /// A retransmission stream (RFC 4588).
    pub(crate) is_repair: bool,
}

/// A publishing m-line.
#[derive(Debug, Clone)]
pub(crate) struct PublishLine {
    pub(crate) mid: String,
    pub(crate) kind: TrackKind,
    pub(crate) formats: Vec<CodecFormat>,
    pub(crate) extensions: Extensions,
    announced: Vec<u32>,
    simulcast: bool,
    /// Its track, once a packet of it arrived.
    pub(crate) track: Option<thunderdome::Index>,
}

impl PublishLine {
    pub(crate) fn new(kind: TrackKind, offered: &OfferLine) -> Self {
        Self {
            mid: offered.mid.clone(),
            kind,
            formats: offered.formats.clone(),
            extensions: offered.extensions.clone(),
            // With RIDs the SSRCs are named by header extensions instead (RFC 8853 §4.1).
            announced: if offered.rids.is_empty() {
                offered.ssrcs.clone()
            } else {
                Vec::new()
            },
            simulcast: offered.rids.len() > 1,
            track: None,
        }
    }

    /// True if it sends more than one layer.
    pub(crate) fn is_simulcast(&self) -> bool {
        self.simulcast
    }

    /// The codec of a media payload type, plain or redundant.
    pub(crate) fn codec(&self, payload_type: u8) -> Option<Codec> {
        self.formats
            .iter()
            .find(|format| [Some(format.payload_type), format.red].contains(&Some(payload_type)))
            .map(|format| format.codec)
    }

    /// The payload type of the sound that a redundant payload type carries.
    pub(crate) fn redundant(&self, payload_type: u8) -> Option<u8> {
        self.formats
            .iter()
            .find(|format| format.red == Some(payload_type))
            .map(|format| format.payload_type)
    }

    /// The codec whose retransmissions have this payload type.
    pub(crate) fn repaired_codec(&self, payload_type: u8) -> Option<Codec> {
        self.formats
            .iter()
            .find(|format| format.rtx == Some(payload_type))
            .map(|format| format.codec)
    }
}

/// An SSRC that was authenticated, and which of its packets were seen.
#[derive(Debug)]
pub(crate) struct KnownSsrc {
    pub(crate) ssrc: u32,
    pub(crate) role: StreamRole,
    pub(crate) window: ReplayWindow,
}

/// What a peer publishes.
#[derive(Debug)]
pub(crate) struct Publisher {
    pub(crate) lines: Vec<PublishLine>,
    /// Sticky: browsers stop sending mid and rid once we have reported on an SSRC.
    ssrcs: Vec<KnownSsrc>,
    pub(crate) feedback: FeedbackRecorder,
}

impl Publisher {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            lines: Vec::new(),
            ssrcs: Vec::new(),
            feedback: FeedbackRecorder::new(now),
        }
    }

    /// A known SSRC.
    pub(crate) fn known(&mut self, ssrc: u32) -> Option<&mut KnownSsrc> {
        self.ssrcs.iter_mut().find(|known| known.ssrc == ssrc)
    }

    /// What a packet of an unknown SSRC claims to be, by its header extensions or by the offer.
    /// Nothing is kept until the packet proves authentic.
    pub(crate) fn claim(&self, header: &Header, packet: &[u8]) -> Option<StreamRole> {
        let by_extension = self.lines.iter().enumerate().find(|(_, line)| {
            line.extensions
                .mid
                .and_then(|id| header.extension(packet, id))
                .is_some_and(|mid| mid == line.mid.as_bytes())
        });
        let announced = || {
            self.lines
                .iter()
                .enumerate()
                .find(|(_, line)| line.announced.contains(&header.ssrc))
        };
        let (place, line) = by_extension.or_else(announced)?;
        let is_repair = line.repaired_codec(header.payload_type).is_some();
        if !is_repair && line.codec(header.payload_type).is_none() {
            return None;
        }
        let rid_extension = if is_repair {
            line.extensions.repaired_rid
        } else {
            line.extensions.rid
        };
        let rid = rid_extension.and_then(|id| header.extension(packet, id));
        let layer = if rid == Some(RID_LOW) {
            Layer::Low
        } else {
            Layer::High
        };
        Some(StreamRole {
            line: place,
            layer: layer_index(layer),
            is_repair,
        })
    }

    /// Remembers an authenticated SSRC. One that had the same role before is forgotten. False if
    /// there are too many.
    pub(crate) fn remember(&mut self, ssrc: u32, role: StreamRole, window: ReplayWindow) -> bool {
        self.ssrcs.retain(|known| known.role != role);
        if self.ssrcs.len() == SSRCS_MAX {
            return false;
        }
        self.ssrcs.push(KnownSsrc { ssrc, role, window });
        true
    }

    /// An SSRC of a line, for feedback that has to name one.
    pub(crate) fn any_ssrc(&self) -> Option<u32> {
        self.ssrcs.first().map(|known| known.ssrc)
    }
}
