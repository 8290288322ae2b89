//! Venues, departments, users, logins, links, settings, sessions.

use control_server::store::departments::NameDepartmentError;
use control_server::store::device_links::MakeLinkError;
use control_server::store::sessions::MakeSessionError;
use control_server::store::settings::Setting;
use control_server::store::users::{ChangeUserError, Newcomer, SetUpError};
use control_server::store::venues::ChangeVenueError;
use control_wire::rest::{Role, SessionPhase};
use control_wire::signal::Place;

use crate::contract;
use crate::ground::{Ground, NOW_MS, venue};

contract!(
    what_was_written_is_there_after_a_restart,
    names_and_numbers_are_unique,
    rows_that_others_name_stay,
    a_refused_change_leaves_nothing_behind,
    users_log_in_until_they_are_idle_or_their_password_changes,
    the_first_administrator_is_made_once,
    a_newer_link_replaces_the_older,
    sessions_go_from_planned_to_live_to_ended_once,
);

fn newcomer(name: &str, role: Role) -> Newcomer<'_> {
    Newcomer {
        name,
        role,
        venue: (role == Role::Venue).then_some(3),
        password_hash: "hash",
    }
}

async fn what_was_written_is_there_after_a_restart(mut ground: Ground) {
    ground.street().await;
    let store = ground.store();
    store.set(Setting::DemoSession, "一").await.unwrap();
    store.set(Setting::DemoSession, "二").await.unwrap();
    let department = store.add_department("党建办").await.unwrap();
    let session = store
        .add_session("工作例会", &[0, 3, 7], NOW_MS)
        .await
        .unwrap();
    ground.restart().await;
    let store = ground.store();
    assert_eq!(
        store.setting(Setting::DemoSession).await.unwrap(),
        Some("二".to_owned())
    );
    assert_eq!(store.departments().await.unwrap(), [department]);
    assert_eq!(
        store.session(session.id).await.unwrap(),
        Some(session.clone())
    );
    assert_eq!(store.sessions(None).await.unwrap(), [session]);
    assert_eq!(store.venues().await.unwrap().len(), 3);
    assert_eq!(store.venue(7).await.unwrap(), Some(venue(7, "三泉家园")));
    store.ping().await.unwrap();
}

async fn names_and_numbers_are_unique(ground: Ground) {
    ground.street().await;
    let store = ground.store();
    assert!(matches!(
        store.add_venue(&venue(3, "别的")).await,
        Err(ChangeVenueError::NumberTaken)
    ));
    assert!(matches!(
        store.add_venue(&venue(4, "艺康苑")).await,
        Err(ChangeVenueError::NameTaken)
    ));
    store.add_department("党建办").await.unwrap();
    assert!(matches!(
        store.add_department("党建办").await,
        Err(NameDepartmentError::NameTaken)
    ));
    store
        .add_user(&newcomer("Wang", Role::Staff), NOW_MS)
        .await
        .unwrap();
    assert!(matches!(
        store.add_user(&newcomer("wang", Role::Host), NOW_MS).await,
        Err(ChangeUserError::NameTaken)
    ));
}

async fn rows_that_others_name_stay(ground: Ground) {
    ground.street().await;
    let store = ground.store();
    store.add_session("例会", &[0, 3], NOW_MS).await.unwrap();
    assert!(matches!(
        store.remove_venue(3).await,
        Err(ChangeVenueError::InUse)
    ));
    assert!(matches!(
        store.add_session("例会", &[0, 99], NOW_MS).await,
        Err(MakeSessionError::NoSuchVenue)
    ));
    assert!(matches!(
        store
            .put_device_link(99, Place::Branch, "hash", NOW_MS)
            .await,
        Err(MakeLinkError::NoSuchVenue)
    ));
    store.remove_venue(7).await.unwrap();
}

