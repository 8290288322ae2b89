//! The bound by loss. Below 2 % it rises, above 10 % it falls (draft-ietf-rmcat-gcc-02 §6), with
//! one thing added: the loss that a path has at any rate is not held against us.
//!
//! Transport-wide feedback shows loss before it is repaired. A radio link that loses 15 % of
//! whatever it is given would be driven to the lowest rate, although lowering gains nothing there.
//! So a cut is a trial: it goes to the rate that arrived, where congestion loses nothing more. If
//! the loss fell, the cut stands. If two cuts did not make it fall and no queue stands, the loss
//! is the path's own: the rate returns, and only loss beyond it counts from then on.

use std::time::{Duration, Instant};

use super::bitrate::Bitrate;

/// Below this, loss lets the bound rise; above [`HIGH`] it falls (§6).
const LOW: f64 = 0.02;

/// See [`LOW`].
const HIGH: f64 = 0.10;

/// A window has at least so many packets and lasts at least so long, …
const WINDOW_PACKETS: u32 = 30;
const WINDOW: Duration = Duration::from_millis(250);

/// … but with fewer packets it ends after so long.
const WINDOW_MAX: Duration = Duration::from_secs(1);

/// Fewer than this are no evidence at all.
const EVIDENCE_PACKETS: u32 = 10;

/// Rise of the bound per second (§6: 1.05 a report; as the delay's).
const RISE: f64 = 1.08;

/// One cut keeps at least this share.
const CUT_MIN: f64 = 0.3;

/// So many cuts without effect, and the loss is the path's own.
const FRUITLESS_MAX: u32 = 2;

/// Loss beyond this is always answered: such a path carries sound only, if that.
const OWN_MAX: f64 = 0.30;

/// Weight of a window in the path's own loss, once that is established.
const OWN_WEIGHT: f64 = 0.05;

/// Loss that stays between [`LOW`] and [`HIGH`] for so many windows while there is a bound is put
/// on trial too, or the bound would never rise again.
const STEADY_WINDOWS: u32 = 8;

/// A longer queue speaks for congestion.
const QUEUE_MAX: Duration = Duration::from_millis(50);

/// How far a loss share has to stand out of its sampling error: in standard deviations.
const SIGNIFICANCE: f64 = 2.5;

#[derive(Debug, Clone, Copy)]
struct Trial {
    /// Only packets sent after the cut show its effect.
    cut_at: Instant,
    /// The rate to return to.
    before: Bitrate,
    /// The excess loss that the last cut should have ended.
    excess: f64,
    fruitless: u32,
}

/// What the bound goes by besides the losses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Circumstances {
    pub(crate) estimate: Bitrate,
    pub(crate) acknowledged: Option<Bitrate>,
    pub(crate) queue: Duration,
}

/// The rate that loss allows.
#[derive(Debug)]
pub(crate) struct LossBound {
    bound: Option<Bitrate>,
    own: f64,
    smoothed: f64,
    trial: Option<Trial>,
    window_at: Instant,
    arrived: u32,
    lost: u32,
    /// Packets sent earlier do not count.
    counted_from: Instant,
    steady: u32,
}

