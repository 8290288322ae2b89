//! What a live session is asked and told. One task owns the session and takes these one by one.

use axum::extract::ws::Utf8Bytes;
use control_domain::session_log::SeatNumber;
use control_domain::venue::VenueNumber;
use control_wire::signal::{ClientMessage, Language, Place, VenueState};
use sfu_wire::{Answer, Fact, NodeBirth, PathQuality, PeerId, Refusal, RequestId, TrackRef};
use tokio::sync::{mpsc, oneshot};

use crate::log::{FactSource, LogFailed};
use crate::problem::Trouble;
use crate::resume::ResumeToken;
use crate::seat::WantedLayers;
use crate::stream::{EndingStreams, StreamArrival, StreamKind};

/// Which connection of a seat: a page that resumes has a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageNumber(pub(crate) u64);

/// A page's seat and connection, as its socket names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seated {
    pub(crate) seat: SeatNumber,
    pub(crate) page: PageNumber,
}

/// The session's end of a page's connection. Dropping it lets the socket write what is queued and
/// close.
#[derive(Debug)]
pub(crate) struct Line {
    /// Messages for the page, ready to be written.
    pub(crate) outbound: mpsc::Sender<Utf8Bytes>,
    /// Closes the connection at once, whatever is queued.
    pub(crate) cut: oneshot::Sender<()>,
    /// Language of the page's problem texts.
    pub(crate) language: Language,
}

/// A page that wants a seat.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) venue: VenueNumber,
    pub(crate) place: Place,
    pub(crate) resume: Option<ResumeToken>,
    pub(crate) line: Line,
    pub(crate) reply: oneshot::Sender<Result<Seated, Trouble>>,
}

/// A fact of the media node.
#[derive(Debug)]
pub(crate) struct NodeFact {
    pub(crate) source: FactSource,
    pub(crate) at_ms: i64,
    pub(crate) fact: Fact,
    /// Told once the fact is in the log, or that it could not be written.
    pub(crate) stored: oneshot::Sender<Result<(), LogFailed>>,
}

/// What the media node says, other than facts.
#[derive(Debug)]
pub(crate) enum NodeNews {
    /// A node is linked.
    Linked { birth: NodeBirth },
    /// The link broke. Media may well go on.
    Unlinked,
    /// An offer's answer.
    Answered {
        request: RequestId,
        result: Result<Answer, Refusal>,
    },
    /// A slot shows another source.
    Showing {
        peer: PeerId,
        mid: String,
        source: Option<TrackRef>,
    },
    /// Somebody is to be sent other layers of a picture than before.
    Wanted {
        track: TrackRef,
        layers: WantedLayers,
    },
    /// A slot's picture is held back for want of room, or is not any more.
    Starved {
        peer: PeerId,
        mid: String,
        starved: bool,
    },
    /// Who speaks, loudest first.
    Loudest { peers: Vec<PeerId> },
    /// What a peer's path is like.
    Path { peer: PeerId, quality: PathQuality },
}

/// Anything a session is asked or told.
#[derive(Debug)]
pub(crate) enum Request {
    Arrive(Box<Arrival>),
    Message(Seated, Box<ClientMessage>),
    /// The page's connection is gone.
    Gone(Seated),
    BeginStream(Box<StreamArrival>),
    /// How many have ended is told.
    EndStreams(StreamKind, EndingStreams, oneshot::Sender<usize>),
    Fact(NodeFact),
    Node(NodeNews),
    Venues(oneshot::Sender<Vec<VenueState>>),
    End(oneshot::Sender<Result<(), LogFailed>>),
}
