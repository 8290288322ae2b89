//! Leave (请假) that is noted before a session is over: by staff, or by the venue it concerns.
//!
//! It stands in the desk's log like everything that staff add, also while the session is planned
//! and has no log of its own.

use control_domain::attendance::desk::{Clerk, Desk, DeskCommand, Leave, Subject};
use control_wire::rest::{Session, SessionPhase};
use record::dossier::desk_entries;

use super::desk::{AddError, add_plainly};
use super::dossier::RecordError;
use crate::app::App;

/// Why leave was not shown or noted.
#[derive(Debug, thiserror::Error)]
pub enum LeaveError {
    /// The session is over: from then on its record is corrected instead.
    #[error("the session is over")]
    Over,
    /// Nothing was added.
    #[error(transparent)]
    Add(#[from] AddError),
}

/// The session, while leave can be noted for it.
///
/// # Errors
/// When there is none, or it is over.
pub async fn session(app: &App, id: i64) -> Result<Session, LeaveError> {
    let session = app.store.session(id).await.map_err(AddError::from)?;
    let session = session.ok_or(AddError::Record(RecordError::Unknown))?;
    if session.phase == SessionPhase::Ended {
        return Err(LeaveError::Over);
    }
    Ok(session)
}

/// The leave that was noted for a session and not withdrawn.
///
/// # Errors
/// When the log cannot be read.
pub async fn noted(app: &App, session: i64) -> Result<Vec<Leave>, LeaveError> {
    let log = app.store.desk_log(session).await.map_err(AddError::from)?;
    let entries = desk_entries(&log).map_err(|error| AddError::Record(error.into()))?;
    Ok(Desk::replay(&entries).leaves().cloned().collect())
}

/// Notes leave or withdraws it.
///
/// # Errors
/// See [`LeaveError`].
pub async fn change(
    app: &App,
    session: &Session,
    by: &Clerk,
    command: DeskCommand,
) -> Result<(), LeaveError> {
    let subject = Subject {
        venues: session.venues.clone(),
        live: None,
    };
    let decide = |desk: &Desk| desk.decide(command.clone(), by, &subject);
    Ok(add_plainly(app, session.id, by, decide).await?)
}
