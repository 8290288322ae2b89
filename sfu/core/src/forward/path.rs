//! How packets reach one subscriber: where to, under which keys, at which pace.

use std::net::SocketAddr;
use std::time::Instant;

use crate::Egress;
use crate::egress::pace::Pace;
use crate::estimate::Class;
use crate::rtp::{self, Outgoing};
use crate::srtp::{RTP_OVERHEAD, Srtp};

/// How a subscriber is reached.
pub(crate) struct Path<'a> {
    pub(crate) to: SocketAddr,
    pub(crate) srtp: &'a mut Srtp,
    /// Of a page that reports arrivals.
    pub(crate) pace: Option<&'a mut Pace>,
    /// Index of the slot in whose name packets leave.
    pub(crate) slot: usize,
}

/// A packet about to leave, all but its payload.
pub(super) struct Parcel {
    pub(super) class: Class,
    pub(super) header: Outgoing,
    /// The packet's 48-bit SRTP index.
    pub(super) index: u64,
    pub(super) payload_len: usize,
}

impl Path<'_> {
    /// Sends one packet, whose payload `write` fills in.
    pub(super) fn send<E: Egress>(
        &mut self,
        now: Instant,
        parcel: Parcel,
        egress: &mut E,
        write: impl FnOnce(&mut [u8]),
    ) {
        let Parcel {
            class,
            mut header,
            index,
            payload_len,
        } = parcel;
        if let (Some(number), Some(pace)) = (&mut header.transport, &mut self.pace) {
            let bytes = rtp::OUTGOING_LEN_MAX + payload_len + RTP_OVERHEAD;
            number.sequence = pace.handle_sent(now, class, bytes);
        }
        let header_len = header.len();
        let len = header_len + payload_len;
        let srtp = &mut *self.srtp;
        egress.send(self.to, len + RTP_OVERHEAD, |packet| {
            header.write(packet);
            if let Some(payload) = packet.get_mut(header_len..len) {
                write(payload);
            }
            srtp.seal_rtp(packet, len, header_len, header.ssrc, index)
        });
    }
}
