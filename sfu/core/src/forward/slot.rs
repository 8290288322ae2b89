//! A receive slot of a subscriber: one m-line, one SSRC for as long as the page lives, and
//! whatever stream the server puts behind it.

use std::time::{Duration, Instant};

use rtc_rtcp::sender_report::SenderReport;
use sfu_wire::{Layer, Purpose, TrackRef};
use thunderdome::{Arena, Index};

use super::beginning::{Beginning, RunsSent};
use super::path::{Parcel, Path};
use super::rewriter::{Rewriter, Rewritten, StreamKey, ticks};
use crate::Egress;
use crate::egress::pace::Held;
use crate::egress::resend::ResendLimit;
use crate::egress::ring::Stored;
use crate::estimate::Class;
use crate::ingress::track::Track;
use crate::rtp::{self, Outgoing, TransportNumber};
use crate::sdp::{Codec, CodecFormat, OfferLine, SlotStreams};
use crate::srtp::RTP_OVERHEAD;

/// Original sequence number in front of a retransmitted payload (RFC 4588 §4).
const OSN_LEN: usize = 2;

/// Most padding one packet has (RFC 3550 §5.1: its count is one byte).
const PADDING_MAX: usize = 255;

/// A receive slot.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) mid: String,
    pub(crate) is_video: bool,
    pub(crate) streams: SlotStreams,
    formats: Vec<CodecFormat>,
    /// Id of the extension with transport-wide numbers, where it was agreed on.
    transport_cc: Option<u8>,
    /// What the control plane wants here.
    pub(crate) wanted: Option<TrackRef>,
    pub(crate) purpose: Purpose,
    pub(crate) layer_max: Layer,
    /// How high the page shows it, in device pixels.
    pub(crate) height_px: u16,
    /// The layer that the subscriber's path has room for; `None` while it has none.
    pub(crate) granted: Option<Layer>,
    /// The control plane was told that it has none.
    pub(crate) starved: bool,
    /// The stream to switch to as soon as it can be decoded from.
    pub(crate) target: Option<StreamKey>,
    /// The stream forwarded now.
    pub(crate) active: Option<StreamKey>,
    /// The stream forwarded before it, whose last packets may still be on their way.
    pub(super) previous: Option<StreamKey>,
    /// The page cannot decode what is forwarded.
    pub(crate) picture_lost: bool,
    /// The packet that the sound forwarded now began with.
    pub(super) sound_from: u64,
    /// The runs that the stream forwarded now began with.
    pub(super) runs: Option<RunsSent>,
    /// What the control plane was told last.
    pub(crate) shown: Option<TrackRef>,
    pub(super) rewriter: Rewriter,
    rtx_sequence: u64,
    resend: ResendLimit,
    sent_packets: u32,
    sent_bytes: u32,
}

impl Slot {
    /// An empty slot; both first sequence numbers are drawn by the caller.
    pub(crate) fn new(
        offered: &OfferLine,
        streams: SlotStreams,
        first_sequences: [u16; 2],
    ) -> Self {
        let [first, first_rtx] = first_sequences;
        let clock_rate = offered
            .formats
            .first()
            .map_or(90_000, |format| format.codec.clock_rate());
        Self {
            mid: offered.mid.clone(),
            is_video: offered.is_video(),
            streams,
            formats: offered.formats.clone(),
            transport_cc: offered.extensions.transport_cc,
            wanted: None,
            purpose: if offered.is_video() {
                Purpose::Stage
            } else {
                Purpose::Sound
            },
            layer_max: Layer::High,
            height_px: u16::MAX,
            granted: None,
            starved: false,
            target: None,
            active: None,
            previous: None,
            picture_lost: false,
            sound_from: 0,
            runs: None,
            shown: None,
            rewriter: Rewriter::new(clock_rate, first),
            rtx_sequence: u64::from(first_rtx & 0x7fff),
            resend: ResendLimit::new(),
            sent_packets: 0,
            sent_bytes: 0,
        }
    }

