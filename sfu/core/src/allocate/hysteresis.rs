//! When a slot that got worse may get better again, so that layers do not flap: each change of a
//! layer costs a key frame, and is seen.

use std::time::{Duration, Instant};

use sfu_wire::Layer;

/// A slot that got worse stays so for this long, …
pub(crate) const BAR_MIN: Duration = Duration::from_secs(2);

/// … twice as long each time it got worse soon after it got better, …
const SOON: Duration = Duration::from_secs(10);

/// … up to this.
pub(crate) const BAR_MAX: Duration = Duration::from_secs(16);

/// The past of one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Past {
    /// What it got last time; `None` for nothing.
    pub(crate) layer: Option<Layer>,
    improved_at: Option<Instant>,
    barred_until: Option<Instant>,
    bar: Duration,
}

impl Past {
    /// True while the slot may not get better.
    pub(crate) fn is_barred(&self, now: Instant) -> bool {
        self.barred_until.is_some_and(|until| now < until)
    }

    /// The slot has `layer` from now on; if that is worse, it stays so for `bar_max` at most.
    pub(crate) fn become_layer(&mut self, now: Instant, layer: Option<Layer>, bar_max: Duration) {
        if layer > self.layer {
            self.improved_at = Some(now);
        } else if layer < self.layer {
            let soon = self
                .improved_at
                .is_some_and(|at| now.saturating_duration_since(at) < SOON);
            self.bar = if soon && !self.bar.is_zero() {
                (self.bar * 2).min(bar_max)
            } else {
                BAR_MIN
            };
            self.barred_until = Some(now + self.bar);
        }
        self.layer = layer;
    }

    /// The slot has `layer` from now on, and not for want of room.
    pub(crate) fn begin_anew(&mut self, layer: Option<Layer>) {
        *self = Self {
            layer,
            ..Self::default()
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    #[test]
    fn who_got_worse_waits_and_longer_each_time() {
        let mut now = clock();
        let mut past = Past::default();
        let mut bars = Vec::new();
        past.become_layer(now, Some(Layer::High), BAR_MAX);
        assert!(!past.is_barred(now));
        for _ in 0..6 {
            past.become_layer(now, Some(Layer::Low), BAR_MAX);
            let mut bar = Duration::ZERO;
            while past.is_barred(now + bar) {
                bar += Duration::from_secs(1);
            }
            bars.push(bar.as_secs());
            now += bar;
            past.become_layer(now, Some(Layer::High), BAR_MAX);
            now += Duration::from_secs(3);
        }
        assert_eq!(bars, [2, 4, 8, 16, 16, 16]);
        now += SOON;
        past.become_layer(now, None, BAR_MAX);
        assert!(!past.is_barred(now + BAR_MIN), "it was good for long");
    }

    #[test]
    fn a_new_beginning_bars_nothing() {
        let now = clock();
        let mut past = Past::default();
        past.become_layer(now, Some(Layer::High), BAR_MAX);
        past.become_layer(now, None, BAR_MAX);
        past.begin_anew(None);
        assert!(!past.is_barred(now));
    }
}
