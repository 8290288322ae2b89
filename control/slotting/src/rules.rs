//! The hard rules, each a check with a name that says which slots break it.
//!
//! These are the definition. They look at a plan item by item and are made for reading; the solver
//! never makes a plan that breaks one, and a manual move is held against the same checks.

use crate::calendar::Clock;
use crate::item::{Approval, Attendance, Hold, Item, Pin};
use crate::plan::{Placement, Plan};
use crate::problem::{Problem, SESSION_ITEMS_MAX, START_STEP_MIN};
pub use crate::violation::Violation;
use crate::window::{Quota, Window};

/// Every hard rule that a plan breaks. Empty means that the plan may be published.
#[must_use]
pub fn check_plan(problem: &Problem, plan: &Plan) -> Vec<Violation> {
    let mut broken = one_slot_each(problem, plan);
    for slot in &plan.placements {
        let (Some(item), Some(window)) = (problem.item(slot.item), problem.window(slot.window))
        else {
            continue;
        };
        broken.extend(dates(item, window));
        broken.extend(worked_day(problem, item, window));
        broken.extend(within_window(item, window, slot));
        broken.extend(protected_hours(problem, item, window, slot));
        broken.extend(presenters_available(problem, item, window, slot));
        broken.extend(approved(item));
        broken.extend(within_host_audience(problem, item, window));
        broken.extend(pinned_clock(item, slot));
        broken.extend(precedence(problem, plan, item, window, slot));
        broken.extend(kept_apart(plan, item, slot));
        broken.extend(one_place_at_a_time(problem, plan, item, window));
    }
    for window in &problem.windows {
        let session = plan.session_in(window.id);
        broken.extend(session_length(problem, window, &session));
        broken.extend(back_to_back(problem, &session));
        broken.extend(pinned_ends(problem, &session));
    }
    broken.extend(quotas(problem, plan));
    broken.extend(held_slots(problem, plan));
    broken
}

/// The first rule that keeps an item out of a window even when it stands there alone, at the start
/// that suits it best; `None` if it could stand there.
#[must_use]
pub fn why_not_alone(problem: &Problem, item: &Item, window: &Window) -> Option<Violation> {
    let fixed = approved(item)
        .or_else(|| dates(item, window))
        .or_else(|| worked_day(problem, item, window))
        .or_else(|| within_host_audience(problem, item, window))
        .or_else(|| {
            let slot = Placement {
                item: item.id,
                window: window.id,
                start: window.opens,
            };
            session_length(problem, window, &[slot])
        });
    if fixed.is_some() {
        return fixed;
    }
    if let Some(published) = &item.published
        && published.hold != Hold::Unlocked
        && published.slot.window != window.id
    {
        return Some(Violation::HeldSlotLost { item: item.id });
    }
    let mut first_broken = None;
    for start in candidate_starts(item, window) {
        let slot = Placement {
            item: item.id,
            window: window.id,
            start,
        };
        let broken = within_window(item, window, &slot)
            .or_else(|| pinned_clock(item, &slot))
            .or_else(|| held_slot(item, &slot))
            .or_else(|| protected_hours(problem, item, window, &slot))
            .or_else(|| {
                presenters_available(problem, item, window, &slot)
                    .into_iter()
                    .next()
            });
        match broken {
            None => return None,
            Some(violation) => first_broken = first_broken.or(Some(violation)),
        }
    }
    first_broken.or(Some(Violation::OutsideWindow {
        item: item.id,
        window: window.id,
    }))
}

/// The starts tried for an item that stands alone: its own time if it has one, else every step of
/// the window at which it would end before the window closes.
fn candidate_starts(item: &Item, window: &Window) -> Vec<Clock> {
    if let Some(clock) = exact_start(item) {
        return vec![clock];
    }
    let last = window.closes.0.checked_sub(item.minutes);
    last.map_or_else(Vec::new, |last| {
        (window.opens.0..=last)
            .step_by(usize::from(START_STEP_MIN))
            .map(Clock)
            .collect()
    })
}

/// The one time at which an item may start: its pinned clock time, or that of the slot it holds.
pub(crate) fn exact_start(item: &Item) -> Option<Clock> {
    if let Some(Pin::Clock(clock)) = item.pin {
        return Some(clock);
    }
    item.published
        .filter(|published| published.hold == Hold::Slot)
        .map(|published| published.slot.start)
}

/// One slot per item, and only for items and windows that exist.
fn one_slot_each(problem: &Problem, plan: &Plan) -> Vec<Violation> {
    let mut broken = Vec::new();
    for (at, slot) in plan.placements.iter().enumerate() {
        let item = slot.item;
        if problem.item(item).is_none() {
            broken.push(Violation::UnknownItem { item });
        }
        if problem.window(slot.window).is_none() {
            let window = slot.window;
            broken.push(Violation::UnknownWindow { item, window });
        }
        if plan.placements.iter().take(at).any(|s| s.item == item) {
            broken.push(Violation::SlotTwice { item });
        }
    }
    broken
}

