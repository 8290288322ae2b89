//! What a packet's payload says: who made it and when it was sent. The server carries it unread.

use sim::FrameContent;

/// Where the sending time stands in a payload: behind what the picture's encoder writes.
const SENT_AT: std::ops::Range<usize> = 16..24;

/// Where a sound's source stands.
const SOUND_SOURCE: std::ops::Range<usize> = 0..2;

/// Shortest payload that has room for it.
pub(crate) const CONTENT_LEN: usize = SENT_AT.end;

/// What a payload says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Content {
    /// Which encoder made it.
    pub(crate) source: u16,
    /// When it left its publisher, in nanoseconds since the Unix epoch.
    pub(crate) sent_at_ns: u64,
}

impl Content {
    /// Reads a payload.
    pub(crate) fn read(payload: &[u8]) -> Option<Self> {
        let source = match FrameContent::read(payload) {
            Some((picture, ..)) => picture.source,
            None => u16::from_be_bytes(payload.get(SOUND_SOURCE)?.try_into().ok()?),
        };
        Some(Self {
            source,
            sent_at_ns: u64::from_be_bytes(payload.get(SENT_AT)?.try_into().ok()?),
        })
    }
}

/// Writes the sending time into a payload of at least [`CONTENT_LEN`] bytes.
pub(crate) fn stamp(payload: &mut [u8], sent_at_ns: u64) {
    if let Some(place) = payload.get_mut(SENT_AT) {
        place.copy_from_slice(&sent_at_ns.to_be_bytes());
    }
}

/// A sound's payload of `len` bytes.
pub(crate) fn sound(source: u16, len: usize) -> Vec<u8> {
    let mut payload = vec![0x55; len.max(CONTENT_LEN)];
    if let Some(place) = payload.get_mut(SOUND_SOURCE) {
        place.copy_from_slice(&source.to_be_bytes());
    }
    payload
}

#[cfg(test)]
mod tests {
    use sim::Encoder;

    use super::*;

    #[test]
    fn pictures_and_sounds_say_who_made_them_and_when_they_left() {
        let mut picture = Encoder::new(7, 1, 2, 100, 25).encode().payloads.remove(0);
        for payload in [&mut picture, &mut sound(7, 40)] {
            stamp(payload, 123);
            let content = Content {
                source: 7,
                sent_at_ns: 123,
            };
            assert_eq!(Content::read(payload), Some(content));
        }
    }
}
