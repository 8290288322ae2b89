//! `/api/v1/settings/mail`, `/api/v1/post`, `/api/v1/mailboxes`, `/api/v1/tips`, `/api/v1/calendars`

use axum::http::StatusCode;
use control_server::post::{invitations, weekly};
use serde_json::{Value, json};

use crate::house::{Browser, House};

/// Monday 2026-11-23, 08:59 in Shanghai.
const BEFORE_NINE_MS: i64 = 1_795_395_540_000;

const MINUTE_MS: i64 = 60_000;

fn account() -> Value {
    json!({
        "host": "127.0.0.1", "port": 2525, "encryption": "none", "user": null,
        "from_address": "office@street.example", "from_name": "党政办",
        "public_address": "https://10.0.0.5:8443",
    })
}

/// A street with departments 1 and 2 and a mailbox for venue 3.
async fn street(house: &House) -> Browser {
    let mut admin = house.administrator().await;
    admin.street().await;
    for name in ["党建办", "自治办"] {
        admin
            .post("/api/v1/departments", json!({"name": name}))
            .await;
    }
    let mailboxes = json!([{"venue": 3, "address": "three@street.example"}]);
    let reply = admin.put("/api/v1/mailboxes", mailboxes).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{reply:?}");
    admin
}

async fn tip(browser: &mut Browser, department: i64, title: &str) -> i64 {
    let body = json!({"department": department, "title": title, "body": "第一行\n第二行"});
    let reply = browser.post("/api/v1/tips", body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{reply:?}");
    reply.json()["number"].as_i64().unwrap()
}

#[tokio::test]
async fn the_password_is_kept_and_never_shown() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    let nothing = admin.get("/api/v1/settings/mail").await.json();
    assert_eq!(nothing, json!({"mail": null, "has_password": false}));
    let new = json!({"mail": account(), "password": "secret"});
    let reply = admin.put("/api/v1/settings/mail", new).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{reply:?}");
    let reply = admin
        .put("/api/v1/settings/mail", json!({"mail": account()}))
        .await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{reply:?}");
    let kept = admin.get("/api/v1/settings/mail").await;
    assert_eq!(
        kept.json(),
        json!({"mail": account(), "has_password": true})
    );
    assert!(!kept.text.contains("secret"));
    let forget = json!({"mail": account(), "password": ""});
    admin.put("/api/v1/settings/mail", forget).await;
    let kept = admin.get("/api/v1/settings/mail").await.json();
    assert_eq!(kept["has_password"], json!(false));
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_and_only_administrators_see_them() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    for (field, value, code) in [
        ("host", json!(""), "mail-settings-unsuitable"),
        ("port", json!(0), "mail-settings-unsuitable"),
        (
            "public_address",
            json!("10.0.0.5"),
            "mail-settings-unsuitable",
        ),
        ("from_address", json!("office"), "address-unsuitable"),
        (
            "from_address",
            json!("党政办@street.example"),
            "address-unsuitable",
        ),
    ] {
        let mut mail = account();
        mail[field] = value;
        let reply = admin
            .put("/api/v1/settings/mail", json!({"mail": mail}))
            .await;
        assert_eq!(reply.code(), code, "{reply:?}");
    }
    let test = json!({"to": "somebody@street.example"});
    let reply = admin.post("/api/v1/settings/mail/test", test).await;
    assert_eq!(reply.code(), "no-mail-server");
    let mut staff = house
        .user(&mut admin, control_wire::rest::Role::Staff)
        .await;
    let reply = staff.get("/api/v1/settings/mail").await;
    assert_eq!(reply.code(), "not-allowed");
}

#[tokio::test]
async fn mailboxes_change_all_or_none() {
    let house = House::new().await;
    let mut admin = street(&house).await;
    let all = admin.get("/api/v1/mailboxes").await.json();
    assert_eq!(
        all[1],
        json!({"venue": 3, "address": "three@street.example"})
    );
    for (wrong, code) in [
        (
            json!({"venue": 99, "address": "a@b.example"}),
            "no-such-venue",
        ),
        (
            json!({"venue": 7, "address": "nowhere"}),
            "address-unsuitable",
        ),
    ] {
        let change = json!([{"venue": 3, "address": ""}, wrong]);
        assert_eq!(admin.put("/api/v1/mailboxes", change).await.code(), code);
    }
    assert_eq!(admin.get("/api/v1/mailboxes").await.json(), all);
}

