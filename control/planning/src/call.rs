//! The T−2 call: publishing a window asks every other department for items by a deadline.

use control_wire::rest::planning::windows::{AnswerKind, CallAnswer};
use jiff::ToSpan;
use jiff::civil::Date;
use slotting::calendar::WorkingCalendar;

use crate::dates::moment_ms;

/// Workdays before the meeting on which the call is due (开会前两天).
pub const CALL_WORKDAYS_BEFORE: usize = 2;

/// Clock time until which answers count unless said otherwise, on the workday before the meeting:
/// noon, so that the afternoon is left to plan and publish.
const DEADLINE_MIN: u16 = 12 * 60;

/// How far back a workday is looked for, in days.
const LOOK_BACK_DAYS: i64 = 60;

/// Why a window cannot be published with this call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Its meeting would be over, or too near for anybody to answer.
    #[error("answers would have to come before now")]
    TooLate,
    /// Answers would count after the window has opened.
    #[error("answers would count after the window has opened")]
    DeadlineAfterOpening,
    /// Its date is not worked.
    #[error("{date} is not worked")]
    NotAWorkday {
        /// The date.
        date: Date,
    },
}

/// Why an answer is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The deadline has passed.
    #[error("answers were taken until {deadline_ms}")]
    Closed {
        /// When it passed, Unix milliseconds.
        deadline_ms: i64,
    },
    /// The department has an item in this call: it is withdrawn first.
    #[error("department {department} has joined with an item")]
    HasJoined {
        /// The department.
        department: i64,
    },
}

/// The workday that lies some workdays before a date.
#[must_use]
pub fn workday_before(date: Date, workdays: usize, calendar: &WorkingCalendar) -> Option<Date> {
    let mut left = workdays;
    for days in 1..=LOOK_BACK_DAYS {
        let day = date.checked_sub(days.days()).ok()?;
        if calendar.is_workday(day) {
            left = left.saturating_sub(1);
            if left == 0 {
                return Some(day);
            }
        }
    }
    None
}

/// When the call of a window on that date is due, at the beginning of that day, Unix milliseconds.
#[must_use]
pub fn due_ms(date: Date, calendar: &WorkingCalendar) -> Option<i64> {
    workday_before(date, CALL_WORKDAYS_BEFORE, calendar).map(|day| moment_ms(day, 0))
}

/// Until when answers count, in Unix milliseconds: as asked for, else until noon of the workday
/// before; where that is over already, until an hour before the window opens.
///
/// # Errors
/// When nobody could answer in time, or the date is not worked.
pub fn deadline_ms(
    date: Date,
    opens_min: u16,
    asked_ms: Option<i64>,
    now_ms: i64,
    calendar: &WorkingCalendar,
) -> Result<i64, CallError> {
    if !calendar.is_workday(date) {
        return Err(CallError::NotAWorkday { date });
    }
    let opens_ms = moment_ms(date, opens_min);
    let usual_ms = workday_before(date, 1, calendar)
        .map(|day| moment_ms(day, DEADLINE_MIN))
        .filter(|usual_ms| *usual_ms > now_ms);
    let deadline_ms = asked_ms
        .or(usual_ms)
        .unwrap_or_else(|| opens_ms.saturating_sub(60 * 60_000));
    if deadline_ms > opens_ms {
        return Err(CallError::DeadlineAfterOpening);
    }
    if deadline_ms <= now_ms {
        return Err(CallError::TooLate);
    }
    Ok(deadline_ms)
}

/// Whether a department may still answer, with an item or with nothing.
///
/// # Errors
/// When the deadline has passed, or it says "nothing" and has an item there.
pub fn may_answer(
    answers: &[CallAnswer],
    department: i64,
    with: AnswerKind,
    deadline_ms: i64,
    now_ms: i64,
) -> Result<(), AnswerError> {
    if now_ms > deadline_ms {
        return Err(AnswerError::Closed { deadline_ms });
    }
    let joined = answers
        .iter()
        .any(|answer| answer.department == department && answer.answer == AnswerKind::Item);
    if joined && with == AnswerKind::Nothing {
        return Err(AnswerError::HasJoined { department });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn answers_count_until_noon_of_the_workday_before_across_a_weekend() {
        let calendar = WorkingCalendar::default();
        let monday = date(2026, 11, 30);
        let now_ms = moment_ms(date(2026, 11, 26), 600);
        assert_eq!(
            deadline_ms(monday, 540, None, now_ms, &calendar),
            Ok(moment_ms(date(2026, 11, 27), 720))
        );
        assert_eq!(
            due_ms(monday, &calendar),
            Some(moment_ms(date(2026, 11, 26), 0))
        );
    }

    #[test]
    fn a_make_up_day_counts_as_a_workday() {
        let calendar = WorkingCalendar {
            make_up_days: [date(2026, 11, 29)].into(),
            ..WorkingCalendar::default()
        };
        assert_eq!(
            workday_before(date(2026, 11, 30), 1, &calendar),
            Some(date(2026, 11, 29))
        );
    }

    #[test]
    fn a_call_made_on_the_eve_leaves_time_until_an_hour_before() {
        let calendar = WorkingCalendar::default();
        let now_ms = moment_ms(date(2026, 11, 24), 15 * 60);
        let opening = date(2026, 11, 25);
        assert_eq!(
            deadline_ms(opening, 840, None, now_ms, &calendar),
            Ok(moment_ms(opening, 780))
        );
        let late_ms = moment_ms(opening, 800);
        assert_eq!(
            deadline_ms(opening, 840, None, late_ms, &calendar),
            Err(CallError::TooLate)
        );
    }

    #[test]
    fn no_answer_counts_after_the_window_has_opened_or_on_a_sunday() {
        let calendar = WorkingCalendar::default();
        let day = date(2026, 11, 25);
        let after_ms = moment_ms(day, 541);
        assert_eq!(
            deadline_ms(day, 540, Some(after_ms), 0, &calendar),
            Err(CallError::DeadlineAfterOpening)
        );
        let sunday = date(2026, 11, 29);
        assert_eq!(
            deadline_ms(sunday, 540, None, 0, &calendar),
            Err(CallError::NotAWorkday { date: sunday })
        );
    }

    #[test]
    fn a_department_that_joined_cannot_say_nothing_and_nobody_answers_late() {
        let joined = CallAnswer {
            department: 2,
            answer: AnswerKind::Item,
            items: vec![9],
            answered_ms: Some(1),
        };
        let answers = [joined];
        let nothing = may_answer(&answers, 2, AnswerKind::Nothing, 100, 50);
        assert_eq!(nothing, Err(AnswerError::HasJoined { department: 2 }));
        assert_eq!(may_answer(&answers, 2, AnswerKind::Item, 100, 50), Ok(()));
        assert_eq!(
            may_answer(&answers, 3, AnswerKind::Nothing, 100, 100),
            Ok(())
        );
        let late = may_answer(&answers, 3, AnswerKind::Item, 100, 101);
        assert_eq!(late, Err(AnswerError::Closed { deadline_ms: 100 }));
    }
}
