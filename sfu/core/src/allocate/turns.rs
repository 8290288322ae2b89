//! Who of a wall that does not fit as a whole is shown: every tile in turn, one change at a time.

use std::time::{Duration, Instant};

/// So often one tile gives its place to the one that has waited longest. Each turn costs a key
/// frame of one source.
const TURN: Duration = Duration::from_secs(3);

/// A wall tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tile {
    pub(crate) slot: usize,
    pub(crate) is_shown: bool,
    /// Since when it is shown, or waits.
    pub(crate) since: Option<Instant>,
}

/// Whose turn it is.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    next_at: Option<Instant>,
}

impl Turns {
    /// Appends the slots of `tiles` to `ranking`, who is to be shown first. Returns the slot that
    /// takes another's place now, if any.
    pub(crate) fn rank(
        &mut self,
        now: Instant,
        tiles: &mut [Tile],
        ranking: &mut Vec<usize>,
    ) -> Option<usize> {
        // Shown ones keep their place; among them the newest first, so that the last is the one
        // shown longest. Waiting ones follow, who waited longest first.
        tiles.sort_by(|a, b| {
            let by_age = if a.is_shown {
                b.since.cmp(&a.since)
            } else {
                a.since.cmp(&b.since)
            };
            b.is_shown
                .cmp(&a.is_shown)
                .then(by_age)
                .then(a.slot.cmp(&b.slot))
        });
        let shown = tiles.iter().filter(|tile| tile.is_shown).count();
        let taker = self.due(now, shown > 0 && shown < tiles.len());
        let (shown, waiting) = tiles.split_at(shown);
        match (taker, shown.split_last(), waiting.split_first()) {
            (true, Some((giver, kept)), Some((taker, others))) => {
                ranking.extend(kept.iter().map(|tile| tile.slot));
                ranking.push(taker.slot);
                ranking.push(giver.slot);
                ranking.extend(others.iter().map(|tile| tile.slot));
                Some(taker.slot)
            }
            (_, _, _) => {
                ranking.extend(shown.iter().chain(waiting).map(|tile| tile.slot));
                None
            }
        }
    }

    fn due(&mut self, now: Instant, is_scarce: bool) -> bool {
        if !is_scarce {
            self.next_at = None;
            return false;
        }
        let next_at = *self.next_at.get_or_insert(now + TURN);
        let is_due = now >= next_at;
        if is_due {
            self.next_at = Some(now + TURN);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    fn rank(turns: &mut Turns, now: Instant, tiles: &[(bool, u64)]) -> (Vec<usize>, Option<usize>) {
        let start = clock();
        let mut tiles: Vec<_> = tiles
            .iter()
            .enumerate()
            .map(|(slot, (is_shown, since_s))| Tile {
                slot,
                is_shown: *is_shown,
                since: Some(start + Duration::from_secs(*since_s)),
            })
            .collect();
        let mut ranking = Vec::new();
        let taker = turns.rank(now, &mut tiles, &mut ranking);
        (ranking, taker)
    }

    #[test]
    fn who_waited_longest_takes_the_place_of_who_was_shown_longest() {
        let now = clock() + Duration::from_secs(100);
        let mut turns = Turns::default();
        let tiles = [(true, 3), (false, 9), (true, 5), (false, 7)];
        assert_eq!(rank(&mut turns, now, &tiles), (vec![2, 0, 3, 1], None));
        let later = now + TURN;
        assert_eq!(rank(&mut turns, later, &tiles), (vec![2, 3, 0, 1], Some(3)));
        assert_eq!(rank(&mut turns, later, &tiles), (vec![2, 0, 3, 1], None));
    }

    #[test]
    fn a_wall_that_fits_has_no_turns() {
        let now = clock();
        let mut turns = Turns::default();
        let tiles = [(true, 0), (true, 0)];
        assert_eq!(rank(&mut turns, now, &tiles).1, None);
        assert_eq!(rank(&mut turns, now + TURN * 2, &tiles).1, None);
    }
}
