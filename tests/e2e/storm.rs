//! Three hundred pages join within ten seconds, against the real server.

use std::error::Error;
use std::time::Duration;

use control_wire::MAIN_VENUE;
use control_wire::signal::{Place, View};
use harness::{Page, PageError, Seat, Street, World, within};
use sim::{Client, ClientSetup};
use tokio::task::JoinSet;
use tokio::time::Instant;

const PAGES: u16 = 300;

const WITHIN: Duration = Duration::from_secs(60);

/// The time in which they join.
const STORM: Duration = Duration::from_secs(10);

/// A source is asked for a key frame at most once in this time.
const BUDGET: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_pages_in_ten_seconds_cost_a_key_frame_every_two_seconds_at_most() {
    println!("{}", storm().await.unwrap());
}

/// The storm; what it showed, in words.
async fn storm() -> Result<String, Box<dyn Error>> {
    let world = World::start(Street {
        branches: PAGES,
        workers: 1,
        ..Street::default()
    })
    .await?;
    let setup = ClientSetup::venue(Duration::from_millis(10));
    let seat = |venue, place, setup, views| -> Result<Seat, Box<dyn Error>> {
        Ok(Seat {
            link: world.link(venue, place)?,
            session: world.session(),
            place,
            venue,
            setup,
            views,
            relay_seed: None,
        })
    };
    let main = Page::join(seat(MAIN_VENUE, Place::Host, setup, vec![])?).await?;
    within(WITHIN, "the main venue is connected", main.connected()).await;
    let watching = ClientSetup {
        publishes: false,
        speaks: false,
        ..setup
    };
    let asked_before = main.look(|client| client.keyframes_asked);
    let begin = Instant::now();
    let mut joins = JoinSet::new();
    for number in 0..PAGES {
        let seat = seat(number + 1, Place::Branch, watching, vec![View::Stage])?;
        let at = begin + STORM * u32::from(number) / u32::from(PAGES);
        joins.spawn(async move {
            tokio::time::sleep_until(at).await;
            let page = Page::join(seat).await?;
            within(WITHIN, "a page sees the stage", page.sees(0)).await;
            let first = page.look(first_frame);
            Ok::<_, PageError>((first.map(|first| first - at), page))
        });
    }
    let mut waits = Vec::new();
    let mut pages = Vec::new();
    while let Some(joined) = joins.join_next().await {
        let (wait, page) = joined??;
        waits.push(wait.ok_or("a page that sees has seen")?);
        pages.push(page);
    }
    let took = begin.elapsed();
    let asked = main.look(|client| client.keyframes_asked) - asked_before;
    waits.sort();
    let share = |percent: usize| waits.get((waits.len() - 1) * percent / 100).copied();
    let shown = format!(
        "{PAGES} pages in {took:?}: {asked} key frames asked of the source, first frame after \
         p50 {:?}, p95 {:?}, at most {:?}",
        share(50).ok_or("no page")?,
        share(95).ok_or("no page")?,
        share(100).ok_or("no page")?,
    );
    let budget = took.as_secs_f64() / BUDGET.as_secs_f64() + 1.0;
    assert!(asked as f64 <= budget, "{asked} in {took:?}");
    Ok(shown)
}

fn first_frame(page: &Client) -> Option<Instant> {
    let slot = page.slots.first()?;
    slot.decoder.first_at.map(Instant::from_std)
}
