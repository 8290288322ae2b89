//! One worker of the media core, its clients, and the network between them.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sfu_core::{Command, Egress, Event, Identity, Worker, WorkerConfig};
use sfu_wire::{
    Fact, FromNode, Layer, Purpose, RequestId, RoomId, SlotSource, TrackKind, TrackRef,
};

use crate::client::{Client, ClientSetup};
use crate::network::{Line, Link, Network};

const ROOM: RoomId = RoomId(1);

/// Seeds a world; printed by tests that fail, so that the failure comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorldSeed(pub u64);

/// The world.
pub struct World {
    /// The clock.
    pub now: Instant,
    /// The media core.
    pub worker: Worker,
    /// Everybody in the room.
    pub clients: Vec<Client>,
    /// Facts the core told.
    pub facts: Vec<Fact>,
    seed: WorldSeed,
    network: Network,
    /// Each client's way to the core and back, by its place.
    ways: Vec<Way>,
    server: SocketAddr,
    by_address: HashMap<SocketAddr, usize>,
}

/// A client's way to the core (up) and back (down).
struct Way {
    up: (Link, Line),
    down: (Link, Line),
}

struct Outgoing<'a> {
    now: Instant,
    network: &'a mut Network,
    ways: &'a mut [Way],
    by_address: &'a HashMap<SocketAddr, usize>,
    server: SocketAddr,
}

impl Egress for Outgoing<'_> {
    fn send(&mut self, to: SocketAddr, len_max: usize, write: impl FnOnce(&mut [u8]) -> usize) {
        let mut buffer = vec![0; len_max];
        let len = write(&mut buffer);
        let way = self
            .by_address
            .get(&to)
            .and_then(|place| self.ways.get_mut(*place));
        if let Some(Way {
            down: (link, line), ..
        }) = way.filter(|_| len > 0)
        {
            let arrivals = line.pass(self.now, link, len);
            self.network
                .send(arrivals, (self.server, to), &buffer[..len]);
        }
    }
}

impl World {
    /// An empty room with clean links.
    ///
    /// # Panics
    /// When the cryptography library fails.
    #[must_use]
    pub fn new(now: Instant, seed: WorldSeed) -> Self {
        let server: SocketAddr = ([10, 255, 0, 1], 40_000).into();
        let config = WorkerConfig {
            candidates: vec![server],
            tcp_candidates: Vec::new(),
            carried_from: [127, 0, 0, 2].into(),
            peers_max: 4096,
            rooms_max: 16,
        };
        let identity = Identity::generate().expect("an identity");
        let mut worker = Worker::new(config, identity, [seed.0 as u8; 32], now);
        worker.handle_command(now, Command::OpenRoom { room: ROOM });
        Self {
            now,
            worker,
            clients: Vec::new(),
            facts: Vec::new(),
            seed,
            network: Network::default(),
            ways: Vec::new(),
            server,
            by_address: HashMap::new(),
        }
    }

    /// Lets a client join; returns its place in [`Self::clients`].
    ///
    /// # Panics
    /// When the core refuses its offer.
    pub fn join(&mut self, setup: ClientSetup) -> usize {
        let place = self.clients.len();
        let mut client = Client::new(place as u16 + 1, self.server, setup);
        let (sdp, publish) = client.offer();
        self.command(Command::Offer {
            request: RequestId(place as u64),
            room: ROOM,
            peer: client.id,
            sdp,
            publish,
        });
        let answer = loop {
            match self.worker.poll_event() {
                Some(Event::Answered { result, .. }) => break result.expect("an answer"),
                Some(Event::Fact(fact)) => self.facts.push(fact),
                Some(Event::Showing { .. } | Event::Say(_)) => {}
                None => panic!("no answer"),
            }
        };
        client.accept(self.now, &answer.sdp);
        let seed = self.seed.0.wrapping_mul(1 << 20) + 2 * place as u64;
        self.ways.push(Way {
            up: (Link::CLEAN, Line::new(seed)),
            down: (Link::CLEAN, Line::new(seed + 1)),
        });
        self.by_address.insert(client.address, place);
        self.clients.push(client);
        place
    }

    /// From now on everybody's way to the core is like this.
    pub fn set_uplinks(&mut self, link: Link) {
        for way in &mut self.ways {
            way.up.0 = link;
        }
    }

    /// From now on the way from the core to everybody is like this.
    pub fn set_downlinks(&mut self, link: Link) {
        for way in &mut self.ways {
            way.down.0 = link;
        }
    }

    /// From now on the way of client `place` is like this, to the core (`up`) and back (`down`).
    pub fn set_links(&mut self, place: usize, up: Link, down: Link) {
        let way = &mut self.ways[place];
        way.up.0 = up;
        way.down.0 = down;
    }

