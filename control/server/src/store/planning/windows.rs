//! Series, windows, calls and answers.

use std::collections::BTreeMap;

use control_wire::rest::planning::items::{Approval, ApprovalReason};
use control_wire::rest::planning::windows::{
    AnswerKind, Call, CallAnswer, NewSeries, NewWindow, Series, Window, WindowState,
};
use jiff::civil::Date;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, FromRow};

use super::approvals::{About, ask};
use super::{PlanningWriteError, found, of_json, of_word, small, to_json, to_word};
use crate::store::outbox::{NewMessage, queue_in};
use crate::store::{Store, StoreFailed, next_number};

/// Windows that one listing returns.
pub const WINDOWS_LISTED_MAX: i64 = 1_000;
/// Calls that one listing returns.
pub const CALLS_LISTED_MAX: i64 = 200;

const TABLE: &str = "windows";

/// A window as [`WindowRow`] reads it.
macro_rules! select_window {
    () => {
        "SELECT w.id, w.date, w.half, w.room, w.opens_min, w.closes_min, w.cap_min, w.series,
         c.id AS call_id, p.session AS session, s.phase AS phase
         FROM windows w LEFT JOIN calls c ON c.window_id = w.id
         LEFT JOIN planned_sessions p ON p.window_id = w.id
         LEFT JOIN sessions s ON s.id = p.session"
    };
}

/// id, department, name, week, weekday, half, audience, the last approval's state.
type SeriesRow = (i64, i64, String, i64, i64, String, String, Option<String>);

#[derive(Debug, FromRow)]
struct WindowRow {
    id: i64,
    date: String,
    half: String,
    room: String,
    opens_min: i64,
    closes_min: i64,
    cap_min: i64,
    series: Option<i64>,
    call_id: Option<i64>,
    session: Option<i64>,
    phase: Option<String>,
}

#[derive(Debug, FromRow)]
struct CallRow {
    id: i64,
    window_id: i64,
    about: String,
    made_ms: i64,
    deadline_ms: i64,
}

/// A call as it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallMade<'a> {
    /// Its window.
    pub window: i64,
    /// What the meeting is about.
    pub about: &'a str,
    /// Until when answers count, Unix milliseconds.
    pub deadline_ms: i64,
    /// Who makes it: a user.
    pub by: i64,
    /// Unix milliseconds.
    pub now_ms: i64,
}

