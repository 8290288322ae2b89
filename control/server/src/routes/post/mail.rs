//! The mail server's settings, the outbox, the venues' mailboxes.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::rest::post::{
    MailAccount, MailSettings, Mailbox, MessageKind, MessageState, NewMailSettings, Outbox,
    TestMail,
};
use lettre::Address;
use serde::Deserialize;
use url::Url;

use super::refusal::PostError;
use crate::accounts::access::{Action, Caller};
use crate::app::App;
use crate::post::account;
use crate::post::letter::letter;
use crate::post::smtp::{Connection, Handover, Offer};
use crate::routes::extract::{Body, InPath, InQuery};
use crate::store::outbox::NewMessage;

/// Longest name or address in the settings, in characters.
const FIELD_CHARS_MAX: usize = 200;

/// Which messages are listed.
#[derive(Debug, Clone, Deserialize)]
pub struct Listed {
    state: Option<MessageState>,
    before: Option<i64>,
}

/// The mail settings, without the password.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    get, path = "/api/v1/settings/mail", tag = "post", responses((status = 200, body = MailSettings))
)]
pub async fn settings(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<MailSettings>, PostError> {
    caller.may(Action::ManageMail)?;
    Ok(Json(MailSettings {
        mail: account::mail(&app.store).await?,
        has_password: app.mail_password.read()?.is_some(),
    }))
}

/// Changes the mail settings.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    put, path = "/api/v1/settings/mail", tag = "post", request_body = NewMailSettings,
    responses((status = 204), (status = 422))
)]
pub async fn change_settings(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewMailSettings>,
) -> Result<StatusCode, PostError> {
    caller.may(Action::ManageMail)?;
    check(&new.mail)?;
    let password = new.password.as_deref();
    account::save(&app.store, &app.mail_password, &new.mail, password).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn check(mail: &MailAccount) -> Result<(), PostError> {
    let short =
        |text: &str| text.chars().count() <= FIELD_CHARS_MAX && !text.chars().any(char::is_control);
    let public = Url::parse(&mail.public_address)
        .is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
    let user = mail.user.as_deref().unwrap_or("-");
    let fits = [&mail.host, &mail.from_name]
        .into_iter()
        .all(|text| short(text) && !text.trim().is_empty())
        && short(user)
        && !user.is_empty()
        && short(&mail.public_address)
        && public
        && mail.port != 0;
    if fits {
        checked_address(&mail.from_address).map(|_| ())
    } else {
        Err(PostError::SettingsUnsuitable)
    }
}

/// An e-mail address in ASCII: what every mail server takes.
fn checked_address(text: &str) -> Result<Address, PostError> {
    let refused = || PostError::Address(text.chars().take(FIELD_CHARS_MAX).collect());
    let address: Address = text.trim().parse().map_err(|_| refused())?;
    if text.is_ascii() {
        Ok(address)
    } else {
        Err(refused())
    }
}

/// Sends a test mail while the caller waits.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    post, path = "/api/v1/settings/mail/test", tag = "post", request_body = TestMail,
    responses((status = 204), (status = 409), (status = 422), (status = 502))
)]
pub async fn test(
    State(app): State<App>,
    caller: Caller,
    Body(test): Body<TestMail>,
) -> Result<StatusCode, PostError> {
    caller.may(Action::ManageMail)?;
    let to = checked_address(&test.to)?;
    let account = account::load(&app.store, &app.mail_password)
        .await?
        .ok_or(PostError::NoMailServer)?;
    let now_ms = app.clock.unix_ms();
    let message = NewMessage {
        dedup_key: format!("test/{to}/{now_ms}"),
        kind: MessageKind::Heads,
        to: to.to_string(),
        subject: "拼会测试邮件 / Pinhui test mail".to_owned(),
        text: format!(
            "收到这封邮件，说明拼会的邮件设置可用。\n\n----\nThis mail shows that Pinhui's mail settings work.\n\n{}\n",
            account.mail.public_address
        ),
        html: None,
        calendar: None,
    };
    let letter = letter(&message, &account.mail, now_ms)?;
    let mut connection = Connection::open(&account)
        .await
        .map_err(PostError::Server)?;
    match connection.offer(&letter).await {
        Offer::Accepted => {}
        Offer::Refused(error) | Offer::NotNow(error) => return Err(PostError::Server(error)),
    }
    match connection.hand_over(&letter).await {
        Handover::Taken => {}
        Handover::Refused(error) | Handover::NotNow(error) | Handover::Uncertain(error) => {
            return Err(PostError::Server(error));
        }
    }
    connection.close().await;
    Ok(StatusCode::NO_CONTENT)
}

/// The newest messages, and how many need attention.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    get, path = "/api/v1/post/messages", tag = "post",
    params(
        ("state" = Option<MessageState>, Query, description = "only these"),
        ("before" = Option<i64>, Query, description = "only older ones than this number"),
    ),
    responses((status = 200, body = Outbox))
)]
pub async fn outbox(
    State(app): State<App>,
    caller: Caller,
    InQuery(listed): InQuery<Listed>,
) -> Result<Json<Outbox>, PostError> {
    caller.may(Action::PlanSessions)?;
    Ok(Json(app.store.outbox(listed.state, listed.before).await?))
}

/// Sends a failed or uncertain message again.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    post, path = "/api/v1/post/messages/{number}/again", tag = "post",
    responses((status = 204), (status = 404), (status = 409))
)]
pub async fn send_again(
    State(app): State<App>,
    caller: Caller,
    InPath(number): InPath<i64>,
) -> Result<StatusCode, PostError> {
    caller.may(Action::ManageStreet)?;
    app.store
        .send_message_again(number, app.clock.unix_ms())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Notes that an uncertain message has arrived.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    post, path = "/api/v1/post/messages/{number}/arrived", tag = "post",
    responses((status = 204), (status = 404), (status = 409))
)]
pub async fn has_arrived(
    State(app): State<App>,
    caller: Caller,
    InPath(number): InPath<i64>,
) -> Result<StatusCode, PostError> {
    caller.may(Action::ManageStreet)?;
    app.store
        .message_has_arrived(number, app.clock.unix_ms())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every venue's mailbox.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    get, path = "/api/v1/mailboxes", tag = "post", responses((status = 200, body = Vec<Mailbox>))
)]
pub async fn mailboxes(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<Mailbox>>, PostError> {
    caller.may(Action::PlanSessions)?;
    Ok(Json(app.store.mailboxes().await?))
}

/// Changes the mailboxes of the venues named; all or none.
///
/// # Errors
/// See [`PostError`].
#[utoipa::path(
    put, path = "/api/v1/mailboxes", tag = "post", request_body = Vec<Mailbox>,
    responses((status = 204), (status = 422))
)]
pub async fn put_mailboxes(
    State(app): State<App>,
    caller: Caller,
    Body(mailboxes): Body<Vec<Mailbox>>,
) -> Result<StatusCode, PostError> {
    caller.may(Action::ManageStreet)?;
    let mut checked = Vec::with_capacity(mailboxes.len());
    for Mailbox { venue, address } in mailboxes {
        let address = match address.trim() {
            "" => String::new(),
            address => checked_address(address)?.to_string(),
        };
        checked.push(Mailbox { venue, address });
    }
    app.store.put_mailboxes(&checked).await?;
    Ok(StatusCode::NO_CONTENT)
}
