//! How much a subscriber's path carries, and when packets leave for it.
//!
//! After libwebrtc's congestion controller as published (draft-ietf-rmcat-gcc-02, and the sender
//! side of its `goog_cc`), with what that lacks for a server that sends discrete layers:
//! a guard on the standing queue, a loss bound that tells a path's own loss from ours, and probing
//! whenever more is wanted than is known to fit.
//!
//! A packet's way: [`Estimator::handle_sent`] numbers it (`history`) → the subscriber's
//! transport-wide feedback (`feedback`) → `acknowledged` rate, `arrival` groups → `trendline` →
//! `overuse`, and `queue` → `guard` → `rate_control`; lost ones → `loss`; packets of a probe → `probe`.
//! `probing` decides when to probe, [`Pacer`] when bytes may leave.

mod acknowledged;
mod arrival;
mod bitrate;
mod estimator;
mod feedback;
mod guard;
mod history;
mod loss;
mod overuse;
mod pacer;
mod probe;
mod probing;
mod queue;
mod rate_control;
#[cfg(test)]
mod simulation;
mod trendline;

pub(crate) use bitrate::Bitrate;
pub(crate) use estimator::Estimator;
pub(crate) use pacer::{Class, Pacer, Turn, Waiting};
