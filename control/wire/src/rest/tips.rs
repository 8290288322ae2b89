//! The weekly work tips (每周工作提示): collected through the week, sent on Monday, archived.

use serde::{Deserialize, Serialize};
use ts_rs::{Config, ExportError, TS};
use utoipa::ToSchema;

use crate::VenueNumber;

/// A tip, waiting for the next issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Tip {
    /// Its number.
    pub number: i64,
    /// The department it comes from.
    pub department: i64,
    /// That department's name.
    pub department_name: String,
    /// What it is about, in one line.
    pub title: String,
    /// The text; lines are kept.
    pub body: String,
    /// True while it is left out of the next issue.
    pub held: bool,
    /// When it was submitted, in Unix milliseconds.
    pub submitted_ms: i64,
}

/// `POST /api/v1/tips`, and `PUT /api/v1/tips/{number}`.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewTip {
    /// The department it comes from.
    pub department: i64,
    /// What it is about: 1–80 characters, no line break.
    pub title: String,
    /// The text: 1–2000 characters.
    pub body: String,
    /// True to leave it out of the next issue.
    #[serde(default)]
    pub held: bool,
}

/// `PUT /api/v1/tips/order`: every waiting tip's number, once, in the order of the issue.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct TipOrder {
    /// Tips' numbers.
    pub tips: Vec<i64>,
}

/// `GET /api/v1/tips`: what the next issue will be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NextIssue {
    /// The Monday of its week, `YYYY-MM-DD`.
    pub week: String,
    /// When it goes out, in Unix milliseconds; null while sending is turned off.
    pub sends_ms: Option<i64>,
    /// The tips in their order, those held back included.
    pub tips: Vec<Tip>,
    /// Branch venues that will get it.
    pub recipients: u32,
    /// Branch venues without a mailbox: they will not get it.
    pub without_mailbox: Vec<VenueNumber>,
    /// False while no mail server is set: then the issue waits in the outbox.
    pub mail_is_set: bool,
}

/// `GET /api/v1/tips/preview`: the mail as it would go out now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TipsPreview {
    /// Subject.
    pub subject: String,
    /// The mail as text.
    pub text: String,
    /// The mail as HTML, a whole document.
    pub html: String,
}

/// When tips are sent: on the first working day of the week. `GET` and `PUT /api/v1/settings/tips`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TipsSchedule {
    /// Whether they are sent by themselves.
    pub on: bool,
    /// At what time: minutes after midnight, Asia/Shanghai.
    pub at_min: u16,
}

/// A tip as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SentTip {
    /// The department's name at that time.
    pub department: String,
    /// What it was about.
    pub title: String,
    /// The text.
    pub body: String,
}

/// An issue that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TipsIssue {
    /// Its number: 1, 2, 3 …
    pub number: i64,
    /// The Monday of its week, `YYYY-MM-DD`.
    pub week: String,
    /// When it was sent, in Unix milliseconds.
    pub sent_ms: i64,
    /// How many venues it was addressed to.
    pub recipients: u32,
    /// Of these, how many mails the mail server has taken so far.
    pub delivered: u32,
    /// Its tips; where a search was made, those that match.
    pub tips: Vec<SentTip>,
}

/// `GET /api/v1/tips/issues?q=WORDS&before=NUMBER`: the newest first, at most 20.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TipsArchive {
    /// The issues.
    pub issues: Vec<TipsIssue>,
    /// True where older ones match too.
    pub more: bool,
}

/// Writes the TypeScript of every body here.
pub(crate) fn export_typescript(config: &Config) -> Result<(), ExportError> {
    NewTip::export_all(config)?;
    TipOrder::export_all(config)?;
    NextIssue::export_all(config)?;
    TipsPreview::export_all(config)?;
    TipsSchedule::export_all(config)?;
    TipsArchive::export_all(config)
}
