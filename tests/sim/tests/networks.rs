//! One bad path among good ones, in simulated time: the scenarios of `docs/network.md` with fixed
//! seeds, so that a regression shows in seconds.

use std::time::Duration;

use sfu_wire::Layer;
use sim::{ClientSetup, Meter, Outcome, SAMPLE_EVERY, Scenario, World, WorldSeed, start_of_time};

/// The main venue, on the stage.
const MAIN: usize = 0;

/// The page whose path is bad.
const BAD: usize = 1;

/// A page that watches the stage over a good path.
const GOOD: usize = 2;

/// Venues whose small pictures the bad page shows beside the stage.
const TILES: usize = 12;

const FPS: u32 = 25;

/// The meeting when a scenario begins.
fn meeting(seed: u64, scenario: &Scenario) -> World {
    let mut world = World::new(start_of_time(), WorldSeed(seed));
    let venue = ClientSetup::venue(Duration::from_millis(10));
    world.join(ClientSetup { slots: 0, ..venue });
    world.join(ClientSetup {
        publishes: false,
        slots: 1 + TILES,
        ..ClientSetup::venue(scenario.round_trip())
    });
    world.join(ClientSetup {
        publishes: false,
        ..venue
    });
    for _ in 0..TILES {
        world.join(ClientSetup { slots: 0, ..venue });
    }
    assert!(world.run_until(Duration::from_secs(5), |world| {
        world.clients.iter().all(sim::Client::is_connected)
    }));
    for page in [BAD, GOOD] {
        world.show(page, 0, Some(MAIN), Layer::High);
        world.hear(page, 0, MAIN);
    }
    for tile in 0..TILES {
        world.show_tile(BAD, 1 + tile, GOOD + 1 + tile);
    }
    world
}

/// What the bad and the good page got.
fn run(seed: u64, scenario: &Scenario) -> (Outcome, Outcome) {
    let mut world = meeting(seed, scenario);
    let start = world.now;
    let mut meters = [BAD, GOOD].map(|page| (page, Meter::new(start, FPS)));
    let end = start + scenario.length;
    while world.now < end {
        if let Some(conditions) = scenario.at(world.now - start) {
            world.set_links(BAD, conditions.up(), conditions.down());
        }
        world.run(SAMPLE_EVERY);
        for (page, meter) in &mut meters {
            meter.sample(world.now, &world.clients[*page]);
        }
    }
    let [bad, good] = meters.map(|(page, meter)| {
        let client = &world.clients[page];
        let violations = &client.slots[0].decoder.counts.violations;
        assert!(violations.is_empty(), "seed {seed}: {violations:#?}");
        meter.outcome(scenario, client)
    });
    (bad, good)
}

#[test]
fn every_scenario() {
    for scenario in Scenario::all() {
        let (bad, good) = run(20, &scenario);
        println!("{:28} {}", scenario.name, row(&scenario, &bad));
        assert_eq!(good.freezes.count, 0, "{}: {good:?}", scenario.name);
        assert_eq!(good.concealed, 0.0, "{}", scenario.name);
    }
}

fn row(scenario: &Scenario, outcome: &Outcome) -> String {
    let used = scenario.rate_bps().map_or(String::new(), |rate| {
        format!("{:.0} %", outcome.received_bps / rate as f64 * 100.0)
    });
    format!(
        "{:6.0} kb/s {used:>5} {:4.1} freezes/min {:4.1} % {:5} ms  {:5.2} % concealed  rate {:?} picture {:?}",
        outcome.received_bps / 1000.0,
        f64::from(outcome.freezes.count) * 60.0 / outcome.span.as_secs_f64(),
        outcome.freezes.total.as_secs_f64() / outcome.span.as_secs_f64() * 100.0,
        outcome.freezes.longest.as_millis(),
        outcome.concealed * 100.0,
        outcome.rate_back,
        outcome.picture_back,
    )
}
