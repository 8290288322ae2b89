//! What an item must be before it is taken.

use control_wire::rest::planning::AudienceOf;
use control_wire::rest::planning::items::{NewItem, Pin};
use control_wire::signal::agenda::ItemKind;
use jiff::civil::Date;

use crate::dates::{NotADate, date_of, days_between};
use crate::street::Street;

/// Longest title, in characters.
pub const TITLE_CHARS_MAX: usize = 80;
/// Longest name of a presenter, in characters.
pub const PRESENTER_CHARS_MAX: usize = 40;
/// Presenters of one item.
pub const PRESENTERS_MAX: usize = 4;
/// Longest item, in minutes.
pub const MINUTES_MAX: u16 = 90;
/// Highest priority.
pub const PRIORITY_MAX: u32 = 100;
/// Priority unless said otherwise.
pub const PRIORITY_USUAL: u32 = 10;
/// Days between the earliest date and the deadline.
pub const REACH_DAYS_MAX: i64 = 92;
/// Shortest reason for a meeting of its own, in characters: more than a word.
pub const REASON_CHARS_MIN: usize = 4;
/// Longest reason, in characters.
pub const REASON_CHARS_MAX: usize = 200;
/// Items that one may name to come after, or to keep apart from.
pub const LINKS_MAX: usize = 16;

/// Why an item is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// There is no such department, or none was named.
    #[error("the department does not exist")]
    NoDepartment,
    /// The title is empty, too long, or has control characters.
    #[error("a title has 1 to {TITLE_CHARS_MAX} characters")]
    Title,
    /// The length is out of bounds.
    #[error("an item takes 1 to {MINUTES_MAX} minutes, not {minutes}")]
    Minutes {
        /// What was asked for.
        minutes: u16,
    },
    /// It is for nobody.
    #[error("the audience is empty")]
    NoAudience,
    /// The audience names a role that there is not.
    #[error("there is no role {role}")]
    UnknownRole {
        /// Which.
        role: u8,
    },
    /// The audience names a venue that there is not.
    #[error("there is no venue {venue}")]
    UnknownVenue {
        /// Which.
        venue: u16,
    },
    /// A date is none.
    #[error(transparent)]
    Date(#[from] NotADate),
    /// A date is missing.
    #[error("the dates between which it can be are missing")]
    DatesMissing,
    /// The deadline is before the earliest date, or too far behind it.
    #[error("the deadline is 0 to {REACH_DAYS_MAX} days after the earliest date")]
    Reach,
    /// The wished date is outside.
    #[error("the wished date is not between the earliest date and the deadline")]
    WishedOutside,
    /// The priority is out of bounds.
    #[error("a priority is 1 to {PRIORITY_MAX}")]
    Priority,
    /// Too many presenters, or a name that cannot be one.
    #[error(
        "at most {PRESENTERS_MAX} presenters with names of 1 to {PRESENTER_CHARS_MAX} characters"
    )]
    Presenters,
    /// The clock time it is pinned to is not of a day.
    #[error("a clock time is 0 to 1439 minutes after midnight")]
    Pin,
    /// There is no such line.
    #[error("there is no line {line}")]
    UnknownLine {
        /// Which.
        line: i64,
    },
    /// A meeting of its own needs a stated reason.
    #[error(
        "a meeting of its own needs a reason of {REASON_CHARS_MIN} to {REASON_CHARS_MAX} characters"
    )]
    SeparateReason,
    /// Too many links to other items, or one to an item that is not there.
    #[error("it names item {item}, which is not there")]
    UnknownItem {
        /// Which.
        item: i64,
    },
    /// More links than there may be.
    #[error("at most {LINKS_MAX} other items are named")]
    TooManyLinks,
    /// It would come after itself, by way of others.
    #[error("{} items would come after each other in a circle", .titles.len())]
    Circle {
        /// The items' titles, each of them after the next, the last after the first.
        titles: Vec<String>,
    },
}

/// What an item is where its form leaves something out: that of the call it answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usual {
    /// The window's date.
    pub date: Option<Date>,
    /// Whom the window's host calls.
    pub audience: Vec<AudienceOf>,
}

/// An item whose form is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Who asks.
    pub department: i64,
    /// What it is about, trimmed.
    pub title: String,
    /// What it is for.
    pub kind: ItemKind,
    /// Its length in minutes.
    pub minutes: u16,
    /// Who it is for: each role once, venues sorted.
    pub audience: Vec<AudienceOf>,
    /// Whether they must come.
    pub required: bool,
    /// Not before.
    pub earliest: Date,
    /// Not after.
    pub deadline: Date,
    /// Best then.
    pub wished: Option<Date>,
    /// What leaving it out costs.
    pub priority: u32,
    /// Who presents.
    pub presenters: Vec<String>,
    /// Where in its session.
    pub pin: Option<Pin>,
    /// Items before it.
    pub after: Vec<i64>,
    /// Items apart from it.
    pub not_with: Vec<i64>,
    /// Its line.
    pub line: Option<i64>,
    /// Why it needs a meeting of its own, trimmed.
    pub separate_reason: Option<String>,
}

