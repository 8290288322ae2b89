//! `POST /api/v1/setup`: the first administrator.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse};
use control_wire::rest::{FirstAdministrator, Me, Role};

use super::extract::Body;
use super::me;
use crate::accounts::access::Caller;
use crate::accounts::cookies::Cookie;
use crate::accounts::names::{self, Unsuitable};
use crate::accounts::passwords::HashFailed;
use crate::accounts::token::Token;
use crate::app::App;
use crate::arrival::Arrival;
use crate::problem::{Explain, Explanation, refuses_with, words};
use crate::store::StoreFailed;
use crate::store::users::{Newcomer, SetUpError};

/// Why the first administrator was not made.
#[derive(Debug, thiserror::Error)]
pub enum FirstAdministratorError {
    /// The name or password is not accepted.
    #[error(transparent)]
    Unsuitable(#[from] Unsuitable),
    /// The link is not valid, or no longer.
    #[error(transparent)]
    SetUp(#[from] SetUpError),
    /// The password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashFailed),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// Makes the first administrator with the one-time link, and logs them in.
///
/// # Errors
/// See [`FirstAdministratorError`].
#[utoipa::path(
    post, path = "/api/v1/setup", tag = "accounts", request_body = FirstAdministrator,
    responses((status = 201, body = Me), (status = 403), (status = 409), (status = 422))
)]
pub async fn set_up(
    State(app): State<App>,
    arrival: Arrival,
    Body(first): Body<FirstAdministrator>,
) -> Result<impl IntoResponse, FirstAdministratorError> {
    let name = names::login_name(&first.name)?;
    let password = names::password(&first.password)?;
    if !app.store.set_up_needed().await? {
        return Err(SetUpError::AlreadySetUp.into());
    }
    let presented = Token::presented(&first.token).ok_or(SetUpError::WrongToken)?;
    let password_hash = app.passwords.hash(password).await?;
    let administrator = Newcomer {
        name,
        role: Role::Administrator,
        venue: None,
        password_hash: &password_hash,
    };
    let now_ms = app.clock.unix_ms();
    let user = app
        .store
        .set_up(&presented.hash(), &administrator, now_ms)
        .await?;
    let token = Token::draw(&app.entropy);
    app.store.add_login(&token.hash(), user.id, now_ms).await?;
    tracing::info!(user = user.id, "the first administrator was made");
    let cookie = Cookie::Login
        .set(&token, arrival)
        .map(|value| (SET_COOKIE, value));
    let me: Me = me::of(&Caller::User(user), false);
    Ok((StatusCode::CREATED, AppendHeaders(cookie), Json(me)))
}

impl Explain for FirstAdministratorError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Unsuitable(unsuitable) => unsuitable.explain(),
            Self::SetUp(SetUpError::WrongToken) => Explanation::new(
                StatusCode::FORBIDDEN,
                "setup-link-invalid",
                words(
                    "这个一次性链接无效",
                    "请使用服务器最近一次启动时显示的链接；重新启动服务器会显示新的链接。",
                ),
                words(
                    "This one-time link is not valid",
                    "Use the link the server printed at its latest start; starting it again prints a new one.",
                ),
            ),
            Self::SetUp(SetUpError::AlreadySetUp) => Explanation::new(
                StatusCode::CONFLICT,
                "already-set-up",
                words("已经有管理员了", "请直接登录。"),
                words("There is an administrator already", "Log in instead."),
            ),
            Self::SetUp(SetUpError::Store(failed)) | Self::Store(failed) => failed.explain(),
            Self::Hash(failed) => failed.explain(),
        }
    }
}

refuses_with!(FirstAdministratorError);
