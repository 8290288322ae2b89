//! The mail server's settings: in the store, their password in a file that only we may read.

use std::io;
use std::path::{Path, PathBuf};

use control_wire::rest::post::MailAccount;

use crate::store::settings::Setting;
use crate::store::{Store, StoreFailed};
use crate::tls::{WriteError, write_private};

/// The settings cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The password's file cannot be read.
    #[error("{file}: {source}")]
    Password {
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The password's file cannot be written.
    #[error(transparent)]
    WritePassword(#[from] WriteError),
    /// The settings in the store are not what this version writes.
    #[error("the mail settings are unreadable: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// The file of the mail account's password, which is there or not.
#[derive(Debug, Clone)]
pub struct PasswordFile(PathBuf);

/// What is needed to send mail.
#[derive(Clone)]
pub struct Account {
    /// The server, and who sends.
    pub mail: MailAccount,
    /// The password, where the server asks for one.
    pub password: Option<String>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Account")
            .field("host", &self.mail.host)
            .field("port", &self.mail.port)
            .finish_non_exhaustive()
    }
}

impl PasswordFile {
    /// The file of this name.
    #[must_use]
    pub fn new(file: &Path) -> Self {
        Self(file.to_owned())
    }

    /// The password, if there is one.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn read(&self) -> Result<Option<String>, AccountError> {
        match std::fs::read_to_string(&self.0) {
            Ok(password) => Ok(Some(password)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(self.failed(source)),
        }
    }

    /// Keeps this password; an empty one is forgotten.
    ///
    /// # Errors
    /// When the file cannot be written or removed.
    pub fn keep(&self, password: &str) -> Result<(), AccountError> {
        if !password.is_empty() {
            return Ok(write_private(&self.0, password.as_bytes())?);
        }
        match std::fs::remove_file(&self.0) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(self.failed(source)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn failed(&self, source: io::Error) -> AccountError {
        AccountError::Password {
            file: self.0.clone(),
            source,
        }
    }
}

/// The mail server and who sends, if somebody has entered them.
///
/// # Errors
/// When the database fails, or the settings are unreadable.
pub async fn mail(store: &Store) -> Result<Option<MailAccount>, AccountError> {
    let setting = store.setting(Setting::MailAccount).await?;
    Ok(setting
        .map(|setting| serde_json::from_str(&setting))
        .transpose()?)
}

/// The settings with their password, if somebody has entered them.
///
/// # Errors
/// See [`AccountError`].
pub async fn load(store: &Store, password: &PasswordFile) -> Result<Option<Account>, AccountError> {
    let Some(mail) = mail(store).await? else {
        return Ok(None);
    };
    Ok(Some(Account {
        mail,
        password: password.read()?,
    }))
}

/// Keeps new settings, and a new password where one is given.
///
/// # Errors
/// See [`AccountError`].
pub async fn save(
    store: &Store,
    file: &PasswordFile,
    mail: &MailAccount,
    password: Option<&str>,
) -> Result<(), AccountError> {
    if let Some(password) = password {
        file.keep(password)?;
    }
    let setting = serde_json::to_string(mail)?;
    Ok(store.set(Setting::MailAccount, &setting).await?)
}
