//! The link of a separate node to its control plane, over a WebSocket.
//!
//! The node dials; the control plane speaks first. While the link is down the node keeps
//! forwarding and numbers its facts; when a new link has said hello, the desk sends every fact
//! that is not acknowledged and what every slot shows. Answers and counters that fall into the
//! gap are void: the page offers again, the counters come anew.

mod backoff;
mod conversation;
mod dial;

use std::convert::Infallible;
use std::path::PathBuf;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{SeedableRng, TryRngCore};
use sfu_wire::FromNode;
use tokio::sync::mpsc::Receiver;
use url::Url;

use crate::Node;
use backoff::Backoff;
use conversation::{Desk, converse};
use dial::Dialer;

/// Which control plane a node belongs to, and how they trust each other.
#[derive(Clone)]
pub struct LinkConfig {
    /// The control plane, as in `https://meeting.example:8443`.
    pub control: Url,
    /// The secret that both know.
    pub secret: String,
    /// Certificates (PEM) of an authority to trust beside the public ones: a control plane's own.
    pub ca_file: Option<PathBuf>,
}

/// Why a link cannot be kept up, however long it is tried.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The control plane's URL is not one.
    #[error("{control} is not the URL of a control plane: it begins with http:// or https://")]
    Address {
        /// As configured.
        control: Url,
    },
    /// The secret has characters that a header cannot carry.
    #[error("the node's secret has characters other than visible ASCII")]
    Secret,
    /// The file with the authority's certificates is of no use.
    #[error("cannot read certificates from {path}: {reason}")]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// TLS cannot be set up.
    #[error("cannot set up TLS: {0}")]
    Tls(#[from] rustls::Error),
    /// The system gives no randomness.
    #[error("cannot read random numbers from the system: {0}")]
    Randomness(#[from] rand::rand_core::OsError),
    /// The node has ended.
    #[error("the media node has ended")]
    NodeEnded,
}

/// Connects the node to `control` and keeps it connected, for ever.
///
/// # Errors
/// When no trying again can help.
pub async fn run(node: Node, control: Url, secret: String) -> Result<Infallible, LinkError> {
    let config = LinkConfig {
        control,
        secret,
        ca_file: None,
    };
    run_with(node, config).await
}

/// As [`run`], with every setting.
///
/// # Errors
/// When no trying again can help.
pub async fn run_with(node: Node, config: LinkConfig) -> Result<Infallible, LinkError> {
    let mut seed = [0; 32];
    rand::rngs::OsRng.try_fill_bytes(&mut seed)?;
    keep_up(node, config, Pace::REAL, StdRng::from_seed(seed)).await
}

/// How long things take on a link.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// Longest a connection may take, TLS and HTTP included; and longest a hello may.
    connect_max: Duration,
    /// How often the node pings.
    ping_every: Duration,
    /// Longest silence before a link counts as lost.
    silence_max: Duration,
    /// First wait before dialling again.
    retry_min: Duration,
    /// Longest wait before dialling again.
    retry_max: Duration,
}

impl Pace {
    const REAL: Self = Self {
        connect_max: Duration::from_secs(10),
        ping_every: Duration::from_secs(5),
        silence_max: Duration::from_secs(12),
        retry_min: Duration::from_millis(200),
        retry_max: Duration::from_secs(5),
    };
}

/// Why there is no link (any more).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Lost {
    /// The control plane cannot be reached.
    #[error("control plane not reached: {0}")]
    Unreachable(String),
    /// It does not know the secret.
    #[error("control plane refuses this node's secret")]
    WrongSecret,
    /// It is of another version.
    #[error(
        "control plane speaks version {control} of the link, this node {node}: update the older"
    )]
    Version {
        /// The control plane's.
        control: u16,
        /// The node's.
        node: u16,
    },
    /// It sent something that is not a command.
    #[error("control plane sent what is no command: {0}")]
    Malformed(String),
    /// Nothing was heard of it.
    #[error("control plane is silent")]
    Silent,
    /// It closed the link.
    #[error("control plane closed the link")]
    Closed,
}

impl Lost {
    /// Whether it will stay so until a person does something about it.
    fn needs_a_person(&self) -> bool {
        match self {
            Self::WrongSecret | Self::Version { .. } | Self::Malformed(_) => true,
            Self::Unreachable(_) | Self::Silent | Self::Closed => false,
        }
    }
}

async fn keep_up(
    node: Node,
    config: LinkConfig,
    pace: Pace,
    random: StdRng,
) -> Result<Infallible, LinkError> {
    let dialer = Dialer::new(&config, pace.connect_max)?;
    let mut backoff = Backoff::new(pace.retry_min, pace.retry_max, random);
    let (commands, mut frames, _guard) = node.split();
    let mut last = None;
    loop {
        let dialled = tokio::select! {
            dialled = dialer.dial() => dialled,
            ended = discard(&mut frames) => return ended,
        };
        let lost = match dialled {
            Ok(socket) => {
                let mut desk = Desk {
                    commands: &commands,
                    frames: &mut frames,
                };
                let ended = converse(socket, &mut desk, pace).await?;
                if ended.greeted {
                    backoff.reset();
                    last = None;
                }
                ended.lost
            }
            Err(lost) => lost,
        };
        // The same trouble is told once, however often it is met.
        if last.as_ref() != Some(&lost) {
            if lost.needs_a_person() {
                tracing::error!(reason = %lost, "link to the control plane refused");
            } else {
                tracing::warn!(reason = %lost, "no link to the control plane");
            }
        }
        let wait = backoff.wait(lost.needs_a_person());
        last = Some(lost);
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            ended = discard(&mut frames) => return ended,
        }
    }
}

/// Lets go of what the desk says while there is no link, so that its next hello is not stuck
/// behind it. Returns only if the node ends.
async fn discard(frames: &mut Receiver<FromNode>) -> Result<Infallible, LinkError> {
    while frames.recv().await.is_some() {}
    Err(LinkError::NodeEnded)
}

#[cfg(test)]
mod tests;
