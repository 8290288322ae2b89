//! What a session reaches outside itself.

use std::sync::Arc;

use dashmap::DashMap;
use sfu_wire::{Answer, PeerId, Refusal, RequestId, RoomId};
use tokio::sync::oneshot;

use crate::clock::Clock;
use crate::counters::Tally;
use crate::draw::Draw;
use crate::limits::Patience;
use crate::log::SessionLog;
use crate::node_link::NodeLink;
use crate::probe::ProbesLeft;

/// What every session shares. It holds no session: those end when the hall is dropped.
pub(crate) struct Surroundings {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) log: Arc<dyn SessionLog>,
    pub(crate) draw: Draw,
    pub(crate) patience: Patience,
    pub(crate) tally: Tally,
    pub(crate) routes: Routes,
    pub(crate) node: NodeLink,
    pub(crate) probes_left: ProbesLeft,
}

/// Which session the node's messages belong to. Sessions enter and remove their own.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    pub(crate) rooms: DashMap<RoomId, i64>,
    pub(crate) peers: DashMap<PeerId, i64>,
    pub(crate) requests: DashMap<RequestId, i64>,
    /// Who waits for the answer to a probe, which belongs to no session.
    pub(crate) probes: DashMap<RequestId, oneshot::Sender<Result<Answer, Refusal>>>,
}

impl Routes {
    /// Removes whatever leads to a session that is over.
    pub(crate) fn forget_session(&self, session: i64) {
        self.rooms.retain(|_, of| *of != session);
        self.peers.retain(|_, of| *of != session);
        self.requests.retain(|_, of| *of != session);
    }
}
