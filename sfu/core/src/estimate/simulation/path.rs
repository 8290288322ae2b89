//! A server, a subscriber and the link between them.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rtc_rtcp::transport_feedbacks::transport_layer_cc::TransportLayerCc;
use rtc_shared::marshal::Unmarshal;
use sfu_wire::{Layer, Purpose};

use super::link::{Direction, Link};
use crate::allocate::{Allocator, Decision, Demand};
use crate::estimate::probe::ProbeId;
use crate::estimate::{Bitrate, Class, Estimator, Pacer, Waiting};
use crate::ingress::transport_feedback::FeedbackRecorder;
use crate::testing::clock;

const FRAME: Duration = Duration::from_millis(40);
const SOUND: Duration = Duration::from_millis(20);
const SOUND_BYTES: usize = 120;
const PACKET_BYTES: usize = 1200;
/// Chromium reports every 50–250 ms, by the rate.
const FEEDBACK: Duration = Duration::from_millis(100);
const START: Bitrate = Bitrate::kbps(300);

/// A packet that arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrived {
    /// Since the start.
    pub(super) at: Duration,
    pub(super) bytes: usize,
    /// Waited in the bottleneck.
    pub(super) queued: Duration,
}

#[derive(Debug, Clone, Copy)]
struct OnTheWay {
    sequence: u16,
    bytes: usize,
}

/// What a run showed.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) arrived: Vec<Arrived>,
    /// The estimate, every 100 ms.
    pub(super) estimates: Vec<(Duration, Bitrate)>,
    /// What was decided for a page, every frame.
    pub(super) decisions: Vec<(Duration, Vec<Decision>)>,
}

/// What is sent beside the sound.
pub(super) enum Source {
    /// A picture that takes what the estimate leaves, up to this rate.
    Elastic(Bitrate),
    /// The slots of a page, as the allocator decides.
    Page(Allocator, Vec<Demand>),
}

/// A running path.
pub(super) struct Path {
    start: Instant,
    rng: StdRng,
    estimator: Estimator,
    pacer: Pacer,
    source: Source,
    media: VecDeque<usize>,
    forward: Direction<OnTheWay>,
    back: Direction<u64>,
    feedback: VecDeque<(u64, TransportLayerCc)>,
    feedback_count: u64,
    recorder: FeedbackRecorder,
    trace: Trace,
}

impl Path {
    /// A path over `link`, whose way back is as long and as lossy but wide.
    pub(super) fn new(link: &Link, source: Source, seed: u64) -> Self {
        let start = clock();
        let back = Link {
            rates: vec![(Duration::ZERO, Bitrate::kbps(100_000))],
            ..link.clone()
        };
        let mut estimator = Estimator::new(start, START);
        estimator.set_wanted(match &source {
            Source::Elastic(wanted) => *wanted,
            Source::Page(_, demands) => Allocator::wanted(demands),
        });
        Self {
            start,
            rng: StdRng::seed_from_u64(seed),
            estimator,
            pacer: Pacer::new(start, START),
            source,
            media: VecDeque::new(),
            forward: Direction::new(start, link.clone()),
            back: Direction::new(start, back),
            feedback: VecDeque::new(),
            feedback_count: 0,
            recorder: FeedbackRecorder::new(start),
            trace: Trace::default(),
        }
    }

