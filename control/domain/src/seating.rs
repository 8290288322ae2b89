//! Who may sit where, and who sits.
//!
//! A seat is one page's stay. The main venue has one host seat and up to [`WALLS_MAX`] walls, each
//! branch venue has one seat. A newcomer takes the seat's place over: people move to another
//! computer and must never be told that their own venue is already there.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::session_log::{Event, SeatNumber};
use crate::venue::{MAIN_VENUE, VenueNumber};
use crate::view::Lines;
use crate::working::Working;

/// Most walls of one session.
pub const WALLS_MAX: usize = 8;

/// Most players of one session. Each costs the server what a branch that watches costs it.
pub const PLAYERS_MAX: usize = 64;

/// Which place in the hall somebody takes: a page one of the first three, a stream (WHIP, WHEP) one
/// of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The host console: speaks for the main venue and commands the meeting.
    Host,
    /// The big screen of the main venue: sees all, publishes nothing.
    Wall,
    /// A branch venue.
    Branch,
    /// An encoder beside the host console: what it sends is the main venue's picture and sound
    /// while it flows. It says and commands nothing, and nobody sits there.
    Encoder,
    /// A player: sees the stage and hears the meeting, and is nobody's.
    Player,
}

impl Place {
    /// True where a page sits that sends its venue's picture and sound: the venue is present by it.
    #[must_use]
    pub fn publishes(self) -> bool {
        match self {
            Self::Host | Self::Branch => true,
            Self::Wall | Self::Encoder | Self::Player => false,
        }
    }

    /// True where something can be sent from at all.
    #[must_use]
    pub fn sends(self) -> bool {
        self.publishes() || self == Self::Encoder
    }
}

/// A taken seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occupant {
    /// The venue it sits for.
    pub venue: VenueNumber,
    /// The place it took.
    pub place: Place,
    /// SHA-256 of its resume token, in hexadecimal.
    pub resume_sha256: String,
    /// True while its signalling connection is broken.
    pub page_lost: bool,
    /// Its media connection.
    pub media: Option<MediaPath>,
}

/// Where a media connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Begun; nothing flows yet.
    Starting,
    /// Media flows.
    Connected,
    /// Nothing has been heard for a while.
    Lost,
}

/// A seat's media connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaPath {
    /// The connection, as the media node names it.
    pub peer: u64,
    /// What it sends and receives.
    pub lines: Lines,
    /// Where it stands.
    pub flow: Flow,
    /// True while slides flow from it.
    pub slides: bool,
    /// What of it works.
    pub working: Working,
}

/// The seats of a session: a fold over its log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seating {
    venues: BTreeSet<VenueNumber>,
    taken: BTreeMap<SeatNumber, Occupant>,
    last: SeatNumber,
    node_birth: Option<u64>,
    /// Venues that have sat here before.
    known: BTreeSet<VenueNumber>,
    locked: bool,
}

/// How a newcomer is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// The newcomer's seat.
    pub seat: SeatNumber,
    /// The seat that is given up for it.
    pub replaces: Option<SeatNumber>,
}

/// Why a newcomer is not let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeatingError {
    /// The venue does not take part in this session.
    #[error("venue {venue} does not take part")]
    NotTakingPart {
        /// Which.
        venue: VenueNumber,
    },
    /// A branch place belongs to a branch venue, every other to the main venue.
    #[error("venue {venue} has no {place:?} seat")]
    NoSuchPlace {
        /// Which venue.
        venue: VenueNumber,
        /// Which place.
        place: Place,
    },
    /// The session is locked, and the venue has not been here before.
    #[error("the session is locked for venue {venue}, which has not been here before")]
    Locked {
        /// Which.
        venue: VenueNumber,
    },
    /// All walls are taken and connected.
    #[error("{WALLS_MAX} walls are connected already")]
    WallsTaken,
    /// As many players watch as may.
    #[error("{PLAYERS_MAX} players watch already")]
    PlayersTaken,
}

impl Seating {
    /// The venues that take part.
    #[must_use]
    pub fn venues(&self) -> &BTreeSet<VenueNumber> {
        &self.venues
    }

