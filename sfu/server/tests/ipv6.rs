//! Pages that have IPv6 alone: a picture from one to another over `[::1]`, by UDP and by TCP.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use sfu_server::framing::{FRAME_BYTES_MAX, read_frame};
use sfu_server::{Guard, NodeConfig, start};
use sfu_wire::{
    FromNode, Layer, PeerId, Purpose, RequestId, RoomId, SlotSource, ToNode, TrackKind, TrackRef,
    VERSION,
};
use sim::{Client, ClientSetup};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::{Instant, timeout, timeout_at};

const LOOPBACK: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);
const ROOM: RoomId = RoomId(7);
const WITHIN: Duration = Duration::from_secs(20);

/// Longest a page goes without looking at its timers.
const LOOK_AT_LEAST_EVERY: Duration = Duration::from_millis(20);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Transport {
    Udp,
    Tcp,
}

/// A node that hears both families and is told to advertise `[::1]`.
struct Linked {
    commands: Sender<ToNode>,
    frames: Receiver<FromNode>,
    _guard: Guard,
}

impl Linked {
    async fn start() -> Self {
        let listener = TcpListener::bind((LOOPBACK, 0)).await.unwrap();
        let node = start(NodeConfig {
            bind: Ipv6Addr::UNSPECIFIED.into(),
            base_port: 0,
            workers: 1,
            advertise: vec![LOOPBACK],
            tcp_port: Some(listener.local_addr().unwrap().port()),
        })
        .unwrap();
        tokio::spawn(node.tcp_door().serve(listener));
        let (commands, frames, guard) = node.split();
        let linked = Self {
            commands,
            frames,
            _guard: guard,
        };
        linked.say(ToNode::Hello { version: VERSION }).await;
        linked.say(ToNode::OpenRoom { room: ROOM }).await;
        linked
    }

    async fn say(&self, command: ToNode) {
        self.commands.send(command).await.unwrap();
    }

    async fn answer(&mut self, peer: u64, client: &Client) -> String {
        let (sdp, publish) = client.offer();
        self.say(ToNode::Offer {
            request: RequestId(peer),
            room: ROOM,
            peer: PeerId(peer),
            sdp,
            publish,
        })
        .await;
        loop {
            let frame = timeout(WITHIN, self.frames.recv()).await.unwrap().unwrap();
            if let FromNode::Answered { result, .. } = frame {
                return result.unwrap().sdp;
            }
        }
    }
}

/// The address of the answer's candidate for a transport.
fn candidate(answer: &str, transport: Transport) -> SocketAddr {
    let wanted = match transport {
        Transport::Udp => "udp",
        Transport::Tcp => "tcp",
    };
    answer
        .lines()
        .filter_map(|line| line.strip_prefix("a=candidate:"))
        .map(|line| line.split(' ').collect::<Vec<_>>())
        .find(|words| words[2].eq_ignore_ascii_case(wanted))
        .map(|words| SocketAddr::new(words[4].parse().unwrap(), words[5].parse().unwrap()))
        .expect("a candidate of this transport")
}

/// A page, and the datagrams between it and the server.
struct Page {
    client: Client,
    incoming: Receiver<Vec<u8>>,
    outgoing: Sender<Vec<u8>>,
}

impl Page {
    async fn join(node: &mut Linked, peer: u64, transport: Transport, setup: ClientSetup) -> Self {
        let own = SocketAddr::new(LOOPBACK, 1_000 + u16::try_from(peer).unwrap());
        let source = u16::try_from(peer).unwrap();
        let mut client = Client::at(own, source, own, setup);
        let answer = node.answer(peer, &client).await;
        client.accept(Instant::now().into_std(), &answer);
        let server = candidate(&answer, transport);
        assert_eq!(server.ip(), LOOPBACK);
        let (incoming, outgoing) = match transport {
            Transport::Udp => by_udp(server).await,
            Transport::Tcp => by_tcp(server).await,
        };
        Self {
            client,
            incoming,
            outgoing,
        }
    }