impl LossBound {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            bound: None,
            own: 0.0,
            smoothed: 0.0,
            trial: None,
            window_at: now,
            arrived: 0,
            lost: 0,
            counted_from: now,
            steady: 0,
        }
    }

    /// The bound; `None` while loss gives no reason for one.
    pub(crate) fn bound(&self) -> Option<Bitrate> {
        self.bound
    }

    /// The share that is lost of late, 0–1.
    pub(crate) fn share(&self) -> f64 {
        self.smoothed
    }

    /// True while a cut waits for its effect.
    pub(crate) fn is_on_trial(&self) -> bool {
        self.trial.is_some()
    }

    /// A packet sent at `sent` was reported.
    pub(crate) fn handle_report(&mut self, sent: Instant, arrived: bool) {
        if sent < self.counted_from {
            return;
        }
        if arrived {
            self.arrived = self.arrived.saturating_add(1);
        } else {
            self.lost = self.lost.saturating_add(1);
        }
    }

    /// A packet reported lost arrived after all.
    pub(crate) fn handle_found(&mut self, sent: Instant) {
        if sent >= self.counted_from && self.lost > 0 {
            self.lost -= 1;
            self.arrived = self.arrived.saturating_add(1);
        }
    }

    /// A probe showed that so much passes.
    pub(crate) fn raise_to(&mut self, rate: Bitrate) {
        if let Some(bound) = &mut self.bound {
            *bound = rate.max(*bound);
        }
    }

    /// Nothing sent before `now` counts: the path was down.
    pub(crate) fn restart(&mut self, now: Instant) {
        self.trial = None;
        self.begin_window(now, now);
    }

    /// Draws conclusions, if there is evidence enough.
    pub(crate) fn handle_feedback(&mut self, now: Instant, circumstances: &Circumstances) {
        let packets = self.arrived + self.lost;
        let lasted = now.saturating_duration_since(self.window_at);
        let is_full = packets >= WINDOW_PACKETS && lasted >= WINDOW;
        if !is_full && lasted < WINDOW_MAX {
            return;
        }
        if packets >= EVIDENCE_PACKETS {
            let share = f64::from(self.lost) / f64::from(packets);
            self.conclude(now, share, packets, lasted, circumstances);
        }
        let counted_from = self.trial.map_or(self.counted_from, |trial| trial.cut_at);
        self.begin_window(now, counted_from);
    }

    fn begin_window(&mut self, now: Instant, counted_from: Instant) {
        self.window_at = now;
        self.arrived = 0;
        self.lost = 0;
        self.counted_from = counted_from;
    }

    fn conclude(
        &mut self,
        now: Instant,
        share: f64,
        packets: u32,
        lasted: Duration,
        circumstances: &Circumstances,
    ) {
        self.smoothed += 0.3 * (share - self.smoothed);
        let excess = ((share - self.own) / (1.0 - self.own)).max(0.0);
        self.follow_own(excess);
        if let Some(trial) = self.trial.take() {
            if excess < trial.excess / 2.0 || circumstances.queue > QUEUE_MAX {
                return; // the cut stands
            }
            if trial.fruitless + 1 < FRUITLESS_MAX || share > OWN_MAX {
                self.cut(
                    now,
                    excess,
                    trial.before,
                    trial.fruitless + 1,
                    circumstances,
                );
                return;
            }
            self.smoothed = share.max(self.smoothed);
            self.own = self.smoothed.min(OWN_MAX);
            self.bound = Some(trial.before);
            return;
        }
        let error = (share * (1.0 - share) / f64::from(packets)).sqrt();
        if excess - SIGNIFICANCE * error > HIGH {
            self.steady = 0;
            self.cut(now, excess, circumstances.estimate, 0, circumstances);
        } else if excess < LOW {
            self.steady = 0;
            let rise = RISE.powf(lasted.as_secs_f64());
            self.bound = self
                .bound
                .map(|bound| bound.scaled(rise))
                // Far above what is used it bounds nothing.
                .filter(|bound| *bound < circumstances.estimate.scaled(2.0));
        } else {
            self.steady += 1;
            let is_calm = circumstances.queue < QUEUE_MAX;
            if self.steady >= STEADY_WINDOWS && self.bound.is_some() && is_calm {
                self.steady = 0;
                self.cut(now, excess, circumstances.estimate, 0, circumstances);
            }
        }
    }

    /// What the path loses by itself changes slowly; that it loses much less shows at once.
    fn follow_own(&mut self, excess: f64) {
        if self.smoothed < self.own - HIGH {
            self.own = self.smoothed;
        } else if self.own > 0.0 && excess < HIGH {
            self.own += OWN_WEIGHT * (self.smoothed.min(OWN_MAX) - self.own);
        }
    }

    fn cut(
        &mut self,
        now: Instant,
        excess: f64,
        before: Bitrate,
        fruitless: u32,
        circumstances: &Circumstances,
    ) {
        // What arrives, with the path's own loss on top: there congestion loses nothing.
        let passing = circumstances
            .acknowledged
            .map_or(circumstances.estimate, |acknowledged| {
                acknowledged.scaled(1.0 / (1.0 - self.own))
            });
        let lowered = circumstances
            .estimate
            .scaled(1.0 - excess)
            .min(passing)
            .max(circumstances.estimate.scaled(CUT_MIN));
        self.bound = Some(self.bound.map_or(lowered, |bound| bound.min(lowered)));
        self.trial = Some(Trial {
            cut_at: now,
            before,
            excess,
            fruitless,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    /// Runs windows of 100 packets, 300 ms each: sends at the bound, at most 1 Mb/s, over a path
    /// that loses `own` of everything and all beyond `carried`. Returns the sending rates.
    fn rates_kbps(own: f64, carried_kbps: f64, windows: u32) -> Vec<f64> {
        let mut now = clock();
        let mut loss = LossBound::new(now);
        let mut rates = Vec::new();
        for _ in 0..windows {
            let sent_kbps = loss
                .bound()
                .map_or(1000.0, |bound| bound.as_kbps().min(1000.0));
            rates.push(sent_kbps);
            let through = (1.0 - own) * (carried_kbps / sent_kbps).min(1.0);
            let arrived = (through * 100.0).round() as u32;
            now += Duration::from_millis(1);
            for packet in 0..100 {
                loss.handle_report(now, packet < arrived);
            }
            now += Duration::from_millis(299);
            loss.handle_feedback(
                now,
                &Circumstances {
                    estimate: Bitrate::bps((sent_kbps * 1000.0) as u64),
                    acknowledged: Some(Bitrate::bps((sent_kbps * through * 1000.0) as u64)),
                    queue: Duration::ZERO,
                },
            );
        }
        rates
    }

    #[test]
    fn little_loss_bounds_nothing() {
        assert!(
            rates_kbps(0.05, 9999.0, 100)
                .iter()
                .all(|rate| *rate == 1000.0)
        );
    }

    #[test]
    fn loss_of_what_is_too_much_lowers_the_rate_to_what_passes() {
        let rates = rates_kbps(0.0, 400.0, 100);
        assert!(rates[2] < 450.0, "{rates:?}");
        assert!(
            rates[2..].iter().all(|rate| (350.0..500.0).contains(rate)),
            "{rates:?}"
        );
    }

    #[test]
    fn loss_that_no_cut_changes_is_the_paths_own() {
        let rates = rates_kbps(0.25, 9999.0, 30);
        assert!(rates[1] < 850.0, "first a trial: {rates:?}");
        assert!(rates[4..].iter().all(|rate| *rate == 1000.0), "{rates:?}");
    }

    #[test]
    fn on_a_path_with_loss_of_its_own_too_much_is_still_seen() {
        let rates = rates_kbps(0.15, 500.0, 200);
        let late = &rates[50..];
        let mean = late.iter().sum::<f64>() / late.len() as f64;
        assert!((400.0..650.0).contains(&mean), "{late:?}");
    }

    #[test]
    fn a_packet_found_is_not_lost() {
        let now = clock();
        let mut loss = LossBound::new(now);
        for _ in 0..100 {
            loss.handle_report(now, false);
            loss.handle_found(now);
        }
        loss.handle_feedback(
            now + WINDOW,
            &Circumstances {
                estimate: Bitrate::kbps(1000),
                acknowledged: None,
                queue: Duration::ZERO,
            },
        );
        assert_eq!(loss.bound(), None);
        assert_eq!(loss.share(), 0.0);
    }

    #[test]
    fn a_probe_raises_the_bound_and_a_restart_ends_the_trial() {
        let now = clock();
        let mut loss = LossBound::new(now);
        for packet in 0..100 {
            loss.handle_report(now, packet < 50);
        }
        let circumstances = Circumstances {
            estimate: Bitrate::kbps(1000),
            acknowledged: Some(Bitrate::kbps(500)),
            queue: Duration::ZERO,
        };
        loss.handle_feedback(now + WINDOW, &circumstances);
        assert_eq!(loss.bound(), Some(Bitrate::kbps(500)));
        assert!(loss.is_on_trial());
        loss.restart(now + WINDOW);
        assert!(!loss.is_on_trial());
        loss.raise_to(Bitrate::kbps(700));
        assert_eq!(loss.bound(), Some(Bitrate::kbps(700)));
    }
}
