//! What the burden report counts: meetings that began, and the register of the baseline.

use std::collections::{BTreeMap, BTreeSet};

use control_domain::agenda::AgendaItem;
use jiff::civil::Date;
use planning::burden::{Attended, Convened, Register};
use planning::dates::{date_and_minute, date_of, moment_ms};
use planning::register::RegisterLine;

use super::{Store, StoreFailed, next_number, venue_number};

/// Why a register was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There is a baseline already, and it stays.
    #[error("there is a baseline already")]
    Fixed,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

impl From<sqlx::Error> for ImportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// An export that somebody took.
#[derive(Debug, Clone)]
pub struct TakenExport<'a> {
    /// Who.
    pub user: i64,
    /// "csv" or "xlsx".
    pub format: &'a str,
    /// First day of the period.
    pub from: Date,
    /// Last day of the period.
    pub until: Date,
    /// SHA-256 of the file, in hexadecimal digits.
    pub sha256: &'a str,
}

/// Rows that one report is made of: five years of 33 venues with two meetings a day.
const ATTENDED_MAX: i64 = 100_000;

/// Milliseconds in a minute.
const MINUTE_MS: i64 = 60_000;

/// A venue's part in a session that is over.
#[derive(sqlx::FromRow)]
struct AttendedRow {
    session: i64,
    opened_ms: i64,
    venue: i64,
    due_there_ms: i64,
    people: Option<i64>,
    /// The run of show as it was planned, where the session was.
    agenda: Option<String>,
}

impl AttendedRow {
    /// A minute that was begun counts.
    fn attended(&self) -> Result<Attended, StoreFailed> {
        let minutes = self.due_there_ms.saturating_add(MINUTE_MS - 1) / MINUTE_MS;
        Ok(Attended {
            venue: venue_number("attended", self.venue)?,
            people: self
                .people
                .map(|people| u32::try_from(people).unwrap_or(u32::MAX)),
            there_min: u64::try_from(minutes).unwrap_or(0),
        })
    }
}

/// The meeting that a session's planned run of show makes.
fn planned(session: i64, date: Date, agenda: &str) -> Result<Convened, StoreFailed> {
    let agenda: Vec<AgendaItem> =
        serde_json::from_str(agenda).map_err(|error| StoreFailed::Unreadable {
            table: "planned_sessions",
            what: format!("the run of show of session {session}: {error}"),
        })?;
    Ok(Convened::of_agenda(date, &agenda))
}

/// line, date, department, venues, people, minutes.
type MeetingRow = (i64, String, String, String, i64, i64);

impl Store {
    /// The meetings of these days that have begun: those that are over as they were attended, by the
    /// figures that stay of them, others as planned.
    ///
    /// # Errors
    /// When the database fails, or a run of show is unreadable.
    pub async fn meetings_held(
        &self,
        from: Date,
        until: Date,
    ) -> Result<Vec<Convened>, StoreFailed> {
        let days_ms = (
            moment_ms(from, 0),
            moment_ms(until.tomorrow().unwrap_or(until), 0),
        );
        let mut meetings = self.attended_meetings(days_ms).await?;
        meetings.extend(self.planned_meetings(days_ms).await?);
        meetings.sort_by_key(|meeting| meeting.date);
        Ok(meetings)
    }

    /// The meetings that went live within a time and are over, as they were attended.
    async fn attended_meetings(&self, within: (i64, i64)) -> Result<Vec<Convened>, StoreFailed> {
        let rows: Vec<AttendedRow> = sqlx::query_as(
            "SELECT a.session, a.opened_ms, a.venue, a.due_there_ms, a.people, p.agenda
             FROM attended a LEFT JOIN planned_sessions p ON p.session = a.session
             WHERE a.opened_ms >= $1 AND a.opened_ms < $2
             ORDER BY a.session, a.venue LIMIT $3",
        )
        .bind(within.0)
        .bind(within.1)
        .bind(ATTENDED_MAX)
        .fetch_all(&self.read)
        .await?;
        let spoke: Vec<(i64, String)> = sqlx::query_as(
            "SELECT DISTINCT session, department FROM held_items
             WHERE opened_ms >= $1 AND opened_ms < $2 ORDER BY session, department LIMIT $3",
        )
        .bind(within.0)
        .bind(within.1)
        .bind(ATTENDED_MAX)
        .fetch_all(&self.read)
        .await?;
        let mut departments: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
        for (session, department) in spoke {
            departments.entry(session).or_default().insert(department);
        }
        rows.chunk_by(|one, next| one.session == next.session)
            .filter_map(|rows| rows.first().map(|first| (first, rows)))
            .map(|(first, rows)| {
                let (date, _) = date_and_minute(first.opened_ms);
                let planned = first
                    .agenda
                    .as_deref()
                    .map(|agenda| planned(first.session, date, agenda))
                    .transpose()?;
                let attended = rows
                    .iter()
                    .map(AttendedRow::attended)
                    .collect::<Result<Vec<_>, _>>()?;
                let spoke = departments.remove(&first.session).unwrap_or_default();
                Ok(Convened::held(date, spoke, &attended, planned.as_ref()))
            })
            .collect()
    }

