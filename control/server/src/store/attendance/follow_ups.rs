//! What somebody still has to do after a meeting.

use control_wire::VenueNumber;
use control_wire::rest::attendance::FollowUp;
use sqlx::{Any, Transaction};

use crate::store::{Store, StoreFailed, next_number, venue_number};

/// Follow-ups one listing returns, open ones first.
const LISTED_MAX: i64 = 500;

/// A follow-up as the record has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFollowUp {
    /// "question/3" or "decision/1".
    pub origin: String,
    /// Who sees to it.
    pub owner: String,
    /// What it is.
    pub text: String,
    /// The venue that asked, where it was a question.
    pub venue: Option<VenueNumber>,
}

/// id, session, title, owner, text, venue, made, done.
type FollowUpRow = (
    i64,
    i64,
    String,
    String,
    String,
    Option<i64>,
    i64,
    Option<i64>,
);

/// Brings a session's open follow-ups to what the record says; those that are done stay.
pub(super) async fn note(
    transaction: &mut Transaction<'_, Any>,
    session: i64,
    follow_ups: &[NewFollowUp],
    now_ms: i64,
) -> Result<(), StoreFailed> {
    let known: Vec<String> = sqlx::query_scalar("SELECT origin FROM follow_ups WHERE session = $1")
        .bind(session)
        .fetch_all(&mut **transaction)
        .await?;
    let gone = known
        .iter()
        .filter(|origin| !follow_ups.iter().any(|of| of.origin == **origin));
    for origin in gone {
        sqlx::query(
            "DELETE FROM follow_ups WHERE session = $1 AND origin = $2 AND done_ms IS NULL",
        )
        .bind(session)
        .bind(origin)
        .execute(&mut **transaction)
        .await?;
    }
    for follow_up in follow_ups {
        if known.contains(&follow_up.origin) {
            sqlx::query(
                "UPDATE follow_ups SET owner = $1, text = $2
                 WHERE session = $3 AND origin = $4 AND done_ms IS NULL",
            )
            .bind(&follow_up.owner)
            .bind(&follow_up.text)
            .bind(session)
            .bind(&follow_up.origin)
            .execute(&mut **transaction)
            .await?;
            continue;
        }
        let id = next_number(transaction, "follow-up").await?;
        sqlx::query(
            "INSERT INTO follow_ups (id, session, origin, owner, text, venue, made_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id)
        .bind(session)
        .bind(&follow_up.origin)
        .bind(&follow_up.owner)
        .bind(&follow_up.text)
        .bind(follow_up.venue.map(i64::from))
        .bind(now_ms)
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

impl Store {
    /// Follow-ups, of one owner or of all, open ones first, then the newest. At most
    /// 500.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn follow_ups(&self, owner: Option<&str>) -> Result<Vec<FollowUp>, StoreFailed> {
        let rows: Vec<FollowUpRow> = sqlx::query_as(
            "SELECT f.id, f.session, s.title, f.owner, f.text, f.venue, f.made_ms, f.done_ms
             FROM follow_ups f JOIN sessions s ON s.id = f.session
             WHERE $1 = '' OR f.owner = $2
             ORDER BY CASE WHEN f.done_ms IS NULL THEN 0 ELSE 1 END, f.made_ms DESC, f.id DESC
             LIMIT $3",
        )
        .bind(owner.unwrap_or_default())
        .bind(owner.unwrap_or_default())
        .bind(LISTED_MAX)
        .fetch_all(&self.read)
        .await?;
        rows.into_iter()
            .map(
                |(id, session, title, owner, text, venue, made_ms, done_ms)| {
                    Ok(FollowUp {
                        id,
                        session,
                        title,
                        owner,
                        text,
                        venue: venue
                            .map(|number| venue_number("follow_ups", number))
                            .transpose()?,
                        made_ms,
                        done_ms,
                    })
                },
            )
            .collect()
    }

    /// Notes that a follow-up is done. False where there is none, or it was done before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn follow_up_done(&self, id: i64, by: i64, now_ms: i64) -> Result<bool, StoreFailed> {
        let changed = sqlx::query(
            "UPDATE follow_ups SET done_ms = $1, done_by = $2 WHERE id = $3 AND done_ms IS NULL",
        )
        .bind(now_ms)
        .bind(by)
        .bind(id)
        .execute(&self.write)
        .await?;
        Ok(changed.rows_affected() > 0)
    }
}
