//! RTP headers (RFC 3550 §5.1) and their extensions (RFC 8285), read where they lie.

/// Length of a header without contributing sources or extensions.
pub(crate) const HEADER_LEN: usize = 12;

/// A parsed RTP header. Offsets are into the packet it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) marker: bool,
    pub(crate) payload_type: u8,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    /// Where the payload begins: after contributing sources and extensions.
    pub(crate) len: usize,
    padding: bool,
    extensions: Option<Extensions>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Extensions {
    start: usize,
    end: usize,
    two_byte: bool,
}

impl Header {
    /// Reads the header of `packet`; `None` if it is not a whole RTP version 2 header.
    pub(crate) fn parse(packet: &[u8]) -> Option<Self> {
        let (fixed, _) = packet.split_first_chunk::<HEADER_LEN>()?;
        let [flags, second, s0, s1, t0, t1, t2, t3, c0, c1, c2, c3] = *fixed;
        if flags >> 6 != 2 {
            return None;
        }
        let mut len = HEADER_LEN + usize::from(flags & 0x0f) * 4;
        let mut extensions = None;
        if flags & 0x10 != 0 {
            let [p0, p1, l0, l1] = *packet.get(len..)?.first_chunk()?;
            let start = len + 4;
            let end = start + usize::from(u16::from_be_bytes([l0, l1])) * 4;
            let profile = u16::from_be_bytes([p0, p1]);
            // RFC 8285 §4.2 and §4.3; other profiles are carried but not read.
            if profile == 0xbede || profile & 0xfff0 == 0x1000 {
                extensions = Some(Extensions {
                    start,
                    end,
                    two_byte: profile != 0xbede,
                });
            }
            len = end;
        }
        (packet.len() >= len).then_some(Self {
            marker: second & 0x80 != 0,
            payload_type: second & 0x7f,
            sequence: u16::from_be_bytes([s0, s1]),
            timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([c0, c1, c2, c3]),
            len,
            padding: flags & 0x20 != 0,
            extensions,
        })
    }

    /// The value of header extension `id` in `packet`.
    pub(crate) fn extension<'p>(&self, packet: &'p [u8], id: u8) -> Option<&'p [u8]> {
        let extensions = self.extensions?;
        let mut rest = packet.get(extensions.start..extensions.end)?;
        while let Some((&first, tail)) = rest.split_first() {
            if first == 0 {
                rest = tail; // padding between elements
                continue;
            }
            let (found, len, tail) = if extensions.two_byte {
                let (&len, tail) = tail.split_first()?;
                (first, usize::from(len), tail)
            } else {
                if first >> 4 == 15 {
                    return None; // RFC 8285 §4.2: stop here
                }
                (first >> 4, usize::from(first & 0x0f) + 1, tail)
            };
            let (value, tail) = tail.split_at_checked(len)?;
            if found == id {
                return Some(value);
            }
            rest = tail;
        }
        None
    }

    /// The payload of the unprotected `packet`, without padding; `None` where the padding count
    /// is impossible.
    pub(crate) fn payload<'p>(&self, packet: &'p [u8]) -> Option<&'p [u8]> {
        let payload = packet.get(self.len..)?;
        if !self.padding {
            return Some(payload);
        }
        let padding = usize::from(*payload.last()?);
        if padding == 0 {
            return None;
        }
        payload.get(..payload.len().checked_sub(padding)?)
    }
}

/// What a header that is sent says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) marker: bool,
    /// The payload ends in padding (RFC 3550 §5.1).
    pub(crate) padding: bool,
    pub(crate) payload_type: u8,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    /// The transport-wide sequence number, where the page reports arrivals.
    pub(crate) transport: Option<TransportNumber>,
}

/// A transport-wide sequence number and the id of the extension that carries it
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TransportNumber {
    pub(crate) id: u8,
    pub(crate) sequence: u16,
}

/// Length of the extension block with a transport-wide number: 0xBEDE and its length, one element
/// of three bytes, one of padding (RFC 8285 §4.2).
const TRANSPORT_LEN: usize = 8;

