//! The link to the node breaks, comes back, or comes back as another node.

use control_domain::session_log::Event;
use control_wire::signal::{Place, ServerMessage};
use sfu_wire::{Counters, FromNode, ToNode};

use crate::node::{FakeNode, camera};
use crate::world::{SESSION, World, soon};

fn media_gone(message: &ServerMessage) -> Option<()> {
    (*message == ServerMessage::MediaGone).then_some(())
}

#[tokio::test]
async fn without_a_node_offers_are_refused_and_the_meeting_is_there() {
    let world = World::open().await;
    let mut one = world.join(Place::Branch, 1).await;
    let request = one.offer(true).await;
    assert_eq!(one.refused(Some(request)).await, "no-media-node");
    let started = world.log.events(SESSION);
    assert!(
        !started
            .iter()
            .any(|event| matches!(event, Event::MediaStarted { .. })),
        "nothing was begun"
    );
    let mut node = world.link(1).await;
    one.connect_media(&mut node).await;
}

#[tokio::test]
async fn a_restarted_node_makes_every_page_offer_afresh() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, mut one, mut without_media) = world.join_three().await;
    host.connect_media(&mut node).await;
    let before = one.connect_media(&mut node).await;
    node.unlink().await;
    let mut restarted = world.link(2).await;
    host.until(media_gone).await;
    one.until(media_gone).await;
    let request = one.offer(false).await;
    assert_eq!(one.refused(Some(request)).await, "no-media-connection");
    assert_ne!(one.connect_media(&mut restarted).await, before);
    without_media.connect_media(&mut restarted).await;
}

#[tokio::test]
async fn a_flapping_link_loses_nothing_and_records_repeated_facts_once() {
    let world = World::open().await;
    let (mut node, [mut host, _one, mut two], [host_peer, one_peer, two_peer]) =
        world.three_connected().await;
    node.fact(1, node.connected(one_peer)).await;
    node.acknowledged(1).await;
    node.unlink().await;

    // While nobody is linked: a stage change, and a venue that leaves.
    host.put_on_stage(1).await;
    host.until(|message| match message {
        ServerMessage::Stage { .. } => Some(()),
        _ => None,
    })
    .await;
    two.send(&control_wire::signal::ClientMessage::Leave).await;
    two.until_closed().await;

    let mut back = world.link(1).await;
    back.left(two_peer).await;
    let slots = back.shown(host_peer).await;
    assert_eq!(slots.len(), 4, "everything is asked again");
    assert_eq!(slots[0].source, Some(camera(one_peer)));
    back.fact(1, back.connected(one_peer)).await;
    back.fact(2, back.lost(one_peer)).await;
    back.acknowledged(2).await;
    let events = world.log.events(SESSION);
    let count = |wanted: Event| events.iter().filter(|event| **event == wanted).count();
    assert_eq!(count(Event::MediaConnected { seat: 2, venue: 1 }), 1);
    assert_eq!(count(Event::MediaLost { seat: 2, venue: 1 }), 1);
}

#[tokio::test]
async fn an_offer_under_way_when_the_link_breaks_is_refused() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut one = world.join(Place::Branch, 1).await;
    let request = one.offer(true).await;
    node.offered().await;
    node.unlink().await;
    assert_eq!(one.refused(Some(request)).await, "no-media-node");
}

#[tokio::test]
async fn a_fact_is_acknowledged_only_once_it_is_in_the_log() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut one = world.join(Place::Branch, 1).await;
    let peer = one.connect_media(&mut node).await;
    world.log.set_broken(true);
    node.fact(1, node.connected(peer)).await;
    // The link is alive meanwhile: an ICE restart goes through, and no acknowledgement before it.
    let request = one.offer(false).await;
    let id = loop {
        match node.next().await {
            Some(ToNode::Offer { request, .. }) => break request,
            Some(ToNode::Ack { .. }) => panic!("acknowledged before it was recorded"),
            Some(_) => {}
            None => panic!("the link is gone"),
        }
    };
    node.answer(id, Ok("v=0 restarted")).await;
    one.answered(request).await;
    world.log.set_broken(false);
    node.acknowledged(1).await;
    let connected = Event::MediaConnected { seat: 1, venue: 1 };
    assert!(world.log.events(SESSION).contains(&connected));
}

#[tokio::test]
async fn a_newer_link_takes_over_from_an_older_one() {
    let world = World::open().await;
    let old = world.link(1).await;
    let mut new = world.link(1).await;
    soon("the older link to end", old.link)
        .await
        .expect("no panic");
    let mut one = world.join(Place::Branch, 1).await;
    one.connect_media(&mut new).await;
    assert!(world.hall.counters().node_linked);
}

#[tokio::test]
async fn a_node_of_another_version_is_not_linked() {
    let world = World::open().await;
    let node = FakeNode::start(&world.hall, 99, 1).await;
    soon("the link to end", node.link).await.expect("no panic");
    assert!(!world.hall.counters().node_linked);
}

#[tokio::test]
async fn facts_of_no_live_session_are_counted_and_acknowledged() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    node.room = sfu_wire::RoomId(404);
    node.fact(1, node.connected(5)).await;
    node.acknowledged(1).await;
    assert_eq!(world.hall.counters().facts_of_no_session, 1);
}

#[tokio::test]
async fn a_room_closed_while_no_node_was_linked_is_closed_when_one_is() {
    let world = World::open().await;
    let node = world.link(1).await;
    let room = node.room;
    node.unlink().await;
    assert_eq!(world.hall.end(SESSION).await, Ok(()));
    let mut back = FakeNode::start(&world.hall, sfu_wire::VERSION, 1).await;
    back.until(|command| (*command == ToNode::CloseRoom { room }).then_some(()))
        .await;
}

#[tokio::test]
async fn the_nodes_counters_are_the_halls() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let counters = Counters {
        packets_forwarded: 12,
        ..Counters::default()
    };
    node.say(FromNode::Counters(counters)).await;
    node.fact(1, node.connected(5)).await;
    node.acknowledged(1).await;
    assert_eq!(world.hall.counters().node, Some(counters));
}
