//! Sound without a sound: Opus packets whose content says which 20 ms of which microphone they
//! are, their redundancy, and a model of the decoder that plays them.
//!
//! The model follows NetEq in what matters for continuity: it begins with 120 ms in its buffer,
//! conceals what is missing when its turn comes, waits longer after sound that came late, and
//! catches up without a gap when too much has come up.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Samples of 20 ms at 48 kHz.
const FRAME_SAMPLES: u64 = 960;

/// One frame.
const FRAME: Duration = Duration::from_millis(20);

/// Sound in the buffer before it begins to play.
const BUFFER: Duration = Duration::from_millis(120);

/// Frames beyond which the buffer is emptied faster: 120 ms and a little.
const CROWDED: u64 = 8;

/// While crowded, one frame in so many is left out.
const LEAVE_OUT: u32 = 5;

/// Most frames held.
const HELD_MAX: usize = 500;

/// Bytes of content at the start of a payload.
const CONTENT_LEN: usize = 6;

/// The payload of frame `number` of microphone `source`. As an encoder that expects loss does, it
/// also carries the frame before (in-band FEC), which takes no further bytes here.
#[must_use]
pub(crate) fn encode(source: u16, number: u32, len: usize) -> Vec<u8> {
    let mut payload = Vec::with_capacity(len.max(CONTENT_LEN));
    payload.extend(source.to_be_bytes());
    payload.extend(number.to_be_bytes());
    payload.resize(len.max(CONTENT_LEN), number as u8);
    payload
}

/// A payload with the one before it (RFC 2198 §3): `step` is the time between them in samples.
#[must_use]
pub(crate) fn with_redundancy(
    payload_type: u8,
    step: u32,
    before: Option<Vec<u8>>,
    now: &[u8],
) -> Vec<u8> {
    let mut payload = Vec::new();
    if let Some(before) = &before {
        let block = step << 10 | before.len() as u32;
        payload.push(0x80 | payload_type);
        payload.extend(block.to_be_bytes().iter().skip(1));
    }
    payload.push(payload_type);
    payload.extend(before.unwrap_or_default());
    payload.extend(now);
    payload
}

/// The blocks of a redundant payload: how many samples each lies back, and its content. `None`
/// where the payload is damaged.
fn blocks(payload: &[u8]) -> Option<Vec<(u64, &[u8])>> {
    let mut headers = Vec::new();
    let mut rest = payload;
    loop {
        let (first, tail) = rest.split_first()?;
        if first & 0x80 == 0 {
            rest = tail;
            break;
        }
        let (&[high, middle, low], tail) = tail.split_first_chunk()?;
        let block = u32::from_be_bytes([0, high, middle, low]);
        headers.push((u64::from(block >> 10), (block & 0x3ff) as usize));
        rest = tail;
    }
    let mut found = Vec::new();
    for (back, len) in headers {
        let (content, tail) = rest.split_at_checked(len)?;
        found.push((back, content));
        rest = tail;
    }
    found.push((0, rest));
    Some(found)
}

/// What was heard, in frames of 20 ms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SoundCounts {
    /// Packets received.
    pub packets: u64,
    /// Frames played.
    pub played: u64,
    /// Frames among them that came as redundancy only.
    pub recovered: u64,
    /// Frames made up for want of the real ones.
    pub concealed: u64,
    /// Payloads that were damaged.
    pub damaged: u64,
}

/// Plays the sound of one slot.
#[derive(Debug, Default)]
pub struct SoundDecoder {
    /// Frames held, and whether the packet of the frame itself came.
    frames: BTreeMap<u64, bool>,
    /// Highest timestamp so far, without wraps.
    highest: Option<u64>,
    /// The frame whose turn comes next.
    next: Option<u64>,
    tick_at: Option<Instant>,
    /// Frames made up since the buffer ran empty.
    waited: u64,
    crowded: u32,
    /// What was heard.
    pub counts: SoundCounts,
}

