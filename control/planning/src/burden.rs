//! What meetings cost: convened, trips, hours; by month, venue and department, and against a
//! baseline of an earlier period.
//!
//! A meeting that was held counts with who was really there, for as long as they were; one that has
//! begun and is not over yet with what was planned. "Two thirds fewer" counts meetings convened, not trips made: both are reported. Periods of
//! different length are compared by working day.

use std::collections::{BTreeMap, BTreeSet};

use control_domain::agenda::{AgendaItem, Due};
use control_wire::VenueNumber;
use control_wire::rest::burden::{
    Baseline, Burden, BurdenReport, DepartmentBurden, MonthBurden, VenueBurden,
};
use jiff::ToSpan as _;
use jiff::civil::Date;
use slotting::calendar::WorkingCalendar;

use crate::invitation::ends_ms;

/// Milliseconds in a minute.
const MINUTE_MS: i64 = 60_000;

/// A meeting that was convened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Convened {
    /// On which day.
    pub date: Date,
    /// The departments that had something to say.
    pub departments: BTreeSet<String>,
    /// What each venue's people spent on it.
    pub venues: BTreeMap<VenueNumber, Share>,
}

/// What one venue's people spend on a meeting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many had to be there.
    pub people: u32,
    /// How long they had to be there, in minutes, summed over the people.
    pub person_minutes: u64,
}

/// A venue's part in a meeting that was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attended {
    /// The venue.
    pub venue: VenueNumber,
    /// How many people were there, where that is known.
    pub people: Option<u32>,
    /// How long the venue was there of what it was due, in minutes; 0 where nobody came.
    pub there_min: u64,
}

/// The register that a report compares with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// Its meetings.
    pub meetings: Vec<Convened>,
    /// When it was imported, in Unix milliseconds.
    pub imported_ms: i64,
    /// SHA-256 of its file.
    pub sha256: String,
}

impl Convened {
    /// The meeting that a run of show makes: the people of each role are there from their first
    /// item to their last. Where the roles of an item were counted together, its people are split
    /// among them evenly.
    #[must_use]
    pub fn of_agenda(date: Date, agenda: &[AgendaItem]) -> Self {
        let mut roles: BTreeMap<(VenueNumber, &str), RoleSpan> = BTreeMap::new();
        for item in agenda {
            for due in &item.due {
                let uncounted_milli = uncounted_milli(due);
                for (role, counted) in due.roles() {
                    let counted_milli = counted.map(|people| u32::from(people) * 1000);
                    let span = roles.entry((due.venue, role)).or_insert(RoleSpan {
                        people_milli: uncounted_milli,
                        from_ms: item.planned_start_ms,
                        until_ms: ends_ms(item),
                    });
                    span.people_milli = counted_milli.unwrap_or(span.people_milli);
                    span.from_ms = span.from_ms.min(item.planned_start_ms);
                    span.until_ms = span.until_ms.max(ends_ms(item));
                }
            }
        }
        let mut milli: BTreeMap<VenueNumber, (u64, u64)> = BTreeMap::new();
        for ((venue, _), span) in roles {
            let minutes = u64::try_from((span.until_ms - span.from_ms) / MINUTE_MS).unwrap_or(0);
            let (people, person_minutes) = milli.entry(venue).or_default();
            *people += u64::from(span.people_milli);
            *person_minutes += u64::from(span.people_milli) * minutes;
        }
        let venues = milli.into_iter().map(|(venue, (people, person_minutes))| {
            let share = Share {
                people: u32::try_from(rounded(people)).unwrap_or(u32::MAX),
                person_minutes: rounded(person_minutes),
            };
            (venue, share)
        });
        Self {
            date,
            departments: agenda.iter().map(|item| item.department.clone()).collect(),
            venues: venues.collect(),
        }
    }

    /// A meeting that was held. Venues where nobody came made no trip. Where nobody noted how many
    /// there were, those who were due are taken to have come, and at least one person.
    #[must_use]
    pub fn held(
        date: Date,
        departments: BTreeSet<String>,
        attended: &[Attended],
        planned: Option<&Self>,
    ) -> Self {
        let due = |venue| planned.and_then(|planned| planned.venues.get(&venue));
        let venues = attended
            .iter()
            .filter(|part| part.there_min > 0)
            .map(|part| {
                let people = part
                    .people
                    .unwrap_or_else(|| due(part.venue).map_or(1, |due| due.people.max(1)));
                let share = Share {
                    people,
                    person_minutes: u64::from(people).saturating_mul(part.there_min),
                };
                (part.venue, share)
            });
        Self {
            date,
            departments,
            venues: venues.collect(),
        }
    }

