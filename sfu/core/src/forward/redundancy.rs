//! Redundant sound (RFC 2198): each packet carries those before it once more, so that a lost one is
//! heard all the same, without the round trip that asking for it would take.
//!
//! ```text
//! |1| payload type | timestamp offset (14 bits) | length (10 bits) |   for each copy, oldest first
//! |0| payload type |                                                  of the packet itself
//! | copies … | the packet's own payload |
//! ```

use crate::egress::ring::{PacketRing, Stored};

/// Most copies in one packet that is sent.
pub(crate) const COPIES_MAX: usize = 2;

/// Most copies in one packet that are looked at.
const READ_MAX: usize = 4;

/// Header of a copy, and of the packet itself.
const COPY_HEADER_LEN: usize = 4;
const OWN_HEADER_LEN: usize = 1;

/// A copy is earlier by less than this, in timestamp units (14 bits), …
const OFFSET_END: u32 = 1 << 14;

/// … and shorter than this, in bytes (10 bits).
const LEN_END: usize = 1 << 10;

/// A packet from before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Copy<'p> {
    /// How many packets before this one it was sent.
    pub(crate) back: u64,
    /// How much earlier, in timestamp units.
    pub(crate) offset: u32,
    pub(crate) payload: &'p [u8],
}

/// The copies that one packet carries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Copies<'r> {
    /// The nearest first.
    copies: [Option<Copy<'r>>; COPIES_MAX],
}

impl<'r> Copies<'r> {
    /// Up to `count` copies for the packet `own`: those right before it, none numbered below
    /// `from`.
    pub(crate) fn gather(ring: &'r PacketRing, own: &Stored, from: u64, count: usize) -> Self {
        let mut copies = [None; COPIES_MAX];
        for (place, back) in copies.iter_mut().take(count).zip(1..) {
            let earlier = own.numbers.sequence.checked_sub(back);
            let found = earlier.filter(|at| *at >= from).and_then(|at| ring.get(at));
            let copy = found.map(|(stored, payload)| Copy {
                back,
                offset: own.numbers.timestamp.wrapping_sub(stored.numbers.timestamp),
                payload,
            });
            let Some(copy) = copy.filter(Copy::fits) else {
                break;
            };
            *place = Some(copy);
        }
        Self { copies }
    }

    /// True if there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.copies.iter().all(Option::is_none)
    }

    /// Length of the payload with a packet's own of `own_len`.
    pub(crate) fn len(&self, own_len: usize) -> usize {
        let copies = self.copies.iter().flatten();
        let with_headers = copies.map(|copy| COPY_HEADER_LEN + copy.payload.len());
        with_headers.sum::<usize>() + OWN_HEADER_LEN + own_len
    }

    /// Writes the payload into `place`, which has its length.
    pub(crate) fn write(&self, place: &mut [u8], payload_type: u8, own: &[u8]) {
        let oldest_first = || self.copies.iter().rev().flatten();
        let mut rest = place;
        let mut put = |bytes: &[u8]| {
            let taken = std::mem::take(&mut rest);
            if let Some((place, left)) = taken.split_at_mut_checked(bytes.len()) {
                place.copy_from_slice(bytes);
                rest = left;
            }
        };
        for copy in oldest_first() {
            let [_, o0, o1, o2] = (copy.offset << 10 | copy.payload.len() as u32).to_be_bytes();
            put(&[0x80 | payload_type, o0, o1, o2]);
        }
        put(&[payload_type]);
        for copy in oldest_first() {
            put(copy.payload);
        }
        put(own);
    }
}

impl Copy<'_> {
    fn fits(&self) -> bool {
        (1..OFFSET_END).contains(&self.offset) && (1..LEN_END).contains(&self.payload.len())
    }
}

/// Reads a redundant payload: calls `copy` with each copy of `payload_type`, oldest first, and
/// returns the packet's own payload; `None` if it is not whole, or of another type.
pub(crate) fn read<'p>(
    payload: &'p [u8],
    payload_type: u8,
    mut copy: impl FnMut(Copy<'p>),
) -> Option<&'p [u8]> {
    let mut headers = [(0, 0, 0); READ_MAX];
    let mut count = 0;
    let mut rest = payload;
    loop {
        let (&first, tail) = rest.split_first()?;
        if first & 0x80 == 0 {
            rest = tail;
            if first != payload_type {
                return None;
            }
            break;
        }
        let [o0, o1, o2] = *tail.first_chunk()?;
        let word = u32::from_be_bytes([0, o0, o1, o2]);
        *headers.get_mut(count)? = (first & 0x7f, word >> 10, (word & 0x3ff) as usize);
        count += 1;
        rest = tail.get(3..)?;
    }
    for (place, (found_type, offset, len)) in headers.iter().copied().take(count).enumerate() {
        let (payload, tail) = rest.split_at_checked(len)?;
        rest = tail;
        let found = Copy {
            back: (count - place) as u64,
            offset,
            payload,
        };
        if found_type == payload_type && found.fits() {
            copy(found);
        }
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::ring::Capacity;
    use crate::forward::rewriter::Numbers;
    use crate::sdp::Codec;
    use proptest::prelude::*;

    const OPUS: u8 = 111;

    fn ring(lens: &[usize]) -> PacketRing {
        let mut ring = PacketRing::new(Capacity::SOUND);
        for (sequence, len) in lens.iter().enumerate() {
            let numbers = Numbers {
                sequence: sequence as u64,
                timestamp: 960 * sequence as u32,
                vp8: None,
            };
            let payload = vec![sequence as u8 + 1; *len];
            ring.insert(Stored::new(numbers, false, Codec::Opus, false), &payload);
        }
        ring
    }

    fn written(ring: &PacketRing, sequence: u64, from: u64, count: usize) -> Vec<u8> {
        let (stored, own) = ring.get(sequence).unwrap();
        let copies = Copies::gather(ring, stored, from, count);
        let mut payload = vec![0; copies.len(own.len())];
        copies.write(&mut payload, OPUS, own);
        payload
    }

    #[test]
    fn what_is_written_is_read_back() {
        let ring = ring(&[40, 50, 60, 70]);
        let payload = written(&ring, 3, 0, 2);
        let mut copies = Vec::new();
        let own = read(&payload, OPUS, |copy| copies.push(copy)).unwrap();
        assert_eq!(own, [4; 70]);
        let found: Vec<_> = copies
            .iter()
            .map(|copy| (copy.back, copy.offset, copy.payload.len()))
            .collect();
        assert_eq!(found, [(2, 1920, 50), (1, 960, 60)]);
    }

    #[test]
    fn nothing_from_before_the_microphone_opened_is_copied() {
        let ring = ring(&[40, 50, 60, 70]);
        let mut copies = 0;
        read(&written(&ring, 3, 3, 2), OPUS, |_| copies += 1).unwrap();
        assert_eq!(copies, 0);
        read(&written(&ring, 3, 2, 2), OPUS, |_| copies += 1).unwrap();
        assert_eq!(copies, 1);
    }

    #[test]
    fn what_does_not_fit_a_header_ends_the_copies() {
        let ring = ring(&[40, 1_500, 60]);
        let (stored, _) = ring.get(2).unwrap();
        assert!(Copies::gather(&ring, stored, 0, 2).is_empty());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(payload in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut bytes = 0;
            if let Some(own) = read(&payload, OPUS, |copy| bytes += copy.payload.len()) {
                prop_assert!(bytes + own.len() < payload.len());
            }
        }
    }
}
