//! `/api/v1/planning`: which address is answered by what.
//!
//! * [`street`]: roles, lines, departments, approvers
//! * [`people`]: rosters, presenters' hours
//! * [`rules`]: the calendar, quotas
//! * [`windows`]: series, windows, calls and answers
//! * [`items`]: items and approvals
//! * [`board`]: everything the coordinator's board shows
//! * [`week`]: solve, move, hold, publish, freeze

use axum::Router;
use axum::routing::{delete, get, post, put};
use utoipa::OpenApi;

use crate::app::App;
use crate::routes::extract::body_limit;

pub mod board;
mod call_mail;
mod fields;
pub mod items;
mod material;
pub mod people;
mod planner;
pub mod rules;
mod solving;
pub mod street;
pub mod week;
pub mod windows;

/// Longest CSV file, in bytes, as JSON.
pub const CSV_BYTES_MAX: usize = 1024 * 1024;

/// Everything under `/api/v1/planning`.
pub fn routes() -> Router<App> {
    let imports = Router::new()
        .route("/people/import", post(people::import_people))
        .route("/items/import", post(items::import))
        .layer(body_limit(CSV_BYTES_MAX));
    Router::new()
        .route("/roles", get(street::roles).put(street::set_roles))
        .route("/lines", get(street::lines).post(street::add_line))
        .route(
            "/lines/{id}",
            put(street::rename_line).delete(street::remove_line),
        )
        .route("/departments", get(street::departments))
        .route("/departments/{id}", put(street::set_department))
        .route(
            "/users/{id}/department",
            get(street::user_department).put(street::set_user_department),
        )
        .route("/people", get(people::people).post(people::add_person))
        .route(
            "/people/{id}",
            put(people::change_person).delete(people::remove_person),
        )
        .route("/calendar", get(rules::calendar).put(rules::set_calendar))
        .route("/quotas", get(rules::quotas).post(rules::add_quota))
        .route(
            "/quotas/{id}",
            put(rules::change_quota).delete(rules::remove_quota),
        )
        .route(
            "/approvers",
            get(street::approvers).put(street::set_approvers),
        )
        .route(
            "/presenters",
            get(people::presenters).put(people::set_presenter),
        )
        .route("/series", get(windows::series).post(windows::add_series))
        .route("/series/{id}", delete(windows::remove_series))
        .route("/series/{id}/windows", post(windows::add_series_windows))
        .route("/windows", get(windows::list).post(windows::add))
        .route(
            "/windows/{id}",
            put(windows::change).delete(windows::remove),
        )
        .route("/windows/{id}/call", post(windows::call))
        .route("/calls", get(windows::calls))
        .route("/calls/{id}/answer", post(windows::answer))
        .route("/items", get(items::list).post(items::add))
        .route("/items/{id}", put(items::change).delete(items::withdraw))
        .route("/approvals", get(items::approvals))
        .route("/approvals/{id}/decision", post(items::decide))
        .route("/board", get(board::show))
        .route("/weeks/{monday}/solve", post(week::solve))
        .route("/weeks/{monday}/move", post(week::move_item))
        .route("/weeks/{monday}/hold", post(week::hold))
        .route("/weeks/{monday}/publish", post(week::publish))
        .route("/weeks/{monday}/freeze", post(week::freeze))
        .route("/weeks/{monday}/draft", delete(week::discard))
        .route("/weeks/{monday}/versions", get(week::versions))
        .merge(imports)
}

/// The description of every route here.
#[derive(OpenApi)]
#[openapi(paths(
    street::roles,
    street::set_roles,
    street::lines,
    street::add_line,
    street::rename_line,
    street::remove_line,
    street::departments,
    street::set_department,
    street::user_department,
    street::set_user_department,
    people::people,
    people::add_person,
    people::change_person,
    people::remove_person,
    people::import_people,
    rules::calendar,
    rules::set_calendar,
    rules::quotas,
    rules::add_quota,
    rules::change_quota,
    rules::remove_quota,
    street::approvers,
    street::set_approvers,
    people::presenters,
    people::set_presenter,
    windows::series,
    windows::add_series,
    windows::remove_series,
    windows::add_series_windows,
    windows::list,
    windows::add,
    windows::change,
    windows::remove,
    windows::call,
    windows::calls,
    windows::answer,
    items::list,
    items::add,
    items::change,
    items::withdraw,
    items::import,
    items::approvals,
    items::decide,
    board::show,
    week::solve,
    week::move_item,
    week::hold,
    week::publish,
    week::freeze,
    week::discard,
    week::versions,
))]
#[derive(Debug)]
pub struct PlanningInterface;
