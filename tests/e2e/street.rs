//! A whole street in one meeting: the real binary, a main venue and 33 branch venues, each a
//! `webrtc` client that publishes its clip in two layers with sound and receives the stage.

use std::error::Error;
use std::time::Duration;

use control_wire::{MAIN_VENUE, VenueNumber};
use harness::{Node, Street, World, within};
use rehearse::{Options, Phase, Rehearsal, VenueFacts};
use tokio::time::Instant;

/// Longest wait for everybody to arrive: they share the test machine's cores with the server.
const ARRIVAL: Duration = Duration::from_secs(60);

/// From the host's click to the new stage at every venue.
const SWITCH: Duration = Duration::from_secs(1);

/// Venue that is put on the stage.
const QUESTIONER: VenueNumber = 7;

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_street_meets_with_the_embedded_node() {
    whole_street(Node::Embedded).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_street_meets_with_a_separate_node() {
    whole_street(Node::Separate).await.unwrap();
}

async fn whole_street(node: Node) -> Result<(), Box<dyn Error>> {
    let street = Street {
        node,
        ..Street::default()
    };
    let mut world = World::start(street).await?;
    let links = world.participant_links()?;
    assert_eq!(links.len(), 34);
    let street = Rehearsal::start(links, Options::default())?;

    within(ARRIVAL, "all 34 venues are online", async {
        street
            .until_each(|venue| venue.phase == Phase::Online)
            .await;
    })
    .await;
    // The host sees its own picture on its own screen: its stage slot stays empty.
    within(ARRIVAL, "all 33 branches see the main venue", async {
        street
            .until_each(|venue| sees(venue, MAIN_VENUE) || venue.venue == Some(MAIN_VENUE))
            .await;
    })
    .await;
    within(ARRIVAL, "all 33 branches hear the main venue", async {
        street
            .until_each(|venue| hears(venue, MAIN_VENUE) || venue.venue == Some(MAIN_VENUE))
            .await;
    })
    .await;
    let seen: Vec<_> = street.states().iter().map(frames).collect();
    within(Duration::from_secs(10), "their pictures move", async {
        street
            .until_each(|venue| match venue.venue {
                Some(MAIN_VENUE) | None => true,
                Some(number) => has_risen(&seen, number, frames(venue), 20),
            })
            .await;
    })
    .await;

    let before: Vec<_> = street.states().iter().map(keyframes).collect();
    let clicked = Instant::now();
    street.put_on_stage(0, QUESTIONER).await?;
    within(
        Duration::from_secs(20),
        "the questioner is on every stage",
        async {
            street
                .until_each(|venue| {
                    let fresh =
                        |number: VenueNumber| has_risen(&before, number, keyframes(venue), 1);
                    match venue.venue {
                        // On the stage itself: goes on seeing the main venue.
                        Some(QUESTIONER) => sees(venue, MAIN_VENUE),
                        Some(number) => sees(venue, QUESTIONER) && fresh(number),
                        None => false,
                    }
                })
                .await;
        },
    )
    .await;
    let switched = clicked.elapsed();
    assert!(switched <= SWITCH, "the switch took {switched:?}");
    // Nobody knew that it would be asked: its low layer stands in until the high one runs.
    within(
        Duration::from_secs(20),
        "everybody sees the stage at its best",
        async {
            street
                .until_each(|venue| {
                    venue
                        .stage_slot()
                        .is_some_and(|slot| slot.keyframe_size == Some((1280, 720)))
                })
                .await;
        },
    )
    .await;

    for venue in street.states() {
        let slot = venue.stage_slot().ok_or("no stage slot")?;
        assert_eq!(slot.missing_packets, 0, "{venue:#?}");
        assert_eq!(slot.picture_id_breaks, 0, "{venue:#?}");
        assert_eq!(slot.timestamp_breaks, 0, "{venue:#?}");
        assert_eq!(venue.media_connections, 1, "{venue:#?}");
    }
    let metrics = metrics_with(&world, |metrics| {
        metrics.get("pinhui_media_peers") == 34.0
            && metrics.get("pinhui_media_packets_forwarded_total") > 33.0 * 100.0
    })
    .await?;
    assert_eq!(metrics.get("pinhui_live_sessions"), 1.0);
    assert_eq!(metrics.get("pinhui_media_rooms"), 1.0);
    assert_eq!(metrics.get("pinhui_connected_pages"), 34.0);
    assert_eq!(metrics.get("pinhui_media_dropped_malformed_total"), 0.0);
    assert_eq!(metrics.get("pinhui_media_dropped_over_limit_total"), 0.0);

    street.stop().await;
    metrics_with(&world, |metrics| metrics.get("pinhui_media_peers") == 0.0).await?;
    let server = world.server().ok_or("the server is gone")?;
    assert!(server.is_running()?);
    Ok(())
}

/// Reads the metrics until they are as expected; the node reports its counters every few seconds.
async fn metrics_with(
    world: &World,
    expected: impl Fn(&harness::Metrics) -> bool,
) -> Result<harness::Metrics, Box<dyn Error>> {
    within(
        Duration::from_secs(20),
        "the metrics are as expected",
        async {
            loop {
                let metrics = world.metrics().await?;
                if expected(&metrics) {
                    return Ok(metrics);
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        },
    )
    .await
}

/// Whether a venue's count has risen by `by` since all of them were taken.
fn has_risen(before: &[u64], number: VenueNumber, now: u64, by: u64) -> bool {
    before
        .get(usize::from(number))
        .is_some_and(|before| now >= before + by)
}

/// Whether the venue's stage slot shows `number` and pictures have come.
fn sees(venue: &VenueFacts, number: VenueNumber) -> bool {
    venue
        .stage_slot()
        .is_some_and(|slot| slot.shows == Some(number) && slot.keyframes > 0 && slot.frames > 0)
}

/// Whether one of the venue's sound slots carries `number` and sound has come.
fn hears(venue: &VenueFacts, number: VenueNumber) -> bool {
    venue
        .sound_slots()
        .any(|slot| slot.shows == Some(number) && slot.packets > 10)
}

fn frames(venue: &VenueFacts) -> u64 {
    venue.stage_slot().map_or(0, |slot| slot.frames)
}

fn keyframes(venue: &VenueFacts) -> u64 {
    venue.stage_slot().map_or(0, |slot| slot.keyframes)
}
