//! The VP8 payload descriptor (RFC 7741 §4.2): read, and its picture numbers written anew.

/// A picture number inside a descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PictureId {
    /// Offset in the payload.
    at: u8,
    /// 15 bits in two bytes instead of 7 in one.
    wide: bool,
    pub(crate) value: u16,
}

/// The TL0PICIDX field: counts pictures of the lowest temporal layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tl0PicIdx {
    at: u8,
    pub(crate) value: u8,
}

/// What a payload's descriptor says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Descriptor {
    /// This packet is the first of a key frame.
    pub(crate) starts_keyframe: bool,
    pub(crate) picture_id: Option<PictureId>,
    pub(crate) tl0_pic_idx: Option<Tl0PicIdx>,
}

impl Descriptor {
    /// Reads the descriptor of a payload; `None` if it is cut short.
    pub(crate) fn parse(payload: &[u8]) -> Option<Self> {
        let first = *payload.first()?;
        let mut at: u8 = 1;
        let mut picture_id = None;
        let mut tl0_pic_idx = None;
        if first & 0x80 != 0 {
            let present = *payload.get(usize::from(at))?;
            at += 1;
            if present & 0x80 != 0 {
                let high = *payload.get(usize::from(at))?;
                let wide = high & 0x80 != 0;
                let value = if wide {
                    let low = *payload.get(usize::from(at) + 1)?;
                    u16::from_be_bytes([high & 0x7f, low])
                } else {
                    u16::from(high)
                };
                picture_id = Some(PictureId { at, wide, value });
                at += if wide { 2 } else { 1 };
            }
            if present & 0x40 != 0 {
                let value = *payload.get(usize::from(at))?;
                tl0_pic_idx = Some(Tl0PicIdx { at, value });
                at += 1;
            }
            if present & 0x30 != 0 {
                at += 1; // TID, Y, KEYIDX
            }
        }
        // The frame header's first bit is 0 for a key frame (RFC 6386 §9.1); it stands in the
        // first packet of the first partition.
        let frame = *payload.get(usize::from(at))?;
        let starts_frame = first & 0x10 != 0 && first & 0x07 == 0;
        Some(Self {
            starts_keyframe: starts_frame && frame & 1 == 0,
            picture_id,
            tl0_pic_idx,
        })
    }

    /// Writes other picture numbers into a copy of the payload this was read from.
    pub(crate) fn write(&self, payload: &mut [u8], picture_id: u16, tl0_pic_idx: u8) {
        if let Some(field) = self.picture_id {
            let at = usize::from(field.at);
            let [high, low] = (picture_id & 0x7fff).to_be_bytes();
            if field.wide {
                if let Some([first, second]) = payload.get_mut(at..at + 2) {
                    *first = high | 0x80;
                    *second = low;
                }
            } else if let Some(only) = payload.get_mut(at) {
                *only = low & 0x7f;
            }
        }
        if let Some(field) = self.tl0_pic_idx
            && let Some(byte) = payload.get_mut(usize::from(field.at))
        {
            *byte = tl0_pic_idx;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_full_descriptor_is_read() {
        // X S PID=0 | I L T | wide picture id 0x1234 | tl0 7 | TID/KEYIDX | key frame
        let payload = [0x90, 0xe0, 0x92, 0x34, 7, 0x20, 0x10];
        let descriptor = Descriptor::parse(&payload).unwrap();
        assert!(descriptor.starts_keyframe);
        assert_eq!(descriptor.picture_id.unwrap().value, 0x1234);
        assert_eq!(descriptor.tl0_pic_idx.unwrap().value, 7);
    }

    #[test]
    fn only_the_first_packet_of_a_key_frame_starts_one() {
        assert!(Descriptor::parse(&[0x10, 0x00]).unwrap().starts_keyframe);
        assert!(
            !Descriptor::parse(&[0x10, 0x01]).unwrap().starts_keyframe,
            "inter frame"
        );
        assert!(
            !Descriptor::parse(&[0x00, 0x00]).unwrap().starts_keyframe,
            "continuation"
        );
        assert!(
            !Descriptor::parse(&[0x11, 0x00]).unwrap().starts_keyframe,
            "second partition"
        );
    }

    #[test]
    fn written_numbers_read_back() {
        let mut payload = [0x90, 0xc0, 0x80, 0x00, 0, 0x00];
        Descriptor::parse(&payload)
            .unwrap()
            .write(&mut payload, 0x7fff, 200);
        let descriptor = Descriptor::parse(&payload).unwrap();
        assert_eq!(descriptor.picture_id.unwrap().value, 0x7fff);
        assert_eq!(descriptor.tl0_pic_idx.unwrap().value, 200);

        let mut narrow = [0x90, 0x80, 0x05, 0x00];
        Descriptor::parse(&narrow)
            .unwrap()
            .write(&mut narrow, 0x1ff, 0);
        assert_eq!(
            Descriptor::parse(&narrow)
                .unwrap()
                .picture_id
                .unwrap()
                .value,
            0x7f
        );
    }

    proptest! {
        #[test]
        fn any_payload_is_read_or_refused(payload in prop::collection::vec(any::<u8>(), 0..12), id: u16, tl0: u8) {
            if let Some(descriptor) = Descriptor::parse(&payload) {
                let mut copy = payload.clone();
                descriptor.write(&mut copy, id, tl0);
                prop_assert_eq!(copy.len(), payload.len());
                prop_assert_eq!(
                    Descriptor::parse(&copy).map(|d| d.starts_keyframe),
                    Some(descriptor.starts_keyframe)
                );
            }
        }
    }
}
