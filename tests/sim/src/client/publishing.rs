//! What a client sends: two layers of a picture, sound, and what is asked for again.

use std::collections::VecDeque;

use super::description::{
    AUDIO_LEVEL, CAMERA, MICROPHONE, MID, OPUS, RED, REPAIRED_RID, RID, TRANSPORT_CC, VP8, VP8_RTX,
};
use super::setup::ClientSetup;
use crate::encoder::Encoder;
use crate::sound;

/// Packets of a layer kept for sending again.
const KEPT: usize = 512;

/// Tells the SSRC of retransmissions from that of their layer.
const RTX_BIT: u32 = 1 << 31;

/// Samples of an Opus packet of 20 ms at 48 kHz.
const SOUND_STEP: u32 = 960;

/// What a voice has: −30 dBov with the bit that says so (RFC 6464 §3).
const VOICE: u8 = 0x80 | 30;

/// A packet that was sent lately.
#[derive(Debug, Clone)]
struct Sent {
    sequence: u16,
    timestamp: u32,
    marker: bool,
    payload: Vec<u8>,
}

#[derive(Debug)]
struct Layer {
    rid: u8,
    ssrc: u32,
    sequence: u16,
    encoder: Encoder,
    active: bool,
    sent: VecDeque<Sent>,
    /// First packet of the last key frame.
    key: Option<Sent>,
    rtx_sequence: u16,
}

impl Layer {
    /// The packet of a retransmission (RFC 4588 §4), before protection.
    fn retransmission(&mut self, sent: Sent, transport_sequence: &mut u16) -> Vec<u8> {
        let header = Header {
            payload_type: VP8_RTX,
            marker: sent.marker,
            sequence: self.rtx_sequence,
            timestamp: sent.timestamp,
            ssrc: self.ssrc | RTX_BIT,
        };
        let mut packet = header.write(CAMERA, [REPAIRED_RID << 4, self.rid], transport_sequence);
        packet.extend(sent.sequence.to_be_bytes());
        packet.extend(sent.payload);
        self.rtx_sequence = self.rtx_sequence.wrapping_add(1);
        packet
    }
}

/// A microphone somebody speaks into.
#[derive(Debug)]
struct Voice {
    ssrc: u32,
    sequence: u16,
    timestamp: u32,
    source: u16,
    number: u32,
    payload_len: usize,
    /// The packet before, sent once more where redundancy was negotiated.
    before: Option<Vec<u8>>,
}

/// What a client publishes. Every packet is unprotected as it comes out of here.
#[derive(Debug)]
pub(super) struct Publisher {
    layers: Vec<Layer>,
    voice: Option<Voice>,
    transport_sequence: u16,
    pub(super) sends_red: bool,
}

impl Publisher {
    pub(super) fn new(source: u16, setup: &ClientSetup) -> Self {
        let layer = |rid, place: u16, packets, payload_len| Layer {
            rid,
            ssrc: u32::from(source) << 8 | u32::from(rid),
            sequence: source.wrapping_mul(9_973).wrapping_add(place),
            encoder: Encoder::new(
                source * 2 + place,
                packets,
                setup.key_frame_factor,
                payload_len,
                setup.fps,
            ),
            active: true,
            sent: VecDeque::new(),
            key: None,
            rtx_sequence: 0,
        };
        let mut layers = Vec::new();
        if setup.publishes {
            layers.push(layer(b'l', 0, 1, setup.low_payload_len));
            layers.push(layer(b'h', 1, setup.high_packets, setup.payload_len));
        }
        Self {
            layers,
            voice: setup.speaks.then(|| Voice {
                ssrc: u32::from(source) << 8 | u32::from(b's'),
                sequence: source.wrapping_mul(7_919),
                timestamp: u32::from(source).wrapping_mul(2_246_822_519),
                source,
                number: 0,
                payload_len: setup.sound_len,
                before: None,
            }),
            transport_sequence: 0,
            sends_red: false,
        }
    }

    pub(super) fn has_picture(&self) -> bool {
        !self.layers.is_empty()
    }

    pub(super) fn has_sound(&self) -> bool {
        self.voice.is_some()
    }

    /// Stops or starts the layer with this RID.
    pub(super) fn set_active(&mut self, rid: u8, active: bool) {
        for layer in self.layers.iter_mut().filter(|layer| layer.rid == rid) {
            if layer.active != active {
                layer.active = active;
                layer.encoder.want_key();
            }
        }
    }