    /// Lets the page do what is due until then.
    async fn live_until(&mut self, then: Instant) {
        let mut send = Vec::new();
        loop {
            if let Ok(Some(datagram)) = timeout_at(then, self.incoming.recv()).await {
                let now = Instant::now().into_std();
                self.client.handle_datagram(now, &datagram, &mut send);
            }
            let now = Instant::now();
            self.client.handle_timeout(now.into_std(), &mut send);
            for datagram in send.drain(..) {
                self.outgoing.send(datagram).await.unwrap();
            }
            if now >= then {
                return;
            }
        }
    }
}

async fn by_udp(server: SocketAddr) -> (Receiver<Vec<u8>>, Sender<Vec<u8>>) {
    let socket = UdpSocket::bind((LOOPBACK, 0)).await.unwrap();
    socket.connect(server).await.unwrap();
    let (arrived, incoming) = mpsc::channel(1024);
    let (outgoing, mut to_send) = mpsc::channel::<Vec<u8>>(1024);
    tokio::spawn(async move {
        let mut buffer = [0; 2048];
        loop {
            tokio::select! {
                received = socket.recv(&mut buffer) => {
                    let len = received.unwrap();
                    if arrived.send(buffer[..len].to_vec()).await.is_err() {
                        return;
                    }
                }
                datagram = to_send.recv() => match datagram {
                    Some(datagram) => drop(socket.send(&datagram).await.unwrap()),
                    None => return,
                },
            }
        }
    });
    (incoming, outgoing)
}

async fn by_tcp(server: SocketAddr) -> (Receiver<Vec<u8>>, Sender<Vec<u8>>) {
    let (mut reader, mut writer) = TcpStream::connect(server).await.unwrap().into_split();
    let (arrived, incoming) = mpsc::channel(1024);
    let (outgoing, mut to_send) = mpsc::channel::<Vec<u8>>(1024);
    tokio::spawn(async move {
        let mut frame = [0; FRAME_BYTES_MAX];
        while let Ok(Some(datagram)) = read_frame(&mut reader, &mut frame).await {
            if arrived.send(datagram.to_vec()).await.is_err() {
                return;
            }
        }
    });
    tokio::spawn(async move {
        while let Some(datagram) = to_send.recv().await {
            writer
                .write_u16(u16::try_from(datagram.len()).unwrap())
                .await
                .unwrap();
            writer.write_all(&datagram).await.unwrap();
        }
    });
    (incoming, outgoing)
}

/// One page publishes, the other sees a decoded picture.
async fn a_picture_passes(transport: Transport) {
    let mut node = Linked::start().await;
    let venue = ClientSetup::venue(Duration::from_millis(1));
    let publishing = ClientSetup { slots: 0, ..venue };
    let watching = ClientSetup {
        publishes: false,
        speaks: false,
        slots: 1,
        ..venue
    };
    let mut publisher = Page::join(&mut node, 1, transport, publishing).await;
    let mut viewer = Page::join(&mut node, 2, transport, watching).await;
    node.say(ToNode::Show {
        peer: PeerId(2),
        slots: vec![SlotSource {
            mid: Client::picture_mid(0),
            source: Some(TrackRef {
                peer: PeerId(1),
                kind: TrackKind::Camera,
            }),
            purpose: Purpose::Stage,
            layer_max: Layer::High,
            height_px: 1080,
        }],
    })
    .await;
    let deadline = Instant::now() + WITHIN;
    while viewer.client.slots[0].decoder.last.is_none() {
        assert!(Instant::now() < deadline, "nothing was decoded");
        let then = Instant::now() + LOOK_AT_LEAST_EVERY;
        tokio::join!(publisher.live_until(then), viewer.live_until(then));
    }
    assert!(publisher.client.is_connected());
}

#[tokio::test]
async fn a_picture_passes_by_udp() {
    a_picture_passes(Transport::Udp).await;
}

#[tokio::test]
async fn a_picture_passes_by_tcp() {
    a_picture_passes(Transport::Tcp).await;
}
