//! `POST /api/v1/login`, `POST /api/v1/logout`.

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use control_wire::rest::{Login, Me};

use super::extract::Body;
use super::me;
use crate::accounts::access::Caller;
use crate::accounts::cookies::Cookie;
use crate::accounts::login_limit::TooManyFailures;
use crate::accounts::passwords::HashFailed;
use crate::accounts::token::Token;
use crate::app::App;
use crate::arrival::Arrival;
use crate::problem::{Explain, Explanation, Words, refuses_with, words};
use crate::store::StoreFailed;

/// Why somebody was not logged in or out.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Name and password do not belong together, or nobody has that name.
    #[error("wrong name or password")]
    Wrong,
    /// Too many failures before this one.
    #[error(transparent)]
    Wait(#[from] TooManyFailures),
    /// The password could not be checked.
    #[error(transparent)]
    Hash(#[from] HashFailed),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// Logs a person in and gives the browser its cookie.
///
/// # Errors
/// See [`LoginError`].
#[utoipa::path(
    post, path = "/api/v1/login", tag = "accounts", request_body = Login,
    responses((status = 200, body = Me), (status = 401), (status = 429))
)]
pub async fn login(
    State(app): State<App>,
    arrival: Arrival,
    Body(login): Body<Login>,
) -> Result<impl IntoResponse, LoginError> {
    let address = arrival.from.ip().to_canonical();
    app.login_limit
        .check(&login.name, address, app.clock.unix_ms())?;
    let credentials = app.store.credentials(&login.name).await?;
    let stored = credentials
        .as_ref()
        .map(|known| known.password_hash.clone());
    let right = app.passwords.is_right(&login.password, stored).await?;
    let Some(user) = credentials.filter(|_| right).map(|known| known.user) else {
        app.metrics.login_failed();
        app.login_limit
            .record_failure(&login.name, address, app.clock.unix_ms());
        return Err(LoginError::Wrong);
    };
    app.login_limit.forget(&login.name);
    let token = Token::draw(&app.entropy);
    app.store
        .add_login(&token.hash(), user.id, app.clock.unix_ms())
        .await?;
    let me = me::of(&Caller::User(user), false);
    let cookie = Cookie::Login
        .set(&token, arrival)
        .map(|value| (SET_COOKIE, value));
    Ok((AppendHeaders(cookie), axum::Json(me)))
}

/// Forgets the login and takes the cookie away. A device keeps its link.
///
/// # Errors
/// When the database fails.
#[utoipa::path(post, path = "/api/v1/logout", tag = "accounts", responses((status = 204)))]
pub async fn logout(
    State(app): State<App>,
    arrival: Arrival,
    headers: HeaderMap,
) -> Result<impl IntoResponse, LoginError> {
    if let Some(token) = Cookie::Login.read(&headers, arrival) {
        app.store.remove_login(&token.hash()).await?;
    }
    let cookie = Cookie::Login
        .clear(arrival)
        .map(|value| (SET_COOKIE, value));
    Ok((StatusCode::NO_CONTENT, AppendHeaders(cookie)))
}

impl Explain for LoginError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Wrong => Explanation::new(
                StatusCode::UNAUTHORIZED,
                "wrong-password",
                words("账号或密码不对", "请检查后重试；忘记密码请联系管理员重设。"),
                words(
                    "Wrong name or password",
                    "Check them and try again; an administrator can set a new password.",
                ),
            ),
            Self::Wait(TooManyFailures {
                retry_after_seconds,
            }) => Explanation {
                retry_after_seconds: Some(*retry_after_seconds),
                ..Explanation::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "too-many-failures",
                    Words {
                        detail: format!("请等 {retry_after_seconds} 秒后再试。").into(),
                        ..words("密码输错次数太多", "")
                    },
                    Words {
                        detail: format!("Wait {retry_after_seconds} seconds and try again.").into(),
                        ..words("Too many failed logins", "")
                    },
                )
            },
            Self::Hash(failed) => failed.explain(),
            Self::Store(failed) => failed.explain(),
        }
    }
}

refuses_with!(LoginError);
