//! One browser page: its connection, what it publishes, and its slots.

use std::time::{Duration, Instant};

use rtc_shared::marshal::Marshal;
use sfu_wire::{PeerId, RoomId, TrackKind};

use crate::allocate::Allocator;
use crate::dtls::Dtls;
use crate::egress::outbox::Outbox;
use crate::egress::pace::Pace;
use crate::forward::slot::Slot;
use crate::ice_lite::IceLite;
use crate::identity::Fingerprint;
use crate::ingress::publisher::Publisher;
use crate::ingress::stream::Arrived;
use crate::rtcp;
use crate::srtp::{RTCP_OVERHEAD, Srtp};
use crate::worker::Step;

/// Room for one RTCP packet that is sent.
const RTCP_BYTES_MAX: usize = 1200;

/// Where a peer's connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Answered, DTLS not done.
    Connecting,
    Connected,
    /// Silent for some time.
    Lost,
}

/// A peer.
pub(crate) struct Peer {
    pub(crate) id: PeerId,
    pub(crate) room: RoomId,
    pub(crate) ice: IceLite,
    pub(crate) dtls: Dtls,
    /// Present once DTLS is done.
    pub(crate) srtp: Option<Srtp>,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) publisher: Publisher,
    pub(crate) slots: Vec<Slot>,
    /// Kinds of track that are not forwarded.
    pub(crate) closed: Vec<TrackKind>,
    /// Sender of our RTCP to it.
    pub(crate) rtcp_ssrc: u32,
    pub(crate) presence: Presence,
    pub(crate) joined_at: Instant,
    pub(crate) heard_at: Instant,
    /// When it is attended to next.
    pub(crate) attention: Option<Step>,
    pub(crate) path_told_at: Instant,
    pub(crate) arrived: Arrived,
    pub(crate) round_trip: Option<Duration>,
    pub(crate) answers: u64,
    /// Of a page that reports arrivals.
    pub(crate) pace: Option<Pace>,
    /// It is among the worker's peers for whom something waits.
    pub(crate) is_paced: bool,
    pub(crate) allocator: Allocator,
    /// When its layers are decided anew at the latest.
    pub(crate) allocate_at: Instant,
    /// What its slots would take if everything fitted, in bit/s.
    pub(crate) wanted_bps: u64,
}

impl Peer {
    /// Protects an RTCP packet and puts it into `outbox`; false if it cannot leave.
    pub(crate) fn send_rtcp(&mut self, outbox: &mut Outbox, packet: &impl Marshal) -> bool {
        self.send_rtcp_with(outbox, |buffer| rtcp::write(packet, buffer))
    }

    /// Like [`Self::send_rtcp`], with the packet written by `write`, which returns its length.
    pub(crate) fn send_rtcp_with(
        &mut self,
        outbox: &mut Outbox,
        write: impl FnOnce(&mut [u8]) -> usize,
    ) -> bool {
        let (Some(to), Some(srtp)) = (self.ice.selected(), &mut self.srtp) else {
            return false;
        };
        outbox.write(to, RTCP_BYTES_MAX + RTCP_OVERHEAD, |buffer| {
            let len = buffer.get_mut(..RTCP_BYTES_MAX).map_or(0, write);
            if len == 0 {
                return 0;
            }
            srtp.seal_rtcp(buffer, len)
        })
    }

    /// True if the peer has an m-line of this name.
    pub(crate) fn has_line(&self, mid: &str) -> bool {
        self.publisher.lines.iter().any(|line| line.mid == mid)
            || self.slots.iter().any(|slot| slot.mid == mid)
    }

    /// The slot whose stream, or its retransmission, is `ssrc`.
    pub(crate) fn slot_of(&self, ssrc: u32) -> Option<usize> {
        self.slots
            .iter()
            .position(|slot| slot.streams.ssrc == ssrc || slot.streams.rtx_ssrc == Some(ssrc))
    }
}
