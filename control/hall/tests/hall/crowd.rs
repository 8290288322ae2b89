//! A whole street at once.

use std::collections::BTreeSet;

use control_domain::session_log::Event;
use control_hall::{OpenSession, VenueCard};
use control_wire::signal::{Connection, Place, View};
use futures_util::future::join_all;
use sfu_wire::{PeerId, RoomId, ToNode};
use tokio::task::JoinHandle;

use crate::log::MemoryLog;
use crate::node::FakeNode;
use crate::world::{SESSION, World, opening, patience};

const BRANCHES: u16 = 33;

fn street() -> OpenSession {
    let card = |number: u16| VenueCard {
        number,
        name: format!("第{number}居委会"),
        short_name: format!("第{number}"),
    };
    OpenSession {
        venues: (0..=BRANCHES).map(card).collect(),
        ..opening(SESSION, Vec::new())
    }
}

/// Answers every offer and reports its media as flowing, and shows at once what it is asked to;
/// done when every venue is in its tile and every peer's connection, the wall's too, is recorded.
fn answer_all(mut node: FakeNode, tiles: usize) -> JoinHandle<FakeNode> {
    tokio::spawn(async move {
        let mut facts = 0;
        let mut full = BTreeSet::new();
        let mut acknowledged = 0;
        while full.len() < tiles || acknowledged <= tiles as u64 {
            match node.next().await.expect("the link stands") {
                ToNode::Offer { request, peer, .. } => {
                    node.answer(request, Ok("v=0 answer")).await;
                    facts += 1;
                    node.fact(facts, node.connected(peer.0)).await;
                }
                ToNode::Show { peer, slots } => {
                    for slot in slots {
                        if slot.mid.starts_with('t') && slot.source.is_some() {
                            full.insert(slot.mid.clone());
                        }
                        node.showing(peer.0, &slot.mid, slot.source).await;
                    }
                }
                ToNode::Ack { up_to, .. } => acknowledged = up_to.0,
                _ => {}
            }
        }
        node
    })
}

#[tokio::test]
async fn thirty_three_branches_join_at_once_and_the_wall_shows_them_all() {
    let world = World::empty(MemoryLog::new().into(), patience(), 7).await;
    assert_eq!(world.hall.open(street()).await, Ok(()));
    let node = answer_all(world.link(1).await, usize::from(BRANCHES) + 1);

    let mut wall = world.join(Place::Wall, 0).await;
    let mids: Vec<_> = (0..=BRANCHES).map(|venue| format!("t{venue}")).collect();
    let tiles: Vec<_> = mids
        .iter()
        .zip(0..)
        .map(|(mid, venue)| (mid.as_str(), View::Tile { venue }))
        .collect();
    wall.offer_lines(true, &[], &tiles).await;

    let venues = (0..=BRANCHES).map(|venue| {
        let place = if venue == 0 {
            Place::Host
        } else {
            Place::Branch
        };
        let world = &world;
        async move {
            let mut page = world.join(place, venue).await;
            let request = page.offer(true).await;
            page.answered(request).await;
            page
        }
    });
    let pages = join_all(venues).await;
    let node = crate::world::soon("a full wall", node)
        .await
        .expect("no panic");

    let mut shown = BTreeSet::new();
    while shown.len() < tiles.len() {
        wall.until(|message| match message {
            control_wire::signal::ServerMessage::Slots { slots } => Some(slots.clone()),
            _ => None,
        })
        .await
        .into_iter()
        .for_each(|slot| {
            let venue = slot.venue.map(|venue| format!("t{venue}"));
            assert_eq!(venue, Some(slot.mid.clone()), "a venue in its own tile");
            shown.insert(slot.mid);
        });
    }
    let venues = world.hall.live_venues(SESSION).await.expect("live");
    assert!(
        venues
            .iter()
            .all(|venue| venue.connection == Connection::Online),
        "{venues:?}"
    );
    let counters = world.hall.counters();
    assert_eq!(counters.connected_pages, 35);
    assert_eq!(counters.pages_dropped_slow, 0);
    let connected = world
        .log
        .events(SESSION)
        .iter()
        .filter(|event| matches!(event, Event::MediaConnected { .. }))
        .count();
    assert_eq!(connected, 35);
    drop((pages, node));
}

#[tokio::test]
async fn sessions_at_the_same_time_do_not_touch_each_other() {
    let world = World::open().await;
    assert_eq!(world.hall.open(opening(2, Vec::new())).await, Ok(()));
    let mut node = FakeNode::start(&world.hall, sfu_wire::VERSION, 1).await;
    let mut rooms: BTreeSet<RoomId> = BTreeSet::new();
    while rooms.len() < 2 {
        rooms.insert(
            node.until(|command| match command {
                ToNode::OpenRoom { room } => Some(*room),
                _ => None,
            })
            .await,
        );
    }
    let mut here = world.join(Place::Branch, 1).await;
    let mut there = crate::page::Page::connect(world.address, 2, 1).await;
    there.hello(Place::Branch, None).await;
    there.welcomed().await;
    assert_eq!(here.session.as_ref().map(|session| session.id), Some(1));
    let peers = [
        here.connect_media(&mut node).await,
        there.connect_media(&mut node).await,
    ];
    assert_eq!(world.hall.end(2).await, Ok(()));
    there.until_closed().await;
    node.until(|command| matches!(command, ToNode::CloseRoom { .. }).then_some(()))
        .await;
    here.offer(false).await;
    let again = node.answer_offer().await;
    assert_eq!(PeerId(again), PeerId(peers[0]), "the first goes on");
    assert_eq!(world.hall.counters().live_sessions, 1);
}
