use std::net::SocketAddr;
use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use rand::SeedableRng;
use sfu_core::Event;
use sfu_wire::{Fact, FactId, FromNode, NodeBirth, PeerId, RoomId, ToNode, VERSION};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::StatusCode;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

use super::*;
use crate::front::{Front, WorkerLine};
use crate::worker::{Bell, Report};

const BIRTH: NodeBirth = NodeBirth(41);
const SECRET: &str = "the node's secret";

/// Quick, so that tests of what happens after a wait do not wait.
const QUICK: Pace = Pace {
    connect_max: Duration::from_secs(5),
    ping_every: Duration::from_millis(50),
    silence_max: Duration::from_millis(300),
    retry_min: Duration::from_millis(1),
    retry_max: Duration::from_millis(20),
};

/// A node with the desk that it has, and the test in the place of its worker.
struct Rig {
    reports: mpsc::Sender<(usize, Report)>,
    worker: mpsc::Receiver<sfu_core::Command>,
    link: JoinHandle<Result<Infallible, LinkError>>,
    control: Control,
}

/// The control plane.
struct Control {
    listener: TcpListener,
}

type Linked = WebSocketStream<TcpStream>;

impl Rig {
    async fn start(secret: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self::start_towards(address, secret, Control { listener })
    }

    fn start_towards(address: SocketAddr, secret: &str, control: Control) -> Self {
        let (reports, from_worker) = mpsc::channel(64);
        let (to_worker, worker) = mpsc::channel(64);
        let (commands, for_desk) = mpsc::channel(64);
        let (to_control, frames) = mpsc::channel(64);
        let (stop, stopped) = oneshot::channel();
        let front = Front {
            desk: crate::desk::Desk::new(BIRTH, 1),
            commands: for_desk,
            frames: to_control,
            reports: from_worker,
            workers: vec![WorkerLine {
                commands: to_worker,
                bell: Arc::new(Bell::new().unwrap()),
            }],
            stop: stopped,
        };
        tokio::spawn(front.serve());
        let node = Node::assemble(commands, frames, stop);
        let config = LinkConfig {
            control: format!("http://{address}").parse().unwrap(),
            secret: secret.to_owned(),
            ca_file: None,
        };
        let random = StdRng::seed_from_u64(1);
        let link = tokio::spawn(keep_up(node, config, QUICK, random));
        Self {
            reports,
            worker,
            link,
            control,
        }
    }

    async fn happens(&self, fact: Fact) {
        let report = Report::Event {
            at_ms: 5,
            event: Event::Fact(fact),
        };
        self.reports.send((0, report)).await.unwrap();
    }
}

impl Control {
    /// Takes the next node that dials, if it knows the secret; the status it was refused with if
    /// not.
    async fn take(&self) -> Result<Linked, StatusCode> {
        let (stream, _) = self.listener.accept().await.unwrap();
        let mut refused = None;
        #[expect(clippy::result_large_err, reason = "the library's signature")]
        let check = |request: &Request, response: Response| {
            assert_eq!(request.uri().path(), "/api/v1/node");
            let bearer = request.headers().get("authorization").unwrap();
            if bearer.as_bytes() == format!("Bearer {SECRET}").as_bytes() {
                return Ok(response);
            }
            refused = Some(StatusCode::UNAUTHORIZED);
            let mut refusal = ErrorResponse::new(None);
            *refusal.status_mut() = StatusCode::UNAUTHORIZED;
            Err(refusal)
        };
        match accept_hdr_async(stream, check).await {
            Ok(socket) => Ok(socket),
            Err(_) => Err(refused.unwrap()),
        }
    }

    /// Takes the next node and exchanges hellos with it.
    async fn greet(&self) -> Linked {
        let mut socket = self.take().await.unwrap();
        say(&mut socket, ToNode::Hello { version: VERSION }).await;
        assert_eq!(hear(&mut socket).await, Some(hello()));
        socket
    }
}

fn hello() -> FromNode {
    FromNode::Hello {
        version: VERSION,
        birth: BIRTH,
    }
}

fn connected(peer: u64) -> Fact {
    Fact::Connected {
        peer: PeerId(peer),
        room: RoomId(1),
    }
}

fn fact(id: u64, fact: Fact) -> Option<FromNode> {
    Some(FromNode::Fact {
        id: FactId(id),
        at_ms: 5,
        fact,
    })
}

async fn say(socket: &mut Linked, command: ToNode) {
    let text = serde_json::to_string(&command).unwrap();
    socket.send(Message::text(text)).await.unwrap();
}

/// The next frame other than counters, which come by the clock; `None` when the node has closed.
async fn hear(socket: &mut Linked) -> Option<FromNode> {
    loop {
        match socket.next().await? {
            Ok(Message::Text(text)) => {
                let frame = serde_json::from_str(&text).unwrap();
                if !matches!(frame, FromNode::Counters(_)) {
                    return Some(frame);
                }
            }
            Ok(Message::Ping(_) | Message::Pong(_)) => {}
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(other) => panic!("unexpected {other:?}"),
        }
    }
}

