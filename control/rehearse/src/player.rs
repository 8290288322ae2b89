//! Plays a clip in real time: which frame when, in which packets.

use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use rtc::rtp;
use rtc::rtp::header::Header;

use crate::clip::{Clip, FRAMES, FRAMES_PER_SECOND};
use crate::wanted::WantedLayers;

/// Time between two steps of the player: one sound packet.
pub(crate) const STEP: Duration = Duration::from_millis(20);

/// Steps from one picture to the next.
const STEPS_PER_FRAME: u64 = 1000 / (20 * FRAMES_PER_SECOND as u64);

/// RTP ticks from one picture to the next, at 90 kHz.
const VIDEO_TICKS: u32 = 90_000 / FRAMES_PER_SECOND;

/// RTP ticks from one sound packet to the next, at 48 kHz.
const SOUND_TICKS: u32 = 960;

/// Longest part of a frame in one packet, in bytes: with headers, extensions and seal it stays
/// under the 1,200 bytes that pass every path.
const FRAGMENT_BYTES_MAX: usize = 1_100;

/// Bytes of the VP8 payload descriptor with a 15-bit picture id (RFC 7741 §4.2).
const DESCRIPTOR_BYTES: usize = 4;

/// How one stream's packets are marked, as negotiated.
#[derive(Debug, Clone)]
pub(crate) struct Marking {
    /// SSRC.
    pub(crate) ssrc: u32,
    /// Payload type.
    pub(crate) payload_type: u8,
    /// Header extensions every packet carries (mid, rid, audio level), by their negotiated ids.
    pub(crate) extensions: Vec<(u8, Bytes)>,
}

/// One stream: what its next packet is numbered and stamped.
#[derive(Debug)]
struct Stream {
    marking: Marking,
    sequence: u16,
    timestamp: u32,
}

impl Stream {
    fn new(marking: Marking) -> Self {
        // Starting numbers need not be secret (SRTP), only differ: they come from the SSRC.
        let [a, b, c, d] = marking.ssrc.to_be_bytes();
        Self {
            sequence: u16::from_be_bytes([a, b]),
            timestamp: u32::from_be_bytes([d, c, b, a]),
            marking,
        }
    }

    fn packet(&mut self, marker: bool, payload: Bytes) -> Result<rtp::Packet, PlayError> {
        let mut header = Header {
            version: 2,
            marker,
            payload_type: self.marking.payload_type,
            sequence_number: self.sequence,
            timestamp: self.timestamp,
            ssrc: self.marking.ssrc,
            ..Header::default()
        };
        for (id, value) in &self.marking.extensions {
            header
                .set_extension(*id, value.clone())
                .map_err(|source| PlayError { id: *id, source })?;
        }
        self.sequence = self.sequence.wrapping_add(1);
        Ok(rtp::Packet { header, payload })
    }
}

/// A negotiated header extension cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("header extension {id} cannot be written: {source}")]
pub(crate) struct PlayError {
    id: u8,
    source: rtc::shared::error::Error,
}

/// One layer of the picture.
#[derive(Debug)]
struct LayerStream {
    stream: Stream,
    picture_id: u16,
}

impl LayerStream {
    fn new(marking: Marking) -> Self {
        let stream = Stream::new(marking);
        Self {
            picture_id: stream.sequence & 0x7fff,
            stream,
        }
    }

    /// Passes over one frame that nobody is to be sent.
    fn skip(&mut self) {
        self.stream.timestamp = self.stream.timestamp.wrapping_add(VIDEO_TICKS);
    }

    /// The packets of one frame, of sizes as equal as can be.
    fn write(&mut self, frame: &Bytes, packets: &mut Vec<rtp::Packet>) -> Result<(), PlayError> {
        let parts = frame.len().div_ceil(FRAGMENT_BYTES_MAX).max(1);
        let part_bytes = frame.len().div_ceil(parts).max(1);
        let count = frame.chunks(part_bytes).len();
        for (index, part) in frame.chunks(part_bytes).enumerate() {
            let mut payload = BytesMut::with_capacity(DESCRIPTOR_BYTES + part.len());
            // X, and S on the frame's first packet; I; M and the picture id.
            payload.put_u8(if index == 0 { 0x90 } else { 0x80 });
            payload.put_u8(0x80);
            payload.put_u16(0x8000 | self.picture_id);
            payload.put_slice(part);
            packets.push(self.stream.packet(index + 1 == count, payload.freeze())?);
        }
        self.picture_id = (self.picture_id + 1) & 0x7fff;
        self.stream.timestamp = self.stream.timestamp.wrapping_add(VIDEO_TICKS);
        Ok(())
    }
}

