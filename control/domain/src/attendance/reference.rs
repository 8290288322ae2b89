//! The fold against a model that knows nothing of events: an array of seconds for each venue.
//!
//! A random session is played second by second. What truly is goes into the arrays; what a server
//! would write goes into a log, where the node's facts come late, in another order and twice, and
//! the server stops and comes back. Then the log is shuffled, and folded.
//!
//! Besides the venues' own pages a wall, an encoder and a player come and go in the main venue: all
//! of what becomes of them is written, and none of it makes anybody present or is told of a venue.

use proptest::prelude::*;

use super::Thresholds;
use super::desk::Desk;
use super::happenings::{Happening, happenings};
use super::record::Record;
use super::timeline::Logged;
use crate::seating::Place;
use crate::session_log::{Event, SeatNumber};
use crate::venue::{MAIN_VENUE, VenueNumber};
use crate::view::Lines;

/// The main venue and branch venues 1 to this play.
const BRANCHES: VenueNumber = 3;

/// What besides is connected in the main venue.
const WATCHING: [Place; 3] = [Place::Wall, Place::Encoder, Place::Player];

/// Who sits: first each venue's own page, by the venue's number, then those of [`WATCHING`].
type Sitter = usize;

/// How many may sit.
const SITTERS: Sitter = BRANCHES as usize + 1 + WATCHING.len();

fn venue_and_place(sitter: Sitter) -> (VenueNumber, Place) {
    match VenueNumber::try_from(sitter).unwrap() {
        MAIN_VENUE => (MAIN_VENUE, Place::Host),
        branch @ 1..=BRANCHES => (branch, Place::Branch),
        _ => (MAIN_VENUE, WATCHING[sitter - usize::from(BRANCHES) - 1]),
    }
}

/// Pages that the server knows of; those the server lost are gone for it.
#[derive(Debug, Clone)]
enum Op {
    Join(Sitter),
    Leave(Sitter),
    DropPage(Sitter),
    ReturnPage(Sitter),
    MediaUp(Sitter),
    MediaDown(Sitter),
    /// The node delivers the n-th of the facts that wait.
    Deliver(prop::sample::Index),
    /// The node delivers a fact again that it has delivered before.
    DeliverAgain(prop::sample::Index),
    StillLive,
    /// The control plane is away for so many seconds, with its node or without.
    Stop {
        seconds: usize,
        node_too: bool,
    },
    /// The server's clock is set, by so many seconds.
    SetClock(i64),
}

#[derive(Debug, Clone, Copy, Default)]
struct Sits {
    seat: Option<SeatNumber>,
    page: bool,
    media: bool,
}

/// What is truly so, and what is written.
struct Play {
    second: usize,
    page: Vec<Vec<bool>>,
    media: Vec<Vec<bool>>,
    sitters: Vec<Sits>,
    /// What each lived through, in Unix milliseconds.
    happened: Vec<Vec<(i64, Happening)>>,
    last_sign: usize,
    seats: SeatNumber,
    birth: u64,
    facts: i64,
    waiting: Vec<(i64, (i64, i64), Event)>,
    delivered: Vec<(i64, (i64, i64), Event)>,
    log: Vec<Logged>,
}

fn seconds(at: usize) -> i64 {
    i64::try_from(at).unwrap() * 1_000
}

impl Play {
    fn new() -> Self {
        let nobody = vec![Vec::new(); SITTERS];
        let mut play = Self {
            second: 0,
            page: nobody.clone(),
            media: nobody,
            sitters: vec![Sits::default(); SITTERS],
            happened: vec![Vec::new(); SITTERS],
            last_sign: 0,
            seats: 0,
            birth: 1,
            facts: 0,
            waiting: Vec::new(),
            delivered: Vec::new(),
            log: Vec::new(),
        };
        play.write(Event::Opened {
            room: 1,
            venues: (0..=BRANCHES).collect(),
        });
        play.write(Event::NodeLinked { birth: 1 });
        play
    }

    fn enter(&mut self, at_ms: i64, source: Option<(i64, i64)>, event: Event) {
        let number = i64::try_from(self.log.len()).unwrap() + 1;
        self.log.push(Logged {
            number,
            at_ms,
            source,
            event,
        });
    }

    fn write(&mut self, event: Event) {
        self.enter(seconds(self.second), None, event);
        self.last_sign = self.second;
    }

    fn fact(&mut self, event: Event) {
        self.facts += 1;
        let source = (self.birth.cast_signed(), self.facts);
        self.waiting.push((seconds(self.second), source, event));
    }

    fn deliver(&mut self, at: usize) {
        let fact = self.waiting.remove(at);
        self.delivered.push(fact.clone());
        // Whoever took it in was there.
        let happened = usize::try_from(fact.0 / 1_000).unwrap();
        self.last_sign = self.last_sign.max(happened);
        self.enter(fact.0, Some(fact.1), fact.2);
    }

