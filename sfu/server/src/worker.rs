//! One worker thread: a socket, a media core, and the two queues to the desk.

use std::net::UdpSocket;
use std::os::fd::AsFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::eventfd::{EfdFlags, EventFd};
use nix::sys::time::TimeSpec;
use rand::Rng;
use rand::rngs::StdRng;
use sfu_core::{Command, Event, Identity, Worker, WorkerConfig};
use sfu_wire::Counters;
use tokio::sync::mpsc::{Receiver, Sender, error::TryRecvError};

use crate::clock;
use crate::incoming::{BATCH_DATAGRAMS_MAX, Incoming};
use crate::outgoing::Outgoing;

/// Most batches taken in before what they cause is sent: a bound on how long the first of them
/// waits.
const BATCHES_PER_TURN: usize = 4;

/// Most commands carried out before media is looked at again: reading an offer takes as long as
/// forwarding some hundred packets.
const COMMANDS_PER_TURN: usize = 4;

/// How often a worker reports its counters.
const COUNTERS_EVERY: Duration = Duration::from_secs(1);

/// How soon a worker looks again whether the desk has room for its reports.
const FULL_RETRY: Duration = Duration::from_millis(5);

/// What a worker tells the desk.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Report {
    /// The core has something to say.
    Event {
        /// When, in milliseconds since the Unix epoch.
        at_ms: i64,
        /// What.
        event: Event,
    },
    /// Counters since the node started.
    Counters(Box<Counters>),
    /// The worker failed and began anew: its rooms and peers are gone.
    Restarted {
        /// When, in milliseconds since the Unix epoch.
        at_ms: i64,
    },
}

/// All that a worker thread starts with.
pub(crate) struct WorkerStart {
    /// Which worker, from 0.
    pub(crate) index: usize,
    /// Limits and addresses of its core.
    pub(crate) config: WorkerConfig,
    /// The node's certificate.
    pub(crate) identity: Identity,
    /// Its socket.
    pub(crate) socket: Arc<UdpSocket>,
    /// Whether that socket is bound to an IPv6 address.
    pub(crate) bound_in_ipv6: bool,
    /// Where its core's seeds come from.
    pub(crate) seeds: StdRng,
    /// From the desk.
    pub(crate) commands: Receiver<Command>,
    /// To the desk, with the worker's index.
    pub(crate) reports: Sender<(usize, Report)>,
    /// Rung when there is a command.
    pub(crate) bell: Arc<Bell>,
}

/// Wakes a worker that waits for datagrams.
pub(crate) struct Bell(EventFd);

impl Bell {
    /// A bell that has not been rung.
    ///
    /// # Errors
    /// When the process has no file descriptor left.
    pub(crate) fn new() -> nix::Result<Self> {
        let flags = EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK;
        EventFd::from_flags(flags).map(Self)
    }

    /// Wakes the worker, now or when it next wants to wait.
    pub(crate) fn ring(&self) {
        match self.0.write(1) {
            // EAGAIN: it has been rung 2⁶⁴ − 2 times without being heard; it is still rung.
            Ok(_) | Err(Errno::EAGAIN) => {}
            Err(error) => tracing::error!(%error, "cannot wake a worker"),
        }
    }

    fn silence(&self) {
        match self.0.read() {
            Ok(_) | Err(Errno::EAGAIN) => {}
            Err(error) => tracing::error!(%error, "cannot read a worker's wake-up"),
        }
    }
}

/// Runs a worker until the desk hangs up.
///
/// A panic is a bug; it ends the worker's rooms, never the node: the worker begins anew and the
/// desk tells the control plane that its peers have left.
pub(crate) fn run(mut start: WorkerStart) {
    let mut restarted = false;
    loop {
        let mut at_work = AtWork::begin(&mut start, restarted);
        if catch_unwind(AssertUnwindSafe(|| at_work.serve())).is_ok() {
            return;
        }
        tracing::error!(worker = start.index, "worker failed; it begins anew");
        restarted = true;
    }
}

/// A worker at work.
struct AtWork<'a> {
    index: usize,
    core: Worker,
    incoming: Incoming,
    outgoing: Outgoing,
    socket: &'a UdpSocket,
    bell: &'a Bell,
    commands: &'a mut Receiver<Command>,
    reports: &'a Sender<(usize, Report)>,
    restart_unreported: bool,
    counters_due: Instant,
}

