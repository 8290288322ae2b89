//! The record of a session: rows for venues, people, items and questions, folded from both logs.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Thresholds;
use super::desk::{Corrected, Correction, Decision, Desk, Figures, Leave};
use super::interval::{Interval, Intervals};
use super::own_items::{self, RunItem};
use super::presence::{Presence, presences};
pub use super::questions::QuestionRow;
pub use super::roles::RoleRow;
use super::sign_in::{Sheet, SignIns};
use super::timeline::{Logged, Moment, What, moments};
use super::{questions, roles, roll_calls};
use crate::agenda::{ItemKind, ItemNumber};
use crate::floor::roll_call::RollCallResult;
use crate::session_log::Event;
use crate::venue::{MAIN_VENUE, VenueNumber};

/// The record of a session. Times are in Unix milliseconds, lengths in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Record {
    /// What it was derived with.
    pub thresholds: Thresholds,
    /// When the session went live.
    pub opened_ms: i64,
    /// When it ended; absent while it is live.
    pub ended_ms: Option<i64>,
    /// When the server itself was away: nobody's absence.
    pub outages: Intervals,
    /// Every venue, by number.
    pub venues: Vec<VenueRow>,
    /// Every item, in planned order; none where there is no run of show.
    pub items: Vec<ItemRow>,
    /// Every question, by number.
    pub questions: Vec<QuestionRow>,
    /// The decisions, by number.
    pub decisions: Vec<Decision>,
    /// Leave that was noted.
    pub leaves: Vec<Leave>,
    /// Every correction, in the order they were proposed.
    pub corrections: Vec<Correction>,
}

/// What is known of a venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct VenueRow {
    /// Its number.
    pub venue: VenueNumber,
    /// Its people by role, over all of its items: who was due (应到), who was signed in.
    pub roles: Vec<RoleRow>,
    /// How many people were due, where the run of show says so.
    pub people_due: Option<u32>,
    /// How many were there (实到): the headcount told or corrected, else the people named.
    pub headcount: Option<u32>,
    /// The people named.
    pub people: Vec<PersonRow>,
    /// When it was due.
    pub due: Intervals,
    /// When it was there, reconnects bridged and corrections made.
    pub there: Intervals,
    /// Times that it was away for less than counts.
    pub reconnects: u32,
    /// How long it was there.
    pub there_ms: i64,
    /// How long it was due.
    pub due_ms: i64,
    /// How long of that it was there.
    pub due_there_ms: i64,
    /// Its own items.
    pub items_due: u32,
    /// Those of them it was there for, at least in part.
    pub items_there: u32,
    /// How late it was (迟到), where that counts.
    pub late_ms: Option<i64>,
    /// How early it left (早退), where that counts.
    pub early_ms: Option<i64>,
    /// Why the venue is on leave (请假), where it is.
    pub leave: Option<String>,
    /// Due, never there, and not on leave (缺席).
    pub absent: bool,
    /// What the roll call found.
    pub roll_call: Option<RollCallResult>,
    /// How long its picture worked both ways.
    pub picture_ms: i64,
    /// How long its sound did.
    pub sound_ms: i64,
    /// Questions it asked, those withdrawn not counted.
    pub questions: u32,
    /// True where an approved correction changed this row.
    pub corrected: bool,
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct PersonRow {
    /// Their name.
    pub name: String,
    /// What they were there as.
    pub role: String,
    /// When they were there: signed in, and their venue there.
    pub there: Intervals,
    /// True where they were entered for an earlier time (补记).
    pub late_entry: bool,
}

/// What is known of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct ItemRow {
    /// Its number.
    pub number: ItemNumber,
    /// What it was about.
    pub title: String,
    /// Whose it was.
    pub department: String,
    /// What it was for.
    pub kind: ItemKind,
    /// Who presented it.
    pub presenter: String,
    /// When it was to begin.
    pub planned_start_ms: i64,
    /// Minutes it was to take.
    pub planned_minutes: u16,
    /// When it ran.
    pub ran: Intervals,
    /// True where it was passed over.
    pub skipped: bool,
    /// Each venue that was due for it.
    pub cells: Vec<Cell>,
}

