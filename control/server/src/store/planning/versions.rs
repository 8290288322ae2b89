//! Versions of a week's plan.

use std::collections::BTreeMap;

use control_domain::agenda::AgendaItem;
use control_wire::rest::planning::board::{PlanCost, PlanVersion, Savings, Slot, VersionState};
use planning::dates::Week;
use planning::week::SlotElsewhere;
use sqlx::{Any, AnyConnection, FromRow, Transaction};

use super::{PlanningWriteError, found, of_json, of_word, small, to_json, to_word};
use crate::store::{Store, StoreFailed, next_number};

const TABLE: &str = "plan_versions";

/// Slots of other weeks that are looked at, the latest first: several years of them.
const SLOTS_ELSEWHERE_MAX: i64 = 5_000;

/// What a plan costs and saves, as it is kept.
type Judged = (PlanCost, Savings);

#[derive(Debug, FromRow)]
struct VersionRow {
    id: i64,
    week: String,
    number: i64,
    state: String,
    made_ms: i64,
    made_by: i64,
    published_ms: Option<i64>,
    judged: String,
}

/// item, department, line, the last approval's state, date, week, the version's state.
type ElsewhereRow = (
    i64,
    i64,
    Option<i64>,
    Option<String>,
    String,
    String,
    String,
);
/// version, item, window, start, hold.
type SlotRow = (i64, i64, i64, i64, String);

/// A draft to be kept.
#[derive(Debug, Clone, Copy)]
pub struct DraftOf<'a> {
    /// The week.
    pub week: Week,
    /// Its slots.
    pub slots: &'a [Slot],
    /// What they cost and save.
    pub judged: Judged,
    /// Who made it: a user.
    pub by: i64,
    /// Unix milliseconds.
    pub now_ms: i64,
}

/// The least cost that is known of a week's problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BestKnown {
    /// The cost, as the solver writes it (JSON).
    pub objective: String,
    /// SHA-256 (hex) of the problem it is known of.
    pub problem_hash: String,
}

