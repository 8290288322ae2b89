//! Worlds for tests: the real binary, synthetic venues, networks.
//!
//! A [`World`] is a running `pinhui` with a street in it: the server in a process of its own, its
//! data in a directory that goes away with it, a main venue, branch venues, their device links and
//! one live session. Tests bring their participants (crate `rehearse`, [`Page`]s, or a browser) and
//! look. A [`Relay`] on a participant's way makes its network bad.
//!
//! Everything here waits for facts, never for time to pass; [`within`] bounds the waiting. When a
//! test fails, the end of every process's log is printed.

mod administrator;
mod binary;
mod gaps;
mod metrics;
mod page;
mod ports;
mod process;
mod relay;
mod world;

use std::time::Duration;

pub use administrator::{Administrator, RequestError};
pub use binary::{BinaryError, pinhui};
pub use gaps::StageGaps;
pub use metrics::Metrics;
pub use page::{Page, PageError, Seat};
pub use process::{Process, ProcessError};
pub use relay::{Links, Relay};
pub use world::{Node, Street, World, WorldError};

/// Waits for `fact` no longer than `limit`.
///
/// # Panics
/// When it does not come about in time: the test has failed, and `what` says at which point.
pub async fn within<T>(limit: Duration, what: &str, fact: impl Future<Output = T>) -> T {
    match tokio::time::timeout(limit, fact).await {
        Ok(value) => value,
        Err(_) => panic!("not within {limit:?}: {what}"),
    }
}
