//! Attendance: records of sessions, and what stays of them.

pub mod across;
pub mod problem;
pub mod records;
pub mod settings;
pub mod sign_in_people;

use axum::Router;
use axum::routing::{get, post};
use control_domain::attendance::desk::Clerk;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::accounts::access::{AccessRefused, Caller};
use crate::app::App;
use crate::store::StoreFailed;

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
    match caller {
        Caller::User(user) => Ok(Clerk {
            id: user.id,
            name: user.name.clone(),
        }),
        Caller::Nobody => Err(AccessRefused::LoginNeeded),
        Caller::Device(_) => Err(AccessRefused::NotAllowed),
    }
}

/// A value of the domain in the wire's type. Both have one form as JSON, that of exported records;
/// a test converts a record with everything in it.
fn on_the_wire<T: DeserializeOwned>(value: &impl Serialize) -> Result<T, StoreFailed> {
    serde_json::to_value(value)
        .and_then(serde_json::from_value)
        .map_err(|error| StoreFailed::Unreadable {
            table: "session_log",
            what: error.to_string(),
        })
}
