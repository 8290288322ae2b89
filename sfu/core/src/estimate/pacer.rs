//! When bytes may leave for a subscriber, so that a frame does not hit a narrow link at once.
//!
//! Pure: it holds no packets, only budgets. The caller says what waits and is told whose turn it
//! is: sound never waits, then repair, for what comes later is of no use without it, then media, then
//! the padding of a probe.
//!
//! - told things: [`Pacer::set_estimate`], [`Pacer::start_probe`], [`Pacer::handle_sent`]
//! - asked things: [`Pacer::poll`] until `None`, then [`Pacer::poll_timeout`]

use std::time::{Duration, Instant};

use super::bitrate::Bitrate;
use super::probe::{Probe, ProbeId};

/// Media leaves at this multiple of the estimate. libwebrtc's 2.5 (`kDefaultPaceMultiplier`) has a
/// key frame out sooner, and lets it wait in the bottleneck instead of here, where sound waits with it.
const MULTIPLE: f64 = 1.25;

/// For so long from the first packet on, media leaves faster: what the path carries is not known yet,
/// and nothing else is to be seen.
const STARTING: Duration = Duration::from_secs(1);

/// See [`STARTING`].
const MULTIPLE_STARTING: f64 = 2.5;

/// Media that waits is out after so long at most, at whatever rate that takes (libwebrtc: 2 s). What
/// fits the path waits for less; what does not is what filled a bottleneck that others share.
const WAIT_MAX: Duration = Duration::from_millis(1500);

/// Budget of media that may be saved up while nothing leaves: a frame that arrives as a burst leaves
/// as one (libwebrtc `kDefaultBurstInterval`), …
const SAVED: Duration = Duration::from_millis(40);

/// … and at least one packet.
const SAVED_BYTES_MIN: f64 = 1200.0;

/// Most debt, as time at the media rate. Sound that never waits could pile it up without end.
const DEBT: Duration = Duration::from_millis(500);

/// Repair takes at most this share of the estimate…
const REPAIR_SHARE: f64 = 0.25;

/// … over a span of this length: a lost key frame goes out in one piece on a good link.
const REPAIR_SAVED: Duration = Duration::from_secs(1);

/// A probe that could not be sent within this time is given up.
const PROBE_MAX: Duration = Duration::from_millis(500);

/// What a packet is to the pacer, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Never held.
    Sound,
    /// Sent again on request.
    Repair,
    Media,
    /// Nothing but load for a probe.
    Padding,
}

/// Bytes that wait to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Waiting {
    pub(crate) media_bytes: usize,
    pub(crate) repair_bytes: usize,
}

/// One packet, or a little more, may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) class: Class,
    /// So much may leave now; the last packet may exceed it. For padding: the size of the packet.
    pub(crate) bytes: usize,
    /// The probe that these packets belong to.
    pub(crate) probe: Option<ProbeId>,
}

#[derive(Debug, Clone, Copy)]
struct Running {
    probe: Probe,
    bytes: usize,
    packets: usize,
    /// When its first packet left; each further one is due by the rate from here, so that a late
    /// wake-up does not slow the probe.
    begun_at: Option<Instant>,
    next_at: Instant,
    until: Instant,
}

/// The budgets of one subscriber.
#[derive(Debug)]
pub(crate) struct Pacer {
    estimate: Bitrate,
    /// In bytes; negative after packets larger than what was left.
    media: f64,
    repair: f64,
    refilled_at: Instant,
    /// When the first packet left.
    begun_at: Option<Instant>,
    probe: Option<Running>,
}

impl Pacer {
    pub(crate) fn new(now: Instant, estimate: Bitrate) -> Self {
        Self {
            estimate,
            media: SAVED_BYTES_MIN,
            repair: estimate.scaled(REPAIR_SHARE).bytes_in(REPAIR_SAVED) as f64,
            refilled_at: now,
            begun_at: None,
            probe: None,
        }
    }

    /// The estimate changed.
    pub(crate) fn set_estimate(&mut self, estimate: Bitrate) {
        self.estimate = estimate;
    }

    /// Begins a probe; one still running is given up.
    pub(crate) fn start_probe(&mut self, now: Instant, probe: Probe) {
        self.probe = Some(Running {
            probe,
            bytes: 0,
            packets: 0,
            begun_at: None,
            next_at: now,
            until: now + PROBE_MAX,
        });
    }

    /// The probe at hand cannot be sent.
    pub(crate) fn give_up_probe(&mut self) {
        self.probe = None;
    }

    /// The rate at which media leaves.
    pub(crate) fn rate(&self) -> Bitrate {
        self.media_rate(Waiting::default())
    }

    /// The probe that a packet leaving now belongs to.
    pub(crate) fn probe(&self) -> Option<ProbeId> {
        self.probe.map(|running| running.probe.id)
    }

