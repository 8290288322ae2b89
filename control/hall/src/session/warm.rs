//! Pictures kept warm, so that a cut to them shows at once.

use sfu_wire::{ToNode, TrackKind, TrackRef, WARM_MAX};

use super::Session;
use control_domain::view::Source;

impl Session {
    /// Names to the node the pictures that may be cut to next, where they are others than it knows.
    pub(super) fn settle_warm(&mut self) {
        let tracks = self.warm_tracks();
        if self.warm.as_ref() == Some(&tracks) {
            return;
        }
        let room = self.room;
        let told = self.send_to_node(ToNode::Warm {
            room,
            tracks: tracks.clone(),
        });
        // Without a node they are named once there is one.
        self.warm = told.then_some(tracks);
    }

    fn warm_tracks(&self) -> Vec<TrackRef> {
        let (_, senders) = self.scene();
        self.floor
            .upcoming(self.now_ms())
            .into_iter()
            .filter_map(|venue| {
                Some(TrackRef {
                    peer: *senders.get(&(venue, Source::Camera))?,
                    kind: TrackKind::Camera,
                })
            })
            .take(WARM_MAX)
            .collect()
    }
}
