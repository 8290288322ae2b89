//! Transport-wide feedback of a subscriber, read into one status a packet
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).

use rtc_rtcp::transport_feedbacks::transport_layer_cc::{
    PacketStatusChunk, SymbolTypeTcc, TransportLayerCc,
};

/// Most statuses of one feedback that are looked at; as many packets are remembered.
const STATUSES_MAX: usize = 4096;

/// Unit of the reference time.
const REFERENCE_US: i64 = 64_000;

/// The reference time has 24 bits and wraps every 12.4 days.
const REFERENCE_WRAP: i64 = 1 << 24;

/// A point on the subscriber's clock, in microseconds since an unknown start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RemoteTime {
    us: i64,
}

impl RemoteTime {
    /// So many microseconds after the unknown start.
    #[cfg(test)]
    pub(crate) fn from_us(us: i64) -> Self {
        Self { us }
    }

    /// In microseconds since the unknown start.
    pub(crate) fn as_us(self) -> i64 {
        self.us
    }

    /// Microseconds from `earlier` to this; negative if `earlier` is later.
    pub(crate) fn us_since(self, earlier: Self) -> i64 {
        self.us.saturating_sub(earlier.us)
    }
}

/// What became of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Not here when the feedback left.
    Missing,
    /// Arrived, and when.
    Arrived(RemoteTime),
    /// Arrived; the feedback does not say when.
    ArrivedSometime,
}

/// Reads feedback, and follows its clock across wraps.
#[derive(Debug, Default)]
pub(crate) struct FeedbackReader {
    /// Reference time of the last feedback, extended beyond 24 bits.
    reference: Option<i64>,
}

impl FeedbackReader {
    /// Calls `each` with every transport-wide sequence number of `feedback` and its status, in
    /// order of the numbers, until what it announces or what it contains is used up.
    pub(crate) fn read(&mut self, feedback: &TransportLayerCc, mut each: impl FnMut(u16, Status)) {
        let mut at = self.extend(feedback.reference_time) * REFERENCE_US;
        let mut deltas = feedback.recv_deltas.iter();
        let announced = usize::from(feedback.packet_status_count).min(STATUSES_MAX);
        let symbols = feedback.packet_chunks.iter().flat_map(symbols_of);
        let mut sequence = feedback.base_sequence_number;
        for symbol in symbols.take(announced) {
            let status = match symbol {
                SymbolTypeTcc::PacketNotReceived => Status::Missing,
                SymbolTypeTcc::PacketReceivedWithoutDelta => Status::ArrivedSometime,
                SymbolTypeTcc::PacketReceivedSmallDelta
                | SymbolTypeTcc::PacketReceivedLargeDelta => {
                    let Some(delta) = deltas.next() else {
                        return;
                    };
                    at = at.saturating_add(delta.delta);
                    Status::Arrived(RemoteTime { us: at })
                }
            };
            each(sequence, status);
            sequence = sequence.wrapping_add(1);
        }
    }

    /// The reference time nearest to the last one that has these low 24 bits.
    fn extend(&mut self, reference: u32) -> i64 {
        let low = i64::from(reference) % REFERENCE_WRAP;
        let extended = match self.reference {
            None => low,
            Some(last) => {
                let ahead = (low - last).rem_euclid(REFERENCE_WRAP);
                if ahead < REFERENCE_WRAP / 2 {
                    last + ahead
                } else {
                    last + ahead - REFERENCE_WRAP
                }
            }
        };
        self.reference = Some(extended);
        extended
    }
}

