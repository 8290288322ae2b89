use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sfu_wire::{Answer, FactId, PeerId, RoomId, TrackKind, TrackRef};

use super::*;

const BIRTH: NodeBirth = NodeBirth(77);

fn greeted(workers: usize) -> Desk {
    let mut desk = Desk::new(BIRTH, workers);
    desk.handle_command(ToNode::Hello { version: VERSION });
    assert_eq!(frames(&mut desk), [hello()]);
    desk
}

fn hello() -> FromNode {
    FromNode::Hello {
        version: VERSION,
        birth: BIRTH,
    }
}

fn frames(desk: &mut Desk) -> Vec<FromNode> {
    std::iter::from_fn(|| desk.poll_frame()).collect()
}

fn commands(desk: &mut Desk) -> Vec<(usize, Command)> {
    std::iter::from_fn(|| desk.poll_command()).collect()
}

fn open_room(desk: &mut Desk, room: u64) -> usize {
    desk.handle_command(ToNode::OpenRoom { room: RoomId(room) });
    let [(worker, Command::OpenRoom { .. })] = commands(desk)[..] else {
        panic!("the room was opened at no worker");
    };
    worker
}

fn offer(request: u64, room: u64, peer: u64) -> ToNode {
    ToNode::Offer {
        request: RequestId(request),
        room: RoomId(room),
        peer: PeerId(peer),
        sdp: "v=0".to_owned(),
        publish: Vec::new(),
    }
}

/// A peer that has joined: offered and accepted.
fn join(desk: &mut Desk, room: u64, peer: u64) {
    desk.handle_command(offer(peer, room, peer));
    let worker = commands(desk)[0].0;
    report(desk, worker, accepted(peer));
    frames(desk);
}

fn accepted(request: u64) -> Event {
    Event::Answered {
        request: RequestId(request),
        result: Ok(Answer {
            sdp: "v=0".to_owned(),
        }),
    }
}

fn refused(request: u64) -> Event {
    Event::Answered {
        request: RequestId(request),
        result: Err(Refusal::NoSuchRoom),
    }
}

fn left(room: u64, peer: u64) -> Fact {
    Fact::Left {
        peer: PeerId(peer),
        room: RoomId(room),
    }
}

fn report(desk: &mut Desk, worker: usize, event: Event) {
    desk.handle_report(worker, Report::Event { at_ms: 9, event });
}

fn fact(id: u64, fact: Fact) -> FromNode {
    FromNode::Fact {
        id: FactId(id),
        at_ms: 9,
        fact,
    }
}

fn camera(peer: u64) -> Option<TrackRef> {
    Some(TrackRef {
        peer: PeerId(peer),
        kind: TrackKind::Camera,
    })
}

fn showing(peer: u64, source: Option<TrackRef>) -> Event {
    Event::Showing {
        peer: PeerId(peer),
        mid: "3".to_owned(),
        source,
    }
}

#[test]
fn rooms_go_to_the_worker_with_the_fewest_peers() {
    let mut desk = greeted(2);
    assert_eq!(open_room(&mut desk, 1), 0);
    for peer in 1..=3 {
        join(&mut desk, 1, peer);
    }
    assert_eq!(open_room(&mut desk, 2), 1);
    join(&mut desk, 2, 4);
    assert_eq!(open_room(&mut desk, 3), 1, "one peer is fewer than three");
    report(&mut desk, 0, Event::Fact(left(1, 1)));
    report(&mut desk, 0, Event::Fact(left(1, 2)));
    report(&mut desk, 0, Event::Fact(left(1, 3)));
    assert_eq!(open_room(&mut desk, 4), 0);
}

#[test]
fn a_room_opened_twice_stays_where_it_is() {
    let mut desk = greeted(2);
    let worker = open_room(&mut desk, 1);
    join(&mut desk, 1, 5);
    assert_eq!(open_room(&mut desk, 1), worker);
    desk.handle_command(ToNode::Leave { peer: PeerId(5) });
    assert_eq!(commands(&mut desk)[0].0, worker, "and keeps its peers");
}

#[test]
fn an_offer_to_a_room_that_is_not_open_is_refused_by_the_desk() {
    let mut desk = greeted(1);
    desk.handle_command(offer(8, 1, 5));
    assert_eq!(commands(&mut desk), []);
    assert_eq!(
        frames(&mut desk),
        [FromNode::Answered {
            request: RequestId(8),
            result: Err(Refusal::NoSuchRoom)
        }]
    );
}

