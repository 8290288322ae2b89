//! Appointments as iCalendar objects (RFC 5545): one in a mail that a calendar acts upon (RFC
//! 5546), or all of an owner's in a calendar to subscribe to.

use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};
use jiff::Timestamp;

use super::times::{chinese, english};
use crate::store::appointments::{Announcement, Told};

/// How often a subscribed calendar should be looked at again (RFC 7986 §5.7).
const REFRESH: &str = "PT1H";

/// An appointment for a mail: REQUEST, or CANCEL where it was called off.
#[must_use]
pub fn invitation(told: &Told, organizer: &str, attendee: &str) -> String {
    let mut event = event(told);
    event.add_property("ORGANIZER", format!("mailto:{organizer}"));
    event.append_property(
        Property::new("ATTENDEE", format!("mailto:{attendee}"))
            .add_parameter("ROLE", "REQ-PARTICIPANT")
            .add_parameter("PARTSTAT", "NEEDS-ACTION")
            .add_parameter("RSVP", "FALSE")
            .done(),
    );
    let mut calendar = calendar(told.method().name());
    calendar.push(event.done());
    calendar.to_string()
}

/// A calendar to subscribe to.
#[must_use]
pub fn subscription(name: &str, appointments: &[Told]) -> String {
    let mut calendar = calendar("PUBLISH");
    calendar.append_property(("X-WR-CALNAME", name));
    calendar.append_property(
        Property::new("REFRESH-INTERVAL", REFRESH)
            .add_parameter("VALUE", "DURATION")
            .done(),
    );
    for told in appointments {
        calendar.push(event(told).done());
    }
    calendar.to_string()
}

fn calendar(method: &str) -> Calendar {
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//Pinhui//Pinhui//ZH"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    calendar.append_property(("METHOD", method));
    calendar
}

fn event(told: &Told) -> Event {
    let what = &told.announcement;
    let mut event = Event::new();
    event
        .uid(&told.uid)
        .summary(&format!("会议 Meeting：{}", what.title))
        .location(&format!("{} video meeting", what.place))
        .description(&description(what))
        .status(if told.cancelled {
            EventStatus::Cancelled
        } else {
            EventStatus::Confirmed
        })
        .add_property("SEQUENCE", told.sequence.to_string())
        .add_property("DTSTAMP", moment(told.changed_ms))
        .add_property("DTSTART", moment(what.joins_ms))
        .add_property("DTEND", moment(what.leaves_ms));
    event
}

/// Chinese first, then the same in English.
fn description(what: &Announcement) -> String {
    format!(
        "请参加与您有关的事项（{}）：\n{}\n\nYour items, listed above: {} (Shanghai)",
        chinese::when(what),
        what.notes,
        english::when(what),
    )
}

/// A moment in UTC (RFC 5545 §3.3.5, form 2).
fn moment(unix_ms: i64) -> String {
    let moment = Timestamp::from_millisecond(unix_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(cancelled: bool) -> Told {
        Told {
            uid: "5.venue-3.1@pinhui".to_owned(),
            sequence: 2,
            cancelled,
            changed_ms: 1_795_482_000_000,
            announcement: Announcement {
                owner: "venue-3".to_owned(),
                address: None,
                title: "拼会：民政, 综治".to_owned(),
                place: "03 艺康苑居委会（视频会议）".to_owned(),
                notes: "09:00 民政\n09:10 综治".to_owned(),
                joins_ms: 1_795_482_000_000,
                leaves_ms: 1_795_482_000_000 + 25 * 60_000,
            },
        }
    }

    /// The object's lines, folded ones joined (RFC 5545 §3.1).
    fn lines(object: &str) -> Vec<String> {
        assert!(
            object.split_terminator("\r\n").all(|line| line.len() <= 75),
            "{object}"
        );
        let unfolded = object.replace("\r\n ", "");
        unfolded.lines().map(str::to_owned).collect()
    }

    #[test]
    fn an_invitation_is_a_request_of_one_event_with_its_sequence() {
        let object = invitation(&told(false), "office@street.example", "wang@street.example");
        let lines = lines(&object);
        for line in [
            "METHOD:REQUEST",
            "UID:5.venue-3.1@pinhui",
            "SEQUENCE:2",
            "DTSTAMP:20261124T010000Z",
            "DTSTART:20261124T010000Z",
            "DTEND:20261124T012500Z",
            "SUMMARY:会议 Meeting：拼会：民政\\, 综治",
            "LOCATION:03 艺康苑居委会（视频会议） video meeting",
            "DESCRIPTION:请参加与您有关的事项（11月24日 周二 09:00–09:25）：\\n09:00 民政\\n09:10 综治\\n\\nYour \
             items\\, listed above: Tue 24 Nov\\, 09:00–09:25 (Shanghai)",
            "STATUS:CONFIRMED",
            "ORGANIZER:mailto:office@street.example",
        ] {
            assert!(
                lines.iter().any(|found| found == line),
                "{line} in {lines:#?}"
            );
        }
        let attendee = lines.iter().find(|line| line.starts_with("ATTENDEE"));
        assert!(attendee.unwrap().ends_with(":mailto:wang@street.example"));
    }

    #[test]
    fn what_is_called_off_is_cancelled_under_the_same_uid() {
        let object = invitation(&told(true), "office@street.example", "wang@street.example");
        let lines = lines(&object);
        for line in [
            "METHOD:CANCEL",
            "STATUS:CANCELLED",
            "UID:5.venue-3.1@pinhui",
        ] {
            assert!(
                lines.iter().any(|found| found == line),
                "{line} in {lines:#?}"
            );
        }
    }

    #[test]
    fn a_subscription_holds_every_appointment_and_asks_nobody() {
        let object = subscription("03 艺康苑", &[told(false), told(true)]);
        assert_eq!(object.matches("BEGIN:VEVENT").count(), 2);
        assert!(object.contains("METHOD:PUBLISH"));
        assert!(!object.contains("ATTENDEE"));
    }
}
