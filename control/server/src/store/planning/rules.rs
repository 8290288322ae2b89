//! What the plan has to keep: the working calendar, protected hours, quotas.

use control_wire::rest::planning::street::{
    CalendarDay, NewQuota, ProtectedHoursOf, QuotaOf, StreetCalendar,
};

use super::{PlanningWriteError, found, of_word, small, to_word};
use crate::store::{Store, StoreFailed, next_number};

/// id, department, line, from, until, allowed.
type QuotaRow = (i64, Option<i64>, Option<i64>, String, String, i64);
/// weekday, date, from, until, note.
type HoursRow = (Option<i64>, Option<String>, i64, i64, String);

impl Store {
    /// The working calendar.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn street_calendar(&self) -> Result<StreetCalendar, StoreFailed> {
        let days: Vec<(String, String, String)> =
            sqlx::query_as("SELECT date, kind, note FROM calendar_days ORDER BY date")
                .fetch_all(&self.read)
                .await?;
        let protected: Vec<HoursRow> = sqlx::query_as(
            "SELECT weekday, date, from_min, until_min, note FROM protected_hours ORDER BY number",
        )
        .fetch_all(&self.read)
        .await?;
        Ok(StreetCalendar {
            days: days
                .into_iter()
                .map(|(date, kind, note)| {
                    Ok(CalendarDay {
                        date,
                        kind: of_word("calendar_days", &kind)?,
                        note,
                    })
                })
                .collect::<Result<_, StoreFailed>>()?,
            protected: protected
                .into_iter()
                .map(|(weekday, date, from, until, note)| {
                    let weekday = weekday.map(|day| small("protected_hours", day));
                    Ok(ProtectedHoursOf {
                        weekday: weekday.transpose()?,
                        date,
                        from_min: small("protected_hours", from)?,
                        until_min: small("protected_hours", until)?,
                        note,
                    })
                })
                .collect::<Result<_, StoreFailed>>()?,
        })
    }

    /// Makes this the working calendar.
    ///
    /// # Errors
    /// When a date is there twice.
    pub async fn set_street_calendar(
        &self,
        calendar: &StreetCalendar,
    ) -> Result<(), PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        for statement in ["DELETE FROM calendar_days", "DELETE FROM protected_hours"] {
            sqlx::query(statement).execute(&mut *transaction).await?;
        }
        for day in &calendar.days {
            sqlx::query("INSERT INTO calendar_days (date, kind, note) VALUES ($1, $2, $3)")
                .bind(&day.date)
                .bind(to_word("calendar_days", day.kind)?)
                .bind(&day.note)
                .execute(&mut *transaction)
                .await?;
        }
        for (number, hours) in (1i64..).zip(&calendar.protected) {
            sqlx::query(
                "INSERT INTO protected_hours (number, weekday, date, from_min, until_min, note)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(number)
            .bind(hours.weekday.map(i64::from))
            .bind(hours.date.as_deref())
            .bind(i64::from(hours.from_min))
            .bind(i64::from(hours.until_min))
            .bind(&hours.note)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Every quota, the latest period first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn quotas(&self) -> Result<Vec<QuotaOf>, StoreFailed> {
        let rows: Vec<QuotaRow> = sqlx::query_as(
            "SELECT id, department, line, from_date, until_date, allowed FROM quotas
             ORDER BY from_date DESC, id",
        )
        .fetch_all(&self.read)
        .await?;
        rows.into_iter()
            .map(|(id, department, line, from, until, allowed)| {
                Ok(QuotaOf {
                    id,
                    department,
                    line,
                    from,
                    until,
                    allowed: small("quotas", allowed)?,
                })
            })
            .collect()
    }

    /// Adds a quota.
    ///
    /// # Errors
    /// When it names a department or line that there is not.
    pub async fn add_quota(&self, new: &NewQuota) -> Result<QuotaOf, PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let id = next_number(&mut transaction, "quota").await?;
        sqlx::query(
            "INSERT INTO quotas (id, department, line, from_date, until_date, allowed)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(new.department)
        .bind(new.line)
        .bind(&new.from)
        .bind(&new.until)
        .bind(i64::from(new.allowed))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(QuotaOf {
            id,
            department: new.department,
            line: new.line,
            from: new.from.clone(),
            until: new.until.clone(),
            allowed: new.allowed,
        })
    }

    /// Changes a quota.
    ///
    /// # Errors
    /// When there is none, or it names what there is not.
    pub async fn change_quota(&self, id: i64, new: &NewQuota) -> Result<(), PlanningWriteError> {
        let changed = sqlx::query(
            "UPDATE quotas SET department = $1, line = $2, from_date = $3, until_date = $4,
             allowed = $5 WHERE id = $6",
        )
        .bind(new.department)
        .bind(new.line)
        .bind(&new.from)
        .bind(&new.until)
        .bind(i64::from(new.allowed))
        .bind(id)
        .execute(&self.write)
        .await?;
        found(changed.rows_affected())
    }

    /// Removes a quota.
    ///
    /// # Errors
    /// When there is none.
    pub async fn remove_quota(&self, id: i64) -> Result<(), PlanningWriteError> {
        let removed = sqlx::query("DELETE FROM quotas WHERE id = $1")
            .bind(id)
            .execute(&self.write)
            .await?;
        found(removed.rows_affected())
    }
}
