//! `POST /api/v1/setup`

use axum::http::StatusCode;
use serde_json::json;

use crate::house::{House, PASSWORD};

#[tokio::test]
async fn the_one_time_link_makes_an_administrator_who_is_logged_in_and_then_dies() {
    let house = House::new().await;
    let mut browser = house.browser();
    assert_eq!(
        browser.get("/api/v1/me").await.json(),
        json!({"who": "nobody", "set_up_needed": true})
    );
    let token = house.setup_token().await;
    let first = json!({"token": token, "name": " 王芳 ", "password": PASSWORD});
    assert_eq!(
        browser.post("/api/v1/setup", first.clone()).await.status,
        StatusCode::CREATED
    );
    let me = browser.get("/api/v1/me").await.json();
    assert_eq!(
        me,
        json!({"who": "user", "id": 1, "name": "王芳", "role": "administrator"})
    );
    let again = house.browser().post("/api/v1/setup", first).await;
    assert_eq!(
        (again.status, again.code().as_str()),
        (StatusCode::CONFLICT, "already-set-up")
    );
    assert_eq!(
        house.browser().get("/api/v1/me").await.json()["set_up_needed"],
        false
    );
}

#[tokio::test]
async fn a_wrong_token_makes_nobody_and_leaves_the_link_alive() {
    let house = House::new().await;
    let token = house.setup_token().await;
    let mut browser = house.browser();
    for wrong in ["", "guess", &"A".repeat(43)] {
        let body = json!({"token": wrong, "name": "eve", "password": PASSWORD});
        let reply = browser.post("/api/v1/setup", body).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (StatusCode::FORBIDDEN, "setup-link-invalid")
        );
    }
    let body = json!({"token": token, "name": "admin", "password": PASSWORD});
    assert_eq!(
        browser.post("/api/v1/setup", body).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn of_two_at_once_one_becomes_administrator() {
    let house = House::new().await;
    let token = house.setup_token().await;
    let body = |name: &str| json!({"token": token, "name": name, "password": PASSWORD});
    let (mut one, mut other) = (house.browser(), house.browser());
    let (one, other) = tokio::join!(
        one.post("/api/v1/setup", body("one")),
        other.post("/api/v1/setup", body("other"))
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn a_short_password_does_not_use_up_the_link() {
    let house = House::new().await;
    let token = house.setup_token().await;
    let mut browser = house.browser();
    let body = json!({"token": token, "name": "admin", "password": "123456789"});
    assert_eq!(
        browser.post("/api/v1/setup", body).await.code(),
        "password-unsuitable"
    );
    let body = json!({"token": token, "name": "admin", "password": PASSWORD});
    assert_eq!(
        browser.post("/api/v1/setup", body).await.status,
        StatusCode::CREATED
    );
}
