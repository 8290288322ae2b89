//! The link to the media node: commands out, answers and facts in.
//!
//! Commands go through a bounded queue of the hall's own, so that a session never waits for the
//! node; a node that falls [`NODE_COMMANDS_MAX`] commands behind loses its link and is resynchronised
//! when it links again. Facts are recorded one after the other, in the node's order, and only then
//! acknowledged.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sfu_wire::{Counters, Fact, FactId, FromNode, NodeBirth, PeerId, RoomId, ToNode, VERSION};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};

use crate::hall::Sessions;
use crate::inbox::{NodeFact, NodeNews, Request};
use crate::limits::{CLOSED_ROOMS_MAX, NODE_COMMANDS_MAX, NODE_FACTS_MAX};
use crate::log::{FactSource, LogFailed};
use crate::probe::PROBE_ROOM;
use crate::seat::WantedLayers;
use crate::surroundings::Surroundings;

/// The hall's end of the link, as sessions use it.
#[derive(Debug, Default)]
pub(crate) struct NodeLink(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// The link in use.
    live: Option<Live>,
    /// Links made so far.
    links: u64,
    /// The life of the node that was linked last.
    birth: Option<NodeBirth>,
    /// The last of its facts that is recorded.
    recorded: Option<FactId>,
    closed_rooms: VecDeque<RoomId>,
    counters: Option<Counters>,
}

#[derive(Debug)]
struct Live {
    number: u64,
    commands: mpsc::Sender<ToNode>,
}

/// A link just made.
struct Made {
    number: u64,
    commands: mpsc::Receiver<ToNode>,
}

impl NodeLink {
    /// Queues a command; false where no node is linked.
    pub(crate) fn send(&self, command: ToNode) -> bool {
        let mut state = self.state();
        if let ToNode::CloseRoom { room } = &command {
            state.closed_rooms.push_back(*room);
            if state.closed_rooms.len() > CLOSED_ROOMS_MAX {
                state.closed_rooms.pop_front();
            }
        }
        let Some(live) = &state.live else {
            return false;
        };
        match live.commands.try_send(command) {
            Ok(()) => true,
            Err(mpsc::error::TrySendError::Full(_)) => {
                tracing::error!(
                    commands_max = NODE_COMMANDS_MAX,
                    "node too slow, link dropped"
                );
                state.live = None;
                false
            }
            Err(mpsc::error::TrySendError::Closed(_)) => false,
        }
    }

    pub(crate) fn is_linked(&self) -> bool {
        self.linked_birth().is_some()
    }

    /// The life of the node that is linked.
    pub(crate) fn linked_birth(&self) -> Option<NodeBirth> {
        let state = self.state();
        state.birth.filter(|_| state.live.is_some())
    }

    pub(crate) fn counters(&self) -> Option<Counters> {
        self.state().counters
    }

    /// Puts a new link in the place of whatever was there.
    fn make(&self, birth: NodeBirth) -> Made {
        let (sender, commands) = mpsc::channel(NODE_COMMANDS_MAX);
        let mut state = self.state();
        if state.birth != Some(birth) {
            state.birth = Some(birth);
            state.recorded = None;
            state.counters = None;
        }
        state.links += 1;
        let number = state.links;
        state.live = Some(Live {
            number,
            commands: sender,
        });
        Made { number, commands }
    }

    /// Takes a link down; false where a newer one is in its place already.
    fn unmake(&self, number: u64) -> bool {
        let mut state = self.state();
        let newer = state
            .live
            .as_ref()
            .is_some_and(|live| live.number != number);
        if !newer {
            state.live = None;
        }
        !newer && state.links == number
    }

    fn recorded(&self) -> Option<FactId> {
        self.state().recorded
    }

    fn set_recorded(&self, birth: NodeBirth, fact: FactId) {
        let mut state = self.state();
        if state.birth == Some(birth) {
            state.recorded = state.recorded.max(Some(fact));
        }
    }

    fn closed_rooms(&self) -> Vec<RoomId> {
        self.state().closed_rooms.iter().copied().collect()
    }

