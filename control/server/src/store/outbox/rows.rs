//! Messages as their table has them.

use control_wire::rest::post::{MessageKind, MessageState, PostMessage};

use super::{CalendarMethod, CalendarPart, DueMessage, NewMessage};
use crate::store::StoreFailed;

/// A message that is due.
#[derive(sqlx::FromRow)]
pub(super) struct DueRow {
    number: i64,
    attempts: i64,
    expires_ms: i64,
    dedup_key: String,
    kind: String,
    recipient: String,
    subject: String,
    body_text: String,
    body_html: Option<String>,
    calendar: Option<String>,
    calendar_method: Option<String>,
}

impl DueRow {
    /// The message.
    pub(super) fn message(self) -> Result<DueMessage, StoreFailed> {
        let method = match self.calendar_method.as_deref() {
            None => None,
            Some("request") => Some(CalendarMethod::Request),
            Some("cancel") => Some(CalendarMethod::Cancel),
            Some(word) => return Err(unreadable("calendar method", word)),
        };
        Ok(DueMessage {
            number: self.number,
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
            expires_ms: self.expires_ms,
            message: NewMessage {
                dedup_key: self.dedup_key,
                kind: kind_of(&self.kind)?,
                to: self.recipient,
                subject: self.subject,
                text: self.body_text,
                html: self.body_html,
                calendar: method
                    .zip(self.calendar)
                    .map(|(method, object)| CalendarPart { method, object }),
            },
        })
    }
}

/// A message as it is listed.
#[derive(sqlx::FromRow)]
pub(super) struct ListedRow {
    number: i64,
    kind: String,
    recipient: String,
    subject: String,
    state: String,
    attempts: i64,
    queued_ms: i64,
    due_ms: i64,
    sent_ms: Option<i64>,
    last_error: String,
}

impl ListedRow {
    /// The message as it is listed.
    pub(super) fn listed(self) -> Result<PostMessage, StoreFailed> {
        let state = state_of(&self.state)?;
        Ok(PostMessage {
            number: self.number,
            kind: kind_of(&self.kind)?,
            to: self.recipient,
            subject: self.subject,
            state,
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
            queued_ms: self.queued_ms,
            next_try_ms: (state == MessageState::Queued).then_some(self.due_ms),
            sent_ms: self.sent_ms,
            last_error: self.last_error,
        })
    }
}

/// The word of a kind in the table.
pub(super) const fn kind_word(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Invitation => "invitation",
        MessageKind::Call => "call",
        MessageKind::Tips => "tips",
        MessageKind::Heads => "heads",
    }
}

fn kind_of(word: &str) -> Result<MessageKind, StoreFailed> {
    match word {
        "invitation" => Ok(MessageKind::Invitation),
        "call" => Ok(MessageKind::Call),
        "tips" => Ok(MessageKind::Tips),
        "heads" => Ok(MessageKind::Heads),
        _ => Err(unreadable("kind", word)),
    }
}

/// The word of a state in the table.
pub(super) const fn state_word(state: MessageState) -> &'static str {
    match state {
        MessageState::Queued => "queued",
        MessageState::Sending => "sending",
        MessageState::Sent => "sent",
        MessageState::Uncertain => "uncertain",
        MessageState::Failed => "failed",
    }
}

fn state_of(word: &str) -> Result<MessageState, StoreFailed> {
    match word {
        "queued" => Ok(MessageState::Queued),
        "sending" => Ok(MessageState::Sending),
        "sent" => Ok(MessageState::Sent),
        "uncertain" => Ok(MessageState::Uncertain),
        "failed" => Ok(MessageState::Failed),
        _ => Err(unreadable("state", word)),
    }
}

fn unreadable(what: &str, word: &str) -> StoreFailed {
    StoreFailed::Unreadable {
        table: "messages",
        what: format!("{what} {word}"),
    }
}
