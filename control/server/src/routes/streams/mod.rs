//! Encoders and players: WHIP (RFC 9725) at `/whip`, WHEP (draft-ietf-wish-whep) at `/whep`, and the
//! tokens that let them in, under `/api/v1/sessions/{id}/stream-tokens`.

use axum::Router;
use axum::middleware;
use axum::routing::{delete, get, post};
use control_hall::limits::SDP_BYTES_MAX;
use utoipa::OpenApi;

use super::extract::body_limit;
use crate::app::App;
use crate::problem;

pub mod bearer;
pub mod endpoints;
pub mod refusal;
pub mod tokens;

/// The description of the routes here.
#[derive(OpenApi)]
#[openapi(paths(
    tokens::list,
    tokens::make,
    tokens::revoke,
    endpoints::publish,
    endpoints::stop_publishing,
    endpoints::play,
    endpoints::stop_playing,
))]
#[derive(Debug)]
pub struct StreamInterface;

/// The tokens' routes, under `/api/v1`.
pub fn token_routes() -> Router<App> {
    Router::new()
        .route(
            "/sessions/{id}/stream-tokens",
            get(tokens::list).post(tokens::make),
        )
        .route(
            "/sessions/{id}/stream-tokens/{token}",
            delete(tokens::revoke),
        )
}

/// The streams' routes. No cookie is looked at here, so that players on other sites' pages may come:
/// they have to have a token.
pub fn routes() -> Router<App> {
    Router::new()
        .route(
            "/whip/{session}",
            post(endpoints::publish).options(endpoints::accepts),
        )
        .route(
            "/whip/{session}/{resource}",
            delete(endpoints::stop_publishing).options(endpoints::accepts),
        )
        .route(
            "/whep/{session}",
            post(endpoints::play).options(endpoints::accepts),
        )
        .route(
            "/whep/{session}/{resource}",
            delete(endpoints::stop_playing).options(endpoints::accepts),
        )
        .method_not_allowed_fallback(async || problem::method_not_allowed())
        .layer(body_limit(SDP_BYTES_MAX))
        .layer(middleware::from_fn(endpoints::open_to_every_origin))
}
