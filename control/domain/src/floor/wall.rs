//! The wall's layout (多画面): how many pictures the big screen shows at once, and which page of them.
//!
//! All venues together stand in fixed places. A single picture is the stage. Anything between shows
//! the stage first and the branches after it, by number, a page at a time.

use serde::{Deserialize, Serialize};

use super::refusal::{FloorError, Quantity, within};
use super::{Floor, Requester};
use crate::venue::MAIN_VENUE;

/// How many pictures a wall can show at once; the last stands for every venue, however many.
pub const WALL_PICTURES: [u16; 6] = [1, 4, 9, 16, 25, 33];

/// Every venue at once.
const EVERY_VENUE: u16 = 33;

/// What the chair wants of the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WallCommand {
    /// How many pictures: one of [`WALL_PICTURES`].
    pub pictures: u16,
    /// Which page of them, from 1.
    pub page: u16,
}

/// How the wall is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallLayout {
    /// How many pictures.
    pub pictures: u16,
    /// Which page of them, from 1.
    pub page: u16,
}

impl Default for WallLayout {
    fn default() -> Self {
        Self {
            pictures: EVERY_VENUE,
            page: 1,
        }
    }
}

/// Pages that `branches` venues fill, the stage taking the first picture of each.
#[must_use]
pub fn pages(pictures: u16, branches: usize) -> u16 {
    if pictures <= 1 || pictures >= EVERY_VENUE {
        return 1;
    }
    let full = branches.div_ceil(usize::from(pictures - 1));
    u16::try_from(full).unwrap_or(u16::MAX).max(1)
}

impl Floor {
    /// Pages that the wall has in its layout.
    #[must_use]
    pub fn wall_pages(&self) -> u16 {
        self.wall_pages_of(self.wall.pictures)
    }

    fn wall_pages_of(&self, pictures: u16) -> u16 {
        let venues = self.seating.venues();
        let branches = venues.iter().filter(|venue| **venue != MAIN_VENUE).count();
        pages(pictures, branches)
    }

    pub(super) fn decide_wall(
        &self,
        command: WallCommand,
        by: Requester,
    ) -> Result<WallLayout, FloorError> {
        self.require_chair(by)?;
        let WallCommand { pictures, page } = command;
        if !WALL_PICTURES.contains(&pictures) {
            return Err(FloorError::NoSuchLayout { pictures });
        }
        let last = self.wall_pages_of(pictures);
        let page = within(Quantity::WallPage, page, (1, last))?;
        Ok(WallLayout { pictures, page })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floor::Command;
    use crate::floor::stand::{BRANCH_1, HOST, Stand, WALL};

    fn layout(pictures: u16, page: u16) -> Command {
        Command::Wall(WallCommand { pictures, page })
    }

    #[test]
    fn every_branch_is_on_one_of_the_pages() {
        assert_eq!(pages(1, 33), 1);
        assert_eq!(pages(4, 33), 11);
        assert_eq!(pages(9, 33), 5);
        assert_eq!(pages(16, 33), 3);
        assert_eq!(pages(25, 33), 2);
        assert_eq!(pages(33, 33), 1);
        assert_eq!(pages(4, 0), 1);
    }

    #[test]
    fn the_chair_lays_out_the_wall_and_a_replay_finds_it_so() {
        let mut stand = Stand::seated();
        stand.does(layout(4, 2), HOST);
        let wanted = WallLayout {
            pictures: 4,
            page: 2,
        };
        assert_eq!(stand.floor.wall(), wanted);
        assert_eq!(Floor::replay(&stand.log).wall(), wanted);
    }

    #[test]
    fn nobody_else_does_and_there_are_no_other_layouts_or_pages() {
        let stand = Stand::seated();
        for who in [BRANCH_1, WALL] {
            assert!(matches!(
                stand.refusal(layout(4, 1), who),
                FloorError::NotTheChair { .. }
            ));
        }
        assert_eq!(
            stand.refusal(layout(5, 1), HOST),
            FloorError::NoSuchLayout { pictures: 5 }
        );
        for page in [0, 3] {
            assert!(matches!(
                stand.refusal(layout(4, page), HOST),
                FloorError::OutOfRange { max: 2, .. }
            ));
        }
    }
}
