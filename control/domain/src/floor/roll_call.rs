//! Roll call (点名): the chair calls venues one by one.
//!
//! While it runs the stage is the called venue's and its microphone the only open one beside the
//! main venue's; between two calls no branch is heard. The same is held before a meeting as a check
//! of sound and picture. Results are kept until the next roll call begins, and in the log for good.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::refusal::FloorError;
use super::{Floor, Requester};
use crate::venue::{MAIN_VENUE, VenueNumber};

/// What a roll call is held for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RollCallPurpose {
    /// To see who is here (点名).
    Attendance,
    /// To check sound and picture before the meeting (联调).
    Check,
}

/// What a venue was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RollCallResult {
    /// Here; in a check, seen and heard.
    Present,
    /// Not here; in a check, not seen or not heard.
    Absent,
    /// Not asked this time.
    Skipped,
}

/// A result and when it was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// What was found.
    pub result: RollCallResult,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
}

/// What the chair wants of the roll call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RollCallCommand {
    /// To begin one; the results of the one before go.
    Start {
        /// What for.
        purpose: RollCallPurpose,
    },
    /// To call a venue; one called before and not marked stays without a result.
    Call {
        /// Which.
        venue: VenueNumber,
    },
    /// To note a result, or to note another one.
    Mark {
        /// Whose.
        venue: VenueNumber,
        /// Which.
        result: RollCallResult,
    },
    /// To end it, wherever it stands.
    End,
}

/// What became of the roll call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RollCallChange {
    /// It began.
    Started {
        /// What for.
        purpose: RollCallPurpose,
    },
    /// A venue was called.
    Called {
        /// Which.
        venue: VenueNumber,
    },
    /// A result was noted.
    Marked {
        /// Whose.
        venue: VenueNumber,
        /// Which.
        result: RollCallResult,
    },
    /// It ended.
    Ended,
}

/// A roll call, running or over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollCall {
    purpose: RollCallPurpose,
    began_ms: i64,
    running: bool,
    called: Option<VenueNumber>,
    marks: BTreeMap<VenueNumber, Mark>,
}

impl RollCall {
    /// What it is held for.
    #[must_use]
    pub fn purpose(&self) -> RollCallPurpose {
        self.purpose
    }

    /// When it began, in Unix milliseconds.
    #[must_use]
    pub fn began_ms(&self) -> i64 {
        self.began_ms
    }

    /// True until it is ended.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.running
    }

    /// The venue called now.
    #[must_use]
    pub fn called(&self) -> Option<VenueNumber> {
        self.called
    }

    /// Results so far, by venue.
    #[must_use]
    pub fn marks(&self) -> &BTreeMap<VenueNumber, Mark> {
        &self.marks
    }
}

/// Takes a change of the roll call in.
pub(super) fn apply(roll_call: &mut Option<RollCall>, at_ms: i64, change: &RollCallChange) {
    if let RollCallChange::Started { purpose } = change {
        *roll_call = Some(RollCall {
            purpose: *purpose,
            began_ms: at_ms,
            running: true,
            called: None,
            marks: BTreeMap::new(),
        });
        return;
    }
    let Some(roll_call) = roll_call else {
        return;
    };
    match change {
        RollCallChange::Started { .. } => {}
        RollCallChange::Called { venue } => roll_call.called = Some(*venue),
        RollCallChange::Marked { venue, result } => {
            let mark = Mark {
                result: *result,
                at_ms,
            };
            roll_call.marks.insert(*venue, mark);
            if roll_call.called == Some(*venue) {
                roll_call.called = None;
            }
        }
        RollCallChange::Ended => {
            roll_call.running = false;
            roll_call.called = None;
        }
    }
}

impl Floor {
    /// The roll call that has the stage.
    #[must_use]
    pub fn running_roll_call(&self) -> Option<&RollCall> {
        self.roll_call.as_ref().filter(|roll| roll.running)
    }

    /// The venue to be called next: the first by number that is neither called nor marked.
    #[must_use]
    pub fn next_to_call(&self) -> Option<VenueNumber> {
        let roll_call = self.running_roll_call()?;
        self.seating.venues().iter().copied().find(|venue| {
            *venue != MAIN_VENUE
                && roll_call.called != Some(*venue)
                && !roll_call.marks.contains_key(venue)
        })
    }

    pub(super) fn decide_roll_call(
        &self,
        command: &RollCallCommand,
        by: Requester,
    ) -> Result<RollCallChange, FloorError> {
        self.require_chair(by)?;
        match command {
            RollCallCommand::Start { purpose } => {
                self.require_free_stage()?;
                Ok(RollCallChange::Started { purpose: *purpose })
            }
            RollCallCommand::Call { venue } => {
                self.require_callable(*venue)?;
                Ok(RollCallChange::Called { venue: *venue })
            }
            RollCallCommand::Mark { venue, result } => {
                self.require_callable(*venue)?;
                Ok(RollCallChange::Marked {
                    venue: *venue,
                    result: *result,
                })
            }
            RollCallCommand::End => {
                self.running_roll_call().ok_or(FloorError::NoRollCall)?;
                Ok(RollCallChange::Ended)
            }
        }
    }

    fn require_callable(&self, venue: VenueNumber) -> Result<(), FloorError> {
        self.running_roll_call().ok_or(FloorError::NoRollCall)?;
        self.require_known(venue)?;
        if venue == MAIN_VENUE {
            return Err(FloorError::MainNotCalled);
        }
        Ok(())
    }
}
