//! `GET /healthz` and `GET /metrics`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use crate::app::App;
use crate::problem::{Explain, Explanation, refuses_with, words};
use crate::store::StoreFailed;

/// Why the server is not well.
#[derive(Debug, thiserror::Error)]
pub enum Unwell {
    /// The database does not answer.
    #[error(transparent)]
    Store(#[from] StoreFailed),
    /// The figures could not be written down.
    #[error("metrics: {0}")]
    Metrics(#[from] std::fmt::Error),
}

/// Says "ok" if the database answers.
///
/// # Errors
/// When it does not.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = 200), (status = 503)))]
pub async fn healthz(State(app): State<App>) -> Result<&'static str, Unwell> {
    app.store.ping().await?;
    Ok("ok\n")
}

/// Every figure, as OpenMetrics text.
///
/// # Errors
/// When they cannot be written down.
#[utoipa::path(get, path = "/metrics", tag = "operations", responses((status = 200)))]
pub async fn metrics(State(app): State<App>) -> Result<impl IntoResponse, Unwell> {
    let text = app.metrics.encode(&app.hall.counters())?;
    Ok((
        [(
            CONTENT_TYPE,
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
        )],
        text,
    ))
}

impl Explain for Unwell {
    fn explain(&self) -> Explanation {
        Explanation {
            cause: Some(self.to_string()),
            ..Explanation::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "unwell",
                words(
                    "服务器的数据库没有响应",
                    "请管理员查看服务器日志和磁盘空间。",
                ),
                words(
                    "The server's database does not answer",
                    "The administrator should look at the server's log and the free disk space.",
                ),
            )
        }
    }
}

refuses_with!(Unwell);
