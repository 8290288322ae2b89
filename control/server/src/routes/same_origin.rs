//! Only our own pages may act with a browser's cookies.
//!
//! A browser says where a request comes from (`Origin`, RFC 6454 §7; `Sec-Fetch-Site`), and a
//! foreign page cannot send JSON without being asked first. Both are required of everything that
//! changes something, and the first of a WebSocket too, because browsers open those to anywhere.
//! A program that sends no `Origin` has no browser's cookies to abuse.

use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, ORIGIN, UPGRADE};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::arrival;
use crate::problem::{Explain, Explanation, refuses_with, words};

/// Why a request was not let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Foreign {
    /// Another site's page sent it.
    #[error("sent by another site's page")]
    Origin,
    /// It does not declare JSON.
    #[error("not declared as JSON")]
    NotJson,
}

/// Middleware: lets through what our own pages or programs send.
pub async fn same_origin(request: Request, next: Next) -> Response {
    match check(&request) {
        Ok(()) => next.run(request).await,
        Err(foreign) => foreign.into_response(),
    }
}

fn check(request: &Request) -> Result<(), Foreign> {
    let headers = request.headers();
    let changes = !request.method().is_safe();
    if !changes && !headers.contains_key(UPGRADE) {
        return Ok(());
    }
    if !comes_from_here(headers) {
        return Err(Foreign::Origin);
    }
    if changes && !is_json(headers) {
        return Err(Foreign::NotJson);
    }
    Ok(())
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
    if !matches!(site, None | Some(b"same-origin" | b"none")) {
        return false;
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let origin = origin.to_str().ok().and_then(|origin| {
        let authority = origin
            .strip_prefix("https://")
            .or_else(|| origin.strip_prefix("http://"))?;
        authority.parse::<Authority>().ok()
    });
    origin.is_some() && origin == arrival::host(headers)
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

impl Explain for Foreign {
    fn explain(&self) -> Explanation {
        match self {
            Self::Origin => Explanation::new(
                StatusCode::FORBIDDEN,
                "foreign-origin",
                words("请求来自别的网站，已拒绝", "请从本系统自己的页面操作。"),
                words(
                    "The request comes from another site and was refused",
                    "Use this system's own pages.",
                ),
            ),
            Self::NotJson => Explanation::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not-json",
                words(
                    "请求没有声明为 JSON",
                    "请带上 Content-Type: application/json。",
                ),
                words(
                    "The request is not declared as JSON",
                    "Send Content-Type: application/json.",
                ),
            ),
        }
    }
}

refuses_with!(Foreign);
