//! Datagrams that arrive.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sfu_wire::{Fact, TrackRef};
use thunderdome::Index;

use super::Worker;
use crate::demux::{Protocol, classify};
use crate::dtls::Progress;
use crate::egress::ring::{Capacity, Stored};
use crate::forward::h264;
use crate::forward::keyframe::Reason;
use crate::forward::redundancy;
use crate::forward::rewriter::Numbers;
use crate::forward::vp8::Descriptor;
use crate::ice_lite::Check;
use crate::ingress::publisher::StreamRole;
use crate::ingress::stream::Stream;
use crate::ingress::track::{Fresh, Track};
use crate::peer::Presence;
use crate::rtp::Header;
use crate::sdp::Codec;
use crate::srtp::{ReplayWindow, extend};

/// Most packets of one track that wait for one fan-out.
const FRESH_MAX: usize = 4096;

/// A media packet, unprotected, and what it belongs to.
struct Media<'a> {
    peer: Index,
    role: StreamRole,
    ssrc: u32,
    codec: Codec,
    sequence: u64,
    timestamp: u32,
    marker: bool,
    /// How loud it is, as its sender says (RFC 6464 §3).
    level: Option<u8>,
    payload: &'a [u8],
}

impl Worker {
    pub(super) fn receive(&mut self, now: Instant, from: SocketAddr, datagram: &mut [u8]) {
        let Some(protocol) = classify(datagram) else {
            self.counters.dropped_unknown += 1;
            return;
        };
        if protocol == Protocol::Stun {
            self.receive_check(now, from, datagram);
            return;
        }
        // Invariant: everything but a connectivity check needs a validated address.
        let Some(key) = self.addresses.get(&from).copied() else {
            self.counters.dropped_unvalidated += 1;
            return;
        };
        match protocol {
            Protocol::Dtls => self.receive_dtls(now, from, key, datagram),
            Protocol::Rtp => self.receive_rtp(now, key, datagram),
            Protocol::Rtcp => self.receive_rtcp(now, key, datagram),
            Protocol::Stun => {}
        }
    }

    fn receive_check(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) {
        let Some(mut check) = Check::parse(datagram) else {
            self.counters.dropped_malformed += 1;
            return;
        };
        let key = self.ufrags.get(check.local_ufrag()).copied();
        let Some((key, peer)) = key.and_then(|key| Some((key, self.peers.get_mut(key)?))) else {
            self.counters.dropped_unauthentic += 1;
            return;
        };
        let crypto = self.identity.provider.crypto();
        let Some(checked) = peer.ice.handle_check(now, from, &mut check, crypto) else {
            self.counters.dropped_unauthentic += 1;
            return;
        };
        if let Some(ufrag) = checked.retired_ufrag {
            self.ufrags.remove(&ufrag);
        }
        if let Some(address) = checked.forgotten {
            self.addresses.remove(&address);
        }
        if let Some(address) = checked.validated {
            self.addresses.insert(address, key);
        }
        if !self.outbox.push(from, &checked.response) {
            self.counters.dropped_over_limit += 1;
        }
        self.heard(now, key);
    }

