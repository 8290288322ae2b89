//! What a plan costs, what it saves against one meeting per item, and what it asks of people.

use control_wire::rest::planning::board::{Load, PlanCost, Savings};
use slotting::audience::{Audience, Role, Venues};
use slotting::item::{Attendance, Item};
use slotting::objective::{Objective, objective_of};
use slotting::plan::{Placement, Plan};
use slotting::problem::Problem;

use crate::street::Street;

/// What one trip to the street office takes: there and back, and being early. Minutes.
pub const TRIP_MIN: u64 = 60;

/// A cost as pages are told of it.
#[must_use]
pub fn cost(objective: &Objective) -> PlanCost {
    PlanCost {
        unplaced_priority: objective.unplaced_priority,
        seat_trips: objective.seat_trips,
        sessions: objective.sessions,
        sit_through_min: objective.sit_through_min,
        moves: objective.moves,
    }
}

/// A plan against one meeting per placed item.
#[must_use]
pub fn savings(problem: &Problem, plan: &Plan) -> Savings {
    let objective = objective_of(problem, plan);
    let placed = problem
        .items
        .iter()
        .filter(|item| plan.slot_of(item.id).is_some());
    let (mut sessions_before, mut trips_before) = (0, 0);
    for item in placed {
        sessions_before += 1;
        if item.attendance == Attendance::Required {
            trips_before += u64::from(problem.roster.people(&item.audience));
        }
    }
    let trips_saved = trips_before.saturating_sub(objective.seat_trips);
    let saved_min = (trips_saved * TRIP_MIN).saturating_sub(objective.sit_through_min);
    Savings {
        sessions_before,
        sessions: small(objective.sessions),
        trips_before: small(trips_before),
        trips: small(objective.seat_trips),
        hours_saved: small(saved_min / 60),
    }
}

fn small(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What a plan asks of everybody, by venue and role; those it asks nothing of are left out.
#[must_use]
pub fn load(street: &Street, problem: &Problem, plan: &Plan) -> Vec<Load> {
    let everybody = problem
        .items
        .iter()
        .filter(|item| item.attendance == Attendance::Required)
        .fold(Audience::default(), |all, item| {
            all.joined_with(&item.audience)
        });
    let mut loads: Vec<Load> = everybody
        .places()
        .filter_map(|(place, role)| {
            let venue = street.venue_at(place)?;
            let people = street.people_at(venue, role.0);
            let load = load_of(problem, plan, place, role);
            (people > 0 && load.sessions > 0).then_some(Load {
                venue,
                role: role.0,
                people,
                ..load
            })
        })
        .collect();
    loads.sort_by_key(|load| (load.venue, load.role));
    loads
}

/// What a plan asks of each person in one role at one venue.
fn load_of(problem: &Problem, plan: &Plan, place: u8, role: Role) -> Load {
    let seat = Audience::default().with(role, Venues::of([place]));
    let mut load = Load {
        venue: 0,
        role: role.0,
        people: 0,
        sessions: 0,
        own_min: 0,
        sit_through_min: 0,
    };
    for window in plan.open_windows() {
        let session: Vec<(Placement, &Item)> = plan
            .session_in(window)
            .into_iter()
            .filter_map(|slot| Some((slot, problem.item(slot.item)?)))
            .collect();
        let own: Vec<bool> = session
            .iter()
            .map(|(_, item)| {
                item.attendance == Attendance::Required
                    && !item.audience.shared_with(&seat).is_empty()
            })
            .collect();
        let (Some(first), Some(last)) = (
            own.iter().position(|own| *own),
            own.iter().rposition(|own| *own),
        ) else {
            continue;
        };
        load.sessions += 1;
        for ((_, item), own) in session.iter().zip(&own).take(last + 1).skip(first) {
            if *own {
                load.own_min += item.minutes;
            } else {
                load.sit_through_min += item.minutes;
            }
        }
    }
    load
}
