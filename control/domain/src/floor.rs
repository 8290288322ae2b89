//! The floor: who commands, who speaks, what everybody sees, and who may change that.
//!
//! A [`Command`] is decided into an [`Event`] without changing anything; the event is recorded;
//! then it is applied. Because [`Floor`] changes by [`Floor::apply`] alone, replaying a session's
//! log gives the floor the session had. Time comes in with events, and as an argument wherever the
//! answer depends on it.
//!
//! Each concept has its own file, its own state, and its own commands and changes:
//!
//! * [`chair`]: the one token that commands the meeting
//! * [`questions`]: the queue, and the question that has the floor
//! * [`roll_call`]: venues called one by one
//! * [`patrol`]: the picture going round
//! * [`broadcast`]: the stage, one picture for everybody, and free choice
//! * [`microphones`]: whose is open
//! * [`slides`]: the one token to present
//! * [`course`]: extend, lock, call the missing
//! * [`notices`]: banner and crawl
//! * [`wall`]: how many pictures the big screen shows
//!
//! What one does to the others is here. A question that has the floor and a running roll call have
//! the stage to themselves: they begin by putting the main venue back on it, end the same way, and
//! refuse whatever else would change it meanwhile.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::seating::{Place, Seating};
use crate::session_log::{Entry, Event};
use crate::venue::{MAIN_VENUE, VenueNumber};
use crate::view::{PrivatePatrol, Scene, Source};

pub mod broadcast;
pub mod chair;
pub mod course;
#[cfg(test)]
mod invariants;
pub mod line;
pub mod microphones;
pub mod notices;
pub mod patrol;
pub mod questions;
mod refusal;
pub mod roll_call;
pub mod slides;
#[cfg(test)]
mod stand;
#[cfg(test)]
mod tests;
mod upcoming;
pub mod wall;

use broadcast::{Picture, PictureChange, PictureCommand};
use chair::{Chair, ChairChange, ChairCommand};
use course::{Course, CourseChange, CourseCommand};
use microphones::{MicrophoneChange, MicrophoneCommand, Mutes};
use notices::{NoticeChange, NoticeCommand, Notices};
use patrol::{Patrol, PatrolChange, PatrolCommand, PatrolScope};
use questions::{QuestionChange, QuestionCommand, Questions};
pub use refusal::{FloorError, Quantity};
use roll_call::{RollCall, RollCallChange, RollCallCommand};
use slides::{Slides, SlidesChange, SlidesCommand};
use wall::{WallCommand, WallLayout};

/// Something a page wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Put a venue on the stage for everybody; 0 is back to the main venue.
    PutOnStage {
        /// Which.
        venue: VenueNumber,
    },
    /// About the chair.
    Chair(ChairCommand),
    /// About questions.
    Question(QuestionCommand),
    /// About the roll call.
    RollCall(RollCallCommand),
    /// About the patrol.
    Patrol(PatrolCommand),
    /// About the picture.
    Picture(PictureCommand),
    /// About microphones.
    Microphone(MicrophoneCommand),
    /// About slides.
    Slides(SlidesCommand),
    /// About the session's course.
    Course(CourseCommand),
    /// About banner and crawl.
    Notice(NoticeCommand),
    /// About the wall's layout.
    Wall(WallCommand),
}

/// What became of a command, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Of the chair.
    Chair(ChairChange),
    /// Of the questions.
    Question(QuestionChange),
    /// Of the roll call.
    RollCall(RollCallChange),
    /// Of the patrol.
    Patrol(PatrolChange),
    /// Of the picture.
    Picture(PictureChange),
    /// Of the microphones.
    Microphone(MicrophoneChange),
    /// Of the slides.
    Slides(SlidesChange),
    /// Of the session's course.
    Course(CourseChange),
    /// Of banner and crawl.
    Notice(NoticeChange),
    /// Of the wall's layout.
    Wall(WallLayout),
}

/// The page that wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requester {
    /// The venue it sits for.
    pub venue: VenueNumber,
    /// The place it took.
    pub place: Place,
}

