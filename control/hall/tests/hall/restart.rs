//! The control plane restarts: the log is all it knows.

use std::sync::Arc;
use std::time::Duration;

use control_domain::session_log::{Event, room};
use control_hall::Patience;
use control_wire::signal::{Connection, Place};

use crate::world::{SESSION, World, opening, patience};

#[tokio::test]
async fn the_floor_is_what_the_log_says_and_the_room_the_same() {
    let before = World::open().await;
    let (mut host, _one, _two) = before.join_three().await;
    let request = host.put_on_stage(2).await;
    host.until(|message| match message {
        control_wire::signal::ServerMessage::Done { request: of } => (*of == request).then_some(()),
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
async fn a_node_that_lived_on_delivers_its_facts_and_the_newcomer_replaces_its_former_peer() {
    let before = World::open().await;
    let mut node = before.link(1).await;
    let mut one = before.join(Place::Branch, 1).await;
    let peer = one.connect_media(&mut node).await;
    node.fact(1, node.connected(peer)).await;
    node.acknowledged(1).await;

    let after = reopened(&before, patience()).await;
    let mut node = after.link(1).await;
    // The first is repeated, because its acknowledgement got lost; the second is new.
    node.fact(1, node.connected(peer)).await;
    node.fact(2, node.lost(peer)).await;
    node.acknowledged(2).await;
    let events = after.log.events(SESSION);
    let count = |wanted: Event| events.iter().filter(|event| **event == wanted).count();
    assert_eq!(count(Event::MediaConnected { seat: 1, venue: 1 }), 1);
    assert_eq!(count(Event::MediaLost { seat: 1, venue: 1 }), 1);

    let again = after.resume(Place::Branch, 1, &one.token).await;
    assert!(!again.resumed, "tokens do not outlive the control plane");
    node.left(peer).await;
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
