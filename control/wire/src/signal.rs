//! The signalling message set, version 1.
//!
//! One WebSocket a page, JSON text frames. The page speaks first ([`ClientMessage::Hello`]) and
//! is answered by [`ServerMessage::Welcome`] or [`ServerMessage::Refused`].

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::VenueNumber;
use crate::problem::Problem;

pub mod agenda;
pub mod floor;
pub mod media;
pub mod readiness;
pub mod sign_in;

use agenda::{AgendaCommand, AgendaState};
use floor::{FloorCommand, FloorState};
use media::{ReceptionReport, SlotSize};
use readiness::VenueReadiness;
use sign_in::{SignInEntry, SignInSheet};

/// Version of this message set. A page of another version is refused and told to reload itself.
pub const VERSION: u16 = 1;

/// Longest message the server accepts, in bytes.
pub const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// How often the server sends [`ServerMessage::Tick`], in seconds. A page that hears nothing for
/// three of these counts its connection as lost.
pub const TICK_SECONDS: u64 = 2;

/// Number of a page's request, chosen by the page and repeated in the reply.
pub type RequestNumber = u32;

/// Which of the three places in the hall a page takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The host console: speaks for the main venue and commands the meeting.
    Host,
    /// The big screen: sees all, publishes nothing.
    Wall,
    /// A branch venue.
    Branch,
}

/// Language of the texts in problems.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

/// What a publishing m-line carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The venue's picture.
    Camera,
    /// The venue's sound.
    Microphone,
    /// Slides: a shared screen.
    Slides,
    /// Sound of the shared screen.
    SlidesSound,
}

/// One publishing m-line of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PublishLine {
    /// The m-line's `mid`.
    pub mid: String,
    /// What it carries.
    pub source: Source,
}

/// What a receive slot is for; the server decides from it which venue it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "view", rename_all = "kebab-case")]
pub enum View {
    /// The picture everyone looks at. A venue that is itself on the stage sees the main venue.
    Stage,
    /// The slides.
    Slides,
    /// One fixed venue, in low quality.
    Tile {
        /// Which venue.
        venue: VenueNumber,
    },
    /// One of the sounds now open, other than the page's own.
    Sound,
}

/// One receive slot of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReceiveLine {
    /// The m-line's `mid`.
    pub mid: String,
    /// What it is for.
    pub view: View,
}

/// State of a device, as the page sees it.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceState {
    /// Not asked for yet.
    #[default]
    Unknown,
    /// Running and sent; a loudspeaker, heard.
    On,
    /// Switched off by the people in the venue.
    Off,
    /// The browser was not allowed to use it.
    Denied,
    /// There is none, or another program has it.
    Missing,
}

/// The devices of a venue: two that capture, and the one it is heard by.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema,
)]
pub struct Devices {
    /// The camera.
    pub camera: DeviceState,
    /// The microphone (闭音 when off).
    pub microphone: DeviceState,
    /// The loudspeaker (静音 when off).
    #[serde(default)]
    #[ts(as = "Option<DeviceState>", optional)]
    pub loudspeaker: DeviceState,
}

/// Page → server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ClientMessage {
    /// First message on every connection.
    Hello {
        /// [`VERSION`] of the page.
        version: u16,
        /// The place it takes.
        place: Place,
        /// The resume token of an earlier [`ServerMessage::Welcome`]: the same seat and the same
        /// media connection are kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        resume: Option<String>,
        /// Language of problem texts.
        #[serde(default)]
        language: Language,
    },
    /// An SDP offer: the first one, one that restarts ICE, or one with more slots.
    Offer {
        /// Repeated in the answer.
        request: RequestNumber,
        /// True: start a new media connection, the old one is given up. False: the same
        /// `RTCPeerConnection` offers again (ICE restart, more slots).
        fresh: bool,
        /// The offer.
        sdp: String,
        /// What its publishing m-lines carry.
        publish: Vec<PublishLine>,
        /// What its receive slots are for.
        receive: Vec<ReceiveLine>,
    },
    /// Chair only: puts a venue on the stage, for everybody.
    PutOnStage {
        /// Repeated in the reply.
        request: RequestNumber,
        /// Which venue; 0 is back to the main venue.
        venue: VenueNumber,
    },
    /// Something wanted of the floor.
    Floor {
        /// Repeated in the reply.
        request: RequestNumber,
        /// What.
        command: FloorCommand,
    },
    /// The venue enters on its sheet who is there (签到).
    SignIn {
        /// Repeated in the reply.
        request: RequestNumber,
        /// What it enters.
        entry: SignInEntry,
    },
    /// Chair only: moves the run of show on.
    Agenda {
        /// Repeated in the reply.
        request: RequestNumber,
        /// What is wanted.
        command: AgendaCommand,
    },
    /// The page's devices changed.
    Devices {
        /// Their state now.
        devices: Devices,
    },
    /// Picture slots are shown in another size than before, or hidden, or to be seen again.
    SlotSizes {
        /// The changed slots.
        sizes: Vec<SlotSize>,
    },
    /// Every [`media::REPORT_SECONDS`]: what the page received.
    Reception {
        /// What.
        report: Box<ReceptionReport>,
    },
    /// The page goes away on purpose; its seat is free at once.
    Leave,
}

