//! Datagrams on their way in, a batch at a time.

use std::io::IoSliceMut;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::sync::Arc;

use arrayvec::ArrayVec;
use nix::errno::Errno;
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrStorage, recvmmsg};
use sfu_wire::Counters;

use crate::socket;

/// Most datagrams in one batch.
pub(crate) const BATCH_DATAGRAMS_MAX: usize = 64;

/// Room for one datagram, in bytes. Browsers stay under 1,500; what is longer is dropped.
const DATAGRAM_BYTES_MAX: usize = 2048;

/// The last batch received, and the socket it came by.
pub(crate) struct Incoming {
    socket: Arc<UdpSocket>,
    headers: MultiHeaders<SockaddrStorage>,
    buffer: Box<[u8]>,
    received: ArrayVec<Received, BATCH_DATAGRAMS_MAX>,
    counters: Counters,
}

/// Where one datagram of the batch came from, if it is worth handing on, and its length.
struct Received {
    from: Option<SocketAddr>,
    len: usize,
}

impl Incoming {
    /// An empty batch for `socket`.
    pub(crate) fn new(socket: Arc<UdpSocket>) -> Self {
        Self {
            socket,
            headers: MultiHeaders::preallocate(BATCH_DATAGRAMS_MAX, None),
            buffer: vec![0; BATCH_DATAGRAMS_MAX * DATAGRAM_BYTES_MAX].into_boxed_slice(),
            received: ArrayVec::new(),
            counters: Counters::default(),
        }
    }

    /// Datagrams and bytes received since the start; those longer than any that belongs here are
    /// dropped and count as malformed.
    pub(crate) fn counters(&self) -> Counters {
        self.counters
    }

    /// Takes the next batch from the socket, without waiting; returns how many datagrams it has.
    /// Fewer than [`BATCH_DATAGRAMS_MAX`] mean that the socket has no more.
    pub(crate) fn receive(&mut self) -> usize {
        self.received.clear();
        let mut rooms = self.buffer.chunks_exact_mut(DATAGRAM_BYTES_MAX);
        let mut slices: [_; BATCH_DATAGRAMS_MAX] =
            std::array::from_fn(|_| [IoSliceMut::new(rooms.next().unwrap_or_default())]);
        let batch = recvmmsg(
            self.socket.as_raw_fd(),
            &mut self.headers,
            slices.iter_mut(),
            MsgFlags::MSG_DONTWAIT,
            None,
        );
        match batch {
            Ok(batch) => {
                for message in batch {
                    let whole = !message.flags.contains(MsgFlags::MSG_TRUNC);
                    self.counters.datagrams_in += 1;
                    self.counters.bytes_in += message.bytes as u64;
                    self.counters.dropped_malformed += u64::from(!whole);
                    self.received.push(Received {
                        from: message
                            .address
                            .filter(|_| whole)
                            .and_then(|address| socket::source(&address)),
                        len: message.bytes,
                    });
                }
            }
            Err(Errno::EAGAIN | Errno::EINTR) => {}
            // An error that the network reported on some earlier datagram; reading it clears it.
            Err(error) => tracing::debug!(%error, "receive failed"),
        }
        self.received.len()
    }

    /// Hands every datagram of the batch to `handle`, to be worked on in place.
    pub(crate) fn each(&mut self, mut handle: impl FnMut(SocketAddr, &mut [u8])) {
        let rooms = self.buffer.chunks_exact_mut(DATAGRAM_BYTES_MAX);
        for (received, room) in self.received.iter().zip(rooms) {
            if let (Some(from), Some(datagram)) = (received.from, room.get_mut(..received.len)) {
                handle(from, datagram);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use std::os::fd::AsFd;

    use super::*;

    fn receiver(bind: &str) -> (Incoming, SocketAddr) {
        let socket = socket::open(bind.parse().unwrap()).unwrap();
        let port = socket.local_addr().unwrap().port();
        let to = SocketAddr::from(([127, 0, 0, 1], port));
        (Incoming::new(Arc::new(socket)), to)
    }

    /// Waits for datagrams and returns the batch.
    fn batch(incoming: &mut Incoming) -> Vec<(SocketAddr, Vec<u8>)> {
        let mut fds = [PollFd::new(incoming.socket.as_fd(), PollFlags::POLLIN)];
        assert_eq!(poll(&mut fds, PollTimeout::from(5000u16)).unwrap(), 1);
        assert!(incoming.receive() > 0);
        let mut datagrams = Vec::new();
        incoming.each(|from, datagram| datagrams.push((from, datagram.to_vec())));
        datagrams
    }

    #[test]
    fn a_batch_holds_every_datagram_with_its_source() {
        let (mut incoming, to) = receiver("127.0.0.1:0");
        let senders = [(); 3].map(|()| UdpSocket::bind("127.0.0.1:0").unwrap());
        for (i, sender) in (1..).zip(&senders) {
            sender.send_to(&vec![i; 100 * usize::from(i)], to).unwrap();
        }
        let expected: Vec<_> = (1..)
            .zip(&senders)
            .map(|(i, s)| (s.local_addr().unwrap(), vec![i; 100 * usize::from(i)]))
            .collect();
        assert_eq!(batch(&mut incoming), expected);
        assert_eq!(incoming.receive(), 0);
    }

    #[test]
    fn an_ipv4_source_on_a_dual_stack_socket_is_ipv4() {
        let (mut incoming, to) = receiver("[::]:0");
        let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
        sender.send_to(b"hello", to).unwrap();
        let from = sender.local_addr().unwrap();
        assert_eq!(batch(&mut incoming), [(from, b"hello".to_vec())]);
    }

    #[test]
    fn a_datagram_that_is_too_long_is_dropped_and_counted() {
        let (mut incoming, to) = receiver("127.0.0.1:0");
        let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
        sender.send_to(&[0; 3000], to).unwrap();
        sender.send_to(b"short", to).unwrap();
        let from = sender.local_addr().unwrap();
        assert_eq!(batch(&mut incoming), [(from, b"short".to_vec())]);
        assert_eq!(incoming.counters().dropped_malformed, 1);
        assert_eq!(incoming.counters().datagrams_in, 2);
    }

    #[test]
    fn more_datagrams_than_a_batch_holds_stay_for_the_next() {
        let (mut incoming, to) = receiver("127.0.0.1:0");
        let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
        for _ in 0..BATCH_DATAGRAMS_MAX + 1 {
            sender.send_to(b"x", to).unwrap();
        }
        assert_eq!(batch(&mut incoming).len(), BATCH_DATAGRAMS_MAX);
        assert_eq!(batch(&mut incoming).len(), 1);
    }
}
