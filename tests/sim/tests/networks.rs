//! One bad path among good ones, in simulated time.

use std::time::Duration;

use sfu_wire::Layer;
use sim::{ClientSetup, Link, World, WorldSeed, start_of_time};

const MAIN: usize = 0;
const VIEWER: usize = 1;

#[test]
fn sound_and_picture_of_a_clean_path_arrive_whole() {
    let mut world = World::new(start_of_time(), WorldSeed(20));
    let venue = ClientSetup::venue(Duration::from_millis(20));
    world.join(ClientSetup { slots: 0, ..venue });
    world.join(venue);
    assert!(world.run_until(Duration::from_secs(5), |world| {
        world.clients.iter().all(sim::Client::is_connected)
    }));
    world.set_links(VIEWER, Link::CLEAN, Link::CLEAN);
    world.show(VIEWER, 0, Some(MAIN), Layer::High);
    world.hear(VIEWER, 0, MAIN);
    world.run(Duration::from_secs(10));
    let viewer = &world.clients[VIEWER];
    let sound = viewer.sounds[0].decoder.counts;
    assert!(sound.played > 450 && sound.concealed == 0, "{sound:?}");
    let decoder = &viewer.slots[0].decoder;
    let freezes = decoder.playout.freezes(
        world.now - Duration::from_secs(8),
        world.now,
        Duration::from_millis(40),
    );
    assert_eq!(freezes.count, 0, "{freezes:?}");
    assert!(decoder.counts.violations.is_empty());
}