/// A venue's part in an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "schema", ts(rename = "AttendanceCell"), schema(as = AttendanceCell))]
pub struct Cell {
    /// The venue.
    pub venue: VenueNumber,
    /// How long it was due.
    pub due_ms: i64,
    /// How long of that it was there.
    pub there_ms: i64,
    /// Its people by role: who was due for this item, who was signed in during it.
    pub roles: Vec<RoleRow>,
}

impl Record {
    /// The record that two logs lead to. While the session is live it reaches up to `now_ms`.
    #[must_use]
    pub fn of(log: &[Logged], desk: &Desk, thresholds: Thresholds, now_ms: i64) -> Self {
        let moments = moments(log);
        let live = live(&moments, now_ms);
        let items = own_items::run_items(&moments, live.span);
        let questions = questions::questions(&moments);
        let presences = presences(&moments, live.span.to_ms);
        let outages = outages(&moments, live.span.to_ms);
        let sheets = sheets(&moments);
        let results = roll_calls::results(&moments);
        let nobody = Sheet::default();
        let venues = presences
            .iter()
            .map(|(venue, presence)| {
                Facts {
                    venue: *venue,
                    presence,
                    sheet: sheets.sheets().get(venue).unwrap_or(&nobody),
                    items: &items,
                    live: live.span,
                    outages: &outages,
                    thresholds,
                    roll_call: results.get(venue).copied(),
                    questions: asked(&questions, *venue),
                }
                .row(desk)
            })
            .collect::<Vec<_>>();
        let rows: BTreeMap<_, _> = venues.iter().map(|row| (row.venue, row)).collect();
        Self {
            thresholds,
            opened_ms: live.span.from_ms,
            ended_ms: live.ended.then_some(live.span.to_ms),
            items: items.iter().map(|item| item_row(item, &rows)).collect(),
            outages,
            questions,
            decisions: desk.decisions().cloned().collect(),
            leaves: desk.leaves().cloned().collect(),
            corrections: desk.corrections().to_vec(),
            venues,
        }
    }

    /// A venue's row.
    #[must_use]
    pub fn venue(&self, number: VenueNumber) -> Option<&VenueRow> {
        self.venues.iter().find(|row| row.venue == number)
    }
}

impl PersonRow {
    /// True where they were there at some of this time.
    #[must_use]
    pub fn was_there(&self, time: &Intervals) -> bool {
        !self.there.and(time).is_empty()
    }
}

impl VenueRow {
    /// The figures that corrections change.
    #[must_use]
    pub fn figures(&self) -> Figures {
        Figures {
            headcount: self.headcount,
            there_ms: self.there_ms,
        }
    }

    /// What the figures would be with one more correction.
    #[must_use]
    pub fn figures_with(&self, corrected: Corrected) -> Figures {
        let mut figures = self.figures();
        match corrected {
            Corrected::Headcount(people) => figures.headcount = Some(people),
            Corrected::There(time) => {
                figures.there_ms = self.there.or(&[time].into_iter().collect()).total_ms();
            }
            Corrected::Away(time) => {
                figures.there_ms = self.there.without(&[time].into_iter().collect()).total_ms();
            }
        }
        figures
    }
}

/// From when to when a session was live.
struct Live {
    span: Interval,
    ended: bool,
}

