//! Who speaks: how loud a sound is, from the level that each of its packets carries (RFC 6464), and
//! the order of those who do.

use std::time::{Duration, Instant};

/// Share of the newest packet in the average: of packets of 20 ms, about the last fifth of a second
/// counts.
const NEWEST_SHARE: f64 = 0.1;

/// Louder than this, in dB below the loudest there is, is speech; a quiet office is below −60.
const SPEECH_DBOV: f64 = -50.0;

/// Who paused for less than this still speaks.
const PAUSE_MAX: Duration = Duration::from_millis(1500);

/// Who comes in goes before somebody else only where he is louder by this, in dB.
const LOUDER_BY: f64 = 6.0;

/// Most who are named.
const NAMED_MAX: usize = 3;

/// Silence, in dB: the lowest level a packet can carry.
const SILENCE_DBOV: f64 = -127.0;

/// How loud one sound is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loudness {
    average_dbov: f64,
    spoke_at: Option<Instant>,
}

impl Loudness {
    pub(crate) const SILENT: Self = Self {
        average_dbov: SILENCE_DBOV,
        spoke_at: None,
    };

    /// A packet came with this element: seven bits of −dBov, and one that says nothing here.
    pub(crate) fn hear(&mut self, now: Instant, element: u8) {
        let level = -f64::from(element & 0x7f);
        self.average_dbov += NEWEST_SHARE * (level - self.average_dbov);
        if self.average_dbov > SPEECH_DBOV {
            self.spoke_at = Some(now);
        }
    }

    /// The average while somebody speaks; `None` while nobody does.
    pub(crate) fn speaking(&self, now: Instant) -> Option<f64> {
        let at = self.spoke_at?;
        (now.saturating_duration_since(at) < PAUSE_MAX).then_some(self.average_dbov)
    }
}

/// The speakers, loudest first: `before`, less who is quiet, and who is new. The order changes only
/// where somebody is clearly louder, so that two in a conversation do not change places with each
/// word.
pub(crate) fn order<Id: Copy + PartialEq>(before: &[Id], speaking: &[(Id, f64)]) -> Vec<Id> {
    let loudness = |id: Id| {
        speaking
            .iter()
            .find(|(speaker, _)| *speaker == id)
            .map(|(_, dbov)| *dbov)
    };
    let mut newcomers: Vec<(Id, f64)> = speaking
        .iter()
        .copied()
        .filter(|(speaker, _)| !before.contains(speaker))
        .collect();
    newcomers.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let kept = before.iter().filter_map(|id| Some((*id, loudness(*id)?)));
    let mut ordered: Vec<(Id, f64)> = Vec::with_capacity(speaking.len());
    for (id, dbov) in kept.chain(newcomers) {
        let place = ordered
            .iter()
            .position(|(_, other)| dbov > other + LOUDER_BY)
            .unwrap_or(ordered.len());
        ordered.insert(place, (id, dbov));
    }
    ordered.truncate(NAMED_MAX);
    ordered.into_iter().map(|(id, _)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    fn hear(loudness: &mut Loudness, now: &mut Instant, element: u8, packets: u32) {
        for _ in 0..packets {
            *now += Duration::from_millis(20);
            loudness.hear(*now, element);
        }
    }

    #[test]
    fn speech_is_heard_within_a_fifth_of_a_second_and_outlasts_a_pause() {
        let mut now = clock();
        let mut loudness = Loudness::SILENT;
        hear(&mut loudness, &mut now, 70, 100);
        assert_eq!(loudness.speaking(now), None, "an office");
        hear(&mut loudness, &mut now, 25, 10);
        assert!(loudness.speaking(now).is_some());
        hear(&mut loudness, &mut now, 70, 50);
        assert!(loudness.speaking(now).is_some(), "a breath");
        hear(&mut loudness, &mut now, 70, 60);
        assert_eq!(loudness.speaking(now), None);
    }

    #[test]
    fn a_click_is_not_speech() {
        let mut now = clock();
        let mut loudness = Loudness::SILENT;
        hear(&mut loudness, &mut now, 90, 50);
        hear(&mut loudness, &mut now, 0, 2);
        assert_eq!(loudness.speaking(now), None);
    }

    #[test]
    fn who_speaks_keeps_his_place_unless_clearly_outspoken() {
        assert_eq!(order(&[], &[(1, -40.0), (2, -30.0)]), [2, 1]);
        assert_eq!(order(&[1], &[(1, -30.0), (2, -27.0)]), [1, 2]);
        assert_eq!(order(&[1], &[(1, -30.0), (2, -20.0)]), [2, 1]);
        assert_eq!(order(&[1, 2], &[(2, -30.0)]), [2]);
        let four = [(1, -30.0), (2, -31.0), (3, -32.0), (4, -33.0)];
        assert_eq!(order(&[4], &four), [4, 1, 2]);
    }
}
