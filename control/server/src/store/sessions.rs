//! Sessions: planned, live, ended.

use std::collections::BTreeMap;

use control_wire::VenueNumber;
use control_wire::rest::{Session, SessionPhase};

use super::{Store, StoreFailed, is_dangling, next_number, venue_number};

/// Sessions one listing returns, the newest first.
pub const LISTED_MAX: i64 = 200;

/// Why a session was not made.
#[derive(Debug, thiserror::Error)]
pub enum MakeSessionError {
    /// One of its venues does not exist.
    #[error("a venue of the session does not exist")]
    NoSuchVenue,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

impl From<sqlx::Error> for MakeSessionError {
    fn from(error: sqlx::Error) -> Self {
        if is_dangling(&error) {
            Self::NoSuchVenue
        } else {
            Self::Store(error.into())
        }
    }
}

/// id, title, phase, made, opened, ended.
type SessionRow = (i64, String, String, i64, Option<i64>, Option<i64>);

impl Store {
    /// Makes a planned session with these venues.
    ///
    /// # Errors
    /// When a venue does not exist or the database fails.
    pub async fn add_session(
        &self,
        title: &str,
        venues: &[VenueNumber],
        now_ms: i64,
    ) -> Result<Session, MakeSessionError> {
        let mut transaction = self.write.begin().await?;
        let id = next_number(&mut transaction, "session").await?;
        sqlx::query(
            "INSERT INTO sessions (id, title, phase, made_ms) VALUES ($1, $2, 'planned', $3)",
        )
        .bind(id)
        .bind(title)
        .bind(now_ms)
        .execute(&mut *transaction)
        .await?;
        for venue in venues {
            sqlx::query("INSERT INTO session_venues (session, venue) VALUES ($1, $2)")
                .bind(id)
                .bind(i64::from(*venue))
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(Session {
            id,
            title: title.to_owned(),
            phase: SessionPhase::Planned,
            venues: venues.to_vec(),
            created_ms: now_ms,
            opened_ms: None,
            ended_ms: None,
        })
    }

    /// The newest [`LISTED_MAX`] sessions, of one phase or of all, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions(&self, phase: Option<SessionPhase>) -> Result<Vec<Session>, StoreFailed> {
        let rows: Vec<SessionRow> = match phase {
            Some(phase) => {
                sqlx::query_as(
                    "SELECT id, title, phase, made_ms, opened_ms, ended_ms FROM sessions
                     WHERE phase = $1 ORDER BY id DESC LIMIT $2",
                )
                .bind(phase_word(phase))
                .bind(LISTED_MAX)
                .fetch_all(&self.read)
                .await?
            }
            None => {
                sqlx::query_as(
                    "SELECT id, title, phase, made_ms, opened_ms, ended_ms FROM sessions
                     ORDER BY id DESC LIMIT $1",
                )
                .bind(LISTED_MAX)
                .fetch_all(&self.read)
                .await?
            }
        };
        let Some(oldest) = rows.last().map(|row| row.0) else {
            return Ok(Vec::new());
        };
        let taking_part: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT session, venue FROM session_venues WHERE session >= $1 ORDER BY session, venue",
        )
        .bind(oldest)
        .fetch_all(&self.read)
        .await?;
        let mut venues: BTreeMap<i64, Vec<VenueNumber>> = BTreeMap::new();
        for (id, number) in taking_part {
            venues
                .entry(id)
                .or_default()
                .push(venue_number("session_venues", number)?);
        }
        rows.into_iter()
            .map(|row| {
                let venues = venues.remove(&row.0).unwrap_or_default();
                session(row, venues)
            })
            .collect()
    }

    /// One session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&self, id: i64) -> Result<Option<Session>, StoreFailed> {
        let row: Option<SessionRow> = sqlx::query_as(
            "SELECT id, title, phase, made_ms, opened_ms, ended_ms FROM sessions WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(&self.read)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let numbers: Vec<i64> = sqlx::query_scalar(
            "SELECT venue FROM session_venues WHERE session = $1 ORDER BY venue",
        )
        .bind(id)
        .fetch_all(&self.read)
        .await?;
        let venues = numbers
            .into_iter()
            .map(|number| venue_number("session_venues", number))
            .collect::<Result<_, _>>()?;
        session(row, venues).map(Some)
    }

    /// Turns a planned session live. False where it is not (or no longer) planned.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_live(&self, id: i64, now_ms: i64) -> Result<bool, StoreFailed> {
        let changed = sqlx::query(
            "UPDATE sessions SET phase = 'live', opened_ms = $1
             WHERE id = $2 AND phase = 'planned'",
        )
        .bind(now_ms)
        .bind(id)
        .execute(&self.write)
        .await?;
        Ok(changed.rows_affected() > 0)
    }

    /// Turns a live session that could not be opened back into a planned one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_planned_again(&self, id: i64) -> Result<(), StoreFailed> {
        sqlx::query(
            "UPDATE sessions SET phase = 'planned', opened_ms = NULL
             WHERE id = $1 AND phase = 'live'",
        )
        .bind(id)
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// Turns a live session into an ended one. False where it is not (or no longer) live.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_ended(&self, id: i64, now_ms: i64) -> Result<bool, StoreFailed> {
        let changed = sqlx::query(
            "UPDATE sessions SET phase = 'ended', ended_ms = $1 WHERE id = $2 AND phase = 'live'",
        )
        .bind(now_ms)
        .bind(id)
        .execute(&self.write)
        .await?;
        Ok(changed.rows_affected() > 0)
    }
}

fn session(
    (id, title, phase, created_ms, opened_ms, ended_ms): SessionRow,
    venues: Vec<VenueNumber>,
) -> Result<Session, StoreFailed> {
    Ok(Session {
        id,
        title,
        phase: phase_of(&phase)?,
        venues,
        created_ms,
        opened_ms,
        ended_ms,
    })
}

fn phase_word(phase: SessionPhase) -> &'static str {
    match phase {
        SessionPhase::Planned => "planned",
        SessionPhase::Live => "live",
        SessionPhase::Ended => "ended",
    }
}

fn phase_of(word: &str) -> Result<SessionPhase, StoreFailed> {
    match word {
        "planned" => Ok(SessionPhase::Planned),
        "live" => Ok(SessionPhase::Live),
        "ended" => Ok(SessionPhase::Ended),
        _ => Err(StoreFailed::Unreadable {
            table: "sessions",
            what: format!("phase {word}"),
        }),
    }
}
