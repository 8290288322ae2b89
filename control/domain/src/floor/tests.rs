//! The floor as a whole: what one part does to the others.

use super::questions::{ENDED_MAX, Outcome, QuestionNumber};
use super::roll_call::{RollCallPurpose, RollCallResult};
use super::stand::{BRANCH_1, BRANCH_2, BRANCH_3, HOST, Stand, WALL, branch};
use super::*;
use crate::view::{Quality, Shown, View, Viewer, assign};

fn put(venue: VenueNumber) -> Command {
    Command::PutOnStage { venue }
}

fn question(command: QuestionCommand) -> Command {
    Command::Question(command)
}

fn ask(topic: &str) -> Command {
    question(QuestionCommand::Ask {
        topic: topic.to_owned(),
        point_of_order: false,
    })
}

fn point_of_order() -> Command {
    question(QuestionCommand::Ask {
        topic: String::new(),
        point_of_order: true,
    })
}

fn grant(number: QuestionNumber) -> Command {
    question(QuestionCommand::Grant { question: number })
}

fn end(number: QuestionNumber, outcome: Option<Outcome>) -> Command {
    question(QuestionCommand::End {
        question: number,
        outcome,
    })
}

fn patrol(scope: PatrolScope) -> Command {
    Command::Patrol(PatrolCommand::Start { every_s: 10, scope })
}

fn broadcast(venue: VenueNumber) -> Command {
    Command::Picture(PictureCommand::Broadcast { venue })
}

fn watch(venue: VenueNumber) -> Command {
    Command::Picture(PictureCommand::Watch { venue: Some(venue) })
}

fn mute_all() -> Command {
    Command::Microphone(MicrophoneCommand::MuteAll { muted: true })
}

fn start_roll_call() -> Command {
    Command::RollCall(RollCallCommand::Start {
        purpose: RollCallPurpose::Attendance,
    })
}

fn call(venue: VenueNumber) -> Command {
    Command::RollCall(RollCallCommand::Call { venue })
}

fn mark(venue: VenueNumber, result: RollCallResult) -> Command {
    Command::RollCall(RollCallCommand::Mark { venue, result })
}

fn numbers(stand: &Stand) -> Vec<QuestionNumber> {
    let waiting = stand.floor.questions().waiting();
    waiting.iter().map(|question| question.number).collect()
}

/// What a page's stage slot shows, all venues sending pictures.
fn sees(stand: &Stand, who: Requester) -> Option<VenueNumber> {
    let sent = (0..5).map(|venue| (venue, Source::Camera)).collect();
    let scene = stand.floor.scene(stand.now_ms, sent);
    let viewer = Viewer {
        venue: who.venue,
        place: who.place,
    };
    let shown = assign(viewer, &[View::Stage], &[], &scene);
    shown[0].map(
        |Shown {
             venue, quality_max, ..
         }| {
            assert_eq!(quality_max, Quality::High);
            venue
        },
    )
}

#[test]
fn the_chair_puts_a_present_venue_on_the_stage_and_nobody_else_does() {
    let mut stand = Stand::seated();
    for by in [BRANCH_1, WALL] {
        let not_chair = FloorError::NotTheChair { chair: Some(0) };
        assert_eq!(stand.refusal(put(1), by), not_chair);
    }
    let absent = FloorError::AbsentVenue { venue: 4 };
    assert_eq!(stand.refusal(put(4), HOST), absent);
    let unknown = FloorError::UnknownVenue { venue: 9 };
    assert_eq!(stand.refusal(put(9), HOST), unknown);
    assert_eq!(stand.stage(), MAIN_VENUE, "a decision changes nothing");
    stand.does(put(1), HOST);
    assert_eq!(stand.stage(), 1);
    assert_eq!(stand.floor.open_microphones(), [1, 0]);
    stand.does(put(0), HOST);
    assert_eq!(stand.floor.open_microphones(), [0]);
}

