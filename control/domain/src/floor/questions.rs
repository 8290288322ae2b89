//! The queue of questions (申请发言): ask, grant, speak, end, settle.
//!
//! A venue has one question open at most: waiting or granted. Points of order stand before ordinary
//! questions, whatever is moved where. A granted question has the stage and the one open branch
//! microphone until the chair, or the asker, ends it. An asker that loses its seat keeps its place in
//! the queue; one that loses it while it speaks is first in the queue again.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::line::line;
use super::refusal::{FloorError, Quantity, within};
use super::{Floor, Requester};
use crate::seating::Place;
use crate::venue::VenueNumber;

/// Longest topic, in characters. One without a word is allowed: the button alone asks, too.
pub const TOPIC_CHARS_MAX: usize = 60;

/// Longest name of whoever takes a follow-up, in characters.
pub const OWNER_CHARS_MAX: usize = 40;

/// Least and most seconds that a question may be given.
pub const SPEAKING_SECONDS: (u16, u16) = (10, 3600);

/// Ended questions that the floor remembers; earlier ones are in the log.
pub const ENDED_MAX: usize = 64;

/// Number of a question within its session: 1, 2, 3 …
pub type QuestionNumber = u32;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its number.
    pub number: QuestionNumber,
    /// Who asks.
    pub venue: VenueNumber,
    /// What about.
    pub topic: String,
    /// True for a point of order: about the meeting itself, and therefore first.
    pub point_of_order: bool,
    /// When it was asked, in Unix milliseconds.
    pub asked_ms: i64,
}

/// A question that has the floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Which.
    pub question: Question,
    /// Since when, in Unix milliseconds.
    pub granted_ms: i64,
}

/// A question that had the floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedQuestion {
    /// Which.
    pub question: Question,
    /// Since when it had the floor, in Unix milliseconds.
    pub granted_ms: i64,
    /// Until when, in Unix milliseconds.
    pub ended_ms: i64,
    /// What became of it, once the chair has said so.
    pub outcome: Option<Outcome>,
}

/// What became of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "schema", ts(rename = "QuestionOutcome"), schema(as = QuestionOutcome))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was answered on the spot.
    Answered,
    /// Somebody will come back to it.
    FollowUp {
        /// Who.
        owner: String,
    },
}

/// What a page wants of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuestionCommand {
    /// To ask.
    Ask {
        /// What about.
        topic: String,
        /// Whether it is a point of order.
        point_of_order: bool,
    },
    /// That a waiting question is withdrawn: by its asker, or removed by the chair.
    Withdraw {
        /// Which.
        question: QuestionNumber,
    },
    /// That a waiting question stands elsewhere.
    Move {
        /// Which.
        question: QuestionNumber,
        /// Its new place, 0 the first; at most as far as points of order stay before the others.
        place: usize,
    },
    /// That a question has the floor.
    Grant {
        /// Which.
        question: QuestionNumber,
    },
    /// That the question that has the floor gives it back.
    End {
        /// Which.
        question: QuestionNumber,
        /// What became of it, if that is clear already; for the chair to say.
        outcome: Option<Outcome>,
    },
    /// That what became of an ended question is noted, or noted differently.
    Settle {
        /// Which.
        question: QuestionNumber,
        /// What became of it.
        outcome: Outcome,
    },
    /// That questions are taken, or no more. Points of order always are.
    OpenList {
        /// Whether they are.
        open: bool,
    },
    /// That each question, the one speaking included, may take so long.
    Limit {
        /// How long, in seconds; none is as long as it takes.
        seconds: Option<u16>,
    },
}

/// What became of the queue. Who did it stands beside it in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionChange {
    /// A venue asked.
    Asked {
        /// The question's number.
        question: QuestionNumber,
        /// What about.
        topic: String,
        /// Whether it is a point of order.
        point_of_order: bool,
    },
    /// A question was withdrawn.
    Withdrawn {
        /// Which.
        question: QuestionNumber,
    },
    /// A question was moved.
    Moved {
        /// Which.
        question: QuestionNumber,
        /// Its new place, 0 the first.
        place: usize,
    },
    /// A question was granted.
    Granted {
        /// Which.
        question: QuestionNumber,
    },
    /// A question was ended.
    Ended {
        /// Which.
        question: QuestionNumber,
        /// What became of it, if that was said at once.
        outcome: Option<Outcome>,
    },
    /// It was noted what became of a question.
    Settled {
        /// Which.
        question: QuestionNumber,
        /// What became of it.
        outcome: Outcome,
    },
    /// The list was opened or closed.
    ListOpened {
        /// True: opened.
        open: bool,
    },
    /// The speaking time was set.
    Limited {
        /// To how long, in seconds.
        seconds: Option<u16>,
    },
}

