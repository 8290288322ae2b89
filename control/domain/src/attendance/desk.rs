//! The desk's log: what staff add to the record of a session, before and after it.
//!
//! Like the session's log it is append-only and hash-chained: nothing in it is ever changed, a
//! correction that was wrong is corrected by another. What a person may add is decided here, by
//! [`Desk::decide`]; once the record is confirmed only exports are noted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Thresholds;
use super::interval::Interval;
use crate::agenda::ItemNumber;
use crate::floor::line::{LineError, line};
use crate::venue::VenueNumber;

/// Longest reason, in characters.
pub const REASON_CHARS_MAX: usize = 200;

/// Longest text of a decision or follow-up, in characters.
pub const TEXT_CHARS_MAX: usize = 500;

/// Longest name of a person, in characters.
pub const PERSON_CHARS_MAX: usize = 40;

/// Entries of one session's desk log, exports not counted.
pub const ENTRIES_MAX: usize = 2_000;

/// A person who works at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clerk {
    /// Their user number.
    pub id: i64,
    /// Their login name then.
    pub name: String,
}

/// What a correction says instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Corrected {
    /// The venue had this many people.
    Headcount(u32),
    /// The venue was there at this time.
    There(Interval),
    /// The venue was not there at this time.
    Away(Interval),
}

/// The figures of a venue that corrections change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// How many people it had, where that is known.
    pub headcount: Option<u32>,
    /// How long it was there, in milliseconds.
    pub there_ms: i64,
}

/// What a file was written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    /// A workbook.
    Xlsx,
    /// Comma-separated rows.
    Csv,
    /// A document to print and sign.
    Pdf,
    /// The logs and what follows from them, to be checked by a program.
    Json,
}

/// Something the desk did, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum DeskEvent {
    /// A venue, or one person of it, is on leave (请假).
    LeaveNoted {
        /// The venue.
        venue: VenueNumber,
        /// The person; the whole venue without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
        /// Why.
        reason: String,
    },
    /// The leave was withdrawn.
    LeaveWithdrawn {
        /// The venue.
        venue: VenueNumber,
        /// The person; the whole venue without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
    },
    /// Somebody says that the record is wrong.
    CorrectionProposed {
        /// Number of the correction: 1, 2, 3 …
        correction: u32,
        /// The venue.
        venue: VenueNumber,
        /// What it should say.
        corrected: Corrected,
        /// Why.
        reason: String,
        /// What the record said then.
        before: Figures,
        /// What it says if this is approved.
        after: Figures,
    },
    /// Somebody else approved or refused it.
    CorrectionDecided {
        /// Which.
        correction: u32,
        /// Whether it was approved.
        approved: bool,
    },
    /// A decision of the meeting, for the minutes.
    DecisionNoted {
        /// Number of the decision: 1, 2, 3 …; one noted again replaces the text before.
        decision: u32,
        /// The item it belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemNumber>,
        /// What was decided; nothing takes it out of the minutes.
        text: String,
        /// Who sees to it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        owner: String,
    },
    /// The convenor confirmed the record: it is frozen and signed.
    Confirmed {
        /// What it was derived with.
        thresholds: Thresholds,
        /// Entries of the session's log.
        log_entries: i64,
        /// Hash of the last of them.
        log_head: String,
    },
    /// A file was taken out.
    Exported {
        /// As what.
        format: ExportFormat,
        /// SHA-256 of the file, in hexadecimal.
        sha256: String,
    },
}

/// One entry of the desk's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskEntry {
    /// 1, 2, 3 … within the session.
    pub number: i64,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// Who did it.
    pub by: Clerk,
    /// What.
    pub event: DeskEvent,
}

/// Leave of a venue or one of its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Note that a file was taken out.
    NoteExport {
        /// As what.
        format: ExportFormat,
        /// SHA-256 of the file, in hexadecimal.
        sha256: String,
    },
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

/// What the desk has added: a fold over its log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    leaves: BTreeMap<(VenueNumber, Option<String>), Leave>,
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

    /// Decides what is added.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub fn decide(
        &self,
        command: DeskCommand,
        by: &Clerk,
        subject: &Subject,
    ) -> Result<DeskEvent, DeskError> {
        if let DeskCommand::NoteExport { format, sha256 } = command {
            return Ok(DeskEvent::Exported { format, sha256 });
        }
        if self.confirmed.is_some() {
            return Err(DeskError::Frozen);
        }
        if self.entries >= ENTRIES_MAX {
            return Err(DeskError::Full);
        }
        match command {
            DeskCommand::NoteLeave {
                venue,
                person,
                reason,
            } => {
                subject.check_venue(venue)?;
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
            DeskCommand::NoteExport { format, sha256 } => {
                Ok(DeskEvent::Exported { format, sha256 })
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

impl Subject {
    fn check_venue(&self, venue: VenueNumber) -> Result<(), DeskError> {
        if self.venues.contains(&venue) {
            Ok(())
        } else {
            Err(DeskError::UnknownVenue { venue })
        }
    }

    fn check_time(&self, corrected: Corrected) -> Result<(), DeskError> {
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
fn text(typed: &str, chars_max: usize) -> Result<String, DeskError> {
    let text = line(typed, chars_max)?;
    if text.is_empty() {
        return Err(DeskError::NoText);
    }
    Ok(text)
}
