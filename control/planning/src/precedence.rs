//! What comes before what: no item may come after itself, by way of others.

use std::collections::{BTreeMap, VecDeque};

/// An item that is to come after others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    /// Its number.
    pub item: i64,
    /// Its title.
    pub title: String,
    /// The items before it.
    pub after: Vec<i64>,
}

/// The shortest way from `item`, if it comes after the items `after`, back to itself: the followers
/// on it, each after the next, `item` itself left out. `None` where there is none.
#[must_use]
pub fn circle<'a>(item: i64, after: &[i64], others: &'a [Follower]) -> Option<Vec<&'a Follower>> {
    let followers: BTreeMap<i64, &Follower> =
        others.iter().map(|other| (other.item, other)).collect();
    let mut reached_from: BTreeMap<i64, Option<i64>> = BTreeMap::new();
    let mut next: VecDeque<(i64, Option<i64>)> = after.iter().map(|id| (*id, None)).collect();
    while let Some((here, from)) = next.pop_front() {
        if reached_from.contains_key(&here) {
            continue;
        }
        reached_from.insert(here, from);
        let Some(follower) = followers.get(&here) else {
            continue;
        };
        if follower.after.contains(&item) {
            let mut way = Vec::new();
            let mut step = Some(here);
            while let Some(id) = step {
                way.extend(followers.get(&id).copied());
                step = reached_from.get(&id).copied().flatten();
            }
            way.reverse();
            return Some(way);
        }
        next.extend(follower.after.iter().map(|before| (*before, Some(here))));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follower(item: i64, after: &[i64]) -> Follower {
        Follower {
            item,
            title: item.to_string(),
            after: after.to_vec(),
        }
    }

    fn way(item: i64, after: &[i64], others: &[Follower]) -> Option<Vec<i64>> {
        circle(item, after, others).map(|way| way.iter().map(|step| step.item).collect())
    }

    #[test]
    fn the_shortest_circle_is_found() {
        let others = [
            follower(2, &[3]),
            follower(3, &[4, 5]),
            follower(4, &[5]),
            follower(5, &[1]),
        ];
        assert_eq!(way(1, &[2], &others), Some(vec![2, 3, 5]));
        assert_eq!(way(1, &[2, 5], &others), Some(vec![5]));
    }

    #[test]
    fn a_chain_and_a_fork_are_no_circle() {
        let others = [follower(2, &[3, 4]), follower(3, &[4]), follower(6, &[1])];
        assert_eq!(way(1, &[2, 3], &others), None);
        assert_eq!(way(1, &[], &others), None);
    }

    #[test]
    fn a_circle_of_others_ends_the_search() {
        let others = [follower(2, &[3]), follower(3, &[2])];
        assert_eq!(way(1, &[2], &others), None);
    }
}
