//! When meetings can be: windows, the series that host them, and the T−2 call.

use serde::{Deserialize, Serialize};
use ts_rs::{Config, ExportError, TS};
use utoipa::ToSchema;

use super::items::NewItem;
use super::{AudienceOf, HalfDay};

/// A standing series (例会): one meeting a month, hosted by a department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Series {
    /// Number.
    pub id: i64,
    /// The department that hosts it.
    pub department: i64,
    /// Its name, "党建工作例会".
    pub name: String,
    /// Which week of the month, 1 to 5; 5 is the last.
    pub week: u8,
    /// Which weekday, 1 Monday … 7 Sunday.
    pub weekday: i8,
    /// Which half of the day.
    pub half: HalfDay,
    /// Who it calls anyway; an item for others needs approval.
    pub audience: Vec<AudienceOf>,
    /// Where its approval stands: not needed for a privileged department.
    pub approval: super::items::Approval,
}

/// A series to be made.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewSeries {
    /// The department that hosts it.
    pub department: i64,
    /// Its name, 1–40 characters.
    pub name: String,
    /// Which week of the month, 1 to 5; 5 is the last.
    pub week: u8,
    /// Which weekday, 1 Monday … 7 Sunday.
    pub weekday: i8,
    /// Which half of the day.
    pub half: HalfDay,
    /// Who it calls anyway.
    pub audience: Vec<AudienceOf>,
    /// Why it is needed; a department that is not privileged has to say.
    #[serde(default)]
    pub reason: String,
}

/// Windows of a series to be made, for every month in a range of dates. A date that is not worked is
/// passed over.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SeriesRange {
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// The room.
    pub room: String,
    /// A session starts no earlier, in minutes after midnight.
    pub opens_min: u16,
    /// A session ends no later.
    pub closes_min: u16,
    /// The longest session, in minutes.
    pub cap_min: u16,
}

/// Where a window stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WindowState {
    /// Known to the coordinator alone.
    Draft,
    /// Published: every department has been asked for items.
    Called,
    /// Its meeting has been held, or is under way: nothing in it moves any more.
    Closed,
}

/// A half-day in one room in which one session can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Window {
    /// Number.
    pub id: i64,
    /// The date.
    pub date: String,
    /// Which half of it.
    pub half: HalfDay,
    /// The room.
    pub room: String,
    /// A session starts no earlier, in minutes after midnight.
    pub opens_min: u16,
    /// A session ends no later.
    pub closes_min: u16,
    /// The longest session, in minutes.
    pub cap_min: u16,
    /// The series that hosts it; absent: open to everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub series: Option<i64>,
    /// Where it stands.
    pub state: WindowState,
    /// The session that the published plan made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub session: Option<i64>,
}

/// A window to be made, or what it is from now on.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewWindow {
    /// The date.
    pub date: String,
    /// Which half of it.
    pub half: HalfDay,
    /// The room, 1–40 characters.
    pub room: String,
    /// A session starts no earlier, in minutes after midnight.
    pub opens_min: u16,
    /// A session ends no later.
    pub closes_min: u16,
    /// The longest session, in minutes: 90 unless there is a reason.
    pub cap_min: u16,
    /// The series that hosts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub series: Option<i64>,
}

/// Publishing a window: what the other departments are told.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, ToSchema)]
pub struct NewCall {
    /// Until when they may answer, Unix milliseconds; absent: noon of the workday before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub deadline_ms: Option<i64>,
    /// What the meeting is about, in a line; may be empty.
    #[serde(default)]
    pub about: String,
}

/// What a department said to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerKind {
    /// Nothing yet.
    Waiting,
    /// It joins with an item.
    Item,
    /// 没有事项
    Nothing,
}

/// A department's answer to a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CallAnswer {
    /// The department.
    pub department: i64,
    /// What it said.
    pub answer: AnswerKind,
    /// The items it joins with.
    pub items: Vec<i64>,
    /// When it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub answered_ms: Option<i64>,
}

/// The T−2 call of a window: who has been asked, and what they said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Call {
    /// Number.
    pub id: i64,
    /// The window.
    pub window: Window,
    /// What the meeting is about, in a line.
    pub about: String,
    /// Who it calls anyway, where a series hosts it.
    pub audience: Vec<AudienceOf>,
    /// Minutes still free in the window.
    pub minutes_left: u16,
    /// When it was made.
    pub made_ms: i64,
    /// Until when answers count.
    pub deadline_ms: i64,
    /// True while it can be answered.
    pub open: bool,
    /// A caller who answers for one department sees its answer alone.
    pub answers: Vec<CallAnswer>,
}

/// An answer to a call.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum NewAnswer {
    /// 我们有件事情: one more item.
    Item {
        /// The item. Its dates may be left out: then it is for this window's day.
        item: Box<NewItem>,
    },
    /// 没有事项
    Nothing {
        /// Who says so, where the caller coordinates for all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        department: Option<i64>,
    },
}

/// Writes the TypeScript of every body here.
pub(super) fn export_typescript(config: &Config) -> Result<(), ExportError> {
    Series::export_all(config)?;
    NewSeries::export_all(config)?;
    SeriesRange::export_all(config)?;
    NewWindow::export_all(config)?;
    NewCall::export_all(config)?;
    Call::export_all(config)?;
    NewAnswer::export_all(config)
}
