//! What it costs to forward a packet, next to the least it could cost.
//!
//! One publisher, 33 subscribers, connected through real ICE, DTLS and SRTP handshakes. Every
//! frame of the publisher goes through the real core and out of a real socket to 33 loopback
//! sockets. Two bare loops then do only what cannot be left out, in the same run, on packets of the
//! same sizes in the same batches: AES-128-GCM over every packet, and the send, once by plain
//! `sendmmsg` and once as the server sends, by `sendmmsg` with UDP segmentation.
//!
//! Counted are the thread's own CPU time, user and kernel (the loopback's receive side runs in the
//! sender's time), and calls of the allocator.
#![expect(
    clippy::indexing_slicing,
    reason = "a benchmark may panic where its own bookkeeping is wrong"
)]

use std::alloc::System;
use std::io::{IoSlice, Write};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use nix::time::{ClockId, clock_gettime};
use rustix::net::{MMsgHdr, SendAncillaryBuffer, SendFlags, SocketAddrAny, sendmmsg};
use sfu_core::Egress;
use sfu_server::Outgoing;
use sfu_wire::Layer;
use sim::{ClientSetup, World, WorldSeed, start_of_time};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const SUBSCRIBERS: usize = 33;
/// Packets of a frame: 1.5 Mb/s at 25 frames a second.
const FRAME_PACKETS: u8 = 6;
/// Length of a packet on the wire, without UDP and IP, in bytes.
const PACKET_LEN: usize = 1200;
const HEADER_LEN: usize = 12;
const TAG_LEN: usize = 16;
const FRAMES: usize = 2000;
const WARM_UP_FRAMES: usize = 100;
/// The sim's clients make ten frames a second.
const FRAME_EVERY: Duration = Duration::from_millis(100);
const MESSAGES_MAX: usize = 64;

fn main() {
    let mut bench = Bench::new();
    let mut totals = [Total::default(); 3];
    for frame in 0..WARM_UP_FRAMES + FRAMES {
        let round = bench.frame();
        if frame >= WARM_UP_FRAMES {
            for (total, cost) in totals.iter_mut().zip(round) {
                total.add(&cost);
            }
        }
    }
    report(&totals).expect("standard output takes the table");
    assert_eq!(totals[0].allocations, 0, "forwarding allocates nothing");
}

/// What one way of sending cost.
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    packets: u64,
    cpu: Duration,
    allocations: usize,
}

impl Total {
    fn add(&mut self, other: &Self) {
        self.packets += other.packets;
        self.cpu += other.cpu;
        self.allocations += other.allocations;
    }

    fn ns_per_packet(&self) -> f64 {
        self.cpu.as_nanos() as f64 / self.packets as f64
    }
}

/// Runs `work`, which sends the packets it returns.
fn measure(work: impl FnOnce() -> u64) -> Total {
    let allocator = Region::new(ALLOCATOR);
    let before = cpu_time();
    let packets = work();
    let cpu = cpu_time() - before;
    let change = allocator.change();
    Total {
        packets,
        cpu,
        allocations: change.allocations + change.reallocations,
    }
}

fn cpu_time() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)
        .expect("the thread's clock")
        .into()
}

struct Bench {
    world: World,
    receivers: Vec<UdpSocket>,
    addresses: Vec<SocketAddr>,
    outgoing: Outgoing,
    floor: Floor,
    segmented: Outgoing,
}

impl Bench {
    fn new() -> Self {
        let receivers: Vec<UdpSocket> = (0..SUBSCRIBERS).map(|_| loopback()).collect();
        let addresses: Vec<SocketAddr> = receivers
            .iter()
            .map(|socket| socket.local_addr().expect("an address"))
            .collect();
        Self {
            world: connected_room(),
            floor: Floor::new(&addresses),
            receivers,
            addresses,
            outgoing: Outgoing::new(Arc::new(loopback()), false),
            segmented: Outgoing::new(Arc::new(loopback()), false),
        }
    }

