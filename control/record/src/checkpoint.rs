//! What the convenor's confirmation signs: how long both logs are, their last hashes, and what
//! follows from them. Ed25519 (RFC 8032).
//!
//! The signature is over [`Checkpoint::statement`], a few lines of text that a person can read and
//! any tool can rebuild.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::dossier::{ChainedEntry, Dossier};

/// How many entries a log had, and the hash of the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// How many.
    pub entries: i64,
    /// The hash, 64 hexadecimal digits.
    pub hash: String,
}

impl Head {
    /// The head of a log.
    #[must_use]
    pub fn of(log: &[ChainedEntry]) -> Self {
        Self {
            entries: i64::try_from(log.len()).unwrap_or(i64::MAX),
            hash: log
                .last()
                .map_or_else(|| "0".repeat(64), |last| last.hash.clone()),
        }
    }
}

/// A signed statement about a session's logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The session.
    pub session: i64,
    /// When it was confirmed, in Unix milliseconds.
    pub at_ms: i64,
    /// Of the session's log.
    pub log: Head,
    /// Of the desk's log, the confirmation included.
    pub desk: Head,
    /// SHA-256 of the session's card and the record, as compact JSON, in hexadecimal.
    pub record_sha256: String,
    /// The public key, 64 hexadecimal digits.
    pub public_key: String,
    /// The signature, 128 hexadecimal digits.
    pub signature: String,
}

/// The key pair of an installation.
#[derive(Debug)]
pub struct Signer(Ed25519KeyPair);

/// A key cannot be made or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signing key cannot be made or read")]
pub struct UnusableKey;

impl Signer {
    /// The pair that grows out of 32 unguessable bytes, which are its private half.
    ///
    /// # Errors
    /// When the library refuses them.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, UnusableKey> {
        Ed25519KeyPair::from_seed_unchecked(seed)
            .map(Self)
            .map_err(|_| UnusableKey)
    }

    /// The public key in hexadecimal.
    #[must_use]
    pub fn public_key(&self) -> String {
        hex::encode(self.0.public_key().as_ref())
    }

    /// Signs what a dossier holds.
    ///
    /// # Errors
    /// When the record cannot be written down, which no record read from a log does.
    pub fn sign(&self, dossier: &Dossier, at_ms: i64) -> Result<Checkpoint, serde_json::Error> {
        let mut checkpoint = Checkpoint {
            session: dossier.session.id,
            at_ms,
            log: Head::of(&dossier.log),
            desk: Head::of(&dossier.desk),
            record_sha256: record_sha256(dossier)?,
            public_key: self.public_key(),
            signature: String::new(),
        };
        let signature = self.0.sign(checkpoint.statement().as_bytes());
        checkpoint.signature = hex::encode(signature.as_ref());
        Ok(checkpoint)
    }
}

impl Checkpoint {
    /// What is signed.
    #[must_use]
    pub fn statement(&self) -> String {
        format!(
            "pinhui record 1\nsession {}\nconfirmed {}\nlog {} {}\ndesk {} {}\nrecord {}\n",
            self.session,
            self.at_ms,
            self.log.entries,
            self.log.hash,
            self.desk.entries,
            self.desk.hash,
            self.record_sha256,
        )
    }

    /// True where the signature is this key's, over this statement.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        let (Ok(key), Ok(signature)) =
            (hex::decode(&self.public_key), hex::decode(&self.signature))
        else {
            return false;
        };
        // Written in one way only: a capital letter would be another file.
        if hex::encode(&key) != self.public_key || hex::encode(&signature) != self.signature {
            return false;
        }
        UnparsedPublicKey::new(&ED25519, key)
            .verify(self.statement().as_bytes(), &signature)
            .is_ok()
    }
}

/// SHA-256 of the session's card and the record, in hexadecimal.
///
/// # Errors
/// When they cannot be written down.
pub fn record_sha256(dossier: &Dossier) -> Result<String, serde_json::Error> {
    let bytes = serde_json::to_vec(&(&dossier.session, &dossier.record))?;
    Ok(hex::encode(Sha256::digest(bytes)))
}
