//! The last packets of one stream, shared by all its subscribers: forwarded from here, and sent
//! again from here when a subscriber missed one.

use crate::forward::rewriter::Numbers;
use crate::sdp::Codec;

/// How much a ring holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Capacity {
    /// Packets; a power of two.
    pub(crate) packets: usize,
    /// Bytes of payload.
    pub(crate) bytes: usize,
}

impl Capacity {
    /// Sound at 50 packets a second: more than a second.
    pub(crate) const SOUND: Self = Self {
        packets: 64,
        bytes: 16 << 10,
    };
    /// Low layer at 150 kb/s: about 3 s.
    pub(crate) const LOW: Self = Self {
        packets: 256,
        bytes: 64 << 10,
    };
    /// High layer or slides at 2.5 Mb/s: more than 1.5 s.
    pub(crate) const HIGH: Self = Self {
        packets: 1024,
        bytes: 512 << 10,
    };
}

/// A kept packet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored {
    pub(crate) numbers: Numbers,
    pub(crate) marker: bool,
    pub(crate) codec: Codec,
    pub(crate) starts_keyframe: bool,
    /// Where the payload begins, counted from the ring's first byte ever.
    position: u64,
    len: usize,
}

impl Stored {
    /// A packet about to be kept.
    pub(crate) fn new(numbers: Numbers, marker: bool, codec: Codec, starts_keyframe: bool) -> Self {
        Self {
            numbers,
            marker,
            codec,
            starts_keyframe,
            position: 0,
            len: 0,
        }
    }
}

/// A ring of packets, addressed by extended sequence number.
#[derive(Debug)]
pub(crate) struct PacketRing {
    entries: Box<[Option<Stored>]>,
    bytes: Box<[u8]>,
    /// Bytes ever written, gaps at the end of the buffer included.
    written: u64,
    highest: Option<u64>,
}

impl PacketRing {
    pub(crate) fn new(capacity: Capacity) -> Self {
        Self {
            entries: vec![None; capacity.packets].into_boxed_slice(),
            bytes: vec![0; capacity.bytes].into_boxed_slice(),
            written: 0,
            highest: None,
        }
    }

    /// Keeps a packet; false if it is there already, too old, or too long to be kept.
    pub(crate) fn insert(&mut self, packet: Stored, payload: &[u8]) -> bool {
        let sequence = packet.numbers.sequence;
        let capacity = self.bytes.len() as u64;
        let oldest_place = self.highest.map_or(0, |highest| {
            (highest + 1).saturating_sub(self.entries.len() as u64)
        });
        // Known also where its bytes have made room for later ones.
        let known = self
            .entries
            .get(self.index(sequence))
            .and_then(Option::as_ref)
            .is_some_and(|stored| stored.numbers.sequence == sequence);
        if known || sequence < oldest_place || payload.len() as u64 > capacity / 4 {
            return false;
        }
        // A payload lies in one piece: what is left at the end of the buffer is skipped.
        let at = self.written % capacity;
        if at + payload.len() as u64 > capacity {
            self.written += capacity - at;
        }
        let position = self.written;
        let start = (position % capacity) as usize;
        let Some(place) = self.bytes.get_mut(start..start + payload.len()) else {
            return false;
        };
        place.copy_from_slice(payload);
        self.written += payload.len() as u64;
        self.highest = self.highest.max(Some(sequence));
        let index = self.index(sequence);
        if let Some(entry) = self.entries.get_mut(index) {
            *entry = Some(Stored {
                position,
                len: payload.len(),
                ..packet
            });
        }
        true
    }

    /// A kept packet and its payload.
    pub(crate) fn get(&self, sequence: u64) -> Option<(&Stored, &[u8])> {
        let stored = self.stored(sequence)?;
        let start = (stored.position % self.bytes.len() as u64) as usize;
        Some((stored, self.bytes.get(start..start + stored.len)?))
    }

    fn stored(&self, sequence: u64) -> Option<&Stored> {
        self.entries
            .get(self.index(sequence))?
            .as_ref()
            .filter(|stored| stored.numbers.sequence == sequence)
            .filter(|stored| stored.position + self.bytes.len() as u64 >= self.written)
    }

    fn index(&self, sequence: u64) -> usize {
        sequence as usize & (self.entries.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use proptest::prelude::*;

    fn packet(sequence: u64) -> Stored {
        Stored::new(
            Numbers {
                sequence,
                timestamp: sequence as u32,
                vp8: None,
            },
            false,
            Codec::Vp8,
            false,
        )
    }

    #[test]
    fn a_packet_is_kept_once() {
        let mut ring = PacketRing::new(Capacity::SOUND);
        assert!(ring.insert(packet(5), b"five"));
        assert!(!ring.insert(packet(5), b"FIVE"));
        assert_eq!(ring.get(5).unwrap().1, b"five");
        assert!(ring.get(6).is_none());
    }

    #[test]
    fn what_is_older_than_the_ring_is_refused() {
        let mut ring = PacketRing::new(Capacity::SOUND);
        assert!(ring.insert(packet(1_000), b"new"));
        assert!(!ring.insert(packet(1_000 - 64), b"old"));
        assert!(ring.insert(packet(1_000 - 63), b"just"));
    }

    #[test]
    fn a_packet_whose_bytes_made_room_does_not_come_back() {
        let mut ring = PacketRing::new(Capacity {
            packets: 64,
            bytes: 4096,
        });
        for sequence in 0..10 {
            assert!(ring.insert(packet(sequence), &[0; 1000]));
        }
        assert!(ring.get(0).is_none());
        assert!(!ring.insert(packet(0), &[0; 1000]));
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_was_kept(
            steps in prop::collection::vec((0u64..400, 0usize..900), 1..400)
        ) {
            let mut ring = PacketRing::new(Capacity { packets: 64, bytes: 4096 });
            let mut kept: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
            for (step, (sequence, len)) in steps.into_iter().enumerate() {
                let payload = vec![step as u8; len];
                if ring.insert(packet(sequence), &payload) {
                    kept.insert(sequence, payload);
                    // The one just kept is always there.
                    prop_assert!(ring.get(sequence).is_some());
                }
            }
            for (sequence, payload) in &kept {
                if let Some((stored, found)) = ring.get(*sequence) {
                    prop_assert_eq!(found, &payload[..]);
                    prop_assert_eq!(stored.numbers.sequence, *sequence);
                }
            }
        }
    }
}
