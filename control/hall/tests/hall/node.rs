//! A media node, played by the test.

use control_hall::Hall;
use sfu_wire::{
    Answer, Fact, FactId, FromNode, NodeBirth, PeerId, Refusal, RequestId, RoomId, SlotSource,
    ToNode, TrackKind, TrackRef, VERSION,
};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::world::soon;

/// The node's end of a link.
pub(crate) struct FakeNode {
    commands: mpsc::Receiver<ToNode>,
    events: mpsc::Sender<FromNode>,
    pub(crate) link: JoinHandle<()>,
    pub(crate) room: RoomId,
}

impl FakeNode {
    /// Links to a hall with one session, and waits until its room is opened.
    pub(crate) async fn link(hall: &Hall, birth: u64) -> Self {
        let mut node = Self::start(hall, VERSION, birth).await;
        node.room = node
            .until(|command| match command {
                ToNode::OpenRoom { room } => Some(*room),
                _ => None,
            })
            .await;
        node
    }

    /// Says hello in some version, and waits for nothing.
    pub(crate) async fn start(hall: &Hall, version: u16, birth: u64) -> Self {
        let (to_node, commands) = mpsc::channel(64);
        let (events, from_node) = mpsc::channel(64);
        let hall = hall.clone();
        let link = tokio::spawn(async move { hall.run_node(to_node, from_node).await });
        let node = Self {
            commands,
            events,
            link,
            room: RoomId(0),
        };
        let birth = NodeBirth(birth);
        node.say(FromNode::Hello { version, birth }).await;
        node
    }

    pub(crate) async fn say(&self, event: FromNode) {
        self.events.send(event).await.expect("a link");
    }

    /// The next command; `None` once the hall has let go of the link.
    pub(crate) async fn next(&mut self) -> Option<ToNode> {
        soon("a command", self.commands.recv()).await
    }

    pub(crate) async fn until<T>(&mut self, wanted: impl Fn(&ToNode) -> Option<T>) -> T {
        loop {
            let command = self.next().await.expect("the link stands");
            if let Some(found) = wanted(&command) {
                return found;
            }
        }
    }

    /// Waits for an offer without answering it.
    pub(crate) async fn offered(&mut self) -> (RequestId, u64) {
        self.until(|command| match command {
            ToNode::Offer { request, peer, .. } => Some((*request, peer.0)),
            _ => None,
        })
        .await
    }

    /// Answers the next offer; whose it was.
    pub(crate) async fn answer_offer(&mut self) -> u64 {
        let (request, peer) = self.offered().await;
        self.answer(request, Ok("v=0 answer")).await;
        peer
    }

    pub(crate) async fn answer(&self, request: RequestId, result: Result<&str, Refusal>) {
        let result = result.map(|sdp| Answer {
            sdp: sdp.to_owned(),
        });
        self.say(FromNode::Answered { request, result }).await;
    }

    /// Waits until a peer's slots are told to show something.
    pub(crate) async fn shown(&mut self, of: u64) -> Vec<SlotSource> {
        self.until(|command| match command {
            ToNode::Show { peer, slots } if peer.0 == of => Some(slots.clone()),
            _ => None,
        })
        .await
    }

    /// Waits until a peer's microphone is opened or closed.
    pub(crate) async fn admitted(&mut self, of: u64) -> bool {
        self.until(|command| match command {
            ToNode::Admit { track, open } if *track == microphone(of) => Some(*open),
            _ => None,
        })
        .await
    }

    /// Waits until facts up to `fact` are acknowledged.
    pub(crate) async fn acknowledged(&mut self, fact: u64) {
        self.until(|command| match command {
            ToNode::Ack { up_to, .. } => (up_to.0 >= fact).then_some(()),
            _ => None,
        })
        .await;
    }

    pub(crate) async fn left(&mut self, of: u64) {
        self.until(|command| match command {
            ToNode::Leave { peer } => (peer.0 == of).then_some(()),
            _ => None,
        })
        .await;
    }

    pub(crate) async fn fact(&self, id: u64, fact: Fact) {
        self.say(FromNode::Fact {
            id: FactId(id),
            at_ms: 5_000 + id as i64,
            fact,
        })
        .await;
    }

    pub(crate) fn connected(&self, peer: u64) -> Fact {
        Fact::Connected {
            peer: PeerId(peer),
            room: self.room,
        }
    }

    pub(crate) fn lost(&self, peer: u64) -> Fact {
        Fact::Lost {
            peer: PeerId(peer),
            room: self.room,
        }
    }

    pub(crate) fn gone(&self, peer: u64) -> Fact {
        Fact::Left {
            peer: PeerId(peer),
            room: self.room,
        }
    }

    pub(crate) fn track_started(&self, track: TrackRef) -> Fact {
        let room = self.room;
        Fact::TrackStarted { room, track }
    }

    pub(crate) fn track_stopped(&self, track: TrackRef) -> Fact {
        let room = self.room;
        Fact::TrackStopped { room, track }
    }

    pub(crate) async fn showing(&self, peer: u64, mid: &str, source: Option<TrackRef>) {
        self.say(FromNode::Showing {
            peer: PeerId(peer),
            mid: mid.to_owned(),
            source,
        })
        .await;
    }

    /// The link breaks; the node goes on. Returns once the hall has noticed.
    pub(crate) async fn unlink(self) {
        drop(self.events);
        drop(self.commands);
        soon("the hall to notice", self.link)
            .await
            .expect("no panic");
    }
}

pub(crate) fn camera(peer: u64) -> TrackRef {
    track(peer, TrackKind::Camera)
}

pub(crate) fn microphone(peer: u64) -> TrackRef {
    track(peer, TrackKind::Microphone)
}

pub(crate) fn track(peer: u64, kind: TrackKind) -> TrackRef {
    TrackRef {
        peer: PeerId(peer),
        kind,
    }
}