fn live(moments: &[Moment<'_>], now_ms: i64) -> Live {
    let at = |wanted: fn(&Event) -> bool| {
        let mut moments = moments.iter();
        let first =
            moments.find(|moment| matches!(moment.what, What::Event(event) if wanted(event)));
        first.map(|moment| moment.at_ms)
    };
    let opened_ms = at(|event| matches!(event, Event::Opened { .. })).unwrap_or(now_ms);
    let ended_ms = at(|event| matches!(event, Event::Ended));
    let last_ms = moments.last().map_or(now_ms, |moment| moment.at_ms);
    Live {
        span: Interval {
            from_ms: opened_ms,
            to_ms: ended_ms.unwrap_or(now_ms.max(last_ms)),
        },
        ended: ended_ms.is_some(),
    }
}

fn outages(moments: &[Moment<'_>], until_ms: i64) -> Intervals {
    let mut course = super::interval::Course::default();
    for moment in moments {
        match moment.what {
            What::ServerLost => course.turn(true, moment.at_ms),
            What::Event(Event::Reopened) => course.turn(false, moment.at_ms),
            What::Event(_) | What::MediaLost => {}
        }
    }
    course.until(until_ms)
}

fn sheets(moments: &[Moment<'_>]) -> SignIns {
    let mut sheets = SignIns::default();
    for moment in moments {
        if let What::Event(event) = moment.what {
            sheets.apply(moment.at_ms, event);
        }
    }
    sheets
}

fn asked(questions: &[QuestionRow], venue: VenueNumber) -> u32 {
    let mine = questions
        .iter()
        .filter(|question| question.venue == venue && !question.withdrawn);
    u32::try_from(mine.count()).unwrap_or(u32::MAX)
}

fn item_row(item: &RunItem, venues: &BTreeMap<VenueNumber, &VenueRow>) -> ItemRow {
    let due_ms = item.ran.total_ms();
    let cells = item.item.due.iter().map(|due| {
        let row = venues.get(&due.venue);
        let people = row.into_iter().flat_map(|row| &row.people);
        Cell {
            venue: due.venue,
            due_ms,
            there_ms: row.map_or(0, |row| row.there.and(&item.ran).total_ms()),
            roles: roles::rows(&[due], people.filter(|person| person.was_there(&item.ran))),
        }
    });
    ItemRow {
        number: item.item.number,
        title: item.item.title.clone(),
        department: item.item.department.clone(),
        kind: item.item.kind,
        presenter: item.item.presenter.clone(),
        planned_start_ms: item.item.planned_start_ms,
        planned_minutes: item.item.minutes,
        ran: item.ran.clone(),
        skipped: item.skipped,
        cells: cells.collect(),
    }
}

/// What a venue's row is made of.
struct Facts<'a> {
    venue: VenueNumber,
    presence: &'a Presence,
    sheet: &'a Sheet,
    items: &'a [RunItem],
    live: Interval,
    outages: &'a Intervals,
    thresholds: Thresholds,
    roll_call: Option<RollCallResult>,
    questions: u32,
}

impl Facts<'_> {
    fn row(&self, desk: &Desk) -> VenueRow {
        let approved: Vec<_> = desk
            .corrections()
            .iter()
            .filter(|of| of.venue == self.venue && of.is_approved())
            .collect();
        let bridged = self.presence.there.bridged(self.thresholds.gap_ms());
        let reconnects = self.presence.there.count() - bridged.count();
        let there = corrected_presence(bridged, &approved);
        let due = own_items::due(self.items, self.venue, self.live);
        let own: Vec<_> = self
            .items
            .iter()
            .filter(|item| item.is_due(self.venue))
            .collect();
        let own_due: Vec<_> = own
            .iter()
            .flat_map(|item| &item.item.due)
            .filter(|due| due.venue == self.venue)
            .collect();
        let people = self.people(&there);
        let attended = own
            .iter()
            .filter(|item| item.ran.and(&there).total_ms() > 0)
            .count();
        let due_there_ms = there.and(&due).total_ms();
        let leave = desk
            .leaves()
            .find(|leave| leave.venue == self.venue && leave.person.is_none())
            .map(|leave| leave.reason.clone());
        // The main venue is where the meeting is held from: it is neither late nor absent.
        let judged = self.venue != MAIN_VENUE && !due.is_empty();
        VenueRow {
            venue: self.venue,
            roles: roles::rows(&own_due, people.iter()),
            people_due: own_due.iter().map(|due| u32::from(due.people)).max(),
            headcount: self.headcount(&approved),
            people,
            reconnects: u32::try_from(reconnects).unwrap_or(u32::MAX),
            there_ms: there.total_ms(),
            due_ms: due.total_ms(),
            due_there_ms,
            items_due: u32::try_from(own.len()).unwrap_or(u32::MAX),
            items_there: u32::try_from(attended).unwrap_or(u32::MAX),
            late_ms: late(&due, &there, self.outages)
                .filter(|late| judged && *late > self.thresholds.late_ms()),
            early_ms: early(&due, &there, self.outages)
                .filter(|early| judged && *early > self.thresholds.early_ms()),
            absent: judged && due_there_ms == 0 && leave.is_none(),
            leave,
            roll_call: self.roll_call,
            picture_ms: self.presence.picture.total_ms(),
            sound_ms: self.presence.sound.total_ms(),
            questions: self.questions,
            corrected: !approved.is_empty(),
            due,
            there,
        }
    }

    fn headcount(&self, approved: &[&Correction]) -> Option<u32> {
        let corrected = approved.iter().rev().find_map(|of| match of.corrected {
            Corrected::Headcount(people) => Some(people),
            Corrected::There(_) | Corrected::Away(_) => None,
        });
        let named: BTreeSet<_> = self.sheet.people.iter().map(|signed| &signed.who).collect();
        let named = u32::try_from(named.len()).ok().filter(|people| *people > 0);
        corrected.or(self.sheet.headcount).or(named)
    }

    /// Everybody on the sheet, once.
    fn people(&self, there: &Intervals) -> Vec<PersonRow> {
        let mut rows: Vec<PersonRow> = Vec::new();
        for signed in &self.sheet.people {
            let stay = Interval {
                from_ms: signed.since_ms,
                to_ms: signed.gone_ms.unwrap_or(self.live.to_ms),
            };
            let stay = [stay].into_iter().collect::<Intervals>().and(there);
            let known = rows
                .iter_mut()
                .find(|row| row.name == signed.who.name && row.role == signed.who.role);
            if let Some(row) = known {
                row.there = row.there.or(&stay);
                row.late_entry |= signed.late_entry;
            } else {
                rows.push(PersonRow {
                    name: signed.who.name.clone(),
                    role: signed.who.role.clone(),
                    there: stay,
                    late_entry: signed.late_entry,
                });
            }
        }
        rows
    }
}

fn corrected_presence(there: Intervals, approved: &[&Correction]) -> Intervals {
    approved
        .iter()
        .fold(there, |there, correction| match correction.corrected {
            Corrected::Headcount(_) => there,
            Corrected::There(time) => there.or(&[time].into_iter().collect()),
            Corrected::Away(time) => there.without(&[time].into_iter().collect()),
        })
}

/// How long after it was due something was there first; nothing where it never was. Time that the
/// server was away does not count.
fn late(due: &Intervals, there: &Intervals, outages: &Intervals) -> Option<i64> {
    let due_from_ms = due.first()?.from_ms;
    let came_ms = there.and(&from(due_from_ms)).first()?.from_ms;
    let waited = Interval {
        from_ms: due_from_ms,
        to_ms: came_ms,
    };
    let waited: Intervals = [waited].into_iter().collect();
    Some(waited.without(outages).total_ms())
}

/// How long before the end of what it was due for something was gone; nothing where it never was
/// there while due.
fn early(due: &Intervals, there: &Intervals, outages: &Intervals) -> Option<i64> {
    there.and(due).last()?;
    let due_to_ms = due.last()?.to_ms;
    let until = Interval {
        from_ms: i64::MIN,
        to_ms: due_to_ms,
    };
    let went_ms = there.and(&[until].into_iter().collect()).last()?.to_ms;
    let missed = Interval {
        from_ms: went_ms,
        to_ms: due_to_ms,
    };
    let missed: Intervals = [missed].into_iter().collect();
    Some(missed.without(outages).total_ms())
}

fn from(from_ms: i64) -> Intervals {
    let to_ms = i64::MAX;
    [Interval { from_ms, to_ms }].into_iter().collect()
}
