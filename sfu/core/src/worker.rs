//! One worker's media plane.

use std::net::SocketAddr;
use std::time::Instant;

use sfu_wire::Counters;

use crate::{Command, Egress, Event, Identity};

/// How a worker is set up.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// Addresses written into answers.
    pub candidates: Vec<SocketAddr>,
    /// Most peers at once.
    pub peers_max: usize,
    /// Most rooms at once.
    pub rooms_max: usize,
}

/// One worker's rooms, peers and timers.
pub struct Worker;

impl Worker {
    /// A worker without rooms. `seed` feeds every random number it draws.
    #[must_use]
    pub fn new(_config: WorkerConfig, _identity: Identity, _seed: [u8; 32], _now: Instant) -> Self {
        Self
    }

    /// Carries out a command.
    pub fn handle_command(&mut self, _now: Instant, _command: Command) {}

    /// Takes a datagram in; `datagram` is unprotected in place.
    pub fn handle_datagram(&mut self, _now: Instant, _from: SocketAddr, _datagram: &mut [u8]) {}

    /// Lets time pass.
    pub fn handle_timeout(&mut self, _now: Instant) {}

    /// When [`Self::handle_timeout`] is wanted next.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        None
    }

    /// Hands over everything that has to leave now.
    pub fn forward<E: Egress>(&mut self, _now: Instant, _egress: &mut E) {}

    /// The next thing to tell.
    pub fn poll_event(&mut self) -> Option<Event> {
        None
    }

    /// Counters since the start.
    #[must_use]
    pub fn counters(&self) -> Counters {
        Counters::default()
    }
}
