//! The session log in the store, and `GET /api/v1/sessions/{id}/log`

use std::sync::Arc;

use control_domain::session_log::Event;
use control_hall::{FactSource, SessionLog};
use sfu_wire::{FactId, NodeBirth};

use crate::house::House;

fn event(venue: u16) -> Event {
    Event::PutOnStage { venue, by: 0 }
}

#[tokio::test]
async fn numbers_are_gapless_however_many_append_at_once() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let id = admin.live_session().await;
    let before = admin
        .get(&format!("/api/v1/sessions/{id}/log"))
        .await
        .json();
    let first = i64::try_from(before.as_array().unwrap().len()).unwrap() + 1;
    let log: Arc<dyn SessionLog> = Arc::new(house.app.store.clone());
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..60 {
        let log = Arc::clone(&log);
        tasks.spawn(async move { log.append(id, number, &event(3), None).await.unwrap() });
    }
    let mut numbers = tasks.join_all().await;
    numbers.sort_unstable();
    assert_eq!(numbers, (first..first + 60).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_fact_delivered_twice_is_entered_once() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let id = admin.live_session().await;
    let log: &dyn SessionLog = &house.app.store;
    // A birth above 2^63: all 64 bits count.
    let source = |birth, fact| {
        Some(FactSource {
            birth: NodeBirth(birth),
            fact: FactId(fact),
        })
    };
    let first = log
        .append(id, 1, &event(3), source(u64::MAX, 1))
        .await
        .unwrap();
    let second = log
        .append(id, 2, &event(7), source(u64::MAX, 2))
        .await
        .unwrap();
    assert_eq!(
        log.append(id, 9, &event(7), source(u64::MAX, 1))
            .await
            .unwrap(),
        first
    );
    assert_eq!(
        log.append(id, 9, &event(7), source(7, 1)).await.unwrap(),
        second + 1
    );
    let entries = house.app.store.whole_log(id).await.unwrap();
    let entry = entries.iter().find(|entry| entry.number == first).unwrap();
    assert_eq!(
        (entry.at_ms, &entry.event),
        (1, &serde_json::to_string(&event(3)).unwrap())
    );
}

#[tokio::test]
async fn appending_to_a_session_that_is_not_there_fails() {
    let house = House::new().await;
    let log: &dyn SessionLog = &house.app.store;
    assert!(log.append(1, 1, &event(3), None).await.is_err());
}

#[tokio::test]
async fn a_long_log_is_read_in_parts_and_whole() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let id = admin.live_session().await;
    let log: &dyn SessionLog = &house.app.store;
    let mut last = 0;
    while last < 1200 {
        last = log.append(id, 1, &event(3), None).await.unwrap();
    }
    let part = admin
        .get(&format!("/api/v1/sessions/{id}/log"))
        .await
        .json();
    assert_eq!(part.as_array().unwrap().len(), 1000);
    let rest = admin
        .get(&format!("/api/v1/sessions/{id}/log?after=1000"))
        .await
        .json();
    assert_eq!(rest.as_array().unwrap().len(), 200);
    assert_eq!(rest[0]["number"], 1001);
    assert_eq!(house.app.store.whole_log(id).await.unwrap().len(), 1200);
}

#[tokio::test]
async fn an_altered_or_removed_entry_is_named_and_its_session_not_opened_again() {
    for (statement, named) in [
        (
            "UPDATE session_log SET at_ms = at_ms + 1 WHERE number = 3",
            "entry 3 was altered",
        ),
        (
            "DELETE FROM session_log WHERE number = 3",
            "entry 3 is missing",
        ),
    ] {
        let house = House::new().await;
        let mut admin = house.administrator().await;
        admin.street().await;
        let id = admin.live_session().await;
        let log: &dyn SessionLog = &house.app.store;
        for _ in 0..5 {
            log.append(id, 1, &event(3), None).await.unwrap();
        }
        let file = sqlx::sqlite::SqliteConnectOptions::new().filename(house.database());
        let database = sqlx::SqlitePool::connect_with(file).await.unwrap();
        sqlx::query(statement).execute(&database).await.unwrap();
        database.close().await;

        let error = house.app.store.whole_log(id).await.unwrap_err();
        assert!(error.to_string().contains(named), "{error}");

        let (directory, cookies) = (Arc::clone(&house.directory), admin.cookies.clone());
        house.app.store.close().await;
        drop(house);
        let house = House::over(directory).await;
        let mut admin = house.browser();
        admin.cookies = cookies;
        let venues = admin.get(&format!("/api/v1/sessions/{id}/venues")).await;
        assert_eq!(venues.code(), "session-not-live");
    }
}
