//! Patrol (轮巡): the picture goes round the venues, some seconds with each.
//!
//! Which venue has its turn is a function of where the round began, the time, and who is present:
//! nothing is recorded while it goes round. When somebody comes or goes, the round is taken to begin
//! with the turn that is on, so that nobody's turn is cut short or doubled by it. Nobody's microphone
//! opens by it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::refusal::{FloorError, Quantity, within};
use super::{Floor, Requester};
use crate::venue::VenueNumber;

/// Least and most seconds with a venue.
pub const PATROL_SECONDS: (u16, u16) = (10, 120);

/// Who sees the patrol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PatrolScope {
    /// The pages of the chair's venue, the walls there included.
    Chair,
    /// Everybody.
    Everybody,
}

/// What the chair wants of the patrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatrolCommand {
    /// To begin one, in the place of any that goes on.
    Start {
        /// Seconds with each venue, within [`PATROL_SECONDS`].
        every_s: u16,
        /// Who sees it.
        scope: PatrolScope,
    },
    /// To stop it.
    Stop,
}

/// What became of the patrol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PatrolChange {
    /// It began.
    Started {
        /// Seconds with each venue.
        every_s: u16,
        /// Who sees it.
        scope: PatrolScope,
    },
    /// It was stopped.
    Stopped,
}

/// A patrol that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patrol {
    every_s: u16,
    scope: PatrolScope,
    /// The round begins with this venue, or the next one present …
    from: VenueNumber,
    /// … at this time, in Unix milliseconds.
    from_ms: i64,
}

/// A venue's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Whose.
    pub venue: VenueNumber,
    /// Since when, in Unix milliseconds.
    pub began_ms: i64,
    /// Until when, in Unix milliseconds.
    pub ends_ms: i64,
}

impl Patrol {
    /// A patrol that begins now, with the first venue present.
    #[must_use]
    pub fn starting(every_s: u16, scope: PatrolScope, at_ms: i64) -> Self {
        Self {
            every_s,
            scope,
            from: 0,
            from_ms: at_ms,
        }
    }

    /// Seconds with each venue.
    #[must_use]
    pub fn every_s(&self) -> u16 {
        self.every_s
    }

    /// Who sees it.
    #[must_use]
    pub fn scope(&self) -> PatrolScope {
        self.scope
    }

    /// Whose turn it is at a time; nobody's while nobody is present.
    #[must_use]
    pub fn turn(&self, now_ms: i64, present: &BTreeSet<VenueNumber>) -> Option<Turn> {
        let every_ms = i64::from(self.every_s) * 1000;
        // A clock that was set back stays with the first turn.
        let turns = now_ms
            .saturating_sub(self.from_ms)
            .max(0)
            .checked_div(every_ms)?;
        let nth = usize::try_from(turns).ok()?.checked_rem(present.len())?;
        let venue = present
            .range(self.from..)
            .chain(present.range(..self.from))
            .nth(nth)?;
        let began_ms = self.from_ms + turns * every_ms;
        Some(Turn {
            venue: *venue,
            began_ms,
            ends_ms: began_ms + every_ms,
        })
    }

    /// Begins the round with the turn that was on when somebody came or went. Where that venue is
    /// the one that went, or nobody was there, the next one's turn begins now.
    pub(super) fn follow(&mut self, on: Option<Turn>, at_ms: i64, present: &BTreeSet<VenueNumber>) {
        self.from_ms = at_ms;
        if let Some(turn) = on {
            self.from = turn.venue;
            if present.contains(&turn.venue) {
                self.from_ms = turn.began_ms;
            }
        }
    }
}

impl Floor {
    /// The patrol that goes on.
    #[must_use]
    pub fn patrol(&self) -> Option<&Patrol> {
        self.patrol.as_ref()
    }

    /// Whose turn it is in the patrol.
    #[must_use]
    pub fn patrol_turn(&self, now_ms: i64) -> Option<Turn> {
        let patrol = self.patrol.as_ref()?;
        patrol.turn(now_ms, &self.seating.present_branches())
    }

    pub(super) fn decide_patrol(
        &self,
        command: &PatrolCommand,
        by: Requester,
    ) -> Result<PatrolChange, FloorError> {
        self.require_chair(by)?;
        match command {
            PatrolCommand::Start { every_s, scope } => {
                self.require_free_stage()?;
                Ok(PatrolChange::Started {
                    every_s: within(Quantity::PatrolSeconds, *every_s, PATROL_SECONDS)?,
                    scope: *scope,
                })
            }
            PatrolCommand::Stop => match self.patrol {
                Some(_) => Ok(PatrolChange::Stopped),
                None => Err(FloorError::NoPatrol),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn venue_at(patrol: &Patrol, now_ms: i64, present: &BTreeSet<VenueNumber>) -> Option<u16> {
        patrol.turn(now_ms, present).map(|turn| turn.venue)
    }

    #[test]
    fn it_goes_round_those_present_some_seconds_with_each() {
        let patrol = Patrol::starting(10, PatrolScope::Chair, 1_000);
        let present = BTreeSet::from([1, 4, 9]);
        let round: Vec<_> = (0..4)
            .filter_map(|turn| venue_at(&patrol, 1_000 + turn * 10_000, &present))
            .collect();
        assert_eq!(round, [1, 4, 9, 1]);
        assert_eq!(venue_at(&patrol, 10_999, &present), Some(1));
        assert_eq!(venue_at(&patrol, 0, &present), Some(1), "a clock set back");
        assert_eq!(patrol.turn(1_000, &BTreeSet::new()), None);
    }

    #[test]
    fn a_turn_is_neither_cut_short_nor_moved_by_those_who_come_and_go() {
        let mut patrol = Patrol::starting(10, PatrolScope::Chair, 0);
        let present = BTreeSet::from([1, 4, 9]);
        let on = patrol.turn(13_000, &present);
        assert_eq!(on.map(|turn| turn.venue), Some(4));
        let more = BTreeSet::from([1, 2, 3, 4, 9]);
        patrol.follow(on, 13_000, &more);
        assert_eq!(patrol.turn(13_000, &more), on);
        assert_eq!(venue_at(&patrol, 20_000, &more), Some(9));
        assert_eq!(venue_at(&patrol, 40_000, &more), Some(2));

        let fewer = BTreeSet::from([1, 9]);
        patrol.follow(patrol.turn(13_000, &more), 13_000, &fewer);
        let next = patrol.turn(13_000, &fewer).unwrap();
        assert_eq!((next.venue, next.ends_ms), (9, 23_000), "a whole turn");
    }

    proptest! {
        #[test]
        fn in_one_round_everybody_present_has_exactly_one_turn(
            present in prop::collection::btree_set(1..50u16, 1..20),
            every_s in PATROL_SECONDS.0..=PATROL_SECONDS.1,
            round in 0..100i64,
            began_ms in 0..1_000_000i64,
        ) {
            let patrol = Patrol::starting(every_s, PatrolScope::Everybody, began_ms);
            let every_ms = i64::from(every_s) * 1000;
            let first_ms = began_ms + round * present.len() as i64 * every_ms;
            let seen: BTreeSet<_> = (0..present.len() as i64)
                .filter_map(|turn| venue_at(&patrol, first_ms + turn * every_ms, &present))
                .collect();
            prop_assert_eq!(seen, present);
        }
    }
}
