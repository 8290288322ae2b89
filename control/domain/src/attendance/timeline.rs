//! The log in the order in which things happened.
//!
//! Entries are numbered in the order they were written. A fact that a media node delivered late
//! carries the node's time and belongs where it happened; everything else happened when it was
//! written. The server's clock may be set while a session runs: set back, its entries are taken to
//! have happened at the latest time before, until it has caught up. A fact cannot have happened
//! after the next entry of the server itself, nor before the media connection that it is about
//! began.
//!
//! Where the control plane stopped, nothing says when, except that it was there for its last entry
//! before ([`Event::StillLive`] is written for that). Pages are counted as lost from then on; media
//! that a node of the same life went on with is not.

use std::collections::{BTreeMap, BTreeSet};

use crate::session_log::{Event, SeatNumber};

/// An entry of a session's log, as attendance reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// 1, 2, 3 … within the session.
    pub number: i64,
    /// As it was written, in Unix milliseconds.
    pub at_ms: i64,
    /// The node's birth and the number of the fact it began as, where it did.
    pub source: Option<(i64, i64)>,
    /// What happened.
    pub event: Event,
}

/// What took effect at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What<'a> {
    /// An event of the log.
    Event(&'a Event),
    /// The control plane stopped.
    ServerLost,
    /// The node that stopped with it had all media connections.
    MediaLost,
}

/// Something at the time it took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment<'a> {
    pub(super) at_ms: i64,
    pub(super) number: i64,
    pub(super) what: What<'a>,
}

/// Puts a log, whole, in any order, with entries that stand twice, in the order of what happened.
pub(super) fn moments(log: &[Logged]) -> Vec<Moment<'_>> {
    let entries = once_each(log);
    let times = times(&entries);
    let mut moments = Vec::with_capacity(entries.len());
    let mut stopped: Option<(i64, i64)> = None;
    let mut birth = None;
    let mut last_sign: Option<i64> = None;
    for (entry, placed) in entries.iter().zip(times) {
        if entry.event == Event::Reopened {
            let at_ms = last_sign.unwrap_or(placed.at_ms);
            stopped = Some((at_ms, entry.number));
            moments.push(Moment {
                at_ms,
                number: entry.number,
                what: What::ServerLost,
            });
        } else if let Event::NodeLinked { birth: linked } = entry.event {
            if let Some((at_ms, number)) = stopped.take()
                && birth.is_some_and(|birth| birth != linked)
            {
                moments.push(Moment {
                    at_ms,
                    number,
                    what: What::MediaLost,
                });
            }
            birth = Some(linked);
        }
        last_sign = last_sign.max(Some(placed.at_ms));
        moments.push(Moment {
            at_ms: placed.at_ms,
            number: placed.number,
            what: What::Event(&entry.event),
        });
    }
    moments.sort_by_key(|moment| (moment.at_ms, moment.number));
    moments
}

/// Every entry and every fact once, by number.
fn once_each(log: &[Logged]) -> Vec<&Logged> {
    let mut by_number: BTreeMap<i64, &Logged> = BTreeMap::new();
    for entry in log {
        by_number.entry(entry.number).or_insert(entry);
    }
    let mut sources = BTreeSet::new();
    by_number
        .into_values()
        .filter(|entry| entry.source.is_none_or(|source| sources.insert(source)))
        .collect()
}

/// For each entry the time of the next one that is not a node's fact, as written.
fn next_written(entries: &[&Logged]) -> Vec<Option<i64>> {
    let mut next = None;
    let mut times: Vec<_> = entries
        .iter()
        .rev()
        .map(|entry| {
            let after = next;
            if entry.source.is_none() {
                next = Some(entry.at_ms);
            }
            after
        })
        .collect();
    times.reverse();
    times
}

/// Where an entry stands: its time, and its number among those of the same time.
#[derive(Debug, Clone, Copy)]
struct Placed {
    at_ms: i64,
    number: i64,
}

