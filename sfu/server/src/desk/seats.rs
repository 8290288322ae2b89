//! Which worker has which room, and who is in it.

use std::collections::{BTreeMap, BTreeSet};

use sfu_wire::{PeerId, RequestId, RoomId, TrackRef};

/// Most rooms a worker takes.
pub(crate) const ROOMS_MAX: usize = 256;

/// Most peers a worker takes.
pub(crate) const PEERS_MAX: usize = 4096;

/// Most slots of a peer whose source is remembered: the most m-lines an offer may have.
const SLOTS_MAX: usize = 64;

/// Rooms and peers, by worker.
#[derive(Debug)]
pub(crate) struct Seats {
    workers: usize,
    rooms: BTreeMap<RoomId, Room>,
    peers: BTreeMap<PeerId, Peer>,
    /// Offers that are not answered yet. A worker answers every one.
    offers: BTreeMap<RequestId, Offer>,
    /// The last number given to a peer's stay.
    stays: u64,
}

#[derive(Debug)]
struct Room {
    worker: usize,
    peers: BTreeSet<PeerId>,
}

#[derive(Debug)]
struct Peer {
    room: RoomId,
    /// Tells a peer from one of the same id that was here before.
    stay: u64,
    /// Offers of this stay not answered yet. A worker that says the peer has left while there are
    /// some speaks of what was before them.
    offers: usize,
    /// Whether the worker has it, as far as is known: an offer of it was accepted, and it has not
    /// left since.
    present: bool,
    /// What its slots show, by `mid`.
    showing: BTreeMap<String, Option<TrackRef>>,
}

#[derive(Debug)]
struct Offer {
    worker: usize,
    peer: PeerId,
    stay: u64,
}

/// Where a joining peer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    /// To this worker.
    Worker(usize),
    /// To this worker, after it has left its former room at the other.
    Moved {
        /// The worker of the room it leaves.
        from: usize,
        /// The worker of the room it joins.
        to: usize,
    },
    /// Nowhere: the room is not open.
    NoSuchRoom,
    /// Nowhere: the worker has as many peers as it takes.
    Full,
}

impl Seats {
    /// No rooms yet, for `workers` workers.
    pub(crate) fn new(workers: usize) -> Self {
        Self {
            workers,
            rooms: BTreeMap::new(),
            peers: BTreeMap::new(),
            offers: BTreeMap::new(),
            stays: 0,
        }
    }

    /// Gives the room to the worker with the fewest peers, of several the one with the fewest
    /// rooms; a room that is open stays where it is. `None` where no worker takes more rooms.
    pub(crate) fn open_room(&mut self, room: RoomId) -> Option<usize> {
        if let Some(open) = self.rooms.get(&room) {
            return Some(open.worker);
        }
        let worker = (0..self.workers)
            .map(|worker| (self.peers_at(worker), self.rooms_at(worker).count(), worker))
            .filter(|(_, rooms, _)| *rooms < ROOMS_MAX)
            .min()
            .map(|(_, _, worker)| worker)?;
        let peers = BTreeSet::new();
        self.rooms.insert(room, Room { worker, peers });
        Some(worker)
    }

    /// Forgets the room and all in it; returns its worker.
    pub(crate) fn close_room(&mut self, room: RoomId) -> Option<usize> {
        let closed = self.rooms.remove(&room)?;
        for peer in closed.peers {
            self.peers.remove(&peer);
        }
        Some(closed.worker)
    }

    /// Takes note of an offer and says where it goes.
    pub(crate) fn join(&mut self, request: RequestId, room: RoomId, peer: PeerId) -> Join {
        let Some(to) = self.rooms.get(&room).map(|room| room.worker) else {
            return Join::NoSuchRoom;
        };
        let former = self.worker_of(peer);
        let here = self.peers.get(&peer).is_some_and(|seat| seat.room == room);
        if !here && self.peers_at(to) >= PEERS_MAX {
            return Join::Full;
        }
        if !here {
            self.forget(peer);
        }
        let seat = self.peers.entry(peer).or_insert_with(|| {
            self.stays += 1;
            Peer {
                room,
                stay: self.stays,
                offers: 0,
                present: false,
                showing: BTreeMap::new(),
            }
        });
        seat.offers += 1;
        let offer = Offer {
            worker: to,
            peer,
            stay: seat.stay,
        };
        self.offers.insert(request, offer);
        if let Some(room) = self.rooms.get_mut(&room) {
            room.peers.insert(peer);
        }
        match former.filter(|_| !here) {
            Some(from) => Join::Moved { from, to },
            None => Join::Worker(to),
        }
    }

