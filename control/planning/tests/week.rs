//! A week as the solver plans it, held against the street's rules as they are written down.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use control_wire::rest::Venue;
use control_wire::rest::planning::board::{
    Headcount, Hold, PlanCost, PlanVersion, Savings, Slot, VersionState,
};
use control_wire::rest::planning::items::{Approval, Item};
use control_wire::rest::planning::street::{DepartmentStanding, QuotaOf, StreetRole};
use control_wire::rest::planning::windows::{Window, WindowState};
use control_wire::rest::planning::{AudienceOf, HalfDay};
use control_wire::signal::agenda::ItemKind;
use jiff::civil::{Date, date};
use planning::dates::Week;
use planning::street::Street;
use planning::version::Versions;
use planning::week::{NextWeek, Outlook, SlotElsewhere, WeekInputs, WeekProblem};
use proptest::prelude::*;
use slotting::deadline::NoDeadline;
use slotting::solve::{Options, SolveError, solve};

const MONDAY: Date = date(2026, 11, 23);

fn street() -> Street {
    let venue = |number: u16| Venue {
        number,
        name: format!("{number}居委会"),
        short_name: number.to_string(),
    };
    Street {
        venues: [0, 3, 7].map(venue).into(),
        roles: vec![StreetRole {
            number: 0,
            name: "书记".to_owned(),
        }],
        headcounts: [3, 7]
            .map(|venue| Headcount {
                venue,
                role: 0,
                people: 1,
            })
            .into(),
        departments: [1, 2]
            .map(|department| DepartmentStanding {
                department,
                name: format!("科室{department}"),
                privileged: department == 1,
                email: None,
            })
            .into(),
        quotas: vec![QuotaOf {
            id: 1,
            department: Some(2),
            line: None,
            from: "2026-11-01".to_owned(),
            until: "2026-11-30".to_owned(),
            allowed: 2,
        }],
        ..Street::default()
    }
}

fn windows() -> Vec<Window> {
    let days = ["2026-11-23", "2026-11-24", "2026-11-26"];
    (1..)
        .zip(days)
        .map(|(id, day)| Window {
            id,
            date: day.to_owned(),
            half: HalfDay::Morning,
            room: "三楼".to_owned(),
            opens_min: 540,
            closes_min: 690,
            cap_min: 60,
            series: None,
            // The first was held.
            state: if id == 1 {
                WindowState::Closed
            } else {
                WindowState::Called
            },
            session: None,
        })
        .collect()
}

fn item(id: i64, department: i64, minutes: u16) -> Item {
    Item {
        id,
        department,
        title: format!("事项{id}"),
        kind: ItemKind::Discuss,
        minutes,
        audience: vec![AudienceOf {
            role: 0,
            venues: vec![3, 7],
        }],
        required: true,
        earliest: "2026-11-23".to_owned(),
        deadline: "2026-11-27".to_owned(),
        wished: None,
        priority: 10,
        presenters: Vec::new(),
        pin: None,
        after: Vec::new(),
        not_with: Vec::new(),
        line: None,
        separate_reason: None,
        approval: Approval::NotNeeded,
        approval_reasons: Vec::new(),
        call: None,
        withdrawn: false,
        made_ms: 0,
        offer_tips: false,
    }
}

fn version(state: VersionState, slots: Vec<Slot>) -> PlanVersion {
    PlanVersion {
        id: 1,
        week: "2026-11-23".to_owned(),
        number: 1,
        state,
        made_ms: 0,
        made_by: 1,
        published_ms: Some(0),
        slots,
        cost: PlanCost::default(),
        savings: Savings::default(),
    }
}

fn slot(item: i64, window: i64, start_min: u16, hold: Hold) -> Slot {
    Slot {
        item,
        window,
        start_min,
        hold,
    }
}

/// A week, its published slots, and what other weeks hold.
#[derive(Debug, Clone)]
struct Case {
    items: Vec<Item>,
    published: Vec<Slot>,
    elsewhere: Vec<SlotElsewhere>,
}

