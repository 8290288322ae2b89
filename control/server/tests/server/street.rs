//! `/api/v1/venues`, `/api/v1/departments`

use axum::http::StatusCode;
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn venues_are_listed_by_number_and_keep_it() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    for (number, name) in [(7, "三泉家园"), (0, "主会场"), (3, "艺康苑")] {
        admin.venue(number, name).await;
    }
    let renamed = json!({"number": 3, "name": " 艺康苑第一居委会 ", "short_name": "艺康"});
    assert_eq!(
        admin.put("/api/v1/venues/3", renamed).await.status,
        StatusCode::NO_CONTENT
    );
    let listed = admin.get("/api/v1/venues").await.json();
    assert_eq!(
        listed[1],
        json!({"number": 3, "name": "艺康苑第一居委会", "short_name": "艺康"})
    );
    assert_eq!(
        (&listed[0]["number"], &listed[2]["number"]),
        (&json!(0), &json!(7))
    );
    let moved = json!({"number": 4, "name": "x", "short_name": "x"});
    assert_eq!(
        admin.put("/api/v1/venues/3", moved).await.code(),
        "number-fixed"
    );
}

#[tokio::test]
async fn numbers_and_names_of_venues_are_unique_and_suitable() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.venue(3, "艺康苑").await;
    for (number, name, short, code) in [
        (3, "别的居委会", "别的", "number-taken"),
        (4, "艺康苑居委会", "别的", "name-taken"),
        (1000, "别的", "别的", "number-unsuitable"),
        (4, "  ", "别的", "name-unsuitable"),
        (4, "别的", "a\nb", "name-unsuitable"),
    ] {
        let body = json!({"number": number, "name": name, "short_name": short});
        assert_eq!(admin.post("/api/v1/venues", body).await.code(), code);
    }
}

#[tokio::test]
async fn a_venue_is_removed_only_while_no_session_or_user_names_it() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    admin.link(7, "branch").await;
    assert_eq!(
        admin.delete("/api/v1/venues/7").await.status,
        StatusCode::NO_CONTENT
    );
    admin.live_session().await;
    assert_eq!(
        admin.delete("/api/v1/venues/3").await.code(),
        "venue-in-use"
    );
    assert_eq!(
        admin.delete("/api/v1/venues/7").await.code(),
        "no-such-venue"
    );
}

#[tokio::test]
async fn departments_are_added_renamed_and_removed() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    for name in ["党建办", "自治办"] {
        let reply = admin
            .post("/api/v1/departments", json!({"name": name}))
            .await;
        assert_eq!(reply.status, StatusCode::CREATED);
    }
    let taken = admin
        .put("/api/v1/departments/2", json!({"name": "党建办"}))
        .await;
    assert_eq!(taken.code(), "name-taken");
    let renamed = admin
        .put("/api/v1/departments/2", json!({"name": "平安办"}))
        .await;
    assert_eq!(renamed.status, StatusCode::NO_CONTENT);
    assert_eq!(
        admin.delete("/api/v1/departments/1").await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        admin.delete("/api/v1/departments/1").await.code(),
        "no-such-department"
    );
    assert_eq!(
        admin.get("/api/v1/departments").await.json(),
        json!([{"id": 2, "name": "平安办"}])
    );
}
