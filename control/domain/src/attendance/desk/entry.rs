//! What stands in the desk's log.

use serde::{Deserialize, Serialize};

use super::super::Thresholds;
use super::super::interval::Interval;
use crate::agenda::ItemNumber;
use crate::venue::VenueNumber;

/// Who adds to a record: a person who works at the desk, or a venue's own page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Clerk {
    /// Their user number; none where a venue's own page did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub id: Option<i64>,
    /// Their login name then; the venue's number and name then ("03 艺康苑").
    pub name: String,
}

/// What a correction says instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
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
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Figures {
    /// How many people it had, where that is known.
    pub headcount: Option<u32>,
    /// How long it was there, in milliseconds.
    pub there_ms: i64,
}

/// What a file was written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
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
