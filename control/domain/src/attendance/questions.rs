//! The questions of a session, from its log: all of them, also those the floor has forgotten.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::timeline::{Moment, What};
use crate::floor::Change;
use crate::floor::questions::{Outcome, QuestionChange, QuestionNumber};
use crate::session_log::Event;
use crate::venue::VenueNumber;

/// A question and what became of it. Times are in Unix milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct QuestionRow {
    /// Its number.
    pub number: QuestionNumber,
    /// Who asked.
    pub venue: VenueNumber,
    /// What about.
    pub topic: String,
    /// True for a point of order.
    pub point_of_order: bool,
    /// When it was asked.
    pub asked_ms: i64,
    /// Since when it had the floor.
    pub granted_ms: Option<i64>,
    /// Until when.
    pub ended_ms: Option<i64>,
    /// True where it was withdrawn.
    pub withdrawn: bool,
    /// What became of it, where that was noted.
    pub outcome: Option<Outcome>,
}

/// Every question, by number.
pub(super) fn questions(moments: &[Moment<'_>]) -> Vec<QuestionRow> {
    let mut rows: BTreeMap<QuestionNumber, QuestionRow> = BTreeMap::new();
    for moment in moments {
        let What::Event(Event::Floor {
            by,
            change: Change::Question(change),
        }) = moment.what
        else {
            continue;
        };
        apply(&mut rows, moment.at_ms, *by, change);
    }
    rows.into_values().collect()
}

fn apply(
    rows: &mut BTreeMap<QuestionNumber, QuestionRow>,
    at_ms: i64,
    by: VenueNumber,
    change: &QuestionChange,
) {
    let mut of = |question: &QuestionNumber, apply: &dyn Fn(&mut QuestionRow)| {
        if let Some(row) = rows.get_mut(question) {
            apply(row);
        }
    };
    match change {
        QuestionChange::Asked {
            question,
            topic,
            point_of_order,
        } => {
            let row = QuestionRow {
                number: *question,
                venue: by,
                topic: topic.clone(),
                point_of_order: *point_of_order,
                asked_ms: at_ms,
                granted_ms: None,
                ended_ms: None,
                withdrawn: false,
                outcome: None,
            };
            rows.insert(*question, row);
        }
        QuestionChange::Withdrawn { question } => of(question, &|row| row.withdrawn = true),
        QuestionChange::Granted { question } => of(question, &|row| {
            row.granted_ms.get_or_insert(at_ms);
        }),
        QuestionChange::Ended { question, outcome } => of(question, &|row| {
            row.ended_ms = Some(at_ms);
            row.outcome.clone_from(outcome);
        }),
        QuestionChange::Settled { question, outcome } => {
            of(question, &|row| row.outcome = Some(outcome.clone()));
        }
        QuestionChange::Moved { .. }
        | QuestionChange::ListOpened { .. }
        | QuestionChange::Limited { .. } => {}
    }
}
