//! The file that a program can check: both logs with their chains, the record, the checkpoint.

use serde::{Deserialize, Serialize};

use crate::dossier::Dossier;

/// The name of this form of file, which is also its version.
pub const FORMAT: &str = "pinhui-record-1";

#[derive(Serialize)]
struct Written<'a> {
    format: &'a str,
    #[serde(flatten)]
    dossier: &'a Dossier,
}

#[derive(Deserialize)]
struct Read {
    format: String,
    #[serde(flatten)]
    dossier: Dossier,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotARecord {
    /// It is not JSON of this shape.
    #[error("{0}")]
    Json(String),
    /// It is another kind of file, or of another version.
    #[error("the format is {0:?}, not {FORMAT:?}")]
    Format(String),
}

/// Writes a dossier. The same dossier gives the same bytes.
///
/// # Errors
/// When it cannot be written down, which no dossier read from logs does.
pub fn write(dossier: &Dossier) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(&Written {
        format: FORMAT,
        dossier,
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Reads a file.
///
/// # Errors
/// When it is no such file.
pub fn read(bytes: &[u8]) -> Result<Dossier, NotARecord> {
    let read: Read =
        serde_json::from_slice(bytes).map_err(|error| NotARecord::Json(error.to_string()))?;
    if read.format != FORMAT {
        return Err(NotARecord::Format(read.format));
    }
    Ok(read.dossier)
}
