//! The table of contents: which address is answered by what.

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use tower_http::compression::CompressionLayer;

use crate::app::App;
use crate::routes::extract::{BODY_BYTES_MAX, body_limit};
use crate::routes::{
    attendance, burden, departments, health, links, login, me, node, planning, same_origin,
    session_log, sessions, setup, signal, trust, users, venues,
};
use crate::{assets, doors, openapi, problem, routes};

/// Everything the server answers.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .route("/me", get(me::me))
        .route("/login", post(login::login))
        .route("/logout", post(login::logout))
        .route("/setup", post(setup::set_up))
        .route("/users", get(users::list).post(users::add))
        .route("/users/{id}", delete(users::remove))
        .route("/users/{id}/password", put(users::change_password))
        .route(
            "/departments",
            get(departments::list).post(departments::add),
        )
        .route(
            "/departments/{id}",
            put(departments::rename).delete(departments::remove),
        )
        .route("/venues", get(venues::list).post(venues::add))
        .route(
            "/venues/{number}",
            put(venues::rename).delete(venues::remove),
        )
        .route("/venues/{number}/links", post(links::make))
        .route("/venues/{number}/links/{place}", delete(links::revoke))
        .route("/roster", get(routes::roster::own))
        .route("/probe", post(routes::test_calls::probe))
        .route("/test-calls", get(routes::test_calls::list))
        .route("/test-calls/own", put(routes::test_calls::keep))
        .route("/sessions", get(sessions::list).post(sessions::make))
        .route("/sessions/{id}", get(sessions::show))
        .route("/sessions/{id}/open", post(sessions::open))
        .route("/sessions/{id}/end", post(sessions::end))
        .route("/sessions/{id}/log", get(session_log::read))
        .route("/sessions/{id}/venues", get(sessions::live_venues))
        .route("/sessions/{id}/signal", get(signal::signal))
        .nest("/planning", planning::routes())
        .merge(attendance::routes())
        .merge(routes::post::routes())
        .merge(burden::routes())
        .merge(routes::streams::token_routes())
        .route("/node", get(node::link))
        .route("/openapi.json", get(openapi::document))
        .fallback(async || problem::not_found())
        .method_not_allowed_fallback(async || problem::method_not_allowed())
        .layer(middleware::from_fn(same_origin::same_origin))
        .layer(body_limit(BODY_BYTES_MAX));

    Router::new()
        .nest("/api/v1", api)
        .route("/link/{token}", get(links::open))
        .merge(routes::streams::routes())
        .route("/calendar/{file}", get(routes::post::calendars::subscribe))
        .route("/trust", get(trust::page))
        .route("/trust/page.css", get(trust::style))
        .route("/trust/pinhui-ca.crt", get(trust::certificate))
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics))
        .fallback(assets::serve)
        .method_not_allowed_fallback(async || problem::method_not_allowed())
        .layer(middleware::from_fn_with_state(app.clone(), count))
        .layer(middleware::from_fn_with_state(app.clone(), doors::doors))
        .layer(middleware::from_fn(problem::speak))
        .layer(middleware::from_fn(doors::precautions))
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// Middleware: counts answers by route and status.
async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let matched = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    app.metrics.answered(
        matched.as_deref().unwrap_or("other"),
        response.status().as_u16(),
    );
    response
}
