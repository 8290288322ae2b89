//! The node's front desk: takes the control plane's commands to the workers, and what the workers
//! have to say to the control plane. Pure: no queue, thread or clock of its own.
//!
//! Feed it with `handle_*`, then take out what it has to hand on: commands by
//! [`Desk::poll_command`] until there is none, frames by [`Desk::poll_frame`] as the link has room.

mod facts;
mod seats;

use std::collections::VecDeque;

use sfu_core::{Command, Event};
use sfu_wire::{Counters, Fact, FactId, FromNode, NodeBirth, Refusal, RequestId, ToNode, VERSION};

use crate::worker::Report;
use facts::FactQueue;
use seats::{Join, Seats};

pub(crate) use facts::FACTS_MAX;
pub(crate) use seats::{PEERS_MAX, ROOMS_MAX};

/// Most frames other than facts that wait for the link. Facts have their own bound, [`FACTS_MAX`].
const FRAMES_MAX: usize = 8192;

/// State of the desk.
#[derive(Debug)]
pub(crate) struct Desk {
    birth: NodeBirth,
    /// Whether a control plane of this version has said hello. Before, nothing is sent.
    greeted: bool,
    seats: Seats,
    facts: FactQueue,
    commands: VecDeque<(usize, Command)>,
    frames: VecDeque<FromNode>,
    /// How many of `frames` are not facts.
    others: usize,
    /// Number of the last fact handed to a link. A later one cannot have been stored.
    last_sent: FactId,
    /// Counters of each worker: of its present life, and of those before.
    counters: Vec<(Counters, Counters)>,
    /// Whether the loss of facts has been logged since all were acknowledged.
    loss_logged: bool,
}

impl Desk {
    /// A desk in front of `workers` workers.
    pub(crate) fn new(birth: NodeBirth, workers: usize) -> Self {
        Self {
            birth,
            greeted: false,
            seats: Seats::new(workers),
            facts: FactQueue::default(),
            commands: VecDeque::new(),
            frames: VecDeque::new(),
            others: 0,
            last_sent: FactId(0),
            counters: vec![Default::default(); workers],
            loss_logged: false,
        }
    }

    /// Takes a command of the control plane.
    pub(crate) fn handle_command(&mut self, command: ToNode) {
        if !self.greeted && !matches!(command, ToNode::Hello { .. }) {
            tracing::warn!("command before hello ignored");
            return;
        }
        match command {
            ToNode::Hello { version } => self.greet(version),
            ToNode::OpenRoom { room } => match self.seats.open_room(room) {
                Some(worker) => self.command(worker, Command::OpenRoom { room }),
                None => tracing::error!(
                    room = room.0,
                    rooms_max = ROOMS_MAX,
                    "no worker takes more rooms"
                ),
            },
            ToNode::CloseRoom { room } => {
                if let Some(worker) = self.seats.close_room(room) {
                    self.command(worker, Command::CloseRoom { room });
                }
            }
            ToNode::Offer {
                request,
                room,
                peer,
                sdp,
                publish,
            } => {
                let offer = Command::Offer {
                    request,
                    room,
                    peer,
                    sdp,
                    publish,
                };
                match self.seats.join(request, room, peer) {
                    Join::Worker(worker) => self.command(worker, offer),
                    Join::Moved { from, to } => {
                        self.command(from, Command::Leave { peer });
                        self.command(to, offer);
                    }
                    Join::NoSuchRoom => self.refuse(request, Refusal::NoSuchRoom),
                    Join::Full => self.refuse(
                        request,
                        Refusal::Full {
                            peers_max: PEERS_MAX,
                        },
                    ),
                }
            }
            ToNode::Leave { peer } => {
                if let Some(worker) = self.seats.forget(peer) {
                    self.command(worker, Command::Leave { peer });
                }
            }
            ToNode::Show { peer, slots } => {
                if let Some(worker) = self.seats.worker_of(peer) {
                    self.command(worker, Command::Show { peer, slots });
                }
            }
            ToNode::Admit { track, open } => {
                if let Some(worker) = self.seats.worker_of(track.peer) {
                    self.command(worker, Command::Admit { track, open });
                }
            }
            ToNode::Warm { room, tracks } => {
                if let Some(worker) = self.seats.worker_of_room(room) {
                    self.command(worker, Command::Warm { room, tracks });
                }
            }
            ToNode::Ack { birth, up_to } => {
                if birth == self.birth {
                    self.facts.acknowledge(up_to.min(self.last_sent));
                    self.loss_logged &= self.facts.unacknowledged().next().is_some();
                }
            }
        }
    }

