//! `/whip/{session}`, `/whep/{session}`, `/api/v1/sessions/{id}/stream-tokens`

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use control_wire::rest::Role;
use serde_json::json;
use sfu_wire::{Answer, FromNode, NodeBirth, ToNode, VERSION};
use tokio::sync::mpsc;

use crate::house::{Browser, House, Reply};

const HOUR_MS: i64 = 60 * 60 * 1000;

/// A house with one live session, and its administrator.
async fn live() -> (House, Browser, i64) {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let session = admin.live_session().await;
    (house, admin, session)
}

async fn token(admin: &mut Browser, session: i64, kind: &str) -> (i64, String, String) {
    let path = format!("/api/v1/sessions/{session}/stream-tokens");
    let body = json!({"kind": kind, "label": "会议室编码器"});
    let reply = admin.post(&path, body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{reply:?}");
    let made = reply.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let id = made["about"]["id"].as_i64().unwrap();
    (id, text(&made["token"]), text(&made["path"]))
}

fn offer(direction: &str) -> String {
    format!(
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n\
         m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na={direction}\r\n"
    )
}

async fn stream(house: &House, method: Method, path: &str, token: &str, sdp: &str) -> Reply {
    let mut client = house.browser();
    let mut request = client.request(method, path);
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, "application/sdp".parse().unwrap());
    if !token.is_empty() {
        let shown = format!("Bearer {token}").parse().unwrap();
        headers.insert(AUTHORIZATION, shown);
    }
    *request.body_mut() = Body::from(sdp.to_owned());
    client.carry(request).await
}

/// A media node that answers every offer with "v=0 answer".
async fn link_node(house: &House) {
    let (to_node, mut commands) = mpsc::channel(64);
    let (events, from_node) = mpsc::channel(64);
    let hall = house.app.hall.clone();
    tokio::spawn(async move { hall.run_node(to_node, from_node).await });
    let birth = NodeBirth(1);
    let version = VERSION;
    events
        .send(FromNode::Hello { version, birth })
        .await
        .unwrap();
    // The room of the live session is opened at a node that says hello.
    while !matches!(commands.recv().await.unwrap(), ToNode::OpenRoom { .. }) {}
    tokio::spawn(async move {
        while let Some(command) = commands.recv().await {
            if let ToNode::Offer { request, .. } = command {
                let sdp = "v=0 answer".to_owned();
                let result = Ok(Answer { sdp });
                events
                    .send(FromNode::Answered { request, result })
                    .await
                    .unwrap();
            }
        }
    });
}

