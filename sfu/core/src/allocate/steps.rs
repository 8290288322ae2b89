//! The published order, and what fits of it.

use sfu_wire::{Layer, Purpose};

use super::demand::Demand;
use crate::estimate::Bitrate;

/// One thing to be afforded: a slot's low layer, or its high layer in place of the low one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    /// Index of the slot.
    pub(crate) slot: usize,
    pub(crate) layer: Layer,
    /// What it takes on top of the steps before it.
    pub(crate) rate: Bitrate,
    /// Taken even where nothing is left.
    pub(crate) always: bool,
    /// The stage to be seen at all: taken as soon as it just fits, and kept while most of it does.
    pub(crate) vital: bool,
}

impl Step {
    /// True if there is room for it in `left`, where it is `held` already or not.
    fn fits(&self, left: Bitrate, held: bool) -> bool {
        let share = match (self.vital, held) {
            (true, true) => VITAL_SHARE,
            (true, false) | (false, true) => 1.0,
            (false, false) => HEADROOM,
        };
        self.rate.scaled(share) <= left
    }
}

/// The published order. What people speak and are spoken to with is first to be seen at all, then
/// to be sharp; the wall comes after all of it. Slots of one rank follow each other as `turns` and
/// the page have them.
const ORDER: [(Purpose, Layer); 9] = [
    (Purpose::Sound, Layer::Low),
    (Purpose::Stage, Layer::Low),
    (Purpose::Slides, Layer::Low),
    (Purpose::Questioner, Layer::Low),
    (Purpose::Stage, Layer::High),
    (Purpose::Slides, Layer::High),
    (Purpose::Questioner, Layer::High),
    (Purpose::Tile, Layer::Low),
    (Purpose::Tile, Layer::High),
];

/// Puts the steps of `demands` into `steps`, in the published order; slots of one rank in the order
/// of `ranking`, which holds slot indices.
pub(crate) fn list(demands: &[Demand], ranking: &[usize], steps: &mut Vec<Step>) {
    steps.clear();
    for (role, layer) in ORDER {
        for slot in ranking.iter().copied() {
            let Some(demand) = demands.get(slot).filter(|demand| demand.role == role) else {
                continue;
            };
            let Some(low) = demand.base.filter(|_| demand.is_live()) else {
                continue;
            };
            let rate = match layer {
                Layer::Low => Some(low.rate),
                Layer::High => demand.useful_high().map(|high| high.rate.minus(low.rate)),
            };
            if let Some(rate) = rate {
                steps.push(Step {
                    slot,
                    layer,
                    rate,
                    always: role == Purpose::Sound,
                    vital: role == Purpose::Stage && layer == Layer::Low,
                });
            }
        }
    }
}

/// How a step stands towards being taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Standing {
    /// It is held: it may stay at what it takes.
    Held,
    /// It would be new: it needs room for its rate times [`HEADROOM`].
    New,
    /// As new, but it may not be taken yet. If it would fit, nothing new that is lower takes its
    /// room, only to leave it again.
    Barred,
}

/// Room that something new needs, in multiples of its rate: the estimate goes up and down by less.
pub(crate) const HEADROOM: f64 = 1.15;

/// The stage stays while this share of its low layer fits. An estimate that backs off falls to 0.85
/// of what arrived, which is what the page was sent; and a stage that goes is gone for seconds.
pub(crate) const VITAL_SHARE: f64 = 0.75;

/// Goes through `steps` in order and takes each that fits into what is left of `budget`; one that
/// does not fit is passed over. `granted` holds the layer of each slot and is `None` throughout at
/// the beginning.
pub(crate) fn take_what_fits(
    budget: Bitrate,
    steps: &[Step],
    standing: impl Fn(&Step) -> Standing,
    granted: &mut [Option<Layer>],
) {
    let (mut left, mut reserved) = (budget, Bitrate::ZERO);
    for step in steps {
        let Some(slot) = granted.get_mut(step.slot) else {
            continue;
        };
        if step.layer == Layer::High && slot.is_none() {
            continue;
        }
        let standing = standing(step);
        let fits = match standing {
            Standing::Held => step.fits(left, true),
            Standing::New | Standing::Barred => step.fits(left.minus(reserved), false),
        };
        if !fits && !step.always {
            continue;
        }
        if standing == Standing::Barred && !step.always {
            reserved = reserved.plus(step.rate);
        } else {
            left = left.minus(step.rate);
            *slot = Some(step.layer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(slot: usize, layer: Layer, kbps: u64) -> Step {
        Step {
            slot,
            layer,
            rate: Bitrate::kbps(kbps),
            always: false,
            vital: false,
        }
    }

    fn taken(budget_kbps: u64, steps: &[Step], standing: Standing) -> Vec<Option<Layer>> {
        let mut granted = vec![None; 3];
        take_what_fits(
            Bitrate::kbps(budget_kbps),
            steps,
            |_| standing,
            &mut granted,
        );
        granted
    }

    #[test]
    fn what_does_not_fit_leaves_room_to_what_does() {
        let steps = [
            step(0, Layer::Low, 100),
            step(1, Layer::Low, 900),
            step(2, Layer::Low, 100),
        ];
        let low = Some(Layer::Low);
        assert_eq!(taken(500, &steps, Standing::Held), [low, None, low]);
        assert_eq!(taken(200, &steps, Standing::Held), [low, None, low]);
        assert_eq!(taken(200, &steps, Standing::New), [low, None, None]);
    }

    #[test]
    fn no_high_layer_without_its_low_one() {
        let steps = [step(0, Layer::Low, 600), step(0, Layer::High, 100)];
        assert_eq!(taken(500, &steps, Standing::Held), [None; 3]);
        assert_eq!(taken(700, &steps, Standing::Held)[0], Some(Layer::High));
    }

    #[test]
    fn the_stage_comes_when_it_fits_and_stays_while_most_of_it_does() {
        let steps = [Step {
            vital: true,
            ..step(0, Layer::Low, 160)
        }];
        let low = Some(Layer::Low);
        assert_eq!(taken(159, &steps, Standing::New)[0], None);
        assert_eq!(taken(160, &steps, Standing::New)[0], low);
        assert_eq!(taken(120, &steps, Standing::Held)[0], low);
        assert_eq!(taken(119, &steps, Standing::Held)[0], None);
    }

    #[test]
    fn what_is_barred_keeps_its_room_from_what_is_new() {
        let steps = [
            step(0, Layer::Low, 400),
            step(1, Layer::Low, 100),
            step(2, Layer::Low, 100),
        ];
        let standing = |step: &Step| match step.slot {
            0 => Standing::Barred,
            1 => Standing::Held,
            _ => Standing::New,
        };
        let low = Some(Layer::Low);
        let mut granted = [None; 3];
        take_what_fits(Bitrate::kbps(480), &steps, standing, &mut granted);
        assert_eq!(granted, [None, low, None]);
        take_what_fits(Bitrate::kbps(440), &steps, standing, &mut granted);
        assert_eq!(granted, [None, low, low], "it would not fit");
    }
}
