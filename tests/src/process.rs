//! A process under test, with the end of what it wrote.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;

/// Lines kept of what a process wrote.
const LINES_MAX: usize = 400;

/// Why a process did not do as expected.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// It could not be started, or not be ended.
    #[error("{name}: {source}")]
    Io {
        /// Its name here.
        name: String,
        /// The cause.
        source: std::io::Error,
    },
    /// It ended, or did not write the line in time.
    #[error("{name} did not write a line with {text:?}")]
    NotWritten {
        /// Its name here.
        name: String,
        /// What the line was to contain.
        text: String,
    },
}

/// A process that is killed when this is dropped. If the test is failing then, the end of its
/// output is printed.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    written: Arc<Written>,
    changes: watch::Receiver<u64>,
}

/// The end of a process's output.
#[derive(Debug, Default)]
struct Written(Mutex<VecDeque<String>>);

impl Process {
    /// Starts `binary` with `arguments`; `name` is what failures call it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start<A: AsRef<OsStr>>(
        name: &str,
        binary: &Path,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Self, ProcessError> {
        let mut child = Command::new(binary)
            .args(arguments)
            .env("RUST_BACKTRACE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| ProcessError::Io {
                name: name.to_owned(),
                source,
            })?;
        let written = Arc::new(Written::default());
        let (changed, changes) = watch::channel(0);
        if let Some(out) = child.stdout.take() {
            tokio::spawn(keep(out, Arc::clone(&written), changed.clone()));
        }
        if let Some(err) = child.stderr.take() {
            tokio::spawn(keep(err, Arc::clone(&written), changed));
        }
        Ok(Self {
            name: name.to_owned(),
            child,
            written,
            changes,
        })
    }

    /// Waits for a line that contains `text` and returns it.
    ///
    /// # Errors
    /// When the process ends, or `limit` passes, without one.
    pub async fn line_with(&self, text: &str, limit: Duration) -> Result<String, ProcessError> {
        let mut changes = self.changes.clone();
        let found = async {
            loop {
                if let Some(line) = self.written.find(text) {
                    return Some(line);
                }
                if changes.changed().await.is_err() {
                    return self.written.find(text);
                }
            }
        };
        match tokio::time::timeout(limit, found).await {
            Ok(Some(line)) => Ok(line),
            Ok(None) | Err(_) => Err(ProcessError::NotWritten {
                name: self.name.clone(),
                text: text.to_owned(),
            }),
        }
    }

    /// The process's number, while it runs.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// True while it runs.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn is_running(&mut self) -> Result<bool, ProcessError> {
        match self.child.try_wait() {
            Ok(status) => Ok(status.is_none()),
            Err(source) => Err(self.failed(source)),
        }
    }

    /// Kills it without warning (SIGKILL) and waits until it is gone.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn kill(mut self) -> Result<(), ProcessError> {
        match self.child.kill().await {
            Ok(()) => Ok(()),
            Err(source) => Err(self.failed(source)),
        }
    }

    /// Lines so far that contain `text`.
    #[must_use]
    pub fn lines_with(&self, text: &str) -> Vec<String> {
        let lines = self
            .written
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        lines
            .iter()
            .filter(|line| line.contains(text))
            .cloned()
            .collect()
    }

    fn failed(&self, source: std::io::Error) -> ProcessError {
        ProcessError::Io {
            name: self.name.clone(),
            source,
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let lines = self
            .written
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut err = std::io::stderr().lock();
        let printed = lines
            .iter()
            .try_for_each(|line| writeln!(err, "[{}] {line}", self.name));
        if printed.is_err() {
            // Without a standard error there is nobody to tell.
        }
    }
}

impl Written {
    fn find(&self, text: &str) -> Option<String> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().find(|line| line.contains(text)).cloned()
    }

    fn push(&self, line: String) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == LINES_MAX {
            lines.pop_front();
        }
        lines.push_back(line);
    }
}

/// Keeps the lines of one of the process's outputs until it closes.
async fn keep(output: impl AsyncRead + Unpin, written: Arc<Written>, changed: watch::Sender<u64>) {
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        written.push(line);
        changed.send_modify(|count| *count += 1);
    }
}
