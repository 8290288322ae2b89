//! A paced floor in a process of its own.

use std::net::{IpAddr, SocketAddr};
use std::process::Stdio;
use std::time::Duration;

use clap::ValueEnum as _;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};

use crate::floor::Sending;

/// Longest wait for it to be ready.
const READY_WITHIN: Duration = Duration::from_secs(10);

/// The loop does not run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BareLoopError {
    /// Its process or a pipe failed.
    #[error("the bare loop: {0}")]
    Io(#[from] std::io::Error),
    /// It did not say where it is.
    #[error("the bare loop did not start")]
    NotStarted,
}

/// A running loop. It ends with this.
pub(crate) struct BareLoop {
    child: Child,
    /// Where its batches come from.
    pub(crate) address: SocketAddr,
    /// Closing it ends the loop.
    _input: ChildStdin,
}

impl BareLoop {
    /// Starts a loop that fans out to `receivers`.
    ///
    /// # Errors
    /// When it does not start.
    pub(crate) async fn start(
        ip: IpAddr,
        sending: Sending,
        receivers: &[SocketAddr],
    ) -> Result<Self, BareLoopError> {
        let named = sending.to_possible_value();
        let mut child = Command::new(std::env::current_exe()?)
            .arg("floor")
            .arg(ip.to_string())
            .args(named.iter().map(clap::builder::PossibleValue::get_name))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(BareLoopError::NotStarted);
        };
        let mut lines: String = receivers.iter().map(|to| format!("{to}\n")).collect();
        lines.push('\n');
        input.write_all(lines.as_bytes()).await?;
        let mut first = String::new();
        let mut output = BufReader::new(output);
        tokio::time::timeout(READY_WITHIN, output.read_line(&mut first))
            .await
            .map_err(|_| BareLoopError::NotStarted)??;
        let address = first
            .trim_end()
            .parse()
            .map_err(|_| BareLoopError::NotStarted)?;
        Ok(Self {
            child,
            address,
            _input: input,
        })
    }

    /// Its process.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.child.id()
    }
}
