//! What happens to sessions: made, opened, ended, and opened again after a restart.
//!
//! Two places know about a session: the store (its phase) and the hall (its pages). The session
//! log says which is right where they differ after a crash.

use async_trait::async_trait;
use control_domain::session_log::{Entry, Event};
use control_domain::venue::VenueCard;
use control_hall::{EndError, FactSource, Hall, LogFailed, OpenError, OpenSession, SessionLog};
use control_wire::VenueNumber;
use control_wire::rest::{Session, SessionPhase};

use crate::app::App;
use crate::attendance::facts;
use crate::store::session_log::{Source, StoredEntry};
use crate::store::sessions::MakeSessionError;
use crate::store::{Store, StoreFailed};

/// Longest title, in characters.
pub const TITLE_CHARS_MAX: usize = 80;

/// Why a session was not made, opened or ended.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The title is empty, too long, or holds control characters.
    #[error("a title has 1 to {TITLE_CHARS_MAX} characters")]
    TitleUnsuitable,
    /// Without a main venue nobody can host.
    #[error("there is no main venue")]
    NoMainVenue,
    /// One of its venues does not exist.
    #[error("a venue of the session does not exist")]
    NoSuchVenue,
    /// There is no such session.
    #[error("no such session")]
    Unknown,
    /// It was opened before.
    #[error("the session was opened before")]
    NotPlanned,
    /// It is not live.
    #[error("the session is not live")]
    NotLive,
    /// As many sessions are live as can be.
    #[error("too many live sessions")]
    TooManyLive,
    /// The hall could not open it.
    #[error("the hall could not open it: {0}")]
    Open(OpenError),
    /// Its log could not be written; it goes on.
    #[error("its end could not be recorded: {0}")]
    End(LogFailed),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// Makes a planned session. Without `venues` all take part; the main venue always does.
///
/// # Errors
/// See [`SessionError`].
pub async fn make(
    app: &App,
    title: &str,
    venues: Option<Vec<VenueNumber>>,
) -> Result<Session, SessionError> {
    let title = title.trim();
    let suits = (1..=TITLE_CHARS_MAX).contains(&title.chars().count())
        && !title.chars().any(char::is_control);
    if !suits {
        return Err(SessionError::TitleUnsuitable);
    }
    let all: Vec<VenueNumber> = app
        .store
        .venues()
        .await?
        .into_iter()
        .map(|venue| venue.number)
        .collect();
    if !all.contains(&control_wire::MAIN_VENUE) {
        return Err(SessionError::NoMainVenue);
    }
    let mut taking_part = venues.unwrap_or(all);
    taking_part.push(control_wire::MAIN_VENUE);
    taking_part.sort_unstable();
    taking_part.dedup();
    app.store
        .add_session(title, &taking_part, app.clock.unix_ms())
        .await
        .map_err(|error| match error {
            MakeSessionError::NoSuchVenue => SessionError::NoSuchVenue,
            MakeSessionError::Store(failed) => SessionError::Store(failed),
        })
}

/// Opens a planned session: its venues can join.
///
/// # Errors
/// See [`SessionError`]; the session is then still planned.
pub async fn open(app: &App, id: i64) -> Result<Session, SessionError> {
    let session = app.store.session(id).await?.ok_or(SessionError::Unknown)?;
    let opened_ms = app.clock.unix_ms();
    if !app.store.mark_live(id, opened_ms).await? {
        return Err(SessionError::NotPlanned);
    }
    let venues = cards(&app.store, &session.venues).await?;
    let past = past(&app.store, id).await?;
    let title = session.title.clone();
    let opening = OpenSession {
        id,
        title,
        opened_ms,
        venues,
        agenda: app.store.planned_agenda(id).await?,
        past,
    };
    if let Err(error) = app.hall.open(opening).await {
        app.store.mark_planned_again(id).await?;
        return Err(match error {
            OpenError::TooManySessions { .. } => SessionError::TooManyLive,
            OpenError::AlreadyLive { .. }
            | OpenError::HasEnded { .. }
            | OpenError::Venues { .. }
            | OpenError::Log { .. } => SessionError::Open(error),
        });
    }
    tracing::info!(session = id, "session opened");
    Ok(Session {
        phase: SessionPhase::Live,
        opened_ms: Some(opened_ms),
        ..session
    })
}

