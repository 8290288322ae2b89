//! `/api/v1/planning/items`, `/api/v1/planning/approvals`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::rest::planning::items::{
    Approval, ApprovalCase, ApprovalReason, Decision, Item, NewItem,
};
use control_wire::rest::planning::{AudienceOf, CsvFile, FileProblem, Imported};
use planning::approval::{self, reasons_for};
use planning::asking::{self, Asked, Usual};
use planning::dates::date_of;
use planning::import;
use planning::street::Street;

use super::fields::note;
use super::planner::{Planner, Range, today};
use crate::accounts::access::Caller;
use crate::app::App;
use crate::problem::BadLines;
use crate::problem::planning::PlanningError;
use crate::routes::extract::{Body, InPath, InQuery};
use crate::store::planning::items::Asker;

/// Items that could be within two dates, withdrawn ones too. Staff of one department see its own.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/items", tag = "planning",
    params(("from" = String, Query), ("until" = String, Query)),
    responses((status = 200, body = Vec<Item>))
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    InQuery(range): InQuery<Range>,
) -> Result<Json<Vec<Item>>, PlanningError> {
    let planner = Planner::of(&app, &caller).await?;
    let (from, until) = range.dates()?;
    let mut items = app.store.items(from, until).await?;
    if let Some(own) = planner.department {
        items.retain(|item| item.department == own);
    }
    Ok(Json(items))
}

/// Asks for a slot. An item over the quota, or with a meeting of its own, waits for approval.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/items", tag = "planning", request_body = NewItem,
    responses((status = 201, body = Item), (status = 403), (status = 422))
)]
pub async fn add(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewItem>,
) -> Result<(StatusCode, Json<Item>), PlanningError> {
    let planner = Planner::of(&app, &caller).await?;
    let department = planner.asks_for(new.department)?;
    let street = app.store.planning_street().await?;
    let asked = asking::check(&street, department, &new, &Usual::default())?;
    let asker = Asker {
        user: planner.user,
        call: None,
        now_ms: app.clock.unix_ms(),
    };
    let added = app
        .store
        .add_items(&[asked], asker, reasons(&street, None))
        .await?;
    let item = added.into_iter().next().ok_or(PlanningError::Unknown)?;
    Ok((StatusCode::CREATED, Json(item)))
}

/// Changes an item. What was approved is asked anew where the item still needs approval.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    put, path = "/api/v1/planning/items/{id}", tag = "planning", request_body = NewItem,
    responses((status = 200, body = Item), (status = 403), (status = 404), (status = 422))
)]
pub async fn change(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(new): Body<NewItem>,
) -> Result<Json<Item>, PlanningError> {
    let planner = Planner::of(&app, &caller).await?;
    let before = own_item(&app, planner, id).await?;
    let street = app.store.planning_street().await?;
    let now_ms = app.clock.unix_ms();
    let call = match before.call {
        Some(call) => app.store.call(call, now_ms).await?,
        None => None,
    };
    let usual = match &call {
        Some(call) => Usual {
            date: Some(date_of(&call.window.date)?),
            audience: call.audience.clone(),
        },
        None => Usual::default(),
    };
    let asked = asking::check(&street, Some(before.department), &new, &usual)?;
    let host = call.as_ref().map(|call| call.audience.as_slice());
    let host = host.filter(|audience| !audience.is_empty());
    let item = app
        .store
        .change_item(id, &asked, now_ms, reasons(&street, host))
        .await?;
    Ok(Json(item))
}

/// Withdraws an item. Its slot is free in the next version of the plan.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    delete, path = "/api/v1/planning/items/{id}", tag = "planning",
    responses((status = 204), (status = 403), (status = 404))
)]
pub async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<StatusCode, PlanningError> {
    let planner = Planner::of(&app, &caller).await?;
    own_item(&app, planner, id).await?;
    app.store.withdraw_item(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads an items file in: columns 科室, 事项, 类型, 分钟, 参会职务, 参会会场, 最早日期, 最晚日期, 希望日期,
/// 汇报人, 条线. Where a line is bad nothing comes in, and every bad line is named.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/items/import", tag = "planning", request_body = CsvFile,
    responses((status = 200, body = Imported), (status = 413), (status = 422, body = FileProblem))
)]
pub async fn import(
    State(app): State<App>,
    caller: Caller,
    Body(file): Body<CsvFile>,
) -> Result<Json<Imported>, PlanningError> {
    let planner = Planner::coordinator(&app, &caller).await?;
    let street = app.store.planning_street().await?;
    let asked = import::items(&street, &file.csv).map_err(BadLines)?;
    let asker = Asker {
        user: planner.user,
        call: None,
        now_ms: app.clock.unix_ms(),
    };
    let added = app
        .store
        .add_items(&asked, asker, reasons(&street, None))
        .await?;
    tracing::info!(items = added.len(), "an items file was read in");
    Ok(Json(Imported {
        rows: u32::try_from(added.len()).unwrap_or(u32::MAX),
    }))
}

/// Approvals that wait, oldest first, then the last decided. Staff of one department see its own.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/approvals", tag = "planning",
    responses((status = 200, body = Vec<ApprovalCase>))
)]
pub async fn approvals(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<ApprovalCase>>, PlanningError> {
    let planner = Planner::of(&app, &caller).await?;
    Ok(Json(approvals_for(&app, planner).await?))
}

/// Gives or denies an approval: the leader, or a delegate on the days agreed.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/approvals/{id}/decision", tag = "planning",
    request_body = Decision,
    responses((status = 200, body = ApprovalCase), (status = 403), (status = 404), (status = 409), (status = 422))
)]
pub async fn decide(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(decision): Body<Decision>,
) -> Result<Json<ApprovalCase>, PlanningError> {
    let planner = Planner::of(&app, &caller).await?;
    note(&decision.note)?;
    let case = app.store.approval(id).await?;
    let case = case.ok_or(PlanningError::Unknown)?;
    let approvers = app.store.approvers().await?;
    let capacity = approval::decide(&case, &decision, &approvers, planner.user, today(&app))?;
    app.store
        .decide_approval(
            id,
            decision.granted,
            decision.note.trim(),
            (planner.user, capacity),
            app.clock.unix_ms(),
        )
        .await?;
    tracing::info!(
        approval = id,
        granted = decision.granted,
        "approval decided"
    );
    let case = app.store.approval(id).await?;
    Ok(Json(case.ok_or(PlanningError::Unknown)?))
}

/// Approvals as somebody may see them, with those marked that they may decide now.
pub(super) async fn approvals_for(
    app: &App,
    planner: Planner,
) -> Result<Vec<ApprovalCase>, PlanningError> {
    let approvers = app.store.approvers().await?;
    let decides = approval::capacity(&approvers, planner.user, today(app)).is_some();
    let mut cases = app.store.approvals().await?;
    if let Some(own) = planner.department
        && !decides
    {
        cases.retain(|case| case.department == own);
    }
    for case in &mut cases {
        case.may_decide = decides && case.state == Approval::Pending;
    }
    Ok(cases)
}

/// An item that is the caller's to change.
async fn own_item(app: &App, planner: Planner, id: i64) -> Result<Item, PlanningError> {
    let item = app.store.item(id).await?.ok_or(PlanningError::Unknown)?;
    planner.asks_for(Some(item.department))?;
    Ok(item)
}

/// Why an item needs approval, given those there are and whom the host of its window calls.
fn reasons(
    street: &Street,
    host: Option<&[AudienceOf]>,
) -> impl Fn(&Asked, &[Item]) -> Vec<ApprovalReason> + Send {
    move |asked, others| reasons_for(street, asked, host, others)
}
