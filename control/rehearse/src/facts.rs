//! What a synthetic venue has seen so far.

use control_wire::VenueNumber;
use control_wire::signal::{Place, View};

use crate::wanted::WantedLayers;

/// Where a synthetic venue stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Phase {
    /// Waits for its turn, opens its link, or tries again after a failure.
    #[default]
    Entering,
    /// Has its seat's link open, but no session of its own is live.
    Waiting,
    /// Takes its seat and offers its media.
    Joining,
    /// Publishes, and receives where it was asked to.
    Online,
    /// The signalling connection broke; its media may still flow.
    Resuming,
    /// Another device took the seat.
    Replaced,
    /// Was stopped.
    Stopped,
}

/// Everything one synthetic venue reports. Counters never fall, also not over a reconnect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VenueFacts {
    /// The venue it sits for; known once its link was opened.
    pub venue: Option<VenueNumber>,
    /// The place its link opens.
    pub place: Option<Place>,
    /// Where it stands.
    pub phase: Phase,
    /// The venue on the stage, as the server told it.
    pub stage: Option<VenueNumber>,
    /// Session it has joined.
    pub session: Option<i64>,
    /// Media connections made so far.
    pub media_connections: u64,
    /// Times the same seat was found again after a drop of the signalling connection.
    pub resumes: u64,
    /// Keyframe requests (PLI, FIR) received for its picture.
    pub keyframe_requests: u64,
    /// Which layers of its picture the server wants of its present media connection.
    pub wanted: WantedLayers,
    /// Code of the last problem it met, such as `session-not-live`.
    pub last_problem: Option<String>,
    /// Its receive slots, in the order of the offer: stage, slides, sounds.
    pub slots: Vec<SlotFacts>,
}

impl VenueFacts {
    /// The slot that shows the stage, where the venue receives it.
    #[must_use]
    pub fn stage_slot(&self) -> Option<&SlotFacts> {
        self.slots.iter().find(|slot| slot.view == View::Stage)
    }

    /// The slots that carry sound.
    pub fn sound_slots(&self) -> impl Iterator<Item = &SlotFacts> {
        self.slots.iter().filter(|slot| slot.view == View::Sound)
    }
}

/// What one receive slot has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotFacts {
    /// Its m-line in the present media connection.
    pub mid: String,
    /// What it is for.
    pub view: View,
    /// The venue behind it, as the server told.
    pub shows: Option<VenueNumber>,
    /// RTP packets received.
    pub packets: u64,
    /// RTP payload bytes received.
    pub bytes: u64,
    /// Pictures received whole.
    pub frames: u64,
    /// Pictures received whole that depend on no other.
    pub keyframes: u64,
    /// Width and height of the last keyframe, in pixels.
    pub keyframe_size: Option<(u16, u16)>,
    /// Packets missing from the sequence, those that came late not counted.
    pub missing_packets: u64,
    /// Pictures whose picture id did not follow the one before (RFC 7741 §4.2).
    pub picture_id_breaks: u64,
    /// Pictures whose timestamp was not later than that of the one before.
    pub timestamp_breaks: u64,
}

impl SlotFacts {
    /// A slot that has seen nothing.
    pub(crate) fn new(mid: String, view: View) -> Self {
        Self {
            mid,
            view,
            shows: None,
            packets: 0,
            bytes: 0,
            frames: 0,
            keyframes: 0,
            keyframe_size: None,
            missing_packets: 0,
            picture_id_breaks: 0,
            timestamp_breaks: 0,
        }
    }
}
