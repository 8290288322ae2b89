//! Tips waiting for the next weekly mail, and the issues that went out.

use std::collections::BTreeMap;

use control_wire::rest::tips::{NewTip, SentTip, Tip, TipsArchive, TipsIssue};
use jiff::civil::Date;
use planning::dates::{Week, date_of};
use slotting::calendar::WorkingCalendar;

use super::outbox::{NewMessage, queue_in};
use super::{Store, StoreFailed, next_number};

/// Tips that wait at once.
pub const WAITING_MAX: i64 = 200;

/// Issues one reading returns.
pub const ISSUES_MAX: usize = 20;

/// Why a tip was not taken or changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeTipError {
    /// There is no such department.
    #[error("no such department")]
    NoSuchDepartment,
    /// There is no such tip, or it went out.
    #[error("no such tip waits")]
    Unknown,
    /// As many wait as can.
    #[error("{WAITING_MAX} tips wait already")]
    TooMany,
    /// The order does not name every waiting tip once.
    #[error("the order does not name every waiting tip once")]
    OtherTips,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

impl From<sqlx::Error> for ChangeTipError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// number, department, department's name, title, body, held, submitted.
type TipRow = (i64, Option<i64>, String, String, String, i64, i64);

impl Store {
    /// The tips that wait, in the order of the next issue.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_tips(&self) -> Result<Vec<Tip>, StoreFailed> {
        let rows: Vec<TipRow> = sqlx::query_as(
            "SELECT number, department, department_name, title, body, held, submitted_ms
             FROM tips WHERE issue IS NULL ORDER BY position, number",
        )
        .fetch_all(&self.read)
        .await?;
        Ok(rows.into_iter().map(tip).collect())
    }

    /// Adds a tip at the end of the next issue.
    ///
    /// # Errors
    /// See [`ChangeTipError`].
    pub async fn add_tip(
        &self,
        new: &NewTip,
        submitted_by: i64,
        now_ms: i64,
    ) -> Result<Tip, ChangeTipError> {
        let mut transaction = self.write.begin().await?;
        let department = department_name(&mut transaction, new.department).await?;
        let waiting: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM tips WHERE issue IS NULL")
            .fetch_one(&mut *transaction)
            .await?;
        if waiting >= WAITING_MAX {
            return Err(ChangeTipError::TooMany);
        }
        let number = next_number(&mut transaction, "tip").await?;
        sqlx::query(
            "INSERT INTO tips (number, department, department_name, title, body, held, position,
                               submitted_ms, submitted_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(number)
        .bind(new.department)
        .bind(&department)
        .bind(&new.title)
        .bind(&new.body)
        .bind(i64::from(new.held))
        .bind(number)
        .bind(now_ms)
        .bind(submitted_by)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Tip {
            number,
            department: new.department,
            department_name: department,
            title: new.title.clone(),
            body: new.body.clone(),
            held: new.held,
            submitted_ms: now_ms,
        })
    }

    /// Changes a waiting tip.
    ///
    /// # Errors
    /// See [`ChangeTipError`].
    pub async fn change_tip(&self, number: i64, new: &NewTip) -> Result<(), ChangeTipError> {
        let mut transaction = self.write.begin().await?;
        let department = department_name(&mut transaction, new.department).await?;
        let changed = sqlx::query(
            "UPDATE tips SET department = $1, department_name = $2, title = $3, body = $4, held = $5
             WHERE number = $6 AND issue IS NULL",
        )
        .bind(new.department)
        .bind(department)
        .bind(&new.title)
        .bind(&new.body)
        .bind(i64::from(new.held))
        .bind(number)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        known(changed.rows_affected())
    }

    /// Takes a waiting tip back.
    ///
    /// # Errors
    /// See [`ChangeTipError`].
    pub async fn remove_tip(&self, number: i64) -> Result<(), ChangeTipError> {
        let removed = sqlx::query("DELETE FROM tips WHERE number = $1 AND issue IS NULL")
            .bind(number)
            .execute(&self.write)
            .await?;
        known(removed.rows_affected())
    }

    /// Puts the waiting tips in this order.
    ///
    /// # Errors
    /// See [`ChangeTipError`].
    pub async fn order_tips(&self, order: &[i64]) -> Result<(), ChangeTipError> {
        let mut transaction = self.write.begin().await?;
        let mut waiting: Vec<i64> =
            sqlx::query_scalar("SELECT number FROM tips WHERE issue IS NULL ORDER BY number")
                .fetch_all(&mut *transaction)
                .await?;
        let mut named = order.to_vec();
        named.sort_unstable();
        waiting.sort_unstable();
        if named != waiting {
            return Err(ChangeTipError::OtherTips);
        }
        for (position, number) in (0_i64..).zip(order) {
            sqlx::query("UPDATE tips SET position = $1 WHERE number = $2")
                .bind(position)
                .bind(number)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The last week whose issue is settled.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settled_week(&self) -> Result<Option<Week>, StoreFailed> {
        let week: Option<String> =
            sqlx::query_scalar("SELECT week FROM tips_issues ORDER BY week DESC LIMIT 1")
                .fetch_optional(&self.read)
                .await?;
        week.map(|week| Week::beginning(&week).map_err(|error| unreadable(&error)))
            .transpose()
    }

    /// Settles a week: these tips are its issue, and these mails are queued. All of it happens or
    /// nothing, and it happens once: false where the week is settled already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_week(
        &self,
        week: Week,
        tips: &[Tip],
        mails: &[NewMessage],
        now_ms: i64,
    ) -> Result<bool, StoreFailed> {
        let mut transaction = self.write.begin().await?;
        let settled: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM tips_issues WHERE week = $1")
            .bind(week.to_string())
            .fetch_one(&mut *transaction)
            .await?;
        if settled > 0 {
            return Ok(false);
        }
        let issue = next_number(&mut transaction, "tips-issue").await?;
        sqlx::query(
            "INSERT INTO tips_issues (number, week, settled_ms, recipients)
             VALUES ($1, $2, $3, $4)",
        )
        .bind(issue)
        .bind(week.to_string())
        .bind(now_ms)
        .bind(i64::try_from(mails.len()).unwrap_or(i64::MAX))
        .execute(&mut *transaction)
        .await?;
        for (position, tip) in (0_i64..).zip(tips) {
            sqlx::query(
                "UPDATE tips SET issue = $1, position = $2, department_name = $3, title = $4, body = $5
                 WHERE number = $6 AND issue IS NULL",
            )
            .bind(issue)
            .bind(position)
            .bind(&tip.department_name)
            .bind(&tip.title)
            .bind(&tip.body)
            .bind(tip.number)
            .execute(&mut *transaction)
            .await?;
        }
        for mail in mails {
            queue_in(&mut transaction, mail, now_ms).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// The newest issues before number `before` that have a tip with every one of `words` (the
    /// first three count), with these tips; weeks without tips are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tips_archive(
        &self,
        words: &[String],
        before: Option<i64>,
    ) -> Result<TipsArchive, StoreFailed> {
        // A word is looked for in lower case; LIKE's own wildcards are only characters here.
        let [first, second, third] = [0, 1, 2].map(|n| {
            let word = words.get(n).map_or("", String::as_str).to_lowercase();
            let literal: String = word
                .chars()
                .flat_map(|c| {
                    matches!(c, '%' | '_' | '!')
                        .then_some('!')
                        .into_iter()
                        .chain([c])
                })
                .collect();
            format!("%{literal}%")
        });
        let numbers: Vec<i64> = sqlx::query_scalar(
            "SELECT issue FROM tips
             WHERE issue IS NOT NULL AND issue < $1
               AND LOWER(department_name || ' ' || title || ' ' || body) LIKE $2 ESCAPE '!'
               AND LOWER(department_name || ' ' || title || ' ' || body) LIKE $3 ESCAPE '!'
               AND LOWER(department_name || ' ' || title || ' ' || body) LIKE $4 ESCAPE '!'
             GROUP BY issue ORDER BY issue DESC LIMIT $5",
        )
        .bind(before.unwrap_or(i64::MAX))
        .bind(&first)
        .bind(&second)
        .bind(&third)
        .bind(i64::try_from(ISSUES_MAX + 1).unwrap_or(i64::MAX))
        .fetch_all(&self.read)
        .await?;
        let more = numbers.len() > ISSUES_MAX;
        let mut issues = Vec::new();
        for number in numbers.into_iter().take(ISSUES_MAX) {
            let (week, sent_ms, recipients): (String, i64, i64) = sqlx::query_as(
                "SELECT week, settled_ms, recipients FROM tips_issues WHERE number = $1",
            )
            .bind(number)
            .fetch_one(&self.read)
            .await?;
            let delivered: i64 = sqlx::query_scalar(
                "SELECT COUNT(*) FROM messages
                 WHERE kind = 'tips' AND state = 'sent' AND dedup_key LIKE $1",
            )
            .bind(format!("tips/{week}/%"))
            .fetch_one(&self.read)
            .await?;
            let tips: Vec<(String, String, String)> = sqlx::query_as(
                "SELECT department_name, title, body FROM tips
                 WHERE issue = $1
                   AND LOWER(department_name || ' ' || title || ' ' || body) LIKE $2 ESCAPE '!'
                   AND LOWER(department_name || ' ' || title || ' ' || body) LIKE $3 ESCAPE '!'
                   AND LOWER(department_name || ' ' || title || ' ' || body) LIKE $4 ESCAPE '!'
                 ORDER BY position",
            )
            .bind(number)
            .bind(&first)
            .bind(&second)
            .bind(&third)
            .fetch_all(&self.read)
            .await?;
            issues.push(TipsIssue {
                number,
                week,
                sent_ms,
                recipients: u32::try_from(recipients).unwrap_or(u32::MAX),
                delivered: u32::try_from(delivered).unwrap_or(u32::MAX),
                tips: tips
                    .into_iter()
                    .map(|(department, title, body)| SentTip {
                        department,
                        title,
                        body,
                    })
                    .collect(),
            });
        }
        Ok(TipsArchive { issues, more })
    }

    /// Which days are worked. The protected hours are left out: they concern nothing here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn working_days(&self) -> Result<WorkingCalendar, StoreFailed> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT kind, date FROM calendar_days ORDER BY date")
                .fetch_all(&self.read)
                .await?;
        let mut days: BTreeMap<String, Vec<Date>> = BTreeMap::new();
        for (kind, date) in rows {
            let date = date_of(&date).map_err(|error| unreadable(&error))?;
            days.entry(kind).or_default().push(date);
        }
        let mut of = |kind: &str| days.remove(kind).unwrap_or_default().into_iter().collect();
        Ok(WorkingCalendar {
            days_off: of("off"),
            make_up_days: of("make-up"),
            protected: Vec::new(),
        })
    }
}

async fn department_name(
    transaction: &mut sqlx::Transaction<'_, sqlx::Any>,
    department: i64,
) -> Result<String, ChangeTipError> {
    sqlx::query_scalar("SELECT name FROM departments WHERE id = $1")
        .bind(department)
        .fetch_optional(&mut **transaction)
        .await?
        .ok_or(ChangeTipError::NoSuchDepartment)
}

fn known(changed: u64) -> Result<(), ChangeTipError> {
    if changed > 0 {
        Ok(())
    } else {
        Err(ChangeTipError::Unknown)
    }
}

fn tip((number, department, name, title, body, held, submitted_ms): TipRow) -> Tip {
    Tip {
        number,
        department: department.unwrap_or(0),
        department_name: name,
        title,
        body,
        held: held != 0,
        submitted_ms,
    }
}

fn unreadable(error: &planning::dates::NotADate) -> StoreFailed {
    StoreFailed::Unreadable {
        table: "tips_issues or calendar_days",
        what: error.to_string(),
    }
}
