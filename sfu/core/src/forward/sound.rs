//! Sound on its way to a subscriber: it never waits, and carries copies of what was before where the
//! path loses packets.

use std::time::Instant;

use super::path::{Parcel, Path};
use super::redundancy::Copies;
use super::rewriter::StreamKey;
use super::slot::{Slot, write_payload};
use crate::Egress;
use crate::egress::ring::Stored;
use crate::estimate::{Bitrate, Class};
use crate::ingress::stream::Stream;

/// What sound takes until it was measured.
const SOUND_RATE: Bitrate = Bitrate::kbps(60);

impl Slot {
    /// The copies that a packet of sound is to carry to this subscriber.
    pub(super) fn copies<'r>(
        &self,
        stream: &'r Stream,
        own: &Stored,
        from: u64,
        path: &Path<'_>,
    ) -> Copies<'r> {
        let red = self.format(own.codec).and_then(|format| format.red);
        let count = match (&path.pace, red) {
            (Some(pace), Some(_)) => pace.sound_copies(stream.rate().unwrap_or(SOUND_RATE)),
            _ => 0,
        };
        Copies::gather(&stream.ring, own, from, count)
    }

    /// Sends a packet of sound, with the copies it is to carry. True if it left.
    #[expect(
        clippy::too_many_arguments,
        reason = "a packet, what it carries, where it goes"
    )]
    pub(super) fn send_sound<E: Egress>(
        &mut self,
        now: Instant,
        stream: StreamKey,
        stored: &Stored,
        payload: &[u8],
        copies: &Copies<'_>,
        path: &mut Path<'_>,
        egress: &mut E,
    ) -> bool {
        let Some((plain, red)) = self
            .format(stored.codec)
            .map(|format| (format.payload_type, format.red))
        else {
            return false;
        };
        let Some(numbers) = self.rewriter.rewrite(now, stream, &stored.numbers) else {
            return false;
        };
        let red = red.filter(|_| !copies.is_empty());
        let parcel = Parcel {
            class: Class::Sound,
            header: self.header(stored.marker, red.unwrap_or(plain), &numbers),
            index: numbers.sequence,
            payload_len: red.map_or(payload.len(), |_| copies.len(payload.len())),
        };
        self.count(parcel.payload_len);
        path.send(now, parcel, egress, |place| match red {
            Some(_) => copies.write(place, plain, payload),
            None => write_payload(place, stored, payload, &numbers),
        });
        true
    }
}
