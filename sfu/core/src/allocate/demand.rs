//! What the allocator is asked, and what it answers.

use sfu_wire::{Layer, Purpose};

use crate::estimate::Bitrate;

/// A layer that a slot could show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LayerOffer {
    pub(crate) layer: Layer,
    /// As measured of late; what it is configured for where it is not being sent.
    pub(crate) rate: Bitrate,
    /// Of the picture, in pixels; zero for sound.
    pub(crate) height_px: u32,
}

/// A slot of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Demand {
    pub(crate) role: Purpose,
    /// How high the page shows it, in device pixels; zero while it is not to be seen. Of no
    /// meaning for sound.
    pub(crate) height_px: u32,
    /// The low layer, or the only one; `None` if nothing is behind the slot.
    pub(crate) base: Option<LayerOffer>,
    /// The high layer, if there is one.
    pub(crate) high: Option<LayerOffer>,
}

/// Why nothing is forwarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pause {
    /// Nothing is behind the slot.
    Empty,
    /// The page does not show it.
    Hidden,
    /// It does not fit. The page says so: 网络较慢.
    Starved,
}

/// What becomes of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Forward(Layer),
    Paused(Pause),
}

/// A picture is enlarged by up to this factor before a higher layer is worth its bits.
const ENLARGED_MAX: f64 = 1.25;

impl Demand {
    /// True if there is something to show and somebody to see it.
    pub(crate) fn is_live(&self) -> bool {
        self.base.is_some() && (self.role == Purpose::Sound || self.height_px > 0)
    }

    /// The high layer, if the slot is large enough to show the difference.
    pub(crate) fn useful_high(&self) -> Option<LayerOffer> {
        let low = self.base?;
        let enough = f64::from(low.height_px) * ENLARGED_MAX;
        self.high.filter(|_| {
            self.role != Purpose::Sound && self.is_live() && f64::from(self.height_px) > enough
        })
    }

    /// What the slot would show if everything fitted: the high layer, or the low or only one.
    pub(crate) fn best_layer(&self) -> Option<Layer> {
        match self.useful_high() {
            Some(_) => Some(Layer::High),
            None => self.is_live().then_some(Layer::Low),
        }
    }

    /// What the slot would take if everything fitted.
    pub(crate) fn best_rate(&self) -> Bitrate {
        let best = self
            .useful_high()
            .or_else(|| self.base.filter(|_| self.is_live()));
        best.map_or(Bitrate::ZERO, |offer| offer.rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tile(height_px: u32) -> Demand {
        let offer = |layer, kbps, height_px| {
            Some(LayerOffer {
                layer,
                rate: Bitrate::kbps(kbps),
                height_px,
            })
        };
        Demand {
            role: Purpose::Tile,
            height_px,
            base: offer(Layer::Low, 150, 180),
            high: offer(Layer::High, 1500, 720),
        }
    }

    #[test]
    fn a_small_tile_has_no_use_for_the_high_layer() {
        assert_eq!(tile(154).useful_high(), None);
        assert_eq!(tile(154).best_rate(), Bitrate::kbps(150));
        assert_eq!(tile(720).best_rate(), Bitrate::kbps(1500));
    }

    #[test]
    fn what_is_not_seen_takes_nothing() {
        assert!(!tile(0).is_live());
        assert_eq!(tile(0).best_rate(), Bitrate::ZERO);
    }
}
