//! The real router over a real database in a temporary directory, without sockets where none are
//! needed. Modules mirror the addresses.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod access;
mod attendance;
mod burden;
mod house;
mod leave;
mod links;
mod login;
mod node;
mod pages;
mod planning;
mod post;
mod problems;
mod roster;
mod same_origin;
mod session_log;
mod sessions;
mod setup;
mod streams;
mod street;
mod test_calls;
mod tls;
mod users;
