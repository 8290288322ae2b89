//! What is played, and what is asked of it.

mod audio;
mod churn;
mod janus_stage;
mod memory;
mod mesh;
mod setting;
mod stage;
mod storm;
mod street;
mod switch;

use crate::arguments::{Arguments, Command};
use crate::cost::CostError;
use crate::counting_node::NodeError;
use crate::crowd::CrowdError;
use crate::floor::FloorError;
use crate::measure::MeasureError;
use crate::report::Report;
use crate::servers::{BareLoopError, JanusError, PinhuiError};
use crate::studio::StudioEnded;

/// Why a scenario came to no end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BenchError {
    /// The server.
    #[error(transparent)]
    Pinhui(#[from] PinhuiError),
    /// Janus.
    #[error(transparent)]
    Janus(#[from] JanusError),
    /// The node that counts.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// A bare loop's process.
    #[error(transparent)]
    BareLoop(#[from] BareLoopError),
    /// A bare loop.
    #[error(transparent)]
    Floor(#[from] FloorError),
    /// The receivers.
    #[error(transparent)]
    Crowd(#[from] CrowdError),
    /// The publishers.
    #[error(transparent)]
    Studio(#[from] StudioEnded),
    /// The measurement.
    #[error(transparent)]
    Measure(#[from] MeasureError),
    /// A process's cost.
    #[error(transparent)]
    Cost(#[from] CostError),
    /// Protection of a packet.
    #[error("SRTP: {0}")]
    Srtp(#[from] rtc_shared::error::Error),
    /// A file, pipe or thread.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// It is a part of the bench, not a scenario.
    #[error("not a scenario")]
    NoScenario,
    /// A measured process is gone.
    #[error("{0} has ended")]
    Gone(&'static str),
}

/// Plays the scenario that is asked for.
///
/// # Errors
/// When a part of it fails.
pub(crate) async fn run(arguments: &Arguments) -> Result<Report, BenchError> {
    match arguments.command {
        Command::Street => street::run(arguments).await,
        Command::Stage { viewers } => stage::run(arguments, viewers).await,
        Command::Mesh { participants } => mesh::run(arguments, participants).await,
        Command::Audio { listeners } => audio::run(arguments, listeners).await,
        Command::Storm { viewers } => storm::run(arguments, viewers).await,
        Command::Switch => switch::run(arguments).await,
        Command::Churn => churn::run(arguments).await,
        Command::Soak => street::soak(arguments).await,
        Command::Floor { .. } | Command::Node { .. } => Err(BenchError::NoScenario),
    }
}
