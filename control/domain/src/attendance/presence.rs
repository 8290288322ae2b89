//! When each venue was there, and when its picture and sound worked: from moments to intervals.
//!
//! A venue is there while a page that can be seen and heard sits for it and either the page's own
//! connection or its media connection stands. Whether picture and sound worked is another
//! question, with its own intervals.

use std::collections::BTreeMap;

use super::interval::{Course, Intervals};
use super::timeline::{Moment, What};
use crate::session_log::{Event, SeatNumber};
use crate::venue::VenueNumber;
use crate::working::Working;

/// One venue's intervals, as they were: no gap is bridged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presence {
    /// It was there.
    pub there: Intervals,
    /// Its picture arrived, and it had the picture that it was sent.
    pub picture: Intervals,
    /// The same of sound.
    pub sound: Intervals,
}

/// What a seat has just now.
#[derive(Debug, Clone)]
struct Taken {
    venue: VenueNumber,
    page: bool,
    media: bool,
    working: Working,
}

/// Whose intervals may begin or end with something.
#[derive(Debug, Clone, Copy)]
enum Concerned {
    Nobody,
    One(VenueNumber),
    All,
}

fn concerned(what: What<'_>) -> Concerned {
    let What::Event(event) = what else {
        return Concerned::All;
    };
    let all = matches!(
        event,
        Event::Opened { .. } | Event::NodeLinked { .. } | Event::Ended
    );
    match event.seat() {
        _ if all => Concerned::All,
        Some((_, venue)) => Concerned::One(venue),
        None => Concerned::Nobody,
    }
}

#[derive(Debug, Default)]
struct Courses {
    there: Course,
    picture: Course,
    sound: Course,
}

#[derive(Debug, Default)]
struct Fold {
    seats: BTreeMap<SeatNumber, Taken>,
    venues: BTreeMap<VenueNumber, Courses>,
    birth: Option<u64>,
}

/// The intervals of every venue that takes part, up to `until_ms` at the latest.
pub(super) fn presences(moments: &[Moment<'_>], until_ms: i64) -> BTreeMap<VenueNumber, Presence> {
    let mut fold = Fold::default();
    for moment in moments {
        fold.apply(moment.what);
        fold.note(moment.at_ms, concerned(moment.what));
    }
    fold.venues
        .into_iter()
        .map(|(venue, courses)| {
            let presence = Presence {
                there: courses.there.until(until_ms),
                picture: courses.picture.until(until_ms),
                sound: courses.sound.until(until_ms),
            };
            (venue, presence)
        })
        .collect()
}

impl Fold {
    fn apply(&mut self, what: What<'_>) {
        match what {
            What::ServerLost => self.seats.values_mut().for_each(|seat| seat.page = false),
            What::MediaLost => self.lose_all_media(),
            What::Event(event) => self.apply_event(event),
        }
    }

    fn apply_event(&mut self, event: &Event) {
        match event {
            Event::Opened { venues, .. } => {
                for venue in venues {
                    self.venues.entry(*venue).or_default();
                }
            }
            Event::NodeLinked { birth } => {
                if self.birth.replace(*birth) != Some(*birth) {
                    self.lose_all_media();
                }
            }
            Event::Joined {
                seat, venue, place, ..
            } => {
                if place.publishes() {
                    let taken = Taken {
                        venue: *venue,
                        page: true,
                        media: false,
                        working: Working::default(),
                    };
                    self.seats.insert(*seat, taken);
                }
            }
            Event::PageLost { seat, .. } => self.change(*seat, |taken| taken.page = false),
            Event::PageReturned { seat, .. } => self.change(*seat, |taken| taken.page = true),
            Event::MediaConnected { seat, .. } | Event::MediaReturned { seat, .. } => {
                self.change(*seat, |taken| taken.media = true);
            }
            Event::MediaStarted { seat, .. } | Event::MediaEnded { seat, .. } => {
                self.change(*seat, Taken::lose_media);
            }
            Event::MediaLost { seat, .. } => self.change(*seat, |taken| taken.media = false),
            Event::MediaWorking { seat, working, .. } => {
                self.change(*seat, |taken| taken.working = *working);
            }
            Event::Left { seat, .. } => {
                self.seats.remove(seat);
            }
            Event::Ended => self.seats.clear(),
            Event::Reopened
            | Event::LinesChanged { .. }
            | Event::SlidesStarted { .. }
            | Event::SlidesStopped { .. }
            | Event::PutOnStage { .. }
            | Event::Floor { .. }
            | Event::AgendaSet { .. }
            | Event::ItemStarted { .. }
            | Event::ItemEnded { .. }
            | Event::ItemSkipped { .. }
            | Event::SignIn { .. }
            | Event::StillLive => {}
        }
    }

    fn change(&mut self, seat: SeatNumber, change: impl FnOnce(&mut Taken)) {
        if let Some(taken) = self.seats.get_mut(&seat) {
            change(taken);
        }
    }

    fn lose_all_media(&mut self) {
        self.seats.values_mut().for_each(Taken::lose_media);
    }

    /// Notes how things stand now, for those whom it concerns.
    fn note(&mut self, at_ms: i64, concerned: Concerned) {
        let all = match concerned {
            Concerned::Nobody => return,
            Concerned::One(venue) => venue..=venue,
            Concerned::All => VenueNumber::MIN..=VenueNumber::MAX,
        };
        for (venue, courses) in self.venues.range_mut(all) {
            let mine = || self.seats.values().filter(|taken| taken.venue == *venue);
            let there = mine().any(|taken| taken.page || taken.media);
            courses.there.turn(there, at_ms);
            let picture = |taken: &Taken| taken.working.camera && taken.working.picture;
            let sound = |taken: &Taken| taken.working.microphone && taken.working.sound;
            let flows = |taken: &&Taken| taken.media;
            courses
                .picture
                .turn(mine().filter(flows).any(picture), at_ms);
            courses.sound.turn(mine().filter(flows).any(sound), at_ms);
        }
    }
}

impl Taken {
    fn lose_media(&mut self) {
        self.media = false;
        self.working = Working::default();
    }
}
