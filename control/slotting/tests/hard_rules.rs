//! Each hard rule, counted from its words on the solver's plans of random problems, without the
//! crate's own checks; and those checks on plans that were spoilt.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

#[path = "world/small.rs"]
mod small;

use proptest::prelude::*;
use slotting::calendar::Clock;
use slotting::deadline::NoDeadline;
use slotting::item::{Approval, Attendance, Hold, Item, Pin};
use slotting::plan::{Placement, Plan};
use slotting::problem::Problem;
use slotting::rules::{Violation, check_plan};
use slotting::solve::{Options, solve};
use slotting::window::Window;
use small::Size;

/// A problem, and the solver's plan for it.
fn solved() -> impl Strategy<Value = (Problem, Plan)> {
    (any::<u64>(), 3..9usize, 2..6usize, any::<bool>()).prop_filter_map(
        "held slots that break rules have no plan",
        |(seed, items, windows, published)| {
            let size = Size {
                items,
                windows,
                published,
            };
            let problem = small::problem(seed, size);
            let solution = solve(&problem, &Options::default(), &mut NoDeadline).ok()?;
            Some((problem, solution.plan))
        },
    )
}

fn placed<'p>(problem: &'p Problem, plan: &'p Plan) -> Vec<(&'p Item, &'p Window, Clock, Clock)> {
    plan.placements
        .iter()
        .map(|slot| {
            let item = problem.item(slot.item).unwrap();
            let window = problem.window(slot.window).unwrap();
            (item, window, slot.start, slot.start.plus(item.minutes))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn an_item_has_one_slot_at_most((_, plan) in solved()) {
        let mut items: Vec<_> = plan.placements.iter().map(|slot| slot.item).collect();
        let before = items.len();
        items.sort();
        items.dedup();
        prop_assert_eq!(items.len(), before);
    }

    #[test]
    fn a_session_stays_within_its_cap_and_its_window_without_gaps((problem, plan) in solved()) {
        for window in &problem.windows {
            let session = plan.session_in(window.id);
            let mut next = session.first().map_or(window.opens, |slot| slot.start);
            let start = next;
            prop_assert!(start >= window.opens);
            for slot in session {
                prop_assert_eq!(slot.start, next);
                next = next.plus(problem.item(slot.item).unwrap().minutes);
            }
            prop_assert!(next.0 - start.0 <= window.cap_min);
            prop_assert!(next <= window.closes);
        }
    }

    #[test]
    fn dates_working_days_and_protected_hours_are_kept((problem, plan) in solved()) {
        for (item, window, from, until) in placed(&problem, &plan) {
            prop_assert!(item.earliest <= window.date && window.date <= item.deadline);
            prop_assert!(problem.calendar.is_workday(window.date));
            prop_assert_eq!(problem.calendar.protected_within(window.date, from, until).count(), 0);
        }
    }

    #[test]
    fn presenters_are_there_and_in_one_place((problem, plan) in solved()) {
        let slots = placed(&problem, &plan);
        for (item, window, from, until) in &slots {
            for presenter in &item.presenters {
                let hours = problem.presenter(*presenter).unwrap();
                prop_assert!(hours.is_available(window.date, *from, *until));
            }
        }
        for (item, window, ..) in &slots {
            for (other, elsewhere, ..) in &slots {
                let at_once = (window.date, window.half) == (elsewhere.date, elsewhere.half);
                if at_once && window.id != elsewhere.id {
                    prop_assert!(!item.presenters.iter().any(|p| other.presenters.contains(p)));
                    let both = item.audience.shared_with(&other.audience);
                    let due = [item, other].iter().all(|i| i.attendance == Attendance::Required);
                    prop_assert!(!due || problem.roster.people(&both) == 0);
                }
            }
        }
    }

    #[test]
    fn predecessors_come_first((problem, plan) in solved()) {
        for (item, window, from, _) in placed(&problem, &plan) {
            for earlier in &item.after {
                let slot = plan.slot_of(*earlier);
                prop_assert!(slot.is_some());
                let there = problem.window(slot.unwrap().window).unwrap();
                let first = if there.id == window.id {
                    slot.unwrap().start < from
                } else {
                    (there.date, there.half) < (window.date, window.half)
                };
                prop_assert!(first);
            }
        }
    }

    #[test]
    fn items_that_exclude_each_other_are_apart((problem, plan) in solved()) {
        for (item, window, ..) in placed(&problem, &plan) {
            for other in &item.not_with {
                prop_assert!(plan.slot_of(*other).is_none_or(|slot| slot.window != window.id));
            }
        }
    }

    #[test]
    fn pins_are_kept((problem, plan) in solved()) {
        for (item, window, from, _) in placed(&problem, &plan) {
            let session = plan.session_in(window.id);
            match item.pin {
                Some(Pin::First) => prop_assert_eq!(session.first().unwrap().item, item.id),
                Some(Pin::Last) => prop_assert_eq!(session.last().unwrap().item, item.id),
                Some(Pin::Clock(clock)) => prop_assert_eq!(from, clock),
                None => {}
            }
        }
    }

    #[test]
    fn quotas_are_kept_without_approval((problem, plan) in solved()) {
        for quota in &problem.quotas {
            let used = placed(&problem, &plan)
                .into_iter()
                .filter(|(item, window, ..)| {
                    quota.department.is_none_or(|d| d == item.department)
                        && (quota.key.is_none() || quota.key == item.quota_key)
                        && item.approval != Approval::Granted
                        && (quota.from..=quota.until).contains(&window.date)
                })
                .count();
            prop_assert!(used <= usize::from(quota.allowed));
        }
    }

    #[test]
    fn nothing_unapproved_is_placed_and_hosts_are_not_overrun((problem, plan) in solved()) {
        for (item, window, ..) in placed(&problem, &plan) {
            prop_assert!(matches!(item.approval, Approval::NotNeeded | Approval::Granted));
            if let Some(host) = &window.host {
                let beyond = item.audience.beyond(&host.audience);
                prop_assert!(beyond.is_empty() || item.approval == Approval::Granted);
            }
        }
    }

    #[test]
    fn published_slots_stay_unless_unlocked((problem, plan) in solved()) {
        for item in &problem.items {
            let Some(published) = item.published else { continue };
            let slot = plan.slot_of(item.id);
            match published.hold {
                Hold::Slot => prop_assert_eq!(slot, Some(&published.slot)),
                Hold::Window => prop_assert_eq!(slot.unwrap().window, published.slot.window),
                Hold::Unlocked => {}
            }
        }
    }

    #[test]
    fn the_checks_find_a_slot_moved_off_its_place((problem, plan) in solved(), later in 1..200u16) {
        let mut spoilt = plan.clone();
        let Some(last) = spoilt.placements.iter_mut().max_by_key(|s| (s.window, s.start)) else {
            return Ok(());
        };
        let window = problem.window(last.window).unwrap();
        let minutes = problem.item(last.item).unwrap().minutes;
        last.start = last.start.plus(later);
        let off = last.start.plus(minutes) > window.closes
            || plan.session_in(window.id).len() > 1;
        prop_assert!(!off || !check_plan(&problem, &spoilt).is_empty());
    }
}

#[test]
fn a_slot_given_twice_is_found() {
    let size = Size {
        items: 4,
        windows: 3,
        published: false,
    };
    let problem = small::problem(1, size);
    let slot = Placement {
        item: problem.items[0].id,
        window: problem.windows[0].id,
        start: problem.windows[0].opens,
    };
    let twice = Plan {
        placements: vec![slot, slot],
    };
    let item = slot.item;
    assert!(check_plan(&problem, &twice).contains(&Violation::SlotTwice { item }));
}
