//! How a slot begins with a stream: a decoder needs a key frame, and everything since.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use thunderdome::Index;

use super::keyframe::Reason;
use super::path::Path;
use super::rewriter::StreamKey;
use super::slot::Slot;
use crate::Egress;
use crate::egress::pace::Pace;
use crate::egress::ring::Stored;
use crate::ingress::stream::Run;
use crate::ingress::track::Track;

/// A page that cannot decode gets the run again after this. A browser that has just connected may
/// lose the first run because its receivers are still being made…
const RUN_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// … which is over by then. A page that loses the picture later has lost packets of it: to send all
/// of them once more would lose as many again, so it begins with the next key frame.
const RUN_AGAIN_WITHIN: Duration = Duration::from_secs(1);

/// The runs that a slot began with.
#[derive(Debug, Clone, Copy)]
pub(super) struct RunsSent {
    first_at: Instant,
    last_at: Instant,
    /// The next one waits so long after the last.
    wait: Duration,
}

impl RunsSent {
    fn first(now: Instant) -> Self {
        Self {
            first_at: now,
            last_at: now,
            wait: RUN_AGAIN_AFTER,
        }
    }

    fn again(self, now: Instant) -> Self {
        Self {
            last_at: now,
            wait: self.wait * 2,
            ..self
        }
    }
}

/// How a slot is to begin with what it awaits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Beginning {
    /// With everything since the last key frame, at once.
    Run(StreamKey, Run),
    /// With the run sent last, which is still on its way.
    Sent,
    /// With the next key frame, which has to be asked for.
    KeyFrame(StreamKey, Reason),
}

impl Slot {
    /// The stream this slot waits to begin with, and why; `None` where it shows what it is to show.
    pub(crate) fn awaited(&self) -> Option<(StreamKey, Reason)> {
        let target = self.target.filter(|_| self.is_video)?;
        let is_cut = self
            .active
            .is_some_and(|active| active.track != target.track);
        let reason = if is_cut { Reason::Cut } else { Reason::Join };
        (self.active != Some(target) || self.picture_lost).then_some((target, reason))
    }

    /// How this slot is to begin with what it awaits of `track`; `None` where it awaits nothing of
    /// it. A run is sent only where the subscriber's path takes it in a moment; elsewhere the next
    /// key frame is sooner to be seen.
    pub(crate) fn beginning(
        &self,
        now: Instant,
        key: Index,
        track: &Track,
        pace: Option<&Pace>,
    ) -> Option<Beginning> {
        let (stream, reason) = self.awaited().filter(|(stream, _)| stream.track == key)?;
        if self.active == Some(stream) {
            let recent = self
                .runs
                .filter(|runs| now.saturating_duration_since(runs.first_at) < RUN_AGAIN_WITHIN);
            let Some(runs) = recent else {
                return Some(Beginning::KeyFrame(stream, reason));
            };
            if now.saturating_duration_since(runs.last_at) < runs.wait {
                return Some(Beginning::Sent);
            }
        }
        let run = track
            .stream(stream)
            .filter(|_| track.admitted)
            .and_then(|found| found.run(now))
            .filter(|run| pace.is_none_or(|pace| pace.takes_burst(run.bytes)));
        Some(run.map_or(Beginning::KeyFrame(stream, reason), |run| {
            Beginning::Run(stream, run)
        }))
    }

    /// Notes that packet `first` of `stream` is about to be forwarded, and begins with it where it
    /// is what a decoder waits for.
    pub(super) fn meet(&mut self, now: Instant, stream: StreamKey, first: &Stored) {
        let is_beginning = self.target == Some(stream)
            && (!self.is_video || first.starts_keyframe)
            && self.format(first.codec).is_some();
        if !is_beginning {
            return;
        }
        if self.active != Some(stream) {
            self.rewriter.switch(now, stream, &first.numbers);
            self.sound_from = first.numbers.sequence;
            self.previous = self.active.replace(stream);
            self.runs = None;
        }
        if self.is_video {
            self.picture_lost = false;
        }
    }

    /// Begins with a run and sends all of it. Returns the packets sent.
    pub(super) fn send_run<E: Egress>(
        &mut self,
        now: Instant,
        stream_key: StreamKey,
        run: &RangeInclusive<u64>,
        track: &Track,
        path: &mut Path<'_>,
        egress: &mut E,
    ) -> u64 {
        let Some(ring) = track.stream(stream_key).map(|stream| &stream.ring) else {
            return 0;
        };
        let (Some((first, _)), Some((last, _))) = (ring.get(*run.start()), ring.get(*run.end()))
        else {
            return 0;
        };
        if self.format(first.codec).is_none() {
            return 0;
        }
        self.rewriter
            .switch_to_run(now, stream_key, &first.numbers, &last.numbers);
        let repeated = self.runs.filter(|_| self.active == Some(stream_key));
        self.runs = Some(repeated.map_or(RunsSent::first(now), |runs| runs.again(now)));
        self.previous = self.active.replace(stream_key);
        self.picture_lost = false;
        let mut sent = 0;
        for (stored, payload) in run.clone().filter_map(|sequence| ring.get(sequence)) {
            sent += u64::from(self.send(now, stream_key, stored, payload, path, egress));
        }
        sent
    }
}
