//! Attendance: who was there, as a record of the venues for whoever convened the session.
//!
//! * [`sign_in`]: named people and headcounts, entered by the venues themselves
//! * [`timeline`]: the log in the order of what happened; [`interval`]: sets of time
//! * [`presence`]: when each venue was there
//! * [`desk`]: what staff add afterwards: leave, corrections, decisions, the confirmation
//! * [`record`]: all of it folded into rows for venues, people, items and questions
//! * [`happenings`]: what happened at one venue, for its timeline
//!
//! Everything is derived from two append-only logs, the session's and the desk's, by pure
//! functions. There is no score and no ranking here, on purpose: online time is never a measure
//! of anybody.

pub mod desk;
pub mod happenings;
pub mod interval;
mod own_items;
pub mod presence;
mod questions;
pub mod record;
#[cfg(test)]
mod reference;
mod roles;
mod roll_calls;
pub mod sign_in;
pub mod timeline;

use serde::{Deserialize, Serialize};

/// From when on something counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Thresholds {
    /// Seconds away from which on it is no mere reconnect.
    pub gap_s: u32,
    /// Seconds after which somebody is late (迟到).
    pub late_s: u32,
    /// Seconds before the end from which on leaving is early (早退).
    pub early_s: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            gap_s: 120,
            late_s: 300,
            early_s: 300,
        }
    }
}

impl Thresholds {
    fn gap_ms(self) -> i64 {
        i64::from(self.gap_s) * 1_000
    }

    fn late_ms(self) -> i64 {
        i64::from(self.late_s) * 1_000
    }

    fn early_ms(self) -> i64 {
        i64::from(self.early_s) * 1_000
    }
}
