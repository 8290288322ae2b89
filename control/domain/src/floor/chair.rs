//! The chair (主席控制): the one token that commands the meeting.
//!
//! It belongs to a venue, and the venue's publishing page uses it: a page that drops, or moves to
//! another computer, keeps it for as long as its venue is present. As long as the host's seat is
//! taken somebody holds it; a chair that nobody is left to hold falls to the host, and is free only
//! while no host sits.

use serde::{Deserialize, Serialize};

use super::refusal::FloorError;
use super::{Floor, Requester};
use crate::seating::{Place, Seating};
use crate::venue::{MAIN_VENUE, VenueNumber};

/// What a page wants of the chair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChairCommand {
    /// To have it (申请主席).
    Request,
    /// Not to have it after all.
    WithdrawRequest,
    /// That a venue has it.
    Give {
        /// Which.
        venue: VenueNumber,
    },
    /// That a venue's request is set aside.
    Decline {
        /// Whose.
        venue: VenueNumber,
    },
    /// To be rid of it (释放主席): it goes to the host, or from there to whoever asked first.
    Release,
    /// To have it back at once (剥夺主席).
    Take,
}

/// What became of the chair. Who did it stands beside it in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChairChange {
    /// A venue asked for it.
    Requested,
    /// A venue does not ask for it any more.
    RequestWithdrawn,
    /// A request was set aside.
    Declined {
        /// Whose.
        venue: VenueNumber,
    },
    /// The chair gave it to a venue.
    Given {
        /// Which.
        venue: VenueNumber,
    },
    /// The chair released it, and it went to a venue.
    Released {
        /// Which.
        venue: VenueNumber,
    },
    /// The host took it back.
    Taken,
}

/// Who holds the chair, and who asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chair {
    holder: Option<VenueNumber>,
    requests: Vec<VenueNumber>,
}

impl Chair {
    /// The venue that holds it; none while nobody does, and no host sits.
    #[must_use]
    pub fn holder(&self) -> Option<VenueNumber> {
        self.holder
    }

    /// The venues that ask for it, first come first.
    #[must_use]
    pub fn requests(&self) -> &[VenueNumber] {
        &self.requests
    }

    pub(super) fn apply(&mut self, by: VenueNumber, change: &ChairChange) {
        match change {
            ChairChange::Requested => self.requests.push(by),
            ChairChange::RequestWithdrawn => self.requests.retain(|venue| *venue != by),
            ChairChange::Declined { venue } => self.requests.retain(|other| other != venue),
            ChairChange::Given { venue } | ChairChange::Released { venue } => self.go_to(*venue),
            ChairChange::Taken => self.go_to(by),
        }
    }

    fn go_to(&mut self, venue: VenueNumber) {
        self.holder = Some(venue);
        self.requests.retain(|other| *other != venue);
    }

    /// Follows those who come and go.
    pub(super) fn follow(&mut self, seating: &Seating) {
        self.requests.retain(|venue| seating.is_present(*venue));
        if self.holder.is_none_or(|venue| !seating.is_present(venue)) {
            self.holder = None;
            if seating.is_present(MAIN_VENUE) {
                self.go_to(MAIN_VENUE);
            }
        }
    }

    /// Who has it once its holder releases it.
    fn heir(&self, seating: &Seating) -> Option<VenueNumber> {
        if self.holder != Some(MAIN_VENUE) && seating.is_present(MAIN_VENUE) {
            return Some(MAIN_VENUE);
        }
        self.requests.first().copied()
    }
}