/// Whether something is known to be waiting already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// Nothing is: the worker may wait.
    Empty,
    /// A bound of the turn was reached, so there may be more.
    Waiting,
    /// The desk has hung up.
    HungUp,
}

impl<'a> AtWork<'a> {
    fn begin(start: &'a mut WorkerStart, restarted: bool) -> Self {
        let now = clock::now();
        let seed = start.seeds.random();
        Self {
            index: start.index,
            core: Worker::new(start.config.clone(), start.identity.clone(), seed, now),
            incoming: Incoming::new(start.socket.clone()),
            outgoing: Outgoing::new(start.socket.clone(), start.bound_in_ipv6),
            socket: &start.socket,
            bell: &start.bell,
            commands: &mut start.commands,
            reports: &start.reports,
            restart_unreported: restarted,
            counters_due: now,
        }
    }

    /// Takes in all that has come, then sends all that it causes, then waits; until the desk
    /// hangs up.
    fn serve(&mut self) {
        loop {
            let datagrams = self.receive();
            let commands = self.obey();
            if commands == Rest::HungUp {
                return;
            }
            let now = clock::now();
            self.core.handle_timeout(now);
            self.core.forward(now, &mut self.outgoing);
            self.outgoing.flush();
            let all_reported = self.report(now);
            if datagrams == Rest::Empty && commands == Rest::Empty {
                self.wait(all_reported);
            }
        }
    }

    fn receive(&mut self) -> Rest {
        for _ in 0..BATCHES_PER_TURN {
            let datagrams = self.incoming.receive();
            let now = clock::now();
            let core = &mut self.core;
            self.incoming
                .each(|from, datagram| core.handle_datagram(now, from, datagram));
            if datagrams < BATCH_DATAGRAMS_MAX {
                return Rest::Empty;
            }
        }
        Rest::Waiting
    }

    fn obey(&mut self) -> Rest {
        for _ in 0..COMMANDS_PER_TURN {
            match self.commands.try_recv() {
                Ok(command) => self.core.handle_command(clock::now(), command),
                Err(TryRecvError::Empty) => return Rest::Empty,
                Err(TryRecvError::Disconnected) => return Rest::HungUp,
            }
        }
        Rest::Waiting
    }

    /// Reports what the desk has room for, and returns whether that was everything. The rest stays
    /// in the core, in order.
    fn report(&mut self, now: Instant) -> bool {
        loop {
            let Ok(room) = self.reports.try_reserve() else {
                return false;
            };
            let report = if self.restart_unreported {
                self.restart_unreported = false;
                Report::Restarted {
                    at_ms: clock::unix_ms(),
                }
            } else if let Some(event) = self.core.poll_event() {
                Report::Event {
                    at_ms: clock::unix_ms(),
                    event,
                }
            } else if self.counters_due <= now {
                self.counters_due = now + COUNTERS_EVERY;
                Report::Counters(Box::new(self.counters()))
            } else {
                return true;
            };
            room.send((self.index, report));
        }
    }

    fn counters(&self) -> Counters {
        let mut counters = self.core.counters();
        counters.add(&self.incoming.counters());
        counters.add(&self.outgoing.counters());
        counters
    }

    /// Waits for a datagram, the bell, or the next thing that is due.
    fn wait(&self, all_reported: bool) {
        let now = clock::now();
        let mut until = self.counters_due;
        if let Some(due) = self.core.poll_timeout() {
            until = until.min(due);
        }
        if !all_reported {
            until = now + FULL_RETRY;
        }
        let timeout = TimeSpec::from_duration(until.saturating_duration_since(now));
        let mut fds = [
            PollFd::new(self.socket.as_fd(), PollFlags::POLLIN),
            PollFd::new(self.bell.0.as_fd(), PollFlags::POLLIN),
        ];
        match ppoll(&mut fds, Some(timeout), None) {
            Ok(_) | Err(Errno::EINTR) => {}
            Err(error) => tracing::error!(%error, "cannot wait for datagrams"),
        }
        let [_, bell] = &fds;
        if bell.any().unwrap_or(false) {
            self.bell.silence();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bell_rung_twice_is_heard_once() {
        let bell = Bell::new().unwrap();
        bell.ring();
        bell.ring();
        bell.silence();
        assert_eq!(bell.0.read(), Err(Errno::EAGAIN));
    }
}
