//! The sender as a process of its own, so that whatever befalls the server does not cut a message
//! off between its data and the mail server's answer.
//!
//! The server starts it (`pinhui post`, from its own executable) and holds its standard input; when
//! that ends, because the server has stopped or was killed, the sender finishes the message in
//! hand and ends too. A sender of an earlier server may still be at it when the next one starts:
//! a message is taken by one of them ([`Store::message_is_sending`]).

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::watch;
use url::Url;

use super::account::{self, PasswordFile};
use super::sender::Sender;
use crate::app::App;
use crate::cli::PostOptions;
use crate::clock::SystemClock;
use crate::data_dir;
use crate::start_error::StartError;
use crate::store::Store;

/// Our own executable, also after an upgrade has replaced its file.
const OWN_EXECUTABLE: &str = "/proc/self/exe";

/// The variable that names the database; an address may hold a password, which a command line
/// would show.
const DATABASE_VARIABLE: &str = "PINHUI_DATABASE";

/// How often it is looked whether a mail server is set.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long a sender that ended unasked stays away.
const START_AGAIN_AFTER: Duration = Duration::from_secs(5);

/// How long a sender that was told to stop may take for the message in hand.
const FINISH_WITHIN: Duration = Duration::from_secs(5);

/// Runs as the sender until standard input ends.
///
/// # Errors
/// When the database cannot be opened.
pub async fn run(options: PostOptions) -> Result<(), StartError> {
    let files = data_dir::Files::of(&options.data_dir);
    let store = match &options.database {
        Some(address) => Store::connect(address)
            .await
            .map_err(StartError::ConnectStore)?,
        None => Store::open(&files.database()).await?,
    };
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        let mut input = tokio::io::stdin();
        let mut ignored = [0; 64];
        while matches!(input.read(&mut ignored).await, Ok(1..)) {}
        stop.send_replace(true);
    });
    // A service manager stops all of a service's processes at once, and Ctrl-C goes to all of a
    // terminal's: neither shall cut a message off, and standard input ends then anyway.
    let ignored = crate::signals::StopSignals::listen()?;
    let password = PasswordFile::new(&files.mail_password());
    Sender::new(store.clone(), Arc::new(SystemClock), password)
        .run(stopped)
        .await;
    drop(ignored);
    store.close().await;
    Ok(())
}

/// Keeps a sender running until stopped, once a mail server is set: before, there is nothing to
/// send to.
pub async fn keep(
    app: App,
    data_dir: PathBuf,
    database: Option<Url>,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        let wait = match account::mail(&app.store).await {
            Ok(None) => LOOK_EVERY,
            Ok(Some(_)) => match send(&data_dir, database.as_ref(), &mut stopped).await {
                Some(ended) => {
                    tracing::error!(?ended, "the sender of mail has ended");
                    START_AGAIN_AFTER
                }
                None => return,
            },
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the sender of mail cannot be started"
                );
                START_AGAIN_AFTER
            }
        };
        let stop = told_to_stop(&mut stopped);
        if tokio::time::timeout(wait, stop).await.is_ok() {
            return;
        }
    }
}

/// Runs a sender. How it ended, if it did so unasked; `None` once the server stops.
async fn send(
    data_dir: &Path,
    database: Option<&Url>,
    stopped: &mut watch::Receiver<bool>,
) -> Option<std::io::Result<ExitStatus>> {
    let mut command = Command::new(OWN_EXECUTABLE);
    command
        .arg("post")
        .arg("--data-dir")
        .arg(data_dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    match database {
        Some(address) => command.env(DATABASE_VARIABLE, address.as_str()),
        None => command.env_remove(DATABASE_VARIABLE),
    };
    let mut sender = match command.spawn() {
        Ok(sender) => sender,
        Err(error) => return Some(Err(error)),
    };
    // Held until the sender shall end: waiting for a child closes its input where it still has it.
    let input = sender.stdin.take();
    let ended = tokio::select! {
        ended = sender.wait() => Some(ended),
        () = told_to_stop(stopped) => None,
    };
    if ended.is_none() {
        finish(sender, input).await;
    }
    ended
}

/// Waits until the server stops, or is gone.
async fn told_to_stop(stopped: &mut watch::Receiver<bool>) {
    if let Err(error) = stopped.wait_for(|stopped| *stopped).await {
        tracing::debug!(%error, "the server is gone");
    }
}

async fn finish(mut sender: Child, input: Option<ChildStdin>) {
    drop(input);
    if tokio::time::timeout(FINISH_WITHIN, sender.wait())
        .await
        .is_err()
    {
        tracing::warn!("the sender of mail finishes a message after us");
    }
}