    /// Lets `span` pass.
    pub(super) fn run(mut self, span: Duration) -> Trace {
        let (mut frame_at, mut sound_at, mut feedback_at) =
            (self.start, self.start, self.start + FEEDBACK);
        let mut now = self.start;
        while now < self.start + span {
            if now >= sound_at {
                self.send(now, Class::Sound, SOUND_BYTES, self.pacer.probe());
                sound_at += SOUND;
            }
            if now >= frame_at {
                self.encode(now);
                frame_at += FRAME;
            }
            while let Some(crossed) = self.forward.poll(now, &mut self.rng) {
                self.recorder.record(now, crossed.packet.sequence);
                self.trace.arrived.push(Arrived {
                    at: now - self.start,
                    bytes: crossed.packet.bytes,
                    queued: crossed.queued,
                });
            }
            if now >= feedback_at {
                self.answer(now);
                feedback_at += FEEDBACK;
                let estimate = self.estimator.estimate();
                self.trace.estimates.push((now - self.start, estimate));
            }
            while let Some(crossed) = self.back.poll(now, &mut self.rng) {
                self.handle_feedback(now, crossed.packet);
            }
            self.estimator.handle_timeout(now);
            self.pacer.set_estimate(self.estimator.estimate());
            if let Some(probe) = self.estimator.poll_probe(now) {
                self.pacer.start_probe(now, probe);
            }
            self.leave(now);
            let next = [
                Some(frame_at.min(sound_at).min(feedback_at)),
                self.pacer.poll_timeout(self.waiting()),
                self.estimator.poll_timeout().filter(|at| *at > now),
                self.forward.next_event(),
                self.back.next_event(),
            ];
            let next = next.into_iter().flatten().min().unwrap();
            now = next.max(now + Duration::from_micros(50));
        }
        self.trace
    }

    fn waiting(&self) -> Waiting {
        Waiting {
            media_bytes: self.media.iter().sum(),
            repair_bytes: 0,
        }
    }

    /// One frame of each picture, give or take a fifth.
    fn encode(&mut self, now: Instant) {
        match &mut self.source {
            Source::Elastic(wanted) => {
                let sound = Bitrate::of(SOUND_BYTES, SOUND).unwrap();
                let rate = self.estimator.estimate().min(*wanted).minus(sound);
                self.queue_frame(rate);
            }
            Source::Page(allocator, demands) => {
                let budget = self.estimator.media_budget();
                let decisions = allocator.allocate(now, budget, demands).to_vec();
                let rates: Vec<_> = decisions
                    .iter()
                    .zip(demands.iter())
                    .filter(|(_, demand)| demand.role != Purpose::Sound)
                    .map(|(decision, demand)| rate_of(*decision, demand))
                    .collect();
                for rate in rates {
                    self.queue_frame(rate);
                }
                self.trace.decisions.push((now - self.start, decisions));
            }
        }
    }

    fn queue_frame(&mut self, rate: Bitrate) {
        let mut bytes = rate.scaled(self.rng.random_range(0.8..1.2)).bytes_in(FRAME);
        while bytes > 0 {
            let packet = bytes.min(PACKET_BYTES);
            self.media.push_back(packet.max(60));
            bytes -= packet;
        }
    }

    fn leave(&mut self, now: Instant) {
        while let Some(turn) = self.pacer.poll(now, self.waiting()) {
            let bytes = if turn.class == Class::Padding {
                turn.bytes
            } else {
                self.media.pop_front().unwrap()
            };
            self.send(now, turn.class, bytes, turn.probe);
        }
    }

    fn send(&mut self, now: Instant, class: Class, bytes: usize, probe: Option<ProbeId>) {
        let sequence = self.estimator.handle_sent(now, bytes, probe);
        self.pacer.handle_sent(now, class, bytes);
        let packet = OnTheWay { sequence, bytes };
        self.forward.send(now, &mut self.rng, packet, bytes);
    }

    /// The subscriber reports.
    fn answer(&mut self, now: Instant) {
        let mut buffer = [0; 4096];
        let len = self.recorder.write(&mut buffer, 1, 2);
        if len > 0 {
            let feedback = TransportLayerCc::unmarshal(&mut &buffer[..len]).unwrap();
            self.feedback_count += 1;
            self.feedback.push_back((self.feedback_count, feedback));
            let count = self.feedback_count;
            self.back.send(now, &mut self.rng, count, len);
        }
    }

    fn handle_feedback(&mut self, now: Instant, number: u64) {
        while let Some((count, feedback)) = self.feedback.pop_front() {
            if count == number {
                self.estimator.handle_feedback(now, &feedback);
                return;
            }
        }
    }
}

fn rate_of(decision: Decision, demand: &Demand) -> Bitrate {
    let offer = match decision {
        Decision::Forward(Layer::High) => demand.high.or(demand.base),
        Decision::Forward(Layer::Low) => demand.base,
        Decision::Paused(_) => None,
    };
    offer.map_or(Bitrate::ZERO, |offer| offer.rate)
}
