//! What a week's problem is made of, out of the store.

use control_wire::rest::planning::board::Slot;
use control_wire::rest::planning::items::Item;
use control_wire::rest::planning::windows::Window;
use planning::dates::Week;
use planning::run_of_show::{PlannedSession, session_in};
use planning::street::Street;
use planning::version::Versions;
use planning::week::{NextWeek, Outlook, SlotElsewhere, WeekInputs, WeekProblem};

use super::planner::today;
use crate::app::App;
use crate::problem::planning::PlanningError;

/// What a week's problem is made of, out of the store.
pub(super) struct Material {
    street: Street,
    week: Week,
    windows: Vec<Window>,
    /// Those that could be in the week, or in the next one.
    items: Vec<Item>,
    /// Its versions.
    pub(super) versions: Versions,
    elsewhere: Vec<SlotElsewhere>,
    next_windows: Vec<Window>,
    next_versions: Versions,
}

impl Material {
    /// Reads it.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn load(app: &App, week: Week) -> Result<Self, PlanningError> {
        let store = &app.store;
        let next = week.next();
        Ok(Self {
            street: store.planning_street().await?,
            week,
            windows: store.windows(week.monday(), week.sunday()).await?,
            items: store.items(week.monday(), next.sunday()).await?,
            versions: Versions::of(store.plan_versions(week, week).await?),
            elsewhere: store.slots_elsewhere(Some(week)).await?,
            next_windows: store.windows(next.monday(), next.sunday()).await?,
            next_versions: Versions::of(store.plan_versions(next, next).await?),
        })
    }

    fn inputs(&self, app: &App) -> WeekInputs<'_> {
        WeekInputs {
            street: &self.street,
            week: self.week,
            windows: &self.windows,
            items: &self.items,
            versions: &self.versions,
            elsewhere: &self.elsewhere,
            today: today(app),
        }
    }

    /// The week as a problem.
    ///
    /// # Errors
    /// See [`PlanningError`].
    pub(super) fn problem(&self, app: &App) -> Result<WeekProblem, PlanningError> {
        Ok(WeekProblem::of(&self.inputs(app))?)
    }

    /// The week with the next one, where something could wait for that.
    pub(super) fn outlook(&self, app: &App, alone: &WeekProblem) -> Option<Outlook> {
        let next = NextWeek {
            windows: &self.next_windows,
            versions: &self.next_versions,
        };
        Outlook::of(alone, &self.inputs(app), next)
    }

    /// The sessions that some slots make.
    ///
    /// # Errors
    /// When a window's date is none.
    pub(super) fn sessions(&self, slots: &[Slot]) -> Result<Vec<PlannedSession>, PlanningError> {
        let mut sessions = Vec::new();
        for window in &self.windows {
            sessions.extend(session_in(&self.street, window, slots, &self.items)?);
        }
        Ok(sessions)
    }
}
