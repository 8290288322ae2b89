//! Items and their approvals.

use std::collections::BTreeMap;

use control_wire::rest::planning::items::{Approval, ApprovalCase, ApprovalReason, Item};
use control_wire::signal::agenda::ItemKind;
use jiff::civil::Date;
use planning::approval::Capacity;
use planning::asking::Asked;
use sqlx::{Any, AnyConnection, FromRow, Transaction};

use super::{PlanningWriteError, of_json, of_word, small, to_json, to_word};
use crate::store::{Store, StoreFailed, next_number};

/// Items that one listing returns.
pub const ITEMS_LISTED_MAX: i64 = 1_000;
/// Approvals that one listing returns.
pub const APPROVALS_LISTED_MAX: i64 = 200;

const TABLE: &str = "items";

#[derive(Debug, FromRow)]
struct ItemRow {
    id: i64,
    department: i64,
    title: String,
    kind: String,
    minutes: i64,
    audience: String,
    required: i64,
    earliest: String,
    deadline: String,
    wished: Option<String>,
    priority: i64,
    presenters: String,
    pin: Option<String>,
    after: String,
    not_with: String,
    line: Option<i64>,
    separate_reason: Option<String>,
    call_id: Option<i64>,
    withdrawn: i64,
    made_ms: i64,
}

/// The state and the reasons of an approval.
type Asking = (Approval, Vec<ApprovalReason>);

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

/// Who asks for an item, by which call, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    /// The user.
    pub user: i64,
    /// The call that the item answers.
    pub call: Option<i64>,
    /// Unix milliseconds.
    pub now_ms: i64,
}

