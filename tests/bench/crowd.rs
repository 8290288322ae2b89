//! Everybody who receives: thousands of participants on one thread.

mod participant;
mod reception;
mod slot;
mod tally;

use std::sync::Arc;
use std::sync::mpsc::{self, SyncSender};
use std::thread::JoinHandle;

use nix::sys::eventfd::{EfdFlags, EventFd};
use tokio::sync::{oneshot, watch};

pub(crate) use participant::{Attention, Guest, Participant};
pub(crate) use reception::Reception;
pub(crate) use tally::Tally;

/// Most questions that wait for the reception.
const QUESTIONS_MAX: usize = 256;

/// Something asked of the reception, on its own thread.
type Question = Box<dyn FnOnce(&mut Reception) + Send>;

/// Number of a participant at the reception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place(pub(crate) usize);

/// How far the crowd has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Participants with media keys.
    pub(crate) connected: usize,
    /// Participants who have seen a whole picture.
    pub(crate) seeing: usize,
}

/// The crowd failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CrowdError {
    /// The system refused what its thread needs.
    #[error("the receiving thread: {0}")]
    Io(#[from] std::io::Error),
    /// The histogram of delays cannot be made.
    #[error("histogram of delays: {0}")]
    Histogram(#[from] hdrhistogram::CreationError),
    /// Its thread has ended.
    #[error("the receiving thread has ended")]
    Ended,
    /// Progress that was waited for did not come.
    #[error("after {waited_s} s {reached:?}, not {wanted}")]
    Late {
        /// How long it was waited for, in seconds.
        waited_s: u64,
        /// How far it came.
        reached: Progress,
        /// What was wanted.
        wanted: &'static str,
    },
}

/// The crowd, from outside its thread.
pub(crate) struct Crowd {
    questions: Option<SyncSender<Question>>,
    bell: Arc<EventFd>,
    progress: watch::Receiver<Progress>,
    thread: Option<JoinHandle<()>>,
}

impl Crowd {
    /// Starts the thread of an empty crowd.
    ///
    /// # Errors
    /// When the system refuses it.
    pub(crate) fn start() -> Result<Self, CrowdError> {
        let (questions, asked) = mpsc::sync_channel::<Question>(QUESTIONS_MAX);
        let flags = EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK;
        let bell = Arc::new(EventFd::from_flags(flags).map_err(std::io::Error::from)?);
        let (told, progress) = watch::channel(Progress::default());
        let heard = Arc::clone(&bell);
        let thread = std::thread::Builder::new()
            .name("crowd".into())
            .spawn(move || match Reception::new(heard, told) {
                Ok(reception) => receive(reception, &asked),
                Err(error) => tracing::error!(%error, "the receiving thread does not start"),
            })?;
        Ok(Self {
            questions: Some(questions),
            bell,
            progress,
            thread: Some(thread),
        })
    }

    /// Asks something of the reception, on its thread.
    ///
    /// # Errors
    /// When its thread has ended.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Reception) -> T + Send + 'static,
    ) -> Result<T, CrowdError> {
        let (answer, answered) = oneshot::channel();
        let boxed: Question = Box::new(move |reception| {
            if answer.send(question(reception)).is_err() {
                tracing::debug!("whoever asked has gone");
            }
        });
        let questions = self.questions.as_ref().ok_or(CrowdError::Ended)?;
        questions.send(boxed).map_err(|_| CrowdError::Ended)?;
        self.ring();
        answered.await.map_err(|_| CrowdError::Ended)
    }

    /// How far the crowd has come.
    pub(crate) fn progress(&self) -> Progress {
        *self.progress.borrow()
    }

    /// Waits until the crowd has come so far.
    ///
    /// # Errors
    /// When it does not in `limit_s` seconds.
    pub(crate) async fn reaches(
        &self,
        limit_s: u64,
        wanted: &'static str,
        mut far_enough: impl FnMut(&Progress) -> bool,
    ) -> Result<(), CrowdError> {
        let mut progress = self.progress.clone();
        let waiting = progress.wait_for(|progress| far_enough(progress));
        let limit = std::time::Duration::from_secs(limit_s);
        match tokio::time::timeout(limit, waiting).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => Err(CrowdError::Ended),
            Err(_) => Err(CrowdError::Late {
                waited_s: limit_s,
                reached: *self.progress.borrow(),
                wanted,
            }),
        }
    }

    fn ring(&self) {
        if let Err(error) = self.bell.write(1) {
            tracing::debug!(%error, "the bell is rung already");
        }
    }
}

/// Receives, and answers questions in between, until nobody can ask any more.
fn receive(mut reception: Reception, asked: &mpsc::Receiver<Question>) {
    while reception.turn() {
        loop {
            match asked.try_recv() {
                Ok(question) => question(&mut reception),
                Err(mpsc::TryRecvError::Empty) => break,
                Err(mpsc::TryRecvError::Disconnected) => return,
            }
        }
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        drop(self.questions.take());
        self.ring();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the receiving thread failed");
        }
    }
}
