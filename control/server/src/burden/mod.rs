//! Files of the burden report: the register that is read in, and the export that is written.

pub mod export;
pub mod spreadsheet;
