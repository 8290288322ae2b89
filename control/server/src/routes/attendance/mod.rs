//! Attendance: records of sessions, and what stays of them.

pub mod across;
pub mod leave;
pub mod problem;
pub mod records;
pub mod settings;
pub mod sign_in_people;

use axum::Router;
use axum::routing::{get, post};
use control_domain::attendance::desk::Clerk;
use control_wire::rest::User;

use crate::accounts::access::{AccessRefused, Caller};
use crate::app::App;

/// Which address is answered by what.
pub fn routes() -> Router<App> {
    Router::new()
        .route(
            "/sessions/{id}/record",
            get(records::show).post(records::act),
        )
        .route(
            "/sessions/{id}/record/venues/{venue}",
            get(records::timeline),
        )
        .route("/sessions/{id}/record/files/{format}", get(records::file))
        .route(
            "/sessions/{id}/leave",
            get(leave::show).post(leave::note).delete(leave::withdraw),
        )
        .route("/attendance/venues", get(across::venues))
        .route("/attendance/items", get(across::items))
        .route("/attendance/erasures", get(across::erasures))
        .route("/attendance/key", get(across::key))
        .route(
            "/attendance/settings",
            get(settings::show).put(settings::change),
        )
        .route("/follow-ups", get(across::follow_ups))
        .route("/follow-ups/{id}/done", post(across::follow_up_done))
        .route("/sign-in/people", get(sign_in_people::list))
}

/// The caller as the desk's log names them.
///
/// # Errors
/// When the caller is no person with a password.
fn clerk(caller: &Caller) -> Result<Clerk, AccessRefused> {
    let user = person(caller)?;
    Ok(Clerk {
        id: Some(user.id),
        name: user.name.clone(),
    })
}

/// The caller, where it is a person with a password.
///
/// # Errors
/// When it is not.
fn person(caller: &Caller) -> Result<&User, AccessRefused> {
    match caller {
        Caller::User(user) => Ok(user),
        Caller::Nobody => Err(AccessRefused::LoginNeeded),
        Caller::Device(_) => Err(AccessRefused::NotAllowed),
    }
}
