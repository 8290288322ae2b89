//! What is asked of publishers: the layers that somebody needs, and key frames of the pictures that
//! are about to be cut to.

use std::time::{Duration, Instant};

use sfu_wire::{FromNode, Layer, RoomId, TrackRef, WARM_MAX};

use super::Worker;
use crate::Event;
use crate::forward::keyframe::Reason;
use crate::ingress::track::layer_index;

impl Worker {
    /// Names the pictures of a room that are about to be cut to.
    pub(super) fn warm(&mut self, now: Instant, id: RoomId, mut tracks: Vec<TrackRef>) {
        let Some(room) = self.rooms.get_mut(&id) else {
            return;
        };
        tracks.truncate(WARM_MAX);
        room.warm = tracks;
        self.tell_wanted(now);
        self.hold_keyframes(now);
    }

    /// Sums up what every slot needs, and tells publishers whose layers begin or cease to be wanted.
    pub(super) fn tell_wanted(&mut self, now: Instant) {
        for (_, peer) in &self.peers {
            for slot in peer.slots.iter().filter(|slot| slot.is_video) {
                let (Some(wanted), Some(granted)) = (slot.wanted, slot.granted) else {
                    continue;
                };
                let track = self.track_refs.get(&wanted).copied();
                let Some(track) = track.and_then(|key| self.tracks.get_mut(key)) else {
                    continue;
                };
                track.wanted.need(now, granted);
                // Until the high layer is here, the low one stands in for it.
                if granted == Layer::High && !track.is_live(now, Layer::High) {
                    track.wanted.need(now, Layer::Low);
                }
            }
        }
        for track in self.rooms.values().flat_map(|room| &room.warm) {
            let key = self.track_refs.get(track).copied();
            if let Some(track) = key.and_then(|key| self.tracks.get_mut(key)) {
                track.wanted.need(now, Layer::High);
            }
        }
        let mut news = Vec::new();
        for (_, track) in &mut self.tracks {
            if track.reference.kind.is_video()
                && let Some([low, high]) = track.wanted.poll(now)
            {
                news.push(FromNode::Wanted {
                    track: track.reference,
                    low,
                    high,
                });
            }
        }
        for frame in news {
            self.push_event(Event::Say(frame));
        }
    }

    /// Sees to it that a picture about to be cut to can be begun with at once.
    pub(super) fn hold_keyframes(&mut self, now: Instant) {
        let warm: Vec<TrackRef> = self
            .rooms
            .values()
            .flat_map(|room| room.warm.iter().copied())
            .collect();
        for reference in warm {
            let key = self.track_refs.get(&reference).copied();
            let Some(track) = key.and_then(|key| self.tracks.get_mut(key)) else {
                continue;
            };
            let held = track
                .layers
                .get(layer_index(Layer::High))
                .and_then(|stream| stream.as_ref()?.run(now + AHEAD));
            if held.is_none() {
                track.keyframes.want(Reason::Join);
                let publisher = track.publisher;
                self.ask_keyframes(now, publisher);
            }
        }
    }
}

/// A key frame that will be too old by then is replaced now.
const AHEAD: Duration = Duration::from_millis(200);
