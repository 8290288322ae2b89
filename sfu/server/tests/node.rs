//! A whole node, over its two queues and its media port.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, RngCore, SeedableRng};
use sfu_server::{Guard, NodeConfig, StartError, start};
use sfu_wire::{Counters, FromNode, PeerId, Refusal, RequestId, RoomId, ToNode, VERSION};
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::timeout;

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn config() -> NodeConfig {
    NodeConfig {
        bind: LOOPBACK,
        base_port: 0,
        workers: 2,
        advertise: Vec::new(),
        tcp_port: None,
    }
}

struct Linked {
    media: Vec<SocketAddr>,
    commands: Sender<ToNode>,
    frames: Receiver<FromNode>,
    _guard: Guard,
}

impl Linked {
    async fn start() -> Self {
        let node = start(config()).unwrap();
        let media = node.media_addresses().to_vec();
        let (commands, frames, guard) = node.split();
        let mut linked = Self {
            media,
            commands,
            frames,
            _guard: guard,
        };
        linked.say(ToNode::Hello { version: VERSION }).await;
        assert!(matches!(
            linked.hear().await,
            FromNode::Hello {
                version: VERSION,
                ..
            }
        ));
        linked
    }

    async fn say(&self, command: ToNode) {
        self.commands.send(command).await.unwrap();
    }

    async fn hear(&mut self) -> FromNode {
        timeout(Duration::from_secs(20), self.frames.recv())
            .await
            .expect("the node says something in time")
            .expect("the node lives")
    }

    async fn refused(&mut self, request: u64, room: u64) -> Refusal {
        self.say(ToNode::Offer {
            request: RequestId(request),
            room: RoomId(room),
            peer: PeerId(request),
            sdp: "this is no offer".to_owned(),
            publish: Vec::new(),
        })
        .await;
        loop {
            if let FromNode::Answered {
                request: of,
                result,
            } = self.hear().await
            {
                assert_eq!(of, RequestId(request));
                return result.unwrap_err();
            }
        }
    }

    async fn counters(&mut self, wanted: impl Fn(&Counters) -> bool) -> Counters {
        loop {
            if let FromNode::Counters(counters) = self.hear().await
                && wanted(&counters)
            {
                return counters;
            }
        }
    }
}

#[tokio::test]
async fn offers_are_answered_by_the_worker_that_has_the_room() {
    let mut node = Linked::start().await;
    assert_eq!(node.refused(1, 7).await, Refusal::NoSuchRoom);
    for room in [7, 8] {
        node.say(ToNode::OpenRoom { room: RoomId(room) }).await;
        assert!(matches!(
            node.refused(room, room).await,
            Refusal::Malformed { .. }
        ));
    }
    let counters = node.counters(|counters| counters.rooms == 2).await;
    assert_eq!(counters.peers, 0);
    node.say(ToNode::CloseRoom { room: RoomId(7) }).await;
    node.counters(|counters| counters.rooms == 1).await;
}

#[tokio::test]
async fn datagrams_of_strangers_are_counted_and_disturb_nothing() {
    let mut node = Linked::start().await;
    let mut random = StdRng::seed_from_u64(20_191_114);
    let stranger = UdpSocket::bind((LOOPBACK, 0)).unwrap();
    let mut sent_bytes = 0;
    for i in 0..2000 {
        let mut datagram = vec![0; random.random_range(1..1500)];
        random.fill_bytes(&mut datagram);
        // Every first byte that means something to some protocol (RFC 7983 §7), and none.
        datagram[0] = u8::try_from(i % 256).unwrap();
        sent_bytes += datagram.len() as u64;
        let to = node.media[i % node.media.len()];
        assert_eq!(stranger.send_to(&datagram, to).unwrap(), datagram.len());
        // The socket's buffer is bounded; let the workers catch up now and then.
        if i % 100 == 99 {
            let expected = i as u64 + 1;
            let fill = u64::try_from(i).unwrap();
            assert_eq!(node.refused(fill, 99).await, Refusal::NoSuchRoom);
            if i == 1999 {
                let counters = node.counters(|c| c.datagrams_in == expected).await;
                assert_eq!(counters.bytes_in, sent_bytes);
                let dropped = counters.dropped_unknown
                    + counters.dropped_unvalidated
                    + counters.dropped_malformed
                    + counters.dropped_unauthentic;
                assert_eq!(dropped, expected, "{counters:?}");
                assert_eq!(counters.datagrams_out, 0, "nobody is answered");
            }
        }
    }
    node.say(ToNode::OpenRoom { room: RoomId(7) }).await;
    assert!(matches!(
        node.refused(1, 7).await,
        Refusal::Malformed { .. }
    ));
}

#[tokio::test]
async fn a_node_ends_when_its_guard_is_dropped() {
    let Linked {
        mut frames,
        media,
        _guard,
        commands: _commands,
    } = Linked::start().await;
    drop(_guard);
    while frames.recv().await.is_some() {}
    for address in media {
        UdpSocket::bind(address).expect("its ports are free again");
    }
}

#[test]
fn workers_have_the_ports_after_the_base_port() {
    // A free port whose successor is free too; another process may take either, hence several.
    for _ in 0..20 {
        let probe = UdpSocket::bind((LOOPBACK, 0)).unwrap();
        let base_port = probe.local_addr().unwrap().port();
        drop(probe);
        let config = NodeConfig {
            base_port,
            ..config()
        };
        if let Ok(node) = start(config) {
            let ports: Vec<u16> = node.media_addresses().iter().map(|a| a.port()).collect();
            assert_eq!(ports, [base_port, base_port + 1]);
            return;
        }
    }
    panic!("no two ports in a row were free");
}

#[test]
fn a_node_that_cannot_start_says_which_port_or_limit() {
    let taken = UdpSocket::bind((LOOPBACK, 0)).unwrap();
    let address = taken.local_addr().unwrap();
    let on_taken = NodeConfig {
        base_port: address.port(),
        ..config()
    };
    let error = start(on_taken).unwrap_err();
    assert!(matches!(error, StartError::Port { address: at, .. } if at == address));
    assert!(error.to_string().contains(&address.to_string()));

    let too_high = NodeConfig {
        base_port: u16::MAX,
        ..config()
    };
    // Port 65535 may be taken on its own account; the second worker has none in either case.
    assert!(matches!(
        start(too_high).unwrap_err(),
        StartError::BasePortTooHigh { .. } | StartError::Port { .. }
    ));
    let too_many = NodeConfig {
        workers: 100_000,
        ..config()
    };
    assert!(matches!(
        start(too_many).unwrap_err(),
        StartError::TooManyWorkers { .. }
    ));
}

#[test]
fn given_addresses_are_advertised_with_the_workers_ports() {
    let public: IpAddr = "203.0.113.7".parse().unwrap();
    let node = start(NodeConfig {
        advertise: vec![public],
        tcp_port: None,
        ..config()
    })
    .unwrap();
    assert_eq!(node.media_addresses().len(), 2);
    assert!(node.media_addresses().iter().all(|a| a.ip() == public));
}
