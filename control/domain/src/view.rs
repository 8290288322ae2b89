//! What a receive slot shows.
//!
//! One rule for every page: it never receives what its own venue sends (a publishing page has that
//! before it). The stage is the same for all except the venue on it, and those whom the floor lets
//! see another; the sounds that are open are the same for everybody. A player has fewer sound slots
//! than there may be sounds: it hears whoever speaks.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::seating::Place;
use crate::venue::{MAIN_VENUE, VenueNumber};

/// What a venue sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Its picture.
    Camera,
    /// Its sound.
    Microphone,
    /// Slides: a shared screen.
    Slides,
    /// Sound of the shared screen.
    SlidesSound,
}

/// What a slot is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// The picture everyone looks at.
    Stage,
    /// The slides.
    Slides,
    /// One fixed venue.
    Tile(VenueNumber),
    /// One of the sounds now open.
    Sound,
}

/// A receive slot of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiveSlot {
    /// Its m-line.
    pub mid: String,
    /// What it is for.
    pub view: View,
}

/// What a page sends, and what it has slots for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// What it sends.
    pub publish: Vec<Source>,
    /// Its slots.
    pub receive: Vec<ReceiveSlot>,
}

/// How good a picture is worth sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quality {
    /// A small one.
    Low,
    /// The best there is.
    High,
}

/// What a slot shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shown {
    /// Whose.
    pub venue: VenueNumber,
    /// What.
    pub source: Source,
    /// At most how good.
    pub quality_max: Quality,
}

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// The venue the page sits for.
    pub venue: VenueNumber,
    /// The place it took.
    pub place: Place,
}

/// What there is to see and hear.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scene {
    /// The venue on the stage.
    pub stage: VenueNumber,
    /// A patrol that one venue alone sees.
    pub private_patrol: Option<PrivatePatrol>,
    /// What venues see on their stage instead: by who sees it, whom.
    pub choices: BTreeMap<VenueNumber, VenueNumber>,
    /// Whose microphones are open, most important first.
    pub open_microphones: Vec<VenueNumber>,
    /// Who holds the slides.
    pub slides: Option<VenueNumber>,
    /// What the venues send.
    pub sent: BTreeSet<(VenueNumber, Source)>,
    /// What of the main venue comes from its encoder, and not from its host console.
    pub encoded: BTreeSet<Source>,
    /// Who speaks, loudest first.
    pub loudest: Vec<VenueNumber>,
}

/// A patrol's turn, on the stage of one venue's pages alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrivatePatrol {
    /// The venue that sees it.
    pub seen_by: VenueNumber,
    /// Whose turn it is.
    pub venue: VenueNumber,
}

impl Scene {
    /// True where a sound is open: the open microphones, and the sound of the slides shown.
    #[must_use]
    pub fn hears(&self, venue: VenueNumber, source: Source) -> bool {
        match source {
            Source::Microphone => self.open_microphones.contains(&venue),
            Source::SlidesSound => self.presenter() == Some(venue),
            Source::Camera | Source::Slides => false,
        }
    }

    /// The venue on a page's stage.
    fn stage_of(&self, viewer: Viewer) -> VenueNumber {
        if let Some(patrol) = self.private_patrol
            && patrol.seen_by == viewer.venue
            && viewer.place != Place::Player
        {
            return patrol.venue;
        }
        let chosen = self
            .choices
            .get(&viewer.venue)
            .filter(|_| viewer.place.publishes());
        chosen.copied().unwrap_or(self.stage)
    }

    /// The venue whose slides are shown.
    fn presenter(&self) -> Option<VenueNumber> {
        self.slides
            .filter(|venue| self.sent.contains(&(*venue, Source::Slides)))
    }

    /// The sounds that are open, most important first; for a player, whoever speaks goes before.
    fn open_sounds(&self, place: Place) -> Vec<(VenueNumber, Source)> {
        let mut sounds: Vec<_> = self
            .open_microphones
            .iter()
            .map(|venue| (*venue, Source::Microphone))
            .collect();
        if let Some(presenter) = self.presenter() {
            sounds.push((presenter, Source::SlidesSound));
        }
        sounds.retain(|sound| self.sent.contains(sound));
        if place == Place::Player {
            let rank = |venue| self.loudest.iter().position(|speaks| *speaks == venue);
            sounds.sort_by_key(|(venue, _)| rank(*venue).unwrap_or(usize::MAX));
        }
        sounds
    }
}

