//! What was told about planned meetings: one appointment a meeting and owner.

use control_domain::agenda::AgendaItem;
use control_wire::VenueNumber;

use super::outbox::{CalendarMethod, NewMessage, queue_in};
use super::{Store, StoreFailed, venue_number};

/// Appointments one calendar shows.
pub const SHOWN_MAX: i64 = 500;

/// What an owner shall know of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Whose it is: `venue-3`, `person-17`.
    pub owner: String,
    /// Where they get mail, if they do.
    pub address: Option<String>,
    /// The meeting's title.
    pub title: String,
    /// Where they attend it.
    pub place: String,
    /// Their items, a line each.
    pub notes: String,
    /// When their first item begins, in Unix milliseconds.
    pub joins_ms: i64,
    /// When their last item ends, in Unix milliseconds.
    pub leaves_ms: i64,
}

/// An appointment as it was told last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Names it in every calendar (RFC 5545 §3.8.4.7).
    pub uid: String,
    /// Which version of it this is (RFC 5545 §3.8.7.4).
    pub sequence: i64,
    /// Whether it was called off.
    pub cancelled: bool,
    /// When it was told, in Unix milliseconds.
    pub changed_ms: i64,
    /// What was told.
    pub announcement: Announcement,
}

impl Told {
    /// What its mail asks of a calendar.
    #[must_use]
    pub const fn method(&self) -> CalendarMethod {
        if self.cancelled {
            CalendarMethod::Cancel
        } else {
            CalendarMethod::Request
        }
    }
}

/// A meeting that the plan has, as far as its appointments need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedMeeting {
    /// The window it is in, which names it.
    pub meeting: i64,
    /// Its title.
    pub title: String,
    /// When it ends, in Unix milliseconds.
    pub ends_ms: i64,
    /// Its run of show.
    pub agenda: Vec<AgendaItem>,
}

/// A person of the roster who may be invited.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RosterEntry {
    /// Their number.
    pub id: i64,
    /// Their venue.
    pub venue: VenueNumber,
    /// Their role there, by name.
    pub role: String,
    /// Where they get mail, if they do.
    pub address: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ToldRow {
    owner: String,
    uid: String,
    sequence: i64,
    cancelled: i64,
    address: Option<String>,
    title: String,
    place: String,
    notes: String,
    joins_ms: i64,
    leaves_ms: i64,
    changed_ms: i64,
}

impl From<ToldRow> for Told {
    fn from(row: ToldRow) -> Self {
        Self {
            uid: row.uid,
            sequence: row.sequence,
            cancelled: row.cancelled != 0,
            changed_ms: row.changed_ms,
            announcement: Announcement {
                owner: row.owner,
                address: row.address,
                title: row.title,
                place: row.place,
                notes: row.notes,
                joins_ms: row.joins_ms,
                leaves_ms: row.leaves_ms,
            },
        }
    }
}