#[tokio::test]
async fn an_encoder_publishes_with_its_token_and_ends_by_its_location() {
    let (house, mut admin, session) = live().await;
    link_node(&house).await;
    let (_, token, path) = token(&mut admin, session, "encoder").await;
    assert_eq!(path, format!("/whip/{session}"));
    let begun = stream(&house, Method::POST, &path, &token, &offer("sendonly")).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{begun:?}");
    assert_eq!(begun.text, "v=0 answer");
    assert_eq!(begun.header("content-type"), "application/sdp");
    assert!(begun.header("etag").starts_with('"'));
    assert_eq!(begun.header("access-control-allow-origin"), "*");
    let location = begun.header("location").to_owned();
    assert!(location.starts_with(&format!("{path}/")));

    let patched = stream(&house, Method::PATCH, &location, &token, "").await;
    assert_eq!(patched.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(patched.header("allow").contains("DELETE"), "{patched:?}");
    let other = stream(&house, Method::DELETE, &format!("{path}/00"), &token, "").await;
    assert_eq!(other.code(), "no-such-stream");
    let without = stream(&house, Method::DELETE, &location, "", "").await;
    assert_eq!(without.code(), "stream-token-needed");
    let ended = stream(&house, Method::DELETE, &location, &token, "").await;
    assert_eq!(ended.status, StatusCode::OK);
    let again = stream(&house, Method::DELETE, &location, &token, "").await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_player_plays_with_a_players_token_alone() {
    let (house, mut admin, session) = live().await;
    link_node(&house).await;
    let (_, player, path) = token(&mut admin, session, "player").await;
    let (_, encoder, whip) = token(&mut admin, session, "encoder").await;
    let other_session = format!("/whep/{}", session + 1);
    for (path, token) in [
        (&path, &encoder),
        (&whip, &player),
        (&other_session, &player),
    ] {
        let refused = stream(&house, Method::POST, path, token, &offer("sendrecv")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(refused.code(), "stream-token-for-something-else");
    }
    let begun = stream(&house, Method::POST, &path, &player, &offer("recvonly")).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{begun:?}");
}

#[tokio::test]
async fn without_a_valid_token_nobody_comes_in() {
    let (house, mut admin, session) = live().await;
    let (_, token, path) = token(&mut admin, session, "player").await;
    for shown in ["", "short", &"a".repeat(43)] {
        let refused = stream(&house, Method::POST, &path, shown, &offer("recvonly")).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        assert_eq!(refused.code(), "stream-token-needed");
        assert_eq!(refused.header("www-authenticate"), "Bearer");
        assert_eq!(refused.header("access-control-allow-origin"), "*");
    }
    house.advance_ms(25 * HOUR_MS);
    let refused = stream(&house, Method::POST, &path, &token, &offer("recvonly")).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.code(), "stream-token-expired");
}

#[tokio::test]
async fn what_is_no_offer_of_a_stream_is_a_problem_document() {
    let (house, mut admin, session) = live().await;
    link_node(&house).await;
    let (_, token, path) = token(&mut admin, session, "encoder").await;
    let refused = stream(&house, Method::POST, &path, &token, &offer("recvonly")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert_eq!(refused.code(), "offer-malformed");
    let long = offer("sendonly") + &"a=x\r\n".repeat(50_000);
    let refused = stream(&house, Method::POST, &path, &token, &long).await;
    assert_eq!(refused.code(), "offer-too-long");
    let mut client = house.browser();
    let mut request = client.request(Method::POST, &path);
    let shown = format!("Bearer {token}").parse().unwrap();
    request.headers_mut().insert(AUTHORIZATION, shown);
    assert_eq!(client.carry(request).await.code(), "not-sdp");
}

#[tokio::test]
async fn a_player_on_another_sites_page_is_told_what_it_may_send() {
    let house = House::new().await;
    for path in ["/whip/1", "/whep/1", "/whip/1/x", "/whep/1/x"] {
        let told = stream(&house, Method::OPTIONS, path, "", "").await;
        assert_eq!(told.status, StatusCode::NO_CONTENT);
        assert_eq!(told.header("accept-post"), "application/sdp");
        assert_eq!(told.header("access-control-allow-origin"), "*");
        assert!(
            told.header("access-control-allow-headers")
                .contains("Authorization")
        );
    }
}

#[tokio::test]
async fn staff_make_list_and_revoke_tokens_which_are_shown_once() {
    let (house, mut admin, session) = live().await;
    link_node(&house).await;
    let path = format!("/api/v1/sessions/{session}/stream-tokens");
    let mut staff = house.user(&mut admin, Role::Staff).await;
    let (id, token, whip) = token(&mut staff, session, "encoder").await;
    let listed = staff.get(&path).await;
    assert!(!listed.text.contains(&token), "it is shown once");
    assert_eq!(listed.json()[0]["label"], "会议室编码器");
    let mut venue = house.device(&mut admin, 3, "branch").await;
    let new = json!({"kind": "player", "label": "x"});
    assert_eq!(venue.post(&path, new).await.status, StatusCode::FORBIDDEN);

    let begun = stream(&house, Method::POST, &whip, &token, &offer("sendonly")).await;
    let location = begun.header("location").to_owned();
    let revoked = staff.delete(&format!("{path}/{id}")).await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    let again = staff.delete(&format!("{path}/{id}")).await;
    assert_eq!(again.code(), "no-such-stream-token");
    let refused = stream(&house, Method::POST, &whip, &token, &offer("sendonly")).await;
    assert_eq!(refused.code(), "stream-token-needed");
    let (_, other, _) = self::token(&mut staff, session, "encoder").await;
    let gone = stream(&house, Method::DELETE, &location, &other, "").await;
    assert_eq!(gone.code(), "no-such-stream", "what it let in has ended");
}

#[tokio::test]
async fn tokens_are_bounded_in_number_name_and_time() {
    let (_house, mut admin, session) = live().await;
    let path = format!("/api/v1/sessions/{session}/stream-tokens");
    let new =
        |label: &str, hours: u32| json!({"kind": "player", "label": label, "valid_hours": hours});
    let long = "长".repeat(41);
    for (label, hours, code) in [
        ("", 1, "label-unsuitable"),
        (&*long, 1, "label-unsuitable"),
        ("a\nb", 1, "label-unsuitable"),
        ("a", 0, "validity-unsuitable"),
        ("a", 4_381, "validity-unsuitable"),
    ] {
        let refused = admin.post(&path, new(label, hours)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.code(), code);
    }
    for _ in 0..32 {
        assert_eq!(
            admin.post(&path, new("a", 1)).await.status,
            StatusCode::CREATED
        );
    }
    assert_eq!(
        admin.post(&path, new("a", 1)).await.code(),
        "too-many-stream-tokens"
    );
}
