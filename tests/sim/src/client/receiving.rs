//! What a client receives: slots with their decoders, and what it reports about them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rtc_rtcp::receiver_report::ReceiverReport;
use rtc_rtcp::reception_report::ReceptionReport;
use rtc_rtcp::transport_feedbacks::transport_layer_cc::{
    PacketStatusChunk, RecvDelta, StatusChunkTypeTcc, StatusVectorChunk, SymbolSizeTypeTcc,
    SymbolTypeTcc, TransportLayerCc,
};

use super::description::{AnsweredSlot, OPUS, RED, TRANSPORT_CC, VP8, VP8_RTX};
use crate::decoder::Decoder;
use crate::sound::SoundDecoder;

/// Microseconds of a unit of receive deltas.
const DELTA_US: i64 = 250;

/// Units of the reference time of feedback: 64 ms.
const REFERENCE_US: i64 = 64_000;

/// Symbols of a status vector chunk with two bits each.
const SYMBOLS: usize = 7;

/// Most packets one feedback spans.
const SPAN_MAX: u64 = 2_000;

/// A receive slot for a picture as the answer described it, and the decoder behind it.
#[derive(Debug)]
pub struct SlotLine {
    /// Its m-line.
    pub mid: String,
    /// What decodes it.
    pub decoder: Decoder,
    ssrc: u32,
    rtx_ssrc: u32,
}

impl SlotLine {
    pub(super) fn ssrc(&self) -> u32 {
        self.ssrc
    }
}

/// A receive slot for sound, and what plays it.
#[derive(Debug)]
pub struct SoundLine {
    /// Its m-line.
    pub mid: String,
    /// What plays it.
    pub decoder: SoundDecoder,
    ssrc: u32,
}

/// A sender report that came last on a stream.
#[derive(Debug, Clone, Copy)]
struct SenderReportSeen {
    /// The middle 32 bits of its time.
    ntp_middle: u32,
    at: Instant,
}

/// Everything a client receives.
#[derive(Debug)]
pub(super) struct Receiver {
    transport_cc: bool,
    feedback: Feedback,
    reports_seen: BTreeMap<u32, SenderReportSeen>,
    /// Repair as the setup has it: time between two requests, and until a gap is given up.
    repair: (Duration, Duration),
}

impl Receiver {
    pub(super) fn new(ask_again_after: Duration, patience: Duration) -> Self {
        Self {
            transport_cc: false,
            feedback: Feedback::default(),
            reports_seen: BTreeMap::new(),
            repair: (ask_again_after, patience),
        }
    }

    /// The slots of an answer. Those that were there before keep their decoders.
    pub(super) fn slots(
        &mut self,
        answered: Vec<AnsweredSlot>,
        pictures: &mut Vec<SlotLine>,
        sounds: &mut Vec<SoundLine>,
    ) {
        self.transport_cc = answered.iter().any(|slot| slot.transport_cc);
        for slot in answered {
            if slot.is_sound {
                match sounds.iter_mut().find(|line| line.mid == slot.mid) {
                    Some(line) => line.ssrc = slot.ssrc,
                    None => sounds.push(SoundLine {
                        mid: slot.mid,
                        decoder: SoundDecoder::default(),
                        ssrc: slot.ssrc,
                    }),
                }
                continue;
            }
            let rtx_ssrc = slot.rtx_ssrc.expect("a picture has retransmissions");
            match pictures.iter_mut().find(|line| line.mid == slot.mid) {
                Some(line) => (line.ssrc, line.rtx_ssrc) = (slot.ssrc, rtx_ssrc),
                None => pictures.push(SlotLine {
                    mid: slot.mid,
                    decoder: Decoder::new(self.repair.0, self.repair.1),
                    ssrc: slot.ssrc,
                    rtx_ssrc,
                }),
            }
        }
    }