impl Store {
    /// Makes these the appointments of a meeting, and queues what `mail` writes about each that is
    /// new, changed or called off. What is as it was told is not told again. Returns how many
    /// appointments changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn announce_meeting(
        &self,
        meeting: i64,
        announcements: &[Announcement],
        now_ms: i64,
        mail: impl Fn(&Told) -> Option<NewMessage>,
    ) -> Result<usize, StoreFailed> {
        let mut transaction = self.write.begin().await?;
        let rows: Vec<ToldRow> = sqlx::query_as(
            "SELECT owner, uid, sequence, cancelled, address, title, place, notes, joins_ms,
                    leaves_ms, changed_ms
             FROM appointments WHERE meeting = $1",
        )
        .bind(meeting)
        .fetch_all(&mut *transaction)
        .await?;
        let before: Vec<Told> = rows.into_iter().map(Told::from).collect();
        let news = news(meeting, &before, announcements, now_ms);
        for told in &news {
            let what = &told.announcement;
            sqlx::query("DELETE FROM appointments WHERE meeting = $1 AND owner = $2")
                .bind(meeting)
                .bind(&what.owner)
                .execute(&mut *transaction)
                .await?;
            sqlx::query(
                "INSERT INTO appointments (meeting, owner, uid, sequence, cancelled, address, title,
                                           place, notes, joins_ms, leaves_ms, changed_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            )
            .bind(meeting)
            .bind(&what.owner)
            .bind(&told.uid)
            .bind(told.sequence)
            .bind(i64::from(told.cancelled))
            .bind(what.address.as_deref())
            .bind(&what.title)
            .bind(&what.place)
            .bind(&what.notes)
            .bind(what.joins_ms)
            .bind(what.leaves_ms)
            .bind(now_ms)
            .execute(&mut *transaction)
            .await?;
            if let Some(message) = mail(told) {
                queue_in(&mut transaction, &message, now_ms).await?;
            }
        }
        transaction.commit().await?;
        Ok(news.len())
    }

    /// The appointments of an owner that end after `since_ms`, the earliest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn appointments_of(
        &self,
        owner: &str,
        since_ms: i64,
    ) -> Result<Vec<Told>, StoreFailed> {
        let rows: Vec<ToldRow> = sqlx::query_as(
            "SELECT owner, uid, sequence, cancelled, address, title, place, notes, joins_ms,
                    leaves_ms, changed_ms
             FROM appointments WHERE owner = $1 AND leaves_ms > $2 ORDER BY joins_ms LIMIT $3",
        )
        .bind(owner)
        .bind(since_ms)
        .bind(SHOWN_MAX)
        .fetch_all(&self.read)
        .await?;
        Ok(rows.into_iter().map(Told::from).collect())
    }

    /// Meetings with appointments that are not over and not called off.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn announced_meetings(&self, now_ms: i64) -> Result<Vec<i64>, StoreFailed> {
        Ok(sqlx::query_scalar(
            "SELECT DISTINCT meeting FROM appointments
             WHERE leaves_ms > $1 AND cancelled = 0 ORDER BY meeting",
        )
        .bind(now_ms)
        .fetch_all(&self.read)
        .await?)
    }

    /// The meetings of the published plan that are not over.
    ///
    /// # Errors
    /// When the database fails, or a run of show is unreadable.
    pub async fn coming_meetings(&self, now_ms: i64) -> Result<Vec<PlannedMeeting>, StoreFailed> {
        let rows: Vec<(i64, String, i64, String)> = sqlx::query_as(
            "SELECT planned_sessions.window_id, sessions.title, planned_sessions.ends_ms,
                    planned_sessions.agenda
             FROM planned_sessions JOIN sessions ON sessions.id = planned_sessions.session
             WHERE planned_sessions.ends_ms > $1 AND sessions.phase <> 'ended'
             ORDER BY planned_sessions.window_id",
        )
        .bind(now_ms)
        .fetch_all(&self.read)
        .await?;
        rows.into_iter()
            .map(|(meeting, title, ends_ms, agenda)| {
                let agenda =
                    serde_json::from_str(&agenda).map_err(|error| StoreFailed::Unreadable {
                        table: "planned_sessions",
                        what: format!("the run of show of window {meeting}: {error}"),
                    })?;
                Ok(PlannedMeeting {
                    meeting,
                    title,
                    ends_ms,
                    agenda,
                })
            })
            .collect()
    }

    /// Everybody who may be invited.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roster_entries(&self) -> Result<Vec<RosterEntry>, StoreFailed> {
        let rows: Vec<(i64, i64, String, Option<String>)> = sqlx::query_as(
            "SELECT roster_people.id, roster_people.venue, street_roles.name, roster_people.email
             FROM roster_people JOIN street_roles ON street_roles.number = roster_people.role
             ORDER BY roster_people.id",
        )
        .fetch_all(&self.read)
        .await?;
        rows.into_iter()
            .map(|(id, venue, role, address)| {
                Ok(RosterEntry {
                    id,
                    venue: venue_number("roster_people", venue)?,
                    role,
                    address: address.filter(|address| !address.is_empty()),
                })
            })
            .collect()
    }
}

/// What has to be told: what is new or otherwise, and what is called off.
fn news(meeting: i64, before: &[Told], announcements: &[Announcement], now_ms: i64) -> Vec<Told> {
    let told_of = |owner: &str| before.iter().find(|told| told.announcement.owner == owner);
    let said = announcements.iter().filter_map(|announcement| {
        let (uid, sequence) = match told_of(&announcement.owner) {
            Some(told) if !told.cancelled && told.announcement == *announcement => return None,
            Some(told) => (told.uid.clone(), told.sequence + 1),
            None => (
                format!("{meeting}.{}.{now_ms}@pinhui", announcement.owner),
                0,
            ),
        };
        Some(Told {
            uid,
            sequence,
            cancelled: false,
            changed_ms: now_ms,
            announcement: announcement.clone(),
        })
    });
    let called_off = before
        .iter()
        .filter(|told| {
            let owner = &told.announcement.owner;
            !told.cancelled && !announcements.iter().any(|other| other.owner == *owner)
        })
        .map(|told| Told {
            sequence: told.sequence + 1,
            cancelled: true,
            changed_ms: now_ms,
            ..told.clone()
        });
    said.chain(called_off).collect()
}
