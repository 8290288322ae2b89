//! Pure rules of a live session: venues, seats, the floor, what a slot shows, and the session log
//! they are all folded from.
//!
//! Nothing here reads a clock, draws a random number or touches the network: every function gives
//! the same result for the same arguments, so replaying a [`session_log`] rebuilds the very same
//! [`floor::Floor`].
//!
//! * [`venue`]: numbers and names of venues
//! * [`session_log`]: what can happen in a session, as it is stored
//! * [`chain`]: the hash chain over that log
//! * [`seating`]: who may sit where, and who sits
//! * [`floor`]: the commands of a meeting: command → decision → event → fold
//! * [`view`]: what each receive slot of a page shows
//! * [`agenda`]: the run of show, and what an overrun does to it
//! * [`attendance`]: who was there, as the venues' record for the convenor
//! * [`working`]: what of a seat's media works

pub mod agenda;
pub mod attendance;
pub mod chain;
pub mod floor;
pub mod seating;
pub mod session_log;
pub mod venue;
pub mod view;
pub mod working;
