//! A set of a problem's items or windows, by their places, as one machine word.

use std::fmt;

/// A set of items by place, below [`crate::problem::ITEMS_MAX`].
pub(crate) type ItemSet = Places;
/// A set of windows by place, below [`crate::problem::WINDOWS_MAX`].
pub(crate) type WindowSet = Places;

/// A set of places below 128.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Places(u128);

impl Places {
    /// Nothing.
    pub(crate) const EMPTY: Self = Self(0);

    /// One place alone.
    pub(crate) fn only(at: usize) -> Self {
        Self(
            u32::try_from(at)
                .ok()
                .and_then(|at| 1u128.checked_shl(at))
                .unwrap_or(0),
        )
    }

    pub(crate) fn contains(self, at: usize) -> bool {
        self.meets(Self::only(at))
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many.
    pub(crate) fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    pub(crate) fn with(self, at: usize) -> Self {
        self.or(Self::only(at))
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether anything is in both.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether all of it is in the other.
    pub(crate) fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// The places in it, ascending.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            (left != 0).then(|| {
                let at = left.trailing_zeros() as usize;
                left &= left - 1;
                at
            })
        })
    }
}

impl FromIterator<usize> for Places {
    fn from_iter<I: IntoIterator<Item = usize>>(places: I) -> Self {
        places.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
