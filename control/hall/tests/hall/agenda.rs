//! The run of show: from the plan into the log, moved by the chair, pushed by an overrun.

use std::sync::Arc;

use control_domain::agenda::{AgendaItem, Due, ItemKind};
use control_domain::session_log::Event;
use control_hall::OpenSession;
use control_wire::signal::agenda::{AgendaCommand, AgendaState, ItemState};
use control_wire::signal::{ClientMessage, Place, ServerMessage};

use crate::log::MemoryLog;
use crate::page::Page;
use crate::world::{SESSION, World, opening, patience};

const MINUTE_MS: i64 = 60_000;
/// When the first item is planned to begin, on the test's clock.
const PLANNED_MS: i64 = 100 * MINUTE_MS;

fn item(number: u32, start_min: i64) -> AgendaItem {
    AgendaItem {
        number,
        planned_item: Some(i64::from(number)),
        title: format!("第 {number} 项"),
        department: "自治办".to_owned(),
        kind: ItemKind::Discuss,
        minutes: 10,
        presenter: "张三".to_owned(),
        due: vec![Due {
            venue: 3,
            roles: vec!["书记".to_owned()],
            people: 1,
            people_by_role: Vec::new(),
        }],
        planned_start_ms: PLANNED_MS + start_min * MINUTE_MS,
    }
}

fn planned() -> OpenSession {
    OpenSession {
        agenda: vec![item(1, 0), item(2, 10), item(3, 20)],
        ..opening(SESSION, Vec::new())
    }
}

async fn world() -> World {
    let world = World::empty(Arc::new(MemoryLog::new()), patience(), 7).await;
    assert_eq!(world.hall.open(planned()).await, Ok(()));
    world
}

async fn wants(page: &mut Page, command: AgendaCommand) -> u32 {
    let request = page.next_request();
    page.send(&ClientMessage::Agenda { request, command }).await;
    request
}

async fn until_agenda(page: &mut Page, wanted: impl Fn(&AgendaState) -> bool) -> AgendaState {
    page.until(|message| match message {
        ServerMessage::Agenda { agenda } => wanted(agenda).then(|| agenda.clone()),
        _ => None,
    })
    .await
}

fn state_of(agenda: &AgendaState, number: u32) -> ItemState {
    let found = agenda.items.iter().find(|item| item.number == number);
    found.expect("the item").state
}

#[tokio::test]
async fn a_planned_session_goes_live_with_its_run_of_show() {
    let world = world().await;
    let branch = world.join(Place::Branch, 3).await;
    let agenda = branch.session.expect("a session").agenda;
    assert_eq!(agenda.current, None);
    assert_eq!(agenda.items.len(), 3);
    let first = &agenda.items[0];
    assert_eq!((first.number, &first.due), (1, &vec![3]));
    assert_eq!(first.expected_start_ms, Some(PLANNED_MS));
    let set = world.log.events(SESSION).into_iter().nth(1);
    assert!(matches!(set, Some(Event::AgendaSet { items }) if items.len() == 3));
}

#[tokio::test]
async fn the_chair_moves_it_on_and_everybody_sees_it() {
    let world = world().await;
    let (mut host, mut one, _two) = world.join_three().await;
    world.clock.pass_until(PLANNED_MS);
    wants(&mut host, AgendaCommand::StartItem { item: 1 }).await;
    let agenda = until_agenda(&mut one, |agenda| agenda.current == Some(1)).await;
    assert_eq!(state_of(&agenda, 1), ItemState::Running);
    wants(&mut host, AgendaCommand::StartItem { item: 2 }).await;
    let agenda = until_agenda(&mut one, |agenda| agenda.current == Some(2)).await;
    assert_eq!(state_of(&agenda, 1), ItemState::Ended);
    wants(&mut host, AgendaCommand::EndItem { item: 2 }).await;
    wants(&mut host, AgendaCommand::SkipItem { item: 3 }).await;
    let agenda = until_agenda(&mut one, |agenda| state_of(agenda, 3) == ItemState::Skipped).await;
    assert_eq!(agenda.current, None);
}

#[tokio::test]
async fn nobody_but_the_chair_moves_it() {
    let world = world().await;
    let (mut host, mut one, _two) = world.join_three().await;
    let request = wants(&mut one, AgendaCommand::StartItem { item: 1 }).await;
    assert_eq!(one.refused(Some(request)).await, "not-the-chair");
    let request = wants(&mut host, AgendaCommand::EndItem { item: 1 }).await;
    assert_eq!(host.refused(Some(request)).await, "item-not-running");
    let request = wants(&mut host, AgendaCommand::StartItem { item: 9 }).await;
    assert_eq!(host.refused(Some(request)).await, "item-unknown");
}

#[tokio::test]
async fn an_overrun_is_told_to_everybody_as_the_clock_goes() {
    let world = world().await;
    let (mut host, mut one, _two) = world.join_three().await;
    world.clock.pass_until(PLANNED_MS);
    wants(&mut host, AgendaCommand::StartItem { item: 1 }).await;
    let agenda = until_agenda(&mut one, |agenda| agenda.current == Some(1)).await;
    let kept_ms = agenda.items[1].expected_start_ms.expect("it waits");
    assert_eq!(agenda.items[0].time_up_ms, Some(kept_ms));
    world.clock.pass_until(kept_ms + 4 * MINUTE_MS + 1);
    // Whatever wakes the session lets it look at the clock; the next push does by itself.
    host.put_on_stage(0).await;
    let late = until_agenda(&mut one, |agenda| {
        agenda.items[1].expected_start_ms != Some(kept_ms)
    })
    .await;
    let pushed_ms = late.items[1].expected_start_ms.expect("it waits");
    assert_eq!(pushed_ms, kept_ms + 5 * MINUTE_MS);
    let third_ms = late.items[2].expected_start_ms.expect("it waits");
    assert_eq!(third_ms, pushed_ms + 10 * MINUTE_MS);
}

#[tokio::test]
async fn a_push_needs_nobody_to_do_anything() {
    let world = world().await;
    let (mut host, mut one, _two) = world.join_three().await;
    // A moment before the first item is late, on a clock that only moves when it is read.
    world.clock.pass_until(PLANNED_MS - 60);
    host.put_on_stage(0).await;
    let late = until_agenda(&mut one, |agenda| {
        agenda.items[0].expected_start_ms != Some(PLANNED_MS)
    })
    .await;
    assert_eq!(
        late.items[0].expected_start_ms,
        Some(PLANNED_MS + MINUTE_MS)
    );
}

#[tokio::test]
async fn a_restart_replays_it_and_a_later_plan_does_not_change_it() {
    let before = world().await;
    let (mut host, mut one, _two) = before.join_three().await;
    wants(&mut host, AgendaCommand::StartItem { item: 2 }).await;
    until_agenda(&mut one, |agenda| agenda.current == Some(2)).await;

    let after = World::empty(Arc::clone(&before.log), patience(), 8).await;
    let reopened = OpenSession {
        agenda: vec![item(1, 0)],
        past: before.log.entries(SESSION),
        ..planned()
    };
    assert_eq!(after.hall.open(reopened).await, Ok(()));
    let host = after.join(Place::Host, 0).await;
    let agenda = host.session.expect("a session").agenda;
    assert_eq!(agenda.items.len(), 3);
    assert_eq!(agenda.current, Some(2));
}
