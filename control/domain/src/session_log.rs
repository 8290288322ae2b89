//! The session log: what happened in one live session, in the order it was recorded.
//!
//! It is the truth about the session. Everything else, who sits where, what is on the stage, later
//! attendance and minutes, is a fold over it. Events say what happened and nothing derived from
//! it; their names are stored and therefore never change meaning.

use serde::{Deserialize, Serialize};

use crate::agenda::{AgendaItem, ItemNumber};
use crate::attendance::sign_in::SignInChange;
use crate::floor::Change;
use crate::seating::Place;
use crate::venue::VenueNumber;
use crate::view::Lines;
use crate::working::Working;

/// Number of one stay of one page in a session: 1, 2, 3 …, never used twice. A page that drops and
/// resumes keeps its seat; a page that joins anew has a new one.
pub type SeatNumber = u32;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The session went live.
    Opened {
        /// Its room at the media node.
        room: u64,
        /// The venues that take part, the main venue among them.
        venues: Vec<VenueNumber>,
    },
    /// The control plane came back after it had stopped: nothing that pages did between the entry
    /// before and this one was recorded, except what a media node delivers late.
    Reopened,
    /// A media node serves the session. One of another birth than before knows none of the media
    /// connections there were.
    NodeLinked {
        /// Which life of the node.
        birth: u64,
    },
    /// A page took a seat.
    Joined {
        /// Its seat.
        seat: SeatNumber,
        /// The venue it sits for.
        venue: VenueNumber,
        /// The place it took.
        place: Place,
        /// SHA-256 of the token that the page resumes its seat by, in hexadecimal.
        resume_sha256: String,
    },
    /// The page's signalling connection broke; its seat is kept for a while.
    PageLost {
        /// The seat.
        seat: SeatNumber,
        /// Its venue.
        venue: VenueNumber,
    },
    /// The page resumed its seat.
    PageReturned {
        /// The seat.
        seat: SeatNumber,
        /// Its venue.
        venue: VenueNumber,
    },
    /// The page began a media connection; one it had before is given up.
    MediaStarted {
        /// The seat.
        seat: SeatNumber,
        /// Its venue.
        venue: VenueNumber,
        /// The connection, as the media node names it.
        peer: u64,
        /// What it sends and receives.
        lines: Lines,
    },
    /// The page and the media node agreed on other lines for the same connection.
    LinesChanged {
        /// The seat.
        seat: SeatNumber,
        /// Its venue.
        venue: VenueNumber,
        /// What it sends and receives from now on.
        lines: Lines,
    },
    /// Media flows.
    MediaConnected {
        /// The seat.
        seat: SeatNumber,
        /// Its venue.
        venue: VenueNumber,
    },
    /// Nothing has been heard on the media path for several seconds.
    MediaLost {
        /// The seat.
        seat: SeatNumber,
        /// Its venue.
        venue: VenueNumber,
    },
    /// The media path is heard again.
    MediaReturned {
        /// The seat.
        seat: SeatNumber,
        /// Its venue.
        venue: VenueNumber,
    },
    /// The media connection is gone; the seat may begin another.
    MediaEnded {
        /// The seat.
        seat: SeatNumber,
        /// Its venue.
        venue: VenueNumber,
    },
    /// What of the seat's media works is another than before. A connection begins with nothing
    /// working. While it is lost nothing works; once it is back, what worked before does.
    MediaWorking {
        /// The seat.
        seat: SeatNumber,
        /// Its venue.
        venue: VenueNumber,
        /// What works from now on.
        working: Working,
    },
    /// Slides began to flow from the venue.
    SlidesStarted {
        /// The seat.
        seat: SeatNumber,
        /// Its venue.
        venue: VenueNumber,
    },
    /// No slides flow from the venue any more.
    SlidesStopped {
        /// The seat.
        seat: SeatNumber,
        /// Its venue.
        venue: VenueNumber,
    },
    /// The seat is free: the page left, was replaced, or stayed away too long.
    Left {
        /// The seat.
        seat: SeatNumber,
        /// Its venue.
        venue: VenueNumber,
    },
    /// A venue was put on the stage for everybody.
    PutOnStage {
        /// Which.
        venue: VenueNumber,
        /// The venue whose page did it.
        by: VenueNumber,
    },
    /// The floor changed by somebody's command.
    Floor {
        /// The venue whose page did it.
        by: VenueNumber,
        /// What changed.
        change: Change,
    },
    /// The run of show, as the session took it from the published plan.
    AgendaSet {
        /// Its items in order.
        items: Vec<AgendaItem>,
    },
    /// An item began; the one that ran ended with it.
    ItemStarted {
        /// Which.
        item: ItemNumber,
        /// The venue whose page did it.
        by: VenueNumber,
    },
    /// An item ended.
    ItemEnded {
        /// Which.
        item: ItemNumber,
        /// The venue whose page did it.
        by: VenueNumber,
    },
    /// An item that had not begun was passed over.
    ItemSkipped {
        /// Which.
        item: ItemNumber,
        /// The venue whose page did it.
        by: VenueNumber,
    },
    /// A venue entered on its sheet who is there.
    SignIn {
        /// The venue.
        venue: VenueNumber,
        /// What it entered.
        change: SignInChange,
    },
    /// The session was live at this time and nothing else had happened for a while: so that the
    /// beginning of an outage is known closely.
    StillLive,
    /// The session is over.
    Ended,
}

