//! Synthetic venues: clients that publish a real clip and receive the stage.
//!
//! A [`Rehearsal`] opens one device link for each venue and then behaves as the page behind that
//! link would: it finds the live session, takes its seat, offers camera (VP8, low and high layer),
//! microphone (Opus) and receive slots, resumes after a drop, gives way when a browser takes the
//! seat, and waits for the next session when one ends. It sends only the layers that the server wants,
//! and reports what it received. What each venue sees is reported as
//! [`VenueFacts`]: per slot the frames, keyframes, gaps and the venue it shows.
//!
//! Every venue's picture has its own colour and number and every venue's sound its own tone
//! ([`identity`]). The clips are inside the binary; nothing is encoded while running.
//!
//! The way of a picture: [`clip`] (frames at rest) → `player` (in time, in packets) → the `webrtc`
//! crate. The way back: the `webrtc` crate → `reception` (frames counted) → [`VenueFacts`].

mod clip;
mod device;
mod facts;
pub mod identity;
mod keyframe_requests;
mod media;
mod options;
mod player;
mod reception;
mod rehearsal;
mod seat;
mod signalling;
mod trust;
mod venue;
mod wanted;

pub use facts::{Phase, SlotFacts, VenueFacts};
pub use options::{Layers, Options, Trust};
pub use rehearsal::{CommandError, Rehearsal, StartError};
pub use wanted::WantedLayers;
