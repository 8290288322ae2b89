//! A street office that plans.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::house::{Browser, House, PASSWORD};

/// The Monday of the week that is planned here; the house's clock stands in the week before.
pub(super) const WEEK: &str = "2026-11-23";

/// A street with people, three departments and the windows of a week.
pub(super) struct Office {
    pub(super) house: House,
    /// An administrator without a department: coordinates.
    pub(super) coordinator: Browser,
    /// Staff of 党建办 (1, privileged), 自治办 (2), 管理办 (3).
    pub(super) staff: Vec<Browser>,
}

impl Office {
    pub(super) async fn new() -> Self {
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
    pub(super) async fn window(&mut self, date: &str, half: &str) -> i64 {
        let opens_min = if half == "morning" { 540 } else { 840 };
        let body = json!({
            "date": date, "half": half, "room": "三楼会议室", "opens_min": opens_min,
            "closes_min": opens_min + 150, "cap_min": 90,
        });
        let window = made(&mut self.coordinator, "/api/v1/planning/windows", body).await;
        window["id"].as_i64().unwrap()
    }

    /// Publishes a window; the call's number.
    pub(super) async fn call(&mut self, window: i64) -> i64 {
        let path = format!("/api/v1/planning/windows/{window}/call");
        let call = made(&mut self.coordinator, &path, json!({"about": "街道例会"})).await;
        call["id"].as_i64().unwrap()
    }

    pub(super) async fn week(&mut self, verb: &str, body: Value) -> Value {
        let path = format!("/api/v1/planning/weeks/{WEEK}/{verb}");
        made_ok(&mut self.coordinator, &path, body).await
    }

    pub(super) async fn week_refused(&mut self, verb: &str, body: Value) -> String {
        let path = format!("/api/v1/planning/weeks/{WEEK}/{verb}");
        self.coordinator.post(&path, body).await.code()
    }

    /// The lines of a file that are named as bad.
    pub(super) async fn bad_lines(&mut self, path: &str, csv: &str) -> Vec<i64> {
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

    pub(super) async fn board(&mut self) -> Value {
        let path = format!("/api/v1/planning/board?from={WEEK}&until=2026-11-29");
        let reply = self.coordinator.get(&path).await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        reply.json()
    }
}

pub(super) async fn made(browser: &mut Browser, path: &str, body: Value) -> Value {
    let reply = browser.post(path, body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{path} {reply:?}");
    reply.json()
}

pub(super) async fn made_ok(browser: &mut Browser, path: &str, body: Value) -> Value {
    let reply = browser.post(path, body).await;
    assert_eq!(reply.status, StatusCode::OK, "{path} {reply:?}");
    reply.json()
}

pub(super) async fn done(browser: &mut Browser, path: &str, body: Value) {
    let reply = browser.put(path, body).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{path} {reply:?}");
}

/// The secretaries of both venues.
pub(super) fn secretaries() -> Value {
    json!([{"role": 0, "venues": [3, 7]}])
}

pub(super) fn item(title: &str, minutes: u16) -> Value {
    json!({
        "title": title, "kind": "discuss", "minutes": minutes, "audience": secretaries(),
        "earliest": WEEK, "deadline": "2026-11-27", "presenters": ["孙七"],
    })
}
