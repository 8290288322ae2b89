//! `/api/v1/planning/…`: roles, lines, departments, people, the calendar, quotas, approvers.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::VenueNumber;
use control_wire::rest::planning::items::PresenterOf;
use control_wire::rest::planning::street::{
    Approvers, DepartmentStanding, Line, NewDepartmentStanding, NewLine, NewQuota, NewRosterPerson,
    QuotaOf, RosterPerson, StreetCalendar, StreetRole, UserDepartment,
};
use control_wire::rest::planning::{CsvFile, FileProblem, Imported};
use planning::asking::line_of_text;
use planning::dates::date_of;
use planning::import;
use serde::Deserialize;
use slotting::audience::ROLES_MAX;

use super::planner::{Planner, period};
use crate::accounts::access::{Action, Caller};
use crate::app::App;
use crate::problem::BadLines;
use crate::problem::planning::{FormError, PlanningError};
use crate::routes::extract::{Body, InPath, InQuery};

/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 40;
/// Longest note, in characters.
const NOTE_CHARS_MAX: usize = 200;
/// Days and protected hours of one calendar, hours of one presenter.
const ENTRIES_MAX: usize = 1_000;
/// Longest period of a quota, or of a delegate, in days.
const PERIOD_DAYS_MAX: i64 = 366;
/// Minutes of a day.
const DAY_MIN: u16 = 24 * 60;

/// Which people are asked for.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct OfVenue {
    /// Only this venue's.
    venue: Option<VenueNumber>,
}

/// Every role.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/roles", tag = "planning", responses((status = 200, body = Vec<StreetRole>))
)]
pub async fn roles(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<StreetRole>>, PlanningError> {
    caller.may(Action::SeeSessions)?;
    Ok(Json(app.store.street_roles().await?))
}

/// Makes these all the roles there are.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    put, path = "/api/v1/planning/roles", tag = "planning", request_body = Vec<StreetRole>,
    responses((status = 204), (status = 409), (status = 422))
)]
pub async fn set_roles(
    State(app): State<App>,
    caller: Caller,
    Body(roles): Body<Vec<StreetRole>>,
) -> Result<StatusCode, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    let numbers: BTreeSet<u8> = roles.iter().map(|role| role.number).collect();
    let suits = numbers.len() == roles.len()
        && numbers
            .iter()
            .all(|number| usize::from(*number) < ROLES_MAX);
    if !suits {
        return Err(FormError::Roles.into());
    }
    let roles = roles
        .into_iter()
        .map(|role| {
            Ok(StreetRole {
                number: role.number,
                name: name(&role.name)?,
            })
        })
        .collect::<Result<Vec<_>, FormError>>()?;
    app.store.set_street_roles(&roles).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every line.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/lines", tag = "planning", responses((status = 200, body = Vec<Line>))
)]
pub async fn lines(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<Line>>, PlanningError> {
    Planner::of(&app, &caller).await?;
    Ok(Json(app.store.lines().await?))
}

/// Adds a line.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/lines", tag = "planning", request_body = NewLine,
    responses((status = 201, body = Line), (status = 409), (status = 422))
)]
pub async fn add_line(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewLine>,
) -> Result<(StatusCode, Json<Line>), PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    let line = app.store.add_line(&name(&new.name)?).await?;
    Ok((StatusCode::CREATED, Json(line)))
}

