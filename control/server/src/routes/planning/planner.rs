//! Who plans: one department's staff, or whoever coordinates for all.

use control_wire::rest::Role;
use jiff::civil::Date;
use planning::dates::{date_and_minute, date_of, days_between};
use serde::Deserialize;

use crate::accounts::access::{AccessRefused, Action, Caller};
use crate::app::App;
use crate::problem::planning::{FormError, PlanningError};

/// Days that one listing or board reaches over.
pub(super) const RANGE_DAYS_MAX: i64 = 366;

/// Somebody who plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Planner {
    /// The user.
    pub(super) user: i64,
    /// The department whose items are theirs; absent where they coordinate, or only look on.
    pub(super) department: Option<i64>,
    /// Whether they plan, for a department or for all; hosts only look on.
    plans: bool,
    /// Whether they plan for all departments.
    coordinates: bool,
}

impl Planner {
    /// Whoever calls, as one who plans: staff, administrators, and hosts, who look on.
    ///
    /// # Errors
    /// When the caller takes no part in planning.
    pub(super) async fn of(app: &App, caller: &Caller) -> Result<Self, PlanningError> {
        caller.may(Action::PlanSessions)?;
        let Caller::User(user) = caller else {
            return Err(AccessRefused::NotAllowed.into());
        };
        let department = app.store.department_of_user(user.id).await?;
        let plans = matches!(user.role, Role::Staff | Role::Administrator);
        Ok(Self {
            user: user.id,
            department,
            plans,
            coordinates: plans && department.is_none(),
        })
    }

    /// The same, of one who does not only look on.
    ///
    /// # Errors
    /// When the caller only looks on.
    pub(super) async fn staff(app: &App, caller: &Caller) -> Result<Self, PlanningError> {
        let planner = Self::of(app, caller).await?;
        if planner.plans {
            Ok(planner)
        } else {
            Err(AccessRefused::NotAllowed.into())
        }
    }

    /// The same, of one who coordinates for all.
    ///
    /// # Errors
    /// When the caller does not.
    pub(super) async fn coordinator(app: &App, caller: &Caller) -> Result<Self, PlanningError> {
        let planner = Self::of(app, caller).await?;
        if planner.coordinates {
            Ok(planner)
        } else {
            Err(PlanningError::CoordinatorOnly)
        }
    }

    /// Whom they ask for: the department named, which has to be theirs unless they coordinate.
    ///
    /// # Errors
    /// When it is another's.
    pub(super) fn asks_for(self, named: Option<i64>) -> Result<Option<i64>, PlanningError> {
        if self.coordinates {
            return Ok(named);
        }
        match (self.department, named) {
            (Some(own), None) => Ok(Some(own)),
            (Some(own), Some(named)) if own == named => Ok(Some(own)),
            (Some(_) | None, _) => Err(PlanningError::OtherDepartment),
        }
    }
}

/// A range of dates in a query.
#[derive(Debug, Clone, Deserialize)]
pub struct Range {
    /// First day.
    from: String,
    /// Last day.
    until: String,
}

impl Range {
    /// Its dates.
    ///
    /// # Errors
    /// When they are none, or too far apart.
    pub(super) fn dates(&self) -> Result<(Date, Date), PlanningError> {
        period(&self.from, &self.until, RANGE_DAYS_MAX)
    }
}

/// Two dates, the second not before the first.
pub(super) fn period(
    from: &str,
    until: &str,
    days_max: i64,
) -> Result<(Date, Date), PlanningError> {
    let (from, until) = (date_of(from)?, date_of(until)?);
    if (0..days_max).contains(&days_between(from, until)) {
        Ok((from, until))
    } else {
        Err(FormError::Period { days_max }.into())
    }
}

/// The day it is in the street.
pub(super) fn today(app: &App) -> Date {
    date_and_minute(app.clock.unix_ms()).0
}
