//! Leave (请假) that is noted before a session is over: by staff, or by the venue itself.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Leave, VenueName};
use crate::VenueNumber;
use crate::rest::SessionPhase;

/// The leave of a session that is planned or live, as far as the caller sees it: a venue its own,
/// staff all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct LeaveSheet {
    /// The session.
    pub session: i64,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub phase: SessionPhase,
    /// The venues that the caller may note leave for, by number.
    pub venues: Vec<VenueName>,
    /// What is noted for them.
    pub leaves: Vec<Leave>,
}

/// A venue, or one person of it, is on leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NewLeave {
    /// The venue.
    pub venue: VenueNumber,
    /// The person; the whole venue without.
    #[serde(default)]
    #[ts(optional)]
    pub person: Option<String>,
    /// Why.
    pub reason: String,
}

/// Whose leave is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LeaveOf {
    /// The venue.
    pub venue: VenueNumber,
    /// The person; the whole venue without.
    #[serde(default)]
    pub person: Option<String>,
}
