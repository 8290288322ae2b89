//! One worker's media plane: its rooms, peers, tracks and timers, without a socket or a clock.
//!
//! - told things: [`Worker::handle_command`], [`Worker::handle_datagram`],
//!   [`Worker::handle_timeout`]
//! - asked things: [`Worker::forward`] after each of those (what leaves now), then
//!   [`Worker::poll_event`] until it is empty, then [`Worker::poll_timeout`]

mod allocating;
mod attending;
mod demanding;
mod joining;
mod keeping;
mod listening;
mod measuring;
mod pacing;
mod receiving;
mod reporting;
mod showing;
mod wheel;

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand::rngs::StdRng;
use sfu_wire::{Counters, Fact, PeerId, RoomId, TrackRef};
use thunderdome::{Arena, Index};

use crate::allocate::Demand;
use crate::egress::outbox::Outbox;
use crate::egress::pace::Pace;
use crate::forward::path::Path;
use crate::ingress::track::Track;
use crate::peer::Peer;
use crate::{Command, Egress, Event, Identity};
pub(crate) use wheel::Step;
use wheel::Wheel;

/// Most events waiting to be polled; the server polls after every batch.
const EVENTS_MAX: usize = 65_536;

/// What is due may wait this long for a datagram to wake the worker anyway.
const SLACK: Duration = Duration::from_millis(10);

/// How a worker is set up.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// Addresses written into answers, the preferred one first.
    pub candidates: Vec<SocketAddr>,
    /// Addresses of the TCP door (RFC 6544 §4.5), written into answers after them.
    pub tcp_candidates: Vec<SocketAddr>,
    /// Datagrams from here were carried over TCP.
    pub carried_from: IpAddr,
    /// Most peers at once.
    pub peers_max: usize,
    /// Most rooms at once.
    pub rooms_max: usize,
}

/// A room.
#[derive(Debug, Default)]
struct Room {
    members: Vec<Index>,
    /// The pictures that are about to be cut to.
    warm: Vec<TrackRef>,
    /// Who speaks, as the control plane was told.
    loudest: Vec<PeerId>,
}

/// One worker's rooms, peers and timers.
pub struct Worker {
    config: WorkerConfig,
    identity: Identity,
    rng: StdRng,
    /// Times on the wire count from here.
    start: Instant,
    rooms: HashMap<RoomId, Room>,
    peers: Arena<Peer>,
    peer_ids: HashMap<PeerId, Index>,
    /// Names a peer in connectivity checks.
    ufrags: HashMap<String, Index>,
    /// Addresses that ICE has validated.
    addresses: HashMap<SocketAddr, Index>,
    tracks: Arena<Track>,
    track_refs: HashMap<TrackRef, Index>,
    /// Tracks with packets not yet forwarded.
    touched: Vec<Index>,
    /// Peers for whom something waits.
    paced: Vec<Index>,
    /// Their next turns are not before this.
    turns_at: Instant,
    /// What the peer at hand demands; kept for its memory.
    demands: Vec<Demand>,
    outbox: Outbox,
    events: VecDeque<Event>,
    counters: Counters,
    /// Who wants attention when.
    wheel: Wheel,
    /// Those who want it now; kept for its memory.
    due: Vec<Index>,
    beat_at: Instant,
    beats: u32,
}

impl Worker {
    /// A worker without rooms. `seed` feeds every random number it draws; DTLS draws its own from
    /// the cryptography library.
    #[must_use]
    pub fn new(config: WorkerConfig, identity: Identity, seed: [u8; 32], now: Instant) -> Self {
        Self {
            config,
            identity,
            rng: StdRng::from_seed(seed),
            start: now,
            rooms: HashMap::new(),
            peers: Arena::new(),
            peer_ids: HashMap::new(),
            ufrags: HashMap::new(),
            addresses: HashMap::new(),
            tracks: Arena::new(),
            track_refs: HashMap::new(),
            touched: Vec::new(),
            paced: Vec::new(),
            turns_at: now,
            demands: Vec::new(),
            outbox: Outbox::default(),
            events: VecDeque::new(),
            counters: Counters::default(),
            wheel: Wheel::new(now),
            due: Vec::new(),
            beat_at: now,
            beats: 0,
        }
    }