#[test]
fn a_full_worker_refuses_newcomers_but_not_those_it_has() {
    let mut desk = greeted(1);
    open_room(&mut desk, 1);
    for peer in 0..PEERS_MAX as u64 {
        join(&mut desk, 1, peer);
    }
    desk.handle_command(offer(99_999, 1, 99_999));
    assert_eq!(
        frames(&mut desk),
        [FromNode::Answered {
            request: RequestId(99_999),
            result: Err(Refusal::Full {
                peers_max: PEERS_MAX
            })
        }]
    );
    desk.handle_command(offer(5, 1, 5));
    assert_eq!(commands(&mut desk).len(), 1, "an ICE restart");
}

#[test]
fn a_peer_that_joins_another_room_leaves_its_former_one() {
    let mut desk = greeted(2);
    open_room(&mut desk, 1);
    join(&mut desk, 1, 5);
    open_room(&mut desk, 2);
    desk.handle_command(offer(6, 2, 5));
    let sent = commands(&mut desk);
    assert_eq!(sent[0], (0, Command::Leave { peer: PeerId(5) }));
    assert!(matches!(sent[1], (1, Command::Offer { .. })));
    // The former worker's farewell is not about the new room.
    report(&mut desk, 0, Event::Fact(left(1, 5)));
    report(&mut desk, 1, accepted(6));
    desk.handle_command(ToNode::Leave { peer: PeerId(5) });
    assert_eq!(
        commands(&mut desk),
        [(1, Command::Leave { peer: PeerId(5) })]
    );
}

#[test]
fn a_farewell_that_crosses_an_offer_does_not_lose_the_newcomer() {
    let mut desk = greeted(1);
    open_room(&mut desk, 1);
    join(&mut desk, 1, 5);
    desk.handle_command(offer(6, 1, 5));
    report(&mut desk, 0, Event::Fact(left(1, 5)));
    report(&mut desk, 0, accepted(6));
    commands(&mut desk);
    desk.handle_command(ToNode::Show {
        peer: PeerId(5),
        slots: Vec::new(),
    });
    assert_eq!(commands(&mut desk).len(), 1);
}

#[test]
fn a_refused_newcomer_is_forgotten_and_a_refused_restart_is_not() {
    let mut desk = greeted(1);
    open_room(&mut desk, 1);
    desk.handle_command(offer(6, 1, 5));
    report(&mut desk, 0, refused(6));
    commands(&mut desk);
    desk.handle_command(ToNode::Leave { peer: PeerId(5) });
    assert_eq!(commands(&mut desk), []);

    join(&mut desk, 1, 5);
    desk.handle_command(offer(7, 1, 5));
    report(&mut desk, 0, refused(7));
    commands(&mut desk);
    desk.handle_command(ToNode::Leave { peer: PeerId(5) });
    assert_eq!(commands(&mut desk).len(), 1);
}

#[test]
fn facts_are_numbered_and_sent_again_until_they_are_acknowledged() {
    let mut desk = Desk::new(BIRTH, 1);
    report(&mut desk, 0, Event::Fact(left(1, 1)));
    assert!(!desk.has_frame(), "nothing is said before hello");
    desk.handle_command(ToNode::Hello { version: VERSION });
    report(&mut desk, 0, Event::Fact(left(1, 2)));
    assert_eq!(
        frames(&mut desk),
        [hello(), fact(1, left(1, 1)), fact(2, left(1, 2))]
    );

    desk.handle_command(ToNode::Ack {
        birth: BIRTH,
        up_to: FactId(1),
    });
    report(&mut desk, 0, Event::Fact(left(1, 3)));
    desk.handle_command(ToNode::Hello { version: VERSION });
    assert_eq!(
        frames(&mut desk),
        [hello(), fact(2, left(1, 2)), fact(3, left(1, 3))]
    );
}

#[test]
fn an_acknowledgement_of_another_birth_or_of_facts_never_sent_forgets_nothing() {
    let mut desk = Desk::new(BIRTH, 1);
    report(&mut desk, 0, Event::Fact(left(1, 1)));
    desk.handle_command(ToNode::Hello { version: VERSION });
    desk.handle_command(ToNode::Ack {
        birth: NodeBirth(1),
        up_to: FactId(1),
    });
    desk.handle_command(ToNode::Ack {
        birth: BIRTH,
        up_to: FactId(u64::MAX),
    });
    desk.handle_command(ToNode::Hello { version: VERSION });
    assert_eq!(frames(&mut desk), [hello(), fact(1, left(1, 1))]);
}

