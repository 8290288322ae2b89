//! A message as it is sent: headers and MIME parts (RFC 5322, RFC 2046, RFC 6047).

use std::time::{Duration, SystemTime};

use control_wire::rest::post::MailAccount;
use lettre::address::AddressError;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use sha2::{Digest as _, Sha256};

use crate::store::outbox::NewMessage;

/// A message that cannot be made a mail.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// An address is none.
    #[error("not an e-mail address: {0}")]
    Address(#[from] AddressError),
    /// The parts do not make a mail.
    #[error("not a mail: {0}")]
    Message(#[from] lettre::error::Error),
    /// A part's type is none.
    #[error("not a content type: {0}")]
    ContentType(#[from] lettre::message::header::ContentTypeErr),
}

/// The mail of a message.
///
/// Its `Message-ID` is the same however often it is made.
///
/// # Errors
/// When an address is none.
pub fn letter(
    message: &NewMessage,
    from: &MailAccount,
    now_ms: i64,
) -> Result<Message, LetterError> {
    let sender: Address = from.from_address.parse()?;
    let id = message_id(&message.dedup_key, sender.domain());
    let name = (!from.from_name.is_empty()).then(|| from.from_name.clone());
    let builder = Message::builder()
        .from(Mailbox::new(name, sender))
        .to(Mailbox::new(None, message.to.parse()?))
        .subject(message.subject.clone())
        .message_id(Some(id))
        .date(moment(now_ms))
        // RFC 3834 §5.2: nobody's holiday notice shall answer.
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    let text = SinglePart::plain(message.text.clone());
    if message.html.is_none() && message.calendar.is_none() {
        return Ok(builder.singlepart(text)?);
    }
    let mut parts = MultiPart::alternative().singlepart(text);
    if let Some(html) = &message.html {
        parts = parts.singlepart(SinglePart::html(html.clone()));
    }
    if let Some(calendar) = &message.calendar {
        let kind = format!(
            "text/calendar; charset=utf-8; method={}",
            calendar.method.name()
        );
        let part = SinglePart::builder()
            .header(ContentType::parse(&kind)?)
            .body(calendar.object.clone());
        parts = parts.singlepart(part);
    }
    Ok(builder.multipart(parts)?)
}

/// The `Message-ID` of what has this key.
fn message_id(dedup_key: &str, domain: &str) -> String {
    let hash = hex::encode(Sha256::digest(dedup_key));
    let (short, _) = hash.split_at(32);
    format!("<{short}@{domain}>")
}

fn moment(unix_ms: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(unix_ms).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use control_wire::rest::post::MessageKind;

    use super::*;
    use crate::post::testing::account;
    use crate::store::outbox::{CalendarMethod, CalendarPart};

    fn message() -> NewMessage {
        NewMessage {
            dedup_key: "tips/2026-11-23/03".to_owned(),
            kind: MessageKind::Tips,
            to: "yikangyuan@street.example".to_owned(),
            subject: "每周工作提示".to_owned(),
            text: "第一行\n第二行".to_owned(),
            html: None,
            calendar: None,
        }
    }

    fn header(mail: &str, name: &str) -> String {
        let line = mail.lines().find(|line| line.starts_with(name));
        line.unwrap().to_owned()
    }

    #[test]
    fn the_same_message_has_the_same_id_and_another_another() {
        let id = |message: &NewMessage, now_ms| {
            let mail = letter(message, &account(), now_ms).unwrap().formatted();
            header(&String::from_utf8(mail).unwrap(), "Message-ID:")
        };
        let other = NewMessage {
            dedup_key: "tips/2026-11-23/04".to_owned(),
            ..message()
        };
        assert_eq!(id(&message(), 1), id(&message(), 2_000_000));
        assert_ne!(id(&message(), 1), id(&other, 1));
        assert!(id(&message(), 1).ends_with("@street.example>"));
    }

    #[test]
    fn an_invitation_says_its_method_in_the_content_type() {
        let invitation = NewMessage {
            calendar: Some(CalendarPart {
                method: CalendarMethod::Cancel,
                object: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".to_owned(),
            }),
            ..message()
        };
        let mail = letter(&invitation, &account(), 1).unwrap().formatted();
        let mail = String::from_utf8(mail).unwrap();
        assert!(mail.contains("multipart/alternative"), "{mail}");
        assert!(
            mail.contains("text/calendar; charset=utf-8; method=CANCEL"),
            "{mail}"
        );
        assert!(mail.is_ascii(), "{mail}");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let nowhere = NewMessage {
            to: "三号居委".to_owned(),
            ..message()
        };
        assert!(letter(&nowhere, &account(), 1).is_err());
    }
}
