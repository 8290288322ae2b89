//! Deleting on schedule: the logs of a session, and the names in them, are deleted so many months
//! after its end. What stays are figures without names, and that something was deleted.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use tokio::sync::watch;

use super::{facts, settings};
use crate::app::App;
use crate::store::StoreFailed;

/// How often it is looked whether something is to be deleted.
const EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// Deletes what is due now and then, until told to stop.
pub async fn keep_schedule(app: App, mut stopped: watch::Receiver<bool>) {
    let mut look = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            _ = look.tick() => {}
            _ = stopped.wait_for(|stopped| *stopped) => return,
        }
        if let Err(error) = erase_due(&app).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "logs that are due could not be deleted"
            );
        }
    }
}

/// Deletes the logs of every session that ended longer ago than logs are kept. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn erase_due(app: &App) -> Result<usize, StoreFailed> {
    let keep_months = settings::read(&app.store).await?.keep_months;
    let now_ms = app.clock.unix_ms();
    facts::note_missing(app).await?;
    let kept_since_ms = before(now_ms, keep_months);
    let unused = app.store.erase_leave_never_used(kept_since_ms).await?;
    if unused > 0 {
        tracing::info!(
            desk_entries = unused,
            keep_months,
            "leave for meetings that were never held deleted on schedule"
        );
    }
    let due = app.store.sessions_to_erase(kept_since_ms).await?;
    for session in &due {
        let erasure = app.store.erase_logs(*session, now_ms).await?;
        tracing::info!(
            session,
            log_entries = erasure.log_entries,
            keep_months,
            "logs deleted on schedule"
        );
    }
    Ok(due.len())
}

/// The same time of day so many months ago, on Shanghai's calendar.
fn before(now_ms: i64, months: u32) -> i64 {
    let shanghai = TimeZone::fixed(offset(8));
    Timestamp::from_millisecond(now_ms)
        .ok()
        .and_then(|now| {
            let span = jiff::Span::new().try_months(i64::from(months)).ok()?;
            now.to_zoned(shanghai).checked_sub(span).ok()
        })
        .map_or(i64::MIN, |then| then.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_calendar_months() {
        // 2026-11-24 09:30 in Shanghai, and 2025-11-24.
        assert_eq!(before(1_795_483_800_000, 12), 1_763_947_800_000);
        assert_eq!(before(i64::MAX, 12), i64::MIN);
    }
}
