//! Slides (双流, H.239): the one token to present.
//!
//! Who holds it is the presenter, and nobody else's slides are shown, whoever sends any.

use serde::{Deserialize, Serialize};

use super::refusal::FloorError;
use super::{Floor, Requester};
use crate::seating::Seating;
use crate::venue::{MAIN_VENUE, VenueNumber};

/// What a page wants of the slides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlidesCommand {
    /// To present: the chair and whoever does already at any time, the main venue and whoever has the
    /// stage while nobody does.
    Take,
    /// That a venue presents.
    Give {
        /// Which.
        venue: VenueNumber,
    },
    /// That nobody presents: by who does, or the chair.
    Release,
}

/// What became of the slides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SlidesChange {
    /// A venue presents.
    Held {
        /// Which.
        venue: VenueNumber,
    },
    /// Nobody does any more.
    Released,
}

/// Who presents slides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Slides {
    holder: Option<VenueNumber>,
}

impl Slides {
    /// The venue that presents.
    #[must_use]
    pub fn holder(self) -> Option<VenueNumber> {
        self.holder
    }

    pub(super) fn apply(&mut self, change: &SlidesChange) {
        self.holder = match change {
            SlidesChange::Held { venue } => Some(*venue),
            SlidesChange::Released => None,
        };
    }

    /// The token is free if this venue held it.
    pub(super) fn free_from(&mut self, venue: VenueNumber) {
        self.holder = self.holder.filter(|holder| *holder != venue);
    }

    /// Follows those who go.
    pub(super) fn follow(&mut self, seating: &Seating) {
        self.holder = self.holder.filter(|venue| seating.is_present(*venue));
    }
}

impl Floor {
    pub(super) fn decide_slides(
        &self,
        command: &SlidesCommand,
        by: Requester,
    ) -> Result<SlidesChange, FloorError> {
        self.require_page(by)?;
        let venue = by.venue;
        let is_chair = self.chair.holder() == Some(venue);
        match command {
            SlidesCommand::Take => {
                let held = self.slides.holder.filter(|holder| *holder != venue);
                if let Some(holder) = held.filter(|_| !is_chair) {
                    return Err(FloorError::SlidesHeld { venue: holder });
                }
                // Whoever was given the token takes it up wherever it is.
                let holds = self.slides.holder == Some(venue);
                let on_stage = self.held_stage() == venue;
                if !is_chair && venue != MAIN_VENUE && !on_stage && !holds {
                    return Err(FloorError::NotOnStage { venue });
                }
                Ok(SlidesChange::Held { venue })
            }
            SlidesCommand::Give { venue } => {
                self.require_chair(by)?;
                self.require_present(*venue)?;
                Ok(SlidesChange::Held { venue: *venue })
            }
            SlidesCommand::Release => {
                if self.slides.holder != Some(venue) {
                    self.require_chair(by)?;
                }
                Ok(SlidesChange::Released)
            }
        }
    }
}