    /// Takes an unprotected RTP packet in.
    ///
    /// # Panics
    /// When the core sent something no client could make sense of.
    pub(super) fn handle_rtp(
        &mut self,
        now: Instant,
        packet: &[u8],
        pictures: &mut [SlotLine],
        sounds: &mut [SoundLine],
    ) {
        let packet = Packet::read(packet).expect("well-formed RTP");
        if let Some(sequence) = packet.transport_sequence {
            self.feedback.record(now, sequence);
        }
        if let Some(line) = sounds.iter_mut().find(|line| line.ssrc == packet.ssrc) {
            let is_red = packet.payload_type == RED;
            assert!(
                is_red || packet.payload_type == OPUS,
                "the sound's payload type"
            );
            line.decoder
                .receive(now, packet.timestamp, is_red, packet.payload);
            return;
        }
        let slot = pictures
            .iter_mut()
            .find(|slot| slot.ssrc == packet.ssrc || slot.rtx_ssrc == packet.ssrc)
            .expect("an SSRC of the answer");
        if packet.payload.is_empty() {
            return; // padding that probes the path
        }
        let (sequence, payload) = if slot.rtx_ssrc == packet.ssrc {
            assert_eq!(
                packet.payload_type, VP8_RTX,
                "the retransmission's payload type"
            );
            let (osn, payload) = packet.payload.split_at(2);
            (u16::from_be_bytes([osn[0], osn[1]]), payload)
        } else {
            assert_eq!(packet.payload_type, VP8, "the codec's payload type");
            (packet.sequence, packet.payload)
        };
        slot.decoder
            .receive(now, sequence, packet.timestamp, packet.marker, payload);
    }

    /// A sender report came.
    pub(super) fn handle_sender_report(&mut self, now: Instant, ssrc: u32, ntp: u64) {
        let seen = SenderReportSeen {
            ntp_middle: (ntp >> 16) as u32,
            at: now,
        };
        self.reports_seen.insert(ssrc, seen);
    }

    /// The transport-wide feedback due.
    pub(super) fn feedback(&mut self) -> Option<TransportLayerCc> {
        self.feedback.report()
    }

    /// Whether the answer asked for transport-wide feedback.
    pub(super) fn sends_feedback(&self) -> bool {
        self.transport_cc
    }

    /// A receiver report about every stream that a sender report came for: what the core needs to
    /// know the round trip (RFC 3550 §6.4.1).
    pub(super) fn report(&self, now: Instant) -> Option<ReceiverReport> {
        let reports: Vec<ReceptionReport> = self
            .reports_seen
            .iter()
            .take(31)
            .map(|(ssrc, seen)| {
                let delay = now.saturating_duration_since(seen.at).as_secs_f64() * 65_536.0;
                ReceptionReport {
                    ssrc: *ssrc,
                    last_sender_report: seen.ntp_middle,
                    delay: delay as u32,
                    ..Default::default()
                }
            })
            .collect();
        (!reports.is_empty()).then(|| ReceiverReport {
            ssrc: 1,
            reports,
            ..Default::default()
        })
    }
}

/// An RTP packet as it lies.
struct Packet<'p> {
    payload_type: u8,
    marker: bool,
    sequence: u16,
    timestamp: u32,
    ssrc: u32,
    transport_sequence: Option<u16>,
    /// Without padding.
    payload: &'p [u8],
}

