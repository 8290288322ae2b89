//! `/api/v1/planning/people`, `/api/v1/planning/presenters`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::VenueNumber;
use control_wire::rest::planning::items::PresenterOf;
use control_wire::rest::planning::street::{NewRosterPerson, RosterPerson};
use control_wire::rest::planning::{CsvFile, FileProblem, Imported};
use planning::dates::date_of;
use planning::import;
use serde::Deserialize;

use super::fields::{ENTRIES_MAX, email, name, within_a_day};
use super::planner::Planner;
use crate::accounts::access::Caller;
use crate::app::App;
use crate::problem::BadLines;
use crate::problem::planning::{FormError, PlanningError};
use crate::routes::extract::{Body, InPath, InQuery};

/// Which people are asked for.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct OfVenue {
    /// Only this venue's.
    venue: Option<VenueNumber>,
}

/// People on the rosters, of one venue or of all.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/people", tag = "planning",
    params(("venue" = Option<VenueNumber>, Query, description = "only this venue's")),
    responses((status = 200, body = Vec<RosterPerson>))
)]
pub async fn people(
    State(app): State<App>,
    caller: Caller,
    InQuery(of): InQuery<OfVenue>,
) -> Result<Json<Vec<RosterPerson>>, PlanningError> {
    Planner::of(&app, &caller).await?;
    Ok(Json(app.store.roster_people(of.venue).await?))
}

/// Puts somebody on a roster.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/people", tag = "planning", request_body = NewRosterPerson,
    responses((status = 201, body = RosterPerson), (status = 409), (status = 422))
)]
pub async fn add_person(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewRosterPerson>,
) -> Result<(StatusCode, Json<RosterPerson>), PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    let added = app.store.add_roster_people(&[person(new)?]).await?;
    let added = added.into_iter().next().ok_or(PlanningError::Unknown)?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Changes who somebody on a roster is.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    put, path = "/api/v1/planning/people/{id}", tag = "planning", request_body = NewRosterPerson,
    responses((status = 204), (status = 404), (status = 409), (status = 422))
)]
pub async fn change_person(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(new): Body<NewRosterPerson>,
) -> Result<StatusCode, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    app.store.change_roster_person(id, &person(new)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes somebody off a roster.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    delete, path = "/api/v1/planning/people/{id}", tag = "planning",
    responses((status = 204), (status = 404), (status = 409))
)]
pub async fn remove_person(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<StatusCode, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    app.store.remove_roster_person(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads a roster file in: columns 会场编号, 姓名, 职务, 邮箱 (venue, name, role, email). Where a line is
/// bad nothing comes in, and every bad line is named.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/people/import", tag = "planning", request_body = CsvFile,
    responses(
        (status = 200, body = Imported), (status = 409), (status = 413),
        (status = 422, body = FileProblem)
    )
)]
pub async fn import_people(
    State(app): State<App>,
    caller: Caller,
    Body(file): Body<CsvFile>,
) -> Result<Json<Imported>, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    let street = app.store.planning_street().await?;
    let there = app.store.roster_people(None).await?;
    let people = import::people(&street, &there, &file.csv).map_err(BadLines)?;
    let added = app.store.add_roster_people(&people).await?;
    tracing::info!(people = added.len(), "a roster file was read in");
    Ok(Json(Imported {
        rows: u32::try_from(added.len()).unwrap_or(u32::MAX),
    }))
}

/// Presenters whose hours are limited.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/presenters", tag = "planning",
    responses((status = 200, body = Vec<PresenterOf>))
)]
pub async fn presenters(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<PresenterOf>>, PlanningError> {
    Planner::of(&app, &caller).await?;
    Ok(Json(app.store.presenters().await?))
}

/// Says when a presenter can present; without any hours, at any time.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    put, path = "/api/v1/planning/presenters", tag = "planning", request_body = PresenterOf,
    responses((status = 204), (status = 403), (status = 422))
)]
pub async fn set_presenter(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<PresenterOf>,
) -> Result<StatusCode, PlanningError> {
    Planner::staff(&app, &caller).await?;
    if new.hours.len() > ENTRIES_MAX {
        return Err(FormError::TooMany.into());
    }
    for hours in &new.hours {
        date_of(&hours.date)?;
        within_a_day(hours.from_min, hours.until_min)?;
    }
    let presenter = PresenterOf {
        name: name(&new.name)?,
        hours: new.hours,
    };
    app.store.set_presenter(&presenter).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn person(new: NewRosterPerson) -> Result<NewRosterPerson, FormError> {
    Ok(NewRosterPerson {
        venue: new.venue,
        name: name(&new.name)?,
        role: new.role,
        email: email(new.email)?,
    })
}
