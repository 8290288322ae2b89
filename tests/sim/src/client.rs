//! A client: what a browser page is to the media core.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc_rtcp::transport_feedbacks::transport_layer_nack::{
    TransportLayerNack, nack_pairs_from_sequence_numbers,
};
use rtc_shared::marshal::Marshal;
use sfu_wire::{OfferedLine, PeerId, TrackKind};

use crate::decoder::Decoder;
use crate::encoder::Encoder;
use crate::handshake::Handshake;

/// Frames a second of both layers.
const FPS: u32 = 10;

/// How often decoders are asked what they miss.
const WISHES_EVERY: Duration = Duration::from_millis(20);

/// Packets of a layer kept for sending again.
const KEPT: usize = 512;

/// Tells the SSRC of retransmissions from that of their layer.
const RTX_BIT: u32 = 1 << 31;

/// How a client is set up.
#[derive(Debug, Clone, Copy)]
pub struct ClientSetup {
    /// Publishes a camera with two layers.
    pub publishes: bool,
    /// Receive slots for pictures.
    pub slots: usize,
    /// Packets of a delta frame of the high layer; the low layer has one.
    pub high_packets: u8,
    /// Payload bytes of a packet.
    pub payload_len: usize,
    /// SRTP profile it offers.
    pub profile: SrtpProtectionProfile,
}

impl Default for ClientSetup {
    fn default() -> Self {
        Self {
            publishes: true,
            slots: 1,
            high_packets: 4,
            payload_len: 200,
            profile: SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
        }
    }
}

/// A receive slot as the answer described it, and the decoder behind it.
#[derive(Debug)]
pub struct SlotLine {
    /// Its m-line.
    pub mid: String,
    ssrc: u32,
    rtx_ssrc: u32,
    /// What decodes it.
    pub decoder: Decoder,
}

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
        let mut packet = header(
            97,
            sent.marker,
            self.rtx_sequence,
            sent.timestamp,
            self.ssrc | RTX_BIT,
            [11 << 4, self.rid],
            transport_sequence,
        );
        packet.extend(sent.sequence.to_be_bytes());
        packet.extend(sent.payload);
        self.rtx_sequence = self.rtx_sequence.wrapping_add(1);
        packet
    }
}

/// A client.
pub struct Client {
    /// Its peer.
    pub id: PeerId,
    /// Where its datagrams come from.
    pub address: SocketAddr,
    /// Its slots, in the order of the offer.
    pub slots: Vec<SlotLine>,
    /// Key frames it was asked for.
    pub keyframes_asked: u64,
    /// Probes the path as Chromium does: with retransmissions of a packet long arrived.
    pub probes: bool,
    /// Packets it sent again on request.
    pub retransmissions: u64,
    setup: ClientSetup,
    source: u16,
    ufrag: String,
    handshake: Handshake,
    layers: Vec<Layer>,
    transport_sequence: u16,
    frame_at: Option<Instant>,
    wishes_at: Option<Instant>,
}

impl Client {
    /// Client number `source`; its content names that number.
    #[must_use]
    pub fn new(source: u16, server: SocketAddr, setup: ClientSetup) -> Self {
        let address = SocketAddr::from(([10, 0, (source >> 8) as u8, source as u8], 50_000));
        let layer = |rid, place: u16, packets| Layer {
            rid,
            ssrc: u32::from(source) << 8 | u32::from(rid),
            sequence: source.wrapping_mul(9_973).wrapping_add(place),
            encoder: Encoder::new(source * 2 + place, packets, setup.payload_len, FPS),
            active: true,
            sent: VecDeque::new(),
            key: None,
            rtx_sequence: 0,
        };
        let layers = if setup.publishes {
            vec![layer(b'l', 0, 1), layer(b'h', 1, setup.high_packets)]
        } else {
            Vec::new()
        };
        Self {
            id: PeerId(u64::from(source)),
            address,
            slots: Vec::new(),
            keyframes_asked: 0,
            probes: false,
            retransmissions: 0,
            setup,
            source,
            ufrag: format!("client{source}"),
            handshake: Handshake::new(setup.profile, address, server),
            layers,
            transport_sequence: 0,
            frame_at: None,
            wishes_at: None,
        }
    }

