//! The link between the control plane and an SFU node.
//!
//! Both ends exchange JSON text frames: [`ToNode`] one way, [`FromNode`] the other, whether the
//! node is embedded (a channel in the same process) or separate (a WebSocket). The control plane
//! decides *who sees whom*; the node knows only rooms, peers, tracks and slots.
//!
//! Order: commands are carried out in the order they arrive. [`Fact`]s have ids and are repeated
//! after a reconnect until [`ToNode::Ack`] names them: delivered at least once, recorded once.

use serde::{Deserialize, Serialize};

mod offer;
mod path;

pub use offer::{Answer, OfferedLine, Refusal};
pub use path::{PathQuality, Transport};

/// Version of this link. A node and a control plane of different versions refuse each other.
pub const VERSION: u16 = 2;

/// Longest frame either end accepts, in bytes: an offer with 40 m-lines is about 60 kB.
pub const FRAME_BYTES_MAX: usize = 1 << 20;

/// Most pictures kept warm in one room: the head of the queue, and the one after it.
pub const WARM_MAX: usize = 4;

/// One live session's media. Chosen by the control plane, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomId(pub u64);

/// One browser page (or synthetic participant) in a room. Chosen at random by the control plane,
/// so that a restarted control plane does not meet a peer of its former life by accident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PeerId(pub u64);

/// Pairs an [`FromNode::Answered`] with its [`ToNode::Offer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub u64);

/// Number of a fact at its node: 1, 2, 3 … without gaps, for one [`NodeBirth`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FactId(pub u64);

/// Drawn at random when a node process starts: tells a restarted node from a reconnected one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeBirth(pub u64);

/// What a track carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrackKind {
    /// Picture of the people in a venue; simulcast, low and high layer.
    Camera,
    /// Sound of a venue.
    Microphone,
    /// Slides (双流/辅流): a shared screen.
    Slides,
    /// Sound of the shared screen.
    SlidesSound,
}

impl TrackKind {
    /// True where the track is a picture.
    #[must_use]
    pub fn is_video(self) -> bool {
        matches!(self, Self::Camera | Self::Slides)
    }
}

/// A track, named by who publishes it and what it carries: a peer has at most one of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TrackRef {
    /// The publisher.
    pub peer: PeerId,
    /// Which of its tracks.
    pub kind: TrackKind,
}

/// Spatial layer of a simulcast picture, by RID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// RID `l`: 320×180.
    Low,
    /// RID `h`: 1280×720. Also the only layer of a track without simulcast.
    High,
}

/// What a slot is for, in the order in which a narrow path serves them: who comes first keeps
/// what he has longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Any sound.
    Sound,
    /// The picture everyone looks at.
    Stage,
    /// The shared screen.
    Slides,
    /// The venue that asks, beside the stage.
    Questioner,
    /// One of many small pictures.
    Tile,
}

/// What a receive slot of a peer shall show from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotSource {
    /// The slot's m-line, by its `mid`.
    pub mid: String,
    /// The track behind it; `None` leaves it empty.
    pub source: Option<TrackRef>,
    /// What the slot is for.
    pub purpose: Purpose,
    /// The best layer allowed here: a wall tile asks for `Low`.
    pub layer_max: Layer,
    /// How high the page shows it, in device pixels; 0 while it is not to be seen. Of no meaning
    /// for sound.
    pub height_px: u16,
}

