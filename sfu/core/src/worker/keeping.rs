//! What time brings: reports, feedback, repeated requests, and peers that fell silent.

use std::time::{Duration, Instant};

use rtc_rtcp::receiver_report::ReceiverReport;
use rtc_rtcp::transport_feedbacks::transport_layer_nack::{
    TransportLayerNack, nack_pairs_from_sequence_numbers,
};
use sfu_wire::Fact;
use thunderdome::Index;

use super::Worker;
use crate::ingress::transport_feedback;
use crate::peer::Presence;

/// How often a worker looks at its peers.
const TICK: Duration = Duration::from_millis(20);

/// How often slots are brought in line with the layers that are live.
const AIM_EVERY: Duration = Duration::from_millis(100);

/// How often reports leave (RFC 3550 §6.2 allows it at these rates).
const REPORT_EVERY: Duration = Duration::from_secs(1);

/// A connected peer silent for so long is lost. Browsers check ICE consent every 2.5 s at the
/// latest (RFC 7675 §5.1 asks for 5 s), and publish or report far more often.
const LOST_AFTER: Duration = Duration::from_millis(4500);

/// A lost peer is removed after this; the control plane usually removes it sooner.
const REMOVED_AFTER: Duration = Duration::from_secs(60);

/// A peer that was answered must have connected by then.
const CONNECT_WITHIN: Duration = Duration::from_secs(30);

/// A track without packets for so long has stopped. Sound under DTX sends every 400 ms.
const STOPPED_AFTER: Duration = Duration::from_secs(5);

/// Report blocks in one packet (RFC 3550 §6.4.2: 31).
const REPORT_BLOCKS_MAX: usize = 31;

impl Worker {
    pub(super) fn tick(&mut self, now: Instant) {
        self.tick_at = now + TICK;
        let keys: Vec<Index> = self.peers.iter().map(|(key, _)| key).collect();
        for key in keys {
            self.tick_peer(now, key);
        }
        self.tick_tracks(now);
        if now >= self.aim_at {
            self.aim_at = now + AIM_EVERY;
            self.aim_all(now);
            self.tell_wanted(now);
            self.hold_keyframes(now);
            self.tell_loudest(now);
        }
    }

    fn tick_peer(&mut self, now: Instant, key: Index) {
        self.ask_keyframes(now, key);
        let ntp = self.ntp(now);
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        if let Some(to) = peer.ice.selected() {
            let outbox = &mut self.outbox;
            let mut overflow = 0;
            let handled = peer.dtls.handle_timeout(now, |datagram| {
                overflow += u64::from(!outbox.push(to, datagram));
            });
            self.counters.dropped_over_limit += overflow;
            if handled.is_err() {
                self.remove_peer(now, key);
                return;
            }
        }
        if now >= peer.feedback_at {
            peer.feedback_at = now + transport_feedback::INTERVAL;
            self.send_feedback(key);
        }
        self.ask_missing(now, key);
        self.let_pace_age(now, key);
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        if now >= peer.report_at {
            peer.report_at = now + REPORT_EVERY;
            self.send_reports(now, ntp, key);
            self.tell_path(now, key);
        }
        self.check_presence(now, key);
    }

    /// Time alone lowers the estimate of a path that fell silent, and begins probes.
    fn let_pace_age(&mut self, now: Instant, key: Index) {
        let pace = self.peers.get_mut(key).and_then(|peer| peer.pace.as_mut());
        let Some(pace) = pace else { return };
        if pace.handle_timeout(now) {
            self.allocate(now, key);
            self.aim_slots_of(now, key);
        }
        self.list_paced(key);
    }

