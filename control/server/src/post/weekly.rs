//! The weekly work tips (每周工作提示): each week once, to every branch venue that has a mailbox.
//!
//! A week is settled in one transaction: its tips become an issue and its mails are queued, or
//! neither. So it does not matter how often, or by how many servers, it is tried, nor when one of
//! them is killed.

use std::time::Duration;

use control_wire::MAIN_VENUE;
use control_wire::rest::post::{Mailbox, MessageKind};
use control_wire::rest::tips::{Tip, TipsPreview, TipsSchedule};
use planning::dates::{Week, date_and_minute};
use planning::tips::{IssueTime, due_issue, next_issue};
use tokio::sync::watch;

use crate::app::App;
use crate::problem::escaped;
use crate::store::outbox::NewMessage;
use crate::store::settings::Setting;
use crate::store::{Store, StoreFailed};

/// How often it is looked whether an issue is due.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Where nobody has said otherwise: Monday at nine.
const USUAL: TipsSchedule = TipsSchedule {
    on: true,
    at_min: 9 * 60,
};

/// Sends each week's issue when its time comes, until stopped.
pub async fn run(app: App, mut stopped: watch::Receiver<bool>) {
    loop {
        match send_due(&app.store, app.clock.unix_ms()).await {
            Ok(None) => {}
            Ok(Some(mails)) => tracing::info!(mails, "the weekly tips are in the outbox"),
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "the weekly tips could not be sent"
            ),
        }
        let stop = stopped.wait_for(|stopped| *stopped);
        if tokio::time::timeout(LOOK_EVERY, stop).await.is_ok() {
            return;
        }
    }
}

/// Settles this week if it is time; how many mails were queued.
///
/// # Errors
/// When the database fails.
pub async fn send_due(store: &Store, now_ms: i64) -> Result<Option<usize>, StoreFailed> {
    let schedule = schedule(store).await?;
    if !schedule.on {
        return Ok(None);
    }
    let settled = store.settled_week().await?;
    let calendar = store.working_days().await?;
    match due_issue(now_ms, schedule.at_min, settled, &calendar) {
        Some(issue) => settle(store, issue.week, now_ms).await,
        None => Ok(None),
    }
}

/// Sends the next issue now; how many mails were queued. `None` where nothing is to be sent: no tip
/// waits, or another server was faster.
///
/// # Errors
/// When the database fails.
pub async fn send_now(store: &Store, now_ms: i64) -> Result<Option<usize>, StoreFailed> {
    let ready = store.waiting_tips().await?.iter().any(|tip| !tip.held);
    match next(store, now_ms).await? {
        Some(issue) if ready => settle(store, issue.week, now_ms).await,
        Some(_) | None => Ok(None),
    }
}

/// The next issue, and when it would be sent.
///
/// # Errors
/// When the database fails.
pub async fn next(store: &Store, now_ms: i64) -> Result<Option<IssueTime>, StoreFailed> {
    let schedule = schedule(store).await?;
    let settled = store.settled_week().await?;
    let calendar = store.working_days().await?;
    Ok(next_issue(now_ms, schedule.at_min, settled, &calendar))
}

/// Whether and when tips are sent by themselves.
///
/// # Errors
/// When the database fails, or holds another version's schedule.
pub async fn schedule(store: &Store) -> Result<TipsSchedule, StoreFailed> {
    let Some(setting) = store.setting(Setting::TipsSchedule).await? else {
        return Ok(USUAL);
    };
    serde_json::from_str(&setting).map_err(|error| StoreFailed::Unreadable {
        table: "settings",
        what: format!("the schedule of the tips: {error}"),
    })
}

/// Changes whether and when tips are sent by themselves.
///
/// # Errors
/// When the database fails.
pub async fn set_schedule(store: &Store, schedule: TipsSchedule) -> Result<(), StoreFailed> {
    let setting = serde_json::to_string(&schedule).map_err(|error| StoreFailed::Unreadable {
        table: "settings",
        what: format!("the schedule of the tips: {error}"),
    })?;
    store.set(Setting::TipsSchedule, &setting).await
}

