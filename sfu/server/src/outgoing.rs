//! Datagrams on their way out: gathered in one buffer, sent in as few system calls as they allow.

use std::io::IoSlice;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::Duration;

use arrayvec::ArrayVec;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{setsockopt, sockopt};
use rustix::io::Errno;
use rustix::net::{MMsgHdr, SendAncillaryBuffer, SendFlags, SocketAddrAny, sendmmsg};
use sfu_core::Egress;
use sfu_wire::Counters;

use crate::runs::{Run, Waves};
use crate::socket;

/// Size of the buffer: some 850 full datagrams, what a room of 33 sends for a received batch.
const BUFFER_BYTES: usize = 1 << 20;

/// Most runs in one batch.
const RUNS_MAX: usize = 2048;

/// Most messages in one `sendmmsg`.
const MESSAGES_MAX: usize = 64;

/// How long one flush waits in total for room in the socket's buffer. Longer, and receiving would
/// suffer for it: what the network does not take in this time it would drop anyway.
const WAIT_MAX: Duration = Duration::from_millis(4);

/// The batch that leaves next, and the socket it leaves by.
pub struct Outgoing {
    socket: Arc<UdpSocket>,
    bound_in_ipv6: bool,
    /// Whether sends may be segmented by the kernel.
    segmentation: bool,
    /// The segment size the socket is set to now; 0 = none.
    segment_set: u16,
    buffer: Box<[u8]>,
    used: usize,
    runs: Vec<Run>,
    waves: Waves,
    wave: Vec<usize>,
    counters: Counters,
}

impl Outgoing {
    /// An empty batch for `socket`, which leaves segmented by the kernel where that is possible.
    /// IPv4 addresses are mapped where the socket is `bound_in_ipv6`.
    #[must_use]
    pub fn new(socket: Arc<UdpSocket>, bound_in_ipv6: bool) -> Self {
        let segmentation = socket::segments_sends(&socket);
        Self {
            socket,
            bound_in_ipv6,
            segmentation,
            segment_set: 0,
            buffer: vec![0; BUFFER_BYTES].into_boxed_slice(),
            used: 0,
            runs: Vec::with_capacity(RUNS_MAX),
            waves: Waves::with_capacity(RUNS_MAX),
            wave: Vec::with_capacity(RUNS_MAX),
            counters: Counters::default(),
        }
    }

    /// Datagrams and bytes sent since the start, and datagrams dropped because the socket had no
    /// room for them in time or the system refused them.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// Sends the batch. What cannot be sent is dropped and counted.
    pub fn flush(&mut self) {
        if self.runs.is_empty() {
            return;
        }
        let runs = std::mem::take(&mut self.runs);
        let mut wave = std::mem::take(&mut self.wave);
        let mut patience = Patience(WAIT_MAX);
        self.waves.begin(&runs);
        while let Some(segment) = self.waves.next(&runs, &mut wave) {
            self.send_wave(&runs, &wave, segment, &mut patience);
        }
        self.wave = wave;
        self.runs = runs;
        self.runs.clear();
        self.used = 0;
    }

    fn send_wave(
        &mut self,
        runs: &[Run],
        mut wave: &[usize],
        segment: Option<u16>,
        patience: &mut Patience,
    ) {
        while let Some(first) = wave.first().and_then(|i| runs.get(*i)) {
            let left = match self.send_some(runs, wave, segment) {
                Ok(sent) => sent,
                Err(Errno::INTR) => 0,
                Err(Errno::AGAIN) if patience.wait_for_room(&self.socket) => 0,
                Err(error) if first.datagrams > 1 && refuses_segments(error) => {
                    if error == Errno::IO {
                        // The interface cannot do the checksums that segmentation needs.
                        tracing::warn!("segmented sends are not possible here; sending singly");
                        self.segmentation = false;
                    }
                    self.send_singly(first, patience);
                    1
                }
                Err(_) => {
                    self.counters.datagrams_unsent += u64::from(first.datagrams);
                    1
                }
            };
            wave = wave.get(left..).unwrap_or_default();
        }
    }

    /// Sends a run that the kernel would not segment, datagram by datagram.
    fn send_singly(&mut self, run: &Run, patience: &mut Patience) {
        for datagram in run.split() {
            loop {
                match self.send_some(std::slice::from_ref(&datagram), &[0], None) {
                    Ok(_) => break,
                    Err(Errno::INTR) => {}
                    Err(Errno::AGAIN) if patience.wait_for_room(&self.socket) => {}
                    Err(_) => {
                        self.counters.datagrams_unsent += 1;
                        break;
                    }
                }
            }
        }
    }

