//! Encoders and players: media connections without a page.

use control_domain::session_log::Event;
use control_hall::{BegunStream, NewStream, StreamError, StreamKind};
use control_wire::signal::{Language, Place, ServerMessage};
use sfu_wire::{FromNode, PeerId, Refusal, TrackRef};
use tokio::task::JoinHandle;

use crate::log::MemoryLog;
use crate::node::{FakeNode, camera, microphone};
use crate::page::Page;
use crate::world::{SESSION, World, opening, patience, soon};

const TOKEN: i64 = 5;

fn offer(direction: &str) -> String {
    let mut sdp = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n".to_owned();
    for (mid, media) in ["video", "audio"].into_iter().enumerate() {
        sdp += &format!("m={media} 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:{mid}\r\na={direction}\r\n");
    }
    sdp
}

type Beginning = JoinHandle<Result<BegunStream, StreamError>>;

fn begin(world: &World, kind: StreamKind, token: i64) -> Beginning {
    let direction = match kind {
        StreamKind::Encoder => "sendonly",
        StreamKind::Player => "recvonly",
    };
    let stream = NewStream {
        kind,
        token,
        sdp: offer(direction),
        language: Language::English,
    };
    let hall = world.hall.clone();
    tokio::spawn(async move { hall.begin_stream(SESSION, stream).await })
}

/// A stream that the node has answered: its peer, and what ends it.
async fn begun(world: &World, node: &mut FakeNode, kind: StreamKind) -> (u64, String) {
    let beginning = begin(world, kind, TOKEN);
    let peer = node.answer_offer().await;
    let begun = soon("an answer", beginning)
        .await
        .expect("no panic")
        .expect("an answer");
    assert_eq!(begun.sdp, "v=0 answer");
    (peer, begun.resource)
}

/// An encoder's picture and sound arrive.
async fn sends(node: &FakeNode, peer: u64, first_fact: u64) {
    node.fact(first_fact, node.connected(peer)).await;
    node.fact(first_fact + 1, node.track_started(camera(peer)))
        .await;
    node.fact(first_fact + 2, node.track_started(microphone(peer)))
        .await;
}

/// Waits until a peer's stage shows this.
async fn stage_shows(node: &mut FakeNode, of: u64, track: TrackRef) {
    while node
        .shown(of)
        .await
        .iter()
        .all(|slot| slot.source != Some(track))
    {}
}

async fn told_of_encoder(page: &mut Page) -> bool {
    page.until(|message| match message {
        ServerMessage::Venue { venue } if venue.number == 0 => Some(venue.encoder),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn an_encoder_is_the_main_venues_picture_and_sound_while_it_sends() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, mut one, _two) = world.join_three().await;
    let console = host.connect_media(&mut node).await;
    let branch = one.connect_media(&mut node).await;
    stage_shows(&mut node, branch, camera(console)).await;

    let (encoder, resource) = begun(&world, &mut node, StreamKind::Encoder).await;
    sends(&node, encoder, 100).await;
    stage_shows(&mut node, branch, camera(encoder)).await;
    while !told_of_encoder(&mut one).await {}
    while !told_of_encoder(&mut host).await {}

    assert!(
        world
            .hall
            .end_stream(SESSION, StreamKind::Encoder, resource)
            .await
    );
    stage_shows(&mut node, branch, camera(console)).await;
    while told_of_encoder(&mut one).await {}
}

#[tokio::test]
async fn the_hosts_microphone_is_closed_while_the_encoders_is_heard() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, _one, _two) = world.join_three().await;
    let console = host.connect_media(&mut node).await;
    assert!(node.admitted(console).await);
    let (encoder, resource) = begun(&world, &mut node, StreamKind::Encoder).await;
    sends(&node, encoder, 100).await;
    while node.admitted(console).await {}
    assert!(
        world
            .hall
            .end_stream(SESSION, StreamKind::Encoder, resource)
            .await
    );
    assert!(node.admitted(console).await);
}

#[tokio::test]
async fn an_encoder_does_not_take_the_hosts_seat_and_commands_nothing() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut host = world.join(Place::Host, 0).await;
    let (encoder, _) = begun(&world, &mut node, StreamKind::Encoder).await;
    sends(&node, encoder, 100).await;
    while !told_of_encoder(&mut host).await {}
    let _one = world.join(Place::Branch, 1).await;
    let request = host.put_on_stage(1).await;
    host.until(|message| match message {
        ServerMessage::Done { request: done } => (*done == request).then_some(()),
        _ => None,
    })
    .await;
}

#[tokio::test]
async fn where_an_encoder_fails_the_hosts_own_picture_comes_back() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, mut one, _two) = world.join_three().await;
    let console = host.connect_media(&mut node).await;
    let branch = one.connect_media(&mut node).await;
    let (encoder, resource) = begun(&world, &mut node, StreamKind::Encoder).await;
    sends(&node, encoder, 100).await;
    stage_shows(&mut node, branch, camera(encoder)).await;
    node.fact(110, node.lost(encoder)).await;
    stage_shows(&mut node, branch, camera(console)).await;

    node.fact(111, node.gone(encoder)).await;
    node.acknowledged(111).await;
    while world
        .hall
        .end_stream(SESSION, StreamKind::Encoder, resource.clone())
        .await
    {}
}

