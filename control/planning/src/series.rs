//! The dates of a standing series: one a month.

use control_wire::rest::planning::windows::Series;
use jiff::ToSpan;
use jiff::civil::Date;
use slotting::calendar::WorkingCalendar;

/// Months that one range may reach over.
pub const MONTHS_MAX: usize = 24;

/// The dates of a series from one day to another, both included. A month whose date is not worked
/// has none: the coordinator places that one by hand.
#[must_use]
pub fn dates(series: &Series, from: Date, until: Date, calendar: &WorkingCalendar) -> Vec<Date> {
    let mut found = Vec::new();
    let mut month = from.first_of_month();
    for _ in 0..MONTHS_MAX {
        if month > until {
            break;
        }
        if let Some(date) = in_month(series, month)
            && (from..=until).contains(&date)
            && calendar.is_workday(date)
        {
            found.push(date);
        }
        match month.checked_add(1.month()) {
            Ok(next) => month = next,
            Err(_) => break,
        }
    }
    found
}

/// Its date in the month of which `first` is the first day. Week 5 is the last one there is.
fn in_month(series: &Series, first: Date) -> Option<Date> {
    let weekday = jiff::civil::Weekday::from_monday_one_offset(series.weekday).ok()?;
    let nth = if series.week >= 5 {
        -1
    } else {
        i8::try_from(series.week).ok()?
    };
    first.nth_weekday_of_month(nth, weekday).ok()
}

#[cfg(test)]
mod tests {
    use control_wire::rest::planning::HalfDay;
    use control_wire::rest::planning::items::Approval;
    use jiff::civil::date;

    use super::*;

    fn series(week: u8, weekday: i8) -> Series {
        Series {
            id: 1,
            department: 1,
            name: "党建工作例会".to_owned(),
            week,
            weekday,
            half: HalfDay::Morning,
            audience: Vec::new(),
            approval: Approval::NotNeeded,
        }
    }

    #[test]
    fn the_second_tuesday_of_each_month() {
        let found = dates(
            &series(2, 2),
            date(2026, 11, 1),
            date(2027, 1, 31),
            &WorkingCalendar::default(),
        );
        assert_eq!(
            found,
            [date(2026, 11, 10), date(2026, 12, 8), date(2027, 1, 12)]
        );
    }

    #[test]
    fn the_last_friday_and_a_month_whose_date_is_a_holiday() {
        let calendar = WorkingCalendar {
            days_off: [date(2026, 11, 27)].into(),
            ..WorkingCalendar::default()
        };
        let found = dates(
            &series(5, 5),
            date(2026, 10, 1),
            date(2026, 12, 31),
            &calendar,
        );
        assert_eq!(found, [date(2026, 10, 30), date(2026, 12, 25)]);
    }
}