impl Store {
    /// Every series, in the order they were made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn series(&self) -> Result<Vec<Series>, StoreFailed> {
        let rows: Vec<SeriesRow> = sqlx::query_as(
            "SELECT s.id, s.department, s.name, s.week, s.weekday, s.half, s.audience,
             (SELECT a.state FROM approvals a WHERE a.series = s.id ORDER BY a.id DESC LIMIT 1)
             FROM series s ORDER BY s.id",
        )
        .fetch_all(&self.read)
        .await?;
        rows.into_iter().map(series).collect()
    }

    /// Adds a series, and asks for its approval where it needs one.
    ///
    /// # Errors
    /// When its department does not exist.
    pub async fn add_series(
        &self,
        new: &NewSeries,
        needs_approval: bool,
        now_ms: i64,
    ) -> Result<Series, PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let id = next_number(&mut transaction, "series").await?;
        sqlx::query(
            "INSERT INTO series (id, department, name, week, weekday, half, audience)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id)
        .bind(new.department)
        .bind(&new.name)
        .bind(i64::from(new.week))
        .bind(i64::from(new.weekday))
        .bind(to_word("series", new.half)?)
        .bind(to_json("series", &new.audience)?)
        .execute(&mut *transaction)
        .await?;
        if needs_approval {
            let reasons = [ApprovalReason::Series];
            let about = About::Series(id);
            ask(&mut transaction, about, &reasons, &new.reason, now_ms).await?;
        }
        transaction.commit().await?;
        Ok(Series {
            id,
            department: new.department,
            name: new.name.clone(),
            week: new.week,
            weekday: new.weekday,
            half: new.half,
            audience: new.audience.clone(),
            approval: if needs_approval {
                Approval::Pending
            } else {
                Approval::NotNeeded
            },
        })
    }

    /// Removes a series that has no windows.
    ///
    /// # Errors
    /// When there is none, or it has windows.
    pub async fn remove_series(&self, id: i64) -> Result<(), PlanningWriteError> {
        let removed = sqlx::query("DELETE FROM series WHERE id = $1")
            .bind(id)
            .execute(&self.write)
            .await?;
        found(removed.rows_affected())
    }

    /// Windows within two dates, by date, half and room.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn windows(&self, from: Date, until: Date) -> Result<Vec<Window>, StoreFailed> {
        let rows: Vec<WindowRow> = sqlx::query_as(concat!(
            select_window!(),
            " WHERE w.date >= $1 AND w.date <= $2
             ORDER BY w.date, CASE WHEN w.half = 'morning' THEN 0 ELSE 1 END, w.room LIMIT $3"
        ))
        .bind(from.to_string())
        .bind(until.to_string())
        .bind(WINDOWS_LISTED_MAX)
        .fetch_all(&self.read)
        .await?;
        rows.into_iter().map(window).collect()
    }

    /// One window.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn window(&self, id: i64) -> Result<Option<Window>, StoreFailed> {
        let row: Option<WindowRow> = sqlx::query_as(concat!(select_window!(), " WHERE w.id = $1"))
            .bind(id)
            .fetch_optional(&self.read)
            .await?;
        row.map(window).transpose()
    }

    /// Adds windows, all or none.
    ///
    /// # Errors
    /// When the room has a window in that half-day already, or a series is not there.
    pub async fn add_windows(&self, new: &[NewWindow]) -> Result<Vec<Window>, PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let mut added = Vec::with_capacity(new.len());
        for new in new {
            let id = next_number(&mut transaction, "window").await?;
            bind_form(
                sqlx::query(
                    "INSERT INTO windows
                     (date, half, room, opens_min, closes_min, cap_min, series, id)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                ),
                new,
            )?
            .bind(id)
            .execute(&mut *transaction)
            .await?;
            added.push(Window {
                id,
                date: new.date.clone(),
                half: new.half,
                room: new.room.clone(),
                opens_min: new.opens_min,
                closes_min: new.closes_min,
                cap_min: new.cap_min,
                series: new.series,
                state: WindowState::Draft,
                session: None,
            });
        }
        transaction.commit().await?;
        Ok(added)
    }

    /// Changes a window that no version of a plan has put anything into.
    ///
    /// # Errors
    /// When there is none, something is in it, or its place is taken.
    pub async fn change_window(&self, id: i64, new: &NewWindow) -> Result<(), PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let used: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM plan_slots WHERE window_id = $1")
            .bind(id)
            .fetch_one(&mut *transaction)
            .await?;
        if used > 0 {
            return Err(PlanningWriteError::Tied);
        }
        let changed = bind_form(
            sqlx::query(
                "UPDATE windows SET date = $1, half = $2, room = $3, opens_min = $4,
                 closes_min = $5, cap_min = $6, series = $7 WHERE id = $8",
            ),
            new,
        )?
        .bind(id)
        .execute(&mut *transaction)
        .await?;
        found(changed.rows_affected())?;
        transaction.commit().await?;
        Ok(())
    }

    /// Removes a window that nobody was called to and nothing was put into.
    ///
    /// # Errors
    /// When there is none, or it is used.
    pub async fn remove_window(&self, id: i64) -> Result<(), PlanningWriteError> {
        let removed = sqlx::query("DELETE FROM windows WHERE id = $1")
            .bind(id)
            .execute(&self.write)
            .await?;
        found(removed.rows_affected())
    }

    /// Makes the call of a window; `mails` says what is mailed of it, by its number.
    ///
    /// # Errors
    /// When there is no such window, or it was called before.
    pub async fn add_call(
        &self,
        made: &CallMade<'_>,
        mails: impl FnOnce(i64) -> Vec<NewMessage> + Send,
    ) -> Result<i64, PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let id = next_number(&mut transaction, "call").await?;
        sqlx::query(
            "INSERT INTO calls (id, window_id, about, made_ms, made_by, deadline_ms)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(made.window)
        .bind(made.about)
        .bind(made.now_ms)
        .bind(made.by)
        .bind(made.deadline_ms)
        .execute(&mut *transaction)
        .await?;
        for mail in mails(id) {
            queue_in(&mut transaction, &mail, made.now_ms).await?;
        }
        transaction.commit().await?;
        Ok(id)
    }

    /// Records that a department has nothing for a call.
    ///
    /// # Errors
    /// When there is no such call or department.
    pub async fn refuse_call(
        &self,
        call: i64,
        department: i64,
        now_ms: i64,
    ) -> Result<(), PlanningWriteError> {
        sqlx::query(
            "INSERT INTO call_refusals (call_id, department, answered_ms) VALUES ($1, $2, $3)
             ON CONFLICT (call_id, department) DO UPDATE SET answered_ms = excluded.answered_ms",
        )
        .bind(call)
        .bind(department)
        .bind(now_ms)
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// Calls of windows within two dates, the nearest first, with what every department but the host
    /// said; `now_ms` says which are open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calls(
        &self,
        from: Date,
        until: Date,
        now_ms: i64,
    ) -> Result<Vec<Call>, StoreFailed> {
        let rows: Vec<CallRow> = sqlx::query_as(
            "SELECT c.id, c.window_id, c.about, c.made_ms, c.deadline_ms
             FROM calls c JOIN windows w ON w.id = c.window_id
             WHERE w.date >= $1 AND w.date <= $2 ORDER BY w.date, c.id LIMIT $3",
        )
        .bind(from.to_string())
        .bind(until.to_string())
        .bind(CALLS_LISTED_MAX)
        .fetch_all(&self.read)
        .await?;
        let windows: BTreeMap<i64, Window> = self
            .windows(from, until)
            .await?
            .into_iter()
            .map(|window| (window.id, window))
            .collect();
        let mut calls = Vec::with_capacity(rows.len());
        for row in rows {
            if let Some(window) = windows.get(&row.window_id) {
                calls.push(self.call_of(row, window.clone(), now_ms).await?);
            }
        }
        Ok(calls)
    }

    /// One call.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn call(&self, id: i64, now_ms: i64) -> Result<Option<Call>, StoreFailed> {
        let row: Option<CallRow> = sqlx::query_as(
            "SELECT id, window_id, about, made_ms, deadline_ms FROM calls WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(&self.read)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let Some(window) = self.window(row.window_id).await? else {
            return Ok(None);
        };
        self.call_of(row, window, now_ms).await.map(Some)
    }

    async fn call_of(
        &self,
        row: CallRow,
        window: Window,
        now_ms: i64,
    ) -> Result<Call, StoreFailed> {
        let host = match window.series {
            Some(id) => self.series().await?.into_iter().find(|one| one.id == id),
            None => None,
        };
        let items: Vec<(i64, i64, i64, i64)> = sqlx::query_as(
            "SELECT id, department, minutes, made_ms FROM items
             WHERE call_id = $1 AND withdrawn = 0 ORDER BY id",
        )
        .bind(row.id)
        .fetch_all(&self.read)
        .await?;
        let refusals: Vec<(i64, i64)> =
            sqlx::query_as("SELECT department, answered_ms FROM call_refusals WHERE call_id = $1")
                .bind(row.id)
                .fetch_all(&self.read)
                .await?;
        let asked_min: i64 = items.iter().map(|(_, _, minutes, _)| minutes).sum();
        let departments = self.departments().await?;
        let answers = departments
            .into_iter()
            .map(|department| department.id)
            .filter(|id| host.as_ref().is_none_or(|host| host.department != *id))
            .map(|department| answer(department, &items, &refusals))
            .collect();
        Ok(Call {
            id: row.id,
            audience: host.map_or_else(Vec::new, |host| host.audience),
            minutes_left: window
                .cap_min
                .saturating_sub(u16::try_from(asked_min).unwrap_or(u16::MAX)),
            open: now_ms <= row.deadline_ms && window.state != WindowState::Closed,
            window,
            about: row.about,
            made_ms: row.made_ms,
            deadline_ms: row.deadline_ms,
            answers,
        })
    }
}

