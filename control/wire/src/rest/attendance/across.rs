//! What stays of sessions, follow-ups, how attendance is judged.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::Thresholds;
use crate::VenueNumber;
use crate::signal::sign_in::Attendee;

/// What stays of a venue's part in a session: no names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AttendedSession {
    /// The session.
    pub session: i64,
    /// Its title.
    pub title: String,
    /// When it went live.
    pub opened_ms: i64,
    /// When it ended.
    pub ended_ms: i64,
    /// The venue.
    pub venue: VenueNumber,
    /// How long it was due.
    pub due_ms: i64,
    /// How long of that it was there.
    pub due_there_ms: i64,
    /// How many people were there, where that is known.
    pub people: Option<u32>,
    /// How late it was, where that counts.
    pub late_ms: Option<i64>,
    /// How early it left, where that counts.
    pub early_ms: Option<i64>,
    /// True where it was on leave.
    pub on_leave: bool,
    /// True where it was absent.
    pub absent: bool,
    /// True once the record is confirmed.
    pub confirmed: bool,
}

/// What stays of an item in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct HeldItem {
    /// The session.
    pub session: i64,
    /// When it went live.
    pub opened_ms: i64,
    /// The department whose item it was.
    pub department: String,
    /// What it was about.
    pub title: String,
    /// Minutes it was to take.
    pub planned_minutes: u32,
    /// How long it took.
    pub ran_ms: i64,
    /// Venues that were due.
    pub venues_due: u32,
    /// Venues that were there.
    pub venues_there: u32,
}

/// Something that somebody still has to do after a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FollowUp {
    /// Its number.
    pub id: i64,
    /// The session it comes from.
    pub session: i64,
    /// The session's title.
    pub title: String,
    /// Who sees to it.
    pub owner: String,
    /// What it is: a question's topic, or a decision.
    pub text: String,
    /// The venue that asked, where it was a question.
    pub venue: Option<VenueNumber>,
    /// Since when it stands.
    pub made_ms: i64,
    /// When it was done.
    pub done_ms: Option<i64>,
}

/// How attendance is judged, how long names are kept, and who hears of confirmed records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AttendanceSettings {
    /// From when on something counts.
    pub thresholds: Thresholds,
    /// Months after a session's end until its logs are deleted, 1 to 120.
    pub keep_months: u32,
    /// Mail addresses that get the hashes of every confirmed record, 5 at most: whoever alters a
    /// record later cannot alter those.
    pub heads_to: Vec<String>,
}

/// A session's logs that were deleted on schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Erasure {
    /// The session.
    pub session: i64,
    /// When they were deleted.
    pub at_ms: i64,
    /// Entries of the session's log there were.
    pub log_entries: i64,
    /// Hash of the last.
    pub log_head: String,
}

/// The public half of what signs records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct RecordKey {
    /// Ed25519, 64 hexadecimal digits.
    pub public_key: String,
}

/// The people whom a venue's sign-in dialog offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SignInPeople {
    /// The venue's roster.
    pub people: Vec<Attendee>,
}
