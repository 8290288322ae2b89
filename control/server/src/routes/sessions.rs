//! `/api/v1/sessions`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::rest::{NewSession, Session, SessionPhase};
use control_wire::signal::VenueState;
use serde::Deserialize;

use super::extract::{Body, InPath, InQuery};
use crate::accounts::access::{AccessRefused, Action, Caller};
use crate::app::App;
use crate::problem::{Explain, Explanation, refuses_with, words};
use crate::session_life::{self, SessionError};
use crate::store::StoreFailed;

/// Why sessions were not shown or changed.
#[derive(Debug, thiserror::Error)]
pub enum SessionsError {
    /// Not for this caller.
    #[error(transparent)]
    Access(#[from] AccessRefused),
    /// Not possible.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// Which sessions are asked for.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Filter {
    /// Only those of this phase.
    pub phase: Option<SessionPhase>,
}

/// The newest 200 sessions, newest first; a venue sees those it takes part in.
///
/// # Errors
/// See [`SessionsError`].
#[utoipa::path(
    get, path = "/api/v1/sessions", tag = "sessions",
    params(("phase" = Option<SessionPhase>, Query, description = "only those of this phase")),
    responses((status = 200, body = Vec<Session>))
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    InQuery(filter): InQuery<Filter>,
) -> Result<Json<Vec<Session>>, SessionsError> {
    caller.may(Action::SeeSessions)?;
    let mut sessions = app.store.sessions(filter.phase).await?;
    sessions.retain(|session| caller.sees(session));
    Ok(Json(sessions))
}

/// Makes a session; it is opened separately.
///
/// # Errors
/// See [`SessionsError`].
#[utoipa::path(
    post, path = "/api/v1/sessions", tag = "sessions", request_body = NewSession,
    responses((status = 201, body = Session), (status = 422))
)]
pub async fn make(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewSession>,
) -> Result<(StatusCode, Json<Session>), SessionsError> {
    caller.may(Action::PlanSessions)?;
    let session = session_life::make(&app, &new.title, new.venues).await?;
    Ok((StatusCode::CREATED, Json(session)))
}

/// One session.
///
/// # Errors
/// See [`SessionsError`].
#[utoipa::path(
    get, path = "/api/v1/sessions/{id}", tag = "sessions",
    responses((status = 200, body = Session), (status = 404))
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<Json<Session>, SessionsError> {
    caller.may(Action::SeeSessions)?;
    visible(&app, &caller, id).await.map(Json)
}

/// Opens a planned session: its venues can join.
///
/// # Errors
/// See [`SessionsError`].
#[utoipa::path(
    post, path = "/api/v1/sessions/{id}/open", tag = "sessions",
    responses((status = 200, body = Session), (status = 404), (status = 409))
)]
pub async fn open(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<Json<Session>, SessionsError> {
    caller.may(Action::OpenSessions)?;
    Ok(Json(session_life::open(&app, id).await?))
}

/// Ends a live session.
///
/// # Errors
/// See [`SessionsError`].
#[utoipa::path(
    post, path = "/api/v1/sessions/{id}/end", tag = "sessions",
    responses((status = 200, body = Session), (status = 404), (status = 409))
)]
pub async fn end(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<Json<Session>, SessionsError> {
    caller.may(Action::EndSessions)?;
    visible(&app, &caller, id).await?;
    Ok(Json(session_life::end(&app, id).await?))
}

/// The venues of a live session, as its pages see them now.
///
/// # Errors
/// See [`SessionsError`].
#[utoipa::path(
    get, path = "/api/v1/sessions/{id}/venues", tag = "sessions",
    responses((status = 200, body = Vec<VenueState>), (status = 404), (status = 409))
)]
pub async fn live_venues(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<Json<Vec<VenueState>>, SessionsError> {
    caller.may(Action::SeeSessions)?;
    visible(&app, &caller, id).await?;
    let venues = app
        .hall
        .live_venues(id)
        .await
        .ok_or(SessionError::NotLive)?;
    Ok(Json(venues))
}

/// The session, if it exists and the caller may know of it.
pub(super) async fn visible(app: &App, caller: &Caller, id: i64) -> Result<Session, SessionsError> {
    let session = app
        .store
        .session(id)
        .await?
        .filter(|session| caller.sees(session));
    Ok(session.ok_or(SessionError::Unknown)?)
}

impl Explain for SessionsError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Access(refused) => refused.explain(),
            Self::Session(error) => error.explain(),
            Self::Store(failed) => failed.explain(),
        }
    }
}

impl Explain for SessionError {
    fn explain(&self) -> Explanation {
        match self {
            Self::TitleUnsuitable => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "title-unsuitable",
                words("会议名称不能用", "名称为 1 至 80 个字，不能有换行。"),
                words(
                    "This title cannot be used",
                    "A title has 1 to 80 characters and no line break.",
                ),
            ),
            Self::NoMainVenue => Explanation::new(
                StatusCode::CONFLICT,
                "no-main-venue",
                words("还没有主会场", "请先添加编号为 0 的主会场。"),
                words(
                    "There is no main venue yet",
                    "Add the venue with number 0 first.",
                ),
            ),
            Self::NoSuchVenue => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "no-such-venue",
                words("参会会场里有不存在的编号", "请刷新会场列表后重选。"),
                words(
                    "A venue of the session does not exist",
                    "Reload the venues and choose again.",
                ),
            ),
            Self::Unknown => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-session",
                words("没有这场会议", "请检查地址，或回到会议列表。"),
                words(
                    "There is no such session",
                    "Check the address, or go back to the list.",
                ),
            ),
            Self::NotPlanned => Explanation::new(
                StatusCode::CONFLICT,
                "session-not-planned",
                words("这场会议已经开过", "请新建一场会议。"),
                words("This session was opened before", "Make a new one."),
            ),
            Self::NotLive => Explanation::new(
                StatusCode::CONFLICT,
                "session-not-live",
                words("会议没有在进行", "请等主会场开会，或回到会议列表。"),
                words(
                    "The session is not live",
                    "Wait until it is opened, or go back to the list.",
                ),
            ),
            Self::TooManyLive => Explanation::new(
                StatusCode::CONFLICT,
                "too-many-live",
                words("同时进行的会议太多", "请先结束一场会议。"),
                words("Too many sessions are live", "End one of them first."),
            ),
            Self::Open(error) => Explanation {
                cause: Some(error.to_string()),
                ..Explanation::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "session-not-opened",
                    words(
                        "会议没能打开",
                        "请稍后重试；仍不成功时请联系管理员查看服务器日志。",
                    ),
                    words(
                        "The session could not be opened",
                        "Try again in a moment; if it persists, ask the administrator to look at the server's log.",
                    ),
                )
            },
            Self::End(error) => Explanation {
                cause: Some(error.to_string()),
                ..Explanation::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "session-not-ended",
                    words("会议没能结束，仍在进行", "请稍后重试。"),
                    words(
                        "The session could not be ended and goes on",
                        "Try again in a moment.",
                    ),
                )
            },
            Self::Store(failed) => failed.explain(),
        }
    }
}

refuses_with!(SessionsError);
