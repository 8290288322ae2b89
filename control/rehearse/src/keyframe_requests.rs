//! Keyframe requests, taken from the RTCP that arrives.
//!
//! The `webrtc` crate keeps inbound RTCP to its chain of interceptors, so the one that hears PLI
//! (RFC 4585 §6.3.1) and FIR (RFC 5104 §4.3.1) is an interceptor of ours. It changes nothing on
//! the way; it counts.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use rtc::interceptor::{Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::sansio::Protocol;
use rtc::shared::error::Error;

/// How many keyframe requests have arrived on one media connection. Which layer they name does
/// not matter: as with a browser, both layers answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeyframeRequests(Arc<AtomicU64>);

impl KeyframeRequests {
    /// How many so far.
    pub(crate) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// The interceptor that counts them.
    pub(crate) fn interceptor(&self) -> KeyframeRequestCounter {
        KeyframeRequestCounter {
            requests: self.clone(),
            inbound: VecDeque::new(),
            outbound: VecDeque::new(),
        }
    }
}

/// Counts keyframe requests and lets every packet pass.
pub(crate) struct KeyframeRequestCounter {
    requests: KeyframeRequests,
    inbound: VecDeque<TaggedPacket>,
    outbound: VecDeque<TaggedPacket>,
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for KeyframeRequestCounter {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, packet: TaggedPacket) -> Result<(), Self::Error> {
        if let Packet::Rtcp(reports) = &packet.message.packet {
            let requests = reports
                .iter()
                .filter(|report| {
                    report.as_any().is::<PictureLossIndication>()
                        || report.as_any().is::<FullIntraRequest>()
                })
                .count();
            self.requests
                .0
                .fetch_add(requests as u64, Ordering::Relaxed);
        }
        self.inbound.push_back(packet);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<Self::Rout> {
        self.inbound.pop_front()
    }

    fn handle_write(&mut self, packet: TaggedPacket) -> Result<(), Self::Error> {
        self.outbound.push_back(packet);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<Self::Wout> {
        self.outbound.pop_front()
    }
}

impl Interceptor for KeyframeRequestCounter {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _: &StreamInfo) {}
}