impl SoundDecoder {
    /// When [`Self::handle_timeout`] is wanted next.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.tick_at
    }

    /// Takes a packet's payload in; `is_red` where it is redundant.
    pub fn receive(&mut self, now: Instant, timestamp: u32, is_red: bool, payload: &[u8]) {
        self.counts.packets += 1;
        let timestamp = self.extend(timestamp);
        let blocks = if is_red {
            blocks(payload)
        } else {
            Some(vec![(0, payload)])
        };
        let Some(blocks) = blocks.filter(|blocks| {
            blocks
                .iter()
                .all(|(_, content)| content.len() >= CONTENT_LEN)
        }) else {
            self.counts.damaged += 1;
            return;
        };
        let frame = timestamp / FRAME_SAMPLES;
        let next = *self.next.get_or_insert(frame);
        self.tick_at.get_or_insert(now + BUFFER);
        for (back, _) in blocks {
            let own = frame - back / FRAME_SAMPLES;
            for (frame, itself) in [(own, back == 0), (own - 1, false)] {
                if frame >= next {
                    *self.frames.entry(frame).or_default() |= itself;
                }
            }
        }
        while self.frames.len() > HELD_MAX {
            self.frames.pop_first();
        }
    }

    /// Plays what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some(at) = self.tick_at.filter(|at| *at <= now) {
            self.tick_at = Some(at + FRAME);
            self.play();
        }
    }

    fn play(&mut self) {
        let Some(next) = self.next else { return };
        let first = self.frames.first_key_value().map(|(frame, _)| *frame);
        let turn = match first {
            // What is missing in between was waited for already.
            Some(first) if first - next <= self.waited => first,
            _ => next,
        };
        match self.frames.remove(&turn) {
            Some(itself) => {
                self.counts.played += 1;
                self.counts.recovered += u64::from(!itself);
                self.waited = 0;
                self.next = Some(turn + 1);
                self.catch_up();
            }
            None => {
                self.counts.concealed += 1;
                if first.is_some() {
                    self.next = Some(next + 1);
                } else {
                    self.waited += 1;
                }
            }
        }
    }

    /// Leaves a frame out now and then while there are too many.
    fn catch_up(&mut self) {
        let (Some(next), Some((last, _))) = (self.next, self.frames.last_key_value()) else {
            return;
        };
        if last.saturating_sub(next) < CROWDED {
            self.crowded = 0;
            return;
        }
        self.crowded += 1;
        if self.crowded.is_multiple_of(LEAVE_OUT) && self.frames.remove(&next).is_some() {
            self.next = Some(next + 1);
        }
    }

    fn extend(&mut self, timestamp: u32) -> u64 {
        let extended = match self.highest {
            // Far from zero, so that earlier ones stay positive.
            None => u64::from(timestamp) + (1 << 32),
            Some(highest) => {
                let ahead = timestamp.wrapping_sub(highest as u32).cast_signed();
                highest.saturating_add_signed(i64::from(ahead))
            }
        };
        self.highest = self.highest.max(Some(extended));
        extended
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::start_of_time;

    /// Plays `frames` frames of which those in `lost` do not come.
    fn play(frames: u32, red: bool, lost: impl Fn(u32) -> bool) -> SoundCounts {
        let start = start_of_time();
        let mut decoder = SoundDecoder::default();
        let mut before = None;
        for number in 0..frames {
            let now = start + FRAME * number;
            let opus = encode(1, number, 80);
            let payload = if red {
                with_redundancy(111, 960, before.replace(opus.clone()), &opus)
            } else {
                opus
            };
            decoder.handle_timeout(now);
            if !lost(number) {
                // Begins close to the wrap of timestamps.
                let timestamp = (number * 960).wrapping_sub(48_000);
                decoder.receive(now, timestamp, red, &payload);
            }
        }
        decoder.counts
    }

    #[test]
    fn sound_that_comes_is_played() {
        let counts = play(500, false, |_| false);
        assert_eq!((counts.concealed, counts.damaged), (0, 0));
        assert!(counts.played >= 490);
    }

    #[test]
    fn a_single_loss_is_recovered_and_a_double_one_needs_redundancy() {
        let single = play(500, false, |number| number % 10 == 5);
        assert_eq!(single.concealed, 0);
        assert!(single.recovered >= 48);
        let double = |number: u32| number % 10 == 5 || number % 10 == 6;
        assert!(play(500, false, double).concealed >= 48);
        assert_eq!(play(500, true, double).concealed, 0);
        let triple = |number: u32| (5..8).contains(&(number % 10));
        assert!(play(500, true, triple).concealed >= 48);
    }

    #[test]
    fn an_outage_is_concealed_once_and_not_again_when_it_is_over() {
        let counts = play(500, false, |number| (100..200).contains(&number));
        assert!((90..=100).contains(&counts.concealed), "{counts:?}");
    }

    #[test]
    fn late_sound_makes_the_buffer_longer_instead_of_being_lost() {
        let start = start_of_time();
        let mut decoder = SoundDecoder::default();
        // 300 ms later on its way from the 100th frame on.
        let mut arrivals: Vec<(Instant, u32)> = (0..500u32)
            .map(|number| {
                let late = if number < 100 { 0 } else { 300 };
                (start + FRAME * number + Duration::from_millis(late), number)
            })
            .collect();
        arrivals.sort();
        for (now, number) in arrivals {
            decoder.handle_timeout(now);
            decoder.receive(now, number * 960, false, &encode(1, number, 80));
        }
        assert!(
            (8..=16).contains(&decoder.counts.concealed),
            "{:?}",
            decoder.counts
        );
    }
}
