//! What errors look like (RFC 9457)

use axum::body::Body;
use axum::http::{Method, StatusCode};

use crate::house::House;

#[tokio::test]
async fn a_problem_speaks_the_language_that_is_asked_for() {
    let house = House::new().await;
    let browser = house.browser();
    for (accept, language, title) in [
        ("zh-CN", "zh-CN", "请先登录"),
        ("en-GB,en;q=0.9", "en", "Log in first"),
    ] {
        let mut request = browser.request(Method::GET, "/api/v1/users");
        request
            .headers_mut()
            .insert("accept-language", accept.parse().unwrap());
        let reply = browser.clone().carry(request).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert_eq!(reply.header("content-language"), language);
        let problem = reply.json();
        assert_eq!(problem["title"], title);
        assert_eq!(problem["code"], "login-needed");
        assert_eq!(problem["status"], 401);
        assert_ne!(problem["detail"], "");
    }
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems_too() {
    let house = House::new().await;
    let mut browser = house.browser();
    for path in [
        "/api",
        "/api/",
        "/api/v2/me",
        "/api/v1/nothing",
        "/api/v1/sessions/x",
        "/assets/x.js",
        "/x.png",
    ] {
        let reply = browser.get(path).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (StatusCode::NOT_FOUND, "not-found"),
            "{path}"
        );
    }
    for path in ["/api/v1/me", "/healthz", "/link/x", "/host"] {
        let reply = browser.delete(path).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(reply.code(), "method-not-allowed", "{path}");
    }
}

#[tokio::test]
async fn bodies_that_are_too_long_or_no_json_are_refused() {
    let house = House::new().await;
    let browser = house.browser();
    for (body, status, code) in [
        (
            "{".to_owned(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "body-not-understood",
        ),
        (
            "[]".to_owned(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "body-not-understood",
        ),
        (
            "[".repeat(60_000),
            StatusCode::UNPROCESSABLE_ENTITY,
            "body-not-understood",
        ),
        (
            " ".repeat(64 * 1024 + 1),
            StatusCode::PAYLOAD_TOO_LARGE,
            "body-too-long",
        ),
    ] {
        let mut request = browser.request(Method::POST, "/api/v1/login");
        request
            .headers_mut()
            .insert("content-type", "application/json".parse().unwrap());
        *request.body_mut() = Body::from(body);
        let reply = browser.clone().carry(request).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code));
    }
}

#[tokio::test]
async fn a_database_that_fails_is_told_without_its_secrets() {
    let house = House::new().await;
    house.app.store.close().await;
    let mut browser = house.browser();
    let reply = browser.get("/api/v1/me").await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (StatusCode::INTERNAL_SERVER_ERROR, "store-failed")
    );
    assert!(!reply.text.contains("pool"), "{reply:?}");
    assert_eq!(
        browser.get("/healthz").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
}
