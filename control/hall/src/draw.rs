//! Random identifiers, from one seed.

use std::sync::{Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use sfu_wire::{PeerId, RequestId, RoomId};

use crate::resume::ResumeToken;

/// Identifiers stay below 2^53, so that they survive a JSON reader that keeps numbers as doubles.
pub(crate) const IDENTIFIER_MASK: u64 = (1 << 53) - 1;

/// Draws identifiers and resume tokens: a cryptographic generator (ChaCha), reproducible by seed.
#[derive(Debug)]
pub(crate) struct Draw(Mutex<StdRng>);

impl Draw {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self(Mutex::new(StdRng::from_seed(seed)))
    }

    pub(crate) fn room(&self) -> RoomId {
        RoomId(self.identifier())
    }

    pub(crate) fn peer(&self) -> PeerId {
        PeerId(self.identifier())
    }

    pub(crate) fn request(&self) -> RequestId {
        RequestId(self.identifier())
    }

    /// A resume token: 128 bits in 32 hexadecimal digits.
    pub(crate) fn resume_token(&self) -> ResumeToken {
        let mut bits = [0; 16];
        self.fill(&mut bits);
        ResumeToken::new(hex::encode(bits))
    }

    fn identifier(&self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes) & IDENTIFIER_MASK
    }

    fn fill(&self, bytes: &mut [u8]) {
        // A generator cannot be left half-changed in a way that matters: poison is no reason to stop.
        let mut generator = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        generator.fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_reproduces_its_draws_and_tokens_have_128_bits() {
        let draws = |seed| {
            let draw = Draw::new([seed; 32]);
            (draw.room(), draw.peer(), draw.resume_token())
        };
        assert_eq!(draws(1), draws(1));
        assert_ne!(draws(1), draws(2));
        assert_eq!(draws(1).2.reveal().len(), 32);
    }
}
