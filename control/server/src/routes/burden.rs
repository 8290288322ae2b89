//! The burden report: `/api/v1/burden`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use control_wire::MAIN_VENUE;
use control_wire::rest::burden::{BurdenReport, RegisterFile, RegisterImport};
use control_wire::rest::planning::FileProblem;
use jiff::civil::Date;
use planning::dates::{NotADate, date_of, days_between};
use planning::{burden, register};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use utoipa::OpenApi;

use super::extract::{Body, InPath, InQuery, body_limit};
use crate::accounts::access::{AccessRefused, Action, Caller};
use crate::app::App;
use crate::burden::{export, spreadsheet};
use crate::problem::{BadLines, Explain, Explanation, Words, refuses_with, words};
use crate::store::StoreFailed;
use crate::store::burden::{ImportError, TakenExport};
use crate::store::settings::Setting;

/// Longest register, in bytes, as JSON with base64: 4 MiB of file.
const REGISTER_BYTES_MAX: usize = 6 * 1024 * 1024;

/// Longest period of a report, in days.
const DAYS_MAX: i64 = 5 * 366;

/// The addresses under `/api/v1`.
pub fn routes() -> Router<App> {
    let import = Router::new()
        .route("/burden/baseline", post(put_baseline))
        .layer(body_limit(REGISTER_BYTES_MAX));
    Router::new()
        .route("/burden", get(report))
        .route("/burden/export/{format}", get(take_export))
        .merge(import)
}

/// The description of these addresses.
#[derive(OpenApi)]
#[openapi(paths(report, take_export, put_baseline))]
#[derive(Debug)]
pub struct BurdenInterface;

/// Why the report was not given, or the register not taken.
#[derive(Debug, thiserror::Error)]
pub enum BurdenError {
    /// Not for this caller.
    #[error(transparent)]
    Access(#[from] AccessRefused),
    /// A date is none.
    #[error(transparent)]
    Date(#[from] NotADate),
    /// The period ends before it begins, or is too long.
    #[error("not a period")]
    Period,
    /// There is no such format.
    #[error("no such format")]
    Format,
    /// The file is no spreadsheet.
    #[error("no spreadsheet: {0}")]
    File(String),
    /// The file has bad lines.
    #[error(transparent)]
    Lines(#[from] BadLines),
    /// There is a baseline already.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The export could not be written.
    #[error(transparent)]
    Export(#[from] export::ExportError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// The days of a report, both included.
#[derive(Debug, Clone, Deserialize)]
pub struct Period {
    from: String,
    until: String,
}

impl Period {
    fn days(&self) -> Result<(Date, Date), BurdenError> {
        let (from, until) = (date_of(&self.from)?, date_of(&self.until)?);
        if (0..DAYS_MAX).contains(&days_between(from, until)) {
            Ok((from, until))
        } else {
            Err(BurdenError::Period)
        }
    }
}

async fn reported(app: &App, from: Date, until: Date) -> Result<BurdenReport, StoreFailed> {
    let meetings = app.store.meetings_held(from, until).await?;
    let register = app.store.baseline().await?;
    let calendar = app.store.working_days().await?;
    Ok(burden::report(
        from,
        until,
        &meetings,
        register.as_ref(),
        &calendar,
    ))
}

/// What meetings cost in a period.
///
/// # Errors
/// See [`BurdenError`].
#[utoipa::path(
    get, path = "/api/v1/burden", tag = "burden",
    params(
        ("from" = String, Query, description = "first day"),
        ("until" = String, Query, description = "last day"),
    ),
    responses((status = 200, body = BurdenReport), (status = 422))
)]
pub async fn report(
    State(app): State<App>,
    caller: Caller,
    InQuery(period): InQuery<Period>,
) -> Result<Json<BurdenReport>, BurdenError> {
    caller.may(Action::PlanSessions)?;
    let (from, until) = period.days()?;
    Ok(Json(reported(&app, from, until).await?))
}

/// The anonymised report as a file; who takes it is recorded.
///
/// # Errors
/// See [`BurdenError`].
#[utoipa::path(
    get, path = "/api/v1/burden/export/{format}", tag = "burden",
    params(
        ("format" = String, Path, description = "csv or xlsx"),
        ("from" = String, Query, description = "first day"),
        ("until" = String, Query, description = "last day"),
    ),
    responses((status = 200), (status = 404), (status = 422))
)]
pub async fn take_export(
    State(app): State<App>,
    caller: Caller,
    InPath(format): InPath<String>,
    InQuery(period): InQuery<Period>,
) -> Result<Response, BurdenError> {
    caller.may(Action::PlanSessions)?;
    let Caller::User(user) = &caller else {
        return Err(AccessRefused::NotAllowed.into());
    };
    let (from, until) = period.days()?;
    let report = reported(&app, from, until).await?;
    let salt = salt(&app).await?;
    let (file, kind) = match format.as_str() {
        "csv" => (export::csv(&report, &salt)?, "text/csv; charset=utf-8"),
        "xlsx" => (
            export::xlsx(&report, &salt)?,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        _ => return Err(BurdenError::Format),
    };
    let sha256 = hex::encode(Sha256::digest(&file));
    let taken = TakenExport {
        user: user.id,
        format: &format,
        from,
        until,
        sha256: &sha256,
    };
    app.store
        .note_burden_export(&taken, app.clock.unix_ms())
        .await?;
    let name = format!("attachment; filename=\"burden-{from}-{until}.{format}\"");
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, file).into_response())
}

