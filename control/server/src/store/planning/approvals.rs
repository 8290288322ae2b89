//! What is asked of the leader, and what was decided.

use control_wire::rest::planning::items::{ApprovalCase, ApprovalReason};
use planning::approval::Capacity;
use planning::asking::Asked;
use sqlx::{Any, FromRow, Transaction};

use super::{PlanningWriteError, of_json, of_word, to_json};
use crate::store::{Store, StoreFailed, next_number};

/// Approvals that one listing returns.
pub const APPROVALS_LISTED_MAX: i64 = 200;

/// A case as [`CaseRow`] reads it.
macro_rules! select_case {
    () => {
        "SELECT a.id, a.item, a.series, COALESCE(i.department, s.department) AS department,
         COALESCE(i.title, s.name) AS title, a.reasons, a.stated, a.state, a.asked_ms,
         a.decided_ms, a.decided_by, a.by_delegate, a.note
         FROM approvals a LEFT JOIN items i ON i.id = a.item LEFT JOIN series s ON s.id = a.series"
    };
}

#[derive(Debug, FromRow)]
struct CaseRow {
    id: i64,
    item: Option<i64>,
    series: Option<i64>,
    department: i64,
    title: String,
    reasons: String,
    stated: String,
    state: String,
    asked_ms: i64,
    decided_ms: Option<i64>,
    decided_by: Option<i64>,
    by_delegate: i64,
    note: String,
}

/// What an approval is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Item(i64),
    Series(i64),
}

impl Store {
    /// Approvals that wait, oldest first, then the last decided. Nobody may decide them by this
    /// listing: [`ApprovalCase::may_decide`] is the caller's to fill in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn approvals(&self) -> Result<Vec<ApprovalCase>, StoreFailed> {
        let rows: Vec<CaseRow> = sqlx::query_as(concat!(
            select_case!(),
            " ORDER BY CASE WHEN a.state = 'pending' THEN 0 ELSE 1 END,
              CASE WHEN a.state = 'pending' THEN a.asked_ms ELSE 0 - a.decided_ms END, a.id LIMIT $1"
        ))
        .bind(APPROVALS_LISTED_MAX)
        .fetch_all(&self.read)
        .await?;
        rows.into_iter().map(case).collect()
    }

    /// One approval.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn approval(&self, id: i64) -> Result<Option<ApprovalCase>, StoreFailed> {
        let row: Option<CaseRow> = sqlx::query_as(concat!(select_case!(), " WHERE a.id = $1"))
            .bind(id)
            .fetch_optional(&self.read)
            .await?;
        row.map(case).transpose()
    }

    /// Records a decision on an approval that waits.
    ///
    /// # Errors
    /// When it does not wait any more.
    pub async fn decide_approval(
        &self,
        id: i64,
        granted: bool,
        note: &str,
        by: (i64, Capacity),
        now_ms: i64,
    ) -> Result<(), PlanningWriteError> {
        let decided = sqlx::query(
            "UPDATE approvals SET state = $1, note = $2, decided_by = $3, by_delegate = $4,
             decided_ms = $5 WHERE id = $6 AND state = 'pending'",
        )
        .bind(if granted { "granted" } else { "refused" })
        .bind(note)
        .bind(by.0)
        .bind(i64::from(by.1 == Capacity::Delegate))
        .bind(now_ms)
        .bind(id)
        .execute(&self.write)
        .await?;
        if decided.rows_affected() == 0 {
            return Err(PlanningWriteError::Changed);
        }
        Ok(())
    }
}

/// Asks for approval, where there is a reason to.
pub(super) async fn ask(
    transaction: &mut Transaction<'_, Any>,
    about: About,
    reasons: &[ApprovalReason],
    stated: &str,
    now_ms: i64,
) -> Result<(), PlanningWriteError> {
    let id = next_number(transaction, "approval").await?;
    let (item, series) = match about {
        About::Item(item) => (Some(item), None),
        About::Series(series) => (None, Some(series)),
    };
    sqlx::query(
        "INSERT INTO approvals (id, item, series, reasons, stated, state, asked_ms, by_delegate, note)
         VALUES ($1, $2, $3, $4, $5, 'pending', $6, 0, '')",
    )
    .bind(id)
    .bind(item)
    .bind(series)
    .bind(to_json("approvals", &reasons)?)
    .bind(stated)
    .bind(now_ms)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

pub(super) async fn ask_if_needed(
    transaction: &mut Transaction<'_, Any>,
    about: About,
    asked: &Asked,
    reasons: &[ApprovalReason],
    now_ms: i64,
) -> Result<(), PlanningWriteError> {
    if reasons.is_empty() {
        return Ok(());
    }
    let stated = asked.separate_reason.as_deref().unwrap_or("");
    ask(transaction, about, reasons, stated, now_ms).await
}

/// Takes back what is asked of an item and not decided.
pub(super) async fn ask_no_more(
    transaction: &mut Transaction<'_, Any>,
    item: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM approvals WHERE item = $1 AND state = 'pending'")
        .bind(item)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// An item that was approved or refused and needs no approval as it is now: a granted case without
/// reasons would keep it out of its quota.
pub(super) async fn not_needed_any_more(
    transaction: &mut Transaction<'_, Any>,
    item: i64,
    now_ms: i64,
) -> Result<(), PlanningWriteError> {
    let decided: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM approvals WHERE item = $1")
        .bind(item)
        .fetch_one(&mut **transaction)
        .await?;
    if decided > 0 {
        let id = next_number(transaction, "approval").await?;
        sqlx::query(
            "INSERT INTO approvals
             (id, item, reasons, stated, state, asked_ms, decided_ms, by_delegate, note)
             VALUES ($1, $2, '[]', '', 'granted', $3, $4, 0, '')",
        )
        .bind(id)
        .bind(item)
        .bind(now_ms)
        .bind(now_ms)
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

fn case(row: CaseRow) -> Result<ApprovalCase, StoreFailed> {
    Ok(ApprovalCase {
        id: row.id,
        item: row.item,
        series: row.series,
        department: row.department,
        title: row.title,
        reasons: of_json("approvals", &row.reasons)?,
        stated: row.stated,
        state: of_word("approvals", &row.state)?,
        asked_ms: row.asked_ms,
        decided_ms: row.decided_ms,
        decided_by: row.decided_by,
        by_delegate: row.by_delegate == 1,
        note: row.note,
        may_decide: false,
    })
}