    fn set_counters(&self, counters: Counters) {
        self.state().counters = Some(counters);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change above is complete before anything that could panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs one link until either channel closes or a newer link takes over.
pub(crate) async fn run(
    surroundings: &Surroundings,
    sessions: &Sessions,
    commands: mpsc::Sender<ToNode>,
    mut events: mpsc::Receiver<FromNode>,
) {
    let Some(birth) = greet(surroundings, &commands, &mut events).await else {
        return;
    };
    let node = &surroundings.node;
    let made = node.make(birth);
    tracing::info!(birth = birth.0, "node linked");
    tell_sessions(sessions, || NodeNews::Linked { birth }).await;
    for room in node.closed_rooms() {
        node.send(ToNode::CloseRoom { room });
    }

    let link = Link {
        surroundings,
        sessions,
        birth,
    };
    let (facts, unrecorded) = mpsc::channel(NODE_FACTS_MAX);
    tokio::select! {
        () = forward(made.commands, commands) => {}
        () = link.read(events, facts) => {}
        () = link.record(unrecorded) => {}
    }
    if node.unmake(made.number) {
        tracing::warn!(birth = birth.0, "node link lost");
        tell_sessions(sessions, || NodeNews::Unlinked).await;
    }
}

/// Exchanges hellos; the node's birth, or nothing where it is no node to work with.
async fn greet(
    surroundings: &Surroundings,
    commands: &mpsc::Sender<ToNode>,
    events: &mut mpsc::Receiver<FromNode>,
) -> Option<NodeBirth> {
    let hello = ToNode::Hello { version: VERSION };
    if commands.send(hello).await.is_err() {
        tracing::warn!("node link closed before a hello");
        return None;
    }
    match timeout(surroundings.patience.answer, events.recv()).await {
        Ok(Some(FromNode::Hello { version, birth })) if version == VERSION => Some(birth),
        Ok(Some(FromNode::Hello { version, .. })) => {
            tracing::error!(
                node_version = version,
                own_version = VERSION,
                "node of another version refused"
            );
            None
        }
        Ok(
            None
            | Some(
                FromNode::Answered { .. }
                | FromNode::Fact { .. }
                | FromNode::Showing { .. }
                | FromNode::Wanted { .. }
                | FromNode::Starved { .. }
                | FromNode::Loudest { .. }
                | FromNode::Path { .. }
                | FromNode::Counters(_),
            ),
        )
        | Err(_) => {
            tracing::warn!("node link without a hello closed");
            None
        }
    }
}

/// Passes queued commands on, until the link is taken down or the node's channel closes.
async fn forward(mut queued: mpsc::Receiver<ToNode>, commands: mpsc::Sender<ToNode>) {
    while let Some(command) = queued.recv().await {
        if commands.send(command).await.is_err() {
            return;
        }
    }
}

/// Tells every live session.
async fn tell_sessions(sessions: &Sessions, news: impl Fn() -> NodeNews) {
    let inboxes: Vec<_> = sessions.iter().map(|inbox| inbox.clone()).collect();
    for inbox in inboxes {
        if inbox.send(Request::Node(news())).await.is_err() {
            tracing::debug!("session ended before it heard of the node");
        }
    }
}

struct Link<'a> {
    surroundings: &'a Surroundings,
    sessions: &'a Sessions,
    birth: NodeBirth,
}

/// A fact on its way to the log.
struct Told {
    id: FactId,
    at_ms: i64,
    fact: Fact,
}

impl Link<'_> {
    /// Reads what the node says, until its channel closes.
    async fn read(&self, mut events: mpsc::Receiver<FromNode>, facts: mpsc::Sender<Told>) {
        let routes = &self.surroundings.routes;
        while let Some(event) = events.recv().await {
            match event {
                FromNode::Hello { .. } => {
                    tracing::warn!("second hello on a node link, closed");
                    return;
                }
                FromNode::Answered { request, result } => {
                    if let Some((_, probe)) = routes.probes.remove(&request) {
                        if probe.send(result).is_err() {
                            tracing::debug!("a probe was answered after it was given up");
                        }
                        continue;
                    }
                    // An unknown request is one that was given up.
                    if let Some((_, session)) = routes.requests.remove(&request) {
                        self.tell(session, NodeNews::Answered { request, result })
                            .await;
                    }
                }
                FromNode::Showing { peer, mid, source } => {
                    self.tell_of(peer, NodeNews::Showing { peer, mid, source })
                        .await;
                }
                FromNode::Wanted { track, low, high } => {
                    let layers = WantedLayers { low, high };
                    self.tell_of(track.peer, NodeNews::Wanted { track, layers })
                        .await;
                }
                FromNode::Starved { peer, mid, starved } => {
                    self.tell_of(peer, NodeNews::Starved { peer, mid, starved })
                        .await;
                }
                FromNode::Path { peer, quality } => {
                    self.tell_of(peer, NodeNews::Path { peer, quality }).await;
                }
                FromNode::Loudest { room, peers } => {
                    let session = routes.rooms.get(&room).map(|session| *session);
                    if let Some(session) = session {
                        self.tell(session, NodeNews::Loudest { peers }).await;
                    }
                }
                FromNode::Fact { id, at_ms, fact } => {
                    if facts.send(Told { id, at_ms, fact }).await.is_err() {
                        return;
                    }
                }
                FromNode::Counters(counters) => self.surroundings.node.set_counters(counters),
            }
        }
    }

