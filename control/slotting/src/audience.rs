//! Who an item is for: a set of (venue × role), and how many people that is.

use serde::{Deserialize, Serialize};

/// Roles an audience can name.
pub const ROLES_MAX: usize = 16;
/// Venues an audience can name, the main venue included.
pub const VENUES_MAX: usize = 64;

/// A role at a committee, by number: 书记, 主任, 民政社工 and so on. Below [`ROLES_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Role(pub u8);

/// A set of venues as one machine word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Venues(pub u64);

impl Venues {
    /// The venues of these numbers; numbers from [`VENUES_MAX`] on are not representable and left out.
    #[must_use]
    pub fn of(numbers: impl IntoIterator<Item = u8>) -> Self {
        Self(
            numbers
                .into_iter()
                .filter_map(|number| 1u64.checked_shl(u32::from(number)))
                .fold(0, |set, bit| set | bit),
        )
    }
}

/// A set of (venue × role): one word of venues for each role.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Audience([u64; ROLES_MAX]);

impl Audience {
    /// Adds a role at some venues. A role from [`ROLES_MAX`] on is not representable and left out.
    #[must_use]
    pub fn with(mut self, role: Role, venues: Venues) -> Self {
        if let Some(word) = self.0.get_mut(usize::from(role.0)) {
            *word |= venues.0;
        }
        self
    }

    /// Whether nobody is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Those in both.
    #[must_use]
    pub fn shared_with(&self, other: &Self) -> Self {
        self.combined(other, |a, b| a & b)
    }

    /// Those in either.
    #[must_use]
    pub fn joined_with(&self, other: &Self) -> Self {
        self.combined(other, |a, b| a | b)
    }

    /// Those in this one only.
    #[must_use]
    pub fn beyond(&self, other: &Self) -> Self {
        self.combined(other, |a, b| a & !b)
    }

    /// Every (venue number, role) in it.
    pub fn places(&self) -> impl Iterator<Item = (u8, Role)> + '_ {
        (0u8..).zip(self.0).flat_map(|(role, word)| {
            (0..64u8)
                .filter(move |venue| word >> venue & 1 == 1)
                .map(move |venue| (venue, Role(role)))
        })
    }

    fn combined(&self, other: &Self, with: impl Fn(u64, u64) -> u64) -> Self {
        let mut words = [0; ROLES_MAX];
        for (word, (a, b)) in words.iter_mut().zip(self.0.iter().zip(&other.0)) {
            *word = with(*a, *b);
        }
        Self(words)
    }
}

/// How many people hold each role at each venue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// (venue number, role) → people; a pair that is absent has nobody.
    headcounts: Vec<(u8, Role, u16)>,
}

impl Roster {
    /// A roster from its rows; a later row for the same pair replaces an earlier one.
    #[must_use]
    pub fn of(rows: impl IntoIterator<Item = (u8, Role, u16)>) -> Self {
        let mut headcounts: Vec<(u8, Role, u16)> = Vec::new();
        for (venue, role, people) in rows {
            match headcounts.binary_search_by_key(&(venue, role), |row| (row.0, row.1)) {
                Ok(at) => {
                    if let Some(row) = headcounts.get_mut(at) {
                        row.2 = people;
                    }
                }
                Err(at) => headcounts.insert(at, (venue, role, people)),
            }
        }
        Self { headcounts }
    }

    /// People with that role at that venue.
    #[must_use]
    pub fn people_at(&self, venue: u8, role: Role) -> u32 {
        self.headcounts
            .binary_search_by_key(&(venue, role), |row| (row.0, row.1))
            .ok()
            .and_then(|at| self.headcounts.get(at))
            .map_or(0, |row| u32::from(row.2))
    }

    /// People in an audience.
    #[must_use]
    pub fn people(&self, audience: &Audience) -> u32 {
        audience
            .places()
            .map(|(venue, role)| self.people_at(venue, role))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRETARY: Role = Role(0);
    const CIVIL_AFFAIRS: Role = Role(3);

    #[test]
    fn people_are_counted_by_venue_and_role() {
        let roster = Roster::of([
            (1, SECRETARY, 1),
            (1, CIVIL_AFFAIRS, 2),
            (2, CIVIL_AFFAIRS, 1),
            (2, CIVIL_AFFAIRS, 3),
        ]);
        let social_workers = Audience::default().with(CIVIL_AFFAIRS, Venues::of([1, 2, 3]));
        assert_eq!(roster.people(&social_workers), 5);
        let secretaries = Audience::default().with(SECRETARY, Venues::of([1]));
        assert_eq!(roster.people(&social_workers.joined_with(&secretaries)), 6);
        assert!(social_workers.shared_with(&secretaries).is_empty());
        assert_eq!(social_workers.beyond(&secretaries), social_workers);
    }

    #[test]
    fn the_last_venue_and_role_are_representable() {
        let corner = Audience::default().with(Role(15), Venues::of([63]));
        assert_eq!(corner.places().collect::<Vec<_>>(), [(63, Role(15))]);
        assert!(
            Audience::default()
                .with(Role(16), Venues::of([64]))
                .is_empty()
        );
    }
}
