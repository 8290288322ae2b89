//! A seat: a page's stay in a session, its connection while it has one, its media connection.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::ws::Utf8Bytes;
use control_domain::seating::{Flow, MediaPath, Place};
use control_domain::venue::VenueNumber;
use control_domain::view::{Lines, Quality, ReceiveSlot, Shown, Source, View, Viewer};
use control_wire::signal::{Devices, Language, SlotState};
use sfu_wire::{PeerId, TrackRef};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::inbox::{Line, PageNumber};
use crate::problem::Trouble;
use crate::resume::ResumeToken;
use crate::session::readiness::Checks;
use crate::stream::BegunStream;
use crate::translate;

/// One taken seat.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) venue: VenueNumber,
    pub(crate) place: Place,
    /// What a dropped page proves itself by, as a digest; it belongs to this seat alone.
    pub(crate) resume_sha256: String,
    pub(crate) presence: Presence,
    pub(crate) devices: Devices,
    pub(crate) media: Option<Media>,
}

/// Whether the seat's page is connected.
#[derive(Debug)]
pub(crate) enum Presence {
    /// It is.
    Connected(Page),
    /// It dropped; the seat is kept until then.
    Dropped { until: Instant },
    /// There is none: it is a stream's seat, and kept while its media connection stands.
    Stream(Stream),
}

/// A media connection without a page.
#[derive(Debug)]
pub(crate) struct Stream {
    /// The token it came by; not known any more after a restart.
    pub(crate) token: Option<i64>,
    /// Who waits for its answer, and what the stream will be ended by.
    pub(crate) waits: Option<WaitingStream>,
}

/// What a stream is ended by, and where it is to be told.
pub(crate) type WaitingStream = (ResumeToken, oneshot::Sender<Result<BegunStream, Trouble>>);

/// A connected page.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) number: PageNumber,
    pub(crate) line: Line,
}

/// What became of a message for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Posted {
    /// Queued, or the page is away: then it will be told the whole state when it resumes.
    Fine,
    /// The page does not read; its queue is full.
    TooSlow,
}

impl Seat {
    pub(crate) fn viewer(&self) -> Viewer {
        Viewer {
            venue: self.venue,
            place: self.place,
        }
    }

    /// The page, while it is connected.
    pub(crate) fn page(&self) -> Option<&Page> {
        match &self.presence {
            Presence::Connected(page) => Some(page),
            Presence::Dropped { .. } | Presence::Stream(_) => None,
        }
    }

    /// The language of the page's problem texts.
    pub(crate) fn language(&self) -> Language {
        self.page()
            .map_or_else(Language::default, |page| page.line.language)
    }

    /// Queues a message for the page.
    pub(crate) fn post(&self, message: Utf8Bytes) -> Posted {
        let Some(page) = self.page() else {
            return Posted::Fine;
        };
        match page.line.outbound.try_send(message) {
            // A closed queue is a page that goes; its socket says so in a moment.
            Ok(()) | Err(TrySendError::Closed(_)) => Posted::Fine,
            Err(TrySendError::Full(_)) => Posted::TooSlow,
        }
    }
}

/// A seat's media connection.
#[derive(Debug)]
pub(crate) struct Media {
    pub(crate) peer: PeerId,
    pub(crate) flow: Flow,
    /// True once the node has answered an offer: before that it knows no slot.
    pub(crate) answered: bool,
    /// What the page may send.
    pub(crate) publish: Vec<Source>,
    /// Of these, what flowed and stopped.
    pub(crate) stopped: BTreeSet<Source>,
    /// True while slides flow.
    pub(crate) slides: bool,
    /// Whether the node was told to forward a source.
    pub(crate) admitted: BTreeMap<Source, bool>,
    pub(crate) slots: Vec<Slot>,
    /// Which layers of a picture the node wants, where it has said so.
    pub(crate) wanted: BTreeMap<Source, WantedLayers>,
    /// What is known of how well it works.
    pub(crate) checks: Checks,
    /// True where the node may have missed what was asked of it: everything is asked again.
    pub(crate) in_doubt: bool,
}

