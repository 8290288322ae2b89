//! How long a cut takes: from the command that puts another venue on the stage to the frame that
//! each page's stage begins with.

use std::collections::HashMap;

use sfu_wire::{PeerId, TrackRef};
use tokio::time::Instant;

use super::Session;

/// A cut under way.
#[derive(Debug)]
pub(super) struct Switch {
    commanded: Instant,
    /// Stages that do not show it yet: whose, at which m-line, and what they are to show.
    pending: HashMap<(PeerId, String), TrackRef>,
    /// How long each of the others took, in milliseconds.
    shown_ms: Vec<u64>,
    /// True once every stage has been told; those of pages that come later are no part of it.
    told: bool,
}

impl Session {
    /// The stage is another one, by a command that was heard at `commanded`.
    pub(super) fn switch_begins(&mut self, commanded: Instant) {
        self.close_switch();
        self.switch = Some(Switch {
            commanded,
            pending: HashMap::new(),
            shown_ms: Vec::new(),
            told: false,
        });
    }

    /// A stage slot was told to show another source; it counts where a cut is under way.
    pub(super) fn switch_awaits(&mut self, peer: PeerId, mid: String, track: TrackRef) {
        if let Some(switch) = self.switch.as_mut().filter(|switch| !switch.told) {
            switch.pending.insert((peer, mid), track);
        }
    }

    /// Every stage has been told of the cut.
    pub(super) fn switch_told(&mut self) {
        if let Some(switch) = &mut self.switch {
            switch.told = true;
        }
    }

    /// A slot shows a source.
    pub(super) fn switch_showing(
        &mut self,
        peer: PeerId,
        mid: &str,
        track: TrackRef,
        now: Instant,
    ) {
        let Some(switch) = &mut self.switch else {
            return;
        };
        let slot = (peer, mid.to_owned());
        if switch.pending.get(&slot) != Some(&track) {
            return;
        }
        switch.pending.remove(&slot);
        let took = now.saturating_duration_since(switch.commanded);
        let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        switch.shown_ms.push(took_ms);
        self.surroundings.tally.switches.count(took);
        if switch.pending.is_empty() {
            self.close_switch();
        }
    }

    fn close_switch(&mut self) {
        let Some(mut switch) = self.switch.take() else {
            return;
        };
        switch.shown_ms.sort_unstable();
        let (Some(median_ms), Some(slowest_ms)) = (
            switch.shown_ms.get(switch.shown_ms.len() / 2),
            switch.shown_ms.last(),
        ) else {
            return;
        };
        tracing::info!(
            session = self.id,
            stages = switch.shown_ms.len(),
            stages_unshown = switch.pending.len(),
            median_ms,
            slowest_ms,
            "stage switched"
        );
    }
}
