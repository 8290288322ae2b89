//! From the call to a session with its run of show; what a week keeps.

use serde_json::json;

use super::office::{Office, WEEK, done, item, made, made_ok, secretaries};

#[tokio::test]
async fn from_the_call_to_a_session_with_its_run_of_show() {
    let mut office = Office::new().await;
    let window = office.window("2026-11-25", "morning").await;
    let call = office.call(window).await;
    let queued: Vec<String> = {
        let outbox = office.house.app.store.due_message(i64::MAX).await.unwrap();
        outbox.into_iter().map(|due| due.message.to).collect()
    };
    assert_eq!(
        queued,
        ["dangjian@example.cn"],
        "mail of the call is queued"
    );

    let answer = format!("/api/v1/planning/calls/{call}/answer");
    let joins = |title: &str, minutes: u16, kind: &str| {
        json!({"answer": "item", "item": {
            "title": title, "kind": kind, "minutes": minutes, "audience": secretaries(),
            "presenters": ["孙七"],
        }})
    };
    let seen = made_ok(
        &mut office.staff[0],
        &answer,
        joins("党员教育", 20, "decide"),
    )
    .await;
    assert_eq!(
        seen["answers"].as_array().unwrap().len(),
        1,
        "its own alone"
    );
    made_ok(
        &mut office.staff[1],
        &answer,
        joins("小区停车", 10, "discuss"),
    )
    .await;
    made_ok(&mut office.staff[2], &answer, json!({"answer": "nothing"})).await;

    let solved = office.week("solve", json!({})).await;
    assert_eq!(solved["proven"], true);
    assert_eq!(solved["draft"]["slots"].as_array().unwrap().len(), 2);
    assert_eq!(
        solved["draft"]["savings"],
        json!({"sessions_before": 2, "sessions": 1, "trips_before": 4, "trips": 2, "hours_saved": 2})
    );
    for explained in solved["explanations"].as_array().unwrap() {
        assert!(!explained["why"]["zh"].as_str().unwrap().is_empty());
        assert!(explained["why"]["en"].as_str().unwrap().is_ascii() || explained["placed"] == true);
    }

    let published = office.week("publish", json!({})).await;
    assert_eq!(published["version"]["state"], "published");
    let session = published["sessions"][0]["session"].as_i64().unwrap();
    let board = office.board().await;
    assert_eq!(board["windows"][0]["session"], session);
    assert_eq!(board["load"][0]["sessions"], 1);

    let open = format!("/api/v1/sessions/{session}/open");
    made_ok(&mut office.coordinator, &open, json!({})).await;
    let log = format!("/api/v1/sessions/{session}/log");
    let log = office.coordinator.get(&log).await.json();
    let agenda = &log[1]["event"];
    assert_eq!(agenda["event"], "agenda-set");
    let items = agenda["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["planned_start_ms"], 1_795_568_400_000_i64);
    assert_eq!(items[0]["due"][0]["roles"], json!(["书记"]));
    assert_eq!(items[1]["due"][1]["people"], 1);

    // What is under way does not move any more.
    let board = office.board().await;
    assert_eq!(board["windows"][0]["state"], "closed");
}

#[tokio::test]
async fn a_published_slot_stays_until_it_is_unlocked_and_history_is_kept() {
    let mut office = Office::new().await;
    office.window("2026-11-24", "morning").await;
    let later = office.window("2026-11-26", "morning").await;
    let one = made(
        &mut office.staff[1],
        "/api/v1/planning/items",
        item("停车", 30),
    )
    .await;
    office.week("solve", json!({})).await;
    office.week("publish", json!({})).await;
    let session = office.board().await["windows"][0]["session"].clone();
    assert!(session.is_i64(), "the earlier window has it");

    let there = json!({"item": one["id"], "window": later, "apply": true});
    let checked = office.week("move", there.clone()).await;
    assert!(!checked["forbidden"].as_array().unwrap().is_empty());
    assert!(checked["draft"].is_null(), "nothing was applied");

    office
        .week("hold", json!({"item": one["id"], "hold": "unlocked"}))
        .await;
    let checked = office.week("move", there).await;
    assert_eq!(checked["forbidden"], json!([]));
    assert_eq!(checked["draft"]["slots"][0]["window"], later);
    assert!(!checked["against_best"]["zh"].as_str().unwrap().is_empty());

    let again = office.week("publish", json!({})).await;
    assert_eq!(again["given_up"], json!([session]));
    let versions = format!("/api/v1/planning/weeks/{WEEK}/versions");
    let versions = office.coordinator.get(&versions).await.json();
    let states: Vec<&str> = versions
        .as_array()
        .unwrap()
        .iter()
        .map(|version| version["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["published", "superseded"]);
    office.week("freeze", json!({})).await;
    assert_eq!(office.week_refused("solve", json!({})).await, "plan-frozen");
}

#[tokio::test]
async fn protected_hours_and_days_off_are_kept_by_the_solver() {
    let mut office = Office::new().await;
    office.window("2026-11-24", "morning").await;
    let free = office.window("2026-11-26", "morning").await;
    let calendar = json!({
        "days": [{"date": "2026-11-29", "kind": "make-up", "note": "调休"}],
        "protected": [{"weekday": 2, "from_min": 480, "until_min": 720, "note": "居委会例会"}],
    });
    done(
        &mut office.coordinator,
        "/api/v1/planning/calendar",
        calendar,
    )
    .await;
    made(
        &mut office.staff[1],
        "/api/v1/planning/items",
        item("停车", 30),
    )
    .await;
    let solved = office.week("solve", json!({})).await;
    assert_eq!(solved["draft"]["slots"][0]["window"], free);
    let workdays = office.board().await["workdays"].clone();
    assert_eq!(workdays.as_array().unwrap().len(), 6);
    assert_eq!(workdays[5], "2026-11-29");
}

#[tokio::test]
async fn meetings_of_the_same_people_are_proposed_to_be_one() {
    let mut office = Office::new().await;
    let window = office.window("2026-11-25", "afternoon").await;
    made(
        &mut office.staff[1],
        "/api/v1/planning/items",
        item("停车", 30),
    )
    .await;
    made(
        &mut office.staff[2],
        "/api/v1/planning/items",
        item("防汛", 30),
    )
    .await;
    let board = office.board().await;
    let proposal = &board["proposals"][0];
    assert_eq!(proposal["window"], window);
    assert_eq!(proposal["trips_saved"], 2);
    assert_eq!(proposal["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_may_wait_goes_where_its_people_meet_next_week_anyway() {
    let mut office = Office::new().await;
    office.window("2026-11-24", "morning").await;
    let path = "/api/v1/planning/items";
    let mut may_wait = item("停车", 20);
    may_wait["deadline"] = json!("2026-12-04");
    let waits = made(&mut office.staff[1], path, may_wait.clone()).await["id"].clone();
    let alone = office.week("solve", json!({})).await;
    assert_eq!(
        alone["draft"]["slots"][0]["item"], waits,
        "nothing is known of the next week"
    );

    office.window("2026-12-01", "morning").await;
    let mut next_week = item("防汛", 20);
    next_week["earliest"] = json!("2026-11-30");
    next_week["deadline"] = json!("2026-12-04");
    made(&mut office.staff[2], path, next_week).await;
    let solved = office.week("solve", json!({})).await;
    assert_eq!(solved["draft"]["slots"], json!([]));
    assert_eq!(solved["draft"]["cost"]["unplaced_priority"], json!(0));
    let said = solved["explanations"].as_array().unwrap();
    assert_eq!(said.len(), 1, "of this week's item alone: {said:?}");
    assert_eq!(
        (&said[0]["item"], &said[0]["placed"]),
        (&waits, &json!(false))
    );
    let why = &said[0]["why"];
    assert!(
        why["zh"].as_str().unwrap().starts_with("留到下一周"),
        "{why}"
    );
    assert!(why["en"].as_str().unwrap().contains("1 Dec"), "{why}");

    // By hand it may still be put into this week.
    let window = office.board().await["windows"][0]["id"].clone();
    let here = json!({"item": waits, "window": window, "apply": true});
    let moved = office.week("move", here).await;
    assert_eq!(moved["forbidden"], json!([]));
    assert_eq!(moved["draft"]["slots"][0]["item"], waits);
}
