//! A receive slot of a subscriber: one m-line, one SSRC for as long as the page lives, and
//! whatever stream the server puts behind it.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use rtc_rtcp::sender_report::SenderReport;
use sfu_wire::{Layer, TrackRef};
use thunderdome::{Arena, Index};

use super::keyframe::Reason;
use super::rewriter::{Rewriter, Rewritten, StreamKey, ticks};
use crate::Egress;
use crate::egress::outbox::Outbox;
use crate::egress::resend::ResendLimit;
use crate::egress::ring::Stored;
use crate::ingress::track::Track;
use crate::rtp;
use crate::sdp::{Codec, CodecFormat, OfferLine, SlotStreams};
use crate::srtp::{RTP_OVERHEAD, Srtp};

/// Original sequence number in front of a retransmitted payload (RFC 4588 §4).
const OSN_LEN: usize = 2;

/// A page that cannot decode gets the run again after this. A browser that has just connected may
/// lose the first run because its receivers are still being made…
const RUN_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// … but the wait doubles each time, up to this: a narrow link is not to be filled with runs.
const RUN_AGAIN_AFTER_MAX: Duration = Duration::from_secs(2);

/// How a subscriber is reached.
pub(crate) struct Path<'a> {
    pub(crate) to: SocketAddr,
    pub(crate) srtp: &'a mut Srtp,
}

