//! Planning meetings, in the words of [`control_wire::rest::planning`].
//!
//! * [`street`]: roles, lines, departments, approvers
//! * [`people`]: rosters, presenters' hours
//! * [`rules`]: the calendar, quotas
//! * [`windows`]: series, windows, calls and answers
//! * [`items`]: items; [`links`]: the others that they name
//! * [`approvals`]: what is asked of the leader
//! * [`versions`]: versions of a week's plan; [`publication`]: the sessions made of one

use planning::asking::AskError;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{StoreFailed, is_dangling, is_duplicate};

pub mod approvals;
pub mod items;
mod links;
mod people;
pub mod publication;
mod rules;
pub mod street;
pub mod versions;
pub mod windows;

/// Why something of planning was not written.
#[derive(Debug, thiserror::Error)]
pub enum PlanningWriteError {
    /// There is none of that number.
    #[error("no such row")]
    Unknown,
    /// Another one has this name, or this place.
    #[error("it is there already")]
    Taken,
    /// It names something that is not there, or is still named by something.
    #[error("it is named by something, or names what is not there")]
    Tied,
    /// What it names among other items cannot be.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// Somebody else changed it meanwhile.
    #[error("it was changed meanwhile")]
    Changed,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

impl From<sqlx::Error> for PlanningWriteError {
    fn from(error: sqlx::Error) -> Self {
        if is_duplicate(&error) {
            Self::Taken
        } else if is_dangling(&error) {
            Self::Tied
        } else {
            Self::Store(error.into())
        }
    }
}

/// A value as it is kept in a TEXT column.
fn to_json<T: Serialize>(table: &'static str, value: &T) -> Result<String, StoreFailed> {
    serde_json::to_string(value).map_err(|error| StoreFailed::Unreadable {
        table,
        what: error.to_string(),
    })
}

/// A value out of a TEXT column.
fn of_json<T: DeserializeOwned>(table: &'static str, text: &str) -> Result<T, StoreFailed> {
    serde_json::from_str(text).map_err(|error| StoreFailed::Unreadable {
        table,
        what: error.to_string(),
    })
}

/// The word that an enum without fields has on the wire, and in the tables.
fn to_word<T: Serialize>(table: &'static str, value: T) -> Result<String, StoreFailed> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Err(unreadable(table, &other.to_string())),
        Err(error) => Err(unreadable(table, &error.to_string())),
    }
}

/// An enum without fields from its word.
fn of_word<T: DeserializeOwned>(table: &'static str, word: &str) -> Result<T, StoreFailed> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(|_| unreadable(table, word))
}

/// A small number out of a BIGINT column.
fn small<T: TryFrom<i64>>(table: &'static str, number: i64) -> Result<T, StoreFailed> {
    T::try_from(number).map_err(|_| unreadable(table, &number.to_string()))
}

fn unreadable(table: &'static str, what: &str) -> StoreFailed {
    StoreFailed::Unreadable {
        table,
        what: what.to_owned(),
    }
}

/// Where a statement should have changed a row, that it did.
fn found(rows: u64) -> Result<(), PlanningWriteError> {
    if rows == 0 {
        Err(PlanningWriteError::Unknown)
    } else {
        Ok(())
    }
}
