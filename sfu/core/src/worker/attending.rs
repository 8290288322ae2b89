//! What is due at one peer at a time of its own: its handshake's timer, feedback, repeated requests.

use std::time::{Duration, Instant};

use rtc_rtcp::transport_feedbacks::transport_layer_nack::{
    TransportLayerNack, nack_pairs_from_sequence_numbers,
};
use thunderdome::Index;

use super::Worker;
use crate::peer::Presence;

/// What is missing of a stream is looked at this often.
const MISSING_EVERY: Duration = Duration::from_millis(10);

impl Worker {
    /// Does what is due at a peer, and sees to it that what will be is done then.
    pub(super) fn attend(&mut self, now: Instant, key: Index) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        peer.attention = None;
        if peer.presence == Presence::Connecting && !self.let_handshake_age(now, key) {
            self.remove_peer(now, key);
            return;
        }
        self.send_feedback_if_due(now, key);
        self.ask_missing(now, key);
        self.ask_keyframes(now, key);
        self.attend_when_due(now, key);
    }

    /// A peer is attended to at `at`, or up to two steps of the wheel later.
    pub(super) fn attend_at(&mut self, at: Instant, key: Index) {
        if let Some(peer) = self.peers.get_mut(key) {
            let step = self.wheel.step(at);
            if peer.attention.is_none_or(|set| step < set) {
                peer.attention = Some(step);
                self.wheel.set(step, key);
            }
        }
    }

    /// A peer is attended to when the next thing is due there.
    pub(super) fn attend_when_due(&mut self, now: Instant, key: Index) {
        let Some(peer) = self.peers.get(key) else {
            return;
        };
        let handshake = (peer.presence == Presence::Connecting)
            .then(|| peer.dtls.poll_timeout())
            .flatten();
        let feedback = peer.publisher.feedback.due_at();
        let mut due = [handshake, feedback].into_iter().flatten().min();
        for track in peer.publisher.lines.iter().filter_map(|line| line.track) {
            let Some(track) = self.tracks.get(track) else {
                continue;
            };
            if track.reference.kind.is_video() {
                let lacks = track.layers.iter().flatten().any(|s| s.missing.is_any());
                let missing = lacks.then(|| now + MISSING_EVERY);
                due = [due, missing, track.keyframes.due_at(now)]
                    .into_iter()
                    .flatten()
                    .min();
            }
        }
        if let Some(at) = due {
            self.attend_at(at, key);
        }
    }

    /// False if the handshake has failed.
    fn let_handshake_age(&mut self, now: Instant, key: Index) -> bool {
        let Some(peer) = self.peers.get_mut(key) else {
            return true;
        };
        let Some(to) = peer.ice.selected() else {
            return true;
        };
        let outbox = &mut self.outbox;
        let mut overflow = 0;
        let handled = peer.dtls.handle_timeout(now, |datagram| {
            overflow += u64::from(!outbox.push(to, datagram));
        });
        self.counters.dropped_over_limit += overflow;
        handled.is_ok()
    }

    fn send_feedback_if_due(&mut self, now: Instant, key: Index) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        if peer.publisher.feedback.due_at().is_none_or(|at| now < at) {
            return;
        }
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
}