    /// Sends one frame in each way.
    fn frame(&mut self) -> [Total; 3] {
        self.world.now += FRAME_EVERY;
        let now = self.world.now;
        let publisher = &mut self.world.clients[0];
        let from = publisher.address;
        let mut datagrams = Vec::new();
        publisher.handle_timeout(now, &mut datagrams);
        // RFC 7983 §7: RTP begins with 128 to 191; the publisher's consent checks do not.
        let (mut datagrams, checks): (Vec<_>, Vec<_>) = datagrams
            .into_iter()
            .partition(|datagram: &Vec<u8>| (128..192).contains(&datagram[0]));
        self.keep_alive(checks);

        let worker = &mut self.world.worker;
        let mut egress = ToLoopback {
            outgoing: &mut self.outgoing,
            addresses: &self.addresses,
        };
        let sent_before = egress.outgoing.counters().datagrams_out;
        let forwarded = measure(|| {
            for datagram in &mut datagrams {
                worker.handle_datagram(now, from, datagram);
            }
            worker.forward(now, &mut egress);
            egress.outgoing.flush();
            egress.outgoing.counters().datagrams_out - sent_before
        });
        let delivered = self.drain();
        assert_eq!(forwarded.packets, delivered, "every packet arrives");
        let wanted = SUBSCRIBERS as u64 * u64::from(FRAME_PACKETS);
        assert_eq!(forwarded.packets, wanted, "every subscriber gets the frame");

        let floor = &mut self.floor;
        let plain = measure(|| floor.send_plain());
        assert_eq!(self.drain(), wanted);
        let floor = &mut self.floor;
        let segmented = &mut self.segmented;
        let gso = measure(|| floor.send_segmented(segmented));
        assert_eq!(self.drain(), wanted);
        [forwarded, plain, gso]
    }

    /// What clients and time do beside the media, outside the measurement.
    fn keep_alive(&mut self, publishers: Vec<Vec<u8>>) {
        let now = self.world.now;
        let from = self.world.clients[0].address;
        for mut datagram in publishers {
            self.world.worker.handle_datagram(now, from, &mut datagram);
        }
        for client in self.world.clients.iter_mut().skip(1) {
            let mut datagrams = Vec::new();
            client.handle_timeout(now, &mut datagrams);
            for datagram in &mut datagrams {
                let from = client.address;
                self.world.worker.handle_datagram(now, from, datagram);
            }
        }
        self.world.worker.handle_timeout(now);
        let mut egress = ToLoopback {
            outgoing: &mut self.outgoing,
            addresses: &self.addresses,
        };
        self.world.worker.forward(now, &mut egress);
        self.outgoing.flush();
        while self.world.worker.poll_event().is_some() {}
        self.drain();
    }

    /// Takes everything that has arrived and counts it.
    fn drain(&self) -> u64 {
        let mut datagram = [0; 2048];
        let mut arrived = 0;
        for receiver in &self.receivers {
            while receiver.recv(&mut datagram).is_ok() {
                arrived += 1;
            }
        }
        arrived
    }
}

/// A room whose subscribers all show the publisher's high layer.
fn connected_room() -> World {
    let mut world = World::new(start_of_time(), WorldSeed(1));
    let publisher = world.join(ClientSetup {
        publishes: true,
        slots: 0,
        high_packets: FRAME_PACKETS,
        payload_len: PACKET_LEN - HEADER_LEN - TAG_LEN,
        ..ClientSetup::default()
    });
    let subscribers: Vec<usize> = (0..SUBSCRIBERS)
        .map(|_| {
            world.join(ClientSetup {
                publishes: false,
                ..ClientSetup::default()
            })
        })
        .collect();
    let connected = world.run_until(Duration::from_secs(10), |world| {
        world.clients.iter().all(|client| client.is_connected())
    });
    assert!(connected, "every client connects");
    world.run(Duration::from_secs(1));
    for subscriber in subscribers {
        world.show(subscriber, 0, Some(publisher), Layer::High);
    }
    world.run(Duration::from_secs(2));
    world
}

/// The server's own way out, with the room's addresses replaced by loopback sockets.
struct ToLoopback<'a> {
    outgoing: &'a mut Outgoing,
    addresses: &'a [SocketAddr],
}

impl Egress for ToLoopback<'_> {
    fn send(&mut self, to: SocketAddr, len_max: usize, write: impl FnOnce(&mut [u8]) -> usize) {
        // The publisher is client 1, the subscribers are the ones after it.
        let SocketAddr::V4(v4) = to else { return };
        let client = usize::from(v4.ip().octets()[3]);
        if let Some(to) = client.checked_sub(2).and_then(|i| self.addresses.get(i)) {
            self.outgoing.send(*to, len_max, write);
        }
    }
}

/// What no server can leave out.
struct Floor {
    socket: UdpSocket,
    addresses: Vec<SocketAddr>,
    written: Vec<SocketAddrAny>,
    keys: Vec<LessSafeKey>,
    payload: Vec<u8>,
    packets: Vec<[u8; PACKET_LEN]>,
    sequence: u64,
}

