//! The session log: gapless, chained, each fact once, whoever writes.

use control_server::store::session_log::Source;
use tokio::task::JoinSet;

use crate::contract;
use crate::ground::{Ground, NOW_MS};

contract!(
    numbers_are_gapless_and_chained_however_many_append_at_once,
    a_fact_delivered_twice_at_once_is_entered_once,
    a_log_is_read_in_order_and_in_parts,
    nothing_is_appended_where_there_is_no_session,
);

async fn session(ground: &Ground) -> i64 {
    ground.street().await;
    let session = ground.store().add_session("例会", &[0, 3], NOW_MS).await;
    session.unwrap().id
}

async fn numbers_are_gapless_and_chained_however_many_append_at_once(ground: Ground) {
    let id = session(&ground).await;
    let mut writing = JoinSet::new();
    for n in 0..60 {
        let store = ground.turn(n);
        writing.spawn(async move {
            let event = format!("\"发言 {n}\"");
            store.append_entry(id, NOW_MS, &event, None).await.unwrap()
        });
    }
    let mut numbers = writing.join_all().await;
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=60).collect::<Vec<_>>());
    assert_eq!(ground.store().whole_log(id).await.unwrap().len(), 60);
}

async fn a_fact_delivered_twice_at_once_is_entered_once(ground: Ground) {
    let id = session(&ground).await;
    let mut writing = JoinSet::new();
    for n in 0..40_usize {
        let store = ground.turn(n);
        let source = Source {
            birth: i64::MIN,
            fact: i64::try_from(n / 4).unwrap(),
        };
        writing.spawn(async move {
            let number = store.append_entry(id, NOW_MS, "1", Some(source)).await;
            (source.fact, number.unwrap())
        });
    }
    let mut entered = writing.join_all().await;
    entered.sort_unstable();
    entered.dedup();
    assert_eq!(entered.len(), 10, "{entered:?}");
    assert_eq!(ground.store().whole_log(id).await.unwrap().len(), 10);
}

async fn a_log_is_read_in_order_and_in_parts(ground: Ground) {
    let id = session(&ground).await;
    let store = ground.store();
    for n in 0..12 {
        store.append_entry(id, NOW_MS + n, "1", None).await.unwrap();
    }
    let part = store.log_after(id, 7).await.unwrap();
    let numbers: Vec<i64> = part.iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, [8, 9, 10, 11, 12]);
    assert_eq!(part[0].at_ms, NOW_MS + 7);
}

async fn nothing_is_appended_where_there_is_no_session(ground: Ground) {
    let refused = ground.store().append_entry(9, NOW_MS, "1", None).await;
    assert!(refused.is_err());
}