#[tokio::test]
async fn the_weekly_tips_go_out_once_at_their_time_in_their_order() {
    let house = House::new().await;
    house.advance_ms(BEFORE_NINE_MS - house.app.clock.unix_ms());
    let mut admin = street(&house).await;
    let first = tip(&mut admin, 1, "消防检查").await;
    let second = tip(&mut admin, 2, "垃圾分类").await;
    let held = json!({"department": 2, "title": "下周再说", "body": "暂缓", "held": true});
    let held = admin.post("/api/v1/tips", held).await.json()["number"].clone();
    let order = json!({"tips": [second, first, held]});
    let reply = admin.put("/api/v1/tips/order", order).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{reply:?}");
    let next = admin.get("/api/v1/tips").await.json();
    assert_eq!(next["week"], json!("2026-11-23"));
    assert_eq!(next["sends_ms"], json!(BEFORE_NINE_MS + MINUTE_MS));
    assert_eq!(
        (&next["recipients"], &next["without_mailbox"]),
        (&json!(1), &json!([7]))
    );

    let store = &house.app.store;
    assert_eq!(weekly::send_due(store, BEFORE_NINE_MS).await.unwrap(), None);
    let nine = BEFORE_NINE_MS + MINUTE_MS;
    assert_eq!(weekly::send_due(store, nine).await.unwrap(), Some(1));
    assert_eq!(weekly::send_due(store, nine).await.unwrap(), None);

    let outbox = admin.get("/api/v1/post/messages").await.json();
    assert_eq!(outbox["messages"].as_array().unwrap().len(), 1);
    let mail = store.due_message(nine).await.unwrap().unwrap().message;
    assert_eq!(mail.to, "three@street.example");
    let places = ["垃圾分类", "消防检查"].map(|title| mail.text.find(title).unwrap());
    assert!(places[0] < places[1], "{}", mail.text);
    assert!(!mail.text.contains("下周再说"));
    assert!(mail.subject.starts_with("每周工作提示") && mail.subject.ends_with("Weekly work tips"));
    let (_, english) = mail.text.split_once("----").unwrap();
    assert!(
        english.contains("week of 23 Nov 2026: 2 in all"),
        "{english}"
    );

    let archive = admin.get("/api/v1/tips/issues").await.json();
    assert_eq!(archive["issues"][0]["tips"].as_array().unwrap().len(), 2);
    let waiting = admin.get("/api/v1/tips").await.json();
    assert_eq!(waiting["week"], json!("2026-11-30"));
    assert_eq!(waiting["tips"][0]["number"], held);
}

#[tokio::test]
async fn a_week_without_tips_is_settled_without_a_mail() {
    let house = House::new().await;
    let mut admin = street(&house).await;
    let nine = BEFORE_NINE_MS + MINUTE_MS;
    let store = &house.app.store;
    assert_eq!(weekly::send_due(store, nine).await.unwrap(), None);
    tip(&mut admin, 1, "晚到的提示").await;
    assert_eq!(
        weekly::send_due(store, nine + MINUTE_MS).await.unwrap(),
        None
    );
    let outbox = admin.get("/api/v1/post/messages").await.json();
    assert_eq!(outbox["messages"], json!([]));
    assert_eq!(
        admin.get("/api/v1/tips/issues").await.json()["issues"],
        json!([])
    );
}

#[tokio::test]
async fn tips_are_sent_at_once_on_request_and_found_again() {
    let house = House::new().await;
    let mut admin = street(&house).await;
    let reply = admin.post("/api/v1/tips/send", json!({})).await;
    assert_eq!(reply.code(), "nothing-to-send");
    tip(&mut admin, 1, "消防100%检查").await;
    tip(&mut admin, 2, "Flu season").await;
    let reply = admin.post("/api/v1/tips/send", json!({})).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{reply:?}");
    for (words, found) in [
        ("", 2),
        ("%E6%B6%88%E9%98%B2", 1),
        ("100%25", 1),
        ("1%25%25", 0),
        ("FLU%20season", 1),
        ("flu%20%E6%B6%88%E9%98%B2", 0),
    ] {
        let path = format!("/api/v1/tips/issues?q={words}");
        let issues = admin.get(&path).await.json()["issues"].clone();
        let tips = issues[0]["tips"].as_array().map_or(0, Vec::len);
        assert_eq!(tips, found, "{words}: {issues}");
    }
}

