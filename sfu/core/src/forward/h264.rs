//! H.264 payloads (RFC 6184): where a key frame starts. Nothing in them is rewritten.

const IDR: u8 = 5;
const SPS: u8 = 7;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;

/// True if a decoder can begin with this packet: it carries a sequence parameter set, or the
/// start of an IDR picture.
pub(crate) fn starts_keyframe(payload: &[u8]) -> bool {
    let Some((&first, rest)) = payload.split_first() else {
        return false;
    };
    match first & 0x1f {
        IDR | SPS => true,
        STAP_A => aggregated(rest).any(|kind| matches!(kind, IDR | SPS)),
        FU_A => rest
            .first()
            .is_some_and(|header| header & 0x80 != 0 && matches!(header & 0x1f, IDR | SPS)),
        _ => false,
    }
}

/// NAL unit types inside an aggregation packet (RFC 6184 §5.7.1).
fn aggregated(mut rest: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (len, tail) = rest.split_first_chunk::<2>()?;
        let (unit, tail) = tail.split_at_checked(usize::from(u16::from_be_bytes(*len)))?;
        rest = tail;
        unit.first().map(|first| first & 0x1f)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn key_frames_are_recognised_in_every_packing() {
        assert!(starts_keyframe(&[0x67, 1, 2]), "bare SPS");
        assert!(starts_keyframe(&[0x65, 1, 2]), "bare IDR");
        assert!(
            starts_keyframe(&[0x78, 0, 2, 0x68, 1, 0, 1, 0x67]),
            "SPS aggregated second"
        );
        assert!(
            starts_keyframe(&[0x7c, 0x85, 1]),
            "first fragment of an IDR"
        );
        assert!(
            !starts_keyframe(&[0x7c, 0x05, 1]),
            "later fragment of an IDR"
        );
        assert!(!starts_keyframe(&[0x61, 1, 2]), "non-IDR slice");
        assert!(
            !starts_keyframe(&[0x78, 0xff, 0xff, 0x67]),
            "length beyond the packet"
        );
        assert!(!starts_keyframe(&[]));
    }

    proptest! {
        #[test]
        fn any_payload_is_judged(payload in prop::collection::vec(any::<u8>(), 0..40)) {
            starts_keyframe(&payload);
        }
    }
}
