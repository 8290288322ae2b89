//! The session's course: extend (延长), lock (锁定), call the missing (呼叫未入会).

use serde::{Deserialize, Serialize};

use super::refusal::{FloorError, Quantity, within};
use super::{Floor, Requester};
use crate::venue::VenueNumber;

/// Most minutes that a session is extended by, all extensions together.
pub const EXTENSION_MINUTES_MAX: u16 = 240;

/// What the chair wants of the session's course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CourseCommand {
    /// That it lasts longer.
    Extend {
        /// By how many minutes.
        minutes: u16,
    },
    /// That no venue joins that has not been here before, or that all may again.
    Lock {
        /// True: lock it.
        locked: bool,
    },
    /// To know and record who is missing.
    CallMissing,
}

/// What became of the session's course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CourseChange {
    /// It lasts longer.
    Extended {
        /// By how many minutes.
        minutes: u16,
    },
    /// It was locked or unlocked.
    Locked {
        /// True: locked.
        locked: bool,
    },
    /// The missing were called.
    MissingCalled {
        /// Who was missing.
        venues: Vec<VenueNumber>,
    },
}

/// How the session goes on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Course {
    extended_minutes: u16,
}

impl Course {
    /// Minutes that the session was extended by, all together.
    #[must_use]
    pub fn extended_minutes(self) -> u16 {
        self.extended_minutes
    }

    pub(super) fn apply(&mut self, change: &CourseChange) {
        match change {
            CourseChange::Extended { minutes } => {
                self.extended_minutes = self.extended_minutes.saturating_add(*minutes);
            }
            CourseChange::Locked { .. } | CourseChange::MissingCalled { .. } => {}
        }
    }
}

impl Floor {
    pub(super) fn decide_course(
        &self,
        command: &CourseCommand,
        by: Requester,
    ) -> Result<CourseChange, FloorError> {
        self.require_chair(by)?;
        match command {
            CourseCommand::Extend { minutes } => {
                let left = EXTENSION_MINUTES_MAX.saturating_sub(self.course.extended_minutes);
                let minutes = within(Quantity::ExtensionMinutes, *minutes, (1, left))?;
                Ok(CourseChange::Extended { minutes })
            }
            CourseCommand::Lock { locked } => Ok(CourseChange::Locked { locked: *locked }),
            CourseCommand::CallMissing => {
                let venues: Vec<_> = self.seating.absent().collect();
                if venues.is_empty() {
                    return Err(FloorError::NobodyMissing);
                }
                Ok(CourseChange::MissingCalled { venues })
            }
        }
    }
}