impl Store {
    /// Every version of the weeks whose Mondays lie within two dates, by week and number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_versions(
        &self,
        from: Week,
        until: Week,
    ) -> Result<Vec<PlanVersion>, StoreFailed> {
        let rows: Vec<VersionRow> = sqlx::query_as(
            "SELECT id, week, number, state, made_ms, made_by, published_ms, judged
             FROM plan_versions WHERE week >= $1 AND week <= $2 ORDER BY week, number",
        )
        .bind(from.to_string())
        .bind(until.to_string())
        .fetch_all(&self.read)
        .await?;
        let slots: Vec<SlotRow> = sqlx::query_as(
            "SELECT s.version, s.item, s.window_id, s.start_min, s.hold
             FROM plan_slots s JOIN plan_versions v ON v.id = s.version
             WHERE v.week >= $1 AND v.week <= $2 ORDER BY s.window_id, s.start_min, s.item",
        )
        .bind(from.to_string())
        .bind(until.to_string())
        .fetch_all(&self.read)
        .await?;
        let mut of_version: BTreeMap<i64, Vec<Slot>> = BTreeMap::new();
        for row in slots {
            of_version.entry(row.0).or_default().push(slot(row)?);
        }
        rows.into_iter()
            .map(|row| {
                let slots = of_version.remove(&row.id).unwrap_or_default();
                version(row, slots)
            })
            .collect()
    }

    /// The slots that items have in every week's plan, or in every other week's: of the draft where a
    /// week has one, else of what is in force.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn slots_elsewhere(
        &self,
        but: Option<Week>,
    ) -> Result<Vec<SlotElsewhere>, StoreFailed> {
        let week = but.map_or_else(String::new, |week| week.to_string());
        let rows: Vec<ElsewhereRow> = sqlx::query_as(
            "SELECT s.item, i.department, i.line,
                 (SELECT CASE WHEN a.reasons = '[]' THEN 'not-needed' ELSE a.state END
                  FROM approvals a WHERE a.item = i.id ORDER BY a.id DESC LIMIT 1),
                 w.date, v.week, v.state
                 FROM plan_slots s JOIN plan_versions v ON v.id = s.version
                 JOIN items i ON i.id = s.item JOIN windows w ON w.id = s.window_id
                 WHERE v.week <> $1 AND v.state <> 'superseded' AND i.withdrawn = 0
                 ORDER BY v.week DESC, v.number LIMIT $2",
        )
        .bind(week)
        .bind(SLOTS_ELSEWHERE_MAX)
        .fetch_all(&self.read)
        .await?;
        let drafted: Vec<String> = rows
            .iter()
            .filter(|row| row.6 == "draft")
            .map(|row| row.5.clone())
            .collect();
        rows.into_iter()
            .filter(|row| row.6 == "draft" || !drafted.contains(&row.5))
            .map(|(item, department, line, approval, date, _, _)| {
                Ok(SlotElsewhere {
                    item,
                    department,
                    line,
                    granted: approval.as_deref() == Some("granted"),
                    date: planning::dates::date_of(&date).map_err(|error| {
                        StoreFailed::Unreadable {
                            table: "windows",
                            what: error.to_string(),
                        }
                    })?,
                })
            })
            .collect()
    }

    /// Keeps a week's draft: the one there is gets these slots, else one is made.
    ///
    /// # Errors
    /// When an item or window is not there any more.
    pub async fn keep_draft(
        &self,
        draft: DraftOf<'_>,
        best: Option<&BestKnown>,
    ) -> Result<PlanVersion, PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let week = draft.week.to_string();
        let judged = to_json(TABLE, &draft.judged)?;
        let present: Option<i64> =
            sqlx::query_scalar("SELECT id FROM plan_versions WHERE week = $1 AND state = 'draft'")
                .bind(&week)
                .fetch_optional(&mut *transaction)
                .await?;
        let id = match present {
            Some(id) => {
                sqlx::query("UPDATE plan_versions SET judged = $1 WHERE id = $2")
                    .bind(&judged)
                    .bind(id)
                    .execute(&mut *transaction)
                    .await?;
                sqlx::query("DELETE FROM plan_slots WHERE version = $1")
                    .bind(id)
                    .execute(&mut *transaction)
                    .await?;
                id
            }
            None => insert_draft(&mut transaction, &draft, &judged).await?,
        };
        for slot in draft.slots {
            sqlx::query(
                "INSERT INTO plan_slots (version, item, window_id, start_min, hold)
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(id)
            .bind(slot.item)
            .bind(slot.window)
            .bind(i64::from(slot.start_min))
            .bind(to_word("plan_slots", slot.hold)?)
            .execute(&mut *transaction)
            .await?;
        }
        if let Some(best) = best {
            sqlx::query("UPDATE plan_versions SET best = $1, best_of = $2 WHERE id = $3")
                .bind(&best.objective)
                .bind(&best.problem_hash)
                .bind(id)
                .execute(&mut *transaction)
                .await?;
        }
        let kept = version_of(&mut transaction, id).await?;
        transaction.commit().await?;
        kept.ok_or(PlanningWriteError::Changed)
    }

    /// The least cost known for a week's draft.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn best_known(&self, week: Week) -> Result<Option<BestKnown>, StoreFailed> {
        let row: Option<(Option<String>, Option<String>)> = sqlx::query_as(
            "SELECT best, best_of FROM plan_versions WHERE week = $1 AND state = 'draft'",
        )
        .bind(week.to_string())
        .fetch_optional(&self.read)
        .await?;
        Ok(match row {
            Some((Some(objective), Some(problem_hash))) => Some(BestKnown {
                objective,
                problem_hash,
            }),
            Some((None, _) | (_, None)) | None => None,
        })
    }

    /// Throws a week's draft away.
    ///
    /// # Errors
    /// When there is none.
    pub async fn discard_draft(&self, week: Week) -> Result<(), PlanningWriteError> {
        let removed = sqlx::query("DELETE FROM plan_versions WHERE week = $1 AND state = 'draft'")
            .bind(week.to_string())
            .execute(&self.write)
            .await?;
        found(removed.rows_affected())
    }

    /// Freezes the published version of that number.
    ///
    /// # Errors
    /// When it is not the published one any more.
    pub async fn freeze_version(&self, id: i64) -> Result<(), PlanningWriteError> {
        let frozen = sqlx::query(
            "UPDATE plan_versions SET state = 'frozen' WHERE id = $1 AND state = 'published'",
        )
        .bind(id)
        .execute(&self.write)
        .await?;
        if frozen.rows_affected() == 0 {
            return Err(PlanningWriteError::Changed);
        }
        Ok(())
    }

    /// One version.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_version(&self, id: i64) -> Result<Option<PlanVersion>, StoreFailed> {
        let mut connection = self.read.acquire().await?;
        version_of(&mut connection, id).await
    }

    /// The run of show that a session takes from the published plan; empty where it was not planned.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn planned_agenda(&self, session: i64) -> Result<Vec<AgendaItem>, StoreFailed> {
        let agenda: Option<String> =
            sqlx::query_scalar("SELECT agenda FROM planned_sessions WHERE session = $1")
                .bind(session)
                .fetch_optional(&self.read)
                .await?;
        agenda.map_or_else(
            || Ok(Vec::new()),
            |agenda| of_json("planned_sessions", &agenda),
        )
    }
}

