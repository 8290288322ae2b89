//! `/api/v1/planning/weeks/{monday}/…`: solve, move, hold, publish, freeze.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::rest::planning::board::{
    Explained, HoldRequest, MoveChecked, MoveRequest, PlanVersion, PublishedPlan, PublishedSession,
    SolveRequest, Solved,
};
use planning::dates::Week;
use planning::version::Versions;
use planning::week::WeekProblem;
use slotting::check::{Change, CheckError, check_change};
use slotting::item::ItemId;
use slotting::rules::check_plan;
use slotting::window::WindowId;

use super::material::Material;
use super::planner::Planner;
use super::solving::{best_known, best_of, solved};
use crate::accounts::access::Caller;
use crate::app::App;
use crate::clock::monotonic;
use crate::problem::planning::{FormError, PlanningError};
use crate::routes::extract::{Body, InPath};
use crate::store::planning::versions::DraftOf;

/// How long the solver may take unless told otherwise, in milliseconds.
const SOLVE_MS: u32 = 2_000;
/// How long it may take at the least and at the most.
const SOLVE_MS_BOUNDS: (u32, u32) = (100, 20_000);
/// Finds the best plan for a week, around what is published and locked. It is the draft then.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/weeks/{monday}/solve", tag = "planning",
    request_body = SolveRequest,
    responses((status = 200, body = Solved), (status = 409), (status = 422))
)]
pub async fn solve(
    State(app): State<App>,
    caller: Caller,
    InPath(monday): InPath<String>,
    Body(request): Body<SolveRequest>,
) -> Result<Json<Solved>, PlanningError> {
    let planner = Planner::coordinator(&app, &caller).await?;
    let week = Week::beginning(&monday)?;
    let limit_ms = request.limit_ms.unwrap_or(SOLVE_MS);
    if !(SOLVE_MS_BOUNDS.0..=SOLVE_MS_BOUNDS.1).contains(&limit_ms) {
        return Err(FormError::SolveTime.into());
    }
    let material = Material::load(&app, week).await?;
    let problem = material.problem(&app)?;
    let before = problem.slots();
    let (before_cost, before_savings) = problem.judged(&before);
    let began = monotonic();
    let seed = request.seed.unwrap_or(1);
    let outlook = material.outlook(&app, &problem);
    let best = solved(&problem, outlook.as_ref(), seed, limit_ms).await?;
    let took_ms = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
    let slots = problem.slots_of(&best.plan);
    let draft = DraftOf {
        week,
        slots: &slots,
        judged: problem.judged(&slots),
        by: planner.user,
        now_ms: app.clock.unix_ms(),
    };
    let known = best_of(&problem.problem, &best.objective(&problem))?;
    let draft = app.store.keep_draft(draft, Some(&known)).await?;
    let left_out = problem.left_out.iter().map(|(item, why)| Explained {
        item: *item,
        placed: false,
        why: why.clone(),
    });
    let explanations = best.explanations.into_iter().chain(left_out).collect();
    tracing::info!(
        items = problem.problem.items.len(),
        windows = problem.problem.windows.len(),
        next_week_known = outlook.is_some(),
        took_ms,
        "a week was solved"
    );
    Ok(Json(Solved {
        before: before_cost,
        before_savings,
        proven: best.proven,
        proof: best.proof,
        explanations,
        took_ms,
        draft,
    }))
}

/// Puts an item elsewhere by hand, or says what that would cost and what forbids it.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/weeks/{monday}/move", tag = "planning",
    request_body = MoveRequest,
    responses((status = 200, body = MoveChecked), (status = 404), (status = 409), (status = 422))
)]
pub async fn move_item(
    State(app): State<App>,
    caller: Caller,
    InPath(monday): InPath<String>,
    Body(request): Body<MoveRequest>,
) -> Result<Json<MoveChecked>, PlanningError> {
    let planner = Planner::coordinator(&app, &caller).await?;
    let week = Week::beginning(&monday)?;
    let material = Material::load(&app, week).await?;
    let problem = material.problem(&app)?;
    let outlook = material.outlook(&app, &problem);
    let best = best_known(&app, week, &problem, outlook.as_ref()).await?;
    let item = ItemId(request.item);
    let change = match request.window {
        Some(window) => Change::Place {
            item,
            window: WindowId(window),
        },
        None => Change::Withdraw { item },
    };
    let checked = check_change(&problem.problem, &problem.plan, change, &best)
        .map_err(|error| not_checked(&problem, request.item, error))?;
    let words = problem.words();
    let broken_before = check_plan(&problem.problem, &problem.plan);
    let forbidden: Vec<_> = checked
        .broken
        .iter()
        .filter(|violation| !broken_before.contains(violation))
        .map(|violation| words.violation(violation))
        .collect();
    let slots = problem.slots_of(&checked.plan);
    let judged = problem.judged(&slots);
    let draft = if request.apply && forbidden.is_empty() {
        let draft = DraftOf {
            week,
            slots: &slots,
            judged,
            by: planner.user,
            now_ms: app.clock.unix_ms(),
        };
        let best = best_of(&problem.problem, &best)?;
        Some(app.store.keep_draft(draft, Some(&best)).await?)
    } else {
        None
    };
    Ok(Json(MoveChecked {
        forbidden,
        against_before: words.difference(&checked.against_before),
        against_best: words.difference(&checked.against_best),
        cost: judged.0,
        slots,
        draft,
    }))
}

