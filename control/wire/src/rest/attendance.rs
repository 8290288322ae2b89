//! Attendance: the record of a session, what staff add to it, and what stays of it.
//!
//! Times are Unix milliseconds on the server's clock, lengths milliseconds. There is no score and
//! no ranking: rows come in the order of the venues' numbers.

use serde::{Deserialize, Serialize};
use ts_rs::{Config, ExportError, TS};
use utoipa::ToSchema;

use super::SessionPhase;
use crate::VenueNumber;
use crate::signal::agenda::ItemKind;
use crate::signal::floor::RollCallResult;
use crate::signal::sign_in::Attendee;

/// From one moment up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Interval {
    /// The first millisecond.
    pub from_ms: i64,
    /// The first that is not part of it any more.
    pub to_ms: i64,
}

/// From when on something counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Thresholds {
    /// Seconds away from which on it is no mere reconnect.
    pub gap_s: u32,
    /// Seconds after which a venue is late (迟到).
    pub late_s: u32,
    /// Seconds before the end from which on leaving is early (早退).
    pub early_s: u32,
}

/// A person who works at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Clerk {
    /// Their user number.
    pub id: i64,
    /// Their login name then.
    pub name: String,
}

/// The record of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Record {
    /// What it was derived with.
    pub thresholds: Thresholds,
    /// When the session went live.
    pub opened_ms: i64,
    /// When it ended; absent while it is live.
    pub ended_ms: Option<i64>,
    /// When the server itself was away: nobody's absence.
    pub outages: Vec<Interval>,
    /// Every venue, by number.
    pub venues: Vec<VenueRow>,
    /// Every item in planned order; none where there is no run of show.
    pub items: Vec<ItemRow>,
    /// Every question, by number.
    pub questions: Vec<QuestionRow>,
    /// The decisions, by number.
    pub decisions: Vec<NotedDecision>,
    /// Leave that was noted.
    pub leaves: Vec<Leave>,
    /// Every correction, in the order they were proposed.
    pub corrections: Vec<Correction>,
}

/// What is known of a venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct VenueRow {
    /// Its number.
    pub venue: VenueNumber,
    /// Roles that were due (应到).
    pub roles_due: Vec<String>,
    /// How many people were due, where the run of show says so.
    pub people_due: Option<u32>,
    /// How many were there (实到).
    pub headcount: Option<u32>,
    /// The people named.
    pub people: Vec<PersonRow>,
    /// When it was due.
    pub due: Vec<Interval>,
    /// When it was there, reconnects bridged and corrections made.
    pub there: Vec<Interval>,
    /// Times that it was away for less than counts.
    pub reconnects: u32,
    /// How long it was there.
    pub there_ms: i64,
    /// How long it was due.
    pub due_ms: i64,
    /// How long of that it was there.
    pub due_there_ms: i64,
    /// Its own items.
    pub items_due: u32,
    /// Those of them it was there for.
    pub items_there: u32,
    /// How late it was (迟到), where that counts.
    pub late_ms: Option<i64>,
    /// How early it left (早退), where that counts.
    pub early_ms: Option<i64>,
    /// Why the venue is on leave (请假).
    pub leave: Option<String>,
    /// Due, never there, and not on leave (缺席).
    pub absent: bool,
    /// What the roll call found.
    #[schema(value_type = Option<String>)]
    pub roll_call: Option<RollCallResult>,
    /// How long its picture worked both ways.
    pub picture_ms: i64,
    /// How long its sound did.
    pub sound_ms: i64,
    /// Questions it asked.
    pub questions: u32,
    /// True where an approved correction changed this row.
    pub corrected: bool,
}

/// What is known of a person who was signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PersonRow {
    /// Their name.
    pub name: String,
    /// What they were there as.
    pub role: String,
    /// When they were there.
    pub there: Vec<Interval>,
    /// True where they were entered for an earlier time (补记).
    pub late_entry: bool,
}

/// What is known of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ItemRow {
    /// Its number.
    pub number: u32,
    /// What it was about.
    pub title: String,
    /// Whose it was.
    pub department: String,
    /// What it was for.
    pub kind: ItemKind,
    /// Who presented it.
    pub presenter: String,
    /// When it was to begin.
    pub planned_start_ms: i64,
    /// Minutes it was to take.
    pub planned_minutes: u16,
    /// When it ran.
    pub ran: Vec<Interval>,
    /// True where it was passed over.
    pub skipped: bool,
    /// Each venue that was due for it.
    pub cells: Vec<AttendanceCell>,
}

/// A venue's part in an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AttendanceCell {
    /// The venue.
    pub venue: VenueNumber,
    /// How long it was due.
    pub due_ms: i64,
    /// How long of that it was there.
    pub there_ms: i64,
}