#[test]
fn a_venue_that_leaves_the_stage_gives_it_back_unless_it_moved_to_another_page() {
    let mut stand = Stand::seated();
    stand.does(put(1), HOST);
    stand.join(BRANCH_1);
    assert_eq!(stand.stage(), 1);
    stand.leave(1);
    assert_eq!(stand.stage(), MAIN_VENUE);
}

#[test]
fn after_the_end_nothing_is_decided() {
    let mut stand = Stand::seated();
    stand.does(ask(""), BRANCH_1);
    stand.does(grant(1), HOST);
    stand.record(Event::Ended);
    assert_eq!(stand.refusal(put(1), HOST), FloorError::Ended);
    assert_eq!(stand.floor.questions().granted(), None);
    assert_eq!(stand.stage(), MAIN_VENUE);
}

#[test]
fn a_granted_question_has_stage_and_microphone_to_itself_until_it_ends() {
    let mut stand = Stand::seated();
    stand.does(mute_all(), HOST);
    stand.does(watch(3), BRANCH_2);
    stand.does(ask(" 停车位 "), BRANCH_1);
    stand.does(ask(""), BRANCH_2);
    assert_eq!(stand.floor.questions().waiting()[0].topic, "停车位");
    stand.does(grant(1), HOST);
    assert_eq!(stand.stage(), 1);
    assert_eq!(stand.floor.open_microphones(), [1, 0], "unmuted");
    for (who, seen) in [(BRANCH_2, 1), (HOST, 1), (WALL, 1), (BRANCH_1, 0)] {
        assert_eq!(sees(&stand, who), Some(seen), "{who:?}");
    }
    let speaking = FloorError::Speaking { venue: 1 };
    for command in [
        grant(2),
        put(3),
        broadcast(3),
        start_roll_call(),
        patrol(PatrolScope::Everybody),
    ] {
        assert_eq!(stand.refusal(command, HOST), speaking);
    }
    stand.does(end(1, None), BRANCH_1);
    assert_eq!(stand.stage(), MAIN_VENUE);
    assert_eq!(stand.floor.open_microphones(), [0]);
    assert_eq!(sees(&stand, BRANCH_2), Some(3), "its choice is back");
    let late = FloorError::NotSpeaking { question: 1 };
    assert_eq!(stand.refusal(end(1, None), HOST), late);
}

#[test]
fn the_chair_says_what_became_of_a_question_at_once_or_later() {
    let mut stand = Stand::seated();
    let follow_up = |owner: &str| Outcome::FollowUp {
        owner: owner.to_owned(),
    };
    stand.does(ask(""), BRANCH_1);
    stand.does(grant(1), HOST);
    assert_eq!(
        stand.refusal(end(1, Some(Outcome::Answered)), BRANCH_1),
        FloorError::NotTheChair { chair: Some(0) },
        "the asker may end, not judge"
    );
    stand.does(end(1, Some(follow_up(" 自治办 "))), HOST);
    let outcome = |stand: &Stand| {
        let ended = stand.floor.questions().ended().next();
        ended.and_then(|ended| ended.outcome.clone())
    };
    assert_eq!(outcome(&stand), Some(follow_up("自治办")));
    stand.does(settle(1, Outcome::Answered), HOST);
    assert_eq!(outcome(&stand), Some(Outcome::Answered));
    assert_eq!(
        stand.refusal(settle(7, Outcome::Answered), HOST),
        FloorError::QuestionGone { question: 7 }
    );
}

fn settle(number: QuestionNumber, outcome: Outcome) -> Command {
    question(QuestionCommand::Settle {
        question: number,
        outcome,
    })
}

