//! Resume tokens: known to their page alone, kept as digests, so that a seat can be resumed after a
//! restart and the session log gives no seat away.

use sha2::{Digest, Sha256};

/// What a page resumes its seat by: 128 random bits in hexadecimal.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ResumeToken(String);

impl ResumeToken {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    /// SHA-256 in hexadecimal. The token is random through and through: no salt is needed.
    pub(crate) fn sha256(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }

    /// For the page's eyes.
    pub(crate) fn reveal(&self) -> String {
        self.0.clone()
    }
}

impl std::fmt::Debug for ResumeToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResumeToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_the_tokens_and_debug_output_is_not_the_token() {
        let token = ResumeToken::new("5f0c".to_owned());
        assert_eq!(token.sha256().len(), 64);
        assert_ne!(token.sha256(), ResumeToken::new("5f0d".to_owned()).sha256());
        assert!(!format!("{token:?}").contains("5f0c"));
    }
}
