//! What asks for a slot, its approval, and proposals of merging.

use serde::{Deserialize, Serialize};
use ts_rs::{Config, ExportError, TS};
use utoipa::ToSchema;

use super::{AudienceOf, Sentence};
use crate::signal::agenda::ItemKind;

/// Where in its session an item must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "pin", rename_all = "kebab-case")]
pub enum Pin {
    /// First.
    First,
    /// Last.
    Last,
    /// At a clock time.
    Clock {
        /// Minutes after midnight.
        at_min: u16,
    },
}

/// When a presenter can present. Without any, at any time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PresenterHours {
    /// The date.
    pub date: String,
    /// From, in minutes after midnight.
    pub from_min: u16,
    /// Until.
    pub until_min: u16,
}

/// Where an approval stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// Nobody has to be asked.
    NotNeeded,
    /// Asked, not answered: it is not published meanwhile.
    Pending,
    /// Given.
    Granted,
    /// Denied.
    Refused,
}

/// Why something needs approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ApprovalReason {
    /// A meeting of its own, by a department that is not privileged.
    Separate,
    /// A standing series, by a department that is not privileged.
    Series,
    /// For people whom the window's host does not call.
    BeyondHost,
    /// Over the quota.
    OverQuota,
}

/// An item that asks for a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Item {
    /// Number.
    pub id: i64,
    /// Who asks.
    pub department: i64,
    /// What it is about.
    pub title: String,
    /// What it is for.
    pub kind: ItemKind,
    /// How many minutes it takes.
    pub minutes: u16,
    /// Who it is for.
    pub audience: Vec<AudienceOf>,
    /// False: its audience may come, and need not.
    pub required: bool,
    /// Not before this date.
    pub earliest: String,
    /// Not after this date.
    pub deadline: String,
    /// The date its department would like best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub wished: Option<String>,
    /// What leaving it out costs, 1 to 100.
    pub priority: u32,
    /// Who presents, by name.
    pub presenters: Vec<String>,
    /// Where in its session it must stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub pin: Option<Pin>,
    /// Items that come before it.
    pub after: Vec<i64>,
    /// Items that may not share its session.
    pub not_with: Vec<i64>,
    /// The line whose quota it uses up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub line: Option<i64>,
    /// Why it needs a meeting of its own; absent: it shares one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub separate_reason: Option<String>,
    /// Where its approval stands.
    pub approval: Approval,
    /// Why it needs one, where it does.
    pub approval_reasons: Vec<ApprovalReason>,
    /// The call it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub call: Option<i64>,
    /// True once it was withdrawn.
    pub withdrawn: bool,
    /// When it was asked for.
    pub made_ms: i64,
    /// True where it only tells people something: the weekly tips (每周工作提示) would do.
    pub offer_tips: bool,
}

/// An item to be made, or what it is from now on.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewItem {
    /// Who asks; needed of a caller who coordinates for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub department: Option<i64>,
    /// What it is about, 1–80 characters.
    pub title: String,
    /// What it is for.
    pub kind: ItemKind,
    /// How many minutes it takes, 1 to 90.
    pub minutes: u16,
    /// Who it is for; in an answer to a call of a series, absent: those whom the series calls.
    #[serde(default)]
    #[ts(as = "Option<Vec<AudienceOf>>", optional)]
    pub audience: Vec<AudienceOf>,
    /// False: its audience may come, and need not.
    #[serde(default = "yes")]
    #[ts(as = "Option<bool>", optional)]
    pub required: bool,
    /// Not before this date; in an answer to a call, absent: the window's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub earliest: Option<String>,
    /// Not after this date; in an answer to a call, absent: the window's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub deadline: Option<String>,
    /// The date its department would like best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub wished: Option<String>,
    /// What leaving it out costs, 1 to 100; absent: 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub priority: Option<u32>,
    /// Who presents, by name, at most 4.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub presenters: Vec<String>,
    /// Where in its session it must stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub pin: Option<Pin>,
    /// Items that come before it.
    #[serde(default)]
    #[ts(as = "Option<Vec<i64>>", optional)]
    pub after: Vec<i64>,
    /// Items that may not share its session.
    #[serde(default)]
    #[ts(as = "Option<Vec<i64>>", optional)]
    pub not_with: Vec<i64>,
    /// The line whose quota it uses up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub line: Option<i64>,
    /// Why it needs a meeting of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub separate_reason: Option<String>,
}

fn yes() -> bool {
    true
}

/// A presenter and the hours they can present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PresenterOf {
    /// Their name.
    pub name: String,
    /// When they can; empty: at any time.
    pub hours: Vec<PresenterHours>,
}

/// Something that waits for approval, or was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ApprovalCase {
    /// Number.
    pub id: i64,
    /// The item it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub item: Option<i64>,
    /// The series it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub series: Option<i64>,
    /// Who asks.
    pub department: i64,
    /// What it is about.
    pub title: String,
    /// Why it is asked.
    pub reasons: Vec<ApprovalReason>,
    /// What the department said; may be empty.
    pub stated: String,
    /// Where it stands.
    pub state: Approval,
    /// When it was asked.
    pub asked_ms: i64,
    /// When it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub decided_ms: Option<i64>,
    /// Who decided: a user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub decided_by: Option<i64>,
    /// True where a delegate decided in the leader's place.
    pub by_delegate: bool,
    /// What was said with the decision; may be empty.
    pub note: String,
    /// True where the caller may decide it now.
    pub may_decide: bool,
}

/// A decision on an approval.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Decision {
    /// True: given. False: denied, then `note` says why.
    pub granted: bool,
    /// What is said with it.
    #[serde(default)]
    pub note: String,
}

/// Meetings of the same people, days apart: they could be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MergeProposal {
    /// The items, two or more.
    pub items: Vec<i64>,
    /// The window that takes them all, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub window: Option<i64>,
    /// People who would make one trip instead of several.
    pub people: u32,
    /// Seat-trips saved.
    pub trips_saved: u32,
    /// The proposal in words.
    pub words: Sentence,
}

/// Writes the TypeScript of every body here.
pub(super) fn export_typescript(config: &Config) -> Result<(), ExportError> {
    Item::export_all(config)?;
    NewItem::export_all(config)?;
    PresenterOf::export_all(config)?;
    ApprovalCase::export_all(config)?;
    Decision::export_all(config)?;
    MergeProposal::export_all(config)
}
