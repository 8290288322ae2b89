//! Unguessable tokens: shown once, kept only as a hash.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::entropy::Entropy;

/// Characters of a token: 256 bit in base64url.
const TOKEN_CHARS: usize = 43;

/// A token of 256 random bits, in base64url.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Draws a new one.
    #[must_use]
    pub fn draw(entropy: &Entropy) -> Self {
        Self(URL_SAFE_NO_PAD.encode(entropy.bytes()))
    }

    /// What somebody presents as a token; `None` where it cannot be one.
    #[must_use]
    pub fn presented(text: &str) -> Option<Self> {
        let is_token = text.len() == TOKEN_CHARS
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        is_token.then(|| Self(text.to_owned()))
    }

    /// The token itself, for the one who shall hold it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// SHA-256 in hex: what the store keeps. The token has 256 bit of entropy, so a fast hash
    /// without salt is enough, and looking it up by equality tells nothing about it.
    #[must_use]
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_token_is_one_when_presented() {
        let token = Token::draw(&Entropy::from_seed([7; 32]));
        assert_eq!(Token::presented(token.reveal()), Some(token));
    }

    #[test]
    fn what_cannot_be_a_token_is_not_taken_for_one() {
        assert_eq!(Token::presented(""), None);
        assert_eq!(Token::presented(&"a".repeat(42)), None);
        assert_eq!(Token::presented(&"a".repeat(4000)), None);
        assert_eq!(Token::presented(&"=".repeat(43)), None);
    }

    #[test]
    fn a_token_is_not_printed() {
        let token = Token::draw(&Entropy::from_seed([7; 32]));
        assert!(!format!("{token:?}").contains(token.reveal()));
    }
}
