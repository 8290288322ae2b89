//! Who there is: roles, people, departments, working days, quotas, and who approves.

use serde::{Deserialize, Serialize};
use ts_rs::{Config, ExportError, TS};
use utoipa::ToSchema;

use super::RoleNumber;
use crate::VenueNumber;

/// A role at a venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct StreetRole {
    /// Its number.
    pub number: RoleNumber,
    /// Its name, "书记".
    pub name: String,
}

/// A line (条线): work that runs through every venue, with its own quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Line {
    /// Its number.
    pub id: i64,
    /// Its name, "民政".
    pub name: String,
}

/// A line to be made or renamed.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewLine {
    /// Its name.
    pub name: String,
}

/// What a department may do in planning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DepartmentStanding {
    /// The department.
    pub department: i64,
    /// Its name.
    pub name: String,
    /// True: may hold a standing series and meetings of its own without approval (党建办, 自治办).
    pub privileged: bool,
    /// Where calls and notices are mailed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub email: Option<String>,
}

/// A change of what a department may do.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewDepartmentStanding {
    /// May hold a standing series and meetings of its own without approval.
    pub privileged: bool,
    /// Where calls and notices are mailed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub email: Option<String>,
}

/// Whose department a user plans for.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct UserDepartment {
    /// The department; absent: the user coordinates for all (党政办).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub department: Option<i64>,
}

/// A person on a venue's roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct RosterPerson {
    /// Number.
    pub id: i64,
    /// The venue.
    pub venue: VenueNumber,
    /// The person's name.
    pub name: String,
    /// Their role there.
    pub role: RoleNumber,
    /// Where invitations are mailed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub email: Option<String>,
}

/// A person to be put on a venue's roster, or what they are from now on.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewRosterPerson {
    /// The venue.
    pub venue: VenueNumber,
    /// The person's name, 1–40 characters.
    pub name: String,
    /// Their role there.
    pub role: RoleNumber,
    /// Where invitations are mailed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub email: Option<String>,
}

/// What a day of the calendar is, where it is not what its weekday says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// A weekday that is not worked (放假).
    Off,
    /// A weekend day that is worked instead (调休上班).
    MakeUp,
}

/// A day that is not what its weekday says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CalendarDay {
    /// The date.
    pub date: String,
    /// What it is.
    pub kind: DayKind,
    /// Why, "国庆节"; may be empty.
    pub note: String,
}

/// Hours that belong to the committees: no meeting may take them. Either every week or once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ProtectedHoursOf {
    /// 1 Monday … 7 Sunday, where they are every week's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub weekday: Option<i8>,
    /// The date, where they are only that day's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub date: Option<String>,
    /// From, in minutes after midnight.
    pub from_min: u16,
    /// Until.
    pub until_min: u16,
    /// What they are for, "居委会例会"; may be empty.
    pub note: String,
}

/// The working calendar, whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct StreetCalendar {
    /// Days that are not what their weekday says, by date.
    pub days: Vec<CalendarDay>,
    /// The committees' hours.
    pub protected: Vec<ProtectedHoursOf>,
}

/// How many items a department or a line may bring within a period without approval (额度).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct QuotaOf {
    /// Number.
    pub id: i64,
    /// Whose items count; absent: every department's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub department: Option<i64>,
    /// Which line's items count; absent: every line's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub line: Option<i64>,
    /// First day of the period.
    pub from: String,
    /// Last day of the period.
    pub until: String,
    /// Items allowed.
    pub allowed: u16,
}

/// A quota to be made, or what it is from now on.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewQuota {
    /// Whose items count; absent: every department's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub department: Option<i64>,
    /// Which line's items count; absent: every line's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub line: Option<i64>,
    /// First day of the period.
    pub from: String,
    /// Last day of the period.
    pub until: String,
    /// Items allowed.
    pub allowed: u16,
}

/// Who approves (街道主要领导), and who stands in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Approvers {
    /// The user who approves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub leader: Option<i64>,
    /// The user who stands in for the leader, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub delegate: Option<Delegate>,
}

/// Somebody who approves in the leader's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Delegate {
    /// The user.
    pub user: i64,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
}

/// Writes the TypeScript of every body here.
pub(super) fn export_typescript(config: &Config) -> Result<(), ExportError> {
    StreetRole::export_all(config)?;
    Line::export_all(config)?;
    NewLine::export_all(config)?;
    DepartmentStanding::export_all(config)?;
    NewDepartmentStanding::export_all(config)?;
    UserDepartment::export_all(config)?;
    RosterPerson::export_all(config)?;
    NewRosterPerson::export_all(config)?;
    StreetCalendar::export_all(config)?;
    QuotaOf::export_all(config)?;
    NewQuota::export_all(config)?;
    Approvers::export_all(config)
}