/// Renames a line.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    put, path = "/api/v1/planning/lines/{id}", tag = "planning", request_body = NewLine,
    responses((status = 204), (status = 404), (status = 409), (status = 422))
)]
pub async fn rename_line(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(new): Body<NewLine>,
) -> Result<StatusCode, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    app.store.rename_line(id, &name(&new.name)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a line that no item names.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    delete, path = "/api/v1/planning/lines/{id}", tag = "planning",
    responses((status = 204), (status = 404), (status = 409))
)]
pub async fn remove_line(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<StatusCode, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    app.store.remove_line(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What every department may do.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/departments", tag = "planning",
    responses((status = 200, body = Vec<DepartmentStanding>))
)]
pub async fn departments(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<DepartmentStanding>>, PlanningError> {
    Planner::of(&app, &caller).await?;
    Ok(Json(app.store.department_standings().await?))
}

/// Changes what a department may do.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    put, path = "/api/v1/planning/departments/{id}", tag = "planning",
    request_body = NewDepartmentStanding, responses((status = 204), (status = 409), (status = 422))
)]
pub async fn set_department(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(new): Body<NewDepartmentStanding>,
) -> Result<StatusCode, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    let standing = NewDepartmentStanding {
        privileged: new.privileged,
        email: email(new.email)?,
    };
    app.store.set_department_standing(id, &standing).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The department a user plans for. Everybody may ask for their own.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/users/{id}/department", tag = "planning",
    responses((status = 200, body = UserDepartment))
)]
pub async fn user_department(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<Json<UserDepartment>, PlanningError> {
    if !matches!(&caller, Caller::User(user) if user.id == id) {
        caller.may(Action::ManageUsers)?;
    }
    let department = app.store.department_of_user(id).await?;
    Ok(Json(UserDepartment { department }))
}

/// Says which department a user plans for.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    put, path = "/api/v1/planning/users/{id}/department", tag = "planning",
    request_body = UserDepartment, responses((status = 204), (status = 404), (status = 409))
)]
pub async fn set_user_department(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(new): Body<UserDepartment>,
) -> Result<StatusCode, PlanningError> {
    caller.may(Action::ManageUsers)?;
    app.store.set_department_of_user(id, new.department).await?;
    Ok(StatusCode::NO_CONTENT)
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

/// The working calendar.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/calendar", tag = "planning",
    responses((status = 200, body = StreetCalendar))
)]
pub async fn calendar(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<StreetCalendar>, PlanningError> {
    Planner::of(&app, &caller).await?;
    Ok(Json(app.store.street_calendar().await?))
}

/// Makes this the working calendar.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    put, path = "/api/v1/planning/calendar", tag = "planning", request_body = StreetCalendar,
    responses((status = 204), (status = 409), (status = 422))
)]
pub async fn set_calendar(
    State(app): State<App>,
    caller: Caller,
    Body(calendar): Body<StreetCalendar>,
) -> Result<StatusCode, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    if calendar.days.len().max(calendar.protected.len()) > ENTRIES_MAX {
        return Err(FormError::TooMany.into());
    }
    for day in &calendar.days {
        date_of(&day.date)?;
        note(&day.note)?;
    }
    for hours in &calendar.protected {
        let once = hours.date.as_deref().map(date_of).transpose()?;
        let suits = match (hours.weekday, once) {
            (Some(1..=7), None) | (None, Some(_)) => true,
            (Some(_), _) | (None, None) => false,
        };
        if !suits {
            return Err(FormError::ProtectedDay.into());
        }
        within_a_day(hours.from_min, hours.until_min)?;
        note(&hours.note)?;
    }
    app.store.set_street_calendar(&calendar).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every quota, the latest period first.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/quotas", tag = "planning", responses((status = 200, body = Vec<QuotaOf>))
)]
pub async fn quotas(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<QuotaOf>>, PlanningError> {
    Planner::of(&app, &caller).await?;
    Ok(Json(app.store.quotas().await?))
}

/// Adds a quota.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/quotas", tag = "planning", request_body = NewQuota,
    responses((status = 201, body = QuotaOf), (status = 409), (status = 422))
)]
pub async fn add_quota(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewQuota>,
) -> Result<(StatusCode, Json<QuotaOf>), PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    period(&new.from, &new.until, PERIOD_DAYS_MAX)?;
    let quota = app.store.add_quota(&new).await?;
    Ok((StatusCode::CREATED, Json(quota)))
}

/// Changes a quota.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    put, path = "/api/v1/planning/quotas/{id}", tag = "planning", request_body = NewQuota,
    responses((status = 204), (status = 404), (status = 409), (status = 422))
)]
pub async fn change_quota(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(new): Body<NewQuota>,
) -> Result<StatusCode, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    period(&new.from, &new.until, PERIOD_DAYS_MAX)?;
    app.store.change_quota(id, &new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a quota.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    delete, path = "/api/v1/planning/quotas/{id}", tag = "planning",
    responses((status = 204), (status = 404))
)]
pub async fn remove_quota(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<StatusCode, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    app.store.remove_quota(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who approves, and who stands in.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/approvers", tag = "planning", responses((status = 200, body = Approvers))
)]
pub async fn approvers(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Approvers>, PlanningError> {
    Planner::of(&app, &caller).await?;
    Ok(Json(app.store.approvers().await?))
}

/// Says who approves, and who stands in.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    put, path = "/api/v1/planning/approvers", tag = "planning", request_body = Approvers,
    responses((status = 204), (status = 409), (status = 422))
)]
pub async fn set_approvers(
    State(app): State<App>,
    caller: Caller,
    Body(approvers): Body<Approvers>,
) -> Result<StatusCode, PlanningError> {
    caller.may(Action::ManageUsers)?;
    if let Some(delegate) = &approvers.delegate {
        period(&delegate.from, &delegate.until, PERIOD_DAYS_MAX)?;
    }
    app.store.set_approvers(&approvers).await?;
    Ok(StatusCode::NO_CONTENT)
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
    responses((status = 204), (status = 422))
)]
pub async fn set_presenter(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<PresenterOf>,
) -> Result<StatusCode, PlanningError> {
    Planner::of(&app, &caller).await?;
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

/// A name as it is kept.
pub(super) fn name(text: &str) -> Result<String, FormError> {
    line_of_text(text, NAME_CHARS_MAX).ok_or(FormError::Name)
}

fn email(text: Option<String>) -> Result<Option<String>, FormError> {
    match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => import::email(text).map(Some).ok_or(FormError::Email),
    }
}

/// A note, which may be empty.
pub(super) fn note(text: &str) -> Result<(), FormError> {
    if text.chars().count() > NOTE_CHARS_MAX || text.chars().any(char::is_control) {
        return Err(FormError::Note);
    }
    Ok(())
}

/// Hours that begin before they end, within a day.
pub(super) fn within_a_day(from_min: u16, until_min: u16) -> Result<(), FormError> {
    if from_min < until_min && until_min <= DAY_MIN {
        Ok(())
    } else {
        Err(FormError::Hours)
    }
}