/// Not before its earliest date, not after its deadline.
fn dates(item: &Item, window: &Window) -> Option<Violation> {
    let (item_id, window_id) = (item.id, window.id);
    if window.date < item.earliest {
        return Some(Violation::TooEarly {
            item: item_id,
            window: window_id,
        });
    }
    (window.date > item.deadline).then_some(Violation::TooLate {
        item: item_id,
        window: window_id,
    })
}

/// On a day that is worked.
fn worked_day(problem: &Problem, item: &Item, window: &Window) -> Option<Violation> {
    (!problem.calendar.is_workday(window.date)).then_some(Violation::DayOff {
        item: item.id,
        window: window.id,
    })
}

/// Between the window's opening and closing.
fn within_window(item: &Item, window: &Window, slot: &Placement) -> Option<Violation> {
    let outside = slot.start < window.opens || slot.start.plus(item.minutes) > window.closes;
    outside.then_some(Violation::OutsideWindow {
        item: item.id,
        window: window.id,
    })
}

/// Clear of the committees' own hours.
fn protected_hours(
    problem: &Problem,
    item: &Item,
    window: &Window,
    slot: &Placement,
) -> Option<Violation> {
    let until = slot.start.plus(item.minutes);
    problem
        .calendar
        .protected_within(window.date, slot.start, until)
        .next()
        .map(|hours| Violation::ProtectedHours {
            item: item.id,
            from: hours.from,
            until: hours.until,
        })
}

/// Every presenter is available for its whole length.
fn presenters_available(
    problem: &Problem,
    item: &Item,
    window: &Window,
    slot: &Placement,
) -> Vec<Violation> {
    let until = slot.start.plus(item.minutes);
    item.presenters
        .iter()
        .filter(|id| {
            problem
                .presenter(**id)
                .is_some_and(|p| !p.is_available(window.date, slot.start, until))
        })
        .map(|presenter| Violation::PresenterAway {
            item: item.id,
            presenter: *presenter,
        })
        .collect()
}

/// Approved, where approval was asked for.
fn approved(item: &Item) -> Option<Violation> {
    match item.approval {
        Approval::Pending => Some(Violation::AwaitsApproval { item: item.id }),
        Approval::Refused => Some(Violation::ApprovalRefused { item: item.id }),
        Approval::NotNeeded | Approval::Granted => None,
    }
}

/// For nobody beyond the host's audience, unless that was approved.
fn within_host_audience(problem: &Problem, item: &Item, window: &Window) -> Option<Violation> {
    let host = window.host.as_ref()?;
    let beyond = item.audience.beyond(&host.audience);
    (item.approval != Approval::Granted && !beyond.is_empty()).then(|| Violation::BeyondHost {
        item: item.id,
        window: window.id,
        people: problem.roster.people(&beyond),
    })
}

/// At its clock time.
fn pinned_clock(item: &Item, slot: &Placement) -> Option<Violation> {
    match item.pin {
        Some(Pin::Clock(clock)) if clock != slot.start => Some(Violation::NotAtClock {
            item: item.id,
            clock,
        }),
        Some(Pin::Clock(_) | Pin::First | Pin::Last) | None => None,
    }
}

/// First and last where pinned so.
fn pinned_ends(problem: &Problem, session: &[Placement]) -> Vec<Violation> {
    let mut broken = Vec::new();
    for (at, slot) in session.iter().enumerate() {
        let item = slot.item;
        match problem.item(item).and_then(|i| i.pin) {
            Some(Pin::First) if at != 0 => broken.push(Violation::NotFirst { item }),
            Some(Pin::Last) if at + 1 != session.len() => broken.push(Violation::NotLast { item }),
            Some(Pin::First | Pin::Last | Pin::Clock(_)) | None => {}
        }
    }
    broken
}

/// In an earlier half-day than its predecessors' successors, or later in the same session.
fn precedence(
    problem: &Problem,
    plan: &Plan,
    item: &Item,
    window: &Window,
    slot: &Placement,
) -> Vec<Violation> {
    let mut broken = Vec::new();
    for predecessor in &item.after {
        let Some(earlier) = plan.slot_of(*predecessor) else {
            broken.push(Violation::PredecessorUnplaced {
                item: item.id,
                predecessor: *predecessor,
            });
            continue;
        };
        let in_order = if earlier.window == slot.window {
            earlier.start < slot.start
        } else {
            problem
                .window(earlier.window)
                .is_some_and(|w| (w.date, w.half) < (window.date, window.half))
        };
        if !in_order {
            broken.push(Violation::BeforePredecessor {
                item: item.id,
                predecessor: *predecessor,
            });
        }
    }
    broken
}

