//! Times as mails name them, in Shanghai.

use planning::dates::date_and_minute;

/// "09:05"
pub(super) fn clock(moment_ms: i64) -> String {
    let (_, minutes) = date_and_minute(moment_ms);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// 简体中文
pub(super) mod chinese {
    use jiff::civil::Weekday;
    use planning::dates::date_and_minute;

    use super::clock;
    use crate::store::appointments::Announcement;

    /// "11月24日 周二 09:00–09:25"
    pub(in super::super) fn when(what: &Announcement) -> String {
        let (date, _) = date_and_minute(what.joins_ms);
        let weekday = match date.weekday() {
            Weekday::Monday => "周一",
            Weekday::Tuesday => "周二",
            Weekday::Wednesday => "周三",
            Weekday::Thursday => "周四",
            Weekday::Friday => "周五",
            Weekday::Saturday => "周六",
            Weekday::Sunday => "周日",
        };
        format!(
            "{}月{}日 {weekday} {}–{}",
            date.month(),
            date.day(),
            clock(what.joins_ms),
            clock(what.leaves_ms)
        )
    }
}

/// English.
pub(super) mod english {
    use planning::dates::date_and_minute;

    use super::clock;
    use crate::store::appointments::Announcement;

    /// "Tue 24 Nov, 09:00–09:25"
    pub(in super::super) fn when(what: &Announcement) -> String {
        let (date, _) = date_and_minute(what.joins_ms);
        format!(
            "{}, {}–{}",
            date.strftime("%a %-d %b"),
            clock(what.joins_ms),
            clock(what.leaves_ms)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::appointments::Announcement;

    #[test]
    fn a_time_is_named_as_each_language_does() {
        let what = Announcement {
            owner: "venue-3".to_owned(),
            address: None,
            title: String::new(),
            place: String::new(),
            notes: String::new(),
            joins_ms: 1_795_482_000_000,
            leaves_ms: 1_795_482_000_000 + 25 * 60_000,
        };
        assert_eq!(chinese::when(&what), "11月24日 周二 09:00–09:25");
        assert_eq!(english::when(&what), "Tue 24 Nov, 09:00–09:25");
    }
}
