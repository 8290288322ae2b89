//! HTTPS: the operator's certificate, or one of a local authority made at the first start.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;

mod local_authority;
mod private_file;

pub use local_authority::{LocalAuthority, LocalAuthorityError};
pub use private_file::{WriteError, write_private};

/// Where a certificate comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// Files that the operator provides and renews.
    Files {
        /// Certificate chain, PEM.
        certificate: PathBuf,
        /// Private key, PEM.
        key: PathBuf,
    },
    /// The local authority, for these names and addresses.
    Local {
        /// Who signs.
        authority: LocalAuthority,
        /// Host names and addresses that the certificate is good for.
        names: Vec<String>,
    },
}

/// Why there is no usable certificate.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read, or holds no certificate or key.
    #[error("{file}: {why}")]
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Certificate and key do not belong together, or the key is of an unknown kind.
    #[error("{0}")]
    Unusable(#[from] rustls::Error),
    /// The local authority failed.
    #[error(transparent)]
    Local(#[from] LocalAuthorityError),
}

/// The certificate in use; replaced when it is renewed, without a restart.
#[derive(Debug)]
pub struct Certificates {
    origin: Origin,
    provider: Arc<CryptoProvider>,
    current: RwLock<Arc<CertifiedKey>>,
}

impl Certificates {
    /// Loads the certificate, or makes it.
    ///
    /// # Errors
    /// When it cannot be read, made or used.
    pub fn load(origin: Origin, now_ms: i64) -> Result<Arc<Self>, CertificateError> {
        let provider = Arc::new(default_provider());
        let current = RwLock::new(Arc::new(obtain(&origin, &provider, now_ms)?));
        Ok(Arc::new(Self {
            origin,
            provider,
            current,
        }))
    }

    /// Looks again: files may have been renewed, the local certificate may be near its end.
    ///
    /// # Errors
    /// When the new one cannot be used; the one in use stays.
    pub fn refresh(&self, now_ms: i64) -> Result<(), CertificateError> {
        let renewed = Arc::new(obtain(&self.origin, &self.provider, now_ms)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = renewed;
        Ok(())
    }

    /// Ready to take TLS connections: TLS 1.2 and 1.3, HTTP/1.1.
    ///
    /// # Errors
    /// When the cryptography does not offer these versions.
    pub fn acceptor(self: &Arc<Self>) -> Result<TlsAcceptor, CertificateError> {
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(self) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(
            &self.current.read().unwrap_or_else(PoisonError::into_inner),
        ))
    }
}

fn obtain(
    origin: &Origin,
    provider: &CryptoProvider,
    now_ms: i64,
) -> Result<CertifiedKey, CertificateError> {
    match origin {
        Origin::Files { certificate, key } => read(certificate, key, provider),
        Origin::Local { authority, names } => {
            let leaf = authority.leaf(names, now_ms)?;
            read(&leaf.certificate, &leaf.key, provider)
        }
    }
}

fn read(
    certificate: &Path,
    key: &Path,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, CertificateError> {
    let unreadable = |file: &Path, why: String| CertificateError::File {
        file: file.to_owned(),
        why,
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|error| unreadable(certificate, error.to_string()))?;
    if chain.is_empty() {
        return Err(unreadable(certificate, "no certificate in it".to_owned()));
    }
    let private =
        PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, error.to_string()))?;
    Ok(CertifiedKey::from_der(chain, private, provider)?)
}
