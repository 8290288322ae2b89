//! Items that ask for a slot.

use std::collections::BTreeMap;

use control_wire::rest::planning::items::{Approval, ApprovalReason, Item};
use control_wire::signal::agenda::ItemKind;
use jiff::civil::Date;
use planning::asking::Asked;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, FromRow, Transaction};

use super::approvals::{About, ask_if_needed, ask_no_more, not_needed_any_more};
use super::links::require_links;
use super::{PlanningWriteError, found, of_json, of_word, small, to_json, to_word};
use crate::store::{Store, StoreFailed, next_number};

/// Items that one listing returns.
pub const ITEMS_LISTED_MAX: i64 = 1_000;

const TABLE: &str = "items";

/// An item as [`ItemRow`] reads it.
macro_rules! select_item {
    () => {
        "SELECT id, department, title, kind, minutes, audience, required, earliest, deadline, wished,
         priority, presenters, pin, after, not_with, line, separate_reason, call_id, withdrawn, made_ms
         FROM items"
    };
}

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
        let changed = bind_form(
            sqlx::query(
                "UPDATE items SET title = $1, kind = $2, minutes = $3, audience = $4,
                 required = $5, earliest = $6, deadline = $7, wished = $8, priority = $9,
                 presenters = $10, pin = $11, after = $12, not_with = $13, line = $14,
                 separate_reason = $15
                 WHERE id = $16 AND withdrawn = 0",
            ),
            asked,
        )?
        .bind(id)
        .execute(&mut *transaction)
        .await?;
        found(changed.rows_affected())?;
        // What was asked before was another item: it is answered by nobody any more.
        ask_no_more(&mut transaction, id).await?;
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
        found(changed.rows_affected())?;
        ask_no_more(&mut transaction, id).await?;
        transaction.commit().await?;
        Ok(())
    }
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
    bind_form(
        sqlx::query(
            "INSERT INTO items (title, kind, minutes, audience, required, earliest, deadline,
             wished, priority, presenters, pin, after, not_with, line, separate_reason, id,
             department, call_id, withdrawn, made_ms, made_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
             $18, 0, $19, $20)",
        ),
        asked,
    )?
    .bind(id)
    .bind(asked.department)
    .bind(asker.call)
    .bind(asker.now_ms)
    .bind(asker.user)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Binds what a form says of an item, `$1` to `$15`: from its title to its reason for a meeting of
/// its own.
fn bind_form<'q>(
    query: Query<'q, Any, AnyArguments>,
    asked: &'q Asked,
) -> Result<Query<'q, Any, AnyArguments>, StoreFailed> {
    let pin = asked.pin.map(|pin| to_json(TABLE, &pin)).transpose()?;
    Ok(query
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
        .bind(pin)
        .bind(to_json(TABLE, &asked.after)?)
        .bind(to_json(TABLE, &asked.not_with)?)
        .bind(asked.line)
        .bind(asked.separate_reason.as_deref()))
}

/// Items that could be within two dates, as one connection sees them.
pub(super) async fn items_within(
    connection: &mut AnyConnection,
    from: Date,
    until: Date,
) -> Result<Vec<Item>, StoreFailed> {
    let rows: Vec<ItemRow> = sqlx::query_as(concat!(
        select_item!(),
        " WHERE deadline >= $1 AND earliest <= $2 ORDER BY id DESC LIMIT $3"
    ))
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
    let row: Option<ItemRow> = sqlx::query_as(concat!(select_item!(), " WHERE id = $1"))
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