/// Locks an item's slot in the draft, or unlocks it.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/weeks/{monday}/hold", tag = "planning",
    request_body = HoldRequest,
    responses((status = 200, body = PlanVersion), (status = 409), (status = 422))
)]
pub async fn hold(
    State(app): State<App>,
    caller: Caller,
    InPath(monday): InPath<String>,
    Body(request): Body<HoldRequest>,
) -> Result<Json<PlanVersion>, PlanningError> {
    let planner = Planner::coordinator(&app, &caller).await?;
    let week = Week::beginning(&monday)?;
    let material = Material::load(&app, week).await?;
    let slots = material.versions.held(request.item, request.hold)?;
    let draft = DraftOf {
        week,
        slots: &slots,
        judged: material.problem(&app)?.judged(&slots),
        by: planner.user,
        now_ms: app.clock.unix_ms(),
    };
    Ok(Json(app.store.keep_draft(draft, None).await?))
}

/// Puts the draft in force: its sessions are made or changed, with their run of show.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/weeks/{monday}/publish", tag = "planning",
    responses((status = 200, body = PublishedPlan), (status = 409), (status = 422))
)]
pub async fn publish(
    State(app): State<App>,
    caller: Caller,
    InPath(monday): InPath<String>,
) -> Result<Json<PublishedPlan>, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    let week = Week::beginning(&monday)?;
    let material = Material::load(&app, week).await?;
    let draft = material.versions.publish()?;
    let problem = material.problem(&app)?;
    require_rules_kept(&problem, draft)?;
    let sessions = material.sessions(&draft.slots)?;
    let publication = app
        .store
        .publish_version(draft, &sessions, app.clock.unix_ms())
        .await?;
    let version = app.store.plan_version(draft.id).await?;
    tracing::info!(
        version = draft.id,
        sessions = publication.made.len(),
        given_up = publication.given_up.len(),
        "a week's plan was published"
    );
    let published = publication.made.iter().filter_map(|made| {
        let session = sessions.iter().find(|one| one.window == made.window)?;
        Some(PublishedSession {
            session: made.session,
            window: made.window,
            title: session.title.clone(),
            starts_ms: session.starts_ms,
            ends_ms: session.ends_ms,
            audience: session.audience.clone(),
        })
    });
    Ok(Json(PublishedPlan {
        version: version.ok_or(PlanningError::Unknown)?,
        sessions: published.collect(),
        given_up: publication.given_up,
    }))
}

/// Freezes what is published: nothing of the week moves any more.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    post, path = "/api/v1/planning/weeks/{monday}/freeze", tag = "planning",
    responses((status = 200, body = PlanVersion), (status = 409), (status = 422))
)]
pub async fn freeze(
    State(app): State<App>,
    caller: Caller,
    InPath(monday): InPath<String>,
) -> Result<Json<PlanVersion>, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    let week = Week::beginning(&monday)?;
    let versions = Versions::of(app.store.plan_versions(week, week).await?);
    let id = versions.freeze()?.id;
    app.store.freeze_version(id).await?;
    let version = app.store.plan_version(id).await?;
    Ok(Json(version.ok_or(PlanningError::Unknown)?))
}

/// Throws the draft away: the week is again what is published.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    delete, path = "/api/v1/planning/weeks/{monday}/draft", tag = "planning",
    responses((status = 204), (status = 404), (status = 422))
)]
pub async fn discard(
    State(app): State<App>,
    caller: Caller,
    InPath(monday): InPath<String>,
) -> Result<StatusCode, PlanningError> {
    Planner::coordinator(&app, &caller).await?;
    app.store.discard_draft(Week::beginning(&monday)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every version of a week's plan, newest first.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/weeks/{monday}/versions", tag = "planning",
    responses((status = 200, body = Vec<PlanVersion>), (status = 422))
)]
pub async fn versions(
    State(app): State<App>,
    caller: Caller,
    InPath(monday): InPath<String>,
) -> Result<Json<Vec<PlanVersion>>, PlanningError> {
    Planner::of(&app, &caller).await?;
    let week = Week::beginning(&monday)?;
    let mut versions = app.store.plan_versions(week, week).await?;
    versions.reverse();
    Ok(Json(versions))
}

/// A change names an item that the solver does not have: kept out for a reason, or gone.
fn not_checked(problem: &WeekProblem, item: i64, error: CheckError) -> PlanningError {
    match error {
        CheckError::Problem(error) => PlanningError::Solver(error.to_string()),
        CheckError::UnknownItem(_) => {
            let why = problem.left_out.iter().find(|(of, _)| *of == item);
            why.map_or(PlanningError::Unknown, |(_, why)| {
                PlanningError::Rules(vec![why.clone()])
            })
        }
        CheckError::UnknownWindow(_) => PlanningError::Unknown,
    }
}

/// A draft is published only if it keeps every rule as things are now, and only with items that still
/// ask for a slot.
fn require_rules_kept(problem: &WeekProblem, draft: &PlanVersion) -> Result<(), PlanningError> {
    let words = problem.words();
    let broken = check_plan(&problem.problem, &problem.plan);
    if !broken.is_empty() {
        let sentences = broken.iter().map(|one| words.violation(one));
        return Err(PlanningError::Rules(sentences.collect()));
    }
    if problem.slots().len() < draft.slots.len() {
        // Something was withdrawn or refused since: the draft has to be looked at again.
        return Err(crate::store::planning::PlanningWriteError::Changed.into());
    }
    Ok(())
}
