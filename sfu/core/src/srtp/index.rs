//! Packet indices: what the 16 bits on the wire stand for, and which were seen before.

/// The index of a packet with sequence number `sequence`, given the highest index so far
/// (RFC 3711 §3.3.1): the one nearest to it.
pub(crate) fn extend(highest: u64, sequence: u16) -> u64 {
    let low = (highest & 0xffff) as u16;
    let ahead = sequence.wrapping_sub(low);
    if ahead < 0x8000 {
        highest + u64::from(ahead)
    } else {
        // Behind; before the very first packet there is nothing to be behind of.
        let behind = u64::from(low.wrapping_sub(sequence));
        highest
            .checked_sub(behind)
            .unwrap_or(highest + u64::from(ahead))
    }
}

/// Which of the last [`ReplayWindow::LEN`] indices were accepted (RFC 3711 §3.3.2).
#[derive(Debug, Clone)]
pub(crate) struct ReplayWindow {
    highest: Option<u64>,
    seen: [u64; Self::WORDS],
}

impl ReplayWindow {
    const WORDS: usize = 16;
    /// How far behind the highest index a packet may come: a burst of retransmissions after a
    /// second of loss still fits.
    pub(crate) const LEN: u64 = Self::WORDS as u64 * 64;

    pub(crate) fn new() -> Self {
        Self {
            highest: None,
            seen: [0; Self::WORDS],
        }
    }

    /// Highest index accepted so far.
    pub(crate) fn highest(&self) -> Option<u64> {
        self.highest
    }

    /// True if `index` is neither too old nor seen.
    pub(crate) fn is_new(&self, index: u64) -> bool {
        match self.highest {
            None => true,
            Some(highest) if index > highest => true,
            Some(highest) => highest - index < Self::LEN && self.word(index) & bit(index) == 0,
        }
    }

    /// Marks an authenticated `index` as seen.
    pub(crate) fn accept(&mut self, index: u64) {
        match self.highest {
            Some(highest) if index <= highest => {}
            Some(highest) => {
                for passed in (highest + 1..=index).rev().take(Self::LEN as usize) {
                    *self.word_mut(passed) &= !bit(passed);
                }
                self.highest = Some(index);
            }
            None => self.highest = Some(index),
        }
        *self.word_mut(index) |= bit(index);
    }

    fn word(&self, index: u64) -> u64 {
        self.seen
            .get((index / 64) as usize % Self::WORDS)
            .copied()
            .unwrap_or(0)
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "the index is taken modulo the length"
    )]
    fn word_mut(&mut self, index: u64) -> &mut u64 {
        &mut self.seen[(index / 64) as usize % Self::WORDS]
    }
}

fn bit(index: u64) -> u64 {
    1 << (index % 64)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_nearest_index_is_chosen_around_a_wrap() {
        assert_eq!(extend(65_535, 0), 65_536);
        assert_eq!(extend(65_536, 65_535), 65_535);
        assert_eq!(extend(0, 1), 1);
        assert_eq!(extend(0, 65_535), 65_535, "nothing is before the first");
        assert_eq!(extend(131_072 + 5, 3), 131_072 + 3);
    }

    proptest! {
        #[test]
        fn the_window_agrees_with_a_set(steps in prop::collection::vec((0u64..3000, any::<bool>()), 1..300)) {
            let mut window = ReplayWindow::new();
            let mut seen = BTreeSet::new();
            let mut base = 5_000u64;
            for (offset, far) in steps {
                let index = if far { base + offset } else { base.saturating_sub(offset) };
                let highest = seen.last().copied();
                let expected = !seen.contains(&index)
                    && highest.is_none_or(|highest| index > highest || highest - index < ReplayWindow::LEN);
                prop_assert_eq!(window.is_new(index), expected);
                if expected {
                    window.accept(index);
                    seen.insert(index);
                    base = *seen.last().unwrap();
                }
            }
        }
    }
}
