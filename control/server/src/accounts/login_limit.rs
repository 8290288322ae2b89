//! How often logging in may fail before it has to wait.
//!
//! Failures are counted per name (somebody guesses one person's password) and per address
//! (somebody tries many names). Both counts are forgotten after [`WINDOW_MS`]; the table holds
//! at most [`KEYS_MAX`] keys, and gives up the one that failed longest ago for a new one.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// How long a failure counts, in milliseconds.
const WINDOW_MS: i64 = 5 * 60 * 1000;

/// Failures of one name within the window.
const FAILURES_PER_NAME_MAX: u32 = 10;

/// Failures from one address within the window: a whole office may sit behind one.
const FAILURES_PER_ADDRESS_MAX: u32 = 30;

/// Names and addresses remembered.
const KEYS_MAX: usize = 4096;

/// Too many failures: wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many failed logins")]
pub struct TooManyFailures {
    /// When to try again, in whole seconds from now.
    pub retry_after_seconds: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Name(String),
    Address(IpAddr),
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    since_ms: i64,
    last_ms: i64,
}

/// Counts failed logins.
#[derive(Debug, Default)]
pub struct LoginLimit {
    failures: Mutex<HashMap<Key, Failures>>,
}

impl LoginLimit {
    /// Whether this name may be tried from this address now.
    ///
    /// # Errors
    /// When either has failed too often.
    pub fn check(&self, name: &str, address: IpAddr, now_ms: i64) -> Result<(), TooManyFailures> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let limits = keys(name, address)
            .into_iter()
            .zip([FAILURES_PER_NAME_MAX, FAILURES_PER_ADDRESS_MAX]);
        for (key, count_max) in limits {
            let Some(counted) = failures.get(&key) else {
                continue;
            };
            let left_ms = counted.since_ms + WINDOW_MS - now_ms;
            if counted.count >= count_max && left_ms > 0 {
                return Err(TooManyFailures {
                    retry_after_seconds: (left_ms + 999) / 1000,
                });
            }
        }
        Ok(())
    }

    /// Counts a failure.
    pub fn record_failure(&self, name: &str, address: IpAddr, now_ms: i64) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys(name, address) {
            if failures.len() >= KEYS_MAX && !failures.contains_key(&key) {
                failures.retain(|_, counted| now_ms - counted.since_ms < WINDOW_MS);
            }
            if failures.len() >= KEYS_MAX && !failures.contains_key(&key) {
                let stalest = failures
                    .iter()
                    .min_by_key(|(_, counted)| counted.last_ms)
                    .map(|(key, _)| key);
                if let Some(stalest) = stalest.cloned() {
                    failures.remove(&stalest);
                }
            }
            let counted = failures.entry(key).or_insert(Failures {
                count: 0,
                since_ms: now_ms,
                last_ms: now_ms,
            });
            if now_ms - counted.since_ms >= WINDOW_MS {
                *counted = Failures {
                    count: 0,
                    since_ms: now_ms,
                    last_ms: now_ms,
                };
            }
            counted.count = counted.count.saturating_add(1);
            counted.last_ms = now_ms;
        }
    }

    /// Forgets a name's failures: its owner has logged in.
    pub fn forget(&self, name: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&name_key(name));
    }
}

fn keys(name: &str, address: IpAddr) -> [Key; 2] {
    [name_key(name), Key::Address(address)]
}

fn name_key(name: &str) -> Key {
    // No user's name is longer; a key must not be as large as a request.
    Key::Name(name.to_lowercase().chars().take(64).collect())
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const OFFICE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn a_name_waits_after_ten_failures_until_the_window_is_over() {
        let limit = LoginLimit::default();
        for second in 0..10 {
            assert_eq!(limit.check("wang", OFFICE, second * 1000), Ok(()));
            limit.record_failure("Wang", OFFICE, second * 1000);
        }
        let refused = limit.check("WANG", ELSEWHERE, 10_000).unwrap_err();
        assert_eq!(refused.retry_after_seconds, 290);
        assert_eq!(limit.check("li", OFFICE, 10_000), Ok(()));
        assert_eq!(limit.check("wang", OFFICE, WINDOW_MS), Ok(()));
    }

    #[test]
    fn an_address_waits_after_thirty_failures_with_different_names() {
        let limit = LoginLimit::default();
        for number in 0..30 {
            limit.record_failure(&format!("name {number}"), OFFICE, 0);
        }
        assert!(limit.check("another", OFFICE, 1).is_err());
        assert_eq!(limit.check("another", ELSEWHERE, 1), Ok(()));
    }

    #[test]
    fn logging_in_forgets_the_failures_of_the_name() {
        let limit = LoginLimit::default();
        for _ in 0..9 {
            limit.record_failure("wang", OFFICE, 0);
        }
        limit.forget("wang");
        limit.record_failure("wang", OFFICE, 0);
        assert_eq!(limit.check("wang", OFFICE, 1), Ok(()));
    }

    #[test]
    fn the_table_is_bounded_and_gives_up_the_stalest() {
        let limit = LoginLimit::default();
        for _ in 0..10 {
            limit.record_failure("first", OFFICE, 0);
        }
        for number in 0..i64::try_from(2 * KEYS_MAX).unwrap() {
            limit.record_failure(&format!("name {number}"), ELSEWHERE, 1 + number / 100);
        }
        assert!(limit.failures.lock().unwrap().len() <= KEYS_MAX);
        assert_eq!(limit.check("first", OFFICE, 100), Ok(()));
    }
}
