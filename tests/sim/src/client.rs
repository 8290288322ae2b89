//! A client: what a browser page is to the media core.

mod description;
mod publishing;
mod receiving;
mod setup;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rtc_rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc_rtcp::sender_report::SenderReport;
use rtc_rtcp::transport_feedbacks::transport_layer_nack::{
    TransportLayerNack, nack_pairs_from_sequence_numbers,
};
use rtc_shared::marshal::Marshal;
use sfu_wire::{Layer, OfferedLine, PeerId};

use crate::handshake::{Handshake, Keys};
use crate::network::HEADERS_LEN;
use description::Answer;
use publishing::Publisher;
use receiving::Receiver;
pub use receiving::{SlotLine, SoundLine};
pub use setup::ClientSetup;

/// How often decoders are asked what they miss.
const WISHES_EVERY: Duration = Duration::from_millis(20);

/// Between two packets of sound.
const SOUND_EVERY: Duration = Duration::from_millis(20);

/// How often transport-wide feedback leaves; Chromium sends it every 50–250 ms, by the rate.
const FEEDBACK_EVERY: Duration = Duration::from_millis(100);

/// How often receiver reports leave.
const REPORT_EVERY: Duration = Duration::from_secs(1);

/// Datagrams taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Received {
    /// How many.
    pub datagrams: u64,
    /// Their bytes, IPv4 and UDP headers included: what a link has to carry.
    pub bytes: u64,
}

/// A client.
pub struct Client {
    /// Its peer.
    pub id: PeerId,
    /// Where its datagrams come from.
    pub address: SocketAddr,
    /// Its slots for pictures, in the order of the offer.
    pub slots: Vec<SlotLine>,
    /// Its slots for sound, in the order of the offer.
    pub sounds: Vec<SoundLine>,
    /// Key frames it was asked for.
    pub keyframes_asked: u64,
    /// Probes the path as Chromium does: with retransmissions of a packet long arrived.
    pub probes: bool,
    /// Packets it sent again on request.
    pub retransmissions: u64,
    /// What it received.
    pub received: Received,
    setup: ClientSetup,
    source: u16,
    ufrag: String,
    handshake: Handshake,
    publisher: Publisher,
    receiver: Receiver,
    timers: Timers,
}

/// When each thing is due; none of them before the client is connected.
#[derive(Debug, Default)]
struct Timers {
    frame: Option<Instant>,
    sound: Option<Instant>,
    wishes: Option<Instant>,
    feedback: Option<Instant>,
    report: Option<Instant>,
}

impl Timers {
    fn earliest(&self) -> Option<Instant> {
        [
            self.frame,
            self.sound,
            self.wishes,
            self.feedback,
            self.report,
        ]
        .into_iter()
        .flatten()
        .min()
    }
}

/// True once a timer is due; it is then set to the next turn.
fn due(timer: &mut Option<Instant>, now: Instant, every: Duration) -> bool {
    match timer {
        Some(at) if *at <= now => {
            // A client that was kept from running goes on from now instead of making up for it.
            *at = (*at + every).max(now);
            true
        }
        Some(_) | None => false,
    }
}

impl Client {
    /// `mid` of its camera.
    pub const CAMERA: &str = description::CAMERA;
    /// `mid` of its microphone.
    pub const MICROPHONE: &str = description::MICROPHONE;

    /// `mid` of its picture slot number `slot`, from 0.
    #[must_use]
    pub fn picture_mid(slot: usize) -> String {
        description::picture_mid(slot)
    }

    /// `mid` of its sound slot number `slot`, from 0.
    #[must_use]
    pub fn sound_mid(slot: usize) -> String {
        description::sound_mid(slot)
    }

    /// Client number `source`, at an address made from that number; its content names it.
    #[must_use]
    pub fn new(source: u16, server: SocketAddr, setup: ClientSetup) -> Self {
        let address = SocketAddr::from(([10, 0, (source >> 8) as u8, source as u8], 50_000));
        Self::at(address, source, server, setup)
    }

    /// Client number `source`, whose datagrams come from `address`.
    #[must_use]
    pub fn at(address: SocketAddr, source: u16, server: SocketAddr, setup: ClientSetup) -> Self {
        Self {
            id: PeerId(u64::from(source)),
            address,
            slots: Vec::new(),
            sounds: Vec::new(),
            keyframes_asked: 0,
            probes: false,
            retransmissions: 0,
            received: Received::default(),
            setup,
            source,
            ufrag: format!("client{source}"),
            handshake: Handshake::new(setup.profile, address, server),
            publisher: Publisher::new(source, &setup),
            receiver: Receiver::new(setup.ask_again_after, setup.patience),
            timers: Timers::default(),
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
        self.send_layer(Layer::High, active);
    }

    /// Stops or restarts a layer, as a page does that is told whether anybody watches it.
    pub fn send_layer(&mut self, layer: Layer, active: bool) {
        let rid = match layer {
            Layer::Low => b'l',
            Layer::High => b'h',
        };
        self.publisher.set_active(rid, active);
    }

    /// Its offer, and what the publishing m-lines carry.
    #[must_use]
    pub fn offer(&self) -> (String, Vec<OfferedLine>) {
        description::offer(&self.setup, &self.ufrag, &self.handshake.fingerprint())
    }

    /// Takes the answer in and begins to connect.
    ///
    /// # Panics
    /// When the answer lacks what a client needs.
    pub fn accept(&mut self, now: Instant, answer: &str) {
        let answer = Answer::read(answer);
        self.handshake
            .start(now, &self.ufrag, &answer.ufrag, &answer.pwd);
        self.publisher.sends_red = answer.sends_red;
        self.receiver
            .slots(answer.slots, &mut self.slots, &mut self.sounds);
    }

    /// When [`Self::handle_timeout`] is wanted next.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let sounds = self
            .sounds
            .iter()
            .filter_map(|line| line.decoder.poll_timeout());
        [self.handshake.poll_timeout(), self.timers.earliest()]
            .into_iter()
            .flatten()
            .chain(sounds)
            .min()
    }

