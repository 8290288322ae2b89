//! `/api/v1/planning`: from the call to a session with its run of show.

use axum::http::StatusCode;
use control_wire::rest::Role;
use serde_json::{Value, json};

use crate::house::{Browser, House, PASSWORD};

/// The Monday of the week that is planned here; the house's clock stands in the week before.
const WEEK: &str = "2026-11-23";

/// A street with people, three departments and the windows of a week.
struct Office {
    house: House,
    /// An administrator without a department: coordinates.
    coordinator: Browser,
    /// Staff of 党建办 (1, privileged), 自治办 (2), 管理办 (3).
    staff: Vec<Browser>,
}

impl Office {
    async fn new() -> Self {
        let house = House::new().await;
        let mut coordinator = house.administrator().await;
        coordinator.street().await;
        let mut staff = Vec::new();
        for (number, name) in [(1, "党建办"), (2, "自治办"), (3, "管理办")] {
            made(
                &mut coordinator,
                "/api/v1/departments",
                json!({"name": name}),
            )
            .await;
            let user = format!("staff{number}");
            let body = json!({"name": user, "role": "staff", "password": PASSWORD});
            let id = made(&mut coordinator, "/api/v1/users", body).await["id"].clone();
            let path = format!("/api/v1/planning/users/{id}/department");
            done(&mut coordinator, &path, json!({"department": number})).await;
            let mut browser = house.browser();
            assert_eq!(browser.log_in(&user, PASSWORD).await.status, StatusCode::OK);
            staff.push(browser);
        }
        let standing = json!({"privileged": true, "email": "dangjian@example.cn"});
        done(&mut coordinator, "/api/v1/planning/departments/1", standing).await;
        let standing = json!({"privileged": false, "email": "zizhi@example.cn"});
        done(&mut coordinator, "/api/v1/planning/departments/2", standing).await;
        let csv = "会场编号,姓名,职务,邮箱\n3,张三,书记,zhang@example.cn\n3,李四,主任,\n\
                   7,王五,书记,\n7,赵六,主任,\n";
        let imported = made_ok(
            &mut coordinator,
            "/api/v1/planning/people/import",
            json!({"csv": csv}),
        )
        .await;
        assert_eq!(imported, json!({"rows": 4}));
        Self {
            house,
            coordinator,
            staff,
        }
    }

    /// A window of an hour and a half; its number.
    async fn window(&mut self, date: &str, half: &str) -> i64 {
        let opens_min = if half == "morning" { 540 } else { 840 };
        let body = json!({
            "date": date, "half": half, "room": "三楼会议室", "opens_min": opens_min,
            "closes_min": opens_min + 150, "cap_min": 90,
        });
        let window = made(&mut self.coordinator, "/api/v1/planning/windows", body).await;
        window["id"].as_i64().unwrap()
    }

    /// Publishes a window; the call's number.
    async fn call(&mut self, window: i64) -> i64 {
        let path = format!("/api/v1/planning/windows/{window}/call");
        let call = made(&mut self.coordinator, &path, json!({"about": "街道例会"})).await;
        call["id"].as_i64().unwrap()
    }

    async fn week(&mut self, verb: &str, body: Value) -> Value {
        let path = format!("/api/v1/planning/weeks/{WEEK}/{verb}");
        made_ok(&mut self.coordinator, &path, body).await
    }

    async fn week_refused(&mut self, verb: &str, body: Value) -> String {
        let path = format!("/api/v1/planning/weeks/{WEEK}/{verb}");
        self.coordinator.post(&path, body).await.code()
    }

    /// The lines of a file that are named as bad.
    async fn bad_lines(&mut self, path: &str, csv: &str) -> Vec<i64> {
        let reply = self.coordinator.post(path, json!({"csv": csv})).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{reply:?}");
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert_eq!(reply.code(), "bad-lines");
        let problem = reply.json();
        let lines = problem["bad_lines"].as_array().unwrap();
        lines
            .iter()
            .map(|bad| bad["line"].as_i64().unwrap())
            .collect()
    }

    async fn board(&mut self) -> Value {
        let path = format!("/api/v1/planning/board?from={WEEK}&until=2026-11-29");
        let reply = self.coordinator.get(&path).await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        reply.json()
    }
}

async fn made(browser: &mut Browser, path: &str, body: Value) -> Value {
    let reply = browser.post(path, body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{path} {reply:?}");
    reply.json()
}

async fn made_ok(browser: &mut Browser, path: &str, body: Value) -> Value {
    let reply = browser.post(path, body).await;
    assert_eq!(reply.status, StatusCode::OK, "{path} {reply:?}");
    reply.json()
}

async fn done(browser: &mut Browser, path: &str, body: Value) {
    let reply = browser.put(path, body).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{path} {reply:?}");
}

/// The secretaries of both venues.
fn secretaries() -> Value {
    json!([{"role": 0, "venues": [3, 7]}])
}

fn item(title: &str, minutes: u16) -> Value {
    json!({
        "title": title, "kind": "discuss", "minutes": minutes, "audience": secretaries(),
        "earliest": WEEK, "deadline": "2026-11-27", "presenters": ["孙七"],
    })
}

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
    let mut stranger = office.house.browser();
    assert_eq!(stranger.get(&board).await.code(), "login-needed");
    assert_eq!(
        office.coordinator.delete(&path).await.status,
        StatusCode::NO_CONTENT
    );
}

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
async fn a_file_with_bad_lines_is_refused_whole_and_every_line_is_named() {
    let mut office = Office::new().await;
    let csv = "会场编号,姓名,职务,邮箱\n3,甲,书记,\n99,乙,书记,\n3,,主任,\n3,丁,局长,不是邮箱\n";
    let path = "/api/v1/planning/people/import";
    let csv = format!("{csv}3,甲,书记,\n7,王五,书记,\n");
    assert_eq!(
        office.bad_lines(path, &csv).await,
        [3, 4, 5, 6, 7],
        "the last two are there already: in the file, on the roster"
    );
    let people = office
        .coordinator
        .get("/api/v1/planning/people")
        .await
        .json();
    assert_eq!(people.as_array().unwrap().len(), 4, "those there were");

    let csv = "科室,事项,类型,分钟,参会职务,参会会场,最早日期,最晚日期,希望日期,汇报人,条线\n\
               自治办,停车,讨论,20,书记、主任,全部,2026-11-23,2026-11-27,,孙七,\n\
               管理办,防汛,通报,十分钟,书记,3 7,2026-11-23,2026-11-27,,,\n";
    let path = "/api/v1/planning/items/import";
    assert_eq!(office.bad_lines(path, csv).await, [3]);
    let good = csv.replace("十分钟", "10");
    let imported = made_ok(&mut office.coordinator, path, json!({"csv": good})).await;
    assert_eq!(imported, json!({"rows": 2}));
    assert_eq!(office.board().await["items"].as_array().unwrap().len(), 2);
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
async fn a_file_that_is_too_long_is_told_how_long_it_may_be() {
    let mut office = Office::new().await;
    let csv = "字".repeat(400 * 1024);
    for (path, kib) in [
        ("/api/v1/planning/people/import", "1024 KiB"),
        ("/api/v1/planning/items", "64 KiB"),
    ] {
        let reply = office.coordinator.post(path, json!({"csv": csv})).await;
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert_eq!(reply.code(), "body-too-long");
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(kib), "{detail}");
    }
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
