//! What staff add to a record, one after another; and the confirmation.

use control_domain::attendance::desk::{Clerk, Desk, DeskCommand, DeskError, DeskEvent};
use control_wire::rest::post::MessageKind;
use record::checkpoint::{Checkpoint, Head};
use record::dossier::{ChainedEntry, DeskText, Dossier, desk_entries};

use super::archive::ArchiveError;
use super::dossier::{Opened, RecordError, open};
use super::{facts, settings};
use crate::app::App;
use crate::store::StoreFailed;
use crate::store::attendance::NewDeskEntry;
use crate::store::outbox::NewMessage;

/// How often an entry is decided anew because somebody else was faster.
const TRIES_MAX: usize = 8;

/// Why nothing was added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The record cannot be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The desk says no.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// Others add faster than this could be decided.
    #[error("others add to the record at the same time")]
    Busy,
    /// What would be signed cannot be written down.
    #[error("the entry cannot be written down: {0}")]
    Unwritable(#[from] serde_json::Error),
    /// The archive cannot be written. The record is confirmed; the archive is brought up to date at
    /// the next start.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl From<StoreFailed> for AddError {
    fn from(failed: StoreFailed) -> Self {
        Self::Record(failed.into())
    }
}

/// Adds to a session's record what `command` makes of the record as it stands. Returns the record
/// as it is then.
///
/// # Errors
/// See [`AddError`].
pub async fn add(
    app: &App,
    session: i64,
    by: &Clerk,
    command: impl Fn(&Opened) -> Result<DeskCommand, DeskError>,
) -> Result<Opened, AddError> {
    for _ in 0..TRIES_MAX {
        let opened = open(app, session).await?;
        let event = opened
            .desk
            .decide(command(&opened)?, by, &opened.subject())?;
        let new = new_entry(app, &opened, by, event).await?;
        if !app.store.append_desk_entry(session, &new).await? {
            continue;
        }
        if let Some((checkpoint, _)) = &new.signed {
            app.record_archive.keep(checkpoint)?;
            tracing::info!(session, "record confirmed and signed");
        }
        let opened = open(app, session).await?;
        if opened.dossier.record.ended_ms.is_some() {
            facts::note(app, &opened).await?;
        }
        return Ok(opened);
    }
    Err(AddError::Busy)
}

/// Chains an entry to the desk's log; the confirmation is signed together with all before it.
async fn new_entry(
    app: &App,
    opened: &Opened,
    by: &Clerk,
    event: DeskEvent,
) -> Result<NewDeskEntry, AddError> {
    let confirms = matches!(event, DeskEvent::Confirmed { .. });
    let entry = chained(app, opened.session.id, &opened.desk_head, by, event)?;
    let at_ms = entry.at_ms;
    if !confirms {
        return Ok(NewDeskEntry {
            entry,
            signed: None,
            mails: Vec::new(),
        });
    }
    let mut dossier = opened.dossier.clone();
    dossier.desk.push(entry.clone());
    let checkpoint = app.record_archive.signer().sign(&dossier, at_ms)?;
    Ok(NewDeskEntry {
        entry,
        mails: heads_mails(app, &dossier, &checkpoint).await?,
        signed: Some((checkpoint, dossier.session)),
    })
}

/// The entry that follows a head of the desk's log.
fn chained(
    app: &App,
    session: i64,
    head: &Head,
    by: &Clerk,
    event: DeskEvent,
) -> Result<ChainedEntry, AddError> {
    let by = by.clone();
    let mut entry = ChainedEntry {
        number: head.entries + 1,
        at_ms: app.clock.unix_ms(),
        source: None,
        event: serde_json::to_string(&DeskText { by, event })?,
        hash: String::new(),
    };
    let head = head.hash.parse().map_err(|_| RecordError::Altered)?;
    entry.hash = entry.hash_after(session, head).to_string();
    Ok(entry)
}

/// Adds to the desk's log what `decide` makes of what the desk has added so far; nothing is derived
/// from the session's log.
///
/// # Errors
/// See [`AddError`].
pub async fn add_plainly(
    app: &App,
    session: i64,
    by: &Clerk,
    decide: impl Fn(&Desk) -> Result<DeskEvent, DeskError>,
) -> Result<(), AddError> {
    for _ in 0..TRIES_MAX {
        let log = app.store.desk_log(session).await?;
        let desk = Desk::replay(&desk_entries(&log).map_err(RecordError::from)?);
        let new = NewDeskEntry {
            entry: chained(app, session, &Head::of(&log), by, decide(&desk)?)?,
            signed: None,
            mails: Vec::new(),
        };
        if app.store.append_desk_entry(session, &new).await? {
            return Ok(());
        }
    }
    Err(AddError::Busy)
}

/// Mails with the hashes: once they have left, nobody can alter them.
async fn heads_mails(
    app: &App,
    dossier: &Dossier,
    checkpoint: &Checkpoint,
) -> Result<Vec<NewMessage>, StoreFailed> {
    let to = settings::read(&app.store).await?.heads_to;
    let session = checkpoint.session;
    Ok(to
        .into_iter()
        .map(|address| NewMessage {
            dedup_key: format!("heads/session/{session}/{address}"),
            kind: MessageKind::Heads,
            subject: format!(
                "会议记录已确认 · Record confirmed: {}",
                dossier.session.title
            ),
            text: format!(
                "会议记录已确认并签名。请保存本邮件：日后可用它核对记录是否被改动。\n\
                 The record was confirmed and signed. Keep this mail: the record can be checked against it later.\n\n\
                 {}\nkey {}\nsignature {}\n",
                checkpoint.statement(),
                checkpoint.public_key,
                checkpoint.signature
            ),
            to: address,
            html: None,
            calendar: None,
        })
        .collect())
}

/// The confirmation of a record as it stands.
#[must_use]
pub fn confirmation(opened: &Opened) -> DeskCommand {
    let Head { entries, hash } = Head::of(&opened.dossier.log);
    DeskCommand::Confirm {
        thresholds: opened.dossier.record.thresholds,
        log_entries: entries,
        log_head: hash,
    }
}

/// Brings the archive up to date with what is confirmed: the server may have stopped in between.
///
/// # Errors
/// When the database fails, or the archive cannot be written.
pub async fn archive_confirmed(app: &App) -> Result<(), AddError> {
    for checkpoint in app.store.checkpoints().await? {
        app.record_archive.keep(&checkpoint)?;
    }
    Ok(())
}
