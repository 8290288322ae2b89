//! One unbroken stream out of many: sequence numbers, timestamps and picture numbers of whatever
//! source is behind a slot, rewritten so that its decoder never notices a switch.
//!
//! Within an *epoch* every number of the source is shifted by a constant. A new epoch begins with
//! a switch, and where packets without content are left out. The last epochs are remembered: they
//! place packets that come late, and find the packet that a NACK asks for.
//!
//! A switch into the middle of a stream begins with its *run*: all packets since its last key
//! frame, sent at once. Their timestamps are squeezed together, so that the receiver's clock does
//! not take the frames for early ones and hold back the present by the length of the run.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::vp8::Descriptor;
use crate::srtp;

/// Epochs remembered. Each burst of padding costs one; at ten a second these reach 6 s back,
/// further than any packet ring.
const EPOCHS_MAX: usize = 64;

/// A run's timestamps are squeezed by this: frames 33 ms apart become 1 ms apart, and stay apart
/// up to 90 frames a second.
const SQUEEZE: u32 = 32;

/// A stream behind a slot: which track, which layer, and which incarnation of it (a publisher
/// that changes SSRC starts a new one).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StreamKey {
    pub(crate) track: thunderdome::Index,
    pub(crate) layer: usize,
    pub(crate) incarnation: u32,
}

/// The numbers of one packet at its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// Extended sequence number.
    pub(crate) sequence: u64,
    pub(crate) timestamp: u32,
    /// Picture numbers, where the codec has them.
    pub(crate) vp8: Option<Descriptor>,
}

/// The numbers a packet leaves with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rewritten {
    /// Extended sequence number; its low 48 bits are the SRTP index.
    pub(crate) sequence: u64,
    pub(crate) timestamp: u32,
    pub(crate) picture_id: u16,
    pub(crate) tl0_pic_idx: u8,
}

#[derive(Debug, Clone, Copy)]
struct Epoch {
    stream: StreamKey,
    source_first: u64,
    out_first: u64,
    timestamps: Timestamps,
    picture_shift: u16,
    tl0_shift: u8,
}

/// How timestamps of an epoch are rewritten.
#[derive(Debug, Clone, Copy)]
enum Timestamps {
    /// By a constant.
    Shifted(u32),
    /// Towards the end of a run.
    Squeezed { source_end: u32, out_end: u32 },
}

impl Timestamps {
    fn rewrite(self, timestamp: u32) -> u32 {
        match self {
            Self::Shifted(shift) => timestamp.wrapping_add(shift),
            Self::Squeezed {
                source_end,
                out_end,
            } => out_end.wrapping_sub(source_end.wrapping_sub(timestamp) / SQUEEZE),
        }
    }
}

impl Epoch {
    fn rewrite(&self, numbers: &Numbers) -> Rewritten {
        let vp8 = numbers.vp8.unwrap_or_default();
        let picture = vp8.picture_id.map_or(0, |id| id.value);
        let tl0 = vp8.tl0_pic_idx.map_or(0, |idx| idx.value);
        Rewritten {
            sequence: self.out_first + (numbers.sequence - self.source_first),
            timestamp: self.timestamps.rewrite(numbers.timestamp),
            picture_id: picture.wrapping_add(self.picture_shift) & 0x7fff,
            tl0_pic_idx: tl0.wrapping_add(self.tl0_shift),
        }
    }
}

/// What a packet that left was at its source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    /// Its number there.
    pub(crate) sequence: u64,
    epoch: Epoch,
}

impl Origin {
    /// The stream it is of.
    pub(crate) fn stream(&self) -> StreamKey {
        self.epoch.stream
    }

    /// The numbers it left with. A packet of a run may have left more than once, under others.
    pub(crate) fn again(&self, numbers: &Numbers) -> Rewritten {
        self.epoch.rewrite(numbers)
    }
}

/// The newest numbers that left.
#[derive(Debug, Clone, Copy)]
struct Last {
    sequence: u64,
    timestamp: u32,
    at: Instant,
    picture_id: u16,
    tl0_pic_idx: u8,
}

/// The numbering of one slot.
#[derive(Debug)]
pub(crate) struct Rewriter {
    clock_rate: u32,
    /// Oldest first.
    epochs: VecDeque<Epoch>,
    first_sequence: u64,
    last: Option<Last>,
}

