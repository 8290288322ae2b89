//! What a worker is told, and what it tells.

use sfu_wire::{
    Answer, Fact, FromNode, OfferedLine, PeerId, Refusal, RequestId, RoomId, SlotSource, TrackRef,
};

/// A command to a [`Worker`](crate::Worker): the part of [`sfu_wire::ToNode`] that concerns media.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Makes a room; a room that is there stays as it is.
    OpenRoom {
        /// The room.
        room: RoomId,
    },
    /// Ends a room and every peer in it.
    CloseRoom {
        /// The room.
        room: RoomId,
    },
    /// A browser's offer; answered by [`Event::Answered`].
    Offer {
        /// Repeated in the answer.
        request: RequestId,
        /// Where.
        room: RoomId,
        /// Who.
        peer: PeerId,
        /// The offer as the browser wrote it.
        sdp: String,
        /// What its publishing m-lines carry.
        publish: Vec<OfferedLine>,
    },
    /// Removes a peer.
    Leave {
        /// Who.
        peer: PeerId,
    },
    /// Puts sources behind slots.
    Show {
        /// Whose slots.
        peer: PeerId,
        /// What they show.
        slots: Vec<SlotSource>,
    },
    /// Names the pictures that are about to be cut to.
    Warm {
        /// In which room.
        room: RoomId,
        /// Which pictures.
        tracks: Vec<TrackRef>,
    },
    /// Opens or closes a track for forwarding.
    Admit {
        /// Which track.
        track: TrackRef,
        /// True: forward it.
        open: bool,
    },
}

/// Something a [`Worker`](crate::Worker) has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Reply to [`Command::Offer`].
    Answered {
        /// Of which offer.
        request: RequestId,
        /// The answer, or why there is none.
        result: Result<Answer, Refusal>,
    },
    /// A durable fact.
    Fact(Fact),
    /// Anything else, as the control plane is to hear it.
    Say(FromNode),
    /// A slot shows another source from now on.
    Showing {
        /// Whose slot.
        peer: PeerId,
        /// The slot's m-line.
        mid: String,
        /// The track now behind it.
        source: Option<TrackRef>,
    },
}