/// Places every entry. The server's own time never goes back; a node's facts keep the order in
/// which it numbered them, whatever order they came in.
fn times(entries: &[&Logged]) -> Vec<Placed> {
    let mut last_ms: Option<i64> = None;
    let mut media_began_ms: BTreeMap<SeatNumber, i64> = BTreeMap::new();
    let mut facts: BTreeMap<i64, Vec<(i64, usize)>> = BTreeMap::new();
    let mut placed = Vec::with_capacity(entries.len());
    let next_written = next_written(entries);
    for (index, (entry, next_ms)) in entries.iter().zip(next_written).enumerate() {
        let at_ms = if let Some((birth, fact)) = entry.source {
            facts.entry(birth).or_default().push((fact, index));
            let seat = entry.event.seat();
            let began = seat.and_then(|(seat, _)| media_began_ms.get(&seat));
            // The next entry may have been written on a clock that was set back.
            let not_after = next_ms.map(|at_ms| last_ms.map_or(at_ms, |last| at_ms.max(last)));
            let at_ms = not_after.map_or(entry.at_ms, |latest| entry.at_ms.min(latest));
            began.map_or(at_ms, |began| at_ms.max(*began))
        } else {
            let at_ms = last_ms.map_or(entry.at_ms, |last| last.max(entry.at_ms));
            last_ms = Some(at_ms);
            if let Event::MediaStarted { seat, .. } = entry.event {
                media_began_ms.insert(seat, at_ms);
            }
            at_ms
        };
        placed.push(Placed {
            at_ms,
            number: entry.number,
        });
    }
    for mut of_birth in facts.into_values() {
        let mut numbers: Vec<_> = of_birth
            .iter()
            .filter_map(|(_, index)| placed.get(*index).map(|place| place.number))
            .collect();
        numbers.sort_unstable();
        of_birth.sort_unstable();
        let mut last_ms = i64::MIN;
        for ((_, index), number) in of_birth.into_iter().zip(numbers) {
            if let Some(place) = placed.get_mut(index) {
                last_ms = last_ms.max(place.at_ms);
                *place = Placed {
                    at_ms: last_ms,
                    number,
                };
            }
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Lines;

    fn logged(number: i64, at_ms: i64, fact: Option<i64>, event: Event) -> Logged {
        Logged {
            number,
            at_ms,
            source: fact.map(|fact| (1, fact)),
            event,
        }
    }

    fn times_of(log: &[Logged]) -> Vec<(i64, i64)> {
        moments(log)
            .iter()
            .map(|moment| (moment.number, moment.at_ms))
            .collect()
    }

    const LOST: Event = Event::MediaLost { seat: 1, venue: 3 };
    const BACK: Event = Event::MediaReturned { seat: 1, venue: 3 };

    #[test]
    fn a_late_fact_stands_where_it_happened_and_a_repeated_one_once() {
        let log = [
            logged(1, 10, None, Event::StillLive),
            logged(2, 90, None, Event::StillLive),
            logged(4, 60, Some(8), BACK),
            logged(3, 50, Some(7), LOST),
            logged(5, 50, Some(7), LOST),
        ];
        assert_eq!(times_of(&log), [(1, 10), (3, 50), (4, 60), (2, 90)]);
    }

    #[test]
    fn facts_keep_the_order_in_which_the_node_numbered_them() {
        let log = [
            logged(1, 10, None, Event::StillLive),
            logged(2, 40, Some(8), BACK),
            logged(3, 50, Some(7), LOST),
            logged(4, 90, None, Event::StillLive),
        ];
        let moments = moments(&log);
        let events: Vec<_> = moments.iter().map(|of| (of.at_ms, of.what)).collect();
        assert_eq!(
            events[1..3],
            [(50, What::Event(&LOST)), (50, What::Event(&BACK))]
        );
    }

    #[test]
    fn a_clock_that_is_set_back_stands_still_until_it_has_caught_up() {
        let live = |number, at_ms| logged(number, at_ms, None, Event::StillLive);
        let log = [live(1, 100), live(2, 40), live(3, 90), live(4, 120)];
        assert_eq!(times_of(&log), [(1, 100), (2, 100), (3, 100), (4, 120)]);
    }

    #[test]
    fn a_node_whose_clock_is_wrong_cannot_move_facts_beyond_what_frames_them() {
        let started = Event::MediaStarted {
            seat: 1,
            venue: 3,
            peer: 9,
            lines: Lines::default(),
        };
        let log = [
            logged(1, 100, None, started),
            logged(2, 20, Some(1), LOST),
            logged(3, 900, Some(2), BACK),
            logged(4, 200, None, Event::StillLive),
        ];
        assert_eq!(times_of(&log), [(1, 100), (2, 100), (3, 200), (4, 200)]);
    }

    #[test]
    fn an_outage_begins_with_the_last_sign_of_life() {
        let log = [
            logged(1, 10, None, Event::NodeLinked { birth: 1 }),
            logged(2, 60, None, Event::StillLive),
            logged(3, 500, None, Event::Reopened),
            logged(4, 510, None, Event::NodeLinked { birth: 2 }),
        ];
        let whats: Vec<_> = moments(&log)
            .iter()
            .map(|moment| (moment.at_ms, moment.what))
            .collect();
        assert_eq!(whats[2], (60, What::ServerLost));
        assert_eq!(whats[3], (60, What::MediaLost));
    }
}