async fn insert_draft(
    transaction: &mut Transaction<'_, Any>,
    draft: &DraftOf<'_>,
    judged: &str,
) -> Result<i64, PlanningWriteError> {
    let week = draft.week.to_string();
    let last: Option<i64> =
        sqlx::query_scalar("SELECT MAX(number) FROM plan_versions WHERE week = $1")
            .bind(&week)
            .fetch_one(&mut **transaction)
            .await?;
    let id = next_number(transaction, "plan-version").await?;
    sqlx::query(
        "INSERT INTO plan_versions (id, week, number, state, made_ms, made_by, judged)
         VALUES ($1, $2, $3, 'draft', $4, $5, $6)",
    )
    .bind(id)
    .bind(&week)
    .bind(last.unwrap_or(0) + 1)
    .bind(draft.now_ms)
    .bind(draft.by)
    .bind(judged)
    .execute(&mut **transaction)
    .await?;
    Ok(id)
}

pub(super) async fn version_of(
    connection: &mut AnyConnection,
    id: i64,
) -> Result<Option<PlanVersion>, StoreFailed> {
    let row: Option<VersionRow> = sqlx::query_as(
        "SELECT id, week, number, state, made_ms, made_by, published_ms, judged
         FROM plan_versions WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let slots: Vec<SlotRow> = sqlx::query_as(
        "SELECT version, item, window_id, start_min, hold FROM plan_slots
         WHERE version = $1 ORDER BY window_id, start_min, item",
    )
    .bind(id)
    .fetch_all(&mut *connection)
    .await?;
    let slots = slots.into_iter().map(slot).collect::<Result<_, _>>()?;
    version(row, slots).map(Some)
}

fn version(row: VersionRow, slots: Vec<Slot>) -> Result<PlanVersion, StoreFailed> {
    let (cost, savings): Judged = of_json(TABLE, &row.judged)?;
    let state: VersionState = of_word(TABLE, &row.state)?;
    Ok(PlanVersion {
        id: row.id,
        week: row.week,
        number: small(TABLE, row.number)?,
        state,
        made_ms: row.made_ms,
        made_by: row.made_by,
        published_ms: row.published_ms,
        slots,
        cost,
        savings,
    })
}

fn slot((_, item, window, start, hold): SlotRow) -> Result<Slot, StoreFailed> {
    Ok(Slot {
        item,
        window,
        start_min: small("plan_slots", start)?,
        hold: of_word("plan_slots", &hold)?,
    })
}