#[test]
fn one_question_a_venue_and_none_of_the_main_venue_or_a_wall() {
    let mut stand = Stand::seated();
    stand.does(ask(""), BRANCH_1);
    let open = FloorError::QuestionOpen {
        question: 1,
        venue: 1,
    };
    assert_eq!(stand.refusal(ask(""), BRANCH_1), open);
    assert_eq!(stand.refusal(point_of_order(), BRANCH_1), open);
    assert_eq!(stand.refusal(ask(""), HOST), FloorError::NotABranch);
    assert_eq!(stand.refusal(ask(""), WALL), FloorError::WatchesOnly);
    let long = "问".repeat(61);
    assert!(matches!(
        stand.refusal(ask(&long), BRANCH_2),
        FloorError::Line(_)
    ));
}

#[test]
fn a_closed_list_takes_points_of_order_alone() {
    let mut stand = Stand::seated();
    let open = |open| question(QuestionCommand::OpenList { open });
    stand.does(open(false), HOST);
    assert_eq!(stand.refusal(ask(""), BRANCH_1), FloorError::ListClosed);
    stand.does(point_of_order(), BRANCH_1);
    stand.does(open(true), HOST);
    stand.does(ask(""), BRANCH_2);
}

#[test]
fn a_question_is_withdrawn_by_its_asker_or_the_chair_and_then_gone() {
    let mut stand = Stand::seated();
    let withdraw = |number| question(QuestionCommand::Withdraw { question: number });
    stand.does(ask(""), BRANCH_1);
    stand.does(ask(""), BRANCH_2);
    assert_eq!(
        stand.refusal(withdraw(1), BRANCH_2),
        FloorError::NotYourQuestion {
            question: 1,
            venue: 2
        }
    );
    stand.does(withdraw(1), BRANCH_1);
    stand.does(withdraw(2), HOST);
    let gone = FloorError::QuestionGone { question: 1 };
    assert_eq!(stand.refusal(grant(1), HOST), gone, "withdrawn meanwhile");
    assert_eq!(stand.refusal(withdraw(1), BRANCH_1), gone);
}

#[test]
fn an_asker_that_is_away_keeps_its_place_and_one_cut_off_is_first_again() {
    let mut stand = Stand::seated();
    stand.does(ask(""), BRANCH_1);
    stand.does(ask(""), BRANCH_2);
    stand.leave(1);
    let absent = FloorError::AbsentVenue { venue: 1 };
    assert_eq!(stand.refusal(grant(1), HOST), absent);
    stand.does(grant(2), HOST);
    stand.leave(2);
    assert_eq!(stand.stage(), MAIN_VENUE);
    assert_eq!(numbers(&stand), [2, 1]);
    stand.join(BRANCH_2);
    stand.does(grant(2), HOST);
    assert_eq!(stand.stage(), 2);
}

#[test]
fn the_speaking_time_is_set_within_bounds_and_holds_for_whoever_speaks() {
    let mut stand = Stand::seated();
    let limit = |seconds| question(QuestionCommand::Limit { seconds });
    stand.does(limit(Some(180)), HOST);
    assert_eq!(stand.floor.questions().limit_s(), Some(180));
    let out = FloorError::OutOfRange {
        quantity: Quantity::SpeakingSeconds,
        value: 9,
        min: 10,
        max: 3600,
    };
    assert_eq!(stand.refusal(limit(Some(9)), HOST), out);
    stand.does(limit(None), HOST);
    assert_eq!(stand.floor.questions().limit_s(), None);
}

#[test]
fn ended_questions_are_bounded() {
    let mut stand = Stand::seated();
    for number in 1..=ENDED_MAX as u32 + 1 {
        stand.does(ask(""), BRANCH_1);
        stand.does(grant(number), HOST);
        stand.does(end(number, None), HOST);
    }
    let ended: Vec<_> = stand.floor.questions().ended().collect();
    assert_eq!(ended.len(), ENDED_MAX);
    assert_eq!(ended[0].question.number, 2);
}

