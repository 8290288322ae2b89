//! A first plan, and a seeded local search from it: what stands when no proof comes in time, and
//! what the exact search prunes with.

use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::arrangement::Arrangement;
use crate::deadline::Deadline;
use crate::model::Model;
use crate::places::ItemSet;
use crate::sessions::Sessions;

/// Steps without a new best plan before the search goes on from a disturbed one.
const PATIENCE: u32 = 400;
/// Sessions dissolved by a disturbance.
const DISSOLVED: usize = 2;

/// Puts every item that is left into the window where it costs least, most urgent first, until
/// nothing fits any more.
pub(crate) fn fill(
    model: &Model<'_>,
    sessions: &mut Sessions<'_, '_>,
    start: Arrangement,
) -> Arrangement {
    let mut plan = start;
    loop {
        let mut left: Vec<usize> = model.placeable.minus(plan.placed()).iter().collect();
        left.sort_by_key(|place| {
            model.items.get(*place).map(|item| {
                (
                    std::cmp::Reverse(item.item.priority),
                    item.reach.map(|(_, last)| last),
                )
            })
        });
        let before = plan.placed();
        for place in left {
            if let Some(better) = best_place(model, sessions, &plan, place) {
                plan = better;
            }
        }
        if plan.placed() == before {
            return plan;
        }
    }
}

/// The plan with an item in the window where it costs least; none if it fits nowhere.
pub(crate) fn best_place(
    model: &Model<'_>,
    sessions: &mut Sessions<'_, '_>,
    plan: &Arrangement,
    place: usize,
) -> Option<Arrangement> {
    let (first, last) = model.items.get(place)?.reach?;
    (first..=last)
        .filter_map(|window| plan.with(model, sessions, &[(window, plan.set(window).with(place))]))
        .min_by_key(Arrangement::total)
}

/// Improves a plan by moving items, exchanging them and dissolving sessions, for so many steps. The
/// same seed gives the same plan, unless the deadline passes.
pub(crate) fn improve(
    model: &Model<'_>,
    sessions: &mut Sessions<'_, '_>,
    start: Arrangement,
    seed: u64,
    steps: u32,
    deadline: &mut dyn Deadline,
) -> Arrangement {
    let mut rng = StdRng::seed_from_u64(seed);
    let free: Vec<usize> = model.placeable.minus(model.held).iter().collect();
    let mut best = start.clone();
    let mut current = start;
    let mut since_best = 0;
    for step in 0..steps {
        if free.is_empty() || (step.is_multiple_of(64) && deadline.has_passed()) {
            break;
        }
        let next = match rng.random_range(0..8u8) {
            0..=3 => moved(model, sessions, &current, &free, &mut rng),
            4..=6 => exchanged(model, sessions, &current, &free, &mut rng),
            _ => Some(dissolved(model, sessions, &current, 1, &mut rng)),
        };
        since_best += 1;
        if let Some(next) = next
            && next.total() <= current.total()
        {
            current = next;
        }
        if current.total() < best.total() {
            best = current.clone();
            since_best = 0;
        } else if since_best >= PATIENCE {
            current = dissolved(model, sessions, &best, DISSOLVED, &mut rng);
            since_best = 0;
        }
    }
    best
}

fn any_of(places: &[usize], rng: &mut StdRng) -> Option<usize> {
    (!places.is_empty())
        .then(|| rng.random_range(0..places.len()))
        .and_then(|at| places.get(at).copied())
}

/// An item in another window of its reach.
fn moved(
    model: &Model<'_>,
    sessions: &mut Sessions<'_, '_>,
    plan: &Arrangement,
    free: &[usize],
    rng: &mut StdRng,
) -> Option<Arrangement> {
    let place = any_of(free, rng)?;
    let (first, last) = model.items.get(place)?.reach?;
    let to = rng.random_range(first..=last);
    let joined = (to, plan.set(to).with(place));
    match plan.window_of(place) {
        Some(from) if from == to => None,
        Some(from) => {
            let left = (from, plan.set(from).minus(ItemSet::only(place)));
            plan.with(model, sessions, &[left, joined])
        }
        None => plan.with(model, sessions, &[joined]),
    }
}

/// Two items in each other's window; one of them may have had none.
fn exchanged(
    model: &Model<'_>,
    sessions: &mut Sessions<'_, '_>,
    plan: &Arrangement,
    free: &[usize],
    rng: &mut StdRng,
) -> Option<Arrangement> {
    let (one, other) = (any_of(free, rng)?, any_of(free, rng)?);
    let to = plan.window_of(other)?;
    let there = (to, plan.set(to).minus(ItemSet::only(other)).with(one));
    match plan.window_of(one) {
        Some(from) if from == to => None,
        Some(from) => {
            let here = (from, plan.set(from).minus(ItemSet::only(one)).with(other));
            plan.with(model, sessions, &[here, there])
        }
        None => plan.with(model, sessions, &[there]),
    }
}

/// Some sessions emptied but for what is held, and their items placed anew, in random order.
fn dissolved(
    model: &Model<'_>,
    sessions: &mut Sessions<'_, '_>,
    plan: &Arrangement,
    count: usize,
    rng: &mut StdRng,
) -> Arrangement {
    let mut emptied = plan.clone();
    for _ in 0..count {
        let open: Vec<usize> = emptied
            .sets()
            .iter()
            .enumerate()
            .filter(|(_, set)| !set.minus(model.held).is_empty())
            .map(|(at, _)| at)
            .collect();
        if let Some(at) = any_of(&open, rng) {
            let kept = emptied.set(at).and(model.held);
            if let Some(without) = emptied.with(model, sessions, &[(at, kept)]) {
                emptied = without;
            }
        }
    }
    let mut waiting: Vec<usize> = model.placeable.minus(emptied.placed()).iter().collect();
    while let Some(place) = any_of(&waiting, rng) {
        waiting.retain(|other| *other != place);
        if let Some(better) = best_place(model, sessions, &emptied, place) {
            emptied = better;
        }
    }
    fill(model, sessions, emptied)
}