/// The floor's state: a fold over the session log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Floor {
    seating: Seating,
    chair: Chair,
    questions: Questions,
    roll_call: Option<RollCall>,
    patrol: Option<Patrol>,
    picture: Picture,
    mutes: Mutes,
    slides: Slides,
    course: Course,
    notices: Notices,
    wall: WallLayout,
    ended: bool,
}

impl Floor {
    /// The floor that a log leads to.
    #[must_use]
    pub fn replay(log: &[Entry]) -> Self {
        let mut floor = Self::default();
        for entry in log {
            floor.apply(entry.at_ms, &entry.event);
        }
        floor
    }

    /// The venue on the stage, for everybody who chose nothing else. `now_ms` is in Unix
    /// milliseconds; it counts while a patrol for everybody goes round.
    #[must_use]
    pub fn stage(&self, now_ms: i64) -> VenueNumber {
        match self.common_patrol() {
            Some(_) => self
                .patrol_turn(now_ms)
                .map_or(MAIN_VENUE, |turn| turn.venue),
            None => self.held_stage(),
        }
    }

    /// True while the picture is the same for everybody, whatever they chose.
    #[must_use]
    pub fn is_forced(&self) -> bool {
        self.picture.broadcast().is_some()
            || self.questions.granted().is_some()
            || self.running_roll_call().is_some()
            || self.common_patrol().is_some()
    }

    /// What there is to see and hear, of what the venues send.
    #[must_use]
    pub fn scene(&self, now_ms: i64, sent: BTreeSet<(VenueNumber, Source)>) -> Scene {
        let private_patrol = self
            .patrol
            .as_ref()
            .filter(|patrol| patrol.scope() == PatrolScope::Chair)
            .and_then(|_| {
                Some(PrivatePatrol {
                    seen_by: self.chair.holder()?,
                    venue: self.patrol_turn(now_ms)?.venue,
                })
            });
        Scene {
            stage: self.stage(now_ms),
            private_patrol,
            choices: if self.is_forced() {
                Default::default()
            } else {
                self.picture.choices().clone()
            },
            open_microphones: self.open_microphones(),
            slides: self.slides.holder(),
            sent,
            ..Scene::default()
        }
    }

    /// Who sits where.
    #[must_use]
    pub fn seating(&self) -> &Seating {
        &self.seating
    }

    /// Who holds the chair.
    #[must_use]
    pub fn chair(&self) -> &Chair {
        &self.chair
    }

    /// The questions.
    #[must_use]
    pub fn questions(&self) -> &Questions {
        &self.questions
    }

    /// The roll call that runs, or the last one.
    #[must_use]
    pub fn roll_call(&self) -> Option<&RollCall> {
        self.roll_call.as_ref()
    }

    /// What is broadcast, and what venues chose.
    #[must_use]
    pub fn picture(&self) -> &Picture {
        &self.picture
    }

    /// Whom the chair muted.
    #[must_use]
    pub fn mutes(&self) -> &Mutes {
        &self.mutes
    }

    /// Who presents.
    #[must_use]
    pub fn slides(&self) -> Slides {
        self.slides
    }

    /// How the session goes on.
    #[must_use]
    pub fn course(&self) -> Course {
        self.course
    }

    /// What stands over the pictures.
    #[must_use]
    pub fn notices(&self) -> &Notices {
        &self.notices
    }

    /// How the wall is laid out.
    #[must_use]
    pub fn wall(&self) -> WallLayout {
        self.wall
    }

