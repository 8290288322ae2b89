//! Who shows a token (RFC 6750 §2.1).

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use control_wire::rest::stream_token::{StreamKind, StreamToken};

use super::refusal::StreamRefusal;
use crate::accounts::token::Token;
use crate::app::App;

/// The token that a request shows, if it is one of this session and kind.
///
/// # Errors
/// When it shows none, one that is not known (any more), or one for something else.
pub(super) async fn known(
    app: &App,
    headers: &HeaderMap,
    session: i64,
    kind: StreamKind,
) -> Result<StreamToken, StreamRefusal> {
    let shown = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .and_then(|(_, token)| Token::presented(token.trim()))
        .ok_or(StreamRefusal::NoToken)?;
    let (of, token) = app
        .store
        .stream_token(&shown.hash())
        .await?
        .ok_or(StreamRefusal::NoToken)?;
    if (of, token.kind) == (session, kind) {
        Ok(token)
    } else {
        Err(StreamRefusal::OtherToken)
    }
}

/// The same, if it lets somebody in now.
///
/// # Errors
/// When it does not.
pub(super) async fn valid(
    app: &App,
    headers: &HeaderMap,
    session: i64,
    kind: StreamKind,
) -> Result<StreamToken, StreamRefusal> {
    let token = known(app, headers, session, kind).await?;
    if app.clock.unix_ms() < token.expires_ms {
        Ok(token)
    } else {
        Err(StreamRefusal::Expired)
    }
}
