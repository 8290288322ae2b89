//! Pages take, keep, resume and give up their seats.

use std::time::Duration;

use control_domain::session_log::Event;
use control_hall::{EndError, OpenError, Patience};
use control_wire::signal::{
    ClientMessage, Connection, DeviceState, Devices, Place, ServerMessage, View,
};

use crate::page::{Page, slots_of};
use crate::world::{SESSION, World, opening, patience};

fn replaced(messages: &[ServerMessage]) -> bool {
    messages.contains(&ServerMessage::Replaced)
}

#[tokio::test]
async fn a_hello_is_welcomed_with_the_session_as_it_stands() {
    let world = World::open().await;
    let host = world.join(Place::Host, 0).await;
    let session = host.session.expect("a session");
    assert_eq!((session.id, session.stage), (SESSION, 0));
    assert_eq!(session.title, "街道工作例会");
    let numbers: Vec<_> = session.venues.iter().map(|venue| venue.number).collect();
    assert_eq!(numbers, [0, 1, 2, 3]);
    assert_eq!(session.venues[3].name, "艺康苑居委会");
    assert!(!host.resumed);
    assert_eq!(host.token.len(), 32, "128 bits in hexadecimal");
    let joined = &world.log.events(SESSION)[1];
    assert!(
        matches!(joined, Event::Joined { seat: 1, venue: 0, resume_sha256, .. }
            if resume_sha256.len() == 64 && *resume_sha256 != host.token),
        "{joined:?}"
    );
}

#[tokio::test]
async fn everybody_hears_of_a_venue_that_joins_and_of_its_devices() {
    let world = World::open().await;
    let mut host = world.join(Place::Host, 0).await;
    let mut branch = world.join(Place::Branch, 3).await;
    host.until_venue(3, Connection::Joining).await;
    let devices = Devices {
        camera: DeviceState::On,
        microphone: DeviceState::Denied,
        loudspeaker: DeviceState::Off,
    };
    branch.send(&ClientMessage::Devices { devices }).await;
    let heard = host
        .until(|message| match message {
            ServerMessage::Venue { venue } if venue.number == 3 => Some(venue.devices),
            _ => None,
        })
        .await;
    assert_eq!(heard, devices);
    let venues = world.hall.live_venues(SESSION).await.expect("live");
    assert_eq!(venues[3].devices, devices);
}

#[tokio::test]
async fn a_newcomer_replaces_the_earlier_page_which_is_told_and_closed() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut first = world.join(Place::Branch, 1).await;
    let peer = first.connect_media(&mut node).await;
    let second = world.join(Place::Branch, 1).await;
    assert!(!second.resumed);
    assert!(replaced(&first.until_closed().await));
    node.left(peer).await;
    let left = Event::Left { seat: 1, venue: 1 };
    world.log.event(SESSION, |event| *event == left).await;
    assert_ne!(second.token, first.token);
}

#[tokio::test]
async fn a_replaced_pages_token_opens_nothing() {
    let world = World::open().await;
    let first = world.join(Place::Branch, 1).await;
    let second = world.join(Place::Branch, 1).await;
    let third = world.resume(Place::Branch, 1, &first.token).await;
    assert!(!third.resumed);
    assert_ne!(third.token, second.token);
}

#[tokio::test]
async fn a_dropped_page_finds_its_seat_its_peer_and_its_slots_again() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut host = world.join(Place::Host, 0).await;
    let host_peer = host.connect_media(&mut node).await;
    let mut branch = world.join(Place::Branch, 1).await;
    let peer = branch.connect_media(&mut node).await;
    node.showing(peer, "2", Some(crate::node::camera(host_peer)))
        .await;
    branch.until(slots_of).await;
    let token = branch.token.clone();
    branch.cut();
    let lost = Event::PageLost { seat: 2, venue: 1 };
    world.log.event(SESSION, |event| *event == lost).await;

    let mut again = world.resume(Place::Branch, 1, &token).await;
    assert!(again.resumed);
    assert_eq!(again.token, token);
    let slots = again.until(slots_of).await;
    assert_eq!(slots.len(), 4, "all slots, not only those that changed");
    assert_eq!(slots[0], ("2".to_owned(), Some(0)));
    let returned = Event::PageReturned { seat: 2, venue: 1 };
    world.log.event(SESSION, |event| *event == returned).await;

    again.offer(false).await;
    assert_eq!(node.answer_offer().await, peer, "the same media connection");
}

#[tokio::test]
async fn a_resumed_connection_takes_over_from_one_that_still_seems_to_stand() {
    let world = World::open().await;
    let mut stale = world.join(Place::Branch, 1).await;
    let token = stale.token.clone();
    let fresh = world.resume(Place::Branch, 1, &token).await;
    assert!(fresh.resumed);
    assert!(replaced(&stale.until_closed().await));
    let venues = world.hall.live_venues(SESSION).await.expect("live");
    assert_eq!(venues[1].connection, Connection::Joining);
}

#[tokio::test]
async fn a_token_opens_no_other_venues_seat() {
    let world = World::open().await;
    let branch = world.join(Place::Branch, 1).await;
    let other = world.resume(Place::Branch, 2, &branch.token).await;
    assert!(!other.resumed);
    assert_ne!(other.token, branch.token);
}

