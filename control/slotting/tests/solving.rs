//! What a caller of the solver relies on: the same answer for the same seed, a valid plan whenever
//! it is stopped, a reason for everything in both languages, and changes by hand judged alike.
#![expect(clippy::indexing_slicing, reason = "a test fails loudly")]

#[path = "world/small.rs"]
mod small;
#[path = "world/street.rs"]
mod street;

use slotting::audience::{Audience, Role, Roster, Venues};
use slotting::calendar::{Clock, HalfDay};
use slotting::check::{Change, Difference, check_change};
use slotting::deadline::NoDeadline;
use slotting::explain::Outcome;
use slotting::item::{Approval, Attendance, DepartmentId, Item, ItemId, Kind};
use slotting::objective::{Level, objective_of};
use slotting::problem::Problem;
use slotting::rules::check_plan;
use slotting::solve::{Options, Proof, SolveError, Width, solve};
use slotting::window::{RoomId, Window, WindowId};
use slotting::wording::{Language, Numbers, Wording};
use small::Size;
use street::Freedom;

const SIZE: Size = Size {
    items: 7,
    windows: 5,
    published: true,
};

/// The first two weeks of a street's half-year.
fn fortnight(seed: u64) -> Problem {
    let freedom = Freedom {
        reach_days: 3,
        cap_min: 90,
    };
    let year = street::half_year(seed, freedom);
    let until = year.workdays[9].0;
    assert_eq!(year.weeks().start(), &0);
    let mut problem = year.all;
    problem.items.retain(|item| item.deadline <= until);
    problem.windows.retain(|window| window.date <= until);
    let ids: Vec<ItemId> = problem.items.iter().map(|item| item.id).collect();
    for item in &mut problem.items {
        item.after.retain(|earlier| ids.contains(earlier));
    }
    problem
}

#[test]
fn the_same_seed_gives_the_same_solution() {
    for seed in 0..100 {
        let problem = small::problem(seed, SIZE);
        let run = || solve(&problem, &Options::default(), &mut NoDeadline);
        assert_eq!(run(), run(), "seed {seed}");
    }
    let problem = fortnight(1);
    let run = || solve(&problem, &Options::default(), &mut NoDeadline).unwrap();
    assert_eq!(run(), run());
}

#[test]
fn stopped_at_any_time_it_still_has_a_plan_that_keeps_the_rules() {
    let problem = fortnight(2);
    let best = solve(&problem, &Options::default(), &mut NoDeadline).unwrap();
    assert_eq!(best.proof, Proof::Optimal);
    for looks in 0..60 {
        let mut left = looks;
        let mut soon = || {
            left -= i32::from(left > 0);
            left == 0
        };
        let solution = solve(&problem, &Options::default(), &mut soon).unwrap();
        assert_eq!(check_plan(&problem, &solution.plan), []);
        assert_eq!(objective_of(&problem, &solution.plan), solution.objective);
        assert!(solution.objective >= best.objective);
        match solution.proof {
            Proof::Optimal => assert_eq!(solution.objective, best.objective),
            Proof::Gap { bound } => assert!(bound <= best.objective, "after {looks} looks"),
        }
    }
}

#[test]
fn a_bound_never_exceeds_the_best_plan() {
    for seed in 0..300 {
        let problem = small::problem(seed, SIZE);
        let exact = solve(&problem, &Options::default(), &mut NoDeadline);
        let narrow = Options {
            search_steps: 0,
            widths: vec![Width {
                states: 1,
                sessions: 2,
            }],
            ..Options::default()
        };
        let (Ok(exact), Ok(narrow)) = (exact, solve(&problem, &narrow, &mut NoDeadline)) else {
            continue;
        };
        assert!(narrow.objective >= exact.objective, "seed {seed}");
        if let Proof::Gap { bound } = narrow.proof {
            assert!(bound <= exact.objective, "seed {seed}");
        } else {
            assert_eq!(narrow.objective, exact.objective, "seed {seed}");
        }
    }
}

#[test]
fn every_item_is_explained_in_both_languages() {
    for seed in 0..300 {
        let problem = small::problem(seed, SIZE);
        let Ok(solution) = solve(&problem, &Options::default(), &mut NoDeadline) else {
            continue;
        };
        assert_eq!(solution.explanations.len(), problem.items.len());
        for (item, explanation) in problem.items.iter().zip(&solution.explanations) {
            assert_eq!(explanation.item, item.id);
            let is_placed = matches!(explanation.outcome, Outcome::Placed { .. });
            assert_eq!(is_placed, solution.plan.slot_of(item.id).is_some());
            let say = |language| {
                Wording {
                    problem: &problem,
                    names: &Numbers,
                    language,
                }
                .explanation(explanation)
            };
            let (chinese, english) = (say(Language::Chinese), say(Language::English));
            assert!(chinese.contains(&format!("事项{}", item.id.0)) && chinese.ends_with('。'));
            assert!(english.contains(&format!("item {}", item.id.0)) && english.ends_with('.'));
            let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
            assert!(!english.contains(is_han), "{english}");
        }
    }
}

