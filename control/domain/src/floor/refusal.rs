//! Why a command is not carried out.

use super::line::LineError;
use super::questions::QuestionNumber;
use crate::seating::Place;
use crate::venue::VenueNumber;

/// Something that is counted, within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Seconds that a patrol stays with a venue.
    PatrolSeconds,
    /// Seconds that a question may take.
    SpeakingSeconds,
    /// Minutes that the session is extended by.
    ExtensionMinutes,
    /// Pages of the wall.
    WallPage,
}

/// Why a command is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FloorError {
    /// Only the host page may do this.
    #[error("only the host page may do this, not a {place:?} page")]
    NotTheHost {
        /// What the requester is instead.
        place: Place,
    },
    /// Only the page that holds the chair may do this.
    #[error("only the chair may do this; it is with {chair:?}")]
    NotTheChair {
        /// The venue that holds it.
        chair: Option<VenueNumber>,
    },
    /// A wall shows and does nothing else.
    #[error("a wall takes no part in the meeting")]
    WatchesOnly,
    /// Only branch venues ask for the floor; the main venue has it.
    #[error("only a branch venue asks for the floor")]
    NotABranch,
    /// The venue does not take part in this session.
    #[error("venue {venue} does not take part")]
    UnknownVenue {
        /// Which.
        venue: VenueNumber,
    },
    /// Nobody sits for the venue now.
    #[error("venue {venue} is absent")]
    AbsentVenue {
        /// Which.
        venue: VenueNumber,
    },
    /// The session is over.
    #[error("the session has ended")]
    Ended,
    /// The venue holds the chair already.
    #[error("venue {venue} holds the chair")]
    HoldsChair {
        /// Which.
        venue: VenueNumber,
    },
    /// The venue has asked for the chair already.
    #[error("venue {venue} has asked for the chair already")]
    ChairRequested {
        /// Which.
        venue: VenueNumber,
    },
    /// The venue does not ask for the chair, or not any more.
    #[error("venue {venue} does not ask for the chair")]
    NoChairRequest {
        /// Which.
        venue: VenueNumber,
    },
    /// The chair cannot be released, because nobody would have it.
    #[error("nobody would take the chair")]
    NobodyForChair,
    /// The venue has a question open.
    #[error("question {question} of venue {venue} is open")]
    QuestionOpen {
        /// Which question.
        question: QuestionNumber,
        /// Whose.
        venue: VenueNumber,
    },
    /// No more questions are taken.
    #[error("the list of questions is closed")]
    ListClosed,
    /// The question does not wait any more: granted, withdrawn, or never asked.
    #[error("question {question} does not wait")]
    QuestionGone {
        /// Which.
        question: QuestionNumber,
    },
    /// The question is another venue's.
    #[error("question {question} is not of venue {venue}")]
    NotYourQuestion {
        /// Which question.
        question: QuestionNumber,
        /// Who is not its asker.
        venue: VenueNumber,
    },
    /// A venue has the floor, and the stage with it.
    #[error("venue {venue} has the floor")]
    Speaking {
        /// Which.
        venue: VenueNumber,
    },
    /// The question does not have the floor, or not any more.
    #[error("question {question} does not have the floor")]
    NotSpeaking {
        /// Which.
        question: QuestionNumber,
    },
    /// A roll call has the stage.
    #[error("a roll call is running")]
    RollCallRunning,
    /// No roll call is running.
    #[error("no roll call is running")]
    NoRollCall,
    /// The main venue is not called: it calls.
    #[error("the main venue is not called")]
    MainNotCalled,
    /// No patrol is running.
    #[error("no patrol is running")]
    NoPatrol,
    /// Nothing is broadcast.
    #[error("nothing is broadcast")]
    NoBroadcast,
    /// Everybody sees the same picture now, so there is nothing to choose.
    #[error("the picture is the same for everybody")]
    PictureForced,
    /// A venue does not watch itself.
    #[error("venue {venue} has its own picture before it")]
    OwnPicture {
        /// Which.
        venue: VenueNumber,
    },
    /// Another venue presents slides.
    #[error("venue {venue} presents slides")]
    SlidesHeld {
        /// Which.
        venue: VenueNumber,
    },
    /// A branch presents slides only from the stage, or when the chair gives it the slides.
    #[error("venue {venue} is not on the stage")]
    NotOnStage {
        /// Which.
        venue: VenueNumber,
    },
    /// Every venue is here.
    #[error("nobody is missing")]
    NobodyMissing,
    /// A wall does not show so many pictures.
    #[error("a wall does not show {pictures} pictures")]
    NoSuchLayout {
        /// How many were asked for.
        pictures: u16,
    },
    /// A number is outside its bounds.
    #[error("{quantity:?} are {min} to {max}, not {value}")]
    OutOfRange {
        /// What is counted.
        quantity: Quantity,
        /// What was asked for.
        value: u16,
        /// The least there may be.
        min: u16,
        /// The most there may be.
        max: u16,
    },
    /// A text cannot be taken.
    #[error(transparent)]
    Line(#[from] LineError),
}

/// A number, if it is within its bounds.
///
/// # Errors
/// When it is not.
pub(super) fn within(
    quantity: Quantity,
    value: u16,
    (min, max): (u16, u16),
) -> Result<u16, FloorError> {
    if (min..=max).contains(&value) {
        Ok(value)
    } else {
        Err(FloorError::OutOfRange {
            quantity,
            value,
            min,
            max,
        })
    }
}
