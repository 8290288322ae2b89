//! The hash chain over a session's log: each entry's hash covers the entry and the hash before it,
//! so that no entry can be altered, removed or moved without every later hash changing.
//!
//! `h = SHA-256(tag ‖ previous h ‖ session ‖ number ‖ at_ms ‖ source ‖ event)`. Numbers are 64-bit
//! big-endian; a source is 0, or 1 followed by the node's birth and the fact's number; the event is
//! the text as stored. The first entry follows 32 zero bytes. A bare chain does not notice its own
//! end being cut off: for that, the last hash has to be known elsewhere.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// Tells this use of SHA-256, and this form of an entry, from every other.
const TAG: &[u8] = b"pinhui session log 1\n";

/// The hash of an entry and, through it, of all before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChainHash([u8; 32]);

impl ChainHash {
    /// What the first entry of a log follows.
    pub const START: Self = Self([0; 32]);
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text that is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a chain hash has 64 hexadecimal digits")]
pub struct NotAChainHash;

impl FromStr for ChainHash {
    type Err = NotAChainHash;

    fn from_str(text: &str) -> Result<Self, NotAChainHash> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NotAChainHash);
        }
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = text
                .get(2 * place..2 * place + 2)
                .and_then(|digits| u8::from_str_radix(digits, 16).ok())
                .ok_or(NotAChainHash)?;
        }
        Ok(Self(bytes))
    }
}

/// An entry as it is chained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link<'a> {
    /// The session whose log it is in.
    pub session: i64,
    /// 1, 2, 3 … within the session.
    pub number: i64,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// The node's birth and the number of the fact it began as, where it did.
    pub source: Option<(i64, i64)>,
    /// The event, as stored.
    pub event: &'a str,
}

impl Link<'_> {
    /// The hash of this entry after one whose hash is `previous`.
    #[must_use]
    pub fn hash(&self, previous: ChainHash) -> ChainHash {
        let mut hasher = Sha256::new();
        hasher.update(TAG);
        hasher.update(previous.0);
        for number in [self.session, self.number, self.at_ms] {
            hasher.update(number.to_be_bytes());
        }
        match self.source {
            None => hasher.update([0]),
            Some((birth, fact)) => {
                hasher.update([1]);
                hasher.update(birth.to_be_bytes());
                hasher.update(fact.to_be_bytes());
            }
        }
        hasher.update(self.event);
        ChainHash(hasher.finalize().into())
    }
}

/// Where a chain is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An entry is missing, or stands twice.
    #[error("entry {expected} is missing: number {found} stands in its place")]
    Missing {
        /// The number that should come.
        expected: i64,
        /// The number that came.
        found: i64,
    },
    /// An entry is not as it was written, or one before it was exchanged with its hash.
    #[error("entry {number} was altered")]
    Altered {
        /// Its number.
        number: i64,
    },
}

/// Checks a log from its first entry on; returns the hash of its last.
///
/// # Errors
/// The first place where it is broken.
pub fn verify<'a>(
    entries: impl IntoIterator<Item = (Link<'a>, ChainHash)>,
) -> Result<ChainHash, Broken> {
    let mut last = ChainHash::START;
    for (expected, (link, stored)) in (1..).zip(entries) {
        if link.number != expected {
            return Err(Broken::Missing {
                expected,
                found: link.number,
            });
        }
        if link.hash(last) != stored {
            return Err(Broken::Altered { number: expected });
        }
        last = stored;
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn log(events: &[String]) -> Vec<(Link<'_>, ChainHash)> {
        let mut last = ChainHash::START;
        (1..)
            .zip(events)
            .map(|(number, event)| {
                let link = Link {
                    session: 7,
                    number,
                    at_ms: 1_000 * number,
                    source: (number % 2 == 0).then_some((-3, number)),
                    event,
                };
                last = link.hash(last);
                (link, last)
            })
            .collect()
    }

    #[test]
    fn a_hash_reads_back_as_written() {
        let hash = log(&["joined".to_owned()])[0].1;
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!("zz".repeat(32).parse::<ChainHash>(), Err(NotAChainHash));
        assert_eq!("+1".repeat(32).parse::<ChainHash>(), Err(NotAChainHash));
        assert_eq!("00".parse::<ChainHash>(), Err(NotAChainHash));
    }

    #[test]
    fn the_form_of_an_entry_is_fixed() {
        let link = Link {
            session: 1,
            number: 1,
            at_ms: 1_574_000_000_000,
            source: None,
            event: "{}",
        };
        assert_eq!(
            link.hash(ChainHash::START).to_string(),
            "4f632f4e06b9499e60dd91d6b76a46ab727b5db1d4c6ab6cbabc7a685cd69128",
            "a change here makes every log written before unverifiable"
        );
    }

    proptest! {
        #[test]
        fn every_alteration_and_removal_is_found(
            events in prop::collection::vec("[a-z]{0,8}", 2..20),
            at in any::<prop::sample::Index>(),
            what in 0..6,
        ) {
            let mut log = log(&events);
            prop_assert_eq!(verify(log.clone()), Ok(log.last().unwrap().1));
            let at = at.index(log.len() - 1);
            let number = at as i64 + 1;
            let expected = match what {
                0 => { log[at].0.event = "forged"; Broken::Altered { number } }
                1 => { log[at].0.at_ms += 1; Broken::Altered { number } }
                2 => { log[at].0.session += 1; Broken::Altered { number } }
                3 => { log[at].0.source = Some((9, 9)); Broken::Altered { number } }
                4 => { log.remove(at); Broken::Missing { expected: number, found: number + 1 } }
                _ => { log[at].1 = ChainHash([1; 32]); Broken::Altered { number } }
            };
            prop_assert_eq!(verify(log), Err(expected));
        }
    }
}
