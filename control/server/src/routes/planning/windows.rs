//! `/api/v1/planning/…`: series, windows, the T−2 call and its answers.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::rest::planning::items::{Approval, Item};
use control_wire::rest::planning::windows::{
    AnswerKind, Call, NewAnswer, NewCall, NewSeries, NewWindow, Series, SeriesRange, Window,
};
use jiff::ToSpan;
use planning::asking::{self, Usual, line_of_text};
use planning::dates::date_of;
use planning::{approval, call, series as series_dates};

use super::call_mail::messages;
use super::fields::{name, note, within_a_day};
use super::planner::{Planner, Range, period, today};
use crate::accounts::access::Caller;
use crate::app::App;

use crate::problem::planning::{FormError, PlanningError};
use crate::routes::extract::{Body, InPath, InQuery};
use crate::store::planning::items::Asker;
use crate::store::planning::windows::CallMade;

/// Days that the windows of a series are made for at once.
const SERIES_DAYS_MAX: i64 = 366;
/// Days ahead in which calls are shown.
const CALLS_DAYS: i64 = 92;

/// Every series.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/series", tag = "planning", responses((status = 200, body = Vec<Series>))
)]
pub async fn series(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<Series>>, PlanningError> {
    Planner::of(&app, &caller).await?;
    Ok(Json(app.store.series().await?))
}

/// Adds a series. A department that is not privileged says why, and waits for approval.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/series", tag = "planning", request_body = NewSeries,
    responses((status = 201, body = Series), (status = 403), (status = 422))
)]
pub async fn add_series(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewSeries>,
) -> Result<(StatusCode, Json<Series>), PlanningError> {
    let planner = Planner::of(&app, &caller).await?;
    let department = planner.asks_for(Some(new.department))?;
    let street = app.store.planning_street().await?;
    let department = department
        .filter(|id| street.department(*id).is_some())
        .ok_or(asking::AskError::NoDepartment)?;
    if !(1..=5).contains(&new.week) || !(1..=7).contains(&new.weekday) {
        return Err(FormError::SeriesDay.into());
    }
    let privileged = street.is_privileged(department);
    let reason = line_of_text(&new.reason, asking::REASON_CHARS_MAX)
        .filter(|reason| reason.chars().count() >= asking::REASON_CHARS_MIN);
    if !privileged && reason.is_none() {
        return Err(FormError::SeriesReason.into());
    }
    let new = NewSeries {
        department,
        name: name(&new.name)?,
        audience: asking::audience(&street, &new.audience, &[])?,
        reason: reason.unwrap_or_default(),
        ..new
    };
    let series = app
        .store
        .add_series(&new, !privileged, app.clock.unix_ms())
        .await?;
    Ok((StatusCode::CREATED, Json(series)))
}

/// Removes a series that has no windows.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    delete, path = "/api/v1/planning/series/{id}", tag = "planning",
    responses((status = 204), (status = 404), (status = 409))
)]
pub async fn remove_series(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<StatusCode, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    app.store.remove_series(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes the windows of a series for every month of a range. A date that is not worked is passed over.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/series/{id}/windows", tag = "planning",
    request_body = SeriesRange,
    responses((status = 201, body = Vec<Window>), (status = 404), (status = 409), (status = 422))
)]
pub async fn add_series_windows(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(range): Body<SeriesRange>,
) -> Result<(StatusCode, Json<Vec<Window>>), PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    let (from, until) = period(&range.from, &range.until, SERIES_DAYS_MAX)?;
    let street = app.store.planning_street().await?;
    let series = street.series(id).ok_or(PlanningError::Unknown)?;
    if !matches!(series.approval, Approval::NotNeeded | Approval::Granted) {
        return Err(PlanningError::SeriesNotApproved);
    }
    let windows = series_dates::dates(series, from, until, &street.working_calendar())
        .into_iter()
        .map(|date| {
            checked(NewWindow {
                date: date.to_string(),
                half: series.half,
                room: range.room.clone(),
                opens_min: range.opens_min,
                closes_min: range.closes_min,
                cap_min: range.cap_min,
                series: Some(id),
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let added = app.store.add_windows(&windows).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Windows within two dates.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/windows", tag = "planning",
    params(("from" = String, Query), ("until" = String, Query)),
    responses((status = 200, body = Vec<Window>))
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    InQuery(range): InQuery<Range>,
) -> Result<Json<Vec<Window>>, PlanningError> {
    Planner::of(&app, &caller).await?;
    let (from, until) = range.dates()?;
    Ok(Json(app.store.windows(from, until).await?))
}

/// Adds a window.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/windows", tag = "planning", request_body = NewWindow,
    responses((status = 201, body = Window), (status = 409), (status = 422))
)]
pub async fn add(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewWindow>,
) -> Result<(StatusCode, Json<Window>), PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    let added = app.store.add_windows(&[checked(new)?]).await?;
    let window = added.into_iter().next().ok_or(PlanningError::Unknown)?;
    Ok((StatusCode::CREATED, Json(window)))
}