    /// The next frame of every layer is a key frame.
    pub(super) fn want_key(&mut self) {
        for layer in &mut self.layers {
            layer.encoder.want_key();
        }
    }

    /// The next frame of every layer that runs.
    pub(super) fn frames(&mut self, mut send: impl FnMut(&[u8])) {
        for layer in self.layers.iter_mut().filter(|layer| layer.active) {
            let frame = layer.encoder.encode();
            let last = frame.payloads.len() - 1;
            for (place, payload) in frame.payloads.into_iter().enumerate() {
                let header = Header {
                    payload_type: VP8,
                    marker: place == last,
                    sequence: layer.sequence,
                    timestamp: frame.timestamp,
                    ssrc: layer.ssrc,
                };
                let mut packet =
                    header.write(CAMERA, [RID << 4, layer.rid], &mut self.transport_sequence);
                packet.extend(&payload);
                send(&packet);
                if layer.sent.len() == KEPT {
                    layer.sent.pop_front();
                }
                let sent = Sent {
                    sequence: layer.sequence,
                    timestamp: frame.timestamp,
                    marker: place == last,
                    payload,
                };
                if frame.is_key && place == 0 {
                    layer.key = Some(sent.clone());
                }
                layer.sent.push_back(sent);
                layer.sequence = layer.sequence.wrapping_add(1);
            }
        }
    }

    /// The next 20 ms of sound.
    pub(super) fn sound(&mut self, mut send: impl FnMut(&[u8])) {
        let Some(voice) = &mut self.voice else {
            return;
        };
        let opus = sound::encode(voice.source, voice.number, voice.payload_len);
        let before = voice.before.replace(opus.clone());
        let header = Header {
            payload_type: if self.sends_red { RED } else { OPUS },
            marker: voice.number == 0,
            sequence: voice.sequence,
            timestamp: voice.timestamp,
            ssrc: voice.ssrc,
        };
        let mut packet = header.write(
            MICROPHONE,
            [AUDIO_LEVEL << 4, VOICE],
            &mut self.transport_sequence,
        );
        if self.sends_red {
            packet.extend(sound::with_redundancy(OPUS, SOUND_STEP, before, &opus));
        } else {
            packet.extend(opus);
        }
        voice.sequence = voice.sequence.wrapping_add(1);
        voice.timestamp = voice.timestamp.wrapping_add(SOUND_STEP);
        voice.number += 1;
        send(&packet);
    }

    /// Answers a NACK about one stream (RFC 4588); how many packets were sent again.
    pub(super) fn send_again(
        &mut self,
        ssrc: u32,
        sequences: impl Iterator<Item = u16>,
        mut send: impl FnMut(&[u8]),
    ) -> u64 {
        let mut again = 0;
        let Some(layer) = self.layers.iter_mut().find(|layer| layer.ssrc == ssrc) else {
            return again;
        };
        for sequence in sequences {
            let kept = layer.sent.iter().find(|sent| sent.sequence == sequence);
            if let Some(sent) = kept.cloned() {
                again += 1;
                send(&layer.retransmission(sent, &mut self.transport_sequence));
            }
        }
        again
    }

    /// Probes with retransmissions of packets long arrived, as Chromium does.
    pub(super) fn probes(&mut self, mut send: impl FnMut(&[u8])) {
        for layer in &mut self.layers {
            if let Some(key) = layer.key.clone() {
                send(&layer.retransmission(key, &mut self.transport_sequence));
            }
        }
    }
}

/// The fixed part of a header (RFC 3550 §5.1).
struct Header {
    payload_type: u8,
    marker: bool,
    sequence: u16,
    timestamp: u32,
    ssrc: u32,
}

impl Header {
    /// A header with our extensions: mid, one more of two bytes, transport-wide sequence.
    fn write(&self, mid: &str, more: [u8; 2], transport_sequence: &mut u16) -> Vec<u8> {
        let mut packet = vec![0x90, self.payload_type | u8::from(self.marker) << 7];
        packet.extend(self.sequence.to_be_bytes());
        packet.extend(self.timestamp.to_be_bytes());
        packet.extend(self.ssrc.to_be_bytes());
        packet.extend([0xbe, 0xde, 0, 2]);
        packet.push(MID << 4);
        packet.extend(mid.as_bytes());
        packet.extend(more);
        let [high, low] = transport_sequence.to_be_bytes();
        packet.extend([TRANSPORT_CC << 4 | 1, high, low, 0]);
        *transport_sequence = transport_sequence.wrapping_add(1);
        packet
    }
}
