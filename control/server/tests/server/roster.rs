//! `/api/v1/roster`.

use axum::http::StatusCode;
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn a_venues_page_sees_its_own_people_and_no_more_of_them_than_names_and_roles() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    let csv = "会场编号,姓名,职务,邮箱\n3,张三,书记,zhang@example.cn\n7,王五,书记,\n";
    let imported = admin
        .post("/api/v1/planning/people/import", json!({"csv": csv}))
        .await;
    assert_eq!(imported.json()["rows"], 2);
    let mut device = house.device(&mut admin, 3, "branch").await;
    let people = device.get("/api/v1/roster").await.json();
    assert_eq!(people, json!([{"name": "张三", "role": "书记"}]));
}

#[tokio::test]
async fn who_sits_for_no_venue_has_no_roster_here() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    assert_eq!(
        admin.get("/api/v1/roster").await.status,
        StatusCode::FORBIDDEN
    );
    let mut nobody = house.browser();
    assert_eq!(
        nobody.get("/api/v1/roster").await.status,
        StatusCode::UNAUTHORIZED
    );
}
