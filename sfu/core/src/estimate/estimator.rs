//! The estimate of one subscriber's path, composed of the parts beside this file.

#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use rtc_rtcp::transport_feedbacks::transport_layer_cc::TransportLayerCc;

use super::acknowledged::Acknowledged;
use super::arrival::ArrivalGroups;
use super::bitrate::Bitrate;
use super::feedback::{FeedbackReader, RemoteTime, Status};
use super::guard::{QueueGuard, Verdict};
use super::history::{News, Sent, SentHistory};
use super::loss::{Circumstances, LossBound};
use super::overuse::{OveruseDetector, Usage};
use super::probe::{Measurement, Probe, ProbeId};
use super::probing::Probing;
use super::queue::StandingQueue;
use super::rate_control::{Observed, RateControl};
use super::trendline::Trendline;

/// No estimate is lower: the sound of one venue and what it takes to learn of better times.
const ESTIMATE_MIN: Bitrate = Bitrate::kbps(40);

/// No estimate is higher, whatever a subscriber reports: all that a page can show, twice.
const ESTIMATE_MAX: Bitrate = Bitrate::kbps(20_000);

/// Draining a queue does not lower the rate below this share of what arrived at its beginning.
const DRAIN_SHARE_MIN: f64 = 0.5;

/// A probe is not sent into a queue longer than this.
const QUEUE_PROBED_MAX: Duration = Duration::from_millis(30);

/// After a back-off nothing is probed for this and a round trip.
const SETTLE: Duration = Duration::from_millis(300);

/// An estimate below this share of the one before fell far (libwebrtc `kBitrateDropThreshold`).
const FAR: f64 = 0.66;

/// Packets unanswered for this and two round trips: the path is down.
const UNANSWERED: Duration = Duration::from_millis(400);

/// While it is down, the estimate halves each time that passes, down to this share: after an
/// outage the path is most likely what it was, and three probes reach that.
const OUTAGE_SHARE_MIN: f64 = 0.125;

/// Round trip assumed before one was measured.
const ROUND_TRIP_DEFAULT: Duration = Duration::from_millis(100);

/// The share set aside for repair is that of loss, at most this.
const REPAIR_SHARE_MAX: f64 = 0.25;

/// Estimates what a subscriber's path carries.
///
/// - told things: [`Self::handle_sent`] for every packet with a transport-wide sequence number,
///   [`Self::handle_feedback`], [`Self::handle_timeout`], [`Self::set_wanted`]
/// - asked things, after each feedback and timeout: [`Self::estimate`] and
///   [`Self::media_budget`], then [`Self::poll_probe`], then [`Self::poll_timeout`]
#[derive(Debug)]
pub(crate) struct Estimator {
    history: SentHistory,
    reader: FeedbackReader,
    acknowledged: Acknowledged,
    groups: ArrivalGroups,
    trendline: Trendline,
    overuse: OveruseDetector,
    queue: StandingQueue,
    guard: QueueGuard,
    /// Lowest rate while a queue drains.
    drain_floor: Option<Bitrate>,
    rate_control: RateControl,
    loss: LossBound,
    probing: Probing,
    measurement: Option<Measurement>,
    wanted: Bitrate,
    estimate: Bitrate,
    round_trip: Option<Duration>,
    /// When the first packet left of which, and after which, nothing was heard.
    unanswered_since: Option<Instant>,
    /// The estimate before the outage that goes on.
    before_outage: Option<Bitrate>,
    /// Arrivals of the feedback at hand; kept for its memory.
    arrivals: Vec<(RemoteTime, Sent)>,
}

impl Estimator {
    /// Begins at `start`, wanting nothing.
    pub(crate) fn new(now: Instant, start: Bitrate) -> Self {
        Self {
            history: SentHistory::new(now),
            reader: FeedbackReader::default(),
            acknowledged: Acknowledged::default(),
            groups: ArrivalGroups::default(),
            trendline: Trendline::default(),
            overuse: OveruseDetector::new(),
            queue: StandingQueue::new(now),
            guard: QueueGuard::default(),
            drain_floor: None,
            rate_control: RateControl::new(now, start),
            loss: LossBound::new(now),
            probing: Probing::new(now),
            measurement: None,
            wanted: Bitrate::ZERO,
            estimate: start,
            round_trip: None,
            unanswered_since: None,
            before_outage: None,
            arrivals: Vec::new(),
        }
    }

    /// What the path carries, everything included: headers, repair, padding.
    pub(crate) fn estimate(&self) -> Bitrate {
        self.estimate
    }

    /// What the path will carry once a queue of ours has drained, less what repairing the loss of
    /// late will take: to be given to the allocator. While the queue drains, the pacer holds media
    /// back; a picture taken away for it would be gone for longer.
    pub(crate) fn media_budget(&self) -> Bitrate {
        let drained = self.bounded(self.rate_control.rate_drained());
        drained.scaled(1.0 - self.repair_share())
    }

