//! Telling people of meetings: whenever the published plan has changed, every venue and person
//! whose appointment is new, otherwise or called off gets a mail, and their calendar shows it.
//!
//! Nothing has to be called for that: the plan is compared with what was told, again and again. A
//! meeting that is published, moved or withdrawn while nobody looks is told later, each version
//! once, because an appointment and its mail are stored together.

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::time::Duration;

use control_domain::agenda::AgendaItem;
use control_wire::VenueNumber;
use control_wire::rest::Venue;
use control_wire::rest::post::{MailAccount, MessageKind};
use planning::invitation::{Appointment, Invitee, Owner, appointments};
use tokio::sync::watch;

use super::account::{self, AccountError};
use super::calendar;
use super::times::{chinese, clock, english};
use crate::app::App;
use crate::store::appointments::{Announcement, PlannedMeeting, RosterEntry, Told};
use crate::store::outbox::{CalendarMethod, CalendarPart, NewMessage};
use crate::store::{Store, StoreFailed};

/// How often the plan is compared with what was told.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Why people could not be told.
#[derive(Debug, thiserror::Error)]
pub enum AnnounceError {
    /// The mail settings are unreadable.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// Everything that decides what people are told.
struct Known {
    meetings: Vec<PlannedMeeting>,
    announced: Vec<i64>,
    venues: Vec<Venue>,
    roster: Vec<RosterEntry>,
    mailboxes: BTreeMap<VenueNumber, String>,
    mail: Option<MailAccount>,
}

/// Tells people of what has changed, until stopped.
pub async fn run(app: App, mut stopped: watch::Receiver<bool>) {
    let mut told = None;
    loop {
        match announce(&app.store, app.clock.unix_ms(), told).await {
            Ok(now) => told = Some(now),
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "people could not be told of meetings"
            ),
        }
        let stop = stopped.wait_for(|stopped| *stopped);
        if tokio::time::timeout(LOOK_EVERY, stop).await.is_ok() {
            return;
        }
    }
}

/// Tells people of what has changed since they were told last. Returns a mark of the state of
/// things; handed in again as `told`, it saves the comparison where nothing has changed.
///
/// # Errors
/// See [`AnnounceError`].
pub async fn announce(store: &Store, now_ms: i64, told: Option<u64>) -> Result<u64, AnnounceError> {
    let known = Known::read(store, now_ms).await?;
    let mark = known.mark();
    if told == Some(mark) {
        return Ok(mark);
    }
    let none = Vec::new();
    let called_off = known.called_off().map(|meeting| (meeting, &none));
    let announcements: Vec<(i64, Vec<Announcement>)> = known
        .meetings
        .iter()
        .map(|meeting| (meeting.meeting, known.announcements(meeting)))
        .collect();
    let standing = announcements.iter().map(|(meeting, all)| (*meeting, all));
    for (meeting, announcements) in standing.chain(called_off) {
        let changed = store
            .announce_meeting(meeting, announcements, now_ms, |told| {
                mail(told, known.mail.as_ref()?)
            })
            .await?;
        if changed > 0 {
            tracing::info!(
                meeting,
                appointments = changed,
                "people are told of a meeting"
            );
        }
    }
    Ok(mark)
}

impl Known {
    async fn read(store: &Store, now_ms: i64) -> Result<Self, AnnounceError> {
        Ok(Self {
            meetings: store.coming_meetings(now_ms).await?,
            announced: store.announced_meetings(now_ms).await?,
            venues: store.venues().await?,
            roster: store.roster_entries().await?,
            mailboxes: store
                .mailboxes()
                .await?
                .into_iter()
                .filter(|mailbox| !mailbox.address.is_empty())
                .map(|mailbox| (mailbox.venue, mailbox.address))
                .collect(),
            mail: account::mail(store).await?,
        })
    }

    /// Meetings that people were told of and that the plan has no more.
    fn called_off(&self) -> impl Iterator<Item = i64> {
        let stands = |told: &i64| self.meetings.iter().any(|one| one.meeting == *told);
        self.announced
            .iter()
            .copied()
            .filter(move |told| !stands(told))
    }

    fn mark(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for meeting in &self.meetings {
            (meeting.meeting, &meeting.title, meeting.ends_ms).hash(&mut hasher);
            for item in &meeting.agenda {
                (item.number, item.planned_start_ms, item.minutes).hash(&mut hasher);
                (&item.title, &item.department).hash(&mut hasher);
                for due in &item.due {
                    (due.venue, &due.roles).hash(&mut hasher);
                }
            }
        }
        self.called_off()
            .for_each(|meeting| meeting.hash(&mut hasher));
        (&self.roster, &self.mailboxes).hash(&mut hasher);
        for venue in &self.venues {
            (venue.number, &venue.name).hash(&mut hasher);
        }
        self.mail
            .as_ref()
            .map(|mail| &mail.from_address)
            .hash(&mut hasher);
        hasher.finish()
    }

    fn announcements(&self, meeting: &PlannedMeeting) -> Vec<Announcement> {
        let numbers: Vec<VenueNumber> = self.venues.iter().map(|venue| venue.number).collect();
        let people: Vec<Invitee> = self
            .roster
            .iter()
            .map(|person| Invitee {
                id: person.id,
                venue: person.venue,
                role: person.role.clone(),
            })
            .collect();
        appointments(&meeting.agenda, &numbers, &people)
            .into_iter()
            .map(|appointment| self.announcement(meeting, &appointment))
            .collect()
    }

