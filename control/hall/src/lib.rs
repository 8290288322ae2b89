//! The live session: who sits in the hall, what they say to it, and the media node behind it.
//!
//! A [`Hall`] holds the sessions that are live. Each session is one task that owns all of its state
//! and takes requests one by one from a bounded inbox, so nothing is locked and the order of the
//! session log is the order in which things took effect. It waits for nothing but the log: pages
//! have bounded queues and are dropped when they do not read, the media node likewise.
//!
//! ```text
//! page ── socket ──▶ session's inbox ──▶ session ──▶ log
//! page ◀─ socket ◀── page's queue ◀──────┤
//! node ──▶ node_link ──▶ inbox           └──▶ node's queue ──▶ node_link ──▶ node
//! ```
//!
//! * `hall`: the sessions, and what the server asks of them
//! * `socket`: one page's WebSocket
//! * `session`: one live session; beside it `arrival`, `floor`, `media`, `facts`,
//!   `slots`, `demand`, `warm`, `switch`, `readiness`, `roster`, `record`
//! * `node_link`: the link to the media node
//! * `probe`: connections that only show whether media pass
//! * `stream`: what a media connection without a page asks for; beside the session `streams`
//! * `pace`: how fast a page is listened to
//! * `resume`: the tokens that pages come back by
//! * `problem`: every refusal, in words
//! * `limits`: every bound

mod clock;
mod counters;
mod draw;
mod hall;
mod inbox;
pub mod limits;
mod log;
mod node_link;
mod pace;
mod probe;
mod problem;
mod resume;
mod seat;
mod session;
mod socket;
mod stream;
mod surroundings;
mod translate;

pub use clock::Clock;
pub use control_domain::venue::VenueCard;
pub use counters::{DURATION_BOUNDS_MS, Durations, HallCounters};
pub use hall::{EndError, Hall, Identity, OpenError, OpenSession};
pub use limits::{Patience, SOCKET_MESSAGE_BYTES_MAX};
pub use log::{FactSource, LogFailed, SessionLog};
pub use probe::{Probe, ProbeError};
pub use stream::{BegunStream, NewStream, StreamError, StreamKind};