/// Two items for the same 33 people, one wished on Tuesday, one on Wednesday, and a third for others.
fn two_that_can_share() -> Problem {
    let tuesday = jiff::civil::date(2026, 11, 24);
    let wednesday = jiff::civil::date(2026, 11, 25);
    let everywhere = Venues::of(1..=33);
    let item = |id, role, earliest, wished| Item {
        id: ItemId(id),
        department: DepartmentId(1),
        kind: Kind::Discuss,
        minutes: 20,
        audience: Audience::default().with(Role(role), everywhere),
        attendance: Attendance::Required,
        earliest,
        deadline: wednesday,
        wished: Some(wished),
        priority: 1,
        presenters: Vec::new(),
        pin: None,
        after: Vec::new(),
        not_with: Vec::new(),
        approval: Approval::NotNeeded,
        quota_key: None,
        published: None,
    };
    let window = |id, date| Window {
        id: WindowId(id),
        date,
        half: HalfDay::Morning,
        room: RoomId(1),
        opens: Clock::at(9, 0),
        closes: Clock::at(10, 30),
        cap_min: 90,
        host: None,
    };
    let mut bound_to_tuesday = item(1, 0, tuesday, tuesday);
    bound_to_tuesday.deadline = tuesday;
    Problem {
        roster: Roster::of((1..=33).flat_map(|v| [(v, Role(0), 1), (v, Role(1), 1)])),
        items: vec![
            bound_to_tuesday,
            item(2, 0, tuesday, wednesday),
            item(3, 1, wednesday, wednesday),
        ],
        windows: vec![window(1, tuesday), window(2, wednesday)],
        ..Problem::default()
    }
}

#[test]
fn a_move_is_told_by_its_days_and_what_it_saves() {
    let problem = two_that_can_share();
    let solution = solve(&problem, &Options::default(), &mut NoDeadline).unwrap();
    let say = |language| {
        Wording {
            problem: &problem,
            names: &Numbers,
            language,
        }
        .explanation(&solution.explanations[1])
    };
    assert_eq!(
        say(Language::Chinese),
        "“事项2”排在11月24日 周二上午09:20：与“事项1”拼会，少跑33人次；从周三（11/25）调到周二（11/24），少跑33人次。"
    );
    assert_eq!(
        say(Language::English),
        "“item 2” is on Tue 24 Nov, morning, at 09:20: it shares the session with “item 1”, which \
         saves 33 trips; moved Wed 11/25→Tue 11/24: saves 33 trips."
    );
}

#[test]
fn a_change_by_hand_is_costed_against_the_plan_before_and_the_best() {
    let problem = two_that_can_share();
    let best = solve(&problem, &Options::default(), &mut NoDeadline).unwrap();
    let change = Change::Place {
        item: ItemId(2),
        window: WindowId(2),
    };
    let moved = check_change(&problem, &best.plan, change, &best.objective).unwrap();
    assert_eq!(moved.broken, []);
    let trips = Difference::More {
        level: Level::SeatTrips,
        amount: 33,
    };
    assert_eq!((moved.against_before, moved.against_best), (trips, trips));
    let back = Change::Place {
        item: ItemId(2),
        window: WindowId(1),
    };
    let back = check_change(&problem, &moved.plan, back, &best.objective).unwrap();
    assert_eq!(back.against_best, Difference::None);
    assert_eq!(back.objective, best.objective);
}

#[test]
fn a_forbidden_change_says_what_forbids_it_in_words() {
    let problem = two_that_can_share();
    let best = solve(&problem, &Options::default(), &mut NoDeadline).unwrap();
    let change = Change::Place {
        item: ItemId(1),
        window: WindowId(2),
    };
    let checked = check_change(&problem, &best.plan, change, &best.objective).unwrap();
    let say = |language| {
        Wording {
            problem: &problem,
            names: &Numbers,
            language,
        }
        .checked(&checked)
    };
    assert_eq!(
        say(Language::Chinese),
        "不能这样排：11月25日 周三上午晚于“事项1”的截止日期。"
    );
    assert_eq!(
        say(Language::English),
        "Not possible: Wed 25 Nov, morning is after the deadline of “item 1”."
    );
}

#[test]
fn a_change_by_hand_agrees_with_the_checks_on_random_plans() {
    for seed in 0..200 {
        let problem = small::problem(seed, SIZE);
        let Ok(best) = solve(&problem, &Options::default(), &mut NoDeadline) else {
            continue;
        };
        for item in &problem.items {
            for window in &problem.windows {
                let change = Change::Place {
                    item: item.id,
                    window: window.id,
                };
                let checked = check_change(&problem, &best.plan, change, &best.objective).unwrap();
                assert_eq!(checked.broken, check_plan(&problem, &checked.plan));
                assert_eq!(checked.objective, objective_of(&problem, &checked.plan));
                assert!(
                    !checked.broken.is_empty() || checked.objective >= best.objective,
                    "seed {seed}: a proven plan was beaten by hand"
                );
            }
        }
    }
}

#[test]
fn held_slots_that_break_rules_are_named_instead_of_planned_around() {
    let mut problem = two_that_can_share();
    let best = solve(&problem, &Options::default(), &mut NoDeadline).unwrap();
    problem.items[0].published = Some(slotting::item::Published {
        slot: *best.plan.slot_of(ItemId(1)).unwrap(),
        hold: slotting::item::Hold::Slot,
    });
    problem.items[0].approval = Approval::Refused;
    match solve(&problem, &Options::default(), &mut NoDeadline) {
        Err(SolveError::HeldSlots(broken)) => assert_eq!(
            broken,
            [slotting::rules::Violation::ApprovalRefused { item: ItemId(1) }]
        ),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_malformed_problem_is_refused() {
    let mut problem = two_that_can_share();
    problem.items[0].after = vec![ItemId(2)];
    problem.items[1].after = vec![ItemId(1)];
    assert!(matches!(
        solve(&problem, &Options::default(), &mut NoDeadline),
        Err(SolveError::Problem(
            slotting::problem::ProblemError::Circle(_)
        ))
    ));
}
