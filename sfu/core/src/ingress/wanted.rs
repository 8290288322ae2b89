//! Which layers of a picture somebody needs, and what the publisher was told of it.

use std::time::{Duration, Instant};

use sfu_wire::Layer;

use super::track::{LAYERS, layer_index};

/// A layer is let go only when nobody has needed it for so long: switches come in pairs, there and
/// back, and each new start costs a key frame.
const KEPT_FOR: Duration = Duration::from_secs(5);

/// The need for each layer of one track.
#[derive(Debug)]
pub(crate) struct Wanted {
    needed_at: [Instant; LAYERS],
    told: [bool; LAYERS],
}

impl Wanted {
    /// A publisher that was told nothing sends every layer.
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            needed_at: [now; LAYERS],
            told: [true; LAYERS],
        }
    }

    /// Somebody needs a layer.
    pub(crate) fn need(&mut self, now: Instant, layer: Layer) {
        if let Some(at) = self.needed_at.get_mut(layer_index(layer)) {
            *at = now;
        }
    }

    /// What the publisher has to be told now: low, high. `None` if that is no news.
    pub(crate) fn poll(&mut self, now: Instant) -> Option<[bool; LAYERS]> {
        let wanted = self
            .needed_at
            .map(|at| now.saturating_duration_since(at) < KEPT_FOR);
        (std::mem::replace(&mut self.told, wanted) != wanted).then_some(wanted)
    }

    /// True while the publisher was told that nobody needs anything.
    pub(crate) fn is_resting(&self) -> bool {
        self.told == [false; LAYERS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    #[test]
    fn a_layer_is_wanted_at_once_and_let_go_late() {
        let start = clock();
        let mut wanted = Wanted::new(start);
        let at = |ms| start + Duration::from_millis(ms);
        assert_eq!(wanted.poll(at(0)), None, "both are on from the start");
        wanted.need(at(1_000), Layer::Low);
        assert_eq!(wanted.poll(at(5_000)), Some([true, false]));
        assert_eq!(wanted.poll(at(5_900)), None);
        wanted.need(at(5_950), Layer::High);
        assert_eq!(wanted.poll(at(5_950)), Some([true, true]));
        assert_eq!(wanted.poll(at(6_000)), Some([false, true]));
        assert!(!wanted.is_resting());
        assert_eq!(wanted.poll(at(10_950)), Some([false, false]));
        assert!(wanted.is_resting());
    }
}