    fn receive_dtls(&mut self, now: Instant, from: SocketAddr, key: Index, datagram: &[u8]) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let outbox = &mut self.outbox;
        let mut overflow = 0;
        let progress = peer.dtls.handle_datagram(now, datagram, |bytes| {
            overflow += u64::from(!outbox.push(from, bytes));
        });
        self.counters.dropped_over_limit += overflow;
        match progress {
            Ok(Progress::Pending) => {
                self.heard(now, key);
                self.attend_when_due(now, key);
            }
            Ok(Progress::Connected(srtp)) => {
                peer.srtp = Some(srtp);
                peer.presence = Presence::Connected;
                peer.heard_at = now;
                let fact = Fact::Connected {
                    peer: peer.id,
                    room: peer.room,
                };
                self.push_fact(fact);
                self.aim_slots_of(now, key);
            }
            Ok(Progress::Closed) => self.remove_peer(now, key),
            // Forged records end up here too, so an error does not end the connection.
            Err(_) => self.counters.dropped_malformed += 1,
        }
    }

    fn receive_rtp(&mut self, now: Instant, key: Index, datagram: &mut [u8]) {
        let Some(header) = Header::parse(datagram) else {
            self.counters.dropped_malformed += 1;
            return;
        };
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let Some(srtp) = &mut peer.srtp else {
            self.counters.dropped_unauthentic += 1;
            return;
        };
        let known = peer.publisher.known(header.ssrc);
        let known_role = known.as_ref().map(|known| known.role);
        let index = match &known {
            Some(known) => {
                let highest = known.window.highest().unwrap_or(0);
                let index = extend(highest, header.sequence);
                if !known.window.is_new(index) {
                    self.counters.dropped_unauthentic += 1;
                    return;
                }
                index
            }
            None => u64::from(header.sequence),
        };
        let Some(role) = known_role.or_else(|| peer.publisher.claim(&header, datagram)) else {
            self.counters.dropped_over_limit += 1;
            return;
        };
        let Some(len) = srtp.open_rtp(datagram, header.len, header.ssrc, index) else {
            self.counters.dropped_unauthentic += 1;
            return;
        };
        match peer.publisher.known(header.ssrc) {
            Some(known) => known.window.accept(index),
            None => {
                let mut window = ReplayWindow::new();
                window.accept(index);
                if !peer.publisher.remember(header.ssrc, role, window) {
                    self.counters.dropped_over_limit += 1;
                    return;
                }
            }
        }
        let packet = datagram.get(..len).unwrap_or_default();
        let Some(line) = peer.publisher.lines.get(role.line) else {
            return;
        };
        let arrival = line
            .extensions
            .transport_cc
            .and_then(|id| header.extension(packet, id))
            .and_then(|value| value.first_chunk())
            .map(|bytes| u16::from_be_bytes(*bytes));
        let level = line
            .extensions
            .audio_level
            .and_then(|id| header.extension(packet, id)?.first().copied());
        let redundant = line.redundant(header.payload_type);
        let codec = if role.is_repair {
            line.repaired_codec(header.payload_type)
        } else {
            line.codec(header.payload_type)
        };
        if let Some(sequence) = arrival {
            let feedback = &mut peer.publisher.feedback;
            let is_first = feedback.due_at().is_none();
            feedback.record(now, sequence);
            if is_first && let Some(at) = feedback.due_at() {
                self.attend_at(at, key);
            }
        }
        self.heard(now, key);
        let (Some(codec), Some(payload)) = (codec, header.payload(packet)) else {
            self.counters.dropped_malformed += 1;
            return;
        };
        if role.is_repair && payload.is_empty() {
            return; // padding that probes the path
        }
        let mut media = Media {
            peer: key,
            role,
            ssrc: header.ssrc,
            codec,
            sequence: index,
            timestamp: header.timestamp,
            marker: header.marker,
            level,
            payload,
        };
        if let Some(plain) = redundant {
            let own = redundancy::read(payload, plain, |copy| self.recover(now, &media, &copy));
            let Some(own) = own else {
                self.counters.dropped_malformed += 1;
                return;
            };
            media.payload = own;
        }
        self.receive_media(now, &media);
    }

    /// Takes in a packet of sound that did not arrive itself, from the copy that `carrier` has.
    fn recover(&mut self, now: Instant, carrier: &Media<'_>, copy: &redundancy::Copy<'_>) {
        let Some(sequence) = carrier.sequence.checked_sub(copy.back) else {
            return;
        };
        let line = self
            .peers
            .get(carrier.peer)
            .and_then(|peer| peer.publisher.lines.get(carrier.role.line));
        let Some(key) = line.and_then(|line| line.track) else {
            return;
        };
        let Some(track) = self.tracks.get_mut(key) else {
            return;
        };
        let is_of_stream = track
            .layers
            .get(carrier.role.layer)
            .and_then(Option::as_ref)
            .is_some_and(|stream| stream.ssrc == carrier.ssrc);
        if !is_of_stream {
            return;
        }
        let lost = Media {
            sequence,
            timestamp: carrier.timestamp.wrapping_sub(copy.offset),
            marker: false,
            level: None,
            payload: copy.payload,
            ..*carrier
        };
        if keep(now, track, &lost, sequence, copy.payload) {
            self.make_fresh(key, &lost, false, sequence);
        }
    }

    fn receive_media(&mut self, now: Instant, media: &Media<'_>) {
        let Some(track_key) = self.track_of(now, media) else {
            return;
        };
        let since_start = now.saturating_duration_since(self.start);
        let Some(track) = self.tracks.get_mut(track_key) else {
            return;
        };
        let incarnation_before = track
            .layers
            .get(media.role.layer)
            .and_then(|stream| Some(stream.as_ref()?.incarnation));
        let Some((sequence, payload)) = place(now, since_start, track, media) else {
            self.counters.dropped_malformed += 1;
            return;
        };
        let is_new = keep(now, track, media, sequence, payload);
        track.last_packet_at = now;
        if let Some(level) = media.level {
            track.loudness.hear(now, level);
        }
        let lacks = track.keyframes.due_at(now).is_some()
            || track.layers.iter().flatten().any(|s| s.missing.is_any());
        let started = !track.flowing;
        track.flowing = true;
        let incarnation = track
            .layers
            .get(media.role.layer)
            .and_then(|stream| Some(stream.as_ref()?.incarnation));
        let fact = Fact::TrackStarted {
            room: track.room,
            track: track.reference,
        };
        if is_new {
            self.make_fresh(track_key, media, payload.is_empty(), sequence);
        }
        if lacks {
            self.attend_when_due(now, media.peer);
        }
        if started {
            self.push_fact(fact);
        }
        if incarnation != incarnation_before {
            self.aim_subscribers(now, track_key);
        }
    }

    /// A packet is in its ring: it is forwarded next, if it is to be.
    fn make_fresh(&mut self, key: Index, media: &Media<'_>, is_padding: bool, sequence: u64) {
        let Some(track) = self.tracks.get_mut(key) else {
            return;
        };
        if track.admitted && track.fresh.len() < FRESH_MAX {
            track.fresh.push(Fresh {
                layer: media.role.layer,
                sequence,
                is_padding,
            });
            if !self.touched.contains(&key) {
                self.touched.push(key);
            }
        }
    }

    /// The track that a packet belongs to; its first packet makes it.
    fn track_of(&mut self, now: Instant, media: &Media<'_>) -> Option<Index> {
        let peer = self.peers.get_mut(media.peer)?;
        let line = peer.publisher.lines.get_mut(media.role.line)?;
        if let Some(track) = line.track {
            return Some(track);
        }
        let reference = TrackRef {
            peer: peer.id,
            kind: line.kind,
        };
        let admitted = !peer.closed.contains(&line.kind);
        let simulcast = line.is_simulcast();
        let track = Track::new(now, reference, peer.room, media.peer, admitted, simulcast);
        let key = self.tracks.insert(track);
        line.track = Some(key);
        let room = peer.room;
        self.track_refs.insert(reference, key);
        self.aim_those_who_want(now, room, reference);
        Some(key)
    }

    /// Something authentic came from a peer.
    pub(super) fn heard(&mut self, now: Instant, key: Index) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        peer.heard_at = now;
        if peer.presence == Presence::Lost {
            peer.presence = Presence::Connected;
            let fact = Fact::Returned {
                peer: peer.id,
                room: peer.room,
            };
            self.push_fact(fact);
        }
    }
}

