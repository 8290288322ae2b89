//! Short connections that only show whether media pass between an office and the node (联调).
//!
//! They are peers in a room of their own, see nobody and are seen by nobody, and nothing of them is
//! recorded. The page takes the candidates out of the answer that it does not want to try.

use std::sync::Arc;
use std::time::Duration;

use sfu_wire::{Answer, Refusal, RequestId, RoomId, ToNode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{sleep, timeout};

use crate::draw::IDENTIFIER_MASK;
use crate::limits::{PROBES_MAX, SDP_BYTES_MAX};
use crate::surroundings::Surroundings;

/// Where probes are: the same room in every life of the control plane, so that none is left behind
/// at a node. Drawn identifiers are smaller.
pub(crate) const PROBE_ROOM: RoomId = RoomId(IDENTIFIER_MASK + 1);

/// How many probes there may be.
#[derive(Debug)]
pub(crate) struct ProbesLeft(Arc<Semaphore>);

impl Default for ProbesLeft {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(PROBES_MAX)))
    }
}

/// A probe's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The node's answer, for `setRemoteDescription`.
    pub sdp: String,
    /// How long its peer stays at the node.
    pub kept: Duration,
}

/// Why a path could not be tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProbeError {
    /// The offer is longer than [`SDP_BYTES_MAX`].
    #[error("the offer has more than {SDP_BYTES_MAX} bytes")]
    TooLong,
    /// [`PROBES_MAX`] paths are being tried.
    #[error("{PROBES_MAX} paths are being tried already")]
    Busy,
    /// The node took no offer, or did not answer in time.
    #[error(transparent)]
    Node(#[from] Refusal),
}

/// Has the node answer an offer, and ends its peer after a while.
pub(crate) async fn answer(
    surroundings: &Arc<Surroundings>,
    sdp: String,
) -> Result<Probe, ProbeError> {
    if sdp.len() > SDP_BYTES_MAX {
        return Err(ProbeError::TooLong);
    }
    let left = Arc::clone(&surroundings.probes_left.0);
    let permit = left.try_acquire_owned().map_err(|_| ProbeError::Busy)?;
    let request = surroundings.draw.request();
    let peer = surroundings.draw.peer();
    let (reply, answered) = oneshot::channel();
    surroundings.routes.probes.insert(request, reply);
    // Opening a room twice opens it once.
    let sent = surroundings
        .node
        .send(ToNode::OpenRoom { room: PROBE_ROOM })
        && surroundings.node.send(ToNode::Offer {
            request,
            room: PROBE_ROOM,
            peer,
            sdp,
            publish: Vec::new(),
        });
    if !sent {
        surroundings.routes.probes.remove(&request);
        return Err(Refusal::NoNode.into());
    }
    let leave = ToNode::Leave { peer };
    tokio::spawn(end(Arc::clone(surroundings), request, leave, permit));
    match timeout(surroundings.patience.answer, answered).await {
        Ok(Ok(Ok(Answer { sdp }))) => Ok(Probe {
            sdp,
            kept: surroundings.patience.probe,
        }),
        Ok(Ok(Err(refusal))) => Err(refusal.into()),
        Ok(Err(_)) | Err(_) => Err(Refusal::NoNode.into()),
    }
}

/// Ends a probe once its time is over.
async fn end(
    surroundings: Arc<Surroundings>,
    request: RequestId,
    leave: ToNode,
    permit: OwnedSemaphorePermit,
) {
    sleep(surroundings.patience.probe).await;
    surroundings.routes.probes.remove(&request);
    if !surroundings.node.send(leave) {
        tracing::debug!("no node to end a probe at");
    }
    drop(permit);
}