impl Store {
    /// Items that could be within two dates, by number; withdrawn ones too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn items(&self, from: Date, until: Date) -> Result<Vec<Item>, StoreFailed> {
        let mut connection = self.read.acquire().await?;
        items_within(&mut connection, from, until).await
    }

    /// One item.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn item(&self, id: i64) -> Result<Option<Item>, StoreFailed> {
        let mut connection = self.read.acquire().await?;
        item_of(&mut connection, id).await
    }

    /// Adds items, all or none. `reasons` says why one needs approval, given the items that there are.
    ///
    /// # Errors
    /// When one names what is not there.
    pub async fn add_items(
        &self,
        asked: &[Asked],
        asker: Asker,
        reasons: impl Fn(&Asked, &[Item]) -> Vec<ApprovalReason> + Send,
    ) -> Result<Vec<Item>, PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let mut added = Vec::with_capacity(asked.len());
        for asked in asked {
            require_links(&mut transaction, asked, None).await?;
            let others = others(&mut transaction, asked).await?;
            let reasons = reasons(asked, &others);
            let id = next_number(&mut transaction, "item").await?;
            insert(&mut transaction, id, asked, asker).await?;
            ask_if_needed(
                &mut transaction,
                About::Item(id),
                asked,
                &reasons,
                asker.now_ms,
            )
            .await?;
            if let Some(call) = asker.call {
                sqlx::query("DELETE FROM call_refusals WHERE call_id = $1 AND department = $2")
                    .bind(call)
                    .bind(asked.department)
                    .execute(&mut *transaction)
                    .await?;
            }
            added.extend(item_of(&mut transaction, id).await?);
        }
        transaction.commit().await?;
        Ok(added)
    }

    /// Changes an item. What was approved is asked anew where it still needs approval.
    ///
    /// # Errors
    /// When there is none, it was withdrawn, or it names what is not there.
    pub async fn change_item(
        &self,
        id: i64,
        asked: &Asked,
        now_ms: i64,
        reasons: impl Fn(&Asked, &[Item]) -> Vec<ApprovalReason> + Send,
    ) -> Result<Item, PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        require_links(&mut transaction, asked, Some(id)).await?;
        let mut others = others(&mut transaction, asked).await?;
        others.retain(|other| other.id != id);
        let reasons = reasons(asked, &others);
        let changed = sqlx::query(
            "UPDATE items SET title = $1, kind = $2, minutes = $3, audience = $4, required = $5,
             earliest = $6, deadline = $7, wished = $8, priority = $9, presenters = $10, pin = $11,
             after = $12, not_with = $13, line = $14, separate_reason = $15
             WHERE id = $16 AND withdrawn = 0",
        )
        .bind(&asked.title)
        .bind(to_word(TABLE, asked.kind)?)
        .bind(i64::from(asked.minutes))
        .bind(to_json(TABLE, &asked.audience)?)
        .bind(i64::from(asked.required))
        .bind(asked.earliest.to_string())
        .bind(asked.deadline.to_string())
        .bind(asked.wished.map(|date| date.to_string()))
        .bind(i64::from(asked.priority))
        .bind(to_json(TABLE, &asked.presenters)?)
        .bind(pin(asked)?)
        .bind(to_json(TABLE, &asked.after)?)
        .bind(to_json(TABLE, &asked.not_with)?)
        .bind(asked.line)
        .bind(asked.separate_reason.as_deref())
        .bind(id)
        .execute(&mut *transaction)
        .await?;
        if changed.rows_affected() == 0 {
            return Err(PlanningWriteError::Unknown);
        }
        // What was asked before was another item: it is answered by nobody any more.
        sqlx::query("DELETE FROM approvals WHERE item = $1 AND state = 'pending'")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        if reasons.is_empty() {
            not_needed_any_more(&mut transaction, id, now_ms).await?;
        } else {
            ask_if_needed(&mut transaction, About::Item(id), asked, &reasons, now_ms).await?;
        }
        let item = item_of(&mut transaction, id).await?;
        transaction.commit().await?;
        item.ok_or(PlanningWriteError::Unknown)
    }

    /// Withdraws an item. It stays for the record; its slot is free in the next version.
    ///
    /// # Errors
    /// When there is none, or it was withdrawn before.
    pub async fn withdraw_item(&self, id: i64) -> Result<(), PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let changed = sqlx::query("UPDATE items SET withdrawn = 1 WHERE id = $1 AND withdrawn = 0")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        if changed.rows_affected() == 0 {
            return Err(PlanningWriteError::Unknown);
        }
        sqlx::query("DELETE FROM approvals WHERE item = $1 AND state = 'pending'")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Approvals that wait, oldest first, then the last decided. Nobody may decide them by this
    /// listing: [`ApprovalCase::may_decide`] is the caller's to fill in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn approvals(&self) -> Result<Vec<ApprovalCase>, StoreFailed> {
        let rows: Vec<CaseRow> = sqlx::query_as(concat!(
            "SELECT a.id, a.item, a.series, COALESCE(i.department, s.department) AS department,
             COALESCE(i.title, s.name) AS title, a.reasons, a.stated, a.state, a.asked_ms,
             a.decided_ms, a.decided_by, a.by_delegate, a.note
             FROM approvals a LEFT JOIN items i ON i.id = a.item LEFT JOIN series s ON s.id = a.series",
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
        let row: Option<CaseRow> = sqlx::query_as(concat!(
            "SELECT a.id, a.item, a.series, COALESCE(i.department, s.department) AS department,
             COALESCE(i.title, s.name) AS title, a.reasons, a.stated, a.state, a.asked_ms,
             a.decided_ms, a.decided_by, a.by_delegate, a.note
             FROM approvals a LEFT JOIN items i ON i.id = a.item LEFT JOIN series s ON s.id = a.series",
            " WHERE a.id = $1"
        ))
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

async fn ask_if_needed(
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

/// An item that was approved or refused and needs no approval as it is now: a granted case without
/// reasons would keep it out of its quota.
async fn not_needed_any_more(
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

/// Every other item that this one names has to be there; none may name itself.
async fn require_links(
    transaction: &mut Transaction<'_, Any>,
    asked: &Asked,
    itself: Option<i64>,
) -> Result<(), PlanningWriteError> {
    for other in asked.after.iter().chain(&asked.not_with) {
        let known: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM items WHERE id = $1")
            .bind(*other)
            .fetch_one(&mut **transaction)
            .await?;
        if known == 0 || itself == Some(*other) {
            return Err(PlanningWriteError::Tied);
        }
    }
    Ok(())
}

/// The items that may count against the same quotas: those of the year around the item.
async fn others(
    transaction: &mut Transaction<'_, Any>,
    asked: &Asked,
) -> Result<Vec<Item>, StoreFailed> {
    let year = jiff::Span::new().years(1);
    let from = asked.earliest.checked_sub(year).unwrap_or(asked.earliest);
    let until = asked.deadline.checked_add(year).unwrap_or(asked.deadline);
    items_within(transaction, from, until).await
}

async fn insert(
    transaction: &mut Transaction<'_, Any>,
    id: i64,
    asked: &Asked,
    asker: Asker,
) -> Result<(), PlanningWriteError> {
    sqlx::query(
        "INSERT INTO items (id, department, title, kind, minutes, audience, required, earliest,
         deadline, wished, priority, presenters, pin, after, not_with, line, separate_reason,
         call_id, withdrawn, made_ms, made_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 0,
         $19, $20)",
    )
    .bind(id)
    .bind(asked.department)
    .bind(&asked.title)
    .bind(to_word(TABLE, asked.kind)?)
    .bind(i64::from(asked.minutes))
    .bind(to_json(TABLE, &asked.audience)?)
    .bind(i64::from(asked.required))
    .bind(asked.earliest.to_string())
    .bind(asked.deadline.to_string())
    .bind(asked.wished.map(|date| date.to_string()))
    .bind(i64::from(asked.priority))
    .bind(to_json(TABLE, &asked.presenters)?)
    .bind(pin(asked)?)
    .bind(to_json(TABLE, &asked.after)?)
    .bind(to_json(TABLE, &asked.not_with)?)
    .bind(asked.line)
    .bind(asked.separate_reason.as_deref())
    .bind(asker.call)
    .bind(asker.now_ms)
    .bind(asker.user)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn pin(asked: &Asked) -> Result<Option<String>, StoreFailed> {
    asked.pin.map(|pin| to_json(TABLE, &pin)).transpose()
}

/// Items that could be within two dates, as one connection sees them.
pub(super) async fn items_within(
    connection: &mut AnyConnection,
    from: Date,
    until: Date,
) -> Result<Vec<Item>, StoreFailed> {
    let rows: Vec<ItemRow> = sqlx::query_as(
        "SELECT id, department, title, kind, minutes, audience, required, earliest, deadline, wished,
         priority, presenters, pin, after, not_with, line, separate_reason, call_id, withdrawn, made_ms
         FROM items WHERE deadline >= $1 AND earliest <= $2 ORDER BY id DESC LIMIT $3",
    )
    .bind(from.to_string())
    .bind(until.to_string())
    .bind(ITEMS_LISTED_MAX)
    .fetch_all(&mut *connection)
    .await?;
    let asked: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT a.item, a.state, a.reasons FROM approvals a JOIN items i ON i.id = a.item
         WHERE i.deadline >= $1 AND i.earliest <= $2 ORDER BY a.id",
    )
    .bind(from.to_string())
    .bind(until.to_string())
    .fetch_all(&mut *connection)
    .await?;
    let mut askings = askings(asked)?;
    let mut items = rows
        .into_iter()
        .map(|row| {
            let asking = askings.remove(&row.id);
            item(row, asking)
        })
        .collect::<Result<Vec<_>, _>>()?;
    items.reverse();
    Ok(items)
}

async fn item_of(connection: &mut AnyConnection, id: i64) -> Result<Option<Item>, StoreFailed> {
    let row: Option<ItemRow> = sqlx::query_as(
        "SELECT id, department, title, kind, minutes, audience, required, earliest, deadline, wished,
         priority, presenters, pin, after, not_with, line, separate_reason, call_id, withdrawn, made_ms
         FROM items WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let asked: Vec<(i64, String, String)> =
        sqlx::query_as("SELECT item, state, reasons FROM approvals WHERE item = $1 ORDER BY id")
            .bind(id)
            .fetch_all(&mut *connection)
            .await?;
    let asking = askings(asked)?.remove(&id);
    item(row, asking).map(Some)
}

/// The last approval asked for each item.
fn askings(rows: Vec<(i64, String, String)>) -> Result<BTreeMap<i64, Asking>, StoreFailed> {
    rows.into_iter()
        .map(|(item, state, reasons)| {
            let state: Approval = of_word("approvals", &state)?;
            Ok((item, (state, of_json("approvals", &reasons)?)))
        })
        .collect()
}

fn item(row: ItemRow, asking: Option<Asking>) -> Result<Item, StoreFailed> {
    let kind: ItemKind = of_word(TABLE, &row.kind)?;
    let (approval, approval_reasons) = match asking {
        // Nothing was asked any more the last time it was changed.
        Some((_, reasons)) if reasons.is_empty() => (Approval::NotNeeded, reasons),
        Some(asking) => asking,
        None => (Approval::NotNeeded, Vec::new()),
    };
    Ok(Item {
        id: row.id,
        department: row.department,
        title: row.title,
        kind,
        minutes: small(TABLE, row.minutes)?,
        audience: of_json(TABLE, &row.audience)?,
        required: row.required == 1,
        earliest: row.earliest,
        deadline: row.deadline,
        wished: row.wished,
        priority: small(TABLE, row.priority)?,
        presenters: of_json(TABLE, &row.presenters)?,
        pin: row.pin.map(|pin| of_json(TABLE, &pin)).transpose()?,
        after: of_json(TABLE, &row.after)?,
        not_with: of_json(TABLE, &row.not_with)?,
        line: row.line,
        separate_reason: row.separate_reason,
        approval,
        approval_reasons,
        call: row.call_id,
        withdrawn: row.withdrawn == 1,
        made_ms: row.made_ms,
        offer_tips: kind == ItemKind::Inform,
    })
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
