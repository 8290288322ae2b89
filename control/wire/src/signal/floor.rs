//! The floor on the wire: what pages want of it, and its whole small state.
//!
//! A command is one [`FloorCommand`] in a numbered request. Whatever it changes, everybody gets the
//! state anew, whole: there is nothing to patch and nothing to miss.

pub use control_domain::floor::roll_call::RollCallResult;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::VenueNumber;

/// Number of a question within its session.
pub type QuestionNumber = u32;

/// What became of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// It was answered on the spot.
    Answered,
    /// Somebody will come back to it.
    FollowUp {
        /// Who; at most 40 characters.
        owner: String,
    },
}

/// What a roll call is held for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RollCallPurpose {
    /// To see who is here (点名).
    Attendance,
    /// To check sound and picture before the meeting (联调).
    Check,
}

/// Who sees a patrol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PatrolScope {
    /// The pages of the chair's venue, the walls there included.
    Chair,
    /// Everybody.
    Everybody,
}

/// Something a page wants of the floor. Who may, and what refuses it, is in `docs/floor.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum FloorCommand {
    /// To have the chair (申请主席).
    RequestChair,
    /// Not to have the chair after all.
    WithdrawChairRequest,
    /// Chair: that a venue has it.
    GiveChair {
        /// Which.
        venue: VenueNumber,
    },
    /// Chair: that a venue's request for it is set aside.
    DeclineChair {
        /// Whose.
        venue: VenueNumber,
    },
    /// Chair: to be rid of it (释放主席).
    ReleaseChair,
    /// Host: to have the chair back at once (剥夺主席).
    TakeChair,

    /// Branch: to speak (申请发言).
    Ask {
        /// What about; at most 60 characters, may be empty.
        #[serde(default)]
        topic: String,
        /// True for a point of order, which stands before ordinary questions.
        #[serde(default)]
        point_of_order: bool,
    },
    /// Asker or chair: that a waiting question is withdrawn.
    WithdrawQuestion {
        /// Which.
        question: QuestionNumber,
    },
    /// Chair: that a waiting question stands elsewhere in the queue.
    MoveQuestion {
        /// Which.
        question: QuestionNumber,
        /// Its new place, 0 the first; points of order stay before the others.
        place: u32,
    },
    /// Chair: that a question has the floor (请发言).
    Grant {
        /// Which.
        question: QuestionNumber,
    },
    /// Speaker or chair: that the question gives the floor back (结束发言).
    EndQuestion {
        /// Which.
        question: QuestionNumber,
        /// What became of it, if that is clear already; for the chair to say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        outcome: Option<Outcome>,
    },
    /// Chair: that what became of an ended question is noted, or noted differently.
    SettleQuestion {
        /// Which.
        question: QuestionNumber,
        /// What became of it.
        outcome: Outcome,
    },
    /// Chair: that questions are taken, or no more.
    OpenList {
        /// Whether they are.
        open: bool,
    },
    /// Chair: that each question, the one speaking included, may take so long.
    LimitSpeaking {
        /// How long, 10 to 3600 seconds; none is as long as it takes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        seconds: Option<u16>,
    },

    /// Chair: to begin a roll call.
    StartRollCall {
        /// What for.
        purpose: RollCallPurpose,
    },
    /// Chair: to call a venue.
    CallVenue {
        /// Which.
        venue: VenueNumber,
    },
    /// Chair: to note a venue's result.
    MarkVenue {
        /// Whose.
        venue: VenueNumber,
        /// Which.
        result: RollCallResult,
    },
    /// Chair: to end the roll call.
    EndRollCall,

    /// Chair: to begin a patrol (轮巡).
    StartPatrol {
        /// Seconds with each venue, 10 to 120.
        every_s: u16,
        /// Who sees it.
        scope: PatrolScope,
    },
    /// Chair: to stop the patrol.
    StopPatrol,
    /// Chair: that everybody sees a venue and nothing else (广播会场).
    Broadcast {
        /// Which.
        venue: VenueNumber,
    },
    /// Chair: that everybody sees the main venue and is free to choose.
    EndBroadcast,
    /// To see a venue of one's own choice on one's own stage (选看).
    Watch {
        /// Which; none is what everybody sees.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        venue: Option<VenueNumber>,
    },

    /// Chair: to mute a venue (闭音), or not to any more.
    Mute {
        /// Which.
        venue: VenueNumber,
        /// True: mute it.
        muted: bool,
    },
    /// Chair: to mute every venue but its own (全场闭音), or none any more.
    MuteAll {
        /// True: mute them.
        muted: bool,
    },

    /// To present slides.
    TakeSlides,
    /// Chair: that a venue presents slides.
    GiveSlides {
        /// Which.
        venue: VenueNumber,
    },
    /// Presenter or chair: that nobody presents slides.
    ReleaseSlides,

    /// Chair: that the session lasts longer (延长).
    Extend {
        /// By how many minutes; 240 all together.
        minutes: u16,
    },
    /// Chair: that no venue joins that has not been here before (锁定).
    Lock {
        /// True: lock it.
        locked: bool,
    },
    /// Chair: to know and record who is missing (呼叫未入会); told by a `call` message.
    CallMissing,
    /// Chair: this banner (会标); none is the session's title.
    Banner {
        /// At most 60 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        text: Option<String>,
    },
    /// Chair: this crawl (字幕), or none.
    Crawl {
        /// At most 200 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        text: Option<String>,
    },
    /// Chair: how the wall is laid out (多画面).
    LayOutWall {
        /// How many pictures: 1 is the stage alone, 33 every venue in its place; 4, 9, 16 and 25
        /// are the stage and the branches after it.
        pictures: u16,
        /// Which page of the branches, from 1.
        page: u16,
    },
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Question {
    /// Its number.
    pub number: QuestionNumber,
    /// Who asks.
    pub venue: VenueNumber,
    /// What about; may be empty.
    pub topic: String,
    /// True for a point of order.
    pub point_of_order: bool,
    /// When it was asked, in Unix milliseconds.
    pub asked_ms: i64,
}