    /// Whose turn it is.
    pub(crate) fn poll(&mut self, now: Instant, waiting: Waiting) -> Option<Turn> {
        self.refill(now, waiting);
        if self.probe.is_some_and(|running| now >= running.until) {
            self.probe = None;
        }
        let repair_due = waiting.repair_bytes > 0 && self.repair > 0.0;
        if let Some(running) = self.probe {
            if now < running.next_at {
                return None;
            }
            let (class, bytes) = if repair_due {
                (Class::Repair, 1)
            } else if waiting.media_bytes > 0 {
                (Class::Media, 1)
            } else {
                (Class::Padding, running.probe.padding_bytes)
            };
            return Some(Turn {
                class,
                bytes,
                probe: Some(running.probe.id),
            });
        }
        if self.media <= 0.0 {
            return None;
        }
        let turn = |class, bytes: f64| Turn {
            class,
            bytes: bytes.max(1.0) as usize,
            probe: None,
        };
        if repair_due {
            Some(turn(Class::Repair, self.media.min(self.repair)))
        } else if waiting.media_bytes > 0 {
            Some(turn(Class::Media, self.media))
        } else {
            None
        }
    }

    /// A packet left.
    pub(crate) fn handle_sent(&mut self, now: Instant, class: Class, bytes: usize) {
        self.begun_at.get_or_insert(now);
        let debt = self.media_rate(Waiting::default()).bytes_in(DEBT) as f64;
        self.media = (self.media - bytes as f64).max(-debt);
        if class == Class::Repair {
            self.repair -= bytes as f64;
        }
        if let Some(running) = &mut self.probe {
            running.bytes += bytes;
            running.packets += 1;
            let begun_at = *running.begun_at.get_or_insert(now);
            running.next_at = begun_at + running.probe.rate.time_for(running.bytes);
            let probe = &running.probe;
            if running.bytes >= probe.bytes_min && running.packets >= probe.packets_min {
                self.probe = None;
            }
        }
    }

    /// When [`Self::poll`] may have something, given what waits.
    pub(crate) fn poll_timeout(&self, waiting: Waiting) -> Option<Instant> {
        if let Some(running) = &self.probe {
            return Some(running.next_at.min(running.until));
        }
        let media = self.media_rate(waiting).time_for(lacking(self.media));
        let lacking = if waiting.media_bytes > 0 {
            media
        } else if waiting.repair_bytes > 0 {
            let share = self.estimate.scaled(REPAIR_SHARE);
            media.max(share.time_for(lacking(self.repair)))
        } else {
            return None;
        };
        Some(self.refilled_at + lacking)
    }

    fn media_rate(&self, waiting: Waiting) -> Bitrate {
        let hurry = Bitrate::of(waiting.media_bytes, WAIT_MAX).unwrap_or(Bitrate::ZERO);
        let is_starting = self
            .begun_at
            .is_none_or(|begun_at| self.refilled_at.saturating_duration_since(begun_at) < STARTING);
        let multiple = if is_starting {
            MULTIPLE_STARTING
        } else {
            MULTIPLE
        };
        self.estimate.scaled(multiple).max(hurry)
    }

    fn refill(&mut self, now: Instant, waiting: Waiting) {
        let since = now
            .saturating_duration_since(self.refilled_at)
            .as_secs_f64();
        self.refilled_at = self.refilled_at.max(now);
        let rate = self.media_rate(waiting);
        let saved = (rate.bytes_in(SAVED) as f64).max(SAVED_BYTES_MIN);
        let media = self.media + rate.as_bps() as f64 / 8.0 * since;
        self.media = media.min(saved);
        let share = self.estimate.scaled(REPAIR_SHARE);
        let repair = self.repair + share.as_bps() as f64 / 8.0 * since;
        self.repair = repair.min(share.bytes_in(REPAIR_SAVED) as f64);
    }
}