    /// Carries out a command. Commands about rooms or peers that are gone have no effect.
    pub fn handle_command(&mut self, now: Instant, command: Command) {
        match command {
            Command::OpenRoom { room } => self.open_room(room),
            Command::CloseRoom { room } => self.close_room(now, room),
            Command::Offer {
                request,
                room,
                peer,
                sdp,
                publish,
            } => {
                let result = self.answer(now, room, peer, &sdp, &publish);
                self.push_event(Event::Answered { request, result });
            }
            Command::Leave { peer } => {
                if let Some(key) = self.peer_ids.get(&peer).copied() {
                    self.remove_peer(now, key);
                }
            }
            Command::Show { peer, slots } => self.show(now, peer, slots),
            Command::Admit { track, open } => self.admit(track, open),
            Command::Warm { room, tracks } => self.warm(now, room, tracks),
        }
    }

    /// Takes a datagram in. It is unprotected in place; its media is collected until
    /// [`Self::forward`].
    pub fn handle_datagram(&mut self, now: Instant, from: SocketAddr, datagram: &mut [u8]) {
        self.receive(now, from, datagram);
    }

    /// Lets time pass.
    pub fn handle_timeout(&mut self, now: Instant) {
        let mut due = std::mem::take(&mut self.due);
        self.wheel.take_due(now, &mut due);
        for key in due.drain(..) {
            self.attend(now, key);
        }
        self.due = due;
        if now >= self.beat_at {
            self.beat(now);
        }
    }

    /// When [`Self::handle_timeout`] is wanted at the latest; `None` while nobody is here. Called
    /// sooner, it does what is due by then, which spares waking up for that alone.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let beat = (!self.peers.is_empty()).then_some(self.beat_at);
        let due = [beat, self.wheel.next()].into_iter().flatten().min();
        [due.map(|due| due + SLACK), self.next_turns()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Hands over everything that has to leave now: media first, subscriber by subscriber, so
    /// that what goes to one address lies together, then reports and answers.
    pub fn forward<E: Egress>(&mut self, now: Instant, egress: &mut E) {
        self.give_turns(now, egress);
        let mut touched = std::mem::take(&mut self.touched);
        for key in touched.drain(..) {
            self.fan_out(now, key, egress);
        }
        self.touched = touched;
        self.outbox.flush(egress);
    }

    /// The next thing to tell.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Counters since the start. Datagrams and bytes are the server's to count.
    #[must_use]
    pub fn counters(&self) -> Counters {
        Counters {
            rooms: self.rooms.len() as u64,
            peers: self.peers.len() as u64,
            dropped_over_limit: self.counters.dropped_over_limit + self.outbox.dropped(),
            ..self.counters
        }
    }

    fn fan_out<E: Egress>(&mut self, now: Instant, key: Index, egress: &mut E) {
        let Some(track) = self.tracks.get_mut(key) else {
            return;
        };
        let subscribers = std::mem::take(&mut track.subscribers);
        let mut switched = false;
        if let Some(track) = self.tracks.get(key) {
            for subscriber in &subscribers {
                let Some(peer) = self.peers.get_mut(subscriber.peer) else {
                    continue;
                };
                let (Some(to), Some(srtp)) = (peer.ice.selected(), &mut peer.srtp) else {
                    continue;
                };
                let Some(slot) = peer.slots.get_mut(subscriber.slot) else {
                    continue;
                };
                let before = slot.active;
                let mut path = Path {
                    to,
                    srtp,
                    pace: peer.pace.as_mut(),
                    slot: subscriber.slot,
                };
                let sent = slot.forward(now, key, track, &mut path, egress);
                self.counters.packets_forwarded += sent;
                switched |= slot.active != before;
                let waits = |pace: &Pace| pace.poll_timeout().is_some();
                if !peer.is_paced && peer.pace.as_ref().is_some_and(waits) {
                    peer.is_paced = true;
                    self.paced.push(subscriber.peer);
                }
            }
        }
        if let Some(track) = self.tracks.get_mut(key) {
            track.subscribers = subscribers;
            track.fresh.clear();
        }
        if switched {
            self.tell_switches(now, key);
        }
    }

    fn push_event(&mut self, event: Event) {
        if self.events.len() < EVENTS_MAX {
            self.events.push_back(event);
        } else {
            self.counters.dropped_over_limit += 1;
        }
    }

    fn push_fact(&mut self, fact: Fact) {
        self.push_event(Event::Fact(fact));
    }
}
