//! The run of show of a live session: its items in order, which one runs, and when the others are
//! to be expected.
//!
//! Like the floor it is a fold over the session log: the chair's [`AgendaCommand`] is decided into
//! an event, the event is recorded, then applied. What an overrun does to the later items is in
//! [`ripple`].

use serde::{Deserialize, Serialize};

use crate::session_log::{Entry, Event};
use crate::venue::VenueNumber;

pub mod ripple;
#[cfg(test)]
mod tests;

/// Items of one session.
pub const AGENDA_ITEMS_MAX: usize = 64;

/// Number of an item within its session: 1, 2, 3 … in the planned order.
pub type ItemNumber = u32;

/// Milliseconds in a minute.
const MINUTE_MS: i64 = 60_000;

/// What an item is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// 通报
    Inform,
    /// 讨论
    Discuss,
    /// 决定
    Decide,
}

/// Who of a venue is due for an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The venue.
    pub venue: VenueNumber,
    /// Their roles there, by name: "书记".
    pub roles: Vec<String>,
    /// How many people hold these roles there.
    pub people: u16,
    /// How many hold each of them, in their order; empty where that was not counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people_by_role: Vec<u16>,
}

impl Due {
    /// Each role, and how many people hold it, where that is known.
    pub fn roles(&self) -> impl Iterator<Item = (&str, Option<u16>)> {
        let only = (self.roles.len() == 1).then_some(self.people);
        self.roles.iter().enumerate().map(move |(index, role)| {
            let people = self.people_by_role.get(index).copied();
            (role.as_str(), people.or(only))
        })
    }
}

/// One item of the run of show, as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// Its number.
    pub number: ItemNumber,
    /// The planned item it is; absent where the session was not planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_item: Option<i64>,
    /// What it is about.
    pub title: String,
    /// The department whose item it is.
    pub department: String,
    /// What it is for.
    pub kind: ItemKind,
    /// How long it may take.
    pub minutes: u16,
    /// Who presents it.
    pub presenter: String,
    /// Who has to be there for it.
    pub due: Vec<Due>,
    /// When it is to begin, in Unix milliseconds.
    pub planned_start_ms: i64,
}

impl AgendaItem {
    /// Its length in milliseconds.
    fn length_ms(&self) -> i64 {
        i64::from(self.minutes) * MINUTE_MS
    }
}

/// What the chair wants of the run of show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgendaCommand {
    /// Begin an item; the one that runs ends with it.
    Start(ItemNumber),
    /// End the item that runs.
    End(ItemNumber),
    /// Pass over an item that has not begun.
    Skip(ItemNumber),
}

/// Why a command is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgendaError {
    /// The session has no such item.
    #[error("there is no item {item}")]
    UnknownItem {
        /// Which was named.
        item: ItemNumber,
    },
    /// The item runs already.
    #[error("item {item} runs already")]
    Running {
        /// Which.
        item: ItemNumber,
    },
    /// The item does not run, or not any more.
    #[error("item {item} does not run")]
    NotRunning {
        /// Which.
        item: ItemNumber,
    },
    /// The item has begun and cannot be passed over any more.
    #[error("item {item} has begun")]
    Begun {
        /// Which.
        item: ItemNumber,
    },
    /// The item was passed over already.
    #[error("item {item} was passed over already")]
    Skipped {
        /// Which.
        item: ItemNumber,
    },
}

/// Where one item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The item.
    pub item: AgendaItem,
    /// When it began first, in Unix milliseconds.
    pub started_ms: Option<i64>,
    /// When it ended last; absent while it runs, and before.
    pub ended_ms: Option<i64>,
    /// True where the chair passed over it.
    pub skipped: bool,
    /// Since when it runs.
    running_since_ms: Option<i64>,
    /// How long it ran before, in milliseconds: an item may be taken up again.
    spent_ms: i64,
}

impl Progress {
    /// When the time of the item that runs is up, in Unix milliseconds.
    #[must_use]
    pub fn time_up_ms(&self) -> Option<i64> {
        let since_ms = self.running_since_ms?;
        let left_ms = self.item.length_ms().saturating_sub(self.spent_ms).max(0);
        Some(since_ms.saturating_add(left_ms))
    }

    /// True where it is still to come.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.started_ms.is_none() && !self.skipped
    }

    fn waiting(item: AgendaItem) -> Self {
        Self {
            item,
            started_ms: None,
            ended_ms: None,
            skipped: false,
            running_since_ms: None,
            spent_ms: 0,
        }
    }

    fn start(&mut self, at_ms: i64) {
        self.started_ms = self.started_ms.or(Some(at_ms));
        self.running_since_ms = self.running_since_ms.or(Some(at_ms));
        self.ended_ms = None;
        self.skipped = false;
    }

    fn end(&mut self, at_ms: i64) {
        if let Some(since_ms) = self.running_since_ms.take() {
            let ran_ms = at_ms.saturating_sub(since_ms).max(0);
            self.spent_ms = self.spent_ms.saturating_add(ran_ms);
            self.ended_ms = Some(at_ms);
        }
    }
}

