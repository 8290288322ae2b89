//! Whose microphone is open (闭音, 全场闭音), whatever the page does with its own.
//!
//! The main venue's is, and at most one branch's: that of the venue on the stage, be it called in a
//! roll call, granted the floor, broadcast or put there; a patrol's turn opens none. The chair may mute
//! any of them. Being granted the floor, or called, unmutes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::refusal::FloorError;
use super::{Floor, Requester};
use crate::venue::{MAIN_VENUE, VenueNumber};

/// What the chair wants of the microphones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MicrophoneCommand {
    /// To mute a venue, or not to any more.
    Mute {
        /// Which.
        venue: VenueNumber,
        /// True: mute it.
        muted: bool,
    },
    /// To mute every venue but the chair's own (全场闭音), or none any more.
    MuteAll {
        /// True: mute them.
        muted: bool,
    },
}

/// What became of the microphones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MicrophoneChange {
    /// A venue was muted, or is not any more.
    Muted {
        /// Which.
        venue: VenueNumber,
        /// True: muted.
        muted: bool,
    },
    /// Every venue but the chair's was muted, or none is any more.
    AllMuted {
        /// True: muted.
        muted: bool,
    },
}

/// The venues that the chair muted. A venue that goes and comes back finds itself as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mutes(BTreeSet<VenueNumber>);

impl Mutes {
    /// The muted venues.
    #[must_use]
    pub fn venues(&self) -> &BTreeSet<VenueNumber> {
        &self.0
    }

    /// Unmutes a venue whose turn to speak it is.
    pub(super) fn lift(&mut self, venue: VenueNumber) {
        self.0.remove(&venue);
    }

    pub(super) fn apply(
        &mut self,
        by: VenueNumber,
        venues: &BTreeSet<VenueNumber>,
        change: &MicrophoneChange,
    ) {
        match change {
            MicrophoneChange::Muted { venue, muted: true } => {
                self.0.insert(*venue);
            }
            MicrophoneChange::Muted {
                venue,
                muted: false,
            } => {
                self.0.remove(venue);
            }
            MicrophoneChange::AllMuted { muted: true } => {
                self.0 = venues.iter().copied().filter(|of| *of != by).collect();
            }
            MicrophoneChange::AllMuted { muted: false } => self.0.clear(),
        }
    }
}

impl Floor {
    /// Whose microphones are open, most important first: at most one branch's, and the main venue's.
    #[must_use]
    pub fn open_microphones(&self) -> Vec<VenueNumber> {
        Some(self.held_stage())
            .filter(|venue| *venue != MAIN_VENUE)
            .into_iter()
            .chain([MAIN_VENUE])
            .filter(|venue| !self.mutes.0.contains(venue))
            .collect()
    }

    pub(super) fn decide_microphone(
        &self,
        command: &MicrophoneCommand,
        by: Requester,
    ) -> Result<MicrophoneChange, FloorError> {
        self.require_chair(by)?;
        match command {
            MicrophoneCommand::Mute { venue, muted } => {
                self.require_known(*venue)?;
                Ok(MicrophoneChange::Muted {
                    venue: *venue,
                    muted: *muted,
                })
            }
            MicrophoneCommand::MuteAll { muted } => {
                Ok(MicrophoneChange::AllMuted { muted: *muted })
            }
        }
    }
}
