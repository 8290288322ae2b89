//! `GET /trust`: how an office makes its computers trust this installation, and `GET
//! /trust/pinhui-ca.crt`: what to trust.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};

use crate::app::App;
use crate::problem;

/// The page, with the fingerprint by which people check what they download.
#[utoipa::path(get, path = "/trust", tag = "pages", responses((status = 200)))]
pub async fn page(State(app): State<App>) -> Html<String> {
    let page = match &app.authority {
        Some(authority) => include_str!("trust.html")
            .replace("{{fingerprint}}", &authority.fingerprint())
            .replace("{{https_port}}", &app.https_port.to_string()),
        None => include_str!("trust_not_needed.html").to_owned(),
    };
    Html(page)
}

/// The certificate of the local authority, in PEM.
#[utoipa::path(get, path = "/trust/pinhui-ca.crt", tag = "pages", responses((status = 200), (status = 404)))]
pub async fn certificate(State(app): State<App>) -> Response {
    match &app.authority {
        Some(authority) => (
            [
                (CONTENT_TYPE, "application/x-x509-ca-cert"),
                (
                    CONTENT_DISPOSITION,
                    "attachment; filename=\"pinhui-ca.crt\"",
                ),
            ],
            authority.certificate_pem().to_owned(),
        )
            .into_response(),
        None => problem::not_found().into_response(),
    }
}

/// What this page and the pages of problems look like.
#[utoipa::path(get, path = "/trust/page.css", tag = "pages", responses((status = 200)))]
pub async fn style() -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("page.css"),
    )
}