#[test]
fn a_roll_call_opens_the_called_microphone_alone_and_keeps_its_results() {
    let mut stand = Stand::seated();
    stand.does(put(3), HOST);
    stand.does(mute_all(), HOST);
    stand.does(start_roll_call(), HOST);
    assert_eq!(stand.floor.open_microphones(), [0], "nobody called yet");
    assert_eq!(stand.floor.next_to_call(), Some(1));
    stand.does(call(1), HOST);
    assert_eq!(stand.floor.open_microphones(), [1, 0]);
    assert_eq!((stand.stage(), sees(&stand, BRANCH_3)), (1, Some(1)));
    stand.does(mark(1, RollCallResult::Present), HOST);
    assert_eq!(stand.floor.open_microphones(), [0], "closed again");
    stand.does(call(4), HOST);
    assert_eq!(stand.stage(), MAIN_VENUE, "4 is absent");
    stand.does(mark(4, RollCallResult::Absent), HOST);
    assert_eq!(stand.floor.next_to_call(), Some(2));
    assert_eq!(stand.refusal(call(0), HOST), FloorError::MainNotCalled);
    assert_eq!(stand.refusal(put(2), HOST), FloorError::RollCallRunning);
    stand.does(Command::RollCall(RollCallCommand::End), HOST);
    assert_eq!(stand.refusal(call(2), HOST), FloorError::NoRollCall);
    let roll_call = stand.floor.roll_call().expect("the last one is kept");
    let results: Vec<_> = roll_call
        .marks()
        .iter()
        .map(|(venue, mark)| (*venue, mark.result))
        .collect();
    assert_eq!(
        results,
        [(1, RollCallResult::Present), (4, RollCallResult::Absent)]
    );
}

#[test]
fn a_patrol_for_everybody_moves_the_stage_and_opens_no_microphone() {
    let mut stand = Stand::seated();
    stand.does(put(3), HOST);
    stand.does(patrol(PatrolScope::Everybody), HOST);
    let began = stand.now_ms;
    let stages: Vec<_> = (0..4)
        .map(|turn| stand.floor.stage(began + turn * 10_000))
        .collect();
    assert_eq!(stages, [1, 2, 3, 1]);
    assert_eq!(stand.floor.open_microphones(), [0]);
    assert_eq!(stand.refusal(watch(3), BRANCH_1), FloorError::PictureForced);
    stand.does(put(2), HOST);
    assert_eq!(stand.floor.patrol(), None, "the stage was put elsewhere");
    let stop = Command::Patrol(PatrolCommand::Stop);
    assert_eq!(stand.refusal(stop, HOST), FloorError::NoPatrol);
}

#[test]
fn a_patrol_for_the_chair_is_seen_in_its_room_alone() {
    let mut stand = Stand::seated();
    stand.does(put(3), HOST);
    stand.does(patrol(PatrolScope::Chair), HOST);
    assert_eq!(sees(&stand, HOST), Some(1));
    assert_eq!(sees(&stand, WALL), Some(1));
    assert_eq!(sees(&stand, BRANCH_2), Some(3));
    assert_eq!(stand.floor.open_microphones(), [3, 0]);
    stand.does(watch(1), BRANCH_2);
    assert_eq!(sees(&stand, BRANCH_2), Some(1), "free to choose meanwhile");
}

#[test]
fn a_broadcast_wins_over_free_choice() {
    let mut stand = Stand::seated();
    stand.does(watch(3), BRANCH_1);
    assert_eq!(sees(&stand, BRANCH_1), Some(3));
    stand.does(broadcast(2), HOST);
    assert_eq!(sees(&stand, BRANCH_1), Some(2));
    assert_eq!(stand.refusal(watch(3), BRANCH_1), FloorError::PictureForced);
    stand.does(Command::Picture(PictureCommand::EndBroadcast), HOST);
    assert_eq!(sees(&stand, BRANCH_1), Some(3), "its choice is back");
    assert_eq!(sees(&stand, BRANCH_3), Some(0));
    stand.does(put(2), HOST);
    assert_eq!(sees(&stand, BRANCH_1), Some(2), "put before everybody");
    stand.does(watch(3), BRANCH_1);
    assert_eq!(
        stand.refusal(watch(1), BRANCH_1),
        FloorError::OwnPicture { venue: 1 }
    );
    stand.leave(3);
    assert_eq!(sees(&stand, BRANCH_1), Some(2), "whom it watched is gone");
}