    fn deliver_all(&mut self) {
        while !self.waiting.is_empty() {
            self.deliver(0);
        }
    }

    fn pass(&mut self, seconds: usize) {
        for _ in 0..seconds {
            for (number, sits) in self.sitters.iter().enumerate() {
                self.page[number].push(sits.page);
                self.media[number].push(sits.media);
            }
            self.second += 1;
        }
    }

    fn live_through(&mut self, sitter: Sitter, what: Happening) {
        self.happened[sitter].push((seconds(self.second), what));
    }

    fn leave(&mut self, sitter: Sitter) {
        self.deliver_all();
        if let Some(seat) = self.sitters[sitter].seat {
            let (venue, _) = venue_and_place(sitter);
            self.write(Event::Left { seat, venue });
            self.live_through(sitter, Happening::Left);
            self.sitters[sitter] = Sits::default();
        }
    }

    fn stop(&mut self, seconds: usize, node_too: bool) {
        if node_too {
            self.deliver_all();
        }
        // Nobody knows how long pages were still there: they count up to the last sign of life.
        for number in 0..self.sitters.len() {
            self.page[number][self.last_sign..].fill(false);
            self.sitters[number].page = false;
            if node_too {
                self.media[number][self.last_sign..].fill(false);
                self.sitters[number].media = false;
            }
        }
        self.pass(seconds);
        if node_too {
            self.birth += 1;
        }
        self.write(Event::Reopened);
        self.write(Event::NodeLinked { birth: self.birth });
    }

    fn play(&mut self, op: &Op) {
        match op {
            Op::Join(sitter) => {
                self.leave(*sitter);
                self.seats += 1;
                let seat = self.seats;
                let (venue, place) = venue_and_place(*sitter);
                self.write(Event::Joined {
                    seat,
                    venue,
                    place,
                    resume_sha256: String::new(),
                });
                self.write(Event::MediaStarted {
                    seat,
                    venue,
                    peer: u64::from(seat),
                    lines: Lines::default(),
                });
                self.live_through(*sitter, Happening::Joined);
                self.sitters[*sitter] = Sits {
                    seat: Some(seat),
                    page: true,
                    media: false,
                };
            }
            Op::Leave(sitter) => self.leave(*sitter),
            Op::DropPage(sitter) => self.page(*sitter, false),
            Op::ReturnPage(sitter) => self.page(*sitter, true),
            Op::MediaUp(sitter) => self.media(*sitter, true),
            Op::MediaDown(sitter) => self.media(*sitter, false),
            Op::Deliver(which) => {
                if !self.waiting.is_empty() {
                    self.deliver(which.index(self.waiting.len()));
                }
            }
            Op::DeliverAgain(which) => {
                if !self.delivered.is_empty() {
                    let again = which.get(&self.delivered).clone();
                    self.enter(again.0, Some(again.1), again.2);
                }
            }
            Op::StillLive => self.write(Event::StillLive),
            Op::Stop { seconds, node_too } => self.stop(*seconds, *node_too),
            Op::SetClock(_) => {}
        }
    }

    fn page(&mut self, sitter: Sitter, there: bool) {
        let (venue, _) = venue_and_place(sitter);
        let sits = &mut self.sitters[sitter];
        let Some(seat) = sits.seat.filter(|_| sits.page != there) else {
            return;
        };
        sits.page = there;
        let (event, what) = if there {
            (Event::PageReturned { seat, venue }, Happening::Back)
        } else {
            (Event::PageLost { seat, venue }, Happening::Lost)
        };
        self.write(event);
        self.live_through(sitter, what);
    }

    fn media(&mut self, sitter: Sitter, flows: bool) {
        let (venue, _) = venue_and_place(sitter);
        let sits = &mut self.sitters[sitter];
        let Some(seat) = sits.seat.filter(|_| sits.media != flows) else {
            return;
        };
        sits.media = flows;
        let (event, what) = if flows {
            (Event::MediaReturned { seat, venue }, Happening::MediaBack)
        } else {
            (Event::MediaLost { seat, venue }, Happening::MediaLost)
        };
        self.fact(event);
        self.live_through(sitter, what);
    }

    fn there(&self, venue: VenueNumber) -> Vec<bool> {
        let of = usize::from(venue);
        let media = self.media[of].iter();
        self.page[of]
            .iter()
            .zip(media)
            .map(|(page, media)| *page || *media)
            .collect()
    }
}

