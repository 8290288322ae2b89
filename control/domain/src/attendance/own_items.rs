//! When each item really ran, and for which venues.

use std::collections::BTreeMap;

use super::interval::{Course, Interval, Intervals};
use super::timeline::{Moment, What};
use crate::agenda::{AgendaItem, ItemNumber};
use crate::session_log::Event;
use crate::venue::VenueNumber;

/// Milliseconds in a minute.
const MINUTE_MS: i64 = 60_000;

/// An item and the time it had.
#[derive(Debug, Clone)]
pub(super) struct RunItem {
    pub(super) item: AgendaItem,
    pub(super) skipped: bool,
    /// When it ran; where the chair began none of the items, when it was planned to.
    pub(super) ran: Intervals,
}

impl RunItem {
    pub(super) fn is_due(&self, venue: VenueNumber) -> bool {
        self.item.due.iter().any(|due| due.venue == venue)
    }
}

/// The items of a session that lasted from and to these times, in Unix milliseconds.
pub(super) fn run_items(moments: &[Moment<'_>], live: Interval) -> Vec<RunItem> {
    let mut items: Vec<AgendaItem> = Vec::new();
    let mut courses: BTreeMap<ItemNumber, Course> = BTreeMap::new();
    let mut skipped = Vec::new();
    for moment in moments {
        let What::Event(event) = moment.what else {
            continue;
        };
        if let Event::AgendaSet { items: set } = event {
            items.clone_from(set);
        } else if let Event::ItemStarted { item, .. } = event {
            for course in courses.values_mut() {
                course.turn(false, moment.at_ms);
            }
            courses.entry(*item).or_default().turn(true, moment.at_ms);
            skipped.retain(|of| of != item);
        } else if let Event::ItemEnded { item, .. } = event {
            courses.entry(*item).or_default().turn(false, moment.at_ms);
        } else if let Event::ItemSkipped { item, .. } = event {
            skipped.push(*item);
        }
    }
    let none_began = courses.is_empty();
    let whole: Intervals = [live].into_iter().collect();
    items
        .into_iter()
        .map(|item| {
            let skipped = skipped.contains(&item.number);
            let ran = if none_began && !skipped {
                let planned = Interval {
                    from_ms: item.planned_start_ms,
                    to_ms: item.planned_start_ms + i64::from(item.minutes) * MINUTE_MS,
                };
                [planned].into_iter().collect()
            } else {
                let course = courses.remove(&item.number).unwrap_or_default();
                course.until(live.to_ms)
            };
            RunItem {
                ran: ran.and(&whole),
                item,
                skipped,
            }
        })
        .collect()
}

/// When a venue had to be there: during its own items, never before its first was planned to
/// begin; the whole session where there is no run of show.
pub(super) fn due(items: &[RunItem], venue: VenueNumber, live: Interval) -> Intervals {
    if items.is_empty() {
        return [live].into_iter().collect();
    }
    let own = || items.iter().filter(|item| item.is_due(venue));
    let join_at = own().map(|item| item.item.planned_start_ms).min();
    own()
        .flat_map(|item| item.ran.iter())
        .map(|ran| Interval {
            from_ms: join_at.map_or(ran.from_ms, |join_at| ran.from_ms.max(join_at)),
            ..ran
        })
        .collect()
}
