//! A publisher: its streams, its protection, and where its packets go.

use std::io::IoSlice;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::Instant;

use rtc_rtcp::sender_report::SenderReport;
use rtc_shared::marshal::Marshal;
use rtc_srtp::context::Context;
use rustix::net::{MMsgHdr, SendAncillaryBuffer, SendFlags, SocketAddrAny, sendmmsg};

use super::stream::{Stream, Unsent};
use crate::{clock, content, sdp};

/// Most datagrams sent at once.
const BATCH_MAX: usize = 64;

/// A publisher.
pub(crate) struct Publisher {
    /// What it is known by.
    pub(crate) name: u16,
    socket: Arc<UdpSocket>,
    /// Where its packets go: a server, or a bare loop that is measured in its stead.
    pub(crate) to: SocketAddr,
    keys: Context,
    /// Its streams.
    pub(crate) streams: Vec<Stream>,
    transport_sequence: u16,
    /// Packets the system did not take.
    pub(crate) unsent: u64,
    batch: Vec<Vec<u8>>,
}

impl Publisher {
    /// A publisher whose streams begin when they are due.
    pub(crate) fn new(
        name: u16,
        socket: Arc<UdpSocket>,
        to: SocketAddr,
        keys: Context,
        streams: Vec<Stream>,
    ) -> Self {
        Self {
            name,
            socket,
            to,
            keys,
            streams,
            transport_sequence: 0,
            unsent: 0,
            batch: Vec::new(),
        }
    }

    /// When something leaves next.
    pub(super) fn due(&self) -> Option<Instant> {
        self.streams.iter().filter_map(Stream::due).min()
    }

    /// Sends what is due.
    pub(super) fn send_due(&mut self, now: Instant) {
        let sent_at_ns = clock::unix_ns();
        for stream in &mut self.streams {
            let mut last = None;
            for mut packet in stream.poll(now) {
                content::stamp(&mut packet.payload, sent_at_ns);
                last = Some(packet.timestamp);
                let bytes = write(&packet, &mut self.transport_sequence);
                match self.keys.encrypt_rtp(&bytes) {
                    Ok(sealed) => self.batch.push(sealed.to_vec()),
                    Err(error) => tracing::error!(%error, "packet not sealed"),
                }
            }
            if let Some(timestamp) = last.filter(|_| stream.report_is_due(now)) {
                let report = SenderReport {
                    ssrc: stream.ssrc,
                    ntp_time: ntp(sent_at_ns),
                    rtp_time: timestamp,
                    ..Default::default()
                };
                let sealed = report
                    .marshal()
                    .and_then(|packet| self.keys.encrypt_rtcp(&packet));
                if let Ok(sealed) = sealed {
                    self.batch.push(sealed.to_vec());
                }
            }
        }
        self.flush();
    }

    /// Sends the batch in as few calls as there are.
    fn flush(&mut self) {
        let to = SocketAddrAny::from(self.to);
        for batch in self.batch.chunks(BATCH_MAX) {
            let slices: Vec<[IoSlice<'_>; 1]> =
                batch.iter().map(|packet| [IoSlice::new(packet)]).collect();
            let mut controls: Vec<SendAncillaryBuffer<'_, '_, '_>> =
                batch.iter().map(|_| Default::default()).collect();
            let mut messages: Vec<MMsgHdr<'_>> = slices
                .iter()
                .zip(&mut controls)
                .map(|(slices, control)| MMsgHdr::new_with_addr(&to, slices, control))
                .collect();
            let sent = sendmmsg(self.socket.as_fd(), &mut messages, SendFlags::empty());
            self.unsent += (batch.len() - sent.unwrap_or(0)) as u64;
        }
        self.batch.clear();
    }
}

/// The packet with its header and extensions (RFC 8285 §4.2), before protection.
fn write(packet: &Unsent, transport_sequence: &mut u16) -> Vec<u8> {
    let marker = u8::from(packet.marker) << 7;
    let mut bytes = vec![0x90, packet.payload_type | marker];
    bytes.extend(packet.sequence.to_be_bytes());
    bytes.extend(packet.timestamp.to_be_bytes());
    bytes.extend(packet.ssrc.to_be_bytes());
    let [high, low] = transport_sequence.to_be_bytes();
    *transport_sequence = transport_sequence.wrapping_add(1);
    let mid = [sdp::EXT_MID << 4, packet.mid];
    let transport = [sdp::EXT_TRANSPORT_CC << 4 | 1, high, low];
    match packet.rid {
        Some(rid) => {
            bytes.extend([0xbe, 0xde, 0, 2]);
            bytes.extend(mid);
            bytes.extend([sdp::EXT_RID << 4, rid]);
            bytes.extend(transport);
            bytes.push(0);
        }
        None => {
            bytes.extend([0xbe, 0xde, 0, 2]);
            bytes.extend(mid);
            bytes.extend(transport);
            bytes.extend([0, 0, 0]);
        }
    }
    bytes.extend(&packet.payload);
    bytes
}

/// The wall clock as sender reports carry it: 32.32 fixed point seconds since 1900.
fn ntp(unix_ns: u64) -> u64 {
    const SECONDS_1900_TO_1970: u64 = 2_208_988_800;
    let seconds = unix_ns / 1_000_000_000 + SECONDS_1900_TO_1970;
    let fraction = ((unix_ns % 1_000_000_000) << 32) / 1_000_000_000;
    seconds << 32 | fraction
}
