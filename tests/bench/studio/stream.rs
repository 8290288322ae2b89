//! One stream of a publisher: a layer of its camera, or its microphone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use sim::Encoder;

use crate::content;
use crate::sdp;

/// A key frame has so many times the packets of another frame.
const KEY_FRAME_FACTOR: u8 = 2;

/// How often the time of a stream is reported (RFC 3550 §6.4.1).
const REPORT_EVERY: Duration = Duration::from_secs(1);

/// How the packets of a frame leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rhythm {
    /// All at once, as a browser's pacer lets them.
    Burst,
    /// Evenly over the time to the next frame.
    Spread,
}

/// What a stream carries, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    /// 1.5 Mb/s as it reaches subscribers: 25 frames a second, 7 packets each.
    High,
    /// 132 kb/s: 15 frames a second, one packet each.
    Low,
    /// 33 kb/s and headers: 50 packets a second.
    Sound,
}

impl Layer {
    /// Frames a second.
    pub(crate) fn fps(self) -> u32 {
        match self {
            Self::High => 25,
            Self::Low => 15,
            Self::Sound => 50,
        }
    }

    /// Packets of a frame that is no key frame.
    pub(crate) fn frame_packets(self) -> u8 {
        match self {
            Self::High => 7,
            Self::Low | Self::Sound => 1,
        }
    }

    /// Bytes of a packet's payload.
    pub(crate) fn payload_len(self) -> usize {
        match self {
            Self::High => 1_043,
            Self::Low => 1_072,
            Self::Sound => 82,
        }
    }

    /// RTP ticks between two frames (VP8 90 kHz, Opus 48 kHz).
    fn ticks(self) -> u32 {
        match self {
            Self::High | Self::Low => 90_000 / self.fps(),
            Self::Sound => 48_000 / self.fps(),
        }
    }
}

/// An RTP packet before its header has a place in the publisher's numbering.
pub(super) struct Unsent {
    pub(super) marker: bool,
    pub(super) payload_type: u8,
    pub(super) sequence: u16,
    pub(super) timestamp: u32,
    pub(super) ssrc: u32,
    pub(super) mid: u8,
    pub(super) rid: Option<u8>,
    pub(super) payload: Vec<u8>,
}

/// A stream.
pub(crate) struct Stream {
    layer: Layer,
    source: u16,
    pub(super) ssrc: u32,
    rid: Option<u8>,
    rhythm: Rhythm,
    encoder: Encoder,
    sequence: u16,
    sound_timestamp: u32,
    key_wanted: Arc<AtomicBool>,
    /// Nothing is sent while this is false.
    pub(crate) active: bool,
    due: Instant,
    report_at: Instant,
    /// Packets of the present frame that have not left yet.
    waiting: std::collections::VecDeque<Unsent>,
}

impl Stream {
    /// A stream that begins at `first`. `source` is what its content says.
    pub(crate) fn new(
        layer: Layer,
        source: u16,
        ssrc: u32,
        rid: Option<u8>,
        key_wanted: Arc<AtomicBool>,
        first: Instant,
    ) -> Self {
        Self {
            layer,
            source,
            ssrc,
            rid,
            rhythm: Rhythm::Burst,
            encoder: Encoder::new(
                source,
                layer.frame_packets(),
                KEY_FRAME_FACTOR,
                layer.payload_len(),
                layer.fps(),
            ),
            sequence: source.wrapping_mul(9_973),
            sound_timestamp: 0,
            key_wanted,
            active: true,
            due: first,
            report_at: first,
            waiting: std::collections::VecDeque::new(),
        }
    }

    /// The same stream, with the packets of a frame leaving in `rhythm`.
    pub(crate) fn in_rhythm(mut self, rhythm: Rhythm) -> Self {
        self.rhythm = rhythm;
        self
    }

    /// What it carries.
    pub(crate) fn layer(&self) -> Layer {
        self.layer
    }

    /// Its next frame is a key frame.
    pub(crate) fn want_key(&mut self) {
        self.encoder.want_key();
    }

    /// When the next packet leaves.
    pub(super) fn due(&self) -> Option<Instant> {
        self.active.then_some(self.due)
    }

    /// The packets that leave now.
    pub(super) fn poll(&mut self, now: Instant) -> impl Iterator<Item = Unsent> + '_ {
        let mut leaving = 0;
        if self.active && self.due <= now {
            if self.waiting.is_empty() {
                self.make_frame();
            }
            let interval = Duration::from_secs(1) / self.layer.fps();
            let parts = u32::from(self.layer.frame_packets());
            match self.rhythm {
                Rhythm::Burst => {
                    leaving = self.waiting.len();
                    self.due += interval;
                }
                // A key frame's packets leave two at a time.
                Rhythm::Spread => {
                    leaving = self.waiting.len().min(1 + self.waiting.len() / 8);
                    self.due += interval / parts;
                }
            }
            // Frames missed while the stream rested are not made up for.
            if now > self.due + interval {
                self.due = now + interval;
            }
        }
        self.waiting.drain(..leaving)
    }

    /// True once a second, when its time is to be reported.
    pub(super) fn report_is_due(&mut self, now: Instant) -> bool {
        let due = now >= self.report_at;
        if due {
            self.report_at = now + REPORT_EVERY;
        }
        due
    }

    fn make_frame(&mut self) {
        let (timestamp, payloads) = if self.layer == Layer::Sound {
            self.sound_timestamp = self.sound_timestamp.wrapping_add(self.layer.ticks());
            let payload = content::sound(self.source, self.layer.payload_len());
            (self.sound_timestamp, vec![payload])
        } else {
            if self.key_wanted.swap(false, Ordering::Relaxed) {
                self.encoder.want_key();
            }
            let frame = self.encoder.encode();
            (frame.timestamp, frame.payloads)
        };
        let last = payloads.len().saturating_sub(1);
        for (packet, payload) in payloads.into_iter().enumerate() {
            let is_sound = self.layer == Layer::Sound;
            self.waiting.push_back(Unsent {
                marker: packet == last && !is_sound,
                payload_type: if is_sound { sdp::OPUS } else { sdp::VP8 },
                sequence: self.sequence,
                timestamp,
                ssrc: self.ssrc,
                mid: if is_sound {
                    sdp::MID_MICROPHONE
                } else {
                    sdp::MID_CAMERA
                },
                rid: self.rid,
                payload,
            });
            self.sequence = self.sequence.wrapping_add(1);
        }
    }
}
