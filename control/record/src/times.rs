//! Times as the street writes them: on Shanghai's clock.

use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};

/// China keeps one time, without summer time, since 1991.
fn shanghai() -> TimeZone {
    TimeZone::fixed(offset(8))
}

fn written(at_ms: i64, form: &str) -> String {
    Timestamp::from_millisecond(at_ms)
        .map(|at| at.to_zoned(shanghai()).strftime(form).to_string())
        .unwrap_or_default()
}

/// "2026-11-24 09:30:05".
pub(crate) fn date_and_second(at_ms: i64) -> String {
    written(at_ms, "%Y-%m-%d %H:%M:%S")
}

/// "2026-11-24 09:30".
pub(crate) fn date_and_minute(at_ms: i64) -> String {
    written(at_ms, "%Y-%m-%d %H:%M")
}

/// "09:30".
pub(crate) fn clock(at_ms: i64) -> String {
    written(at_ms, "%H:%M")
}

/// Whole minutes, rounded to the nearest.
pub(crate) fn minutes(length_ms: i64) -> i64 {
    length_ms.saturating_add(30_000).div_euclid(60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shanghais() {
        assert_eq!(date_and_second(1_795_224_600_000), "2026-11-21 09:30:00");
        assert_eq!(clock(1_795_224_600_000), "09:30");
        assert_eq!((minutes(89_999), minutes(90_000)), (1, 2));
    }
}