/// What became of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionOutcome {
    /// It was answered on the spot.
    Answered,
    /// Somebody will come back to it.
    FollowUp {
        /// Who.
        owner: String,
    },
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct QuestionRow {
    /// Its number.
    pub number: u32,
    /// Who asked.
    pub venue: VenueNumber,
    /// What about.
    pub topic: String,
    /// True for a point of order.
    pub point_of_order: bool,
    /// When it was asked.
    pub asked_ms: i64,
    /// Since when it had the floor.
    pub granted_ms: Option<i64>,
    /// Until when.
    pub ended_ms: Option<i64>,
    /// True where it was withdrawn.
    pub withdrawn: bool,
    /// What became of it, where that was noted.
    pub outcome: Option<QuestionOutcome>,
}

/// A decision of the meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NotedDecision {
    /// Its number.
    pub number: u32,
    /// The item it belongs to.
    pub item: Option<u32>,
    /// What was decided.
    pub text: String,
    /// Who sees to it; may be empty.
    pub owner: String,
}

/// Leave of a venue or one of its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Leave {
    /// The venue.
    pub venue: VenueNumber,
    /// The person; the whole venue without.
    pub person: Option<String>,
    /// Why.
    pub reason: String,
    /// Who noted it.
    pub by: Clerk,
    /// When.
    pub at_ms: i64,
}

/// What a correction says instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Figures {
    /// How many people it had.
    pub headcount: Option<u32>,
    /// How long it was there.
    pub there_ms: i64,
}

/// What became of a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Verdict {
    /// Whether it was approved.
    pub approved: bool,
    /// Who decided.
    pub by: Clerk,
    /// When.
    pub at_ms: i64,
}

/// A correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
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
    /// What it says with it.
    pub after: Figures,
    /// Who proposed it.
    pub by: Clerk,
    /// When.
    pub at_ms: i64,
    /// What became of it; nothing while it waits.
    pub verdict: Option<Verdict>,
}

/// That the record is confirmed: frozen and signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Confirmed {
    /// Who confirmed it.
    pub by: Clerk,
    /// When.
    pub at_ms: i64,
    /// Hash of the session log's last entry.
    pub log_head: String,
    /// The key that signed, 64 hexadecimal digits.
    pub public_key: String,
}

/// A venue's names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct VenueName {
    /// Its number.
    pub number: VenueNumber,
    /// The short name.
    pub short_name: String,
}

/// Everything the review page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Review {
    /// The session.
    pub session: i64,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub phase: SessionPhase,
    /// The venues, by number.
    pub venues: Vec<VenueName>,
    /// The record.
    pub record: Record,
    /// The confirmation, if there was one.
    pub confirmed: Option<Confirmed>,
    /// Whether the caller may decide corrections and confirm.
    pub may_confirm: bool,
    /// The caller, who does not approve their own corrections.
    pub me: Clerk,
}

/// What staff add to a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum DeskAction {
    /// A venue, or one person of it, is on leave (请假).
    NoteLeave {
        /// The venue.
        venue: VenueNumber,
        /// The person; the whole venue without.
        #[serde(default)]
        #[ts(optional)]
        person: Option<String>,
        /// Why.
        reason: String,
    },
    /// The leave is withdrawn.
    WithdrawLeave {
        /// The venue.
        venue: VenueNumber,
        /// The person; the whole venue without.
        #[serde(default)]
        #[ts(optional)]
        person: Option<String>,
    },
    /// The record is wrong; somebody else has to approve this.
    Correct {
        /// The venue.
        venue: VenueNumber,
        /// What it should say.
        corrected: Corrected,
        /// Why.
        reason: String,
    },
    /// A correction is approved or refused.
    Decide {
        /// Which.
        correction: u32,
        /// Whether it is approved.
        approved: bool,
    },
    /// A decision of the meeting is noted, or noted differently.
    NoteDecision {
        /// Which, where it is there already.
        #[serde(default)]
        #[ts(optional)]
        decision: Option<u32>,
        /// The item it belongs to.
        #[serde(default)]
        #[ts(optional)]
        item: Option<u32>,
        /// What was decided; nothing takes it out of the minutes.
        text: String,
        /// Who sees to it; may be empty.
        #[serde(default)]
        owner: String,
    },
    /// The record is confirmed: from now on it is frozen and signed.
    Confirm,
}

/// Something that happened at a venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
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
        named: u32,
        /// The headcount told.
        headcount: Option<u32>,
        /// True for a late entry (补记).
        late_entry: bool,
    },
    /// People were signed out.
    SignedOut {
        /// How many.
        named: u32,
    },
    /// The roll call found the venue so.
    RollCall {
        /// How.
        #[schema(value_type = String)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Happened {
    /// When.
    pub at_ms: i64,
    /// Number of the log entry it is read from.
    pub entry: i64,
    /// What.
    #[serde(flatten)]
    pub what: Happening,
}

/// What a session's record was taken out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
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

pub(crate) fn export_typescript(config: &Config) -> Result<(), ExportError> {
    Review::export_all(config)?;
    DeskAction::export_all(config)?;
    Happened::export_all(config)?;
    ExportFormat::export_all(config)?;
    AttendedSession::export_all(config)?;
    HeldItem::export_all(config)?;
    FollowUp::export_all(config)?;
    AttendanceSettings::export_all(config)?;
    Erasure::export_all(config)?;
    RecordKey::export_all(config)?;
    SignInPeople::export_all(config)
}