    /// Sends what is fresh of `track`, as far as this slot shows it. Returns the packets sent.
    pub(crate) fn forward<E: Egress>(
        &mut self,
        now: Instant,
        key: Index,
        track: &Track,
        path: &mut Path<'_>,
        egress: &mut E,
    ) -> u64 {
        let run = match self.beginning(now, key, track, path.pace.as_deref()) {
            Some(Beginning::Run(stream, run)) => Some((stream, run)),
            Some(Beginning::Sent | Beginning::KeyFrame(..)) | None => None,
        };
        let mut sent = match &run {
            Some((stream, run)) => self.send_run(now, *stream, &run.packets, track, path, egress),
            None => 0,
        };
        for fresh in &track.fresh {
            let Some(Some(stream)) = track.layers.get(fresh.layer) else {
                continue;
            };
            let stream_key = StreamKey {
                track: key,
                layer: fresh.layer,
                incarnation: stream.incarnation,
            };
            if run.as_ref().is_some_and(|(stream, run)| {
                *stream == stream_key && run.packets.contains(&fresh.sequence)
            }) {
                continue;
            }
            let wanted = [self.active, self.target, self.previous];
            if !wanted.contains(&Some(stream_key)) {
                continue;
            }
            let Some((stored, payload)) = stream.ring.get(fresh.sequence) else {
                continue;
            };
            if fresh.is_padding {
                self.rewriter.leave_out(stream_key, fresh.sequence);
                continue;
            }
            self.meet(now, stream_key, stored);
            sent += u64::from(if self.is_video {
                self.send(now, stream_key, stored, payload, path, egress)
            } else {
                let from = self.sound_from.max(track.open_from);
                let copies = self.copies(stream, stored, from, path);
                self.send_sound(now, stream_key, stored, payload, &copies, path, egress)
            });
        }
        sent
    }

    /// Sends a packet of a picture now, or keeps it for its turn. True if it left.
    pub(super) fn send<E: Egress>(
        &mut self,
        now: Instant,
        stream: StreamKey,
        stored: &Stored,
        payload: &[u8],
        path: &mut Path<'_>,
        egress: &mut E,
    ) -> bool {
        if self.format(stored.codec).is_none() {
            return false;
        }
        let Some(numbers) = self.rewriter.rewrite(now, stream, &stored.numbers) else {
            return false;
        };
        let bytes = rtp::OUTGOING_LEN_MAX + payload.len() + RTP_OVERHEAD;
        if let Some(pace) = &mut path.pace
            && pace.has_to_wait(now, bytes)
        {
            let held = Held {
                slot: path.slot,
                stream,
                sequence: stored.numbers.sequence,
                numbers,
                bytes,
            };
            if pace.hold(held) {
                return false;
            }
        }
        self.write(now, stored, payload, &numbers, path, egress);
        true
    }

    /// Sends a packet that has waited for its turn; false if it is not kept any more.
    pub(crate) fn send_held<E: Egress>(
        &mut self,
        now: Instant,
        held: &Held,
        tracks: &Arena<Track>,
        path: &mut Path<'_>,
        egress: &mut E,
    ) -> bool {
        let kept = tracks
            .get(held.stream.track)
            .and_then(|track| track.stream(held.stream)?.ring.get(held.sequence));
        let Some((stored, payload)) = kept else {
            return false;
        };
        self.write(now, stored, payload, &held.numbers, path, egress);
        true
    }

    fn write<E: Egress>(
        &mut self,
        now: Instant,
        stored: &Stored,
        payload: &[u8],
        numbers: &Rewritten,
        path: &mut Path<'_>,
        egress: &mut E,
    ) {
        let Some(payload_type) = self.format(stored.codec).map(|format| format.payload_type) else {
            return;
        };
        let parcel = Parcel {
            class: Class::Media,
            header: self.header(stored.marker, payload_type, numbers),
            index: numbers.sequence,
            payload_len: payload.len(),
        };
        self.count(payload.len());
        path.send(now, parcel, egress, |place| {
            write_payload(place, stored, payload, numbers);
        });
    }

    pub(super) fn header(&self, marker: bool, payload_type: u8, numbers: &Rewritten) -> Outgoing {
        Outgoing {
            marker,
            padding: false,
            payload_type,
            sequence: numbers.sequence as u16,
            timestamp: numbers.timestamp,
            ssrc: self.streams.ssrc,
            transport: self.transport_number(),
        }
    }

    /// A packet leaves: for sender reports, and for what may be sent again.
    pub(super) fn count(&mut self, payload_len: usize) {
        self.sent_packets = self.sent_packets.wrapping_add(1);
        self.sent_bytes = self.sent_bytes.wrapping_add(payload_len as u32);
        self.resend.earn(payload_len);
    }

    /// Sends padding, as load for a probe, in the stream of retransmissions, where no decoder waits
    /// for what comes next (libwebrtc does the same). Does nothing where [`Self::can_pad`] is false.
    pub(crate) fn send_padding<E: Egress>(
        &mut self,
        now: Instant,
        bytes: usize,
        path: &mut Path<'_>,
        egress: &mut E,
    ) {
        let rtx_type = self.formats.iter().find_map(|format| format.rtx);
        let (Some(ssrc), Some(payload_type)) = (self.streams.rtx_ssrc, rtx_type) else {
            return;
        };
        let len = bytes.clamp(1, PADDING_MAX);
        let index = self.rtx_sequence;
        self.rtx_sequence += 1;
        let header = Outgoing {
            marker: false,
            padding: true,
            payload_type,
            sequence: index as u16,
            timestamp: 0,
            ssrc,
            transport: self.transport_number(),
        };
        let parcel = Parcel {
            class: Class::Padding,
            header,
            index,
            payload_len: len,
        };
        path.send(now, parcel, egress, |place| {
            place.fill(0);
            if let Some(last) = place.last_mut() {
                *last = len as u8;
            }
        });
    }

