//! The pace at which one subscriber is sent to: what its path carries, and the packets that wait
//! for their turn. Only a page that reports arrivals has one; to others packets leave at once.
//!
//! What waits is named, not copied: its bytes lie in the ring of its stream.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rtc_rtcp::transport_feedbacks::transport_layer_cc::TransportLayerCc;

use crate::estimate::{Bitrate, Class, Estimator, Pacer, Turn, Waiting};
use crate::forward::redundancy::COPIES_MAX;
use crate::forward::rewriter::{Rewritten, StreamKey};

/// What a path is taken to carry until it was measured (libwebrtc starts from the same).
const START: Bitrate = Bitrate::kbps(300);

/// Most pictures' packets waiting: a second at 10 Mb/s; the pacer lets none wait longer than half.
const HELD_MAX: usize = 1024;

/// Most packets waiting to be sent again.
const REPAIRS_MAX: usize = 256;

/// Bytes of IPv4 and UDP headers, which the path carries too.
pub(crate) const NETWORK_OVERHEAD: usize = 28;

/// A run of packets sent at once may take the path this long; a longer one waits for the next key
/// frame, which is sooner to be seen.
const BURST_MAX: Duration = Duration::from_millis(400);

/// A page that reports arrivals at all does so within this.
const HEARD_WITHIN: Duration = Duration::from_secs(3);

/// An estimate lower than this share of the one that layers were last decided for is acted on at
/// once.
const FALLEN: f64 = 0.9;

/// From this share of packets lost, sound carries one copy of what was before, and two: with two,
/// of a fifth lost less than a hundredth is not heard.
const COPIES_FROM_LOSS: [f64; COPIES_MAX] = [0.01, 0.06];

/// Sound and its copies take at most this share of the path.
const COPIES_SHARE_MAX: f64 = 0.9;

/// A packet of a picture that waits to leave.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    /// Index of its slot.
    pub(crate) slot: usize,
    pub(crate) stream: StreamKey,
    /// Its number in the stream's ring.
    pub(crate) sequence: u64,
    pub(crate) numbers: Rewritten,
    /// On the wire, about.
    pub(crate) bytes: usize,
}

/// A packet asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Repair {
    /// Index of its slot.
    pub(crate) slot: usize,
    /// As the page numbers it.
    pub(crate) sequence: u16,
}

/// A turn of what waits.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Leaving {
    Picture(Held),
    Repair(Repair),
    /// Padding of about so many bytes.
    Padding(usize),
}

/// One subscriber's pace.
#[derive(Debug)]
pub(crate) struct Pace {
    estimator: Estimator,
    pacer: Pacer,
    held: VecDeque<Held>,
    held_bytes: usize,
    repairs: VecDeque<Repair>,
    /// The budget that layers were last decided for.
    decided_for: Bitrate,
    is_heard: bool,
    first_sent_at: Option<Instant>,
}

