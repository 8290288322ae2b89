//! `GET /api/v1/node`: the link of a separate media node.
//!
//! The node shows the shared secret; then frames of [`sfu_wire`] travel both ways as JSON text,
//! through two bounded channels, to and from the hall.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use sfu_wire::{FRAME_BYTES_MAX, FromNode, ToNode};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior};

use super::signal::not_a_socket;
use crate::app::App;
use crate::problem::{Explain, Explanation, refuses_with, words};

/// Frames that wait each way; further ones wait at the other end.
const FRAMES_WAITING_MAX: usize = 1024;

/// Between pings to the node.
const PING_EVERY: Duration = Duration::from_secs(5);

/// Without anything heard from the node before the link counts as broken.
const SILENCE_MAX: Duration = Duration::from_secs(15);

/// Why a node's link was not opened.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// This server has its media node inside.
    #[error("no separate node is expected")]
    NotExpected,
    /// The secret is missing or wrong.
    #[error("wrong node secret")]
    WrongSecret,
    /// The request is no WebSocket handshake.
    #[error("not a WebSocket handshake")]
    NoHandshake(#[from] WebSocketUpgradeRejection),
}

/// Opens the link of a media node that knows the secret.
///
/// # Errors
/// See [`NodeError`].
#[utoipa::path(
    get, path = "/api/v1/node", tag = "node",
    responses((status = 101), (status = 401), (status = 404), (status = 426))
)]
pub async fn link(
    State(app): State<App>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, NodeError> {
    let expected = app
        .node_secret_hash
        .as_deref()
        .ok_or(NodeError::NotExpected)?;
    let shown = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or(NodeError::WrongSecret)?;
    // Hashes are compared, so the time this takes says nothing about the secret.
    if secret_hash(shown) != expected {
        return Err(NodeError::WrongSecret);
    }
    let upgrade = upgrade?
        .max_message_size(FRAME_BYTES_MAX)
        .max_frame_size(FRAME_BYTES_MAX);
    Ok(upgrade.on_upgrade(move |socket| carry(app, socket)))
}

/// What is kept of a node's secret.
#[must_use]
pub fn secret_hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.trim().as_bytes()))
}

/// Carries frames until either end is gone.
async fn carry(app: App, socket: WebSocket) {
    let (to_socket, from_socket) = socket.split();
    let (commands, commands_waiting) = mpsc::channel(FRAMES_WAITING_MAX);
    let (events, events_waiting) = mpsc::channel(FRAMES_WAITING_MAX);
    tracing::info!("a media node is linked");
    // Whichever ends first lets go of its channels, and the hall then ends the link in order.
    let frames = async {
        tokio::select! {
            reason = send_commands(to_socket, commands_waiting) => reason,
            reason = receive_events(from_socket, events) => reason,
        }
    };
    let ((), reason) = tokio::join!(app.hall.run_node(commands, events_waiting), frames);
    tracing::warn!(reason, "a media node's link ended");
}

async fn send_commands(
    mut socket: SplitSink<WebSocket, Message>,
    mut commands: mpsc::Receiver<ToNode>,
) -> &'static str {
    let mut pings = tokio::time::interval(PING_EVERY);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let message = tokio::select! {
            command = commands.recv() => {
                let Some(command) = command else { return "the hall sends no more commands" };
                match serde_json::to_string(&command) {
                    Ok(frame) => Message::text(frame),
                    Err(_) => return "a command could not be written as JSON",
                }
            }
            _ = pings.tick() => Message::Ping(axum::body::Bytes::new()),
        };
        if socket.send(message).await.is_err() {
            return "the connection broke";
        }
    }
}

async fn receive_events(
    mut socket: SplitStream<WebSocket>,
    events: mpsc::Sender<FromNode>,
) -> &'static str {
    let mut heard = Instant::now();
    loop {
        let Ok(received) = tokio::time::timeout_at(heard + SILENCE_MAX, socket.next()).await else {
            return "nothing was heard for too long";
        };
        heard = Instant::now();
        let frame = match received {
            Some(Ok(Message::Text(frame))) => frame,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Some(Ok(Message::Binary(_))) => return "a frame was not text",
            Some(Ok(Message::Close(_))) | None => return "the node closed it",
            Some(Err(_)) => return "the connection broke",
        };
        match serde_json::from_str(&frame) {
            Ok(event) => {
                if events.send(event).await.is_err() {
                    return "the hall takes no more events";
                }
            }
            Err(_) => return "a frame was not understood: node and control differ in version",
        }
    }
}

impl Explain for NodeError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotExpected => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-node-expected",
                words(
                    "本服务器不接独立媒体节点",
                    "请用 --no-embedded-node 和 --node-secret-file 启动。",
                ),
                words(
                    "This server expects no separate media node",
                    "Start it with --no-embedded-node and --node-secret-file.",
                ),
            ),
            Self::WrongSecret => Explanation::new(
                StatusCode::UNAUTHORIZED,
                "wrong-node-secret",
                words("媒体节点的密钥不对", "节点与服务器要用同一个密钥文件。"),
                words(
                    "The media node's secret is wrong",
                    "Node and server must use the same secret file.",
                ),
            ),
            Self::NoHandshake(_) => not_a_socket(),
        }
    }
}

refuses_with!(NodeError);