impl Event {
    /// The seat that it is about, and that seat's venue; nothing where it is not about a seat.
    #[must_use]
    pub fn seat(&self) -> Option<(SeatNumber, VenueNumber)> {
        match self {
            Self::Joined { seat, venue, .. }
            | Self::PageLost { seat, venue }
            | Self::PageReturned { seat, venue }
            | Self::MediaStarted { seat, venue, .. }
            | Self::LinesChanged { seat, venue, .. }
            | Self::MediaConnected { seat, venue }
            | Self::MediaLost { seat, venue }
            | Self::MediaReturned { seat, venue }
            | Self::MediaEnded { seat, venue }
            | Self::MediaWorking { seat, venue, .. }
            | Self::SlidesStarted { seat, venue }
            | Self::SlidesStopped { seat, venue }
            | Self::Left { seat, venue } => Some((*seat, *venue)),
            Self::Opened { .. }
            | Self::Reopened
            | Self::NodeLinked { .. }
            | Self::PutOnStage { .. }
            | Self::Floor { .. }
            | Self::AgendaSet { .. }
            | Self::ItemStarted { .. }
            | Self::ItemEnded { .. }
            | Self::ItemSkipped { .. }
            | Self::SignIn { .. }
            | Self::StillLive
            | Self::Ended => None,
        }
    }
}

/// One entry of a session's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// 1, 2, 3 … within the session.
    pub number: i64,
    /// When it happened, in Unix milliseconds. A fact that a media node delivered late carries the
    /// node's time, so these do not always rise with `number`.
    pub at_ms: i64,
    /// What happened.
    pub event: Event,
}

