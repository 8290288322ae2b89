//! A page that loses much of its picture, one whose path is dark, and one that is gone.

#![expect(
    clippy::indexing_slicing,
    reason = "a test may panic where its own bookkeeping is wrong"
)]

use std::time::Duration;

use sfu_wire::{Fact, Layer};
use sim::{Client, ClientSetup, Link, World, WorldSeed, start_of_time};

/// The venue on the stage.
const MAIN: usize = 0;

/// A page that watches it over a bad path.
const BAD: usize = 1;

/// One that watches it over a good path.
const GOOD: usize = 2;

/// A main venue and two pages that watch it.
fn watched(seed: u64) -> World {
    let mut world = World::new(start_of_time(), WorldSeed(seed));
    let venue = ClientSetup::venue(Duration::from_millis(50));
    world.join(ClientSetup { slots: 0, ..venue });
    for _ in [BAD, GOOD] {
        world.join(ClientSetup {
            publishes: false,
            ..venue
        });
    }
    assert!(world.run_until(Duration::from_secs(5), |world| {
        world.clients.iter().all(Client::is_connected)
    }));
    for page in [BAD, GOOD] {
        world.show(page, 0, Some(MAIN), Layer::High);
    }
    assert!(world.run_until(Duration::from_secs(5), |world| {
        [BAD, GOOD]
            .iter()
            .all(|page| packets_of_picture(world, *page) > 100)
    }));
    world
}

fn packets_of_picture(world: &World, page: usize) -> u64 {
    world.clients[page].slots[0].decoder.counts.packets
}

#[test]
fn what_is_lost_is_sent_again_once_for_each_time_it_is_lost() {
    let mut world = watched(32);
    let lossy = Link {
        loss: 0.2,
        delay: Duration::from_millis(25),
        ..Link::CLEAN
    };
    world.set_links(BAD, Link::CLEAN, lossy);
    // Whatever the path was thought to be before has been unlearnt.
    world.run(Duration::from_secs(10));
    let counters = world.worker.counters();
    let good = packets_of_picture(&world, GOOD);
    world.run(Duration::from_secs(10));
    let resent = world.worker.counters().packets_resent - counters.packets_resent;
    let good = packets_of_picture(&world, GOOD) - good;
    // A fifth, and a fifth of what replaces it: a quarter.
    assert!(
        (good * 15 / 100..=good * 28 / 100).contains(&resent),
        "{resent} of {good}"
    );
}

/// Packets that left for the bad page within `span`.
fn sent_to_bad(world: &mut World, span: Duration) -> u64 {
    let forwarded = world.worker.counters().packets_forwarded;
    let good = packets_of_picture(world, GOOD);
    world.run(span);
    let good = packets_of_picture(world, GOOD) - good;
    world.worker.counters().packets_forwarded - forwarded - good
}

#[test]
fn less_and_less_is_sent_into_the_dark() {
    let mut world = watched(34);
    let dark = Link {
        dark: true,
        ..Link::CLEAN
    };
    world.set_links(BAD, dark, dark);
    let at_first = sent_to_bad(&mut world, Duration::from_millis(400));
    world.run(Duration::from_millis(1500));
    let later = sent_to_bad(&mut world, Duration::from_millis(400));
    assert!(
        later < at_first / 3,
        "{at_first} packets, and later {later}"
    );
}

#[test]
fn a_page_that_vanished_without_a_word_is_noticed_within_five_seconds() {
    let mut world = watched(33);
    let gone = world.clients[BAD].id;
    let dark = Link {
        dark: true,
        ..Link::CLEAN
    };
    world.set_links(BAD, dark, dark);
    let is_lost = |fact: &Fact| matches!(fact, Fact::Lost { peer, .. } if *peer == gone);
    assert!(world.run_until(Duration::from_secs(5), |world| {
        world.facts.iter().any(is_lost)
    }));
    let others = world
        .facts
        .iter()
        .filter(|fact| matches!(fact, Fact::Lost { .. }));
    assert_eq!(others.count(), 1, "nobody else is missed");
}
