//! `GET /api/v1/sign-in/people`: whom a venue's sign-in dialog offers.

use axum::Json;
use axum::extract::State;
use control_wire::rest::attendance::SignInPeople;

use super::problem::RecordsError;
use crate::accounts::access::{AccessRefused, Caller};
use crate::app::App;

/// The roster of the caller's own venue: names are for that venue alone.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    get, path = "/api/v1/sign-in/people", tag = "attendance",
    responses((status = 200, body = SignInPeople), (status = 401), (status = 403))
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<SignInPeople>, RecordsError> {
    if caller == Caller::Nobody {
        return Err(AccessRefused::LoginNeeded.into());
    }
    let seat = caller.identity().ok_or(AccessRefused::NotAllowed)?;
    let people = app.store.sign_in_people(seat.venue).await?;
    Ok(Json(SignInPeople { people }))
}
