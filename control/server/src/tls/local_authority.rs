//! The certificate authority of one installation: made once, kept in the data directory, trusted
//! by the offices' computers. It signs the server's own certificate and nothing else.
//!
//! Keys are EC P-256. The authority lasts ten years. The server's certificate lasts 397 days (no
//! browser accepts much more) and is made anew when the names it is for change or less than 30
//! days remain.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use x509_parser::extensions::GeneralName;
use x509_parser::pem::Pem;

use super::private_file::{WriteError, write_private};

const MS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

/// How long the authority is valid.
const AUTHORITY_DAYS: i64 = 3650;

/// How long a server certificate is valid.
const LEAF_DAYS: i64 = 397;

/// With less than this left, a server certificate is made anew.
const LEAF_DAYS_LEFT_MIN: i64 = 30;

/// How far back validity begins, for computers whose clocks are behind.
const BACKDATED_DAYS: i64 = 2;

/// Why the authority could not be used or made.
#[derive(Debug, thiserror::Error)]
pub enum LocalAuthorityError {
    /// A file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A file of the authority could not be read.
    #[error("{file}: {source}")]
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// One of certificate and key is there and the other is not.
    #[error("{missing} is missing beside the authority's other file")]
    Incomplete {
        /// The file that is not there.
        missing: PathBuf,
    },
    /// A certificate or key could not be made or understood.
    #[error("certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The authority's certificate is not PEM.
    #[error("{file} holds no certificate")]
    NotPem {
        /// The file.
        file: PathBuf,
    },
    /// The clock stands outside the years a certificate can name.
    #[error("the clock stands at {now_ms} ms, which no certificate can name")]
    Clock {
        /// What the clock says, in Unix milliseconds.
        now_ms: i64,
    },
}

/// The authority, and where its files are.
#[derive(Debug, Clone)]
pub struct LocalAuthority {
    directory: PathBuf,
    certificate_pem: String,
    fingerprint: String,
}

/// A server certificate on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Its chain, PEM.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
}

impl LocalAuthority {
    /// Loads the authority of `directory`, or makes it: its common name ends with `host`, so that
    /// people can tell installations apart in their lists.
    ///
    /// # Errors
    /// When it cannot be read or made.
    pub fn load_or_make(
        directory: &Path,
        host: &str,
        now_ms: i64,
    ) -> Result<Self, LocalAuthorityError> {
        let (certificate, key) = (directory.join("ca.pem"), directory.join("ca.key"));
        match (certificate.exists(), key.exists()) {
            (true, true) => {}
            (false, false) => make_authority(&certificate, &key, host, now_ms)?,
            (true, false) => return Err(LocalAuthorityError::Incomplete { missing: key }),
            (false, true) => {
                return Err(LocalAuthorityError::Incomplete {
                    missing: certificate,
                });
            }
        }
        let certificate_pem = read(&certificate)?;
        let der = first_certificate(certificate_pem.as_bytes())
            .ok_or(LocalAuthorityError::NotPem { file: certificate })?;
        let bytes = Sha256::digest(&der)
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect::<Vec<_>>();
        Ok(Self {
            directory: directory.to_owned(),
            certificate_pem,
            fingerprint: bytes.join(":"),
        })
    }