impl Viewer {
    /// True for what this page sends itself, or hears in its own room.
    fn owns(self, venue: VenueNumber, source: Source, scene: &Scene) -> bool {
        let at_home = match (self.place, source) {
            (Place::Player, _) => false,
            // The wall stands in the main venue, but shows the main venue's picture, and so does the
            // console where an encoder sends it.
            (place, Source::Camera | Source::Slides) => {
                place.publishes() && !(venue == MAIN_VENUE && scene.encoded.contains(&source))
            }
            (_, Source::Microphone | Source::SlidesSound) => true,
        };
        at_home && venue == self.venue
    }
}

/// Tiles that a page may show in their best layer at once: each costs its venue's uplink, and the
/// page's path, as much as the stage.
const LARGE_TILES_MAX: usize = 4;

/// Height from which on a tile is worth its venue's best layer, in device pixels: twice that of the
/// low one.
const LARGE_TILE_PX: u16 = 360;

/// At most how good a tile is worth sending to a page that shows it this high, in device pixels,
/// among so many that are to be seen.
#[must_use]
pub fn tile_quality_max(height_px: u16, tiles_seen: usize) -> Quality {
    if height_px > LARGE_TILE_PX && tiles_seen <= LARGE_TILES_MAX {
        Quality::High
    } else {
        Quality::Low
    }
}

/// What the slots of a page show, one for each of `views`. `before` is what they showed so far, in
/// the same order: a sound keeps its slot while it stays open, so that nobody's voice is cut by
/// somebody else's coming or going.
#[must_use]
pub fn assign(
    viewer: Viewer,
    views: &[View],
    before: &[Option<Shown>],
    scene: &Scene,
) -> Vec<Option<Shown>> {
    let mut shown: Vec<Option<Shown>> = views
        .iter()
        .map(|view| picture(viewer, *view, scene))
        .collect();
    let mut sounds: Vec<Shown> = scene
        .open_sounds(viewer.place)
        .into_iter()
        .filter(|(venue, source)| !viewer.owns(*venue, *source, scene))
        .map(|(venue, source)| Shown {
            venue,
            source,
            quality_max: Quality::High,
        })
        .collect();
    let sound_slots = views.iter().filter(|view| **view == View::Sound).count();
    sounds.truncate(sound_slots);

    let mut free = Vec::new();
    for (nth, view) in views.iter().enumerate() {
        if *view != View::Sound {
            continue;
        }
        let kept = before
            .get(nth)
            .copied()
            .flatten()
            .and_then(|sound| sounds.iter().position(|open| *open == sound));
        match kept {
            Some(position) => {
                if let Some(slot) = shown.get_mut(nth) {
                    *slot = Some(sounds.remove(position));
                }
            }
            None => free.push(nth),
        }
    }
    for (nth, sound) in free.into_iter().zip(sounds) {
        if let Some(slot) = shown.get_mut(nth) {
            *slot = Some(sound);
        }
    }
    shown
}

