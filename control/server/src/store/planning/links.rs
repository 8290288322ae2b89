//! The other items that an item names: those before it, and those to be kept apart from it.

use planning::asking::{AskError, Asked};
use planning::precedence::{Follower, circle};
use sqlx::{Any, Transaction};

use super::{PlanningWriteError, of_json};

/// Every item that this one names has to be there; it may not name itself, nor come after itself by
/// way of others. `itself` is its number, once it has one.
pub(super) async fn require_links(
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
            return Err(AskError::UnknownItem { item: *other }.into());
        }
    }
    // Nothing can name an item that has no number yet.
    match itself {
        Some(id) if !asked.after.is_empty() => require_no_circle(transaction, asked, id).await,
        Some(_) | None => Ok(()),
    }
}

async fn require_no_circle(
    transaction: &mut Transaction<'_, Any>,
    asked: &Asked,
    id: i64,
) -> Result<(), PlanningWriteError> {
    let rows: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT id, title, after FROM items WHERE withdrawn = 0 AND after <> '[]' AND id <> $1",
    )
    .bind(id)
    .fetch_all(&mut **transaction)
    .await?;
    let followers = rows
        .into_iter()
        .map(|(item, title, after)| {
            Ok(Follower {
                item,
                title,
                after: of_json("items", &after)?,
            })
        })
        .collect::<Result<Vec<_>, PlanningWriteError>>()?;
    let Some(way) = circle(id, &asked.after, &followers) else {
        return Ok(());
    };
    let between = way.into_iter().map(|follower| follower.title.clone());
    let titles = std::iter::once(asked.title.clone()).chain(between);
    Err(AskError::Circle {
        titles: titles.collect(),
    }
    .into())
}