#[tokio::test]
async fn commands_reach_the_worker_and_facts_the_control_plane() {
    let mut rig = Rig::start(SECRET).await;
    let mut socket = rig.control.greet().await;
    say(&mut socket, ToNode::OpenRoom { room: RoomId(1) }).await;
    assert_eq!(
        rig.worker.recv().await,
        Some(sfu_core::Command::OpenRoom { room: RoomId(1) })
    );
    rig.happens(connected(1)).await;
    assert_eq!(hear(&mut socket).await, fact(1, connected(1)));
}

#[tokio::test]
async fn a_lost_link_is_dialled_again_and_facts_of_the_gap_are_delivered() {
    let rig = Rig::start(SECRET).await;
    let mut socket = rig.control.greet().await;
    rig.happens(connected(1)).await;
    assert_eq!(hear(&mut socket).await, fact(1, connected(1)));
    rig.happens(connected(2)).await;
    assert_eq!(hear(&mut socket).await, fact(2, connected(2)));
    say(
        &mut socket,
        ToNode::Ack {
            birth: BIRTH,
            up_to: FactId(1),
        },
    )
    .await;
    // Once a command said after it has been carried out, the acknowledgement has been heard.
    let mut rig = rig;
    say(&mut socket, ToNode::OpenRoom { room: RoomId(9) }).await;
    rig.worker.recv().await.unwrap();
    drop(socket);
    rig.happens(connected(3)).await;

    let mut socket = rig.control.greet().await;
    assert_eq!(hear(&mut socket).await, fact(2, connected(2)));
    assert_eq!(hear(&mut socket).await, fact(3, connected(3)));
}

#[tokio::test]
async fn a_node_that_starts_before_its_control_plane_finds_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // Taken, and closed at once: as good as nobody there, and the port stays ours.
    let rig = Rig::start_towards(address, SECRET, Control { listener });
    for _ in 0..3 {
        drop(rig.control.listener.accept().await.unwrap());
    }
    rig.control.greet().await;
}

#[tokio::test]
async fn a_wrong_secret_is_tried_again() {
    let rig = Rig::start("another secret").await;
    for _ in 0..3 {
        assert_eq!(
            rig.control.take().await.err(),
            Some(StatusCode::UNAUTHORIZED)
        );
    }
    assert!(!rig.link.is_finished());
}

#[tokio::test]
async fn a_wrong_secret_needs_a_person_and_an_unreachable_control_plane_does_not() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let control = Control { listener };
    let config = LinkConfig {
        control: format!("http://{address}").parse().unwrap(),
        secret: "another secret".to_owned(),
        ca_file: None,
    };
    let dialer = Dialer::new(&config, QUICK.connect_max).unwrap();
    let (dialled, _) = tokio::join!(dialer.dial(), control.take());
    assert_eq!(dialled.err(), Some(Lost::WrongSecret));
    assert!(Lost::WrongSecret.needs_a_person());

    drop(control);
    let unreachable = dialer.dial().await.err().unwrap();
    assert!(matches!(unreachable, Lost::Unreachable(_)));
    assert!(!unreachable.needs_a_person());
}

#[tokio::test]
async fn another_version_is_told_ours_and_the_link_closed() {
    let rig = Rig::start(SECRET).await;
    let mut socket = rig.control.take().await.unwrap();
    let version = VERSION + 1;
    say(&mut socket, ToNode::Hello { version }).await;
    assert_eq!(hear(&mut socket).await, Some(hello()));
    assert_eq!(hear(&mut socket).await, None);
    // A control plane that has been updated is taken.
    rig.control.greet().await;
}

#[tokio::test]
async fn a_silent_control_plane_is_left_and_dialled_again() {
    let rig = Rig::start(SECRET).await;
    // Held, but never read: no pong answers the node's pings.
    let _silent = rig.control.greet().await;
    rig.control.greet().await;
}

#[tokio::test]
async fn a_message_that_is_no_command_closes_the_link_and_nothing_else() {
    let mut rig = Rig::start(SECRET).await;
    let mut socket = rig.control.greet().await;
    socket.send(Message::text("{}")).await.unwrap();
    assert_eq!(hear(&mut socket).await, None);
    let mut socket = rig.control.greet().await;
    let oversized = "x".repeat(sfu_wire::FRAME_BYTES_MAX + 1);
    // The node may have closed before all of it is written.
    let written = socket.send(Message::text(oversized)).await;
    assert!(written.is_err() || hear(&mut socket).await.is_none());
    let mut socket = rig.control.greet().await;
    say(&mut socket, ToNode::OpenRoom { room: RoomId(1) }).await;
    assert!(rig.worker.recv().await.is_some());
}
