//! `/api/v1/sessions/{id}/record` and `/api/v1/attendance`

use axum::http::StatusCode;
use control_domain::attendance::sign_in::{Attendee, SignInChange};
use control_domain::floor::Change;
use control_domain::floor::questions::{Outcome, QuestionChange};
use control_domain::seating::Place;
use control_domain::session_log::Event;
use control_hall::SessionLog;
use control_server::attendance::retention::erase_due;
use control_server::attendance::verify_file;
use control_server::cli::VerifyOptions;
use control_wire::rest::Role;
use serde_json::json;

use crate::house::{Browser, House};

const MINUTE_MS: i64 = 60_000;

/// A session that was held: venue 3 was there and asked, venue 7 was not.
async fn held(house: &House, admin: &mut Browser) -> i64 {
    admin.street().await;
    let id = admin.live_session().await;
    let log: &dyn SessionLog = &house.app.store;
    let opened_ms = house.app.clock.unix_ms();
    let question = 1;
    let asked = QuestionChange::Asked {
        question,
        topic: "停车位".to_owned(),
        point_of_order: false,
    };
    let ended = QuestionChange::Ended {
        question,
        outcome: Some(Outcome::FollowUp {
            owner: "自治办".to_owned(),
        }),
    };
    let floor = |change| Event::Floor {
        by: 3,
        change: Change::Question(change),
    };
    let happened = [
        Event::Joined {
            seat: 1,
            venue: 3,
            place: Place::Branch,
            resume_sha256: "00".repeat(32),
        },
        Event::SignIn {
            venue: 3,
            change: SignInChange::In {
                people: vec![Attendee {
                    name: "王芳".to_owned(),
                    role: "书记".to_owned(),
                }],
                headcount: Some(6),
                since_ms: None,
            },
        },
        floor(asked),
        floor(QuestionChange::Granted { question }),
        floor(ended),
    ];
    for event in happened {
        log.append(id, opened_ms + 1_000, &event, None)
            .await
            .unwrap();
    }
    house.advance_ms(60 * MINUTE_MS);
    let reply = admin
        .post(&format!("/api/v1/sessions/{id}/end"), json!({}))
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    id
}

async fn act(browser: &mut Browser, id: i64, action: serde_json::Value) -> (StatusCode, String) {
    let reply = browser
        .post(&format!("/api/v1/sessions/{id}/record"), action)
        .await;
    let code = if reply.status.is_success() {
        String::new()
    } else {
        reply.code()
    };
    (reply.status, code)
}

#[tokio::test]
async fn a_record_is_corrected_by_two_people_confirmed_frozen_and_verified() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    let id = held(&house, &mut admin).await;
    let mut staff = house.user(&mut admin, Role::Staff).await;
    let record = format!("/api/v1/sessions/{id}/record");

    let review = staff.get(&record).await.json();
    let venues = &review["record"]["venues"];
    assert_eq!(venues[1]["headcount"], 6);
    assert_eq!(venues[1]["people"][0]["name"], "王芳");
    assert_eq!(venues[2]["absent"], true);

    let ok = (StatusCode::OK, String::new());
    let headcount = json!({
        "action": "correct", "venue": 3, "corrected": {"headcount": 8}, "reason": "两人未登记"
    });
    assert_eq!(act(&mut staff, id, headcount.clone()).await, ok);
    let early = act(&mut admin, id, json!({"action": "confirm"})).await;
    assert_eq!(early.1, "corrections-wait");
    let decide = json!({"action": "decide", "correction": 1, "approved": true});
    assert_eq!(
        act(&mut staff, id, decide.clone()).await,
        (StatusCode::FORBIDDEN, "not-allowed".to_owned())
    );
    assert_eq!(act(&mut admin, id, decide).await, ok);
    let own = json!({
        "action": "correct", "venue": 7, "corrected": {"headcount": 2}, "reason": "电话参会"
    });
    assert_eq!(act(&mut admin, id, own).await, ok);
    let decide = json!({"action": "decide", "correction": 2, "approved": true});
    assert_eq!(act(&mut admin, id, decide).await.1, "own-correction");
    let refuse = json!({"action": "decide", "correction": 2, "approved": false});
    assert_eq!(act(&mut admin, id, refuse).await, ok);

    let decision = json!({"action": "note-decision", "text": "年底前完成", "owner": "管理办"});
    assert_eq!(act(&mut staff, id, decision).await, ok);
    assert_eq!(act(&mut admin, id, json!({"action": "confirm"})).await, ok);
    assert_eq!(act(&mut staff, id, headcount).await.1, "record-confirmed");

    // Renamed afterwards: the signed record keeps the name it was signed with.
    let renamed = json!({"number": 3, "name": "新名居委会", "short_name": "新名"});
    assert!(
        admin
            .put("/api/v1/venues/3", renamed)
            .await
            .status
            .is_success()
    );
    let review = staff.get(&record).await.json();
    assert_eq!(review["record"]["venues"][1]["headcount"], 8);
    assert_eq!(review["venues"][1]["short_name"], "艺康苑");
    let key = review["confirmed"]["public_key"].as_str().unwrap();

    let file = staff.get(&format!("{record}/files/json")).await;
    assert_eq!(file.status, StatusCode::OK);
    let path = house.directory.path().join("record.json");
    std::fs::write(&path, &file.text).unwrap();
    let options = VerifyOptions {
        file: path.clone(),
        key: Some(key.to_owned()),
        heads: Some(house.directory.path().join("record-heads.jsonl")),
    };
    let mut said = Vec::new();
    assert!(verify_file::run(&options, &mut said).unwrap());
    assert!(String::from_utf8(said).unwrap().contains("未被改动"));

    std::fs::write(&path, file.text.replacen("王芳", "李强", 1)).unwrap();
    let mut said = Vec::new();
    assert!(!verify_file::run(&options, &mut said).unwrap());
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains("被改动"), "{said}");

    // Every export is in the desk's log, with whoever took it out and the file's hash.
    let desk = house.app.store.desk_log(id).await.unwrap();
    let last = desk.last().unwrap();
    assert!(last.event.contains(r#""exported""#) && last.event.contains(r#""Staff""#));
}

#[tokio::test]
async fn follow_ups_history_and_figures_stay_when_the_names_are_deleted_on_schedule() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    let id = held(&house, &mut admin).await;
    let mine = "/api/v1/follow-ups?owner=%E8%87%AA%E6%B2%BB%E5%8A%9E";
    let follow_ups = admin.get(mine).await.json();
    assert_eq!(follow_ups[0]["text"], "停车位");
    let done = format!("/api/v1/follow-ups/{}/done", follow_ups[0]["id"]);
    let reply = admin.post(&done, json!({})).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    assert_eq!(
        admin.post(&done, json!({})).await.code(),
        "no-such-follow-up"
    );

    assert_eq!(erase_due(&house.app).await.unwrap(), 0);
    house.advance_ms(366 * 24 * 60 * MINUTE_MS);
    assert_eq!(erase_due(&house.app).await.unwrap(), 1);
    assert_eq!(erase_due(&house.app).await.unwrap(), 0);
    // A year later the login is over.
    admin.log_in("admin", crate::house::PASSWORD).await;
    let record = admin.get(&format!("/api/v1/sessions/{id}/record")).await;
    assert_eq!(
        (record.status, record.code().as_str()),
        (StatusCode::GONE, "record-erased")
    );
    assert!(house.app.store.whole_log(id).await.unwrap().is_empty());
    let history = admin.get("/api/v1/attendance/venues?venue=3").await.json();
    assert_eq!(history[0]["people"], 6);
    let erasures = admin.get("/api/v1/attendance/erasures").await.json();
    assert_eq!(erasures[0]["session"], id);
}

