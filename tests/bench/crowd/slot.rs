//! A receive slot: one SSRC, and what came of it.

use std::time::{Duration, Instant};

use rtc_rtcp::reception_report::ReceptionReport;

use crate::content::Content;
use crate::sdp::SlotStream;

/// How long a slot may take to catch up with its source.
const CATCHING_UP: Duration = Duration::from_millis(100);

/// Fields of an RTP header (RFC 3550 §5.1) that are read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) marker: bool,
    pub(crate) sequence: u16,
    pub(crate) ssrc: u32,
    /// Where the payload begins.
    pub(crate) len: usize,
}

impl Header {
    /// Reads a header; `None` if the packet is too short for one.
    pub(crate) fn read(packet: &[u8]) -> Option<Self> {
        let [first, second, s0, s1, _, _, _, _, c0, c1, c2, c3] = *packet.first_chunk()?;
        let mut len = 12 + usize::from(first & 0x0f) * 4;
        if first & 0x10 != 0 {
            let [_, _, l0, l1] = *packet.get(len..)?.first_chunk()?;
            len += 4 + usize::from(u16::from_be_bytes([l0, l1])) * 4;
        }
        Some(Self {
            marker: second & 0x80 != 0,
            sequence: u16::from_be_bytes([s0, s1]),
            ssrc: u32::from_be_bytes([c0, c1, c2, c3]),
            len,
        })
    }
}

/// A receive slot of a participant.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) mid: String,
    pub(crate) is_picture: bool,
    pub(crate) ssrc: u32,
    /// First and highest sequence number, extended.
    span: Option<(u64, u64)>,
    received: u64,
    /// The source shown, and since when; known to witnesses only.
    pub(crate) shown: Option<(u16, Instant)>,
}

impl Slot {
    /// A slot of which nothing came yet.
    pub(crate) fn new(stream: &SlotStream) -> Self {
        Self {
            mid: stream.mid.clone(),
            is_picture: stream.is_picture,
            ssrc: stream.ssrc,
            span: None,
            received: 0,
            shown: None,
        }
    }

    /// Counts a packet; true if it ends a frame of which nothing before it is missing.
    pub(crate) fn count(&mut self, header: &Header) -> bool {
        let (first, highest) = self
            .span
            .unwrap_or((u64::from(header.sequence), u64::from(header.sequence)));
        // The extended number nearest to the highest one so far.
        let step = header.sequence.wrapping_sub(highest as u16) as i16;
        let sequence = highest.saturating_add_signed(i64::from(step));
        self.span = Some((first, highest.max(sequence)));
        self.received += 1;
        header.marker && self.lost() == 0
    }

    /// Packets missing so far.
    pub(crate) fn lost(&self) -> u64 {
        self.span.map_or(0, |(first, highest)| {
            (highest + 1 - first).saturating_sub(self.received)
        })
    }

    /// A whole frame of `source` arrived.
    pub(crate) fn show(&mut self, source: u16, now: Instant) {
        if self.shown.is_none_or(|(shown, _)| shown != source) {
            self.shown = Some((source, now));
        }
    }

    /// False while the slot may still be catching up with its source: a server that keeps the
    /// packets since the last key frame begins with those, and their delay is not forwarding.
    pub(crate) fn is_settled(&self, content: &Content, now: Instant) -> bool {
        !self.is_picture
            || self.shown.is_some_and(|(source, since)| {
                source == content.source && now.saturating_duration_since(since) > CATCHING_UP
            })
    }

    /// What a browser would report of it (RFC 3550 §6.4.2).
    pub(crate) fn reception_report(&self) -> Option<ReceptionReport> {
        let (_, highest) = self.span.filter(|_| self.is_picture)?;
        Some(ReceptionReport {
            ssrc: self.ssrc,
            total_lost: u32::try_from(self.lost()).unwrap_or(u32::MAX),
            last_sequence_number: highest as u32,
            ..Default::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot() -> Slot {
        Slot::new(&SlotStream {
            mid: "2".into(),
            is_picture: true,
            ssrc: 7,
        })
    }

    fn header(sequence: u16, marker: bool) -> Header {
        Header {
            marker,
            sequence,
            ssrc: 7,
            len: 12,
        }
    }

    #[test]
    fn packets_that_never_came_are_missing_across_the_wrap() {
        let mut slot = slot();
        for sequence in [65_534, 65_535, 1, 2] {
            slot.count(&header(sequence, false));
        }
        assert_eq!(slot.lost(), 1);
        slot.count(&header(0, false));
        assert_eq!(slot.lost(), 0);
    }

    #[test]
    fn a_frame_ends_where_nothing_is_missing() {
        let mut slot = slot();
        assert!(!slot.count(&header(1, false)));
        assert!(slot.count(&header(2, true)));
        assert!(!slot.count(&header(4, true)));
    }
}
