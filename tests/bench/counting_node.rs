//! A media node like `pinhui sfu`, in a process that counts calls of its allocator.

use std::alloc::System;
use std::io::{BufRead, Write};
use std::net::IpAddr;

use sfu_server::NodeConfig;
use sfu_server::link::{self, LinkConfig, LinkError};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tokio::sync::oneshot;
use url::Url;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The node ended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NodeError {
    /// It did not start.
    #[error(transparent)]
    Start(#[from] sfu_server::StartError),
    /// Its link cannot be kept up.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// A pipe failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Runs a node until standard input closes. To every line there it answers with the number of
/// allocations and reallocations so far.
///
/// # Errors
/// When it does not start, or can never reach its control plane.
pub(crate) async fn run(control: Url, ip: IpAddr) -> Result<(), NodeError> {
    let node = sfu_server::start(NodeConfig {
        bind: ip,
        base_port: 0,
        workers: 0,
        advertise: vec![ip],
        tcp_port: None,
    })?;
    let config = LinkConfig {
        control,
        secret: "a-secret-that-nobody-checks".into(),
        ca_file: None,
    };
    let (hung_up, end) = oneshot::channel();
    std::thread::Builder::new()
        .name("questions".into())
        .spawn(move || hung_up.send(answer_questions()))?;
    tokio::select! {
        ended = link::run_with(node, config) => match ended {
            Ok(never) => match never {},
            Err(error) => Err(error.into()),
        },
        answered = end => Ok(answered.unwrap_or(Ok(()))?),
    }
}

fn answer_questions() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for question in std::io::stdin().lock().lines() {
        question?;
        let counted = ALLOCATOR.stats();
        writeln!(out, "{}", counted.allocations + counted.reallocations)?;
        out.flush()?;
    }
    Ok(())
}
