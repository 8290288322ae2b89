//! 拼会: which window each agenda item goes to, in what order, and why.
//!
//! Departments ask for slots; the solver puts their items back to back into shared sessions, so
//! that people make fewer trips. It reads no clock and does no I/O: the time it may take is a
//! [`deadline::Deadline`], its randomness a seed. `docs/slotting.md` tells how it works and how well.
//!
//! What goes in is a [`problem::Problem`]:
//! * [`calendar`]: working days with 调休, half-days, protected hours
//! * [`audience`]: sets of (venue × role), and the people in them
//! * [`item`], [`window`]: what asks for a slot, and where there are slots
//!
//! What comes out is a [`plan::Plan`], by way of
//! * [`solve`]: the best plan, with a proof or a bound
//! * [`check`]: a change made by hand, what it breaks and costs
//!
//! and is judged by
//! * [`rules`]: the hard rules, each a check with a name, and the [`violation`]s they find
//! * [`objective`]: what makes one plan better than another
//!
//! and told by [`explain`] and [`wording`], in Chinese and English.
//!
//! Within: [`mod@model`] makes a problem ready for search; [`mod@order`] orders one session exactly;
//! [`mod@sessions`] costs one; [`mod@arrangement`] is a whole assignment; [`mod@search`] finds one
//! fast; [`mod@bound`] and [`mod@prices`] say what the rest costs at the least; [`mod@candidates`]
//! and [`mod@assign`] prove.
#![expect(
    rustdoc::private_intra_doc_links,
    reason = "the map of the crate names its inner modules as well"
)]

mod arrangement;
mod assign;
pub mod audience;
mod bound;
pub mod calendar;
mod candidates;
pub mod check;
pub mod deadline;
pub mod explain;
pub mod item;
mod model;
pub mod objective;
mod order;
mod places;
pub mod plan;
mod prices;
pub mod problem;
mod room;
pub mod rules;
mod search;
mod sessions;
pub mod solve;
pub mod violation;
pub mod window;
pub mod wording;
