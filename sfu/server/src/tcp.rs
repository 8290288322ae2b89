//! Media over TCP (RFC 6544), for offices whose network lets no UDP through.
//!
//! Each connection gets a UDP socket on an address of its own on this machine, and its frames
//! (RFC 4571 §2) become datagrams to a worker's port and back. To the worker such a peer is one
//! like any other; only who needs TCP pays for the way through the kernel once more.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use nix::sys::socket::{setsockopt, sockopt};
use tokio::io::AsyncWriteExt as _;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::framing::{FRAME_BYTES_MAX, FrameError, begins_frame, read_frame};

/// Where the sockets of carried connections are: datagrams from here came by TCP.
pub(crate) const CARRIED_FROM: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// Most connections carried at once.
const CONNECTIONS_MAX: usize = 1024;

/// A connection's first frame comes within this, …
const FIRST_WITHIN: Duration = Duration::from_secs(10);

/// … and then always some: browsers check consent every 5 s (RFC 7675 §5.1).
const SILENT_MAX: Duration = Duration::from_secs(60);

/// What waits in the kernel for a slow connection, in bytes, each way: more would only be late.
const BUFFER_BYTES: usize = 64 << 10;

/// After a failed accept (too many open files): nothing tells when the next one can succeed.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// Why a connection is not carried any further.
#[derive(Debug, thiserror::Error)]
pub enum CarryError {
    /// As many connections are carried as may be.
    #[error("{connections_max} connections are carried already")]
    Full {
        /// The limit.
        connections_max: usize,
    },
    /// Nothing came for too long.
    #[error("nothing came for {0:?}")]
    Silent(Duration),
    /// What came is no frame.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The connection, or the socket beside it, failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Where connections that carry media come in.
#[derive(Debug, Clone)]
pub struct TcpDoor {
    /// The ports of the workers, as seen from this machine.
    workers: Arc<[SocketAddr]>,
    places: Arc<Semaphore>,
}

impl TcpDoor {
    pub(crate) fn new(workers: Vec<SocketAddr>) -> Self {
        Self {
            workers: workers.into(),
            places: Arc::new(Semaphore::new(CONNECTIONS_MAX)),
        }
    }

    /// True if a connection that begins with this byte carries media, rather than TLS or HTTP.
    #[must_use]
    pub fn is_media(first: u8) -> bool {
        begins_frame(first)
    }