/// Branch venues with a mailbox, and those without.
///
/// # Errors
/// When the database fails.
pub async fn recipients(store: &Store) -> Result<(Vec<Mailbox>, Vec<Mailbox>), StoreFailed> {
    let mailboxes = store.mailboxes().await?;
    Ok(mailboxes
        .into_iter()
        .filter(|mailbox| mailbox.venue != MAIN_VENUE)
        .partition(|mailbox| !mailbox.address.is_empty()))
}

async fn settle(store: &Store, week: Week, now_ms: i64) -> Result<Option<usize>, StoreFailed> {
    let mut tips = store.waiting_tips().await?;
    tips.retain(|tip| !tip.held);
    let mails = if tips.is_empty() {
        Vec::new()
    } else {
        let mail = written(week, &tips);
        let (reached, _) = recipients(store).await?;
        reached
            .into_iter()
            .map(|mailbox| addressed(&mail, week, mailbox))
            .collect()
    };
    let settled = store.settle_week(week, &tips, &mails, now_ms).await?;
    Ok((settled && !tips.is_empty()).then_some(mails.len()))
}

fn addressed(mail: &TipsPreview, week: Week, mailbox: Mailbox) -> NewMessage {
    NewMessage {
        dedup_key: format!("tips/{week}/{:02}", mailbox.venue),
        kind: MessageKind::Tips,
        to: mailbox.address,
        subject: mail.subject.clone(),
        text: mail.text.clone(),
        html: Some(mail.html.clone()),
        calendar: None,
    }
}

/// The mail of these tips, in this order.
#[must_use]
pub fn written(week: Week, tips: &[Tip]) -> TipsPreview {
    let monday = week.monday();
    let subject = format!(
        "每周工作提示（{}年{}月{}日当周，共{}条）/ Weekly work tips",
        monday.year(),
        monday.month(),
        monday.day(),
        tips.len(),
    );
    let mut text = format!("{subject}\n");
    let mut html = format!(
        "<!doctype html>\n<html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>{title}</title>\n\
         <body style=\"max-width:44em;margin:0 auto;padding:16px;color:#1b2733;\
         font:16px/1.6 'PingFang SC','Microsoft YaHei','Noto Sans SC',sans-serif\">\n\
         <h1 style=\"font-size:20px\">{title}</h1>\n<ol style=\"padding-left:1.4em\">\n",
        title = escaped(&subject),
    );
    for (number, tip) in (1..).zip(tips) {
        text.push_str(&format!(
            "\n{number}. 【{}】{}\n{}\n",
            tip.department_name,
            tip.title,
            indented(&tip.body),
        ));
        html.push_str(&format!(
            "<li style=\"margin-bottom:12px\"><b>{}</b> · {}\
             <div style=\"white-space:pre-line\">{}</div></li>\n",
            escaped(&tip.title),
            escaped(&tip.department_name),
            escaped(&tip.body),
        ));
    }
    let english = format!(
        "The street office's work tips for the week of {}: {} in all, as written by the departments. \
         Sent by Pinhui; earlier issues are found there under “Weekly tips”.",
        monday.strftime("%-d %b %Y"),
        tips.len(),
    );
    text.push_str("\n本邮件由拼会自动发送，历次提示可在拼会“每周提示”中查找。\n\n----\n");
    text.push_str(&english);
    text.push('\n');
    html.push_str(&format!(
        "</ol>\n<p style=\"color:#5b6875;font-size:14px\">本邮件由拼会自动发送，\
         历次提示可在拼会“每周提示”中查找。</p>\n\
         <p lang=\"en\" style=\"color:#5b6875;font-size:14px\">{}</p>\n</body></html>\n",
        escaped(&english),
    ));
    TipsPreview {
        subject,
        text,
        html,
    }
}

fn indented(body: &str) -> String {
    let lines: Vec<String> = body.lines().map(|line| format!("   {line}")).collect();
    lines.join("\n")
}

/// The week whose issue a preview at this moment is of, where none is to come: this one.
#[must_use]
pub fn week_of(now_ms: i64) -> Week {
    Week::of(date_and_minute(now_ms).0)
}
