//! `POST /api/v1/login`, `POST /api/v1/logout`, and how long a login lasts

use axum::http::StatusCode;
use control_wire::rest::Role;
use serde_json::json;

use crate::house::{House, PASSWORD};

const HOUR_MS: i64 = 60 * 60 * 1000;

#[tokio::test]
async fn the_right_password_gives_a_cookie_and_logging_out_takes_it_away() {
    let house = House::new().await;
    house.administrator().await;
    let mut browser = house.browser();
    let reply = browser.log_in("ADMIN", PASSWORD).await;
    assert_eq!(reply.status, StatusCode::OK);
    let cookie = reply.header("set-cookie");
    for attribute in [
        "__Host-pinhui-login=",
        "; Secure",
        "; HttpOnly",
        "; SameSite=Lax",
    ] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let stolen = browser.clone();
    assert_eq!(browser.get("/api/v1/users").await.status, StatusCode::OK);
    assert_eq!(
        browser.post("/api/v1/logout", json!({})).await.status,
        StatusCode::NO_CONTENT
    );
    assert!(browser.cookies.is_empty());
    assert_eq!(
        stolen.clone().get("/api/v1/users").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_told_apart_by_nothing() {
    let house = House::new().await;
    house.administrator().await;
    let wrong = house.browser().log_in("admin", "not the password").await;
    let unknown = house.browser().log_in("nobody", "not the password").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!((wrong.status, wrong.text), (unknown.status, unknown.text));
}

#[tokio::test]
async fn guessing_has_to_wait_and_may_go_on_after_five_minutes() {
    let house = House::new().await;
    house.administrator().await;
    let mut browser = house.browser();
    for _ in 0..10 {
        assert_eq!(
            browser.log_in("admin", "guess guess").await.code(),
            "wrong-password"
        );
    }
    let refused = browser.log_in("admin", PASSWORD).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), "300");
    house.advance_ms(5 * 60 * 1000);
    assert_eq!(
        browser.log_in("admin", PASSWORD).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_login_lasts_as_long_as_it_is_used_and_twelve_hours_longer() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    for _ in 0..3 {
        house.advance_ms(11 * HOUR_MS);
        assert_eq!(admin.get("/api/v1/users").await.status, StatusCode::OK);
    }
    house.advance_ms(12 * HOUR_MS + 1);
    assert_eq!(
        admin.get("/api/v1/users").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn one_user_holds_at_most_twenty_logins_and_the_stalest_goes() {
    let house = House::new().await;
    let mut first = house.administrator().await;
    for _ in 0..20 {
        house.advance_ms(1000);
        assert_eq!(
            house.browser().log_in("admin", PASSWORD).await.status,
            StatusCode::OK
        );
    }
    assert_eq!(
        first.get("/api/v1/users").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_new_password_logs_its_user_out_everywhere() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    let mut host = house.user(&mut admin, Role::Host).await;
    let body = json!({"password": "another long password"});
    assert_eq!(
        admin.put("/api/v1/users/2/password", body).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        host.get("/api/v1/sessions").await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(host.log_in("host", PASSWORD).await.code(), "wrong-password");
    assert_eq!(
        host.log_in("host", "another long password").await.status,
        StatusCode::OK
    );
}
