//! One synthetic venue's life: open the link, find the session, keep the seat, begin again.

use std::sync::Arc;
use std::time::Duration;

use control_wire::VenueNumber;
use rustls::ClientConfig;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use url::Url;

use crate::clip::Clips;
use crate::device::Device;
use crate::facts::{Phase, VenueFacts};
use crate::options::Options;
use crate::seat::{self, Departure};

/// How often it is asked whether a session is live, or whether the seat has become free.
const ASK_EVERY: Duration = Duration::from_secs(2);

/// What a rehearsal asks of a venue that is seated.
#[derive(Debug)]
pub(crate) enum Command {
    /// Put a venue on the stage; answered with the problem's code where it is refused.
    PutOnStage {
        /// Which venue.
        venue: VenueNumber,
        /// Where the answer goes.
        reply: oneshot::Sender<Result<(), String>>,
    },
    /// Drop the signalling connection without a word.
    CutSignalling,
}

/// What one venue is given.
#[derive(Debug)]
pub(crate) struct SyntheticVenue {
    /// Its link's place in the rehearsal.
    pub(crate) index: usize,
    /// Its device link.
    pub(crate) link: Url,
    /// How the rehearsal behaves.
    pub(crate) options: Arc<Options>,
    /// Every venue's clip.
    pub(crate) clips: Arc<Clips>,
    /// TLS for HTTP and WebSocket.
    pub(crate) tls: Arc<ClientConfig>,
    /// One permit for each venue that may be on its way in.
    pub(crate) joining: Arc<Semaphore>,
    /// Where it reports.
    pub(crate) facts: watch::Sender<VenueFacts>,
}

impl SyntheticVenue {
    /// Lives until `stop` becomes true or its sender is dropped.
    pub(crate) async fn run(
        self,
        mut commands: mpsc::Receiver<Command>,
        mut stop: watch::Receiver<bool>,
    ) {
        let mut until_stopped = stop.clone();
        let mut failures = 0;
        loop {
            let entered = tokio::select! {
                _ = until_stopped.wait_for(|stopped| *stopped) => break,
                entered = self.enter(failures) => entered,
            };
            let Some((device, session)) = entered else {
                failures += 1;
                continue;
            };
            let departure = seat::occupy(&self, &device, session, &mut commands, &mut stop).await;
            tracing::debug!(venue = device.venue, session, ?departure, "seat left");
            match departure {
                Departure::Stopped => break,
                Departure::Ended => failures = 0,
                Departure::Refused { code } => {
                    self.report_problem(code);
                    failures += 1;
                }
                Departure::Replaced => {
                    failures = 0;
                    tokio::select! {
                        _ = until_stopped.wait_for(|stopped| *stopped) => break,
                        () = self.give_way(&device, session) => {}
                    }
                }
            }
        }
        self.phase(Phase::Stopped);
    }

    /// Opens the link and waits for a live session. `None` where something failed: try again.
    async fn enter(&self, failures: u32) -> Option<(Device, i64)> {
        self.phase(Phase::Entering);
        tokio::time::sleep(self.back_off(failures)).await;
        let device = match Device::open(&self.link, &self.tls).await {
            Ok(device) => device,
            Err(error) => {
                self.report_problem(error.code());
                return None;
            }
        };
        self.facts.send_modify(|facts| {
            facts.venue = Some(device.venue);
            facts.place = Some(device.place);
        });
        loop {
            match device.live_session().await {
                Ok(Some(session)) => return Some((device, session)),
                Ok(None) => self.phase(Phase::Waiting),
                Err(error) => {
                    self.report_problem(error.code());
                    return None;
                }
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
    }

    /// Waits until the device that took the seat has gone; for ever where the seat is not to be
    /// taken back.
    async fn give_way(&self, device: &Device, session: i64) {
        self.phase(Phase::Replaced);
        if !self.options.take_seat_back {
            std::future::pending::<()>().await;
        }
        loop {
            tokio::time::sleep(ASK_EVERY).await;
            match device.seat_is_free(session).await {
                Ok(true) => return,
                Ok(false) => {}
                Err(error) => {
                    // The session may be over; entering again finds out.
                    self.report_problem(error.code());
                    return;
                }
            }
        }
    }

    /// How long to wait before connecting again after so many failures in a row: not at all after
    /// none, then 0.5 s doubling up to 4 s.
    pub(crate) fn back_off(&self, failures: u32) -> Duration {
        if failures == 0 {
            return Duration::ZERO;
        }
        Duration::from_millis(500 << (failures - 1).min(3)) + self.spread()
    }

    /// How long to wait before offering again after so many refusals in a row: 0.2 s, because a
    /// media node that is being linked is there any moment and the picture stands still until
    /// then; after three seconds of that, as [`Self::back_off`].
    pub(crate) fn offer_again_after(&self, failures: u32) -> Duration {
        const QUICK: u32 = 12;
        if failures <= QUICK {
            return Duration::from_millis(200) + self.spread() / 4;
        }
        self.back_off(failures - QUICK)
    }

    /// Venues differ by up to 250 ms, so that they do not all come at once.
    fn spread(&self) -> Duration {
        Duration::from_millis((self.index * 53 % 250) as u64)
    }

    /// Reports where the venue stands.
    pub(crate) fn phase(&self, phase: Phase) {
        self.facts.send_if_modified(|facts| {
            let changed = facts.phase != phase;
            facts.phase = phase;
            changed
        });
    }

    /// Reports a problem by its code.
    pub(crate) fn report_problem(&self, code: String) {
        let venue = self.facts.borrow().venue;
        tracing::debug!(
            index = self.index,
            venue,
            code,
            "synthetic venue met a problem"
        );
        self.facts
            .send_modify(|facts| facts.last_problem = Some(code));
    }
}
