//! Packets that wait for their turn, and the turns they get.

use std::time::{Duration, Instant};

use thunderdome::Index;

use super::Worker;
use crate::Egress;
use crate::egress::pace::Leaving;
use crate::forward::path::Path;
use crate::forward::slot::Slot;

/// Turns are given no more often than this: what is due within it leaves together.
const TURNS_EVERY: Duration = Duration::from_millis(2);

impl Worker {
    /// Gives their turns to all peers that have something waiting.
    pub(super) fn give_turns<E: Egress>(&mut self, now: Instant, egress: &mut E) {
        if self.paced.is_empty() || now < self.turns_at {
            return;
        }
        self.turns_at = now + TURNS_EVERY;
        let mut paced = std::mem::take(&mut self.paced);
        paced.retain(|key| {
            self.give_turn(now, *key, egress);
            let Some(peer) = self.peers.get_mut(*key) else {
                return false;
            };
            peer.is_paced = peer
                .pace
                .as_ref()
                .is_some_and(|pace| pace.poll_timeout().is_some());
            peer.is_paced
        });
        self.paced.append(&mut paced);
    }

    /// Notes that something of a peer may wait for its turn.
    pub(super) fn list_paced(&mut self, key: Index) {
        if let Some(peer) = self.peers.get_mut(key)
            && !peer.is_paced
            && peer
                .pace
                .as_ref()
                .is_some_and(|pace| pace.poll_timeout().is_some())
        {
            peer.is_paced = true;
            self.paced.push(key);
        }
    }

    /// When [`Self::give_turns`] is wanted next.
    pub(super) fn next_turns(&self) -> Option<Instant> {
        self.paced
            .iter()
            .filter_map(|key| self.peers.get(*key)?.pace.as_ref()?.poll_timeout())
            .min()
            .map(|due| due.max(self.turns_at))
    }

    fn give_turn<E: Egress>(&mut self, now: Instant, key: Index, egress: &mut E) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let (Some(to), Some(srtp)) = (peer.ice.selected(), &mut peer.srtp) else {
            return;
        };
        while let Some(leaving) = peer.pace.as_mut().and_then(|pace| pace.poll(now)) {
            let place = match leaving {
                Leaving::Picture(held) => Some(held.slot),
                Leaving::Repair(repair) => Some(repair.slot),
                Leaving::Padding(_) => peer.slots.iter().position(Slot::can_pad),
            };
            let Some((place, slot)) = place.and_then(|at| Some((at, peer.slots.get_mut(at)?)))
            else {
                // Nothing to pad with: the probe at hand cannot be made.
                if let Some(pace) = &mut peer.pace {
                    pace.give_up_probe();
                }
                continue;
            };
            let mut path = Path {
                to,
                srtp,
                pace: peer.pace.as_mut(),
                slot: place,
            };
            match leaving {
                Leaving::Picture(held) => {
                    let sent = slot.send_held(now, &held, &self.tracks, &mut path, egress);
                    self.counters.packets_forwarded += u64::from(sent);
                }
                Leaving::Repair(repair) => {
                    let measured = path.pace.as_ref().and_then(|pace| pace.round_trip());
                    let round_trip = peer.round_trip.or(measured);
                    let sent = slot.send_again(
                        now,
                        round_trip,
                        repair.sequence,
                        &self.tracks,
                        &mut path,
                        egress,
                    );
                    self.counters.packets_resent += u64::from(sent);
                }
                Leaving::Padding(bytes) => slot.send_padding(now, bytes, &mut path, egress),
            }
        }
    }
}
