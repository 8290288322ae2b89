//! `/api/v1/roster`: a venue's own people, to be ticked on its sign-in sheet.

use axum::Json;
use axum::extract::State;
use control_wire::signal::sign_in::Attendee;

use crate::accounts::access::{AccessRefused, Action, Caller};
use crate::app::App;
use crate::problem::{Explain, Explanation, refuses_with};
use crate::store::StoreFailed;

/// Why a roster was not shown.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// Not for this caller: only a venue itself sees its people here.
    #[error(transparent)]
    Access(#[from] AccessRefused),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// The people of the caller's own venue: names and roles, and nothing more.
///
/// # Errors
/// See [`RosterError`].
#[utoipa::path(
    get, path = "/api/v1/roster", tag = "attendance",
    responses((status = 200, body = Vec<Attendee>), (status = 403))
)]
pub async fn own(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<Attendee>>, RosterError> {
    caller.may(Action::SeeSessions)?;
    let venue = caller.only_venue().ok_or(AccessRefused::NotAllowed)?;
    let roles = app.store.street_roles().await?;
    let people = app.store.roster_people(Some(venue)).await?;
    let attendees = people
        .into_iter()
        .map(|person| Attendee {
            role: roles
                .iter()
                .find(|role| role.number == person.role)
                .map(|role| role.name.clone())
                .unwrap_or_default(),
            name: person.name,
        })
        .collect();
    Ok(Json(attendees))
}

impl Explain for RosterError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Access(refused) => refused.explain(),
            Self::Store(failed) => failed.explain(),
        }
    }
}

refuses_with!(RosterError);