    fn burden(&self) -> Burden {
        let shares = self.venues.values();
        shares.fold(one_meeting(Share::default()), |all, share| Burden {
            seat_trips: all.seat_trips.saturating_add(share.people),
            person_minutes: all.person_minutes.saturating_add(share.person_minutes),
            ..all
        })
    }
}

/// People of one role at one venue, in thousandths, and from when until when.
struct RoleSpan {
    people_milli: u32,
    from_ms: i64,
    until_ms: i64,
}

/// How many people, in thousandths, each role has that was not counted: what the others leave,
/// evenly.
fn uncounted_milli(due: &Due) -> u32 {
    let people = |counted: Option<u16>| counted.map(u32::from);
    let counted: u32 = due.roles().filter_map(|(_, of)| people(of)).sum();
    let uncounted = due.roles().filter(|(_, of)| of.is_none()).count();
    let uncounted = u32::try_from(uncounted).unwrap_or(u32::MAX).max(1);
    u32::from(due.people).saturating_sub(counted) * 1000 / uncounted
}

/// Thousandths as the nearest whole number.
const fn rounded(milli: u64) -> u64 {
    (milli + 500) / 1000
}

const fn one_meeting(share: Share) -> Burden {
    Burden {
        meetings: 1,
        seat_trips: share.people,
        person_minutes: share.person_minutes,
    }
}

fn plus(a: Burden, b: Burden) -> Burden {
    Burden {
        meetings: a.meetings.saturating_add(b.meetings),
        seat_trips: a.seat_trips.saturating_add(b.seat_trips),
        person_minutes: a.person_minutes.saturating_add(b.person_minutes),
    }
}

/// A burden of `from_days` working days as that of `to_days` would be.
fn scaled(burden: Burden, from_days: u32, to_days: u32) -> Burden {
    let by_day = |amount: u64| {
        let days = u64::from(from_days.max(1));
        (amount.saturating_mul(u64::from(to_days)) + days / 2) / days
    };
    let small = |amount: u32| u32::try_from(by_day(u64::from(amount))).unwrap_or(u32::MAX);
    Burden {
        meetings: small(burden.meetings),
        seat_trips: small(burden.seat_trips),
        person_minutes: by_day(burden.person_minutes),
    }
}

/// How much less `now` is than `then`, in tenths of a percent; 0 where there was nothing.
fn saved_permille(now: u32, then: u32) -> i32 {
    if then == 0 {
        return 0;
    }
    let saved = (i64::from(then) - i64::from(now)) * 1000 / i64::from(then);
    i32::try_from(saved).unwrap_or(i32::MIN)
}

/// How many of the days from `from` to `until`, both included, are worked.
#[must_use]
pub fn working_days(from: Date, until: Date, calendar: &WorkingCalendar) -> u32 {
    let days = from
        .series(1.day())
        .take_while(|day| *day <= until)
        .filter(|day| calendar.is_workday(*day));
    u32::try_from(days.count()).unwrap_or(u32::MAX)
}

/// The report of a period: `meetings` are those of its days.
#[must_use]
pub fn report(
    from: Date,
    until: Date,
    meetings: &[Convened],
    register: Option<&Register>,
    calendar: &WorkingCalendar,
) -> BurdenReport {
    let days = working_days(from, until, calendar);
    let total = sum(meetings);
    let baseline = register.and_then(|register| baseline(register, total, days, calendar));
    let then_days = baseline.as_ref().map(|baseline| baseline.working_days);
    let before = register.map_or(&[][..], |register| &register.meetings);
    let was = |burden: Option<&Burden>| {
        then_days.map(|then| scaled(burden.copied().unwrap_or_default(), then, days))
    };

    let (venues_now, venues_then) = (by_venue(meetings), by_venue(before));
    let numbers: BTreeSet<VenueNumber> = venues_now
        .keys()
        .chain(venues_then.keys())
        .copied()
        .collect();
    let venues = numbers.into_iter().map(|venue| VenueBurden {
        venue,
        now: venues_now.get(&venue).copied().unwrap_or_default(),
        baseline: was(venues_then.get(&venue)),
    });

    let (now, then) = (by_department(meetings), by_department(before));
    let names: BTreeSet<&String> = now.keys().chain(then.keys()).collect();
    let mut departments: Vec<DepartmentBurden> = names
        .into_iter()
        .map(|name| DepartmentBurden {
            department: name.clone(),
            now: now.get(name).copied().unwrap_or_default(),
            baseline: was(then.get(name)),
        })
        .collect();
    departments.sort_by_key(|one| std::cmp::Reverse((one.now.meetings, one.now.seat_trips)));

    BurdenReport {
        from: from.to_string(),
        until: until.to_string(),
        working_days: days,
        total,
        baseline,
        months: by_month(from, until, meetings),
        venues: venues.collect(),
        departments,
    }
}

