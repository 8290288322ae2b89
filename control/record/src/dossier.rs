//! Everything a file is made of.

use control_domain::attendance::Thresholds;
use control_domain::attendance::desk::{Desk, DeskEntry};
use control_domain::attendance::record::Record;
use control_domain::attendance::timeline::Logged;
use control_domain::chain::{ChainHash, Link};
use control_domain::session_log::Event;
use control_domain::venue::VenueCard;
use serde::{Deserialize, Serialize};

use crate::checkpoint::Checkpoint;

/// One of the two logs of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Log {
    /// What happened.
    Session,
    /// What staff added.
    Desk,
}

/// An entry of a log as it is stored and chained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainedEntry {
    /// 1, 2, 3 … within the log.
    pub number: i64,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// The node's birth and the number of the fact it began as, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<(i64, i64)>,
    /// The event, as stored.
    pub event: String,
    /// The hash chain up to this entry, 64 hexadecimal digits.
    pub hash: String,
}

impl ChainedEntry {
    /// The hash that this entry has after one whose hash is `previous`.
    #[must_use]
    pub fn hash_after(&self, session: i64, previous: ChainHash) -> ChainHash {
        Link {
            session,
            number: self.number,
            at_ms: self.at_ms,
            source: self.source,
            event: &self.event,
        }
        .hash(previous)
    }
}

/// The session a record is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCard {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// The venues that took part, with their names then.
    pub venues: Vec<VenueCard>,
}

impl SessionCard {
    /// "03 艺康苑".
    #[must_use]
    pub fn venue_name(&self, number: u16) -> String {
        let card = self.venues.iter().find(|card| card.number == number);
        match card {
            Some(card) => format!("{number:02} {}", card.short_name),
            None => format!("{number:02}"),
        }
    }
}

/// Both logs of a session, the record that follows from them, and the checkpoint if it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// The session.
    pub session: SessionCard,
    /// Its log.
    pub log: Vec<ChainedEntry>,
    /// What staff added, up to the confirmation.
    pub desk: Vec<ChainedEntry>,
    /// What follows from both.
    pub record: Record,
    /// What the confirmation signed.
    pub checkpoint: Option<Checkpoint>,
}

/// An entry of a log holds something else than an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {number} of the {log:?} log cannot be read: {why}")]
pub struct Unreadable {
    /// Which log.
    pub log: Log,
    /// Which entry.
    pub number: i64,
    /// Why.
    pub why: String,
}

impl Dossier {
    /// A dossier of these logs: the record is derived from them. `now_ms` is what a record of a
    /// session that is not over reaches up to.
    ///
    /// # Errors
    /// When an entry cannot be read.
    pub fn new(
        session: SessionCard,
        log: Vec<ChainedEntry>,
        desk: Vec<ChainedEntry>,
        thresholds: Thresholds,
        now_ms: i64,
    ) -> Result<Self, Unreadable> {
        let record = derived(&log, &desk, thresholds, now_ms)?;
        Ok(Self {
            session,
            log,
            desk,
            record,
            checkpoint: None,
        })
    }
}

/// The record that two logs lead to. A confirmation says itself what it was derived with.
///
/// # Errors
/// When an entry cannot be read.
pub fn derived(
    log: &[ChainedEntry],
    desk: &[ChainedEntry],
    thresholds: Thresholds,
    now_ms: i64,
) -> Result<Record, Unreadable> {
    let desk = Desk::replay(&desk_entries(desk)?);
    let thresholds = desk
        .confirmed()
        .map_or(thresholds, |confirmed| confirmed.thresholds);
    Ok(Record::of(&logged(log)?, &desk, thresholds, now_ms))
}

/// A session's log, as attendance reads it.
///
/// # Errors
/// When an entry cannot be read.
pub fn logged(log: &[ChainedEntry]) -> Result<Vec<Logged>, Unreadable> {
    log.iter()
        .map(|entry| {
            Ok(Logged {
                number: entry.number,
                at_ms: entry.at_ms,
                source: entry.source,
                event: read::<Event>(entry, Log::Session)?,
            })
        })
        .collect()
}

/// A desk's log, read.
///
/// # Errors
/// When an entry cannot be read.
pub fn desk_entries(log: &[ChainedEntry]) -> Result<Vec<DeskEntry>, Unreadable> {
    log.iter()
        .map(|entry| {
            let done: DeskText = read(entry, Log::Desk)?;
            Ok(DeskEntry {
                number: entry.number,
                at_ms: entry.at_ms,
                by: done.by,
                event: done.event,
            })
        })
        .collect()
}

/// The text of an entry in the desk's log: who did what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskText {
    /// Who.
    pub by: control_domain::attendance::desk::Clerk,
    /// What.
    pub event: control_domain::attendance::desk::DeskEvent,
}

fn read<T: serde::de::DeserializeOwned>(entry: &ChainedEntry, log: Log) -> Result<T, Unreadable> {
    serde_json::from_str(&entry.event).map_err(|error| Unreadable {
        log,
        number: entry.number,
        why: error.to_string(),
    })
}