#[tokio::test]
async fn a_log_that_was_altered_in_the_database_is_told_and_not_shown_as_confirmed() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    let id = held(&house, &mut admin).await;
    let confirmed = act(&mut admin, id, json!({"action": "confirm"})).await;
    assert_eq!(confirmed.0, StatusCode::OK);
    // The last entry of the log is cut off in the database: the chain alone would not notice.
    let last = house.app.store.whole_log(id).await.unwrap().len();
    let database = format!("sqlite://{}", house.database().display());
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(&database).await.unwrap();
    sqlx::query("DELETE FROM session_log WHERE session = $1 AND number = $2")
        .bind(id)
        .bind(i64::try_from(last).unwrap())
        .execute(&pool)
        .await
        .unwrap();
    let record = admin.get(&format!("/api/v1/sessions/{id}/record")).await;
    assert_eq!(record.code(), "record-altered");
}

#[tokio::test]
async fn records_are_for_those_whose_work_they_are() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    let id = held(&house, &mut admin).await;
    let record = format!("/api/v1/sessions/{id}/record");
    let mut venue = house.user(&mut admin, Role::Venue).await;
    let mut device = house.device(&mut admin, 3, "branch").await;
    for browser in [&mut venue, &mut device] {
        assert_eq!(browser.get(&record).await.status, StatusCode::FORBIDDEN);
        let files = format!("{record}/files/xlsx");
        assert_eq!(browser.get(&files).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(
        house.browser().get(&record).await.status,
        StatusCode::UNAUTHORIZED
    );
    let mut staff = house.user(&mut admin, Role::Staff).await;
    let settings = json!({
        "thresholds": {"gap_s": 60, "late_s": 60, "early_s": 60}, "keep_months": 6, "heads_to": []
    });
    let path = "/api/v1/attendance/settings";
    assert_eq!(
        staff.put(path, settings.clone()).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(admin.put(path, settings).await.status, StatusCode::OK);
    let review = staff.get(&record).await.json();
    assert_eq!(review["record"]["thresholds"]["gap_s"], 60);
    assert_eq!(
        device.get("/api/v1/sign-in/people").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn every_format_leaves_the_server() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    let id = held(&house, &mut admin).await;
    for (format, kind) in [
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("csv", "text/csv; charset=utf-8"),
        ("pdf", "application/pdf"),
        ("json", "application/json"),
    ] {
        let path = format!("/api/v1/sessions/{id}/record/files/{format}?language=en");
        let reply = admin.get(&path).await;
        assert_eq!(reply.status, StatusCode::OK, "{format}");
        assert_eq!(reply.header("content-type"), kind);
        assert!(reply.header("content-disposition").contains(format));
    }
}