/// One stretch during which an item ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The item.
    pub item: ItemNumber,
    /// When it began, in Unix milliseconds.
    pub from_ms: i64,
    /// When it ended; absent while it runs.
    pub until_ms: Option<i64>,
}

/// The run of show: a fold over the session log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agenda {
    items: Vec<Progress>,
}

impl Agenda {
    /// The run of show that a log leads to.
    #[must_use]
    pub fn replay(log: &[Entry]) -> Self {
        let mut agenda = Self::default();
        for entry in log {
            agenda.apply(entry.at_ms, &entry.event);
        }
        agenda
    }

    /// The items in their order.
    #[must_use]
    pub fn items(&self) -> &[Progress] {
        &self.items
    }

    /// The item that runs.
    #[must_use]
    pub fn current(&self) -> Option<&Progress> {
        self.items
            .iter()
            .find(|progress| progress.running_since_ms.is_some())
    }

    /// Decides what a command of the chair comes to, without changing anything. That it comes from
    /// the chair is the floor's to know: [`crate::floor::Floor::require_chair`].
    ///
    /// # Errors
    /// When the item is not where the command needs it.
    pub fn decide(&self, command: AgendaCommand, by: VenueNumber) -> Result<Event, AgendaError> {
        match command {
            AgendaCommand::Start(item) => {
                if self.progress(item)?.running_since_ms.is_some() {
                    return Err(AgendaError::Running { item });
                }
                Ok(Event::ItemStarted { item, by })
            }
            AgendaCommand::End(item) => {
                if self.progress(item)?.running_since_ms.is_none() {
                    return Err(AgendaError::NotRunning { item });
                }
                Ok(Event::ItemEnded { item, by })
            }
            AgendaCommand::Skip(item) => {
                let progress = self.progress(item)?;
                if progress.started_ms.is_some() {
                    return Err(AgendaError::Begun { item });
                }
                if progress.skipped {
                    return Err(AgendaError::Skipped { item });
                }
                Ok(Event::ItemSkipped { item, by })
            }
        }
    }

    /// Takes in an event that happened at `at_ms`, in Unix milliseconds; those that are not about
    /// the run of show change nothing.
    pub fn apply(&mut self, at_ms: i64, event: &Event) {
        if let Event::AgendaSet { items } = event {
            self.items = items
                .iter()
                .take(AGENDA_ITEMS_MAX)
                .cloned()
                .map(Progress::waiting)
                .collect();
        } else if let Event::ItemStarted { item, .. } = event {
            self.end_others(*item, at_ms);
            self.change(*item, |progress| progress.start(at_ms));
        } else if let Event::ItemEnded { item, .. } = event {
            self.change(*item, |progress| progress.end(at_ms));
        } else if let Event::ItemSkipped { item, .. } = event {
            self.change(*item, |progress| progress.skipped = true);
        } else if *event == Event::Ended {
            for progress in &mut self.items {
                progress.end(at_ms);
            }
        }
    }

    fn end_others(&mut self, item: ItemNumber, at_ms: i64) {
        for progress in &mut self.items {
            if progress.item.number != item {
                progress.end(at_ms);
            }
        }
    }

    fn change(&mut self, item: ItemNumber, with: impl FnOnce(&mut Progress)) {
        let found = self
            .items
            .iter_mut()
            .find(|progress| progress.item.number == item);
        if let Some(progress) = found {
            with(progress);
        }
    }

    fn progress(&self, item: ItemNumber) -> Result<&Progress, AgendaError> {
        self.items
            .iter()
            .find(|progress| progress.item.number == item)
            .ok_or(AgendaError::UnknownItem { item })
    }
}

/// Every stretch during which an item ran, in the order they began. An item that was taken up again
/// has several.
#[must_use]
pub fn runs(log: &[Entry]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut running: Option<Run> = None;
    let mut agenda = Agenda::default();
    for entry in log {
        agenda.apply(entry.at_ms, &entry.event);
        let current = agenda.current().map(|progress| progress.item.number);
        if running.map(|run| run.item) == current {
            continue;
        }
        runs.extend(running.take().map(|run| Run {
            until_ms: Some(entry.at_ms),
            ..run
        }));
        running = current.map(|item| Run {
            item,
            from_ms: entry.at_ms,
            until_ms: None,
        });
    }
    runs.extend(running);
    runs
}
