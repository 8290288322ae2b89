//! One subscriber's allocator: the published order, with memory.

use std::time::Instant;

use sfu_wire::{Layer, Purpose};

use super::demand::{Decision, Demand, Pause};
use super::hysteresis::{BAR_MAX, BAR_MIN, Past};
use super::steps::{HEADROOM, Standing, Step, list, take_what_fits};
use super::turns::{Tile, Turns};
use crate::estimate::Bitrate;

/// Decides for the slots of one page.
///
/// [`Self::allocate`] is asked after each change of the budget or the demands, and at least every
/// 500 ms, for bars end and turns come by time alone.
#[derive(Debug, Default)]
pub(crate) struct Allocator {
    slots: Vec<SlotMemory>,
    turns: Turns,
    decisions: Vec<Decision>,
    // Kept for their memory.
    steps: Vec<Step>,
    ranking: Vec<usize>,
    tiles: Vec<Tile>,
    granted: Vec<Option<Layer>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct SlotMemory {
    past: Past,
    /// Since when it is shown, or waits to be; or when it last had its turn in vain.
    since: Option<Instant>,
}

impl Allocator {
    /// Decides for each of `demands`, in their order. A slot keeps its index for as long as the
    /// page lives.
    pub(crate) fn allocate(
        &mut self,
        now: Instant,
        budget: Bitrate,
        demands: &[Demand],
    ) -> &[Decision] {
        self.slots.resize(demands.len(), SlotMemory::default());
        let taker = self.rank(now, demands);
        list(demands, &self.ranking, &mut self.steps);
        self.granted.clear();
        self.granted.resize(demands.len(), None);
        let slots = &self.slots;
        let standing = |step: &Step| {
            let past = slots.get(step.slot).map(|slot| slot.past);
            let is_turn = taker == Some(step.slot) && step.layer == Layer::Low;
            if is_turn || past.is_some_and(|past| past.layer >= Some(step.layer)) {
                Standing::Held
            } else if past.is_some_and(|past| past.is_barred(now)) {
                Standing::Barred
            } else {
                Standing::New
            }
        };
        take_what_fits(budget, &self.steps, standing, &mut self.granted);
        self.remember(now, demands, taker);
        &self.decisions
    }

    /// The budget that would give every slot its best, head-room included: to be wanted of the
    /// estimator.
    pub(crate) fn wanted(demands: &[Demand]) -> Bitrate {
        let best = demands
            .iter()
            .map(Demand::best_rate)
            .fold(Bitrate::ZERO, Bitrate::plus);
        best.scaled(HEADROOM)
    }

    /// Fills `ranking`: the slots of each role in the page's order, the wall by its turns. Returns
    /// the tile whose turn it is.
    fn rank(&mut self, now: Instant, demands: &[Demand]) -> Option<usize> {
        self.ranking.clear();
        self.tiles.clear();
        for (slot, (demand, memory)) in demands.iter().zip(&self.slots).enumerate() {
            if demand.role == Purpose::Tile && demand.is_live() {
                self.tiles.push(Tile {
                    slot,
                    is_shown: memory.past.layer.is_some(),
                    since: memory.since,
                });
            } else {
                self.ranking.push(slot);
            }
        }
        self.turns.rank(now, &mut self.tiles, &mut self.ranking)
    }

