//! Fields of forms that several addresses take.

use planning::asking::line_of_text;
use planning::import;

use crate::problem::planning::FormError;

/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 40;
/// Longest note, in characters.
const NOTE_CHARS_MAX: usize = 200;
/// Minutes of a day.
const DAY_MIN: u16 = 24 * 60;
/// Days and protected hours of one calendar, hours of one presenter.
pub(super) const ENTRIES_MAX: usize = 1_000;
/// Longest period of a quota, or of a delegate, in days.
pub(super) const PERIOD_DAYS_MAX: i64 = 366;

/// A name as it is kept.
pub(super) fn name(text: &str) -> Result<String, FormError> {
    line_of_text(text, NAME_CHARS_MAX).ok_or(FormError::Name)
}

/// An address, which may be absent.
pub(super) fn email(text: Option<String>) -> Result<Option<String>, FormError> {
    match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => import::email(text).map(Some).ok_or(FormError::Email),
    }
}

/// A note, which may be empty.
pub(super) fn note(text: &str) -> Result<(), FormError> {
    if text.chars().count() > NOTE_CHARS_MAX || text.chars().any(char::is_control) {
        return Err(FormError::Note);
    }
    Ok(())
}

/// Hours that begin before they end, within a day.
pub(super) fn within_a_day(from_min: u16, until_min: u16) -> Result<(), FormError> {
    if from_min < until_min && until_min <= DAY_MIN {
        Ok(())
    } else {
        Err(FormError::Hours)
    }
}
