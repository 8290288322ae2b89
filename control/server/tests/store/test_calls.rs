//! Test calls: each venue's last, as it was found.

use control_wire::VenueNumber;
use control_wire::rest::test_call::{TestCall, TestCallFindings};

use crate::contract;
use crate::ground::{Ground, NOW_MS};

contract!(
    the_last_test_call_of_each_venue_is_kept_as_it_was_found,
    a_test_call_is_of_a_venue_and_goes_with_it,
    of_two_test_calls_at_once_one_stays_whole,
);

/// All was tried, and worked.
const WORKED: TestCallFindings = TestCallFindings {
    udp_ms: Some(12),
    tcp_ms: Some(u32::MAX),
    camera: true,
    microphone: true,
    loudspeaker: Some(true),
};

/// Nothing connected or worked; nobody listened.
const FAILED: TestCallFindings = TestCallFindings {
    udp_ms: None,
    tcp_ms: None,
    camera: false,
    microphone: false,
    loudspeaker: None,
};

fn call(venue: VenueNumber, at_ms: i64, found: TestCallFindings) -> TestCall {
    TestCall {
        venue,
        at_ms,
        found,
    }
}

async fn the_last_test_call_of_each_venue_is_kept_as_it_was_found(mut ground: Ground) {
    ground.street().await;
    let store = ground.store();
    assert_eq!(store.test_calls(None).await.unwrap(), []);
    let silent = TestCallFindings {
        loudspeaker: Some(false),
        ..WORKED
    };
    let (at_3, at_7) = (call(3, NOW_MS + 2, FAILED), call(7, NOW_MS + 1, silent));
    for call in [call(3, NOW_MS, WORKED), at_7, at_3] {
        store.put_test_call(&call).await.unwrap();
    }
    ground.restart().await;
    let store = ground.store();
    assert_eq!(store.test_calls(None).await.unwrap(), [at_3, at_7]);
    assert_eq!(store.test_calls(Some(7)).await.unwrap(), [at_7]);
    assert_eq!(store.test_calls(Some(0)).await.unwrap(), []);
}

async fn a_test_call_is_of_a_venue_and_goes_with_it(ground: Ground) {
    ground.street().await;
    let store = ground.store();
    let nobodys = store.put_test_call(&call(9, NOW_MS, WORKED)).await;
    assert!(nobodys.is_err());
    for venue in [3, 7] {
        let call = call(venue, NOW_MS, WORKED);
        store.put_test_call(&call).await.unwrap();
    }
    store.remove_venue(7).await.unwrap();
    let left = store.test_calls(None).await.unwrap();
    assert_eq!(left, [call(3, NOW_MS, WORKED)]);
}

async fn of_two_test_calls_at_once_one_stays_whole(ground: Ground) {
    ground.street().await;
    let (here, there) = (ground.turn(0), ground.turn(1));
    let calls = [call(3, NOW_MS, WORKED), call(3, NOW_MS + 1, FAILED)];
    let (first, second) = tokio::join!(
        here.put_test_call(&calls[0]),
        there.put_test_call(&calls[1])
    );
    first.unwrap();
    second.unwrap();
    let kept = ground.store().test_calls(None).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert!(calls.contains(&kept[0]));
}