#[test]
fn a_new_link_learns_what_the_slots_show_now() {
    let mut desk = greeted(1);
    open_room(&mut desk, 1);
    join(&mut desk, 1, 5);
    report(&mut desk, 0, showing(5, camera(6)));
    report(&mut desk, 0, showing(5, camera(7)));
    frames(&mut desk);
    report(&mut desk, 0, accepted(12));
    desk.handle_command(ToNode::Hello { version: VERSION });
    let shown = FromNode::Showing {
        peer: PeerId(5),
        mid: "3".to_owned(),
        source: camera(7),
    };
    assert_eq!(
        frames(&mut desk),
        [hello(), shown],
        "and no answer meant for the former link"
    );
}

#[test]
fn a_control_plane_of_another_version_is_told_ours_and_nothing_else() {
    let mut desk = Desk::new(BIRTH, 1);
    report(&mut desk, 0, Event::Fact(left(1, 1)));
    desk.handle_command(ToNode::Hello {
        version: VERSION + 1,
    });
    desk.handle_command(ToNode::OpenRoom { room: RoomId(1) });
    desk.handle_tick();
    assert_eq!(frames(&mut desk), [hello()]);
    assert_eq!(commands(&mut desk), []);
}

#[test]
fn a_link_that_does_not_read_loses_frames_but_no_fact() {
    let mut desk = greeted(1);
    for _ in 0..FRAMES_MAX + 10 {
        desk.handle_tick();
    }
    for peer in 0..100 {
        report(&mut desk, 0, Event::Fact(left(1, peer)));
    }
    let sent = frames(&mut desk);
    let facts = sent.iter().filter(|f| matches!(f, FromNode::Fact { .. }));
    assert_eq!(facts.count(), 100);
    assert_eq!(sent.len(), FRAMES_MAX + 100);
}

#[test]
fn counters_of_all_workers_are_added_and_never_fall_when_one_begins_anew() {
    let mut desk = greeted(2);
    let counters = |peers, datagrams_in| {
        Report::Counters(Box::new(Counters {
            peers,
            datagrams_in,
            ..Counters::default()
        }))
    };
    desk.handle_report(0, counters(3, 100));
    desk.handle_report(1, counters(4, 10));
    desk.handle_report(0, Report::Restarted { at_ms: 9 });
    desk.handle_report(0, counters(1, 5));
    desk.handle_tick();
    assert_eq!(
        frames(&mut desk),
        [FromNode::Counters(Counters {
            peers: 5,
            datagrams_in: 115,
            ..Counters::default()
        })]
    );
}

#[test]
fn peers_of_a_worker_that_begins_anew_have_left_and_its_rooms_are_opened_again() {
    let mut desk = greeted(1);
    open_room(&mut desk, 1);
    join(&mut desk, 1, 5);
    desk.handle_command(offer(6, 1, 6));
    commands(&mut desk);
    desk.handle_report(0, Report::Restarted { at_ms: 9 });
    assert_eq!(
        frames(&mut desk),
        [fact(1, left(1, 5))],
        "the one that was joining has never been there"
    );
    assert_eq!(
        commands(&mut desk),
        [(0, Command::OpenRoom { room: RoomId(1) })]
    );
}

/// Naive workers: what each would hold if it carried out every command it was sent, in order.
#[derive(Default)]
struct Workers {
    rooms: BTreeMap<RoomId, usize>,
    peers: BTreeMap<(usize, PeerId), RoomId>,
    /// Said and not yet heard by the desk.
    said: Vec<Vec<Event>>,
    /// Sent and not yet carried out.
    sent: Vec<Vec<Command>>,
}

impl Workers {
    fn carry_out(&mut self, worker: usize) {
        for command in std::mem::take(&mut self.sent[worker]) {
            match command {
                Command::OpenRoom { room } => {
                    self.rooms.insert(room, worker);
                }
                Command::CloseRoom { room } => {
                    self.rooms.remove(&room);
                    let gone: Vec<_> = self.peers.iter().filter(|(_, r)| **r == room).collect();
                    let gone: Vec<_> = gone.into_iter().map(|((_, peer), _)| *peer).collect();
                    gone.iter().for_each(|peer| self.leave(worker, *peer));
                }
                Command::Offer {
                    request,
                    room,
                    peer,
                    sdp,
                    ..
                } => {
                    let open = self.rooms.get(&room) == Some(&worker);
                    if open && sdp == "v=0" {
                        self.peers.insert((worker, peer), room);
                        self.said[worker].push(accepted(request.0));
                    } else {
                        self.said[worker].push(refused(request.0));
                    }
                }
                Command::Leave { peer } => self.leave(worker, peer),
                Command::Warm { room, .. } => assert!(self.rooms.contains_key(&room)),
                Command::Show { peer, .. } => {
                    assert!(self.peers.contains_key(&(worker, peer)));
                }
                Command::Admit { .. } => {}
            }
        }
    }

