//! The `pinhui` binary.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;
use control_server::attendance::verify_file;
use control_server::cli::{Cli, Command};
use control_server::start_error::StartError;
use control_server::{node, post, rehearsal, serve};
use tracing_subscriber::EnvFilter;

/// Exit code of a start that failed; the command line's own errors have the same.
const START_FAILED: u8 = 2;

/// Exit code where a record is not as it was written.
const NOT_WHOLE: u8 = 1;

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
        Ok(code) => code,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "the one line that says what to do")]
            {
                eprintln!("pinhui: {error}");
            }
            ExitCode::from(START_FAILED)
        }
    }
}

fn run(command: Command) -> Result<ExitCode, StartError> {
    if let Command::Verify(options) = &command {
        let whole = verify_file::run(options, &mut std::io::stdout().lock())?;
        return Ok(if whole {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(NOT_WHOLE)
        });
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match command {
        Command::Serve(options) => {
            let data_dir = runtime.block_on(serve::serve(options))?;
            drop(runtime);
            drop(data_dir);
        }
        Command::Sfu(options) => runtime.block_on(node::run(options))?,
        Command::Rehearse(options) => runtime.block_on(rehearsal::run(options))?,
        Command::Post(options) => runtime.block_on(post::process::run(options))?,
        Command::Verify(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}