/// What a picture slot shows; nothing in a sound slot.
fn picture(viewer: Viewer, view: View, scene: &Scene) -> Option<Shown> {
    let (venue, source, quality_max) = match view {
        View::Stage => {
            let stage = scene.stage_of(viewer);
            let on_stage = stage == viewer.venue && viewer.place.publishes();
            let venue = if on_stage { MAIN_VENUE } else { stage };
            (venue, Source::Camera, Quality::High)
        }
        View::Slides => (scene.presenter()?, Source::Slides, Quality::High),
        View::Tile(venue) => (venue, Source::Camera, Quality::Low),
        View::Sound => return None,
    };
    let visible = scene.sent.contains(&(venue, source)) && !viewer.owns(venue, source, scene);
    visible.then_some(Shown {
        venue,
        source,
        quality_max,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOST: Viewer = Viewer {
        venue: MAIN_VENUE,
        place: Place::Host,
    };
    const WALL: Viewer = Viewer {
        venue: MAIN_VENUE,
        place: Place::Wall,
    };

    fn branch(venue: VenueNumber) -> Viewer {
        Viewer {
            venue,
            place: Place::Branch,
        }
    }

    /// The stage's microphone and the main venue's.
    fn open(stage: VenueNumber) -> Vec<VenueNumber> {
        let branch = Some(stage).filter(|venue| *venue != MAIN_VENUE);
        branch.into_iter().chain([MAIN_VENUE]).collect()
    }

    /// Venues 0 to 3 send picture and sound.
    fn scene(stage: VenueNumber) -> Scene {
        Scene {
            stage,
            open_microphones: open(stage),
            sent: (0..4)
                .flat_map(|venue| [(venue, Source::Camera), (venue, Source::Microphone)])
                .collect(),
            ..Scene::default()
        }
    }

    fn one(viewer: Viewer, view: View, scene: &Scene) -> Option<(VenueNumber, Source, Quality)> {
        let shown = assign(viewer, &[view], &[], scene);
        shown[0].map(|shown| (shown.venue, shown.source, shown.quality_max))
    }

    #[test]
    fn everybody_sees_the_stage_and_the_venue_on_it_sees_the_main_venue() {
        let camera = |venue| Some((venue, Source::Camera, Quality::High));
        let scene = scene(2);
        assert_eq!(one(HOST, View::Stage, &scene), camera(2));
        assert_eq!(one(WALL, View::Stage, &scene), camera(2));
        assert_eq!(one(branch(1), View::Stage, &scene), camera(2));
        assert_eq!(one(branch(2), View::Stage, &scene), camera(0));
    }

    const PLAYER: Viewer = Viewer {
        venue: MAIN_VENUE,
        place: Place::Player,
    };

    #[test]
    fn the_host_sees_the_main_venue_where_an_encoder_sends_it() {
        let mut scene = scene(MAIN_VENUE);
        scene.encoded = BTreeSet::from([Source::Camera, Source::Microphone]);
        let main = Some((MAIN_VENUE, Source::Camera, Quality::High));
        assert_eq!(one(HOST, View::Stage, &scene), main);
        assert_eq!(one(branch(1), View::Stage, &scene), main);
        assert_eq!(one(HOST, View::Sound, &scene), None, "it is in that room");
    }

    #[test]
    fn a_player_sees_the_stage_and_hears_whoever_of_the_open_microphones_speaks() {
        let mut scene = scene(2);
        let sound = |venue| Some((venue, Source::Microphone, Quality::High));
        assert_eq!(
            one(PLAYER, View::Stage, &scene).map(|shown| shown.0),
            Some(2)
        );
        assert_eq!(one(PLAYER, View::Sound, &scene), sound(2));
        scene.loudest = vec![3, MAIN_VENUE, 2];
        assert_eq!(one(PLAYER, View::Sound, &scene), sound(MAIN_VENUE));
        scene.stage = MAIN_VENUE;
        scene.open_microphones = open(MAIN_VENUE);
        assert_eq!(
            one(PLAYER, View::Stage, &scene).map(|shown| shown.0),
            Some(0)
        );
        assert_eq!(one(PLAYER, View::Sound, &scene), sound(MAIN_VENUE));
    }

    #[test]
    fn a_player_does_not_see_what_the_chair_alone_looks_at() {
        let mut scene = scene(2);
        scene.private_patrol = Some(PrivatePatrol {
            seen_by: MAIN_VENUE,
            venue: 3,
        });
        assert_eq!(
            one(PLAYER, View::Stage, &scene).map(|shown| shown.0),
            Some(2)
        );
        assert_eq!(one(HOST, View::Stage, &scene).map(|shown| shown.0), Some(3));
    }

    #[test]
    fn the_host_on_the_stage_has_its_own_picture_before_it_and_the_wall_shows_it() {
        let scene = scene(MAIN_VENUE);
        assert_eq!(one(HOST, View::Stage, &scene), None);
        assert!(one(WALL, View::Stage, &scene).is_some());
        assert!(one(branch(3), View::Stage, &scene).is_some());
    }

    #[test]
    fn a_tile_is_one_fixed_venue_in_low_quality_or_empty() {
        let scene = scene(1);
        assert_eq!(
            one(WALL, View::Tile(3), &scene),
            Some((3, Source::Camera, Quality::Low))
        );
        assert!(one(WALL, View::Tile(MAIN_VENUE), &scene).is_some());
        assert_eq!(one(WALL, View::Tile(9), &scene), None);
    }

    #[test]
    fn slides_are_not_returned_to_their_presenter_and_without_one_nobodys_are_shown() {
        let mut scene = scene(2);
        scene.sent.insert((MAIN_VENUE, Source::Slides));
        let of = |viewer, scene: &Scene| one(viewer, View::Slides, scene).map(|slides| slides.0);
        assert_eq!(of(branch(1), &scene), None, "nobody holds the slides");
        scene.slides = Some(MAIN_VENUE);
        assert_eq!(of(branch(1), &scene), Some(MAIN_VENUE));
        assert_eq!(of(HOST, &scene), None);
        assert_eq!(of(WALL, &scene), Some(MAIN_VENUE));
    }

    #[test]
    fn a_few_large_tiles_are_worth_their_best_layer_and_many_are_not() {
        assert_eq!(tile_quality_max(540, 4), Quality::High);
        assert_eq!(tile_quality_max(360, 4), Quality::Low);
        assert_eq!(
            tile_quality_max(540, 5),
            Quality::Low,
            "a wall of 2160 lines"
        );
    }

    #[test]
    fn a_choice_changes_the_choosers_stage_alone_and_a_private_patrol_its_own_room() {
        let camera = |venue| Some((venue, Source::Camera, Quality::High));
        let mut scene = scene(2);
        scene.choices.insert(1, 3);
        assert_eq!(one(branch(1), View::Stage, &scene), camera(3));
        assert_eq!(one(branch(3), View::Stage, &scene), camera(2));
        scene.private_patrol = Some(PrivatePatrol {
            seen_by: MAIN_VENUE,
            venue: 1,
        });
        assert_eq!(one(HOST, View::Stage, &scene), camera(1));
        assert_eq!(one(WALL, View::Stage, &scene), camera(1));
        assert_eq!(one(branch(3), View::Stage, &scene), camera(2));
    }

    #[test]
    fn whoever_holds_the_slides_presents_and_nobody_else() {
        let mut scene = scene(2);
        scene.sent.insert((2, Source::Slides));
        scene.sent.insert((3, Source::Slides));
        scene.slides = Some(3);
        let slides = |scene: &Scene| one(branch(1), View::Slides, scene).map(|slides| slides.0);
        assert_eq!(slides(&scene), Some(3));
        assert!(scene.hears(3, Source::SlidesSound));
        scene.sent.remove(&(3, Source::Slides));
        assert_eq!(slides(&scene), None);
    }

    #[test]
    fn slides_are_heard_with_their_sound() {
        let mut scene = scene(2);
        scene.sent.insert((2, Source::Slides));
        scene.sent.insert((2, Source::SlidesSound));
        scene.slides = Some(2);
        let heard: BTreeSet<_> = assign(branch(1), &[View::Sound; 3], &[], &scene)
            .into_iter()
            .flatten()
            .map(|sound| (sound.venue, sound.source))
            .collect();
        assert_eq!(
            heard,
            BTreeSet::from([
                (0, Source::Microphone),
                (2, Source::Microphone),
                (2, Source::SlidesSound)
            ])
        );
    }

    #[test]
    fn a_sound_keeps_its_slot_while_another_comes_and_goes() {
        let views = [View::Sound; 2];
        let only_main = assign(branch(1), &views, &[], &scene(MAIN_VENUE));
        assert_eq!(only_main[0].unwrap().venue, MAIN_VENUE);
        let with_stage = assign(branch(1), &views, &only_main, &scene(2));
        assert_eq!(with_stage[0], only_main[0]);
        assert_eq!(with_stage[1].unwrap().venue, 2);
        let mut without_main = scene(2);
        without_main.sent.remove(&(MAIN_VENUE, Source::Microphone));
        let after = assign(branch(1), &views, &with_stage, &without_main);
        assert_eq!((after[0], after[1]), (None, with_stage[1]));
    }

    #[test]
    fn with_one_sound_slot_the_stage_comes_first() {
        let heard = assign(branch(1), &[View::Sound], &[], &scene(2));
        assert_eq!(heard[0].unwrap().venue, 2);
    }

    fn any_view() -> impl Strategy<Value = View> {
        prop_oneof![
            Just(View::Stage),
            Just(View::Slides),
            (0..5u16).prop_map(View::Tile),
            Just(View::Sound),
        ]
    }

    fn any_source() -> impl Strategy<Value = Source> {
        prop_oneof![
            Just(Source::Camera),
            Just(Source::Microphone),
            Just(Source::Slides),
            Just(Source::SlidesSound),
        ]
    }

    fn any_scene() -> impl Strategy<Value = Scene> {
        let sent = prop::collection::btree_set((0..5u16, any_source()), 0..20);
        let choices = prop::collection::btree_map(0..5u16, 0..5u16, 0..3);
        let private_patrol = prop::option::of((0..5u16, 0..5u16))
            .prop_map(|patrol| patrol.map(|(seen_by, venue)| PrivatePatrol { seen_by, venue }));
        let slides = prop::option::of(0..5u16);
        (0..5u16, sent, choices, private_patrol, slides).prop_map(
            |(stage, sent, choices, private_patrol, slides)| Scene {
                stage,
                private_patrol,
                choices,
                open_microphones: open(stage),
                slides,
                sent,
                ..Scene::default()
            },
        )
    }

    fn any_viewer() -> impl Strategy<Value = Viewer> {
        prop_oneof![Just(HOST), Just(WALL), (1..5u16).prop_map(branch)]
    }

    proptest! {
        #[test]
        fn slots_show_what_is_sent_and_open_and_nobody_hears_itself(
            viewer in any_viewer(),
            views in prop::collection::vec(any_view(), 0..12),
            scenes in prop::collection::vec(any_scene(), 1..6),
        ) {
            let mut before = Vec::new();
            for scene in &scenes {
                let shown = assign(viewer, &views, &before, scene);
                prop_assert_eq!(shown.len(), views.len());
                let mut heard = BTreeSet::new();
                for (view, shown) in views.iter().zip(&shown) {
                    let Some(shown) = shown else { continue };
                    prop_assert!(scene.sent.contains(&(shown.venue, shown.source)));
                    if *view == View::Sound {
                        prop_assert!(scene.hears(shown.venue, shown.source));
                        prop_assert_ne!(shown.venue, viewer.venue);
                        prop_assert!(heard.insert((shown.venue, shown.source)), "heard twice");
                    }
                    if viewer.place.publishes() {
                        prop_assert_ne!(shown.venue, viewer.venue);
                    }
                }
                before = shown;
            }
        }

        #[test]
        fn the_same_scene_twice_moves_nothing(
            viewer in any_viewer(),
            views in prop::collection::vec(any_view(), 0..12),
            earlier in any_scene(),
            scene in any_scene(),
        ) {
            let first = assign(viewer, &views, &assign(viewer, &views, &[], &earlier), &scene);
            prop_assert_eq!(assign(viewer, &views, &first, &scene), first);
        }

        #[test]
        fn a_sound_that_stays_open_stays_in_its_slot(
            viewer in any_viewer(),
            slots in 0..5usize,
            earlier in any_scene(),
            scene in any_scene(),
        ) {
            let views = vec![View::Sound; slots];
            let before = assign(viewer, &views, &[], &earlier);
            let after = assign(viewer, &views, &before, &scene);
            for (nth, sound) in before.iter().enumerate() {
                if sound.is_some() && after.contains(sound) {
                    prop_assert_eq!(after[nth], *sound);
                }
            }
        }
    }
}
