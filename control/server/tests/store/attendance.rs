//! The desk's log, what is signed, and what stays of a session.

use control_domain::chain::ChainHash;
use control_server::store::attendance::{NewDeskEntry, NewFollowUp, SessionFacts};
use control_server::store::outbox::NewMessage;
use control_wire::rest::attendance::{AttendedSession, HeldItem};
use control_wire::rest::post::{MessageKind, MessageState};
use record::checkpoint::{Checkpoint, Head};
use record::dossier::{ChainedEntry, SessionCard};
use tokio::task::JoinSet;

use crate::contract;
use crate::ground::{Ground, NOW_MS};

contract!(
    of_several_who_add_at_once_one_is_taken_and_the_chain_stays_whole,
    a_confirmation_is_stored_with_what_it_signs_and_the_mails_that_tell_of_it,
    figures_are_noted_in_place_of_those_before_and_listed_newest_first,
    a_follow_up_that_is_done_stays_and_one_that_the_record_dropped_goes,
    logs_are_deleted_once_and_their_last_hash_stays,
);

/// An ended session of every venue.
async fn ended_session(ground: &Ground) -> i64 {
    ground.street().await;
    let store = ground.store();
    let session = store.add_session("例会", &[0, 3, 7], NOW_MS).await.unwrap();
    assert!(store.mark_live(session.id, NOW_MS).await.unwrap());
    assert!(store.mark_ended(session.id, NOW_MS + 60_000).await.unwrap());
    session.id
}

fn entry(session: i64, number: i64, previous: ChainHash, event: &str) -> ChainedEntry {
    let mut entry = ChainedEntry {
        number,
        at_ms: NOW_MS + number,
        source: None,
        event: event.to_owned(),
        hash: String::new(),
    };
    entry.hash = entry.hash_after(session, previous).to_string();
    entry
}

fn plain(entry: ChainedEntry) -> NewDeskEntry {
    NewDeskEntry {
        entry,
        signed: None,
        mails: Vec::new(),
    }
}

async fn of_several_who_add_at_once_one_is_taken_and_the_chain_stays_whole(ground: Ground) {
    let session = ended_session(&ground).await;
    let mut adding = JoinSet::new();
    for n in 0..8 {
        let store = ground.turn(n);
        let new = plain(entry(session, 1, ChainHash::START, &format!("by {n}")));
        adding.spawn(async move { store.append_desk_entry(session, &new).await });
    }
    // Whoever loses is told so, or that the number is taken: nothing of theirs is written.
    let added = adding.join_all().await;
    let taken = added.iter().filter(|added| matches!(added, Ok(true)));
    assert_eq!(taken.count(), 1);
    let log = ground.store().desk_log(session).await.unwrap();
    let [first] = log.as_slice() else {
        panic!("{log:?}");
    };
    let head = first.hash_after(session, ChainHash::START);
    assert_eq!(first.hash, head.to_string());
    let second = plain(entry(session, 2, head, "second"));
    let store = ground.turn(1);
    assert!(store.append_desk_entry(session, &second).await.unwrap());
    assert!(!store.append_desk_entry(session, &second).await.unwrap());
}

async fn a_confirmation_is_stored_with_what_it_signs_and_the_mails_that_tell_of_it(
    mut ground: Ground,
) {
    let session = ended_session(&ground).await;
    let confirmed = entry(session, 1, ChainHash::START, "confirmed");
    let head = Head::of(std::slice::from_ref(&confirmed));
    let checkpoint = Checkpoint {
        session,
        at_ms: NOW_MS,
        log: head.clone(),
        desk: head,
        record_sha256: "00".repeat(32),
        public_key: "11".repeat(32),
        signature: "22".repeat(64),
    };
    let card = SessionCard {
        id: session,
        title: "例会".to_owned(),
        venues: Vec::new(),
    };
    let mail = NewMessage {
        dedup_key: format!("heads/session/{session}/a@street.example"),
        kind: MessageKind::Heads,
        to: "a@street.example".to_owned(),
        subject: "会议记录已确认".to_owned(),
        text: checkpoint.statement(),
        html: None,
        calendar: None,
    };
    let new = NewDeskEntry {
        entry: confirmed,
        signed: Some((checkpoint.clone(), card.clone())),
        mails: vec![mail],
    };
    assert!(
        ground
            .store()
            .append_desk_entry(session, &new)
            .await
            .unwrap()
    );
    ground.restart().await;
    let store = ground.store();
    assert_eq!(
        store.checkpoint(session).await.unwrap(),
        Some(checkpoint.clone())
    );
    assert_eq!(store.signed_card(session).await.unwrap(), Some(card));
    assert_eq!(store.checkpoints().await.unwrap(), [checkpoint]);
    let queued = store
        .outbox(Some(MessageState::Queued), None)
        .await
        .unwrap();
    assert_eq!(queued.messages.len(), 1);
}

