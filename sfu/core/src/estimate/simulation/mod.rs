//! The estimator and the pacer in simulated time: a source that sends what it is allowed, a link
//! with a rate, a queue, delay, jitter and loss, and a subscriber that answers with the feedback
//! our own publishers get.

mod convergence;
mod link;
mod page;
mod path;
