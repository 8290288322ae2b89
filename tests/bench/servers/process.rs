//! The process of a media node: the real one, or one that counts its allocations.

use std::net::IpAddr;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::PinhuiError;

/// Which node is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// `pinhui sfu`.
    Product,
    /// The same node in this binary, with an allocator that counts.
    Counting,
}

/// A running node.
pub(super) enum NodeProcess {
    Product(harness::Process),
    Counting(Counting),
}

/// A node that counts, and the pipe to ask it.
pub(super) struct Counting {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl NodeProcess {
    /// Starts a node that dials `control`.
    pub(super) async fn start(
        build: Build,
        control: &str,
        secret_file: &str,
        ip: IpAddr,
    ) -> Result<Self, PinhuiError> {
        let ip = ip.to_string();
        match build {
            Build::Product => {
                let arguments = [
                    "sfu",
                    "--control",
                    control,
                    "--secret-file",
                    secret_file,
                    "--media-bind",
                    &ip,
                    "--advertise",
                    &ip,
                    "--media-port",
                    "0",
                ];
                let binary = harness::pinhui().await?;
                let process = harness::Process::start("pinhui sfu", &binary, arguments)?;
                Ok(Self::Product(process))
            }
            Build::Counting => {
                let mut child = Command::new(std::env::current_exe()?)
                    .args(["node", control, &ip])
                    .stdin(Stdio::piped())
                    .stdout(Stdio::piped())
                    .kill_on_drop(true)
                    .spawn()?;
                match (child.stdin.take(), child.stdout.take()) {
                    (Some(questions), Some(answers)) => Ok(Self::Counting(Counting {
                        child,
                        questions,
                        answers: BufReader::new(answers),
                    })),
                    _ => Err(PinhuiError::Ended),
                }
            }
        }
    }

    pub(super) fn id(&self) -> Option<u32> {
        match self {
            Self::Product(process) => process.id(),
            Self::Counting(counting) => counting.child.id(),
        }
    }

    /// Calls of the allocator so far; `None` where they are not counted.
    pub(super) async fn allocations(&mut self) -> Result<Option<u64>, PinhuiError> {
        let Self::Counting(counting) = self else {
            return Ok(None);
        };
        counting.questions.write_all(b"\n").await?;
        let mut answer = String::new();
        counting.answers.read_line(&mut answer).await?;
        Ok(answer.trim_end().parse().ok())
    }
}
