//! The rate by the delay: multiplicative increase far from the link's capacity, additive near it,
//! and back-off to below what arrives (draft-ietf-rmcat-gcc-02 §5.5; libwebrtc
//! `aimd_rate_control.cc`).

use std::time::{Duration, Instant};

use super::bitrate::Bitrate;
use super::overuse::Usage;

/// Back-off: this share of the acknowledged rate (§5.5: beta).
const BACK_OFF: f64 = 0.85;

/// The back-off goes further, the longer the queue that has to drain: by so much per second of
/// queue, down to [`BACK_OFF_MIN`]. With 0.85 alone a queue of 300 ms takes two seconds to drain.
const DRAIN_PER_SECOND: f64 = 1.0;

/// See [`DRAIN_PER_SECOND`].
const BACK_OFF_MIN: f64 = 0.5;

/// Increase far from capacity, per second (§5.5: eta).
const INCREASE: f64 = 1.08;

/// No increase beyond this multiple of what arrives (§5.5: "1.5"), …
const ACKNOWLEDGED_MULTIPLE: f64 = 1.5;

/// … and this on top, for the lowest rates (libwebrtc).
const ACKNOWLEDGED_MARGIN: Bitrate = Bitrate::kbps(10);

/// Where the link was full before, no increase by itself beyond this multiple of what arrives: what is
/// more than that nobody has tried, and a rate that nobody tries tempts with layers that do not fit.
const KNOWN_MULTIPLE: f64 = 1.15;

/// Response time on top of the round trip (§5.5).
const RESPONSE: Duration = Duration::from_millis(100);

/// Increase near capacity: one packet of so many bits a response time, …
const NEAR_PACKET_BITS: f64 = 9600.0;

/// … but at least so much a second (libwebrtc).
const NEAR_BPS_MIN: f64 = 4000.0;

/// Bounds of the time between two back-offs, otherwise one round trip (libwebrtc).
const BACK_OFF_APART_MIN: Duration = Duration::from_millis(10);
const BACK_OFF_APART_MAX: Duration = Duration::from_millis(200);

/// Where the link was full before, a probe raises the rate by this factor at most. Jitter may let
/// the few packets of a probe arrive close together; the traffic that follows has to confirm.
const CONFIRMED_STEP: f64 = 1.25;

/// A queue beyond this is waited out before the rate rises.
const QUEUE_RISING_MAX: Duration = Duration::from_millis(50);

/// Below this a queue has drained.
const QUEUE_DRAINED: Duration = Duration::from_millis(20);

/// What the controller goes by, at one time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Observed {
    pub(crate) usage: Usage,
    pub(crate) acknowledged: Option<Bitrate>,
    pub(crate) round_trip: Duration,
    pub(crate) queue: Duration,
}

/// The rate that the delay allows.
#[derive(Debug)]
pub(crate) struct RateControl {
    rate: Bitrate,
    capacity: LinkCapacity,
    holding: bool,
    changed_at: Instant,
    backed_off_at: Option<Instant>,
    /// Where the rate returns to once the queue that made it back off has drained.
    drained_rate: Option<Bitrate>,
}

impl RateControl {
    pub(crate) fn new(now: Instant, start: Bitrate) -> Self {
        Self {
            rate: start,
            capacity: LinkCapacity::default(),
            holding: false,
            changed_at: now,
            backed_off_at: None,
            drained_rate: None,
        }
    }

    /// The rate now.
    pub(crate) fn rate(&self) -> Bitrate {
        self.rate
    }

    /// When the rate backed off last.
    pub(crate) fn backed_off_at(&self) -> Option<Instant> {
        self.backed_off_at
    }

    /// The rate once a queue that has to drain has drained: what lasts longer than that goes by it.
    pub(crate) fn rate_drained(&self) -> Bitrate {
        self.drained_rate.unwrap_or(self.rate)
    }

    /// Moves the rate by what is observed.
    pub(crate) fn handle_observed(&mut self, now: Instant, observed: &Observed) {
        match observed.usage {
            Usage::Over => self.back_off(now, observed),
            Usage::Under => self.hold(now),
            // One step of holding lies between back-off and increase (§5.5).
            Usage::Normal if self.holding => {
                self.holding = false;
                self.changed_at = now;
            }
            Usage::Normal => self.increase(now, observed),
        }
        if observed.queue < QUEUE_DRAINED
            && observed.usage != Usage::Over
            && let Some(rate) = self.drained_rate.take()
        {
            self.rate = self.rate.max(rate);
        }
    }

    /// A probe showed that so much passes; a rate already higher stays.
    pub(crate) fn raise_to(&mut self, now: Instant, shown: Bitrate) {
        let rate = match self.capacity.mean() {
            None => shown,
            Some(full) if !self.capacity.is_exceeded_by(shown) => shown.min(full),
            Some(full) => shown.min(full.max(self.rate).scaled(CONFIRMED_STEP)),
        };
        if rate > self.rate {
            self.rate = rate;
            self.changed_at = now;
        }
    }