    /// One `sendmmsg`: hands over the first of `wave` and returns how many the system took.
    ///
    /// The segment size is set on the socket, not written into every message: a wave has one, and
    /// `rustix`, whose `sendmmsg` says how many messages left, has no control message for it.
    fn send_some(
        &mut self,
        runs: &[Run],
        wave: &[usize],
        segment: Option<u16>,
    ) -> rustix::io::Result<usize> {
        self.set_segment(segment.unwrap_or(0))?;
        let mut slices = ArrayVec::<[IoSlice<'_>; 1], MESSAGES_MAX>::new();
        let mut addresses = ArrayVec::<SocketAddrAny, MESSAGES_MAX>::new();
        let mut controls = ArrayVec::<SendAncillaryBuffer<'_, '_, '_>, MESSAGES_MAX>::new();
        for run in wave.iter().take(MESSAGES_MAX).filter_map(|i| runs.get(*i)) {
            let bytes = self.buffer.get(run.bytes.clone()).unwrap_or_default();
            slices.push([IoSlice::new(bytes)]);
            addresses.push(socket::as_written(run.to, self.bound_in_ipv6).into());
            controls.push(SendAncillaryBuffer::default());
        }
        let mut messages: ArrayVec<MMsgHdr<'_>, MESSAGES_MAX> = addresses
            .iter()
            .zip(&slices)
            .zip(&mut controls)
            .map(|((to, slices), control)| MMsgHdr::new_with_addr(to, slices, control))
            .collect();
        // sendmmsg(2) returns at least one where it does not fail.
        let sent = sendmmsg(self.socket.as_fd(), &mut messages, SendFlags::DONTWAIT)?.max(1);
        for run in wave.iter().take(sent).filter_map(|i| runs.get(*i)) {
            self.counters.datagrams_out += u64::from(run.datagrams);
            self.counters.bytes_out += run.bytes.len() as u64;
        }
        Ok(sent)
    }

    /// Sets the size into which the kernel cuts what is sent from now on; 0 = it does not.
    fn set_segment(&mut self, segment: u16) -> rustix::io::Result<()> {
        if segment != self.segment_set {
            setsockopt(&self.socket, sockopt::UdpGsoSegment, &i32::from(segment))
                .map_err(|errno| Errno::from_raw_os_error(errno as i32))?;
            self.segment_set = segment;
        }
        Ok(())
    }
}

impl Egress for Outgoing {
    fn send(&mut self, to: SocketAddr, len_max: usize, write: impl FnOnce(&mut [u8]) -> usize) {
        if self.used + len_max > self.buffer.len() || self.runs.len() == RUNS_MAX {
            self.flush();
        }
        let start = self.used;
        let Some(room) = self.buffer.get_mut(start..start + len_max) else {
            self.counters.datagrams_unsent += 1;
            return;
        };
        let written = write(room).min(len_max);
        let Ok(len) = u16::try_from(written) else {
            self.counters.datagrams_unsent += 1;
            return;
        };
        if len == 0 {
            return;
        }
        self.used += written;
        let joined =
            self.segmentation && self.runs.last_mut().is_some_and(|run| run.extend(to, len));
        if !joined {
            self.runs.push(Run::one(to, start, len));
        }
    }
}

/// How much longer a flush may wait for room.
struct Patience(Duration);

impl Patience {
    /// Waits until the socket has room; false if there is no patience left for it.
    fn wait_for_room(&mut self, socket: &UdpSocket) -> bool {
        let started = crate::clock::now();
        let wait = PollTimeout::try_from(self.0).unwrap_or(PollTimeout::ZERO);
        if wait == PollTimeout::ZERO {
            return false;
        }
        let mut fds = [PollFd::new(socket.as_fd(), PollFlags::POLLOUT)];
        let room = poll(&mut fds, wait).is_ok_and(|ready| ready > 0);
        // A millisecond at least, so that a socket which claims to have room and has none costs
        // a bounded number of turns.
        let waited = crate::clock::now().duration_since(started);
        self.0 = self.0.saturating_sub(waited.max(Duration::from_millis(1)));
        room
    }
}

/// True where a failed send may succeed without segmentation: the segment does not fit the path's
/// MTU, or the interface cannot checksum it.
fn refuses_segments(error: Errno) -> bool {
    [Errno::IO, Errno::INVAL, Errno::MSGSIZE, Errno::OPNOTSUPP].contains(&error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(bind: &str) -> Outgoing {
        let socket = socket::open(bind.parse().unwrap()).unwrap();
        let bound_in_ipv6 = socket.local_addr().unwrap().is_ipv6();
        Outgoing::new(Arc::new(socket), bound_in_ipv6)
    }

    fn receiver() -> (UdpSocket, SocketAddr) {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        let address = socket.local_addr().unwrap();
        (socket, address)
    }

    fn put(outgoing: &mut Outgoing, to: SocketAddr, fill: u8, len: usize) {
        outgoing.send(to, 1500, |room| {
            room[..len].fill(fill);
            len
        });
    }

    fn take(socket: &UdpSocket) -> (u8, usize) {
        let mut datagram = [0; 2048];
        let len = socket.recv(&mut datagram).unwrap();
        assert!(datagram[..len].iter().all(|byte| *byte == datagram[0]));
        (datagram[0], len)
    }

    const FRAME: [(u8, usize); 6] = [(1, 900), (2, 900), (3, 901), (4, 901), (5, 20), (6, 1200)];

    fn frame_arrives_as_sent(outgoing: &mut Outgoing) {
        let receivers = [receiver(), receiver(), receiver()];
        for (_, to) in &receivers {
            for (fill, len) in FRAME {
                put(outgoing, *to, fill, len);
            }
        }
        outgoing.flush();
        for (socket, _) in &receivers {
            assert_eq!(FRAME.map(|_| take(socket)), FRAME);
        }
        let counters = outgoing.counters();
        let bytes: usize = FRAME.iter().map(|(_, len)| 3 * len).sum();
        assert_eq!(counters.datagrams_out, 3 * FRAME.len() as u64);
        assert_eq!(counters.bytes_out, bytes as u64);
        assert_eq!(counters.datagrams_unsent, 0);
    }

    #[test]
    fn a_segmented_frame_arrives_as_the_datagrams_it_was_made_of() {
        let mut outgoing = sender("127.0.0.1:0");
        assert!(outgoing.segmentation, "the kernel has UDP_SEGMENT");
        frame_arrives_as_sent(&mut outgoing);
    }

    #[test]
    fn without_segmentation_the_same_datagrams_arrive() {
        let mut outgoing = sender("127.0.0.1:0");
        outgoing.segmentation = false;
        frame_arrives_as_sent(&mut outgoing);
    }

    #[test]
    fn a_dual_stack_socket_reaches_ipv4() {
        let mut outgoing = sender("[::]:0");
        frame_arrives_as_sent(&mut outgoing);
    }

    #[test]
    fn a_run_the_kernel_will_not_segment_is_sent_singly() {
        let mut outgoing = sender("127.0.0.1:0");
        let (socket, to) = receiver();
        for fill in [7, 8] {
            put(&mut outgoing, to, fill, 700);
        }
        let run = outgoing.runs[0].clone();
        outgoing.send_singly(&run, &mut Patience(WAIT_MAX));
        assert_eq!([take(&socket), take(&socket)], [(7, 700), (8, 700)]);
    }

    #[test]
    fn nothing_written_is_nothing_sent() {
        let mut outgoing = sender("127.0.0.1:0");
        let (_, to) = receiver();
        outgoing.send(to, 1500, |_| 0);
        assert!(outgoing.runs.is_empty());
    }

    #[test]
    fn a_refused_datagram_is_counted_and_the_others_leave() {
        let mut outgoing = sender("127.0.0.1:0");
        let (socket, to) = receiver();
        // A socket bound to the loopback may not send elsewhere.
        let elsewhere = "203.0.113.1:9".parse().unwrap();
        put(&mut outgoing, elsewhere, 1, 100);
        put(&mut outgoing, to, 2, 100);
        put(&mut outgoing, elsewhere, 3, 100);
        put(&mut outgoing, elsewhere, 4, 100);
        put(&mut outgoing, to, 5, 100);
        outgoing.flush();
        assert_eq!([take(&socket), take(&socket)], [(2, 100), (5, 100)]);
        assert_eq!(outgoing.counters().datagrams_unsent, 3);
    }

    #[test]
    fn a_batch_larger_than_the_buffer_leaves_in_parts() {
        let mut outgoing = sender("127.0.0.1:0");
        let (_socket, to) = receiver();
        for _ in 0..BUFFER_BYTES / 1200 + 2 {
            put(&mut outgoing, to, 1, 1200);
        }
        assert!(outgoing.used < BUFFER_BYTES / 2);
        assert_eq!(outgoing.counters().datagrams_unsent, 0);
    }
}
