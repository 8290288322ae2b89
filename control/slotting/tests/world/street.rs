//! A street's half-year, made from a seed: 282 items over 121 workdays, most of them for one line's
//! social workers or for the secretaries of all 33 committees.

use jiff::civil::{Date, date};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use slotting::audience::{Audience, Role, Roster, Venues};
use slotting::calendar::{Clock, HalfDay, ProtectedDay, ProtectedHours, Span, WorkingCalendar};
use slotting::item::{
    Approval, Attendance, DepartmentId, Item, ItemId, Kind, Presenter, PresenterId,
};
use slotting::problem::Problem;
use slotting::window::{RoomId, Window, WindowId};

const VENUES: u8 = 33;
const ITEMS: i64 = 282;
/// Items that are not for all 33 venues.
const PARTIAL: usize = 8;
const WORKDAYS: usize = 121;
const SECRETARY: Role = Role(0);
const DIRECTOR: Role = Role(1);
/// Social workers of six lines, and how often each line calls a meeting, in relative terms.
const LINES: [(Role, u32); 6] = [
    (Role(2), 6),
    (Role(3), 5),
    (Role(4), 4),
    (Role(5), 3),
    (Role(6), 2),
    (Role(7), 2),
];

/// How freely the half-year may be planned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Freedom {
    /// Workdays an item may be earlier or later than wished.
    pub(crate) reach_days: usize,
    /// The longest session, in minutes.
    pub(crate) cap_min: u16,
}

/// A half-year's items, and the days they can be planned on.
pub(crate) struct HalfYear {
    /// Everything, with the windows of all days: more than one problem holds.
    pub(crate) all: Problem,
    /// The workdays, each with the number of its week.
    pub(crate) workdays: Vec<(Date, usize)>,
}

impl HalfYear {
    /// The numbers of its weeks.
    pub(crate) fn weeks(&self) -> std::ops::RangeInclusive<usize> {
        0..=self.workdays.last().map_or(0, |(_, week)| *week)
    }
}

/// The half-year of a seed.
pub(crate) fn half_year(seed: u64, freedom: Freedom) -> HalfYear {
    let mut rng = StdRng::seed_from_u64(seed);
    let calendar = calendar();
    let days = calendar.workdays_from(date(2019, 1, 2), WORKDAYS);
    let presenters = presenters(&mut rng, &days);
    let mut items: Vec<Item> = (1..=ITEMS)
        .map(|id| item(&mut rng, ItemId(id), &days, freedom.reach_days))
        .collect();
    for at in 0..PARTIAL {
        let at = at * items.len() / PARTIAL;
        let first = rng.random_range(0..20);
        items[at].audience = Audience::default().with(Role(2), Venues::of(first..first + 12));
    }
    for _ in 0..10 {
        follow(&mut rng, &mut items);
    }
    let windows = days
        .iter()
        .flat_map(|day| [(*day, HalfDay::Morning), (*day, HalfDay::Afternoon)])
        .zip(1..)
        .map(|((date, half), id)| window(id, date, half, freedom.cap_min))
        .collect();
    let mut week = 0;
    let mut workdays: Vec<(Date, usize)> = Vec::new();
    for day in days {
        let new_week = workdays
            .last()
            .is_some_and(|(before, _)| before.iso_week_date().week() != day.iso_week_date().week());
        week += usize::from(new_week);
        workdays.push((day, week));
    }
    HalfYear {
        all: Problem {
            calendar,
            roster: Roster::of(
                (1..=VENUES).flat_map(|venue| (0..8).map(move |role| (venue, Role(role), 1))),
            ),
            items,
            windows,
            presenters,
            quotas: Vec::new(),
        },
        workdays,
    }
}

