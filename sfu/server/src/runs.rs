//! Which datagrams of a batch leave in one send.
//!
//! UDP GSO takes one buffer, one address and one segment size, and cuts it into datagrams of that
//! size, the last of which may be shorter. A [`Run`] is what one such send can carry; [`Waves`]
//! puts the runs in the order they leave.

use std::net::SocketAddr;
use std::ops::Range;

/// Most datagrams in one run: `UDP_MAX_SEGMENTS` of Linux before 6.9.
pub(crate) const RUN_DATAGRAMS_MAX: u16 = 64;

/// Most bytes in one run: under the 65,507 that an IPv4 datagram's payload can have.
pub(crate) const RUN_BYTES_MAX: usize = 65_000;

/// Consecutive datagrams to one address, all of one size except that the last may be shorter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// Where they go.
    pub(crate) to: SocketAddr,
    /// Their bytes, in the batch's buffer.
    pub(crate) bytes: Range<usize>,
    /// Size of each but perhaps the last.
    pub(crate) segment: u16,
    /// How many they are; at least one.
    pub(crate) datagrams: u16,
}

impl Run {
    /// A run of one datagram.
    pub(crate) fn one(to: SocketAddr, start: usize, len: u16) -> Self {
        Self {
            to,
            bytes: start..start + usize::from(len),
            segment: len,
            datagrams: 1,
        }
    }

    /// Takes in the datagram of `len` bytes that follows directly in the buffer, if it belongs.
    pub(crate) fn extend(&mut self, to: SocketAddr, len: u16) -> bool {
        let closed = self.bytes.len() < usize::from(self.segment) * usize::from(self.datagrams);
        let fits = to == self.to
            && !closed
            && len > 0
            && len <= self.segment
            && self.datagrams < RUN_DATAGRAMS_MAX
            && self.bytes.len() + usize::from(len) <= RUN_BYTES_MAX;
        if fits {
            self.bytes.end += usize::from(len);
            self.datagrams += 1;
        }
        fits
    }

    /// Its datagrams one by one.
    pub(crate) fn split(&self) -> impl Iterator<Item = Run> + use<> {
        let Run {
            to, bytes, segment, ..
        } = self.clone();
        (bytes.start..bytes.end)
            .step_by(usize::from(segment).max(1))
            .map(move |start| {
                let end = bytes.end.min(start + usize::from(segment));
                Run {
                    to,
                    bytes: start..end,
                    segment: u16::try_from(end - start).unwrap_or(segment),
                    datagrams: 1,
                }
            })
    }
}

/// Orders the runs of a batch into waves of one segment size each, because one `sendmmsg` call
/// has one segment size.
///
/// Subscribers of one track get the same sizes, in the same order: taking the first run of every
/// subscriber, then the second of every one, makes a few large waves of many small ones. Runs to
/// one address that stand together in the batch keep their order.
#[derive(Debug, Default)]
pub(crate) struct Waves {
    /// Of every stretch of runs to one address, those that have not left yet.
    stretches: Vec<Range<usize>>,
}

impl Waves {
    /// For batches of up to `runs_max` runs.
    pub(crate) fn with_capacity(runs_max: usize) -> Self {
        Self {
            stretches: Vec::with_capacity(runs_max),
        }
    }

    /// Begins with a batch.
    pub(crate) fn begin(&mut self, runs: &[Run]) {
        self.stretches.clear();
        let mut last = None;
        for (i, run) in runs.iter().enumerate() {
            match self.stretches.last_mut() {
                Some(stretch) if last == Some(run.to) => stretch.end = i + 1,
                Some(_) | None => self.stretches.push(i..i + 1),
            }
            last = Some(run.to);
        }
    }

    /// Fills `wave` with the runs (by index) that leave next and returns their segment size:
    /// `Some(None)` where no run has more than one datagram, `None` when all have left.
    pub(crate) fn next(&mut self, runs: &[Run], wave: &mut Vec<usize>) -> Option<Option<u16>> {
        wave.clear();
        let first = runs.get(self.stretches.first()?.start)?;
        let segment = (first.datagrams > 1).then_some(first.segment);
        for stretch in &mut self.stretches {
            while stretch.start < stretch.end {
                let Some(run) = runs.get(stretch.start) else {
                    break;
                };
                let belongs = match segment {
                    Some(segment) if run.datagrams > 1 => run.segment == segment,
                    Some(segment) => run.segment <= segment,
                    None => run.datagrams == 1,
                };
                if !belongs {
                    break;
                }
                wave.push(stretch.start);
                stretch.start += 1;
            }
        }
        self.stretches.retain(|stretch| stretch.start < stretch.end);
        Some(segment)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    /// Runs of `datagrams` (port, size), which stand back to back in a buffer.
    fn group(datagrams: &[(u16, u16)]) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut start = 0;
        for &(port, len) in datagrams {
            let to = address(port);
            if !runs.last_mut().is_some_and(|run| run.extend(to, len)) {
                runs.push(Run::one(to, start, len));
            }
            start += usize::from(len);
        }
        runs
    }