/// What makes the codes of exports unguessable: drawn once.
async fn salt(app: &App) -> Result<String, StoreFailed> {
    if let Some(salt) = app.store.setting(Setting::ExportSalt).await? {
        return Ok(salt);
    }
    let salt = hex::encode(app.entropy.bytes());
    app.store.set(Setting::ExportSalt, &salt).await?;
    Ok(salt)
}

/// Makes a register the baseline: once. Every bad line is told, and then nothing is taken.
///
/// # Errors
/// See [`BurdenError`].
#[utoipa::path(
    post, path = "/api/v1/burden/baseline", tag = "burden", request_body = RegisterFile,
    responses(
        (status = 200, body = RegisterImport), (status = 409), (status = 413),
        (status = 422, body = FileProblem)
    )
)]
pub async fn put_baseline(
    State(app): State<App>,
    caller: Caller,
    Body(sent): Body<RegisterFile>,
) -> Result<Json<RegisterImport>, BurdenError> {
    caller.may(Action::ManageStreet)?;
    let Caller::User(user) = &caller else {
        return Err(AccessRefused::NotAllowed.into());
    };
    let file = STANDARD
        .decode(sent.base64)
        .map_err(|error| BurdenError::File(error.to_string()))?;
    let sha256 = hex::encode(Sha256::digest(&file));
    let rows = spreadsheet::rows(&file).map_err(|error| BurdenError::File(error.to_string()))?;
    let venues = app.store.venues().await?;
    let branches = venues
        .into_iter()
        .map(|venue| venue.number)
        .filter(|number| *number != MAIN_VENUE)
        .collect();
    let lines = register::read(&rows, &branches).map_err(BadLines)?;
    app.store
        .put_baseline(&lines, &sha256, user.id, app.clock.unix_ms())
        .await?;
    tracing::info!(meetings = lines.len(), "the baseline is fixed");
    Ok(Json(RegisterImport {
        meetings: u32::try_from(lines.len()).unwrap_or(u32::MAX),
    }))
}

impl Explain for BurdenError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Access(refused) => refused.explain(),
            Self::Lines(bad) => bad.explain(),
            Self::Store(failed) | Self::Import(ImportError::Store(failed)) => failed.explain(),
            Self::Date(error) => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "date-unsuitable",
                Words {
                    title: format!("“{}”不是日期", error.text).into(),
                    detail: "日期形如 2026-11-24。".into(),
                },
                Words {
                    title: format!("“{}” is not a date", error.text).into(),
                    detail: "A date looks like 2026-11-24.".into(),
                },
            ),
            Self::Period => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "period-unsuitable",
                words("起止日期不对", "结束日期不能早于开始日期，最长五年。"),
                words(
                    "Not a period",
                    "It ends on or after the day it begins, and within five years.",
                ),
            ),
            Self::Format => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-format",
                words("没有这种导出格式", "可以导出 csv 或 xlsx。"),
                words("There is no such format", "Choose csv or xlsx."),
            ),
            Self::File(why) => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "not-a-spreadsheet",
                Words {
                    title: "文件读不出来".into(),
                    detail: format!("请另存为 CSV（UTF-8）或 XLSX 后重新导入（{why}）").into(),
                },
                Words {
                    title: "The file cannot be read".into(),
                    detail: format!("Save it as CSV (UTF-8) or XLSX and import it again ({why})")
                        .into(),
                },
            ),
            Self::Import(ImportError::Fixed) => Explanation::new(
                StatusCode::CONFLICT,
                "baseline-fixed",
                words(
                    "基线已经确定",
                    "为保证前后可比，基线只能导入一次，不能更换。",
                ),
                words(
                    "The baseline is fixed",
                    "It is imported once and never replaced, so that reports stay comparable.",
                ),
            ),
            Self::Export(error) => Explanation {
                cause: Some(error.to_string()),
                ..Explanation::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "export-failed",
                    words("导出没有完成", "请稍后重试。"),
                    words("The export was not written", "Try again in a moment."),
                )
            },
        }
    }
}

refuses_with!(BurdenError);
