//! Calls, series, items and who may touch them, approval.

use axum::http::StatusCode;
use control_wire::rest::Role;
use serde_json::json;

use super::office::{Office, WEEK, done, item, made, made_ok, secretaries};
use crate::house::PASSWORD;

#[tokio::test]
async fn a_call_is_answered_until_its_deadline_and_inform_items_are_offered_the_tips() {
    let mut office = Office::new().await;
    let window = office.window("2026-11-20", "morning").await;
    let call = office.call(window).await;
    let answer = format!("/api/v1/planning/calls/{call}/answer");
    let informs = json!({"answer": "item", "item": {
        "title": "元旦值班", "kind": "inform", "minutes": 5, "audience": secretaries(),
    }});
    let seen = made_ok(&mut office.staff[1], &answer, informs).await;
    assert_eq!(seen["answers"][0]["answer"], "item");
    assert_eq!(seen["minutes_left"], 85);
    let nothing = json!({"answer": "nothing"});
    assert_eq!(
        office.staff[1].post(&answer, nothing.clone()).await.code(),
        "has-joined"
    );
    let path = "/api/v1/planning/items?from=2026-11-20&until=2026-11-20";
    let items = office.staff[1].get(path).await.json();
    assert_eq!(items[0]["offer_tips"], true);
    assert_eq!(items[0]["earliest"], "2026-11-20", "the window's day");
    // Noon of the workday before has passed.
    office.house.advance_ms(20 * 3_600_000);
    let again = office.staff[2].log_in("staff3", PASSWORD).await;
    assert_eq!(again.status, StatusCode::OK, "its login was idle too long");
    assert_eq!(
        office.staff[2].post(&answer, nothing).await.code(),
        "call-closed"
    );
}

#[tokio::test]
async fn a_series_needs_a_privileged_department_or_approval() {
    let mut office = Office::new().await;
    let series = |department: i64| {
        json!({
            "department": department, "name": "工作例会", "week": 2, "weekday": 2,
            "half": "afternoon", "audience": secretaries(), "reason": "条线工作需要",
        })
    };
    let range = json!({
        "from": "2026-12-01", "until": "2027-02-28", "room": "三楼会议室", "opens_min": 840,
        "closes_min": 960, "cap_min": 90,
    });
    let party = made(&mut office.staff[0], "/api/v1/planning/series", series(1)).await;
    assert_eq!(party["approval"], "not-needed");
    let path = format!("/api/v1/planning/series/{}/windows", party["id"]);
    let windows = made(&mut office.coordinator, &path, range.clone()).await;
    let dates: Vec<&str> = windows
        .as_array()
        .unwrap()
        .iter()
        .map(|window| window["date"].as_str().unwrap())
        .collect();
    assert_eq!(dates, ["2026-12-08", "2027-01-12", "2027-02-09"]);
    let other = made(&mut office.staff[1], "/api/v1/planning/series", series(2)).await;
    assert_eq!(other["approval"], "pending");
    let path = format!("/api/v1/planning/series/{}/windows", other["id"]);
    let refused = office.coordinator.post(&path, range).await;
    assert_eq!(refused.code(), "series-not-approved");
}

