//! One scenario, run.

use std::time::Duration;

use control_wire::signal::ClientMessage;
use harness::{Links, Page, PageError, Seat, within};
use sim::{Conditions, Meter, Outcome, SAMPLE_EVERY, Scenario};
use tokio::time::{Instant, MissedTickBehavior};

/// Frames a second of the stage.
const FPS: u32 = 25;

/// Longest wait for the bad page to see the stage over the path without its trouble.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// What a scenario showed.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    /// What the bad page got.
    pub(crate) bad: Outcome,
    /// What the good pages that watch got.
    pub(crate) good: Vec<Outcome>,
}

/// Runs a scenario on the page of `bad`. The `good` pages, the main venue's first, stay.
pub(crate) async fn run(bad: Seat, good: &[Page], scenario: &Scenario) -> Result<Cell, PageError> {
    let page = Page::join(bad).await?;
    // The path is as long as it will be, but whole, until the model client is connected.
    if let Some(first) = scenario.at(Duration::ZERO) {
        page.set_links(Links {
            up: whole(first).up(),
            down: whole(first).down(),
        });
    }
    within(READY_WITHIN, "the bad page is connected", page.connected()).await;
    let start = Instant::now();
    let meter = || Meter::new(start.into_std(), FPS);
    let mut own = meter();
    let watching = good.get(1..).unwrap_or_default();
    let mut others: Vec<Meter> = watching.iter().map(|_| meter()).collect();
    let mut clock = tokio::time::interval(SAMPLE_EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        let now = clock.tick().await;
        if let Some(conditions) = scenario.at(now - start) {
            page.set_links(Links {
                up: conditions.up(),
                down: conditions.down(),
            });
        }
        page.look(|client| own.sample(now.into_std(), client));
        for (page, meter) in watching.iter().zip(&mut others) {
            page.look(|client| meter.sample(now.into_std(), client));
        }
        if now >= start + scenario.length {
            break;
        }
    }
    let cell = Cell {
        bad: page.look(|client| own.outcome(scenario, client)),
        good: watching
            .iter()
            .zip(&others)
            .map(|(page, meter)| page.look(|client| meter.outcome(scenario, client)))
            .collect(),
    };
    page.send(ClientMessage::Leave).await?;
    page.left().await;
    Ok(cell)
}

/// The path without what makes it bad, its length apart.
fn whole(conditions: Conditions) -> Conditions {
    Conditions {
        loss: 0.0,
        jitter: Duration::ZERO,
        rate_bps: None,
        dark: false,
        ..conditions
    }
}
