//! Who may do what: every role against every protected address.

use axum::http::{Method, StatusCode};
use control_wire::rest::Role;
use serde_json::json;

use crate::house::{Browser, House, PASSWORD};

/// May: nobody, branch device, host device, venue user, staff, host, administrator.
type Row = (Method, &'static str, [bool; 7]);

const CALLERS: [&str; 7] = [
    "nobody",
    "branch device",
    "host device",
    "venue",
    "staff",
    "host",
    "administrator",
];

fn table() -> Vec<Row> {
    let (o, x) = (true, false);
    let (get, post, put, delete) = (Method::GET, Method::POST, Method::PUT, Method::DELETE);
    vec![
        (get.clone(), "/api/v1/me", [o, o, o, o, o, o, o]),
        (get.clone(), "/api/v1/users", [x, x, x, x, x, x, o]),
        (post.clone(), "/api/v1/users", [x, x, x, x, x, x, o]),
        (
            put.clone(),
            "/api/v1/users/99/password",
            [x, x, x, x, x, x, o],
        ),
        (delete.clone(), "/api/v1/users/99", [x, x, x, x, x, x, o]),
        (get.clone(), "/api/v1/departments", [x, x, x, o, o, o, o]),
        (post.clone(), "/api/v1/departments", [x, x, x, x, o, x, o]),
        (put.clone(), "/api/v1/departments/99", [x, x, x, x, o, x, o]),
        (
            delete.clone(),
            "/api/v1/departments/99",
            [x, x, x, x, o, x, o],
        ),
        (get.clone(), "/api/v1/venues", [x, x, x, o, o, o, o]),
        (post.clone(), "/api/v1/venues", [x, x, x, x, o, x, o]),
        (put, "/api/v1/venues/99", [x, x, x, x, o, x, o]),
        (delete.clone(), "/api/v1/venues/99", [x, x, x, x, o, x, o]),
        (
            post.clone(),
            "/api/v1/venues/3/links",
            [x, x, x, x, x, x, o],
        ),
        (delete, "/api/v1/venues/3/links/wall", [x, x, x, x, x, x, o]),
        (get.clone(), "/api/v1/sessions", [x, o, o, o, o, o, o]),
        (post.clone(), "/api/v1/sessions", [x, x, x, x, o, o, o]),
        (get.clone(), "/api/v1/sessions/1", [x, o, o, o, o, o, o]),
        (
            get.clone(),
            "/api/v1/sessions/1/venues",
            [x, o, o, o, o, o, o],
        ),
        (get.clone(), "/api/v1/sessions/1/log", [x, x, x, x, o, o, o]),
        (
            post.clone(),
            "/api/v1/sessions/1/open",
            [x, x, x, x, x, o, o],
        ),
        (post, "/api/v1/sessions/99/end", [x, x, o, x, x, o, o]),
        (get, "/api/v1/sessions/1/signal", [x, o, o, o, x, o, o]),
    ]
}

/// A body that every address takes, so that nothing but rights refuses it.
fn body(path: &str) -> serde_json::Value {
    match path {
        "/api/v1/users" => json!({"name": "", "role": "staff", "password": PASSWORD}),
        "/api/v1/venues" => json!({"number": 1000, "name": "x", "short_name": "x"}),
        "/api/v1/venues/99" => json!({"number": 99, "name": "x", "short_name": "x"}),
        "/api/v1/venues/3/links" => json!({"place": "host"}),
        "/api/v1/sessions" => json!({"title": ""}),
        path if path.starts_with("/api/v1/departments") => json!({"name": ""}),
        _ => json!({"password": PASSWORD}),
    }
}

#[tokio::test]
async fn every_role_may_do_what_the_table_says_and_nothing_else() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    admin.live_session().await;
    let mut callers: Vec<Browser> = vec![
        house.browser(),
        house.device(&mut admin, 3, "branch").await,
        house.device(&mut admin, 0, "host").await,
        house.user(&mut admin, Role::Venue).await,
        house.user(&mut admin, Role::Staff).await,
        house.user(&mut admin, Role::Host).await,
        admin,
    ];
    for (method, path, allowed) in table() {
        for ((caller, who), allowed) in callers.iter_mut().zip(CALLERS).zip(allowed) {
            let body = (!method.is_safe()).then(|| body(path));
            let reply = caller.send(method.clone(), path, body).await;
            let refused = match reply.status {
                StatusCode::UNAUTHORIZED => {
                    assert_eq!(who, "nobody", "{method} {path}");
                    true
                }
                StatusCode::FORBIDDEN => true,
                _ => false,
            };
            assert_eq!(refused, !allowed, "{who}: {method} {path} gave {reply:?}");
        }
    }
}

#[tokio::test]
async fn a_venue_sees_only_sessions_it_takes_part_in() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    for venues in [json!([3]), json!([7])] {
        let body = json!({"title": "小会", "venues": venues});
        assert_eq!(
            admin.post("/api/v1/sessions", body).await.status,
            StatusCode::CREATED
        );
    }
    let mut device = house.device(&mut admin, 3, "branch").await;
    let mut user = house.user(&mut admin, Role::Venue).await;
    for browser in [&mut device, &mut user] {
        let listed = browser.get("/api/v1/sessions").await.json();
        assert_eq!(listed.as_array().unwrap().len(), 1);
        assert_eq!(listed[0]["venues"], json!([0, 3]));
        assert_eq!(
            browser.get("/api/v1/sessions/2").await.code(),
            "no-such-session"
        );
    }
    assert_eq!(
        admin
            .get("/api/v1/sessions")
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        2
    );
}
