//! What pages and the control plane say to each other.
//!
//! [`signal`] is the message set of the signalling WebSocket (described for people in
//! `docs/signalling.md`), [`rest`] the bodies under `/api/v1`, [`problem`] what an error looks
//! like on both. The web client's TypeScript is generated from these types by
//! [`export_typescript`]; nothing of it is copied by hand.

use std::path::Path;

use ts_rs::{Config, ExportError, TS};

pub mod problem;
pub mod rest;
pub mod signal;

/// Number of a venue within the street: 0 is the main venue, 1… are branch venues. It is part of
/// the venue's name ("03 艺康苑居委会"), never changes, and fixes its place on every screen.
pub type VenueNumber = u16;

/// The main venue's number.
pub const MAIN_VENUE: VenueNumber = 0;

/// Writes the TypeScript of every type here into `directory`, one file a type.
///
/// # Errors
/// When a file cannot be written.
pub fn export_typescript(directory: &Path) -> Result<(), ExportError> {
    let config = Config::new().with_out_dir(directory).with_large_int("number");
    signal::ClientMessage::export_all(&config)?;
    signal::ServerMessage::export_all(&config)?;
    problem::Problem::export_all(&config)?;
    rest::export_typescript(&config)
}