    /// True if padding can be sent here.
    pub(crate) fn can_pad(&self) -> bool {
        self.streams.rtx_ssrc.is_some() && self.formats.iter().any(|format| format.rtx.is_some())
    }

    /// Room for a transport-wide number, where it was agreed on.
    fn transport_number(&self) -> Option<TransportNumber> {
        self.transport_cc
            .map(|id| TransportNumber { id, sequence: 0 })
    }

    /// True if a request for packet `sequence` that arrives now is to be answered.
    pub(crate) fn is_missing(
        &self,
        now: Instant,
        round_trip: Option<Duration>,
        sequence: u16,
    ) -> bool {
        self.resend.is_news(now, round_trip, sequence)
    }

    /// Sends packet `sequence` of this slot again (RFC 4588). False if it is not kept any more or
    /// may not be sent again.
    pub(crate) fn send_again<E: Egress>(
        &mut self,
        now: Instant,
        round_trip: Option<Duration>,
        sequence: u16,
        tracks: &Arena<Track>,
        path: &mut Path<'_>,
        egress: &mut E,
    ) -> bool {
        let Some(rtx_ssrc) = self.streams.rtx_ssrc else {
            return false;
        };
        let Some(origin) = self.rewriter.origin(sequence) else {
            return false;
        };
        let kept = tracks
            .get(origin.stream().track)
            .and_then(|track| track.stream(origin.stream()))
            .and_then(|stream| stream.ring.get(origin.sequence));
        let Some((stored, payload)) = kept else {
            return false;
        };
        let Some(rtx_type) = self.format(stored.codec).and_then(|format| format.rtx) else {
            return false;
        };
        let numbers = origin.again(&stored.numbers);
        if !self.resend.spend(now, round_trip, sequence, payload.len()) {
            return false;
        }
        let index = self.rtx_sequence;
        self.rtx_sequence += 1;
        let header = Outgoing {
            marker: stored.marker,
            padding: false,
            payload_type: rtx_type,
            sequence: index as u16,
            timestamp: numbers.timestamp,
            ssrc: rtx_ssrc,
            transport: self.transport_number(),
        };
        let len = OSN_LEN + payload.len();
        let parcel = Parcel {
            class: Class::Repair,
            header,
            index,
            payload_len: len,
        };
        path.send(now, parcel, egress, |place| {
            if let Some((osn, body)) = place.split_first_chunk_mut::<OSN_LEN>() {
                *osn = sequence.to_be_bytes();
                write_payload(body, stored, payload, &numbers);
            }
        });
        true
    }

    /// The sender report that lets a browser match sound and picture (RFC 3550 §6.4.1). All slots
    /// of a page count on the server's clock, so that any picture may stand beside any sound.
    pub(crate) fn sender_report(
        &self,
        now: Instant,
        ntp: u64,
        tracks: &Arena<Track>,
    ) -> Option<SenderReport> {
        let active = self.active?;
        let stream = tracks.get(active.track)?.stream(active)?;
        let clock = stream.sender_clock?;
        let elapsed = ticks(now.saturating_duration_since(clock.at), stream.clock_rate);
        let source_time = clock.timestamp.wrapping_add(elapsed);
        Some(SenderReport {
            ssrc: self.streams.ssrc,
            ntp_time: ntp,
            rtp_time: self.rewriter.timestamp_of(active, source_time)?,
            packet_count: self.sent_packets,
            octet_count: self.sent_bytes,
            ..Default::default()
        })
    }

    /// Nothing is behind the slot any more.
    pub(crate) fn clear(&mut self) {
        self.target = None;
        self.previous = None;
        self.active = None;
    }

    pub(super) fn format(&self, codec: Codec) -> Option<&CodecFormat> {
        self.formats.iter().find(|format| format.codec == codec)
    }
}

/// Writes `payload` into `place`, which has its length.
pub(super) fn write_payload(
    place: &mut [u8],
    stored: &Stored,
    payload: &[u8],
    numbers: &Rewritten,
) {
    if place.len() != payload.len() {
        return;
    }
    place.copy_from_slice(payload);
    if let Some(descriptor) = &stored.numbers.vp8 {
        descriptor.write(place, numbers.picture_id, numbers.tl0_pic_idx);
    }
}
