//! What every request handler works with.

use std::ops::Deref;
use std::sync::Arc;

use control_hall::{Clock, Hall};

use crate::accounts::login_limit::LoginLimit;
use crate::accounts::passwords::Passwords;
use crate::attendance::archive::RecordArchive;
use crate::entropy::Entropy;
use crate::metrics::Metrics;
use crate::post::account::PasswordFile;
use crate::store::Store;
use crate::tls::LocalAuthority;

/// The parts of the running control plane.
pub struct Parts {
    /// What is kept.
    pub store: Store,
    /// The live sessions.
    pub hall: Hall,
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// Unguessable bytes.
    pub entropy: Entropy,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// How often logging in may fail.
    pub login_limit: LoginLimit,
    /// SHA-256 (hex) of the secret by which a separate media node is known, if there may be one.
    pub node_secret_hash: Option<String>,
    /// The password of the account that sends mail.
    pub mail_password: PasswordFile,
    /// The key that signs records, and the checkpoints' second home.
    pub record_archive: RecordArchive,
    /// What is counted.
    pub metrics: Metrics,
    /// The certificate authority of this installation, where it has its own.
    pub authority: Option<LocalAuthority>,
    /// The port of the HTTPS door, to which the plain one redirects.
    pub https_port: u16,
}

/// A handle on the [`Parts`], cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("App")
            .field("https_port", &self.0.https_port)
            .finish_non_exhaustive()
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
