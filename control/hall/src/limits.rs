//! How much and how long: every bound of the hall.

use std::time::Duration;

use control_wire::signal::{MESSAGE_BYTES_MAX, TICK_SECONDS};

/// Sessions live at once.
pub const SESSIONS_MAX: usize = 64;

/// Venues of one session: the main venue and every possible branch number.
pub const VENUES_MAX: usize = 1000;

/// M-lines of one offer, publishing and receiving.
pub const LINES_MAX: usize = 64;

/// Length of a `mid`, in bytes. It travels in an RTP header extension of at most 16 bytes
/// (RFC 8285 §4.2).
pub const MID_BYTES_MAX: usize = 16;

/// Length of an offer's SDP, in bytes. 37 m-lines with every codec of Chromium are 172 kB.
pub const SDP_BYTES_MAX: usize = 200_000;

/// Unreadable messages after which a page's connection is closed.
pub const STRIKES_MAX: u32 = 20;

/// Longest message a page's socket should take in: longer than a message may be, so that one that is
/// too long is refused in words and the page stays seated.
pub const SOCKET_MESSAGE_BYTES_MAX: usize = 2 * MESSAGE_BYTES_MAX;

/// Messages that wait for a page. A page that lets more of them wait is dropped and may resume.
pub const OUTBOUND_MESSAGES_MAX: usize = 256;

/// Requests that wait for one session; further ones wait in their sockets.
pub(crate) const SESSION_INBOX_MAX: usize = 1024;

/// Requests a session takes before it tells pages and node what came of them: venue changes
/// within such a batch are sent once. Each may wait for the log, so a batch is short.
pub(crate) const SESSION_BATCH_MAX: usize = 16;

/// Things that happened and could not be written to the log yet, per session.
pub(crate) const UNRECORDED_MAX: usize = 4096;

/// Media connections told to leave whose end the node has not confirmed, per session.
pub(crate) const DEPARTING_MAX: usize = 1024;

/// Commands that wait for the node. A node that lets more of them wait loses its link.
pub(crate) const NODE_COMMANDS_MAX: usize = 8192;

/// The node's facts that wait for the log; further ones wait at the node.
pub(crate) const NODE_FACTS_MAX: usize = 1024;

/// Rooms closed lately, to be closed again at a node that may have missed it.
pub(crate) const CLOSED_ROOMS_MAX: usize = 64;

/// Paths tried at a time, each with a connection of its own: UDP and TCP of every branch of a street,
/// and some.
pub const PROBES_MAX: usize = 80;

/// How long the hall waits for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patience {
    /// From a page's connection to its hello.
    pub hello: Duration,
    /// How long a seat and its media connection are kept for a page that dropped.
    pub grace: Duration,
    /// Between WebSocket pings.
    pub ping_every: Duration,
    /// Without anything heard from a page before its connection counts as broken.
    pub silence_max: Duration,
    /// Between ticks to a page.
    pub tick_every: Duration,
    /// For one message to leave for a page whose connection is about to be closed.
    pub farewell: Duration,
    /// For the node to answer an offer.
    pub answer: Duration,
    /// How long a connection that is only tried stays at the node.
    pub probe: Duration,
    /// Between two signs of life in the log: how closely the beginning of an outage is known.
    pub sign_of_life: Duration,
    /// Before writing to a log that failed is tried again.
    pub log_retry: Duration,
    /// Messages a page may send at once …
    pub messages_burst: u32,
    /// … and how long it then waits for the next one to be read.
    pub message_every: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            hello: Duration::from_secs(10),
            grace: Duration::from_secs(30),
            ping_every: Duration::from_secs(5),
            silence_max: Duration::from_secs(12),
            tick_every: Duration::from_secs(TICK_SECONDS),
            farewell: Duration::from_secs(5),
            answer: Duration::from_secs(10),
            probe: Duration::from_secs(15),
            sign_of_life: Duration::from_secs(60),
            log_retry: Duration::from_secs(1),
            messages_burst: 100,
            message_every: Duration::from_millis(50),
        }
    }
}
