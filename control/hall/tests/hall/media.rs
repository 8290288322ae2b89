//! Media connections, and what their slots show.

use std::time::Duration;

use control_domain::session_log::Event;
use control_hall::Patience;
use control_wire::signal::floor::FloorCommand;
use control_wire::signal::media::SlotSize;
use control_wire::signal::{ClientMessage, Connection, Place, ServerMessage, Source, View};
use sfu_wire::{Layer, Purpose, Refusal, SlotSource, TrackKind, TrackRef};

use crate::node::{camera, microphone, track};
use crate::page::{Page, slots_of};
use crate::world::{SESSION, World, patience};

fn source_of<'a>(slots: &'a [SlotSource], mid: &str) -> Option<&'a SlotSource> {
    slots.iter().find(|slot| slot.mid == mid)
}

fn sounds(slots: &[SlotSource]) -> Vec<TrackRef> {
    slots
        .iter()
        .filter(|slot| ["4", "5"].contains(&slot.mid.as_str()))
        .filter_map(|slot| slot.source)
        .collect()
}

async fn told_slots(page: &mut Page) -> Vec<(String, Option<u16>)> {
    page.until(slots_of).await
}

#[tokio::test]
async fn slots_follow_the_stage_and_only_what_changed_is_asked() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, mut one, mut two) = world.join_three().await;
    let host_peer = host.connect_media(&mut node).await;
    assert!(node.admitted(host_peer).await, "the main venue is open");

    let one_peer = one.connect_media(&mut node).await;
    assert!(!node.admitted(one_peer).await, "a branch off stage is not");
    let slots = node.shown(one_peer).await;
    let stage = source_of(&slots, "2").expect("the stage slot");
    assert_eq!(stage.source, Some(camera(host_peer)));
    assert_eq!(stage.layer_max, Layer::High);
    assert_eq!(sounds(&slots), [microphone(host_peer)]);
    let two_peer = two.connect_media(&mut node).await;
    node.shown(two_peer).await;

    host.put_on_stage(1).await;
    assert!(node.admitted(one_peer).await, "the stage is heard");
    let host_slots = node.shown(host_peer).await;
    assert_eq!(
        source_of(&host_slots, "2").expect("changed").source,
        Some(camera(one_peer))
    );
    assert_eq!(sounds(&host_slots), [microphone(one_peer)]);
    let two_slots = node.shown(two_peer).await;
    let mids: Vec<_> = two_slots.iter().map(|slot| slot.mid.as_str()).collect();
    assert_eq!(mids, ["2", "5"], "the main venue's sound keeps slot 4");
    assert_eq!(sounds(&two_slots), [microphone(one_peer)]);

    host.put_on_stage(0).await;
    assert!(!node.admitted(one_peer).await, "and closed again");
}

#[tokio::test]
async fn a_page_is_told_what_a_slot_shows_when_the_node_says_so() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, mut one, _two) = world.join_three().await;
    let host_peer = host.connect_media(&mut node).await;
    let one_peer = one.connect_media(&mut node).await;
    node.shown(one_peer).await;
    node.showing(one_peer, "2", Some(camera(host_peer))).await;
    assert_eq!(told_slots(&mut one).await, [("2".to_owned(), Some(0))]);
    node.showing(one_peer, "2", None).await;
    assert_eq!(told_slots(&mut one).await, [("2".to_owned(), None)]);
}

#[tokio::test]
async fn a_wall_sees_every_venue_small_as_it_joins() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut wall = world.join(Place::Wall, 0).await;
    let tiles = [
        ("0", View::Tile { venue: 0 }),
        ("1", View::Tile { venue: 1 }),
        ("2", View::Tile { venue: 2 }),
    ];
    let request = wall.offer_lines(true, &[], &tiles).await;
    let wall_peer = node.answer_offer().await;
    wall.answered(request).await;
    for venue in [2, 1] {
        let mut branch = world.join(Place::Branch, venue).await;
        let peer = branch.connect_media(&mut node).await;
        let slots = node.shown(wall_peer).await;
        let expected = SlotSource {
            mid: venue.to_string(),
            source: Some(camera(peer)),
            purpose: Purpose::Tile,
            layer_max: Layer::Low,
            height_px: 180,
        };
        assert_eq!(slots, [expected]);
    }
}

#[tokio::test]
async fn a_wall_that_shows_a_few_large_tiles_may_have_their_best_layer() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut wall = world.join(Place::Wall, 0).await;
    let mut one = world.join(Place::Branch, 1).await;
    one.connect_media(&mut node).await;
    let tiles = [("1", View::Tile { venue: 1 })];
    let request = wall.offer_lines(true, &[], &tiles).await;
    let wall_peer = node.answer_offer().await;
    wall.answered(request).await;
    assert_eq!(node.shown(wall_peer).await[0].layer_max, Layer::Low);
    let sizes = vec![SlotSize {
        mid: "1".to_owned(),
        height_px: 900,
    }];
    wall.send(&ClientMessage::SlotSizes { sizes }).await;
    let slots = node.shown(wall_peer).await;
    assert_eq!((slots[0].layer_max, slots[0].height_px), (Layer::High, 900));
}

