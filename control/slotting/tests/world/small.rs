//! Small problems in which every hard rule can bite.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use rand::rngs::StdRng;
use rand::seq::{IndexedMutRandom, IndexedRandom};
use rand::{Rng, SeedableRng};
use slotting::audience::{Audience, Role, Roster, Venues};
use slotting::calendar::{Clock, HalfDay, ProtectedDay, ProtectedHours, Span, WorkingCalendar};
use slotting::item::{
    Approval, Attendance, DepartmentId, Hold, Item, ItemId, Kind, Pin, Presenter, PresenterId,
    Published, QuotaKey,
};
use slotting::plan::Placement;
use slotting::problem::Problem;
use slotting::window::{Host, Quota, RoomId, Window, WindowId};

const VENUES: u8 = 4;
const ROLES: u8 = 3;

/// How large a small problem is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Items.
    pub(crate) items: usize,
    /// Windows.
    pub(crate) windows: usize,
    /// Whether items may be published already.
    pub(crate) published: bool,
}

fn monday() -> Date {
    date(2026, 11, 23)
}

fn day(offset: i64) -> Date {
    monday().saturating_add(offset.days())
}

/// A small problem; the same seed and size give the same one.
pub(crate) fn problem(seed: u64, size: Size) -> Problem {
    let mut rng = StdRng::seed_from_u64(seed);
    let windows = windows(&mut rng, size.windows);
    let days = i64::try_from(size.windows).unwrap_or(0) / 2 + 1;
    let mut items: Vec<Item> = Vec::new();
    for number in 1..=size.items {
        let item = item(&mut rng, number, days, &items);
        items.push(item);
    }
    if size.published {
        publish(&mut rng, &mut items, &windows);
    }
    let mut quotas = Vec::new();
    if rng.random_bool(0.4) {
        quotas.push(Quota {
            department: rng.random_bool(0.5).then_some(DepartmentId(1)),
            key: rng.random_bool(0.5).then_some(QuotaKey(1)),
            from: day(0),
            until: day(rng.random_range(0..=days)),
            allowed: rng.random_range(0..=2),
        });
    }
    Problem {
        calendar: WorkingCalendar {
            days_off: if rng.random_bool(0.1) {
                [day(1)].into()
            } else {
                [].into()
            },
            make_up_days: [].into(),
            protected: if rng.random_bool(0.3) {
                vec![ProtectedHours {
                    day: ProtectedDay::On(day(rng.random_range(0..2))),
                    from: Clock::at(9, 30),
                    until: Clock::at(9, rng.random_range(40..60)),
                }]
            } else {
                Vec::new()
            },
        },
        roster: Roster::of((0..VENUES).flat_map(|venue| {
            (0..ROLES).map(move |role| (venue, Role(role), u16::from(1 + (venue + role) % 2)))
        })),
        items,
        windows,
        presenters: (1..=2)
            .map(|id| Presenter {
                id: PresenterId(id),
                available: rng.random_bool(0.4).then(|| hours(&mut rng)),
            })
            .collect(),
        quotas,
    }
}

fn hours(rng: &mut StdRng) -> Vec<Span> {
    let mut hours = Vec::new();
    for offset in 0..3 {
        if rng.random_bool(0.8) {
            hours.push(Span {
                date: day(offset),
                from: Clock::at(9, 5 * rng.random_range(0..6)),
                until: Clock::at(if rng.random_bool(0.5) { 10 } else { 15 }, 0),
            });
        }
    }
    hours
}

fn windows(rng: &mut StdRng, count: usize) -> Vec<Window> {
    let mut windows = Vec::new();
    let (mut offset, mut half, mut room) = (0, HalfDay::Morning, 1);
    for number in 1..=count {
        let opens = match half {
            HalfDay::Morning => Clock::at(9, 0),
            HalfDay::Afternoon => Clock::at(14, 0),
        };
        let cap_min = 5 * rng.random_range(6..=12);
        let slack_min = if rng.random_bool(0.5) { 0 } else { 15 };
        windows.push(Window {
            id: WindowId(i64::try_from(number).unwrap_or(0)),
            date: day(offset),
            half,
            room: RoomId(room),
            opens,
            closes: opens.plus(cap_min + slack_min),
            cap_min,
            host: rng.random_bool(0.2).then(|| Host {
                department: DepartmentId(1),
                audience: audience(rng).joined_with(&audience(rng)),
            }),
        });
        if room == 1 && rng.random_bool(0.25) {
            room = 2;
        } else {
            room = 1;
            (offset, half) = match half {
                HalfDay::Morning => (offset, HalfDay::Afternoon),
                HalfDay::Afternoon => (offset + 1, HalfDay::Morning),
            };
        }
    }
    windows
}

fn audience(rng: &mut StdRng) -> Audience {
    let mut audience = Audience::default();
    for _ in 0..rng.random_range(1..=2) {
        let venues = (0..VENUES).filter(|_| rng.random_bool(0.7));
        let venues = Venues::of(venues.collect::<Vec<_>>());
        audience = audience.with(Role(rng.random_range(0..ROLES)), venues);
    }
    audience
}

fn item(rng: &mut StdRng, number: usize, days: i64, earlier: &[Item]) -> Item {
    let earliest = rng.random_range(0..days);
    let deadline = rng.random_range(earliest..days + 1);
    let one_of_earlier = |rng: &mut StdRng, chance| {
        let other = earlier.choose(rng).map(|item| item.id);
        other.filter(|_| rng.random_bool(chance))
    };
    Item {
        id: ItemId(i64::try_from(number).unwrap_or(0)),
        department: DepartmentId(rng.random_range(1..=2)),
        kind: Kind::Discuss,
        minutes: 5 * rng.random_range(1..=5),
        audience: audience(rng),
        attendance: if rng.random_bool(0.1) {
            Attendance::Optional
        } else {
            Attendance::Required
        },
        earliest: day(earliest),
        deadline: day(deadline),
        wished: rng
            .random_bool(0.6)
            .then(|| day(rng.random_range(earliest..=deadline))),
        priority: rng.random_range(1..=3),
        presenters: (1..=2)
            .filter(|_| rng.random_bool(0.25))
            .map(PresenterId)
            .collect(),
        pin: match rng.random_range(0..20) {
            0 => Some(Pin::First),
            1 => Some(Pin::Last),
            2 => Some(Pin::Clock(Clock::at(9, 5 * rng.random_range(0..8)))),
            _ => None,
        },
        after: one_of_earlier(rng, 0.2).into_iter().collect(),
        not_with: one_of_earlier(rng, 0.15).into_iter().collect(),
        approval: match rng.random_range(0..12) {
            0 => Approval::Pending,
            1 => Approval::Refused,
            2..=4 => Approval::Granted,
            _ => Approval::NotNeeded,
        },
        quota_key: rng.random_bool(0.5).then_some(QuotaKey(1)),
        published: None,
    }
}

/// Publishes some items, one to a window, unlocked or held.
fn publish(rng: &mut StdRng, items: &mut [Item], windows: &[Window]) {
    for window in windows {
        let Some(item) = items.choose_mut(rng).filter(|_| rng.random_bool(0.5)) else {
            continue;
        };
        item.published = Some(Published {
            slot: Placement {
                item: item.id,
                window: window.id,
                start: window.opens.plus(5 * rng.random_range(0..2)),
            },
            hold: match rng.random_range(0..4) {
                0 => Hold::Slot,
                1 => Hold::Window,
                _ => Hold::Unlocked,
            },
        });
    }
}
