//! `/api/v1/venues/{number}/links`, `/link/{token}`

use axum::http::StatusCode;
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn a_link_makes_a_browser_the_venues_device_and_sends_it_to_its_page() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    for (venue, place) in [(0, "host"), (0, "wall"), (3, "branch")] {
        let path = admin.link(venue, place).await;
        let mut browser = house.browser();
        let reply = browser.get(&path).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        assert_eq!(reply.header("location"), format!("/{place}"));
        assert!(reply.header("set-cookie").contains("Max-Age=34560000"));
        let me = browser.get("/api/v1/me").await.json();
        assert_eq!((&me["venue"], &me["place"]), (&json!(venue), &json!(place)));
    }
}

#[tokio::test]
async fn one_browser_holds_the_links_of_several_places_and_says_which_it_means() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    for (venue, place) in [(0, "host"), (0, "wall"), (3, "branch")] {
        let path = admin.link(venue, place).await;
        admin.get(&path).await;
    }
    assert_eq!(admin.get("/api/v1/me").await.json()["who"], "user");
    for (place, venue) in [("host", 0), ("wall", 0), ("branch", 3)] {
        let me = admin.get(&format!("/api/v1/me?place={place}")).await.json();
        assert_eq!((&me["place"], &me["venue"]), (&json!(place), &json!(venue)));
    }
}

#[tokio::test]
async fn a_new_link_or_a_revocation_ends_the_old_one_and_its_devices() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let mut device = house.device(&mut admin, 3, "branch").await;
    let second = admin.link(3, "branch").await;
    assert_eq!(device.get("/api/v1/me").await.json()["who"], "nobody");
    device.get(&second).await;
    assert_eq!(device.get("/api/v1/me").await.json()["who"], "device");
    let path = "/api/v1/venues/3/links/branch";
    assert_eq!(admin.delete(path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(device.get("/api/v1/me").await.json()["who"], "nobody");
    assert_eq!(admin.delete(path).await.code(), "no-such-link");
    assert_eq!(device.get(&second).await.code(), "link-not-valid");
}

#[tokio::test]
async fn links_open_only_places_that_the_venue_has() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    for (venue, place, code) in [
        (0, "branch", "place-unsuitable"),
        (3, "host", "place-unsuitable"),
        (3, "wall", "place-unsuitable"),
        (9, "branch", "no-such-venue"),
        (3, "roof", "body-not-understood"),
    ] {
        let path = format!("/api/v1/venues/{venue}/links");
        assert_eq!(
            admin.post(&path, json!({"place": place})).await.code(),
            code
        );
    }
}

#[tokio::test]
async fn an_unknown_link_is_told_to_people_as_a_page() {
    let house = House::new().await;
    let browser = house.browser();
    for token in [
        "x".to_owned(),
        "A".repeat(43),
        "A".repeat(5000),
        "%00%ff".to_owned(),
    ] {
        let mut request = browser.request(axum::http::Method::GET, &format!("/link/{token}"));
        request
            .headers_mut()
            .insert("accept", "text/html,*/*;q=0.8".parse().unwrap());
        let reply = browser.clone().carry(request).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
        assert!(
            reply.header("content-type").starts_with("text/html"),
            "{reply:?}"
        );
        assert!(reply.text.contains("<h1>"), "{reply:?}");
    }
}

#[tokio::test]
async fn the_database_holds_no_token_in_the_clear() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let token = admin.link(3, "branch").await.replace("/link/", "");
    let login = admin.cookies[0].1.clone();
    house.app.store.close().await;
    let stored = std::fs::read(house.database()).unwrap();
    for secret in [token, login] {
        assert!(
            !stored
                .windows(secret.len())
                .any(|window| window == secret.as_bytes())
        );
    }
}