    /// Takes note of the answer to an offer.
    pub(crate) fn answered(&mut self, request: RequestId, accepted: bool) {
        let Some(Offer { peer, stay, .. }) = self.offers.remove(&request) else {
            return;
        };
        let Some(seat) = self.peers.get_mut(&peer).filter(|seat| seat.stay == stay) else {
            return;
        };
        seat.offers -= 1;
        seat.present |= accepted;
        if seat.offers == 0 && !seat.present {
            self.forget(peer);
        }
    }

    /// Takes note that a worker says the peer has left the room.
    pub(crate) fn left(&mut self, worker: usize, room: RoomId, peer: PeerId) {
        if self.worker_of(peer) != Some(worker) {
            return;
        }
        let Some(seat) = self.peers.get_mut(&peer).filter(|seat| seat.room == room) else {
            return;
        };
        seat.present = false;
        seat.showing.clear();
        if seat.offers == 0 {
            self.forget(peer);
        }
    }

    /// Takes note of what a slot shows.
    pub(crate) fn shows(&mut self, peer: PeerId, mid: &str, source: Option<TrackRef>) {
        let Some(seat) = self.peers.get_mut(&peer) else {
            return;
        };
        if let Some(shown) = seat.showing.get_mut(mid) {
            *shown = source;
        } else if seat.showing.len() < SLOTS_MAX {
            seat.showing.insert(mid.to_owned(), source);
        }
    }

    /// What every slot of every peer shows.
    pub(crate) fn showing(&self) -> impl Iterator<Item = (PeerId, &str, Option<TrackRef>)> {
        self.peers.iter().flat_map(|(peer, seat)| {
            let slots = seat.showing.iter();
            slots.map(|(mid, source)| (*peer, mid.as_str(), *source))
        })
    }

    /// Forgets a peer; returns the worker it was at.
    pub(crate) fn forget(&mut self, peer: PeerId) -> Option<usize> {
        let worker = self.worker_of(peer);
        if let Some(seat) = self.peers.remove(&peer)
            && let Some(room) = self.rooms.get_mut(&seat.room)
        {
            room.peers.remove(&peer);
        }
        worker
    }

    /// The worker a peer is at.
    pub(crate) fn worker_of(&self, peer: PeerId) -> Option<usize> {
        let seat = self.peers.get(&peer)?;
        self.rooms.get(&seat.room).map(|room| room.worker)
    }

    /// The worker a room is at.
    pub(crate) fn worker_of_room(&self, room: RoomId) -> Option<usize> {
        self.rooms.get(&room).map(|room| room.worker)
    }

    /// Forgets every peer of a worker that begins anew; returns those that were present. Its rooms
    /// stay its own.
    pub(crate) fn empty_worker(&mut self, worker: usize) -> Vec<(RoomId, PeerId)> {
        let gone: Vec<PeerId> = self
            .rooms
            .values()
            .filter(|room| room.worker == worker)
            .flat_map(|room| room.peers.iter().copied())
            .collect();
        self.offers.retain(|_, offer| offer.worker != worker);
        let mut were_present = Vec::new();
        for peer in gone {
            if let Some(seat) = self.peers.get(&peer).filter(|seat| seat.present) {
                were_present.push((seat.room, peer));
            }
            self.forget(peer);
        }
        were_present
    }

    /// The rooms of a worker.
    pub(crate) fn rooms_at(&self, worker: usize) -> impl Iterator<Item = RoomId> {
        self.rooms
            .iter()
            .filter(move |(_, room)| room.worker == worker)
            .map(|(id, _)| *id)
    }

    fn peers_at(&self, worker: usize) -> usize {
        self.rooms
            .values()
            .filter(|room| room.worker == worker)
            .map(|room| room.peers.len())
            .sum()
    }
}