#[tokio::test]
async fn after_its_time_of_grace_a_seat_is_free_and_its_token_void() {
    let world = World::with(Patience {
        grace: Duration::from_millis(50),
        ..patience()
    })
    .await;
    let mut node = world.link(1).await;
    let mut host = world.join(Place::Host, 0).await;
    let mut branch = world.join(Place::Branch, 1).await;
    let peer = branch.connect_media(&mut node).await;
    let token = branch.token.clone();
    branch.cut();
    host.until_venue(1, Connection::Lost).await;
    host.until_venue(1, Connection::Absent).await;
    node.left(peer).await;
    let left = Event::Left { seat: 2, venue: 1 };
    world.log.event(SESSION, |event| *event == left).await;
    let again = world.resume(Place::Branch, 1, &token).await;
    assert!(!again.resumed);
}

#[tokio::test]
async fn leaving_frees_the_seat_at_once() {
    let world = World::open().await;
    let mut host = world.join(Place::Host, 0).await;
    let mut branch = world.join(Place::Branch, 1).await;
    let token = branch.token.clone();
    branch.send(&ClientMessage::Leave).await;
    branch.until_closed().await;
    host.until_venue(1, Connection::Absent).await;
    assert!(!world.resume(Place::Branch, 1, &token).await.resumed);
    let events = world.log.events(SESSION);
    assert!(
        !events
            .iter()
            .any(|event| matches!(event, Event::PageLost { .. })),
        "it was not lost: {events:?}"
    );
}

#[tokio::test]
async fn eight_walls_sit_beside_each_other_and_a_ninth_is_refused() {
    let world = World::open().await;
    let mut walls = Vec::new();
    for _ in 0..8 {
        walls.push(world.join(Place::Wall, 0).await);
    }
    let mut ninth = Page::connect(world.address, SESSION, 0).await;
    ninth.hello(Place::Wall, None).await;
    assert_eq!(ninth.refused(None).await, "walls-taken");
    ninth.until_closed().await;
    assert_eq!(world.hall.counters().connected_pages, 8);
    let venues = world.hall.live_venues(SESSION).await.expect("live");
    assert_eq!(
        venues[0].connection,
        Connection::Absent,
        "walls do not count"
    );
}

#[tokio::test]
async fn a_page_may_take_only_the_places_of_its_identity() {
    let world = World::open().await;
    let mut branch = Page::connect(world.address, SESSION, 1).await;
    branch.hello(Place::Host, None).await;
    assert_eq!(branch.refused(None).await, "place-not-allowed");
    branch.until_closed().await;
    let mut stranger = Page::connect(world.address, SESSION, 9).await;
    stranger.hello(Place::Branch, None).await;
    assert_eq!(stranger.refused(None).await, "venue-not-taking-part");
    stranger.until_closed().await;
}

#[tokio::test]
async fn a_wall_publishes_nothing() {
    let world = World::open().await;
    let _node = world.link(1).await;
    let mut wall = world.join(Place::Wall, 0).await;
    let camera = [("0", control_wire::signal::Source::Camera)];
    let request = wall.offer_lines(true, &camera, &[("1", View::Stage)]).await;
    assert_eq!(wall.refused(Some(request)).await, "wall-cannot-publish");
}

#[tokio::test]
async fn a_silent_page_is_dropped_and_its_seat_kept() {
    let world = World::with(Patience {
        silence_max: Duration::from_millis(200),
        ping_every: Duration::from_millis(50),
        ..patience()
    })
    .await;
    let mut host = world.join(Place::Host, 0).await;
    // This one does not read, and so never answers a ping; the host reads, and does.
    let silent = world.join(Place::Branch, 1).await;
    host.until_venue(1, Connection::Lost).await;
    assert!(world.resume(Place::Branch, 1, &silent.token).await.resumed);
}

#[tokio::test]
async fn ending_a_session_tells_and_closes_every_page() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut host = world.join(Place::Host, 0).await;
    let mut branch = world.join(Place::Branch, 1).await;
    assert_eq!(world.hall.end(SESSION).await, Ok(()));
    for page in [&mut host, &mut branch] {
        let last = page.until_closed().await;
        assert_eq!(last.last(), Some(&ServerMessage::Ended));
    }
    let room = node.room;
    node.until(|command| (*command == sfu_wire::ToNode::CloseRoom { room }).then_some(()))
        .await;
    assert_eq!(world.log.events(SESSION).last(), Some(&Event::Ended));

    let mut late = Page::connect(world.address, SESSION, 1).await;
    late.hello(Place::Branch, None).await;
    assert_eq!(late.refused(None).await, "session-not-live");
    assert!(world.hall.live_venues(SESSION).await.is_none());
    let not_live = EndError::NotLive { session: SESSION };
    assert_eq!(world.hall.end(SESSION).await, Err(not_live));
    let past = world.log.entries(SESSION);
    assert_eq!(
        world.hall.open(opening(SESSION, past)).await,
        Err(OpenError::HasEnded { session: SESSION })
    );
}

#[tokio::test]
async fn a_session_is_opened_once_and_needs_its_main_venue() {
    let world = World::open().await;
    assert_eq!(
        world.hall.open(opening(SESSION, Vec::new())).await,
        Err(OpenError::AlreadyLive { session: SESSION })
    );
    let mut without_main = opening(2, Vec::new());
    without_main.venues.remove(0);
    assert!(matches!(
        world.hall.open(without_main).await,
        Err(OpenError::Venues { session: 2, .. })
    ));
    let mut twice = opening(2, Vec::new());
    twice.venues.push(twice.venues[1].clone());
    assert!(matches!(
        world.hall.open(twice).await,
        Err(OpenError::Venues { session: 2, .. })
    ));
}
