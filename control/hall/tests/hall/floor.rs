//! The floor over real sockets: commands, what everybody is told, what the node is asked, and what
//! those who come back find.

use std::sync::Arc;

use control_domain::floor::Change;
use control_domain::floor::questions::QuestionChange;
use control_domain::session_log::Event;
use control_wire::signal::floor::{
    Choice, FloorCommand, Outcome, PatrolScope, RollCallPurpose, RollCallResult,
};
use control_wire::signal::{ClientMessage, Place, ServerMessage};

use crate::node::{FakeNode, camera};
use crate::page::Page;
use crate::world::{SESSION, World, opening, patience};

fn ask(topic: &str) -> FloorCommand {
    FloorCommand::Ask {
        topic: topic.to_owned(),
        point_of_order: false,
    }
}

fn grant(question: u32) -> FloorCommand {
    FloorCommand::Grant { question }
}

fn end(question: u32) -> FloorCommand {
    FloorCommand::EndQuestion {
        question,
        outcome: None,
    }
}

fn mute_all() -> FloorCommand {
    FloorCommand::MuteAll { muted: true }
}

/// A message about floor, stage or a reply, in the order it came.
async fn told(page: &mut Page) -> ServerMessage {
    page.until(|message| match message {
        ServerMessage::Floor { .. }
        | ServerMessage::Stage { .. }
        | ServerMessage::Agenda { .. }
        | ServerMessage::Call { .. }
        | ServerMessage::Done { .. } => Some(message.clone()),
        _ => None,
    })
    .await
}