    /// The life of the media node that serves the session, or did last.
    #[must_use]
    pub fn node_birth(&self) -> Option<u64> {
        self.node_birth
    }

    /// The taken seats, by number.
    pub fn taken(&self) -> impl Iterator<Item = (SeatNumber, &Occupant)> {
        self.taken.iter().map(|(seat, occupant)| (*seat, occupant))
    }

    /// True while a page sits for the venue that can be seen and heard.
    #[must_use]
    pub fn is_present(&self, venue: VenueNumber) -> bool {
        self.taken
            .values()
            .any(|occupant| occupant.venue == venue && occupant.place.publishes())
    }

    /// The branch venues that are present.
    #[must_use]
    pub fn present_branches(&self) -> BTreeSet<VenueNumber> {
        self.taken
            .values()
            .filter(|occupant| occupant.place.publishes() && occupant.venue != MAIN_VENUE)
            .map(|occupant| occupant.venue)
            .collect()
    }

    /// The venues that take part and are not present, by number.
    pub fn absent(&self) -> impl Iterator<Item = VenueNumber> {
        self.venues
            .iter()
            .copied()
            .filter(|venue| !self.is_present(*venue))
    }

    /// True while no branch may join that has not been here before.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.locked
    }

    pub(crate) fn set_locked(&mut self, locked: bool) {
        self.locked = locked;
    }

    /// Decides where a newcomer sits.
    ///
    /// # Errors
    /// When the venue does not take part or has no such place, the session is locked for it, all
    /// walls are connected, or as many players watch as may.
    pub fn admit(&self, venue: VenueNumber, place: Place) -> Result<Admission, SeatingError> {
        if !self.venues.contains(&venue) {
            return Err(SeatingError::NotTakingPart { venue });
        }
        let of_main_venue = match place {
            Place::Host | Place::Wall | Place::Encoder | Place::Player => true,
            Place::Branch => false,
        };
        if (venue == MAIN_VENUE) != of_main_venue {
            return Err(SeatingError::NoSuchPlace { venue, place });
        }
        if self.locked && !of_main_venue && !self.known.contains(&venue) {
            return Err(SeatingError::Locked { venue });
        }
        let mut same = self
            .taken()
            .filter(|(_, occupant)| (occupant.venue, occupant.place) == (venue, place));
        let replaces = match place {
            Place::Host | Place::Branch | Place::Encoder => same.next().map(|(seat, _)| seat),
            Place::Player => {
                if same.count() >= PLAYERS_MAX {
                    return Err(SeatingError::PlayersTaken);
                }
                None
            }
            Place::Wall => {
                let walls: Vec<_> = same.collect();
                if walls.len() < WALLS_MAX {
                    None
                } else {
                    let lost = walls.iter().find(|(_, wall)| wall.page_lost);
                    Some(lost.ok_or(SeatingError::WallsTaken)?.0)
                }
            }
        };
        Ok(Admission {
            seat: self.last + 1,
            replaces,
        })
    }

    /// Takes an event in.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Opened { venues, .. } => self.venues = venues.iter().copied().collect(),
            Event::Reopened => {
                for occupant in self.taken.values_mut() {
                    occupant.page_lost = true;
                }
            }
            Event::NodeLinked { birth } => {
                if self.node_birth != Some(*birth) {
                    self.node_birth = Some(*birth);
                    for occupant in self.taken.values_mut() {
                        occupant.media = None;
                    }
                }
            }
            Event::Joined {
                seat,
                venue,
                place,
                resume_sha256,
            } => {
                self.last = self.last.max(*seat);
                self.known.insert(*venue);
                let occupant = Occupant {
                    venue: *venue,
                    place: *place,
                    resume_sha256: resume_sha256.clone(),
                    page_lost: false,
                    media: None,
                };
                self.taken.insert(*seat, occupant);
            }
            Event::PageLost { seat, .. } => self.change(*seat, |who| who.page_lost = true),
            Event::PageReturned { seat, .. } => self.change(*seat, |who| who.page_lost = false),
            Event::MediaStarted {
                seat, peer, lines, ..
            } => self.change(*seat, |who| {
                who.media = Some(MediaPath {
                    peer: *peer,
                    lines: lines.clone(),
                    flow: Flow::Starting,
                    slides: false,
                    working: Working::default(),
                });
            }),
            Event::LinesChanged { seat, lines, .. } => {
                self.change_media(*seat, |media| media.lines = lines.clone());
            }
            Event::MediaConnected { seat, .. } | Event::MediaReturned { seat, .. } => {
                self.change_media(*seat, |media| media.flow = Flow::Connected);
            }
            Event::MediaLost { seat, .. } => {
                self.change_media(*seat, |media| media.flow = Flow::Lost);
            }
            Event::MediaEnded { seat, .. } => self.change(*seat, |who| who.media = None),
            Event::MediaWorking { seat, working, .. } => {
                self.change_media(*seat, |media| media.working = *working);
            }
            Event::SlidesStarted { seat, .. } => {
                self.change_media(*seat, |media| media.slides = true);
            }
            Event::SlidesStopped { seat, .. } => {
                self.change_media(*seat, |media| media.slides = false);
            }
            Event::Left { seat, .. } => {
                self.taken.remove(seat);
            }
            Event::Ended => self.taken.clear(),
            Event::PutOnStage { .. }
            | Event::Floor { .. }
            | Event::SignIn { .. }
            | Event::StillLive
            | Event::AgendaSet { .. }
            | Event::ItemStarted { .. }
            | Event::ItemEnded { .. }
            | Event::ItemSkipped { .. } => {}
        }
    }

    fn change(&mut self, seat: SeatNumber, change: impl FnOnce(&mut Occupant)) {
        if let Some(occupant) = self.taken.get_mut(&seat) {
            change(occupant);
        }
    }

    fn change_media(&mut self, seat: SeatNumber, change: impl FnOnce(&mut MediaPath)) {
        self.change(seat, |who| {
            if let Some(media) = &mut who.media {
                change(media);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Source;

    fn opened(venues: &[VenueNumber]) -> Seating {
        let mut seating = Seating::default();
        seating.apply(&Event::Opened {
            room: 1,
            venues: venues.to_vec(),
        });
        seating
    }

    fn join(seating: &mut Seating, venue: VenueNumber, place: Place) -> Admission {
        let admission = seating.admit(venue, place).unwrap();
        let seat = admission.seat;
        seating.apply(&Event::Joined {
            seat,
            venue,
            place,
            resume_sha256: format!("{seat:064x}"),
        });
        if let Some(seat) = admission.replaces {
            seating.apply(&Event::Left { seat, venue });
        }
        admission
    }

    #[test]
    fn a_newcomer_replaces_the_page_of_its_own_venue_only() {
        let mut seating = opened(&[0, 1, 2]);
        let first = join(&mut seating, 1, Place::Branch);
        assert_eq!(join(&mut seating, 2, Place::Branch).replaces, None);
        let second = join(&mut seating, 1, Place::Branch);
        assert_eq!(second.replaces, Some(first.seat));
        assert!(seating.is_present(1));
        assert!(second.seat > first.seat);
    }

    #[test]
    fn a_ninth_wall_takes_over_from_a_lost_one_and_is_else_refused() {
        let mut seating = opened(&[0]);
        let walls: Vec<_> = (0..WALLS_MAX)
            .map(|_| join(&mut seating, 0, Place::Wall).seat)
            .collect();
        assert_eq!(seating.admit(0, Place::Wall), Err(SeatingError::WallsTaken));
        let seat = walls[3];
        seating.apply(&Event::PageLost { seat, venue: 0 });
        assert_eq!(seating.admit(0, Place::Wall).unwrap().replaces, Some(seat));
        assert!(!seating.is_present(0), "walls cannot be seen or heard");
    }

    #[test]
    fn a_locked_session_lets_in_whoever_was_here_before_and_the_main_venue() {
        let mut seating = opened(&[0, 1, 2]);
        let seat = join(&mut seating, 1, Place::Branch).seat;
        seating.apply(&Event::Left { seat, venue: 1 });
        seating.set_locked(true);
        assert!(seating.admit(1, Place::Branch).is_ok());
        assert!(seating.admit(0, Place::Host).is_ok());
        assert_eq!(
            seating.admit(2, Place::Branch),
            Err(SeatingError::Locked { venue: 2 })
        );
        seating.set_locked(false);
        assert!(seating.admit(2, Place::Branch).is_ok());
    }

    #[test]
    fn places_belong_to_their_venues() {
        let seating = opened(&[0, 1]);
        for (venue, place) in [(1, Place::Host), (1, Place::Wall), (0, Place::Branch)] {
            assert_eq!(
                seating.admit(venue, place),
                Err(SeatingError::NoSuchPlace { venue, place })
            );
        }
        assert_eq!(
            seating.admit(5, Place::Branch),
            Err(SeatingError::NotTakingPart { venue: 5 })
        );
    }

    #[test]
    fn an_encoder_and_players_leave_the_host_its_seat_and_make_nobody_present() {
        let mut seating = opened(&[0, 1]);
        join(&mut seating, 0, Place::Encoder);
        join(&mut seating, 0, Place::Player);
        assert!(!seating.is_present(0), "nobody sits there");
        assert_eq!(seating.admit(0, Place::Host).unwrap().replaces, None);
        join(&mut seating, 0, Place::Host);
        assert!(seating.is_present(0));
        assert_eq!(seating.admit(0, Place::Player).unwrap().replaces, None);
    }

    #[test]
    fn a_second_encoder_replaces_the_first_and_players_are_bounded() {
        let mut seating = opened(&[0]);
        let first = join(&mut seating, 0, Place::Encoder).seat;
        let second = seating.admit(0, Place::Encoder).unwrap();
        assert_eq!(second.replaces, Some(first));
        for _ in 0..PLAYERS_MAX {
            join(&mut seating, 0, Place::Player);
        }
        assert_eq!(
            seating.admit(0, Place::Player),
            Err(SeatingError::PlayersTaken)
        );
    }

    #[test]
    fn after_a_restart_seats_and_their_media_are_kept_and_their_pages_lost() {
        let mut seating = opened(&[0, 1]);
        let venue = 1;
        seating.apply(&Event::NodeLinked { birth: 5 });
        let seat = join(&mut seating, venue, Place::Branch).seat;
        let lines = Lines {
            publish: vec![Source::Camera, Source::Slides],
            receive: Vec::new(),
        };
        for event in [
            Event::MediaStarted {
                seat,
                venue,
                peer: 77,
                lines: Lines::default(),
            },
            Event::MediaConnected { seat, venue },
            Event::LinesChanged {
                seat,
                venue,
                lines: lines.clone(),
            },
            Event::SlidesStarted { seat, venue },
            Event::MediaWorking {
                seat,
                venue,
                working: Working {
                    camera: true,
                    ..Working::default()
                },
            },
            Event::Reopened,
            Event::NodeLinked { birth: 5 },
        ] {
            seating.apply(&event);
        }
        let expected = Occupant {
            venue,
            place: Place::Branch,
            resume_sha256: format!("{seat:064x}"),
            page_lost: true,
            media: Some(MediaPath {
                peer: 77,
                lines,
                flow: Flow::Connected,
                slides: true,
                working: Working {
                    camera: true,
                    ..Working::default()
                },
            }),
        };
        assert_eq!(seating.taken().collect::<Vec<_>>(), [(seat, &expected)]);
    }

    #[test]
    fn a_node_of_another_birth_has_no_media_connections() {
        let mut seating = opened(&[0, 1]);
        let seat = join(&mut seating, 1, Place::Branch).seat;
        seating.apply(&Event::MediaStarted {
            seat,
            venue: 1,
            peer: 77,
            lines: Lines::default(),
        });
        seating.apply(&Event::NodeLinked { birth: 6 });
        assert!(seating.taken().all(|(_, who)| who.media.is_none()));
        assert_eq!(seating.node_birth(), Some(6));
    }
}
