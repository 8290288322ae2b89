//! The data directory: everything a server keeps, used by one server at a time.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// The directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// It cannot be made or written to.
    #[error("{directory}: {source}")]
    Unusable {
        /// The directory.
        directory: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another server uses it.
    #[error("{directory}: another server uses it")]
    InUse {
        /// The directory.
        directory: PathBuf,
    },
}

/// Where things are in a data directory, whoever holds it.
#[derive(Debug, Clone)]
pub struct Files(PathBuf);

impl Files {
    /// In the directory at `path`.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The database's file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.0.join("pinhui.db")
    }

    /// The password of the account that sends mail.
    #[must_use]
    pub fn mail_password(&self) -> PathBuf {
        self.0.join("mail-password")
    }
}

/// The directory, held until this is dropped.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    /// Locked; the system gives the lock back when the process ends, however it ends.
    _lock: File,
}

impl DataDir {
    /// Makes the directory where it is missing (mode 0700) and takes hold of it.
    ///
    /// # Errors
    /// When it cannot be made or written to, or another server uses it.
    pub fn take(path: &Path) -> Result<Self, DataDirError> {
        let unusable = |source| DataDirError::Unusable {
            directory: path.to_owned(),
            source,
        };
        let make = |path: &Path| DirBuilder::new().recursive(true).mode(0o700).create(path);
        make(path)
            .and_then(|()| make(&path.join("tls")))
            .map_err(unusable)?;
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path.join("lock"))
            .map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::InUse {
                directory: path.to_owned(),
            }),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// Where things are in it.
    #[must_use]
    pub fn files(&self) -> Files {
        Files::of(&self.path)
    }

    /// The database's file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.files().database()
    }

    /// The directory of the local authority and its certificates.
    #[must_use]
    pub fn tls(&self) -> PathBuf {
        self.path.join("tls")
    }

    /// The directory itself: the record's key and archive lie there.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The secret of a separate media node, where the operator names no other file.
    #[must_use]
    pub fn node_secret(&self) -> PathBuf {
        self.path.join("node-secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_held_by_one_and_free_again_afterwards() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("new").join("data");
        let held = DataDir::take(&path).unwrap();
        assert!(matches!(
            DataDir::take(&path),
            Err(DataDirError::InUse { .. })
        ));
        drop(held);
        assert!(DataDir::take(&path).is_ok());
    }

    #[test]
    fn a_file_in_the_way_is_told() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("file");
        std::fs::write(&path, "").unwrap();
        assert!(matches!(
            DataDir::take(&path),
            Err(DataDirError::Unusable { .. })
        ));
    }
}