fn attended(session: i64, venue: u16, opened_ms: i64, people: Option<u32>) -> AttendedSession {
    AttendedSession {
        session,
        title: "例会".to_owned(),
        opened_ms,
        ended_ms: opened_ms + 60_000,
        venue,
        due_ms: 60_000,
        due_there_ms: 30_000,
        people,
        late_ms: None,
        early_ms: Some(400_000),
        on_leave: false,
        absent: false,
        confirmed: true,
    }
}

fn facts(session: i64, opened_ms: i64, people: Option<u32>) -> SessionFacts {
    SessionFacts {
        session,
        venues: vec![
            attended(session, 3, opened_ms, people),
            attended(session, 7, opened_ms, None),
        ],
        items: vec![HeldItem {
            session,
            opened_ms,
            department: "党建办".to_owned(),
            title: "防汛".to_owned(),
            planned_minutes: 10,
            ran_ms: 500_000,
            venues_due: 2,
            venues_there: 1,
        }],
        follow_ups: Vec::new(),
    }
}

async fn figures_are_noted_in_place_of_those_before_and_listed_newest_first(ground: Ground) {
    let first = ended_session(&ground).await;
    let store = ground.store();
    let second = store.add_session("例会", &[0, 3], NOW_MS).await.unwrap().id;
    assert_eq!(store.sessions_without_facts().await.unwrap(), [first]);
    for people in [Some(5), Some(6)] {
        let facts = facts(first, NOW_MS, people);
        store.note_facts(&facts, NOW_MS).await.unwrap();
    }
    let later = facts(second, NOW_MS + 1, None);
    store.note_facts(&later, NOW_MS).await.unwrap();
    assert!(store.sessions_without_facts().await.unwrap().is_empty());
    assert_eq!(
        store.attended(Some(3), 0, i64::MAX).await.unwrap(),
        [
            attended(second, 3, NOW_MS + 1, None),
            attended(first, 3, NOW_MS, Some(6))
        ]
    );
    assert_eq!(store.attended(None, 0, NOW_MS + 1).await.unwrap().len(), 2);
    let items = store.held_items(Some("党建办"), 0, i64::MAX).await;
    assert_eq!(items.unwrap().len(), 2);
    let items = store.held_items(Some("平安办"), 0, i64::MAX).await;
    assert!(items.unwrap().is_empty());
}

async fn a_follow_up_that_is_done_stays_and_one_that_the_record_dropped_goes(ground: Ground) {
    let session = ended_session(&ground).await;
    let store = ground.store();
    let follow_up = |origin: &str, text: &str| NewFollowUp {
        origin: origin.to_owned(),
        owner: "自治办".to_owned(),
        text: text.to_owned(),
        venue: Some(3),
    };
    let note = async |follow_ups: Vec<NewFollowUp>| {
        let facts = SessionFacts {
            follow_ups,
            ..facts(session, NOW_MS, None)
        };
        store.note_facts(&facts, NOW_MS).await.unwrap();
    };
    note(vec![
        follow_up("question/1", "停车位"),
        follow_up("question/2", "路灯"),
        follow_up("decision/1", "公示"),
    ])
    .await;
    let listed = store.follow_ups(Some("自治办")).await.unwrap();
    let parking = listed.iter().find(|of| of.text == "停车位").unwrap().id;
    assert!(store.follow_up_done(parking, 1, NOW_MS).await.unwrap());
    assert!(!store.follow_up_done(parking, 1, NOW_MS).await.unwrap());
    note(vec![follow_up("decision/1", "公示三日")]).await;
    let listed = store.follow_ups(None).await.unwrap();
    let texts: Vec<_> = listed
        .iter()
        .map(|of| (of.text.as_str(), of.done_ms))
        .collect();
    assert_eq!(texts, [("公示三日", None), ("停车位", Some(NOW_MS))]);
}

async fn logs_are_deleted_once_and_their_last_hash_stays(ground: Ground) {
    let session = ended_session(&ground).await;
    let store = ground.store();
    let new = plain(entry(session, 1, ChainHash::START, "leave"));
    store.append_desk_entry(session, &new).await.unwrap();
    let due = |before_ms| async move { store.sessions_to_erase(before_ms).await.unwrap() };
    assert!(due(NOW_MS + 60_000).await.is_empty());
    assert_eq!(due(NOW_MS + 60_001).await, [session]);
    let erasure = store.erase_logs(session, NOW_MS + 70_000).await.unwrap();
    assert!(due(i64::MAX).await.is_empty());
    assert!(store.desk_log(session).await.unwrap().is_empty());
    assert_eq!(store.erasures().await.unwrap(), [erasure]);
    assert_eq!(
        store.erased_ms(session).await.unwrap(),
        Some(NOW_MS + 70_000)
    );

    // Leave for a session that was never held goes when all of it is as old.
    let planned = store.add_session("未开", &[0, 3], NOW_MS).await.unwrap().id;
    let new = plain(entry(planned, 1, ChainHash::START, "leave"));
    store.append_desk_entry(planned, &new).await.unwrap();
    assert_eq!(store.erase_leave_never_used(NOW_MS + 1).await.unwrap(), 0);
    assert_eq!(store.erase_leave_never_used(NOW_MS + 2).await.unwrap(), 1);
    assert!(store.desk_log(planned).await.unwrap().is_empty());
}
