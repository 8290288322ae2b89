//! Whose picture may be cut to next.
//!
//! A cut shows within an instant where the picture is already there in its best layer, with a key
//! frame held. That costs its venue's uplink, so only the likeliest few are kept like this.

use super::Floor;
use crate::venue::{MAIN_VENUE, VenueNumber};

/// Askers that count as next: whoever is first in the queue, and who would be then.
const ASKERS_MAX: usize = 2;

impl Floor {
    /// The venues that may be cut to next, likeliest first, each once; never the one on the stage,
    /// nor one that is not here. `now_ms` is in Unix milliseconds; it counts while a patrol goes round.
    #[must_use]
    pub fn upcoming(&self, now_ms: i64) -> Vec<VenueNumber> {
        let patrolled = self.patrol().and_then(|patrol| {
            let on = self.patrol_turn(now_ms)?;
            let present = self.seating().present_branches();
            Some(patrol.turn(on.ends_ms, &present)?.venue)
        });
        let stage = self.stage(now_ms);
        let askers = self.questions().waiting().iter().map(|waits| waits.venue);
        let askers = askers.filter(|venue| self.seating().is_present(*venue));
        // What is on the stage ends in the main venue; a roll call goes to whoever is next.
        let likely = self
            .next_to_call()
            .into_iter()
            .chain([MAIN_VENUE])
            .chain(patrolled)
            .chain(askers.take(ASKERS_MAX));
        let mut upcoming = Vec::new();
        for venue in likely {
            if venue != stage && self.seating().is_present(venue) && !upcoming.contains(&venue) {
                upcoming.push(venue);
            }
        }
        upcoming
    }
}

#[cfg(test)]
mod tests {
    use super::super::Command;
    use super::super::patrol::{PatrolCommand, PatrolScope};
    use super::super::questions::QuestionCommand;
    use super::super::roll_call::{RollCallCommand, RollCallPurpose};
    use super::super::stand::{BRANCH_1, BRANCH_2, BRANCH_3, HOST, Stand};
    use super::*;

    fn upcoming(stand: &Stand) -> Vec<VenueNumber> {
        stand.floor.upcoming(stand.now_ms)
    }

    fn asking() -> Command {
        Command::Question(QuestionCommand::Ask {
            topic: String::new(),
            point_of_order: false,
        })
    }

    #[test]
    fn while_the_main_venue_is_on_the_stage_and_nobody_asks_nobody_is_next() {
        assert!(upcoming(&Stand::seated()).is_empty());
        assert!(upcoming(&Stand::empty()).is_empty());
    }

    #[test]
    fn the_first_askers_who_are_here_are_next() {
        let mut stand = Stand::seated();
        for asker in [BRANCH_2, BRANCH_1, BRANCH_3] {
            stand.does(asking(), asker);
        }
        assert_eq!(upcoming(&stand), [2, 1]);
        stand.leave(2);
        assert_eq!(upcoming(&stand), [1, 3]);
    }

    #[test]
    fn after_a_branch_on_the_stage_comes_the_main_venue_then_whoever_asks() {
        let mut stand = Stand::seated();
        stand.does(asking(), BRANCH_1);
        stand.does(asking(), BRANCH_3);
        let grant = QuestionCommand::Grant { question: 1 };
        stand.does(Command::Question(grant), HOST);
        assert_eq!(upcoming(&stand), [MAIN_VENUE, 3]);
    }

    #[test]
    fn a_roll_call_goes_on_by_number() {
        let mut stand = Stand::seated();
        let start = RollCallCommand::Start {
            purpose: RollCallPurpose::Attendance,
        };
        stand.does(Command::RollCall(start), HOST);
        assert_eq!(upcoming(&stand), [1]);
        stand.does(Command::RollCall(RollCallCommand::Call { venue: 1 }), HOST);
        assert_eq!(upcoming(&stand), [2, MAIN_VENUE]);
    }

    #[test]
    fn a_patrol_goes_on_to_the_next_turn() {
        let mut stand = Stand::seated();
        let start = PatrolCommand::Start {
            every_s: 10,
            scope: PatrolScope::Everybody,
        };
        stand.does(Command::Patrol(start), HOST);
        assert_eq!(stand.stage(), 1);
        assert_eq!(upcoming(&stand), [MAIN_VENUE, 2]);
        stand.now_ms += 10_000;
        assert_eq!(upcoming(&stand), [MAIN_VENUE, 3]);
    }
}
