//! Weeks, dates and clock times, all in Asia/Shanghai.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

/// The street's time: UTC+8, without daylight saving since 1991.
const SHANGHAI: Offset = Offset::constant(8);

/// A text that is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a date like 2026-11-24")]
pub struct NotADate {
    /// The text.
    pub text: String,
}

/// A date from its text, `YYYY-MM-DD`.
///
/// # Errors
/// When it is none, or not before the year 2000 or after 2199.
pub fn date_of(text: &str) -> Result<Date, NotADate> {
    let not_a_date = || NotADate {
        text: text.chars().take(20).collect(),
    };
    let in_full = text.len() == 10;
    let date = Date::from_str(text).map_err(|_| not_a_date())?;
    if in_full && (2000..2200).contains(&date.year()) {
        Ok(date)
    } else {
        Err(not_a_date())
    }
}

/// The moment of a clock time (minutes after midnight) of a date, in Unix milliseconds.
#[must_use]
pub fn moment_ms(date: Date, minutes: u16) -> i64 {
    let midnight = date
        .to_zoned(TimeZone::fixed(SHANGHAI))
        .map_or(0, |zoned| zoned.timestamp().as_millisecond());
    midnight.saturating_add(i64::from(minutes).saturating_mul(60_000))
}

/// The date and the clock time (minutes after midnight) of a moment in Unix milliseconds.
#[must_use]
pub fn date_and_minute(moment_ms: i64) -> (Date, u16) {
    let at = Timestamp::from_millisecond(moment_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    let here = SHANGHAI.to_datetime(at);
    let minutes = i16::from(here.hour()) * 60 + i16::from(here.minute());
    (here.date(), minutes.unsigned_abs())
}

/// A week, Monday to Sunday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week(Date);

impl Week {
    /// The week that a date is in.
    #[must_use]
    pub fn of(date: Date) -> Self {
        let days = i64::from(date.weekday().to_monday_zero_offset());
        Self(date.checked_sub(days.days()).unwrap_or(date))
    }

    /// The week that begins on that date, `YYYY-MM-DD`.
    ///
    /// # Errors
    /// When it is no date, or no Monday.
    pub fn beginning(text: &str) -> Result<Self, NotADate> {
        let date = date_of(text)?;
        if date.weekday() == Weekday::Monday {
            Ok(Self(date))
        } else {
            Err(NotADate {
                text: text.to_owned(),
            })
        }
    }

    /// Its first day.
    #[must_use]
    pub fn monday(self) -> Date {
        self.0
    }

    /// Its last day.
    #[must_use]
    pub fn sunday(self) -> Date {
        self.0.checked_add(6.days()).unwrap_or(self.0)
    }

    /// The week after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.checked_add(7.days()).unwrap_or(self.0))
    }

    /// Whether a date is in it.
    #[must_use]
    pub fn holds(self, date: Date) -> bool {
        Self::of(date) == self
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How many days lie from one date to another; negative if the other is earlier.
#[must_use]
pub fn days_between(from: Date, until: Date) -> i64 {
    until
        .since(from)
        .map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn nine_in_shanghai_is_one_in_utc() {
        assert_eq!(moment_ms(date(2026, 11, 24), 9 * 60), 1_795_482_000_000);
        assert_eq!(
            date_and_minute(1_795_482_000_000),
            (date(2026, 11, 24), 540)
        );
    }

    #[test]
    fn a_week_is_named_by_its_monday() {
        let week = Week::of(date(2026, 11, 29));
        assert_eq!(week.to_string(), "2026-11-23");
        assert_eq!(week.sunday(), date(2026, 11, 29));
        assert_eq!(Week::beginning("2026-11-23"), Ok(week));
        assert!(Week::beginning("2026-11-24").is_err());
    }

    #[test]
    fn only_dates_in_full_are_taken() {
        for text in ["2026-11-31", "2026-1-2", "11/24/2026", "", "9999-01-01"] {
            assert!(date_of(text).is_err(), "{text}");
        }
    }
}
