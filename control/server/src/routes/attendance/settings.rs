//! `/api/v1/attendance/settings`.

use axum::Json;
use axum::extract::State;
use control_wire::rest::attendance::AttendanceSettings;

use super::problem::RecordsError;
use crate::accounts::access::{Action, Caller};
use crate::app::App;
use crate::attendance::settings;
use crate::routes::extract::Body;

/// How attendance is judged, how long names are kept, who hears of confirmed records.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    get, path = "/api/v1/attendance/settings", tag = "attendance",
    responses((status = 200, body = AttendanceSettings))
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<AttendanceSettings>, RecordsError> {
    caller.may(Action::SeeRecords)?;
    Ok(Json(settings::read(&app.store).await?))
}

/// Changes it, for records that are not confirmed yet.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    put, path = "/api/v1/attendance/settings", tag = "attendance",
    request_body = AttendanceSettings,
    responses((status = 200, body = AttendanceSettings), (status = 422))
)]
pub async fn change(
    State(app): State<App>,
    caller: Caller,
    Body(wanted): Body<AttendanceSettings>,
) -> Result<Json<AttendanceSettings>, RecordsError> {
    caller.may(Action::ManageRecords)?;
    settings::write(&app, &wanted).await?;
    Ok(Json(wanted))
}
