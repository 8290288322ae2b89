//! The floor's commands and its state, between the pages' words and the domain's.

use control_domain::floor::broadcast::PictureCommand;
use control_domain::floor::chair::ChairCommand;
use control_domain::floor::course::CourseCommand;
use control_domain::floor::microphones::MicrophoneCommand;
use control_domain::floor::notices::NoticeCommand;
use control_domain::floor::patrol::{PatrolCommand, PatrolScope};
use control_domain::floor::questions::{Outcome, Question, QuestionCommand};
use control_domain::floor::roll_call::{RollCall, RollCallCommand, RollCallPurpose};
use control_domain::floor::slides::SlidesCommand;
use control_domain::floor::wall::WallCommand;
use control_domain::floor::{Command, Floor};
use control_wire::signal::floor as wire;
use control_wire::signal::floor::FloorCommand;

/// What a page wants, in the domain's words.
pub(crate) fn command(command: FloorCommand) -> Command {
    match command {
        FloorCommand::RequestChair => Command::Chair(ChairCommand::Request),
        FloorCommand::WithdrawChairRequest => Command::Chair(ChairCommand::WithdrawRequest),
        FloorCommand::GiveChair { venue } => Command::Chair(ChairCommand::Give { venue }),
        FloorCommand::DeclineChair { venue } => Command::Chair(ChairCommand::Decline { venue }),
        FloorCommand::ReleaseChair => Command::Chair(ChairCommand::Release),
        FloorCommand::TakeChair => Command::Chair(ChairCommand::Take),
        FloorCommand::Ask {
            topic,
            point_of_order,
        } => Command::Question(QuestionCommand::Ask {
            topic,
            point_of_order,
        }),
        FloorCommand::WithdrawQuestion { question } => {
            Command::Question(QuestionCommand::Withdraw { question })
        }
        FloorCommand::MoveQuestion { question, place } => {
            Command::Question(QuestionCommand::Move {
                question,
                place: usize::try_from(place).unwrap_or(usize::MAX),
            })
        }
        FloorCommand::Grant { question } => Command::Question(QuestionCommand::Grant { question }),
        FloorCommand::EndQuestion { question, outcome } => {
            Command::Question(QuestionCommand::End {
                question,
                outcome: outcome.map(outcome_in),
            })
        }
        FloorCommand::SettleQuestion { question, outcome } => {
            Command::Question(QuestionCommand::Settle {
                question,
                outcome: outcome_in(outcome),
            })
        }
        FloorCommand::OpenList { open } => Command::Question(QuestionCommand::OpenList { open }),
        FloorCommand::LimitSpeaking { seconds } => {
            Command::Question(QuestionCommand::Limit { seconds })
        }
        FloorCommand::StartRollCall { purpose } => Command::RollCall(RollCallCommand::Start {
            purpose: match purpose {
                wire::RollCallPurpose::Attendance => RollCallPurpose::Attendance,
                wire::RollCallPurpose::Check => RollCallPurpose::Check,
            },
        }),
        FloorCommand::CallVenue { venue } => Command::RollCall(RollCallCommand::Call { venue }),
        FloorCommand::MarkVenue { venue, result } => {
            Command::RollCall(RollCallCommand::Mark { venue, result })
        }
        FloorCommand::EndRollCall => Command::RollCall(RollCallCommand::End),
        FloorCommand::StartPatrol { every_s, scope } => Command::Patrol(PatrolCommand::Start {
            every_s,
            scope: match scope {
                wire::PatrolScope::Chair => PatrolScope::Chair,
                wire::PatrolScope::Everybody => PatrolScope::Everybody,
            },
        }),
        FloorCommand::StopPatrol => Command::Patrol(PatrolCommand::Stop),
        FloorCommand::Broadcast { venue } => Command::Picture(PictureCommand::Broadcast { venue }),
        FloorCommand::EndBroadcast => Command::Picture(PictureCommand::EndBroadcast),
        FloorCommand::Watch { venue } => Command::Picture(PictureCommand::Watch { venue }),
        FloorCommand::Mute { venue, muted } => {
            Command::Microphone(MicrophoneCommand::Mute { venue, muted })
        }
        FloorCommand::MuteAll { muted } => {
            Command::Microphone(MicrophoneCommand::MuteAll { muted })
        }
        FloorCommand::TakeSlides => Command::Slides(SlidesCommand::Take),
        FloorCommand::GiveSlides { venue } => Command::Slides(SlidesCommand::Give { venue }),
        FloorCommand::ReleaseSlides => Command::Slides(SlidesCommand::Release),
        FloorCommand::Extend { minutes } => Command::Course(CourseCommand::Extend { minutes }),
        FloorCommand::Lock { locked } => Command::Course(CourseCommand::Lock { locked }),
        FloorCommand::CallMissing => Command::Course(CourseCommand::CallMissing),
        FloorCommand::Banner { text } => Command::Notice(NoticeCommand::Banner { text }),
        FloorCommand::Crawl { text } => Command::Notice(NoticeCommand::Crawl { text }),
        FloorCommand::LayOutWall { pictures, page } => {
            Command::Wall(WallCommand { pictures, page })
        }
    }
}

