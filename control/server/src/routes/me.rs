//! `GET /api/v1/me`.

use axum::Json;
use axum::extract::State;
use control_wire::rest::Me;

use crate::accounts::access::{AccessRefused, Caller};
use crate::app::App;

/// Who the caller is. With `?place=host|wall|branch` a page says which place it is for: one
/// browser may hold the links of several.
///
/// # Errors
/// When the database fails.
#[utoipa::path(
    get, path = "/api/v1/me", tag = "accounts",
    params(("place" = Option<String>, Query, description = "host, wall or branch")),
    responses((status = 200, body = Me))
)]
pub async fn me(State(app): State<App>, caller: Caller) -> Result<Json<Me>, AccessRefused> {
    let set_up_needed = match caller {
        Caller::Nobody => app.store.set_up_needed().await?,
        Caller::User(_) | Caller::Device(_) => false,
    };
    Ok(Json(of(&caller, set_up_needed)))
}

/// A caller as the wire describes one.
pub(super) fn of(caller: &Caller, set_up_needed: bool) -> Me {
    match caller {
        Caller::Nobody => Me::Nobody { set_up_needed },
        Caller::User(user) => Me::User {
            id: user.id,
            name: user.name.clone(),
            role: user.role,
            venue: user.venue,
        },
        Caller::Device(seat) => Me::Device {
            venue: seat.venue.number,
            venue_name: seat.venue.name.clone(),
            place: seat.place,
        },
    }
}
