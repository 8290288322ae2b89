//! Connections that only show whether media pass.

use std::time::Duration;

use control_hall::limits::PROBES_MAX;
use control_hall::{Patience, ProbeError};
use control_wire::signal::Place;
use sfu_wire::{Fact, PeerId, Refusal, RequestId, RoomId, ToNode};
use tokio::task::JoinSet;

use crate::node::FakeNode;
use crate::world::{World, patience};

async fn probed(node: &mut FakeNode) -> (RequestId, RoomId, u64) {
    node.until(|command| match command {
        ToNode::Offer {
            request,
            room,
            peer,
            publish,
            ..
        } if publish.is_empty() => Some((*request, *room, peer.0)),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn a_probe_is_answered_away_from_every_session_and_ends_by_itself() {
    let world = World::with(Patience {
        probe: Duration::from_millis(50),
        ..patience()
    })
    .await;
    let mut node = world.link(1).await;
    let mut one = world.join(Place::Branch, 1).await;
    one.connect_media(&mut node).await;
    let recorded = world.log.events(crate::world::SESSION).len();
    let hall = world.hall.clone();
    let probe = tokio::spawn(async move { hall.probe("v=0".to_owned()).await });
    let (request, room, peer) = probed(&mut node).await;
    assert_ne!(room, node.room, "a probe sees no session");
    node.answer(request, Ok("v=0 answer")).await;
    assert_eq!(probe.await.unwrap().unwrap().sdp, "v=0 answer");
    let connected = Fact::Connected {
        peer: PeerId(peer),
        room,
    };
    node.fact(1, connected).await;
    node.acknowledged(1).await;
    node.left(peer).await;
    assert_eq!(world.log.events(crate::world::SESSION).len(), recorded);
    assert_eq!(world.hall.counters().facts_of_no_session, 0);
}

#[tokio::test]
async fn without_a_node_or_with_too_long_an_offer_nothing_is_tried() {
    let world = World::open().await;
    let refused = world.hall.probe("v=0".to_owned()).await;
    assert_eq!(refused, Err(ProbeError::Node(Refusal::NoNode)));
    let refused = world.hall.probe("v".repeat(1 << 20)).await;
    assert_eq!(refused, Err(ProbeError::TooLong));
}

#[tokio::test]
async fn no_more_probes_than_may_be_are_offered_to_the_node() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut probes = JoinSet::new();
    for _ in 0..PROBES_MAX {
        let hall = world.hall.clone();
        probes.spawn(async move { hall.probe("v=0".to_owned()).await });
        probed(&mut node).await;
    }
    let refused = world.hall.probe("v=0".to_owned()).await;
    assert_eq!(refused, Err(ProbeError::Busy));
}