fn outcome_in(outcome: wire::Outcome) -> Outcome {
    match outcome {
        wire::Outcome::Answered => Outcome::Answered,
        wire::Outcome::FollowUp { owner } => Outcome::FollowUp { owner },
    }
}

/// The floor as pages are told of it. `now_ms` is in Unix milliseconds.
pub(crate) fn state(floor: &Floor, now_ms: i64) -> wire::FloorState {
    let questions = floor.questions();
    let picture = floor.picture();
    wire::FloorState {
        chair: floor.chair().holder(),
        chair_requests: floor.chair().requests().to_vec(),
        queue: questions.waiting().iter().map(question).collect(),
        list_closed: questions.is_list_closed(),
        speaking_limit_s: questions.limit_s(),
        speaking: questions.granted().map(|granted| wire::Speaking {
            question: question(&granted.question),
            since_ms: granted.granted_ms,
        }),
        ended_questions: questions
            .ended()
            .map(|ended| wire::EndedQuestion {
                question: question(&ended.question),
                granted_ms: ended.granted_ms,
                ended_ms: ended.ended_ms,
                outcome: ended.outcome.as_ref().map(outcome_out),
            })
            .collect(),
        roll_call: floor.roll_call().map(|of| roll_call(of, floor)),
        patrol: patrol(floor, now_ms),
        broadcast: picture.broadcast(),
        picture_forced: floor.is_forced(),
        choices: picture
            .choices()
            .iter()
            .map(|(venue, watches)| wire::Choice {
                venue: *venue,
                watches: *watches,
            })
            .collect(),
        open_microphones: floor.open_microphones(),
        muted: floor.mutes().venues().iter().copied().collect(),
        slides: floor.slides().holder(),
        banner: floor.notices().banner().map(str::to_owned),
        crawl: floor.notices().crawl().map(str::to_owned),
        extended_minutes: floor.course().extended_minutes(),
        locked: floor.seating().is_locked(),
        wall: wire::WallState {
            pictures: floor.wall().pictures,
            page: floor.wall().page,
            pages: floor.wall_pages(),
        },
    }
}

fn question(question: &Question) -> wire::Question {
    wire::Question {
        number: question.number,
        venue: question.venue,
        topic: question.topic.clone(),
        point_of_order: question.point_of_order,
        asked_ms: question.asked_ms,
    }
}

fn outcome_out(outcome: &Outcome) -> wire::Outcome {
    match outcome {
        Outcome::Answered => wire::Outcome::Answered,
        Outcome::FollowUp { owner } => wire::Outcome::FollowUp {
            owner: owner.clone(),
        },
    }
}

fn roll_call(roll_call: &RollCall, floor: &Floor) -> wire::RollCallState {
    wire::RollCallState {
        purpose: match roll_call.purpose() {
            RollCallPurpose::Attendance => wire::RollCallPurpose::Attendance,
            RollCallPurpose::Check => wire::RollCallPurpose::Check,
        },
        running: roll_call.is_running(),
        began_ms: roll_call.began_ms(),
        called: roll_call.called(),
        next: floor.next_to_call(),
        marks: roll_call
            .marks()
            .iter()
            .map(|(venue, mark)| wire::RollCallMark {
                venue: *venue,
                result: mark.result,
                at_ms: mark.at_ms,
            })
            .collect(),
    }
}

fn patrol(floor: &Floor, now_ms: i64) -> Option<wire::PatrolState> {
    let patrol = floor.patrol()?;
    let turn = floor.patrol_turn(now_ms);
    Some(wire::PatrolState {
        scope: match patrol.scope() {
            PatrolScope::Chair => wire::PatrolScope::Chair,
            PatrolScope::Everybody => wire::PatrolScope::Everybody,
        },
        every_s: patrol.every_s(),
        venue: turn.map(|turn| turn.venue),
        turn_ends_ms: turn.map(|turn| turn.ends_ms),
    })
}
