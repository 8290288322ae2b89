//! A session log in memory, which a test can hold, break and read.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use async_trait::async_trait;
use control_domain::session_log::{Entry, Event};
use control_hall::{Clock, FactSource, LogFailed, SessionLog};
use tokio::sync::{Semaphore, watch};

/// What was appended, in order.
#[derive(Debug)]
pub(crate) struct MemoryLog {
    kept: Mutex<Vec<(i64, Entry, Option<FactSource>)>>,
    written: watch::Sender<usize>,
    broken: AtomicBool,
    /// Appending waits for a permit.
    open: Semaphore,
}

impl MemoryLog {
    pub(crate) fn new() -> Self {
        Self {
            kept: Mutex::default(),
            written: watch::Sender::default(),
            broken: AtomicBool::new(false),
            open: Semaphore::new(1),
        }
    }

    /// From now on nothing can be written, or everything again.
    pub(crate) fn set_broken(&self, broken: bool) {
        self.broken.store(broken, Ordering::SeqCst);
    }

    /// Nothing is written while what this returns is kept.
    pub(crate) async fn hold(&self) -> tokio::sync::SemaphorePermit<'_> {
        self.open.acquire().await.expect("the log is never closed")
    }

    /// A session's entries.
    pub(crate) fn entries(&self, session: i64) -> Vec<Entry> {
        let kept = self.kept.lock().expect("no writer panics");
        kept.iter()
            .filter(|(of, _, _)| *of == session)
            .map(|(_, entry, _)| entry.clone())
            .collect()
    }

    /// A session's events.
    pub(crate) fn events(&self, session: i64) -> Vec<Event> {
        let entries = self.entries(session);
        entries.into_iter().map(|entry| entry.event).collect()
    }

    /// Waits until a session's event satisfies the test, and returns it.
    pub(crate) async fn event(&self, session: i64, wanted: impl Fn(&Event) -> bool) -> Event {
        let mut written = self.written.subscribe();
        let search = async {
            loop {
                if let Some(event) = self.events(session).into_iter().find(&wanted) {
                    return event;
                }
                written.changed().await.expect("the log outlives the test");
            }
        };
        crate::world::soon("an event in the log", search).await
    }
}

#[async_trait]
impl SessionLog for MemoryLog {
    async fn append(
        &self,
        session: i64,
        at_ms: i64,
        event: &Event,
        source: Option<FactSource>,
    ) -> Result<i64, LogFailed> {
        let _open = self.hold().await;
        if self.broken.load(Ordering::SeqCst) {
            return Err(LogFailed {
                reason: "the disk is full".to_owned(),
            });
        }
        let mut kept = self.kept.lock().expect("no writer panics");
        let earlier = kept
            .iter()
            .find(|(of, _, from)| *of == session && source.is_some() && *from == source);
        if let Some((_, entry, _)) = earlier {
            return Ok(entry.number);
        }
        let number = kept.iter().filter(|(of, _, _)| *of == session).count() as i64 + 1;
        let entry = Entry {
            number,
            at_ms,
            event: event.clone(),
        };
        kept.push((session, entry, source));
        self.written.send_replace(kept.len());
        Ok(number)
    }
}

/// A clock that moves a millisecond whenever it is read.
#[derive(Debug, Default)]
pub(crate) struct StepClock(AtomicI64);

impl StepClock {
    /// Time passes until then.
    pub(crate) fn pass_until(&self, unix_ms: i64) {
        self.0.fetch_max(unix_ms, Ordering::SeqCst);
    }
}

impl Clock for StepClock {
    fn unix_ms(&self) -> i64 {
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}
