//! The weekly work tips: `/api/v1/tips`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::rest::Role;
use control_wire::rest::tips::{
    NewTip, NextIssue, Tip, TipOrder, TipsArchive, TipsPreview, TipsSchedule,
};
use serde::Deserialize;

use super::refusal::{BODY_CHARS_MAX, PostError, TITLE_CHARS_MAX};
use crate::accounts::access::{AccessRefused, Action, Caller};
use crate::app::App;
use crate::post::{account, weekly};
use crate::routes::extract::{Body, InPath, InQuery};
use crate::store::tips::ChangeTipError;

/// Minutes in a day.
const DAY_MINUTES: u16 = 24 * 60;

/// What is looked for in the archive.
#[derive(Debug, Clone, Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    before: Option<i64>,
}

/// Somebody who writes tips.
struct Author {
    user: i64,
    /// Their department; absent where they edit for all.
    department: Option<i64>,
}

impl Author {
    async fn of(app: &App, caller: &Caller) -> Result<Self, PostError> {
        caller.may(Action::PlanSessions)?;
        match caller {
            Caller::User(user) if matches!(user.role, Role::Staff | Role::Administrator) => {
                Ok(Self {
                    user: user.id,
                    department: app.store.department_of_user(user.id).await?,
                })
            }
            Caller::User(_) | Caller::Device(_) | Caller::Nobody => {
                Err(AccessRefused::NotAllowed.into())
            }
        }
    }

    /// Somebody who edits for all.
    async fn coordinator(app: &App, caller: &Caller) -> Result<Self, PostError> {
        let author = Self::of(app, caller).await?;
        if author.department.is_none() {
            Ok(author)
        } else {
            Err(PostError::CoordinatorOnly)
        }
    }

    fn writes_for(&self, department: i64) -> Result<(), PostError> {
        if self.department.is_none_or(|own| own == department) {
            Ok(())
        } else {
            Err(PostError::OtherDepartment)
        }
    }

    /// Allows changing a tip that waits: their department's.
    async fn owns(&self, app: &App, number: i64) -> Result<(), PostError> {
        let tips = app.store.waiting_tips().await?;
        let tip = tips.iter().find(|tip| tip.number == number);
        self.writes_for(tip.ok_or(ChangeTipError::Unknown)?.department)
    }
}

/// What the next issue will be.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    get, path = "/api/v1/tips", tag = "tips", responses((status = 200, body = NextIssue))
)]
pub async fn next_issue(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<NextIssue>, PostError> {
    caller.may(Action::PlanSessions)?;
    let now_ms = app.clock.unix_ms();
    let next = weekly::next(&app.store, now_ms).await?;
    let on = weekly::schedule(&app.store).await?.on;
    let (reached, unreached) = weekly::recipients(&app.store).await?;
    let week = next.map_or_else(|| weekly::week_of(now_ms), |issue| issue.week);
    Ok(Json(NextIssue {
        week: week.to_string(),
        sends_ms: next.filter(|_| on).map(|issue| issue.at_ms),
        tips: app.store.waiting_tips().await?,
        recipients: u32::try_from(reached.len()).unwrap_or(u32::MAX),
        without_mailbox: unreached.iter().map(|mailbox| mailbox.venue).collect(),
        mail_is_set: account::mail(&app.store).await?.is_some(),
    }))
}

/// Submits a tip.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    post, path = "/api/v1/tips", tag = "tips", request_body = NewTip,
    responses((status = 201, body = Tip), (status = 403), (status = 422))
)]
pub async fn submit(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewTip>,
) -> Result<(StatusCode, Json<Tip>), PostError> {
    let author = Author::of(&app, &caller).await?;
    author.writes_for(new.department)?;
    let now_ms = app.clock.unix_ms();
    let tip = app
        .store
        .add_tip(&checked(new)?, author.user, now_ms)
        .await?;
    Ok((StatusCode::CREATED, Json(tip)))
}