#[tokio::test]
async fn a_stopped_picture_leaves_its_slots_and_comes_back() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, mut one, _two) = world.join_three().await;
    let host_peer = host.connect_media(&mut node).await;
    let one_peer = one.connect_media(&mut node).await;
    node.shown(one_peer).await;
    node.fact(1, node.track_stopped(camera(host_peer))).await;
    let empty = node.shown(one_peer).await;
    assert_eq!(source_of(&empty, "2").expect("changed").source, None);
    node.fact(2, node.track_started(camera(host_peer))).await;
    let back = node.shown(one_peer).await;
    assert_eq!(
        source_of(&back, "2").expect("changed").source,
        Some(camera(host_peer))
    );
}

#[tokio::test]
async fn slides_are_shown_while_their_venue_holds_them_and_they_flow() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, mut one, _two) = world.join_three().await;
    let publish = [("0", Source::Camera), ("1", Source::Slides)];
    let request = host.offer_lines(true, &publish, &[]).await;
    let host_peer = node.answer_offer().await;
    host.answered(request).await;
    let one_peer = one.connect_media(&mut node).await;
    let before = node.shown(one_peer).await;
    assert_eq!(source_of(&before, "3"), None, "nothing flows yet");
    let slides = track(host_peer, TrackKind::Slides);
    node.fact(1, node.track_started(slides)).await;
    host.does(FloorCommand::TakeSlides).await;
    let shown = node.shown(one_peer).await;
    assert_eq!(
        source_of(&shown, "3").expect("changed").source,
        Some(slides)
    );
    host.does(FloorCommand::ReleaseSlides).await;
    let after = node.shown(one_peer).await;
    assert_eq!(
        source_of(&after, "3").expect("changed").source,
        None,
        "at once, though they may still flow for a moment"
    );
}

#[tokio::test]
async fn a_fresh_offer_is_a_new_peer_and_the_old_one_leaves() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut one = world.join(Place::Branch, 1).await;
    let first = one.connect_media(&mut node).await;
    let request = one.offer(true).await;
    node.left(first).await;
    let second = node.answer_offer().await;
    assert_ne!(first, second);
    one.answered(request).await;
    let started: Vec<_> = world
        .log
        .events(SESSION)
        .into_iter()
        .filter_map(|event| match event {
            Event::MediaStarted { seat: 1, peer, .. } => Some(peer),
            _ => None,
        })
        .collect();
    assert_eq!(started, [first, second]);
}

#[tokio::test]
async fn a_nodes_refusal_is_told_in_words_and_the_page_may_try_again() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut one = world.join(Place::Branch, 1).await;
    let request = one.offer(true).await;
    let (id, _) = node.offered().await;
    let refusal = Refusal::NoCommonCodec {
        mid: "0".to_owned(),
    };
    node.answer(id, Err(refusal)).await;
    assert_eq!(one.refused(Some(request)).await, "no-common-codec");
    one.connect_media(&mut node).await;
}

#[tokio::test]
async fn an_offer_that_the_node_does_not_answer_is_refused_in_time() {
    let world = World::with(Patience {
        answer: Duration::from_millis(50),
        ..patience()
    })
    .await;
    let mut node = world.link(1).await;
    let mut one = world.join(Place::Branch, 1).await;
    let request = one.offer(true).await;
    let (id, peer) = node.offered().await;
    assert_eq!(one.refused(Some(request)).await, "no-media-node");
    node.left(peer).await;
    node.answer(id, Ok("v=0 too late")).await;
    let again = one.connect_media(&mut node).await;
    assert_ne!(again, peer);
}

#[tokio::test]
async fn facts_move_the_venue_through_its_states() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut host = world.join(Place::Host, 0).await;
    let mut one = world.join(Place::Branch, 1).await;
    let peer = one.connect_media(&mut node).await;
    host.until_venue(1, Connection::Joining).await;
    node.fact(1, node.connected(peer)).await;
    host.until_venue(1, Connection::Online).await;
    node.fact(2, node.lost(peer)).await;
    host.until_venue(1, Connection::Lost).await;
    node.fact(3, node.gone(peer)).await;
    host.until_venue(1, Connection::Joining).await;
    one.until(|message| (*message == ServerMessage::MediaGone).then_some(()))
        .await;
    node.acknowledged(3).await;
    let entries = world.log.entries(SESSION);
    let connected = Event::MediaConnected { seat: 2, venue: 1 };
    let entry = entries.iter().find(|entry| entry.event == connected);
    assert_eq!(
        entry.map(|entry| entry.at_ms),
        Some(5_001),
        "the node's time"
    );
}