/// Control plane → node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ToNode {
    /// First frame of a link.
    Hello {
        /// [`VERSION`] of the control plane.
        version: u16,
    },
    /// Makes a room. Carried out twice, it is made once.
    OpenRoom {
        /// The room.
        room: RoomId,
    },
    /// Ends a room and every peer in it.
    CloseRoom {
        /// The room.
        room: RoomId,
    },
    /// A browser's offer: joins `peer` to `room`, or, for a peer already there, restarts its ICE
    /// or adds m-lines. Answered by [`FromNode::Answered`].
    Offer {
        /// Repeated in the answer.
        request: RequestId,
        /// Where.
        room: RoomId,
        /// Who.
        peer: PeerId,
        /// The offer as the browser wrote it.
        sdp: String,
        /// What its publishing m-lines carry. Every other m-line is a receive slot.
        publish: Vec<OfferedLine>,
    },
    /// Removes a peer.
    Leave {
        /// Who.
        peer: PeerId,
    },
    /// Puts sources behind slots; slots that are not named keep theirs.
    Show {
        /// Whose slots.
        peer: PeerId,
        /// What they show.
        slots: Vec<SlotSource>,
    },
    /// Whether a track is forwarded at all: closed = muted by the chair, whatever the page does.
    Admit {
        /// Which track.
        track: TrackRef,
        /// True: forward it.
        open: bool,
    },
    /// The pictures of `room` that are about to be cut to: their best layer runs, and a key frame
    /// of it is held, before anybody is shown them. Replaces the set named before.
    Warm {
        /// In which room.
        room: RoomId,
        /// Which pictures; at most [`WARM_MAX`].
        tracks: Vec<TrackRef>,
    },
    /// Every fact up to and including this one of this birth is stored: forget them.
    Ack {
        /// The birth that numbered them.
        birth: NodeBirth,
        /// The last one stored.
        up_to: FactId,
    },
}

/// Node → control plane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum FromNode {
    /// First frame of a link.
    Hello {
        /// [`VERSION`] of the node.
        version: u16,
        /// Which life of the node this is. A new one means: every room and peer is gone.
        birth: NodeBirth,
    },
    /// Reply to [`ToNode::Offer`].
    Answered {
        /// Of which offer.
        request: RequestId,
        /// The answer, or why there is none.
        result: Result<Answer, Refusal>,
    },
    /// Something that happened to a peer and may matter for attendance.
    Fact {
        /// Its number at this node.
        id: FactId,
        /// When, in milliseconds since the Unix epoch, on the node's clock.
        at_ms: i64,
        /// What.
        fact: Fact,
    },
    /// A slot shows another source than before, from the frame now leaving on.
    Showing {
        /// Whose slot.
        peer: PeerId,
        /// The slot's m-line.
        mid: String,
        /// The track now behind it.
        source: Option<TrackRef>,
    },
    /// Which layers of a picture somebody is to be sent; the publisher need not encode others.
    /// Told when it changes; until then both are wanted.
    Wanted {
        /// Which picture.
        track: TrackRef,
        /// The low layer.
        low: bool,
        /// The high layer.
        high: bool,
    },
    /// A slot's picture does not fit the subscriber's path, or fits again.
    Starved {
        /// Whose slot.
        peer: PeerId,
        /// The slot's m-line.
        mid: String,
        /// True: nothing of it is sent.
        starved: bool,
    },
    /// Who speaks in a room, loudest first, when that changes: at most three, none where all is
    /// quiet.
    Loudest {
        /// In which room.
        room: RoomId,
        /// Their peers.
        peers: Vec<PeerId>,
    },
    /// What a peer's path is like, every few seconds.
    Path {
        /// Whose.
        peer: PeerId,
        /// What it is like.
        quality: PathQuality,
    },
    /// Counters since the node started, every few seconds.
    Counters(Counters),
}

/// A durable fact about a peer's media path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// DTLS is up: media can flow both ways.
    Connected {
        /// Who.
        peer: PeerId,
        /// In which room.
        room: RoomId,
    },
    /// Nothing has been heard for several seconds.
    Lost {
        /// Who.
        peer: PeerId,
        /// In which room.
        room: RoomId,
    },
    /// A lost peer is heard again.
    Returned {
        /// Who.
        peer: PeerId,
        /// In which room.
        room: RoomId,
    },
    /// The peer is gone: it left, was removed, or stayed lost too long.
    Left {
        /// Who.
        peer: PeerId,
        /// In which room.
        room: RoomId,
    },
    /// The first packet of a track arrived.
    TrackStarted {
        /// In which room.
        room: RoomId,
        /// Which track.
        track: TrackRef,
    },
    /// No packet of the track for several seconds, or its peer is gone.
    TrackStopped {
        /// In which room.
        room: RoomId,
        /// Which track.
        track: TrackRef,
    },
}

