//! The control plane restarts: the log is all it knows.

use std::sync::Arc;
use std::time::Duration;

use control_domain::session_log::{Event, room};
use control_hall::Patience;
use control_wire::signal::readiness::Finding;
use control_wire::signal::{Connection, Place, ServerMessage, View};
use sfu_wire::{TrackKind, TrackRef};

use crate::node::{camera, track};
use crate::page::slots_of;
use crate::world::{SESSION, World, opening, patience};

#[tokio::test]
async fn the_floor_is_what_the_log_says_and_the_room_the_same() {
    let before = World::open().await;
    let (mut host, _one, _two) = before.join_three().await;
    let request = host.put_on_stage(2).await;
    host.until(|message| match message {
        ServerMessage::Done { request: of } => (*of == request).then_some(()),
        _ => None,
    })
    .await;

    let after = reopened(&before, patience()).await;
    let host = after.join(Place::Host, 0).await;
    let session = host.session.expect("a session");
    assert_eq!(session.stage, 2);
    assert_eq!(
        session.venues[2].connection,
        Connection::Lost,
        "its seat is kept"
    );
    let node = after.link(1).await;
    assert_eq!(room(&after.log.entries(SESSION)), Some(node.room.0));
    assert!(after.log.events(SESSION).contains(&Event::Reopened));
}

#[tokio::test]
async fn the_host_is_told_what_was_known_to_work_before() {
    let before = World::open().await;
    let mut node = before.link(1).await;
    let mut one = before.join(Place::Branch, 1).await;
    let peer = one.connect_media(&mut node).await;
    node.fact(1, node.track_started(camera(peer))).await;
    node.acknowledged(1).await;

    let after = reopened(&before, patience()).await;
    let mut host = after.join(Place::Host, 0).await;
    let ready = host
        .until(|message| match message {
            ServerMessage::Readiness { venues } => {
                venues.iter().find(|ready| ready.venue == 1).copied()
            }
            _ => None,
        })
        .await;
    assert_eq!(ready.camera, Finding::Good);
    assert_eq!(ready.picture, Finding::Unknown);
}

#[tokio::test]
async fn pages_and_a_node_that_lived_on_go_on_as_if_nothing_had_been() {
    let before = World::open().await;
    let mut node = before.link(1).await;
    let mut host = before.join(Place::Host, 0).await;
    let host_peer = host.connect_media(&mut node).await;
    let mut one = before.join(Place::Branch, 1).await;
    let peer = one.connect_media(&mut node).await;
    node.fact(1, node.connected(peer)).await;
    node.fact(2, node.track_started(slides(host_peer))).await;
    node.acknowledged(2).await;

    let after = reopened(&before, patience()).await;
    let mut again = after.resume(Place::Branch, 1, &one.token).await;
    assert!(again.resumed);
    assert_eq!(again.token, one.token);
    let session = again.session.clone().expect("a session");
    assert_eq!(session.venues[1].connection, Connection::Online);
    let told = again.until(slots_of).await;
    assert_eq!(told.first(), Some(&("2".to_owned(), Some(0))));

    let mut node = after.link(1).await;
    let shown = node.shown(peer).await;
    let cameras = shown.first().map(|slot| slot.source);
    assert_eq!(cameras, Some(Some(camera(host_peer))), "asked again");
    assert_eq!(shown.len(), 4);
    again.offer(false).await;
    assert_eq!(node.answer_offer().await, peer, "the same media connection");
}