/// The statuses of a chunk, in order.
fn symbols_of(chunk: &PacketStatusChunk) -> impl Iterator<Item = SymbolTypeTcc> {
    let (run, list) = match chunk {
        PacketStatusChunk::RunLengthChunk(run) => (
            Some((run.packet_status_symbol, usize::from(run.run_length))),
            [].as_slice(),
        ),
        PacketStatusChunk::StatusVectorChunk(vector) => (None, vector.symbol_list.as_slice()),
    };
    let repeated = run
        .into_iter()
        .flat_map(|(symbol, count)| std::iter::repeat_n(symbol, count));
    repeated.chain(list.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingress::transport_feedback::FeedbackRecorder;
    use crate::testing::clock;
    use proptest::prelude::*;
    use rtc_rtcp::transport_feedbacks::transport_layer_cc::{RecvDelta, RunLengthChunk};
    use rtc_shared::marshal::Unmarshal;
    use std::time::Duration;

    fn statuses(reader: &mut FeedbackReader, feedback: &TransportLayerCc) -> Vec<(u16, Status)> {
        let mut found = Vec::new();
        reader.read(feedback, |sequence, status| found.push((sequence, status)));
        found
    }

    fn received(reference_time: u32, base: u16, count: u16) -> TransportLayerCc {
        TransportLayerCc {
            base_sequence_number: base,
            packet_status_count: count,
            reference_time,
            packet_chunks: vec![PacketStatusChunk::RunLengthChunk(RunLengthChunk {
                packet_status_symbol: SymbolTypeTcc::PacketReceivedSmallDelta,
                run_length: count,
                ..Default::default()
            })],
            recv_deltas: vec![
                RecvDelta {
                    type_tcc_packet: SymbolTypeTcc::PacketReceivedSmallDelta,
                    delta: 1000,
                };
                usize::from(count)
            ],
            ..Default::default()
        }
    }

    #[test]
    fn what_our_own_recorder_writes_is_read_back() {
        let start = clock();
        let mut recorder = FeedbackRecorder::new(start);
        for (sequence, at_ms) in [(65_534, 70), (65_535, 75), (1, 400)] {
            recorder.record(start + Duration::from_millis(at_ms), sequence);
        }
        let mut buffer = [0; 1500];
        let len = recorder.write(&mut buffer, 1, 2);
        let feedback = TransportLayerCc::unmarshal(&mut &buffer[..len]).unwrap();
        let arrived = |us| Status::Arrived(RemoteTime::from_us(us));
        assert_eq!(
            statuses(&mut FeedbackReader::default(), &feedback),
            [
                (65_534, arrived(70_000)),
                (65_535, arrived(75_000)),
                (0, Status::Missing),
                (1, arrived(400_000)),
            ]
        );
    }

    #[test]
    fn the_reference_time_goes_on_across_its_wrap() {
        let mut reader = FeedbackReader::default();
        let before = statuses(&mut reader, &received(0xff_ffff, 10, 1));
        let after = statuses(&mut reader, &received(0, 11, 1));
        let (Status::Arrived(before), Status::Arrived(after)) = (before[0].1, after[0].1) else {
            panic!("both arrived")
        };
        assert_eq!(after.us_since(before), REFERENCE_US);
    }

    #[test]
    fn more_statuses_than_deltas_end_the_reading() {
        let mut feedback = received(0, 0, 100);
        feedback.recv_deltas.truncate(3);
        let mut reader = FeedbackReader::default();
        assert_eq!(statuses(&mut reader, &feedback).len(), 3);
    }

    #[test]
    fn no_feedback_is_looked_at_beyond_the_bound() {
        let mut feedback = received(0, 0, u16::MAX);
        feedback.packet_chunks = vec![
            PacketStatusChunk::RunLengthChunk(RunLengthChunk {
                run_length: 8191,
                ..Default::default()
            });
            8
        ];
        let mut reader = FeedbackReader::default();
        assert_eq!(statuses(&mut reader, &feedback).len(), STATUSES_MAX);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(mut packet in prop::collection::vec(any::<u8>(), 0..200)) {
            if packet.len() >= 4 {
                let words = (packet.len() / 4 - 1) as u8;
                packet[..4].copy_from_slice(&[0x8f, 205, 0, words]);
            }
            if let Ok(feedback) = TransportLayerCc::unmarshal(&mut &packet[..]) {
                let mut reader = FeedbackReader::default();
                prop_assert!(statuses(&mut reader, &feedback).len() <= STATUSES_MAX);
            }
        }
    }
}
