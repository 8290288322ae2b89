//! Datagrams on their way in, a batch at a time.

use std::io::IoSliceMut;
use std::net::UdpSocket;
use std::os::fd::AsRawFd;
use std::time::Duration;

use arrayvec::ArrayVec;
use nix::errno::Errno;
use nix::sys::socket::{ControlMessageOwned, MsgFlags, MultiHeaders, recvmmsg};
use nix::sys::time::TimeSpec;

/// Most datagrams of a batch.
pub(crate) const BATCH: usize = 32;

/// Room for a whole datagram, in bytes.
pub(crate) const DATAGRAM_BYTES_MAX: usize = 2048;

/// Whether the kernel's arrival times are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Times {
    /// They are; every socket read from must have been told to give them.
    Asked,
    /// They are not.
    Ignored,
}

/// Room for a batch of datagrams, and the last one received.
pub(crate) struct Batch {
    headers: MultiHeaders<()>,
    bytes: Box<[u8]>,
    each: usize,
    received: ArrayVec<(usize, Option<u64>), BATCH>,
}

/// A datagram of a batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Datagram<'b> {
    /// As much of it as there is room for.
    pub(crate) head: &'b [u8],
    /// How long it was, in bytes.
    pub(crate) len: usize,
    /// When the kernel had it, in nanoseconds since the Unix epoch, where that was asked for.
    pub(crate) at_ns: Option<u64>,
}

impl Batch {
    /// An empty batch with room for the first `each` bytes of a datagram.
    pub(crate) fn new(each: usize, times: Times) -> Self {
        let control = (times == Times::Asked).then(|| nix::cmsg_space!(TimeSpec));
        Self {
            headers: MultiHeaders::preallocate(BATCH, control),
            bytes: vec![0; BATCH * each].into_boxed_slice(),
            each,
            received: ArrayVec::new(),
        }
    }

    /// Takes what has come to `socket`, a batch at most, without waiting; returns how many
    /// datagrams that are.
    pub(crate) fn receive(&mut self, socket: &UdpSocket) -> usize {
        self.received.clear();
        let mut rooms = self.bytes.chunks_exact_mut(self.each);
        let mut slices: [_; BATCH] =
            std::array::from_fn(|_| [IoSliceMut::new(rooms.next().unwrap_or_default())]);
        let flags = MsgFlags::MSG_DONTWAIT | MsgFlags::MSG_TRUNC;
        let headers = &mut self.headers;
        match recvmmsg(socket.as_raw_fd(), headers, slices.iter_mut(), flags, None) {
            Ok(messages) => {
                for message in messages {
                    let at_ns = message
                        .cmsgs()
                        .ok()
                        .and_then(|mut controls| controls.find_map(|control| arrival(&control)));
                    self.received.push((message.bytes, at_ns));
                }
            }
            Err(Errno::EAGAIN | Errno::EINTR) => {}
            // What the network reported on an earlier send; reading it clears it.
            Err(error) => tracing::debug!(%error, "receive failed"),
        }
        self.received.len()
    }

    /// The datagrams of the last batch.
    pub(crate) fn datagrams(&self) -> impl Iterator<Item = Datagram<'_>> {
        self.received
            .iter()
            .zip(self.bytes.chunks_exact(self.each))
            .map(|((len, at_ns), room)| Datagram {
                head: room.get(..*len).unwrap_or(room),
                len: *len,
                at_ns: *at_ns,
            })
    }
}

fn arrival(control: &ControlMessageOwned) -> Option<u64> {
    if let ControlMessageOwned::ScmTimestampns(at) = control {
        u64::try_from(Duration::from(*at).as_nanos()).ok()
    } else {
        None
    }
}