    /// Carries every connection that `listener` accepts; never ends by itself.
    pub async fn serve(self, listener: TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    let door = self.clone();
                    tokio::spawn(async move { door.carry(stream).await });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_AGAIN_AFTER).await;
                }
            }
        }
    }

    /// Carries one connection until it ends. How it ended is a matter of its network, and traced.
    pub async fn carry(&self, stream: TcpStream) {
        match self.try_carry(stream).await {
            Ok(()) => tracing::trace!("a connection with media ended"),
            Err(error) => tracing::trace!(%error, "a connection with media broke"),
        }
    }

    async fn try_carry(&self, stream: TcpStream) -> Result<(), CarryError> {
        let _place = self.places.try_acquire().map_err(|_| CarryError::Full {
            connections_max: CONNECTIONS_MAX,
        })?;
        stream.set_nodelay(true)?;
        setsockopt(&stream, sockopt::SndBuf, &BUFFER_BYTES).map_err(std::io::Error::from)?;
        let socket = UdpSocket::bind((CARRIED_FROM, 0)).await?;
        setsockopt(&socket, sockopt::RcvBuf, &BUFFER_BYTES).map_err(std::io::Error::from)?;
        let (reader, writer) = stream.into_split();
        let worker = OnceLock::new();
        tokio::select! {
            ended = self.carry_in(reader, &socket, &worker) => ended,
            ended = self.carry_out(writer, &socket, &worker) => ended,
        }
    }

    /// Frames become datagrams. Until a worker has answered, each goes to all of them: the peer's
    /// own answers its checks, the others do not know it.
    async fn carry_in(
        &self,
        mut reader: OwnedReadHalf,
        socket: &UdpSocket,
        worker: &OnceLock<SocketAddr>,
    ) -> Result<(), CarryError> {
        let mut frame = [0; FRAME_BYTES_MAX];
        let mut patience = FIRST_WITHIN;
        loop {
            let read = timeout(patience, read_frame(&mut reader, &mut frame)).await;
            let Some(datagram) = read.map_err(|_| CarryError::Silent(patience))?? else {
                return Ok(());
            };
            patience = SILENT_MAX;
            match worker.get() {
                Some(worker) => drop(socket.send_to(datagram, worker).await?),
                None => {
                    for worker in self.workers.iter() {
                        socket.send_to(datagram, worker).await?;
                    }
                }
            }
        }
    }

    /// Datagrams become frames.
    async fn carry_out(
        &self,
        mut writer: OwnedWriteHalf,
        socket: &UdpSocket,
        worker: &OnceLock<SocketAddr>,
    ) -> Result<(), CarryError> {
        let mut frame = [0; 2 + FRAME_BYTES_MAX];
        loop {
            let (head, room) = frame.split_at_mut(2);
            let (len, from) = socket.recv_from(room).await?;
            if !self.workers.contains(&from) {
                continue;
            }
            let own = worker.get_or_init(|| from);
            let Some(announced) = u16::try_from(len).ok().filter(|_| *own == from) else {
                continue;
            };
            head.copy_from_slice(&announced.to_be_bytes());
            writer
                .write_all(frame.get(..2 + len).unwrap_or_default())
                .await?;
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    async fn connection(workers: Vec<SocketAddr>) -> TcpStream {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(TcpDoor::new(workers).serve(listener));
        TcpStream::connect(address).await.unwrap()
    }

    async fn worker() -> UdpSocket {
        UdpSocket::bind("127.0.0.1:0").await.unwrap()
    }

    #[tokio::test]
    async fn frames_become_datagrams_and_datagrams_frames() {
        let (one, other) = (worker().await, worker().await);
        let workers = vec![one.local_addr().unwrap(), other.local_addr().unwrap()];
        let mut page = connection(workers).await;
        page.write_all(b"\0\x05check").await.unwrap();
        let mut datagram = [0; 64];
        let (len, from) = one.recv_from(&mut datagram).await.unwrap();
        assert_eq!(&datagram[..len], b"check");
        assert_eq!(from.ip(), CARRIED_FROM);
        let (len, _) = other.recv_from(&mut datagram).await.unwrap();
        assert_eq!(&datagram[..len], b"check", "nobody has answered yet");

        other.send_to(b"yes", from).await.unwrap();
        let mut frame = [0; 5];
        page.read_exact(&mut frame).await.unwrap();
        assert_eq!(&frame, b"\0\x03yes");

        // From now on only the one that answered is asked: the next datagram of the first would
        // otherwise be "second".
        page.write_all(b"\0\x06second").await.unwrap();
        let (len, _) = other.recv_from(&mut datagram).await.unwrap();
        assert_eq!(&datagram[..len], b"second");
        assert!(one.try_recv(&mut datagram).is_err());
    }

    #[tokio::test]
    async fn a_frame_that_no_browser_sends_ends_the_connection() {
        for frame in [b"\0\0".as_slice(), b"\x7f\xff"] {
            let mut page = connection(vec![worker().await.local_addr().unwrap()]).await;
            page.write_all(frame).await.unwrap();
            assert_eq!(page.read(&mut [0; 8]).await.unwrap_or(0), 0);
        }
    }

    #[tokio::test]
    async fn a_stranger_on_this_machine_is_not_carried_out() {
        let (own, stranger) = (worker().await, worker().await);
        let mut page = connection(vec![own.local_addr().unwrap()]).await;
        page.write_all(b"\0\x01c").await.unwrap();
        let (_, from) = own.recv_from(&mut [0; 8]).await.unwrap();
        stranger.send_to(b"no", from).await.unwrap();
        own.send_to(b"own", from).await.unwrap();
        let mut frame = [0; 5];
        page.read_exact(&mut frame).await.unwrap();
        assert_eq!(&frame, b"\0\x03own");
    }

    #[test]
    fn tls_and_http_are_not_media() {
        assert!(TcpDoor::is_media(0), "a connectivity check");
        assert!(!TcpDoor::is_media(22), "a ClientHello");
        assert!(!TcpDoor::is_media(b'G'));
    }
}
