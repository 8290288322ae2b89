//! What staff want to add to a record, and why they cannot.

use super::super::Thresholds;
use super::super::interval::Interval;
use super::entry::{Corrected, Figures};
use super::{ENTRIES_MAX, LEAVE_NOTES_MAX};
use crate::agenda::ItemNumber;
use crate::floor::line::{LineError, line};
use crate::venue::VenueNumber;

/// What staff want to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskCommand {
    /// Note leave.
    NoteLeave {
        /// The venue.
        venue: VenueNumber,
        /// The person; the whole venue without.
        person: Option<String>,
        /// Why.
        reason: String,
        /// True where the venue does so, not staff.
        by_itself: bool,
    },
    /// Withdraw it.
    WithdrawLeave {
        /// The venue.
        venue: VenueNumber,
        /// The person; the whole venue without.
        person: Option<String>,
    },
    /// Propose a correction.
    Propose {
        /// The venue.
        venue: VenueNumber,
        /// What the record should say.
        corrected: Corrected,
        /// Why.
        reason: String,
        /// What the record says now.
        before: Figures,
        /// What it would say.
        after: Figures,
    },
    /// Approve or refuse one.
    Decide {
        /// Which.
        correction: u32,
        /// Whether it is approved.
        approved: bool,
    },
    /// Note a decision of the meeting, or note one differently.
    NoteDecision {
        /// Which, where it is there already.
        decision: Option<u32>,
        /// The item it belongs to.
        item: Option<ItemNumber>,
        /// What was decided; nothing takes it out of the minutes.
        text: String,
        /// Who sees to it.
        owner: String,
    },
    /// Confirm the record.
    Confirm {
        /// What it was derived with.
        thresholds: Thresholds,
        /// Entries of the session's log.
        log_entries: i64,
        /// Hash of the last of them.
        log_head: String,
    },
}

impl DeskCommand {
    /// True where it settles what is there and adds nothing new.
    pub(super) fn settles(&self) -> bool {
        matches!(self, Self::Decide { .. } | Self::Confirm { .. })
    }
}

/// Why nothing is added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    /// The record is confirmed and does not change any more.
    #[error("the record is confirmed")]
    Frozen,
    /// The session is not over.
    #[error("the session is not over")]
    NotOver,
    /// The venue does not take part.
    #[error("venue {venue} does not take part")]
    UnknownVenue {
        /// Which.
        venue: VenueNumber,
    },
    /// A reason, a text or a name is missing.
    #[error("a text is missing")]
    NoText,
    /// A text cannot be used.
    #[error(transparent)]
    Line(#[from] LineError),
    /// There is no such leave.
    #[error("no such leave")]
    NoLeave,
    /// Leave was noted for the venue so often that it cannot note more by itself.
    #[error(
        "leave of venue {venue} was noted {LEAVE_NOTES_MAX} times, it cannot note more by itself"
    )]
    LeaveFull {
        /// Which.
        venue: VenueNumber,
    },
    /// The interval is empty, or lies outside the session.
    #[error("the time is empty or outside the session")]
    OutsideSession,
    /// The record says so already.
    #[error("the record says so already")]
    NothingChanges,
    /// There is no such correction, or it is decided already.
    #[error("correction {correction} does not wait")]
    NotWaiting {
        /// Which.
        correction: u32,
    },
    /// Who proposed a correction does not approve it.
    #[error("correction {correction} was proposed by the same person")]
    OwnCorrection {
        /// Which.
        correction: u32,
    },
    /// Corrections wait to be decided.
    #[error("{waiting} corrections wait")]
    CorrectionsWait {
        /// How many.
        waiting: usize,
    },
    /// There is no such decision.
    #[error("no decision {decision}")]
    NoDecision {
        /// Which.
        decision: u32,
    },
    /// The desk's log is full.
    #[error("{ENTRIES_MAX} entries, no more are taken")]
    Full,
}

/// What the session was, as far as the desk has to know.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The venues that take part.
    pub venues: Vec<VenueNumber>,
    /// From its opening to its end; nothing while it has not ended.
    pub live: Option<Interval>,
}

impl Subject {
    pub(super) fn check_venue(&self, venue: VenueNumber) -> Result<(), DeskError> {
        if self.venues.contains(&venue) {
            Ok(())
        } else {
            Err(DeskError::UnknownVenue { venue })
        }
    }

    pub(super) fn check_time(&self, corrected: Corrected) -> Result<(), DeskError> {
        let live = self.live.ok_or(DeskError::NotOver)?;
        match corrected {
            Corrected::Headcount(_) => Ok(()),
            Corrected::There(time) | Corrected::Away(time) => {
                let within = live.from_ms <= time.from_ms && time.to_ms <= live.to_ms;
                if within && time.from_ms < time.to_ms {
                    Ok(())
                } else {
                    Err(DeskError::OutsideSession)
                }
            }
        }
    }
}

/// A text that has to be there.
pub(super) fn text(typed: &str, chars_max: usize) -> Result<String, DeskError> {
    let text = line(typed, chars_max)?;
    if text.is_empty() {
        return Err(DeskError::NoText);
    }
    Ok(text)
}
