//! Writers at the same time: of one server, and of several over one database.

use control_server::store::users::{ChangeUserError, Newcomer};
use control_wire::rest::Role;
use tokio::task::JoinSet;

use crate::contract;
use crate::ground::{Ground, NOW_MS};

contract!(
    a_number_is_given_once,
    of_two_administrators_one_stays,
    a_writer_that_gives_up_does_not_hold_the_others_up,
);

async fn a_number_is_given_once(ground: Ground) {
    let mut writing = JoinSet::new();
    for n in 0..40 {
        let store = ground.turn(n);
        writing.spawn(async move { store.add_department(&format!("科室{n}")).await.unwrap().id });
    }
    let mut numbers = writing.join_all().await;
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
}

async fn of_two_administrators_one_stays(ground: Ground) {
    for round in 0..10 {
        let mut administrators = Vec::new();
        for n in 0..2 {
            let newcomer = Newcomer {
                name: &format!("admin{round}-{n}"),
                role: Role::Administrator,
                venue: None,
                password_hash: "hash",
            };
            let user = ground.store().add_user(&newcomer, NOW_MS).await.unwrap();
            administrators.push(user.id);
        }
        let everybody = ground.store().users().await.unwrap();
        let (first, second) = (ground.turn(0), ground.turn(1));
        for user in &everybody {
            if !administrators.contains(&user.id) {
                ground.store().remove_user(user.id).await.unwrap();
            }
        }
        let (first, second) = tokio::join!(
            first.remove_user(administrators[0]),
            second.remove_user(administrators[1]),
        );
        let refused = [&first, &second]
            .into_iter()
            .filter(|result| matches!(result, Err(ChangeUserError::LastAdministrator)))
            .count();
        assert_eq!(refused, 1, "{first:?} {second:?}");
    }
}

async fn a_writer_that_gives_up_does_not_hold_the_others_up(ground: Ground) {
    ground.street().await;
    for n in 0..20 {
        let abandoned = ground.turn(n);
        // Dropped at its first wait, in the middle of taking the connection or of a statement.
        let attempt =
            tokio::spawn(async move { abandoned.add_session("例会", &[0, 3, 7], NOW_MS).await });
        tokio::task::yield_now().await;
        attempt.abort();
        ground
            .turn(n + 1)
            .add_department(&format!("科室{n}"))
            .await
            .unwrap();
    }
    assert_eq!(ground.store().departments().await.unwrap().len(), 20);
}
