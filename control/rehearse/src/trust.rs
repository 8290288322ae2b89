//! Which certificates the synthetic venues accept.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::options::Trust;

/// Why the certificates to trust cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The text is not PEM.
    #[error("the certificate authority is not a PEM text: {0}")]
    NotPem(#[from] rustls::pki_types::pem::Error),
    /// No certificate is in it.
    #[error("the certificate authority's PEM text holds no certificate")]
    NoCertificate,
    /// TLS cannot be set up with it.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}

/// TLS as a client that trusts the public authorities and those of `trust`. HTTP/1.1 alone, which
/// carries both the requests and the WebSocket.
pub(crate) fn client_config(trust: &Trust) -> Result<Arc<ClientConfig>, TrustError> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    if let Trust::Also(pem) = trust {
        let known = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            roots.add(certificate?)?;
        }
        if roots.len() == known {
            return Err(TrustError::NoCertificate);
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_certificate_is_refused() {
        assert!(matches!(
            client_config(&Trust::Also(b"nothing".to_vec())),
            Err(TrustError::NoCertificate)
        ));
    }

    #[test]
    fn the_public_authorities_need_no_file() {
        assert!(client_config(&Trust::PublicAuthorities).is_ok());
    }
}
