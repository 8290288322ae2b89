//! `/api/v1/probe` and `/api/v1/test-calls`.

use axum::http::StatusCode;
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn a_venues_test_call_is_kept_until_its_next_one_and_seen_from_the_main_venue() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let mut three = house.device(&mut admin, 3, "branch").await;
    let first = json!({"tcp_ms": 80, "camera": true, "microphone": false});
    let kept = three.put("/api/v1/test-calls/own", first).await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT);
    house.advance_ms(60_000);
    let found = json!({"udp_ms": 31, "tcp_ms": 80, "camera": true, "microphone": true, "loudspeaker": true});
    three.put("/api/v1/test-calls/own", found.clone()).await;
    let mut seven = house.device(&mut admin, 7, "branch").await;
    seven
        .put(
            "/api/v1/test-calls/own",
            json!({"camera": false, "microphone": false}),
        )
        .await;

    let mut expected = found;
    expected["venue"] = json!(3);
    expected["at_ms"] = json!(1_795_000_060_000_i64);
    let own = three.get("/api/v1/test-calls").await.json();
    assert_eq!(own, json!([expected]));
    let mut host = house.device(&mut admin, 0, "host").await;
    let all = host.get("/api/v1/test-calls?place=host").await.json();
    assert_eq!(all[0], expected);
    assert_eq!(all[1]["venue"], 7);
    assert_eq!(all.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn only_who_has_a_seat_makes_a_test_call_and_without_a_node_none_is_made() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let mut nobody = house.browser();
    let offer = json!({"sdp": "v=0"});
    let refused = nobody.post("/api/v1/probe", offer.clone()).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let mut three = house.device(&mut admin, 3, "branch").await;
    let refused = three.post("/api/v1/probe", offer).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.json()["code"], "no-media-node");
}
