//! What a venue and the server tell each other of media that flow: what was received, as a page would
//! report it, and which layers are wanted.

use std::collections::HashMap;
use std::time::Duration;

use control_wire::signal::ClientMessage;
use control_wire::signal::media::{REPORT_SECONDS, ReceptionReport, SlotReception, Transport};
use tokio::time::Instant;

use super::Seat;
use crate::facts::SlotFacts;
use crate::signalling::{Signalling, SignallingError, publishes};
use crate::wanted::WantedLayers;

/// From a connection to its first report.
const FIRST_AFTER: Duration = Duration::from_secs(3);

/// Loudness of every clip: a tone of a tenth of full scale (`clips/make`), as root mean square.
const CLIP_PERMILLE: u16 = 71;

/// The reports of one media connection.
#[derive(Debug)]
pub(super) struct Reports {
    /// When the next one is due.
    pub(super) due: Instant,
    since: Instant,
    /// Pictures and bytes that each slot had by then.
    had: HashMap<String, (u64, u64)>,
}

impl Reports {
    /// Of a connection that has just come up.
    pub(super) fn begin(now: Instant, slots: &[SlotFacts]) -> Self {
        Self {
            due: now + FIRST_AFTER,
            since: now,
            had: counts(slots),
        }
    }

    /// The report that is due, of slots as they are now.
    fn next(&mut self, now: Instant, slots: &[SlotFacts], sends: bool) -> ReceptionReport {
        let over = now.saturating_duration_since(self.since);
        let received = slots
            .iter()
            .map(|slot| {
                let (frames, bytes) = self.had.get(&slot.mid).copied().unwrap_or_default();
                let frames_decoded = slot.frames.saturating_sub(frames);
                SlotReception {
                    mid: slot.mid.clone(),
                    received_bytes: slot.bytes.saturating_sub(bytes),
                    frames_decoded: u32::try_from(frames_decoded).unwrap_or(u32::MAX),
                    freezes: 0,
                    frozen_ms: 0,
                    concealed_permille: 0,
                }
            })
            .filter(|slot| slot.received_bytes > 0)
            .collect();
        self.since = now;
        self.due = now + Duration::from_secs(REPORT_SECONDS);
        self.had = counts(slots);
        ReceptionReport {
            over_ms: u32::try_from(over.as_millis()).unwrap_or(u32::MAX),
            transport: Some(Transport::Udp),
            microphone_permille: sends.then_some(CLIP_PERMILLE),
            slots: received,
        }
    }
}

impl Seat<'_> {
    /// Tells the server what was received, as pages do.
    pub(super) async fn report(
        &mut self,
        signalling: &mut Signalling,
    ) -> Result<(), SignallingError> {
        let sends = publishes(self.device.place);
        let report = self.media.as_mut().and_then(|media| {
            let reports = media.reports.as_mut()?;
            let slots = &self.venue.facts.borrow().slots;
            Some(reports.next(Instant::now(), slots, sends))
        });
        match report {
            Some(report) => {
                let report = Box::new(report);
                signalling.send(&ClientMessage::Reception { report }).await
            }
            None => Ok(()),
        }
    }

    /// Sends only what somebody is to be sent.
    pub(super) fn layers_wanted(&self, wanted: WantedLayers) {
        if let Some(media) = &self.media {
            media.media.want(wanted);
            self.venue.facts.send_modify(|facts| facts.wanted = wanted);
        }
    }
}

fn counts(slots: &[SlotFacts]) -> HashMap<String, (u64, u64)> {
    slots
        .iter()
        .map(|slot| (slot.mid.clone(), (slot.frames, slot.bytes)))
        .collect()
}

#[cfg(test)]
mod tests {
    use control_wire::signal::View;

    use super::*;

    #[test]
    fn a_report_tells_of_what_came_since_the_one_before() {
        let start = Instant::now();
        let mut slot = SlotFacts::new("2".into(), View::Stage);
        (slot.frames, slot.bytes) = (7, 700);
        let mut reports = Reports::begin(start, std::slice::from_ref(&slot));
        (slot.frames, slot.bytes) = (37, 3_700);
        let silent = SlotFacts::new("3".into(), View::Slides);
        let slots = [slot, silent];
        let mut next = |now| reports.next(now, &slots, true);
        let first = next(start + FIRST_AFTER);
        assert_eq!((first.over_ms, first.slots.len()), (3_000, 1));
        let received = &first.slots[0];
        assert_eq!(
            (received.frames_decoded, received.received_bytes),
            (30, 3_000)
        );
        assert!(next(start + FIRST_AFTER * 2).slots.is_empty());
    }
}
