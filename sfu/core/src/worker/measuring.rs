//! What the control plane is told about each peer's path.

use std::time::{Duration, Instant};

use sfu_wire::{FromNode, PathQuality, Transport};
use thunderdome::Index;

use super::Worker;
use crate::Event;

/// How often a peer's path is told.
const TOLD_EVERY: Duration = Duration::from_secs(5);

impl Worker {
    /// Tells what a peer's path is like, if that is due.
    pub(super) fn tell_path(&mut self, now: Instant, key: Index) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        if now < peer.path_told_at + TOLD_EVERY {
            return;
        }
        peer.path_told_at = now;
        let selected = peer.ice.selected().map(|address| address.ip());
        let transport = if selected == Some(self.config.carried_from) {
            Transport::Tcp
        } else {
            Transport::Udp
        };
        let pace = peer.pace.as_ref();
        let estimate = pace.map(|pace| pace.estimate());
        let round_trip = peer.round_trip.or_else(|| pace?.round_trip());
        let quality = PathQuality {
            transport,
            round_trip_ms: round_trip.map(|span| span.as_millis() as u32),
            estimate_bps: estimate.map(|(rate, _)| rate.as_bps()),
            wanted_bps: peer.wanted_bps,
            lost_in_permille: std::mem::take(&mut peer.arrived).lost_permille(),
            lost_out_permille: estimate.map_or(0, |(_, loss)| (loss * 1000.0) as u16),
        };
        let peer = peer.id;
        self.push_event(Event::Say(FromNode::Path { peer, quality }));
    }
}
