//! One track of a publisher and everybody who sees it.

use std::time::{Duration, Instant};

use sfu_wire::{Layer, RoomId, TrackKind, TrackRef};

use super::loudness::Loudness;
use super::stream::Stream;
use super::wanted::Wanted;
use crate::allocate::LayerOffer;
use crate::estimate::Bitrate;
use crate::forward::keyframe::KeyframeScheduler;
use crate::forward::rewriter::StreamKey;

/// Layers of a track: index 0 is [`Layer::Low`], 1 is [`Layer::High`].
pub(crate) const LAYERS: usize = 2;

/// A layer without packets for so long is not sent at present: an encoder at 5 frames a second
/// pauses 200 ms, one that was switched off does not come back.
const LAYER_SILENT_AFTER: Duration = Duration::from_millis(1000);

/// What a layer takes and how high it is before it was measured: as pages are told to encode
/// (150 kb/s and 1.5 Mb/s), with headers.
const LOW: LayerOffer = LayerOffer {
    layer: Layer::Low,
    rate: Bitrate::kbps(165),
    height_px: 180,
};
const HIGH: LayerOffer = LayerOffer {
    layer: Layer::High,
    rate: Bitrate::kbps(1590),
    height_px: 720,
};

/// The index of a layer.
pub(crate) fn layer_index(layer: Layer) -> usize {
    match layer {
        Layer::Low => 0,
        Layer::High => 1,
    }
}

/// A packet that arrived since the last fan-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fresh {
    pub(crate) layer: usize,
    pub(crate) sequence: u64,
    /// No payload: to be left out, so that the numbers of the others close up.
    pub(crate) is_padding: bool,
}

/// A subscriber's slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SlotKey {
    pub(crate) peer: thunderdome::Index,
    pub(crate) slot: usize,
}

/// A track and its subscribers.
#[derive(Debug)]
pub(crate) struct Track {
    pub(crate) reference: TrackRef,
    pub(crate) room: RoomId,
    pub(crate) publisher: thunderdome::Index,
    /// False: muted by the chair, nothing of it is forwarded.
    pub(crate) admitted: bool,
    /// Sound before this packet was not to be heard.
    pub(crate) open_from: u64,
    /// Its m-line sends layers by RID: one of them may be off for now.
    simulcast: bool,
    /// Which layers somebody needs.
    pub(crate) wanted: Wanted,
    /// Of a sound.
    pub(crate) loudness: Loudness,
    pub(crate) layers: [Option<Stream>; LAYERS],
    pub(crate) keyframes: KeyframeScheduler,
    pub(crate) subscribers: Vec<SlotKey>,
    pub(crate) fresh: Vec<Fresh>,
    pub(crate) last_packet_at: Instant,
    /// True between the facts `TrackStarted` and `TrackStopped`.
    pub(crate) flowing: bool,
    incarnations: u32,
}

impl Track {
    pub(crate) fn new(
        now: Instant,
        reference: TrackRef,
        room: RoomId,
        publisher: thunderdome::Index,
        admitted: bool,
        simulcast: bool,
    ) -> Self {
        Self {
            reference,
            room,
            publisher,
            admitted,
            open_from: 0,
            simulcast,
            wanted: Wanted::new(now),
            loudness: Loudness::SILENT,
            layers: [const { None }; LAYERS],
            keyframes: KeyframeScheduler::default(),
            subscribers: Vec::new(),
            fresh: Vec::new(),
            last_packet_at: now,
            flowing: false,
            incarnations: 0,
        }
    }

    /// A number for the next stream of this track.
    pub(crate) fn next_incarnation(&mut self) -> u32 {
        self.incarnations += 1;
        self.incarnations
    }

    /// The stream that `key` names, if it is still that one.
    pub(crate) fn stream(&self, key: StreamKey) -> Option<&Stream> {
        self.layers
            .get(key.layer)?
            .as_ref()
            .filter(|stream| stream.incarnation == key.incarnation)
    }

    /// Opens the track for forwarding, or closes it.
    pub(crate) fn admit(&mut self, open: bool) {
        if open && !self.admitted {
            let heard_so_far = self.layers.iter().flatten().map(Stream::highest).max();
            self.open_from = heard_so_far.map_or(0, |highest| highest + 1);
        }
        self.admitted = open;
    }

    /// True while a layer is being sent.
    pub(crate) fn is_live(&self, now: Instant, layer: Layer) -> bool {
        let stream = self.layers.get(layer_index(layer)).and_then(Option::as_ref);
        stream.is_some_and(|stream| {
            now.saturating_duration_since(stream.last_packet_at) < LAYER_SILENT_AFTER
        })
    }

    /// The layers of a picture: the low or only one, and the high one if there are two.
    pub(crate) fn offers(&self) -> (Option<LayerOffer>, Option<LayerOffer>) {
        let offer = |configured: LayerOffer| {
            let known = self.layers.get(layer_index(configured.layer));
            let known = known.and_then(Option::as_ref);
            let is_there = self.simulcast || known.is_some();
            // A layer that rests will take what it took.
            let rate = known.and_then(Stream::rate);
            is_there.then(|| LayerOffer {
                rate: rate.unwrap_or(configured.rate),
                ..configured
            })
        };
        match (offer(LOW), offer(HIGH)) {
            (None, only) => (only, None),
            (low, high) => (low, high),
        }
    }

    /// What its sound takes, once measured.
    pub(crate) fn sound_rate(&self) -> Option<Bitrate> {
        self.layers.iter().flatten().next_back()?.rate()
    }

    /// True while nothing arrives because nobody needs it.
    pub(crate) fn is_resting(&self) -> bool {
        self.reference.kind == TrackKind::Camera && self.wanted.is_resting()
    }

    /// The stream to show where up to `layer_max` is wanted: the best live layer within it, else
    /// the lowest live one, else whatever there is.
    pub(crate) fn best_stream(
        &self,
        own: thunderdome::Index,
        now: Instant,
        layer_max: Layer,
    ) -> Option<StreamKey> {
        let wanted = layer_index(layer_max);
        let known = || {
            self.layers
                .iter()
                .enumerate()
                .filter_map(|(layer, stream)| Some((layer, stream.as_ref()?)))
        };
        let live = || {
            known().filter(|(_, stream)| {
                now.saturating_duration_since(stream.last_packet_at) < LAYER_SILENT_AFTER
            })
        };
        let (layer, stream) = live()
            .rfind(|(layer, _)| *layer <= wanted)
            .or_else(|| live().next())
            .or_else(|| known().next())?;
        Some(StreamKey {
            track: own,
            layer,
            incarnation: stream.incarnation,
        })
    }

    /// Adds a subscriber, once.
    pub(crate) fn subscribe(&mut self, slot: SlotKey) {
        if !self.subscribers.contains(&slot) {
            self.subscribers.push(slot);
        }
    }

    /// Removes a subscriber.
    pub(crate) fn unsubscribe(&mut self, slot: SlotKey) {
        self.subscribers.retain(|other| *other != slot);
    }
}