/// Where a seat's connection stands.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Connection {
    /// Nobody of this venue has joined.
    #[default]
    Absent,
    /// Here, media not flowing yet.
    Joining,
    /// Here, media flows.
    Online,
    /// Was here; the connection broke and may come back.
    Lost,
}

/// One venue of the session, as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct VenueState {
    /// Its number, 0 for the main venue.
    pub number: VenueNumber,
    /// Its full name, "艺康苑居委会".
    pub name: String,
    /// The short name for chips and tiles, "艺康苑".
    pub short_name: String,
    /// Where its connection stands.
    pub connection: Connection,
    /// Since when, in Unix milliseconds.
    pub since_ms: i64,
    /// Its devices.
    pub devices: Devices,
    /// True while its picture comes from an encoder: of the main venue alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub encoder: bool,
}

/// The session a page has joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionState {
    /// Its number, as in `/api/v1/sessions/{id}`.
    pub id: i64,
    /// Its title, shown as the banner.
    pub title: String,
    /// When it was opened, in Unix milliseconds.
    pub opened_ms: i64,
    /// The venue on the stage.
    pub stage: VenueNumber,
    /// The floor as it stands.
    #[serde(default)]
    pub floor: Box<FloorState>,
    /// The run of show as it stands.
    #[serde(default)]
    pub agenda: AgendaState,
    /// Every venue that takes part, by number.
    pub venues: Vec<VenueState>,
    /// The sign-in sheets that this page may see: its own venue's; the host all.
    #[serde(default)]
    pub sign_in: Vec<SignInSheet>,
}

/// What a video or sound slot shows now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SlotState {
    /// The slot's m-line.
    pub mid: String,
    /// The venue behind it; absent where the slot is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub venue: Option<VenueNumber>,
    /// True while its picture is held back because it does not fit the page's path (网络较慢).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub starved: bool,
}

/// Server → page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ServerMessage {
    /// The page is in.
    Welcome {
        /// [`VERSION`] of the server.
        version: u16,
        /// To be given in the next hello after a drop.
        resume: String,
        /// True where an earlier seat and its media connection were found again: no new offer is
        /// needed while the media connection still stands.
        resumed: bool,
        /// The venue the page sits for.
        venue: VenueNumber,
        /// The session as it stands.
        session: SessionState,
        /// The server's clock, Unix milliseconds.
        now_ms: i64,
    },
    /// Reply to an offer.
    Answer {
        /// Of which offer.
        request: RequestNumber,
        /// The answer.
        sdp: String,
    },
    /// A command was carried out.
    Done {
        /// Which one.
        request: RequestNumber,
    },
    /// A message was refused. Without `request`, before a welcome, it is the connection that is
    /// refused, and closed; after it, a message whose number could not be read.
    Refused {
        /// Which request.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        request: Option<RequestNumber>,
        /// Why, and what to do next.
        problem: Problem,
    },
    /// A venue's state changed.
    Venue {
        /// Its state now.
        venue: VenueState,
    },
    /// Another venue is on the stage.
    Stage {
        /// Which.
        venue: VenueNumber,
    },
    /// The floor changed.
    Floor {
        /// It now, whole.
        floor: Box<FloorState>,
    },
    /// The run of show changed, or an overrun pushed what is still to come.
    Agenda {
        /// It now, whole.
        agenda: AgendaState,
    },
    /// To whoever called the missing: who they are.
    Call {
        /// The venues that nobody sits for, by number.
        missing: Vec<VenueNumber>,
    },
    /// A venue's sign-in sheet changed; to the venue itself and the host.
    SignInSheet {
        /// It now, whole.
        sheet: SignInSheet,
    },
    /// What the page's slots show, for those that changed.
    Slots {
        /// The changed slots.
        slots: Vec<SlotState>,
    },
    /// To a page that sends pictures: which layers of one somebody is to be sent. It need not encode
    /// others. Until told, both are wanted.
    Wanted {
        /// Which picture.
        source: Source,
        /// The low layer.
        low: bool,
        /// The high layer.
        high: bool,
    },
    /// To the host's page: who speaks, loudest first; none where all is quiet.
    Loudest {
        /// Their venues, at most three.
        venues: Vec<VenueNumber>,
    },
    /// To the host's page: how ready venues are, for those that changed.
    Readiness {
        /// The changed venues.
        venues: Vec<VenueReadiness>,
    },
    /// The media connection is gone at the server (its node restarted): offer afresh.
    MediaGone,
    /// Every [`TICK_SECONDS`]: the server lives, and this is its clock.
    Tick {
        /// Unix milliseconds.
        now_ms: i64,
    },
    /// The same seat was taken on another device; this connection closes and does not come back
    /// by itself.
    Replaced,
    /// The session was ended; the connection closes.
    Ended,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hello_needs_no_more_than_version_and_place() {
        let hello: ClientMessage =
            serde_json::from_str(r#"{"type":"hello","version":1,"place":"branch"}"#).unwrap();
        assert_eq!(
            hello,
            ClientMessage::Hello {
                version: 1,
                place: Place::Branch,
                resume: None,
                language: Language::Chinese,
            }
        );
    }

    #[test]
    fn an_unknown_message_is_an_error_and_not_a_default() {
        assert!(serde_json::from_str::<ClientMessage>(r#"{"type":"shout"}"#).is_err());
        assert!(serde_json::from_str::<ClientMessage>("{}").is_err());
    }
}
