//! `/api/v1/sessions/{id}/leave`: leave that is noted before a session is over.

use axum::Json;
use axum::extract::State;
use control_domain::attendance::desk::{Clerk, DeskCommand};
use control_wire::VenueNumber;
use control_wire::rest::Session;
use control_wire::rest::attendance::{LeaveOf, LeaveSheet, NewLeave};

use super::clerk;
use super::problem::RecordsError;
use super::records::names;
use crate::accounts::access::{AccessRefused, Action, Caller};
use crate::app::App;
use crate::attendance::desk::AddError;
use crate::attendance::dossier::{RecordError, cards};
use crate::attendance::leave;
use crate::routes::extract::{Body, InPath, InQuery};

/// The leave of a session that is planned or live: a venue sees its own, staff all.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    get, path = "/api/v1/sessions/{id}/leave", tag = "attendance",
    responses((status = 200, body = LeaveSheet), (status = 404), (status = 409))
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<Json<LeaveSheet>, RecordsError> {
    let session = session(&app, &caller, id).await?;
    sheet(&app, &caller, session).await
}

/// Notes leave of a venue or one of its people: a venue its own, staff anybody's.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    post, path = "/api/v1/sessions/{id}/leave", tag = "attendance", request_body = NewLeave,
    responses((status = 200, body = LeaveSheet), (status = 403), (status = 404), (status = 409), (status = 422))
)]
pub async fn note(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(new): Body<NewLeave>,
) -> Result<Json<LeaveSheet>, RecordsError> {
    let session = session(&app, &caller, id).await?;
    let command = DeskCommand::NoteLeave {
        venue: new.venue,
        person: new.person,
        reason: new.reason,
        by_itself: caller.only_venue().is_some(),
    };
    change(&app, &caller, &session, new.venue, command).await?;
    sheet(&app, &caller, session).await
}

/// Withdraws leave.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    delete, path = "/api/v1/sessions/{id}/leave", tag = "attendance",
    params(("venue" = u16, Query), ("person" = Option<String>, Query)),
    responses((status = 200, body = LeaveSheet), (status = 403), (status = 404), (status = 409))
)]
pub async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    InQuery(of): InQuery<LeaveOf>,
) -> Result<Json<LeaveSheet>, RecordsError> {
    let session = session(&app, &caller, id).await?;
    let command = DeskCommand::WithdrawLeave {
        venue: of.venue,
        person: of.person,
    };
    change(&app, &caller, &session, of.venue, command).await?;
    sheet(&app, &caller, session).await
}

/// The session, if the caller may know of it and leave can be noted for it.
async fn session(app: &App, caller: &Caller, id: i64) -> Result<Session, RecordsError> {
    caller.may(Action::NoteLeave)?;
    let session = leave::session(app, id).await?;
    if caller.sees(&session) {
        Ok(session)
    } else {
        Err(RecordError::Unknown.into())
    }
}

async fn change(
    app: &App,
    caller: &Caller,
    session: &Session,
    venue: VenueNumber,
    command: DeskCommand,
) -> Result<(), RecordsError> {
    if caller.only_venue().is_some_and(|own| own != venue) {
        return Err(AccessRefused::NotAllowed.into());
    }
    Ok(leave::change(app, session, &author(caller)?, command).await?)
}

/// The caller as the desk's log names it: a person, or the venue whose page it is.
fn author(caller: &Caller) -> Result<Clerk, AccessRefused> {
    let Caller::Device(seat) = caller else {
        return clerk(caller);
    };
    Ok(Clerk {
        id: None,
        name: format!("{:02} {}", seat.venue.number, seat.venue.short_name),
    })
}

async fn sheet(
    app: &App,
    caller: &Caller,
    session: Session,
) -> Result<Json<LeaveSheet>, RecordsError> {
    let mine = |venue: VenueNumber| caller.only_venue().is_none_or(|own| own == venue);
    let mut venues = cards(app, &session).await.map_err(AddError::from)?;
    venues.retain(|card| mine(card.number));
    let mut leaves = leave::noted(app, session.id).await?;
    leaves.retain(|leave| mine(leave.venue));
    Ok(Json(LeaveSheet {
        session: session.id,
        title: session.title,
        phase: session.phase,
        venues: names(&venues),
        leaves,
    }))
}
