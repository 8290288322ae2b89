//! What of a seat's media works: what arrives at the server, and what the page can play of what it
//! is sent.
//!
//! The one half is known from the media node, the other from the page, which reports every few
//! seconds what it received. [`MediaWatch`] takes both in; only when what works changes is there
//! something to record. Who was here is not judged by it, only whether the technology served them.

use serde::{Deserialize, Serialize};

use crate::view::Source;

/// Without anything decoded for so long although there was something to decode, the picture or
/// the sound counts as not working, in milliseconds.
pub const MISSING_MS_MAX: u32 = 20_000;

/// What works between a venue and the server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Working {
    /// The venue's picture arrives at the server.
    pub camera: bool,
    /// The venue's sound arrives at the server.
    pub microphone: bool,
    /// The venue decodes the picture that it is sent.
    pub picture: bool,
    /// The venue receives the sound that it is sent.
    pub sound: bool,
}

/// What a page had of the pictures, or of the sounds, that it was to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Had {
    /// There was something to be had.
    pub offered: bool,
    /// Some of it arrived and could be played.
    pub played: bool,
}

/// Follows one media connection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MediaWatch {
    working: Working,
    picture_missing_ms: u32,
    sound_missing_ms: u32,
}

impl MediaWatch {
    /// Goes on from what was known to work, such as after a restart.
    #[must_use]
    pub fn from_known(working: Working) -> Self {
        Self {
            working,
            ..Self::default()
        }
    }

    /// What works.
    #[must_use]
    pub fn working(&self) -> Working {
        self.working
    }

    /// True where the page reported for so long that it plays no picture that this is no matter of
    /// patience any more.
    #[must_use]
    pub fn misses_picture(&self) -> bool {
        self.picture_missing_ms >= MISSING_MS_MAX
    }

    /// Likewise for sound.
    #[must_use]
    pub fn misses_sound(&self) -> bool {
        self.sound_missing_ms >= MISSING_MS_MAX
    }

    /// A track began to arrive at the server, or stopped.
    pub fn handle_track(&mut self, source: Source, flows: bool) {
        match source {
            Source::Camera => self.working.camera = flows,
            Source::Microphone => self.working.microphone = flows,
            Source::Slides | Source::SlidesSound => {}
        }
    }

    /// The page says what it played during the last `over_ms` milliseconds.
    pub fn handle_report(&mut self, over_ms: u32, picture: Had, sound: Had) {
        judge(
            &mut self.working.picture,
            &mut self.picture_missing_ms,
            over_ms,
            picture,
        );
        judge(
            &mut self.working.sound,
            &mut self.sound_missing_ms,
            over_ms,
            sound,
        );
    }
}

/// Played is working; while nothing is offered nothing is found out.
fn judge(works: &mut bool, missing_ms: &mut u32, over_ms: u32, had: Had) {
    if had.played {
        *works = true;
        *missing_ms = 0;
    } else if had.offered {
        *missing_ms = missing_ms.saturating_add(over_ms);
        *works = *works && *missing_ms < MISSING_MS_MAX;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAYED: Had = Had {
        offered: true,
        played: true,
    };
    const MISSED: Had = Had {
        offered: true,
        played: false,
    };
    const NOTHING_OFFERED: Had = Had {
        offered: false,
        played: false,
    };

    #[test]
    fn what_the_node_hears_of_is_what_arrives() {
        let mut watch = MediaWatch::default();
        watch.handle_track(Source::Camera, true);
        watch.handle_track(Source::Slides, true);
        assert!(watch.working().camera && !watch.working().microphone);
        watch.handle_track(Source::Camera, false);
        assert_eq!(watch.working(), Working::default());
    }

    #[test]
    fn a_picture_works_once_decoded_and_until_20_s_without() {
        let mut watch = MediaWatch::default();
        watch.handle_report(10_000, PLAYED, NOTHING_OFFERED);
        watch.handle_report(10_000, MISSED, NOTHING_OFFERED);
        assert!(watch.working().picture, "10 s may be a switch gone slow");
        watch.handle_report(10_000, MISSED, NOTHING_OFFERED);
        assert!(!watch.working().picture && watch.misses_picture());
        watch.handle_report(10_000, PLAYED, NOTHING_OFFERED);
        assert!(watch.working().picture && !watch.misses_picture());
    }

    #[test]
    fn while_nothing_is_offered_nothing_is_found_out() {
        let mut watch = MediaWatch::from_known(Working {
            sound: true,
            ..Working::default()
        });
        for _ in 0..9 {
            watch.handle_report(10_000, NOTHING_OFFERED, NOTHING_OFFERED);
        }
        assert!(watch.working().sound && !watch.misses_sound());
        assert!(!watch.misses_picture());
    }

    #[test]
    fn a_clock_gone_wild_only_counts_as_long() {
        let mut watch = MediaWatch::default();
        watch.handle_report(u32::MAX, MISSED, MISSED);
        watch.handle_report(u32::MAX, MISSED, MISSED);
        assert!(watch.misses_picture() && watch.misses_sound());
    }
}
