//! `/whip/{session}` and `/whep/{session}`: one offer, one answer, and the end of it.
//!
//! The answer is complete and the server is ICE-lite, so there is nothing to trickle, and a client
//! whose address changes is found again by its checks: `PATCH` is not supported (405, RFC 9725
//! §4.3), and no ICE server is named.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, LOCATION,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use control_hall::NewStream;
use control_wire::rest::stream_token::StreamKind;
use sha2::{Digest as _, Sha256};

use super::bearer;
use super::refusal::StreamRefusal;
use crate::app::App;
use crate::problem::language_of;
use crate::routes::extract::InPath;

/// The kind of body that is taken and given.
const SDP: &str = "application/sdp";

/// Names of the kind of body that a `POST` takes (W3C LDP §7.1).
const ACCEPT_POST: HeaderName = HeaderName::from_static("accept-post");

/// What an encoder or a player is to the hall.
pub(super) fn direction(kind: StreamKind) -> control_hall::StreamKind {
    match kind {
        StreamKind::Encoder => control_hall::StreamKind::Encoder,
        StreamKind::Player => control_hall::StreamKind::Player,
    }
}

/// An encoder begins to send; an earlier one is ended.
///
/// # Errors
/// See [`StreamRefusal`].
#[utoipa::path(
    post, path = "/whip/{session}", tag = "streams",
    request_body(content = String, content_type = "application/sdp"),
    responses(
        (status = 201, body = String, content_type = "application/sdp"),
        (status = 401), (status = 403), (status = 409), (status = 415), (status = 422), (status = 503),
    )
)]
pub async fn publish(
    state: State<App>,
    InPath(session): InPath<i64>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, StreamRefusal> {
    begin(&state, session, StreamKind::Encoder, &headers, body).await
}

/// A player begins to watch.
///
/// # Errors
/// See [`StreamRefusal`].
#[utoipa::path(
    post, path = "/whep/{session}", tag = "streams",
    request_body(content = String, content_type = "application/sdp"),
    responses(
        (status = 201, body = String, content_type = "application/sdp"),
        (status = 401), (status = 403), (status = 409), (status = 415), (status = 422), (status = 503),
    )
)]
pub async fn play(
    state: State<App>,
    InPath(session): InPath<i64>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, StreamRefusal> {
    begin(&state, session, StreamKind::Player, &headers, body).await
}

/// An encoder ends.
///
/// # Errors
/// See [`StreamRefusal`].
#[utoipa::path(
    delete, path = "/whip/{session}/{resource}", tag = "streams",
    responses((status = 200), (status = 401), (status = 403), (status = 404))
)]
pub async fn stop_publishing(
    state: State<App>,
    InPath((session, resource)): InPath<(i64, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, StreamRefusal> {
    end(&state, session, StreamKind::Encoder, &headers, resource).await
}

/// A player ends.
///
/// # Errors
/// See [`StreamRefusal`].
#[utoipa::path(
    delete, path = "/whep/{session}/{resource}", tag = "streams",
    responses((status = 200), (status = 401), (status = 403), (status = 404))
)]
pub async fn stop_playing(
    state: State<App>,
    InPath((session, resource)): InPath<(i64, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, StreamRefusal> {
    end(&state, session, StreamKind::Player, &headers, resource).await
}

/// What an `OPTIONS` request is told.
pub async fn accepts() -> Response {
    (StatusCode::NO_CONTENT, [(ACCEPT_POST, SDP)]).into_response()
}

/// Middleware: lets pages of other sites read the answers.
pub async fn open_to_every_origin(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ACCESS_CONTROL_ALLOW_METHODS, "POST, DELETE, OPTIONS"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type"),
        (ACCESS_CONTROL_EXPOSE_HEADERS, "Location, ETag"),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

async fn begin(
    app: &App,
    session: i64,
    kind: StreamKind,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, StreamRefusal> {
    let token = bearer::valid(app, headers, session, kind).await?;
    if !is_sdp(headers) {
        return Err(StreamRefusal::NotSdp);
    }
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => StreamRefusal::TooLong,
        _ => StreamRefusal::BrokeOff,
    })?;
    let sdp = String::from_utf8(body.into()).map_err(|_| StreamRefusal::NotSdp)?;
    let stream = NewStream {
        kind: direction(kind),
        token: token.id,
        sdp,
        language: language_of(headers),
    };
    let begun = app.hall.begin_stream(session, stream).await?;
    let endpoint = match kind {
        StreamKind::Encoder => "whip",
        StreamKind::Player => "whep",
    };
    let location = format!("/{endpoint}/{session}/{}", begun.resource);
    let etag = format!("\"{}\"", hex::encode(Sha256::digest(begun.sdp.as_bytes())));
    let described = [
        (CONTENT_TYPE, SDP.to_owned()),
        (LOCATION, location),
        (ETAG, etag),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((StatusCode::CREATED, described, begun.sdp).into_response())
}

async fn end(
    app: &App,
    session: i64,
    kind: StreamKind,
    headers: &HeaderMap,
    resource: String,
) -> Result<StatusCode, StreamRefusal> {
    bearer::known(app, headers, session, kind).await?;
    if app
        .hall
        .end_stream(session, direction(kind), resource)
        .await
    {
        Ok(StatusCode::OK)
    } else {
        Err(StreamRefusal::NoSuchStream)
    }
}

fn is_sdp(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(SDP))
}
