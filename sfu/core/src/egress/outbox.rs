//! Datagrams that are not media: answers to checks, handshakes, reports. They wait here, already
//! protected, until the worker next hands over what leaves.

use std::net::SocketAddr;

use crate::Egress;

/// Most bytes waiting. A worker hands over after each batch it receives, so only a storm of
/// checks could fill this; what does not fit is dropped, as any datagram may be.
const BYTES_MAX: usize = 4 << 20;

/// Datagrams waiting to leave.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    bytes: Vec<u8>,
    datagrams: Vec<(SocketAddr, usize)>,
    dropped: u64,
}

impl Egress for Outbox {
    fn send(&mut self, to: SocketAddr, len_max: usize, write: impl FnOnce(&mut [u8]) -> usize) {
        self.dropped += u64::from(!self.write(to, len_max, write));
    }
}

impl Outbox {
    /// Adds a datagram; false if there is no room.
    pub(crate) fn push(&mut self, to: SocketAddr, datagram: &[u8]) -> bool {
        self.write(to, datagram.len(), |buffer| {
            buffer.copy_from_slice(datagram);
            datagram.len()
        })
    }

    /// Adds a datagram of up to `len_max` bytes that `write` fills; it returns the length, 0 for
    /// none. False if there is no room.
    pub(crate) fn write(
        &mut self,
        to: SocketAddr,
        len_max: usize,
        write: impl FnOnce(&mut [u8]) -> usize,
    ) -> bool {
        let start = self.bytes.len();
        if start + len_max > BYTES_MAX {
            return false;
        }
        self.bytes.resize(start + len_max, 0);
        let len = self
            .bytes
            .get_mut(start..)
            .map_or(0, |buffer| write(buffer).min(len_max));
        self.bytes.truncate(start + len);
        if len > 0 {
            self.datagrams.push((to, len));
        }
        true
    }

    /// Datagrams for which there was no room when they were sent as media are.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Hands everything over.
    pub(crate) fn flush<E: Egress>(&mut self, egress: &mut E) {
        let mut rest = &self.bytes[..];
        for (to, len) in self.datagrams.drain(..) {
            let Some((datagram, tail)) = rest.split_at_checked(len) else {
                break;
            };
            rest = tail;
            egress.send(to, len, |buffer| {
                buffer.copy_from_slice(datagram);
                len
            });
        }
        self.bytes.clear();
    }
}
