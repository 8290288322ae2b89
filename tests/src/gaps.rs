//! How long a picture stood still.

use std::time::Duration;

use rehearse::VenueFacts;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Watches a venue's stage and remembers the longest time between two of its pictures.
#[derive(Debug)]
pub struct StageGaps {
    stop: watch::Sender<bool>,
    longest: JoinHandle<Duration>,
}

impl StageGaps {
    /// Watches from now on.
    #[must_use]
    pub fn watch(facts: watch::Receiver<VenueFacts>) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self {
            stop,
            longest: tokio::spawn(longest(facts, stopped)),
        }
    }

    /// Stops watching; the longest time without a new picture, the time since the last included.
    ///
    /// # Panics
    /// When the watching itself failed.
    pub async fn finish(self) -> Duration {
        self.stop.send_replace(true);
        match self.longest.await {
            Ok(longest) => longest,
            Err(error) => panic!("the stage could not be watched: {error}"),
        }
    }
}

async fn longest(
    mut facts: watch::Receiver<VenueFacts>,
    mut stopped: watch::Receiver<bool>,
) -> Duration {
    let frames = |facts: &VenueFacts| facts.stage_slot().map_or(0, |slot| slot.frames);
    let mut seen = frames(&facts.borrow());
    let mut last = Instant::now();
    let mut longest = Duration::ZERO;
    loop {
        let moved = tokio::select! {
            moved = facts.wait_for(|facts| frames(facts) > seen) => match moved {
                Ok(facts) => Some(frames(&facts)),
                Err(_) => None,
            },
            _ = stopped.wait_for(|stopped| *stopped) => None,
        };
        longest = longest.max(last.elapsed());
        last = Instant::now();
        match moved {
            Some(now) => seen = now,
            None => return longest,
        }
    }
}
