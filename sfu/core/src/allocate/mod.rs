//! Which layer goes into which slot, given what the subscriber's path carries. Pure: the time is an
//! argument. `docs/allocation.md` states the inputs, the published order and the constants.
//!
//! - `demand`: what a slot shows, how large, and which layers there are
//! - `steps`: the published order, and what fits of it
//! - `hysteresis`: when a slot may get better again
//! - `turns`: who of a wall that does not fit as a whole is shown
//! - `allocator`: the composition

mod allocator;
mod demand;
mod hysteresis;
#[cfg(test)]
mod reference;
mod steps;
mod turns;

pub(crate) use allocator::Allocator;
pub(crate) use demand::{Decision, Demand, LayerOffer, Pause};