/// Checks the form of an item. `department` is who asks.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check(
    street: &Street,
    department: Option<i64>,
    new: &NewItem,
    usual: &Usual,
) -> Result<Asked, AskError> {
    let department = department
        .filter(|id| street.department(*id).is_some())
        .ok_or(AskError::NoDepartment)?;
    let title = line_of_text(&new.title, TITLE_CHARS_MAX).ok_or(AskError::Title)?;
    if !(1..=MINUTES_MAX).contains(&new.minutes) {
        return Err(AskError::Minutes {
            minutes: new.minutes,
        });
    }
    let priority = new.priority.unwrap_or(PRIORITY_USUAL);
    if !(1..=PRIORITY_MAX).contains(&priority) {
        return Err(AskError::Priority);
    }
    if let Some(line) = new.line
        && !street.lines.iter().any(|known| known.id == line)
    {
        return Err(AskError::UnknownLine { line });
    }
    let (earliest, deadline) = reach(new, usual)?;
    let wished = new.wished.as_deref().map(date_of).transpose()?;
    if wished.is_some_and(|wished| !(earliest..=deadline).contains(&wished)) {
        return Err(AskError::WishedOutside);
    }
    if let Some(Pin::Clock { at_min: 1440.. }) = new.pin {
        return Err(AskError::Pin);
    }
    if new.after.len().max(new.not_with.len()) > LINKS_MAX {
        return Err(AskError::TooManyLinks);
    }
    Ok(Asked {
        department,
        title,
        kind: new.kind,
        minutes: new.minutes,
        audience: audience(street, &new.audience, &usual.audience)?,
        required: new.required,
        earliest,
        deadline,
        wished,
        priority,
        presenters: presenters(&new.presenters)?,
        pin: new.pin,
        after: new.after.clone(),
        not_with: new.not_with.clone(),
        line: new.line,
        separate_reason: separate_reason(new.separate_reason.as_deref())?,
    })
}

/// An audience as it is kept: checked, each role once, venues sorted.
///
/// # Errors
/// When it is empty or names what there is not.
pub fn audience(
    street: &Street,
    named: &[AudienceOf],
    usual: &[AudienceOf],
) -> Result<Vec<AudienceOf>, AskError> {
    let named = if named.is_empty() { usual } else { named };
    for part in named {
        if !street.roles.iter().any(|role| role.number == part.role) {
            return Err(AskError::UnknownRole { role: part.role });
        }
        for venue in &part.venues {
            if !street.venues.iter().any(|known| known.number == *venue) {
                return Err(AskError::UnknownVenue { venue: *venue });
            }
        }
    }
    let parts = street.audience_parts(&street.audience(named));
    if parts.is_empty() {
        return Err(AskError::NoAudience);
    }
    Ok(parts)
}

/// One line of text, trimmed; `None` where it is empty, too long, or has control characters.
#[must_use]
pub fn line_of_text(text: &str, chars_max: usize) -> Option<String> {
    let text = text.trim();
    let suits =
        (1..=chars_max).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    suits.then(|| text.to_owned())
}

fn reach(new: &NewItem, usual: &Usual) -> Result<(Date, Date), AskError> {
    let named = |text: &Option<String>| text.as_deref().map(date_of).transpose();
    let earliest = named(&new.earliest)?.or(usual.date);
    let deadline = named(&new.deadline)?.or(usual.date);
    let (Some(earliest), Some(deadline)) = (earliest, deadline) else {
        return Err(AskError::DatesMissing);
    };
    if (0..=REACH_DAYS_MAX).contains(&days_between(earliest, deadline)) {
        Ok((earliest, deadline))
    } else {
        Err(AskError::Reach)
    }
}

fn presenters(names: &[String]) -> Result<Vec<String>, AskError> {
    if names.len() > PRESENTERS_MAX {
        return Err(AskError::Presenters);
    }
    let mut checked = Vec::with_capacity(names.len());
    for name in names {
        let name = line_of_text(name, PRESENTER_CHARS_MAX).ok_or(AskError::Presenters)?;
        if !checked.contains(&name) {
            checked.push(name);
        }
    }
    Ok(checked)
}

fn separate_reason(reason: Option<&str>) -> Result<Option<String>, AskError> {
    let Some(reason) = reason else {
        return Ok(None);
    };
    line_of_text(reason, REASON_CHARS_MAX)
        .filter(|reason| reason.chars().count() >= REASON_CHARS_MIN)
        .map(Some)
        .ok_or(AskError::SeparateReason)
}
