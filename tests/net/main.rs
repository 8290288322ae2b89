//! One bad venue among good ones, with real processes in real time: the scenarios of
//! `docs/network.md`.
//!
//! `cargo run -p harness --bin net` runs them all and prints the table; `--write` puts it into
//! `docs/network.md`; `--quick` runs three of them with few venues, in less than a minute.

mod cell;
mod table;

use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use clap::Parser;
use control_wire::signal::{Place, View};
use control_wire::{MAIN_VENUE, VenueNumber};
use harness::{Page, Seat, Street, World, within};
use sim::{ClientSetup, Scenario};

/// The venue whose path is bad.
const BAD: VenueNumber = 1;

/// Most small pictures that the bad venue's page shows beside the stage.
const TILES_MAX: VenueNumber = 12;

/// Longest wait for the meeting to stand.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// Scenarios of `--quick`.
const QUICK: [&str; 3] = ["5 % lost, RTT 100 ms", "cap 1 Mb/s", "dark for 500 ms"];

#[derive(Debug, Parser)]
#[command(name = "net", about = "One bad venue among good ones, in real time")]
struct Arguments {
    /// Three scenarios with few venues; fails where the aims are missed by far.
    #[arg(long)]
    quick: bool,
    /// Branch venues in the meeting, the bad one included [default: 33, quick: 5].
    #[arg(long)]
    venues: Option<VenueNumber>,
    /// Only scenarios whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// Seeds the relay.
    #[arg(long, default_value_t = 20_191_114)]
    seed: u64,
    /// Puts the table into docs/network.md.
    #[arg(long)]
    write: bool,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let branches = arguments
        .venues
        .unwrap_or(if arguments.quick { 5 } else { 33 })
        .max(2);
    let scenarios: Vec<Scenario> = Scenario::all()
        .into_iter()
        .filter(|scenario| !arguments.quick || QUICK.contains(&scenario.name))
        .filter(|scenario| {
            arguments
                .only
                .as_ref()
                .is_none_or(|part| scenario.name.contains(part.as_str()))
        })
        .collect();
    let world = World::start(Street {
        branches,
        workers: 1,
        ..Street::default()
    })
    .await?;
    let good = meeting(&world, branches).await?;
    let mut cells = Vec::new();
    let mut out = std::io::stdout();
    writeln!(out, "{}", table::HEAD)?;
    for scenario in &scenarios {
        let bad = bad_seat(&world, branches, scenario, arguments.seed)?;
        let cell = cell::run(bad, &good, scenario).await?;
        writeln!(out, "{}", table::row(scenario, &cell))?;
        out.flush()?;
        cells.push((scenario, cell));
    }
    if arguments.write {
        let rows: Vec<String> = cells
            .iter()
            .map(|(scenario, cell)| table::row(scenario, cell))
            .collect();
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/network.md");
        table::write(&docs, branches, arguments.seed, &rows)?;
    }
    let missed: Vec<String> = cells
        .iter()
        .flat_map(|(scenario, cell)| table::missed(scenario, cell))
        .collect();
    if missed.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", missed.join("\n"))?;
    if arguments.quick {
        return Err("aims were missed".into());
    }
    Ok(())
}

/// The main venue on the stage and every good branch watching it.
async fn meeting(world: &World, branches: VenueNumber) -> Result<Vec<Page>, Box<dyn Error>> {
    let setup = ClientSetup::venue(Duration::from_millis(10));
    let mut pages = Vec::new();
    for venue in (MAIN_VENUE..=branches).filter(|venue| *venue != BAD) {
        let (place, views) = if venue == MAIN_VENUE {
            (Place::Host, vec![])
        } else {
            (Place::Branch, vec![View::Stage])
        };
        let page = Page::join(Seat {
            link: world.link(venue, place)?,
            session: world.session(),
            place,
            venue,
            setup,
            views,
            relay_seed: None,
        })
        .await?;
        within(READY_WITHIN, "a page is connected", page.connected()).await;
        pages.push(page);
    }
    for page in pages.iter().skip(1) {
        within(READY_WITHIN, "a page sees the stage", page.sees(0)).await;
    }
    Ok(pages)
}

/// The page whose path is bad: the stage, and small pictures of others, as many as fill 3 Mb/s.
fn bad_seat(
    world: &World,
    branches: VenueNumber,
    scenario: &Scenario,
    seed: u64,
) -> Result<Seat, Box<dyn Error>> {
    let tiles = (BAD + 1..=branches).take(usize::from(TILES_MAX));
    let views = std::iter::once(View::Stage)
        .chain(tiles.map(|venue| View::Tile { venue }))
        .collect();
    Ok(Seat {
        link: world.link(BAD, Place::Branch)?,
        session: world.session(),
        place: Place::Branch,
        venue: BAD,
        setup: ClientSetup {
            publishes: false,
            ..ClientSetup::venue(scenario.round_trip())
        },
        views,
        relay_seed: Some(seed),
    })
}
