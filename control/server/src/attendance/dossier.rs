//! Both logs of a session and what follows from them, out of the store.

use control_domain::attendance::desk::Desk;
use control_domain::attendance::desk::Subject;
use control_domain::attendance::interval::Interval;
use control_domain::venue::VenueCard;
use control_wire::rest::{Session, SessionPhase};
use record::checkpoint::{Head, record_sha256};
use record::dossier::{Dossier, SessionCard, Unreadable, desk_entries};

use super::settings;
use crate::app::App;
use crate::store::StoreFailed;

/// Why a session's record cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// There is no such session.
    #[error("no such session")]
    Unknown,
    /// It was not opened yet.
    #[error("the session was not opened")]
    NotHeld,
    /// Its logs were deleted on schedule.
    #[error("the logs were deleted")]
    Erased {
        /// When, in Unix milliseconds.
        at_ms: i64,
    },
    /// What the database holds is not what was confirmed and signed.
    #[error("the logs are not those that were signed")]
    Altered,
    /// An entry of a log cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The database failed, or a log is damaged.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// A session's dossier with what is around it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// Its logs and its record.
    pub dossier: Dossier,
    /// What the desk has added, exports included.
    pub desk: Desk,
    /// Head of the desk's whole log: after the confirmation, exports follow.
    pub desk_head: Head,
}

impl Opened {
    /// What the desk has to know of the session.
    #[must_use]
    pub fn subject(&self) -> Subject {
        let record = &self.dossier.record;
        Subject {
            venues: self.session.venues.clone(),
            live: record.ended_ms.map(|to_ms| Interval {
                from_ms: record.opened_ms,
                to_ms,
            }),
        }
    }
}

/// Opens a session's dossier. A confirmed one is checked against what was signed.
///
/// # Errors
/// See [`RecordError`].
pub async fn open(app: &App, id: i64) -> Result<Opened, RecordError> {
    let session = app.store.session(id).await?.ok_or(RecordError::Unknown)?;
    if session.phase == SessionPhase::Planned {
        return Err(RecordError::NotHeld);
    }
    if let Some(at_ms) = app.store.erased_ms(id).await? {
        return Err(RecordError::Erased { at_ms });
    }
    let log = app
        .store
        .whole_log(id)
        .await?
        .iter()
        .map(crate::store::session_log::StoredEntry::chained)
        .collect();
    let whole_desk = app.store.desk_log(id).await?;
    let desk_head = Head::of(&whole_desk);
    let desk = Desk::replay(&desk_entries(&whole_desk)?);
    // Exports that follow the confirmation are no part of what it signed.
    let signed_up_to = desk.confirmed().map_or(i64::MAX, |of| of.entry);
    let desk_log = whole_desk
        .into_iter()
        .filter(|entry| entry.number <= signed_up_to)
        .collect();
    let thresholds = settings::thresholds(&app.store).await?;
    let card = SessionCard {
        id,
        title: session.title.clone(),
        venues: cards(app, &session).await?,
    };
    let mut dossier = Dossier::new(card, log, desk_log, thresholds, app.clock.unix_ms())?;
    if desk.confirmed().is_some() {
        let checkpoint = app.store.checkpoint(id).await?;
        let as_signed = checkpoint.as_ref().is_some_and(|signed| {
            signed.is_signed()
                && signed.log == Head::of(&dossier.log)
                && signed.desk == Head::of(&dossier.desk)
        });
        if !as_signed {
            return Err(RecordError::Altered);
        }
        dossier.checkpoint = checkpoint;
        restore_names(app, &mut dossier).await?;
    }
    Ok(Opened {
        session,
        dossier,
        desk,
        desk_head,
    })
}

/// A venue that was renamed since keeps, in a record that is signed, the name it was signed with.
async fn restore_names(app: &App, dossier: &mut Dossier) -> Result<(), RecordError> {
    let Some(card) = app.store.signed_card(dossier.session.id).await? else {
        return Err(RecordError::Altered);
    };
    dossier.session = card;
    let signed = dossier.checkpoint.as_ref().map(|of| &of.record_sha256);
    match (record_sha256(dossier), signed) {
        (Ok(now), Some(signed)) if now == *signed => Ok(()),
        _ => Err(RecordError::Altered),
    }
}

/// The session's venues as they are named now.
///
/// # Errors
/// When the database fails.
pub async fn cards(app: &App, session: &Session) -> Result<Vec<VenueCard>, StoreFailed> {
    let venues = app.store.venues().await?;
    Ok(venues
        .into_iter()
        .filter(|venue| session.venues.contains(&venue.number))
        .map(|venue| VenueCard {
            number: venue.number,
            name: venue.name,
            short_name: venue.short_name,
        })
        .collect())
}
