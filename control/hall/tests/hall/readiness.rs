//! How ready venues are, as the host is told, and what of it is recorded.

use control_domain::session_log::Event;
use control_domain::working::Working;
use control_wire::signal::media::{ReceptionReport, SlotReception, Transport};
use control_wire::signal::readiness::{Finding, VenueReadiness};
use control_wire::signal::{ClientMessage, Place, ServerMessage};
use sfu_wire::{FromNode, PathQuality, PeerId};

use crate::node::{camera, microphone};
use crate::page::Page;
use crate::world::{SESSION, World};

/// Waits until the host is told that a venue is like this.
async fn until_ready(host: &mut Page, venue: u16, wanted: impl Fn(&VenueReadiness) -> bool) {
    host.until(|message| match message {
        ServerMessage::Readiness { venues } => venues
            .iter()
            .any(|ready| ready.venue == venue && wanted(ready))
            .then_some(()),
        _ => None,
    })
    .await;
}

/// What a page reports that decoded `frames` on its stage and heard something.
fn report(frames: u32) -> ClientMessage {
    let slot = |mid: &str, frames_decoded| SlotReception {
        mid: mid.to_owned(),
        received_bytes: 1000,
        frames_decoded,
        freezes: 0,
        frozen_ms: 0,
        concealed_permille: 0,
    };
    ClientMessage::Reception {
        report: Box::new(ReceptionReport {
            over_ms: 10_000,
            transport: Some(Transport::Udp),
            microphone_permille: Some(20),
            slots: vec![slot("2", frames), slot("4", 0)],
        }),
    }
}

fn recorded(world: &World) -> Vec<Working> {
    let events = world.log.events(SESSION).into_iter();
    events
        .filter_map(|event| match event {
            Event::MediaWorking {
                seat: 2,
                venue: 1,
                working,
            } => Some(working),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn a_venue_becomes_ready_as_its_tracks_arrive_and_its_page_reports() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut host = world.join(Place::Host, 0).await;
    let mut one = world.join(Place::Branch, 1).await;
    let host_peer = host.connect_media(&mut node).await;
    let peer = one.connect_media(&mut node).await;
    node.shown(peer).await;
    node.fact(1, node.track_started(camera(peer))).await;
    until_ready(&mut host, 1, |ready| ready.camera == Finding::Good).await;
    node.fact(2, node.track_started(microphone(peer))).await;
    one.send(&report(240)).await;
    until_ready(&mut host, 1, |ready| {
        let good = [ready.microphone, ready.picture, ready.sound];
        good == [Finding::Good; 3]
    })
    .await;
    // The stage stands still for two reports: 20 s.
    one.send(&report(0)).await;
    one.send(&report(0)).await;
    until_ready(&mut host, 1, |ready| ready.picture == Finding::Bad).await;
    node.fact(3, node.track_stopped(camera(host_peer))).await;
    node.acknowledged(3).await;
    let flows = |camera, microphone, picture| Working {
        camera,
        microphone,
        picture,
        sound: picture,
    };
    let all_but_picture = Working {
        picture: false,
        ..flows(true, true, true)
    };
    assert_eq!(
        recorded(&world),
        [
            flows(true, false, false),
            flows(true, true, false),
            flows(true, true, true),
            all_but_picture,
        ],
        "each change once"
    );
}

#[tokio::test]
async fn a_microphone_that_was_never_heard_is_not_known_to_work_until_it_speaks() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut host = world.join(Place::Host, 0).await;
    let mut one = world.join(Place::Branch, 1).await;
    let peer = one.connect_media(&mut node).await;
    node.fact(1, node.track_started(microphone(peer))).await;
    node.fact(2, node.track_started(camera(peer))).await;
    until_ready(&mut host, 1, |ready| {
        (ready.camera, ready.microphone) == (Finding::Good, Finding::Unknown)
    })
    .await;
    let loudest = |peers| FromNode::Loudest {
        room: node.room,
        peers,
    };
    node.say(loudest(vec![PeerId(peer)])).await;
    let who = host
        .until(|message| match message {
            ServerMessage::Loudest { venues } => Some(venues.clone()),
            _ => None,
        })
        .await;
    assert_eq!(who, [1]);
    until_ready(&mut host, 1, |ready| ready.microphone == Finding::Good).await;
}

#[tokio::test]
async fn a_path_is_told_rounded_and_a_host_that_sits_down_later_is_told_all() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut host = world.join(Place::Host, 0).await;
    let mut one = world.join(Place::Branch, 1).await;
    let peer = PeerId(one.connect_media(&mut node).await);
    let quality = |round_trip_ms| PathQuality {
        transport: sfu_wire::Transport::Tcp,
        round_trip_ms: Some(round_trip_ms),
        estimate_bps: Some(1_000_000),
        wanted_bps: 2_000_000,
        lost_in_permille: 0,
        lost_out_permille: 0,
    };
    for round_trip_ms in [41, 42] {
        let quality = quality(round_trip_ms);
        node.say(FromNode::Path { peer, quality }).await;
    }
    let of_tcp = |ready: &VenueReadiness| {
        ready.path.is_some_and(|path| {
            (path.transport, path.round_trip_ms, path.headroom_percent)
                == (Transport::Tcp, Some(50), Some(50))
        })
    };
    until_ready(&mut host, 1, of_tcp).await;
    let mut later = world.join(Place::Host, 0).await;
    until_ready(&mut later, 1, of_tcp).await;
}

#[tokio::test]
async fn a_report_of_slots_that_are_not_there_changes_nothing() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut wall = world.join(Place::Wall, 0).await;
    let mut one = world.join(Place::Branch, 1).await;
    wall.send(&report(9)).await;
    one.send(&report(9)).await;
    let peer = one.connect_media(&mut node).await;
    one.send(&report(9)).await;
    node.fact(1, node.track_started(camera(peer))).await;
    node.acknowledged(1).await;
    let camera_only = Working {
        camera: true,
        ..Working::default()
    };
    assert_eq!(recorded(&world), [camera_only], "nothing was on its slots");
}
