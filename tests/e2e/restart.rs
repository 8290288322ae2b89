//! What a meeting survives: the server killed and started again while its media node goes on, and
//! the media node killed and started again.

use std::error::Error;
use std::time::Duration;

use control_wire::VenueNumber;
use harness::{Node, StageGaps, Street, World, within};
use rehearse::{Options, Phase, Rehearsal, VenueFacts};

/// Longest wait for everybody to arrive or to be back.
const BACK: Duration = Duration::from_secs(30);

/// Longest time a stage may stand still while the server is away and comes back.
const GAP_SERVER: Duration = Duration::from_secs(1);

/// From the media node's start to moving pictures at every venue.
const GAP_NODE: Duration = Duration::from_secs(3);

const BRANCHES: VenueNumber = 6;

async fn meeting() -> Result<(World, Rehearsal), Box<dyn Error>> {
    let world = World::start(Street {
        branches: BRANCHES,
        node: Node::Separate,
        workers: 1,
    })
    .await?;
    let street = Rehearsal::start(world.participant_links()?, Options::default())?;
    within(BACK, "everybody is online", async {
        street
            .until_each(|venue| venue.phase == Phase::Online)
            .await;
    })
    .await;
    // A branch on the stage: every venue, the host too, receives something.
    street.put_on_stage(0, 1).await?;
    within(BACK, "everybody sees the stage", async {
        street.until_each(|venue| frames(venue) > 0).await;
    })
    .await;
    Ok((world, street))
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_go_on_while_the_server_is_killed_and_every_venue_finds_its_seat_again() {
    let (mut world, street) = meeting().await.unwrap();
    let gaps: Vec<_> = (0..=usize::from(BRANCHES))
        .map(|index| StageGaps::watch(street.watch(index).unwrap()))
        .collect();

    world.kill_server().await.unwrap();
    within(BACK, "everybody notices", async {
        street
            .until_each(|venue| venue.phase == Phase::Resuming)
            .await;
    })
    .await;
    let seen = most_frames(&street);
    within(BACK, "pictures move without the server", async {
        street.until_each(|venue| frames(venue) > seen + 20).await;
    })
    .await;

    world.start_server().await.unwrap();
    within(BACK, "everybody is back in the session", async {
        street
            .until_each(|venue| venue.phase == Phase::Online && venue.stage == Some(1))
            .await;
    })
    .await;
    let seen = most_frames(&street);
    within(BACK, "pictures move with the new server", async {
        street.until_each(|venue| frames(venue) > seen + 20).await;
    })
    .await;
    for venue in street.states() {
        assert_eq!(venue.session, Some(world.session()), "{venue:#?}");
        assert_eq!(
            shown(&venue),
            Some(if venue.venue == Some(1) { 0 } else { 1 })
        );
    }
    for (venue, gap) in gaps.into_iter().enumerate() {
        let gap = gap.finish().await;
        assert!(gap <= GAP_SERVER, "venue {venue} saw nothing for {gap:?}");
    }
    // The host's commands reach the new server.
    street.put_on_stage(0, 2).await.unwrap();
    within(BACK, "everybody sees the new stage", async {
        street
            .until_each(|venue| shown(venue) == Some(if venue.venue == Some(2) { 0 } else { 2 }))
            .await;
    })
    .await;
    street.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn venues_come_back_by_themselves_when_the_media_node_is_killed() {
    let (mut world, street) = meeting().await.unwrap();
    world.kill_node().await.unwrap();
    world.start_node().await.unwrap();
    let seen = most_frames(&street);
    within(GAP_NODE, "pictures move again everywhere", async {
        street
            .until_each(|venue| venue.media_connections > 1 && frames(venue) > seen)
            .await;
    })
    .await;
    for venue in street.states() {
        assert_eq!(
            shown(&venue),
            Some(if venue.venue == Some(1) { 0 } else { 1 })
        );
    }
    street.stop().await;
}

fn most_frames(street: &Rehearsal) -> u64 {
    street.states().iter().map(frames).max().unwrap_or(0)
}

fn frames(venue: &VenueFacts) -> u64 {
    venue.stage_slot().map_or(0, |slot| slot.frames)
}

fn shown(venue: &VenueFacts) -> Option<VenueNumber> {
    venue.stage_slot().and_then(|slot| slot.shows)
}
