//! The floor: a bare loop that does only what no server can leave out. It seals every packet under
//! its receiver's key and sends it.
//!
//! *Paced*, it is a process of its own to which the publisher sends instead of to the server: so
//! it has the server's batches, at the server's rhythm, to the server's receivers. *Tight*, it
//! makes one frame after the other for sockets of its own.

use std::io::{BufRead, IoSlice, Write};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::os::fd::AsFd;
use std::time::Duration;

use arrayvec::ArrayVec;
use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{setsockopt, sockopt};
use nix::time::{ClockId, clock_gettime};
use rustix::net::{MMsgHdr, SendAncillaryBuffer, SendFlags, SocketAddrAny, sendmmsg};

use crate::incoming::{BATCH, Batch, DATAGRAM_BYTES_MAX, Times};

/// Length of a header without extensions, and of the tag, in bytes.
const HEADER_LEN: usize = 12;
const TAG_LEN: usize = 16;

/// Most messages in one `sendmmsg`.
const MESSAGES_MAX: usize = 64;

/// How datagrams leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Sending {
    /// `sendmmsg`, one message a datagram.
    Plain,
    /// `sendmmsg`, one message for all datagrams of one size to one address (UDP GSO).
    Segmented,
}

/// The loop failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FloorError {
    /// A socket or a pipe failed.
    #[error("floor: {0}")]
    Io(#[from] std::io::Error),
    /// The cryptography library refused.
    #[error("floor: the cryptography library refused")]
    Crypto(#[from] aws_lc_rs::error::Unspecified),
    /// A receiver's address is not one.
    #[error("floor: a receiver's address: {0}")]
    Address(#[from] std::net::AddrParseError),
}

/// What is sealed, and where it goes.
struct Fan {
    socket: UdpSocket,
    sending: Sending,
    receivers: Vec<(SocketAddrAny, LessSafeKey)>,
    sealed: Vec<u8>,
    sequence: u64,
    segment_set: usize,
}

impl Fan {
    fn new(
        ip: IpAddr,
        sending: Sending,
        receivers: impl Iterator<Item = SocketAddr>,
    ) -> Result<Self, FloorError> {
        let socket = UdpSocket::bind((ip, 0))?;
        socket.set_nonblocking(true)?;
        setsockopt(&socket, sockopt::RcvBuf, &(1 << 20)).map_err(std::io::Error::from)?;
        let receivers = receivers
            .zip(1u128..)
            .map(|(address, number)| {
                let key = UnboundKey::new(&AES_128_GCM, &number.to_be_bytes())?;
                Ok((address.into(), LessSafeKey::new(key)))
            })
            .collect::<Result<_, FloorError>>()?;
        Ok(Self {
            socket,
            sending,
            receivers,
            sealed: Vec::new(),
            sequence: 0,
            segment_set: 0,
        })
    }

    /// Seals `payloads`, all of one size, for every receiver and sends them; returns how many
    /// packets left. What the network has no room for is lost.
    fn send(&mut self, payloads: &[&[u8]]) -> Result<u64, FloorError> {
        let Some(payload_len) = payloads.first().map(|payload| payload.len()) else {
            return Ok(0);
        };
        let len = HEADER_LEN + payload_len + TAG_LEN;
        self.sealed
            .resize(self.receivers.len() * payloads.len() * len, 0);
        let mut packets = self.sealed.chunks_exact_mut(len);
        for (_, key) in &self.receivers {
            for (payload, packet) in payloads.iter().zip(&mut packets) {
                self.sequence += 1;
                seal(key, self.sequence, payload, packet)?;
            }
        }
        let together = match self.sending {
            Sending::Plain => 1,
            Sending::Segmented => payloads.len(),
        };
        self.set_segment(len)?;
        let mut to = self
            .receivers
            .iter()
            .flat_map(|(to, _)| std::iter::repeat_n(to, payloads.len().div_ceil(together)));
        let mut sent = 0;
        for batch in self.sealed.chunks(len * together * MESSAGES_MAX) {
            let slices: ArrayVec<[IoSlice<'_>; 1], MESSAGES_MAX> = batch
                .chunks_exact(len * together)
                .map(|bytes| [IoSlice::new(bytes)])
                .collect();
            let mut controls: ArrayVec<SendAncillaryBuffer<'_, '_, '_>, MESSAGES_MAX> =
                slices.iter().map(|_| Default::default()).collect();
            let mut messages: ArrayVec<MMsgHdr<'_>, MESSAGES_MAX> = slices
                .iter()
                .zip(&mut controls)
                .zip(&mut to)
                .map(|((slices, control), to)| MMsgHdr::new_with_addr(to, slices, control))
                .collect();
            let left = sendmmsg(self.socket.as_fd(), &mut messages, SendFlags::DONTWAIT);
            sent += left.unwrap_or(0) * together;
        }
        Ok(sent as u64)
    }

    fn set_segment(&mut self, len: usize) -> Result<(), FloorError> {
        if self.sending == Sending::Segmented && self.segment_set != len {
            let segment = i32::try_from(len).unwrap_or(i32::MAX);
            setsockopt(&self.socket, sockopt::UdpGsoSegment, &segment)
                .map_err(std::io::Error::from)?;
            self.segment_set = len;
        }
        Ok(())
    }
}

/// One packet: the payload copied behind a header, sealed (RFC 7714 §8).
fn seal(
    key: &LessSafeKey,
    sequence: u64,
    payload: &[u8],
    packet: &mut [u8],
) -> Result<(), aws_lc_rs::error::Unspecified> {
    let Some((header, body)) = packet.split_first_chunk_mut::<HEADER_LEN>() else {
        return Ok(());
    };
    let (body, tag) = body.split_at_mut(payload.len());
    body.copy_from_slice(payload);
    let [head @ .., _, _, _, _, _, _, _, _] = header;
    *head = [0x80, 96, 0, 0];
    let mut nonce = [0; 12];
    for (place, number) in [&mut header[4..], &mut nonce[4..]]
        .into_iter()
        .map(|place| (place, sequence.to_be_bytes()))
    {
        place.copy_from_slice(&number);
    }
    let nonce = Nonce::assume_unique_for_key(nonce);
    let sealed = key.seal_in_place_separate_tag(nonce, Aad::from(&*header), body)?;
    tag.copy_from_slice(sealed.as_ref());
    Ok(())
}

/// The paced loop: reads receivers' addresses from standard input, a line each, up to an empty
/// one; writes its own address; then fans out every batch that comes there, until standard input
/// closes.
///
/// # Errors
/// When a socket fails.
pub(crate) fn run_paced(ip: IpAddr, sending: Sending) -> Result<(), FloorError> {
    let mut input = std::io::stdin().lock();
    let mut receivers = Vec::new();
    let mut line = String::new();
    while input.read_line(&mut line)? > 1 {
        receivers.push(line.trim_end().parse()?);
        line.clear();
    }
    let mut fan = Fan::new(ip, sending, receivers.into_iter())?;
    let mut output = std::io::stdout().lock();
    writeln!(output, "{}", fan.socket.local_addr()?)?;
    output.flush()?;
    let mut batch = Batch::new(DATAGRAM_BYTES_MAX, Times::Ignored);
    loop {
        let mut fds = [
            PollFd::new(fan.socket.as_fd(), PollFlags::POLLIN),
            PollFd::new(input.as_fd(), PollFlags::POLLIN),
        ];
        poll(&mut fds, PollTimeout::NONE).map_err(std::io::Error::from)?;
        let [_, told] = &fds;
        if told.any().unwrap_or(false) {
            // Nothing is ever said: this is the end.
            return Ok(());
        }
        batch.receive(&fan.socket);
        // The publisher's header, extensions and tag make room for ours.
        let payloads: ArrayVec<&[u8], BATCH> = batch
            .datagrams()
            .filter_map(|datagram| {
                let end = datagram.len.checked_sub(TAG_LEN)?;
                datagram.head.get(PUBLISHED_HEADER_LEN..end)
            })
            .collect();
        for run in payloads.chunk_by(|one, next| one.len() == next.len()) {
            fan.send(run)?;
        }
    }
}

/// Header and extensions of what the studio publishes without simulcast, in bytes.
const PUBLISHED_HEADER_LEN: usize = 24;

/// The tight loop: `frames` frames of `packets` packets with `payload_len` bytes each, one after
/// the other, to `receivers` sockets; processor time of the sends alone, for each packet.
///
/// # Errors
/// When a socket fails.
pub(crate) fn tight(
    ip: IpAddr,
    sending: Sending,
    receivers: usize,
    (packets, payload_len): (usize, usize),
    frames: usize,
) -> Result<Duration, FloorError> {
    let sockets = (0..receivers)
        .map(|_| {
            let socket = UdpSocket::bind((ip, 0))?;
            socket.set_nonblocking(true)?;
            Ok(socket)
        })
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    let addresses = sockets
        .iter()
        .map(UdpSocket::local_addr)
        .collect::<Result<Vec<_>, _>>()?;
    let mut fan = Fan::new(ip, sending, addresses.into_iter())?;
    let payload = vec![7; payload_len];
    let frame = vec![payload.as_slice(); packets];
    let mut used = Duration::ZERO;
    let mut sent = 0;
    let mut datagram = [0; 64];
    for _ in 0..frames {
        let before = thread_time()?;
        sent += fan.send(&frame)?;
        used += thread_time()?.saturating_sub(before);
        for socket in &sockets {
            while socket.recv(&mut datagram).is_ok() {}
        }
    }
    Ok(used.div_f64(sent.max(1) as f64))
}

fn thread_time() -> Result<Duration, std::io::Error> {
    Ok(clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)?.into())
}
