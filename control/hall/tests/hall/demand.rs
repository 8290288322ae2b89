//! How large pages show pictures, which layers publishers are to encode, what is held back, and
//! what is kept warm.

use control_wire::signal::floor::FloorCommand;
use control_wire::signal::media::SlotSize;
use control_wire::signal::{ClientMessage, Place, ServerMessage, Source};
use sfu_wire::{FromNode, PeerId, SlotSource, ToNode, TrackRef};

use crate::node::{FakeNode, camera, microphone};
use crate::page::Page;
use crate::world::World;

async fn shows_at(page: &mut Page, mid: &str, height_px: u16) {
    let sizes = vec![SlotSize {
        mid: mid.to_owned(),
        height_px,
    }];
    page.send(&ClientMessage::SlotSizes { sizes }).await;
}

fn height_of(slots: &[SlotSource], mid: &str) -> Option<u16> {
    let slot = slots.iter().find(|slot| slot.mid == mid)?;
    Some(slot.height_px)
}

async fn wants(node: &FakeNode, track: TrackRef, low: bool, high: bool) {
    node.say(FromNode::Wanted { track, low, high }).await;
}

async fn wanted(page: &mut Page) -> (Source, bool, bool) {
    page.until(|message| match message {
        ServerMessage::Wanted { source, low, high } => Some((*source, *low, *high)),
        _ => None,
    })
    .await
}

async fn warmed(node: &mut FakeNode) -> Vec<TrackRef> {
    node.until(|command| match command {
        ToNode::Warm { tracks, .. } => Some(tracks.clone()),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn the_node_learns_how_large_a_page_shows_a_slot_and_that_it_is_hidden() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, mut one, _two) = world.join_three().await;
    host.connect_media(&mut node).await;
    let peer = one.connect_media(&mut node).await;
    let slots = node.shown(peer).await;
    assert_eq!(height_of(&slots, "2"), Some(1080), "until the page says");
    shows_at(&mut one, "2", 360).await;
    let slots = node.shown(peer).await;
    assert_eq!(height_of(&slots, "2"), Some(360));
    assert_eq!(slots.len(), 1, "and nothing else is asked again");
    shows_at(&mut one, "2", 0).await;
    assert_eq!(height_of(&node.shown(peer).await, "2"), Some(0));
}

#[tokio::test]
async fn a_size_of_an_empty_slot_counts_once_something_is_shown_there() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, mut one, _two) = world.join_three().await;
    let peer = one.connect_media(&mut node).await;
    shows_at(&mut one, "2", 540).await;
    shows_at(&mut one, "no such slot", 540).await;
    one.heard().await;
    host.connect_media(&mut node).await;
    assert_eq!(height_of(&node.shown(peer).await, "2"), Some(540));
}

#[tokio::test]
async fn a_publisher_is_told_which_layers_are_wanted_and_again_when_it_resumes() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut one = world.join(Place::Branch, 1).await;
    let peer = one.connect_media(&mut node).await;
    wants(&node, camera(peer), true, false).await;
    assert_eq!(wanted(&mut one).await, (Source::Camera, true, false));
    wants(&node, camera(peer), true, false).await;
    wants(&node, microphone(peer), false, false).await;
    wants(&node, camera(77), false, false).await;
    wants(&node, camera(peer), false, false).await;
    assert_eq!(
        wanted(&mut one).await,
        (Source::Camera, false, false),
        "neither repetitions nor what is not its picture"
    );
    let token = one.token.clone();
    one.cut();
    let mut again = world.resume(Place::Branch, 1, &token).await;
    assert_eq!(wanted(&mut again).await, (Source::Camera, false, false));
}

#[tokio::test]
async fn after_a_gap_in_the_link_every_layer_is_wanted_until_the_node_says_otherwise() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut one = world.join(Place::Branch, 1).await;
    let peer = one.connect_media(&mut node).await;
    wants(&node, camera(peer), false, false).await;
    assert_eq!(wanted(&mut one).await, (Source::Camera, false, false));
    node.unlink().await;
    let _node = world.link(1).await;
    assert_eq!(wanted(&mut one).await, (Source::Camera, true, true));
}

#[tokio::test]
async fn a_slot_held_back_is_told_as_starved_until_it_fits_again() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut one = world.join(Place::Branch, 1).await;
    let peer = one.connect_media(&mut node).await;
    for starved in [true, false] {
        node.say(FromNode::Starved {
            peer: PeerId(peer),
            mid: "2".to_owned(),
            starved,
        })
        .await;
        let told = one
            .until(|message| match message {
                ServerMessage::Slots { slots } => Some(slots.clone()),
                _ => None,
            })
            .await;
        assert_eq!((told[0].mid.as_str(), told[0].starved), ("2", starved));
    }
}

#[tokio::test]
async fn whoever_asks_first_is_warm_then_the_main_venue_and_a_new_node_is_told_again() {
    let world = World::open().await;
    let (mut node, [mut host, mut one, mut two], [host_peer, one_peer, two_peer]) =
        world.three_connected().await;
    let ask = || FloorCommand::Ask {
        topic: String::new(),
        point_of_order: false,
    };
    two.does(ask()).await;
    assert_eq!(warmed(&mut node).await, [camera(two_peer)]);
    one.does(ask()).await;
    let both = [camera(two_peer), camera(one_peer)];
    assert_eq!(warmed(&mut node).await, both);
    host.does(FloorCommand::Grant { question: 1 }).await;
    let next = [camera(host_peer), camera(one_peer)];
    assert_eq!(warmed(&mut node).await, next);
    node.unlink().await;
    let mut node = world.link(1).await;
    assert_eq!(warmed(&mut node).await, next, "the link may have lost it");
}

#[tokio::test]
async fn a_cut_is_timed_at_every_page_whose_stage_shows_it() {
    let world = World::open().await;
    let (mut node, [mut host, _one, mut two], [host_peer, one_peer, two_peer]) =
        world.three_connected().await;
    node.showing(two_peer, "2", Some(camera(host_peer))).await;
    host.put_on_stage(1).await;
    let cut = |slot: &SlotSource| slot.source == Some(camera(one_peer));
    while !node.shown(two_peer).await.iter().any(cut) {}
    for peer in [host_peer, two_peer] {
        node.showing(peer, "2", Some(camera(one_peer))).await;
    }
    // The page is told after the cut was counted.
    two.until(|message| match message {
        ServerMessage::Slots { slots } => (slots[0].venue == Some(1)).then_some(()),
        _ => None,
    })
    .await;
    let counted: u64 = world.hall.counters().switches.counts.iter().sum();
    assert_eq!(counted, 2, "joining is no cut");
}
