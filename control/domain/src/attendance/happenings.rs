//! What happened at one venue, moment by moment: its timeline.

use serde::{Deserialize, Serialize};

use super::sign_in::SignInChange;
use super::timeline::{Logged, What, moments};
use crate::floor::Change;
use crate::floor::questions::QuestionChange;
use crate::floor::roll_call::{RollCallChange, RollCallResult};
use crate::session_log::Event;
use crate::venue::VenueNumber;

/// Something that happened at a venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Happening {
    /// A page took the venue's seat.
    Joined,
    /// Its connection broke.
    Lost,
    /// It came back.
    Back,
    /// Picture and sound broke, on the way.
    MediaLost,
    /// They flow again.
    MediaBack,
    /// Another part of picture and sound works than before.
    Working {
        /// The picture works both ways.
        picture: bool,
        /// The sound does.
        sound: bool,
    },
    /// The seat was freed.
    Left,
    /// People were signed in.
    SignedIn {
        /// How many were named.
        named: usize,
        /// The headcount told.
        headcount: Option<u32>,
        /// True for a late entry (补记).
        late_entry: bool,
    },
    /// People were signed out.
    SignedOut {
        /// How many.
        named: usize,
    },
    /// The roll call found the venue so.
    RollCall {
        /// How.
        result: RollCallResult,
    },
    /// It asked.
    Asked {
        /// What about.
        topic: String,
    },
    /// Its question had the floor.
    Spoke,
    /// It gave the floor back.
    SpokeToEnd,
    /// The server was away.
    ServerLost,
    /// The server was back.
    ServerBack,
    /// The session ended.
    Ended,
}

/// Something at its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Happened {
    /// Unix milliseconds.
    pub at_ms: i64,
    /// Number of the log entry it is read from.
    pub entry: i64,
    /// What.
    #[serde(flatten)]
    pub what: Happening,
}

/// What happened at a venue, in the order it happened.
#[must_use]
pub fn happenings(log: &[Logged], venue: VenueNumber) -> Vec<Happened> {
    let mut asked = Vec::new();
    moments(log)
        .iter()
        .filter_map(|moment| {
            let what = match moment.what {
                What::ServerLost => Happening::ServerLost,
                What::MediaLost => return None,
                What::Event(event) => happening(event, venue, &mut asked)?,
            };
            Some(Happened {
                at_ms: moment.at_ms,
                entry: moment.number,
                what,
            })
        })
        .collect()
}

fn happening(event: &Event, mine: VenueNumber, asked: &mut Vec<u32>) -> Option<Happening> {
    let of = |venue: &VenueNumber, what: Happening| (*venue == mine).then_some(what);
    match event {
        Event::Joined { venue, place, .. } if place.publishes() => of(venue, Happening::Joined),
        Event::PageLost { venue, .. } => of(venue, Happening::Lost),
        Event::PageReturned { venue, .. } => of(venue, Happening::Back),
        Event::MediaLost { venue, .. } => of(venue, Happening::MediaLost),
        Event::MediaConnected { venue, .. } | Event::MediaReturned { venue, .. } => {
            of(venue, Happening::MediaBack)
        }
        Event::MediaWorking { venue, working, .. } => of(
            venue,
            Happening::Working {
                picture: working.camera && working.picture,
                sound: working.microphone && working.sound,
            },
        ),
        Event::Left { venue, .. } => of(venue, Happening::Left),
        Event::SignIn { venue, change } => of(venue, signed(change)),
        Event::Floor { by, change } => floor(*by, change, mine, asked),
        Event::Reopened => Some(Happening::ServerBack),
        Event::Ended => Some(Happening::Ended),
        Event::Opened { .. }
        | Event::NodeLinked { .. }
        | Event::Joined { .. }
        | Event::MediaStarted { .. }
        | Event::MediaEnded { .. }
        | Event::LinesChanged { .. }
        | Event::SlidesStarted { .. }
        | Event::SlidesStopped { .. }
        | Event::PutOnStage { .. }
        | Event::AgendaSet { .. }
        | Event::ItemStarted { .. }
        | Event::ItemEnded { .. }
        | Event::ItemSkipped { .. }
        | Event::StillLive => None,
    }
}

fn signed(change: &SignInChange) -> Happening {
    match change {
        SignInChange::In {
            people,
            headcount,
            since_ms,
        } => Happening::SignedIn {
            named: people.len(),
            headcount: *headcount,
            late_entry: since_ms.is_some(),
        },
        SignInChange::Out { people } => Happening::SignedOut {
            named: people.len(),
        },
    }
}

fn floor(
    by: VenueNumber,
    change: &Change,
    mine: VenueNumber,
    asked: &mut Vec<u32>,
) -> Option<Happening> {
    let mine_asked = |asked: &[u32], question: &u32| asked.contains(question);
    match change {
        Change::RollCall(RollCallChange::Marked { venue, result }) if *venue == mine => {
            Some(Happening::RollCall { result: *result })
        }
        Change::Question(QuestionChange::Asked {
            question, topic, ..
        }) if by == mine => {
            asked.push(*question);
            Some(Happening::Asked {
                topic: topic.clone(),
            })
        }
        Change::Question(QuestionChange::Granted { question }) if mine_asked(asked, question) => {
            Some(Happening::Spoke)
        }
        Change::Question(QuestionChange::Ended { question, .. }) if mine_asked(asked, question) => {
            Some(Happening::SpokeToEnd)
        }
        Change::Chair(_)
        | Change::Question(_)
        | Change::RollCall(_)
        | Change::Patrol(_)
        | Change::Picture(_)
        | Change::Microphone(_)
        | Change::Slides(_)
        | Change::Course(_)
        | Change::Notice(_)
        | Change::Wall(_) => None,
    }
}
