//! Which protocol a datagram belongs to, by its first byte (RFC 7983 §7).

/// Protocols that share the media port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Stun,
    Dtls,
    Rtp,
    Rtcp,
}

/// Classifies a datagram; `None` where it is of no protocol spoken here.
pub(crate) fn classify(datagram: &[u8]) -> Option<Protocol> {
    match *datagram.first()? {
        0..=3 => Some(Protocol::Stun),
        20..=63 => Some(Protocol::Dtls),
        // RTP and RTCP share the range; the packet types 192–223 tell them apart (RFC 5761 §4).
        128..=191 => match *datagram.get(1)? {
            192..=223 => Some(Protocol::Rtcp),
            _ => Some(Protocol::Rtp),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_name_the_protocol() {
        assert_eq!(classify(&[0, 1]), Some(Protocol::Stun));
        assert_eq!(classify(&[22, 254]), Some(Protocol::Dtls));
        assert_eq!(classify(&[0x80, 96]), Some(Protocol::Rtp));
        assert_eq!(classify(&[0x80, 96 | 0x80]), Some(Protocol::Rtp));
        assert_eq!(classify(&[0x81, 201]), Some(Protocol::Rtcp));
        assert_eq!(classify(&[0x40, 0]), None);
        assert_eq!(classify(&[0x80]), None);
        assert_eq!(classify(&[]), None);
    }
}
