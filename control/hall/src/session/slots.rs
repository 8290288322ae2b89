//! Who is shown what: the domain's rules, turned into commands to the node and news to pages.
//!
//! Only differences are sent. What the node was asked for is kept beside each slot; what it says it
//! shows, which may follow later, is what the page is told.

use std::collections::BTreeMap;

use control_domain::seating::Place;
use control_domain::session_log::SeatNumber;
use control_domain::venue::{MAIN_VENUE, VenueNumber};
use control_domain::view::{self, Scene, Source, View, Viewer};
use control_wire::signal::ServerMessage;
use sfu_wire::{Layer, PeerId, SlotSource, ToNode, TrackRef};
use tokio::time::Instant;

use super::Session;
use super::demand::wanted_of;
use crate::seat::{Asked, Media, Posted, Seat, Slot};
use crate::translate;

/// Who sends what of a venue: where the main venue has an encoder, two peers send for it.
type Senders = BTreeMap<(VenueNumber, Source), PeerId>;

/// Everything a venue can send.
const SOURCES: [Source; 4] = [
    Source::Camera,
    Source::Microphone,
    Source::Slides,
    Source::SlidesSound,
];

impl Session {
    /// Asks the node for what should be shown now and was not asked for yet.
    pub(super) fn settle_slots(&mut self) {
        if !std::mem::take(&mut self.slots_stale) {
            if self.warm.is_none() {
                self.settle_warm();
            }
            return;
        }
        let (scene, senders) = self.scene();
        if self.encoded != scene.encoded {
            self.encoded.clone_from(&scene.encoded);
            self.roster.touch(MAIN_VENUE);
        }
        // Microphones first: a sound that is to be heard is open when it gets behind its slot.
        let mut commands = Vec::new();
        let mut stages = Vec::new();
        for seat in self.seats.values_mut() {
            if let Some(media) = seat.media.as_mut().filter(|media| media.answered) {
                admit(media, seat.venue, &scene, &senders, &mut commands);
            }
        }
        for seat in self.seats.values_mut() {
            let viewer = seat.viewer();
            if let Some(media) = seat.media.as_mut().filter(|media| media.answered) {
                commands.extend(show(media, viewer, &scene, &senders, &mut stages));
                media.in_doubt = false;
            }
        }
        for command in commands {
            // Without a node this is asked again once there is one.
            self.send_to_node(command);
        }
        for (peer, mid, track) in stages {
            self.switch_awaits(peer, mid, track);
        }
        self.switch_told();
        self.settle_warm();
    }

    /// What there is to see and hear, and which peers it comes from.
    pub(super) fn scene(&self) -> (Scene, Senders) {
        let encoded = self.encoded();
        let mut senders = Senders::new();
        for seat in self.seats.values().filter(|seat| seat.place.sends()) {
            let Some(media) = &seat.media else {
                continue;
            };
            for source in SOURCES {
                let from_encoder = seat.venue == MAIN_VENUE && encoded.contains(&source);
                if media.sends(source) && (seat.place == Place::Encoder) == from_encoder {
                    senders.insert((seat.venue, source), media.peer);
                }
            }
        }
        let sent = senders.keys().copied().collect();
        let scene = Scene {
            encoded,
            loudest: self.readiness.loudest.clone(),
            ..self.floor.scene(self.now_ms(), sent)
        };
        (scene, senders)
    }

    /// The node says what a slot shows.
    pub(super) fn showing(
        &mut self,
        peer: PeerId,
        mid: &str,
        source: Option<TrackRef>,
        now: Instant,
    ) {
        if let Some(track) = source {
            self.switch_showing(peer, mid, track, now);
        }
        let venue = source.and_then(|track| self.venue_of(track.peer));
        let slot = self
            .peers
            .get(&peer)
            .and_then(|number| self.seats.get_mut(number))
            .and_then(|seat| seat.media.as_mut())
            .and_then(|media| media.slots.iter_mut().find(|slot| slot.mid == mid));
        if let Some(slot) = slot {
            slot.now_shows(venue);
        }
    }

    /// The venue of a peer, also of one that is about to leave.
    fn venue_of(&self, peer: PeerId) -> Option<VenueNumber> {
        let seated = self
            .peers
            .get(&peer)
            .and_then(|number| self.seats.get(number))
            .map(|seat| seat.venue);
        seated.or_else(|| self.departing.venue(peer))
    }

    /// Tells each page which of its slots show something else than before.
    pub(super) fn tell_slots(&mut self, now: Instant) {
        let mut slow = Vec::new();
        for (number, seat) in &mut self.seats {
            if tell_slots_of(seat, |slot| slot.untold) == Posted::TooSlow {
                slow.push(*number);
            }
        }
        for seat in slow {
            self.drop_slow_page(seat, now);
        }
    }

