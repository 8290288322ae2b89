//! `/api/v1/sessions/{id}/leave`

use axum::http::StatusCode;
use control_domain::attendance::desk::LEAVE_NOTES_MAX;
use control_wire::rest::Role;
use serde_json::{Value, json};

use crate::house::{Browser, House};

/// An administrator, the address of a planned meeting, and that of its leave.
async fn planned(house: &House) -> (Browser, String, String) {
    let mut admin = house.administrator().await;
    admin.street().await;
    let body = json!({"title": "工作例会"});
    let reply = admin.post("/api/v1/sessions", body).await;
    let session = format!("/api/v1/sessions/{}", reply.json()["id"]);
    let leave = format!("{session}/leave");
    (admin, session, leave)
}

/// Whose leave a sheet names: venue, person, who noted it.
fn noted(sheet: &Value) -> Vec<(i64, Option<&str>, &str)> {
    let leaves = sheet["leaves"].as_array().unwrap();
    leaves
        .iter()
        .map(|leave| {
            let by = leave["by"]["name"].as_str().unwrap();
            (
                leave["venue"].as_i64().unwrap(),
                leave["person"].as_str(),
                by,
            )
        })
        .collect()
}

#[tokio::test]
async fn leave_is_noted_by_venue_and_staff_before_the_session_and_stands_in_its_record() {
    let house = House::new().await;
    let (mut admin, session, path) = planned(&house).await;
    let mut branch = house.device(&mut admin, 3, "branch").await;
    let mut staff = house.user(&mut admin, Role::Staff).await;

    let person = json!({"venue": 3, "person": "王芳", "reason": "就医"});
    let sheet = branch.post(&path, person).await.json();
    assert_eq!(noted(&sheet), [(3, Some("王芳"), "03 艺康苑")]);
    assert_eq!(sheet["venues"].as_array().unwrap().len(), 1);
    let whole = json!({"venue": 7, "reason": "停电"});
    let sheet = staff.post(&path, whole).await.json();
    assert_eq!(
        noted(&sheet),
        [(3, Some("王芳"), "03 艺康苑"), (7, None, "Staff")]
    );
    assert_eq!(noted(&branch.get(&path).await.json()).len(), 1);

    let open = format!("{session}/open");
    assert_eq!(admin.post(&open, json!({})).await.status, StatusCode::OK);
    let record = format!("{session}/record");
    let review = staff.get(&record).await.json();
    assert_eq!(review["record"]["leaves"].as_array().unwrap().len(), 2);
    assert_eq!(review["record"]["venues"][2]["leave"], "停电");
    assert_eq!(review["record"]["venues"][2]["absent"], false);
}

#[tokio::test]
async fn a_venue_notes_and_withdraws_only_its_own_leave() {
    let house = House::new().await;
    let (mut admin, _, path) = planned(&house).await;
    let mut branch = house.device(&mut admin, 3, "branch").await;
    let mut person = house.user(&mut admin, Role::Venue).await;
    let mut wall = house.device(&mut admin, 0, "wall").await;
    let others = json!({"venue": 7, "reason": "停电"});
    for browser in [&mut branch, &mut person, &mut wall] {
        let reply = browser.post(&path, others.clone()).await;
        assert_eq!(reply.code(), "not-allowed");
    }
    assert_eq!(
        house.browser().get(&path).await.status,
        StatusCode::UNAUTHORIZED
    );
    admin.post(&path, others).await;
    let withdraw = format!("{path}?venue=7");
    assert_eq!(branch.delete(&withdraw).await.code(), "not-allowed");

    person
        .post(&path, json!({"venue": 3, "reason": "培训"}))
        .await;
    let withdraw = format!("{path}?venue=3");
    let sheet = branch.delete(&withdraw).await.json();
    assert!(noted(&sheet).is_empty());
    assert_eq!(branch.delete(&withdraw).await.code(), "no-such-leave");
    let nothing = json!({"venue": 3, "reason": " "});
    assert_eq!(branch.post(&path, nothing).await.code(), "text-missing");
}

#[tokio::test]
async fn a_venue_notes_so_much_leave_by_itself_and_staff_note_the_rest() {
    let house = House::new().await;
    let (mut admin, _, path) = planned(&house).await;
    let mut branch = house.device(&mut admin, 3, "branch").await;
    let mut person = house.user(&mut admin, Role::Venue).await;
    let of =
        |number: usize| json!({"venue": 3, "person": format!("{number} 号"), "reason": "培训"});
    for number in 0..LEAVE_NOTES_MAX {
        let reply = branch.post(&path, of(number)).await;
        assert_eq!(reply.status, StatusCode::OK);
    }
    for browser in [&mut branch, &mut person] {
        let reply = browser.post(&path, of(LEAVE_NOTES_MAX)).await;
        assert_eq!(reply.status, StatusCode::CONFLICT);
        assert_eq!(reply.code(), "leave-full");
    }
    let sheet = admin.post(&path, of(LEAVE_NOTES_MAX)).await.json();
    assert_eq!(noted(&sheet).len(), LEAVE_NOTES_MAX + 1);
}

#[tokio::test]
async fn leave_of_a_session_that_is_over_is_for_its_record() {
    let house = House::new().await;
    let (mut admin, session, path) = planned(&house).await;
    admin.post(&format!("{session}/open"), json!({})).await;
    let leave = json!({"venue": 3, "reason": "停电"});
    assert_eq!(
        admin.post(&path, leave.clone()).await.status,
        StatusCode::OK
    );
    admin.post(&format!("{session}/end"), json!({})).await;
    assert_eq!(admin.post(&path, leave).await.code(), "session-over");
    assert_eq!(admin.get(&path).await.code(), "session-over");
    assert_eq!(
        admin.get("/api/v1/sessions/99/leave").await.code(),
        "no-such-session"
    );
}