impl Pace {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            estimator: Estimator::new(now, START),
            pacer: Pacer::new(now, START),
            held: VecDeque::new(),
            held_bytes: 0,
            repairs: VecDeque::new(),
            decided_for: START,
            is_heard: false,
            first_sent_at: None,
        }
    }

    /// What the path carries, and the share of packets lost on it of late.
    pub(crate) fn estimate(&self) -> (Bitrate, f64) {
        (self.estimator.estimate(), self.estimator.loss())
    }

    /// The smoothed round trip, once measured.
    pub(crate) fn round_trip(&self) -> Option<Duration> {
        self.estimator.round_trip()
    }

    /// What pictures and sound may take; layers are decided for it now.
    pub(crate) fn decide_budget(&mut self) -> Bitrate {
        self.decided_for = self.estimator.media_budget();
        self.decided_for
    }

    /// Tells the estimator what would be sent if it fitted.
    pub(crate) fn set_wanted(&mut self, wanted: Bitrate) {
        self.estimator.set_wanted(wanted);
    }

    /// Takes in what the page reports. True if layers have to be decided anew at once.
    pub(crate) fn handle_feedback(&mut self, now: Instant, feedback: &TransportLayerCc) -> bool {
        self.is_heard = true;
        self.estimator.handle_feedback(now, feedback);
        self.take_estimate(now)
    }

    /// Lets time pass. True if layers have to be decided anew at once.
    pub(crate) fn handle_timeout(&mut self, now: Instant) -> bool {
        if self.estimator.poll_timeout().is_none_or(|due| now < due) {
            return false;
        }
        self.estimator.handle_timeout(now);
        self.take_estimate(now)
    }

    /// True if the page agreed to report arrivals but does not: others of its reports come, and
    /// nothing is known of its path.
    pub(crate) fn is_unheard(&self, now: Instant) -> bool {
        !self.is_heard
            && self
                .first_sent_at
                .is_some_and(|at| now.saturating_duration_since(at) >= HEARD_WITHIN)
    }

    fn take_estimate(&mut self, now: Instant) -> bool {
        self.pacer.set_estimate(self.estimator.estimate());
        if let Some(probe) = self.estimator.poll_probe(now) {
            self.pacer.start_probe(now, probe);
        }
        self.estimator.media_budget() < self.decided_for.scaled(FALLEN)
    }

    /// A packet of `bytes` leaves; the transport-wide sequence number it carries is returned.
    pub(crate) fn handle_sent(&mut self, now: Instant, class: Class, bytes: usize) -> u16 {
        self.first_sent_at.get_or_insert(now);
        let bytes = bytes + NETWORK_OVERHEAD;
        let number = self.estimator.handle_sent(now, bytes, self.pacer.probe());
        self.pacer.handle_sent(now, class, bytes);
        number
    }

    /// How many packets before it each packet of sound is worth carrying once more, where the sound
    /// takes `rate`: as many as the loss asks for and the path has room for.
    pub(crate) fn sound_copies(&self, rate: Bitrate) -> usize {
        let (estimate, loss) = self.estimate();
        let asked = COPIES_FROM_LOSS.iter().filter(|from| loss >= **from);
        let room = estimate.scaled(COPIES_SHARE_MAX).as_bps() / rate.as_bps().max(1);
        asked.count().min(room.saturating_sub(1) as usize)
    }

    /// True if a picture's packet of `bytes` has to wait.
    pub(crate) fn has_to_wait(&mut self, now: Instant, bytes: usize) -> bool {
        let waiting = Waiting {
            media_bytes: bytes + NETWORK_OVERHEAD,
            repair_bytes: 0,
        };
        !self.held.is_empty()
            || self
                .pacer
                .poll(now, waiting)
                .is_none_or(|turn| turn.class != Class::Media)
    }

    /// True if `bytes` sent at once would not keep the page waiting for long.
    pub(crate) fn takes_burst(&self, bytes: usize) -> bool {
        self.pacer.rate().bytes_in(BURST_MAX) >= bytes
    }

    /// Keeps a packet for its turn; false if too many wait.
    pub(crate) fn hold(&mut self, held: Held) -> bool {
        if self.held.len() == HELD_MAX {
            return false;
        }
        self.held_bytes += held.bytes + NETWORK_OVERHEAD;
        self.held.push_back(held);
        true
    }

    /// Keeps a packet that was asked for again, once however often it was; false if too many wait.
    pub(crate) fn hold_repair(&mut self, repair: Repair) -> bool {
        if self.repairs.contains(&repair) {
            return true;
        }
        if self.repairs.len() == REPAIRS_MAX {
            return false;
        }
        self.repairs.push_back(repair);
        true
    }

    /// Nothing more of a slot is to leave.
    pub(crate) fn forget_slot(&mut self, slot: usize) {
        self.held.retain(|held| held.slot != slot);
        self.repairs.retain(|repair| repair.slot != slot);
        self.held_bytes = self
            .held
            .iter()
            .map(|held| held.bytes + NETWORK_OVERHEAD)
            .sum();
    }

    /// The next packet that may leave now.
    pub(crate) fn poll(&mut self, now: Instant) -> Option<Leaving> {
        let Turn { class, bytes, .. } = self.pacer.poll(now, self.waiting())?;
        match class {
            Class::Sound | Class::Media => {
                let held = self.held.pop_front()?;
                self.held_bytes -= held.bytes + NETWORK_OVERHEAD;
                Some(Leaving::Picture(held))
            }
            Class::Repair => self.repairs.pop_front().map(Leaving::Repair),
            Class::Padding => Some(Leaving::Padding(bytes)),
        }
    }

    /// There is no way to send padding: no probe is made of it.
    pub(crate) fn give_up_probe(&mut self) {
        self.pacer.give_up_probe();
    }

    /// When [`Self::poll`] may have something; `None` while nothing waits.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.pacer.poll_timeout(self.waiting())
    }

    fn waiting(&self) -> Waiting {
        Waiting {
            media_bytes: self.held_bytes,
            // Their sizes are known when they are found in the ring; any will do to have a turn.
            repair_bytes: self.repairs.len() * 1000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    #[test]
    fn a_packet_asked_for_often_waits_once() {
        let now = clock();
        let mut pace = Pace::new(now);
        let repair = |sequence| Repair { slot: 0, sequence };
        for _ in 0..10 {
            assert!(pace.hold_repair(repair(7)));
        }
        assert!(pace.hold_repair(repair(8)));
        let mut turns = Vec::new();
        while let Some(leaving) = pace.poll(now) {
            match leaving {
                Leaving::Repair(repair) => turns.push(repair.sequence),
                Leaving::Picture(_) | Leaving::Padding(_) => panic!("{leaving:?}"),
            }
            pace.handle_sent(now, Class::Repair, 100);
        }
        assert_eq!(turns, [7, 8]);
    }

    #[test]
    fn more_repairs_than_a_page_can_miss_are_refused() {
        let mut pace = Pace::new(clock());
        let kept = (0..1_000u16)
            .filter(|sequence| {
                pace.hold_repair(Repair {
                    slot: 0,
                    sequence: *sequence,
                })
            })
            .count();
        assert_eq!(kept, REPAIRS_MAX);
    }
}
