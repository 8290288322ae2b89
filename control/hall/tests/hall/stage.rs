//! The stage: recorded, then told to everybody, then acknowledged.

use control_domain::session_log::Event;
use control_wire::signal::{ClientMessage, Connection, Place, ServerMessage};

use crate::page::Page;
use crate::world::{SESSION, World};

fn stage_or_done(message: &ServerMessage) -> Option<ServerMessage> {
    match message {
        ServerMessage::Stage { .. } | ServerMessage::Done { .. } => Some(message.clone()),
        _ => None,
    }
}

async fn stage_of(page: &mut Page) -> u16 {
    page.until(|message| match message {
        ServerMessage::Stage { venue } => Some(*venue),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn the_stage_is_logged_then_broadcast_then_acknowledged() {
    let world = World::open().await;
    let (mut host, _one, mut other) = world.join_three().await;
    let held = world.log.hold().await;
    let request = host.put_on_stage(1).await;
    // The page's clock goes on while the log is held, and nothing is announced meanwhile.
    host.until(|message| match message {
        ServerMessage::Venue { venue } => (venue.number == 2).then_some(()),
        _ => None,
    })
    .await;
    for _ in 0..3 {
        let message = host.next_or_tick().await;
        assert!(
            matches!(message, Some(ServerMessage::Tick { .. })),
            "before it is in the log: {message:?}"
        );
    }
    drop(held);
    let first = host.until(stage_or_done).await;
    assert_eq!(first, ServerMessage::Stage { venue: 1 });
    let event = Event::PutOnStage { venue: 1, by: 0 };
    assert!(world.log.events(SESSION).contains(&event));
    let second = host.until(stage_or_done).await;
    assert_eq!(second, ServerMessage::Done { request });
    assert_eq!(stage_of(&mut other).await, 1);
    let late = world.join(Place::Branch, 3).await;
    assert_eq!(late.session.expect("a session").stage, 1);
}

#[tokio::test]
async fn only_the_chair_puts_on_stage_and_only_who_is_there() {
    let world = World::open().await;
    let (mut host, mut branch, _other) = world.join_three().await;
    let request = branch.put_on_stage(1).await;
    assert_eq!(branch.refused(Some(request)).await, "not-the-chair");
    let request = host.put_on_stage(3).await;
    assert_eq!(host.refused(Some(request)).await, "venue-absent");
    let request = host.put_on_stage(77).await;
    assert_eq!(host.refused(Some(request)).await, "venue-unknown");
    let events = world.log.events(SESSION);
    assert!(
        !events
            .iter()
            .any(|event| matches!(event, Event::PutOnStage { .. }))
    );
}

#[tokio::test]
async fn a_failing_log_is_told_to_the_requester_and_nothing_changes() {
    let world = World::open().await;
    let (mut host, mut branch, _other) = world.join_three().await;
    world.log.set_broken(true);
    let request = host.put_on_stage(1).await;
    assert_eq!(host.refused(Some(request)).await, "log-unavailable");
    let mut newcomer = Page::connect(world.address, SESSION, 3).await;
    newcomer.hello(Place::Branch, None).await;
    assert_eq!(newcomer.refused(None).await, "log-unavailable");
    assert!(world.hall.end(SESSION).await.is_err());
    world.log.set_broken(false);

    let request = host.put_on_stage(2).await;
    let done = host.until(stage_or_done).await;
    assert_eq!(done, ServerMessage::Stage { venue: 2 });
    let done = host.until(stage_or_done).await;
    assert_eq!(done, ServerMessage::Done { request });
    assert_eq!(stage_of(&mut branch).await, 2, "1 was never announced");
}

#[tokio::test]
async fn what_happens_while_the_log_fails_is_recorded_once_it_works_in_order() {
    let world = World::open().await;
    let (mut host, branch, mut other) = world.join_three().await;
    world.log.set_broken(true);
    branch.cut();
    host.until_venue(1, Connection::Lost).await;
    other.send(&ClientMessage::Leave).await;
    host.until_venue(2, Connection::Absent).await;
    world.log.set_broken(false);
    let left = Event::Left { seat: 3, venue: 2 };
    world.log.event(SESSION, |event| *event == left).await;
    let events = world.log.events(SESSION);
    let lost = Event::PageLost { seat: 2, venue: 1 };
    assert_eq!(events[events.len() - 2..], [lost, left]);
}

#[tokio::test]
async fn a_venue_that_leaves_the_stage_gives_it_back_to_the_main_venue() {
    let world = World::open().await;
    let (mut host, mut branch, mut other) = world.join_three().await;
    host.put_on_stage(1).await;
    assert_eq!(stage_of(&mut other).await, 1);
    branch.send(&ClientMessage::Leave).await;
    assert_eq!(stage_of(&mut other).await, 0);
    assert_eq!(stage_of(&mut host).await, 1);
    assert_eq!(stage_of(&mut host).await, 0);
}

#[tokio::test]
async fn a_venue_on_stage_that_moves_to_another_computer_stays_on_stage() {
    let world = World::open().await;
    let (mut host, _branch, _other) = world.join_three().await;
    host.put_on_stage(1).await;
    assert_eq!(stage_of(&mut host).await, 1);
    let moved = world.join(Place::Branch, 1).await;
    assert_eq!(moved.session.expect("a session").stage, 1);
}
