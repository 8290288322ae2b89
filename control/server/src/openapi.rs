//! `GET /api/v1/openapi.json`: the interface, described for programs.

use axum::Json;
use utoipa::OpenApi;

use crate::routes::burden::BurdenInterface;
use crate::routes::planning::PlanningInterface;
use crate::routes::post::PostInterface;
use crate::routes::streams::StreamInterface;
use crate::routes::{
    attendance, departments, health, links, login, me, node, session_log, sessions, setup, signal,
    trust, users, venues,
};

/// The description of every route in [`crate::router`].
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Pinhui",
        description = "Every error is a problem document (RFC 9457) in zh-CN or, where \
                       `Accept-Language` prefers it, English. Whatever changes something is sent \
                       with `Content-Type: application/json`."
    ),
    paths(
        me::me,
        login::login,
        login::logout,
        setup::set_up,
        users::list,
        users::add,
        users::change_password,
        users::remove,
        departments::list,
        departments::add,
        departments::rename,
        departments::remove,
        venues::list,
        venues::add,
        venues::rename,
        venues::remove,
        links::make,
        links::revoke,
        links::open,
        crate::routes::roster::own,
        crate::routes::test_calls::probe,
        crate::routes::test_calls::keep,
        crate::routes::test_calls::list,
        sessions::list,
        sessions::make,
        sessions::show,
        sessions::open,
        sessions::end,
        sessions::live_venues,
        session_log::read,
        attendance::records::show,
        attendance::records::act,
        attendance::records::timeline,
        attendance::records::file,
        attendance::leave::show,
        attendance::leave::note,
        attendance::leave::withdraw,
        attendance::across::venues,
        attendance::across::items,
        attendance::across::erasures,
        attendance::across::key,
        attendance::across::follow_ups,
        attendance::across::follow_up_done,
        attendance::settings::show,
        attendance::settings::change,
        attendance::sign_in_people::list,
        signal::signal,
        node::link,
        health::healthz,
        health::metrics,
        trust::page,
        trust::style,
        trust::certificate,
        document,
    ),
    components(schemas(control_wire::problem::Problem))
)]
#[derive(Debug)]
pub struct Interface;

/// The whole description, in its parts.
#[must_use]
pub fn described() -> utoipa::openapi::OpenApi {
    let mut described = Interface::openapi();
    described.merge(PlanningInterface::openapi());
    described.merge(PostInterface::openapi());
    described.merge(BurdenInterface::openapi());
    described.merge(StreamInterface::openapi());
    described
}

/// The interface, described for programs.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "operations", responses((status = 200)))]
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(described())
}
