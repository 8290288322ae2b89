//! Attendance: the record of a session, what staff add to it, and what stays of it.
//!
//! Times are Unix milliseconds on the server's clock, lengths milliseconds. There is no score and
//! no ranking: rows come in the order of the venues' numbers. The record and what is in it are the
//! domain's own types, in the form that exported files have.

use serde::{Deserialize, Serialize};
use ts_rs::{Config, ExportError, TS};
use utoipa::ToSchema;

pub use control_domain::attendance::Thresholds;
pub use control_domain::attendance::desk::{
    Clerk, Corrected, Correction, Decision, ExportFormat, Figures, Leave, Verdict,
};
pub use control_domain::attendance::happenings::{Happened, Happening};
pub use control_domain::attendance::interval::{Interval, Intervals};
pub use control_domain::attendance::record::{
    Cell, ItemRow, PersonRow, QuestionRow, Record, RoleRow, VenueRow,
};

use super::SessionPhase;
use crate::VenueNumber;

mod across;
mod leave;

pub use across::{
    AttendanceSettings, AttendedSession, Erasure, FollowUp, HeldItem, RecordKey, SignInPeople,
};
pub use leave::{LeaveOf, LeaveSheet, NewLeave};

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
    SignInPeople::export_all(config)?;
    NewLeave::export_all(config)?;
    LeaveSheet::export_all(config)
}
