//! The hall: the sessions that are live now.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::ws::WebSocket;
use control_domain::agenda::AgendaItem;
use control_domain::session_log::Entry;
use control_domain::venue::{MAIN_VENUE, VenueCard, VenueNumber};
use control_wire::signal::{Place, VenueState};
use dashmap::DashMap;
use dashmap::mapref::entry::Entry as Registered;
use sfu_wire::{FromNode, ToNode};
use tokio::sync::{mpsc, oneshot};

use crate::clock::Clock;
use crate::counters::{HallCounters, Tally};
use crate::draw::Draw;
use crate::inbox::Request;
use crate::limits::{Patience, SESSION_INBOX_MAX, SESSIONS_MAX, VENUES_MAX};
use crate::log::{LogFailed, SessionLog};
use crate::node_link::{self, NodeLink};
use crate::probe::{self, Probe, ProbeError, ProbesLeft};
use crate::problem::Trouble;
use crate::resume::ResumeToken;
use crate::session::Session;
use crate::socket;
use crate::stream::{
    BegunStream, EndingStreams, NewStream, StreamArrival, StreamError, StreamKind, StreamLines,
};
use crate::surroundings::{Routes, Surroundings};

/// The sessions that are live now, their pages, and the media node. Cheap to clone: all clones are
/// the same hall. Sessions stop, without being ended, when the last clone is dropped.
#[derive(Clone)]
pub struct Hall {
    surroundings: Arc<Surroundings>,
    sessions: Sessions,
}

/// Where the task of each live session takes requests.
pub(crate) type Sessions = Arc<DashMap<i64, mpsc::Sender<Request>>>;

/// A session that goes live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// Its number.
    pub id: i64,
    /// Its title, shown as the banner.
    pub title: String,
    /// When it was opened, in Unix milliseconds.
    pub opened_ms: i64,
    /// The venues that take part, the main venue among them.
    pub venues: Vec<VenueCard>,
    /// The planned run of show; empty where the session was not planned. It counts until the log has
    /// one.
    pub agenda: Vec<AgendaItem>,
    /// Its log so far: empty the first time, everything recorded when the control plane restarts.
    pub past: Vec<Entry>,
}

/// Whom a page's login or device link speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The venue.
    pub venue: VenueNumber,
    /// The places it may take there.
    pub places: Vec<Place>,
}

/// Why a session cannot go live.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It is live already.
    #[error("session {session} is live already")]
    AlreadyLive {
        /// Which.
        session: i64,
    },
    /// Its log says that it is over.
    #[error("session {session} has ended")]
    HasEnded {
        /// Which.
        session: i64,
    },
    /// The main venue is missing, a venue is listed twice, or there are more than [`VENUES_MAX`].
    #[error("session {session} has unusable venues: {why}")]
    Venues {
        /// Which.
        session: i64,
        /// What is wrong with them.
        why: &'static str,
    },
    /// [`SESSIONS_MAX`] sessions are live.
    #[error("{SESSIONS_MAX} sessions are live, session {session} does not fit")]
    TooManySessions {
        /// Which did not fit.
        session: i64,
    },
    /// Its log cannot be written.
    #[error("session {session} could not be opened")]
    Log {
        /// Which.
        session: i64,
        /// Why.
        source: LogFailed,
    },
}

/// Why a session cannot be ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndError {
    /// It is not live.
    #[error("session {session} is not live")]
    NotLive {
        /// Which.
        session: i64,
    },
    /// Its log cannot be written; it goes on.
    #[error("session {session} could not be ended")]
    Log {
        /// Which.
        session: i64,
        /// Why.
        source: LogFailed,
    },
}