#[tokio::test]
async fn only_the_department_or_a_coordinator_touches_an_item_and_venues_see_nothing() {
    let mut office = Office::new().await;
    let own = made(
        &mut office.staff[1],
        "/api/v1/planning/items",
        item("停车", 10),
    )
    .await;
    let path = format!("/api/v1/planning/items/{}", own["id"]);
    assert_eq!(
        office.staff[2].delete(&path).await.code(),
        "other-department"
    );
    let mut foreign = item("停车", 10);
    foreign["department"] = json!(1);
    let asked = office.staff[1]
        .post("/api/v1/planning/items", foreign)
        .await;
    assert_eq!(asked.code(), "other-department");
    let solve = format!("/api/v1/planning/weeks/{WEEK}/solve");
    let refused = office.staff[1].post(&solve, json!({})).await;
    assert_eq!(refused.code(), "coordinator-only");
    let mut venue = office
        .house
        .user(&mut office.coordinator, Role::Venue)
        .await;
    let board = format!("/api/v1/planning/board?from={WEEK}&until={WEEK}");
    assert_eq!(venue.get(&board).await.code(), "not-allowed");
    let mut host = office.house.user(&mut office.coordinator, Role::Host).await;
    assert_eq!(host.get(&board).await.status, StatusCode::OK);
    let presenter = json!({"name": "孙七", "hours": []});
    let presenters = "/api/v1/planning/presenters";
    let refused = host.put(presenters, presenter.clone()).await;
    assert_eq!(refused.code(), "not-allowed", "a host looks on");
    done(&mut office.staff[1], presenters, presenter).await;
    let mut stranger = office.house.browser();
    assert_eq!(stranger.get(&board).await.code(), "login-needed");
    assert_eq!(
        office.coordinator.delete(&path).await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn what_waits_for_approval_is_not_placed_until_the_leader_or_a_delegate_grants_it() {
    let mut office = Office::new().await;
    office.window("2026-11-24", "morning").await;
    let mut alone = item("专题会", 40);
    alone["separate_reason"] = json!("x");
    let refused = office.staff[1]
        .post("/api/v1/planning/items", alone.clone())
        .await;
    assert_eq!(refused.code(), "separate-reason-needed");
    alone["separate_reason"] = json!("涉及居民隐私，须单独召开");
    let asked = made(
        &mut office.staff[1],
        "/api/v1/planning/items",
        alone.clone(),
    )
    .await;
    assert_eq!(asked["approval"], "pending");
    assert_eq!(asked["approval_reasons"], json!(["separate"]));
    let privileged = made(&mut office.staff[0], "/api/v1/planning/items", alone).await;
    assert_eq!(privileged["approval"], "not-needed");

    let solved = office.week("solve", json!({})).await;
    let slots = solved["draft"]["slots"].as_array().unwrap();
    assert_eq!(slots.len(), 1);
    assert_eq!(slots[0]["item"], privileged["id"]);

    let mut leader = office.house.user(&mut office.coordinator, Role::Host).await;
    let me = leader.get("/api/v1/me").await.json()["id"].clone();
    let decision = format!(
        "/api/v1/planning/approvals/{}/decision",
        office.board().await["approvals"][0]["id"]
    );
    let grant = json!({"granted": true});
    assert_eq!(
        leader.post(&decision, grant.clone()).await.code(),
        "not-an-approver"
    );
    let delegate = json!({"delegate": {"user": me, "from": "2026-11-01", "until": "2026-11-17"}});
    done(
        &mut office.coordinator,
        "/api/v1/planning/approvers",
        delegate,
    )
    .await;
    assert_eq!(
        leader.post(&decision, grant.clone()).await.code(),
        "not-an-approver",
        "the delegation ended yesterday"
    );
    let delegate = json!({"delegate": {"user": me, "from": "2026-11-01", "until": "2026-11-30"}});
    done(
        &mut office.coordinator,
        "/api/v1/planning/approvers",
        delegate,
    )
    .await;
    let denied = leader.post(&decision, json!({"granted": false})).await;
    assert_eq!(denied.code(), "refusal-reason-needed");
    let case = made_ok(&mut leader, &decision, grant.clone()).await;
    assert_eq!(
        (&case["state"], &case["by_delegate"]),
        (&json!("granted"), &json!(true))
    );
    assert_eq!(
        leader.post(&decision, grant).await.code(),
        "approval-decided"
    );
}

#[tokio::test]
async fn an_item_over_the_quota_waits_for_approval() {
    let mut office = Office::new().await;
    let quota = json!({"department": 2, "from": "2026-11-01", "until": "2026-11-30", "allowed": 1});
    made(&mut office.coordinator, "/api/v1/planning/quotas", quota).await;
    let first = made(
        &mut office.staff[1],
        "/api/v1/planning/items",
        item("停车", 10),
    )
    .await;
    assert_eq!(first["approval"], "not-needed");
    let second = made(
        &mut office.staff[1],
        "/api/v1/planning/items",
        item("楼道", 10),
    )
    .await;
    assert_eq!(second["approval_reasons"], json!(["over-quota"]));
    let other = made(
        &mut office.staff[2],
        "/api/v1/planning/items",
        item("防汛", 10),
    )
    .await;
    assert_eq!(
        other["approval"], "not-needed",
        "another department's quota"
    );
    let board = office.board().await;
    assert_eq!(board["quotas"][0]["waiting"], 1);

    // The first is withdrawn; the second, changed, needs nobody any more.
    let path = format!("/api/v1/planning/items/{}", first["id"]);
    assert_eq!(
        office.staff[1].delete(&path).await.status,
        StatusCode::NO_CONTENT
    );
    let path = format!("/api/v1/planning/items/{}", second["id"]);
    let changed = office.staff[1].put(&path, item("楼道堆物", 10)).await;
    assert_eq!(changed.json()["approval"], "not-needed", "{changed:?}");
}

#[tokio::test]
async fn items_that_would_come_after_each_other_in_a_circle_are_refused_when_written() {
    let mut office = Office::new().await;
    office.window("2026-11-24", "morning").await;
    let path = "/api/v1/planning/items";
    let first = made(&mut office.staff[1], path, item("防汛", 20)).await["id"].clone();
    let mut second = item("停车", 20);
    second["after"] = json!([first]);
    let second_id = made(&mut office.staff[1], path, second.clone()).await["id"].clone();
    let mut third = item("绿化", 20);
    third["after"] = json!([second_id]);
    let third_id = made(&mut office.staff[1], path, third).await["id"].clone();

    let mut round = item("防汛", 20);
    round["after"] = json!([third_id]);
    let first_path = format!("{path}/{first}");
    let refused = office.staff[1].put(&first_path, round.clone()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.code(), "after-circle");
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    for title in ["防汛", "停车", "绿化"] {
        assert!(detail.contains(title), "{detail}");
    }
    round["after"] = json!([first]);
    let itself = office.staff[1].put(&first_path, round.clone()).await;
    assert_eq!(itself.code(), "no-such-item");
    round["after"] = json!([999]);
    let nothing = office.staff[1].put(&first_path, round).await;
    assert_eq!(nothing.code(), "no-such-item");

    let solved = office.week("solve", json!({})).await;
    assert_eq!(solved["draft"]["slots"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn what_was_granted_and_needs_no_approval_any_more_counts_against_its_quota() {
    let mut office = Office::new().await;
    office.window("2026-11-24", "morning").await;
    let me = office.coordinator.get("/api/v1/me").await.json()["id"].clone();
    let approvers = "/api/v1/planning/approvers";
    done(&mut office.coordinator, approvers, json!({"leader": me})).await;
    let quota =
        |allowed| json!({"department": 2, "from": WEEK, "until": "2026-11-30", "allowed": allowed});
    let quotas = "/api/v1/planning/quotas";
    let of = made(&mut office.coordinator, quotas, quota(1)).await["id"].clone();
    let path = "/api/v1/planning/items";
    made(&mut office.staff[1], path, item("停车", 10)).await;
    let second = made(&mut office.staff[1], path, item("楼道", 10)).await;
    assert_eq!(second["approval"], "pending");
    let case = office.board().await["approvals"][0]["id"].clone();
    let decision = format!("/api/v1/planning/approvals/{case}/decision");
    made_ok(&mut office.coordinator, &decision, json!({"granted": true})).await;
    let solved = office.week("solve", json!({})).await;
    assert_eq!(solved["draft"]["slots"].as_array().unwrap().len(), 2);
    let used = |board: serde_json::Value| board["quotas"][0]["used"].clone();
    assert_eq!(used(office.board().await), json!(1), "approval lifts it");

    done(&mut office.coordinator, &format!("{quotas}/{of}"), quota(3)).await;
    let path = format!("{path}/{}", second["id"]);
    let changed = office.staff[1].put(&path, item("楼道堆物", 10)).await;
    assert_eq!(changed.json()["approval"], "not-needed", "{changed:?}");
    assert_eq!(used(office.board().await), json!(2));
}
