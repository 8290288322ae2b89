//! What makes each synthetic venue recognisable: its colour and its tone.
//!
//! The clips are drawn from here (`clips/make`) and the tests that sample pixels and sound compare
//! with it, so a tile that shows the wrong venue is seen by people and by programs alike.

use control_wire::VenueNumber;

/// How many venues have a clip: the main venue (0) and 33 branch venues.
pub const VENUES: usize = 34;

/// Steps of red and blue.
const COARSE: [u8; 3] = [28, 128, 228];

/// Steps of green, which both the eye and the codec's luma see best.
const FINE: [u8; 4] = [20, 92, 164, 236];

/// Stride through the 34 colours from one number to the next, coprime to 34: neighbours on the
/// wall, beside or below each other, get colours far apart.
const STRIDE: usize = 7;

/// Background colour of a venue's picture, as `[red, green, blue]` of 0–255.
///
/// The colours are 3 × 4 × 3 steps of red, green and blue without the darkest and the lightest,
/// which leaves 34 of them, 72 or more apart. They remain nearest to themselves even where a
/// decoder reads BT.601 pictures as BT.709. Numbers from 34 on repeat the colours from 0.
#[must_use]
pub fn colour(number: VenueNumber) -> [u8; 3] {
    // 0 is the darkest combination and 35 the lightest: both are left out.
    let combination = 1 + (usize::from(number) * STRIDE) % VENUES;
    let step = |steps: &'static [u8], index: usize| steps.get(index).copied().unwrap_or_default();
    [
        step(&COARSE, combination / 3 % 3),
        step(&FINE, combination / 9),
        step(&COARSE, combination % 3),
    ]
}

/// Frequency of a venue's tone, in hertz: 300 Hz for the main venue, 30 Hz more for each number.
///
/// Whole hertz, so that the tone runs on without a click where the clip's four seconds begin
/// again.
#[must_use]
pub fn tone_hz(number: VenueNumber) -> u32 {
    300 + 30 * (u32::from(number) % VENUES as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance_squared(a: [u8; 3], b: [u8; 3]) -> i32 {
        a.iter()
            .zip(b)
            .map(|(&a, b)| (i32::from(a) - i32::from(b)).pow(2))
            .sum()
    }

    #[test]
    fn every_two_venues_have_colours_far_apart() {
        for a in 0..34 {
            for b in 0..a {
                assert!(
                    distance_squared(colour(a), colour(b)) >= 72 * 72,
                    "{a} and {b}"
                );
            }
        }
    }

    #[test]
    fn neighbours_on_the_wall_have_colours_very_far_apart() {
        for number in 0..33 {
            assert!(distance_squared(colour(number), colour(number + 1)) >= 150 * 150);
        }
        for number in 0..27 {
            assert!(distance_squared(colour(number), colour(number + 7)) >= 150 * 150);
        }
    }

    #[test]
    fn every_two_venues_have_tones_thirty_hertz_apart() {
        for number in 0..33 {
            assert_eq!(tone_hz(number) + 30, tone_hz(number + 1));
        }
    }
}
