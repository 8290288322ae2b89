//! `/api/v1/planning/calendar`, `/api/v1/planning/quotas`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::rest::planning::street::{NewQuota, QuotaOf, StreetCalendar};
use planning::dates::date_of;

use super::fields::{ENTRIES_MAX, PERIOD_DAYS_MAX, note, within_a_day};
use super::planner::{Planner, period};
use crate::accounts::access::Caller;
use crate::app::App;
use crate::problem::planning::{FormError, PlanningError};
use crate::routes::extract::{Body, InPath};

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
