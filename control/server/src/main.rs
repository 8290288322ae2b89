//! The `pinhui` binary.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;
use control_server::cli::{Cli, Command};
use control_server::start_error::StartError;
use control_server::{node, rehearsal, serve};
use tracing_subscriber::EnvFilter;

/// Exit code of a start that failed; the command line's own errors have the same.
const START_FAILED: u8 = 2;

/// What is logged where PINHUI_LOG does not say: our own doings, and of the synthetic venues'
/// WebRTC stack only what is wrong.
const LOG_FILTER: &str = "info,webrtc=error,rtc=error";

fn main() -> ExitCode {
    let filter =
        EnvFilter::try_from_env("PINHUI_LOG").unwrap_or_else(|_| EnvFilter::new(LOG_FILTER));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "the one line that says what to do")]
            {
                eprintln!("pinhui: {error}");
            }
            ExitCode::from(START_FAILED)
        }
    }
}

fn run(command: Command) -> Result<(), StartError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match command {
        Command::Serve(options) => {
            let data_dir = runtime.block_on(serve::serve(options))?;
            drop(runtime);
            drop(data_dir);
            Ok(())
        }
        Command::Sfu(options) => runtime.block_on(node::run(options)),
        Command::Rehearse(options) => runtime.block_on(rehearsal::run(options)),
    }
}
