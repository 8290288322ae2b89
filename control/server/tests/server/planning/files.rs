//! Files that are read in.

use axum::http::StatusCode;
use serde_json::json;

use super::office::{Office, made_ok};

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
