//! `GET /api/v1/sessions/{id}/signal`: a page's signalling (see `docs/signalling.md`).

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::StatusCode;
use axum::response::Response;
use control_hall::SOCKET_MESSAGE_BYTES_MAX;

use super::extract::InPath;
use super::sessions::{SessionsError, visible};
use crate::accounts::access::{AccessRefused, Action, Caller};
use crate::app::App;
use crate::problem::{Explain, Explanation, refuses_with, words};

/// Why a page's socket was not opened.
#[derive(Debug, thiserror::Error)]
pub enum SignalError {
    /// Not for this caller, or no such session.
    #[error(transparent)]
    Session(#[from] SessionsError),
    /// This account sits in no venue.
    #[error("the account has no seat")]
    NoSeat,
    /// The request is no WebSocket handshake.
    #[error("not a WebSocket handshake")]
    NoHandshake(#[from] WebSocketUpgradeRejection),
}

impl From<AccessRefused> for SignalError {
    fn from(refused: AccessRefused) -> Self {
        Self::Session(refused.into())
    }
}

/// Opens a page's signalling socket. With `?place=host|wall|branch` the page says which place it
/// is for, as in `GET /api/v1/me`.
///
/// # Errors
/// See [`SignalError`]. That the session is not live is told on the socket, not here.
#[utoipa::path(
    get, path = "/api/v1/sessions/{id}/signal", tag = "sessions",
    params(("place" = Option<String>, Query, description = "host, wall or branch")),
    responses((status = 101), (status = 401), (status = 403), (status = 404), (status = 426))
)]
pub async fn signal(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, SignalError> {
    caller.may(Action::SeeSessions)?;
    visible(&app, &caller, id).await?;
    let identity = caller.identity().ok_or(SignalError::NoSeat)?;
    let upgrade = upgrade?
        .max_message_size(SOCKET_MESSAGE_BYTES_MAX)
        .max_frame_size(SOCKET_MESSAGE_BYTES_MAX);
    let hall = app.hall.clone();
    Ok(upgrade.on_upgrade(move |socket| async move { hall.seat(id, identity, socket).await }))
}

impl Explain for SignalError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Session(error) => error.explain(),
            Self::NoSeat => Explanation::new(
                StatusCode::FORBIDDEN,
                "no-seat",
                words(
                    "这个账号不代表任何会场",
                    "请打开会场的专用链接，或用主持人账号登录。",
                ),
                words(
                    "This account sits in no venue",
                    "Open a venue's link, or log in as a host.",
                ),
            ),
            Self::NoHandshake(_) => not_a_socket(),
        }
    }
}

/// The address takes WebSockets only.
pub(super) fn not_a_socket() -> Explanation {
    Explanation::new(
        StatusCode::UPGRADE_REQUIRED,
        "websocket-only",
        words(
            "这个地址只接受 WebSocket 连接",
            "请用本系统的页面；接口说明见 docs/signalling.md。",
        ),
        words(
            "This address takes WebSockets only",
            "Use this system's pages; see docs/signalling.md.",
        ),
    )
}

refuses_with!(SignalError);