async fn a_refused_change_leaves_nothing_behind(ground: Ground) {
    ground.street().await;
    let store = ground.store();
    // The session itself is written before the venue that is not there.
    assert!(store.add_session("例会", &[0, 99], NOW_MS).await.is_err());
    assert_eq!(store.sessions(None).await.unwrap(), []);
    let next = store.add_session("例会", &[0], NOW_MS).await.unwrap();
    assert_eq!(next.id, 1);
}

async fn users_log_in_until_they_are_idle_or_their_password_changes(ground: Ground) {
    ground.street().await;
    let store = ground.store();
    let user = store
        .add_user(&newcomer("li", Role::Venue), NOW_MS)
        .await
        .unwrap();
    assert_eq!(
        store.credentials("LI").await.unwrap().unwrap().user,
        user.clone()
    );
    for number in 0..25 {
        let token = format!("token{number}");
        store
            .add_login(&token, user.id, NOW_MS + number)
            .await
            .unwrap();
    }
    assert_eq!(store.login("token0", NOW_MS + 25).await.unwrap(), None);
    assert_eq!(
        store.login("token24", NOW_MS + 25).await.unwrap(),
        Some(user.clone())
    );
    let late = NOW_MS + control_server::store::logins::LOGIN_IDLE_MS_MAX + 100;
    assert_eq!(store.login("token24", late).await.unwrap(), None);
    store.change_password(user.id, "other").await.unwrap();
    assert_eq!(store.login("token24", NOW_MS + 25).await.unwrap(), None);
    store.remove_user(user.id).await.unwrap();
    assert_eq!(store.users().await.unwrap(), []);
}

async fn the_first_administrator_is_made_once(ground: Ground) {
    let store = ground.store();
    assert!(store.set_up_needed().await.unwrap());
    store.set(Setting::SetupTokenHash, "right").await.unwrap();
    let admin = newcomer("admin", Role::Administrator);
    assert!(matches!(
        store.set_up("wrong", &admin, NOW_MS).await,
        Err(SetUpError::WrongToken)
    ));
    let made = store.set_up("right", &admin, NOW_MS).await.unwrap();
    assert!(matches!(
        store.set_up("right", &admin, NOW_MS).await,
        Err(SetUpError::AlreadySetUp)
    ));
    assert!(matches!(
        store.remove_user(made.id).await,
        Err(ChangeUserError::LastAdministrator)
    ));
    assert!(!store.set_up_needed().await.unwrap());
}

async fn a_newer_link_replaces_the_older(ground: Ground) {
    ground.street().await;
    let store = ground.store();
    for token in ["older", "newer"] {
        store
            .put_device_link(3, Place::Branch, token, NOW_MS)
            .await
            .unwrap();
    }
    assert_eq!(store.device_seat("older").await.unwrap(), None);
    let seat = store.device_seat("newer").await.unwrap().unwrap();
    assert_eq!((seat.venue.number, seat.place), (3, Place::Branch));
    assert!(store.remove_device_link(3, Place::Branch).await.unwrap());
    assert!(!store.remove_device_link(3, Place::Branch).await.unwrap());
}

async fn sessions_go_from_planned_to_live_to_ended_once(ground: Ground) {
    ground.street().await;
    let store = ground.store();
    let id = store.add_session("例会", &[0, 3], NOW_MS).await.unwrap().id;
    assert!(!store.mark_ended(id, NOW_MS).await.unwrap());
    assert!(store.mark_live(id, NOW_MS + 1).await.unwrap());
    assert!(!store.mark_live(id, NOW_MS + 2).await.unwrap());
    let live = store.sessions(Some(SessionPhase::Live)).await.unwrap();
    assert_eq!((live.len(), live[0].opened_ms), (1, Some(NOW_MS + 1)));
    store.mark_planned_again(id).await.unwrap();
    assert_eq!(store.session(id).await.unwrap().unwrap().opened_ms, None);
    assert!(store.mark_live(id, NOW_MS + 3).await.unwrap());
    assert!(store.mark_ended(id, NOW_MS + 4).await.unwrap());
    assert_eq!(store.sessions(Some(SessionPhase::Live)).await.unwrap(), []);
}
