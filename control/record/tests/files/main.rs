//! Files of a record, opened by the programs that people open them with.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it passes over"
)]

mod forgery;
mod opened;
mod sample;
