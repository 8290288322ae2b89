//! What makes one plan better than another, most important first.

use std::iter::Sum;
use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

use crate::audience::{Audience, Venues};
use crate::item::{Attendance, Item};
use crate::plan::{Placement, Plan};
use crate::problem::Problem;

/// The objective, lexicographic in the order of its fields; less is better.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Objective {
    /// Sum of the priorities of items without a slot.
    pub unplaced_priority: u64,
    /// People × sessions they must attend.
    pub seat_trips: u64,
    /// Sessions convened.
    pub sessions: u64,
    /// Minutes that people sit through items not for them, between their first and their last.
    pub sit_through_min: u64,
    /// Published items that are elsewhere, or at another time, than was published.
    pub moves: u64,
    /// Sum of all starts, in minutes from midnight of the first window's date.
    pub earliness_min: u64,
}

impl Objective {
    /// Worse than any plan.
    pub(crate) const WORST: Self = Self {
        unplaced_priority: u64::MAX,
        seat_trips: u64::MAX,
        sessions: u64::MAX,
        sit_through_min: u64::MAX,
        moves: u64::MAX,
        earliness_min: u64::MAX,
    };

    /// The first of the objectives in which two plans differ, as (this, other).
    #[must_use]
    pub fn first_difference(&self, other: &Self) -> Option<(Level, u64, u64)> {
        Level::ALL
            .into_iter()
            .map(|level| (level, self.at(level), other.at(level)))
            .find(|(_, a, b)| a != b)
    }

    /// The value of one objective.
    #[must_use]
    pub fn at(&self, level: Level) -> u64 {
        match level {
            Level::UnplacedPriority => self.unplaced_priority,
            Level::SeatTrips => self.seat_trips,
            Level::Sessions => self.sessions,
            Level::SitThrough => self.sit_through_min,
            Level::Moves => self.moves,
            Level::Earliness => self.earliness_min,
        }
    }
}

/// One of the objectives, most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// [`Objective::unplaced_priority`]
    UnplacedPriority,
    /// [`Objective::seat_trips`]
    SeatTrips,
    /// [`Objective::sessions`]
    Sessions,
    /// [`Objective::sit_through_min`]
    SitThrough,
    /// [`Objective::moves`]
    Moves,
    /// [`Objective::earliness_min`]
    Earliness,
}

impl Level {
    /// All, most important first.
    pub const ALL: [Self; 6] = [
        Self::UnplacedPriority,
        Self::SeatTrips,
        Self::Sessions,
        Self::SitThrough,
        Self::Moves,
        Self::Earliness,
    ];
}

impl Add for Objective {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            unplaced_priority: self.unplaced_priority + other.unplaced_priority,
            seat_trips: self.seat_trips + other.seat_trips,
            sessions: self.sessions + other.sessions,
            sit_through_min: self.sit_through_min + other.sit_through_min,
            moves: self.moves + other.moves,
            earliness_min: self.earliness_min + other.earliness_min,
        }
    }
}

/// Takes a part out of a whole that was summed from it and others.
impl Sub for Objective {
    type Output = Self;

    fn sub(self, part: Self) -> Self {
        Self {
            unplaced_priority: self
                .unplaced_priority
                .saturating_sub(part.unplaced_priority),
            seat_trips: self.seat_trips.saturating_sub(part.seat_trips),
            sessions: self.sessions.saturating_sub(part.sessions),
            sit_through_min: self.sit_through_min.saturating_sub(part.sit_through_min),
            moves: self.moves.saturating_sub(part.moves),
            earliness_min: self.earliness_min.saturating_sub(part.earliness_min),
        }
    }
}

impl Sum for Objective {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), Add::add)
    }
}

/// The objective of a plan, counted person by person from the definition. The solver counts by
/// classes of people and adds up sessions; tests hold the two against each other.
///
/// Placements of items or windows that the problem does not have are left out.
#[must_use]
pub fn objective_of(problem: &Problem, plan: &Plan) -> Objective {
    let unplaced = problem
        .items
        .iter()
        .filter(|item| plan.slot_of(item.id).is_none())
        .map(|item| Objective {
            unplaced_priority: u64::from(item.priority),
            ..Objective::default()
        });
    let sessions = plan.open_windows().into_iter().map(|window| {
        let session: Vec<(Placement, &Item)> = plan
            .session_in(window)
            .into_iter()
            .filter_map(|slot| Some((slot, problem.item(slot.item)?)))
            .collect();
        objective_of_session(problem, &session)
    });
    unplaced.chain(sessions).sum()
}

/// What one session, its items by start, adds to the objective.
fn objective_of_session(problem: &Problem, session: &[(Placement, &Item)]) -> Objective {
    let mut total = Objective {
        sessions: u64::from(!session.is_empty()),
        ..Objective::default()
    };
    for (slot, item) in session {
        let midnight = problem
            .window(slot.window)
            .map_or(0, |window| problem.midnight_min(window.date));
        total.earliness_min += midnight + u64::from(slot.start.0);
        total.moves += u64::from(is_moved(item, slot));
    }
    let required: Vec<(bool, &Item)> = session
        .iter()
        .map(|(_, item)| (item.attendance == Attendance::Required, *item))
        .collect();
    let everybody = required
        .iter()
        .filter(|(must, _)| *must)
        .fold(Audience::default(), |all, (_, item)| {
            all.joined_with(&item.audience)
        });
    for (venue, role) in everybody.places() {
        let people = u64::from(problem.roster.people_at(venue, role));
        let seat = Audience::default().with(role, Venues::of([venue]));
        let theirs: Vec<bool> = required
            .iter()
            .map(|(must, item)| *must && !item.audience.shared_with(&seat).is_empty())
            .collect();
        let (Some(first), Some(last)) = (
            theirs.iter().position(|own| *own),
            theirs.iter().rposition(|own| *own),
        ) else {
            continue;
        };
        total.seat_trips += people;
        let waited: u64 = session
            .iter()
            .zip(&theirs)
            .take(last)
            .skip(first)
            .filter(|(_, own)| !**own)
            .map(|((_, item), _)| u64::from(item.minutes))
            .sum();
        total.sit_through_min += people * waited;
    }
    total
}

/// Whether an item is elsewhere, or at another time, than was published.
pub(crate) fn is_moved(item: &Item, slot: &Placement) -> bool {
    item.published.is_some_and(|published| {
        (published.slot.window, published.slot.start) != (slot.window, slot.start)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_trip_outweighs_any_number_of_sessions() {
        let fewer_trips = Objective {
            seat_trips: 32,
            sessions: 900,
            ..Objective::default()
        };
        let fewer_sessions = Objective {
            seat_trips: 33,
            sessions: 1,
            ..Objective::default()
        };
        assert!(fewer_trips < fewer_sessions);
        assert_eq!(
            fewer_trips.first_difference(&fewer_sessions),
            Some((Level::SeatTrips, 32, 33))
        );
    }
}
