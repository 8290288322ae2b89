//! When the weekly work tips (每周工作提示) are sent: each week once, on its first working day at a set
//! time.

use jiff::ToSpan as _;
use jiff::civil::Date;
use slotting::calendar::WorkingCalendar;

use crate::dates::{Week, date_and_minute, moment_ms};

/// Weeks ahead in which the next issue is looked for.
const WEEKS_AHEAD_MAX: usize = 8;

/// A week's issue, and when it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssueTime {
    /// Its week.
    pub week: Week,
    /// When it is sent, in Unix milliseconds.
    pub at_ms: i64,
}

/// When the issue of `week` is sent; `None` where nobody works in that week.
#[must_use]
pub fn issue_of(week: Week, at_min: u16, calendar: &WorkingCalendar) -> Option<IssueTime> {
    week.monday()
        .series(1.day())
        .take(7)
        .find(|day| calendar.is_workday(*day))
        .map(|day| IssueTime {
            week,
            at_ms: moment_ms(day, at_min),
        })
}

/// The issue that is to be sent now: this week's, from its time on until the week ends, unless this
/// week is settled already. A server that was off on Monday sends on Tuesday; it does not send last
/// week's issue beside this week's.
#[must_use]
pub fn due_issue(
    now_ms: i64,
    at_min: u16,
    settled: Option<Week>,
    calendar: &WorkingCalendar,
) -> Option<IssueTime> {
    let week = Week::of(date_and_minute(now_ms).0);
    if settled >= Some(week) {
        return None;
    }
    issue_of(week, at_min, calendar).filter(|issue| issue.at_ms <= now_ms)
}

/// The next issue that is not settled: the one that is due, or the first to come.
#[must_use]
pub fn next_issue(
    now_ms: i64,
    at_min: u16,
    settled: Option<Week>,
    calendar: &WorkingCalendar,
) -> Option<IssueTime> {
    let this_week = Week::of(date_and_minute(now_ms).0);
    weeks_from(this_week.monday())
        .take(WEEKS_AHEAD_MAX)
        .filter(|week| settled < Some(*week))
        .find_map(|week| issue_of(week, at_min, calendar))
}

fn weeks_from(monday: Date) -> impl Iterator<Item = Week> {
    monday.series(1.week()).map(Week::of)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const NINE: u16 = 9 * 60;

    fn at(day: Date, minutes: u16) -> i64 {
        moment_ms(day, minutes)
    }

    #[test]
    fn a_week_s_issue_is_due_on_monday_at_its_time_until_it_is_settled() {
        let calendar = WorkingCalendar::default();
        let monday = date(2026, 11, 23);
        let week = Week::of(monday);
        let due = |day, minutes, settled| due_issue(at(day, minutes), NINE, settled, &calendar);
        assert_eq!(due(monday, NINE - 1, None), None);
        let issue = due(monday, NINE, None).unwrap();
        assert_eq!((issue.week, issue.at_ms), (week, at(monday, NINE)));
        assert_eq!(due(monday, NINE, Some(week)), None);
        let last_week = Week::of(date(2026, 11, 16));
        assert!(due(monday, NINE, Some(last_week)).is_some());
    }

    #[test]
    fn a_server_that_was_off_on_monday_sends_later_that_week_and_never_two() {
        let calendar = WorkingCalendar::default();
        let long_ago = Some(Week::of(date(2026, 11, 2)));
        let sunday = at(date(2026, 11, 29), 23 * 60);
        let issue = due_issue(sunday, NINE, long_ago, &calendar).unwrap();
        assert_eq!(issue.week, Week::of(date(2026, 11, 23)));
        let next_monday = at(date(2026, 11, 30), 0);
        assert_eq!(due_issue(next_monday, NINE, long_ago, &calendar), None);
    }

    #[test]
    fn holidays_move_it_to_the_first_working_day_or_to_the_next_week() {
        let mut calendar = WorkingCalendar::default();
        let monday = date(2026, 10, 5);
        calendar.days_off.extend([monday, date(2026, 10, 6)]);
        let issue = issue_of(Week::of(monday), NINE, &calendar).unwrap();
        assert_eq!(issue.at_ms, at(date(2026, 10, 7), NINE));

        let days = [7, 8, 9].map(|day| date(2026, 10, day));
        calendar.days_off.extend(days);
        assert_eq!(issue_of(Week::of(monday), NINE, &calendar), None);
        let next = next_issue(at(monday, 0), NINE, None, &calendar).unwrap();
        assert_eq!(next.at_ms, at(date(2026, 10, 12), NINE));

        calendar.make_up_days.insert(date(2026, 10, 10));
        let saturday = issue_of(Week::of(monday), NINE, &calendar).unwrap();
        assert_eq!(saturday.at_ms, at(date(2026, 10, 10), NINE));
    }

    #[test]
    fn the_next_issue_is_the_due_one_or_the_first_to_come() {
        let calendar = WorkingCalendar::default();
        let wednesday = at(date(2026, 11, 25), NINE);
        let this_week = Week::of(date(2026, 11, 23));
        let next = |settled| next_issue(wednesday, NINE, settled, &calendar).unwrap();
        assert_eq!(next(None).week, this_week);
        assert_eq!(next(Some(this_week)).at_ms, at(date(2026, 11, 30), NINE));
    }
}
