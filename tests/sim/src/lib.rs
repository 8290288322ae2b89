//! The real media core in simulated time.
//!
//! A [`World`] holds one `sfu_core::Worker`, any number of [`Client`]s that speak ICE, DTLS and
//! SRTP to it with the webrtc-rs crates, and a [`Network`] that loses, delays, reorders and
//! repeats datagrams by a seed. Time jumps from one event to the next; nothing sleeps.
//!
//! What a client receives goes through a [`Decoder`], a model of a picture decoder that knows the
//! content of every frame and so notices when a stream it was led to believe unbroken is not, or
//! through a [`SoundDecoder`]. What is on the screen when is a [`Playout`].
//!
//! [`Client`], [`Line`] and the decoders know no clock either: other tests drive them over real
//! sockets.

#![expect(
    clippy::indexing_slicing,
    reason = "a test's world may panic where its own bookkeeping is wrong"
)]

mod client;
mod clock;
mod decoder;
mod encoder;
mod handshake;
mod meter;
mod network;
mod playout;
mod scenario;
mod sound;
mod world;

pub use client::{Client, ClientSetup, Received, SlotLine, SoundLine};
pub use clock::start_of_time;
pub use decoder::{Decoded, Decoder, DecoderCounts};
pub use encoder::{Encoder, Frame, FrameContent};
pub use handshake::{Handshake, Keys};
pub use meter::{Meter, Outcome, SAMPLE_EVERY};
pub use network::{Arrivals, HEADERS_LEN, Line, Link, Network};
pub use playout::{Freezes, Playout};
pub use scenario::{Conditions, Scenario};
pub use sound::{SoundCounts, SoundDecoder};
pub use world::{World, WorldSeed};
