//! `/api/v1/planning/…`: roles, lines, departments, who plans for them, who approves.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::rest::planning::street::{
    Approvers, DepartmentStanding, Line, NewDepartmentStanding, NewLine, StreetRole, UserDepartment,
};
use slotting::audience::ROLES_MAX;

use super::fields::{PERIOD_DAYS_MAX, email, name};
use super::planner::{Planner, period};
use crate::accounts::access::{Action, Caller};
use crate::app::App;
use crate::problem::planning::{FormError, PlanningError};
use crate::routes::extract::{Body, InPath};

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
