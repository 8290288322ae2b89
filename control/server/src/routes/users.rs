//! `/api/v1/users`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::rest::{NewPassword, NewUser, Role, User};

use super::extract::{Body, InPath};
use crate::accounts::access::{AccessRefused, Action, Caller};
use crate::accounts::names::{self, Unsuitable};
use crate::accounts::passwords::HashFailed;
use crate::app::App;
use crate::problem::{Explain, Explanation, refuses_with, words};
use crate::store::StoreFailed;
use crate::store::users::{ChangeUserError, Newcomer};

/// Why users were not shown or changed.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// Not for this caller.
    #[error(transparent)]
    Access(#[from] AccessRefused),
    /// The name or password is not accepted.
    #[error(transparent)]
    Unsuitable(#[from] Unsuitable),
    /// A venue user without a venue, or another with one.
    #[error("exactly a venue user has a venue")]
    VenueAndRole,
    /// The store would not have it.
    #[error(transparent)]
    Change(#[from] ChangeUserError),
    /// The password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashFailed),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// Every user.
///
/// # Errors
/// See [`UserError`].
#[utoipa::path(get, path = "/api/v1/users", tag = "accounts", responses((status = 200, body = Vec<User>)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Vec<User>>, UserError> {
    caller.may(Action::ManageUsers)?;
    Ok(Json(app.store.users().await?))
}

/// Adds a user.
///
/// # Errors
/// See [`UserError`].
#[utoipa::path(
    post, path = "/api/v1/users", tag = "accounts", request_body = NewUser,
    responses((status = 201, body = User), (status = 409), (status = 422))
)]
pub async fn add(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewUser>,
) -> Result<(StatusCode, Json<User>), UserError> {
    caller.may(Action::ManageUsers)?;
    let name = names::login_name(&new.name)?;
    let password = names::password(&new.password)?;
    if (new.role == Role::Venue) != new.venue.is_some() {
        return Err(UserError::VenueAndRole);
    }
    let password_hash = app.passwords.hash(password).await?;
    let newcomer = Newcomer {
        name,
        role: new.role,
        venue: new.venue,
        password_hash: &password_hash,
    };
    let user = app.store.add_user(&newcomer, app.clock.unix_ms()).await?;
    Ok((StatusCode::CREATED, Json(user)))
}

/// Gives a user another password and logs them out everywhere.
///
/// # Errors
/// See [`UserError`].
#[utoipa::path(
    put, path = "/api/v1/users/{id}/password", tag = "accounts", request_body = NewPassword,
    responses((status = 204), (status = 404), (status = 422))
)]
pub async fn change_password(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(new): Body<NewPassword>,
) -> Result<StatusCode, UserError> {
    caller.may(Action::ManageUsers)?;
    let password_hash = app.passwords.hash(names::password(&new.password)?).await?;
    app.store.change_password(id, &password_hash).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a user; the last administrator stays.
///
/// # Errors
/// See [`UserError`].
#[utoipa::path(
    delete, path = "/api/v1/users/{id}", tag = "accounts",
    responses((status = 204), (status = 404), (status = 409))
)]
pub async fn remove(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<StatusCode, UserError> {
    caller.may(Action::ManageUsers)?;
    app.store.remove_user(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Explain for UserError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Access(refused) => refused.explain(),
            Self::Unsuitable(unsuitable) => unsuitable.explain(),
            Self::VenueAndRole => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "venue-and-role",
                words(
                    "会场账号要指定会场",
                    "只有会场账号才指定会场，其他账号不指定。",
                ),
                words(
                    "A venue user needs a venue",
                    "Name a venue for a venue user, and only for one.",
                ),
            ),
            Self::Change(ChangeUserError::NameTaken) => Explanation::new(
                StatusCode::CONFLICT,
                "name-taken",
                words("这个账号名已有人用", "请换一个账号名。"),
                words("This name is taken", "Choose another."),
            ),
            Self::Change(ChangeUserError::NoSuchVenue) => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "no-such-venue",
                words("没有这个会场", "请先添加会场，再为它建账号。"),
                words("There is no such venue", "Add the venue first."),
            ),
            Self::Change(ChangeUserError::Unknown) => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-user",
                words("没有这个账号", "它可能已被删除，请刷新列表。"),
                words(
                    "There is no such user",
                    "It may have been removed; reload the list.",
                ),
            ),
            Self::Change(ChangeUserError::LastAdministrator) => Explanation::new(
                StatusCode::CONFLICT,
                "last-administrator",
                words("不能删除最后一位管理员", "请先添加另一位管理员。"),
                words(
                    "The last administrator stays",
                    "Add another administrator first.",
                ),
            ),
            Self::Change(ChangeUserError::Store(failed)) | Self::Store(failed) => failed.explain(),
            Self::Hash(failed) => failed.explain(),
        }
    }
}

refuses_with!(UserError);