#[tokio::test]
async fn facts_repeated_to_a_restarted_control_plane_are_recorded_once() {
    let before = World::open().await;
    let mut node = before.link(1).await;
    let mut one = before.join(Place::Branch, 1).await;
    let peer = one.connect_media(&mut node).await;
    node.fact(1, node.connected(peer)).await;
    node.fact(2, node.track_started(slides(peer))).await;
    node.acknowledged(2).await;

    let after = reopened(&before, patience()).await;
    let mut node = after.link(1).await;
    // The first two are repeated, because their acknowledgement got lost; the third is new.
    node.fact(1, node.connected(peer)).await;
    node.fact(2, node.track_started(slides(peer))).await;
    node.fact(3, node.lost(peer)).await;
    node.acknowledged(3).await;
    let events = after.log.events(SESSION);
    let count = |wanted: Event| events.iter().filter(|event| **event == wanted).count();
    assert_eq!(count(Event::MediaConnected { seat: 1, venue: 1 }), 1);
    assert_eq!(count(Event::SlidesStarted { seat: 1, venue: 1 }), 1);
    assert_eq!(count(Event::MediaLost { seat: 1, venue: 1 }), 1);
}

#[tokio::test]
async fn a_node_that_restarted_too_has_everybody_offer_afresh() {
    let before = World::open().await;
    let mut node = before.link(1).await;
    let mut one = before.join(Place::Branch, 1).await;
    let peer = one.connect_media(&mut node).await;

    let after = reopened(&before, patience()).await;
    let mut again = after.resume(Place::Branch, 1, &one.token).await;
    assert!(again.resumed);
    let mut restarted = after.link(2).await;
    again
        .until(|message| (*message == ServerMessage::MediaGone).then_some(()))
        .await;
    assert_ne!(again.connect_media(&mut restarted).await, peer);
}

#[tokio::test]
async fn a_newcomer_replaces_a_page_from_before_the_restart() {
    let before = World::open().await;
    let mut node = before.link(1).await;
    let mut one = before.join(Place::Branch, 1).await;
    let peer = one.connect_media(&mut node).await;

    let after = reopened(&before, patience()).await;
    let mut node = after.link(1).await;
    assert!(!after.join(Place::Branch, 1).await.resumed);
    node.left(peer).await;
    assert!(!after.resume(Place::Branch, 1, &one.token).await.resumed);
}

#[tokio::test]
async fn slots_agreed_on_later_are_known_after_a_restart() {
    let before = World::open().await;
    let mut node = before.link(1).await;
    let mut wall = before.join(Place::Wall, 0).await;
    let tiles = [
        ("t1", View::Tile { venue: 1 }),
        ("t2", View::Tile { venue: 2 }),
    ];
    let request = wall.offer_lines(true, &[], &tiles[..1]).await;
    let wall_peer = node.answer_offer().await;
    wall.answered(request).await;
    let request = wall.offer_lines(false, &[], &tiles).await;
    node.answer_offer().await;
    wall.answered(request).await;
    let mut two = before.join(Place::Branch, 2).await;
    let peer = two.connect_media(&mut node).await;

    let after = reopened(&before, patience()).await;
    let mut node = after.link(1).await;
    let shown = node.shown(wall_peer).await;
    let sources: Vec<_> = shown
        .iter()
        .map(|slot| (slot.mid.as_str(), slot.source))
        .collect();
    assert_eq!(sources, [("t1", None), ("t2", Some(camera(peer)))]);
}

fn slides(peer: u64) -> TrackRef {
    track(peer, TrackKind::Slides)
}

#[tokio::test]
async fn seats_whose_pages_do_not_come_back_are_freed() {
    let before = World::open().await;
    let (_host, _one, _two) = before.join_three().await;
    let brief = Patience {
        grace: Duration::from_millis(50),
        ..patience()
    };
    let after = reopened(&before, brief).await;
    for (seat, venue) in [(1, 0), (2, 1), (3, 2)] {
        let left = Event::Left { seat, venue };
        after.log.event(SESSION, |event| *event == left).await;
    }
    let venues = after.hall.live_venues(SESSION).await.expect("live");
    assert!(
        venues
            .iter()
            .all(|venue| venue.connection == Connection::Absent)
    );
}

/// Another hall on the same log, as after a restart. It has a seed of its own.
async fn reopened(before: &World, patience: Patience) -> World {
    let log = Arc::clone(&before.log);
    let past = log.entries(SESSION);
    let after = World::empty(log, patience, 8).await;
    assert_eq!(after.hall.open(opening(SESSION, past)).await, Ok(()));
    after
}
