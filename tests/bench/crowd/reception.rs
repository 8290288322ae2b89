//! The thread that receives for everybody.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::eventfd::EventFd;
use nix::sys::socket::{setsockopt, sockopt};
use tokio::sync::watch;

use super::participant::{Arrival, Participant};
use super::tally::Tally;
use super::{CrowdError, Place, Progress};
use crate::clock;
use crate::incoming::{BATCH, Batch, DATAGRAM_BYTES_MAX, Times};

/// Room for a head: an RTP header and, to tell other packets apart, a little more.
const HEAD_BYTES: usize = 32;

/// Sockets looked at in one turn.
const EVENTS: usize = 256;

/// Longest wait without a timer.
const WAIT_MAX: Duration = Duration::from_millis(500);

/// Asked of the kernel for every socket, in bytes: a wall's key frames at once.
const SOCKET_BYTES: usize = 1 << 20;

/// The bell's number among the events.
const BELL: u64 = u64::MAX;

/// The participants and their sockets.
pub(crate) struct Reception {
    epoll: Epoll,
    bell: Arc<EventFd>,
    /// Everybody; places of those who left stay empty.
    pub(crate) participants: Vec<Option<Participant>>,
    /// Sums since they were last taken.
    pub(crate) tally: Tally,
    timers: BinaryHeap<Reverse<(Instant, usize)>>,
    progress: watch::Sender<Progress>,
    whole: Batch,
    heads: Batch,
}

impl Reception {
    pub(super) fn new(
        bell: Arc<EventFd>,
        progress: watch::Sender<Progress>,
    ) -> Result<Self, CrowdError> {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC).map_err(std::io::Error::from)?;
        let event = EpollEvent::new(EpollFlags::EPOLLIN, BELL);
        epoll.add(&*bell, event).map_err(std::io::Error::from)?;
        Ok(Self {
            epoll,
            bell,
            participants: Vec::new(),
            tally: Tally::new()?,
            timers: BinaryHeap::new(),
            progress,
            whole: Batch::new(DATAGRAM_BYTES_MAX, Times::Asked),
            heads: Batch::new(HEAD_BYTES, Times::Ignored),
        })
    }

    /// Lets a participant in; it begins to connect.
    ///
    /// # Errors
    /// When the system refuses to watch its socket.
    pub(crate) fn enter(&mut self, participant: Participant) -> Result<Place, CrowdError> {
        let place = self.participants.len();
        let socket = &*participant.socket;
        let event = EpollEvent::new(EpollFlags::EPOLLIN, place as u64);
        setsockopt(socket, sockopt::ReceiveTimestampns, &true)
            .and_then(|()| setsockopt(socket, sockopt::RcvBuf, &SOCKET_BYTES))
            .and_then(|()| self.epoll.add(socket, event))
            .map_err(std::io::Error::from)?;
        self.participants.push(Some(participant));
        self.time(place);
        Ok(Place(place))
    }

    /// A participant goes without a word.
    pub(crate) fn leave(&mut self, place: Place) {
        let left = self.participants.get_mut(place.0).and_then(Option::take);
        if let Some(participant) = left {
            // Closing the socket ends the watch; this only makes it certain.
            if let Err(error) = self.epoll.delete(&*participant.socket) {
                tracing::debug!(%error, "socket not watched");
            }
            let connected = participant.is_connected();
            let seeing = participant.first_frame.is_some();
            self.progress.send_modify(|progress| {
                progress.connected -= usize::from(connected);
                progress.seeing -= usize::from(seeing);
            });
        }
    }

    /// The participant at `place`, if it is there.
    pub(crate) fn at(&self, place: Place) -> Option<&Participant> {
        self.participants.get(place.0)?.as_ref()
    }

    /// Everybody who is there.
    pub(crate) fn everybody(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter().flatten()
    }

    /// Packets missing in all slots.
    pub(crate) fn lost(&self) -> u64 {
        self.everybody()
            .flat_map(|participant| &participant.slots)
            .map(super::slot::Slot::lost)
            .sum()
    }

    /// Waits for datagrams or the next timer, and deals with them. False when it cannot go on.
    pub(super) fn turn(&mut self) -> bool {
        let now = clock::now();
        self.handle_timers(now);
        let wait = self.timers.peek().map_or(WAIT_MAX, |Reverse((at, _))| {
            at.saturating_duration_since(now).min(WAIT_MAX)
        });
        // Rounded up: a timer is late by a millisecond rather than waited for in circles.
        let wait_ms = u16::try_from(wait.as_micros().div_ceil(1000)).unwrap_or(u16::MAX);
        let mut events = [EpollEvent::empty(); EVENTS];
        let ready = match self.epoll.wait(&mut events, EpollTimeout::from(wait_ms)) {
            Ok(ready) => ready,
            Err(Errno::EINTR) => 0,
            Err(error) => {
                tracing::error!(%error, "cannot wait for datagrams");
                return false;
            }
        };
        for event in events.iter().take(ready) {
            if event.data() == BELL {
                if let Err(error) = self.bell.read() {
                    tracing::debug!(%error, "the bell was silent");
                }
            } else if let Ok(place) = usize::try_from(event.data()) {
                self.receive(place);
            }
        }
        true
    }

    fn handle_timers(&mut self, now: Instant) {
        while let Some(Reverse((at, place))) = self.timers.peek().copied() {
            if at > now {
                return;
            }
            self.timers.pop();
            let Some(Some(participant)) = self.participants.get_mut(place) else {
                continue;
            };
            // A timer that was moved since.
            if participant.timer_at != Some(at) {
                continue;
            }
            participant.handle_timeout(now);
            self.time(place);
        }
    }

    /// Sets the timer of the participant at `place`.
    fn time(&mut self, place: usize) {
        if let Some(Some(participant)) = self.participants.get_mut(place) {
            let at = participant.poll_timeout();
            if at != participant.timer_at {
                participant.timer_at = at;
                self.timers.extend(at.map(|at| Reverse((at, place))));
            }
        }
    }

    fn receive(&mut self, place: usize) {
        let Some(Some(participant)) = self.participants.get_mut(place) else {
            return;
        };
        let before = (
            participant.is_connected(),
            participant.first_frame.is_some(),
        );
        loop {
            let batch = if participant.reads_heads_only() {
                &mut self.heads
            } else {
                &mut self.whole
            };
            let received = batch.receive(&participant.socket);
            let now = clock::now();
            for datagram in batch.datagrams() {
                let arrival = Arrival {
                    now,
                    at_ns: datagram.at_ns,
                };
                participant.handle_datagram(arrival, datagram.head, datagram.len, &mut self.tally);
            }
            if received < BATCH {
                break;
            }
        }
        let after = (
            participant.is_connected(),
            participant.first_frame.is_some(),
        );
        if before != after {
            self.progress.send_modify(|progress| {
                progress.connected += usize::from(after.0 && !before.0);
                progress.seeing += usize::from(after.1 && !before.1);
            });
        }
        if !participant.reads_heads_only() {
            self.time(place);
        }
    }
}