    /// Tells a page that resumed what all of its slots show and which layers of its own pictures are
    /// wanted, or that it has to offer afresh.
    pub(super) fn tell_again(&mut self, number: SeatNumber, now: Instant) {
        let Some(seat) = self.seats.get_mut(&number) else {
            return;
        };
        if seat.media.is_none() {
            self.tell(number, &ServerMessage::MediaGone, now);
            return;
        }
        let wanted = wanted_of(seat);
        if tell_slots_of(seat, |_| true) == Posted::TooSlow {
            self.drop_slow_page(number, now);
        }
        for message in wanted {
            self.tell(number, &message, now);
        }
    }
}

/// Posts those slots of a seat that are to be told.
fn tell_slots_of(seat: &mut Seat, told: impl Fn(&Slot) -> bool) -> Posted {
    if seat.page().is_none() {
        return Posted::Fine;
    }
    let Some(media) = seat.media.as_mut() else {
        return Posted::Fine;
    };
    let mut slots = Vec::new();
    for slot in media.slots.iter_mut().filter(|slot| told(slot)) {
        slot.untold = false;
        slots.push(slot.state());
    }
    if slots.is_empty() {
        return Posted::Fine;
    }
    seat.post(super::frame(&ServerMessage::Slots { slots }))
}

/// Opens or closes a seat's sounds at the node.
fn admit(
    media: &mut Media,
    venue: VenueNumber,
    scene: &Scene,
    senders: &Senders,
    commands: &mut Vec<ToNode>,
) {
    for source in [Source::Microphone, Source::SlidesSound] {
        let elsewhere = senders
            .get(&(venue, source))
            .is_some_and(|peer| *peer != media.peer);
        let open = scene.hears(venue, source) && !elsewhere;
        let told = media.admitted.get(&source).copied();
        let settled = told == Some(open) && !media.in_doubt;
        if settled || !media.publish.contains(&source) {
            continue;
        }
        media.admitted.insert(source, open);
        commands.push(ToNode::Admit {
            track: TrackRef {
                peer: media.peer,
                kind: translate::track_kind(source),
            },
            open,
        });
    }
}

/// The command that puts the right sources behind a page's slots, if any is wrong. Stages that are to
/// show another source than before are added to `stages`.
fn show(
    media: &mut Media,
    viewer: Viewer,
    scene: &Scene,
    senders: &Senders,
    stages: &mut Vec<(PeerId, String, TrackRef)>,
) -> Option<ToNode> {
    let views: Vec<View> = media.slots.iter().map(|slot| slot.view).collect();
    let before: Vec<_> = media
        .slots
        .iter()
        .map(|slot| slot.asked.map(|asked| asked.shown))
        .collect();
    let wanted = view::assign(viewer, &views, &before, scene);
    let in_doubt = media.in_doubt;
    let seen = |slot: &&Slot| matches!(slot.view, View::Tile(_)) && slot.height_px > 0;
    let tiles_seen = media.slots.iter().filter(seen).count();
    let mut slots = Vec::new();
    for (slot, shown) in media.slots.iter_mut().zip(wanted) {
        let wanted = shown.and_then(|shown| {
            let track = TrackRef {
                peer: *senders.get(&(shown.venue, shown.source))?,
                kind: translate::track_kind(shown.source),
            };
            Some(Asked {
                shown,
                track,
                quality_max: match slot.view {
                    View::Tile(_) => view::tile_quality_max(slot.height_px, tiles_seen),
                    View::Stage | View::Slides | View::Sound => shown.quality_max,
                },
                height_px: slot.height_px,
            })
        });
        if slot.asked == wanted && !in_doubt {
            continue;
        }
        let track = wanted.map(|asked| asked.track);
        if slot.view == View::Stage
            && slot.asked.map(|asked| asked.track) != track
            && let Some(track) = track
        {
            stages.push((media.peer, slot.mid.clone(), track));
        }
        slot.asked = wanted;
        if in_doubt {
            // Its switch may have happened, and the word of it got lost, while no link was there.
            slot.now_shows(wanted.map(|asked| asked.shown.venue));
        }
        slots.push(SlotSource {
            mid: slot.mid.clone(),
            source: track,
            purpose: translate::purpose(slot.view),
            layer_max: wanted.map_or(Layer::Low, |asked| translate::layer(asked.quality_max)),
            height_px: slot.height_px,
        });
    }
    (!slots.is_empty()).then_some(ToNode::Show {
        peer: media.peer,
        slots,
    })
}

impl Slot {
    fn now_shows(&mut self, venue: Option<VenueNumber>) {
        if self.showing != venue {
            self.showing = venue;
            self.untold = true;
        }
    }
}
