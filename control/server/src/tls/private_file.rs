//! Files that nobody but their owner may read.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// A file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {source}")]
pub struct WriteError {
    /// The file.
    pub file: PathBuf,
    /// Why.
    #[source]
    pub source: io::Error,
}

/// Writes a file that only its owner may read (mode 0600), whole or not at all: it is on disk
/// under its name only when it is complete.
///
/// # Errors
/// When it cannot be written.
pub fn write_private(file: &Path, content: &[u8]) -> Result<(), WriteError> {
    let failed = |source| WriteError {
        file: file.to_owned(),
        source,
    };
    let mut unfinished = file.as_os_str().to_owned();
    unfinished.push(".new");
    let unfinished = PathBuf::from(unfinished);
    let mut written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)
        .map_err(failed)?;
    written
        .write_all(content)
        .and_then(|()| written.sync_all())
        .map_err(failed)?;
    std::fs::rename(&unfinished, file).map_err(failed)?;
    let directory = file.parent().unwrap_or(Path::new("."));
    File::open(directory)
        .and_then(|directory| directory.sync_all())
        .map_err(failed)
}
