//! `/api/v1/planning/board`: everything the coordinator's board shows for a range of dates.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use control_wire::rest::planning::board::{Board, PlanVersion, QuotaUse, Slot, VersionState};
use control_wire::rest::planning::items::{Approval, Item};
use jiff::ToSpan;
use jiff::civil::Date;
use planning::approval::{concerns, in_period, used};
use planning::dates::{Week, date_of};
use planning::street::Street;
use planning::version::Versions;
use planning::week::SlotElsewhere;
use planning::{nearby, week};

use super::items::approvals_for;
use super::planner::{Planner, Range, today};
use super::windows::as_seen;
use crate::accounts::access::Caller;
use crate::app::App;
use crate::problem::planning::PlanningError;
use crate::routes::extract::InQuery;

/// Everything the board shows for a range of dates.
///
/// # Errors
/// See [`PlanningError`].
#[utoipa::path(
    get, path = "/api/v1/planning/board", tag = "planning",
    params(("from" = String, Query), ("until" = String, Query)),
    responses((status = 200, body = Board), (status = 422))
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    InQuery(range): InQuery<Range>,
) -> Result<Json<Board>, PlanningError> {
    let planner = Planner::of(&app, &caller).await?;
    let (from, until) = range.dates()?;
    let now_ms = app.clock.unix_ms();
    let street = app.store.planning_street().await?;
    let windows = app.store.windows(from, until).await?;
    let calls = app.store.calls(from, until, now_ms).await?;
    let versions = app
        .store
        .plan_versions(Week::of(from), Week::of(until))
        .await?;
    let shown = shown_slots(&versions);
    let (first, last) = quota_reach(&street, from, until);
    let known = app.store.items(first, last).await?;
    let everywhere = app.store.slots_elsewhere(None).await?;
    let items = items_of(&known, &shown, from, until);
    let proposals = nearby::proposals(&street, &windows, &items, &shown, today(&app));
    Ok(Json(Board {
        from: from.to_string(),
        until: until.to_string(),
        now_ms,
        workdays: workdays(&street, from, until),
        quotas: quotas(&street, &known, &everywhere, from, until),
        load: week::load(&street, &windows, &items, &shown),
        proposals,
        approvals: approvals_for(&app, planner)
            .await?
            .into_iter()
            .filter(|case| case.state == Approval::Pending)
            .collect(),
        calls: calls
            .into_iter()
            .map(|call| as_seen(planner, call))
            .collect(),
        versions: versions
            .into_iter()
            .filter(|version| version.state != VersionState::Superseded)
            .collect(),
        windows,
        items,
        calendar: street.calendar,
        venues: street.venues,
        roles: street.roles,
        headcounts: street.headcounts,
        lines: street.lines,
        departments: street.departments,
        series: street.series,
    }))
}

/// The slots of each week as the board shows them: of the draft before what is in force.
fn shown_slots(versions: &[PlanVersion]) -> Vec<Slot> {
    let weeks: BTreeSet<&str> = versions
        .iter()
        .map(|version| version.week.as_str())
        .collect();
    weeks
        .into_iter()
        .flat_map(|week| {
            let of_week = versions.iter().filter(|version| version.week == week);
            let versions = Versions::of(of_week.cloned());
            let shown = versions.draft.or(versions.in_force);
            shown.map_or_else(Vec::new, |version| version.slots)
        })
        .collect()
}

/// Items that could be in the range and are not withdrawn, and those with a slot in it.
fn items_of(known: &[Item], shown: &[Slot], from: Date, until: Date) -> Vec<Item> {
    known
        .iter()
        .filter(|item| {
            let placed = shown.iter().any(|slot| slot.item == item.id);
            let meets = date_of(&item.earliest).is_ok_and(|day| day <= until)
                && date_of(&item.deadline).is_ok_and(|day| day >= from);
            placed || (meets && !item.withdrawn)
        })
        .cloned()
        .collect()
}

/// The dates over which items count against the quotas that the range meets.
fn quota_reach(street: &Street, from: Date, until: Date) -> (Date, Date) {
    let periods = street.quotas.iter().filter_map(|quota| {
        let period = (date_of(&quota.from).ok()?, date_of(&quota.until).ok()?);
        (period.0 <= until && period.1 >= from).then_some(period)
    });
    periods.fold((from, until), |reach, period| {
        (reach.0.min(period.0), reach.1.max(period.1))
    })
}

fn quotas(
    street: &Street,
    known: &[Item],
    everywhere: &[SlotElsewhere],
    from: Date,
    until: Date,
) -> Vec<QuotaUse> {
    street
        .quotas
        .iter()
        .filter(|quota| {
            date_of(&quota.from).is_ok_and(|day| day <= until)
                && date_of(&quota.until).is_ok_and(|day| day >= from)
        })
        .map(|quota| {
            let placed = everywhere.iter().filter(|slot| {
                !slot.granted
                    && concerns(quota, slot.department, slot.line)
                    && in_period(quota, slot.date)
            });
            let waiting: Vec<Item> = known
                .iter()
                .filter(|item| !everywhere.iter().any(|slot| slot.item == item.id))
                .cloned()
                .collect();
            QuotaUse {
                used: u16::try_from(placed.count()).unwrap_or(u16::MAX),
                waiting: used(quota, &waiting),
                quota: quota.clone(),
            }
        })
        .collect()
}

fn workdays(street: &Street, from: Date, until: Date) -> Vec<String> {
    let calendar = street.working_calendar();
    let mut days = Vec::new();
    let mut day = from;
    while day <= until {
        if calendar.is_workday(day) {
            days.push(day.to_string());
        }
        match day.checked_add(1.day()) {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    days
}
