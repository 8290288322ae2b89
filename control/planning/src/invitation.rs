//! Who has to be at a planned meeting, from when until when: each venue and each person for their
//! own items only.

use std::fmt;

use control_domain::agenda::{AgendaItem, Due};
use control_wire::VenueNumber;

/// Milliseconds in a minute.
const MINUTE_MS: i64 = 60_000;

/// Whose appointment it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// A venue's.
    Venue(VenueNumber),
    /// A roster person's.
    Person(i64),
}

/// As it is stored: `venue-3`, `person-17`.
impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Venue(number) => write!(f, "venue-{number}"),
            Self::Person(id) => write!(f, "person-{id}"),
        }
    }
}

/// A person of a venue's roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitee {
    /// Their number.
    pub id: i64,
    /// Their venue.
    pub venue: VenueNumber,
    /// Their role there, by name: "书记".
    pub role: String,
}

/// When somebody has to be there, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment<'a> {
    /// Whose it is.
    pub owner: Owner,
    /// When their first item begins, in Unix milliseconds.
    pub joins_ms: i64,
    /// When their last item ends, in Unix milliseconds.
    pub leaves_ms: i64,
    /// Their items, in order.
    pub items: Vec<&'a AgendaItem>,
}

/// The appointments that a run of show makes: of each venue that is due for an item, and of each
/// person in a role that is.
#[must_use]
pub fn appointments<'a>(
    agenda: &'a [AgendaItem],
    venues: &[VenueNumber],
    people: &[Invitee],
) -> Vec<Appointment<'a>> {
    let of_venues = venues
        .iter()
        .filter_map(|venue| appointment(agenda, Owner::Venue(*venue), |due| due.venue == *venue));
    let of_people = people.iter().filter_map(|person| {
        appointment(agenda, Owner::Person(person.id), |due| {
            due.venue == person.venue && due.roles.contains(&person.role)
        })
    });
    of_venues.chain(of_people).collect()
}

fn appointment(
    agenda: &[AgendaItem],
    owner: Owner,
    concerns: impl Fn(&Due) -> bool,
) -> Option<Appointment<'_>> {
    let mut items: Vec<&AgendaItem> = agenda
        .iter()
        .filter(|item| item.due.iter().any(&concerns))
        .collect();
    items.sort_by_key(|item| item.planned_start_ms);
    let joins_ms = items.first()?.planned_start_ms;
    let leaves_ms = items.iter().map(|item| ends_ms(item)).max()?;
    Some(Appointment {
        owner,
        joins_ms,
        leaves_ms,
        items,
    })
}

/// When an item is to end, in Unix milliseconds.
#[must_use]
pub fn ends_ms(item: &AgendaItem) -> i64 {
    item.planned_start_ms + i64::from(item.minutes) * MINUTE_MS
}

#[cfg(test)]
mod tests {
    use control_domain::agenda::ItemKind;

    use super::*;

    fn item(number: u32, start_min: i64, minutes: u16, due: &[(VenueNumber, &str)]) -> AgendaItem {
        AgendaItem {
            number,
            planned_item: None,
            title: format!("事项{number}"),
            department: "党建办".to_owned(),
            kind: ItemKind::Discuss,
            minutes,
            presenter: String::new(),
            due: due
                .iter()
                .map(|(venue, role)| Due {
                    venue: *venue,
                    roles: vec![(*role).to_owned()],
                    people: 1,
                    people_by_role: Vec::new(),
                })
                .collect(),
            planned_start_ms: start_min * MINUTE_MS,
        }
    }

    #[test]
    fn everybody_joins_for_their_first_item_and_leaves_after_their_last() {
        let agenda = [
            item(1, 0, 10, &[(3, "书记"), (7, "书记")]),
            item(2, 10, 20, &[(3, "主任")]),
            item(3, 30, 15, &[(3, "书记")]),
        ];
        let people = [
            (1, 3, "书记"),
            (2, 3, "主任"),
            (3, 7, "书记"),
            (4, 7, "主任"),
        ]
        .map(|(id, venue, role)| Invitee {
            id,
            venue,
            role: role.to_owned(),
        });
        let made = appointments(&agenda, &[0, 3, 7], &people);
        let spans: Vec<(String, i64, i64, usize)> = made
            .iter()
            .map(|one| {
                let minutes = |ms| ms / MINUTE_MS;
                let (joins, leaves) = (minutes(one.joins_ms), minutes(one.leaves_ms));
                (one.owner.to_string(), joins, leaves, one.items.len())
            })
            .collect();
        assert_eq!(
            spans,
            [
                ("venue-3".to_owned(), 0, 45, 3),
                ("venue-7".to_owned(), 0, 10, 1),
                ("person-1".to_owned(), 0, 45, 2),
                ("person-2".to_owned(), 10, 30, 1),
                ("person-3".to_owned(), 0, 10, 1),
            ]
        );
    }
}