/// The camera that a page's stage slot is told to show.
async fn stage_of(node: &mut FakeNode, peer: u64) -> Option<sfu_wire::TrackRef> {
    node.until(|command| match command {
        sfu_wire::ToNode::Show { peer: of, slots } if of.0 == peer => slots
            .iter()
            .find(|slot| slot.mid == "2")
            .map(|slot| slot.source),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn a_question_is_asked_granted_spoken_and_settled_before_everybody() {
    let world = World::open().await;
    let (mut node, [mut host, mut one, mut two], [host_peer, one_peer, two_peer]) =
        world.three_connected().await;
    assert_eq!(stage_of(&mut node, two_peer).await, Some(camera(host_peer)));

    one.does(ask(" 停车位 ")).await;
    let floor = two.until_floor(|floor| !floor.queue.is_empty()).await;
    let question = floor.queue.first().expect("a question");
    assert_eq!(
        (question.number, question.venue, question.topic.as_str()),
        (1, 1, "停车位")
    );
    host.until_floor(|floor| !floor.queue.is_empty()).await;
    let request = host.wants(grant(1)).await;
    assert_eq!(told(&mut host).await, ServerMessage::Stage { venue: 1 });
    let ServerMessage::Floor { floor } = told(&mut host).await else {
        panic!("the floor follows the stage");
    };
    assert_eq!(floor.open_microphones, [1, 0]);
    assert!(floor.queue.is_empty() && floor.picture_forced);
    assert_eq!(told(&mut host).await, ServerMessage::Done { request });
    assert!(node.admitted(one_peer).await, "its microphone opens");
    assert_eq!(stage_of(&mut node, two_peer).await, Some(camera(one_peer)));

    one.does(end(1)).await;
    assert!(!node.admitted(one_peer).await, "and closes");
    assert_eq!(stage_of(&mut node, two_peer).await, Some(camera(host_peer)));
    let outcome = Outcome::FollowUp {
        owner: "自治办".to_owned(),
    };
    host.does(FloorCommand::SettleQuestion {
        question: 1,
        outcome: outcome.clone(),
    })
    .await;
    let floor = two
        .until_floor(|floor| floor.ended_questions.iter().any(|of| of.outcome.is_some()))
        .await;
    let ended = floor.ended_questions.first().expect("the question");
    assert_eq!(ended.outcome, Some(outcome));
    assert!(ended.question.asked_ms < ended.granted_ms && ended.granted_ms < ended.ended_ms);
}

#[tokio::test]
async fn a_command_is_in_the_log_before_anybody_hears_of_it() {
    let world = World::open().await;
    let (mut host, mut one, mut two) = world.join_three().await;
    world.log.set_broken(true);
    assert_eq!(one.may_not(ask("")).await, "log-unavailable");
    world.log.set_broken(false);
    two.does(ask("")).await;
    let floor = host.until_floor(|floor| !floor.queue.is_empty()).await;
    let venues: Vec<_> = floor.queue.iter().map(|question| question.venue).collect();
    assert_eq!(venues, [2], "the first was never announced");
    let asked = |event: &Event| {
        matches!(
            event,
            Event::Floor {
                by: 2,
                change: Change::Question(QuestionChange::Asked { .. })
            }
        )
    };
    world.log.event(SESSION, asked).await;
}

#[tokio::test]
async fn of_two_who_race_one_is_refused_in_words() {
    let world = World::open().await;
    let (mut host, mut one, mut two) = world.join_three().await;
    one.does(ask("")).await;
    two.does(ask("")).await;
    one.does(FloorCommand::WithdrawQuestion { question: 1 })
        .await;
    assert_eq!(host.may_not(grant(1)).await, "question-gone");
    host.does(grant(2)).await;
    assert_eq!(
        host.may_not(grant(2)).await,
        "question-gone",
        "clicked twice"
    );
    one.does(ask("")).await;
    assert_eq!(host.may_not(grant(3)).await, "venue-speaking");
    two.does(end(2)).await;
    assert_eq!(host.may_not(end(2)).await, "not-speaking");
    assert_eq!(one.may_not(grant(3)).await, "not-the-chair");
    let mut wall = world.join(Place::Wall, 0).await;
    assert_eq!(wall.may_not(ask("")).await, "wall-watches-only");
    assert_eq!(wall.may_not(mute_all()).await, "not-the-chair");
}

#[tokio::test]
async fn a_page_that_drops_keeps_the_chair_its_place_in_the_queue_and_its_mute() {
    let world = World::open().await;
    let (mut host, mut one, mut two) = world.join_three().await;
    host.does(FloorCommand::GiveChair { venue: 2 }).await;
    one.does(ask("停车位")).await;
    two.does(mute_all()).await;
    let (token_one, token_two) = (one.token.clone(), two.token.clone());
    one.cut();
    two.cut();
    for (seat, venue) in [(2, 1), (3, 2)] {
        let lost = Event::PageLost { seat, venue };
        world.log.event(SESSION, |event| *event == lost).await;
    }
    assert_eq!(
        host.may_not(FloorCommand::StopPatrol).await,
        "not-the-chair"
    );
    let again = world.resume(Place::Branch, 1, &token_one).await;
    assert_eq!(again.floor().queue.len(), 1);
    assert_eq!(again.floor().muted, [0, 1, 3]);
    let mut chair = world.resume(Place::Branch, 2, &token_two).await;
    assert_eq!(chair.floor().chair, Some(2));
    chair.does(grant(1)).await;
    host.does(FloorCommand::TakeChair).await;
    chair.until_floor(|floor| floor.chair == Some(0)).await;
}

#[tokio::test]
async fn a_restart_in_mid_question_loses_nothing() {
    let before = World::open().await;
    let mut node = before.link(1).await;
    let (mut host, mut one, mut two) = before.join_three().await;
    host.connect_media(&mut node).await;
    let one_peer = one.connect_media(&mut node).await;
    two.does(ask("绿化")).await;
    one.does(ask("停车位")).await;
    host.does(FloorCommand::LimitSpeaking { seconds: Some(180) })
        .await;
    host.does(FloorCommand::Crawl {
        text: Some("请各会场签到".to_owned()),
    })
    .await;
    host.does(grant(2)).await;
    let told_before = two.until_floor(|floor| floor.speaking.is_some()).await;

    let log = Arc::clone(&before.log);
    let past = log.entries(SESSION);
    let after = World::empty(log, patience(), 8).await;
    assert_eq!(after.hall.open(opening(SESSION, past)).await, Ok(()));
    let mut again = after.resume(Place::Branch, 1, &one.token).await;
    assert!(again.resumed);
    assert_eq!(again.floor(), told_before);
    assert_eq!(again.session.clone().expect("a session").stage, 1);
    let mut node = after.link(1).await;
    assert!(node.admitted(one_peer).await, "its microphone stays open");
    again.does(end(2)).await;
    assert!(!node.admitted(one_peer).await);
}

#[tokio::test]
async fn a_roll_call_opens_exactly_the_called_microphone() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, mut one, mut two) = world.join_three().await;
    let one_peer = one.connect_media(&mut node).await;
    let two_peer = two.connect_media(&mut node).await;
    assert!(!node.admitted(two_peer).await);
    let purpose = RollCallPurpose::Attendance;
    host.does(FloorCommand::StartRollCall { purpose }).await;
    host.does(FloorCommand::CallVenue { venue: 1 }).await;
    assert!(node.admitted(one_peer).await);
    let result = RollCallResult::Present;
    host.does(FloorCommand::MarkVenue { venue: 1, result })
        .await;
    assert!(!node.admitted(one_peer).await);
    host.does(FloorCommand::CallVenue { venue: 2 }).await;
    assert!(node.admitted(two_peer).await);
    assert_eq!(host.may_not(broadcast_of_one()).await, "roll-call-running");
    host.does(FloorCommand::EndRollCall).await;
    assert!(!node.admitted(two_peer).await);
    let late = world.join(Place::Branch, 3).await;
    let roll_call = late.floor().roll_call.expect("its results are kept");
    assert!(!roll_call.running && roll_call.called.is_none());
    let marks: Vec<_> = roll_call
        .marks
        .iter()
        .map(|mark| (mark.venue, mark.result))
        .collect();
    assert_eq!(marks, [(1, RollCallResult::Present)]);
}

fn broadcast_of_one() -> FloorCommand {
    FloorCommand::Broadcast { venue: 1 }
}

#[tokio::test]
async fn a_patrol_moves_on_by_the_clock_and_by_itself() {
    let world = World::open().await;
    let (mut host, one, mut two) = world.join_three().await;
    host.does(FloorCommand::StartPatrol {
        every_s: 10,
        scope: PatrolScope::Everybody,
    })
    .await;
    let first = two.until_floor(|floor| floor.patrol.is_some()).await;
    let patrol = first.patrol.expect("a patrol");
    assert_eq!(patrol.venue, Some(1));
    assert!(first.picture_forced && first.open_microphones == [0]);
    let ends_ms = patrol.turn_ends_ms.expect("a turn");
    // Almost the turn passes; a page that says something has the session look at the clock.
    world.clock.pass_until(ends_ms - 20);
    two.does(ask("")).await;
    // The rest of the turn passes while nobody says anything.
    let second = two
        .until_floor(|floor| {
            floor
                .patrol
                .as_ref()
                .is_some_and(|patrol| patrol.venue == Some(2))
        })
        .await;
    let turn_ends_ms = second.patrol.and_then(|patrol| patrol.turn_ends_ms);
    assert_eq!(turn_ends_ms, Some(ends_ms + 10_000));
    let late = world.join(Place::Branch, 3).await;
    assert_eq!(late.session.expect("a session").stage, 2);
    host.does(FloorCommand::StopPatrol).await;
    one.cut();
}

#[tokio::test]
async fn a_broadcast_wins_over_what_a_venue_chose_to_see() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, mut one, mut two) = world.join_three().await;
    let host_peer = host.connect_media(&mut node).await;
    let one_peer = one.connect_media(&mut node).await;
    assert_eq!(stage_of(&mut node, one_peer).await, Some(camera(host_peer)));
    let two_peer = two.connect_media(&mut node).await;
    let watch = FloorCommand::Watch { venue: Some(2) };
    one.does(watch.clone()).await;
    assert_eq!(stage_of(&mut node, one_peer).await, Some(camera(two_peer)));
    let floor = host.until_floor(|floor| !floor.choices.is_empty()).await;
    let choice = Choice {
        venue: 1,
        watches: 2,
    };
    assert_eq!(floor.choices, [choice]);
    host.does(FloorCommand::Broadcast { venue: 0 }).await;
    assert_eq!(stage_of(&mut node, one_peer).await, Some(camera(host_peer)));
    assert_eq!(one.may_not(watch).await, "picture-forced");
    host.does(FloorCommand::EndBroadcast).await;
    assert_eq!(stage_of(&mut node, one_peer).await, Some(camera(two_peer)));
}

