//! Calendars of venues and people, to subscribe to.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use control_wire::rest::post::{CalendarLink, CalendarOwner};
use planning::invitation::Owner;

use super::refusal::PostError;
use crate::accounts::access::{Action, Caller};
use crate::accounts::token::Token;
use crate::app::App;
use crate::post::calendar;
use crate::routes::extract::{Body, InPath};

/// How long a calendar shows what is over: 90 days, in milliseconds.
const PAST_SHOWN_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// What follows the token in a calendar's address.
const SUFFIX: &str = ".ics";

/// Makes the link of a calendar.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    post, path = "/api/v1/calendars", tag = "post", request_body = CalendarOwner,
    responses((status = 201, body = CalendarLink), (status = 404))
)]
pub async fn make(
    State(app): State<App>,
    caller: Caller,
    Body(of): Body<CalendarOwner>,
) -> Result<(StatusCode, Json<CalendarLink>), PostError> {
    caller.may(Action::ManageStreet)?;
    let owner = match of {
        CalendarOwner::Venue { venue } => app
            .store
            .venue(venue)
            .await?
            .map(|known| Owner::Venue(known.number)),
        CalendarOwner::Person { person } => app
            .store
            .is_in_roster(person)
            .await?
            .then_some(Owner::Person(person)),
    };
    let owner = owner.ok_or(PostError::NoSuchCalendar)?.to_string();
    let token = Token::draw(&app.entropy);
    app.store
        .put_calendar_link(&owner, &token.hash(), app.clock.unix_ms())
        .await?;
    let path = format!("/calendar/{}{SUFFIX}", token.reveal());
    Ok((StatusCode::CREATED, Json(CalendarLink { path })))
}

/// Revokes the link of a calendar.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    delete, path = "/api/v1/calendars", tag = "post", request_body = CalendarOwner,
    responses((status = 204), (status = 404))
)]
pub async fn revoke(
    State(app): State<App>,
    caller: Caller,
    Body(of): Body<CalendarOwner>,
) -> Result<StatusCode, PostError> {
    caller.may(Action::ManageStreet)?;
    let owner = match of {
        CalendarOwner::Venue { venue } => Owner::Venue(venue),
        CalendarOwner::Person { person } => Owner::Person(person),
    };
    if app.store.remove_calendar_link(&owner.to_string()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(PostError::NoSuchCalendar)
    }
}

/// A calendar, for whoever has its link.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    get, path = "/calendar/{file}", tag = "post",
    params(("file" = String, Path, description = "the calendar's token, and .ics")),
    responses((status = 200, content_type = "text/calendar"), (status = 404))
)]
pub async fn subscribe(
    State(app): State<App>,
    InPath(file): InPath<String>,
) -> Result<impl IntoResponse, PostError> {
    let token = file
        .strip_suffix(SUFFIX)
        .and_then(Token::presented)
        .ok_or(PostError::NoSuchCalendar)?;
    let owner = app
        .store
        .calendar_owner(&token.hash())
        .await?
        .ok_or(PostError::NoSuchCalendar)?;
    let since_ms = app.clock.unix_ms().saturating_sub(PAST_SHOWN_MS);
    let appointments = app.store.appointments_of(&owner, since_ms).await?;
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (CACHE_CONTROL, "private, no-cache"),
    ];
    Ok((headers, calendar::subscription("拼会", &appointments)))
}
