//! `/api/v1/sessions/{id}/stream-tokens`: made, listed and revoked by staff.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::rest::stream_token::{MadeStreamToken, NewStreamToken, StreamKind, StreamToken};

use super::refusal::StreamRefusal;
use crate::accounts::access::{Action, Caller};
use crate::accounts::token::Token;
use crate::app::App;
use crate::routes::extract::{Body, InPath};
use crate::routes::sessions::visible;
use crate::store::stream_tokens::TokenToKeep;

/// Longest label, in characters.
pub(super) const LABEL_CHARS_MAX: usize = 40;

/// Longest validity: half a year, in hours.
pub(super) const VALID_HOURS_MAX: u32 = 4_380;

/// Validity unless said otherwise, in hours.
const VALID_HOURS: u32 = 24;

/// Milliseconds in an hour.
const HOUR_MS: i64 = 60 * 60 * 1000;

/// A session's tokens, without themselves.
///
/// # Errors
/// See [`StreamRefusal`].
#[utoipa::path(
    get, path = "/api/v1/sessions/{id}/stream-tokens", tag = "streams",
    responses((status = 200, body = Vec<StreamToken>), (status = 404))
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    InPath(session): InPath<i64>,
) -> Result<Json<Vec<StreamToken>>, StreamRefusal> {
    caller.may(Action::PlanSessions)?;
    visible(&app, &caller, session).await?;
    Ok(Json(app.store.stream_tokens(session).await?))
}

/// Makes a token; it is shown this once.
///
/// # Errors
/// See [`StreamRefusal`].
#[utoipa::path(
    post, path = "/api/v1/sessions/{id}/stream-tokens", tag = "streams",
    request_body = NewStreamToken,
    responses((status = 201, body = MadeStreamToken), (status = 404), (status = 409), (status = 422))
)]
pub async fn make(
    State(app): State<App>,
    caller: Caller,
    InPath(session): InPath<i64>,
    Body(new): Body<NewStreamToken>,
) -> Result<(StatusCode, Json<MadeStreamToken>), StreamRefusal> {
    caller.may(Action::PlanSessions)?;
    visible(&app, &caller, session).await?;
    let label = new.label.trim();
    let suits = (1..=LABEL_CHARS_MAX).contains(&label.chars().count())
        && !label.chars().any(char::is_control);
    if !suits {
        return Err(StreamRefusal::Label);
    }
    let valid_hours = new.valid_hours.unwrap_or(VALID_HOURS);
    if !(1..=VALID_HOURS_MAX).contains(&valid_hours) {
        return Err(StreamRefusal::Validity);
    }
    let token = Token::draw(&app.entropy);
    let made_ms = app.clock.unix_ms();
    let kept = TokenToKeep {
        session,
        kind: new.kind,
        label,
        token_hash: &token.hash(),
        made_ms,
        expires_ms: made_ms + i64::from(valid_hours) * HOUR_MS,
    };
    let about = app.store.add_stream_token(kept).await?;
    let endpoint = match new.kind {
        StreamKind::Encoder => "whip",
        StreamKind::Player => "whep",
    };
    let made = MadeStreamToken {
        about,
        token: token.reveal().to_owned(),
        path: format!("/{endpoint}/{session}"),
    };
    Ok((StatusCode::CREATED, Json(made)))
}

/// Revokes a token; streams that came by it end.
///
/// # Errors
/// See [`StreamRefusal`].
#[utoipa::path(
    delete, path = "/api/v1/sessions/{id}/stream-tokens/{token}", tag = "streams",
    responses((status = 204), (status = 404))
)]
pub async fn revoke(
    State(app): State<App>,
    caller: Caller,
    InPath((session, token)): InPath<(i64, i64)>,
) -> Result<StatusCode, StreamRefusal> {
    caller.may(Action::PlanSessions)?;
    visible(&app, &caller, session).await?;
    let kind = app.store.remove_stream_token(session, token).await?;
    let kind = kind.ok_or(StreamRefusal::NoSuchToken)?;
    app.hall
        .end_streams_of(session, super::endpoints::direction(kind), token)
        .await;
    Ok(StatusCode::NO_CONTENT)
}
