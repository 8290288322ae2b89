//! Windows: the half-days in which a session can be opened.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::audience::Audience;
use crate::calendar::{Clock, HalfDay};
use crate::item::{DepartmentId, QuotaKey};

/// A window's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WindowId(pub i64);

/// A room's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomId(pub i64);

/// The series (例会) that hosts a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// The department whose series it is.
    pub department: DepartmentId,
    /// Who its series calls anyway. An item for others needs approval.
    pub audience: Audience,
}

/// A half-day in one room in which one session can be opened. Two rooms in one half-day are two
/// windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Its number.
    pub id: WindowId,
    /// The date.
    pub date: Date,
    /// Which half of it. Nobody can be in two sessions of one half-day.
    pub half: HalfDay,
    /// Where.
    pub room: RoomId,
    /// A session starts no earlier.
    pub opens: Clock,
    /// A session ends no later.
    pub closes: Clock,
    /// The longest session, in minutes (90).
    pub cap_min: u16,
    /// The series that hosts it; without one, it is open to everybody.
    pub host: Option<Host>,
}

/// How many items a department or line may bring within a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// Whose items count; absent means every department's.
    pub department: Option<DepartmentId>,
    /// Which line's items count; absent means every line's.
    pub key: Option<QuotaKey>,
    /// The first day of the period.
    pub from: Date,
    /// The last day of the period.
    pub until: Date,
    /// Items allowed without approval.
    pub allowed: u16,
}