    /// Share of packets lost on the way of late, before repair, 0–1.
    pub(crate) fn loss(&self) -> f64 {
        self.loss.share()
    }

    /// The smoothed round trip; `None` before the first feedback.
    pub(crate) fn round_trip(&self) -> Option<Duration> {
        self.round_trip
    }

    /// What would be sent if it fitted, without repair. While it is more than
    /// [`Self::media_budget`], there are probes.
    pub(crate) fn set_wanted(&mut self, wanted: Bitrate) {
        self.wanted = wanted;
    }

    /// A packet of `bytes` on the wire leaves. Returns the transport-wide sequence number to write
    /// into it.
    pub(crate) fn handle_sent(
        &mut self,
        now: Instant,
        bytes: usize,
        probe: Option<ProbeId>,
    ) -> u16 {
        self.unanswered_since.get_or_insert(now);
        if let Some(measurement) = &mut self.measurement
            && probe == Some(measurement.probe.id)
        {
            measurement.handle_sent(bytes);
        }
        self.history.record(now, bytes, probe)
    }

    /// Takes the subscriber's feedback in.
    pub(crate) fn handle_feedback(&mut self, now: Instant, feedback: &TransportLayerCc) {
        self.handle_answer(now);
        let mut arrivals = std::mem::take(&mut self.arrivals);
        self.read(feedback, &mut arrivals);
        arrivals.sort_by_key(|(arrived, _)| *arrived);
        self.measure_round_trip(now, &arrivals);
        let mut is_over = false;
        for (arrived, sent) in arrivals.drain(..) {
            is_over |= self.handle_arrival(now, &sent, arrived);
        }
        self.arrivals = arrivals;
        self.conclude(now, is_over);
    }

