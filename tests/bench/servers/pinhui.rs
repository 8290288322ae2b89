//! The real `pinhui sfu` in a process of its own, and the control plane's end of its link, which
//! is played here.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use sfu_wire::{
    Answer, Counters, FromNode, OfferedLine, PeerId, Refusal, RequestId, RoomId, SlotSource,
    ToNode, TrackRef, VERSION,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{self, Message};

use super::process::{Build, NodeProcess};
use crate::clock;
use crate::crowd::{Attention, Guest, Participant};
use crate::sdp::{Lines, ServerSide, Unreadable};

/// Longest wait for the node to dial.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// Longest wait for an answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Most commands that wait for the link.
const COMMANDS_MAX: usize = 4096;

/// The only room.
const ROOM: RoomId = RoomId(1);

/// The node does not do as it should.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PinhuiError {
    /// There is no binary, or it does not start.
    #[error(transparent)]
    Binary(#[from] harness::BinaryError),
    /// The process failed.
    #[error(transparent)]
    Process(#[from] harness::ProcessError),
    /// A socket or file could not be had.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The link failed.
    #[error("the link to the node: {0}")]
    Link(#[from] tungstenite::Error),
    /// The node did not dial or answer in time.
    #[error("the node did not {0} in time")]
    Late(&'static str),
    /// The link has ended.
    #[error("the link to the node has ended")]
    Ended,
    /// The node refused an offer.
    #[error("the node refused an offer: {0:?}")]
    Refused(Refusal),
    /// Its answer is of no use.
    #[error(transparent)]
    Answer(#[from] Unreadable),
}

type Reply = oneshot::Sender<Result<Answer, Refusal>>;

/// A command, and who waits for the answer to it.
type Command = (ToNode, Option<Reply>);

/// A running node.
pub(crate) struct Pinhui {
    process: NodeProcess,
    /// Where participants' sockets are.
    ip: IpAddr,
    commands: mpsc::Sender<Command>,
    counters: watch::Receiver<Counters>,
    requests: AtomicU64,
    /// The secret's file goes with it.
    _secret: tempfile::NamedTempFile,
}

impl Pinhui {
    /// Starts a node with media at `ip` and opens a room.
    ///
    /// # Errors
    /// When it does not come up.
    pub(crate) async fn start(ip: IpAddr, build: Build) -> Result<Self, PinhuiError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let control = format!("http://{}", listener.local_addr()?);
        let secret = tempfile::NamedTempFile::new()?;
        std::fs::write(secret.path(), "a secret that only the bench uses\n")?;
        let secret_file = secret.path().to_string_lossy();
        let process = NodeProcess::start(build, &control, &secret_file, ip).await?;
        let dialled = async {
            let (stream, _) = listener.accept().await?;
            Ok::<_, PinhuiError>(tokio_tungstenite::accept_async(stream).await?)
        };
        let link = tokio::time::timeout(READY_WITHIN, dialled)
            .await
            .map_err(|_| PinhuiError::Late("dial"))??;
        let (commands, to_send) = mpsc::channel(COMMANDS_MAX);
        let (counted, counters) = watch::channel(Counters::default());
        tokio::spawn(async move {
            if let Err(error) = converse(link, to_send, &counted).await {
                tracing::error!(%error, "the link to the node failed");
            }
        });
        let node = Self {
            process,
            ip,
            commands,
            counters,
            requests: AtomicU64::new(0),
            _secret: secret,
        };
        node.command(ToNode::Hello { version: VERSION }).await?;
        node.command(ToNode::OpenRoom { room: ROOM }).await?;
        Ok(node)
    }

    /// Its process.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.process.id()
    }

    /// Calls of its allocator so far; `None` where they are not counted.
    ///
    /// # Errors
    /// When its process has ended.
    pub(crate) async fn allocations(&mut self) -> Result<Option<u64>, PinhuiError> {
        self.process.allocations().await
    }

    /// What it last said it had done.
    pub(crate) fn counters(&self) -> Counters {
        *self.counters.borrow()
    }

    /// Joins a participant with `lines`.
    ///
    /// # Errors
    /// When the node refuses it.
    pub(crate) async fn join(
        &self,
        peer: PeerId,
        lines: Lines,
        attention: Attention,
    ) -> Result<Participant, PinhuiError> {
        let asked_at = clock::now();
        let guest = Guest::new(self.ip, lines)?;
        let (sdp, publish) = guest.with_transport(|lines, transport| lines.offer(transport));
        let answer = self.offer(peer, sdp, publish).await?;
        let server = ServerSide::read(&answer.sdp)?;
        Ok(guest.meet(clock::now(), asked_at, &server, attention))
    }

    async fn offer(
        &self,
        peer: PeerId,
        sdp: String,
        publish: Vec<OfferedLine>,
    ) -> Result<Answer, PinhuiError> {
        let request = RequestId(self.requests.fetch_add(1, Ordering::Relaxed));
        let (reply, answered) = oneshot::channel();
        let offer = ToNode::Offer {
            request,
            room: ROOM,
            peer,
            sdp,
            publish,
        };
        self.send((offer, Some(reply))).await?;
        tokio::time::timeout(ANSWER_WITHIN, answered)
            .await
            .map_err(|_| PinhuiError::Late("answer"))?
            .map_err(|_| PinhuiError::Ended)?
            .map_err(PinhuiError::Refused)
    }

    /// Removes a peer.
    ///
    /// # Errors
    /// When the link has ended.
    pub(crate) async fn leave(&self, peer: PeerId) -> Result<(), PinhuiError> {
        self.command(ToNode::Leave { peer }).await
    }

    /// Puts sources behind slots.
    ///
    /// # Errors
    /// When the link has ended.
    pub(crate) async fn show(
        &self,
        peer: PeerId,
        slots: Vec<SlotSource>,
    ) -> Result<(), PinhuiError> {
        self.command(ToNode::Show { peer, slots }).await
    }

    /// Names pictures about to be cut to.
    ///
    /// # Errors
    /// When the link has ended.
    pub(crate) async fn warm(&self, tracks: Vec<TrackRef>) -> Result<(), PinhuiError> {
        self.command(ToNode::Warm { room: ROOM, tracks }).await
    }

    async fn command(&self, command: ToNode) -> Result<(), PinhuiError> {
        self.send((command, None)).await
    }

    async fn send(&self, command: Command) -> Result<(), PinhuiError> {
        self.commands
            .send(command)
            .await
            .map_err(|_| PinhuiError::Ended)
    }
}

/// Carries commands and frames until one side goes.
async fn converse(
    mut link: WebSocketStream<TcpStream>,
    mut commands: mpsc::Receiver<Command>,
    counters: &watch::Sender<Counters>,
) -> Result<(), tungstenite::Error> {
    let mut waiting: HashMap<RequestId, Reply> = HashMap::new();
    let mut birth = None;
    loop {
        let out = tokio::select! {
            command = commands.recv() => {
                let Some((command, reply)) = command else { return Ok(()) };
                if let (ToNode::Offer { request, .. }, Some(reply)) = (&command, reply) {
                    waiting.insert(*request, reply);
                }
                command
            }
            message = link.next() => {
                let Some(message) = message else { return Ok(()) };
                let Message::Text(text) = message? else { continue };
                match serde_json::from_str(&text) {
                    Ok(FromNode::Answered { request, result }) => {
                        let reply = waiting.remove(&request);
                        if reply.is_some_and(|reply| reply.send(result).is_err()) {
                            tracing::debug!("an answer nobody waited for");
                        }
                        continue;
                    }
                    Ok(FromNode::Counters(counted)) => {
                        counters.send_replace(counted);
                        continue;
                    }
                    Ok(FromNode::Fact { id, .. }) => match birth {
                        Some(birth) => ToNode::Ack { birth, up_to: id },
                        None => continue,
                    },
                    Ok(FromNode::Hello { birth: born, .. }) => {
                        birth = Some(born);
                        continue;
                    }
                    Ok(_) => continue,
                    Err(error) => {
                        tracing::error!(%error, "the node sent a frame that cannot be read");
                        continue;
                    }
                }
            }
        };
        match serde_json::to_string(&out) {
            Ok(text) => link.send(Message::Text(text.into())).await?,
            Err(error) => tracing::error!(%error, "command cannot be written as JSON"),
        }
    }
}
