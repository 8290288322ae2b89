//! Datagrams that arrive.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sfu_wire::{Fact, TrackRef};
use thunderdome::Index;

use super::Worker;
use crate::demux::{Protocol, classify};
use crate::dtls::Progress;
use crate::egress::pace::Repair;
use crate::egress::ring::{Capacity, Stored};
use crate::forward::h264;
use crate::forward::keyframe::Reason;
use crate::forward::path::Path;
use crate::forward::rewriter::Numbers;
use crate::forward::vp8::Descriptor;
use crate::ice_lite::Check;
use crate::ingress::publisher::StreamRole;
use crate::ingress::stream::Stream;
use crate::ingress::track::{Fresh, SlotKey, Track};
use crate::peer::Presence;
use crate::rtcp::{self, Report};
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
            Ok(Progress::Pending) => self.heard(now, key),
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
        let codec = if role.is_repair {
            line.repaired_codec(header.payload_type)
        } else {
            line.codec(header.payload_type)
        };
        if let Some(sequence) = arrival {
            peer.publisher.feedback.record(now, sequence);
        }
        self.heard(now, key);
        let (Some(codec), Some(payload)) = (codec, header.payload(packet)) else {
            self.counters.dropped_malformed += 1;
            return;
        };
        if role.is_repair && payload.is_empty() {
            return; // padding that probes the path
        }
        self.receive_media(
            now,
            &Media {
                peer: key,
                role,
                ssrc: header.ssrc,
                codec,
                sequence: index,
                timestamp: header.timestamp,
                marker: header.marker,
                level,
                payload,
            },
        );
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
        let started = !track.flowing;
        track.flowing = true;
        if is_new && track.admitted && track.fresh.len() < FRESH_MAX {
            if !self.touched.contains(&track_key) {
                self.touched.push(track_key);
            }
            track.fresh.push(Fresh {
                layer: media.role.layer,
                sequence,
                is_padding: payload.is_empty(),
            });
        }
        let incarnation = track
            .layers
            .get(media.role.layer)
            .and_then(|stream| Some(stream.as_ref()?.incarnation));
        let fact = Fact::TrackStarted {
            room: track.room,
            track: track.reference,
        };
        if started {
            self.push_fact(fact);
        }
        if incarnation != incarnation_before {
            self.aim_subscribers(now, track_key);
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

    fn receive_rtcp(&mut self, now: Instant, key: Index, datagram: &mut [u8]) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let opened = peer.srtp.as_mut().and_then(|srtp| srtp.open_rtcp(datagram));
        let Some(packet) = opened.and_then(|len| datagram.get(..len)) else {
            self.counters.dropped_unauthentic += 1;
            return;
        };
        self.heard(now, key);
        let mut reports = Vec::new();
        if !rtcp::parse(packet, |report| reports.push(report)) {
            self.counters.dropped_malformed += 1;
        }
        for report in reports {
            self.handle_report(now, key, report);
        }
    }

    fn handle_report(&mut self, now: Instant, key: Index, report: Report) {
        let ntp_middle = (self.ntp(now) >> 16) as u32;
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        match report {
            Report::Missing { ssrc, sequences } => {
                let (Some(to), Some(srtp)) = (peer.ice.selected(), &mut peer.srtp) else {
                    return;
                };
                let slot = peer
                    .slots
                    .iter_mut()
                    .enumerate()
                    .find(|(_, slot)| slot.streams.ssrc == ssrc);
                let Some((own, slot)) = slot else { return };
                if let Some(pace) = &mut peer.pace {
                    for sequence in sequences {
                        let slot = own;
                        if !pace.hold_repair(Repair { slot, sequence }) {
                            self.counters.dropped_over_limit += 1;
                        }
                    }
                    self.list_paced(key);
                    return;
                }
                let mut path = Path {
                    to,
                    srtp,
                    pace: None,
                    slot: own,
                };
                for sequence in sequences {
                    let sent = slot.send_again(
                        now,
                        peer.round_trip,
                        sequence,
                        &self.tracks,
                        &mut path,
                        &mut self.outbox,
                    );
                    self.counters.packets_resent += u64::from(sent);
                }
            }
            Report::Arrivals(feedback) => {
                let Some(pace) = &mut peer.pace else { return };
                if pace.handle_feedback(now, &feedback) {
                    self.allocate(now, key);
                    self.aim_slots_of(now, key);
                }
                self.list_paced(key);
            }
            Report::PictureLost { ssrc } => {
                let slot = peer.slot_of(ssrc);
                if let Some(slot) = slot.and_then(|slot| peer.slots.get_mut(slot)) {
                    slot.picture_lost = true;
                }
                if let Some(slot) = slot {
                    self.help_to_begin(now, SlotKey { peer: key, slot });
                }
            }
            Report::Reception {
                last_sender_report,
                delay,
            } => {
                if peer.pace.as_ref().is_some_and(|pace| pace.is_unheard(now)) {
                    peer.pace = None;
                }
                // RFC 3550 §6.4.1: A − LSR − DLSR, in units of 1/65536 s.
                if last_sender_report != 0 {
                    let units = ntp_middle
                        .wrapping_sub(last_sender_report)
                        .wrapping_sub(delay);
                    let round_trip = Duration::from_micros(u64::from(units) * 1_000_000 / 65_536);
                    if round_trip < Duration::from_secs(10) {
                        peer.round_trip = Some(round_trip);
                    }
                }
            }
            Report::SenderClock {
                ssrc,
                ntp,
                timestamp,
            } => {
                let Some(role) = peer.publisher.known(ssrc).map(|known| known.role) else {
                    return;
                };
                let stream = peer
                    .publisher
                    .lines
                    .get(role.line)
                    .and_then(|line| self.tracks.get_mut(line.track?))
                    .and_then(|track| track.layers.get_mut(role.layer)?.as_mut());
                if let Some(stream) = stream.filter(|stream| stream.ssrc == ssrc) {
                    stream.handle_sender_report(now, ntp, timestamp);
                }
            }
        }
    }

    /// Something authentic came from a peer.
    fn heard(&mut self, now: Instant, key: Index) {
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