    /// The authority's certificate, PEM: what computers are made to trust.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// SHA-256 of the certificate, as operating systems show it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.fingerprint.clone()
    }

    /// The file of the authority's certificate.
    #[must_use]
    pub fn certificate_file(&self) -> PathBuf {
        self.directory.join("ca.pem")
    }

    /// A server certificate for exactly these names and addresses: the one on disk if it still
    /// serves, else a new one.
    ///
    /// # Errors
    /// When one is needed and cannot be made.
    pub fn leaf(&self, names: &[String], now_ms: i64) -> Result<Leaf, LocalAuthorityError> {
        let leaf = Leaf {
            certificate: self.directory.join("server.pem"),
            key: self.directory.join("server.key"),
        };
        if leaf.key.exists() && self.still_serves(&leaf.certificate, names, now_ms) {
            return Ok(leaf);
        }
        let authority_key = KeyPair::from_pem(&read(&self.directory.join("ca.key"))?)?;
        let issuer = Issuer::from_ca_cert_pem(&self.certificate_pem, authority_key)?;
        let mut params = CertificateParams::new(names.to_vec())?;
        params.distinguished_name = named("Pinhui");
        params.not_before = day(now_ms, -BACKDATED_DAYS)?;
        params.not_after = day(now_ms, LEAF_DAYS - BACKDATED_DAYS)?;
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let certificate = params.signed_by(&key, &issuer)?;
        write_private(&leaf.key, key.serialize_pem().as_bytes())?;
        write_private(&leaf.certificate, certificate.pem().as_bytes())?;
        tracing::info!(days = LEAF_DAYS, "a server certificate was made");
        Ok(leaf)
    }

    /// Whether the certificate on disk is ours, for exactly these names, and lasts long enough.
    fn still_serves(&self, file: &Path, names: &[String], now_ms: i64) -> bool {
        let read = std::fs::read(file)
            .ok()
            .and_then(|pem| first_certificate(&pem));
        let Some(der) = read else { return false };
        let Ok((_, certificate)) = x509_parser::parse_x509_certificate(&der) else {
            return false;
        };
        let Some(authority) = first_certificate(self.certificate_pem.as_bytes()) else {
            return false;
        };
        let Ok((_, authority)) = x509_parser::parse_x509_certificate(&authority) else {
            return false;
        };
        let until_ms = certificate
            .validity()
            .not_after
            .timestamp()
            .saturating_mul(1000);
        let wanted: BTreeSet<String> = names.iter().cloned().collect();
        certificate.issuer() == authority.subject()
            && until_ms - now_ms >= LEAF_DAYS_LEFT_MIN * MS_PER_DAY
            && names_of(&certificate) == wanted
    }
}

fn make_authority(
    certificate_file: &Path,
    key_file: &Path,
    host: &str,
    now_ms: i64,
) -> Result<(), LocalAuthorityError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = named(&format!("Pinhui 拼会 CA ({host})"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = day(now_ms, -BACKDATED_DAYS)?;
    params.not_after = day(now_ms, AUTHORITY_DAYS)?;
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let certificate = params.self_signed(&key)?;
    write_private(key_file, key.serialize_pem().as_bytes())?;
    write_private(certificate_file, certificate.pem().as_bytes())?;
    tracing::info!(
        days = AUTHORITY_DAYS,
        "a local certificate authority was made"
    );
    Ok(())
}

fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::OrganizationName, "Pinhui");
    name.push(DnType::CommonName, common_name);
    name
}

fn read(file: &Path) -> Result<String, LocalAuthorityError> {
    std::fs::read_to_string(file).map_err(|source| LocalAuthorityError::Read {
        file: file.to_owned(),
        source,
    })
}

/// The DER of the first certificate of a PEM text.
fn first_certificate(pem: &[u8]) -> Option<Vec<u8>> {
    Pem::iter_from_buffer(pem)
        .filter_map(Result::ok)
        .find(|block| block.label == "CERTIFICATE")
        .map(|block| block.contents)
}

/// The host names and addresses a certificate is for.
fn names_of(certificate: &x509_parser::certificate::X509Certificate<'_>) -> BTreeSet<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else {
        return BTreeSet::new();
    };
    extension
        .value
        .general_names
        .iter()
        .filter_map(|name| {
            if let GeneralName::DNSName(name) = name {
                Some((*name).to_owned())
            } else if let GeneralName::IPAddress(bytes) = name {
                address(bytes).map(|address| address.to_string())
            } else {
                None
            }
        })
        .collect()
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(bytes)
        .map(IpAddr::from)
        .or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .ok()
}

/// The moment that is `days` after `now_ms`.
fn day(now_ms: i64, days: i64) -> Result<OffsetDateTime, LocalAuthorityError> {
    let seconds = now_ms.saturating_add(days * MS_PER_DAY) / 1000;
    OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| LocalAuthorityError::Clock { now_ms })
}