impl Case {
    fn problem(&self) -> WeekProblem {
        let street = street();
        let windows = windows();
        let versions = Versions::of([version(VersionState::Published, self.published.clone())]);
        WeekProblem::of(&WeekInputs {
            street: &street,
            week: Week::of(MONDAY),
            windows: &windows,
            items: &self.items,
            versions: &versions,
            elsewhere: &self.elsewhere,
            today: MONDAY,
        })
        .unwrap()
    }

    fn solved(&self) -> Vec<Slot> {
        let problem = self.problem();
        let solution = solve(&problem.problem, &Options::default(), &mut NoDeadline).unwrap();
        problem.slots_of(&solution.plan)
    }

    fn item(&self, id: i64) -> &Item {
        self.items.iter().find(|item| item.id == id).unwrap()
    }
}

fn any_item(id: i64) -> impl Strategy<Value = Item> {
    (
        1i64..3,
        5u16..30,
        0u8..6,
        prop::bool::weighted(0.15),
        prop::bool::weighted(0.15),
        prop::option::weighted(0.3, 1i64..7),
    )
        .prop_map(
            move |(department, minutes, approval, withdrawn, separate, after)| Item {
                approval: match approval {
                    0 => Approval::Pending,
                    1 => Approval::Refused,
                    2 => Approval::Granted,
                    _ => Approval::NotNeeded,
                },
                withdrawn,
                separate_reason: separate.then(|| "须单独召开".to_owned()),
                // Only earlier ones, so that none waits for itself.
                after: after.filter(|after| *after < id).into_iter().collect(),
                ..item(id, department, minutes)
            },
        )
}