/// Ends a live session: every page is told, the media room is closed.
///
/// # Errors
/// See [`SessionError`].
pub async fn end(app: &App, id: i64) -> Result<Session, SessionError> {
    let session = app.store.session(id).await?.ok_or(SessionError::Unknown)?;
    match app.hall.end(id).await {
        Ok(()) => {}
        Err(EndError::NotLive { .. }) => return Err(SessionError::NotLive),
        Err(EndError::Log { source, .. }) => return Err(SessionError::End(source)),
    }
    let ended_ms = app.clock.unix_ms();
    app.store.mark_ended(id, ended_ms).await?;
    facts::note_missing(app).await?;
    tracing::info!(session = id, "session ended");
    Ok(Session {
        phase: SessionPhase::Ended,
        ended_ms: Some(ended_ms),
        ..session
    })
}

/// Opens every session again that was live when the server stopped. One whose log says that it
/// had ended is marked so; one whose log is damaged, or that the hall will not open, stays as it is
/// and is reported.
///
/// # Errors
/// When the database fails.
pub async fn reopen_live(store: &Store, hall: &Hall) -> Result<(), StoreFailed> {
    for session in store.sessions(Some(SessionPhase::Live)).await? {
        let id = session.id;
        let past = match past(store, id).await {
            Ok(past) => past,
            Err(failed @ StoreFailed::Unreadable { .. }) => {
                tracing::error!(
                    session = id,
                    error = &failed as &dyn std::error::Error,
                    "a live session's log is damaged; it is not opened again"
                );
                continue;
            }
            Err(failed @ StoreFailed::Database(_)) => return Err(failed),
        };
        let ended = past
            .iter()
            .find(|entry| matches!(entry.event, Event::Ended));
        if let Some(entry) = ended {
            store.mark_ended(id, entry.at_ms).await?;
            continue;
        }
        let venues = cards(store, &session.venues).await?;
        let opened_ms = session.opened_ms.unwrap_or(session.created_ms);
        let entries = past.len();
        let opening = OpenSession {
            id,
            title: session.title,
            opened_ms,
            venues,
            agenda: store.planned_agenda(id).await?,
            past,
        };
        match hall.open(opening).await {
            Ok(()) => tracing::info!(session = id, entries, "session opened again"),
            Err(error) => {
                tracing::error!(
                    session = id,
                    error = &error as &dyn std::error::Error,
                    "a live session could not be opened again"
                );
            }
        }
    }
    Ok(())
}

async fn cards(store: &Store, numbers: &[VenueNumber]) -> Result<Vec<VenueCard>, StoreFailed> {
    let venues = store.venues().await?;
    Ok(venues
        .into_iter()
        .filter(|venue| numbers.contains(&venue.number))
        .map(|venue| VenueCard {
            number: venue.number,
            name: venue.name,
            short_name: venue.short_name,
        })
        .collect())
}

async fn past(store: &Store, session: i64) -> Result<Vec<Entry>, StoreFailed> {
    store
        .whole_log(session)
        .await?
        .into_iter()
        .map(entry)
        .collect()
}

fn entry(stored: StoredEntry) -> Result<Entry, StoreFailed> {
    let event = serde_json::from_str(&stored.event).map_err(|error| StoreFailed::Unreadable {
        table: "session_log",
        what: format!("entry {}: {error}", stored.number),
    })?;
    Ok(Entry {
        number: stored.number,
        at_ms: stored.at_ms,
        event,
    })
}

#[async_trait]
impl SessionLog for Store {
    async fn append(
        &self,
        session: i64,
        at_ms: i64,
        event: &Event,
        source: Option<FactSource>,
    ) -> Result<i64, LogFailed> {
        let failed = |reason: String| {
            tracing::error!(session, reason, "the session log could not be written");
            LogFailed { reason }
        };
        let event = serde_json::to_string(event).map_err(|error| failed(error.to_string()))?;
        let source = source.map(|source| Source {
            birth: source.birth.0.cast_signed(),
            fact: source.fact.0.cast_signed(),
        });
        self.append_entry(session, at_ms, &event, source)
            .await
            .map_err(|error| failed(error.to_string()))
    }
}
