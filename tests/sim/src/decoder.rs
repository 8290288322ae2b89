//! A model of a picture decoder behind one slot.
//!
//! It trusts nothing but the numbers on the packets, as a real one does: packets with consecutive
//! sequence numbers and one timestamp are a frame, and a frame is decoded when it is a key frame or
//! follows the last decoded one without a gap. Unlike a real one it then looks at the content, and
//! records a violation when the numbers made it decode something that does not follow.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use crate::encoder::FrameContent;
use crate::playout::Playout;

/// Packets further behind than this are of no use any more.
const WINDOW: u64 = 600;

/// Between two requests for a key frame there are so many times that between two for a packet.
const KEY_FRAME_PAUSE: u32 = 4;

/// What a decoder has seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecoderCounts {
    /// Packets received, repeats included.
    pub packets: u64,
    /// Frames decoded.
    pub frames: u64,
    /// Key frames among them.
    pub key_frames: u64,
    /// Times a gap was given up.
    pub given_up: u64,
    /// What a real decoder would have choked on.
    pub violations: Vec<String>,
}

/// The last decoded frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decoded {
    /// Which encoder made it.
    pub source: u16,
    /// Its number at that encoder.
    pub frame: u32,
    /// Timestamp it arrived with.
    pub timestamp: u32,
    /// Picture id it arrived with.
    pub picture_id: u16,
    /// TL0PICIDX it arrived with.
    pub tl0_pic_idx: u8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Packet {
    timestamp: u32,
    marker: bool,
    content: FrameContent,
    picture_id: u16,
    tl0_pic_idx: u8,
}

/// A decoder and the packets it waits with.
#[derive(Debug)]
pub struct Decoder {
    /// Time between two requests for the same packet.
    ask_every: Duration,
    /// A gap that lasts so long is given up and a key frame asked for.
    patience: Duration,
    packets: BTreeMap<u64, Packet>,
    asked: BTreeMap<u64, Instant>,
    highest: Option<u64>,
    /// Sequence number after the last decoded frame's.
    next: Option<u64>,
    stuck_since: Option<Instant>,
    key_asked_at: Option<Instant>,
    /// The last decoded frame.
    pub last: Option<Decoded>,
    /// When the first frame was decoded.
    pub first_at: Option<Instant>,
    /// When the frames would be on the screen.
    pub playout: Playout,
    /// What was seen.
    pub counts: DecoderCounts,
}

impl Decoder {
    /// A decoder that has seen nothing. It asks for what is missing again after `ask_every`, and
    /// for a key frame after `patience`.
    #[must_use]
    pub fn new(ask_every: Duration, patience: Duration) -> Self {
        Self {
            ask_every,
            patience,
            packets: BTreeMap::new(),
            asked: BTreeMap::new(),
            highest: None,
            next: None,
            stuck_since: None,
            key_asked_at: None,
            last: None,
            first_at: None,
            playout: Playout::default(),
            counts: DecoderCounts::default(),
        }
    }

    /// Takes a packet in.
    pub fn receive(
        &mut self,
        now: Instant,
        sequence: u16,
        timestamp: u32,
        marker: bool,
        payload: &[u8],
    ) {
        self.counts.packets += 1;
        let sequence = self.extend(sequence);
        let Some((content, picture_id, tl0_pic_idx)) = FrameContent::read(payload) else {
            self.violation(format!("packet {sequence}: payload damaged"));
            return;
        };
        let packet = Packet {
            timestamp,
            marker,
            content,
            picture_id,
            tl0_pic_idx,
        };
        match self.packets.get(&sequence) {
            Some(known) if *known != packet => {
                let text = format!("packet {sequence} came as {known:?} and as {packet:?}");
                self.violation(text);
            }
            _ => {
                self.packets.insert(sequence, packet);
            }
        }
        self.asked.remove(&sequence);
        self.highest = self.highest.max(Some(sequence));
        let oldest = self.highest.unwrap_or(0).saturating_sub(WINDOW);
        self.packets = self.packets.split_off(&oldest);
        self.decode(now);
    }

    /// What is to be asked for now: sequence numbers missing, and whether a key frame is needed.
    pub fn wishes(&mut self, now: Instant) -> (Vec<u16>, bool) {
        let Some(highest) = self.highest else {
            return (Vec::new(), false);
        };
        let from = self
            .next
            .or_else(|| self.packets.first_key_value().map(|(first, _)| *first))
            .unwrap_or(highest)
            .max(highest.saturating_sub(WINDOW));
        let missing: BTreeSet<u64> = (from..highest)
            .filter(|sequence| !self.packets.contains_key(sequence))
            .collect();
        let mut sequences = Vec::new();
        for sequence in missing {
            let asked = self.asked.get(&sequence);
            if asked.is_none_or(|at| now.duration_since(*at) >= self.ask_every) {
                self.asked.insert(sequence, now);
                sequences.push(sequence as u16);
            }
        }
        self.asked = self.asked.split_off(&highest.saturating_sub(WINDOW));
        let stuck = self.last.is_none()
            || self
                .stuck_since
                .is_some_and(|since| now.duration_since(since) >= self.patience);
        let ask_key = stuck
            && self
                .key_asked_at
                .is_none_or(|at| now.duration_since(at) >= KEY_FRAME_PAUSE * self.ask_every);
        if ask_key {
            self.key_asked_at = Some(now);
        }
        (sequences, ask_key)
    }