impl Floor {
    fn new(addresses: &[SocketAddr]) -> Self {
        let keys = (0..SUBSCRIBERS)
            .map(|i| {
                let key = UnboundKey::new(&AES_128_GCM, &[i as u8; 16]).expect("a key");
                LessSafeKey::new(key)
            })
            .collect();
        Self {
            socket: loopback(),
            addresses: addresses.to_vec(),
            written: addresses.iter().copied().map(Into::into).collect(),
            keys,
            payload: vec![7; PACKET_LEN - HEADER_LEN - TAG_LEN],
            packets: vec![[0; PACKET_LEN]; SUBSCRIBERS * usize::from(FRAME_PACKETS)],
            sequence: 0,
        }
    }

    /// Seals every packet of a frame for every subscriber, then sends them by plain `sendmmsg`.
    fn send_plain(&mut self) -> u64 {
        let frame = usize::from(FRAME_PACKETS);
        for (key, packets) in self.keys.iter().zip(self.packets.chunks_mut(frame)) {
            for packet in packets {
                self.sequence += 1;
                seal(key, self.sequence, &self.payload, packet);
            }
        }
        let mut sent = 0;
        while sent < self.packets.len() {
            let batch = sent..self.packets.len().min(sent + MESSAGES_MAX);
            let slices: arrayvec::ArrayVec<[IoSlice<'_>; 1], MESSAGES_MAX> = self.packets
                [batch.clone()]
            .iter()
            .map(|packet| [IoSlice::new(packet)])
            .collect();
            let mut controls: arrayvec::ArrayVec<SendAncillaryBuffer<'_, '_, '_>, MESSAGES_MAX> =
                batch.clone().map(|_| Default::default()).collect();
            let mut messages: arrayvec::ArrayVec<MMsgHdr<'_>, MESSAGES_MAX> = batch
                .clone()
                .zip(&slices)
                .zip(&mut controls)
                .map(|((i, slices), control)| {
                    MMsgHdr::new_with_addr(&self.written[i / frame], slices, control)
                })
                .collect();
            sent += sendmmsg(self.socket.as_fd(), &mut messages, SendFlags::empty())
                .expect("the loopback takes it");
        }
        sent as u64
    }

    /// The same, sent as the server sends.
    fn send_segmented(&mut self, outgoing: &mut Outgoing) -> u64 {
        let before = outgoing.counters().datagrams_out;
        for (key, to) in self.keys.iter().zip(&self.addresses) {
            for _ in 0..FRAME_PACKETS {
                self.sequence += 1;
                outgoing.send(*to, PACKET_LEN, |packet| {
                    seal(key, self.sequence, &self.payload, packet);
                    PACKET_LEN
                });
            }
        }
        outgoing.flush();
        outgoing.counters().datagrams_out - before
    }
}

/// One packet: the payload copied behind a header, sealed (RFC 7714 §8).
fn seal(key: &LessSafeKey, sequence: u64, payload: &[u8], packet: &mut [u8]) {
    let (header, body) = packet.split_at_mut(HEADER_LEN);
    let (body, tag) = body.split_at_mut(payload.len());
    body.copy_from_slice(payload);
    header[4..].copy_from_slice(&sequence.to_be_bytes());
    let mut nonce = [0; 12];
    nonce[4..].copy_from_slice(&sequence.to_be_bytes());
    let nonce = Nonce::assume_unique_for_key(nonce);
    let sealed = key
        .seal_in_place_separate_tag(nonce, Aad::from(&*header), body)
        .expect("sealed");
    tag.copy_from_slice(sealed.as_ref());
}

fn loopback() -> UdpSocket {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
    socket.set_nonblocking(true).expect("non-blocking");
    socket
}

fn report(totals: &[Total; 3]) -> std::io::Result<()> {
    let names = [
        "forwarded: core + server's sends",
        "floor: seal + sendmmsg",
        "floor: seal + sendmmsg + GSO",
    ];
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{SUBSCRIBERS} subscribers, {FRAME_PACKETS} packets of {PACKET_LEN} bytes a frame, \
         {FRAMES} frames\n"
    )?;
    writeln!(
        out,
        "| way | CPU ns a packet | allocations a packet |\n|---|---:|---:|"
    )?;
    for (name, total) in names.iter().zip(totals) {
        let allocations = total.allocations as f64 / total.packets as f64;
        writeln!(
            out,
            "| {name} | {:.0} | {allocations:.4} |",
            total.ns_per_packet()
        )?;
    }
    let [forwarded, plain, gso] = totals.map(|total| total.ns_per_packet());
    writeln!(
        out,
        "\nforwarded / floor: {:.2} (sendmmsg), {:.2} (sendmmsg + GSO)",
        forwarded / plain,
        forwarded / gso
    )
}
