//! Seats: resumed after a cut, given up to another device and taken back, free after a session.

use std::error::Error;
use std::time::Duration;

use control_wire::signal::Place;
use harness::{StageGaps, Street, World, within};
use rehearse::{Layers, Options, Phase, Rehearsal, VenueFacts};

const WITHIN: Duration = Duration::from_secs(30);

async fn meeting(options: Options) -> Result<(World, Rehearsal), Box<dyn Error>> {
    let world = World::start(Street {
        branches: 2,
        workers: 1,
        ..Street::default()
    })
    .await?;
    let street = Rehearsal::start(world.participant_links()?, options)?;
    within(WITHIN, "everybody is online", async {
        street
            .until_each(|venue| venue.phase == Phase::Online)
            .await;
    })
    .await;
    // A branch on the stage: every venue, the host too, receives something.
    street.put_on_stage(0, 1).await?;
    within(WITHIN, "everybody sees the stage", async {
        street.until_each(|venue| frames(venue) > 0).await;
    })
    .await;
    Ok((world, street))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_whose_signalling_is_cut_resumes_its_seat_and_sees_no_gap() {
    let (_world, street) = meeting(Options::default()).await.unwrap();
    let gap = StageGaps::watch(street.watch(2).unwrap());
    street.cut_signalling(2).await.unwrap();
    let mut cut = street.watch(2).unwrap();
    let resumed = within(WITHIN, "the venue is back", async {
        cut.wait_for(|venue| venue.phase == Phase::Online && venue.resumes == 1)
            .await
            .unwrap()
            .clone()
    })
    .await;
    within(WITHIN, "its picture moves", async {
        cut.wait_for(|venue| frames(venue) > frames(&resumed) + 10)
            .await
            .unwrap();
    })
    .await;
    let gap = gap.finish().await;
    assert!(gap <= Duration::from_secs(1), "nothing for {gap:?}");
    let venue = street.states().remove(2);
    assert_eq!(venue.media_connections, 1);
    assert_eq!(venue.stage_slot().unwrap().missing_packets, 0);
    street.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_synthetic_venue_gives_way_to_another_device_and_takes_its_seat_back() {
    let (world, street) = meeting(Options::default()).await.unwrap();
    let link = world.link(2, Place::Branch).unwrap();
    let visitor = Rehearsal::start(vec![link], Options::default()).unwrap();
    let mut first = street.watch(2).unwrap();
    within(WITHIN, "the first device gives way", async {
        first
            .wait_for(|venue| venue.phase == Phase::Replaced)
            .await
            .unwrap();
        visitor
            .until_each(|venue| venue.phase == Phase::Online && frames(venue) > 0)
            .await;
    })
    .await;
    visitor.stop().await;
    within(WITHIN, "the first device is back", async {
        first
            .wait_for(|venue| venue.phase == Phase::Online && venue.media_connections == 2)
            .await
            .unwrap();
    })
    .await;
    street.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn venues_wait_when_their_session_ends_and_join_the_next() {
    let (world, street) = meeting(Options {
        layers: Layers::LowOnly,
        ..Options::default()
    })
    .await
    .unwrap();
    for venue in street.states() {
        let size = venue.stage_slot().unwrap().keyframe_size;
        assert_eq!(size, Some((320, 180)), "{venue:#?}");
    }
    let ended = world.session();
    world.end_session().await.unwrap();
    within(WITHIN, "everybody waits", async {
        street
            .until_each(|venue| venue.phase == Phase::Waiting)
            .await;
    })
    .await;
    let next = world.open_session("下一场").await.unwrap();
    assert_ne!(next, ended);
    within(WITHIN, "everybody is in the next session", async {
        street
            .until_each(|venue| venue.phase == Phase::Online && venue.session == Some(next))
            .await;
    })
    .await;
    street.stop().await;
}

fn frames(venue: &VenueFacts) -> u64 {
    venue.stage_slot().map_or(0, |slot| slot.frames)
}