/// The first half of 2019, with its holidays and make-up days; Wednesday afternoons belong to the
/// committees.
fn calendar() -> WorkingCalendar {
    WorkingCalendar {
        days_off: [
            date(2019, 2, 4),
            date(2019, 2, 5),
            date(2019, 2, 6),
            date(2019, 2, 7),
            date(2019, 2, 8),
            date(2019, 4, 5),
            date(2019, 5, 1),
            date(2019, 5, 2),
            date(2019, 5, 3),
            date(2019, 6, 7),
        ]
        .into(),
        make_up_days: [
            date(2019, 2, 2),
            date(2019, 2, 3),
            date(2019, 4, 28),
            date(2019, 5, 5),
        ]
        .into(),
        protected: vec![ProtectedHours {
            day: ProtectedDay::Weekly(3),
            from: Clock::at(13, 0),
            until: Clock::at(17, 30),
        }],
    }
}

/// Two presenters for each of eight departments; every fifth has only some half-days.
fn presenters(rng: &mut StdRng, days: &[Date]) -> Vec<Presenter> {
    (1..=16)
        .map(|id| {
            let mut hours = Vec::new();
            for day in days {
                for (from, until) in [(9, 12), (13, 17)] {
                    if rng.random_bool(0.7) {
                        hours.push(Span {
                            date: *day,
                            from: Clock::at(from, 0),
                            until: Clock::at(until, 0),
                        });
                    }
                }
            }
            Presenter {
                id: PresenterId(id),
                available: (id % 5 == 0).then_some(hours),
            }
        })
        .collect()
}

fn window(id: i64, date: Date, half: HalfDay, cap_min: u16) -> Window {
    let opens = match half {
        HalfDay::Morning => Clock::at(9, 0),
        HalfDay::Afternoon => Clock::at(13, 30),
    };
    Window {
        id: WindowId(id),
        date,
        half,
        room: RoomId(1),
        opens,
        closes: opens.plus(cap_min + 30),
        cap_min,
        host: None,
    }
}

fn item(rng: &mut StdRng, id: ItemId, days: &[Date], reach: usize) -> Item {
    let wished = rng.random_range(0..days.len());
    let department = rng.random_range(1..=8);
    let everywhere = Venues::of(1..=VENUES);
    let line = LINES
        .choose_weighted(rng, |(_, often)| *often)
        .map_or(Role(2), |(role, _)| *role);
    let audience = match rng.random_range(0..100) {
        0..25 => Audience::default().with(SECRETARY, everywhere),
        25..34 => Audience::default().with(DIRECTOR, everywhere),
        34..39 => Audience::default()
            .with(SECRETARY, everywhere)
            .with(DIRECTOR, everywhere),
        39..43 => Audience::default()
            .with(SECRETARY, everywhere)
            .with(line, everywhere),
        _ => Audience::default().with(line, everywhere),
    };
    let minutes = [(10, 25), (15, 20), (20, 25), (30, 20), (40, 7), (60, 3)];
    Item {
        id,
        department: DepartmentId(department),
        kind: Kind::Inform,
        minutes: minutes
            .choose_weighted(rng, |(_, often)| *often)
            .map_or(20, |(minutes, _)| *minutes),
        audience,
        attendance: Attendance::Required,
        earliest: days[wished.saturating_sub(reach)],
        deadline: days[(wished + reach).min(days.len() - 1)],
        wished: Some(days[wished]),
        priority: rng.random_range(1..=3),
        presenters: vec![PresenterId(2 * department - rng.random_range(0..2))],
        pin: None,
        after: Vec::new(),
        not_with: Vec::new(),
        approval: Approval::NotNeeded,
        quota_key: None,
        published: None,
    }
}

/// Lets one item follow another that is wished on the same day or up to five days before.
fn follow(rng: &mut StdRng, items: &mut [Item]) {
    let later = rng.random_range(0..items.len());
    let wished = items[later].wished;
    let earlier = items
        .iter()
        .filter(|item| item.after.is_empty() && item.id != items[later].id)
        .filter(|item| item.wished <= wished && item.deadline >= items[later].earliest)
        .map(|item| item.id)
        .next();
    let is_followed = items.iter().any(|i| i.after.contains(&items[later].id));
    if let Some(earlier) = earlier.filter(|_| !is_followed) {
        items[later].after = vec![earlier];
    }
}