impl Rewriter {
    /// Begins at `first_sequence`; below 2^15 a receiver that misses the first packets still
    /// guesses the SRTP rollover counter right (RFC 3711 §3.3.1).
    pub(crate) fn new(clock_rate: u32, first_sequence: u16) -> Self {
        Self {
            clock_rate,
            epochs: VecDeque::new(),
            first_sequence: u64::from(first_sequence & 0x7fff),
            last: None,
        }
    }

    /// Puts `stream` behind the slot from the packet `first` on.
    pub(crate) fn switch(&mut self, now: Instant, stream: StreamKey, first: &Numbers) {
        let start = self.next_start(now, 0);
        let shift = start.map_or(0, |start| start.timestamp.wrapping_sub(first.timestamp));
        let epoch = self.epoch(stream, first, start, Timestamps::Shifted(shift));
        self.push(epoch);
    }

    /// Puts `stream` behind the slot from its run `first`…`last` on: those packets are sent now,
    /// and what follows them joins on.
    pub(crate) fn switch_to_run(
        &mut self,
        now: Instant,
        stream: StreamKey,
        first: &Numbers,
        last: &Numbers,
    ) {
        let span = last.timestamp.wrapping_sub(first.timestamp) / SQUEEZE;
        let start = self.next_start(now, span);
        let out_end = start.map_or(last.timestamp, |start| start.timestamp);
        let squeezed = Timestamps::Squeezed {
            source_end: last.timestamp,
            out_end,
        };
        let run = self.epoch(stream, first, start, squeezed);
        self.push(run);
        let source_first = last.sequence + 1;
        self.push(Epoch {
            source_first,
            out_first: run.out_first + (source_first - run.source_first),
            timestamps: Timestamps::Shifted(out_end.wrapping_sub(last.timestamp)),
            ..run
        });
    }

    /// Where the next stream begins if it is not the first. Its timestamp is later than the last
    /// by the time since, as the receiver's clock would count it, and by more than `span`; never
    /// the same, since an equal timestamp would join two pictures into one.
    fn next_start(&self, now: Instant, span: u32) -> Option<Last> {
        let last = self.last?;
        let elapsed = ticks(now.saturating_duration_since(last.at), self.clock_rate);
        Some(Last {
            sequence: last.sequence + 1,
            timestamp: last.timestamp.wrapping_add(elapsed.max(span + 1)),
            at: now,
            picture_id: last.picture_id.wrapping_add(1),
            tl0_pic_idx: last.tl0_pic_idx.wrapping_add(1),
        })
    }

    fn epoch(
        &self,
        stream: StreamKey,
        first: &Numbers,
        start: Option<Last>,
        timestamps: Timestamps,
    ) -> Epoch {
        let vp8 = first.vp8.unwrap_or_default();
        let picture = vp8.picture_id.map_or(0, |id| id.value);
        let tl0 = vp8.tl0_pic_idx.map_or(0, |idx| idx.value);
        Epoch {
            stream,
            source_first: first.sequence,
            out_first: start.map_or(self.first_sequence, |start| start.sequence),
            timestamps,
            picture_shift: start.map_or(0, |start| start.picture_id.wrapping_sub(picture)),
            tl0_shift: start.map_or(0, |start| start.tl0_pic_idx.wrapping_sub(tl0)),
        }
    }

    /// Leaves out the packet `sequence` of `stream`: those after it move up by one. Too late for
    /// that once a later one has left; then a gap stays.
    pub(crate) fn leave_out(&mut self, stream: StreamKey, sequence: u64) {
        let Some(epoch) = self.epochs.back().copied() else {
            return;
        };
        let Some(last) = self.last else { return };
        if epoch.stream != stream || sequence < epoch.source_first {
            return;
        }
        let out = epoch.out_first + (sequence - epoch.source_first);
        if out <= last.sequence {
            return;
        }
        let moved = Epoch {
            source_first: sequence + 1,
            out_first: out,
            ..epoch
        };
        if out == epoch.out_first {
            // Nothing of the epoch has left yet.
            self.epochs.pop_back();
        }
        self.push(moved);
    }

