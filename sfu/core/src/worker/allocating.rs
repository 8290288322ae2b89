//! Which layer each slot of a peer gets: what its path carries, divided among what its page shows.

use std::time::{Duration, Instant};

use sfu_wire::{FromNode, Layer, Purpose};
use thunderdome::Index;

use super::Worker;
use crate::Event;
use crate::allocate::{Allocator, Decision, Demand, LayerOffer, Pause};
use crate::estimate::Bitrate;
use crate::forward::slot::Slot;
use crate::ingress::track::Track;

/// Layers are decided anew at least this often: bars end and turns come by time alone.
const ALLOCATE_EVERY: Duration = Duration::from_millis(500);

/// What a sound takes until it was measured: 32 kb/s of Opus, 50 packets a second with headers.
const SOUND: Bitrate = Bitrate::kbps(60);

impl Worker {
    /// Decides the layers of a peer's slots if that is due.
    pub(super) fn allocate_if_due(&mut self, now: Instant, key: Index) {
        if self
            .peers
            .get(key)
            .is_some_and(|peer| now >= peer.allocate_at)
        {
            self.allocate(now, key);
        }
    }

    /// Decides the layers of a peer's slots. [`Self::aim`] acts on it.
    pub(super) fn allocate(&mut self, now: Instant, key: Index) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        peer.allocate_at = now + ALLOCATE_EVERY;
        let (track_refs, tracks) = (&self.track_refs, &self.tracks);
        self.demands.clear();
        self.demands.extend(peer.slots.iter().map(|slot| {
            let track = slot
                .wanted
                .and_then(|wanted| tracks.get(*track_refs.get(&wanted)?));
            demand(slot, track)
        }));
        let wanted = Allocator::wanted(&self.demands);
        let budget = match &mut peer.pace {
            Some(pace) => {
                pace.set_wanted(wanted);
                pace.decide_budget()
            }
            None => wanted,
        };
        peer.wanted_bps = wanted.as_bps();
        let decisions = peer.allocator.allocate(now, budget, &self.demands);
        let mut news = Vec::new();
        for (slot, decision) in peer.slots.iter_mut().zip(decisions) {
            slot.granted = match decision {
                Decision::Forward(layer) => Some(*layer),
                Decision::Paused(_) => None,
            };
            let starved = *decision == Decision::Paused(Pause::Starved);
            if starved != slot.starved {
                slot.starved = starved;
                news.push(FromNode::Starved {
                    peer: peer.id,
                    mid: slot.mid.clone(),
                    starved,
                });
            }
        }
        for frame in news {
            self.push_event(Event::Say(frame));
        }
    }
}

fn demand(slot: &Slot, track: Option<&Track>) -> Demand {
    let (base, high) = match track {
        None => (None, None),
        Some(_) if slot.purpose == Purpose::Sound => (Some(sound(track)), None),
        Some(track) => track.offers(),
    };
    Demand {
        role: slot.purpose,
        height_px: u32::from(slot.height_px),
        base,
        high: high.filter(|_| slot.layer_max == Layer::High),
    }
}

fn sound(track: Option<&Track>) -> LayerOffer {
    LayerOffer {
        layer: Layer::High,
        rate: track.and_then(Track::sound_rate).unwrap_or(SOUND),
        height_px: 0,
    }
}
