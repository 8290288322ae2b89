use super::*;
use crate::ingress::transport_feedback::FeedbackRecorder;
use crate::testing::clock;
use proptest::prelude::*;
use rtc_rtcp::transport_feedbacks::transport_layer_cc::{
    PacketStatusChunk, RecvDelta, RunLengthChunk, SymbolTypeTcc,
};
use rtc_shared::marshal::Unmarshal;

const START: Bitrate = Bitrate::kbps(1000);
const TRANSIT: Duration = Duration::from_millis(20);

/// Packets 10 ms apart, each `arrives` or not, and feedback every 100 ms.
fn send(
    estimator: &mut Estimator,
    mut now: Instant,
    packets: u32,
    arrives: impl Fn(u32) -> bool,
) -> Instant {
    let mut recorder = FeedbackRecorder::new(now);
    let mut buffer = [0; 1500];
    for packet in 0..packets {
        let sequence = estimator.handle_sent(now, 1250, None);
        if arrives(packet) {
            recorder.record(now + TRANSIT, sequence);
        }
        if packet % 10 == 9 {
            let len = recorder.write(&mut buffer, 1, 2);
            if len > 0 {
                let feedback = TransportLayerCc::unmarshal(&mut &buffer[..len]).unwrap();
                estimator.handle_feedback(now + TRANSIT * 2, &feedback);
            }
        }
        now += Duration::from_millis(10);
        estimator.handle_timeout(now);
    }
    now
}

#[test]
fn loss_and_round_trip_are_those_of_the_path() {
    let now = clock();
    let mut estimator = Estimator::new(now, START);
    assert_eq!(estimator.round_trip(), None);
    send(&mut estimator, now, 2000, |packet| packet % 20 != 0);
    assert_eq!(estimator.round_trip(), Some(TRANSIT * 2));
    assert!((0.04..0.06).contains(&estimator.loss()));
    let budget = estimator.media_budget().as_kbps() / estimator.estimate().as_kbps();
    assert!((0.94..0.96).contains(&budget), "{budget}");
}

#[test]
fn an_outage_lowers_the_estimate_to_an_eighth_and_the_path_is_probed_after_it() {
    let now = clock();
    let mut estimator = Estimator::new(now, START);
    let now = send(&mut estimator, now, 200, |_| true);
    let before = estimator.estimate();
    let now = send(&mut estimator, now, 1000, |_| false);
    assert_eq!(estimator.estimate(), before.scaled(OUTAGE_SHARE_MIN));
    estimator.set_wanted(before);
    assert_eq!(estimator.poll_probe(now), None, "not into an outage");
    let now = send(&mut estimator, now, 50, |_| true);
    let probe = estimator.poll_probe(now).unwrap();
    assert!(probe.rate > estimator.estimate());
    assert_eq!(estimator.poll_probe(now), None, "one at a time");
}

#[test]
fn who_is_sent_nothing_keeps_the_estimate() {
    let now = clock();
    let mut estimator = Estimator::new(now, START);
    assert_eq!(estimator.poll_timeout(), None);
    estimator.handle_timeout(now + Duration::from_secs(60));
    assert_eq!(estimator.estimate(), START);
}

#[test]
fn a_probe_is_asked_for_as_soon_as_more_is_wanted() {
    let now = clock();
    let mut estimator = Estimator::new(now, START);
    estimator.set_wanted(START.scaled(2.0));
    assert_eq!(estimator.poll_timeout(), Some(now));
    assert!(estimator.poll_probe(now).is_some());
    assert_eq!(estimator.poll_timeout(), None);
}

proptest! {
    #[test]
    fn feedback_of_any_content_keeps_the_estimate_in_bounds(
        reports in prop::collection::vec(
            (any::<u16>(), any::<u16>(), any::<u32>(), 0u16..4, prop::collection::vec(any::<i16>(), 0..40)),
            0..20,
        ),
    ) {
        let mut now = clock();
        let mut estimator = Estimator::new(now, START);
        for (base, count, reference_time, symbol, deltas) in reports {
            for _ in 0..30 {
                estimator.handle_sent(now, 1200, None);
                now += Duration::from_millis(5);
            }
            let feedback = TransportLayerCc {
                base_sequence_number: base % 700,
                packet_status_count: count,
                reference_time,
                packet_chunks: vec![PacketStatusChunk::RunLengthChunk(RunLengthChunk {
                    packet_status_symbol: SymbolTypeTcc::from(symbol),
                    run_length: 8191,
                    ..Default::default()
                })],
                recv_deltas: deltas
                    .iter()
                    .map(|delta| RecvDelta {
                        type_tcc_packet: SymbolTypeTcc::PacketReceivedLargeDelta,
                        delta: i64::from(*delta) * 250,
                    })
                    .collect(),
                ..Default::default()
            };
            estimator.handle_feedback(now, &feedback);
            estimator.handle_timeout(now);
            prop_assert!((ESTIMATE_MIN..=ESTIMATE_MAX).contains(&estimator.estimate()));
        }
    }
}