    /// The numbers a packet of `stream` leaves with; `None` if it comes too late for this slot.
    pub(crate) fn rewrite(
        &mut self,
        now: Instant,
        stream: StreamKey,
        numbers: &Numbers,
    ) -> Option<Rewritten> {
        let mut end = u64::MAX;
        let mut place = None;
        for epoch in self.epochs.iter().rev() {
            if epoch.stream == stream && epoch.source_first <= numbers.sequence {
                place = Some(epoch);
                break;
            }
            end = epoch.out_first;
        }
        let rewritten = place?.rewrite(numbers);
        if rewritten.sequence >= end {
            return None;
        }
        if self
            .last
            .is_none_or(|last| rewritten.sequence > last.sequence)
        {
            self.last = Some(Last {
                sequence: rewritten.sequence,
                timestamp: rewritten.timestamp,
                at: now,
                picture_id: rewritten.picture_id,
                tl0_pic_idx: rewritten.tl0_pic_idx,
            });
        }
        Some(rewritten)
    }

    /// Which packet of which stream left as `sequence`.
    pub(crate) fn origin(&self, sequence: u16) -> Option<Origin> {
        let out = srtp::extend(self.last?.sequence, sequence);
        let epoch = self
            .epochs
            .iter()
            .rev()
            .find(|epoch| epoch.out_first <= out)?;
        Some(Origin {
            sequence: epoch.source_first + (out - epoch.out_first),
            epoch: *epoch,
        })
    }

    /// The timestamp that belongs to `source_timestamp` of the stream now behind the slot.
    pub(crate) fn timestamp_of(&self, stream: StreamKey, source_timestamp: u32) -> Option<u32> {
        self.epochs
            .back()
            .filter(|epoch| epoch.stream == stream)
            .map(|epoch| epoch.timestamps.rewrite(source_timestamp))
    }

    fn push(&mut self, epoch: Epoch) {
        if self.epochs.len() == EPOCHS_MAX {
            self.epochs.pop_front();
        }
        self.epochs.push_back(epoch);
    }
}