    fn send_feedback(&mut self, key: Index) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let Some(media) = peer.publisher.any_ssrc() else {
            return;
        };
        let sender = peer.rtcp_ssrc;
        let (Some(to), Some(srtp)) = (peer.ice.selected(), &mut peer.srtp) else {
            return;
        };
        let feedback = &mut peer.publisher.feedback;
        let sent = self.outbox.write(to, 1400, |buffer| {
            let room = buffer.len().saturating_sub(crate::srtp::RTCP_OVERHEAD);
            let len = buffer
                .get_mut(..room)
                .map_or(0, |packet| feedback.write(packet, sender, media));
            if len == 0 {
                return 0;
            }
            srtp.seal_rtcp(buffer, len)
        });
        self.counters.dropped_over_limit += u64::from(!sent);
    }

    /// Asks the peer for packets that did not arrive. Sound is not asked for: by the time it came
    /// it would have been concealed.
    fn ask_missing(&mut self, now: Instant, key: Index) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        for line in 0..peer.publisher.lines.len() {
            let track = peer
                .publisher
                .lines
                .get(line)
                .filter(|line| line.kind.is_video())
                .and_then(|line| self.tracks.get_mut(line.track?));
            let Some(track) = track else { continue };
            for stream in track.layers.iter_mut().flatten() {
                let missing = stream.missing.poll(now, peer.round_trip);
                if missing.is_empty() {
                    continue;
                }
                let request = TransportLayerNack {
                    sender_ssrc: peer.rtcp_ssrc,
                    media_ssrc: stream.ssrc,
                    nacks: nack_pairs_from_sequence_numbers(&missing),
                };
                let sent = peer.send_rtcp(&mut self.outbox, &request);
                self.counters.dropped_over_limit += u64::from(!sent);
            }
        }
    }

    /// Receiver reports about what the peer publishes, sender reports for what it is shown.
    fn send_reports(&mut self, now: Instant, ntp: u64, key: Index) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let mut blocks = Vec::new();
        for track in peer.publisher.lines.iter().filter_map(|line| line.track) {
            if let Some(track) = self.tracks.get_mut(track) {
                for stream in track.layers.iter_mut().flatten() {
                    let (block, arrived) = stream.report(now);
                    blocks.push(block);
                    peer.arrived.expected += arrived.expected;
                    peer.arrived.received += arrived.received;
                }
            }
        }
        blocks.truncate(REPORT_BLOCKS_MAX);
        let mut unsent = 0;
        if !blocks.is_empty() {
            let report = ReceiverReport {
                ssrc: peer.rtcp_ssrc,
                reports: blocks,
                ..Default::default()
            };
            unsent += u64::from(!peer.send_rtcp(&mut self.outbox, &report));
        }
        for place in 0..peer.slots.len() {
            let report = peer
                .slots
                .get(place)
                .and_then(|slot| slot.sender_report(now, ntp, &self.tracks));
            if let Some(report) = report {
                unsent += u64::from(!peer.send_rtcp(&mut self.outbox, &report));
            }
        }
        self.counters.dropped_over_limit += unsent;
    }

    fn check_presence(&mut self, now: Instant, key: Index) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let silent = now.saturating_duration_since(peer.heard_at);
        match peer.presence {
            Presence::Connecting => {
                if now.saturating_duration_since(peer.joined_at) >= CONNECT_WITHIN {
                    self.remove_peer(now, key);
                }
            }
            Presence::Connected => {
                if silent >= LOST_AFTER {
                    peer.presence = Presence::Lost;
                    let fact = Fact::Lost {
                        peer: peer.id,
                        room: peer.room,
                    };
                    self.push_fact(fact);
                }
            }
            Presence::Lost => {
                if silent >= REMOVED_AFTER {
                    self.remove_peer(now, key);
                }
            }
        }
    }

    fn tick_tracks(&mut self, now: Instant) {
        let stopped: Vec<Fact> = self
            .tracks
            .iter_mut()
            .map(|(_, track)| track)
            .filter(|track| {
                track.flowing
                    && !track.is_resting()
                    && now.saturating_duration_since(track.last_packet_at) >= STOPPED_AFTER
            })
            .map(|track| {
                track.flowing = false;
                Fact::TrackStopped {
                    room: track.room,
                    track: track.reference,
                }
            })
            .collect();
        for fact in stopped {
            self.push_fact(fact);
        }
    }

    /// The server's clock as sender reports carry it: 32.32 fixed point seconds. Only differences
    /// matter to a receiver, so it counts from the worker's start, a day in to stay off zero.
    pub(super) fn ntp(&self, now: Instant) -> u64 {
        let elapsed = now.saturating_duration_since(self.start) + Duration::from_secs(86_400);
        let fraction = (u64::from(elapsed.subsec_nanos()) << 32) / 1_000_000_000;
        elapsed.as_secs() << 32 | fraction
    }
}