/// Binds what a form says of a window, `$1` to `$7`: from its date to its series.
fn bind_form<'q>(
    query: Query<'q, Any, AnyArguments>,
    new: &'q NewWindow,
) -> Result<Query<'q, Any, AnyArguments>, StoreFailed> {
    Ok(query
        .bind(&new.date)
        .bind(to_word(TABLE, new.half)?)
        .bind(&new.room)
        .bind(i64::from(new.opens_min))
        .bind(i64::from(new.closes_min))
        .bind(i64::from(new.cap_min))
        .bind(new.series))
}

/// What a department said: an item counts before a "nothing".
fn answer(department: i64, items: &[(i64, i64, i64, i64)], refusals: &[(i64, i64)]) -> CallAnswer {
    let own: Vec<&(i64, i64, i64, i64)> = items
        .iter()
        .filter(|(_, of, _, _)| *of == department)
        .collect();
    let refused = refusals.iter().find(|(of, _)| *of == department);
    let (answer, answered_ms) = match (own.last(), refused) {
        (Some((_, _, _, made_ms)), _) => (AnswerKind::Item, Some(*made_ms)),
        (None, Some((_, answered_ms))) => (AnswerKind::Nothing, Some(*answered_ms)),
        (None, None) => (AnswerKind::Waiting, None),
    };
    CallAnswer {
        department,
        answer,
        items: own.iter().map(|(id, _, _, _)| *id).collect(),
        answered_ms,
    }
}

fn series(
    (id, department, name, week, weekday, half, audience, state): SeriesRow,
) -> Result<Series, StoreFailed> {
    let state = state
        .map(|state| of_word("approvals", &state))
        .transpose()?;
    Ok(Series {
        id,
        department,
        name,
        week: small("series", week)?,
        weekday: small("series", weekday)?,
        half: of_word("series", &half)?,
        audience: of_json("series", &audience)?,
        approval: state.unwrap_or(Approval::NotNeeded),
    })
}

fn window(row: WindowRow) -> Result<Window, StoreFailed> {
    let planned = row.phase.as_deref().is_none_or(|phase| phase == "planned");
    Ok(Window {
        id: row.id,
        date: row.date,
        half: of_word(TABLE, &row.half)?,
        room: row.room,
        opens_min: small(TABLE, row.opens_min)?,
        closes_min: small(TABLE, row.closes_min)?,
        cap_min: small(TABLE, row.cap_min)?,
        series: row.series,
        state: match (planned, row.call_id) {
            (false, _) => WindowState::Closed,
            (true, Some(_)) => WindowState::Called,
            (true, None) => WindowState::Draft,
        },
        session: row.session,
    })
}