/// Counters of a node since it started. They only rise, except `peers` and `rooms`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Rooms open now.
    pub rooms: u64,
    /// Peers present now.
    pub peers: u64,
    /// Datagrams received.
    pub datagrams_in: u64,
    /// Datagrams sent.
    pub datagrams_out: u64,
    /// Bytes received.
    pub bytes_in: u64,
    /// Bytes sent.
    pub bytes_out: u64,
    /// RTP packets forwarded to a subscriber.
    pub packets_forwarded: u64,
    /// RTP packets sent again on request.
    pub packets_resent: u64,
    /// Keyframes asked of publishers.
    pub keyframes_asked: u64,
    /// Datagrams of no known protocol.
    pub dropped_unknown: u64,
    /// Datagrams from an address that ICE has not validated.
    pub dropped_unvalidated: u64,
    /// Datagrams that could not be parsed.
    pub dropped_malformed: u64,
    /// Packets that failed authentication or were replayed.
    pub dropped_unauthentic: u64,
    /// Packets for which a bound was reached (SSRCs, queue, ring).
    pub dropped_over_limit: u64,
    /// Datagrams to be sent that the system did not take, mostly for want of room in its buffer.
    #[serde(default)]
    pub datagrams_unsent: u64,
    /// Facts lost because the control plane did not acknowledge for so long that the queue of
    /// them was full.
    #[serde(default)]
    pub facts_lost: u64,
}

impl Counters {
    /// Adds another worker's counters to these.
    pub fn add(&mut self, other: &Self) {
        self.rooms += other.rooms;
        self.peers += other.peers;
        self.datagrams_in += other.datagrams_in;
        self.datagrams_out += other.datagrams_out;
        self.bytes_in += other.bytes_in;
        self.bytes_out += other.bytes_out;
        self.packets_forwarded += other.packets_forwarded;
        self.packets_resent += other.packets_resent;
        self.keyframes_asked += other.keyframes_asked;
        self.dropped_unknown += other.dropped_unknown;
        self.dropped_unvalidated += other.dropped_unvalidated;
        self.dropped_malformed += other.dropped_malformed;
        self.dropped_unauthentic += other.dropped_unauthentic;
        self.dropped_over_limit += other.dropped_over_limit;
        self.datagrams_unsent += other.datagrams_unsent;
        self.facts_lost += other.facts_lost;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_read_back_as_written() {
        let track = TrackRef {
            peer: PeerId(7),
            kind: TrackKind::SlidesSound,
        };
        let to_node = [
            ToNode::Hello { version: VERSION },
            ToNode::Show {
                peer: PeerId(u64::MAX),
                slots: vec![SlotSource {
                    mid: "3".into(),
                    source: Some(track),
                    purpose: Purpose::Tile,
                    layer_max: Layer::Low,
                    height_px: 154,
                }],
            },
        ];
        for frame in to_node {
            let text = serde_json::to_string(&frame).unwrap();
            assert_eq!(serde_json::from_str::<ToNode>(&text).unwrap(), frame);
        }
        let from_node = [
            FromNode::Answered {
                request: RequestId(1),
                result: Err(Refusal::TooManyLines { lines_max: 64 }),
            },
            FromNode::Fact {
                id: FactId(1),
                at_ms: 1,
                fact: Fact::TrackStarted {
                    room: RoomId(1),
                    track,
                },
            },
            FromNode::Counters(Counters::default()),
        ];
        for frame in from_node {
            let text = serde_json::to_string(&frame).unwrap();
            assert_eq!(serde_json::from_str::<FromNode>(&text).unwrap(), frame);
        }
    }
}