    /// Lowers the rate for a reason other than the delay.
    pub(crate) fn lower_to(&mut self, now: Instant, rate: Bitrate) {
        if rate < self.rate {
            self.rate = rate;
            self.changed_at = now;
            self.drained_rate = None;
        }
    }

    fn hold(&mut self, now: Instant) {
        self.holding = true;
        self.changed_at = now;
    }

    fn back_off(&mut self, now: Instant, observed: &Observed) {
        let acknowledged = observed.acknowledged.unwrap_or(self.rate);
        let apart = observed
            .round_trip
            .clamp(BACK_OFF_APART_MIN, BACK_OFF_APART_MAX);
        let too_soon = self
            .backed_off_at
            .is_some_and(|before| now.saturating_duration_since(before) < apart);
        if too_soon && acknowledged > self.rate.scaled(0.5) {
            return;
        }
        let drain = observed.queue.as_secs_f64() * DRAIN_PER_SECOND;
        let share = (BACK_OFF - drain).max(BACK_OFF_MIN);
        self.capacity.observe(acknowledged);
        self.rate = self.rate.min(acknowledged.scaled(share));
        let drained = acknowledged.scaled(BACK_OFF);
        self.drained_rate = (drained > self.rate).then_some(drained);
        self.backed_off_at = Some(now);
        self.hold(now);
    }

    fn increase(&mut self, now: Instant, observed: &Observed) {
        let since = now
            .saturating_duration_since(self.changed_at)
            .min(Duration::from_secs(1))
            .as_secs_f64();
        self.changed_at = now;
        if observed.queue > QUEUE_RISING_MAX {
            return;
        }
        let Some(acknowledged) = observed.acknowledged else {
            return;
        };
        if self.capacity.is_exceeded_by(acknowledged) {
            self.capacity = LinkCapacity::default();
        }
        let beyond = |multiple| acknowledged.scaled(multiple).plus(ACKNOWLEDGED_MARGIN);
        let limit = beyond(ACKNOWLEDGED_MULTIPLE);
        let limit = self
            .capacity
            .mean()
            .map_or(limit, |full| limit.min(full.max(beyond(KNOWN_MULTIPLE))));
        if self.rate >= limit {
            return;
        }
        let grown = if self.capacity.is_known() {
            let response = (observed.round_trip + RESPONSE).as_secs_f64();
            let bps = (NEAR_PACKET_BITS / response).max(NEAR_BPS_MIN);
            self.rate.plus(Bitrate::bps((bps * since) as u64))
        } else {
            self.rate.scaled(INCREASE.powf(since))
        };
        self.rate = grown.min(limit);
    }
}

/// The rates acknowledged at back-offs: near them the link is full (libwebrtc
/// `link_capacity_estimator.cc`).
#[derive(Debug, Clone, Copy, Default)]
struct LinkCapacity {
    mean_kbps: Option<f64>,
    /// Variance over mean.
    deviation: f64,
}

impl LinkCapacity {
    /// Weight of a new rate.
    const WEIGHT: f64 = 0.05;
    /// Bounds of the normalised deviation.
    const DEVIATION_MIN: f64 = 0.4;
    const DEVIATION_MAX: f64 = 2.5;

    fn is_known(&self) -> bool {
        self.mean_kbps.is_some()
    }

    fn mean(&self) -> Option<Bitrate> {
        self.mean_kbps
            .map(|kbps| Bitrate::bps((kbps * 1000.0) as u64))
    }

    /// More arrives than this link was thought to carry.
    fn is_exceeded_by(&self, acknowledged: Bitrate) -> bool {
        self.mean_kbps
            .is_some_and(|mean| acknowledged.as_kbps() > mean + self.spread(mean))
    }

    fn observe(&mut self, acknowledged: Bitrate) {
        let kbps = acknowledged.as_kbps();
        let known = self
            .mean_kbps
            .filter(|mean| (kbps - mean).abs() <= self.spread(*mean));
        let Some(mean) = known else {
            self.mean_kbps = Some(kbps);
            self.deviation = Self::DEVIATION_MIN;
            return;
        };
        let mean = (1.0 - Self::WEIGHT) * mean + Self::WEIGHT * kbps;
        let error = (mean - kbps).powi(2) / mean.max(1.0);
        self.deviation = ((1.0 - Self::WEIGHT) * self.deviation + Self::WEIGHT * error)
            .clamp(Self::DEVIATION_MIN, Self::DEVIATION_MAX);
        self.mean_kbps = Some(mean);
    }

