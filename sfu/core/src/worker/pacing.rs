//! Packets that wait for their turn, and the turns they get.

use std::time::{Duration, Instant};

use thunderdome::Index;

use super::Worker;
use crate::Egress;
use crate::egress::pace::Leaving;
use crate::forward::slot::Path;

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
            let mut path = Path {
                to,
                srtp,
                pace: peer.pace.as_mut(),
            };
            match leaving {
                Leaving::Picture(held) => {
                    let sent = peer.slots.get_mut(held.slot).is_some_and(|slot| {
                        slot.send_held(now, &held, &self.tracks, &mut path, egress)
                    });
                    self.counters.packets_forwarded += u64::from(sent);
                }
                Leaving::Repair(repair) => {
                    let sent = peer.slots.get_mut(repair.slot).is_some_and(|slot| {
                        let (round_trip, sequence) = (peer.round_trip, repair.sequence);
                        slot.send_again(now, round_trip, sequence, &self.tracks, &mut path, egress)
                    });
                    self.counters.packets_resent += u64::from(sent);
                }
                Leaving::Padding(bytes) => {
                    let slot = peer.slots.iter_mut().find(|slot| slot.can_pad());
                    let sent =
                        slot.is_some_and(|slot| slot.send_padding(now, bytes, &mut path, egress));
                    if !sent && let Some(pace) = &mut peer.pace {
                        pace.give_up_probe();
                    }
                }
            }
        }
    }
}