/// Bytes until a budget is above zero.
fn lacking(budget: f64) -> usize {
    if budget > 0.0 {
        0
    } else {
        (1.0 - budget).ceil() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    const ESTIMATE: Bitrate = Bitrate::kbps(800);
    const MEDIA: Waiting = Waiting {
        media_bytes: 50_000,
        repair_bytes: 0,
    };

    /// A pacer that has begun long before [`clock`].
    fn settled() -> Pacer {
        let mut pacer = Pacer::new(clock(), ESTIMATE);
        pacer.begun_at = clock().checked_sub(STARTING);
        pacer
    }

    /// Sends packets of 1,000 bytes whenever there is a turn, for `span`. Returns the bytes of
    /// repair, media and padding that left.
    fn run(pacer: &mut Pacer, waiting: Waiting, span: Duration) -> [usize; 3] {
        let start = clock();
        let mut now = start;
        let mut left = [0; 3];
        while now < start + span {
            while let Some(turn) = pacer.poll(now, waiting) {
                let bytes = if turn.class == Class::Padding {
                    turn.bytes
                } else {
                    1000
                };
                left[turn.class as usize - 1] += bytes;
                pacer.handle_sent(now, turn.class, bytes);
            }
            now = match pacer.poll_timeout(waiting) {
                Some(at) => at.max(now + Duration::from_micros(1)),
                None => start + span,
            };
        }
        left
    }

    #[test]
    fn media_leaves_at_a_multiple_of_the_estimate() {
        let mut pacer = settled();
        let [repair, media, padding] = run(&mut pacer, MEDIA, Duration::from_secs(1));
        // 125 kB, and what was saved up.
        assert!((125_000..131_000).contains(&media), "{media}");
        assert_eq!((repair, padding), (0, 0));
    }

    #[test]
    fn at_the_start_media_leaves_faster() {
        let mut pacer = Pacer::new(clock(), ESTIMATE);
        let [_, media, _] = run(&mut pacer, MEDIA, STARTING);
        assert!((249_000..262_000).contains(&media), "{media}");
    }

    #[test]
    fn much_that_waits_hurries() {
        let mut pacer = settled();
        pacer.set_estimate(Bitrate::kbps(80));
        let waiting = Waiting {
            media_bytes: 100_000,
            repair_bytes: 0,
        };
        let [_, media, _] = run(&mut pacer, waiting, Duration::from_secs(1));
        // A second of 1.5, and what was saved up.
        assert!((66_000..71_000).contains(&media), "{media}");
    }

    #[test]
    fn repair_goes_before_media_and_keeps_to_its_share() {
        let both = Waiting {
            repair_bytes: 50_000,
            ..MEDIA
        };
        let mut pacer = settled();
        assert_eq!(pacer.poll(clock(), both).unwrap().class, Class::Repair);
        let [repair, media, _] = run(&mut pacer, both, Duration::from_secs(4));
        // A quarter of 100 kB a second, and one second saved up; the rest is the media's.
        assert!((124_000..127_000).contains(&repair), "{repair}");
        assert!((373_000..383_000).contains(&media), "{media}");
    }

    #[test]
    fn sound_is_charged_but_its_debt_is_bounded() {
        let now = clock();
        let mut pacer = settled();
        for _ in 0..10_000 {
            pacer.handle_sent(now, Class::Sound, 200);
        }
        let wait = pacer.poll_timeout(MEDIA).unwrap() - now;
        assert!(wait <= DEBT + Duration::from_millis(1), "{wait:?}");
        assert_eq!(pacer.poll(now, MEDIA), None);
        assert!(pacer.poll(now + wait, MEDIA).is_some());
    }

    #[test]
    fn a_probe_fills_up_with_padding_at_its_rate() {
        let now = clock();
        let mut pacer = settled();
        let probe = Probe::new(ProbeId::FIRST, Bitrate::kbps(1600));
        pacer.start_probe(now, probe);
        assert_eq!(pacer.probe(), Some(probe.id));
        let mut at = now;
        let mut last = now;
        let mut packets = 0;
        while pacer.probe().is_some() {
            let turn = pacer.poll(at, Waiting::default()).unwrap();
            assert_eq!((turn.class, turn.probe), (Class::Padding, Some(probe.id)));
            pacer.handle_sent(at, turn.class, turn.bytes);
            last = at;
            packets += 1;
            at = pacer.poll_timeout(Waiting::default()).unwrap_or(at);
        }
        assert!(packets >= 6, "{packets}");
        let rate = Bitrate::of((packets - 1) * probe.padding_bytes, last - now).unwrap();
        assert!((1590.0..1610.0).contains(&rate.as_kbps()), "{rate}");
        assert_eq!(pacer.poll_timeout(Waiting::default()), None);
    }

    #[test]
    fn media_and_repair_take_the_place_of_padding() {
        let now = clock();
        let mut pacer = settled();
        pacer.start_probe(now, Probe::new(ProbeId::FIRST, Bitrate::kbps(1600)));
        assert_eq!(pacer.poll(now, MEDIA).unwrap().class, Class::Media);
        let both = Waiting {
            repair_bytes: 1000,
            ..MEDIA
        };
        assert_eq!(pacer.poll(now, both).unwrap().class, Class::Repair);
    }

    #[test]
    fn a_probe_nobody_sends_is_given_up() {
        let now = clock();
        let mut pacer = settled();
        pacer.start_probe(now, Probe::new(ProbeId::FIRST, Bitrate::kbps(1600)));
        assert_eq!(pacer.poll(now + PROBE_MAX, Waiting::default()), None);
        assert_eq!(pacer.probe(), None);
    }

    #[test]
    fn a_new_estimate_is_a_new_pace() {
        let mut pacer = settled();
        pacer.set_estimate(Bitrate::kbps(1600));
        let [_, media, _] = run(&mut pacer, MEDIA, Duration::from_secs(1));
        assert!((250_000..260_000).contains(&media), "{media}");
    }
}
