//! The checkpoints' second home: a file that is only ever appended to, and the key that signs.
//!
//! Whoever alters the database later would have to alter this file too, and the mails that went
//! out. It is one checkpoint a line, as JSON; copy it elsewhere as often as you like.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use record::checkpoint::{Checkpoint, Signer, UnusableKey};

use crate::entropy::Entropy;
use crate::tls::{WriteError, write_private};

/// The archive or its key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// A file cannot be read or written.
    #[error("{file}: {source}")]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The key cannot be written.
    #[error(transparent)]
    Key(#[from] WriteError),
    /// The key's file holds no key.
    #[error("{file} holds no key; restore it from a backup, or remove it to sign with a new one")]
    BadKey {
        /// The file.
        file: PathBuf,
    },
    /// A line is no checkpoint.
    #[error("{file}: line {line} is no checkpoint")]
    BadLine {
        /// The file.
        file: PathBuf,
        /// Which line.
        line: usize,
    },
}

/// The archive's file and the pair of keys.
#[derive(Debug)]
pub struct RecordArchive {
    signer: Signer,
    file: PathBuf,
    /// One line at a time.
    writing: Mutex<()>,
}

impl RecordArchive {
    /// Opens the archive `record-heads.jsonl` and the key `record-key` in a directory; a key is
    /// drawn where there is none.
    ///
    /// # Errors
    /// When a file cannot be used.
    pub fn open(directory: &Path, entropy: &Entropy) -> Result<Self, ArchiveError> {
        let key_file = directory.join("record-key");
        let seed = match std::fs::read_to_string(&key_file) {
            Ok(text) => seed(text.trim()).ok_or_else(|| ArchiveError::BadKey {
                file: key_file.clone(),
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let seed = entropy.bytes();
                write_private(&key_file, hex::encode(seed).as_bytes())?;
                seed
            }
            Err(source) => {
                return Err(ArchiveError::File {
                    file: key_file,
                    source,
                });
            }
        };
        let signer = Signer::from_seed(&seed)
            .map_err(|UnusableKey| ArchiveError::BadKey { file: key_file })?;
        Ok(Self {
            signer,
            file: directory.join("record-heads.jsonl"),
            writing: Mutex::new(()),
        })
    }

    /// The key pair.
    #[must_use]
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// Adds a checkpoint, where it is not there already; it is on disk when this returns.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn keep(&self, checkpoint: &Checkpoint) -> Result<(), ArchiveError> {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if read(&self.file)?.contains(checkpoint) {
            return Ok(());
        }
        let failed = |source| ArchiveError::File {
            file: self.file.clone(),
            source,
        };
        let mut line = serde_json::to_vec(checkpoint).map_err(|error| failed(error.into()))?;
        line.push(b'\n');
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&self.file)
            .map_err(failed)?;
        file.write_all(&line)
            .and_then(|()| file.sync_all())
            .map_err(failed)
    }
}

/// Every checkpoint of an archive's file; none where there is no file.
///
/// # Errors
/// When the file cannot be read, or a whole line of it is no checkpoint. A last line that was not
/// written to its end is passed over: what it was to hold is written again.
pub fn read(file: &Path) -> Result<Vec<Checkpoint>, ArchiveError> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => {
            return Err(ArchiveError::File {
                file: file.to_owned(),
                source,
            });
        }
    };
    (1..)
        .zip(text.split_inclusive('\n'))
        .filter(|(_, line)| line.ends_with('\n') && !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|_| ArchiveError::BadLine {
                file: file.to_owned(),
                line: number,
            })
        })
        .collect()
}

fn seed(text: &str) -> Option<[u8; 32]> {
    hex::decode(text).ok()?.try_into().ok()
}