/// Every question of the session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Questions {
    waiting: Vec<Question>,
    granted: Option<Granted>,
    ended: VecDeque<EndedQuestion>,
    list_closed: bool,
    limit_s: Option<u16>,
    last: QuestionNumber,
}

impl Questions {
    /// Those that wait, in their order.
    #[must_use]
    pub fn waiting(&self) -> &[Question] {
        &self.waiting
    }

    /// The one that has the floor.
    #[must_use]
    pub fn granted(&self) -> Option<&Granted> {
        self.granted.as_ref()
    }

    /// The last [`ENDED_MAX`] that had the floor, oldest first.
    pub fn ended(&self) -> impl Iterator<Item = &EndedQuestion> {
        self.ended.iter()
    }

    /// True while no more ordinary questions are taken.
    #[must_use]
    pub fn is_list_closed(&self) -> bool {
        self.list_closed
    }

    /// How long a question may take, in seconds.
    #[must_use]
    pub fn limit_s(&self) -> Option<u16> {
        self.limit_s
    }

    /// The venue that has the floor.
    #[must_use]
    pub fn speaker(&self) -> Option<VenueNumber> {
        self.granted.as_ref().map(|granted| granted.question.venue)
    }

    fn open_of(&self, venue: VenueNumber) -> Option<QuestionNumber> {
        let granted = self.granted.as_ref().map(|granted| &granted.question);
        self.waiting
            .iter()
            .chain(granted)
            .find(|question| question.venue == venue)
            .map(|question| question.number)
    }

    fn find_waiting(&self, number: QuestionNumber) -> Result<&Question, FloorError> {
        self.waiting
            .iter()
            .find(|question| question.number == number)
            .ok_or(FloorError::QuestionGone { question: number })
    }

    fn take_waiting(&mut self, number: QuestionNumber) -> Option<Question> {
        let place = self.waiting.iter().position(|q| q.number == number)?;
        Some(self.waiting.remove(place))
    }

    /// Puts a question at a place, or as near to it as points of order stay before the others.
    fn insert(&mut self, question: Question, place: usize) {
        let points_of_order = self.waiting.iter().filter(|q| q.point_of_order).count();
        let place = if question.point_of_order {
            place.min(points_of_order)
        } else {
            place.clamp(points_of_order, self.waiting.len())
        };
        self.waiting.insert(place, question);
    }

    pub(super) fn apply(&mut self, at_ms: i64, by: VenueNumber, change: &QuestionChange) {
        match change {
            QuestionChange::Asked {
                question,
                topic,
                point_of_order,
            } => {
                self.last = self.last.max(*question);
                let asked = Question {
                    number: *question,
                    venue: by,
                    topic: topic.clone(),
                    point_of_order: *point_of_order,
                    asked_ms: at_ms,
                };
                self.insert(asked, usize::MAX);
            }
            QuestionChange::Withdrawn { question } => {
                self.waiting.retain(|other| other.number != *question);
            }
            QuestionChange::Moved { question, place } => {
                if let Some(moved) = self.take_waiting(*question) {
                    self.insert(moved, *place);
                }
            }
            QuestionChange::Granted { question } => {
                if let Some(question) = self.take_waiting(*question) {
                    self.granted = Some(Granted {
                        question,
                        granted_ms: at_ms,
                    });
                }
            }
            QuestionChange::Ended { outcome, .. } => self.end(at_ms, outcome.clone()),
            QuestionChange::Settled { question, outcome } => {
                let ended = self
                    .ended
                    .iter_mut()
                    .find(|ended| ended.question.number == *question);
                if let Some(ended) = ended {
                    ended.outcome = Some(outcome.clone());
                }
            }
            QuestionChange::ListOpened { open } => self.list_closed = !open,
            QuestionChange::Limited { seconds } => self.limit_s = *seconds,
        }
    }

    /// The question that has the floor, if any, gives it back.
    pub(super) fn end(&mut self, at_ms: i64, outcome: Option<Outcome>) {
        let Some(granted) = self.granted.take() else {
            return;
        };
        if self.ended.len() >= ENDED_MAX {
            self.ended.pop_front();
        }
        self.ended.push_back(EndedQuestion {
            question: granted.question,
            granted_ms: granted.granted_ms,
            ended_ms: at_ms,
            outcome,
        });
    }

