//! The record of a session as files.
//!
//! * [`dossier`]: everything a file is made of: both logs with their chains, and the record
//! * [`checkpoint`]: what the convenor's confirmation signs
//! * [`json`]: the file that a program can check; [`verify`] checks it
//! * [`tables`]: the record as titled tables, the same for every other format
//! * [`xlsx`], [`rows`] (CSV), [`pdf`]: those formats
//!
//! Nothing here reads a clock, a database or the network: the same dossier gives the same bytes.

pub mod checkpoint;
pub mod dossier;
pub mod json;
pub mod language;
pub mod pdf;
pub mod rows;
pub mod tables;
mod times;
pub mod verify;
pub mod xlsx;
