//! What stays of a session: figures of venues and items, without names of people.

use control_wire::VenueNumber;
use control_wire::rest::attendance::{AttendedSession, HeldItem};

use super::follow_ups::{self, NewFollowUp};
use crate::store::{Store, StoreFailed, venue_number};

/// Rows one listing returns, the newest first.
const LISTED_MAX: i64 = 500;

/// Everything that stays of a session.
#[derive(Debug, Clone)]
pub struct SessionFacts {
    /// The session.
    pub session: i64,
    /// Its venues.
    pub venues: Vec<AttendedSession>,
    /// Its items.
    pub items: Vec<HeldItem>,
    /// What is still to be done.
    pub follow_ups: Vec<NewFollowUp>,
}

#[derive(sqlx::FromRow)]
struct AttendedRow {
    session: i64,
    title: String,
    opened_ms: i64,
    ended_ms: i64,
    venue: i64,
    due_ms: i64,
    due_there_ms: i64,
    people: Option<i64>,
    late_ms: Option<i64>,
    early_ms: Option<i64>,
    on_leave: i64,
    absent: i64,
    confirmed: i64,
}

#[derive(sqlx::FromRow)]
struct HeldRow {
    session: i64,
    opened_ms: i64,
    department: String,
    title: String,
    planned_minutes: i64,
    ran_ms: i64,
    venues_due: i64,
    venues_there: i64,
}

impl Store {
    /// Notes what stays of a session, in place of what was noted before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_facts(&self, facts: &SessionFacts, now_ms: i64) -> Result<(), StoreFailed> {
        let mut transaction = self.write.begin().await?;
        sqlx::query("DELETE FROM attended WHERE session = $1")
            .bind(facts.session)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM held_items WHERE session = $1")
            .bind(facts.session)
            .execute(&mut *transaction)
            .await?;
        for row in &facts.venues {
            sqlx::query(
                "INSERT INTO attended
                     (session, venue, opened_ms, ended_ms, due_ms, due_there_ms, people, late_ms,
                      early_ms, on_leave, absent, confirmed)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            )
            .bind(facts.session)
            .bind(i64::from(row.venue))
            .bind(row.opened_ms)
            .bind(row.ended_ms)
            .bind(row.due_ms)
            .bind(row.due_there_ms)
            .bind(row.people.map(i64::from))
            .bind(row.late_ms)
            .bind(row.early_ms)
            .bind(i64::from(row.on_leave))
            .bind(i64::from(row.absent))
            .bind(i64::from(row.confirmed))
            .execute(&mut *transaction)
            .await?;
        }
        for (number, item) in (1_i64..).zip(&facts.items) {
            sqlx::query(
                "INSERT INTO held_items
                     (session, item, opened_ms, department, title, planned_minutes, ran_ms,
                      venues_due, venues_there)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(facts.session)
            .bind(number)
            .bind(item.opened_ms)
            .bind(&item.department)
            .bind(&item.title)
            .bind(i64::from(item.planned_minutes))
            .bind(item.ran_ms)
            .bind(i64::from(item.venues_due))
            .bind(i64::from(item.venues_there))
            .execute(&mut *transaction)
            .await?;
        }
        follow_ups::note(&mut transaction, facts.session, &facts.follow_ups, now_ms).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Ended sessions of which nothing is noted: the server stopped in between.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_without_facts(&self) -> Result<Vec<i64>, StoreFailed> {
        Ok(sqlx::query_scalar(
            "SELECT id FROM sessions WHERE phase = 'ended'
               AND id NOT IN (SELECT session FROM attended)
               AND id NOT IN (SELECT session FROM erasures)
             ORDER BY id",
        )
        .fetch_all(&self.read)
        .await?)
    }

    /// A venue's part in the sessions that went live within a time, newest first; of all venues
    /// where none is named. At most 500.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attended(
        &self,
        venue: Option<VenueNumber>,
        from_ms: i64,
        until_ms: i64,
    ) -> Result<Vec<AttendedSession>, StoreFailed> {
        let (lowest, highest) =
            venue.map_or((0, i64::MAX), |venue| (i64::from(venue), i64::from(venue)));
        let rows: Vec<AttendedRow> = sqlx::query_as(
            "SELECT a.session, s.title, a.opened_ms, a.ended_ms, a.venue, a.due_ms,
                    a.due_there_ms, a.people, a.late_ms, a.early_ms, a.on_leave, a.absent,
                    a.confirmed
             FROM attended a JOIN sessions s ON s.id = a.session
             WHERE a.venue >= $1 AND a.venue <= $2 AND a.opened_ms >= $3 AND a.opened_ms < $4
             ORDER BY a.opened_ms DESC, a.session DESC, a.venue LIMIT $5",
        )
        .bind(lowest)
        .bind(highest)
        .bind(from_ms)
        .bind(until_ms)
        .bind(LISTED_MAX)
        .fetch_all(&self.read)
        .await?;
        rows.into_iter().map(AttendedRow::attended).collect()
    }

    /// The items of the sessions that went live within a time, newest first; of all departments
    /// where none is named. At most 500.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn held_items(
        &self,
        department: Option<&str>,
        from_ms: i64,
        until_ms: i64,
    ) -> Result<Vec<HeldItem>, StoreFailed> {
        let rows: Vec<HeldRow> = sqlx::query_as(
            "SELECT session, opened_ms, department, title, planned_minutes, ran_ms, venues_due,
                    venues_there
             FROM held_items
             WHERE ($1 = '' OR department = $2) AND opened_ms >= $3 AND opened_ms < $4
             ORDER BY opened_ms DESC, session DESC, item LIMIT $5",
        )
        .bind(department.unwrap_or_default())
        .bind(department.unwrap_or_default())
        .bind(from_ms)
        .bind(until_ms)
        .bind(LISTED_MAX)
        .fetch_all(&self.read)
        .await?;
        rows.into_iter().map(HeldRow::item).collect()
    }
}

impl AttendedRow {
    fn attended(self) -> Result<AttendedSession, StoreFailed> {
        Ok(AttendedSession {
            session: self.session,
            title: self.title,
            opened_ms: self.opened_ms,
            ended_ms: self.ended_ms,
            venue: venue_number("attended", self.venue)?,
            due_ms: self.due_ms,
            due_there_ms: self.due_there_ms,
            people: self
                .people
                .map(|people| count("attended", people))
                .transpose()?,
            late_ms: self.late_ms,
            early_ms: self.early_ms,
            on_leave: self.on_leave != 0,
            absent: self.absent != 0,
            confirmed: self.confirmed != 0,
        })
    }
}

impl HeldRow {
    fn item(self) -> Result<HeldItem, StoreFailed> {
        Ok(HeldItem {
            session: self.session,
            opened_ms: self.opened_ms,
            department: self.department,
            title: self.title,
            planned_minutes: count("held_items", self.planned_minutes)?,
            ran_ms: self.ran_ms,
            venues_due: count("held_items", self.venues_due)?,
            venues_there: count("held_items", self.venues_there)?,
        })
    }
}

fn count(table: &'static str, number: i64) -> Result<u32, StoreFailed> {
    u32::try_from(number).map_err(|_| StoreFailed::Unreadable {
        table,
        what: format!("a count of {number}"),
    })
}
