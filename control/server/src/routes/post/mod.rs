//! Mail, the weekly tips, calendars: `/api/v1/settings/mail`, `/api/v1/post`, `/api/v1/mailboxes`,
//! `/api/v1/tips`, `/api/v1/calendars`, `/calendar`.

use axum::Router;
use axum::routing::{get, post, put};
use utoipa::OpenApi;

use crate::app::App;

pub mod calendars;
pub mod mail;
pub mod refusal;
pub mod tips;

/// The addresses under `/api/v1`.
pub fn routes() -> Router<App> {
    Router::new()
        .route(
            "/settings/mail",
            get(mail::settings).put(mail::change_settings),
        )
        .route("/settings/mail/test", post(mail::test))
        .route(
            "/settings/tips",
            get(tips::schedule).put(tips::set_schedule),
        )
        .route("/post/messages", get(mail::outbox))
        .route("/post/messages/{number}/again", post(mail::send_again))
        .route("/post/messages/{number}/arrived", post(mail::has_arrived))
        .route("/mailboxes", get(mail::mailboxes).put(mail::put_mailboxes))
        .route("/tips", get(tips::next_issue).post(tips::submit))
        .route("/tips/order", put(tips::order))
        .route("/tips/preview", get(tips::preview))
        .route("/tips/send", post(tips::send))
        .route("/tips/issues", get(tips::archive))
        .route("/tips/{number}", put(tips::change).delete(tips::withdraw))
        .route(
            "/calendars",
            post(calendars::make).delete(calendars::revoke),
        )
}

/// The description of these addresses.
#[derive(OpenApi)]
#[openapi(paths(
    mail::settings,
    mail::change_settings,
    mail::test,
    mail::outbox,
    mail::send_again,
    mail::has_arrived,
    mail::mailboxes,
    mail::put_mailboxes,
    tips::schedule,
    tips::set_schedule,
    tips::next_issue,
    tips::submit,
    tips::change,
    tips::withdraw,
    tips::order,
    tips::preview,
    tips::send,
    tips::archive,
    calendars::make,
    calendars::revoke,
    calendars::subscribe,
))]
#[derive(Debug)]
pub struct PostInterface;