/// Not in one session with items it may not share one with.
fn kept_apart(plan: &Plan, item: &Item, slot: &Placement) -> Vec<Violation> {
    item.not_with
        .iter()
        .filter(|other| {
            plan.slot_of(**other)
                .is_some_and(|there| there.window == slot.window)
        })
        .map(|other| Violation::NotTogether {
            item: item.id,
            other: *other,
        })
        .collect()
}

/// No presenter, and nobody who must attend, in two sessions of one half-day. Each pair of items is
/// reported once, by the one with the smaller number.
fn one_place_at_a_time(
    problem: &Problem,
    plan: &Plan,
    item: &Item,
    window: &Window,
) -> Vec<Violation> {
    let mut broken = Vec::new();
    for there in &plan.placements {
        let (Some(other), Some(elsewhere)) =
            (problem.item(there.item), problem.window(there.window))
        else {
            continue;
        };
        let at_once = elsewhere.id != window.id
            && (elsewhere.date, elsewhere.half) == (window.date, window.half);
        if other.id <= item.id || !at_once {
            continue;
        }
        for presenter in &item.presenters {
            if other.presenters.contains(presenter) {
                broken.push(Violation::PresenterElsewhere {
                    presenter: *presenter,
                    item: item.id,
                    other: other.id,
                });
            }
        }
        let people = shared_people(problem, item, other);
        if people > 0 {
            broken.push(Violation::AudienceElsewhere {
                item: item.id,
                other: other.id,
                people,
            });
        }
    }
    broken
}

/// People who must attend both items.
pub(crate) fn shared_people(problem: &Problem, item: &Item, other: &Item) -> u32 {
    if item.attendance == Attendance::Optional || other.attendance == Attendance::Optional {
        return 0;
    }
    problem
        .roster
        .people(&item.audience.shared_with(&other.audience))
}

/// No longer than the window's cap.
fn session_length(problem: &Problem, window: &Window, session: &[Placement]) -> Option<Violation> {
    let minutes: u32 = session
        .iter()
        .filter_map(|slot| problem.item(slot.item))
        .map(|item| u32::from(item.minutes))
        .sum();
    if minutes > u32::from(window.cap_min) {
        return Some(Violation::OverCap {
            window: window.id,
            minutes,
            cap_min: window.cap_min,
        });
    }
    (session.len() > SESSION_ITEMS_MAX).then_some(Violation::TooManyItems {
        window: window.id,
        items: session.len(),
    })
}

/// Each slot starts when the one before it ends.
fn back_to_back(problem: &Problem, session: &[Placement]) -> Vec<Violation> {
    let ends = session.iter().map(|slot| {
        let minutes = problem.item(slot.item).map_or(0, |item| item.minutes);
        slot.start.plus(minutes)
    });
    session
        .iter()
        .skip(1)
        .zip(ends)
        .filter(|(slot, expected)| slot.start != *expected)
        .map(|(slot, expected)| Violation::NotBackToBack {
            item: slot.item,
            expected,
        })
        .collect()
}

/// Whether an item counts against a quota when it is placed on a date of its period.
pub(crate) fn counts_against(quota: &Quota, item: &Item) -> bool {
    item.approval != Approval::Granted
        && quota.department.is_none_or(|d| d == item.department)
        && quota.key.is_none_or(|key| Some(key) == item.quota_key)
}

/// No more items than a quota allows within its period; approved ones do not count.
fn quotas(problem: &Problem, plan: &Plan) -> Vec<Violation> {
    let mut broken = Vec::new();
    for (at, quota) in problem.quotas.iter().enumerate() {
        let mut items = 0;
        for slot in &plan.placements {
            let (Some(item), Some(window)) = (problem.item(slot.item), problem.window(slot.window))
            else {
                continue;
            };
            let in_period = quota.from <= window.date && window.date <= quota.until;
            items += u32::from(in_period && counts_against(quota, item));
        }
        if items > u32::from(quota.allowed) {
            broken.push(Violation::OverQuota {
                quota: at,
                items,
                allowed: quota.allowed,
            });
        }
    }
    broken
}

/// A published item keeps its slot unless it is unlocked.
fn held_slots(problem: &Problem, plan: &Plan) -> Vec<Violation> {
    problem
        .items
        .iter()
        .filter(|item| {
            item.published
                .is_some_and(|published| published.hold != Hold::Unlocked)
        })
        .filter_map(|item| match plan.slot_of(item.id) {
            Some(slot) => held_slot(item, slot),
            None => Some(Violation::HeldSlotLost { item: item.id }),
        })
        .collect()
}

/// The slot is the one the item holds, as firmly as it holds it.
fn held_slot(item: &Item, slot: &Placement) -> Option<Violation> {
    let published = item.published.as_ref()?;
    let kept = match published.hold {
        Hold::Slot => published.slot.window == slot.window && published.slot.start == slot.start,
        Hold::Window => published.slot.window == slot.window,
        Hold::Unlocked => true,
    };
    (!kept).then_some(Violation::HeldSlotLost { item: item.id })
}