    fn remember(&mut self, now: Instant, demands: &[Demand], taker: Option<usize>) {
        self.decisions.clear();
        let granted = demands.iter().zip(&self.granted);
        for (slot, ((demand, granted), memory)) in granted.zip(&mut self.slots).enumerate() {
            let before = memory.past.layer;
            if before.is_some() != granted.is_some() || taker == Some(slot) {
                memory.since = Some(now);
            }
            if !demand.is_live() {
                memory.past.begin_anew(None);
                memory.since = None;
            } else if taker.is_some() && demand.role == Purpose::Tile && granted.is_none() {
                // It gave its place to another: that says nothing about the room there is.
                memory.past.begin_anew(None);
            } else if *granted < before && *granted == demand.best_layer() {
                // It has all that is wanted of it now: the path is not why that is less.
                memory.past.begin_anew(*granted);
            } else {
                // Nobody is to look at no stage at all for longer than it takes to see whether the
                // path has recovered.
                let is_dark = demand.role == Purpose::Stage && granted.is_none();
                let bar_max = if is_dark { BAR_MIN } else { BAR_MAX };
                memory.past.become_layer(now, *granted, bar_max);
            }
            self.decisions.push(match granted {
                Some(Layer::High) => Decision::Forward(Layer::High),
                // The low layer, or the only one.
                Some(Layer::Low) => {
                    Decision::Forward(demand.base.map_or(Layer::Low, |low| low.layer))
                }
                None if demand.base.is_none() => Decision::Paused(Pause::Empty),
                None if !demand.is_live() => Decision::Paused(Pause::Hidden),
                None => Decision::Paused(Pause::Starved),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::demand::LayerOffer;
    use super::*;
    use crate::testing::clock;

    const LOW: Decision = Decision::Forward(Layer::Low);
    const HIGH: Decision = Decision::Forward(Layer::High);
    const STARVED: Decision = Decision::Paused(Pause::Starved);
    const STEP: Duration = Duration::from_millis(500);

    fn offer(layer: Layer, kbps: u64) -> Option<LayerOffer> {
        Some(LayerOffer {
            layer,
            rate: Bitrate::kbps(kbps),
            height_px: if layer == Layer::Low { 180 } else { 720 },
        })
    }

    fn sound() -> Demand {
        Demand {
            role: Purpose::Sound,
            height_px: 0,
            base: offer(Layer::High, 40),
            high: None,
        }
    }

    fn picture(role: Purpose) -> Demand {
        Demand {
            role,
            height_px: 720,
            base: offer(Layer::Low, 150),
            high: offer(Layer::High, 1500),
        }
    }

    fn slides() -> Demand {
        Demand {
            base: offer(Layer::High, 600),
            high: None,
            ..picture(Purpose::Slides)
        }
    }

    fn tile() -> Demand {
        Demand {
            height_px: 154,
            base: offer(Layer::Low, 100),
            ..picture(Purpose::Tile)
        }
    }

    fn fresh(kbps: u64, demands: &[Demand]) -> Vec<Decision> {
        let mut allocator = Allocator::default();
        let decisions = allocator.allocate(clock(), Bitrate::kbps(kbps), demands);
        decisions.to_vec()
    }

    #[test]
    fn a_narrowing_path_takes_things_away_in_the_published_order() {
        let demands = [
            tile(),
            picture(Purpose::Questioner),
            slides(),
            picture(Purpose::Stage),
            sound(),
        ];
        let decisions = |kbps| fresh(kbps, &demands);
        assert_eq!(decisions(6000), [LOW, HIGH, HIGH, HIGH, HIGH]);
        assert_eq!(decisions(3800), [LOW, LOW, HIGH, HIGH, HIGH]);
        assert_eq!(decisions(2600), [LOW, LOW, HIGH, HIGH, HIGH]);
        assert_eq!(decisions(1200), [LOW, LOW, HIGH, LOW, HIGH]);
        assert_eq!(decisions(400), [STARVED, LOW, STARVED, LOW, HIGH]);
        assert_eq!(decisions(220), [STARVED, STARVED, STARVED, LOW, HIGH]);
        assert_eq!(decisions(10), [STARVED, STARVED, STARVED, STARVED, HIGH]);
    }

    #[test]
    fn why_nothing_is_shown_is_said() {
        let demands = [
            Demand {
                base: None,
                ..tile()
            },
            Demand {
                height_px: 0,
                ..tile()
            },
            tile(),
        ];
        let paused = [Pause::Empty, Pause::Hidden, Pause::Starved].map(Decision::Paused);
        assert_eq!(fresh(50, &demands), paused);
    }

    #[test]
    fn an_estimate_that_swings_does_not_make_layers_flap() {
        let demands = [sound(), picture(Purpose::Stage)];
        let mut allocator = Allocator::default();
        let mut now = clock();
        let mut changes = 0;
        let mut before = LOW;
        // Two minutes: above what the high layer needs for 2 s, below for 1 s.
        for step in 0..240 {
            let budget = if step % 6 < 4 { 2000 } else { 1400 };
            let decision = allocator.allocate(now, Bitrate::kbps(budget), &demands)[1];
            changes += u32::from(decision != before);
            before = decision;
            now += STEP;
        }
        assert!(changes <= 24, "{changes}; without bars it would be 80");
    }

    #[test]
    fn what_is_held_stays_where_something_new_would_not_come() {
        let demands = [sound(), picture(Purpose::Stage)];
        let mut allocator = Allocator::default();
        let mut at = |kbps| allocator.allocate(clock(), Bitrate::kbps(kbps), &demands)[1];
        assert_eq!(at(1600), LOW, "1540 would do, head-room lacks");
        assert_eq!(at(1800), HIGH);
        assert_eq!(at(1550), HIGH);
        assert_eq!(at(1530), LOW);
        assert_eq!(at(1800), LOW, "barred");
    }

    #[test]
    fn a_picture_that_may_not_improve_yet_keeps_its_room_from_new_ones() {
        let large = Demand {
            base: offer(Layer::Low, 300),
            ..tile()
        };
        let demands = [picture(Purpose::Stage), large];
        let mut allocator = Allocator::default();
        let now = clock();
        let mut at = |now, kbps| {
            let budget = Bitrate::kbps(kbps);
            allocator.allocate(now, budget, &demands).to_vec()
        };
        assert_eq!(at(now, 1750), [HIGH, STARVED]);
        assert_eq!(at(now, 400), [LOW, STARVED]);
        assert_eq!(at(now + STEP, 1750), [LOW, STARVED]);
        assert_eq!(at(now + STEP, 1400), [LOW, LOW], "there is no room to keep");
        assert_eq!(at(now + STEP, 1750), [LOW, LOW], "what is there stays");
        assert_eq!(at(now + STEP * 5, 1750), [HIGH, STARVED]);
    }

    #[test]
    fn a_picture_shown_smaller_for_a_while_is_not_barred() {
        let large = [picture(Purpose::Stage)];
        let small = [Demand {
            height_px: 154,
            ..picture(Purpose::Stage)
        }];
        let mut allocator = Allocator::default();
        for step in 0..10 {
            let now = clock() + STEP * step;
            assert_eq!(allocator.allocate(now, Bitrate::kbps(2000), &large), [HIGH]);
            assert_eq!(allocator.allocate(now, Bitrate::kbps(2000), &small), [LOW]);
        }
    }

    #[test]
    fn every_tile_of_a_wall_has_its_turn() {
        let demands = [tile(); 9];
        let mut allocator = Allocator::default();
        let mut now = clock();
        let mut shown = [0; 9];
        for _ in 0..360 {
            let decisions = allocator.allocate(now, Bitrate::kbps(650), &demands);
            let forwarded = decisions.iter().filter(|decision| **decision == LOW);
            assert_eq!(forwarded.count(), 6);
            for (count, decision) in shown.iter_mut().zip(decisions) {
                *count += u32::from(*decision == LOW);
            }
            now += STEP;
        }
        // Of 360 each is due 240.
        assert!(
            shown.iter().all(|count| (210..=270).contains(count)),
            "{shown:?}"
        );
    }

    #[test]
    fn what_is_wanted_gives_every_slot_its_best() {
        let demands = [sound(), picture(Purpose::Stage), slides(), tile()];
        let wanted = Allocator::wanted(&demands);
        let mut allocator = Allocator::default();
        let decisions = allocator.allocate(clock(), wanted, &demands);
        assert_eq!(decisions, [HIGH, HIGH, HIGH, LOW]);
    }
}
