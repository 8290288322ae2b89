//! `/api/v1/attendance`: what stays of sessions, follow-ups, the key that signs.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::VenueNumber;
use control_wire::rest::attendance::{AttendedSession, Erasure, FollowUp, HeldItem, RecordKey};
use serde::Deserialize;

use super::person;
use super::problem::RecordsError;
use crate::accounts::access::{Action, Caller};
use crate::app::App;
use crate::routes::extract::{InPath, InQuery};

/// Which sessions are asked for.
#[derive(Debug, Clone, Deserialize)]
pub struct Span {
    /// Went live at this time or later, in Unix milliseconds.
    #[serde(default)]
    pub from_ms: i64,
    /// Went live before this time.
    pub until_ms: Option<i64>,
    /// Only this venue.
    pub venue: Option<VenueNumber>,
    /// Only this department, by name.
    pub department: Option<String>,
}

impl Span {
    fn until_ms(&self) -> i64 {
        self.until_ms.unwrap_or(i64::MAX)
    }
}

/// Whose follow-ups are asked for.
#[derive(Debug, Clone, Deserialize)]
pub struct Owner {
    /// Only theirs.
    pub owner: Option<String>,
}

/// Venues' parts in sessions, newest first, at most 500 rows.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    get, path = "/api/v1/attendance/venues", tag = "attendance",
    params(
        ("from_ms" = Option<i64>, Query), ("until_ms" = Option<i64>, Query),
        ("venue" = Option<u16>, Query)
    ),
    responses((status = 200, body = Vec<AttendedSession>))
)]
pub async fn venues(
    State(app): State<App>,
    caller: Caller,
    InQuery(span): InQuery<Span>,
) -> Result<Json<Vec<AttendedSession>>, RecordsError> {
    caller.may(Action::SeeRecords)?;
    let rows = app
        .store
        .attended(span.venue, span.from_ms, span.until_ms())
        .await?;
    Ok(Json(rows))
}

/// Departments' items in sessions, newest first, at most 500 rows.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    get, path = "/api/v1/attendance/items", tag = "attendance",
    params(
        ("from_ms" = Option<i64>, Query), ("until_ms" = Option<i64>, Query),
        ("department" = Option<String>, Query)
    ),
    responses((status = 200, body = Vec<HeldItem>))
)]
pub async fn items(
    State(app): State<App>,
    caller: Caller,
    InQuery(span): InQuery<Span>,
) -> Result<Json<Vec<HeldItem>>, RecordsError> {
    caller.may(Action::SeeRecords)?;
    let department = span.department.as_deref();
    let rows = app
        .store
        .held_items(department, span.from_ms, span.until_ms())
        .await?;
    Ok(Json(rows))
}

/// Follow-ups, open ones first, at most 500.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    get, path = "/api/v1/follow-ups", tag = "attendance",
    params(("owner" = Option<String>, Query)),
    responses((status = 200, body = Vec<FollowUp>))
)]
pub async fn follow_ups(
    State(app): State<App>,
    caller: Caller,
    InQuery(of): InQuery<Owner>,
) -> Result<Json<Vec<FollowUp>>, RecordsError> {
    caller.may(Action::SeeRecords)?;
    Ok(Json(app.store.follow_ups(of.owner.as_deref()).await?))
}

/// Notes that a follow-up is done.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    post, path = "/api/v1/follow-ups/{id}/done", tag = "attendance",
    responses((status = 204), (status = 404))
)]
pub async fn follow_up_done(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<StatusCode, RecordsError> {
    caller.may(Action::ReviewRecords)?;
    let by = person(&caller)?.id;
    let now_ms = app.clock.unix_ms();
    if app.store.follow_up_done(id, by, now_ms).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(RecordsError::NoFollowUp)
    }
}

/// Logs that were deleted on schedule, newest first.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    get, path = "/api/v1/attendance/erasures", tag = "attendance",
    responses((status = 200, body = Vec<Erasure>))
)]
pub async fn erasures(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<Erasure>>, RecordsError> {
    caller.may(Action::SeeRecords)?;
    Ok(Json(app.store.erasures().await?))
}

/// The public half of what signs records, for `pinhui verify --key`.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    get, path = "/api/v1/attendance/key", tag = "attendance",
    responses((status = 200, body = RecordKey))
)]
pub async fn key(State(app): State<App>, caller: Caller) -> Result<Json<RecordKey>, RecordsError> {
    caller.may(Action::SeeRecords)?;
    Ok(Json(RecordKey {
        public_key: app.record_archive.signer().public_key(),
    }))
}
