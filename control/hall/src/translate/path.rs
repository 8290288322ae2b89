//! A media path, as the node measures it and as people are told: rounded, so that a figure that
//! quivers is not told over and over.

use control_wire::signal::media::Transport;
use control_wire::signal::readiness::PathState;
use sfu_wire::PathQuality;

/// Step of a round trip, in milliseconds.
const ROUND_TRIP_STEP_MS: u32 = 10;
/// Step of a loss, in thousandths.
const LOSS_STEP_PERMILLE: u16 = 10;
/// Step of the headroom, in percent, and the most that is told.
const HEADROOM_STEP_PERCENT: u64 = 10;
const HEADROOM_PERCENT_MAX: u64 = 500;

pub(crate) fn state(quality: &PathQuality) -> PathState {
    let headroom = quality.estimate_bps.and_then(|estimate_bps| {
        let percent = estimate_bps
            .saturating_mul(100)
            .checked_div(quality.wanted_bps)?
            .min(HEADROOM_PERCENT_MAX);
        u16::try_from(percent / HEADROOM_STEP_PERCENT * HEADROOM_STEP_PERCENT).ok()
    });
    PathState {
        transport: match quality.transport {
            sfu_wire::Transport::Udp => Transport::Udp,
            sfu_wire::Transport::Tcp => Transport::Tcp,
        },
        round_trip_ms: quality
            .round_trip_ms
            .map(|ms| ms.div_ceil(ROUND_TRIP_STEP_MS) * ROUND_TRIP_STEP_MS),
        headroom_percent: headroom,
        lost_in_permille: loss(quality.lost_in_permille),
        lost_out_permille: loss(quality.lost_out_permille),
    }
}

fn loss(permille: u16) -> u16 {
    permille / LOSS_STEP_PERMILLE * LOSS_STEP_PERMILLE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quality(estimate_bps: Option<u64>, wanted_bps: u64) -> PathQuality {
        PathQuality {
            transport: sfu_wire::Transport::Udp,
            round_trip_ms: Some(23),
            estimate_bps,
            wanted_bps,
            lost_in_permille: 9,
            lost_out_permille: 57,
        }
    }

    #[test]
    fn figures_are_rounded_and_headroom_is_a_bounded_share() {
        let told = state(&quality(Some(1_270_000), 1_000_000));
        assert_eq!(told.round_trip_ms, Some(30));
        assert_eq!(told.headroom_percent, Some(120));
        assert_eq!((told.lost_in_permille, told.lost_out_permille), (0, 50));
        let headroom = |estimate, wanted| state(&quality(estimate, wanted)).headroom_percent;
        assert_eq!(headroom(Some(u64::MAX), 1), Some(500));
        assert_eq!(headroom(None, 1), None);
        assert_eq!(headroom(Some(1), 0), None, "nothing is wanted");
    }
}
