//! A page without a browser: real signalling, real sockets, and the model client of crate `sim` for
//! its media, so that what it would show and play is known to the frame.

mod media;
mod signalling;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use control_wire::VenueNumber;
use control_wire::signal::{ClientMessage, Place, PublishLine, ReceiveLine, Source, View};
use sim::{Client, ClientSetup, Link};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use url::Url;

use crate::administrator::RequestError;
use crate::relay::{Links, Relay};
use signalling::Signalling;

/// Why a page did not get into the meeting.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// Its link did not open.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Its signalling broke.
    #[error("signalling: {0}")]
    Signalling(#[from] Box<tokio_tungstenite::tungstenite::Error>),
    /// A message is not of the protocol.
    #[error("not a message of this protocol: {0}")]
    Malformed(#[from] serde_json::Error),
    /// The server said something else than what the page waited for.
    #[error("the server said {0}")]
    Refused(String),
    /// The server's answer names no address.
    #[error("no candidate in the answer")]
    NoCandidate,
    /// No socket could be had.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// What a page is and shows.
#[derive(Debug, Clone)]
pub struct Seat {
    /// Its device link.
    pub link: Url,
    /// The session.
    pub session: i64,
    /// Its place.
    pub place: Place,
    /// Its venue.
    pub venue: VenueNumber,
    /// How its media are set up; as many picture slots as `views`.
    pub setup: ClientSetup,
    /// What its picture slots are for.
    pub views: Vec<View>,
    /// The seed of a relay on its way to the media port; without one it goes straight.
    pub relay_seed: Option<u64>,
}

/// A page in a meeting. Dropped, it is gone without a word.
pub struct Page {
    media: Arc<Mutex<Client>>,
    relay: Option<Relay>,
    messages: mpsc::Sender<ClientMessage>,
    tasks: Vec<JoinHandle<()>>,
}

impl Page {
    /// Takes the seat, offers, and begins to connect.
    ///
    /// # Errors
    /// When the server does not let it in.
    pub async fn join(seat: Seat) -> Result<Self, PageError> {
        let mut signalling = Signalling::connect(&seat).await?;
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = socket.local_addr()?;
        let setup = ClientSetup {
            slots: seat.views.len(),
            ..seat.setup
        };
        // Every client's content names it by a number above 0.
        let mut client = Client::at(address, seat.venue + 1, address, setup);
        let (sdp, _) = client.offer();
        let answer = signalling.offer(offer(sdp, &setup, &seat.views)).await?;
        let server = candidate(&answer).ok_or(PageError::NoCandidate)?;
        let relay = match seat.relay_seed {
            Some(seed) => {
                let links = Links {
                    up: Link::CLEAN,
                    down: Link::CLEAN,
                };
                Some(Relay::start(server, seed, links).await?)
            }
            None => None,
        };
        socket
            .connect(relay.as_ref().map_or(server, Relay::address))
            .await?;
        client.accept(Instant::now().into_std(), &answer);
        let media = Arc::new(Mutex::new(client));
        let (messages, outgoing) = mpsc::channel(16);
        let tasks = vec![
            tokio::spawn(media::run(Arc::clone(&media), socket)),
            tokio::spawn(signalling.run(Arc::clone(&media), outgoing)),
        ];
        Ok(Self {
            media,
            relay,
            messages,
            tasks,
        })
    }

    /// Looks at the page's media as they are now.
    pub fn look<T>(&self, at: impl FnOnce(&Client) -> T) -> T {
        at(&self.media.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until media can flow. Bound it with [`within`](crate::within).
    pub async fn connected(&self) {
        self.until(Client::is_connected).await;
    }

    /// Waits until a picture was decoded in slot `slot`. Bound it with [`within`](crate::within).
    pub async fn sees(&self, slot: usize) {
        self.until(|client| {
            client
                .slots
                .get(slot)
                .is_some_and(|slot| slot.decoder.last.is_some())
        })
        .await;
    }

    /// Waits until `fact` holds.
    async fn until(&self, fact: impl Fn(&Client) -> bool) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        while !self.look(&fact) {
            look.tick().await;
        }
    }

    /// Sends a message of the page's.
    ///
    /// # Errors
    /// When its signalling is gone.
    pub async fn send(&self, message: ClientMessage) -> Result<(), PageError> {
        self.messages
            .send(message)
            .await
            .map_err(|_| PageError::Refused("nothing more: the connection is gone".into()))
    }

    /// Waits until the server has closed the page's signalling.
    pub async fn left(self) {
        self.messages.closed().await;
    }

    /// From now on the way to the media port is like this.
    ///
    /// # Panics
    /// When the page has no relay: a mistake in the test.
    pub fn set_links(&self, links: Links) {
        match &self.relay {
            Some(relay) => relay.set(links),
            None => panic!("this page goes straight to the server"),
        }
    }
}

/// How often a page is looked at by whoever waits for it.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(5);

impl Drop for Page {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// The offer with what its lines are for.
fn offer(sdp: String, setup: &ClientSetup, views: &[View]) -> ClientMessage {
    let mut publish = Vec::new();
    if setup.publishes {
        publish.push(PublishLine {
            mid: Client::CAMERA.into(),
            source: Source::Camera,
        });
    }
    if setup.speaks {
        publish.push(PublishLine {
            mid: Client::MICROPHONE.into(),
            source: Source::Microphone,
        });
    }
    let pictures = views.iter().enumerate().map(|(slot, view)| ReceiveLine {
        mid: Client::picture_mid(slot),
        view: *view,
    });
    let sounds = (0..setup.sound_slots).map(|slot| ReceiveLine {
        mid: Client::sound_mid(slot),
        view: View::Sound,
    });
    ClientMessage::Offer {
        request: 1,
        fresh: true,
        sdp,
        publish,
        receive: pictures.chain(sounds).collect(),
    }
}

/// The first UDP candidate of an answer.
fn candidate(answer: &str) -> Option<SocketAddr> {
    answer.lines().find_map(|line| {
        let words: Vec<&str> = line.strip_prefix("a=candidate:")?.split(' ').collect();
        match words.as_slice() {
            [_, _, transport, _, ip, port, ..] if transport.eq_ignore_ascii_case("udp") => {
                Some(SocketAddr::new(ip.parse().ok()?, port.parse().ok()?))
            }
            _ => None,
        }
    })
}