impl Hall {
    /// A hall without sessions. Every identifier and resume token is drawn from `seed`: it must be
    /// unpredictable, and another one at every start.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, log: Arc<dyn SessionLog>, seed: [u8; 32]) -> Self {
        Self::with_patience(clock, log, seed, Patience::default())
    }

    /// A hall that waits as long as `patience` says.
    #[must_use]
    pub fn with_patience(
        clock: Arc<dyn Clock>,
        log: Arc<dyn SessionLog>,
        seed: [u8; 32],
        patience: Patience,
    ) -> Self {
        Self {
            surroundings: Arc::new(Surroundings {
                clock,
                log,
                draw: Draw::new(seed),
                patience,
                tally: Tally::default(),
                routes: Routes::default(),
                node: NodeLink::default(),
                probes_left: ProbesLeft::default(),
            }),
            sessions: Sessions::default(),
        }
    }

    /// Makes a session live, also after a restart: its floor is what its log says, and the seats
    /// taken then are kept for as long as a dropped page's would be.
    ///
    /// After a restart, open every live session before linking a node: a node's facts about rooms
    /// that are not live are acknowledged and forgotten.
    ///
    /// # Errors
    /// See [`OpenError`]; the session is then as live as it was before.
    pub async fn open(&self, session: OpenSession) -> Result<(), OpenError> {
        let id = session.id;
        check_venues(id, &session.venues)?;
        let inbox = self.reserve(id)?;
        match Session::open(session, Arc::clone(&self.surroundings)).await {
            Ok(session) => {
                tokio::spawn(session.run(inbox));
                Ok(())
            }
            Err(error) => {
                self.sessions.remove(&id);
                Err(error)
            }
        }
    }

    /// Ends a session: it is recorded, every page is told and closed, the media room is closed.
    ///
    /// # Errors
    /// When it is not live, or its log cannot be written; then it goes on.
    pub async fn end(&self, session: i64) -> Result<(), EndError> {
        let not_live = EndError::NotLive { session };
        let inbox = self.inbox(session).ok_or_else(|| not_live.clone())?;
        let (reply, ended) = oneshot::channel();
        if inbox.send(Request::End(reply)).await.is_err() {
            return Err(not_live);
        }
        match ended.await {
            Ok(Ok(())) => {
                self.sessions
                    .remove_if(&session, |_, of| of.same_channel(&inbox));
                Ok(())
            }
            Ok(Err(source)) => Err(EndError::Log { session, source }),
            Err(_) => Err(not_live),
        }
    }

    /// Runs one page's signalling until its socket closes. Messages and frames of the socket
    /// should be limited to [`SOCKET_MESSAGE_BYTES_MAX`](crate::SOCKET_MESSAGE_BYTES_MAX): enough
    /// to refuse one that is too long in words, and no more.
    pub async fn seat(&self, session: i64, identity: Identity, socket: WebSocket) {
        let inbox = self.inbox(session);
        socket::run(&self.surroundings, session, inbox, identity, socket).await;
    }

    /// Begins a stream: an encoder's, which takes the place of an earlier one, or a player's.
    ///
    /// # Errors
    /// When the session is not live, the offer is of no use, or the node says no.
    pub async fn begin_stream(
        &self,
        session: i64,
        stream: NewStream,
    ) -> Result<BegunStream, StreamError> {
        let NewStream {
            kind,
            token,
            sdp,
            language,
        } = stream;
        let not_live = || StreamError::NotLive { session };
        let refused = |trouble: Trouble| StreamError::Refused(trouble.problem(language));
        let inbox = self.inbox(session).ok_or_else(not_live)?;
        let lines = StreamLines::of(kind, &sdp).map_err(refused)?;
        let (reply, begun) = oneshot::channel();
        let arrival = StreamArrival {
            kind,
            token,
            sdp,
            lines,
            reply,
        };
        let sent = inbox.send(Request::BeginStream(Box::new(arrival))).await;
        sent.map_err(|_| not_live())?;
        begun.await.map_err(|_| not_live())?.map_err(refused)
    }

    /// Ends the stream that `resource` names; false where there is none.
    pub async fn end_stream(&self, session: i64, kind: StreamKind, resource: String) -> bool {
        let ending = EndingStreams::Resource(ResumeToken::new(resource));
        self.end_streams(session, kind, ending).await > 0
    }

    /// Ends the streams of a kind that came by a token. Streams from before a restart are not known
    /// to have come by any, and end too.
    pub async fn end_streams_of(&self, session: i64, kind: StreamKind, token: i64) {
        let ended = self
            .end_streams(session, kind, EndingStreams::Token(token))
            .await;
        tracing::info!(session, streams = ended, "streams of a token ended");
    }

    async fn end_streams(&self, session: i64, kind: StreamKind, ending: EndingStreams) -> usize {
        let Some(inbox) = self.inbox(session) else {
            return 0;
        };
        let (reply, ended) = oneshot::channel();
        let request = Request::EndStreams(kind, ending, reply);
        if inbox.send(request).await.is_err() {
            return 0;
        }
        ended.await.unwrap_or(0)
    }

    /// Runs the link to one media node until either channel closes, or a newer link takes over.
    /// While no node is linked, offers are refused; media that flows goes on.
    pub async fn run_node(&self, commands: mpsc::Sender<ToNode>, events: mpsc::Receiver<FromNode>) {
        node_link::run(&self.surroundings, &self.sessions, commands, events).await;
    }

    /// Answers an offer that is only to show whether media pass between an office and the node. Its
    /// peer is in no session, and ends after [`Patience::probe`].
    ///
    /// # Errors
    /// See [`ProbeError`].
    pub async fn probe(&self, sdp: String) -> Result<Probe, ProbeError> {
        probe::answer(&self.surroundings, sdp).await
    }

    /// The hall's figures.
    #[must_use]
    pub fn counters(&self) -> HallCounters {
        let tally = &self.surroundings.tally;
        HallCounters {
            live_sessions: self.sessions.len() as u64,
            connected_pages: tally.connected_pages.get(),
            messages_in: tally.messages_in.get(),
            messages_out: tally.messages_out.get(),
            messages_refused: tally.messages_refused.get(),
            pages_dropped_slow: tally.pages_dropped_slow.get(),
            facts_of_no_session: tally.facts_of_no_session.get(),
            events_unrecorded: tally.events_unrecorded.get(),
            node_linked: self.surroundings.node.is_linked(),
            node: self.surroundings.node.counters(),
            switches: tally.switches.get(),
        }
    }

    /// The venues of a live session as its pages see them; `None` where it is not live.
    pub async fn live_venues(&self, session: i64) -> Option<Vec<VenueState>> {
        let inbox = self.inbox(session)?;
        let (reply, venues) = oneshot::channel();
        inbox.send(Request::Venues(reply)).await.ok()?;
        venues.await.ok()
    }

    fn inbox(&self, session: i64) -> Option<mpsc::Sender<Request>> {
        self.sessions.get(&session).map(|inbox| inbox.clone())
    }

    /// Enters a session, so that it cannot be opened twice at a time.
    fn reserve(&self, session: i64) -> Result<mpsc::Receiver<Request>, OpenError> {
        if self.sessions.len() >= SESSIONS_MAX {
            return Err(OpenError::TooManySessions { session });
        }
        let (inbox, requests) = mpsc::channel(SESSION_INBOX_MAX);
        match self.sessions.entry(session) {
            // A closed inbox is what an opening that was given up half-way leaves behind.
            Registered::Occupied(mut taken) if taken.get().is_closed() => {
                taken.insert(inbox);
            }
            Registered::Occupied(_) => return Err(OpenError::AlreadyLive { session }),
            Registered::Vacant(free) => {
                free.insert(inbox);
            }
        }
        Ok(requests)
    }
}

fn check_venues(session: i64, venues: &[VenueCard]) -> Result<(), OpenError> {
    let unusable = |why| Err(OpenError::Venues { session, why });
    let numbers: BTreeSet<_> = venues.iter().map(|venue| venue.number).collect();
    if venues.len() > VENUES_MAX {
        return unusable("there are too many");
    }
    if numbers.len() < venues.len() {
        return unusable("one is listed twice");
    }
    if !numbers.contains(&MAIN_VENUE) {
        return unusable("the main venue is missing");
    }
    Ok(())
}