impl Floor {
    pub(super) fn decide_chair(
        &self,
        command: &ChairCommand,
        by: Requester,
    ) -> Result<ChairChange, FloorError> {
        let chair = &self.chair;
        let not_holder = |venue| match chair.holder {
            Some(holder) if holder == venue => Err(FloorError::HoldsChair { venue }),
            Some(_) | None => Ok(()),
        };
        let asking = |venue| match chair.requests.contains(&venue) {
            true => Ok(()),
            false => Err(FloorError::NoChairRequest { venue }),
        };
        let venue = by.venue;
        match command {
            ChairCommand::Request => {
                self.require_page(by)?;
                not_holder(venue)?;
                if chair.requests.contains(&venue) {
                    return Err(FloorError::ChairRequested { venue });
                }
                Ok(ChairChange::Requested)
            }
            ChairCommand::WithdrawRequest => {
                self.require_page(by)?;
                asking(venue)?;
                Ok(ChairChange::RequestWithdrawn)
            }
            ChairCommand::Give { venue } => {
                self.require_chair(by)?;
                self.require_present(*venue)?;
                not_holder(*venue)?;
                Ok(ChairChange::Given { venue: *venue })
            }
            ChairCommand::Decline { venue } => {
                self.require_chair(by)?;
                asking(*venue)?;
                Ok(ChairChange::Declined { venue: *venue })
            }
            ChairCommand::Release => {
                self.require_chair(by)?;
                let venue = chair
                    .heir(&self.seating)
                    .ok_or(FloorError::NobodyForChair)?;
                Ok(ChairChange::Released { venue })
            }
            ChairCommand::Take => {
                match by.place {
                    Place::Host => {}
                    Place::Wall | Place::Branch | Place::Encoder | Place::Player => {
                        return Err(FloorError::NotTheHost { place: by.place });
                    }
                }
                self.require_page(by)?;
                not_holder(venue)?;
                Ok(ChairChange::Taken)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floor::Command;
    use crate::floor::stand::{BRANCH_1, BRANCH_2, HOST, Stand, WALL};

    fn wants(command: ChairCommand) -> Command {
        Command::Chair(command)
    }

    #[test]
    fn the_chair_is_the_hosts_from_its_joining_on() {
        let mut stand = Stand::empty();
        stand.join(BRANCH_1);
        assert_eq!(stand.floor.chair().holder(), None, "a branch is no host");
        stand.join(HOST);
        assert_eq!(stand.floor.chair().holder(), Some(0));
    }

    #[test]
    fn a_branch_asks_is_given_the_chair_commands_and_releases_it_to_the_host() {
        let mut stand = Stand::seated();
        stand.does(wants(ChairCommand::Request), BRANCH_1);
        assert_eq!(stand.floor.chair().requests(), [1]);
        let again = stand.refusal(wants(ChairCommand::Request), BRANCH_1);
        assert_eq!(again, FloorError::ChairRequested { venue: 1 });
        stand.does(wants(ChairCommand::Give { venue: 1 }), HOST);
        assert!(stand.floor.chair().requests().is_empty());
        stand.does(Command::PutOnStage { venue: 2 }, BRANCH_1);
        assert_eq!(
            stand.refusal(Command::PutOnStage { venue: 0 }, HOST),
            FloorError::NotTheChair { chair: Some(1) }
        );
        stand.does(wants(ChairCommand::Release), BRANCH_1);
        assert_eq!(stand.floor.chair().holder(), Some(0));
    }

    #[test]
    fn the_host_releases_to_whoever_asked_first_and_takes_the_chair_back() {
        let mut stand = Stand::seated();
        let release = wants(ChairCommand::Release);
        assert_eq!(
            stand.refusal(release.clone(), HOST),
            FloorError::NobodyForChair
        );
        stand.does(wants(ChairCommand::Request), BRANCH_2);
        stand.does(wants(ChairCommand::Request), BRANCH_1);
        stand.does(release, HOST);
        assert_eq!(stand.floor.chair().holder(), Some(2));
        assert_eq!(
            stand.refusal(wants(ChairCommand::Take), BRANCH_1),
            FloorError::NotTheHost {
                place: Place::Branch
            }
        );
        stand.does(wants(ChairCommand::Take), HOST);
        assert_eq!(stand.floor.chair().holder(), Some(0));
        assert_eq!(
            stand.refusal(wants(ChairCommand::Take), HOST),
            FloorError::HoldsChair { venue: 0 }
        );
    }

    #[test]
    fn a_declined_or_withdrawn_request_is_gone() {
        let mut stand = Stand::seated();
        stand.does(wants(ChairCommand::Request), BRANCH_1);
        stand.does(wants(ChairCommand::Decline { venue: 1 }), HOST);
        stand.does(wants(ChairCommand::Request), BRANCH_1);
        stand.does(wants(ChairCommand::WithdrawRequest), BRANCH_1);
        assert_eq!(
            stand.refusal(wants(ChairCommand::Decline { venue: 1 }), HOST),
            FloorError::NoChairRequest { venue: 1 }
        );
        assert_eq!(
            stand.refusal(wants(ChairCommand::Request), WALL),
            FloorError::WatchesOnly
        );
    }

    #[test]
    fn a_chair_whose_venue_goes_falls_to_the_host_and_one_that_moves_stays() {
        let mut stand = Stand::seated();
        stand.does(wants(ChairCommand::Give { venue: 1 }), HOST);
        stand.join(BRANCH_1);
        assert_eq!(stand.floor.chair().holder(), Some(1), "another computer");
        stand.leave(1);
        assert_eq!(stand.floor.chair().holder(), Some(0));
        stand.leave(0);
        assert_eq!(stand.floor.chair().holder(), None);
    }
}
