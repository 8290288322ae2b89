//! Signing in (签到): a venue's page enters who is there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::VenueNumber;

/// A person at a venue. Two entries of the same name and role are the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Attendee {
    /// Their name.
    pub name: String,
    /// What they are there as, "书记"; may be empty.
    #[serde(default)]
    pub role: String,
}

/// What a venue's page enters on its sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub enum SignInEntry {
    /// People are there. Who is on the sheet already stays as entered.
    In {
        /// Who, as far as they are named.
        people: Vec<Attendee>,
        /// How many people there are in all, 0 to 999.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        headcount: Option<u32>,
        /// Since when, where that is not now, in Unix milliseconds: shown as a late entry (补记).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        since_ms: Option<i64>,
    },
    /// People have gone.
    Out {
        /// Who.
        people: Vec<Attendee>,
    },
}

/// A person on a venue's sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SignedIn {
    /// Who.
    pub who: Attendee,
    /// Since when they are there, in Unix milliseconds.
    pub since_ms: i64,
    /// When that was entered, in Unix milliseconds.
    pub entered_ms: i64,
    /// True where it was entered for an earlier time (补记).
    pub late_entry: bool,
    /// When they were signed out, in Unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub gone_ms: Option<i64>,
}

/// A venue's sheet (签到表). The venue's own page and the host see it, nobody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SignInSheet {
    /// The venue.
    pub venue: VenueNumber,
    /// Everybody who was signed in, in the order of entry.
    pub people: Vec<SignedIn>,
    /// The headcount told last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub headcount: Option<u32>,
    /// When something was entered last, in Unix milliseconds.
    pub entered_ms: i64,
}
