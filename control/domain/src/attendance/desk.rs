//! The desk's log: what staff add to the record of a session, before and after it.
//!
//! Like the session's log it is append-only and hash-chained: nothing in it is ever changed, a
//! correction that was wrong is corrected by another. What a person may add is decided here, by
//! [`Desk::decide`]; once the record is confirmed only exports are noted.
//!
//! * [`entry`]: what stands in the log
//! * [`command`]: what staff want to add, and why not

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Thresholds;
use crate::agenda::ItemNumber;
use crate::floor::line::line;
use crate::venue::VenueNumber;

pub mod command;
pub mod entry;

use command::text;
pub use command::{DeskCommand, DeskError, Subject};
pub use entry::{Clerk, Corrected, DeskEntry, DeskEvent, ExportFormat, Figures};

/// Longest reason, in characters.
pub const REASON_CHARS_MAX: usize = 200;

/// Longest text of a decision or follow-up, in characters.
pub const TEXT_CHARS_MAX: usize = 500;

/// Longest name of a person, in characters.
pub const PERSON_CHARS_MAX: usize = 40;

/// Entries of one session's desk log, exports not counted, after which only what is proposed can be
/// decided and the record confirmed.
pub const ENTRIES_MAX: usize = 2_000;

/// How often leave may have been noted for a venue when it notes more by itself. A note is withdrawn
/// once at most, so 34 venues fill 1,700 of the [`ENTRIES_MAX`] and leave the rest to staff.
pub const LEAVE_NOTES_MAX: usize = 25;

/// Leave of a venue or one of its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Leave {
    /// The venue.
    pub venue: VenueNumber,
    /// The person; the whole venue without.
    pub person: Option<String>,
    /// Why.
    pub reason: String,
    /// Who noted it.
    pub by: Clerk,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
}

/// Where a correction stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Verdict {
    /// Whether it was approved.
    pub approved: bool,
    /// Who decided.
    pub by: Clerk,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
}

/// A correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Correction {
    /// Its number.
    pub number: u32,
    /// The venue.
    pub venue: VenueNumber,
    /// What it says.
    pub corrected: Corrected,
    /// Why.
    pub reason: String,
    /// What the record said before it.
    pub before: Figures,
    /// What it says if it is approved.
    pub after: Figures,
    /// Who proposed it.
    pub by: Clerk,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// What became of it; nothing while it waits.
    pub verdict: Option<Verdict>,
}

impl Correction {
    /// True once it counts.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        self.verdict
            .as_ref()
            .is_some_and(|verdict| verdict.approved)
    }
}

/// A decision of the meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "schema", ts(rename = "NotedDecision"), schema(as = NotedDecision))]
pub struct Decision {
    /// Its number.
    pub number: u32,
    /// The item it belongs to.
    pub item: Option<ItemNumber>,
    /// What was decided.
    pub text: String,
    /// Who sees to it; may be empty.
    pub owner: String,
}

/// The confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Who confirmed.
    pub by: Clerk,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// Number of its entry in the desk's log.
    pub entry: i64,
    /// What the record was derived with.
    pub thresholds: Thresholds,
    /// Entries of the session's log.
    pub log_entries: i64,
    /// Hash of the last of them.
    pub log_head: String,
}

/// What the desk has added: a fold over its log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    leaves: BTreeMap<(VenueNumber, Option<String>), Leave>,
    /// How often leave was noted for each venue, withdrawn or not.
    leave_notes: BTreeMap<VenueNumber, usize>,
    corrections: Vec<Correction>,
    decisions: BTreeMap<u32, Decision>,
    decisions_so_far: u32,
    confirmed: Option<Confirmation>,
    entries: usize,
}

impl Desk {
    /// What a log leads to.
    #[must_use]
    pub fn replay(log: &[DeskEntry]) -> Self {
        let mut desk = Self::default();
        for entry in log {
            desk.apply(entry);
        }
        desk
    }

    /// Leave that was noted and not withdrawn.
    pub fn leaves(&self) -> impl Iterator<Item = &Leave> {
        self.leaves.values()
    }

    /// Every correction, in the order they were proposed.
    #[must_use]
    pub fn corrections(&self) -> &[Correction] {
        &self.corrections
    }