    /// The question that has the floor waits again, before all others of its kind: its asker is gone.
    pub(super) fn interrupt(&mut self) {
        if let Some(granted) = self.granted.take() {
            self.insert(granted.question, 0);
        }
    }
}

impl Floor {
    pub(super) fn decide_question(
        &self,
        command: &QuestionCommand,
        by: Requester,
    ) -> Result<QuestionChange, FloorError> {
        match command {
            QuestionCommand::Ask {
                topic,
                point_of_order,
            } => self.decide_ask(topic, *point_of_order, by),
            QuestionCommand::Withdraw { question } => {
                let asker = self.questions.find_waiting(*question)?.venue;
                self.require_asker_or_chair(*question, asker, by)?;
                Ok(QuestionChange::Withdrawn {
                    question: *question,
                })
            }
            QuestionCommand::Move { question, place } => {
                self.require_chair(by)?;
                self.questions.find_waiting(*question)?;
                Ok(QuestionChange::Moved {
                    question: *question,
                    place: *place,
                })
            }
            QuestionCommand::Grant { question } => {
                self.require_chair(by)?;
                let asker = self.questions.find_waiting(*question)?.venue;
                self.require_free_stage()?;
                self.require_present(asker)?;
                Ok(QuestionChange::Granted {
                    question: *question,
                })
            }
            QuestionCommand::End { question, outcome } => {
                let asker = self
                    .questions
                    .granted()
                    .filter(|granted| granted.question.number == *question)
                    .map(|granted| granted.question.venue)
                    .ok_or(FloorError::NotSpeaking {
                        question: *question,
                    })?;
                self.require_asker_or_chair(*question, asker, by)?;
                if outcome.is_some() {
                    self.require_chair(by)?;
                }
                Ok(QuestionChange::Ended {
                    question: *question,
                    outcome: outcome.as_ref().map(checked).transpose()?,
                })
            }
            QuestionCommand::Settle { question, outcome } => {
                self.require_chair(by)?;
                let known = self
                    .questions
                    .ended()
                    .any(|ended| ended.question.number == *question);
                if !known {
                    return Err(FloorError::QuestionGone {
                        question: *question,
                    });
                }
                Ok(QuestionChange::Settled {
                    question: *question,
                    outcome: checked(outcome)?,
                })
            }
            QuestionCommand::OpenList { open } => {
                self.require_chair(by)?;
                Ok(QuestionChange::ListOpened { open: *open })
            }
            QuestionCommand::Limit { seconds } => {
                self.require_chair(by)?;
                let limit = |seconds| within(Quantity::SpeakingSeconds, seconds, SPEAKING_SECONDS);
                Ok(QuestionChange::Limited {
                    seconds: seconds.map(limit).transpose()?,
                })
            }
        }
    }

    fn decide_ask(
        &self,
        topic: &str,
        point_of_order: bool,
        by: Requester,
    ) -> Result<QuestionChange, FloorError> {
        self.require_page(by)?;
        let venue = by.venue;
        match by.place {
            Place::Branch => {}
            Place::Host | Place::Wall | Place::Encoder | Place::Player => {
                return Err(FloorError::NotABranch);
            }
        }
        if let Some(question) = self.questions.open_of(venue) {
            return Err(FloorError::QuestionOpen { question, venue });
        }
        if self.questions.list_closed && !point_of_order {
            return Err(FloorError::ListClosed);
        }
        Ok(QuestionChange::Asked {
            question: self.questions.last + 1,
            topic: line(topic, TOPIC_CHARS_MAX)?,
            point_of_order,
        })
    }

    fn require_asker_or_chair(
        &self,
        question: QuestionNumber,
        asker: VenueNumber,
        by: Requester,
    ) -> Result<(), FloorError> {
        self.require_page(by)?;
        if by.venue == asker || self.chair.holder() == Some(by.venue) {
            return Ok(());
        }
        Err(FloorError::NotYourQuestion {
            question,
            venue: by.venue,
        })
    }
}

/// An outcome whose owner is a line.
fn checked(outcome: &Outcome) -> Result<Outcome, FloorError> {
    Ok(match outcome {
        Outcome::Answered => Outcome::Answered,
        Outcome::FollowUp { owner } => Outcome::FollowUp {
            owner: line(owner, OWNER_CHARS_MAX)?,
        },
    })
}
