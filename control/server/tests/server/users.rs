//! `/api/v1/users`

use axum::http::StatusCode;
use serde_json::json;

use crate::house::{House, PASSWORD};

#[tokio::test]
async fn a_name_is_taken_whatever_its_case() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    let body = json!({"name": "Admin", "role": "host", "password": PASSWORD});
    let reply = admin.post("/api/v1/users", body).await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (StatusCode::CONFLICT, "name-taken")
    );
}

#[tokio::test]
async fn the_last_administrator_stays_and_the_one_before_may_go() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    assert_eq!(
        admin.delete("/api/v1/users/1").await.code(),
        "last-administrator"
    );
    let body = json!({"name": "second", "role": "administrator", "password": PASSWORD});
    assert_eq!(
        admin.post("/api/v1/users", body).await.status,
        StatusCode::CREATED
    );
    assert_eq!(
        admin.delete("/api/v1/users/1").await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        admin.get("/api/v1/users").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_removed_users_number_is_not_given_again() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    for expected in [2, 3] {
        let body = json!({"name": "temporary", "role": "staff", "password": PASSWORD});
        assert_eq!(
            admin.post("/api/v1/users", body).await.json()["id"],
            expected
        );
        let path = format!("/api/v1/users/{expected}");
        assert_eq!(admin.delete(&path).await.status, StatusCode::NO_CONTENT);
    }
}

#[tokio::test]
async fn exactly_a_venue_user_has_a_venue_that_exists() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    for (role, venue, code) in [
        ("venue", json!(null), "venue-and-role"),
        ("host", json!(3), "venue-and-role"),
        ("venue", json!(99), "no-such-venue"),
    ] {
        let body = json!({"name": "x", "role": role, "venue": venue, "password": PASSWORD});
        assert_eq!(admin.post("/api/v1/users", body).await.code(), code);
    }
    let body = json!({"name": "03", "role": "venue", "venue": 3, "password": PASSWORD});
    let made = admin.post("/api/v1/users", body).await;
    assert_eq!(
        made.json(),
        json!({"id": 2, "name": "03", "role": "venue", "venue": 3})
    );
}
