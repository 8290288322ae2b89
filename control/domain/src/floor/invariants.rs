//! What holds after any sequence of commands from any mix of pages.

use proptest::prelude::*;

use super::questions::{Outcome, QuestionNumber};
use super::roll_call::{RollCallPurpose, RollCallResult};
use super::stand::{HOST, Stand, WALL, branch};
use super::*;

/// One step of a meeting.
#[derive(Debug, Clone)]
enum Step {
    Join(Requester),
    Leave(usize),
    Wait(i64),
    Try(Command, Requester),
}

fn anybody() -> impl Strategy<Value = Requester> {
    prop_oneof![
        4 => Just(HOST),
        1 => Just(WALL),
        5 => (1..6u16).prop_map(branch),
    ]
}

fn number() -> impl Strategy<Value = QuestionNumber> {
    1..12u32
}

fn any_question() -> impl Strategy<Value = QuestionCommand> {
    let outcome = prop::option::of(Just(Outcome::Answered));
    prop_oneof![
        4 => any::<bool>().prop_map(|point_of_order| QuestionCommand::Ask {
            topic: String::new(),
            point_of_order,
        }),
        1 => number().prop_map(|question| QuestionCommand::Withdraw { question }),
        2 => (number(), 0..8usize)
            .prop_map(|(question, place)| QuestionCommand::Move { question, place }),
        4 => number().prop_map(|question| QuestionCommand::Grant { question }),
        3 => (number(), outcome)
            .prop_map(|(question, outcome)| QuestionCommand::End { question, outcome }),
        1 => any::<bool>().prop_map(|open| QuestionCommand::OpenList { open }),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    let venue = || 0..6u16;
    let chair = prop_oneof![
        Just(ChairCommand::Request),
        Just(ChairCommand::WithdrawRequest),
        venue().prop_map(|venue| ChairCommand::Give { venue }),
        venue().prop_map(|venue| ChairCommand::Decline { venue }),
        Just(ChairCommand::Release),
        Just(ChairCommand::Take),
    ];
    let roll_call = prop_oneof![
        Just(RollCallCommand::Start {
            purpose: RollCallPurpose::Check
        }),
        venue().prop_map(|venue| RollCallCommand::Call { venue }),
        venue().prop_map(|venue| RollCallCommand::Mark {
            venue,
            result: RollCallResult::Skipped
        }),
        Just(RollCallCommand::End),
    ];
    let scope = prop_oneof![Just(PatrolScope::Chair), Just(PatrolScope::Everybody)];
    let patrol = prop_oneof![
        (0..130u16, scope).prop_map(|(every_s, scope)| PatrolCommand::Start { every_s, scope }),
        Just(PatrolCommand::Stop),
    ];
    let picture = prop_oneof![
        venue().prop_map(|venue| PictureCommand::Broadcast { venue }),
        Just(PictureCommand::EndBroadcast),
        prop::option::of(venue()).prop_map(|venue| PictureCommand::Watch { venue }),
    ];
    let microphone = prop_oneof![
        (venue(), any::<bool>())
            .prop_map(|(venue, muted)| MicrophoneCommand::Mute { venue, muted }),
        any::<bool>().prop_map(|muted| MicrophoneCommand::MuteAll { muted }),
    ];
    let slides = prop_oneof![
        Just(SlidesCommand::Take),
        venue().prop_map(|venue| SlidesCommand::Give { venue }),
        Just(SlidesCommand::Release),
    ];
    let course = prop_oneof![
        any::<bool>().prop_map(|locked| CourseCommand::Lock { locked }),
        Just(CourseCommand::CallMissing),
    ];
    let wall = (0..40u16, 0..4u16).prop_map(|(pictures, page)| WallCommand { pictures, page });
    prop_oneof![
        2 => venue().prop_map(|venue| Command::PutOnStage { venue }),
        2 => chair.prop_map(Command::Chair),
        5 => any_question().prop_map(Command::Question),
        2 => roll_call.prop_map(Command::RollCall),
        1 => patrol.prop_map(Command::Patrol),
        2 => picture.prop_map(Command::Picture),
        1 => microphone.prop_map(Command::Microphone),
        1 => slides.prop_map(Command::Slides),
        1 => course.prop_map(Command::Course),
        1 => wall.prop_map(Command::Wall),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => anybody().prop_map(Step::Join),
        2 => (0..6usize).prop_map(Step::Leave),
        1 => (0..60_000i64).prop_map(Step::Wait),
        12 => (any_command(), anybody()).prop_map(|(command, by)| Step::Try(command, by)),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(any_step(), 0..120)
}

/// Most commands name a question that is there: by a number up to 8 it is the one at that place.
fn aimed(stand: &Stand, command: Command) -> Command {
    let Command::Question(mut command) = command else {
        return command;
    };
    let questions = stand.floor.questions();
    match &mut command {
        QuestionCommand::Withdraw { question }
        | QuestionCommand::Move { question, .. }
        | QuestionCommand::Grant { question } => {
            let waiting = questions.waiting();
            let place = (*question as usize).checked_rem(waiting.len());
            if let Some(place) = place.filter(|_| *question <= 8) {
                *question = waiting[place].number;
            }
        }
        QuestionCommand::End { question, .. } => {
            if let Some(granted) = questions.granted().filter(|_| *question <= 8) {
                *question = granted.question.number;
            }
        }
        QuestionCommand::Ask { .. }
        | QuestionCommand::Settle { .. }
        | QuestionCommand::OpenList { .. }
        | QuestionCommand::Limit { .. } => {}
    }
    Command::Question(command)
}

fn take(stand: &mut Stand, step: Step) {
    match step {
        Step::Join(who) => stand.join(who),
        Step::Leave(nth) => {
            let left = stand.floor.seating().taken().nth(nth);
            if let Some((seat, venue)) = left.map(|(seat, who)| (seat, who.venue)) {
                stand.free(seat, venue);
            }
        }
        Step::Wait(ms) => stand.now_ms += ms,
        Step::Try(command, by) => {
            let seated = stand
                .floor
                .seating()
                .taken()
                .any(|(_, who)| (who.venue, who.place) == (by.venue, by.place));
            if seated {
                // A refusal is an outcome like any other: then nothing may have changed.
                let before = stand.floor.clone();
                let command = aimed(stand, command);
                if stand.tries(command, by).is_err() {
                    assert_eq!(stand.floor, before);
                }
            }
        }
    }
}

fn check(stand: &Stand) {
    let floor = &stand.floor;
    let seating = floor.seating();
    let present = |venue| seating.is_present(venue);

    let chair = floor.chair();
    match chair.holder() {
        Some(venue) => assert!(present(venue), "the chair {venue} is gone"),
        None => assert!(!present(MAIN_VENUE), "a host sits and nobody has the chair"),
    }
    for venue in chair.requests() {
        assert!(present(*venue) && chair.holder() != Some(*venue));
    }

    let open = floor.open_microphones();
    let branches = open.iter().filter(|venue| **venue != MAIN_VENUE).count();
    assert!(branches <= 1, "open microphones: {open:?}");
    assert!(open.iter().all(|of| !floor.mutes().venues().contains(of)));

    let stage = floor.stage(stand.now_ms);
    assert!(stage == MAIN_VENUE || present(stage));
    if let Some(speaker) = floor.questions().speaker() {
        assert_eq!(stage, speaker, "who has the floor has the stage");
        assert!(floor.running_roll_call().is_none() && floor.patrol().is_none());
    }
    if floor.running_roll_call().is_some() {
        assert!(floor.patrol().is_none() && floor.picture().broadcast().is_none());
    }

    let questions = floor.questions();
    let waiting = questions.waiting();
    assert!(
        waiting.is_sorted_by_key(|question| !question.point_of_order),
        "points of order first"
    );
    let mut askers: Vec<_> = waiting.iter().map(|question| question.venue).collect();
    askers.extend(questions.speaker());
    askers.sort_unstable();
    let one_each = askers.windows(2).all(|pair| pair[0] != pair[1]);
    assert!(one_each, "a venue has two questions open: {askers:?}");

    if let Some(holder) = floor.slides().holder() {
        assert!(present(holder));
    }
    for (who, whom) in floor.picture().choices() {
        assert!(present(*who) && present(*whom) && who != whom);
    }
}

fn numbers(stand: &Stand) -> Vec<QuestionNumber> {
    let waiting = stand.floor.questions().waiting();
    waiting.iter().map(|question| question.number).collect()
}

/// The queue as one would keep it on paper: two lists, written anew at every change.
#[derive(Debug, Default)]
struct Paper {
    points_of_order: Vec<QuestionNumber>,
    ordinary: Vec<QuestionNumber>,
    granted: Option<(QuestionNumber, bool)>,
}

impl Paper {
    fn list(&mut self, point_of_order: bool) -> &mut Vec<QuestionNumber> {
        if point_of_order {
            &mut self.points_of_order
        } else {
            &mut self.ordinary
        }
    }

    fn strike(&mut self, number: QuestionNumber) -> bool {
        let is_point = self.points_of_order.contains(&number);
        self.list(is_point).retain(|other| *other != number);
        is_point
    }

    fn note(&mut self, change: &QuestionChange) {
        match change {
            QuestionChange::Asked {
                question,
                point_of_order,
                ..
            } => self.list(*point_of_order).push(*question),
            QuestionChange::Withdrawn { question } => {
                self.strike(*question);
            }
            QuestionChange::Moved { question, place } => {
                let is_point = self.strike(*question);
                let before = match is_point {
                    true => 0,
                    false => self.points_of_order.len(),
                };
                let list = self.list(is_point);
                let place = place.saturating_sub(before).min(list.len());
                list.insert(place, *question);
            }
            QuestionChange::Granted { question } => {
                self.granted = Some((*question, self.strike(*question)));
            }
            QuestionChange::Ended { .. } => self.granted = None,
            QuestionChange::Settled { .. }
            | QuestionChange::ListOpened { .. }
            | QuestionChange::Limited { .. } => {}
        }
    }

    fn asker_gone(&mut self) {
        if let Some((number, is_point)) = self.granted.take() {
            self.list(is_point).insert(0, number);
        }
    }

    fn order(&self) -> Vec<QuestionNumber> {
        [self.points_of_order.clone(), self.ordinary.clone()].concat()
    }
}

proptest! {
    #[test]
    fn one_chair_one_granted_question_one_open_branch_microphone_whatever_is_tried(
        steps in steps()
    ) {
        let mut stand = Stand::empty();
        for step in steps {
            take(&mut stand, step);
            check(&stand);
        }
    }

    #[test]
    fn replaying_the_log_gives_the_same_floor_also_through_storage(steps in steps()) {
        let mut stand = Stand::seated();
        for step in steps {
            take(&mut stand, step);
        }
        let stored = serde_json::to_string(&stand.log).unwrap();
        let log: Vec<Entry> = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(Floor::replay(&log), stand.floor);
    }

    #[test]
    fn the_queue_has_the_order_it_would_have_on_paper(steps in steps()) {
        let mut stand = Stand::seated();
        let mut paper = Paper::default();
        for step in steps {
            let recorded = stand.log.len();
            let speaker = stand.floor.questions().speaker();
            take(&mut stand, step);
            for entry in &stand.log[recorded..] {
                if let Event::Floor { change: Change::Question(change), .. } = &entry.event {
                    paper.note(change);
                }
            }
            if speaker.is_some_and(|venue| !stand.floor.seating().is_present(venue)) {
                paper.asker_gone();
            }
            prop_assert_eq!(numbers(&stand), paper.order());
        }
    }

    #[test]
    fn a_venue_has_one_publishing_page_at_most(steps in steps()) {
        let mut stand = Stand::empty();
        for step in steps {
            take(&mut stand, step);
            for venue in 0..5 {
                let pages = stand
                    .floor
                    .seating()
                    .taken()
                    .filter(|(_, who)| who.venue == venue && who.place.publishes())
                    .count();
                prop_assert!(pages <= 1);
            }
        }
    }
}
