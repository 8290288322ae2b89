//! The post: everything that leaves by mail, and calendars that offices subscribe to.
//!
//! # How to send something
//! Build a [`NewMessage`](crate::store::outbox::NewMessage) and queue it: with
//! [`queue_in`](crate::store::outbox::queue_in) in the transaction that makes it true (a call is
//! made ⇔ its mails are queued), or by itself with
//! [`Store::queue_message`](crate::store::Store::queue_message). The `dedup_key` says what is told
//! to whom (`call/17/department/3`, `heads/session/12/ADDRESS`): doing the same again queues
//! nothing. Meetings are told through [`invitations`], the weekly tips through [`weekly`].
//!
//! # Exactly once, as far as SMTP goes
//! SMTP has no way to ask whether a message was taken (RFC 1047): between the end of the data and
//! the server's answer its fate is unknown to the sender. What is done about it:
//!
//! * A message is `queued` until the mail server has accepted its sender and recipient and waits
//!   for the data. Only then it is marked `sending` (on disk), only then the data are sent, and
//!   the answer is on disk before the next message. Whatever breaks off earlier is tried again.
//! * The sender is a process of its own ([`process`]): `kill -9` of the server, a crash or an
//!   upgrade do not cut it off in that moment. It finishes the message in hand, writes down the
//!   answer, and ends.
//! * If that process, the machine or the connection is lost in that very moment, the message is
//!   `uncertain`. It is not sent twice: it is shown to staff, who send it again or note that it has
//!   arrived. At most one message is in that state at a time, whatever the size of a mailing.
//! * `Message-ID` is made of the `dedup_key`, so that a mailbox that drops repeated messages
//!   recognises one that was sent again.

pub mod account;
pub mod calendar;
pub mod invitations;
pub mod letter;
pub mod process;
pub mod sender;
pub mod smtp;
mod times;
pub mod weekly;

#[cfg(test)]
pub(crate) mod testing {
    use control_wire::rest::post::{MailAccount, MailEncryption};

    /// An office's mail account.
    pub(crate) fn account() -> MailAccount {
        MailAccount {
            host: "mail.example".to_owned(),
            port: 25,
            encryption: MailEncryption::None,
            user: None,
            from_address: "office@street.example".to_owned(),
            from_name: "党政办".to_owned(),
            public_address: "https://10.0.0.5:8443".to_owned(),
        }
    }
}