fn baseline(
    register: &Register,
    total: Burden,
    days: u32,
    calendar: &WorkingCalendar,
) -> Option<Baseline> {
    let dates = || register.meetings.iter().map(|meeting| meeting.date);
    let (from, until) = (dates().min()?, dates().max()?);
    let then_days = working_days(from, until, calendar);
    let then = sum(&register.meetings);
    let would_be = scaled(then, then_days, days);
    Some(Baseline {
        from: from.to_string(),
        until: until.to_string(),
        working_days: then_days,
        total: then,
        scaled: would_be,
        meetings_saved_permille: saved_permille(total.meetings, would_be.meetings),
        seat_trips_saved_permille: saved_permille(total.seat_trips, would_be.seat_trips),
        imported_ms: register.imported_ms,
        sha256: register.sha256.clone(),
    })
}

fn sum(meetings: &[Convened]) -> Burden {
    meetings
        .iter()
        .map(Convened::burden)
        .fold(Burden::default(), plus)
}

fn by_month(from: Date, until: Date, meetings: &[Convened]) -> Vec<MonthBurden> {
    let month = |date: Date| format!("{:04}-{:02}", date.year(), date.month());
    let mut months: BTreeMap<String, Burden> = from
        .first_of_month()
        .series(1.month())
        .take_while(|first| *first <= until)
        .map(|first| (month(first), Burden::default()))
        .collect();
    for meeting in meetings {
        let burden = months.entry(month(meeting.date)).or_default();
        *burden = plus(*burden, meeting.burden());
    }
    months
        .into_iter()
        .map(|(month, burden)| MonthBurden { month, burden })
        .collect()
}

fn by_venue(meetings: &[Convened]) -> BTreeMap<VenueNumber, Burden> {
    let mut venues: BTreeMap<VenueNumber, Burden> = BTreeMap::new();
    for (venue, share) in meetings.iter().flat_map(|meeting| &meeting.venues) {
        let burden = venues.entry(*venue).or_default();
        *burden = plus(*burden, one_meeting(*share));
    }
    venues
}

fn by_department(meetings: &[Convened]) -> BTreeMap<String, Burden> {
    let mut departments: BTreeMap<String, Burden> = BTreeMap::new();
    for meeting in meetings {
        for department in &meeting.departments {
            let burden = departments.entry(department.clone()).or_default();
            *burden = plus(*burden, meeting.burden());
        }
    }
    departments
}

#[cfg(test)]
mod tests {
    use control_domain::agenda::ItemKind;
    use jiff::civil::date;

    use super::*;

    fn meeting(day: Date, departments: &[&str], venues: &[VenueNumber]) -> Convened {
        let share = Share {
            people: 2,
            person_minutes: 60,
        };
        Convened {
            date: day,
            departments: departments.iter().map(|name| (*name).to_owned()).collect(),
            venues: venues.iter().map(|venue| (*venue, share)).collect(),
        }
    }

    fn item(number: u32, start_min: i64, minutes: u16, due: Vec<Due>) -> AgendaItem {
        AgendaItem {
            number,
            planned_item: None,
            title: String::new(),
            department: format!("科室{number}"),
            kind: ItemKind::Discuss,
            minutes,
            presenter: String::new(),
            due,
            planned_start_ms: start_min * MINUTE_MS,
        }
    }

    fn due(venue: VenueNumber, roles: &[&str], people: u16, people_by_role: &[u16]) -> Due {
        Due {
            venue,
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            people,
            people_by_role: people_by_role.to_vec(),
        }
    }

    const fn share(people: u32, person_minutes: u64) -> Share {
        Share {
            people,
            person_minutes,
        }
    }

    #[test]
    fn people_of_a_role_count_once_from_their_first_item_to_their_last() {
        let agenda = [
            item(
                1,
                0,
                10,
                vec![due(3, &["书记"], 1, &[]), due(7, &["书记", "主任"], 3, &[])],
            ),
            item(2, 10, 10, vec![due(3, &["社工"], 2, &[])]),
            item(3, 20, 10, vec![due(3, &["书记"], 1, &[])]),
        ];
        let meeting = Convened::of_agenda(date(2026, 11, 24), &agenda);
        // At 3 one secretary for 30 minutes and two social workers for 10; at 7 three people for 10.
        assert_eq!(meeting.venues[&3], share(3, 50));
        assert_eq!(meeting.venues[&7], share(3, 30));
        assert_eq!(meeting.departments.len(), 3);
    }

