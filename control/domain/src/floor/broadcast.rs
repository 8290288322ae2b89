//! The picture: what the chair put on the stage, broadcast (广播会场) and free choice (选看).
//!
//! The stage is the same for everybody who chose nothing else. A venue may choose what its own stage
//! slot shows, as long as nothing is forced on everybody; a broadcast, a granted question, a roll call
//! and a patrol for everybody all are, and win. The choice comes back when they end. Putting a venue
//! on the stage is for everybody too: it undoes all choices, and leaves everybody free to choose anew.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::refusal::FloorError;
use super::{Floor, Requester};
use crate::seating::Seating;
use crate::venue::{MAIN_VENUE, VenueNumber};

/// What a page wants of the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureCommand {
    /// That everybody sees a venue and nothing else.
    Broadcast {
        /// Which.
        venue: VenueNumber,
    },
    /// That everybody sees the main venue and is free to choose.
    EndBroadcast,
    /// To see a venue of its own choice in its stage slot.
    Watch {
        /// Which; none is what everybody sees.
        venue: Option<VenueNumber>,
    },
}

/// What became of the picture. Who did it stands beside it in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PictureChange {
    /// A venue is broadcast.
    Broadcast {
        /// Which.
        venue: VenueNumber,
    },
    /// Nothing is broadcast any more.
    BroadcastEnded,
    /// A venue chose what it sees.
    Watched {
        /// Which venue it sees; none is what everybody sees.
        venue: Option<VenueNumber>,
    },
}

/// What the chair put before everybody, and what venues chose for themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    stage: VenueNumber,
    broadcast: bool,
    choices: BTreeMap<VenueNumber, VenueNumber>,
}

impl Default for Picture {
    /// The main venue is on the stage.
    fn default() -> Self {
        Self {
            stage: MAIN_VENUE,
            broadcast: false,
            choices: BTreeMap::new(),
        }
    }
}

impl Picture {
    /// The venue that the chair put on the stage.
    pub(super) fn stage(&self) -> VenueNumber {
        self.stage
    }

    /// The venue that is broadcast.
    #[must_use]
    pub fn broadcast(&self) -> Option<VenueNumber> {
        self.broadcast.then_some(self.stage)
    }

    /// What venues chose to see: by who sees it, whom.
    #[must_use]
    pub fn choices(&self) -> &BTreeMap<VenueNumber, VenueNumber> {
        &self.choices
    }

    pub(super) fn put_on_stage(&mut self, venue: VenueNumber) {
        self.stage = venue;
        self.broadcast = false;
        self.choices.clear();
    }

    pub(super) fn back_to_main(&mut self) {
        self.stage = MAIN_VENUE;
        self.broadcast = false;
    }

    pub(super) fn apply(&mut self, by: VenueNumber, change: &PictureChange) {
        match change {
            PictureChange::Broadcast { venue } => {
                self.stage = *venue;
                self.broadcast = true;
            }
            PictureChange::BroadcastEnded => self.back_to_main(),
            PictureChange::Watched { venue: Some(venue) } => {
                self.choices.insert(by, *venue);
            }
            PictureChange::Watched { venue: None } => {
                self.choices.remove(&by);
            }
        }
    }

    /// Follows those who go: a stage without its venue is the main venue's.
    pub(super) fn follow(&mut self, seating: &Seating) {
        if self.stage != MAIN_VENUE && !seating.is_present(self.stage) {
            self.back_to_main();
        }
        self.choices
            .retain(|who, whom| seating.is_present(*who) && seating.is_present(*whom));
    }
}

impl Floor {
    pub(super) fn decide_picture(
        &self,
        command: &PictureCommand,
        by: Requester,
    ) -> Result<PictureChange, FloorError> {
        match command {
            PictureCommand::Broadcast { venue } => {
                self.require_chair(by)?;
                self.require_free_stage()?;
                self.require_showable(*venue)?;
                Ok(PictureChange::Broadcast { venue: *venue })
            }
            PictureCommand::EndBroadcast => {
                self.require_chair(by)?;
                match self.picture.broadcast() {
                    Some(_) => Ok(PictureChange::BroadcastEnded),
                    None => Err(FloorError::NoBroadcast),
                }
            }
            PictureCommand::Watch { venue } => {
                self.require_page(by)?;
                if let Some(venue) = *venue {
                    if self.is_forced() {
                        return Err(FloorError::PictureForced);
                    }
                    self.require_present(venue)?;
                    if venue == by.venue {
                        return Err(FloorError::OwnPicture { venue });
                    }
                }
                Ok(PictureChange::Watched { venue: *venue })
            }
        }
    }
}