/// Finds the packet's place in its stream: a retransmission's is that of the packet it repairs.
/// `None` if it cannot have one.
fn place<'a>(
    now: Instant,
    since_start: Duration,
    track: &mut Track,
    media: &Media<'a>,
) -> Option<(u64, &'a [u8])> {
    if media.role.is_repair {
        let stream = track.layers.get_mut(media.role.layer)?.as_mut()?;
        let (osn, payload) = media.payload.split_first_chunk()?;
        let highest = stream.highest();
        let sequence = extend(highest, u16::from_be_bytes(*osn));
        if sequence > highest {
            return None; // a retransmission of what was never sent
        }
        stream.missing.arrived(now, sequence, highest);
        return Some((sequence, payload));
    }
    let is_other = track
        .layers
        .get(media.role.layer)?
        .as_ref()
        .is_none_or(|stream| stream.ssrc != media.ssrc);
    if is_other {
        let capacity = match (media.codec, media.role.layer) {
            (Codec::Opus, _) => Capacity::SOUND,
            (Codec::Vp8 | Codec::H264, 0) => Capacity::LOW,
            (Codec::Vp8 | Codec::H264, _) => Capacity::HIGH,
        };
        let stream = Stream::new(
            now,
            media.ssrc,
            media.codec.clock_rate(),
            track.next_incarnation(),
            capacity,
            media.sequence,
        );
        *track.layers.get_mut(media.role.layer)? = Some(stream);
    }
    let stream = track.layers.get_mut(media.role.layer)?.as_mut()?;
    let highest = stream.highest();
    if !stream.missing.arrived(now, media.sequence, highest) {
        track.keyframes.want(Reason::Join);
    }
    stream.count(
        now,
        since_start,
        media.sequence,
        media.timestamp,
        media.payload.len(),
    );
    Some((media.sequence, media.payload))
}

/// Keeps a packet in its stream's ring; false if it is there already or cannot be kept.
fn keep(now: Instant, track: &mut Track, media: &Media<'_>, sequence: u64, payload: &[u8]) -> bool {
    let vp8 = match media.codec {
        Codec::Vp8 if !payload.is_empty() => match Descriptor::parse(payload) {
            Some(descriptor) => Some(descriptor),
            None => return false,
        },
        Codec::Vp8 | Codec::H264 | Codec::Opus => None,
    };
    let starts_keyframe = match media.codec {
        Codec::Vp8 => vp8.is_some_and(|descriptor| descriptor.starts_keyframe),
        Codec::H264 => h264::starts_keyframe(payload),
        Codec::Opus => false,
    };
    let numbers = Numbers {
        sequence,
        timestamp: media.timestamp,
        vp8,
    };
    let stored = Stored::new(numbers, media.marker, media.codec, starts_keyframe);
    let Some(Some(stream)) = track.layers.get_mut(media.role.layer) else {
        return false;
    };
    // Browsers probe the path with retransmissions of packets long arrived, often of a key frame.
    let is_new = stream.ring.insert(stored, payload);
    if is_new && starts_keyframe {
        stream.begin_keyframe(now, sequence);
        track.keyframes.seen(now);
    }
    is_new
}
