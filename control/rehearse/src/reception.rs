//! Counting what arrives in a receive slot: pictures made whole again, not merely packets.

use control_wire::signal::View;
use rtc::rtp;
use rtc::rtp::codec::vp8::Vp8Packet;
use rtc::rtp::packetizer::Depacketizer;

use crate::facts::SlotFacts;

/// Half of the 16-bit sequence space: what lies further ahead lies behind (RFC 3550 §A.1).
const HALF_SEQUENCE: u16 = 1 << 15;

/// Half of the 32-bit timestamp space.
const HALF_TIMESTAMP: u32 = 1 << 31;

/// Picture ids are 15 bits long (RFC 7741 §4.2).
const PICTURE_ID_MASK: u16 = 0x7fff;

/// What must be remembered of a slot between two packets.
#[derive(Debug, Default)]
pub(crate) struct Reception {
    sequence_next: Option<u16>,
    picture: Option<Picture>,
    last: Option<LastPicture>,
}

/// The picture whose packets are arriving.
#[derive(Debug)]
struct Picture {
    id: u16,
    timestamp: u32,
    size: Option<(u16, u16)>,
}

/// The last picture that was begun.
#[derive(Debug)]
struct LastPicture {
    id: u16,
    timestamp: u32,
}

impl Reception {
    /// Takes one packet of the slot in the order of arrival and writes down what it shows.
    pub(crate) fn handle_packet(&mut self, packet: &rtp::Packet, facts: &mut SlotFacts) {
        facts.packets += 1;
        facts.bytes += packet.payload.len() as u64;
        let in_order = self.follow_sequence(packet.header.sequence_number, facts);
        if facts.view == View::Sound || packet.payload.is_empty() {
            return;
        }
        if !in_order {
            // Either a hole before this packet or a late one: the picture in hand is not whole.
            self.picture = None;
        }
        self.follow_picture(packet, facts);
    }

    /// Counts holes in the sequence; true where this packet is the next one.
    fn follow_sequence(&mut self, sequence: u16, facts: &mut SlotFacts) -> bool {
        let Some(next) = self.sequence_next else {
            self.sequence_next = Some(sequence.wrapping_add(1));
            return true;
        };
        let ahead = sequence.wrapping_sub(next);
        if ahead >= HALF_SEQUENCE {
            // Late: it was counted as missing when the sequence went past it.
            facts.missing_packets = facts.missing_packets.saturating_sub(1);
            return false;
        }
        facts.missing_packets += u64::from(ahead);
        self.sequence_next = Some(sequence.wrapping_add(1));
        ahead == 0
    }

    fn follow_picture(&mut self, packet: &rtp::Packet, facts: &mut SlotFacts) {
        let mut descriptor = Vp8Packet::default();
        let Ok(payload) = descriptor.depacketize(&packet.payload) else {
            self.picture = None;
            return;
        };
        if descriptor.s == 1 && descriptor.pid == 0 {
            let timestamp = packet.header.timestamp;
            self.compare_with_last(descriptor.picture_id, timestamp, facts);
            self.last = Some(LastPicture {
                id: descriptor.picture_id,
                timestamp,
            });
            self.picture = Some(Picture {
                id: descriptor.picture_id,
                timestamp,
                size: vp8_keyframe_size(&payload),
            });
        }
        let Some(picture) = &self.picture else {
            return;
        };
        if picture.timestamp != packet.header.timestamp || picture.id != descriptor.picture_id {
            self.picture = None;
        } else if packet.header.marker {
            facts.frames += 1;
            if let Some(size) = picture.size {
                facts.keyframes += 1;
                facts.keyframe_size = Some(size);
            }
            self.picture = None;
        }
    }

    fn compare_with_last(&self, id: u16, timestamp: u32, facts: &mut SlotFacts) {
        let Some(last) = &self.last else {
            return;
        };
        if id != last.id.wrapping_add(1) & PICTURE_ID_MASK {
            facts.picture_id_breaks += 1;
        }
        let later = timestamp.wrapping_sub(last.timestamp);
        if later == 0 || later >= HALF_TIMESTAMP {
            facts.timestamp_breaks += 1;
        }
    }
}

/// Width and height of a VP8 frame in pixels if it is a keyframe (RFC 6386 §9.1), from the
/// frame's first bytes.
pub(crate) fn vp8_keyframe_size(frame: &[u8]) -> Option<(u16, u16)> {
    let [tag, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..] = frame else {
        return None;
    };
    if tag & 1 != 0 {
        return None;
    }
    let size = |low: &u8, high: &u8| u16::from_le_bytes([*low, *high]) & 0x3fff;
    Some((size(w0, w1), size(h0, h1)))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    const KEYFRAME: [u8; 10] = [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00];
    const DEPENDENT: [u8; 10] = [0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    fn packet(
        sequence: u16,
        timestamp: u32,
        picture_id: u16,
        start: bool,
        marker: bool,
        frame: &[u8],
    ) -> rtp::Packet {
        let [high, low] = picture_id.to_be_bytes();
        let mut payload = vec![0x80 | u8::from(start) << 4, 0x80, 0x80 | high, low];
        payload.extend_from_slice(frame);
        rtp::Packet {
            header: rtp::Header {
                version: 2,
                sequence_number: sequence,
                timestamp,
                marker,
                ..Default::default()
            },
            payload: Bytes::from(payload),
        }
    }

    fn received(packets: &[rtp::Packet]) -> SlotFacts {
        let mut facts = SlotFacts::new("2".into(), View::Stage);
        let mut reception = Reception::default();
        for packet in packets {
            reception.handle_packet(packet, &mut facts);
        }
        facts
    }

    #[test]
    fn a_picture_counts_when_its_last_packet_is_there() {
        let first = packet(65_535, 0, 0x7fff, true, false, &KEYFRAME);
        let facts = received(std::slice::from_ref(&first));
        assert_eq!((facts.frames, facts.keyframes), (0, 0));

        let facts = received(&[
            first,
            packet(0, 0, 0x7fff, false, true, &[0; 4]),
            packet(1, 9_000, 0, true, true, &DEPENDENT),
        ]);
        assert_eq!((facts.frames, facts.keyframes), (2, 1));
        assert_eq!(facts.keyframe_size, Some((320, 180)));
        assert_eq!(facts.missing_packets, 0);
        assert_eq!((facts.picture_id_breaks, facts.timestamp_breaks), (0, 0));
    }

    #[test]
    fn a_picture_with_a_hole_does_not_count() {
        let facts = received(&[
            packet(1, 0, 1, true, false, &KEYFRAME),
            packet(3, 0, 1, false, true, &[0; 4]),
        ]);
        assert_eq!((facts.frames, facts.missing_packets), (0, 1));
    }

    #[test]
    fn a_late_packet_is_no_longer_missing() {
        let facts = received(&[
            packet(1, 0, 1, true, true, &KEYFRAME),
            packet(3, 9_000, 2, false, true, &[0; 4]),
            packet(2, 9_000, 2, true, false, &DEPENDENT),
        ]);
        assert_eq!(facts.missing_packets, 0);
    }

    #[test]
    fn a_jump_of_the_picture_id_or_back_in_time_is_a_break() {
        let facts = received(&[
            packet(1, 9_000, 1, true, true, &KEYFRAME),
            packet(2, 18_000, 3, true, true, &DEPENDENT),
            packet(3, 18_000, 4, true, true, &DEPENDENT),
        ]);
        assert_eq!((facts.picture_id_breaks, facts.timestamp_breaks), (1, 1));
    }
}