/// The media room of a session, from its log.
#[must_use]
pub fn room(log: &[Entry]) -> Option<u64> {
    log.iter().find_map(|entry| {
        let Event::Opened { room, .. } = &entry.event else {
            return None;
        };
        Some(*room)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agenda::{Due, ItemKind};
    use crate::floor::broadcast::PictureChange;
    use crate::floor::chair::ChairChange;
    use crate::floor::course::CourseChange;
    use crate::floor::microphones::MicrophoneChange;
    use crate::floor::notices::NoticeChange;
    use crate::floor::patrol::{PatrolChange, PatrolScope};
    use crate::floor::questions::{Outcome, QuestionChange};
    use crate::floor::roll_call::{RollCallChange, RollCallPurpose, RollCallResult};
    use crate::floor::slides::SlidesChange;
    use crate::view::{ReceiveSlot, Source, View};

    #[test]
    fn stored_names_do_not_change() {
        let seat = 7;
        let venue = 3;
        let place = Place::Branch;
        let slot = |mid: &str, view| ReceiveSlot {
            mid: mid.to_owned(),
            view,
        };
        let lines = Lines {
            publish: vec![Source::Camera, Source::SlidesSound],
            receive: vec![slot("2", View::Stage), slot("3", View::Tile(3))],
        };
        let stored = [
            (
                Event::Opened {
                    room: 9,
                    venues: vec![0, 3],
                },
                r#"{"event":"opened","room":9,"venues":[0,3]}"#,
            ),
            (Event::Reopened, r#"{"event":"reopened"}"#),
            (
                Event::NodeLinked { birth: 4 },
                r#"{"event":"node-linked","birth":4}"#,
            ),
            (
                Event::Joined {
                    seat,
                    venue,
                    place,
                    resume_sha256: "e3b0".to_owned(),
                },
                r#"{"event":"joined","seat":7,"venue":3,"place":"branch","resume_sha256":"e3b0"}"#,
            ),
            (
                Event::PageLost { seat, venue },
                r#"{"event":"page-lost","seat":7,"venue":3}"#,
            ),
            (
                Event::PageReturned { seat, venue },
                r#"{"event":"page-returned","seat":7,"venue":3}"#,
            ),
            (
                Event::MediaStarted {
                    seat,
                    venue,
                    peer: 5,
                    lines: lines.clone(),
                },
                r#"{"event":"media-started","seat":7,"venue":3,"peer":5,"lines":{"publish":["camera","slides-sound"],"receive":[{"mid":"2","view":"stage"},{"mid":"3","view":{"tile":3}}]}}"#,
            ),
            (
                Event::LinesChanged {
                    seat,
                    venue,
                    lines: Lines::default(),
                },
                r#"{"event":"lines-changed","seat":7,"venue":3,"lines":{"publish":[],"receive":[]}}"#,
            ),
            (
                Event::SlidesStarted { seat, venue },
                r#"{"event":"slides-started","seat":7,"venue":3}"#,
            ),
            (
                Event::SlidesStopped { seat, venue },
                r#"{"event":"slides-stopped","seat":7,"venue":3}"#,
            ),
            (
                Event::MediaConnected { seat, venue },
                r#"{"event":"media-connected","seat":7,"venue":3}"#,
            ),
            (
                Event::MediaLost { seat, venue },
                r#"{"event":"media-lost","seat":7,"venue":3}"#,
            ),
            (
                Event::MediaReturned { seat, venue },
                r#"{"event":"media-returned","seat":7,"venue":3}"#,
            ),
            (
                Event::MediaEnded { seat, venue },
                r#"{"event":"media-ended","seat":7,"venue":3}"#,
            ),
            (
                Event::MediaWorking {
                    seat,
                    venue,
                    working: Working {
                        camera: true,
                        ..Working::default()
                    },
                },
                r#"{"event":"media-working","seat":7,"venue":3,"working":{"camera":true,"microphone":false,"picture":false,"sound":false}}"#,
            ),
            (
                Event::Left { seat, venue },
                r#"{"event":"left","seat":7,"venue":3}"#,
            ),
            (
                Event::PutOnStage { venue, by: 0 },
                r#"{"event":"put-on-stage","venue":3,"by":0}"#,
            ),
            (
                Event::Floor {
                    by: 0,
                    change: Change::Chair(ChairChange::Given { venue }),
                },
                r#"{"event":"floor","by":0,"change":{"chair":{"given":{"venue":3}}}}"#,
            ),
            (
                Event::Floor {
                    by: 3,
                    change: Change::Chair(ChairChange::RequestWithdrawn),
                },
                r#"{"event":"floor","by":3,"change":{"chair":"request-withdrawn"}}"#,
            ),
            (
                Event::AgendaSet {
                    items: vec![AgendaItem {
                        number: 1,
                        planned_item: Some(8),
                        title: "防汛".to_owned(),
                        department: "管理办".to_owned(),
                        kind: ItemKind::Inform,
                        minutes: 10,
                        presenter: "李四".to_owned(),
                        due: vec![Due {
                            venue,
                            roles: vec!["主任".to_owned()],
                            people: 1,
                            people_by_role: Vec::new(),
                        }],
                        planned_start_ms: 5,
                    }],
                },
                r#"{"event":"agenda-set","items":[{"number":1,"planned_item":8,"title":"防汛","department":"管理办","kind":"inform","minutes":10,"presenter":"李四","due":[{"venue":3,"roles":["主任"],"people":1}],"planned_start_ms":5}]}"#,
            ),
            (
                Event::ItemStarted { item: 2, by: 0 },
                r#"{"event":"item-started","item":2,"by":0}"#,
            ),
            (
                Event::ItemEnded { item: 2, by: 0 },
                r#"{"event":"item-ended","item":2,"by":0}"#,
            ),
            (
                Event::ItemSkipped { item: 2, by: 0 },
                r#"{"event":"item-skipped","item":2,"by":0}"#,
            ),
            (Event::Ended, r#"{"event":"ended"}"#),
        ];
        for (event, text) in stored {
            assert_eq!(serde_json::to_string(&event).unwrap(), text);
            assert_eq!(serde_json::from_str::<Event>(text).unwrap(), event);
        }
    }

    #[test]
    fn stored_names_of_the_floors_changes_do_not_change() {
        let venue = 3;
        let question = 4;
        let muted = true;
        let text = Some("签到".to_owned());
        let owner = "自治办".to_owned();
        let stored = [
            (
                Change::Question(QuestionChange::Asked {
                    question,
                    topic: "停车".to_owned(),
                    point_of_order: true,
                }),
                r#"{"question":{"asked":{"question":4,"topic":"停车","point_of_order":true}}}"#,
            ),
            (
                Change::Question(QuestionChange::Moved { question, place: 1 }),
                r#"{"question":{"moved":{"question":4,"place":1}}}"#,
            ),
            (
                Change::Question(QuestionChange::Granted { question }),
                r#"{"question":{"granted":{"question":4}}}"#,
            ),
            (
                Change::Question(QuestionChange::Ended {
                    question,
                    outcome: Some(Outcome::FollowUp { owner }),
                }),
                r#"{"question":{"ended":{"question":4,"outcome":{"follow-up":{"owner":"自治办"}}}}}"#,
            ),
            (
                Change::Question(QuestionChange::Settled {
                    question,
                    outcome: Outcome::Answered,
                }),
                r#"{"question":{"settled":{"question":4,"outcome":"answered"}}}"#,
            ),
            (
                Change::RollCall(RollCallChange::Started {
                    purpose: RollCallPurpose::Check,
                }),
                r#"{"roll-call":{"started":{"purpose":"check"}}}"#,
            ),
            (
                Change::RollCall(RollCallChange::Marked {
                    venue,
                    result: RollCallResult::Present,
                }),
                r#"{"roll-call":{"marked":{"venue":3,"result":"present"}}}"#,
            ),
            (
                Change::Patrol(PatrolChange::Started {
                    every_s: 10,
                    scope: PatrolScope::Everybody,
                }),
                r#"{"patrol":{"started":{"every_s":10,"scope":"everybody"}}}"#,
            ),
            (
                Change::Picture(PictureChange::Watched { venue: Some(venue) }),
                r#"{"picture":{"watched":{"venue":3}}}"#,
            ),
            (
                Change::Picture(PictureChange::BroadcastEnded),
                r#"{"picture":"broadcast-ended"}"#,
            ),
            (
                Change::Microphone(MicrophoneChange::Muted { venue, muted }),
                r#"{"microphone":{"muted":{"venue":3,"muted":true}}}"#,
            ),
            (
                Change::Microphone(MicrophoneChange::AllMuted { muted }),
                r#"{"microphone":{"all-muted":{"muted":true}}}"#,
            ),
            (
                Change::Slides(SlidesChange::Held { venue }),
                r#"{"slides":{"held":{"venue":3}}}"#,
            ),
            (
                Change::Course(CourseChange::MissingCalled {
                    venues: vec![venue],
                }),
                r#"{"course":{"missing-called":{"venues":[3]}}}"#,
            ),
            (
                Change::Notice(NoticeChange::Crawl { text }),
                r#"{"notice":{"crawl":{"text":"签到"}}}"#,
            ),
        ];
        for (change, text) in stored {
            assert_eq!(serde_json::to_string(&change).unwrap(), text);
            assert_eq!(serde_json::from_str::<Change>(text).unwrap(), change);
        }
    }

    #[test]
    fn the_room_is_the_one_it_was_opened_with() {
        let entry = |number, event| Entry {
            number,
            at_ms: 0,
            event,
        };
        let opened = Event::Opened {
            room: 42,
            venues: vec![0],
        };
        assert_eq!(
            room(&[entry(1, opened), entry(2, Event::Reopened)]),
            Some(42)
        );
        assert_eq!(room(&[]), None);
    }
}