/// How the streams of one media connection are marked.
#[derive(Debug)]
pub(crate) struct Markings {
    /// 320×180.
    pub(crate) low: Marking,
    /// 1280×720, where both layers are played.
    pub(crate) high: Option<Marking>,
    /// Opus.
    pub(crate) sound: Marking,
}

/// Packets of one step.
#[derive(Debug, Default)]
pub(crate) struct Step {
    /// Of the camera track.
    pub(crate) camera: Vec<rtp::Packet>,
    /// Of the microphone track.
    pub(crate) microphone: Vec<rtp::Packet>,
}

/// Plays one clip over and over on one media connection.
#[derive(Debug)]
pub(crate) struct Player {
    low: LayerStream,
    high: Option<LayerStream>,
    sound: Stream,
    step: u64,
    frame: usize,
    sound_index: usize,
    requests_answered: u64,
    /// What was sent of the last picture.
    sent: WantedLayers,
}

impl Player {
    /// A player at the start of the loop.
    pub(crate) fn new(markings: Markings) -> Self {
        Self {
            low: LayerStream::new(markings.low),
            high: markings.high.map(LayerStream::new),
            sound: Stream::new(markings.sound),
            step: 0,
            frame: 0,
            sound_index: 0,
            requests_answered: 0,
            sent: WantedLayers::default(),
        }
    }

    /// Fills `step` with what is due every [`STEP`]: one sound packet, and every fifth time a
    /// picture on every layer that is wanted. When keyframes were requested since the last picture
    /// (`keyframe_requests` counts them all), or a layer is wanted again, the next picture is the
    /// loop's first.
    pub(crate) fn advance(
        &mut self,
        clip: &Clip,
        keyframe_requests: u64,
        wanted: WantedLayers,
        step: &mut Step,
    ) -> Result<(), PlayError> {
        step.camera.clear();
        step.microphone.clear();
        if let Some(sound) = clip.sound.get(self.sound_index) {
            let marker = self.step == 0;
            step.microphone
                .push(self.sound.packet(marker, sound.clone())?);
            self.sound.timestamp = self.sound.timestamp.wrapping_add(SOUND_TICKS);
            self.sound_index = (self.sound_index + 1) % clip.sound.len();
        }
        if self.step.is_multiple_of(STEPS_PER_FRAME) {
            let wanted = self.layers_of(wanted);
            let again = (wanted.low && !self.sent.low) || (wanted.high && !self.sent.high);
            self.sent = wanted;
            if again || keyframe_requests != self.requests_answered {
                self.requests_answered = keyframe_requests;
                self.frame = 0;
            }
            match clip.low.get(self.frame).filter(|_| wanted.low) {
                Some(frame) => self.low.write(frame, &mut step.camera)?,
                None => self.low.skip(),
            }
            if let Some(high) = &mut self.high {
                match clip.high.get(self.frame).filter(|_| wanted.high) {
                    Some(frame) => high.write(frame, &mut step.camera)?,
                    None => high.skip(),
                }
            }
            self.frame = (self.frame + 1) % FRAMES;
        }
        self.step += 1;
        Ok(())
    }