/// From a second to a second, gaps shorter than `gap_s` filled, by looking at every second.
fn stays(there: &[bool], gap_s: usize) -> Vec<(i64, i64)> {
    let mut there = there.to_vec();
    for from in 0..there.len() {
        let ends_a_stay = from > 0 && there[from - 1] && !there[from];
        if !ends_a_stay {
            continue;
        }
        if let Some(gap) = there[from..].iter().position(|second| *second)
            && gap < gap_s
        {
            there[from..from + gap].fill(true);
        }
    }
    let mut stays = Vec::new();
    let mut from = None;
    for (second, is) in there.iter().copied().chain([false]).enumerate() {
        match (from, is) {
            (None, true) => from = Some(second),
            (Some(began), false) => {
                stays.push((seconds(began), seconds(second)));
                from = None;
            }
            _ => {}
        }
    }
    stays
}

fn folded(log: &[Logged], now_ms: i64, venue: VenueNumber) -> Vec<(i64, i64)> {
    let record = Record::of(log, &Desk::default(), Thresholds::default(), now_ms);
    let row = record.venue(venue).unwrap();
    row.there.iter().map(|of| (of.from_ms, of.to_ms)).collect()
}

/// What is told of a venue, the server's own absences left out.
fn told(log: &[Logged], venue: VenueNumber) -> Vec<(i64, Happening)> {
    happenings(log, venue)
        .into_iter()
        .filter(|of| !matches!(of.what, Happening::ServerLost | Happening::ServerBack))
        .map(|of| (of.at_ms, of.what))
        .collect()
}

fn any_op() -> impl Strategy<Value = Op> {
    let sitter = || 0..SITTERS;
    prop_oneof![
        4 => sitter().prop_map(Op::Join),
        1 => sitter().prop_map(Op::Leave),
        4 => sitter().prop_map(Op::DropPage),
        4 => sitter().prop_map(Op::ReturnPage),
        4 => sitter().prop_map(Op::MediaUp),
        3 => sitter().prop_map(Op::MediaDown),
        4 => any::<prop::sample::Index>().prop_map(Op::Deliver),
        2 => any::<prop::sample::Index>().prop_map(Op::DeliverAgain),
        2 => Just(Op::StillLive),
        1 => (1..300_usize, any::<bool>())
            .prop_map(|(seconds, node_too)| Op::Stop { seconds, node_too }),
    ]
}

/// Operations of pages alone, on a clock that somebody sets.
fn any_op_of_pages() -> impl Strategy<Value = Op> {
    let sitter = || 0..SITTERS;
    prop_oneof![
        3 => sitter().prop_map(Op::Join),
        1 => sitter().prop_map(Op::Leave),
        3 => sitter().prop_map(Op::DropPage),
        3 => sitter().prop_map(Op::ReturnPage),
        2 => (-400..400_i64).prop_map(Op::SetClock),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn late_repeated_and_reordered_facts_and_restarts_give_the_intervals_of_the_seconds(
        steps in prop::collection::vec((1..90_usize, any_op()), 1..60),
        shuffle in any::<prop::sample::Index>(),
    ) {
        let mut play = Play::new();
        for (wait, op) in &steps {
            play.pass(*wait);
            play.play(op);
        }
        play.pass(1);
        play.deliver_all();
        let now_ms = seconds(play.second);
        let mut log = play.log.clone();
        let turn = shuffle.index(log.len());
        log.rotate_left(turn);
        log.reverse();
        for venue in 0..=BRANCHES {
            let expected = stays(&play.there(venue), 120);
            prop_assert_eq!(folded(&log, now_ms, venue), expected, "venue {}", venue);
            let lived = &play.happened[usize::from(venue)];
            prop_assert_eq!(&told(&log, venue), lived, "venue {}", venue);
        }
    }

    #[test]
    fn on_a_clock_that_is_set_the_intervals_are_those_that_the_clock_showed(
        steps in prop::collection::vec((1..90_i64, any_op_of_pages()), 1..60),
    ) {
        let mut play = Play::new();
        // How many seconds the clock showed so far: it stands still while it is behind.
        let mut clock_s = 0_i64;
        for (wait, op) in &steps {
            let set_by = if let Op::SetClock(by) = op { *by } else { 0 };
            for (passes, op) in [(*wait, &Op::StillLive), (set_by, op)] {
                clock_s += passes;
                let shown = usize::try_from(clock_s).unwrap_or(0);
                play.pass(shown.saturating_sub(play.second));
                let from = play.log.len();
                play.play(op);
                for entry in &mut play.log[from..] {
                    entry.at_ms = clock_s * 1_000;
                }
            }
        }
        let now_ms = seconds(play.second);
        for venue in 0..=BRANCHES {
            let expected = stays(&play.there(venue), 120);
            prop_assert_eq!(folded(&play.log, now_ms, venue), expected, "venue {}", venue);
        }
    }
}