impl Media {
    /// A connection just offered.
    pub(crate) fn starting(peer: PeerId) -> Self {
        Self {
            peer,
            flow: Flow::Starting,
            answered: false,
            publish: Vec::new(),
            stopped: BTreeSet::new(),
            slides: false,
            admitted: BTreeMap::new(),
            slots: Vec::new(),
            wanted: BTreeMap::new(),
            checks: Checks::default(),
            in_doubt: false,
        }
    }

    /// A connection known from the log, after a restart of the control plane. The node may have been
    /// asked for anything since: everything is asked again.
    pub(crate) fn remembered(path: &MediaPath) -> Self {
        let mut media = Self::starting(PeerId(path.peer));
        media.agree(path.lines.clone());
        media.flow = path.flow;
        media.slides = path.slides;
        media.checks = Checks::from_known(path.working);
        media.in_doubt = true;
        media
    }

    /// True where others can be shown this source. Camera and sound count from the answer on, so
    /// that they are behind their slots before the first packet; slides only once they flow.
    pub(crate) fn sends(&self, source: Source) -> bool {
        let flows = match source {
            Source::Camera | Source::Microphone | Source::SlidesSound => {
                !self.stopped.contains(&source)
            }
            Source::Slides => self.slides,
        };
        flows && self.answered && self.publish.contains(&source)
    }

    /// What the page sends and has slots for.
    pub(crate) fn lines(&self) -> Lines {
        Lines {
            publish: self.publish.clone(),
            receive: self
                .slots
                .iter()
                .map(|slot| ReceiveSlot {
                    mid: slot.mid.clone(),
                    view: slot.view,
                })
                .collect(),
        }
    }

    /// Takes in what an answered offer agreed on. Slots that stay keep what they show.
    pub(crate) fn agree(&mut self, lines: Lines) {
        self.answered = true;
        self.publish = lines.publish;
        let mut before = std::mem::take(&mut self.slots);
        self.slots = lines
            .receive
            .into_iter()
            .map(|ReceiveSlot { mid, view }| {
                let known = before.iter().position(|slot| slot.mid == mid);
                let mut slot = match known {
                    Some(position) => before.swap_remove(position),
                    None => Slot::empty(mid, view),
                };
                slot.view = view;
                slot
            })
            .collect();
    }
}

/// Which layers of a picture somebody is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WantedLayers {
    pub(crate) low: bool,
    pub(crate) high: bool,
}

impl WantedLayers {
    /// Both.
    pub(crate) const ALL: Self = Self {
        low: true,
        high: true,
    };
}

/// A receive slot.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) mid: String,
    pub(crate) view: View,
    /// How high the page shows it, in device pixels; 0 while it is not to be seen.
    pub(crate) height_px: u16,
    /// What the node was asked to put there.
    pub(crate) asked: Option<Asked>,
    /// What the node says it shows.
    pub(crate) showing: Option<VenueNumber>,
    /// True while its picture is held back for want of room on the way.
    pub(crate) starved: bool,
    /// True while the page has not been told of these.
    pub(crate) untold: bool,
}

/// What a slot was asked to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) shown: Shown,
    pub(crate) track: TrackRef,
    /// At most this good.
    pub(crate) quality_max: Quality,
    /// As high as this, in device pixels.
    pub(crate) height_px: u16,
}

impl Slot {
    fn empty(mid: String, view: View) -> Self {
        Self {
            mid,
            view,
            height_px: translate::height_px(view),
            asked: None,
            showing: None,
            starved: false,
            untold: false,
        }
    }

    pub(crate) fn state(&self) -> SlotState {
        SlotState {
            mid: self.mid.clone(),
            venue: self.showing,
            starved: self.starved,
        }
    }
}
