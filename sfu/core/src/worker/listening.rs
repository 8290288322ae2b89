//! Who speaks in each room.

use std::time::Instant;

use sfu_wire::{FromNode, PeerId, RoomId, TrackKind};

use super::Worker;
use crate::Event;
use crate::ingress::loudness;

impl Worker {
    /// Tells who speaks, for every room where that changed. Closed microphones do not count.
    pub(super) fn tell_loudest(&mut self, now: Instant) {
        let speaking: Vec<(RoomId, PeerId, f64)> = self
            .tracks
            .iter()
            .map(|(_, track)| track)
            .filter(|track| track.admitted && track.reference.kind == TrackKind::Microphone)
            .filter_map(|track| {
                let dbov = track.loudness.speaking(now)?;
                Some((track.room, track.reference.peer, dbov))
            })
            .collect();
        let mut news = Vec::new();
        for (id, room) in &mut self.rooms {
            let here: Vec<(PeerId, f64)> = speaking
                .iter()
                .filter(|(at, ..)| at == id)
                .map(|(_, peer, dbov)| (*peer, *dbov))
                .collect();
            let peers = loudness::order(&room.loudest, &here);
            if room.loudest != peers {
                room.loudest.clone_from(&peers);
                news.push(FromNode::Loudest { room: *id, peers });
            }
        }
        for frame in news {
            self.push_event(Event::Say(frame));
        }
    }
}