    /// Decodes every frame that is whole and follows.
    fn decode(&mut self, now: Instant) {
        loop {
            let next = self
                .next
                .and_then(|next| self.frame_at(next))
                .or_else(|| self.next_key_frame());
            let Some((first, end)) = next else { break };
            if self.next.is_some_and(|next| next != first) {
                self.counts.given_up += 1;
            }
            self.first_at.get_or_insert(now);
            self.decode_frame(now, first, end);
            self.next = Some(end);
            self.stuck_since = None;
        }
        let waiting = self
            .next
            .is_none_or(|next| self.highest.is_some_and(|highest| highest >= next));
        if waiting {
            self.stuck_since.get_or_insert(now);
        }
    }

    /// The whole frame that begins at `first`: from the packet that starts it to its marker.
    fn frame_at(&self, first: u64) -> Option<(u64, u64)> {
        let start = self.packets.get(&first)?;
        let mut sequence = first;
        loop {
            let packet = self.packets.get(&sequence)?;
            if packet.timestamp != start.timestamp {
                return None; // the rest of the frame was never sent
            }
            sequence += 1;
            if packet.marker {
                return Some((first, sequence));
            }
        }
    }

    /// The first whole key frame after what was decoded.
    fn next_key_frame(&self) -> Option<(u64, u64)> {
        self.packets
            .range(self.next.unwrap_or(0)..)
            .filter(|(_, packet)| packet.content.is_key && packet.content.packet == 0)
            .find_map(|(sequence, _)| self.frame_at(*sequence))
    }

    fn decode_frame(&mut self, now: Instant, first: u64, end: u64) {
        let frame: Vec<Packet> = self
            .packets
            .range(first..end)
            .map(|(_, packet)| packet.clone())
            .collect();
        let Some(start) = frame.first().cloned() else {
            return;
        };
        let content = start.content;
        let whole = frame.len() == usize::from(content.packets)
            && frame.iter().enumerate().all(|(place, packet)| {
                packet.content
                    == FrameContent {
                        packet: place as u16,
                        ..content
                    }
                    && packet.picture_id == start.picture_id
                    && packet.tl0_pic_idx == start.tl0_pic_idx
            });
        if !whole {
            self.violation(format!("{first}..{end}: numbers make a frame of {frame:?}"));
        }
        let decoded = Decoded {
            source: content.source,
            frame: content.frame,
            timestamp: start.timestamp,
            picture_id: start.picture_id,
            tl0_pic_idx: start.tl0_pic_idx,
        };
        if let Some(last) = self.last {
            self.check_order(content, decoded, last, self.next == Some(first));
        }
        self.last = Some(decoded);
        self.playout.decoded(now, decoded.timestamp);
        self.counts.frames += 1;
        self.counts.key_frames += u64::from(content.is_key);
    }

    fn check_order(
        &mut self,
        content: FrameContent,
        decoded: Decoded,
        last: Decoded,
        follows: bool,
    ) {
        let ahead = decoded.timestamp.wrapping_sub(last.timestamp);
        if ahead == 0 || ahead > 90_000 * 60 {
            self.violation(format!("timestamp went from {last:?} to {decoded:?}"));
        }
        let picture_step = decoded.picture_id.wrapping_sub(last.picture_id) & 0x7fff;
        let tl0_step = decoded.tl0_pic_idx.wrapping_sub(last.tl0_pic_idx);
        if picture_step == 0 || picture_step > 0x4000 {
            self.violation(format!("picture id went from {last:?} to {decoded:?}"));
        }
        if follows && (picture_step != 1 || tl0_step != 1) {
            self.violation(format!(
                "no gap in sequence but in pictures: {last:?}, {decoded:?}"
            ));
        }
        let refers_to_last = decoded.source == last.source && decoded.frame == last.frame + 1;
        if !content.is_key && !refers_to_last {
            self.violation(format!("decoded {decoded:?} on top of {last:?}"));
        }
    }

    fn violation(&mut self, text: String) {
        if self.counts.violations.len() < 20 {
            self.counts.violations.push(text);
        }
    }

    fn extend(&self, sequence: u16) -> u64 {
        let Some(highest) = self.highest else {
            return u64::from(sequence) + (1 << 16);
        };
        let ahead = sequence.wrapping_sub(highest as u16);
        if ahead < 0x8000 {
            highest + u64::from(ahead)
        } else {
            highest - u64::from(ahead.wrapping_neg())
        }
    }
}
