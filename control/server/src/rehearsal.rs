//! `pinhui rehearse`: synthetic venues against any server, one line for each change of state.

use std::io::Write as _;

use rehearse::{Layers, Options, Phase, Rehearsal, Trust, VenueFacts};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::cli::RehearseOptions;
use crate::signals::StopSignals;
use crate::start_error::StartError;

/// Runs one synthetic venue for each link until SIGINT or SIGTERM.
///
/// # Errors
/// When a link is no web address or a certificate cannot be read.
pub async fn run(options: RehearseOptions) -> Result<(), StartError> {
    let mut stop_signals = StopSignals::listen()?;
    let trust = match options.ca_file {
        None => Trust::PublicAuthorities,
        Some(file) => match std::fs::read(&file) {
            Ok(pem) => Trust::Also(pem),
            Err(source) => return Err(StartError::CaFile { file, source }),
        },
    };
    let layers = if options.low_only {
        Layers::LowOnly
    } else {
        Layers::Both
    };
    let venues = options.links.len();
    let rehearsal = Rehearsal::start(
        options.links,
        Options {
            layers,
            receive_stage: !options.publish_only,
            trust,
            ..Options::default()
        },
    )?;
    let mut watches = JoinSet::new();
    for index in 0..venues {
        if let Some(facts) = rehearsal.watch(index) {
            watches.spawn(report(index, facts));
        }
    }
    stop_signals.next().await;
    rehearsal.stop().await;
    while let Some(reported) = watches.join_next().await {
        if let Ok(Err(error)) = reported {
            return Err(error.into());
        }
    }
    Ok(())
}

/// Prints a line whenever the venue's state is another than before, until the rehearsal ends.
async fn report(index: usize, mut facts: watch::Receiver<VenueFacts>) -> std::io::Result<()> {
    let mut told = String::new();
    loop {
        let line = line(index, &facts.borrow_and_update());
        if line != told {
            writeln!(std::io::stdout().lock(), "{line}")?;
            told = line;
        }
        if facts.changed().await.is_err() {
            return Ok(());
        }
    }
}

fn line(index: usize, facts: &VenueFacts) -> String {
    let who = facts.venue.map_or_else(
        || format!("link {}", index + 1),
        |venue| format!("venue {venue:02}"),
    );
    let state = match facts.phase {
        Phase::Entering => "entering",
        Phase::Waiting => "waiting for a session",
        Phase::Joining => "joining",
        Phase::Online => "online",
        Phase::Resuming => "connection lost, resuming",
        Phase::Replaced => "seat taken by another device",
        Phase::Stopped => "stopped",
    };
    let session = facts
        .session
        .map(|id| format!(", session {id}"))
        .unwrap_or_default();
    let stage = facts
        .stage
        .map(|venue| format!(", stage {venue:02}"))
        .unwrap_or_default();
    let problem = facts
        .last_problem
        .as_ref()
        .map(|code| format!(", problem {code}"))
        .unwrap_or_default();
    format!("{who}: {state}{session}{stage}{problem}")
}