    /// True once the session is over.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// Decides what a command comes to, without changing anything.
    ///
    /// # Errors
    /// When the requester may not, or the floor does not allow it now.
    pub fn decide(&self, command: &Command, by: Requester) -> Result<Event, FloorError> {
        if self.ended {
            return Err(FloorError::Ended);
        }
        let change = match command {
            Command::PutOnStage { venue } => {
                self.require_chair(by)?;
                self.require_free_stage()?;
                self.require_showable(*venue)?;
                return Ok(Event::PutOnStage {
                    venue: *venue,
                    by: by.venue,
                });
            }
            Command::Chair(command) => Change::Chair(self.decide_chair(command, by)?),
            Command::Question(command) => Change::Question(self.decide_question(command, by)?),
            Command::RollCall(command) => Change::RollCall(self.decide_roll_call(command, by)?),
            Command::Patrol(command) => Change::Patrol(self.decide_patrol(command, by)?),
            Command::Picture(command) => Change::Picture(self.decide_picture(command, by)?),
            Command::Microphone(command) => {
                Change::Microphone(self.decide_microphone(command, by)?)
            }
            Command::Slides(command) => Change::Slides(self.decide_slides(command, by)?),
            Command::Course(command) => Change::Course(self.decide_course(command, by)?),
            Command::Notice(command) => Change::Notice(self.decide_notice(command, by)?),
            Command::Wall(command) => Change::Wall(self.decide_wall(*command, by)?),
        };
        Ok(Event::Floor {
            by: by.venue,
            change,
        })
    }

    /// Takes in an event that happened at `at_ms`, in Unix milliseconds.
    pub fn apply(&mut self, at_ms: i64, event: &Event) {
        match event {
            Event::PutOnStage { venue, .. } => {
                self.end_common_patrol();
                self.picture.put_on_stage(*venue);
            }
            Event::Floor { by, change } => self.apply_change(at_ms, *by, change),
            Event::Joined { .. } | Event::Left { .. } => self.apply_seating(at_ms, event),
            Event::Ended => {
                self.questions.end(at_ms, None);
                roll_call::apply(&mut self.roll_call, at_ms, &RollCallChange::Ended);
                self.patrol = None;
                self.picture.back_to_main();
                self.apply_seating(at_ms, event);
                self.ended = true;
            }
            Event::Opened { .. }
            | Event::Reopened
            | Event::NodeLinked { .. }
            | Event::PageLost { .. }
            | Event::PageReturned { .. }
            | Event::MediaStarted { .. }
            | Event::LinesChanged { .. }
            | Event::SlidesStarted { .. }
            | Event::SlidesStopped { .. }
            | Event::MediaConnected { .. }
            | Event::MediaLost { .. }
            | Event::MediaReturned { .. }
            | Event::MediaWorking { .. }
            | Event::MediaEnded { .. } => self.seating.apply(event),
            Event::SignIn { .. }
            | Event::StillLive
            | Event::AgendaSet { .. }
            | Event::ItemStarted { .. }
            | Event::ItemEnded { .. }
            | Event::ItemSkipped { .. } => {}
        }
    }

    /// Somebody came or went: whatever they held goes where it belongs now.
    fn apply_seating(&mut self, at_ms: i64, event: &Event) {
        let turn = self.patrol_turn(at_ms);
        self.seating.apply(event);
        if let Some(patrol) = &mut self.patrol {
            patrol.follow(turn, at_ms, &self.seating.present_branches());
        }
        self.chair.follow(&self.seating);
        self.picture.follow(&self.seating);
        self.slides.follow(&self.seating);
        if self
            .questions
            .speaker()
            .is_some_and(|venue| !self.seating.is_present(venue))
        {
            self.questions.interrupt();
        }
    }