    /// The decisions, by number.
    pub fn decisions(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.values()
    }

    /// The confirmation, if there was one.
    #[must_use]
    pub fn confirmed(&self) -> Option<&Confirmation> {
        self.confirmed.as_ref()
    }

    /// Decides what is added. That a file was taken out needs no deciding: [`DeskEvent::Exported`] is
    /// always added.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub fn decide(
        &self,
        command: DeskCommand,
        by: &Clerk,
        subject: &Subject,
    ) -> Result<DeskEvent, DeskError> {
        if self.confirmed.is_some() {
            return Err(DeskError::Frozen);
        }
        if self.entries >= ENTRIES_MAX && !command.settles() {
            return Err(DeskError::Full);
        }
        match command {
            DeskCommand::NoteLeave {
                venue,
                person,
                reason,
                by_itself,
            } => {
                subject.check_venue(venue)?;
                let notes = self.leave_notes.get(&venue).copied().unwrap_or(0);
                if by_itself && notes >= LEAVE_NOTES_MAX {
                    return Err(DeskError::LeaveFull { venue });
                }
                Ok(DeskEvent::LeaveNoted {
                    venue,
                    person: person
                        .map(|name| text(&name, PERSON_CHARS_MAX))
                        .transpose()?,
                    reason: text(&reason, REASON_CHARS_MAX)?,
                })
            }
            DeskCommand::WithdrawLeave { venue, person } => {
                if !self.leaves.contains_key(&(venue, person.clone())) {
                    return Err(DeskError::NoLeave);
                }
                Ok(DeskEvent::LeaveWithdrawn { venue, person })
            }
            DeskCommand::Propose {
                venue,
                corrected,
                reason,
                before,
                after,
            } => {
                subject.check_venue(venue)?;
                subject.check_time(corrected)?;
                if before == after {
                    return Err(DeskError::NothingChanges);
                }
                let last = self.corrections.last().map_or(0, |last| last.number);
                Ok(DeskEvent::CorrectionProposed {
                    correction: last + 1,
                    venue,
                    corrected,
                    reason: text(&reason, REASON_CHARS_MAX)?,
                    before,
                    after,
                })
            }
            DeskCommand::Decide {
                correction,
                approved,
            } => self.decide_correction(correction, approved, by),
            DeskCommand::NoteDecision {
                decision,
                item,
                text,
                owner,
            } => self.note_decision(decision, item, &text, &owner),
            DeskCommand::Confirm {
                thresholds,
                log_entries,
                log_head,
            } => {
                if subject.live.is_none() {
                    return Err(DeskError::NotOver);
                }
                let waiting = self.waiting().count();
                if waiting > 0 {
                    return Err(DeskError::CorrectionsWait { waiting });
                }
                Ok(DeskEvent::Confirmed {
                    thresholds,
                    log_entries,
                    log_head,
                })
            }
        }
    }

    fn waiting(&self) -> impl Iterator<Item = &Correction> {
        self.corrections.iter().filter(|of| of.verdict.is_none())
    }

    fn decide_correction(
        &self,
        correction: u32,
        approved: bool,
        by: &Clerk,
    ) -> Result<DeskEvent, DeskError> {
        let proposed = self
            .waiting()
            .find(|waiting| waiting.number == correction)
            .ok_or(DeskError::NotWaiting { correction })?;
        if approved && proposed.by.id == by.id {
            return Err(DeskError::OwnCorrection { correction });
        }
        Ok(DeskEvent::CorrectionDecided {
            correction,
            approved,
        })
    }

    fn note_decision(
        &self,
        decision: Option<u32>,
        item: Option<ItemNumber>,
        noted: &str,
        owner: &str,
    ) -> Result<DeskEvent, DeskError> {
        let decision = match decision {
            Some(known) if !self.decisions.contains_key(&known) => {
                return Err(DeskError::NoDecision { decision: known });
            }
            Some(known) => known,
            None => {
                // A decision that is new says something.
                text(noted, TEXT_CHARS_MAX)?;
                self.decisions_so_far + 1
            }
        };
        Ok(DeskEvent::DecisionNoted {
            decision,
            item,
            text: line(noted, TEXT_CHARS_MAX)?,
            owner: line(owner, PERSON_CHARS_MAX)?,
        })
    }

    /// Takes an entry in.
    pub fn apply(&mut self, entry: &DeskEntry) {
        let by = || entry.by.clone();
        match &entry.event {
            DeskEvent::LeaveNoted {
                venue,
                person,
                reason,
            } => {
                let leave = Leave {
                    venue: *venue,
                    person: person.clone(),
                    reason: reason.clone(),
                    by: by(),
                    at_ms: entry.at_ms,
                };
                self.leaves.insert((*venue, person.clone()), leave);
                *self.leave_notes.entry(*venue).or_default() += 1;
            }
            DeskEvent::LeaveWithdrawn { venue, person } => {
                self.leaves.remove(&(*venue, person.clone()));
            }
            DeskEvent::CorrectionProposed {
                correction,
                venue,
                corrected,
                reason,
                before,
                after,
            } => self.corrections.push(Correction {
                number: *correction,
                venue: *venue,
                corrected: *corrected,
                reason: reason.clone(),
                before: *before,
                after: *after,
                by: by(),
                at_ms: entry.at_ms,
                verdict: None,
            }),
            DeskEvent::CorrectionDecided {
                correction,
                approved,
            } => {
                let mut known = self.corrections.iter_mut();
                if let Some(known) = known.find(|known| known.number == *correction) {
                    known.verdict = Some(Verdict {
                        approved: *approved,
                        by: by(),
                        at_ms: entry.at_ms,
                    });
                }
            }
            DeskEvent::DecisionNoted {
                decision,
                item,
                text,
                owner,
            } => {
                self.decisions_so_far = self.decisions_so_far.max(*decision);
                if text.is_empty() {
                    self.decisions.remove(decision);
                } else {
                    let noted = Decision {
                        number: *decision,
                        item: *item,
                        text: text.clone(),
                        owner: owner.clone(),
                    };
                    self.decisions.insert(*decision, noted);
                }
            }
            DeskEvent::Confirmed {
                thresholds,
                log_entries,
                log_head,
            } => {
                self.confirmed = Some(Confirmation {
                    by: by(),
                    at_ms: entry.at_ms,
                    entry: entry.number,
                    thresholds: *thresholds,
                    log_entries: *log_entries,
                    log_head: log_head.clone(),
                });
            }
            DeskEvent::Exported { .. } => return,
        }
        self.entries += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Clerk {
        Clerk {
            id: None,
            name: "03 艺康苑".to_owned(),
        }
    }

    fn enter(desk: &mut Desk, command: DeskCommand) -> Result<(), DeskError> {
        let subject = Subject {
            venues: vec![0, 3, 7],
            live: None,
        };
        let event = desk.decide(command, &page(), &subject)?;
        desk.apply(&DeskEntry {
            number: i64::try_from(desk.entries).unwrap() + 1,
            at_ms: 1,
            by: page(),
            event,
        });
        Ok(())
    }

    fn note(venue: VenueNumber, by_itself: bool) -> DeskCommand {
        DeskCommand::NoteLeave {
            venue,
            person: Some("王芳".to_owned()),
            reason: "就医".to_owned(),
            by_itself,
        }
    }

    fn withdraw(venue: VenueNumber) -> DeskCommand {
        let person = Some("王芳".to_owned());
        DeskCommand::WithdrawLeave { venue, person }
    }

    #[test]
    fn a_venue_that_notes_leave_over_and_over_leaves_room_for_the_others() {
        let mut desk = Desk::default();
        for _ in 1..LEAVE_NOTES_MAX {
            enter(&mut desk, note(3, true)).unwrap();
            enter(&mut desk, withdraw(3)).unwrap();
        }
        enter(&mut desk, note(3, true)).unwrap();
        let full = Err(DeskError::LeaveFull { venue: 3 });
        assert_eq!(enter(&mut desk, note(3, true)), full);
        assert_eq!(enter(&mut desk, withdraw(3)), Ok(()), "it may still come");
        assert_eq!(enter(&mut desk, note(3, true)), full);
        assert_eq!(enter(&mut desk, note(7, true)), Ok(()), "another venue");
        assert_eq!(enter(&mut desk, note(3, false)), Ok(()), "staff");
        const { assert!(34 * 2 * LEAVE_NOTES_MAX < ENTRIES_MAX) };
    }
}