    /// Records facts in their order and acknowledges them; one that cannot be recorded is tried
    /// again until it can, while the node keeps those after it.
    async fn record(&self, mut facts: mpsc::Receiver<Told>) {
        let node = &self.surroundings.node;
        while let Some(told) = facts.recv().await {
            let up_to = told.id;
            if Some(up_to) > node.recorded() {
                while let Err(error) = self.deliver(&told).await {
                    tracing::error!(fact = up_to.0, %error, "fact not recorded, will be tried again");
                    sleep(self.surroundings.patience.log_retry).await;
                }
                node.set_recorded(self.birth, up_to);
            }
            if facts.is_empty() {
                let birth = self.birth;
                node.send(ToNode::Ack { birth, up_to });
            }
        }
    }

    /// Hands a fact to its session and waits until it is stored. Of probes nothing is stored.
    async fn deliver(&self, told: &Told) -> Result<(), LogFailed> {
        if room_of(&told.fact) == PROBE_ROOM {
            return Ok(());
        }
        let (stored, reply) = oneshot::channel();
        let request = Request::Fact(NodeFact {
            source: FactSource {
                birth: self.birth,
                fact: told.id,
            },
            at_ms: told.at_ms,
            fact: told.fact,
            stored,
        });
        if let Some(inbox) = self.inbox_of_room(room_of(&told.fact))
            && inbox.send(request).await.is_ok()
            && let Ok(result) = reply.await
        {
            return result;
        }
        self.surroundings.tally.facts_of_no_session.rise();
        Ok(())
    }

    /// Tells the session that a peer belongs to.
    async fn tell_of(&self, peer: PeerId, news: NodeNews) {
        let session = self.surroundings.routes.peers.get(&peer).map(|of| *of);
        if let Some(session) = session {
            self.tell(session, news).await;
        }
    }

    async fn tell(&self, session: i64, news: NodeNews) {
        let inbox = self.sessions.get(&session).map(|inbox| inbox.clone());
        if let Some(inbox) = inbox
            && inbox.send(Request::Node(news)).await.is_err()
        {
            tracing::debug!(session, "session ended before it heard of the node");
        }
    }

    fn inbox_of_room(&self, room: RoomId) -> Option<mpsc::Sender<Request>> {
        let session = *self.surroundings.routes.rooms.get(&room)?;
        self.sessions.get(&session).map(|inbox| inbox.clone())
    }
}

fn room_of(fact: &Fact) -> RoomId {
    match fact {
        Fact::Connected { room, .. }
        | Fact::Lost { room, .. }
        | Fact::Returned { room, .. }
        | Fact::Left { room, .. }
        | Fact::TrackStarted { room, .. }
        | Fact::TrackStopped { room, .. } => *room,
    }
}