#[tokio::test]
async fn a_player_is_sent_the_stage_and_whoever_of_the_open_microphones_speaks() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, mut one, _two) = world.join_three().await;
    let console = host.connect_media(&mut node).await;
    let branch = one.connect_media(&mut node).await;
    let (player, _) = begun(&world, &mut node, StreamKind::Player).await;
    let slots = node.shown(player).await;
    let shown: Vec<_> = slots.iter().map(|slot| slot.source).collect();
    assert_eq!(shown, [Some(camera(console)), Some(microphone(console))]);

    host.put_on_stage(1).await;
    stage_shows(&mut node, player, camera(branch)).await;
    for loudest in [console, branch] {
        node.say(FromNode::Loudest {
            room: node.room,
            peers: vec![PeerId(loudest)],
        })
        .await;
        stage_shows(&mut node, player, microphone(loudest)).await;
    }
}

#[tokio::test]
async fn a_refused_stream_is_told_why_and_leaves_no_seat() {
    let world = World::open().await;
    let without_node = soon("a refusal", begin(&world, StreamKind::Encoder, TOKEN)).await;
    assert!(matches!(
        without_node.unwrap(),
        Err(StreamError::Refused(problem)) if problem.code == "no-media-node"
    ));
    let mut node = world.link(1).await;
    let beginning = begin(&world, StreamKind::Encoder, TOKEN);
    let (request, _) = node.offered().await;
    let mid = "0".to_owned();
    node.answer(request, Err(Refusal::NoCommonCodec { mid }))
        .await;
    let refused = soon("a refusal", beginning).await.unwrap();
    assert!(matches!(
        refused,
        Err(StreamError::Refused(problem)) if problem.code == "no-common-codec"
    ));
    let (_, resource) = begun(&world, &mut node, StreamKind::Encoder).await;
    assert!(
        world
            .hall
            .end_stream(SESSION, StreamKind::Encoder, resource)
            .await
    );
    let joined = seats(&world, |event| matches!(event, Event::Joined { .. }));
    let left = seats(&world, |event| matches!(event, Event::Left { .. }));
    assert_eq!((joined, left), (3, 3));
}

fn seats(world: &World, of: impl Fn(&Event) -> bool) -> usize {
    let entries = world.log.entries(SESSION);
    entries.iter().filter(|entry| of(&entry.event)).count()
}

#[tokio::test]
async fn a_session_that_is_not_live_has_no_streams() {
    let log = std::sync::Arc::new(MemoryLog::new());
    let world = World::empty(log, patience(), 7).await;
    let begun = soon("a refusal", begin(&world, StreamKind::Player, TOKEN)).await;
    let session = SESSION;
    assert_eq!(begun.unwrap(), Err(StreamError::NotLive { session }));
    let resource = String::new();
    assert!(
        !world
            .hall
            .end_stream(SESSION, StreamKind::Player, resource)
            .await
    );
}

#[tokio::test]
async fn a_second_encoder_takes_the_place_of_the_first() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (first, resource) = begun(&world, &mut node, StreamKind::Encoder).await;
    let beginning = begin(&world, StreamKind::Encoder, TOKEN);
    node.left(first).await;
    node.answer_offer().await;
    assert!(soon("an answer", beginning).await.unwrap().is_ok());
    assert!(
        !world
            .hall
            .end_stream(SESSION, StreamKind::Encoder, resource)
            .await
    );
}

#[tokio::test]
async fn the_streams_of_one_token_end_without_those_of_another() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (player, _) = begun(&world, &mut node, StreamKind::Player).await;
    let other = begin(&world, StreamKind::Player, TOKEN + 1);
    node.answer_offer().await;
    let other = soon("an answer", other).await.unwrap().unwrap();
    world
        .hall
        .end_streams_of(SESSION, StreamKind::Player, TOKEN)
        .await;
    node.left(player).await;
    assert!(
        world
            .hall
            .end_stream(SESSION, StreamKind::Player, other.resource)
            .await
    );
}

#[tokio::test]
async fn a_stream_outlives_a_restart_of_the_control_plane() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (encoder, resource) = begun(&world, &mut node, StreamKind::Encoder).await;
    sends(&node, encoder, 100).await;
    node.acknowledged(102).await;
    let past = world.log.entries(SESSION);
    let log = std::sync::Arc::clone(&world.log);
    drop(node);
    drop(world);

    let world = World::empty(log, patience(), 8).await;
    assert_eq!(world.hall.open(opening(SESSION, past)).await, Ok(()));
    let mut node = world.link(1).await;
    let mut one = world.join(Place::Branch, 1).await;
    let branch = one.connect_media(&mut node).await;
    stage_shows(&mut node, branch, camera(encoder)).await;
    assert!(
        world
            .hall
            .end_stream(SESSION, StreamKind::Encoder, resource)
            .await
    );
    node.left(encoder).await;
}

#[tokio::test]
async fn a_node_that_knows_nothing_of_a_stream_ends_it() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (_, resource) = begun(&world, &mut node, StreamKind::Player).await;
    node.unlink().await;
    let _node = world.link(2).await;
    let _one = world.join(Place::Branch, 1).await;
    assert!(
        !world
            .hall
            .end_stream(SESSION, StreamKind::Player, resource)
            .await
    );
}