/// A time span in ticks of an RTP clock.
pub(crate) fn ticks(span: Duration, clock_rate: u32) -> u32 {
    (span.as_micros() * u128::from(clock_rate) / 1_000_000) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;
    use thunderdome::Arena;

    fn streams() -> (StreamKey, StreamKey) {
        let mut arena = Arena::new();
        let mut key = || StreamKey {
            track: arena.insert(()),
            layer: 0,
            incarnation: 0,
        };
        (key(), key())
    }

    fn numbers(sequence: u64, timestamp: u32, picture: u16) -> Numbers {
        let [high, low] = picture.to_be_bytes();
        let payload = [0x90, 0xc0, high | 0x80, low, picture as u8, 0];
        Numbers {
            sequence,
            timestamp,
            vp8: Descriptor::parse(&payload),
        }
    }

    fn origin(rewriter: &Rewriter, sequence: u16) -> Option<(StreamKey, u64)> {
        let origin = rewriter.origin(sequence)?;
        Some((origin.stream(), origin.sequence))
    }

    #[test]
    fn a_switch_goes_on_where_the_last_stream_stopped() {
        let now = clock();
        let (a, b) = streams();
        let mut rewriter = Rewriter::new(90_000, 100);
        rewriter.switch(now, a, &numbers(7_000, 1_000, 50));
        let first = rewriter
            .rewrite(now, a, &numbers(7_000, 1_000, 50))
            .unwrap();
        assert_eq!(
            (first.sequence, first.timestamp, first.picture_id),
            (100, 1_000, 50)
        );
        let later = now + Duration::from_millis(100);
        rewriter.switch(later, b, &numbers(3, 4_000_000_000, 32_767));
        let second = rewriter
            .rewrite(later, b, &numbers(3, 4_000_000_000, 32_767))
            .unwrap();
        assert_eq!(
            (second.sequence, second.timestamp, second.picture_id),
            (101, 10_000, 51)
        );
        assert_eq!(second.tl0_pic_idx, 51);
        let third = rewriter
            .rewrite(later, b, &numbers(4, 4_000_003_000, 0))
            .unwrap();
        assert_eq!(
            (third.sequence, third.timestamp, third.picture_id),
            (102, 13_000, 52)
        );
    }

    #[test]
    fn a_run_is_squeezed_and_the_present_joins_on() {
        let now = clock();
        let (a, b) = streams();
        let mut rewriter = Rewriter::new(90_000, 0);
        rewriter.switch(now, a, &numbers(10, 500, 7));
        rewriter.rewrite(now, a, &numbers(10, 500, 7)).unwrap();
        let (first, last) = (numbers(100, 90_000, 40), numbers(130, 180_000, 70));
        rewriter.switch_to_run(now, b, &first, &last);
        let mut before = 500;
        for step in 0..=30 {
            let frame = numbers(100 + step, 90_000 + 3_000 * step as u32, 40 + step as u16);
            let out = rewriter.rewrite(now, b, &frame).unwrap();
            assert_eq!(out.sequence, 1 + step);
            assert_eq!(out.picture_id, 8 + step as u16);
            assert!(out.timestamp > before && out.timestamp <= before + 94);
            before = out.timestamp;
        }
        let live = rewriter
            .rewrite(now, b, &numbers(131, 183_000, 71))
            .unwrap();
        assert_eq!((live.sequence, live.timestamp), (32, before + 3_000));
        assert_eq!(origin(&rewriter, 5), Some((b, 104)));
    }

    #[test]
    fn a_packet_of_a_repeated_run_is_sent_again_as_it_was() {
        let (a, _) = streams();
        let mut rewriter = Rewriter::new(90_000, 0);
        let now = clock();
        let (first, last) = (numbers(10, 9_000, 1), numbers(12, 27_000, 3));
        let mut sent = Vec::new();
        for _ in 0..2 {
            rewriter.switch_to_run(now, a, &first, &last);
            sent.push(rewriter.rewrite(now, a, &first).unwrap());
            rewriter.rewrite(now, a, &last).unwrap();
        }
        for left in sent {
            let origin = rewriter.origin(left.sequence as u16).unwrap();
            assert_eq!((origin.stream(), origin.sequence), (a, 10));
            assert_eq!(origin.again(&first), left);
        }
    }

    #[test]
    fn late_packets_of_the_old_stream_fit_only_where_they_belong() {
        let now = clock();
        let (a, b) = streams();
        let mut rewriter = Rewriter::new(90_000, 0);
        rewriter.switch(now, a, &numbers(10, 0, 0));
        rewriter.rewrite(now, a, &numbers(10, 0, 0)).unwrap();
        rewriter.rewrite(now, a, &numbers(12, 0, 0)).unwrap();
        rewriter.switch(now, b, &numbers(1, 0, 0));
        assert_eq!(
            rewriter
                .rewrite(now, a, &numbers(11, 0, 0))
                .unwrap()
                .sequence,
            1
        );
        assert_eq!(
            rewriter.rewrite(now, a, &numbers(13, 0, 0)),
            None,
            "its number is b's now"
        );
        assert_eq!(
            rewriter.rewrite(now, a, &numbers(9, 0, 0)),
            None,
            "before its first"
        );
        assert_eq!(
            rewriter
                .rewrite(now, b, &numbers(1, 0, 0))
                .unwrap()
                .sequence,
            3
        );
    }

    #[test]
    fn left_out_packets_leave_no_gap() {
        let now = clock();
        let (a, _) = streams();
        let mut rewriter = Rewriter::new(90_000, 0);
        rewriter.switch(now, a, &numbers(10, 0, 0));
        rewriter.rewrite(now, a, &numbers(10, 0, 0)).unwrap();
        rewriter.leave_out(a, 12);
        rewriter.leave_out(a, 13);
        assert_eq!(
            rewriter
                .rewrite(now, a, &numbers(14, 0, 0))
                .unwrap()
                .sequence,
            2
        );
        assert_eq!(
            rewriter
                .rewrite(now, a, &numbers(11, 0, 0))
                .unwrap()
                .sequence,
            1
        );
        assert_eq!(origin(&rewriter, 2), Some((a, 14)));
        assert_eq!(origin(&rewriter, 1), Some((a, 11)));
    }

    #[test]
    fn a_nack_finds_its_packet_across_switches_and_wraps() {
        let now = clock();
        let (a, b) = streams();
        let mut rewriter = Rewriter::new(90_000, 32_000);
        rewriter.switch(now, a, &numbers(0, 0, 0));
        for sequence in 0..33_600 {
            rewriter.rewrite(now, a, &numbers(sequence, 0, 0)).unwrap();
        }
        rewriter.switch(now, b, &numbers(500, 77, 3));
        let sent = rewriter.rewrite(now, b, &numbers(500, 77, 3)).unwrap();
        assert_eq!(sent.sequence, 65_600);
        assert_eq!(origin(&rewriter, 64), Some((b, 500)));
        let again = rewriter.origin(64).unwrap().again(&numbers(500, 77, 3));
        assert_eq!(again, sent);
        assert_eq!(origin(&rewriter, 63), Some((a, 33_599)));
        assert_eq!(origin(&rewriter, 65_535), Some((a, 33_535)));
    }
}
