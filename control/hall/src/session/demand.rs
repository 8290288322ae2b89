//! What pages make of pictures: how large they show them, and so which layers are worth encoding.
//!
//! Sizes go from the pages to the node with the slots; what the node makes of all of them comes
//! back, for each picture, as the layers that somebody is to be sent, and goes to its publisher.

use control_domain::view::{Source, View};
use control_wire::signal::ServerMessage;
use control_wire::signal::media::{SLOTS_MAX, SlotSize};
use sfu_wire::{PeerId, TrackRef};
use tokio::time::Instant;

use super::Session;
use crate::inbox::Seated;
use crate::seat::{Seat, WantedLayers};
use crate::translate;

impl Session {
    /// A page shows slots in other sizes than before.
    pub(super) fn slots_resized(&mut self, from: Seated, sizes: &[SlotSize]) {
        let media = self
            .seats
            .get_mut(&from.seat)
            .and_then(|seat| seat.media.as_mut());
        let Some(media) = media else {
            return;
        };
        for size in sizes.iter().take(SLOTS_MAX) {
            let slot = media
                .slots
                .iter_mut()
                .find(|slot| slot.mid == size.mid && slot.view != View::Sound);
            if let Some(slot) = slot
                && slot.height_px != size.height_px
            {
                slot.height_px = size.height_px;
                self.slots_stale = true;
            }
        }
    }

    /// The node says which layers of a picture somebody is to be sent.
    pub(super) fn layers_wanted(&mut self, track: TrackRef, wanted: WantedLayers, now: Instant) {
        let source = translate::source_of_track(track.kind);
        let Some(number) = self.peers.get(&track.peer).copied() else {
            return;
        };
        let Some(seat) = self.seats.get_mut(&number) else {
            return;
        };
        let media = seat.media.as_mut().filter(|media| {
            media.peer == track.peer && media.publish.contains(&source) && track.kind.is_video()
        });
        let Some(media) = media else {
            return;
        };
        if media.wanted.insert(source, wanted) != Some(wanted) {
            let message = told(source, wanted);
            self.tell(number, &message, now);
        }
    }

    /// The node may have had another mind while no link was there: what it wanted is forgotten, and
    /// every layer is wanted until it says otherwise.
    pub(super) fn forget_wanted(&mut self, now: Instant) {
        let mut messages = Vec::new();
        for (number, seat) in &mut self.seats {
            let Some(media) = seat.media.as_mut() else {
                continue;
            };
            for (source, wanted) in std::mem::take(&mut media.wanted) {
                if wanted != WantedLayers::ALL {
                    messages.push((*number, told(source, WantedLayers::ALL)));
                }
            }
        }
        for (number, message) in messages {
            self.tell(number, &message, now);
        }
    }

    /// A slot's picture is held back for want of room on the way to the page, or is not any more.
    pub(super) fn slot_starved(&mut self, peer: PeerId, mid: &str, starved: bool) {
        let Some(seat) = self
            .peers
            .get(&peer)
            .and_then(|number| self.seats.get_mut(number))
        else {
            return;
        };
        let media = seat.media.as_mut().filter(|media| media.peer == peer);
        let slot = media.and_then(|media| media.slots.iter_mut().find(|slot| slot.mid == mid));
        if let Some(slot) = slot
            && slot.starved != starved
        {
            slot.starved = starved;
            slot.untold = true;
            let venue = seat.venue;
            self.readiness.touch(venue);
        }
    }
}

/// What a page is told again when it resumes: which layers of its pictures are wanted.
pub(super) fn wanted_of(seat: &Seat) -> Vec<ServerMessage> {
    let wanted = seat.media.iter().flat_map(|media| &media.wanted);
    wanted
        .map(|(source, wanted)| told(*source, *wanted))
        .collect()
}

fn told(source: Source, WantedLayers { low, high }: WantedLayers) -> ServerMessage {
    ServerMessage::Wanted {
        source: translate::wire_source(source),
        low,
        high,
    }
}