#[test]
fn muting_closes_a_microphone_on_the_stage_and_is_kept_for_who_comes_back() {
    let mut stand = Stand::seated();
    let mute = |venue| Command::Microphone(MicrophoneCommand::Mute { venue, muted: true });
    stand.does(put(1), HOST);
    stand.does(mute(1), HOST);
    assert_eq!(stand.floor.open_microphones(), [0]);
    stand.leave(1);
    stand.join(BRANCH_1);
    stand.does(put(1), HOST);
    assert_eq!(stand.floor.open_microphones(), [0]);
    stand.does(mute_all(), HOST);
    assert!(!stand.floor.mutes().venues().contains(&0), "not the chair");
}

#[test]
fn slides_have_one_presenter() {
    let mut stand = Stand::seated();
    let slides = |command| Command::Slides(command);
    assert_eq!(
        stand.refusal(slides(SlidesCommand::Take), BRANCH_1),
        FloorError::NotOnStage { venue: 1 }
    );
    stand.does(ask(""), BRANCH_1);
    stand.does(grant(1), HOST);
    stand.does(slides(SlidesCommand::Take), BRANCH_1);
    assert_eq!(stand.floor.slides().holder(), Some(1));
    stand.does(end(1, None), HOST);
    assert_eq!(stand.floor.slides().holder(), None, "with the floor");
    stand.does(slides(SlidesCommand::Give { venue: 2 }), HOST);
    stand.does(put(3), HOST);
    assert_eq!(
        stand.refusal(slides(SlidesCommand::Take), BRANCH_3),
        FloorError::SlidesHeld { venue: 2 }
    );
    // Off the stage, but it was given them.
    stand.does(slides(SlidesCommand::Take), BRANCH_2);
    assert_eq!(stand.floor.slides().holder(), Some(2));
    stand.does(slides(SlidesCommand::Release), BRANCH_2);
    stand.does(slides(SlidesCommand::Take), BRANCH_3);
    stand.leave(3);
    assert_eq!(stand.floor.slides().holder(), None);
}

#[test]
fn a_session_is_extended_locked_and_its_missing_called() {
    let mut stand = Stand::seated();
    let course = |command| Command::Course(command);
    stand.does(course(CourseCommand::Extend { minutes: 230 }), HOST);
    let beyond = stand.refusal(course(CourseCommand::Extend { minutes: 15 }), HOST);
    assert!(matches!(beyond, FloorError::OutOfRange { max: 10, .. }));
    stand.does(course(CourseCommand::CallMissing), HOST);
    assert_eq!(
        stand.log.last().map(|entry| entry.event.clone()),
        Some(Event::Floor {
            by: 0,
            change: Change::Course(CourseChange::MissingCalled { venues: vec![4] }),
        })
    );
    stand.does(course(CourseCommand::Lock { locked: true }), HOST);
    stand.join(branch(4));
    assert!(!stand.floor.seating().is_present(4), "locked out");
    stand.does(course(CourseCommand::Lock { locked: false }), HOST);
    stand.join(branch(4));
    assert_eq!(
        stand.refusal(course(CourseCommand::CallMissing), HOST),
        FloorError::NobodyMissing
    );
}

#[test]
fn banner_and_crawl_stand_until_they_are_taken_away() {
    let mut stand = Stand::seated();
    let crawl = |text: Option<&str>| {
        Command::Notice(NoticeCommand::Crawl {
            text: text.map(str::to_owned),
        })
    };
    stand.does(crawl(Some(" 请各会场签到 ")), HOST);
    assert_eq!(stand.floor.notices().crawl(), Some("请各会场签到"));
    stand.does(crawl(Some(" ")), HOST);
    assert_eq!(stand.floor.notices().crawl(), None);
}
