//! The hall as its pages and its media node see it: real WebSockets on one side, a node that the
//! test plays on the other, and a session log that can be held, made to fail, and read.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test waits for one message among all others"
)]

mod agenda;
mod bad_input;
mod crowd;
mod demand;
mod document;
mod floor;
mod link;
mod log;
mod media;
mod node;
mod page;
mod probe;
mod readiness;
mod restart;
mod seats;
mod sign_in;
mod slow;
mod stage;
mod streams;
mod world;