fn any_case() -> impl Strategy<Value = Case> {
    let items = (
        any_item(1),
        any_item(2),
        any_item(3),
        any_item(4),
        any_item(5),
        any_item(6),
    );
    (items, prop::bool::ANY, prop::bool::ANY).prop_map(|(items, held, used)| {
        let mut items: Vec<Item> = vec![items.0, items.1, items.2, items.3, items.4, items.5];
        items.push(item(7, 1, 20));
        items.push(item(8, 2, 20));
        let mut published = vec![slot(7, 2, 540, Hold::Slot)];
        if held {
            published.push(slot(8, 1, 540, Hold::Slot));
        }
        let elsewhere = SlotElsewhere {
            item: 99,
            department: 2,
            line: None,
            granted: false,
            date: date(2026, 11, 17),
        };
        Case {
            items,
            published,
            elsewhere: used.then_some(elsewhere).into_iter().collect(),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_asked_the_plan_keeps_the_streets_rules(case in any_case()) {
        let slots = case.solved();
        let placed: BTreeSet<i64> = slots.iter().map(|slot| slot.item).collect();
        prop_assert_eq!(placed.len(), slots.len(), "one slot an item");
        for slot in &slots {
            let item = case.item(slot.item);
            prop_assert!(!item.withdrawn, "nothing withdrawn");
            prop_assert!(
                matches!(item.approval, Approval::NotNeeded | Approval::Granted),
                "nothing unapproved"
            );
            if item.separate_reason.is_some() {
                let alone = slots.iter().filter(|other| other.window == slot.window).count();
                prop_assert_eq!(alone, 1, "a meeting of its own");
            }
            for earlier in &item.after {
                let before = slots.iter().find(|slot| slot.item == *earlier);
                let before = before.map(|before| (before.window, before.start_min));
                prop_assert!(
                    before.is_some_and(|before| before < (slot.window, slot.start_min)),
                    "what comes before it has its slot before it"
                );
            }
        }
        for published in &case.published {
            prop_assert!(
                slots.iter().any(|slot| (slot.item, slot.window, slot.start_min)
                    == (published.item, published.window, published.start_min)),
                "a published slot stays"
            );
        }
        let closed = slots.iter().filter(|slot| slot.window == 1).count();
        let held = case.published.iter().filter(|slot| slot.window == 1).count();
        prop_assert_eq!(closed, held, "nothing joins a meeting that was held");
        let counted = slots.iter().map(|slot| case.item(slot.item)).filter(|item| {
            item.department == 2 && item.approval == Approval::NotNeeded
        });
        prop_assert!(counted.count() + case.elsewhere.len() <= 2, "the quota");
        for window in windows() {
            let minutes: u16 = slots
                .iter()
                .filter(|slot| slot.window == window.id)
                .map(|slot| case.item(slot.item).minutes)
                .sum();
            prop_assert!(minutes <= window.cap_min, "the cap");
        }
    }
}

#[test]
fn a_withdrawn_item_leaves_a_gap_that_the_next_plan_closes() {
    let mut between = item(2, 1, 20);
    between.withdrawn = true;
    let case = Case {
        items: vec![item(1, 1, 20), between, item(3, 1, 20)],
        published: vec![
            slot(1, 2, 540, Hold::Slot),
            slot(2, 2, 560, Hold::Slot),
            slot(3, 2, 580, Hold::Slot),
        ],
        elsewhere: Vec::new(),
    };
    let slots: Vec<_> = case
        .solved()
        .into_iter()
        .map(|slot| (slot.item, slot.window, slot.start_min))
        .collect();
    assert_eq!(slots, [(1, 2, 540), (3, 2, 560)]);
}

#[test]
fn an_item_with_a_slot_in_another_week_is_not_planned_twice() {
    let case = Case {
        items: vec![item(1, 1, 20)],
        published: Vec::new(),
        elsewhere: vec![SlotElsewhere {
            item: 1,
            department: 1,
            line: None,
            granted: false,
            date: date(2026, 11, 30),
        }],
    };
    assert_eq!(case.solved(), []);
}

#[test]
fn an_item_that_waits_for_one_without_a_slot_says_so() {
    let mut second = item(2, 1, 20);
    second.after = vec![9];
    let mut third = item(3, 1, 20);
    third.after = vec![2];
    let mut ninth = item(9, 1, 20);
    ninth.approval = Approval::Refused;
    let case = Case {
        items: vec![second, third, ninth],
        published: Vec::new(),
        elsewhere: Vec::new(),
    };
    let problem = case.problem();
    let left_out: Vec<i64> = problem.left_out.iter().map(|(item, _)| *item).collect();
    assert_eq!(left_out, [2, 3]);
    assert!(problem.left_out[0].1.zh.contains("事项9"));
    assert!(problem.left_out[0].1.en.contains("事项9"));
}

#[test]
fn published_slots_that_break_a_rule_are_named() {
    let mut late = item(1, 1, 20);
    late.deadline = "2026-11-24".to_owned();
    let case = Case {
        items: vec![late],
        published: vec![slot(1, 3, 540, Hold::Slot)],
        elsewhere: Vec::new(),
    };
    let problem = case.problem();
    let refused = solve(&problem.problem, &Options::default(), &mut NoDeadline);
    let Err(SolveError::HeldSlots(violations)) = refused else {
        panic!("{refused:?}");
    };
    let said = problem.words().violation(&violations[0]);
    assert!(said.zh.contains("事项1"), "{said:?}");
}

/// A week with one window on 24 November, the next with one on 1 December.
struct TwoWeeks {
    items: Vec<Item>,
    next: Versions,
    elsewhere: Vec<SlotElsewhere>,
}

/// What is said of an item: its number, whether it has a slot, and why.
type Said = (i64, bool, String);

impl TwoWeeks {
    /// The slots of the week itself, and what is said of each of its items.
    fn solved(&self) -> Option<(Vec<Slot>, Vec<Said>)> {
        let street = street();
        let windows = windows();
        let this = &windows[1..2];
        let next = [Window {
            id: 4,
            date: "2026-12-01".to_owned(),
            ..windows[1].clone()
        }];
        let versions = Versions::default();
        let inputs = WeekInputs {
            street: &street,
            week: Week::of(MONDAY),
            windows: this,
            items: &self.items,
            versions: &versions,
            elsewhere: &self.elsewhere,
            today: MONDAY,
        };
        let alone = WeekProblem::of(&inputs).unwrap();
        let next = NextWeek {
            windows: &next,
            versions: &self.next,
        };
        let outlook = Outlook::of(&alone, &inputs, next)?;
        let solution = solve(outlook.problem(), &Options::default(), &mut NoDeadline).unwrap();
        let said = solution
            .explanations
            .iter()
            .filter_map(|explanation| outlook.explained(explanation))
            .map(|explained| (explained.item, explained.placed, explained.why.zh))
            .collect();
        let slots = alone.slots_of(&outlook.of_the_week(&solution.plan));
        Some((slots, said))
    }
}

/// An item of the next week alone.
fn next_week(id: i64) -> Item {
    Item {
        earliest: "2026-11-30".to_owned(),
        deadline: "2026-12-04".to_owned(),
        ..item(id, 1, 20)
    }
}

fn may_wait(id: i64) -> Item {
    Item {
        deadline: "2026-12-04".to_owned(),
        ..item(id, 1, 20)
    }
}

#[test]
fn an_item_waits_for_a_session_of_the_next_week_where_its_people_meet_anyway() {
    let case = TwoWeeks {
        items: vec![may_wait(1), next_week(2)],
        next: Versions::default(),
        elsewhere: Vec::new(),
    };
    let (slots, said) = case.solved().unwrap();
    assert_eq!(slots, []);
    let [(1, false, why)] = &said[..] else {
        panic!("{said:?}");
    };
    assert!(
        why.starts_with("留到下一周：") && why.contains("12月1日"),
        "{why}"
    );
}

#[test]
fn an_item_due_this_week_does_not_wait_and_the_other_joins_it() {
    let case = TwoWeeks {
        items: vec![may_wait(1), item(2, 1, 20)],
        next: Versions::default(),
        elsewhere: Vec::new(),
    };
    let (slots, said) = case.solved().unwrap();
    assert_eq!(slots.len(), 2);
    assert!(said.iter().all(|(_, placed, _)| *placed), "{said:?}");
}

#[test]
fn what_the_next_week_has_drafted_stays_there() {
    // Item 3 could move into this week and save item 2's people a trip; its draft is another's work.
    let drafted = version(VersionState::Draft, vec![slot(3, 4, 540, Hold::Unlocked)]);
    let case = TwoWeeks {
        items: vec![item(2, 1, 20), may_wait(3)],
        next: Versions::of([drafted]),
        elsewhere: vec![SlotElsewhere {
            item: 3,
            department: 1,
            line: None,
            granted: false,
            date: date(2026, 12, 1),
        }],
    };
    let (slots, said) = case.solved().unwrap();
    let placed: Vec<i64> = slots.iter().map(|slot| slot.item).collect();
    assert_eq!(placed, [2]);
    assert_eq!(said.len(), 1, "of the week's own item alone: {said:?}");
}

#[test]
fn nothing_waits_for_a_week_that_is_frozen() {
    let frozen = version(VersionState::Frozen, Vec::new());
    let case = TwoWeeks {
        items: vec![may_wait(1), next_week(2)],
        next: Versions::of([frozen]),
        elsewhere: Vec::new(),
    };
    assert!(case.solved().is_none());
}

#[test]
fn what_may_wait_is_not_counted_as_left_out() {
    let case = Case {
        items: vec![may_wait(1), item(2, 1, 20)],
        published: Vec::new(),
        elsewhere: Vec::new(),
    };
    let (cost, _) = case.problem().judged(&[]);
    assert_eq!(cost.unplaced_priority, u64::from(item(2, 1, 20).priority));
}
