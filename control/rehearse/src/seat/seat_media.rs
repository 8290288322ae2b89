//! The media connection of a seat.

use control_wire::VenueNumber;
use control_wire::signal::RequestNumber;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use webrtc::peer_connection::RTCPeerConnectionState;

use super::report::Reports;
use crate::media::{Media, MediaError};

/// The seat's media connection.
pub(super) struct SeatMedia {
    /// The connection itself.
    pub(super) media: Media,
    /// Number of the offer that began it.
    pub(super) request: RequestNumber,
    /// Where it stands.
    pub(super) state: watch::Receiver<RTCPeerConnectionState>,
    /// Held until the connection is up: others wait for it.
    pub(super) joining: Option<OwnedSemaphorePermit>,
    /// When it is given up if it is not up by then; `None` once it is.
    pub(super) connected_by: Option<Instant>,
    /// The clip being played on it.
    pub(super) playing: Option<JoinHandle<Result<(), MediaError>>>,
    /// What is to be reported of it, once it is up.
    pub(super) reports: Option<Reports>,
}

impl SeatMedia {
    /// Stops the clip and closes the connection.
    pub(super) async fn give_up(self, venue: VenueNumber) {
        if let Some(playing) = self.playing {
            playing.abort();
        }
        if let Err(error) = self.media.close().await {
            tracing::debug!(venue, %error, "media connection did not close");
        }
    }

    /// Whether media flow, or are still expected to flow again by themselves.
    pub(super) fn stands(&self) -> bool {
        self.playing
            .as_ref()
            .is_none_or(|playing| !playing.is_finished())
            && matches!(
                *self.state.borrow(),
                RTCPeerConnectionState::Connected | RTCPeerConnectionState::Disconnected
            )
    }
}