    fn leave(&mut self, worker: usize, peer: PeerId) {
        if let Some(room) = self.peers.remove(&(worker, peer)) {
            self.said[worker].push(Event::Fact(Fact::Left { peer, room }));
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Open(u64),
    Close(u64),
    Offer {
        room: u64,
        peer: u64,
        malformed: bool,
    },
    Leave(u64),
    /// The worker carries out what it has been sent.
    Work(usize),
    /// The peer times out at whichever worker has it.
    TimeOut(u64),
    /// The desk hears the worker.
    Hear(usize),
    /// The control plane dials anew.
    Hello,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => (0u64..4).prop_map(Step::Open),
        1 => (0u64..4).prop_map(Step::Close),
        6 => (0u64..4, 0u64..6, prop::bool::weighted(0.2))
            .prop_map(|(room, peer, malformed)| Step::Offer { room, peer, malformed }),
        2 => (0u64..6).prop_map(Step::Leave),
        4 => (0usize..2).prop_map(Step::Work),
        2 => (0u64..6).prop_map(Step::TimeOut),
        4 => (0usize..2).prop_map(Step::Hear),
        1 => Just(Step::Hello),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn desk_and_workers_agree_once_everything_is_heard(
        steps in prop::collection::vec(step(), 1..80)
    ) {
        let mut desk = Desk::new(BIRTH, 2);
        desk.handle_command(ToNode::Hello { version: VERSION });
        let mut workers = Workers {
            said: vec![Vec::new(); 2],
            sent: vec![Vec::new(); 2],
            ..Workers::default()
        };
        let mut stored: BTreeSet<FactId> = BTreeSet::new();
        let settle = [Step::Work(0), Step::Work(1), Step::Hear(0), Step::Hear(1)];
        for (i, step) in (0..).zip(steps.iter().chain(&settle)) {
            match *step {
                Step::Open(room) => desk.handle_command(ToNode::OpenRoom { room: RoomId(room) }),
                Step::Close(room) => desk.handle_command(ToNode::CloseRoom { room: RoomId(room) }),
                Step::Offer { room, peer, malformed } => {
                    let mut offer = offer(i, room, peer);
                    if let ToNode::Offer { sdp, .. } = &mut offer && malformed {
                        sdp.clear();
                    }
                    desk.handle_command(offer);
                }
                Step::Leave(peer) => desk.handle_command(ToNode::Leave { peer: PeerId(peer) }),
                Step::Work(worker) => workers.carry_out(worker),
                Step::TimeOut(peer) => {
                    for worker in 0..2 {
                        workers.leave(worker, PeerId(peer));
                    }
                }
                Step::Hear(worker) => {
                    for event in std::mem::take(&mut workers.said[worker]) {
                        report(&mut desk, worker, event);
                    }
                }
                Step::Hello => desk.handle_command(ToNode::Hello { version: VERSION }),
            }
            for (worker, command) in commands(&mut desk) {
                workers.sent[worker].push(command);
            }
            for frame in frames(&mut desk) {
                if let FromNode::Fact { id, .. } = frame {
                    stored.insert(id);
                    // A control plane that is slow to acknowledge.
                    let up_to = FactId(id.0.saturating_sub(2));
                    desk.handle_command(ToNode::Ack { birth: BIRTH, up_to });
                }
            }
        }

        // Every peer is where the desk says, and nowhere else.
        for peer in 0..6 {
            let at: Vec<usize> = (0..2)
                .filter(|w| workers.peers.contains_key(&(*w, PeerId(peer))))
                .collect();
            desk.handle_command(ToNode::Leave { peer: PeerId(peer) });
            let sent: Vec<usize> = commands(&mut desk).iter().map(|(w, _)| *w).collect();
            prop_assert_eq!(sent, at, "peer {}", peer);
        }
        // Every fact came through, without a gap.
        let last = stored.last().map_or(0, |id| id.0);
        prop_assert_eq!(stored.len() as u64, last);
    }
}
