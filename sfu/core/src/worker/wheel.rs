//! Which peers want attention, and when: a wheel of timers, so that neither setting one nor finding
//! those that are due depends on how many peers there are.

use std::time::{Duration, Instant};

use thunderdome::Index;

/// Timers come on multiples of this, never early: what is due within it comes together.
const STEP: Duration = Duration::from_millis(10);

/// Steps of one turn of the wheel. A timer further away comes at its end, early; whoever set it
/// looks for itself what is due.
const STEPS: u64 = 64;

/// A step since the wheel's beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Step(u64);

/// The wheel.
#[derive(Debug)]
pub(super) struct Wheel {
    start: Instant,
    /// Everything up to this step was taken out.
    passed: Step,
    /// Who is to come at each step after it, by the step's remainder.
    spokes: [Vec<Index>; STEPS as usize],
    /// A bit for each spoke that has somebody.
    occupied: u64,
}

impl Wheel {
    /// A wheel without timers.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            start: now,
            passed: Step(0),
            spokes: std::array::from_fn(|_| Vec::new()),
            occupied: 0,
        }
    }

    /// The step at which a timer for `at` comes.
    pub(super) fn step(&self, at: Instant) -> Step {
        let since = at.saturating_duration_since(self.start).as_micros() as u64;
        let first = self.passed.0 + 1;
        let step = since.div_ceil(STEP.as_micros() as u64);
        Step(step.clamp(first, first + STEPS - 1))
    }

    /// `key` is to come at `step`, which is one that [`Self::step`] returned just now.
    pub(super) fn set(&mut self, step: Step, key: Index) {
        let spoke = step.0 % STEPS;
        if let Some(spoke) = self.spokes.get_mut(spoke as usize) {
            spoke.push(key);
        }
        self.occupied |= 1 << spoke;
    }

    /// When the first timer comes.
    pub(super) fn next(&self) -> Option<Instant> {
        let first = self.passed.0 + 1;
        let ahead = self.occupied.rotate_right((first % STEPS) as u32);
        let steps = first + u64::from(ahead.trailing_zeros());
        (ahead != 0).then(|| self.start + STEP * steps as u32)
    }

    /// Appends those who are due to `due`, the earliest first.
    pub(super) fn take_due(&mut self, now: Instant, due: &mut Vec<Index>) {
        let since = now.saturating_duration_since(self.start).as_micros() as u64;
        let reached = since / STEP.as_micros() as u64;
        if self.occupied != 0 {
            let last = reached.min(self.passed.0 + STEPS);
            for step in self.passed.0 + 1..=last {
                if let Some(spoke) = self.spokes.get_mut((step % STEPS) as usize) {
                    due.append(spoke);
                }
                self.occupied &= !(1 << (step % STEPS));
            }
        }
        self.passed.0 = self.passed.0.max(reached);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use thunderdome::Arena;

    use super::*;
    use crate::testing::clock;

    fn after_ms(ms: u64) -> Instant {
        clock() + Duration::from_millis(ms)
    }

    fn set(wheel: &mut Wheel, at_ms: u64, key: Index) {
        let step = wheel.step(after_ms(at_ms));
        wheel.set(step, key);
    }

    fn taken(wheel: &mut Wheel, now_ms: u64) -> Vec<Index> {
        let mut due = Vec::new();
        wheel.take_due(after_ms(now_ms), &mut due);
        due
    }

    #[test]
    fn a_timer_comes_at_the_end_of_its_step_and_once() {
        let mut keys = Arena::new();
        let key = keys.insert(());
        let mut wheel = Wheel::new(clock());
        assert_eq!(wheel.next(), None);
        set(&mut wheel, 11, key);
        assert_eq!(wheel.next(), Some(after_ms(20)));
        assert!(taken(&mut wheel, 19).is_empty());
        assert_eq!(taken(&mut wheel, 20), [key]);
        assert!(taken(&mut wheel, 2_000).is_empty());
        assert_eq!(wheel.next(), None);
    }

    #[test]
    fn what_is_due_already_comes_at_the_next_step_and_what_is_far_after_a_turn() {
        let mut keys = Arena::new();
        let [late, far] = [keys.insert(()), keys.insert(())];
        let mut wheel = Wheel::new(clock());
        assert!(taken(&mut wheel, 500).is_empty());
        set(&mut wheel, 100, late);
        set(&mut wheel, 60_000, far);
        assert_eq!(wheel.next(), Some(after_ms(510)));
        assert_eq!(taken(&mut wheel, 510), [late]);
        assert_eq!(wheel.next(), Some(after_ms(1_140)));
        assert_eq!(taken(&mut wheel, 90_000), [far]);
    }

    proptest! {
        /// Against a list that is looked through.
        #[test]
        fn all_come_when_they_are_due_within_a_turn(
            moments in prop::collection::vec((0u64..50, prop::option::of(0u64..600)), 1..200)
        ) {
            let mut keys = Arena::new();
            let mut wheel = Wheel::new(clock());
            let mut waiting: Vec<(u64, Index)> = Vec::new();
            let mut now = 0;
            for (wait, timer) in moments {
                now += wait;
                let mut expected: Vec<Index> =
                    waiting.extract_if(.., |(at, _)| *at <= now).map(|(_, key)| key).collect();
                let mut due = taken(&mut wheel, now);
                expected.sort();
                due.sort();
                prop_assert_eq!(due, expected);
                if let Some(wait) = timer {
                    let key = keys.insert(());
                    set(&mut wheel, now + wait, key);
                    let at = (now + wait).div_ceil(10).max(now / 10 + 1) * 10;
                    waiting.push((at, key));
                }
                let next = waiting.iter().map(|(at, _)| after_ms(*at)).min();
                prop_assert_eq!(wheel.next(), next);
            }
        }
    }
}
