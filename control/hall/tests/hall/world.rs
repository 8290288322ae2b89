//! A hall behind a real socket.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use control_domain::session_log::Entry;
use control_hall::{Hall, Identity, OpenSession, Patience, SOCKET_MESSAGE_BYTES_MAX, VenueCard};
use control_wire::VenueNumber;
use control_wire::signal::Place;
use tokio::net::{TcpListener, TcpSocket};
use tokio::time::timeout;

use crate::log::{MemoryLog, StepClock};
use crate::node::FakeNode;
use crate::page::Page;

/// The session most tests use: the main venue and branches 1 to 3.
pub(crate) const SESSION: i64 = 1;

/// Waits for something that has to happen; a test that hangs says what it waited for.
pub(crate) async fn soon<T>(what: &str, fact: impl Future<Output = T>) -> T {
    match timeout(Duration::from_secs(20), fact).await {
        Ok(fact) => fact,
        Err(_) => panic!("waited in vain for {what}"),
    }
}

/// A hall, its log, and the address of its socket.
pub(crate) struct World {
    pub(crate) hall: Hall,
    pub(crate) log: Arc<MemoryLog>,
    pub(crate) address: SocketAddr,
    pub(crate) clock: Arc<StepClock>,
}

/// Patience for tests: as in production, but a broken log is tried again soon.
pub(crate) fn patience() -> Patience {
    Patience {
        log_retry: Duration::from_millis(20),
        tick_every: Duration::from_millis(100),
        ..Patience::default()
    }
}

pub(crate) fn venues() -> Vec<VenueCard> {
    let card = |number, name: &str| VenueCard {
        number,
        name: format!("{name}居委会"),
        short_name: name.to_owned(),
    };
    vec![
        card(0, "主会场"),
        card(1, "临汾"),
        card(2, "闻喜"),
        card(3, "艺康苑"),
    ]
}

pub(crate) fn opening(id: i64, past: Vec<Entry>) -> OpenSession {
    OpenSession {
        id,
        title: "街道工作例会".to_owned(),
        opened_ms: 1_000,
        venues: venues(),
        agenda: Vec::new(),
        past,
    }
}

impl World {
    /// A world with [`SESSION`] open.
    pub(crate) async fn open() -> Self {
        Self::with(patience()).await
    }

    pub(crate) async fn with(patience: Patience) -> Self {
        let world = Self::empty(Arc::new(MemoryLog::new()), patience, 7).await;
        let opened = world.hall.open(opening(SESSION, Vec::new())).await;
        assert_eq!(opened, Ok(()));
        world
    }

    /// A world without sessions, on a log that may hold some.
    pub(crate) async fn empty(log: Arc<MemoryLog>, patience: Patience, seed: u8) -> Self {
        let clock = Arc::new(StepClock::default());
        let hall = Hall::with_patience(
            Arc::clone(&clock) as _,
            Arc::clone(&log) as _,
            [seed; 32],
            patience,
        );
        let routes = Router::new()
            .route("/signal/{session}/{venue}", get(upgrade))
            .with_state(hall.clone());
        // A small send buffer, so that a page that does not read is soon noticed.
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_send_buffer_size(4096).expect("a small buffer");
        socket
            .bind("127.0.0.1:0".parse().expect("an address"))
            .expect("a free port");
        let listener: TcpListener = socket.listen(64).expect("a listener");
        let address = listener.local_addr().expect("its address");
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self {
            hall,
            log,
            address,
            clock,
        }
    }

    /// A page connected and seated.
    pub(crate) async fn join(&self, place: Place, venue: VenueNumber) -> Page {
        let mut page = Page::connect(self.address, SESSION, venue).await;
        page.hello(place, None).await;
        page.welcomed().await;
        page
    }

    /// The host, branch 1 and branch 2.
    pub(crate) async fn join_three(&self) -> (Page, Page, Page) {
        (
            self.join(Place::Host, 0).await,
            self.join(Place::Branch, 1).await,
            self.join(Place::Branch, 2).await,
        )
    }

    /// A node, the three pages, and their peers there: everybody's media is connected.
    pub(crate) async fn three_connected(&self) -> (FakeNode, [Page; 3], [u64; 3]) {
        let mut node = self.link(1).await;
        let (host, one, two) = self.join_three().await;
        let mut pages = [host, one, two];
        let mut peers = [0; 3];
        for (page, peer) in pages.iter_mut().zip(&mut peers) {
            *peer = page.connect_media(&mut node).await;
        }
        (node, pages, peers)
    }

    /// A page that tries an earlier seat.
    pub(crate) async fn resume(&self, place: Place, venue: VenueNumber, token: &str) -> Page {
        let mut page = Page::connect(self.address, SESSION, venue).await;
        page.hello(place, Some(token)).await;
        page.welcomed().await;
        page
    }

    /// A node linked to the hall.
    pub(crate) async fn link(&self, birth: u64) -> FakeNode {
        FakeNode::link(&self.hall, birth).await
    }
}

/// Whoever asks for a venue's socket sits for that venue, at any place.
async fn upgrade(
    State(hall): State<Hall>,
    Path((session, venue)): Path<(i64, VenueNumber)>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let identity = Identity {
        venue,
        places: match venue {
            0 => vec![Place::Host, Place::Wall],
            _ => vec![Place::Branch],
        },
    };
    upgrade
        .max_message_size(SOCKET_MESSAGE_BYTES_MAX)
        .max_frame_size(SOCKET_MESSAGE_BYTES_MAX)
        .on_upgrade(move |socket| async move { hall.seat(session, identity, socket).await })
}