    #[test]
    fn each_role_stays_with_as_many_people_as_hold_it() {
        let agenda = [
            item(
                1,
                0,
                10,
                vec![
                    due(3, &["书记", "社工"], 8, &[1, 7]),
                    due(7, &["书记", "主任", "社工"], 8, &[1]),
                    due(9, &["书记", "社工"], 8, &[]),
                ],
            ),
            item(
                2,
                10,
                50,
                vec![
                    due(3, &["书记"], 1, &[]),
                    due(7, &["社工"], 4, &[]),
                    due(9, &["书记", "社工"], 8, &[1, 7]),
                ],
            ),
        ];
        let meeting = Convened::of_agenda(date(2026, 11, 24), &agenda);
        assert_eq!(meeting.venues[&3], share(8, 60 + 7 * 10));
        // The director and the social workers are what the secretary leaves, 3.5 people each, until
        // item 2 counts the social workers.
        assert_eq!(meeting.venues[&7], share(9, 10 + 35 + 4 * 60));
        assert_eq!(meeting.venues[&9], share(8, 8 * 60));
    }

    #[test]
    fn a_meeting_that_was_held_counts_with_who_was_there() {
        let planned = meeting(date(2026, 11, 24), &["党建办"], &[3, 7, 9]);
        let part = |venue, people, there_min| Attended {
            venue,
            people,
            there_min,
        };
        let attended = [
            part(3, Some(4), 25),
            part(7, None, 10),
            part(9, Some(2), 0),
            part(11, None, 5),
        ];
        let departments = BTreeSet::from(["自治办".to_owned()]);
        let held = Convened::held(planned.date, departments, &attended, Some(&planned));
        assert_eq!(
            held.venues,
            BTreeMap::from([(3, share(4, 100)), (7, share(2, 20)), (11, share(1, 5))]),
            "7 as planned, 9 stayed away, 11 came by itself"
        );
        assert!(held.departments.contains("自治办"));
    }

    #[test]
    fn a_period_is_compared_with_as_many_working_days_of_the_baseline() {
        let calendar = WorkingCalendar::default();
        // Two weeks with a meeting on each of ten working days; now one week with two meetings.
        let before: Vec<Convened> = date(2026, 3, 2)
            .series(1.day())
            .take(12)
            .filter(|day| calendar.is_workday(*day))
            .map(|day| meeting(day, &["党建办"], &[3, 7]))
            .collect();
        let register = Register {
            meetings: before,
            imported_ms: 1,
            sha256: "0".repeat(64),
        };
        let monday = date(2026, 11, 23);
        let now = [
            meeting(monday, &["党建办", "自治办"], &[3]),
            meeting(date(2026, 11, 25), &["自治办"], &[3, 7]),
        ];
        let friday = date(2026, 11, 27);
        let report = report(monday, friday, &now, Some(&register), &calendar);
        let baseline = report.baseline.unwrap();
        assert_eq!((report.working_days, baseline.working_days), (5, 10));
        assert_eq!((baseline.total.meetings, baseline.scaled.meetings), (10, 5));
        assert_eq!((report.total.meetings, report.total.seat_trips), (2, 6));
        assert_eq!(baseline.meetings_saved_permille, 600);
        assert_eq!(baseline.seat_trips_saved_permille, 700);
        let at_3 = &report.venues[0];
        assert_eq!((at_3.venue, at_3.now.meetings), (3, 2));
        assert_eq!(at_3.baseline.unwrap().meetings, 5);
        let first = &report.departments[0];
        assert_eq!(
            (first.department.as_str(), first.now.meetings),
            ("自治办", 2)
        );
        assert_eq!(first.baseline.unwrap(), Burden::default());
    }

    #[test]
    fn every_month_of_the_period_is_there() {
        let calendar = WorkingCalendar::default();
        let met = [meeting(date(2026, 11, 24), &["党建办"], &[3])];
        let report = report(date(2026, 9, 15), date(2026, 12, 1), &met, None, &calendar);
        let months: Vec<(&str, u32)> = report
            .months
            .iter()
            .map(|month| (month.month.as_str(), month.burden.meetings))
            .collect();
        assert_eq!(
            months,
            [
                ("2026-09", 0),
                ("2026-10", 0),
                ("2026-11", 1),
                ("2026-12", 0)
            ]
        );
        assert_eq!(report.baseline, None);
    }
}
