//! Passwords, hashed with Argon2id (RFC 9106).

use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::entropy::Entropy;

/// Shortest password, in characters.
pub const CHARS_MIN: usize = 10;

/// Longest password, in characters.
pub const CHARS_MAX: usize = 200;

/// Hashes computed at once: each takes a core and 19 MiB.
const AT_ONCE_MAX: usize = 2;

/// A hash could not be made or checked.
#[derive(Debug, thiserror::Error)]
pub enum HashFailed {
    /// The algorithm refused.
    #[error("argon2: {0}")]
    Argon2(argon2::password_hash::Error),
    /// The computation was cut off by a shutdown.
    #[error("shutting down")]
    CutOff,
}

/// How much work a hash is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// 19 MiB, two passes: the OWASP recommendation, and this crate's default.
    Full,
    /// As little as the algorithm allows: only for tests, which log in hundreds of times.
    Least,
}

/// Hashes and checks passwords, a bounded number at a time.
#[derive(Debug, Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    places: Arc<Semaphore>,
    entropy: Entropy,
    nobody: Arc<str>,
}

impl Passwords {
    /// Ready to hash.
    ///
    /// # Errors
    /// When the parameters are not accepted.
    pub fn new(entropy: Entropy, cost: Cost) -> Result<Self, HashFailed> {
        let params = match cost {
            Cost::Full => Params::default(),
            Cost::Least => Params::new(Params::MIN_M_COST, 1, 1, None)
                .map_err(|error| HashFailed::Argon2(error.into()))?,
        };
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash(&argon2, &entropy, &hex::encode(entropy.bytes()))?;
        let places = Arc::new(Semaphore::new(AT_ONCE_MAX));
        Ok(Self {
            argon2,
            places,
            entropy,
            nobody: nobody.into(),
        })
    }

    /// The hash of a password, with its salt and parameters in it (PHC string).
    ///
    /// # Errors
    /// When it cannot be computed.
    pub async fn hash(&self, password: &str) -> Result<String, HashFailed> {
        let (argon2, entropy) = (self.argon2.clone(), self.entropy.clone());
        let password = password.to_owned();
        self.compute(move || hash(&argon2, &entropy, &password))
            .await
    }

    /// Whether `password` is the one that `stored` was made from. Without `stored` (nobody has
    /// that name) the same work is done and the answer is no, so that time does not tell names.
    ///
    /// # Errors
    /// When it cannot be computed.
    pub async fn is_right(
        &self,
        password: &str,
        stored: Option<String>,
    ) -> Result<bool, HashFailed> {
        let argon2 = self.argon2.clone();
        let password = password.to_owned();
        let known = stored.is_some();
        let against = stored.unwrap_or_else(|| self.nobody.to_string());
        let equal = self
            .compute(move || {
                let against = PasswordHash::new(&against).map_err(HashFailed::Argon2)?;
                match argon2.verify_password(password.as_bytes(), &against) {
                    Ok(()) => Ok(true),
                    Err(argon2::password_hash::Error::Password) => Ok(false),
                    Err(error) => Err(HashFailed::Argon2(error)),
                }
            })
            .await?;
        Ok(equal && known)
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashFailed> + Send + 'static,
    ) -> Result<T, HashFailed> {
        let _place = self
            .places
            .acquire()
            .await
            .map_err(|_| HashFailed::CutOff)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| HashFailed::CutOff)?
    }
}

fn hash(argon2: &Argon2<'static>, entropy: &Entropy, password: &str) -> Result<String, HashFailed> {
    let bytes = entropy.bytes();
    let (salt, _) = bytes.split_at(16);
    let salt = SaltString::encode_b64(salt).map_err(HashFailed::Argon2)?;
    let hash = argon2
        .hash_password(password.as_bytes(), &salt)
        .map_err(HashFailed::Argon2)?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords() -> Passwords {
        Passwords::new(Entropy::from_seed([1; 32]), Cost::Least).unwrap()
    }

    #[tokio::test]
    async fn the_right_password_is_right_and_another_is_not() {
        let passwords = passwords();
        let stored = passwords.hash("correct horse").await.unwrap();
        assert!(
            passwords
                .is_right("correct horse", Some(stored.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .is_right("correct horsf", Some(stored))
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert!(!passwords().is_right("anything at all", None).await.unwrap());
    }

    #[tokio::test]
    async fn one_password_has_a_different_hash_each_time() {
        let passwords = passwords();
        let first = passwords.hash("correct horse").await.unwrap();
        assert_ne!(first, passwords.hash("correct horse").await.unwrap());
        assert!(first.starts_with("$argon2id$v=19$"), "{first}");
    }
}
