//! A slot whose source changes a thousand times stays one decodable stream.

#![expect(
    clippy::indexing_slicing,
    reason = "a test may panic where its own bookkeeping is wrong"
)]

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use sfu_wire::Layer;
use sim::{ClientSetup, Decoder, Link, World, WorldSeed, start_of_time};

const VIEWERS: usize = 2;
const SOURCES: usize = 5;

/// Sources, then viewers, all connected.
fn world(seed: u64) -> World {
    let mut world = World::new(start_of_time(), WorldSeed(seed));
    for _ in 0..SOURCES {
        world.join(ClientSetup {
            slots: 0,
            ..ClientSetup::default()
        });
    }
    for _ in 0..VIEWERS {
        world.join(ClientSetup {
            publishes: false,
            ..ClientSetup::default()
        });
    }
    let connected = world.run_until(Duration::from_secs(10), |world| {
        world.clients.iter().all(sim::Client::is_connected)
    });
    assert!(connected, "seed {seed}: everybody connects");
    world
}

fn decoder(world: &World, viewer: usize) -> &Decoder {
    &world.clients[viewer].slots[0].decoder
}

/// Switches `switches` times at random intervals and says how often the new source was decoded
/// within a second.
fn switch_at_random(world: &mut World, seed: u64, switches: usize) -> usize {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut in_time = 0;
    for _ in 0..switches {
        let source = rng.random_range(0..SOURCES);
        let layer = if rng.random() {
            Layer::High
        } else {
            Layer::Low
        };
        for viewer in SOURCES..SOURCES + VIEWERS {
            world.show(viewer, 0, Some(source), layer);
        }
        let high = world.clients[source].high_source();
        let wanted = if layer == Layer::High { high } else { high - 1 };
        let seen = world.run_until(Duration::from_secs(1), |world| {
            (SOURCES..SOURCES + VIEWERS).all(|viewer| {
                decoder(world, viewer)
                    .last
                    .is_some_and(|last| last.source == wanted)
            })
        });
        in_time += usize::from(seen);
        world.run(Duration::from_millis(rng.random_range(0..400)));
    }
    in_time
}

fn assert_no_violation(world: &World, seed: u64) {
    for viewer in SOURCES..SOURCES + VIEWERS {
        let counts = &decoder(world, viewer).counts;
        assert!(
            counts.violations.is_empty(),
            "seed {seed}, viewer {viewer}: {:#?}",
            counts.violations
        );
    }
}

#[test]
fn a_thousand_switches_on_a_clean_network_lose_nothing() {
    let seed = 1;
    let mut world = world(seed);
    assert_eq!(switch_at_random(&mut world, seed, 1_000), 1_000);
    assert_no_violation(&world, seed);
    for viewer in SOURCES..SOURCES + VIEWERS {
        assert_eq!(
            decoder(&world, viewer).counts.given_up,
            0,
            "viewer {viewer}"
        );
    }
}

#[test]
fn a_thousand_switches_under_loss_reordering_and_duplication_never_mislead_a_decoder() {
    let seed = 2;
    let mut world = world(seed);
    world.set_downlinks(Link::BAD_DAY);
    let in_time = switch_at_random(&mut world, seed, 1_000);
    assert_no_violation(&world, seed);
    assert!(in_time >= 990, "{in_time} of 1,000 within a second");
    assert!(world.worker.counters().packets_resent > 100);
}

#[test]
fn loss_before_the_server_is_repaired_by_the_publisher() {
    let seed = 3;
    let mut world = world(seed);
    world.set_uplinks(Link::BAD_DAY);
    world.set_downlinks(Link::BAD_DAY);
    let in_time = switch_at_random(&mut world, seed, 300);
    assert_no_violation(&world, seed);
    assert!(in_time >= 290, "{in_time} of 300 within a second");
    let sent_again: u64 = world.clients.iter().map(|c| c.retransmissions).sum();
    assert!(sent_again > 100, "{sent_again} packets sent again");
}