    fn announcement(
        &self,
        meeting: &PlannedMeeting,
        appointment: &Appointment<'_>,
    ) -> Announcement {
        let (venue, address) = match appointment.owner {
            Owner::Venue(number) => (Some(number), self.mailboxes.get(&number).cloned()),
            Owner::Person(id) => {
                let person = self.roster.iter().find(|person| person.id == id);
                (
                    person.map(|person| person.venue),
                    person.and_then(|person| person.address.clone()),
                )
            }
        };
        let venue = self
            .venues
            .iter()
            .find(|known| Some(known.number) == venue)
            .map_or_else(String::new, |venue| {
                format!("{:02} {}", venue.number, venue.name)
            });
        let notes: Vec<String> = appointment.items.iter().map(|item| note(item)).collect();
        Announcement {
            owner: appointment.owner.to_string(),
            address,
            title: meeting.title.clone(),
            place: format!("{venue}（视频会议）"),
            notes: notes.join("\n"),
            joins_ms: appointment.joins_ms,
            leaves_ms: appointment.leaves_ms,
        }
    }
}

fn note(item: &AgendaItem) -> String {
    format!(
        "{} {}（{}，{}分钟）",
        clock(item.planned_start_ms),
        item.title,
        item.department,
        item.minutes
    )
}

/// The mail about an appointment, where its owner gets mail: Chinese first, then the same in
/// English.
fn mail(told: &Told, from: &MailAccount) -> Option<NewMessage> {
    let what = &told.announcement;
    let to = what.address.clone()?;
    let news = News::of(told);
    let (when_zh, when_en) = (chinese::when(what), english::when(what));
    let text = format!(
        "{}\n\n会议：{title}\n时间：{when_zh}\n地点：{place}\n事项：\n{}\n\n\
         本邮件由拼会自动发送：{address}\n\n\
         ----\n{}\n\nMeeting: {title}\nTime: {when_en} (Shanghai)\n\
         Place: {place}, video meeting\nItems: as listed above\n\n\
         Sent by Pinhui: {address}\n",
        news.chinese(),
        what.notes,
        news.english(),
        title = what.title,
        place = what.place,
        address = from.public_address,
    );
    Some(NewMessage {
        dedup_key: format!("invitation/{}/{}", told.uid, told.sequence),
        kind: MessageKind::Invitation,
        to: to.clone(),
        subject: news.subject(&what.title, &when_zh),
        text,
        html: None,
        calendar: Some(CalendarPart {
            method: told.method(),
            object: calendar::invitation(told, &from.from_address, &to),
        }),
    })
}

/// What a mail has to say about an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    Invited,
    Changed,
    CalledOff,
}

impl News {
    const fn of(told: &Told) -> Self {
        match (told.method(), told.sequence) {
            (CalendarMethod::Cancel, _) => Self::CalledOff,
            (CalendarMethod::Request, 0) => Self::Invited,
            (CalendarMethod::Request, _) => Self::Changed,
        }
    }

    fn subject(self, title: &str, when: &str) -> String {
        let (chinese, english) = match self {
            Self::Invited => ("会议通知", "Invitation"),
            Self::Changed => ("会议变更", "Meeting changed"),
            Self::CalledOff => ("会议取消", "Meeting called off"),
        };
        format!("{chinese}：{title}（{when}）/ {english}")
    }

    const fn chinese(self) -> &'static str {
        match self {
            Self::Invited => "请在下面的时间参加会议，只需参加与您有关的事项。",
            Self::Changed => "会议安排有变更，请以下面的时间为准。",
            Self::CalledOff => "下面的会议已取消，或不再需要您参加。",
        }
    }

    const fn english(self) -> &'static str {
        match self {
            Self::Invited => {
                "Please attend this meeting at the time below; only your own items need you."
            }
            Self::Changed => "The meeting has changed; the time below is the one that counts.",
            Self::CalledOff => "This meeting is called off, or does not need you any more.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::testing::account;

    fn told(sequence: i64, cancelled: bool) -> Told {
        Told {
            uid: "5.venue-3.1@pinhui".to_owned(),
            sequence,
            cancelled,
            changed_ms: 1_795_000_000_000,
            announcement: Announcement {
                owner: "venue-3".to_owned(),
                address: Some("three@street.example".to_owned()),
                title: "工作例会".to_owned(),
                place: "03 艺康苑居委会（视频会议）".to_owned(),
                notes: "09:00 停车（自治办，25分钟）".to_owned(),
                joins_ms: 1_795_482_000_000,
                leaves_ms: 1_795_482_000_000 + 25 * 60_000,
            },
        }
    }

    #[test]
    fn a_mail_says_everything_in_chinese_and_then_in_english() {
        for (told, chinese, english) in [
            (told(0, false), "会议通知", "Invitation"),
            (told(1, false), "会议变更", "Meeting changed"),
            (told(2, true), "会议取消", "Meeting called off"),
        ] {
            let mail = mail(&told, &account()).unwrap();
            assert!(mail.subject.starts_with(chinese), "{}", mail.subject);
            assert!(mail.subject.ends_with(english), "{}", mail.subject);
            let (first, second) = mail.text.split_once("----").unwrap();
            assert!(first.contains("时间：11月24日 周二 09:00–09:25"), "{first}");
            assert!(first.contains("09:00 停车"), "{first}");
            assert!(
                second.contains("Time: Tue 24 Nov, 09:00–09:25 (Shanghai)"),
                "{second}"
            );
        }
    }

    #[test]
    fn whoever_has_no_address_gets_no_mail() {
        let mut told = told(0, false);
        told.announcement.address = None;
        assert!(mail(&told, &account()).is_none());
    }
}