    fn apply_change(&mut self, at_ms: i64, by: VenueNumber, change: &Change) {
        match change {
            Change::Chair(change) => self.chair.apply(by, change),
            Change::Question(change) => self.apply_question(at_ms, by, change),
            Change::RollCall(change) => {
                match change {
                    RollCallChange::Started { .. } => self.clear_stage(),
                    RollCallChange::Called { venue } => self.mutes.lift(*venue),
                    RollCallChange::Marked { .. } | RollCallChange::Ended => {}
                }
                roll_call::apply(&mut self.roll_call, at_ms, change);
            }
            Change::Patrol(PatrolChange::Started { every_s, scope }) => {
                if *scope == PatrolScope::Everybody {
                    self.picture.back_to_main();
                }
                self.patrol = Some(Patrol::starting(*every_s, *scope, at_ms));
            }
            Change::Patrol(PatrolChange::Stopped) => self.patrol = None,
            Change::Picture(change) => {
                if let PictureChange::Broadcast { .. } = change {
                    self.end_common_patrol();
                }
                self.picture.apply(by, change);
            }
            Change::Microphone(change) => self.mutes.apply(by, self.seating.venues(), change),
            Change::Slides(change) => self.slides.apply(change),
            Change::Course(change) => {
                if let CourseChange::Locked { locked } = change {
                    self.seating.set_locked(*locked);
                }
                self.course.apply(change);
            }
            Change::Notice(change) => self.notices.apply(change),
            Change::Wall(layout) => self.wall = *layout,
        }
    }

    fn apply_question(&mut self, at_ms: i64, by: VenueNumber, change: &QuestionChange) {
        let speaker_before = self.questions.speaker();
        self.questions.apply(at_ms, by, change);
        let speaker = self.questions.speaker();
        if speaker == speaker_before {
            return;
        }
        self.clear_stage();
        if let Some(venue) = speaker {
            self.mutes.lift(venue);
        }
        if let Some(venue) = speaker_before {
            self.slides.free_from(venue);
        }
    }

    /// Puts the main venue on the stage, and ends whatever moves the picture.
    fn clear_stage(&mut self) {
        self.patrol = None;
        self.picture.back_to_main();
    }

    fn end_common_patrol(&mut self) {
        if self.common_patrol().is_some() {
            self.patrol = None;
        }
    }

    /// The patrol that everybody sees.
    fn common_patrol(&self) -> Option<&Patrol> {
        self.patrol
            .as_ref()
            .filter(|patrol| patrol.scope() == PatrolScope::Everybody)
    }

    /// The venue that has the stage by somebody's word, and not by a patrol's turn.
    fn held_stage(&self) -> VenueNumber {
        match self.running_roll_call() {
            Some(roll_call) => roll_call
                .called()
                .filter(|venue| self.seating.is_present(*venue))
                .unwrap_or(MAIN_VENUE),
            None => self
                .questions
                .speaker()
                .unwrap_or_else(|| self.picture.stage()),
        }
    }

    /// The page of a venue that is seen and heard, and not a wall.
    fn require_page(&self, by: Requester) -> Result<(), FloorError> {
        if !by.place.publishes() {
            return Err(FloorError::WatchesOnly);
        }
        self.require_present(by.venue)
    }

    /// Whether a page may command the meeting.
    ///
    /// # Errors
    /// When it is not the chair's.
    pub fn require_chair(&self, by: Requester) -> Result<(), FloorError> {
        let chair = self.chair.holder();
        if by.place.publishes() && chair == Some(by.venue) {
            Ok(())
        } else {
            Err(FloorError::NotTheChair { chair })
        }
    }

    fn require_known(&self, venue: VenueNumber) -> Result<(), FloorError> {
        if self.seating.venues().contains(&venue) {
            Ok(())
        } else {
            Err(FloorError::UnknownVenue { venue })
        }
    }

    fn require_present(&self, venue: VenueNumber) -> Result<(), FloorError> {
        self.require_known(venue)?;
        if self.seating.is_present(venue) {
            Ok(())
        } else {
            Err(FloorError::AbsentVenue { venue })
        }
    }

    /// A venue that may be put before everybody: back to the main venue always works.
    fn require_showable(&self, venue: VenueNumber) -> Result<(), FloorError> {
        if venue == MAIN_VENUE {
            self.require_known(venue)
        } else {
            self.require_present(venue)
        }
    }

    /// Neither a question nor a roll call has the stage.
    fn require_free_stage(&self) -> Result<(), FloorError> {
        if let Some(venue) = self.questions.speaker() {
            return Err(FloorError::Speaking { venue });
        }
        match self.running_roll_call() {
            Some(_) => Err(FloorError::RollCallRunning),
            None => Ok(()),
        }
    }
}