    /// The planned meetings of a time that were opened and of which nothing else is known: they are
    /// under way.
    async fn planned_meetings(&self, within: (i64, i64)) -> Result<Vec<Convened>, StoreFailed> {
        let rows: Vec<(i64, i64, String)> = sqlx::query_as(
            "SELECT p.session, p.starts_ms, p.agenda
             FROM planned_sessions p JOIN sessions s ON s.id = p.session
             WHERE p.starts_ms >= $1 AND p.starts_ms < $2 AND s.opened_ms IS NOT NULL
               AND p.session NOT IN (SELECT session FROM attended)
             ORDER BY p.starts_ms",
        )
        .bind(within.0)
        .bind(within.1)
        .fetch_all(&self.read)
        .await?;
        rows.into_iter()
            .map(|(session, starts_ms, agenda)| {
                planned(session, date_and_minute(starts_ms).0, &agenda)
            })
            .collect()
    }

    /// The baseline's register, once it was imported.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn baseline(&self) -> Result<Option<Register>, StoreFailed> {
        let imported: Option<(i64, String)> =
            sqlx::query_as("SELECT imported_ms, sha256 FROM baseline")
                .fetch_optional(&self.read)
                .await?;
        let Some((imported_ms, sha256)) = imported else {
            return Ok(None);
        };
        let rows: Vec<MeetingRow> = sqlx::query_as(
            "SELECT line, date, department, venues, people, minutes
             FROM baseline_meetings ORDER BY line",
        )
        .fetch_all(&self.read)
        .await?;
        let meetings = rows
            .into_iter()
            .map(register_line)
            .map(|line| Ok(line?.convened()));
        Ok(Some(Register {
            meetings: meetings.collect::<Result<_, StoreFailed>>()?,
            imported_ms,
            sha256,
        }))
    }

    /// Makes a register the baseline: once.
    ///
    /// # Errors
    /// When there is one already, or the database fails; nothing is changed then.
    pub async fn put_baseline(
        &self,
        lines: &[RegisterLine],
        sha256: &str,
        user: i64,
        now_ms: i64,
    ) -> Result<(), ImportError> {
        let mut transaction = self.write.begin().await?;
        let there: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM baseline")
            .fetch_one(&mut *transaction)
            .await?;
        if there > 0 {
            return Err(ImportError::Fixed);
        }
        sqlx::query(
            "INSERT INTO baseline (number, imported_ms, imported_by, sha256)
             VALUES (1, $1, $2, $3)",
        )
        .bind(now_ms)
        .bind(user)
        .bind(sha256)
        .execute(&mut *transaction)
        .await?;
        for line in lines {
            let venues: Vec<String> = line.venues.iter().map(ToString::to_string).collect();
            sqlx::query(
                "INSERT INTO baseline_meetings
                     (line, date, department, title, venues, people, minutes)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(i64::from(line.line))
            .bind(line.date.to_string())
            .bind(&line.department)
            .bind(&line.title)
            .bind(venues.join(","))
            .bind(i64::from(line.people))
            .bind(i64::from(line.minutes))
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Notes that an export was taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_burden_export(
        &self,
        taken: &TakenExport<'_>,
        now_ms: i64,
    ) -> Result<(), StoreFailed> {
        let mut transaction = self.write.begin().await?;
        let number = next_number(&mut transaction, "burden-export").await?;
        sqlx::query(
            "INSERT INTO burden_exports
                 (number, at_ms, user_id, format, from_date, until_date, sha256)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(number)
        .bind(now_ms)
        .bind(taken.user)
        .bind(taken.format)
        .bind(taken.from.to_string())
        .bind(taken.until.to_string())
        .bind(taken.sha256)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn register_line(
    (line, date, department, venues, people, minutes): MeetingRow,
) -> Result<RegisterLine, StoreFailed> {
    let unreadable = |what: String| StoreFailed::Unreadable {
        table: "baseline_meetings",
        what: format!("line {line}: {what}"),
    };
    let small = |amount: i64| u32::try_from(amount).map_err(|error| unreadable(error.to_string()));
    let venues = venues
        .split(',')
        .map(|number| {
            let number = number
                .parse()
                .map_err(|_| unreadable(format!("venue {number}")))?;
            venue_number("baseline_meetings", number)
        })
        .collect::<Result<BTreeSet<_>, StoreFailed>>()?;
    Ok(RegisterLine {
        line: small(line)?,
        date: date_of(&date).map_err(|error| unreadable(error.to_string()))?,
        department,
        title: String::new(),
        venues,
        people: small(people)?,
        minutes: small(minutes)?,
    })
}