    fn shape(runs: &[Run]) -> Vec<(u16, u16, u16)> {
        runs.iter()
            .map(|run| (run.to.port(), run.segment, run.datagrams))
            .collect()
    }

    #[test]
    fn a_frame_whose_later_packets_are_one_byte_larger_is_two_runs() {
        let frame = [(1, 1100), (1, 1100), (1, 1100), (1, 1101), (1, 1101)];
        assert_eq!(shape(&group(&frame)), [(1, 1100, 3), (1, 1101, 2)]);
    }

    #[test]
    fn a_shorter_datagram_ends_a_run() {
        let datagrams = [(1, 1200), (1, 1200), (1, 300), (1, 300), (1, 1200)];
        assert_eq!(
            shape(&group(&datagrams)),
            [(1, 1200, 3), (1, 300, 1), (1, 1200, 1)]
        );
    }

    #[test]
    fn another_address_begins_a_run() {
        let datagrams = [(1, 1200), (2, 1200), (2, 1200), (1, 1200)];
        assert_eq!(
            shape(&group(&datagrams)),
            [(1, 1200, 1), (2, 1200, 2), (1, 1200, 1)]
        );
    }

    #[test]
    fn a_run_never_passes_what_the_kernel_takes() {
        assert_eq!(shape(&group(&[(1, 10); 65])), [(1, 10, 64), (1, 10, 1)]);
        let large = group(&[(1, 1400); 60]);
        assert_eq!(shape(&large), [(1, 1400, 46), (1, 1400, 14)]);
    }

    #[test]
    fn subscribers_of_one_frame_leave_in_as_many_waves_as_it_has_sizes() {
        let mut datagrams = Vec::new();
        for port in 1..=33 {
            datagrams.extend([(port, 1100), (port, 1100), (port, 1101), (port, 1101)]);
        }
        let runs = group(&datagrams);
        let mut waves = Waves::default();
        waves.begin(&runs);
        let mut wave = Vec::new();
        assert_eq!(waves.next(&runs, &mut wave), Some(Some(1100)));
        assert_eq!(wave.len(), 33);
        assert_eq!(waves.next(&runs, &mut wave), Some(Some(1101)));
        assert_eq!(wave.len(), 33);
        assert_eq!(waves.next(&runs, &mut wave), None);
    }

    proptest! {
        #[test]
        fn runs_split_into_the_datagrams_they_were_made_of(
            datagrams in prop::collection::vec((1u16..4, 1u16..6), 0..200)
        ) {
            let mut start = 0;
            let expected: Vec<Run> = datagrams
                .iter()
                .map(|&(port, len)| {
                    start += usize::from(len);
                    Run::one(address(port), start - usize::from(len), len)
                })
                .collect();
            let split: Vec<Run> = group(&datagrams).iter().flat_map(Run::split).collect();
            prop_assert_eq!(split, expected);
        }

        #[test]
        fn every_run_leaves_once_in_a_wave_of_its_size_and_in_its_order(
            datagrams in prop::collection::vec((1u16..5, 1u16..5), 0..200)
        ) {
            let runs = group(&datagrams);
            let mut waves = Waves::with_capacity(runs.len());
            waves.begin(&runs);
            let mut wave = Vec::new();
            let mut left = Vec::new();
            while let Some(segment) = waves.next(&runs, &mut wave) {
                prop_assert!(!wave.is_empty());
                for &i in &wave {
                    match segment {
                        None => prop_assert_eq!(runs[i].datagrams, 1),
                        Some(s) if runs[i].datagrams > 1 => prop_assert_eq!(runs[i].segment, s),
                        Some(s) => prop_assert!(runs[i].segment <= s),
                    }
                }
                left.extend_from_slice(&wave);
            }
            for pair in runs.windows(2).enumerate().filter(|(_, w)| w[0].to == w[1].to) {
                let place = |i| left.iter().position(|&run| run == i);
                prop_assert!(place(pair.0) < place(pair.0 + 1));
            }
            left.sort_unstable();
            prop_assert_eq!(left, (0..runs.len()).collect::<Vec<_>>());
        }
    }
}
