//! The record as titled tables: what every format shows, in the same words.

use control_domain::attendance::interval::Intervals;

use crate::language::Language;
use crate::times::{self, clock};

mod corrections;
mod events;
mod items;
mod minutes;
mod summary;
mod venues;

pub use corrections::corrections;
pub use events::events;
pub use items::{items, items_by_venue};
pub use minutes::{decisions, questions};
pub use summary::summary;
pub use venues::{people, venues};

/// A value in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A count, or minutes.
    Number(i64),
    /// Nothing is known.
    Empty,
}

impl Value {
    fn of_count(count: u32) -> Self {
        Self::Number(i64::from(count))
    }

    fn of_minutes(length_ms: i64) -> Self {
        Self::Number(times::minutes(length_ms))
    }

    /// As text; nothing where nothing is known.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Empty => String::new(),
        }
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u32> for Value {
    fn from(count: u32) -> Self {
        Self::of_count(count)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What it holds.
    pub title: &'static str,
    /// Its width, in Chinese characters.
    pub width: u8,
}

/// A table with a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The title.
    pub title: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a value for every column.
    pub rows: Vec<Vec<Value>>,
}

fn columns(language: Language, of: &[(&'static str, &'static str, u8)]) -> Vec<Column> {
    of.iter()
        .map(|(chinese, english, width)| Column {
            title: language.of(chinese, english),
            width: *width,
        })
        .collect()
}

/// "09:30–10:05, 10:10–10:20".
fn spans(intervals: &Intervals) -> String {
    let spans: Vec<_> = intervals
        .iter()
        .map(|stay| format!("{}–{}", clock(stay.from_ms), clock(stay.to_ms)))
        .collect();
    spans.join(", ")
}