    /// Three standard deviations, in kb/s.
    fn spread(&self, mean_kbps: f64) -> f64 {
        3.0 * (self.deviation * mean_kbps).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    const STEP: Duration = Duration::from_millis(100);

    fn observed(usage: Usage, acknowledged_kbps: u64, queue_ms: u64) -> Observed {
        Observed {
            usage,
            acknowledged: Some(Bitrate::kbps(acknowledged_kbps)),
            round_trip: Duration::from_millis(100),
            queue: Duration::from_millis(queue_ms),
        }
    }

    #[test]
    fn the_rate_rises_eight_percent_a_second_where_nothing_is_known() {
        let start = clock();
        let mut control = RateControl::new(start, Bitrate::kbps(1000));
        for step in 1..=10 {
            control.handle_observed(start + STEP * step, &observed(Usage::Normal, 1000, 0));
        }
        let kbps = control.rate().as_kbps();
        assert!((1079.0..1081.0).contains(&kbps), "{kbps}");
    }

    #[test]
    fn the_rate_does_not_leave_what_arrives_behind() {
        let start = clock();
        let mut control = RateControl::new(start, Bitrate::kbps(300));
        for step in 1..=300 {
            control.handle_observed(start + STEP * step, &observed(Usage::Normal, 200, 0));
        }
        assert_eq!(control.rate(), Bitrate::kbps(310));
    }

    #[test]
    fn overuse_backs_off_below_what_arrives_and_then_rises_gently() {
        let start = clock();
        let mut control = RateControl::new(start, Bitrate::kbps(2000));
        control.handle_observed(start, &observed(Usage::Over, 1000, 0));
        assert_eq!(control.rate(), Bitrate::kbps(850));
        assert_eq!(control.backed_off_at(), Some(start));
        for step in 1..=11 {
            control.handle_observed(start + STEP * step, &observed(Usage::Normal, 850, 0));
        }
        let kbps = control.rate().as_kbps();
        assert!((890.0..905.0).contains(&kbps), "additive, {kbps}");
        control.handle_observed(start + STEP * 12, &observed(Usage::Normal, 1500, 0));
        let before = control.rate();
        control.handle_observed(start + STEP * 22, &observed(Usage::Normal, 1500, 0));
        assert!(control.rate() > before.scaled(1.07), "the link grew");
    }

    #[test]
    fn a_long_queue_is_drained_and_the_rate_returns() {
        let start = clock();
        let mut control = RateControl::new(start, Bitrate::kbps(2000));
        control.handle_observed(start, &observed(Usage::Over, 1000, 300));
        assert_eq!(control.rate(), Bitrate::kbps(550));
        control.handle_observed(start + STEP, &observed(Usage::Under, 1000, 100));
        assert_eq!(control.rate(), Bitrate::kbps(550));
        control.handle_observed(start + STEP * 2, &observed(Usage::Under, 1000, 10));
        assert_eq!(control.rate(), Bitrate::kbps(850));
    }

    #[test]
    fn while_a_queue_drains_it_is_known_where_the_rate_returns_to() {
        let start = clock();
        let mut control = RateControl::new(start, Bitrate::kbps(2000));
        assert_eq!(control.rate_drained(), Bitrate::kbps(2000));
        control.handle_observed(start, &observed(Usage::Over, 1000, 300));
        assert_eq!(control.rate(), Bitrate::kbps(550));
        assert_eq!(control.rate_drained(), Bitrate::kbps(850));
    }

    #[test]
    fn where_the_link_was_full_a_rate_that_nobody_tries_is_not_believed() {
        let start = clock();
        let mut control = RateControl::new(start, Bitrate::kbps(2000));
        control.handle_observed(start, &observed(Usage::Over, 1000, 0));
        for step in 1..=300 {
            control.handle_observed(start + STEP * step, &observed(Usage::Normal, 700, 0));
        }
        assert_eq!(control.rate(), Bitrate::kbps(1000));
        control.raise_to(start + STEP * 301, Bitrate::kbps(1030));
        assert_eq!(control.rate(), Bitrate::kbps(1000), "within what it varies");
    }

    #[test]
    fn nothing_rises_on_a_standing_queue() {
        let start = clock();
        let mut control = RateControl::new(start, Bitrate::kbps(1000));
        for step in 1..=10 {
            control.handle_observed(start + STEP * step, &observed(Usage::Normal, 1000, 60));
        }
        assert_eq!(control.rate(), Bitrate::kbps(1000));
    }

    #[test]
    fn probes_only_raise() {
        let start = clock();
        let mut control = RateControl::new(start, Bitrate::kbps(1000));
        control.raise_to(start, Bitrate::kbps(500));
        assert_eq!(control.rate(), Bitrate::kbps(1000));
        control.raise_to(start, Bitrate::kbps(1500));
        assert_eq!(control.rate(), Bitrate::kbps(1500));
        control.lower_to(start, Bitrate::kbps(700));
        assert_eq!(control.rate(), Bitrate::kbps(700));
    }

    #[test]
    fn where_the_link_was_full_probes_raise_in_steps() {
        let start = clock();
        let mut control = RateControl::new(start, Bitrate::kbps(2000));
        control.handle_observed(start, &observed(Usage::Over, 1000, 0));
        control.raise_to(start, Bitrate::kbps(1600));
        assert_eq!(control.rate(), Bitrate::kbps(1250));
        control.raise_to(start, Bitrate::kbps(2000));
        assert_eq!(control.rate(), Bitrate::bps(1_562_500));
    }
}
