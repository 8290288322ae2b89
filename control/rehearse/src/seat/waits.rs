//! What a seat waits for, each as a future that never comes where there is nothing to wait for.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use webrtc::peer_connection::RTCPeerConnectionState;

use crate::media::MediaError;

/// The next state of the media connection; never where there is none.
pub(super) async fn changed(
    state: Option<&mut watch::Receiver<RTCPeerConnectionState>>,
) -> RTCPeerConnectionState {
    if let Some(state) = state
        && state.changed().await.is_ok()
    {
        return *state.borrow_and_update();
    }
    std::future::pending().await
}

/// The end of the playback; never where nothing plays.
pub(super) async fn ended(playing: Option<&mut JoinHandle<Result<(), MediaError>>>) {
    let Some(playing) = playing else {
        return std::future::pending().await;
    };
    match playing.await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "playback ended"),
        Err(error) => tracing::error!(%error, "playback ended by itself"),
    }
}

/// The given time; never where there is none.
pub(super) async fn reached(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// The given time and then a place among those who join; never where there is no time.
pub(super) async fn turn(time: Option<Instant>, joining: &Arc<Semaphore>) -> OwnedSemaphorePermit {
    reached(time).await;
    match Arc::clone(joining).acquire_owned().await {
        Ok(permit) => permit,
        // The semaphore is never closed.
        Err(_) => std::future::pending().await,
    }
}
