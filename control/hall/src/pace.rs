//! How fast messages are taken from a page.

use tokio::time::{Instant, sleep_until};

use crate::clock::monotonic;
use crate::limits::Patience;

/// How fast a page's messages are read: some at once, then one every so often. A page that sends
/// faster is held back by its own socket and disturbs nobody.
pub(crate) struct Pace<'a> {
    patience: &'a Patience,
    /// When all messages so far would have come at the steady pace.
    paid_until: Instant,
}

impl<'a> Pace<'a> {
    pub(crate) fn new(patience: &'a Patience) -> Self {
        Self {
            patience,
            paid_until: monotonic(),
        }
    }

    /// Waits until one more message may be taken.
    pub(crate) async fn step(&mut self) {
        let ahead_max = self.patience.message_every * self.patience.messages_burst;
        let now = monotonic();
        self.paid_until = self.paid_until.max(now) + self.patience.message_every;
        if self.paid_until > now + ahead_max {
            sleep_until(self.paid_until - ahead_max).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_read_at_once_and_the_rest_at_a_steady_pace() {
        let patience = Patience::default();
        let mut pace = Pace::new(&patience);
        let start = monotonic();
        for _ in 0..patience.messages_burst {
            pace.step().await;
        }
        assert_eq!(monotonic(), start, "a burst is not held back");
        for _ in 0..20 {
            pace.step().await;
        }
        assert_eq!(monotonic() - start, patience.message_every * 20);
    }
}
