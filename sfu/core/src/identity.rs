//! The node's DTLS certificate: one for all its peers, made when the node starts.

use std::fmt::Write as _;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use rtc_crypto::RTCCryptoProvider;
use rtc_dtls::crypto::Certificate;

use crate::dtls::DtlsConfig;

/// Certificate, key and cryptography of a node. Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    pub(crate) dtls: DtlsConfig,
    pub(crate) provider: Arc<dyn RTCCryptoProvider>,
    pub(crate) fingerprint: Fingerprint,
}

/// Why no certificate could be made.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The cryptography library refused.
    #[error("cannot use the cryptography library: {0}")]
    Crypto(#[from] rtc_crypto::CryptoError),
    /// The certificate could not be made.
    #[error("cannot make a DTLS certificate: {0}")]
    Certificate(#[from] rtc_shared::error::Error),
}

impl Identity {
    /// Makes a fresh ECDSA P-256 certificate.
    ///
    /// # Errors
    /// When the cryptography library fails to.
    pub fn generate() -> Result<Self, IdentityError> {
        let provider = rtc_crypto::default_provider()?;
        let certificate =
            Certificate::generate_self_signed(vec!["pinhui".to_owned()], provider.crypto())?;
        let fingerprint = certificate
            .certificate
            .first()
            .map(|der| Fingerprint::of(der))
            .unwrap_or_default();
        Ok(Self {
            dtls: DtlsConfig::new(&certificate, &provider)?,
            provider,
            fingerprint,
        })
    }

    /// SHA-256 fingerprint of the certificate, as answers carry it.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

/// SHA-256 of a DER certificate (RFC 8122 §5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Of a certificate in DER.
    #[must_use]
    pub fn of(der: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, der).as_ref());
        Self(bytes)
    }

    /// Reads the value of `a=fingerprint:sha-256 …`: 32 hexadecimal bytes with colons.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let mut parts = text.split(':');
        for byte in &mut bytes {
            let part = parts.next().filter(|part| part.len() == 2)?;
            *byte = u8::from_str_radix(part, 16).ok()?;
        }
        parts.next().is_none().then_some(Self(bytes))
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, byte) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_char(':')?;
            }
            write!(f, "{byte:02X}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_reads_back_as_written() {
        let fingerprint = Identity::generate().unwrap().fingerprint();
        assert_eq!(
            Fingerprint::parse(&fingerprint.to_string()),
            Some(fingerprint)
        );
    }

    #[test]
    fn a_fingerprint_of_another_length_is_refused() {
        assert_eq!(Fingerprint::parse("AB:CD"), None);
        assert_eq!(Fingerprint::parse(&"AB:".repeat(33)), None);
        assert_eq!(Fingerprint::parse(&["AB"; 33].join(":")), None);
    }
}
