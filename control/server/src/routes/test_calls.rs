//! Test calls (联调): does media pass between an office and this server, and what was found.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_hall::ProbeError;
use control_wire::MAIN_VENUE;
use control_wire::rest::test_call::{ProbeAnswer, ProbeOffer, TestCall, TestCallFindings};

use crate::accounts::access::{AccessRefused, Action, Caller};
use crate::app::App;
use crate::problem::{Explain, Explanation, refuses_with, words};
use crate::routes::extract::Body;
use crate::store::StoreFailed;

/// Why a test call could not be made, kept or shown.
#[derive(Debug, thiserror::Error)]
pub enum TestCallError {
    /// Not for this caller.
    #[error(transparent)]
    Access(#[from] AccessRefused),
    /// The path could not be tried.
    #[error(transparent)]
    Probe(#[from] ProbeError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// Answers the offer of a connection that is only to show whether media pass. The caller leaves the
/// candidates in the answer that it wants to try; nobody sees or hears the connection.
///
/// # Errors
/// See [`TestCallError`].
#[utoipa::path(
    post, path = "/api/v1/probe", tag = "street", request_body = ProbeOffer,
    responses((status = 200, body = ProbeAnswer), (status = 422), (status = 429), (status = 503))
)]
pub async fn probe(
    State(app): State<App>,
    caller: Caller,
    Body(offer): Body<ProbeOffer>,
) -> Result<Json<ProbeAnswer>, TestCallError> {
    caller.may(Action::SeeSessions)?;
    let probe = app.hall.probe(offer.sdp).await?;
    let kept_ms = u32::try_from(probe.kept.as_millis()).unwrap_or(u32::MAX);
    Ok(Json(ProbeAnswer {
        sdp: probe.sdp,
        kept_ms,
    }))
}

/// Keeps what the caller's venue found, in the place of its test call before.
///
/// # Errors
/// See [`TestCallError`].
#[utoipa::path(
    put, path = "/api/v1/test-calls/own", tag = "street", request_body = TestCallFindings,
    responses((status = 204), (status = 403))
)]
pub async fn keep(
    State(app): State<App>,
    caller: Caller,
    Body(found): Body<TestCallFindings>,
) -> Result<StatusCode, TestCallError> {
    caller.may(Action::SeeSessions)?;
    let identity = caller.identity().ok_or(AccessRefused::NotAllowed)?;
    let call = TestCall {
        venue: identity.venue,
        at_ms: app.clock.unix_ms(),
        found,
    };
    app.store.put_test_call(&call).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The venues' last test calls: all of them for the main venue and the street's staff, its own for a
/// branch.
///
/// # Errors
/// See [`TestCallError`].
#[utoipa::path(
    get, path = "/api/v1/test-calls", tag = "street",
    responses((status = 200, body = Vec<TestCall>))
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<TestCall>>, TestCallError> {
    caller.may(Action::SeeSessions)?;
    let only = caller.only_venue().filter(|venue| *venue != MAIN_VENUE);
    Ok(Json(app.store.test_calls(only).await?))
}

impl Explain for TestCallError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Access(refused) => refused.explain(),
            Self::Store(failed) => failed.explain(),
            Self::Probe(ProbeError::Busy) => Explanation {
                retry_after_seconds: Some(15),
                ..Explanation::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "probes-busy",
                    words("正在测试网络的会场较多", "请过十几秒再点“重新测试”。"),
                    words(
                        "Many venues are testing their network",
                        "Wait a quarter of a minute, then press Test again.",
                    ),
                )
            },
            Self::Probe(ProbeError::Node(sfu_wire::Refusal::NoNode)) => Explanation::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "no-media-node",
                words(
                    "音视频服务没有运行",
                    "请稍后重试；仍不成功时请联系街道管理员。",
                ),
                words(
                    "The media service is not running",
                    "Try again in a moment; if it persists, ask the street's administrator.",
                ),
            ),
            Self::Probe(ProbeError::TooLong | ProbeError::Node(_)) => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "probe-refused",
                words(
                    "这个浏览器的音视频请求不能使用",
                    "请升级浏览器，或改用 Chrome、Edge 或 360 极速模式。",
                ),
                words(
                    "This browser's media request cannot be used",
                    "Update the browser, or use Chrome, Edge or another recent one.",
                ),
            ),
        }
    }
}

refuses_with!(TestCallError);