    /// Takes a worker's report.
    pub(crate) fn handle_report(&mut self, worker: usize, report: Report) {
        match report {
            Report::Event { at_ms, event } => self.handle_event(worker, at_ms, event),
            Report::Counters(counters) => {
                if let Some((now, _)) = self.counters.get_mut(worker) {
                    *now = *counters;
                }
            }
            Report::Restarted { at_ms } => {
                if let Some((now, before)) = self.counters.get_mut(worker) {
                    before.add(&Counters {
                        rooms: 0,
                        peers: 0,
                        ..std::mem::take(now)
                    });
                }
                for (room, peer) in self.seats.empty_worker(worker) {
                    self.add_fact(at_ms, Fact::Left { peer, room });
                }
                let rooms: Vec<_> = self.seats.rooms_at(worker).collect();
                for room in rooms {
                    self.command(worker, Command::OpenRoom { room });
                }
            }
        }
    }

    /// Puts the counters of all workers together into a frame.
    pub(crate) fn handle_tick(&mut self) {
        let mut sum = Counters {
            facts_lost: self.facts.lost(),
            ..Counters::default()
        };
        for (now, before) in &self.counters {
            sum.add(now);
            sum.add(before);
        }
        self.frame(FromNode::Counters(sum));
    }

    /// The next command and the worker it is for.
    pub(crate) fn poll_command(&mut self) -> Option<(usize, Command)> {
        self.commands.pop_front()
    }

    /// Whether [`Self::poll_frame`] has a frame.
    pub(crate) fn has_frame(&self) -> bool {
        !self.frames.is_empty()
    }

    /// The next frame for the control plane.
    pub(crate) fn poll_frame(&mut self) -> Option<FromNode> {
        let frame = self.frames.pop_front()?;
        if let FromNode::Fact { id, .. } = frame {
            self.last_sent = self.last_sent.max(id);
        } else {
            self.others -= 1;
        }
        Some(frame)
    }

    /// Begins a link: what waited for the former one is void, except facts, which are sent again,
    /// and what the slots show, which is sent as it is now.
    fn greet(&mut self, version: u16) {
        self.frames.clear();
        self.others = 1;
        self.frames.push_back(FromNode::Hello {
            version: VERSION,
            birth: self.birth,
        });
        self.greeted = version == VERSION;
        if !self.greeted {
            tracing::error!(
                control_version = version,
                node_version = VERSION,
                "control plane and node are of different versions; update the older one"
            );
            return;
        }
        self.frames.extend(self.facts.unacknowledged());
        for (peer, mid, source) in self.seats.showing() {
            let mid = mid.to_owned();
            self.frames
                .push_back(FromNode::Showing { peer, mid, source });
            self.others += 1;
        }
    }

    fn handle_event(&mut self, worker: usize, at_ms: i64, event: Event) {
        match event {
            Event::Answered { request, result } => {
                self.seats.answered(request, result.is_ok());
                self.frame(FromNode::Answered { request, result });
            }
            Event::Fact(fact) => {
                if let Fact::Left { peer, room } = fact {
                    self.seats.left(worker, room, peer);
                }
                self.add_fact(at_ms, fact);
            }
            Event::Say(frame) => self.frame(frame),
            Event::Showing { peer, mid, source } => {
                self.seats.shows(peer, &mid, source);
                self.frame(FromNode::Showing { peer, mid, source });
            }
        }
    }

    fn add_fact(&mut self, at_ms: i64, fact: Fact) {
        match self.facts.add(at_ms, fact) {
            Some(frame) if self.greeted => self.frames.push_back(frame),
            Some(_) => {}
            None if self.loss_logged => {}
            None => {
                self.loss_logged = true;
                tracing::error!(
                    facts_max = FACTS_MAX,
                    "control plane has not acknowledged for too long; facts are being lost"
                );
            }
        }
    }

    fn refuse(&mut self, request: RequestId, refusal: Refusal) {
        self.frame(FromNode::Answered {
            request,
            result: Err(refusal),
        });
    }

    fn command(&mut self, worker: usize, command: Command) {
        self.commands.push_back((worker, command));
    }

    /// Puts a frame that is not a fact in line for the link. With no link it is void: an answer is
    /// offered for again, counters come anew, and slots are told when the link begins.
    fn frame(&mut self, frame: FromNode) {
        if !self.greeted {
            return;
        }
        if self.others >= FRAMES_MAX {
            tracing::debug!(frames_max = FRAMES_MAX, "link too slow; frame dropped");
            return;
        }
        self.others += 1;
        self.frames.push_back(frame);
    }
}

#[cfg(test)]
mod tests;