/// Changes a waiting tip.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    put, path = "/api/v1/tips/{number}", tag = "tips", request_body = NewTip,
    responses((status = 204), (status = 403), (status = 404), (status = 422))
)]
pub async fn change(
    State(app): State<App>,
    caller: Caller,
    InPath(number): InPath<i64>,
    Body(new): Body<NewTip>,
) -> Result<StatusCode, PostError> {
    let author = Author::of(&app, &caller).await?;
    author.owns(&app, number).await?;
    author.writes_for(new.department)?;
    app.store.change_tip(number, &checked(new)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a waiting tip back.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    delete, path = "/api/v1/tips/{number}", tag = "tips",
    responses((status = 204), (status = 403), (status = 404))
)]
pub async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    InPath(number): InPath<i64>,
) -> Result<StatusCode, PostError> {
    let author = Author::of(&app, &caller).await?;
    author.owns(&app, number).await?;
    app.store.remove_tip(number).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts the waiting tips in order.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    put, path = "/api/v1/tips/order", tag = "tips", request_body = TipOrder,
    responses((status = 204), (status = 409))
)]
pub async fn order(
    State(app): State<App>,
    caller: Caller,
    Body(order): Body<TipOrder>,
) -> Result<StatusCode, PostError> {
    Author::coordinator(&app, &caller).await?;
    app.store.order_tips(&order.tips).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The mail as it would go out now.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    get, path = "/api/v1/tips/preview", tag = "tips", responses((status = 200, body = TipsPreview))
)]
pub async fn preview(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<TipsPreview>, PostError> {
    caller.may(Action::PlanSessions)?;
    let now_ms = app.clock.unix_ms();
    let next = weekly::next(&app.store, now_ms).await?;
    let week = next.map_or_else(|| weekly::week_of(now_ms), |issue| issue.week);
    let mut tips = app.store.waiting_tips().await?;
    tips.retain(|tip| !tip.held);
    Ok(Json(weekly::written(week, &tips)))
}

/// Sends the next issue now, not at its time.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    post, path = "/api/v1/tips/send", tag = "tips", responses((status = 204), (status = 409))
)]
pub async fn send(State(app): State<App>, caller: Caller) -> Result<StatusCode, PostError> {
    Author::coordinator(&app, &caller).await?;
    weekly::send_now(&app.store, app.clock.unix_ms())
        .await?
        .ok_or(PostError::NothingToSend)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The issues that went out, the newest first; those with a tip that holds every word of `q`.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    get, path = "/api/v1/tips/issues", tag = "tips",
    params(
        ("q" = Option<String>, Query, description = "up to three words"),
        ("before" = Option<i64>, Query, description = "only older ones than this number"),
    ),
    responses((status = 200, body = TipsArchive))
)]
pub async fn archive(
    State(app): State<App>,
    caller: Caller,
    InQuery(search): InQuery<Search>,
) -> Result<Json<TipsArchive>, PostError> {
    caller.may(Action::SeeStreet)?;
    let words: Vec<String> = search.q.split_whitespace().map(str::to_owned).collect();
    Ok(Json(app.store.tips_archive(&words, search.before).await?))
}

/// Whether and when tips are sent by themselves.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    get, path = "/api/v1/settings/tips", tag = "tips", responses((status = 200, body = TipsSchedule))
)]
pub async fn schedule(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<TipsSchedule>, PostError> {
    caller.may(Action::PlanSessions)?;
    Ok(Json(weekly::schedule(&app.store).await?))
}

/// Changes whether and when tips are sent by themselves.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    put, path = "/api/v1/settings/tips", tag = "tips", request_body = TipsSchedule,
    responses((status = 204), (status = 422))
)]
pub async fn set_schedule(
    State(app): State<App>,
    caller: Caller,
    Body(schedule): Body<TipsSchedule>,
) -> Result<StatusCode, PostError> {
    Author::coordinator(&app, &caller).await?;
    if schedule.at_min >= DAY_MINUTES {
        return Err(PostError::NotATime);
    }
    weekly::set_schedule(&app.store, schedule).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn checked(mut tip: NewTip) -> Result<NewTip, PostError> {
    tip.title = tip.title.trim().to_owned();
    tip.body = tip.body.trim().replace("\r\n", "\n");
    let title = (1..=TITLE_CHARS_MAX).contains(&tip.title.chars().count())
        && !tip.title.chars().any(char::is_control);
    let body = (1..=BODY_CHARS_MAX).contains(&tip.body.chars().count())
        && !tip.body.chars().any(|c| c.is_control() && c != '\n');
    if title && body {
        Ok(tip)
    } else {
        Err(PostError::TipUnsuitable)
    }
}