    /// Lets time pass; what leaves is added to `send`.
    pub fn handle_timeout(&mut self, now: Instant, send: &mut Vec<Vec<u8>>) {
        self.handshake.handle_timeout(now, send);
        for line in &mut self.sounds {
            line.decoder.handle_timeout(now);
        }
        let Some(keys) = &mut self.handshake.keys else {
            return;
        };
        let timers = &mut self.timers;
        if due(
            &mut timers.frame,
            now,
            Duration::from_secs(1) / self.setup.fps,
        ) {
            self.publisher.frames(|packet| send.push(keys.rtp(packet)));
        }
        if due(&mut timers.sound, now, SOUND_EVERY) {
            self.publisher.sound(|packet| send.push(keys.rtp(packet)));
        }
        if due(&mut timers.wishes, now, WISHES_EVERY) {
            for slot in &mut self.slots {
                send_wishes(now, slot, keys, send);
            }
            if self.probes {
                self.publisher.probes(|packet| send.push(keys.rtp(packet)));
            }
        }
        if due(&mut timers.feedback, now, FEEDBACK_EVERY)
            && let Some(feedback) = self.receiver.feedback()
            && self.receiver.sends_feedback()
        {
            send.push(keys.rtcp(&feedback));
        }
        if due(&mut timers.report, now, REPORT_EVERY)
            && let Some(report) = self.receiver.report(now)
        {
            send.push(keys.rtcp(&report));
        }
    }

    /// Takes a datagram in; what leaves is added to `send`.
    ///
    /// # Panics
    /// When the core sent something no client could make sense of.
    pub fn handle_datagram(&mut self, now: Instant, datagram: &[u8], send: &mut Vec<Vec<u8>>) {
        self.received.datagrams += 1;
        self.received.bytes += (datagram.len() + HEADERS_LEN) as u64;
        match datagram {
            [0..=3, ..] => self.handshake.handle_stun(now, datagram, send),
            [20..=63, ..] => {
                self.handshake.handle_dtls(now, datagram, send);
                if self.is_connected() && self.timers.wishes.is_none() {
                    self.connected(now);
                }
            }
            // The core may be connected a flight sooner than we are.
            [_, 192..=223, ..] if self.is_connected() => self.handle_rtcp(now, datagram, send),
            _ => self.handle_rtp(now, datagram),
        }
    }

    fn connected(&mut self, now: Instant) {
        self.timers = Timers {
            frame: self.publisher.has_picture().then_some(now),
            sound: self.publisher.has_sound().then_some(now),
            wishes: Some(now),
            feedback: Some(now),
            report: Some(now),
        };
    }

    fn handle_rtp(&mut self, now: Instant, datagram: &[u8]) {
        let Some(keys) = &mut self.handshake.keys else {
            return;
        };
        let packet = keys.incoming.decrypt_rtp(datagram).expect("authentic RTP");
        self.receiver
            .handle_rtp(now, &packet, &mut self.slots, &mut self.sounds);
    }

    fn handle_rtcp(&mut self, now: Instant, datagram: &[u8], send: &mut Vec<Vec<u8>>) {
        let Some(keys) = &mut self.handshake.keys else {
            return;
        };
        let packet = keys
            .incoming
            .decrypt_rtcp(datagram)
            .expect("authentic RTCP");
        let packets = rtc_rtcp::packet::unmarshal(&mut &packet[..]).expect("well-formed RTCP");
        for packet in &packets {
            let packet = packet.as_any();
            if packet.is::<PictureLossIndication>() {
                self.keyframes_asked += 1;
                self.publisher.want_key();
            } else if let Some(report) = packet.downcast_ref::<SenderReport>() {
                self.receiver
                    .handle_sender_report(now, report.ssrc, report.ntp_time);
            } else if let Some(nack) = packet.downcast_ref::<TransportLayerNack>() {
                let sequences = nack.nacks.iter().flat_map(|pair| pair.into_iter());
                self.retransmissions +=
                    self.publisher
                        .send_again(nack.media_ssrc, sequences, |packet| {
                            send.push(keys.rtp(packet));
                        });
            }
        }
    }
}

/// Asks for what a slot's decoder misses.
fn send_wishes(now: Instant, slot: &mut SlotLine, keys: &mut Keys, send: &mut Vec<Vec<u8>>) {
    let (missing, needs_key) = slot.decoder.wishes(now);
    if !missing.is_empty() {
        send.push(keys.rtcp(&TransportLayerNack {
            sender_ssrc: 1,
            media_ssrc: slot.ssrc(),
            nacks: nack_pairs_from_sequence_numbers(&missing),
        }));
    }
    if needs_key {
        send.push(keys.rtcp(&PictureLossIndication {
            sender_ssrc: 1,
            media_ssrc: slot.ssrc(),
        }));
    }
}

impl Keys {
    /// Protects an RTP packet.
    fn rtp(&mut self, packet: &[u8]) -> Vec<u8> {
        self.out.encrypt_rtp(packet).expect("SRTP").to_vec()
    }

    /// Protects an RTCP packet.
    fn rtcp(&mut self, packet: &impl Marshal) -> Vec<u8> {
        let packet = packet.marshal().expect("RTCP");
        self.out.encrypt_rtcp(&packet).expect("SRTCP").to_vec()
    }
}
