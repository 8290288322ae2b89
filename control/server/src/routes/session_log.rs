//! `GET /api/v1/sessions/{id}/log`.

use axum::Json;
use axum::extract::State;
use control_wire::rest::LogEntry;
use serde::Deserialize;

use super::extract::{InPath, InQuery};
use super::sessions::{SessionsError, visible};
use crate::accounts::access::{Action, Caller};
use crate::app::App;
use crate::store::StoreFailed;

/// Where in the log to begin.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Begin {
    /// The number of the last entry that is known already; 0 from the start.
    #[serde(default)]
    pub after: i64,
}

/// What happened in a session, oldest first, at most 1,000 entries at once.
///
/// # Errors
/// See [`SessionsError`].
#[utoipa::path(
    get, path = "/api/v1/sessions/{id}/log", tag = "sessions",
    params(("after" = Option<i64>, Query, description = "number of the last entry known already")),
    responses((status = 200, body = Vec<LogEntry>), (status = 404))
)]
pub async fn read(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    InQuery(begin): InQuery<Begin>,
) -> Result<Json<Vec<LogEntry>>, SessionsError> {
    caller.may(Action::ReadLog)?;
    visible(&app, &caller, id).await?;
    let entries = app.store.log_after(id, begin.after).await?;
    let entries = entries.into_iter().map(|entry| {
        let event =
            serde_json::from_str(&entry.event).map_err(|error| StoreFailed::Unreadable {
                table: "session_log",
                what: format!("entry {}: {error}", entry.number),
            })?;
        Ok(LogEntry {
            number: entry.number,
            at_ms: entry.at_ms,
            event,
        })
    });
    Ok(Json(entries.collect::<Result<_, StoreFailed>>()?))
}
