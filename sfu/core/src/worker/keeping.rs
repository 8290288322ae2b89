//! The beat of a worker: what is looked at for all peers at once, ten times a second, and what each
//! of them is told once a second.

use std::time::{Duration, Instant};

use rtc_rtcp::receiver_report::ReceiverReport;
use sfu_wire::Fact;
use thunderdome::Index;

use super::Worker;
use crate::peer::Presence;

/// How often slots are brought in line with the layers that are live, and silence is noticed.
const BEAT: Duration = Duration::from_millis(100);

/// Reports leave every so many beats: every second (RFC 3550 §6.2 allows it at these rates). Peers
/// have theirs on different beats.
const BEATS_PER_REPORT: u32 = 10;

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
    pub(super) fn beat(&mut self, now: Instant) {
        self.beat_at = now + BEAT;
        self.beats = self.beats.wrapping_add(1);
        let ntp = self.ntp(now);
        let keys: Vec<Index> = self.peers.iter().map(|(key, _)| key).collect();
        for key in keys {
            if key.slot() % BEATS_PER_REPORT == self.beats % BEATS_PER_REPORT {
                self.send_reports(now, ntp, key);
                self.tell_path(now, key);
            }
            self.let_pace_age(now, key);
            self.check_presence(now, key);
        }
        self.check_tracks(now);
        self.aim_all(now);
        self.tell_wanted(now);
        self.hold_keyframes(now);
        self.tell_loudest(now);
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

    fn check_tracks(&mut self, now: Instant) {
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