/// The question that has the floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Speaking {
    /// Which.
    pub question: Question,
    /// Since when, in Unix milliseconds.
    pub since_ms: i64,
}

/// A question that had the floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EndedQuestion {
    /// Which.
    pub question: Question,
    /// Since when it had the floor, in Unix milliseconds.
    pub granted_ms: i64,
    /// Until when, in Unix milliseconds.
    pub ended_ms: i64,
    /// What became of it, once the chair has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub outcome: Option<Outcome>,
}

/// A venue's result in a roll call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RollCallMark {
    /// Whose.
    pub venue: VenueNumber,
    /// Which.
    pub result: RollCallResult,
    /// When it was noted, in Unix milliseconds.
    pub at_ms: i64,
}

/// A roll call, running or the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RollCallState {
    /// What it is held for.
    pub purpose: RollCallPurpose,
    /// True until it is ended.
    pub running: bool,
    /// When it began, in Unix milliseconds.
    pub began_ms: i64,
    /// The venue called now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub called: Option<VenueNumber>,
    /// The venue to be called next, by number; none when all have a result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next: Option<VenueNumber>,
    /// Results so far, by venue.
    pub marks: Vec<RollCallMark>,
}

/// A patrol that goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PatrolState {
    /// Who sees it.
    pub scope: PatrolScope,
    /// Seconds with each venue.
    pub every_s: u16,
    /// Whose turn it is; none while no branch is present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub venue: Option<VenueNumber>,
    /// When that turn ends, in Unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub turn_ends_ms: Option<i64>,
}

/// What a venue chose to see on its own stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Choice {
    /// Who chose.
    pub venue: VenueNumber,
    /// Whom it sees, while nothing is forced on everybody.
    pub watches: VenueNumber,
}

/// How the wall is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WallState {
    /// How many pictures: 1, 4, 9, 16, 25, or 33 for every venue.
    pub pictures: u16,
    /// Which page of the branches, from 1.
    pub page: u16,
    /// How many pages there are.
    pub pages: u16,
}

impl Default for WallState {
    fn default() -> Self {
        Self {
            pictures: 33,
            page: 1,
            pages: 1,
        }
    }
}

/// The floor, whole, as everybody sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FloorState {
    /// The venue that holds the chair; none while nobody does, and no host sits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub chair: Option<VenueNumber>,
    /// The venues that ask for the chair, first come first.
    pub chair_requests: Vec<VenueNumber>,
    /// Questions that wait, in their order.
    pub queue: Vec<Question>,
    /// True while no more ordinary questions are taken.
    pub list_closed: bool,
    /// How long a question may take, in seconds; the countdown runs from `speaking.since_ms`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub speaking_limit_s: Option<u16>,
    /// The question that has the floor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub speaking: Option<Speaking>,
    /// The last 64 questions that had the floor, oldest first.
    pub ended_questions: Vec<EndedQuestion>,
    /// The roll call that runs, or the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub roll_call: Option<RollCallState>,
    /// The patrol that goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub patrol: Option<PatrolState>,
    /// The venue that is broadcast.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub broadcast: Option<VenueNumber>,
    /// True while the picture is the same for everybody and nothing can be chosen.
    pub picture_forced: bool,
    /// What venues chose to see, by venue.
    pub choices: Vec<Choice>,
    /// Whose microphones the server forwards now: the main venue's and at most one branch's.
    pub open_microphones: Vec<VenueNumber>,
    /// The venues that the chair muted, by number.
    pub muted: Vec<VenueNumber>,
    /// The venue that holds the slides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub slides: Option<VenueNumber>,
    /// The banner; none is the session's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub banner: Option<String>,
    /// The crawl.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub crawl: Option<String>,
    /// Minutes that the session was extended by, all together.
    pub extended_minutes: u16,
    /// True while no branch may join that has not been here before.
    pub locked: bool,
    /// How the wall is laid out.
    pub wall: WallState,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optional_fields_may_be_left_out() {
        let read = |text| serde_json::from_str::<FloorCommand>(text).unwrap();
        assert_eq!(
            read(r#"{"command":"ask"}"#),
            FloorCommand::Ask {
                topic: String::new(),
                point_of_order: false,
            }
        );
        assert_eq!(
            read(r#"{"command":"end-question","question":4}"#),
            FloorCommand::EndQuestion {
                question: 4,
                outcome: None,
            }
        );
        assert_eq!(
            read(r#"{"command":"watch"}"#),
            FloorCommand::Watch { venue: None }
        );
    }
}