#[tokio::test]
async fn unsuitable_tips_and_orders_are_refused() {
    let house = House::new().await;
    let mut admin = street(&house).await;
    let number = tip(&mut admin, 1, "消防检查").await;
    for (body, code) in [
        (
            json!({"department": 1, "title": "", "body": "x"}),
            "tip-unsuitable",
        ),
        (
            json!({"department": 1, "title": "a\nb", "body": "x"}),
            "tip-unsuitable",
        ),
        (
            json!({"department": 1, "title": "x", "body": "字".repeat(2001)}),
            "tip-unsuitable",
        ),
        (
            json!({"department": 9, "title": "x", "body": "x"}),
            "no-such-department",
        ),
    ] {
        assert_eq!(admin.post("/api/v1/tips", body).await.code(), code);
    }
    let order = json!({"tips": [number, 99]});
    assert_eq!(
        admin.put("/api/v1/tips/order", order).await.code(),
        "other-tips"
    );
    assert_eq!(admin.delete("/api/v1/tips/99").await.code(), "no-such-tip");
    let schedule = json!({"on": true, "at_min": 1440});
    let reply = admin.put("/api/v1/settings/tips", schedule).await;
    assert_eq!(reply.code(), "time-unsuitable");
}

#[tokio::test]
async fn an_uncertain_message_is_left_to_people() {
    let house = House::new().await;
    let mut admin = street(&house).await;
    tip(&mut admin, 1, "消防检查").await;
    admin.post("/api/v1/tips/send", json!({})).await;
    let store = &house.app.store;
    let now_ms = house.app.clock.unix_ms();
    let again = "/api/v1/post/messages/1/again";
    assert_eq!(
        admin.post(again, json!({})).await.code(),
        "message-not-open"
    );
    assert!(store.message_is_sending(1, now_ms).await.unwrap());
    assert!(!store.message_is_sending(1, now_ms).await.unwrap());
    assert_eq!(store.due_message(now_ms).await.unwrap(), None);
    assert_eq!(store.doubt_lost_messages(now_ms).await.unwrap(), 0);
    let later = now_ms + control_server::store::outbox::HANDOVER_MS_MAX + 1;
    assert_eq!(store.doubt_lost_messages(later).await.unwrap(), 1);
    assert_eq!(store.due_message(later).await.unwrap(), None);
    let outbox = admin
        .get("/api/v1/post/messages?state=uncertain")
        .await
        .json();
    assert_eq!(
        (&outbox["uncertain"], &outbox["queued"]),
        (&json!(1), &json!(0))
    );
    let reply = admin.post(again, json!({})).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{reply:?}");
    assert!(store.due_message(later).await.unwrap().is_some());
    let missing = admin
        .post("/api/v1/post/messages/9/arrived", json!({}))
        .await;
    assert_eq!(missing.code(), "no-such-message");
}

#[tokio::test]
async fn a_calendar_is_open_to_whoever_has_its_link_until_it_is_replaced() {
    let house = House::new().await;
    let mut admin = street(&house).await;
    invitations::announce(&house.app.store, house.app.clock.unix_ms(), None)
        .await
        .unwrap();
    let of = json!({"of": "venue", "venue": 3});
    let first = admin.post("/api/v1/calendars", of.clone()).await.json();
    let second = admin.post("/api/v1/calendars", of.clone()).await.json();
    let mut anybody = house.browser();
    let old = anybody.get(first["path"].as_str().unwrap()).await;
    assert_eq!(old.status, StatusCode::NOT_FOUND);
    let calendar = anybody.get(second["path"].as_str().unwrap()).await;
    assert_eq!(
        calendar.header("content-type"),
        "text/calendar; charset=utf-8"
    );
    assert!(
        calendar.text.starts_with("BEGIN:VCALENDAR\r\n"),
        "{}",
        calendar.text
    );
    let reply = admin
        .send(axum::http::Method::DELETE, "/api/v1/calendars", Some(of))
        .await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{reply:?}");
    let gone = anybody.get(second["path"].as_str().unwrap()).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let nobody = json!({"of": "person", "person": 77});
    let reply = admin.post("/api/v1/calendars", nobody).await;
    assert_eq!(reply.code(), "no-such-calendar");
}