#[test]
fn a_high_layer_that_stops_gives_way_to_the_low_one_and_comes_back() {
    let seed = 4;
    let mut world = world(seed);
    let viewer = SOURCES;
    world.show(viewer, 0, Some(0), Layer::High);
    let high = world.clients[0].high_source();
    let shows = |source| {
        move |world: &World| {
            decoder(world, viewer)
                .last
                .is_some_and(|last| last.source == source)
        }
    };
    assert!(world.run_until(Duration::from_secs(2), shows(high)));
    world.clients[0].send_high(false);
    assert!(
        world.run_until(Duration::from_secs(3), shows(high - 1)),
        "falls back"
    );
    world.clients[0].send_high(true);
    assert!(
        world.run_until(Duration::from_secs(3), shows(high)),
        "comes back"
    );
    assert_no_violation(&world, seed);
}

#[test]
fn a_client_without_gcm_connects_and_decodes() {
    let mut world = World::new(start_of_time(), WorldSeed(5));
    let old = ClientSetup {
        profile: SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
        ..ClientSetup::default()
    };
    let first = world.join(old);
    let second = world.join(ClientSetup::default());
    world.show(first, 0, Some(second), Layer::High);
    world.show(second, 0, Some(first), Layer::High);
    let both = world.run_until(Duration::from_secs(5), |world| {
        [first, second]
            .iter()
            .all(|place| decoder(world, *place).counts.frames > 10)
    });
    assert!(both);
}

#[test]
fn thirty_three_viewers_begin_at_once_and_cost_the_source_one_request_at_most() {
    let mut world = World::new(start_of_time(), WorldSeed(6));
    let main = world.join(ClientSetup {
        slots: 0,
        ..ClientSetup::default()
    });
    for _ in 0..33 {
        world.join(ClientSetup {
            publishes: false,
            ..ClientSetup::default()
        });
    }
    assert!(world.run_until(Duration::from_secs(5), |world| {
        world.clients.iter().all(sim::Client::is_connected)
    }));
    world.run(Duration::from_secs(1));
    let before = world.clients[main].keyframes_asked;
    for viewer in 1..=33 {
        world.show(viewer, 0, Some(main), Layer::High);
    }
    assert!(world.run_until(Duration::from_millis(200), |world| {
        (1..=33).all(|viewer| decoder(world, viewer).last.is_some())
    }));
    world.run(Duration::from_secs(3));
    assert!(world.clients[main].keyframes_asked - before <= 1);
    for viewer in 1..=33 {
        let counts = &decoder(&world, viewer).counts;
        assert!(counts.violations.is_empty(), "{:#?}", counts.violations);
    }
}

#[test]
fn a_source_that_probes_with_its_last_key_frame_is_still_asked_for_the_next() {
    let mut world = World::new(start_of_time(), WorldSeed(8));
    let main = world.join(ClientSetup {
        slots: 0,
        ..ClientSetup::default()
    });
    let viewer = world.join(ClientSetup {
        publishes: false,
        ..ClientSetup::default()
    });
    world.clients[main].probes = true;
    world.run(Duration::from_secs(12));
    world.show(viewer, 0, Some(main), Layer::High);
    assert!(world.run_until(Duration::from_millis(500), |world| {
        decoder(world, viewer).last.is_some()
    }));
}

#[test]
fn three_hundred_joins_in_ten_seconds_cost_a_key_frame_every_two_seconds_at_most() {
    let mut world = World::new(start_of_time(), WorldSeed(7));
    let main = world.join(ClientSetup {
        slots: 0,
        ..ClientSetup::default()
    });
    world.run(Duration::from_secs(1));
    let begin = world.now;
    let mut joined = Vec::new();
    for step in 0..300u32 {
        let viewer = world.join(ClientSetup {
            publishes: false,
            ..ClientSetup::default()
        });
        world.show(viewer, 0, Some(main), Layer::High);
        joined.push((viewer, world.now));
        world.run((begin + Duration::from_secs(10) * (step + 1) / 300) - world.now);
    }
    world.run(Duration::from_secs(1));
    let asked = world.clients[main].keyframes_asked;
    assert!(asked <= 6, "{asked} key frames asked in 11 s");
    let mut waits: Vec<Duration> = joined
        .iter()
        .map(|(viewer, at)| {
            let first = decoder(&world, *viewer).first_at.expect("a picture");
            first.saturating_duration_since(*at)
        })
        .collect();
    waits.sort();
    let p95 = waits[waits.len() * 95 / 100];
    assert!(p95 <= Duration::from_millis(500), "first frame p95 {p95:?}");
}
