//! RTCP that arrives, reduced to what is acted on, and the few packets that are sent.

use rtc_rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc_rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc_rtcp::receiver_report::ReceiverReport;
use rtc_rtcp::reception_report::ReceptionReport;
use rtc_rtcp::sender_report::SenderReport;
use rtc_rtcp::transport_feedbacks::transport_layer_cc::TransportLayerCc;
use rtc_rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack;
use rtc_shared::marshal::Marshal;

/// Most packets of one compound that are looked at.
const PACKETS_MAX: usize = 32;

/// Most sequence numbers of one NACK that are looked at: a lost key frame has about 100 packets.
const NACKED_MAX: usize = 512;

/// Something a peer reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Report {
    /// Packets of our stream `ssrc` are missing (RFC 4585 §6.2.1).
    Missing { ssrc: u32, sequences: Vec<u16> },
    /// Our stream `ssrc` cannot be decoded (RFC 4585 §6.3.1, RFC 5104 §4.3.1).
    PictureLost { ssrc: u32 },
    /// Which of our packets arrived, and when.
    Arrivals(Box<TransportLayerCc>),
    /// How our stream `ssrc` arrives (RFC 3550 §6.4).
    Reception {
        last_sender_report: u32,
        /// In units of 1/65536 s.
        delay: u32,
    },
    /// The peer's clock for its stream `ssrc`.
    SenderClock { ssrc: u32, ntp: u64, timestamp: u32 },
}

/// Reads an unprotected RTCP packet; packets of other kinds are passed over, and reading stops at
/// the first that is malformed.
pub(crate) fn parse(mut packet: &[u8], mut report: impl FnMut(Report)) -> bool {
    let Ok(packets) = rtc_rtcp::packet::unmarshal(&mut packet) else {
        return false;
    };
    for packet in packets.iter().take(PACKETS_MAX) {
        let any = packet.as_any();
        if let Some(nack) = any.downcast_ref::<TransportLayerNack>() {
            let sequences = nack
                .nacks
                .iter()
                .flat_map(|pair| pair.into_iter())
                .take(NACKED_MAX)
                .collect();
            report(Report::Missing {
                ssrc: nack.media_ssrc,
                sequences,
            });
        } else if let Some(pli) = any.downcast_ref::<PictureLossIndication>() {
            report(Report::PictureLost {
                ssrc: pli.media_ssrc,
            });
        } else if let Some(fir) = any.downcast_ref::<FullIntraRequest>() {
            for entry in fir.fir.iter().take(PACKETS_MAX) {
                report(Report::PictureLost { ssrc: entry.ssrc });
            }
        } else if let Some(feedback) = any.downcast_ref::<TransportLayerCc>() {
            report(Report::Arrivals(Box::new(feedback.clone())));
        } else if let Some(receiver) = any.downcast_ref::<ReceiverReport>() {
            receptions(&receiver.reports, &mut report);
        } else if let Some(sender) = any.downcast_ref::<SenderReport>() {
            report(Report::SenderClock {
                ssrc: sender.ssrc,
                ntp: sender.ntp_time,
                timestamp: sender.rtp_time,
            });
            receptions(&sender.reports, &mut report);
        }
    }
    true
}

fn receptions(reports: &[ReceptionReport], report: &mut impl FnMut(Report)) {
    for block in reports {
        report(Report::Reception {
            last_sender_report: block.last_sender_report,
            delay: block.delay,
        });
    }
}

/// Writes `packet` into `buffer`; 0 if it does not fit.
pub(crate) fn write(packet: &impl Marshal, buffer: &mut [u8]) -> usize {
    buffer
        .get_mut(..packet.marshal_size())
        .and_then(|place| packet.marshal_to(place).ok())
        .unwrap_or(0)
}

/// A request for a key frame.
pub(crate) fn picture_lost(sender_ssrc: u32, media_ssrc: u32) -> PictureLossIndication {
    PictureLossIndication {
        sender_ssrc,
        media_ssrc,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rtc_rtcp::transport_feedbacks::transport_layer_nack::NackPair;

    fn reports(packet: &[u8]) -> Vec<Report> {
        let mut found = Vec::new();
        parse(packet, |report| found.push(report));
        found
    }

    #[test]
    fn a_nack_names_its_packets() {
        let nack = TransportLayerNack {
            sender_ssrc: 1,
            media_ssrc: 2,
            nacks: vec![NackPair {
                packet_id: 65_535,
                lost_packets: 0b101,
            }],
        };
        let mut buffer = [0; 64];
        let len = write(&nack, &mut buffer);
        assert_eq!(
            reports(&buffer[..len]),
            [Report::Missing {
                ssrc: 2,
                sequences: vec![65_535, 0, 2]
            }]
        );
    }

    #[test]
    fn a_compound_is_read_to_its_end() {
        let mut buffer = [0; 128];
        let report = ReceiverReport {
            ssrc: 1,
            reports: vec![ReceptionReport {
                ssrc: 2,
                last_sender_report: 3,
                delay: 4,
                ..Default::default()
            }],
            ..Default::default()
        };
        let first = write(&report, &mut buffer);
        let second = write(&picture_lost(1, 2), &mut buffer[first..]);
        assert_eq!(
            reports(&buffer[..first + second]),
            [
                Report::Reception {
                    last_sender_report: 3,
                    delay: 4
                },
                Report::PictureLost { ssrc: 2 }
            ]
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(mut packet in prop::collection::vec(any::<u8>(), 0..120), kind in 192u8..224) {
            if let [first, second, ..] = &mut packet[..] {
                *first = 0x80 | *first & 0x3f;
                *second = kind;
            }
            parse(&packet, |_| ());
        }
    }
}
