//! Stretches of time, and sets of them.

use serde::{Deserialize, Serialize};

/// From one moment up to another, which is not part of it. Unix milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Interval {
    /// The first millisecond.
    pub from_ms: i64,
    /// The first millisecond that is not part of it any more.
    pub to_ms: i64,
}

impl Interval {
    /// How long it is, in milliseconds.
    #[must_use]
    pub fn length_ms(self) -> i64 {
        self.to_ms.saturating_sub(self.from_ms).max(0)
    }

    fn is_empty(self) -> bool {
        self.to_ms <= self.from_ms
    }
}

/// Intervals that neither touch nor overlap, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(transparent)]
pub struct Intervals(Vec<Interval>);

impl FromIterator<Interval> for Intervals {
    /// The time that any of them covers.
    fn from_iter<T: IntoIterator<Item = Interval>>(intervals: T) -> Self {
        let mut sorted: Vec<_> = intervals.into_iter().filter(|of| !of.is_empty()).collect();
        sorted.sort_by_key(|of| of.from_ms);
        let mut united: Vec<Interval> = Vec::with_capacity(sorted.len());
        for next in sorted {
            match united.last_mut() {
                Some(last) if next.from_ms <= last.to_ms => last.to_ms = last.to_ms.max(next.to_ms),
                _ => united.push(next),
            }
        }
        Self(united)
    }
}

impl Intervals {
    /// The intervals in order.
    pub fn iter(&self) -> impl Iterator<Item = Interval> {
        self.0.iter().copied()
    }

    /// The first one.
    #[must_use]
    pub fn first(&self) -> Option<Interval> {
        self.0.first().copied()
    }

    /// The last one.
    #[must_use]
    pub fn last(&self) -> Option<Interval> {
        self.0.last().copied()
    }

    /// True where there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// How long they are together, in milliseconds.
    #[must_use]
    pub fn total_ms(&self) -> i64 {
        self.iter().map(Interval::length_ms).sum()
    }

    /// The time covered by this and that.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let mut both = Vec::new();
        for one in &self.0 {
            for of in &other.0 {
                both.push(Interval {
                    from_ms: one.from_ms.max(of.from_ms),
                    to_ms: one.to_ms.min(of.to_ms),
                });
            }
        }
        both.into_iter().collect()
    }

    /// The time covered by this or that.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        self.iter().chain(other.iter()).collect()
    }

    /// The time covered by this and not by that.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut left = Vec::new();
        for one in &self.0 {
            let mut from_ms = one.from_ms;
            for gap in &other.0 {
                left.push(Interval {
                    from_ms,
                    to_ms: one.to_ms.min(gap.from_ms),
                });
                from_ms = from_ms.max(gap.to_ms);
            }
            left.push(Interval {
                from_ms,
                to_ms: one.to_ms,
            });
        }
        left.into_iter().collect()
    }

    /// The same with every gap shorter than `gap_ms` filled.
    #[must_use]
    pub fn bridged(&self, gap_ms: i64) -> Self {
        let mut bridged: Vec<Interval> = Vec::with_capacity(self.0.len());
        for next in &self.0 {
            match bridged.last_mut() {
                Some(last) if next.from_ms - last.to_ms < gap_ms => last.to_ms = next.to_ms,
                _ => bridged.push(*next),
            }
        }
        Self(bridged)
    }
}

/// Follows something that is on or off over time.
#[derive(Debug, Clone, Default)]
pub(super) struct Course {
    since_ms: Option<i64>,
    was: Vec<Interval>,
}

impl Course {
    /// It is on, or off, from now on.
    pub(super) fn turn(&mut self, on: bool, at_ms: i64) {
        match (self.since_ms, on) {
            (None, true) => self.since_ms = Some(at_ms),
            (Some(from_ms), false) => {
                self.since_ms = None;
                self.was.push(Interval {
                    from_ms,
                    to_ms: at_ms,
                });
            }
            (None, false) | (Some(_), true) => {}
        }
    }

    /// When it was on, up to `until_ms`.
    pub(super) fn until(mut self, until_ms: i64) -> Intervals {
        self.turn(false, until_ms);
        self.was.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn intervals(of: &[(i64, i64)]) -> Intervals {
        of.iter()
            .map(|(from_ms, to_ms)| Interval {
                from_ms: *from_ms,
                to_ms: *to_ms,
            })
            .collect()
    }

    fn covers(of: &Intervals, at_ms: i64) -> bool {
        of.iter().any(|i| (i.from_ms..i.to_ms).contains(&at_ms))
    }

    fn any_intervals() -> impl Strategy<Value = Intervals> {
        prop::collection::vec((0..100_i64, 0..20_i64), 0..8).prop_map(|pairs| {
            let pairs: Vec<_> = pairs
                .iter()
                .map(|(from, long)| (*from, from + long))
                .collect();
            intervals(&pairs)
        })
    }

    #[test]
    fn a_gap_is_bridged_where_it_is_shorter_and_not_where_it_is_as_long() {
        let of = intervals(&[(0, 10), (19, 30), (40, 50)]);
        assert_eq!(of.bridged(10), intervals(&[(0, 30), (40, 50)]));
    }

    proptest! {
        #[test]
        fn sets_of_time_are_what_they_are_at_every_moment(
            a in any_intervals(),
            b in any_intervals(),
        ) {
            for at in 0..130 {
                let (in_a, in_b) = (covers(&a, at), covers(&b, at));
                prop_assert_eq!(covers(&a.and(&b), at), in_a && in_b);
                prop_assert_eq!(covers(&a.or(&b), at), in_a || in_b);
                prop_assert_eq!(covers(&a.without(&b), at), in_a && !in_b);
            }
        }
    }
}
