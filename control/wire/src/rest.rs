//! Bodies of the REST interface under `/api/v1`.

use serde::{Deserialize, Serialize};
use ts_rs::{Config, ExportError, TS};
use utoipa::ToSchema;

use crate::VenueNumber;
use crate::signal::Place;

pub mod attendance;
pub mod burden;
pub mod planning;
pub mod post;
pub mod stream_token;
pub mod test_call;
pub mod tips;

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Everything, users and settings included.
    Administrator,
    /// Opens, hosts and ends sessions.
    Host,
    /// Plans meetings and reviews attendance.
    Staff,
    /// Joins for one venue.
    Venue,
}

/// Name and password.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Login {
    /// Login name.
    pub name: String,
    /// Password, 10 characters or more.
    pub password: String,
}

/// The first administrator, made with the one-time link that the server printed.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct FirstAdministrator {
    /// The token of the one-time link.
    pub token: String,
    /// Login name.
    pub name: String,
    /// Password, 10 characters or more.
    pub password: String,
}

/// Who the caller is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "who", rename_all = "kebab-case")]
pub enum Me {
    /// Nobody has logged in here.
    Nobody {
        /// True while no administrator exists: the one-time link comes first.
        set_up_needed: bool,
    },
    /// A person with a password.
    User {
        /// User number.
        id: i64,
        /// Login name.
        name: String,
        /// What they may do.
        role: Role,
        /// The venue a user of [`Role::Venue`] joins for; absent for everybody else.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        venue: Option<VenueNumber>,
    },
    /// A device that opened a venue's link.
    Device {
        /// The venue it sits for.
        venue: VenueNumber,
        /// The venue's full name.
        venue_name: String,
        /// The place its link opens.
        place: Place,
    },
}

/// A user, without the password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct User {
    /// User number.
    pub id: i64,
    /// Login name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The venue a user of [`Role::Venue`] joins for; absent for everybody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub venue: Option<VenueNumber>,
}

/// A user to be made.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewUser {
    /// Login name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Password, 10 characters or more.
    pub password: String,
    /// The venue a user of [`Role::Venue`] joins for; nobody else has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub venue: Option<VenueNumber>,
}

/// A new password for a user.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewPassword {
    /// Password, 10 characters or more.
    pub password: String,
}

/// A department (科室) of the street office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Department {
    /// Department number.
    pub id: i64,
    /// Its name, "党建办".
    pub name: String,
}

/// A department to be made.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewDepartment {
    /// Its name.
    pub name: String,
}

/// A venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Venue {
    /// Its number: 0 is the main venue.
    pub number: VenueNumber,
    /// Its full name, "艺康苑居委会".
    pub name: String,
    /// The short name for chips and tiles, "艺康苑".
    pub short_name: String,
}

/// A venue's device link, shown once, when it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DeviceLink {
    /// The venue.
    pub venue: VenueNumber,
    /// The place it opens.
    pub place: Place,
    /// The path to bookmark, `/link/…`, relative to this server.
    pub path: String,
}

/// A device link to be made. The earlier link of the same venue and place stops working.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewDeviceLink {
    /// The place it opens: branch for branch venues; host or wall for the main venue.
    pub place: Place,
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SessionPhase {
    /// Made, not opened yet.
    Planned,
    /// Open: venues can join.
    Live,
    /// Over.
    Ended,
}

/// A session: one live occurrence of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Session {
    /// Session number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub phase: SessionPhase,
    /// Venues that take part, by number; the main venue always does.
    pub venues: Vec<VenueNumber>,
    /// Unix milliseconds.
    pub created_ms: i64,
    /// Unix milliseconds.
    pub opened_ms: Option<i64>,
    /// Unix milliseconds.
    pub ended_ms: Option<i64>,
}

/// A session to be made.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewSession {
    /// Its title, 1–80 characters.
    pub title: String,
    /// Venues that take part; absent means all.
    #[serde(default)]
    #[ts(optional)]
    pub venues: Option<Vec<VenueNumber>>,
}

/// One entry of a session's log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct LogEntry {
    /// 1, 2, 3 … within the session.
    pub number: i64,
    /// Unix milliseconds, on the server's clock.
    pub at_ms: i64,
    /// What happened, as `control_domain::session_log::Event` writes it.
    #[ts(type = "unknown")]
    pub event: serde_json::Value,
}

/// Writes the TypeScript of every body here.
pub(crate) fn export_typescript(config: &Config) -> Result<(), ExportError> {
    Login::export_all(config)?;
    FirstAdministrator::export_all(config)?;
    Me::export_all(config)?;
    User::export_all(config)?;
    NewUser::export_all(config)?;
    NewPassword::export_all(config)?;
    Department::export_all(config)?;
    NewDepartment::export_all(config)?;
    Venue::export_all(config)?;
    DeviceLink::export_all(config)?;
    NewDeviceLink::export_all(config)?;
    Session::export_all(config)?;
    NewSession::export_all(config)?;
    LogEntry::export_all(config)?;
    attendance::export_typescript(config)?;
    burden::export_typescript(config)?;
    post::export_typescript(config)?;
    stream_token::export_typescript(config)?;
    test_call::export_typescript(config)?;
    tips::export_typescript(config)?;
    planning::export_typescript(config)
}