impl<'p> Packet<'p> {
    fn read(packet: &'p [u8]) -> Option<Self> {
        let (fixed, mut rest) = packet.split_first_chunk::<12>()?;
        let mut transport_sequence = None;
        if fixed[0] & 0x10 != 0 {
            let ([_, _, l0, l1], tail) = rest.split_first_chunk::<4>()?;
            let len = usize::from(u16::from_be_bytes([*l0, *l1])) * 4;
            let (mut elements, tail) = tail.split_at_checked(len)?;
            rest = tail;
            // One-byte elements (RFC 8285 §4.2).
            while let Some((&first, tail)) = elements.split_first() {
                if first == 0 {
                    elements = tail;
                    continue;
                }
                let (value, tail) = tail.split_at_checked(usize::from(first & 15) + 1)?;
                if first >> 4 == TRANSPORT_CC {
                    transport_sequence = Some(u16::from_be_bytes(*value.first_chunk()?));
                }
                elements = tail;
            }
        }
        if fixed[0] & 0x20 != 0 {
            let padding = usize::from(*rest.last()?);
            rest = rest.get(..rest.len().checked_sub(padding)?)?;
        }
        Some(Self {
            payload_type: fixed[1] & 0x7f,
            marker: fixed[1] & 0x80 != 0,
            sequence: u16::from_be_bytes([fixed[2], fixed[3]]),
            timestamp: u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
            ssrc: u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
            transport_sequence,
            payload: rest,
        })
    }
}

/// Arrivals since the last feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01).
#[derive(Debug, Default)]
struct Feedback {
    /// By extended sequence number.
    arrivals: BTreeMap<u64, Instant>,
    highest: Option<u64>,
    /// First number not reported on.
    next: Option<u64>,
    start: Option<Instant>,
    count: u8,
}

impl Feedback {
    fn record(&mut self, now: Instant, sequence: u16) {
        self.start.get_or_insert(now);
        let sequence = match self.highest {
            None => u64::from(sequence) + (1 << 16),
            Some(highest) => {
                let ahead = sequence.wrapping_sub(highest as u16).cast_signed();
                highest.saturating_add_signed(i64::from(ahead))
            }
        };
        self.highest = self.highest.max(Some(sequence));
        self.arrivals.entry(sequence).or_insert(now);
    }

    fn report(&mut self) -> Option<TransportLayerCc> {
        let arrivals = std::mem::take(&mut self.arrivals);
        let start = self.start?;
        let (first, first_at) = arrivals.first_key_value()?;
        let (last, _) = arrivals.last_key_value()?;
        let base = self
            .next
            .unwrap_or(*first)
            .min(*first)
            .max(last.saturating_sub(SPAN_MAX));
        self.next = Some(last + 1);
        let micros =
            |at: &Instant| at.saturating_duration_since(start).as_micros() as i64 / DELTA_US;
        let reference = micros(first_at) * DELTA_US / REFERENCE_US;
        let mut before = reference * REFERENCE_US / DELTA_US;
        let mut symbols = Vec::new();
        let mut recv_deltas = Vec::new();
        for sequence in base..=*last {
            let symbol = match arrivals.get(&sequence) {
                None => SymbolTypeTcc::PacketNotReceived,
                Some(at) => {
                    let delta = micros(at) - before;
                    before += delta;
                    let type_tcc_packet = if (0..256).contains(&delta) {
                        SymbolTypeTcc::PacketReceivedSmallDelta
                    } else {
                        SymbolTypeTcc::PacketReceivedLargeDelta
                    };
                    recv_deltas.push(RecvDelta {
                        type_tcc_packet,
                        delta: delta * DELTA_US,
                    });
                    type_tcc_packet
                }
            };
            symbols.push(symbol);
        }
        let packet_chunks = symbols
            .chunks(SYMBOLS)
            .map(|symbols| {
                let mut symbol_list = symbols.to_vec();
                symbol_list.resize(SYMBOLS, SymbolTypeTcc::PacketNotReceived);
                PacketStatusChunk::StatusVectorChunk(StatusVectorChunk {
                    type_tcc: StatusChunkTypeTcc::StatusVectorChunk,
                    symbol_size: SymbolSizeTypeTcc::TwoBit,
                    symbol_list,
                })
            })
            .collect();
        self.count = self.count.wrapping_add(1);
        Some(TransportLayerCc {
            sender_ssrc: 1,
            media_ssrc: 0,
            base_sequence_number: base as u16,
            packet_status_count: (last - base + 1) as u16,
            reference_time: reference as u32,
            fb_pkt_count: self.count.wrapping_sub(1),
            packet_chunks,
            recv_deltas,
        })
    }
}