/// A receive slot.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) mid: String,
    pub(crate) is_video: bool,
    pub(crate) streams: SlotStreams,
    formats: Vec<CodecFormat>,
    /// What the control plane wants here.
    pub(crate) wanted: Option<TrackRef>,
    pub(crate) layer_max: Layer,
    /// The stream to switch to as soon as it can be decoded from.
    pub(crate) target: Option<StreamKey>,
    /// The stream forwarded now.
    pub(crate) active: Option<StreamKey>,
    /// The stream forwarded before it, whose last packets may still be on their way.
    previous: Option<StreamKey>,
    /// The page cannot decode what is forwarded.
    pub(crate) picture_lost: bool,
    /// When a run was sent last, and how long the next one waits if it did not help.
    run: Option<(Instant, Duration)>,
    /// What the control plane was told last.
    pub(crate) shown: Option<TrackRef>,
    rewriter: Rewriter,
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
            wanted: None,
            layer_max: Layer::High,
            target: None,
            active: None,
            previous: None,
            picture_lost: false,
            run: None,
            shown: None,
            rewriter: Rewriter::new(clock_rate, first),
            rtx_sequence: u64::from(first_rtx & 0x7fff),
            resend: ResendLimit::new(),
            sent_packets: 0,
            sent_bytes: 0,
        }
    }

    /// The stream this slot waits to begin with, and why; `None` where it shows what it is to show.
    pub(crate) fn awaited(&self) -> Option<(StreamKey, Reason)> {
        let target = self.target.filter(|_| self.is_video)?;
        let is_cut = self
            .active
            .is_some_and(|active| active.track != target.track);
        let reason = if is_cut { Reason::Cut } else { Reason::Join };
        (self.active != Some(target) || self.picture_lost).then_some((target, reason))
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
        let run = self.awaited_run(now, key, track);
        let mut sent = match &run {
            Some((stream, run)) => self.send_run(now, *stream, run, track, path, egress),
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
            if run
                .as_ref()
                .is_some_and(|(stream, run)| *stream == stream_key && run.contains(&fresh.sequence))
            {
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
            if self.active != Some(stream_key) && self.can_begin(stream_key, stored) {
                self.begin(now, stream_key, stored);
            }
            sent += u64::from(self.send(now, stream_key, stored, payload, path, egress));
        }
        sent
    }

    /// True if the stream is awaited here and a decoder can begin with this packet.
    fn can_begin(&self, stream: StreamKey, first: &Stored) -> bool {
        self.target == Some(stream)
            && (!self.is_video || first.starts_keyframe)
            && self.format(first.codec).is_some()
    }

    fn begin(&mut self, now: Instant, stream: StreamKey, first: &Stored) {
        self.rewriter.switch(now, stream, &first.numbers);
        self.previous = self.active.replace(stream);
        self.picture_lost = false;
    }

    /// The run of `track` that this slot can begin with now.
    fn awaited_run(
        &self,
        now: Instant,
        key: Index,
        track: &Track,
    ) -> Option<(StreamKey, RangeInclusive<u64>)> {
        let (stream, _) = self.awaited().filter(|(stream, _)| stream.track == key)?;
        let rested = |(at, wait)| now.saturating_duration_since(at) >= wait;
        if self.active == Some(stream) && !self.run.is_none_or(rested) {
            return None;
        }
        Some((stream, track.stream(stream)?.run(now)?))
    }

    /// Begins with a run and sends all of it. Returns the packets sent.
    fn send_run<E: Egress>(
        &mut self,
        now: Instant,
        stream_key: StreamKey,
        run: &RangeInclusive<u64>,
        track: &Track,
        path: &mut Path<'_>,
        egress: &mut E,
    ) -> u64 {
        let Some(ring) = track.stream(stream_key).map(|stream| &stream.ring) else {
            return 0;
        };
        let (Some((first, _)), Some((last, _))) = (ring.get(*run.start()), ring.get(*run.end()))
        else {
            return 0;
        };
        if self.format(first.codec).is_none() {
            return 0;
        }
        self.rewriter
            .switch_to_run(now, stream_key, &first.numbers, &last.numbers);
        let repeated = self.active == Some(stream_key);
        let wait = match self.run {
            Some((at, wait)) if repeated && now.saturating_duration_since(at) < 2 * wait => {
                (2 * wait).min(RUN_AGAIN_AFTER_MAX)
            }
            _ => RUN_AGAIN_AFTER,
        };
        self.run = Some((now, wait));
        self.previous = self.active.replace(stream_key);
        self.picture_lost = false;
        let mut sent = 0;
        for (stored, payload) in run.clone().filter_map(|sequence| ring.get(sequence)) {
            sent += u64::from(self.send(now, stream_key, stored, payload, path, egress));
        }
        sent
    }

    fn send<E: Egress>(
        &mut self,
        now: Instant,
        stream: StreamKey,
        stored: &Stored,
        payload: &[u8],
        path: &mut Path<'_>,
        egress: &mut E,
    ) -> bool {
        let Some(payload_type) = self.format(stored.codec).map(|format| format.payload_type) else {
            return false;
        };
        let Some(numbers) = self.rewriter.rewrite(now, stream, &stored.numbers) else {
            return false;
        };
        let ssrc = self.streams.ssrc;
        let len = rtp::HEADER_LEN + payload.len();
        egress.send(path.to, len + RTP_OVERHEAD, |packet| {
            rtp::write_header(
                packet,
                stored.marker,
                payload_type,
                numbers.sequence as u16,
                numbers.timestamp,
                ssrc,
            );
            write_payload(packet.get_mut(rtp::HEADER_LEN..), stored, payload, &numbers);
            path.srtp
                .seal_rtp(packet, len, rtp::HEADER_LEN, ssrc, numbers.sequence)
        });
        self.sent_packets = self.sent_packets.wrapping_add(1);
        self.sent_bytes = self.sent_bytes.wrapping_add(payload.len() as u32);
        self.resend.earn(payload.len());
        true
    }

    /// Sends packet `sequence` of this slot again (RFC 4588). False if it is not kept any more or
    /// may not be sent again.
    pub(crate) fn send_again(
        &mut self,
        now: Instant,
        round_trip: Option<Duration>,
        sequence: u16,
        tracks: &Arena<Track>,
        path: &mut Path<'_>,
        outbox: &mut Outbox,
    ) -> bool {
        let Some(rtx_ssrc) = self.streams.rtx_ssrc else {
            return false;
        };
        let Some((stream_key, source_sequence)) = self.rewriter.origin(sequence) else {
            return false;
        };
        let kept = tracks
            .get(stream_key.track)
            .and_then(|track| track.stream(stream_key))
            .and_then(|stream| stream.ring.get(source_sequence));
        let Some((stored, payload)) = kept else {
            return false;
        };
        let Some(rtx_type) = self.format(stored.codec).and_then(|format| format.rtx) else {
            return false;
        };
        let Some(numbers) = self.rewriter.again(stream_key, &stored.numbers) else {
            return false;
        };
        if !self.resend.spend(now, round_trip, sequence, payload.len()) {
            return false;
        }
        let index = self.rtx_sequence;
        self.rtx_sequence += 1;
        let len = rtp::HEADER_LEN + OSN_LEN + payload.len();
        outbox.write(path.to, len + RTP_OVERHEAD, |packet| {
            rtp::write_header(
                packet,
                stored.marker,
                rtx_type,
                index as u16,
                numbers.timestamp,
                rtx_ssrc,
            );
            if let Some(osn) = packet.get_mut(rtp::HEADER_LEN..rtp::HEADER_LEN + OSN_LEN) {
                osn.copy_from_slice(&sequence.to_be_bytes());
            }
            let body = packet.get_mut(rtp::HEADER_LEN + OSN_LEN..);
            write_payload(body, stored, payload, &numbers);
            path.srtp
                .seal_rtp(packet, len, rtp::HEADER_LEN, rtx_ssrc, index)
        })
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

    fn format(&self, codec: Codec) -> Option<&CodecFormat> {
        self.formats.iter().find(|format| format.codec == codec)
    }
}

fn write_payload(place: Option<&mut [u8]>, stored: &Stored, payload: &[u8], numbers: &Rewritten) {
    let Some(place) = place.and_then(|place| place.get_mut(..payload.len())) else {
        return;
    };
    place.copy_from_slice(payload);
    if let Some(descriptor) = &stored.numbers.vp8 {
        descriptor.write(place, numbers.picture_id, numbers.tl0_pic_idx);
    }
}
