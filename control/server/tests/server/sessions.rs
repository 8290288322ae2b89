//! `/api/v1/sessions`

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn a_session_is_planned_then_live_then_ended_and_never_goes_back() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let made = admin
        .post("/api/v1/sessions", json!({"title": " 周例会 "}))
        .await
        .json();
    assert_eq!(
        (&made["title"], &made["phase"]),
        (&json!("周例会"), &json!("planned"))
    );
    assert_eq!(made["venues"], json!([0, 3, 7]));
    assert_eq!(
        admin.get("/api/v1/sessions/1/venues").await.code(),
        "session-not-live"
    );
    assert_eq!(
        admin.post("/api/v1/sessions/1/end", json!({})).await.code(),
        "session-not-live"
    );

    house.advance_ms(1000);
    let live = admin
        .post("/api/v1/sessions/1/open", json!({}))
        .await
        .json();
    assert_eq!(live["phase"], "live");
    assert_eq!(
        live["opened_ms"].as_i64().unwrap() - live["created_ms"].as_i64().unwrap(),
        1000
    );
    assert_eq!(
        admin
            .post("/api/v1/sessions/1/open", json!({}))
            .await
            .code(),
        "session-not-planned"
    );
    let venues = admin.get("/api/v1/sessions/1/venues").await.json();
    assert_eq!(venues.as_array().unwrap().len(), 3);
    assert_eq!(venues[1]["connection"], "absent");
    assert_eq!(
        admin.get("/api/v1/sessions?phase=live").await.json()[0]["id"],
        1
    );

    let ended = admin.post("/api/v1/sessions/1/end", json!({})).await.json();
    assert_eq!(ended["phase"], "ended");
    assert_eq!(
        admin.get("/api/v1/sessions?phase=live").await.json(),
        json!([])
    );
    assert_eq!(
        admin
            .post("/api/v1/sessions/1/open", json!({}))
            .await
            .code(),
        "session-not-planned"
    );
    let log = admin.get("/api/v1/sessions/1/log").await.json();
    assert_eq!(log[0]["event"]["event"], "opened");
    assert_eq!(
        log.as_array().unwrap().last().unwrap()["event"]["event"],
        "ended"
    );
}

#[tokio::test]
async fn what_cannot_be_a_session_is_refused() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    let any = json!({"title": "会"});
    assert_eq!(
        admin.post("/api/v1/sessions", any).await.code(),
        "no-main-venue"
    );
    admin.street().await;
    for (body, code) in [
        (json!({"title": "  "}), "title-unsuitable"),
        (json!({"title": "会".repeat(81)}), "title-unsuitable"),
        (json!({"title": "会", "venues": [3, 99]}), "no-such-venue"),
        (json!({"name": "会"}), "body-not-understood"),
    ] {
        assert_eq!(admin.post("/api/v1/sessions", body).await.code(), code);
    }
    assert_eq!(
        admin.get("/api/v1/sessions?phase=sometime").await.code(),
        "query-not-understood"
    );
    assert_eq!(
        admin.get("/api/v1/sessions/99").await.code(),
        "no-such-session"
    );
    assert_eq!(
        admin.get("/api/v1/sessions/first").await.code(),
        "not-found"
    );
}

#[tokio::test]
async fn a_restart_opens_live_sessions_again_and_keeps_their_log() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let id = admin.live_session().await;
    let path = format!("/api/v1/sessions/{id}");
    let before = admin.get(&format!("{path}/log")).await.json();
    let (directory, cookies) = (Arc::clone(&house.directory), admin.cookies.clone());
    house.app.store.close().await;
    drop(house);

    let house = House::over(directory).await;
    let mut admin = house.browser();
    admin.cookies = cookies;
    assert_eq!(
        admin.get(&format!("{path}/venues")).await.status,
        StatusCode::OK
    );
    let after = admin.get(&format!("{path}/log")).await.json();
    assert_eq!(
        after.as_array().unwrap()[..before.as_array().unwrap().len()],
        before.as_array().unwrap()[..]
    );
    assert_eq!(
        admin.post(&format!("{path}/end"), json!({})).await.json()["phase"],
        "ended"
    );
}

#[tokio::test]
async fn a_session_whose_log_says_it_ended_does_not_come_back() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let id = admin.live_session().await;
    // The server stops between recording the end and marking the session.
    house.app.hall.end(id).await.unwrap();
    let (directory, cookies) = (Arc::clone(&house.directory), admin.cookies.clone());
    house.app.store.close().await;
    drop(house);

    let house = House::over(directory).await;
    let mut admin = house.browser();
    admin.cookies = cookies;
    assert_eq!(
        admin.get(&format!("/api/v1/sessions/{id}")).await.json()["phase"],
        "ended"
    );
}
