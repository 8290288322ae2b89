//! The allocator against a naive reference, on anything.

use proptest::prelude::*;
use sfu_wire::{Layer, Purpose};

use super::steps::{HEADROOM, Step, VITAL_SHARE, list};
use super::{Allocator, Decision, Demand, LayerOffer};
use crate::estimate::Bitrate;
use crate::testing::clock;

const ROLES: [Purpose; 5] = [
    Purpose::Sound,
    Purpose::Stage,
    Purpose::Slides,
    Purpose::Questioner,
    Purpose::Tile,
];

fn offer(layer: Layer, kbps: u64, height_px: u32) -> LayerOffer {
    LayerOffer {
        layer,
        rate: Bitrate::kbps(kbps),
        height_px,
    }
}

prop_compose! {
    fn demand()(
        role in prop::sample::select(&ROLES[..]),
        height_px in prop::sample::select(&[0u32, 154, 360, 720][..]),
        low in prop::option::weighted(0.9, 10u64..400),
        high in prop::option::of(400u64..2000),
    ) -> Demand {
        Demand {
            role,
            height_px,
            base: low.map(|kbps| offer(Layer::Low, kbps, 180)),
            high: high
                .filter(|_| low.is_some() && role != Purpose::Sound)
                .map(|kbps| offer(Layer::High, kbps, 720)),
        }
    }
}

fn steps_of(demands: &[Demand]) -> Vec<Step> {
    let mut steps = Vec::new();
    let ranking: Vec<_> = (0..demands.len()).collect();
    list(demands, &ranking, &mut steps);
    steps
}

/// Which steps a decision holds, in the published order.
fn taken(steps: &[Step], decisions: &[Decision]) -> Vec<bool> {
    steps
        .iter()
        .map(|step| match decisions[step.slot] {
            Decision::Forward(layer) => layer >= step.layer,
            Decision::Paused(_) => false,
        })
        .collect()
}

fn fresh(kbps: u64, demands: &[Demand]) -> Vec<Decision> {
    let mut allocator = Allocator::default();
    let decisions = allocator.allocate(clock(), Bitrate::kbps(kbps), demands);
    decisions.to_vec()
}

/// Tries every set of steps: of those that may be, the one that has the earliest steps.
fn best_of_all(budget: Bitrate, steps: &[Step]) -> Vec<bool> {
    let sets = (0u32..1 << steps.len()).map(|set| {
        (0..steps.len())
            .map(|index| set >> index & 1 == 1)
            .collect::<Vec<_>>()
    });
    sets.filter(|set| may_be(budget, steps, set)).max().unwrap()
}

fn may_be(budget: Bitrate, steps: &[Step], set: &[bool]) -> bool {
    let mut left = budget;
    for (index, step) in steps.iter().enumerate() {
        if !set[index] {
            if step.always {
                return false;
            }
            continue;
        }
        let has_low = steps
            .iter()
            .zip(set)
            .any(|(other, taken)| *taken && other.slot == step.slot && other.layer == Layer::Low);
        let headroom = if step.vital { 1.0 } else { HEADROOM };
        if !has_low || !step.always && step.rate.scaled(headroom) > left {
            return false;
        }
        left = left.minus(step.rate);
    }
    true
}

fn rate_of(steps: &[Step], taken: &[bool]) -> Bitrate {
    steps
        .iter()
        .zip(taken)
        .filter(|(_, taken)| **taken)
        .fold(Bitrate::ZERO, |sum, (step, _)| sum.plus(step.rate))
}

proptest! {
    #[test]
    fn the_earliest_steps_of_all_that_fit_are_taken(
        demands in prop::collection::vec(demand(), 0..6),
        kbps in 0u64..6000,
    ) {
        let steps = steps_of(&demands);
        let found = taken(&steps, &fresh(kbps, &demands));
        prop_assert_eq!(found, best_of_all(Bitrate::kbps(kbps), &steps));
    }

    #[test]
    fn a_larger_budget_never_takes_an_earlier_step_away(
        demands in prop::collection::vec(demand(), 0..40),
        kbps in 0u64..20_000,
        more in 0u64..5000,
    ) {
        let steps = steps_of(&demands);
        let before = taken(&steps, &fresh(kbps, &demands));
        let after = taken(&steps, &fresh(kbps + more, &demands));
        prop_assert!(after >= before, "{:?} {:?}", before, after);
    }

    #[test]
    fn only_sound_and_a_quarter_of_a_stage_exceed_the_budget_whatever_came_before(
        demands in prop::collection::vec(demand(), 0..40),
        budgets_kbps in prop::collection::vec((0u64..12_000, 0u64..4000), 1..30),
    ) {
        let mut allocator = Allocator::default();
        let steps = steps_of(&demands);
        let sum = |rates: &mut dyn Iterator<Item = Bitrate>| rates.fold(Bitrate::ZERO, Bitrate::plus);
        let sound = sum(&mut steps.iter().filter(|step| step.always).map(|step| step.rate));
        let mut now = clock();
        for (kbps, wait_ms) in budgets_kbps {
            now += std::time::Duration::from_millis(wait_ms);
            let budget = Bitrate::kbps(kbps);
            let decisions = allocator.allocate(now, budget, &demands).to_vec();
            let taken = taken(&steps, &decisions);
            let vital = steps.iter().zip(&taken).filter(|(step, taken)| step.vital && **taken);
            let beyond = sum(&mut vital.map(|(step, _)| step.rate.scaled(1.0 - VITAL_SHARE)));
            // Rounded down to whole bits, each of them.
            let beyond = beyond.plus(Bitrate::bps(steps.len() as u64));
            prop_assert!(rate_of(&steps, &taken) <= budget.plus(beyond).max(sound));
            for (step, taken) in steps.iter().zip(&taken) {
                prop_assert!(*taken || !step.always, "sound is always forwarded");
            }
        }
    }
}