    /// Lets time pass.
    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        if self.outage_at().is_some_and(|outage_at| now >= outage_at) {
            let before = *self.before_outage.get_or_insert(self.estimate);
            let lowered = self
                .estimate
                .scaled(0.5)
                .max(before.scaled(OUTAGE_SHARE_MIN));
            self.rate_control.lower_to(now, lowered);
            self.update(now);
            self.unanswered_since = Some(now);
        }
        self.finish_probe(now);
    }

    /// When [`Self::handle_timeout`], or [`Self::poll_probe`] after it, is wanted next.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        let probe_at = (self.measurement.is_none() && self.wanted_on_the_wire() > self.estimate)
            .then(|| self.probing.next_at());
        [self.outage_at(), probe_at].into_iter().flatten().min()
    }

    /// A probe to begin now.
    pub(crate) fn poll_probe(&mut self, now: Instant) -> Option<Probe> {
        if self.measurement.is_some()
            || self.before_outage.is_some()
            || self.queue.standing() > QUEUE_PROBED_MAX
            || self.overuse.usage() == Usage::Over
            || self.loss.is_on_trial()
        {
            return None;
        }
        let settle = self.round_trip.unwrap_or(ROUND_TRIP_DEFAULT) + SETTLE;
        let backed_off_at = self.rate_control.backed_off_at();
        if backed_off_at.is_some_and(|at| now.saturating_duration_since(at) < settle) {
            return None;
        }
        let wanted = self.wanted_on_the_wire();
        let probe = self.probing.poll(now, self.estimate, wanted)?;
        self.measurement = Some(Measurement::new(now, probe));
        Some(probe)
    }

    /// The subscriber is heard: an outage is over.
    fn handle_answer(&mut self, now: Instant) {
        self.unanswered_since = None;
        if self.before_outage.take().is_some() {
            // What was sent into the outage says nothing about the path as it is now.
            self.acknowledged.restart();
            self.restart_trend();
            self.loss.restart(now);
            self.measurement = None;
            self.probing.handle_drop(now, Duration::ZERO);
        }
    }

    /// Settles lost packets, and collects those that arrived.
    fn read(&mut self, feedback: &TransportLayerCc, arrivals: &mut Vec<(RemoteTime, Sent)>) {
        let (history, loss) = (&mut self.history, &mut self.loss);
        let measurement = &mut self.measurement;
        self.reader.read(feedback, |sequence, status| {
            let Some(news) = history.report(sequence, status != Status::Missing) else {
                return;
            };
            let sent = match news {
                News::Arrived(sent) => {
                    loss.handle_report(sent.at, true);
                    sent
                }
                News::Found(sent) => {
                    loss.handle_found(sent.at);
                    sent
                }
                News::Lost(sent) => {
                    loss.handle_report(sent.at, false);
                    if let Some(measurement) = measurement
                        && sent.probe == Some(measurement.probe.id)
                    {
                        measurement.handle_loss();
                    }
                    return;
                }
            };
            if let Status::Arrived(arrived) = status {
                arrivals.push((arrived, sent));
            }
        });
    }

    /// The last packet before the feedback waited least for it.
    fn measure_round_trip(&mut self, now: Instant, arrivals: &[(RemoteTime, Sent)]) {
        let latest = arrivals.iter().map(|(_, sent)| sent.at).max();
        if let Some(latest) = latest {
            let sample = now.saturating_duration_since(latest);
            self.round_trip = Some(self.round_trip.map_or(sample, |before| {
                // RFC 6298 §2.3
                before.mul_f64(0.875) + sample.mul_f64(0.125)
            }));
        }
    }

    /// Returns true if the trend is one of over-use.
    fn handle_arrival(&mut self, now: Instant, sent: &Sent, arrived: RemoteTime) -> bool {
        self.acknowledged.handle_arrival(arrived, sent.bytes);
        self.queue.handle_arrival(now, sent.at, arrived);
        if let Some(measurement) = &mut self.measurement
            && sent.probe == Some(measurement.probe.id)
        {
            measurement.handle_arrival(sent, arrived);
        }
        if sent.probe.is_some() {
            // A probe fills a queue on purpose; the trend is that of everything else.
            return false;
        }
        let Some(spacing) = self.groups.handle_arrival(sent.at, arrived) else {
            return false;
        };
        let Some(slope) = self.trendline.handle_spacing(&spacing) else {
            return false;
        };
        let spacings = self.trendline.spacings();
        let usage = self
            .overuse
            .handle_slope(now, slope, spacing.sent, spacings);
        usage == Usage::Over
    }

    fn conclude(&mut self, now: Instant, is_over: bool) {
        let round_trip = self.round_trip.unwrap_or(ROUND_TRIP_DEFAULT);
        let acknowledged = self.acknowledged.rate();
        let must_drain = self.judge_queue(now, round_trip, acknowledged);
        let queue = self.queue.standing();
        let usage = if is_over || must_drain {
            Usage::Over
        } else {
            self.overuse.usage()
        };
        self.rate_control.handle_observed(
            now,
            &Observed {
                usage,
                acknowledged,
                round_trip,
                queue,
            },
        );
        self.finish_probe(now);
        self.loss.handle_feedback(
            now,
            &Circumstances {
                estimate: self.rate_control.rate().min(self.estimate),
                acknowledged,
                queue,
            },
        );
        self.update(now);
    }

    /// Returns true if the rate has to back off because of the queue that stands.
    fn judge_queue(
        &mut self,
        now: Instant,
        round_trip: Duration,
        acknowledged: Option<Bitrate>,
    ) -> bool {
        let standing = self.queue.standing();
        match self.guard.handle_queue(now, standing, round_trip) {
            Verdict::Calm => {
                self.drain_floor = None;
                false
            }
            Verdict::LongerPath => {
                self.drain_floor = None;
                self.queue.rebase();
                self.restart_trend();
                false
            }
            Verdict::Drain => {
                let arriving = acknowledged.unwrap_or(self.estimate);
                let floor = *self
                    .drain_floor
                    .get_or_insert(arriving.scaled(DRAIN_SHARE_MIN));
                self.rate_control.rate() > floor
            }
        }
    }

    fn finish_probe(&mut self, now: Instant) {
        let round_trip = self.round_trip.unwrap_or(ROUND_TRIP_DEFAULT);
        let over = self
            .measurement
            .take_if(|measurement| measurement.is_over(now, round_trip));
        let Some(measurement) = over else {
            return;
        };
        let result = measurement.result();
        // A queue that has to be drained outweighs what the probe saw before it.
        if let Some(rate) = result.filter(|_| self.drain_floor.is_none()) {
            self.rate_control.raise_to(now, rate.min(ESTIMATE_MAX));
            self.loss.raise_to(rate);
        }
        self.probing.handle_result(now, &measurement.probe, result);
        self.update(now);
    }

    fn update(&mut self, now: Instant) {
        let before = self.estimate;
        self.estimate = self.bounded(self.rate_control.rate());
        if self.estimate < before.scaled(FAR) {
            self.probing.handle_drop(now, SETTLE);
        }
    }

    /// What the delay allows, as far as loss allows it too.
    fn bounded(&self, by_delay: Bitrate) -> Bitrate {
        self.loss
            .bound()
            .map_or(by_delay, |bound| bound.min(by_delay))
            .clamp(ESTIMATE_MIN, ESTIMATE_MAX)
    }

    /// The share that repair takes of what is sent.
    fn repair_share(&self) -> f64 {
        self.loss.share().min(REPAIR_SHARE_MAX)
    }

    fn wanted_on_the_wire(&self) -> Bitrate {
        let share = 1.0 - self.repair_share();
        self.wanted.scaled(1.0 / share).min(ESTIMATE_MAX)
    }

    fn restart_trend(&mut self) {
        self.groups.restart();
        self.trendline.restart();
        self.overuse.restart();
    }

    fn outage_at(&self) -> Option<Instant> {
        let round_trip = self.round_trip.unwrap_or(ROUND_TRIP_DEFAULT);
        self.unanswered_since
            .map(|since| since + UNANSWERED + round_trip * 2)
    }
}
