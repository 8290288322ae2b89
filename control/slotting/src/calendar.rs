//! The working calendar: days off and make-up working days (调休), the two halves of a day, and the
//! hours that belong to the committees.

use std::collections::BTreeSet;
use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// Minutes in a day.
pub(crate) const DAY_MIN: u64 = 24 * 60;

/// A clock time: minutes after midnight, Asia/Shanghai.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clock(pub u16);

impl Clock {
    /// The clock time of an hour and a minute.
    #[must_use]
    pub const fn at(hour: u16, minute: u16) -> Self {
        Self(hour * 60 + minute)
    }

    /// This time plus some minutes.
    #[must_use]
    pub const fn plus(self, minutes: u16) -> Self {
        Self(self.0.saturating_add(minutes))
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// Half a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HalfDay {
    /// 上午
    Morning,
    /// 下午
    Afternoon,
}

/// A stretch of one date, `from` included, `until` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The date.
    pub date: Date,
    /// Its first minute.
    pub from: Clock,
    /// The minute after its last.
    pub until: Clock,
}

impl Span {
    /// Whether `[from, until)` of that date lies inside.
    #[must_use]
    pub fn holds(&self, date: Date, from: Clock, until: Clock) -> bool {
        self.date == date && self.from <= from && until <= self.until
    }
}

/// On which days protected hours fall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProtectedDay {
    /// Every week; 1 is Monday, 7 is Sunday.
    Weekly(i8),
    /// Once.
    On(Date),
}

/// Hours that the committees keep for themselves: no session may touch them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtectedHours {
    /// The days.
    pub day: ProtectedDay,
    /// The first protected minute.
    pub from: Clock,
    /// The minute after the last.
    pub until: Clock,
}

/// Which days are worked, and which hours are protected.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingCalendar {
    /// Weekdays that are not worked: public holidays and the days moved next to them.
    pub days_off: BTreeSet<Date>,
    /// Weekend days that are worked instead (调休).
    pub make_up_days: BTreeSet<Date>,
    /// The committees' own hours.
    pub protected: Vec<ProtectedHours>,
}

impl WorkingCalendar {
    /// Whether the date is worked. A make-up day wins over the weekend, a day off over everything.
    #[must_use]
    pub fn is_workday(&self, date: Date) -> bool {
        if self.days_off.contains(&date) {
            return false;
        }
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        !weekend || self.make_up_days.contains(&date)
    }

    /// The workdays from a date on, that date included if it is one, at most `count` of them. Stops
    /// after a year without a workday.
    #[must_use]
    pub fn workdays_from(&self, from: Date, count: usize) -> Vec<Date> {
        let mut found = Vec::with_capacity(count);
        let mut day = from;
        let mut idle_days = 0;
        while found.len() < count && idle_days < 366 {
            if self.is_workday(day) {
                found.push(day);
                idle_days = 0;
            } else {
                idle_days += 1;
            }
            match day.checked_add(1.day()) {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        found
    }

    /// The protected stretches of a date that overlap `[from, until)`.
    pub fn protected_within(
        &self,
        date: Date,
        from: Clock,
        until: Clock,
    ) -> impl Iterator<Item = &ProtectedHours> {
        self.protected.iter().filter(move |hours| {
            let falls = match hours.day {
                ProtectedDay::Weekly(day) => date.weekday().to_monday_one_offset() == day,
                ProtectedDay::On(day) => day == date,
            };
            falls && hours.from < until && from < hours.until
        })
    }
}

/// Minutes from the first day of the common era to midnight of a date: a scale on which starts of
/// different days can be compared and added.
pub(crate) fn midnight_min(date: Date) -> u64 {
    let days = date.since(Date::MIN).map_or(0, |span| span.get_days());
    u64::try_from(days).unwrap_or(0) * DAY_MIN
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn may_2019() -> WorkingCalendar {
        WorkingCalendar {
            days_off: [date(2019, 5, 1), date(2019, 5, 2), date(2019, 5, 3)].into(),
            make_up_days: [date(2019, 4, 28), date(2019, 5, 5)].into(),
            protected: vec![ProtectedHours {
                day: ProtectedDay::Weekly(3),
                from: Clock::at(13, 30),
                until: Clock::at(17, 0),
            }],
        }
    }

    #[test]
    fn a_holiday_is_off_and_the_sunday_after_it_is_worked() {
        let calendar = may_2019();
        assert!(!calendar.is_workday(date(2019, 5, 1)));
        assert!(calendar.is_workday(date(2019, 5, 5)));
        assert!(!calendar.is_workday(date(2019, 5, 4)));
        assert_eq!(
            calendar.workdays_from(date(2019, 4, 27), 5),
            [
                date(2019, 4, 28),
                date(2019, 4, 29),
                date(2019, 4, 30),
                date(2019, 5, 5),
                date(2019, 5, 6)
            ]
        );
    }

    #[test]
    fn protected_hours_cover_their_weekday_and_end_where_they_say() {
        let calendar = may_2019();
        let wednesday = date(2019, 5, 8);
        let count = |from, until| calendar.protected_within(wednesday, from, until).count();
        assert_eq!(count(Clock::at(13, 0), Clock::at(14, 0)), 1);
        assert_eq!(count(Clock::at(12, 0), Clock::at(13, 30)), 0);
        assert_eq!(count(Clock::at(17, 0), Clock::at(18, 0)), 0);
        assert_eq!(
            calendar
                .protected_within(date(2019, 5, 9), Clock::at(14, 0), Clock::at(15, 0))
                .count(),
            0
        );
    }

    #[test]
    fn midnights_of_following_days_are_a_day_apart_across_years() {
        assert_eq!(
            midnight_min(date(2020, 1, 1)) - midnight_min(date(2019, 12, 31)),
            DAY_MIN
        );
    }
}