/// Changes a window that nothing was put into.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    put, path = "/api/v1/planning/windows/{id}", tag = "planning", request_body = NewWindow,
    responses((status = 204), (status = 404), (status = 409), (status = 422))
)]
pub async fn change(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(new): Body<NewWindow>,
) -> Result<StatusCode, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    app.store.change_window(id, &checked(new)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a window that nobody was called to and nothing was put into.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    delete, path = "/api/v1/planning/windows/{id}", tag = "planning",
    responses((status = 204), (status = 404), (status = 409))
)]
pub async fn remove(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<StatusCode, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    app.store.remove_window(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Publishes a window: every department but the host is asked for items, here and by mail.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/windows/{id}/call", tag = "planning", request_body = NewCall,
    responses((status = 201, body = Call), (status = 404), (status = 409), (status = 422))
)]
pub async fn call(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(new): Body<NewCall>,
) -> Result<(StatusCode, Json<Call>), PlanningError> {
    let planner = Planner::coordinator(&app, &caller).await?;
    note(&new.about)?;
    let now_ms = app.clock.unix_ms();
    let window = app.store.window(id).await?.ok_or(PlanningError::Unknown)?;
    let street = app.store.planning_street().await?;
    let deadline_ms = call::deadline_ms(
        date_of(&window.date)?,
        window.opens_min,
        new.deadline_ms,
        now_ms,
        &street.working_calendar(),
    )?;
    let made = CallMade {
        window: id,
        about: new.about.trim(),
        deadline_ms,
        by: planner.user,
        now_ms,
    };
    let mails = |call| messages(&street, &window, &made, call);
    let call = app.store.add_call(&made, mails).await?;
    tracing::info!(call, window = id, "departments were called for items");
    let call = app.store.call(call, now_ms).await?;
    Ok((
        StatusCode::CREATED,
        Json(call.ok_or(PlanningError::Unknown)?),
    ))
}

/// Calls of the windows ahead, the nearest first. Staff of one department see its own answers.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/calls", tag = "planning", responses((status = 200, body = Vec<Call>))
)]
pub async fn calls(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<Call>>, PlanningError> {
    let planner = Planner::of(&app, &caller).await?;
    let from = today(&app);
    let until = from.checked_add(CALLS_DAYS.days()).unwrap_or(from);
    let calls = app.store.calls(from, until, app.clock.unix_ms()).await?;
    Ok(Json(
        calls
            .into_iter()
            .map(|call| as_seen(planner, call))
            .collect(),
    ))
}

/// Answers a call with an item or with nothing.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/calls/{id}/answer", tag = "planning", request_body = NewAnswer,
    responses((status = 200, body = Call), (status = 403), (status = 404), (status = 409), (status = 422))
)]
pub async fn answer(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(new): Body<NewAnswer>,
) -> Result<Json<Call>, PlanningError> {
    let planner = Planner::of(&app, &caller).await?;
    let now_ms = app.clock.unix_ms();
    let asked = app.store.call(id, now_ms).await?;
    let asked = asked.ok_or(PlanningError::Unknown)?;
    let (named, with) = match &new {
        NewAnswer::Item { item } => (item.department, AnswerKind::Item),
        NewAnswer::Nothing { department } => (*department, AnswerKind::Nothing),
    };
    let department = planner
        .asks_for(named)?
        .ok_or(asking::AskError::NoDepartment)?;
    let deadline_ms = asked.deadline_ms;
    call::may_answer(&asked.answers, department, with, deadline_ms, now_ms)?;
    match new {
        NewAnswer::Nothing { .. } => app.store.refuse_call(id, department, now_ms).await?,
        NewAnswer::Item { item } => {
            let street = app.store.planning_street().await?;
            let usual = Usual {
                date: Some(date_of(&asked.window.date)?),
                audience: asked.audience.clone(),
            };
            let item = asking::check(&street, Some(department), &item, &usual)?;
            let host = (!asked.audience.is_empty()).then_some(asked.audience.as_slice());
            let asker = Asker {
                user: planner.user,
                call: Some(id),
                now_ms,
            };
            let reasons = |asked: &asking::Asked, others: &[Item]| {
                approval::reasons_for(&street, asked, host, others)
            };
            app.store.add_items(&[item], asker, reasons).await?;
        }
    }
    let call = app.store.call(id, now_ms).await?;
    let call = call.ok_or(PlanningError::Unknown)?;
    Ok(Json(as_seen(planner, call)))
}

/// A call as somebody may see it: who answers for one department sees its answer alone.
pub(super) fn as_seen(planner: Planner, mut call: Call) -> Call {
    if let Some(own) = planner.department {
        call.answers.retain(|answer| answer.department == own);
    }
    call
}

fn checked(new: NewWindow) -> Result<NewWindow, PlanningError> {
    date_of(&new.date)?;
    within_a_day(new.opens_min, new.closes_min)?;
    let fits = new.cap_min <= new.closes_min.saturating_sub(new.opens_min);
    if !(10..=240).contains(&new.cap_min) || !fits {
        return Err(FormError::Cap.into());
    }
    Ok(NewWindow {
        room: name(&new.room)?,
        ..new
    })
}
