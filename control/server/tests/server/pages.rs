//! The two doors, the pages behind them, and what is there for operators

use std::net::SocketAddr;

use axum::http::StatusCode;
use control_server::arrival::Arrival;

use crate::house::{Browser, House};

fn through_the_plain_door(house: &House, from: [u8; 4], host: &str) -> Browser {
    let arrival = Arrival {
        from: SocketAddr::from((from, 50000)),
        secure: false,
    };
    Browser {
        arrival,
        host: host.to_owned(),
        ..house.browser()
    }
}

#[tokio::test]
async fn the_plain_door_serves_this_machine_and_sends_others_to_https() {
    let house = House::new().await;
    let mut here = through_the_plain_door(&house, [127, 0, 0, 1], "localhost:8080");
    assert_eq!(here.get("/api/v1/me").await.status, StatusCode::OK);
    assert_eq!(here.get("/host").await.status, StatusCode::OK);
    for (from, host) in [
        ([192, 0, 2, 7], "meeting.example:8080"),
        ([127, 0, 0, 1], "evil.example:8080"),
    ] {
        let mut office = through_the_plain_door(&house, from, host);
        for path in ["/", "/api/v1/me", "/metrics", "/link/abc?x=1"] {
            let reply = office.get(path).await;
            assert_eq!(reply.status, StatusCode::TEMPORARY_REDIRECT, "{path}");
            let name = host.trim_end_matches(":8080");
            assert_eq!(
                reply.header("location"),
                format!("https://{name}:8443{path}")
            );
        }
        assert_eq!(office.get("/healthz").await.text, "ok\n");
        assert_eq!(office.get("/trust").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn the_trust_page_shows_the_fingerprint_of_what_it_offers() {
    let house = House::new().await;
    let mut office = through_the_plain_door(&house, [192, 0, 2, 7], "meeting.example:8080");
    let fingerprint = house.app.authority.as_ref().unwrap().fingerprint();
    assert_eq!(fingerprint.len(), 95);
    let page = office.get("/trust").await;
    assert!(page.text.contains(&fingerprint), "{}", page.text);
    assert!(!page.text.contains("{{"), "{}", page.text);
    let certificate = office.get("/trust/pinhui-ca.crt").await;
    assert_eq!(
        certificate.header("content-type"),
        "application/x-x509-ca-cert"
    );
    assert_eq!(
        certificate.text,
        house.app.authority.as_ref().unwrap().certificate_pem()
    );
    assert!(!certificate.text.contains("PRIVATE"));
}

#[tokio::test]
async fn every_page_of_the_client_is_drawn_by_the_same_document_which_is_never_stale() {
    let house = House::new().await;
    let mut browser = house.browser();
    let index = browser.get("/").await;
    assert_eq!(index.status, StatusCode::OK);
    assert_eq!(index.header("cache-control"), "no-cache");
    for path in ["/host", "/wall", "/branch", "/login", "/setup?token=x"] {
        assert_eq!(browser.get(path).await.text, index.text, "{path}");
    }
    let mut request = browser.request(axum::http::Method::GET, "/");
    request
        .headers_mut()
        .insert("if-none-match", index.header("etag").parse().unwrap());
    assert_eq!(
        browser.carry(request).await.status,
        StatusCode::NOT_MODIFIED
    );
}

#[tokio::test]
async fn every_answer_restricts_what_the_browser_may_do_with_it() {
    let house = House::new().await;
    let mut browser = house.browser();
    for path in ["/", "/api/v1/me", "/api/v1/nothing", "/trust", "/healthz"] {
        let reply = browser.get(path).await;
        let policy = reply.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';"),
            "{path}: {policy}"
        );
        assert!(
            policy.contains("wss://meeting.example:8443"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn the_description_of_the_interface_names_every_address() {
    let house = House::new().await;
    let document = house.browser().get("/api/v1/openapi.json").await.json();
    let source = include_str!("../../src/router.rs");
    let routes: Vec<&str> = source
        .split(".route(")
        .skip(1)
        .filter_map(|rest| rest.split('"').nth(1))
        .filter(|path| !path.starts_with("/api"))
        .collect();
    assert!(routes.len() > 20, "{routes:?}");
    let described = document["paths"].as_object().unwrap();
    for route in routes {
        let known =
            described.contains_key(route) || described.contains_key(&format!("/api/v1{route}"));
        assert!(known, "{route} is not described");
    }
    assert!(document["components"]["schemas"]["Problem"].is_object());
}

#[tokio::test]
async fn requests_are_counted_by_route_and_not_by_address() {
    let house = House::new().await;
    let mut browser = house.browser();
    for number in 0..3 {
        browser.get(&format!("/api/v1/sessions/{number}")).await;
        browser.get(&format!("/{number}")).await;
    }
    let reply = browser.get("/metrics").await;
    assert!(
        reply
            .header("content-type")
            .starts_with("application/openmetrics-text")
    );
    for line in [
        "pinhui_http_requests_total{route=\"/api/v1/sessions/{id}\",status=\"401\"} 3",
        "pinhui_http_requests_total{route=\"other\",status=\"200\"} 3",
        "pinhui_live_sessions 0",
    ] {
        assert!(
            reply.text.contains(line),
            "{line} is missing in\n{}",
            reply.text
        );
    }
}
