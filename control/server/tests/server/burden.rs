//! `/api/v1/burden`

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use control_domain::attendance::sign_in::SignInChange;
use control_domain::seating::Place;
use control_domain::session_log::Event;
use control_hall::SessionLog;
use serde_json::{Value, json};

use crate::house::{Browser, House};

const REGISTER: &str = "日期,科室,会议,会场,每会场人数,分钟\n\
    2026-03-02,党建办,例会,全部,2,60\n\
    2026-03-03,民政科,培训,\"3、7\",1,30\n\
    2026-03-06,党建办,例会,3,1,30\n";

async fn import(browser: &mut Browser, file: &[u8]) -> Value {
    let body = json!({"base64": STANDARD.encode(file)});
    let reply = browser.post("/api/v1/burden/baseline", body).await;
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    reply.json()
}

#[tokio::test]
async fn a_bad_register_is_told_line_by_line_and_a_good_one_is_fixed() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let wrong = format!("{REGISTER}2026-13-01,党建办,例会,全部,2,60\n\n2026-03-09,,例会,88,2,60\n");
    let wrong = json!({"base64": STANDARD.encode(wrong)});
    let reply = admin.post("/api/v1/burden/baseline", wrong).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{reply:?}");
    assert_eq!(reply.code(), "bad-lines");
    let told = reply.json();
    assert_eq!(
        (&told["bad_lines"][0]["line"], &told["bad_lines"][1]["line"]),
        (&json!(5), &json!(7))
    );
    let march = "/api/v1/burden?from=2026-03-01&until=2026-03-31";
    assert_eq!(admin.get(march).await.json()["baseline"], json!(null));

    let taken = import(&mut admin, REGISTER.as_bytes()).await;
    assert_eq!(taken, json!({"meetings": 3}));
    let again = json!({"base64": STANDARD.encode(REGISTER)});
    let reply = admin.post("/api/v1/burden/baseline", again).await;
    assert_eq!(reply.code(), "baseline-fixed");

    let report = admin.get(march).await.json();
    let baseline = &report["baseline"];
    assert_eq!(
        (&report["working_days"], &baseline["working_days"]),
        (&json!(22), &json!(5))
    );
    // 2 branches × 2 people, 2 × 1, 1 × 1.
    assert_eq!(
        baseline["total"],
        json!({"meetings": 3, "seat_trips": 7, "person_minutes": 330})
    );
    assert_eq!(baseline["meetings_saved_permille"], json!(1000));
    assert_eq!(report["total"]["meetings"], json!(0));
    assert_eq!(report["venues"][0]["venue"], json!(3));
}

#[tokio::test]
async fn a_meeting_that_nobody_planned_counts_with_who_was_there() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let november = "/api/v1/burden?from=2026-11-01&until=2026-11-30";
    let session = admin.live_session().await;
    let log: &dyn SessionLog = &house.app.store;
    let joined = Event::Joined {
        seat: 1,
        venue: 3,
        place: Place::Branch,
        resume_sha256: "00".repeat(32),
    };
    let signed_in = Event::SignIn {
        venue: 3,
        change: SignInChange::In {
            people: Vec::new(),
            headcount: Some(6),
            since_ms: None,
        },
    };
    for event in [joined, signed_in] {
        log.append(session, house.app.clock.unix_ms(), &event, None)
            .await
            .unwrap();
    }
    house.advance_ms(60 * 60_000);
    let live = admin.get(november).await.json();
    assert_eq!(
        live["total"]["meetings"],
        json!(0),
        "it is not over: {live}"
    );
    let end = format!("/api/v1/sessions/{session}/end");
    let reply = admin.post(&end, json!({})).await;
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");

    let report = admin.get(november).await.json();
    let held = json!({"meetings": 1, "seat_trips": 6, "person_minutes": 360});
    assert_eq!(report["total"], held);
    let venues = report["venues"].as_array().unwrap();
    assert_eq!(venues.len(), 1, "venue 7 stayed away: {venues:?}");
    assert_eq!((&venues[0]["venue"], &venues[0]["now"]), (&json!(3), &held));
    let october = "/api/v1/burden?from=2026-10-01&until=2026-10-31";
    let before = admin.get(october).await.json();
    assert_eq!(before["total"]["meetings"], json!(0));
}

#[tokio::test]
async fn exports_are_anonymous_stable_and_recorded() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    import(&mut admin, REGISTER.as_bytes()).await;
    let path = "/api/v1/burden/export/csv?from=2026-03-01&until=2026-03-31";
    let first = admin.get(path).await;
    assert_eq!(first.status, StatusCode::OK, "{first:?}");
    assert!(
        first
            .header("content-disposition")
            .contains("burden-2026-03-01-2026-03-31.csv")
    );
    assert!(!first.text.contains("党建办") && !first.text.contains("例会"));
    assert!(first.text.contains("V-") && first.text.contains("D-"));
    assert_eq!(admin.get(path).await.text, first.text);
    for (path, code) in [
        (
            "/api/v1/burden/export/pdf?from=2026-03-01&until=2026-03-31",
            "no-such-format",
        ),
        (
            "/api/v1/burden/export/csv?from=2026-03-31&until=2026-03-01",
            "period-unsuitable",
        ),
        (
            "/api/v1/burden?from=yesterday&until=2026-03-01",
            "date-unsuitable",
        ),
    ] {
        assert_eq!(admin.get(path).await.code(), code);
    }
    let file = sqlx::sqlite::SqliteConnectOptions::new().filename(house.database());
    let database = sqlx::SqlitePool::connect_with(file).await.unwrap();
    let recorded: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM burden_exports WHERE format = 'csv'")
            .fetch_one(&database)
            .await
            .unwrap();
    assert_eq!(recorded, 2);
}

#[tokio::test]
async fn what_is_no_spreadsheet_is_refused() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    for base64 in ["not base64!", &STANDARD.encode([0xff, 0xfe, 0x00])] {
        let reply = admin
            .post("/api/v1/burden/baseline", json!({"base64": base64}))
            .await;
        assert_eq!(reply.code(), "not-a-spreadsheet");
    }
}
