//! The command line.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};

use url::Url;

use crate::floor::Sending;

/// What forwarding costs: the real server in its own process, real ICE, DTLS and SRTP.
#[derive(Debug, Parser)]
#[command(name = "bench")]
pub(crate) struct Arguments {
    /// What is played.
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Seconds measured, of each way where there are several; without it 20, for churn 600, for
    /// soak 3600.
    #[arg(long, global = true)]
    seconds: Option<u64>,

    /// Turns in which the ways are measured one after the other; figures are medians over turns.
    #[arg(long, global = true, default_value_t = 5)]
    turns: u32,

    /// Address of all sockets.
    #[arg(long, global = true, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(crate) ip: IpAddr,

    /// The packets of a frame leave their publisher evenly spread instead of at once.
    #[arg(long, global = true)]
    pub(crate) spread: bool,

    /// Measures Janus (Debian package `janus`) beside us; stage only. Needs root: the whole run
    /// moves into a network namespace of its own.
    #[arg(long, global = true)]
    pub(crate) janus: bool,

    /// The server counts its allocations: a media node of this binary instead of `pinhui sfu`.
    #[arg(long, global = true)]
    pub(crate) count_allocations: bool,

    /// Where the results are written as JSON.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
}

impl Arguments {
    /// How long is measured.
    pub(crate) fn span(&self) -> Duration {
        let default = match self.command {
            Command::Churn => 600,
            Command::Soak => 3600,
            Command::Street
            | Command::Stage { .. }
            | Command::Mesh { .. }
            | Command::Audio { .. }
            | Command::Storm { .. }
            | Command::Switch
            | Command::Floor { .. }
            | Command::Node { .. } => 20,
        };
        Duration::from_secs(self.seconds.unwrap_or(default))
    }

    /// In how many turns, at least one.
    pub(crate) fn turns(&self) -> u32 {
        self.turns.max(1)
    }
}

/// What is played.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub(crate) enum Command {
    /// 34 venues: the main venue to all, all small pictures to the wall, a question now and then.
    Street,
    /// One picture to N viewers.
    Stage {
        /// Viewers.
        viewers: usize,
    },
    /// N small pictures to each of N.
    Mesh {
        /// Participants.
        participants: usize,
    },
    /// Three microphones to N listeners.
    Audio {
        /// Listeners.
        listeners: usize,
    },
    /// N viewers join within ten seconds, or 33 and fewer at once.
    Storm {
        /// Viewers.
        viewers: usize,
    },
    /// The stage is cut to and fro between two pictures at 33 venues.
    Switch,
    /// Viewers come and go all the time; by default for ten minutes.
    Churn,
    /// The street, for as long as --seconds says; memory and loss by the minute.
    Soak,
    /// A bare loop that is measured (used by the bench itself).
    #[command(hide = true)]
    Floor {
        /// Address of its socket.
        ip: IpAddr,
        /// How it sends.
        sending: Sending,
    },
    /// A media node that counts its allocations (used by the bench itself).
    #[command(hide = true)]
    Node {
        /// Its control plane.
        control: Url,
        /// Address of its sockets.
        ip: IpAddr,
    },
}
