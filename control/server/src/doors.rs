//! The two doors: HTTPS for everybody, plain HTTP for this machine.
//!
//! Browsers give camera and microphone to pages over TLS and to pages of `localhost`. So the
//! plain door serves the whole product to this machine; to others only what they need before they
//! trust the certificate, and a redirect for the rest.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue, LOCATION};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::arrival::{self, Arrival};
use crate::problem::{Explain, Explanation, refuses_with, words};

/// The request names no host to redirect to.
#[derive(Debug, thiserror::Error)]
#[error("no host to redirect to")]
pub struct NoHost;

/// Middleware: lets a request in, or sends it to the other door.
pub async fn doors(State(app): State<App>, request: Request, next: Next) -> Response {
    let arrival = Arrival::of(request.extensions());
    let path = request.uri().path();
    let for_anybody = path == "/healthz" || path == "/trust" || path.starts_with("/trust/");
    if for_anybody || arrival.is_secure_context(request.headers()) {
        return next.run(request).await;
    }
    let Some(host) = arrival::host(request.headers()) else {
        return NoHost.into_response();
    };
    let wanted = request
        .uri()
        .path_and_query()
        .map_or("/", |wanted| wanted.as_str());
    let location = format!("https://{}:{}{wanted}", host.host(), app.https_port);
    match HeaderValue::from_str(&location) {
        Ok(location) => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response(),
        Err(_) => NoHost.into_response(),
    }
}

/// Middleware: what every answer tells the browser to refuse.
pub async fn precautions(request: Request, next: Next) -> Response {
    let host = arrival::host(request.headers());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // Older browsers do not count a WebSocket to the same host as 'self'.
    let sockets = host
        .map(|host| format!(" ws://{host} wss://{host}"))
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
         font-src 'self'; media-src 'self' blob: mediastream:; connect-src 'self'{sockets}; \
         manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert("content-security-policy", policy);
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), \
             screen-wake-lock=(self), geolocation=(), payment=(), usb=()",
        ),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}

impl Explain for NoHost {
    fn explain(&self) -> Explanation {
        Explanation::new(
            StatusCode::BAD_REQUEST,
            "no-host",
            words("请求没有写明主机", "请用浏览器打开 https 地址。"),
            words(
                "The request names no host",
                "Open the https address with a browser.",
            ),
        )
    }
}

refuses_with!(NoHost);
