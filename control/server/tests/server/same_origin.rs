//! Only our own pages may act with a browser's cookies

use axum::body::Body;
use axum::http::{Method, StatusCode};

use crate::house::House;

#[tokio::test]
async fn another_sites_page_changes_nothing_and_opens_no_socket() {
    let house = House::new().await;
    let admin = house.administrator().await;
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "https://meeting.example"),
        ("origin", "https://meeting.example:8443.evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let mut post = admin.request(Method::POST, "/api/v1/departments");
        post.headers_mut()
            .insert("content-type", "application/json".parse().unwrap());
        *post.body_mut() = Body::from(r#"{"name":"x"}"#);
        let mut socket = admin.request(Method::GET, "/api/v1/sessions/1/signal");
        socket
            .headers_mut()
            .insert("upgrade", "websocket".parse().unwrap());
        for mut request in [post, socket] {
            request.headers_mut().insert(name, value.parse().unwrap());
            let reply = admin.clone().carry(request).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{name}: {value}");
            assert_eq!(reply.code(), "foreign-origin");
        }
    }
}

#[tokio::test]
async fn our_own_page_may() {
    let house = House::new().await;
    let admin = house.administrator().await;
    let mut request = admin.request(Method::POST, "/api/v1/departments");
    for (name, value) in [
        ("origin", "https://meeting.example:8443"),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json; charset=utf-8"),
    ] {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    *request.body_mut() = Body::from(r#"{"name":"党建办"}"#);
    assert_eq!(
        admin.clone().carry(request).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn what_a_foreign_form_could_send_is_refused() {
    let house = House::new().await;
    let admin = house.administrator().await;
    for kind in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
    ] {
        let mut request = admin.request(Method::POST, "/api/v1/logout");
        if let Some(kind) = kind {
            request
                .headers_mut()
                .insert("content-type", kind.parse().unwrap());
        }
        let reply = admin.clone().carry(request).await;
        assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(reply.code(), "not-json");
    }
}