/// Length of the longest header that is sent.
pub(crate) const OUTGOING_LEN_MAX: usize = HEADER_LEN + TRANSPORT_LEN;

impl Outgoing {
    /// Length of this header.
    pub(crate) fn len(&self) -> usize {
        match self.transport {
            Some(_) => OUTGOING_LEN_MAX,
            None => HEADER_LEN,
        }
    }

    /// Writes the header into the first [`Self::len`] bytes of `packet`.
    pub(crate) fn write(&self, packet: &mut [u8]) {
        let Some((fixed, rest)) = packet.split_first_chunk_mut::<HEADER_LEN>() else {
            return;
        };
        let [s0, s1] = self.sequence.to_be_bytes();
        let [t0, t1, t2, t3] = self.timestamp.to_be_bytes();
        let [c0, c1, c2, c3] = self.ssrc.to_be_bytes();
        let first = 0x80 | u8::from(self.padding) << 5 | u8::from(self.transport.is_some()) << 4;
        let second = self.payload_type | u8::from(self.marker) << 7;
        *fixed = [first, second, s0, s1, t0, t1, t2, t3, c0, c1, c2, c3];
        if let Some(number) = self.transport
            && let Some(block) = rest.first_chunk_mut::<TRANSPORT_LEN>()
        {
            let [n0, n1] = number.sequence.to_be_bytes();
            *block = [0xbe, 0xde, 0, 1, number.id << 4 | 1, n0, n1, 0];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_byte_extensions_are_found() {
        // V=2 X=1, extension id 3 = "1", id 10 = "l"
        let packet = [
            0x90, 0xe0, 0, 7, 0, 0, 0, 9, 1, 2, 3, 4, 0xbe, 0xde, 0, 1, 0x30, b'1', 0xa0, b'l', 42,
        ];
        let header = Header::parse(&packet).unwrap();
        assert!(header.marker);
        assert_eq!(header.payload_type, 96);
        assert_eq!(header.sequence, 7);
        assert_eq!(header.timestamp, 9);
        assert_eq!(header.ssrc, 0x0102_0304);
        assert_eq!(header.extension(&packet, 3), Some(&b"1"[..]));
        assert_eq!(header.extension(&packet, 10), Some(&b"l"[..]));
        assert_eq!(header.extension(&packet, 4), None);
        assert_eq!(header.payload(&packet), Some(&[42][..]));
    }

    #[test]
    fn padding_is_not_payload() {
        let mut packet = vec![0xa0, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 7, 7, 0, 0, 3];
        let header = Header::parse(&packet).unwrap();
        assert_eq!(header.payload(&packet), Some(&[7, 7][..]));
        *packet.last_mut().unwrap() = 6;
        assert_eq!(header.payload(&packet), None, "more padding than bytes");
        *packet.last_mut().unwrap() = 0;
        assert_eq!(
            header.payload(&packet),
            None,
            "no padding in a padded packet"
        );
    }

    #[test]
    fn a_written_header_reads_back() {
        let mut packet = [0; OUTGOING_LEN_MAX];
        let outgoing = Outgoing {
            marker: true,
            padding: false,
            payload_type: 111,
            sequence: 65_535,
            timestamp: 0xdead_beef,
            ssrc: 0x1234_5678,
            transport: Some(TransportNumber {
                id: 4,
                sequence: 0x0506,
            }),
        };
        outgoing.write(&mut packet);
        let header = Header::parse(&packet).unwrap();
        assert_eq!(header.len, outgoing.len());
        assert_eq!(header.extension(&packet, 4), Some(&[5, 6][..]));
        assert_eq!(
            (
                header.marker,
                header.payload_type,
                header.sequence,
                header.timestamp,
                header.ssrc
            ),
            (true, 111, 65_535, 0xdead_beef, 0x1234_5678)
        );
    }

    proptest! {
        #[test]
        fn any_bytes_parse_or_are_refused(packet in prop::collection::vec(any::<u8>(), 0..80), id in 0u8..16) {
            if let Some(header) = Header::parse(&packet) {
                let _ = header.extension(&packet, id);
                let _ = header.payload(&packet);
            }
        }
    }
}