    /// A picture without simulcast has one layer, which serves whoever wants any.
    fn layers_of(&self, wanted: WantedLayers) -> WantedLayers {
        match self.high {
            Some(_) => wanted,
            None => WantedLayers {
                low: wanted.low || wanted.high,
                high: false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use control_wire::signal::View;

    use super::*;
    use crate::clip::Clips;
    use crate::facts::SlotFacts;
    use crate::reception::Reception;

    const BOTH: WantedLayers = WantedLayers {
        low: true,
        high: true,
    };

    fn marking(ssrc: u32) -> Marking {
        Marking {
            ssrc,
            payload_type: 96,
            extensions: vec![(1, Bytes::from_static(b"0")), (2, Bytes::from_static(b"l"))],
        }
    }

    fn player() -> Player {
        Player::new(Markings {
            low: marking(0x8000_fffe),
            high: Some(marking(0x7ffe_0002)),
            sound: marking(3),
        })
    }

    /// Plays `steps` steps and returns what a receiver makes of the low and the high layer.
    fn watched(
        player: &mut Player,
        steps: u32,
        requests: impl Fn(u32) -> u64,
        wanted: impl Fn(u32) -> WantedLayers,
    ) -> [SlotFacts; 2] {
        let clips = Clips::load().unwrap();
        let mut facts = [(); 2].map(|()| SlotFacts::new("0".into(), View::Stage));
        let mut receptions = [Reception::default(), Reception::default()];
        let mut step = Step::default();
        for index in 0..steps {
            player
                .advance(
                    clips.of(3).unwrap(),
                    requests(index),
                    wanted(index),
                    &mut step,
                )
                .unwrap();
            for packet in &step.camera {
                let layer = usize::from(packet.header.ssrc != 0x8000_fffe);
                receptions[layer].handle_packet(packet, &mut facts[layer]);
            }
            assert_eq!(step.microphone.len(), 1);
        }
        facts
    }

    #[test]
    fn two_loops_are_80_whole_pictures_with_a_keyframe_each_on_both_layers() {
        for facts in watched(&mut player(), 400, |_| 0, |_| BOTH) {
            assert_eq!((facts.frames, facts.keyframes), (80, 2));
            assert_eq!(facts.missing_packets, 0);
            assert_eq!((facts.picture_id_breaks, facts.timestamp_breaks), (0, 0));
        }
    }

    #[test]
    fn requests_bring_one_keyframe_at_the_next_picture_and_no_break() {
        for facts in watched(
            &mut player(),
            100,
            |step| if step < 51 { 0 } else { 3 },
            |_| BOTH,
        ) {
            assert_eq!((facts.frames, facts.keyframes), (20, 2));
            assert_eq!((facts.picture_id_breaks, facts.timestamp_breaks), (0, 0));
        }
    }

    #[test]
    fn a_layer_that_nobody_wants_rests_and_comes_back_with_a_keyframe() {
        let high_rests = |step| WantedLayers {
            low: true,
            high: !(50..100).contains(&step),
        };
        let [low, high] = watched(&mut player(), 150, |_| 0, high_rests);
        assert_eq!((low.frames, low.keyframes), (30, 2));
        assert_eq!((high.frames, high.keyframes), (20, 2));
        assert_eq!((high.picture_id_breaks, high.timestamp_breaks), (0, 0));
        assert_eq!(high.missing_packets, 0);
    }

    #[test]
    fn without_simulcast_one_layer_serves_whoever_wants_any() {
        let mut player = player();
        player.high = None;
        let [low, _] = watched(
            &mut player,
            100,
            |_| 0,
            |step| WantedLayers {
                low: false,
                high: step < 50,
            },
        );
        assert_eq!(low.frames, 10);
    }

    #[test]
    fn picture_ids_have_15_bits_also_when_they_are_small() {
        let mut step = Step::default();
        let clips = Clips::load().unwrap();
        let mut player = player();
        player.low.picture_id = 0x7fff;
        for _ in 0..10 {
            player
                .advance(clips.of(0).unwrap(), 0, BOTH, &mut step)
                .unwrap();
            for packet in &step.camera {
                assert_eq!(packet.payload[2] & 0x80, 0x80);
            }
        }
        assert_eq!(player.low.picture_id, 1);
    }

    #[test]
    fn packets_stay_under_1200_bytes() {
        use rtc::shared::marshal::MarshalSize;
        let clips = Clips::load().unwrap();
        for number in 0..34 {
            let (mut player, mut step) = (player(), Step::default());
            player
                .advance(clips.of(number).unwrap(), 0, BOTH, &mut step)
                .unwrap();
            assert!(
                step.camera
                    .iter()
                    .all(|packet| packet.marshal_size() + 16 <= 1_200)
            );
        }
    }
}
