//! What the roll calls of a session found.

use std::collections::BTreeMap;

use super::timeline::{Moment, What};
use crate::floor::Change;
use crate::floor::roll_call::{RollCallChange, RollCallPurpose, RollCallResult};
use crate::session_log::Event;
use crate::venue::VenueNumber;

/// What each venue was found to be in the last roll call for attendance that it was marked in. A
/// check of sound and picture says nothing of attendance.
pub(super) fn results(moments: &[Moment<'_>]) -> BTreeMap<VenueNumber, RollCallResult> {
    let mut results = BTreeMap::new();
    let mut for_attendance = false;
    for moment in moments {
        let What::Event(Event::Floor {
            change: Change::RollCall(change),
            ..
        }) = moment.what
        else {
            continue;
        };
        match change {
            RollCallChange::Started { purpose } => {
                for_attendance = *purpose == RollCallPurpose::Attendance;
            }
            RollCallChange::Marked { venue, result } if for_attendance => {
                results.insert(*venue, *result);
            }
            RollCallChange::Marked { .. }
            | RollCallChange::Called { .. }
            | RollCallChange::Ended => {}
        }
    }
    results
}
