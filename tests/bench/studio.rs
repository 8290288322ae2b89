//! Everybody who publishes: one thread that sends every frame when it is due.

mod publisher;
mod stream;

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread::JoinHandle;
use std::time::Duration;

pub(crate) use publisher::Publisher;
pub(crate) use stream::{Layer, Rhythm, Stream};

use crate::clock;

/// Most orders that wait for the studio.
const ORDERS_MAX: usize = 256;

/// Longest wait without a frame.
const WAIT_MAX: Duration = Duration::from_millis(500);

/// Something to be done on the studio's thread.
type Order = Box<dyn FnOnce(&mut Vec<Publisher>) + Send>;

/// The studio's thread has ended.
#[derive(Debug, thiserror::Error)]
#[error("the publishing thread has ended")]
pub(crate) struct StudioEnded;

/// Gives orders to the studio.
#[derive(Clone)]
pub(crate) struct Director(SyncSender<Order>);

impl Director {
    /// Has `order` carried out among the publishers.
    ///
    /// # Errors
    /// When the studio has ended.
    pub(crate) fn order(
        &self,
        order: impl FnOnce(&mut Vec<Publisher>) + Send + 'static,
    ) -> Result<(), StudioEnded> {
        self.0.send(Box::new(order)).map_err(|_| StudioEnded)
    }
}

/// The publishing thread; it ends when this and every [`Director`] are gone.
pub(crate) struct Studio {
    director: Option<Director>,
    thread: Option<JoinHandle<()>>,
}

impl Studio {
    /// Starts the thread of an empty studio.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub(crate) fn start() -> std::io::Result<Self> {
        let (orders, ordered) = mpsc::sync_channel(ORDERS_MAX);
        let thread = std::thread::Builder::new()
            .name("studio".into())
            .spawn(move || publish(&ordered))?;
        Ok(Self {
            director: Some(Director(orders)),
            thread: Some(thread),
        })
    }

    /// Who gives it orders.
    ///
    /// # Errors
    /// Never while it runs.
    pub(crate) fn director(&self) -> Result<Director, StudioEnded> {
        self.director.clone().ok_or(StudioEnded)
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        drop(self.director.take());
        let Some(thread) = self.thread.take() else {
            return;
        };
        if thread.join().is_err() {
            tracing::error!("the publishing thread failed");
        }
    }
}

fn publish(orders: &Receiver<Order>) {
    let mut publishers: Vec<Publisher> = Vec::new();
    loop {
        let now = clock::now();
        for publisher in &mut publishers {
            publisher.send_due(now);
        }
        let next = publishers.iter().filter_map(Publisher::due).min();
        let wait = next.map_or(WAIT_MAX, |at| {
            at.saturating_duration_since(clock::now()).min(WAIT_MAX)
        });
        match orders.recv_timeout(wait) {
            Ok(order) => order(&mut publishers),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
