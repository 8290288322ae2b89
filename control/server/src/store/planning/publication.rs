//! A draft comes into force, and sessions are made of it.

use control_wire::VenueNumber;
use control_wire::rest::planning::board::PlanVersion;
use planning::dates::Week;
use planning::run_of_show::PlannedSession;
use sqlx::{Any, Transaction};

use super::versions::version_of;
use super::{PlanningWriteError, to_json};
use crate::store::{Store, StoreFailed, next_number};

/// A session that publishing made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeSession {
    /// The session.
    pub session: i64,
    /// Its window.
    pub window: i64,
}

/// What publishing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Sessions made or changed.
    pub made: Vec<MadeSession>,
    /// Sessions given up.
    pub given_up: Vec<i64>,
}

impl Store {
    /// Puts a draft in force: what was published is superseded, every slot holds, and the sessions are
    /// what `planned` says. A session that is under way or over stays as it is.
    ///
    /// # Errors
    /// When the draft was changed or published meanwhile.
    pub async fn publish_version(
        &self,
        draft: &PlanVersion,
        planned: &[PlannedSession],
        now_ms: i64,
    ) -> Result<Publication, PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let present = version_of(&mut transaction, draft.id).await?;
        if present.as_ref() != Some(draft) {
            return Err(PlanningWriteError::Changed);
        }
        sqlx::query(
            "UPDATE plan_versions SET state = 'superseded' WHERE week = $1 AND state = 'published'",
        )
        .bind(&draft.week)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "UPDATE plan_versions SET state = 'published', published_ms = $1 WHERE id = $2",
        )
        .bind(now_ms)
        .bind(draft.id)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("UPDATE plan_slots SET hold = 'slot' WHERE version = $1")
            .bind(draft.id)
            .execute(&mut *transaction)
            .await?;
        let publication = make_sessions(&mut transaction, draft, planned, now_ms).await?;
        transaction.commit().await?;
        Ok(publication)
    }
}

/// A session of the week as it is: session, window, phase.
type PresentRow = (i64, i64, String);

async fn make_sessions(
    transaction: &mut Transaction<'_, Any>,
    draft: &PlanVersion,
    planned: &[PlannedSession],
    now_ms: i64,
) -> Result<Publication, PlanningWriteError> {
    let week = Week::beginning(&draft.week).map_err(|error| StoreFailed::Unreadable {
        table: "plan_versions",
        what: error.to_string(),
    })?;
    let present: Vec<PresentRow> = sqlx::query_as(
        "SELECT p.session, p.window_id, s.phase FROM planned_sessions p
         JOIN sessions s ON s.id = p.session JOIN windows w ON w.id = p.window_id
         WHERE w.date >= $1 AND w.date <= $2 ORDER BY p.session",
    )
    .bind(week.monday().to_string())
    .bind(week.sunday().to_string())
    .fetch_all(&mut **transaction)
    .await?;
    let mut given_up = Vec::new();
    for (session, window, phase) in &present {
        let stays = planned.iter().any(|planned| planned.window == *window);
        if phase == "planned" && !stays {
            give_up(transaction, *session, now_ms).await?;
            given_up.push(*session);
        }
    }
    let mut made = Vec::new();
    for planned in planned {
        let before = present
            .iter()
            .find(|(_, window, _)| *window == planned.window);
        let session = match before {
            Some((_, _, phase)) if phase != "planned" => continue,
            Some((session, _, _)) => {
                sqlx::query("UPDATE sessions SET title = $1 WHERE id = $2")
                    .bind(&planned.title)
                    .bind(*session)
                    .execute(&mut **transaction)
                    .await?;
                *session
            }
            None => insert_session(transaction, planned, now_ms).await?,
        };
        set_venues(transaction, session, &planned.venues).await?;
        sqlx::query(
            "INSERT INTO planned_sessions (session, window_id, version, starts_ms, ends_ms, agenda)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (session) DO UPDATE SET version = excluded.version,
             starts_ms = excluded.starts_ms, ends_ms = excluded.ends_ms, agenda = excluded.agenda",
        )
        .bind(session)
        .bind(planned.window)
        .bind(draft.id)
        .bind(planned.starts_ms)
        .bind(planned.ends_ms)
        .bind(to_json("planned_sessions", &planned.agenda)?)
        .execute(&mut **transaction)
        .await?;
        made.push(MadeSession {
            session,
            window: planned.window,
        });
    }
    Ok(Publication { made, given_up })
}

/// A session that nothing is planned for any more is over without having begun: its number and
/// whatever was noted about it stay.
async fn give_up(
    transaction: &mut Transaction<'_, Any>,
    session: i64,
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM planned_sessions WHERE session = $1")
        .bind(session)
        .execute(&mut **transaction)
        .await?;
    sqlx::query("UPDATE sessions SET phase = 'ended', ended_ms = $1 WHERE id = $2")
        .bind(now_ms)
        .bind(session)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn insert_session(
    transaction: &mut Transaction<'_, Any>,
    planned: &PlannedSession,
    now_ms: i64,
) -> Result<i64, sqlx::Error> {
    let id = next_number(transaction, "session").await?;
    sqlx::query("INSERT INTO sessions (id, title, phase, made_ms) VALUES ($1, $2, 'planned', $3)")
        .bind(id)
        .bind(&planned.title)
        .bind(now_ms)
        .execute(&mut **transaction)
        .await?;
    Ok(id)
}

/// The venues that take part; the main venue always does.
async fn set_venues(
    transaction: &mut Transaction<'_, Any>,
    session: i64,
    venues: &[VenueNumber],
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM session_venues WHERE session = $1")
        .bind(session)
        .execute(&mut **transaction)
        .await?;
    let branches = venues
        .iter()
        .filter(|venue| **venue != control_wire::MAIN_VENUE);
    for venue in [control_wire::MAIN_VENUE].iter().chain(branches) {
        sqlx::query("INSERT INTO session_venues (session, venue) VALUES ($1, $2)")
            .bind(session)
            .bind(i64::from(*venue))
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}