    /// Puts the camera of client `source` behind slot `slot` of client `place`, as its stage.
    pub fn show(&mut self, place: usize, slot: usize, source: Option<usize>, layer_max: Layer) {
        let source = source.map(|source| self.camera(source));
        self.fill(
            place,
            SlotSource {
                mid: Client::picture_mid(slot),
                source,
                purpose: Purpose::Stage,
                layer_max,
                height_px: 1080,
            },
        );
    }

    /// Puts the camera of client `source` behind slot `slot` of client `place`, as a tile of a wall.
    pub fn show_tile(&mut self, place: usize, slot: usize, source: usize) {
        let source = Some(self.camera(source));
        self.fill(
            place,
            SlotSource {
                mid: Client::picture_mid(slot),
                source,
                purpose: Purpose::Tile,
                layer_max: Layer::Low,
                height_px: 154,
            },
        );
    }

    fn camera(&self, place: usize) -> TrackRef {
        TrackRef {
            peer: self.clients[place].id,
            kind: TrackKind::Camera,
        }
    }

    fn fill(&mut self, place: usize, slot: SlotSource) {
        self.command(Command::Show {
            peer: self.clients[place].id,
            slots: vec![slot],
        });
    }

    /// Puts the microphone of client `source` behind sound slot `slot` of client `place`.
    pub fn hear(&mut self, place: usize, slot: usize, source: usize) {
        let track = TrackRef {
            peer: self.clients[source].id,
            kind: TrackKind::Microphone,
        };
        self.fill(
            place,
            SlotSource {
                mid: Client::sound_mid(slot),
                source: Some(track),
                purpose: Purpose::Sound,
                layer_max: Layer::High,
                height_px: 0,
            },
        );
    }

    /// Gives the core a command.
    pub fn command(&mut self, command: Command) {
        self.worker.handle_command(self.now, command);
        self.forward();
    }

    /// Lets `span` pass.
    pub fn run(&mut self, span: Duration) {
        let until = self.now + span;
        self.run_while(until, |_| true);
        self.now = until;
    }

    /// Lets time pass until `done`, at most `span`. True if it came to that.
    pub fn run_until(&mut self, span: Duration, mut done: impl FnMut(&Self) -> bool) -> bool {
        let until = self.now + span;
        self.run_while(until, |world| !done(world));
        done(self)
    }

    fn run_while(&mut self, until: Instant, mut wanted: impl FnMut(&Self) -> bool) {
        while wanted(self) {
            let next = self
                .clients
                .iter()
                .filter_map(Client::poll_timeout)
                .chain(self.network.next_arrival())
                .chain(self.worker.poll_timeout())
                .min();
            match next {
                Some(next) if next <= until => self.now = self.now.max(next),
                _ => return,
            }
            self.step();
        }
    }

    /// Handles everything due now.
    fn step(&mut self) {
        let now = self.now;
        while let Some((from, to, mut bytes)) = self.network.arrive(now) {
            if to == self.server {
                self.worker.handle_datagram(now, from, &mut bytes);
            } else if let Some(place) = self.by_address.get(&to).copied() {
                let mut send = Vec::new();
                self.clients[place].handle_datagram(now, &bytes, &mut send);
                self.send(place, &send);
            }
        }
        for place in 0..self.clients.len() {
            if self.clients[place]
                .poll_timeout()
                .is_some_and(|at| at <= now)
            {
                let mut send = Vec::new();
                self.clients[place].handle_timeout(now, &mut send);
                self.send(place, &send);
            }
        }
        self.worker.handle_timeout(now);
        self.forward();
        while let Some(event) = self.worker.poll_event() {
            match event {
                Event::Fact(fact) => self.facts.push(fact),
                Event::Say(word) => self.hear_node(word),
                Event::Answered { .. } | Event::Showing { .. } => {}
            }
        }
    }

    /// Does what the control plane and the pages would.
    fn hear_node(&mut self, word: FromNode) {
        let FromNode::Wanted { track, low, high } = word else {
            return;
        };
        let publisher = self
            .clients
            .iter_mut()
            .find(|client| client.id == track.peer);
        if let Some(client) = publisher.filter(|_| track.kind == TrackKind::Camera) {
            client.send_layer(Layer::Low, low);
            client.send_layer(Layer::High, high);
        }
    }

    fn send(&mut self, place: usize, datagrams: &[Vec<u8>]) {
        let ends = (self.clients[place].address, self.server);
        let (link, line) = &mut self.ways[place].up;
        for datagram in datagrams {
            let arrivals = line.pass(self.now, link, datagram.len());
            self.network.send(arrivals, ends, datagram);
        }
    }

    fn forward(&mut self) {
        self.worker.forward(
            self.now,
            &mut Outgoing {
                now: self.now,
                network: &mut self.network,
                ways: &mut self.ways,
                by_address: &self.by_address,
                server: self.server,
            },
        );
    }
}