#[tokio::test]
async fn a_muted_venue_on_the_stage_is_not_forwarded() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let (mut host, mut one, _two) = world.join_three().await;
    let peer = one.connect_media(&mut node).await;
    assert!(!node.admitted(peer).await);
    host.put_on_stage(1).await;
    assert!(node.admitted(peer).await);
    host.does(mute_all()).await;
    assert!(!node.admitted(peer).await);
    let muted = false;
    host.does(FloorCommand::Mute { venue: 1, muted }).await;
    assert!(node.admitted(peer).await);
}

#[tokio::test]
async fn a_locked_session_lets_in_only_who_was_here_and_the_missing_are_called() {
    let world = World::open().await;
    let (mut host, mut one, _two) = world.join_three().await;
    one.send(&ClientMessage::Leave).await;
    one.until_closed().await;
    host.does(FloorCommand::Lock { locked: true }).await;
    let mut stranger = Page::connect(world.address, SESSION, 3).await;
    stranger.hello(Place::Branch, None).await;
    assert_eq!(stranger.refused(None).await, "session-locked");
    let request = host.wants(FloorCommand::CallMissing).await;
    let call = told(&mut host).await;
    let missing = vec![1, 3];
    assert_eq!(call, ServerMessage::Call { missing });
    assert_eq!(told(&mut host).await, ServerMessage::Done { request });
    let back = world.join(Place::Branch, 1).await;
    assert!(back.floor().locked);
    host.does(FloorCommand::Extend { minutes: 15 }).await;
    host.does(FloorCommand::Lock { locked: false }).await;
    let late = world.join(Place::Branch, 3).await;
    assert_eq!(late.floor().extended_minutes, 15);
    assert_eq!(
        host.may_not(FloorCommand::CallMissing).await,
        "nobody-missing"
    );
}
