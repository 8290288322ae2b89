//! What happened at one venue, moment by moment: its timeline.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::sign_in::SignInChange;
use super::timeline::{Logged, What, moments};
use crate::floor::Change;
use crate::floor::questions::QuestionChange;
use crate::floor::roll_call::{RollCallChange, RollCallResult};
use crate::session_log::{Event, SeatNumber};
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
    let mut teller = Teller {
        mine: venue,
        pages: pages(log, venue),
        asked: Vec::new(),
    };
    moments(log)
        .iter()
        .filter_map(|moment| {
            let what = match moment.what {
                What::ServerLost => Happening::ServerLost,
                What::MediaLost => return None,
                What::Event(event) => teller.happening(event)?,
            };
            Some(Happened {
                at_ms: moment.at_ms,
                entry: moment.number,
                what,
            })
        })
        .collect()
}

/// The seats by which a venue is there. Its walls, encoder and players have seats too: what
/// becomes of those does not happen to the venue.
fn pages(log: &[Logged], mine: VenueNumber) -> BTreeSet<SeatNumber> {
    log.iter()
        .filter_map(|entry| {
            let Event::Joined {
                seat, venue, place, ..
            } = entry.event
            else {
                return None;
            };
            (venue == mine && place.publishes()).then_some(seat)
        })
        .collect()
}

/// Tells one venue's happenings, event by event.
struct Teller {
    mine: VenueNumber,
    pages: BTreeSet<SeatNumber>,
    /// The questions it asked.
    asked: Vec<u32>,
}

impl Teller {
    fn happening(&mut self, event: &Event) -> Option<Happening> {
        if let Some((seat, _)) = event.seat()
            && !self.pages.contains(&seat)
        {
            return None;
        }
        match event {
            Event::Joined { .. } => Some(Happening::Joined),
            Event::PageLost { .. } => Some(Happening::Lost),
            Event::PageReturned { .. } => Some(Happening::Back),
            Event::MediaLost { .. } => Some(Happening::MediaLost),
            Event::MediaConnected { .. } | Event::MediaReturned { .. } => {
                Some(Happening::MediaBack)
            }
            Event::MediaWorking { working, .. } => Some(Happening::Working {
                picture: working.camera && working.picture,
                sound: working.microphone && working.sound,
            }),
            Event::Left { .. } => Some(Happening::Left),
            Event::SignIn { venue, change } => (*venue == self.mine).then(|| signed(change)),
            Event::Floor { by, change } => self.floor(*by, change),
            Event::Reopened => Some(Happening::ServerBack),
            Event::Ended => Some(Happening::Ended),
            Event::Opened { .. }
            | Event::NodeLinked { .. }
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

    fn floor(&mut self, by: VenueNumber, change: &Change) -> Option<Happening> {
        match change {
            Change::RollCall(RollCallChange::Marked { venue, result }) if *venue == self.mine => {
                Some(Happening::RollCall { result: *result })
            }
            Change::Question(QuestionChange::Asked {
                question, topic, ..
            }) if by == self.mine => {
                self.asked.push(*question);
                Some(Happening::Asked {
                    topic: topic.clone(),
                })
            }
            Change::Question(QuestionChange::Granted { question })
                if self.asked.contains(question) =>
            {
                Some(Happening::Spoke)
            }
            Change::Question(QuestionChange::Ended { question, .. })
                if self.asked.contains(question) =>
            {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seating::Place;
    use crate::venue::MAIN_VENUE;

    #[test]
    fn what_becomes_of_walls_and_streams_is_not_told_of_the_main_venue() {
        let venue = MAIN_VENUE;
        let mut log = Vec::new();
        let places = [Place::Host, Place::Wall, Place::Encoder, Place::Player];
        for (seat, place) in (1..).zip(places) {
            let joined = Event::Joined {
                seat,
                venue,
                place,
                resume_sha256: String::new(),
            };
            log.extend([
                joined,
                Event::MediaConnected { seat, venue },
                Event::PageLost { seat, venue },
                Event::MediaLost { seat, venue },
                Event::MediaReturned { seat, venue },
                Event::PageReturned { seat, venue },
                Event::Left { seat, venue },
            ]);
        }
        let log: Vec<_> = (1..)
            .zip(log)
            .map(|(number, event)| Logged {
                number,
                at_ms: number,
                source: None,
                event,
            })
            .collect();
        let told: Vec<_> = happenings(&log, venue)
            .into_iter()
            .map(|happened| (happened.entry, happened.what))
            .collect();
        assert_eq!(
            told,
            [
                (1, Happening::Joined),
                (2, Happening::MediaBack),
                (3, Happening::Lost),
                (4, Happening::MediaLost),
                (5, Happening::MediaBack),
                (6, Happening::Back),
                (7, Happening::Left),
            ]
        );
    }
}