    /// The source number its high layer's content carries; the low layer's is one less.
    #[must_use]
    pub fn high_source(&self) -> u16 {
        self.source * 2 + 1
    }

    /// True once media can flow.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.handshake.keys.is_some()
    }

    /// Stops or restarts the high layer, as a browser does when its estimate falls or rises.
    pub fn send_high(&mut self, active: bool) {
        for layer in self.layers.iter_mut().filter(|layer| layer.rid == b'h') {
            layer.active = active;
            layer.encoder.want_key();
        }
    }

    /// Its offer, and what the publishing m-line carries.
    #[must_use]
    pub fn offer(&self) -> (String, Vec<OfferedLine>) {
        let mut lines = vec![
            "v=0".to_owned(),
            "o=- 1 1 IN IP4 127.0.0.1".into(),
            "s=-".into(),
            "t=0 0".into(),
        ];
        let mut publish = Vec::new();
        if self.setup.publishes {
            self.picture_line(&mut lines, "0", "sendonly");
            lines.extend([
                "a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01".into(),
                "a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid".into(),
                "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id".into(),
                "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id".into(),
                "a=rid:l send".into(),
                "a=rid:h send".into(),
                "a=simulcast:send l;h".into(),
            ]);
            publish.push(OfferedLine {
                mid: "0".into(),
                kind: TrackKind::Camera,
            });
        }
        for slot in 0..self.setup.slots {
            self.picture_line(&mut lines, &(slot + 1).to_string(), "recvonly");
        }
        lines.push(String::new());
        (lines.join("\r\n"), publish)
    }

    fn picture_line(&self, lines: &mut Vec<String>, mid: &str, direction: &str) {
        lines.extend([
            "m=video 9 UDP/TLS/RTP/SAVPF 96 97".to_owned(),
            "c=IN IP4 0.0.0.0".into(),
            format!("a=mid:{mid}"),
            format!("a=ice-ufrag:{}", self.ufrag),
            "a=ice-pwd:a-password-nobody-needs".into(),
            format!("a=fingerprint:sha-256 {}", self.handshake.fingerprint()),
            "a=setup:actpass".into(),
            format!("a={direction}"),
            "a=rtcp-mux".into(),
            "a=rtpmap:96 VP8/90000".into(),
            "a=rtpmap:97 rtx/90000".into(),
            "a=fmtp:97 apt=96".into(),
        ]);
    }

    /// Takes the answer in and begins to connect.
    ///
    /// # Panics
    /// When the answer lacks what a client needs.
    pub fn accept(&mut self, now: Instant, answer: &str) {
        let value = |key: &str| {
            answer
                .lines()
                .find_map(|line| line.strip_prefix(key))
                .unwrap_or_else(|| panic!("{key} in {answer}"))
        };
        self.handshake
            .start(now, &self.ufrag, value("a=ice-ufrag:"), value("a=ice-pwd:"));
        for media in answer.split("\r\nm=").skip(1) {
            let line = |key: &str| media.lines().find_map(|line| line.strip_prefix(key));
            let Some(group) = line("a=ssrc-group:FID ") else {
                continue;
            };
            let (ssrc, rtx_ssrc) = group.split_once(' ').expect("two SSRCs");
            self.slots.push(SlotLine {
                mid: line("a=mid:").expect("a mid").to_owned(),
                ssrc: ssrc.parse().expect("an SSRC"),
                rtx_ssrc: rtx_ssrc.parse().expect("an SSRC"),
                decoder: Decoder::default(),
            });
        }
    }

    /// When [`Self::handle_timeout`] is wanted next.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        [self.handshake.poll_timeout(), self.frame_at, self.wishes_at]
            .into_iter()
            .flatten()
            .min()
    }

    /// Lets time pass; what leaves is added to `send`.
    pub fn handle_timeout(&mut self, now: Instant, send: &mut Vec<Vec<u8>>) {
        self.handshake.handle_timeout(now, send);
        if self.frame_at.is_some_and(|at| at <= now) {
            self.frame_at = Some(now + Duration::from_secs(1) / FPS);
            self.send_frames(send);
        }
        if self.wishes_at.is_some_and(|at| at <= now) {
            self.wishes_at = Some(now + WISHES_EVERY);
            self.send_wishes(now, send);
            if self.probes {
                self.send_probes(send);
            }
        }
    }

    /// Takes a datagram in; what leaves is added to `send`.
    ///
    /// # Panics
    /// When the core sent something no client could make sense of.
    pub fn handle_datagram(&mut self, now: Instant, datagram: &[u8], send: &mut Vec<Vec<u8>>) {
        match datagram {
            [0..=3, ..] => self.handshake.handle_stun(now, datagram, send),
            [20..=63, ..] => {
                self.handshake.handle_dtls(now, datagram, send);
                if self.is_connected() && self.wishes_at.is_none() {
                    self.wishes_at = Some(now);
                    self.frame_at = self.setup.publishes.then_some(now);
                }
            }
            [_, 192..=223, ..] => self.handle_rtcp(datagram, send),
            _ => self.handle_rtp(now, datagram),
        }
    }

    fn handle_rtp(&mut self, now: Instant, datagram: &[u8]) {
        // The core may be connected a flight sooner than we are.
        let Some(keys) = &mut self.handshake.keys else {
            return;
        };
        let packet = keys.incoming.decrypt_rtp(datagram).expect("authentic RTP");
        let (header, payload) = packet.split_at(12);
        let sequence = u16::from_be_bytes([header[2], header[3]]);
        let timestamp = u32::from_be_bytes([header[4], header[5], header[6], header[7]]);
        let ssrc = u32::from_be_bytes([header[8], header[9], header[10], header[11]]);
        let marker = header[1] & 0x80 != 0;
        let slot = self
            .slots
            .iter_mut()
            .find(|slot| slot.ssrc == ssrc || slot.rtx_ssrc == ssrc)
            .expect("an SSRC of the answer");
        let (sequence, payload) = if slot.rtx_ssrc == ssrc {
            assert_eq!(header[1] & 0x7f, 97, "the retransmission's payload type");
            let (osn, payload) = payload.split_at(2);
            (u16::from_be_bytes([osn[0], osn[1]]), payload)
        } else {
            assert_eq!(header[1] & 0x7f, 96, "the codec's payload type");
            (sequence, payload)
        };
        slot.decoder
            .receive(now, sequence, timestamp, marker, payload);
    }

    fn handle_rtcp(&mut self, datagram: &[u8], send: &mut Vec<Vec<u8>>) {
        let Some(keys) = &mut self.handshake.keys else {
            return;
        };
        let packet = keys
            .incoming
            .decrypt_rtcp(datagram)
            .expect("authentic RTCP");
        let packets = rtc_rtcp::packet::unmarshal(&mut &packet[..]).expect("well-formed RTCP");
        let asked = packets
            .iter()
            .any(|packet| packet.as_any().is::<PictureLossIndication>());
        if asked {
            self.keyframes_asked += 1;
            for layer in &mut self.layers {
                layer.encoder.want_key();
            }
        }
        for packet in &packets {
            if let Some(nack) = packet.as_any().downcast_ref::<TransportLayerNack>() {
                let sequences = nack.nacks.iter().flat_map(|pair| pair.into_iter());
                self.send_again(nack.media_ssrc, sequences, send);
            }
        }
    }

    /// Answers a NACK (RFC 4588).
    fn send_again(
        &mut self,
        ssrc: u32,
        sequences: impl Iterator<Item = u16>,
        send: &mut Vec<Vec<u8>>,
    ) {
        let (Some(keys), Some(layer)) = (
            &mut self.handshake.keys,
            self.layers.iter_mut().find(|layer| layer.ssrc == ssrc),
        ) else {
            return;
        };
        for sequence in sequences {
            let kept = layer.sent.iter().find(|sent| sent.sequence == sequence);
            let Some(sent) = kept else { continue };
            let packet = layer.retransmission(sent.clone(), &mut self.transport_sequence);
            self.retransmissions += 1;
            send.push(keys.out.encrypt_rtp(&packet).expect("SRTP").to_vec());
        }
    }

    fn send_frames(&mut self, send: &mut Vec<Vec<u8>>) {
        let Some(keys) = &mut self.handshake.keys else {
            return;
        };
        for layer in self.layers.iter_mut().filter(|layer| layer.active) {
            let frame = layer.encoder.encode();
            let last = frame.payloads.len() - 1;
            for (place, payload) in frame.payloads.iter().enumerate() {
                let mut packet = header(
                    96,
                    place == last,
                    layer.sequence,
                    frame.timestamp,
                    layer.ssrc,
                    [10 << 4, layer.rid],
                    &mut self.transport_sequence,
                );
                packet.extend(payload);
                send.push(keys.out.encrypt_rtp(&packet).expect("SRTP").to_vec());
                if layer.sent.len() == KEPT {
                    layer.sent.pop_front();
                }
                let sent = Sent {
                    sequence: layer.sequence,
                    timestamp: frame.timestamp,
                    marker: place == last,
                    payload: payload.clone(),
                };
                if frame.is_key && place == 0 {
                    layer.key = Some(sent.clone());
                }
                layer.sent.push_back(sent);
                layer.sequence = layer.sequence.wrapping_add(1);
            }
        }
    }

    fn send_probes(&mut self, send: &mut Vec<Vec<u8>>) {
        let Some(keys) = &mut self.handshake.keys else {
            return;
        };
        for layer in &mut self.layers {
            if let Some(key) = layer.key.clone() {
                let packet = layer.retransmission(key, &mut self.transport_sequence);
                send.push(keys.out.encrypt_rtp(&packet).expect("SRTP").to_vec());
            }
        }
    }

    fn send_wishes(&mut self, now: Instant, send: &mut Vec<Vec<u8>>) {
        let Some(keys) = &mut self.handshake.keys else {
            return;
        };
        for slot in &mut self.slots {
            let (missing, needs_key) = slot.decoder.wishes(now);
            if !missing.is_empty() {
                let nack = TransportLayerNack {
                    sender_ssrc: 1,
                    media_ssrc: slot.ssrc,
                    nacks: nack_pairs_from_sequence_numbers(&missing),
                };
                let packet = nack.marshal().expect("a NACK");
                send.push(keys.out.encrypt_rtcp(&packet).expect("SRTCP").to_vec());
            }
            if needs_key {
                let request = PictureLossIndication {
                    sender_ssrc: 1,
                    media_ssrc: slot.ssrc,
                };
                let packet = request.marshal().expect("a PLI");
                send.push(keys.out.encrypt_rtcp(&packet).expect("SRTCP").to_vec());
            }
        }
    }
}

/// A header with our extensions: mid, `rid` (an element of two bytes), transport-wide sequence.
fn header(
    payload_type: u8,
    marker: bool,
    sequence: u16,
    timestamp: u32,
    ssrc: u32,
    rid: [u8; 2],
    transport_sequence: &mut u16,
) -> Vec<u8> {
    let mut packet = vec![0x90, payload_type | u8::from(marker) << 7];
    packet.extend(sequence.to_be_bytes());
    packet.extend(timestamp.to_be_bytes());
    packet.extend(ssrc.to_be_bytes());
    packet.extend([0xbe, 0xde, 0, 2]);
    packet.extend([9 << 4, b'0']);
    packet.extend(rid);
    let [high, low] = transport_sequence.to_be_bytes();
    packet.extend([4 << 4 | 1, high, low, 0]);
    *transport_sequence = transport_sequence.wrapping_add(1);
    packet
}
