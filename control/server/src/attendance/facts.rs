//! What stays of a session: figures of venues and items, and what is still to be done.

use control_domain::attendance::record::{Record, VenueRow};
use control_domain::floor::questions::Outcome;
use control_domain::venue::MAIN_VENUE;
use control_wire::rest::attendance::{AttendedSession, HeldItem};

use super::dossier::{Opened, RecordError, open};
use crate::app::App;
use crate::store::StoreFailed;
use crate::store::attendance::{NewFollowUp, SessionFacts};

/// Notes what stays of a session that is over.
///
/// # Errors
/// When the database fails.
pub async fn note(app: &App, opened: &Opened) -> Result<(), StoreFailed> {
    let facts = of(opened);
    app.store.note_facts(&facts, app.clock.unix_ms()).await
}

/// Notes what stays of sessions that ended while nobody could: the server stopped in between. One
/// whose record cannot be read is reported and passed over.
///
/// # Errors
/// When the database fails.
pub async fn note_missing(app: &App) -> Result<(), StoreFailed> {
    for session in app.store.sessions_without_facts().await? {
        match open(app, session).await {
            Ok(opened) => note(app, &opened).await?,
            Err(RecordError::Store(failed @ StoreFailed::Database(_))) => return Err(failed),
            Err(error) => {
                tracing::error!(
                    session,
                    error = &error as &dyn std::error::Error,
                    "the record of an ended session cannot be read"
                );
            }
        }
    }
    Ok(())
}

fn of(opened: &Opened) -> SessionFacts {
    let record = &opened.dossier.record;
    let confirmed = opened.desk.confirmed().is_some();
    SessionFacts {
        session: opened.session.id,
        venues: record
            .venues
            .iter()
            .filter(|row| row.venue != MAIN_VENUE)
            .map(|row| attended(opened, row, confirmed))
            .collect(),
        items: items(opened.session.id, record),
        follow_ups: follow_ups(record),
    }
}

fn attended(opened: &Opened, row: &VenueRow, confirmed: bool) -> AttendedSession {
    let record = &opened.dossier.record;
    AttendedSession {
        session: opened.session.id,
        title: opened.session.title.clone(),
        opened_ms: record.opened_ms,
        ended_ms: record.ended_ms.unwrap_or(record.opened_ms),
        venue: row.venue,
        due_ms: row.due_ms,
        due_there_ms: row.due_there_ms,
        people: row.headcount,
        late_ms: row.late_ms,
        early_ms: row.early_ms,
        on_leave: row.leave.is_some(),
        absent: row.absent,
        confirmed,
    }
}

fn items(session: i64, record: &Record) -> Vec<HeldItem> {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let held = record.items.iter().filter(|item| !item.skipped);
    held.map(|item| HeldItem {
        session,
        opened_ms: record.opened_ms,
        department: item.department.clone(),
        title: item.title.clone(),
        planned_minutes: u32::from(item.planned_minutes),
        ran_ms: item.ran.total_ms(),
        venues_due: count(item.cells.len()),
        venues_there: count(item.cells.iter().filter(|cell| cell.there_ms > 0).count()),
    })
    .collect()
}

fn follow_ups(record: &Record) -> Vec<NewFollowUp> {
    let questions = record.questions.iter().filter_map(|question| {
        let Some(Outcome::FollowUp { owner }) = &question.outcome else {
            return None;
        };
        Some(NewFollowUp {
            origin: format!("question/{}", question.number),
            owner: owner.clone(),
            text: question.topic.clone(),
            venue: Some(question.venue),
        })
    });
    let decisions = record
        .decisions
        .iter()
        .filter(|decision| !decision.owner.is_empty())
        .map(|decision| NewFollowUp {
            origin: format!("decision/{}", decision.number),
            owner: decision.owner.clone(),
            text: decision.text.clone(),
            venue: None,
        });
    questions.chain(decisions).collect()
}
