//! The border between the hall's three vocabularies: the pages', the domain's and the node's.
//! Each may change without the others; this is where that would show.

use control_domain::seating::Place;
use control_domain::view::{Lines, Quality, ReceiveSlot, Source, View};
use control_wire::signal;
use sfu_wire::{Layer, Purpose, TrackKind};

pub(crate) mod agenda;
pub(crate) mod floor;
pub(crate) mod path;
pub(crate) mod sign_in;

pub(crate) fn place(place: signal::Place) -> Place {
    match place {
        signal::Place::Host => Place::Host,
        signal::Place::Wall => Place::Wall,
        signal::Place::Branch => Place::Branch,
    }
}

pub(crate) fn source(source: signal::Source) -> Source {
    match source {
        signal::Source::Camera => Source::Camera,
        signal::Source::Microphone => Source::Microphone,
        signal::Source::Slides => Source::Slides,
        signal::Source::SlidesSound => Source::SlidesSound,
    }
}

pub(crate) fn wire_source(source: Source) -> signal::Source {
    match source {
        Source::Camera => signal::Source::Camera,
        Source::Microphone => signal::Source::Microphone,
        Source::Slides => signal::Source::Slides,
        Source::SlidesSound => signal::Source::SlidesSound,
    }
}

pub(crate) fn source_of_track(kind: TrackKind) -> Source {
    match kind {
        TrackKind::Camera => Source::Camera,
        TrackKind::Microphone => Source::Microphone,
        TrackKind::Slides => Source::Slides,
        TrackKind::SlidesSound => Source::SlidesSound,
    }
}

pub(crate) fn track_kind(source: Source) -> TrackKind {
    match source {
        Source::Camera => TrackKind::Camera,
        Source::Microphone => TrackKind::Microphone,
        Source::Slides => TrackKind::Slides,
        Source::SlidesSound => TrackKind::SlidesSound,
    }
}

fn view(view: signal::View) -> View {
    match view {
        signal::View::Stage => View::Stage,
        signal::View::Slides => View::Slides,
        signal::View::Tile { venue } => View::Tile(venue),
        signal::View::Sound => View::Sound,
    }
}

pub(crate) fn lines(publish: &[signal::PublishLine], receive: &[signal::ReceiveLine]) -> Lines {
    Lines {
        publish: publish.iter().map(|line| source(line.source)).collect(),
        receive: receive
            .iter()
            .map(|line| ReceiveSlot {
                mid: line.mid.clone(),
                view: view(line.view),
            })
            .collect(),
    }
}

pub(crate) fn layer(quality: Quality) -> Layer {
    match quality {
        Quality::Low => Layer::Low,
        Quality::High => Layer::High,
    }
}

/// What a slot is to the node, which serves a narrow path in the order of these.
pub(crate) fn purpose(view: View) -> Purpose {
    match view {
        View::Stage => Purpose::Stage,
        View::Slides => Purpose::Slides,
        View::Tile(_) => Purpose::Tile,
        View::Sound => Purpose::Sound,
    }
}

/// How high a page shows a slot until it says otherwise, in device pixels: a wall's tile, or a full
/// window.
pub(crate) fn height_px(view: View) -> u16 {
    match view {
        View::Stage | View::Slides => 1080,
        View::Tile(_) => 180,
        View::Sound => 0,
    }
}
