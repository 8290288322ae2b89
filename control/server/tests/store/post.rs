//! The outbox, the weekly tips, mailboxes, appointments and the baseline.

use control_server::post::{invitations, weekly};
use control_server::store::outbox::{HANDOVER_MS_MAX, NewMessage};
use control_server::store::settings::Setting;
use control_wire::rest::post::{Mailbox, MessageKind, MessageState};
use control_wire::rest::tips::NewTip;
use planning::register::RegisterLine;
use tokio::task::JoinSet;

use crate::contract;
use crate::ground::{Ground, NOW_MS};

contract!(
    a_message_is_queued_once_and_handed_over_by_one_sender,
    a_message_that_was_not_taken_comes_again_until_it_expires,
    a_week_is_settled_once_however_many_try,
    a_change_of_the_plan_is_told_once_to_whom_it_concerns,
    a_baseline_is_taken_once,
);

fn message(to: usize) -> NewMessage {
    NewMessage {
        dedup_key: format!("test/{to}"),
        kind: MessageKind::Call,
        to: format!("venue{to}@street.example"),
        subject: "征集事项".to_owned(),
        text: "内容".to_owned(),
        html: None,
        calendar: None,
    }
}

async fn a_message_is_queued_once_and_handed_over_by_one_sender(ground: Ground) {
    let mut queueing = JoinSet::new();
    for n in 0..20 {
        let store = ground.turn(n);
        queueing.spawn(async move { store.queue_message(&message(n % 5), NOW_MS).await.unwrap() });
    }
    let queued = queueing.join_all().await;
    assert_eq!(queued.iter().filter(|queued| **queued).count(), 5);

    let due = ground.store().due_message(NOW_MS).await.unwrap().unwrap();
    let mut taking = JoinSet::new();
    for n in 0..8 {
        let store = ground.turn(n);
        taking.spawn(async move { store.message_is_sending(due.number, NOW_MS).await.unwrap() });
    }
    let taken = taking.join_all().await;
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1);
    ground
        .store()
        .message_was_sent(due.number, NOW_MS + 5)
        .await
        .unwrap();
    let sent = ground
        .store()
        .outbox(Some(MessageState::Sent), None)
        .await
        .unwrap();
    assert_eq!((sent.messages.len(), sent.queued), (1, 4));
    assert_eq!(sent.messages[0].sent_ms, Some(NOW_MS + 5));
}

async fn a_message_that_was_not_taken_comes_again_until_it_expires(ground: Ground) {
    let store = ground.store();
    store.queue_message(&message(1), NOW_MS).await.unwrap();
    let due = store.due_message(NOW_MS).await.unwrap().unwrap();
    store
        .message_is_put_off(due.number, 1, NOW_MS + 30_000, "451 later")
        .await
        .unwrap();
    assert_eq!(store.due_message(NOW_MS + 29_999).await.unwrap(), None);
    let again = store.due_message(NOW_MS + 30_000).await.unwrap().unwrap();
    assert_eq!(again.attempts, 1);
    assert!(
        store
            .message_is_sending(again.number, NOW_MS)
            .await
            .unwrap()
    );
    assert_eq!(store.due_message(i64::MAX).await.unwrap(), None);
    let lost = store.doubt_lost_messages(NOW_MS + HANDOVER_MS_MAX + 1);
    assert_eq!(lost.await.unwrap(), 1);
    store
        .message_has_arrived(again.number, NOW_MS)
        .await
        .unwrap();
    assert!(
        store
            .send_message_again(again.number, NOW_MS)
            .await
            .is_err()
    );
}

async fn a_week_is_settled_once_however_many_try(ground: Ground) {
    ground.street().await;
    let store = ground.store();
    let department = store.add_department("党建办").await.unwrap().id;
    let mailboxes = [(3, "three"), (7, "seven")].map(|(venue, name)| Mailbox {
        venue,
        address: format!("{name}@street.example"),
    });
    store.put_mailboxes(&mailboxes).await.unwrap();
    for title in ["消防检查", "垃圾分类"] {
        let tip = NewTip {
            department,
            title: title.to_owned(),
            body: "内容".to_owned(),
            held: false,
        };
        store.add_tip(&tip, 1, NOW_MS).await.unwrap();
    }
    let mut sending = JoinSet::new();
    for n in 0..8 {
        let store = ground.turn(n);
        sending.spawn(async move { weekly::send_due(&store, NOW_MS).await.unwrap() });
    }
    let sent = sending.join_all().await;
    let counts: Vec<usize> = sent.into_iter().flatten().collect();
    assert_eq!(counts, [2]);
    assert_eq!(store.outbox(None, None).await.unwrap().messages.len(), 2);
    assert_eq!(store.waiting_tips().await.unwrap(), []);
    let words = ["消防".to_owned()];
    let found = store.tips_archive(&words, None).await.unwrap();
    assert_eq!((found.issues.len(), found.issues[0].tips.len()), (1, 1));
    let none = store
        .tips_archive(&["没有的词".to_owned()], None)
        .await
        .unwrap();
    assert!(none.issues.is_empty());
}

/// A window's session with one item for the secretaries of venues 3 and 7.
async fn plan(ground: &Ground, starts_ms: i64, venues: &[u16]) {
    let due: Vec<serde_json::Value> = venues
        .iter()
        .map(|venue| serde_json::json!({"venue": venue, "roles": ["书记"], "people": 1}))
        .collect();
    let agenda = serde_json::json!([{
        "number": 1, "title": "消防检查", "department": "平安办", "kind": "discuss",
        "minutes": 20, "presenter": "", "due": due, "planned_start_ms": starts_ms,
    }]);
    ground
        .execute(&format!(
            "UPDATE planned_sessions SET starts_ms = {starts_ms}, ends_ms = {}, agenda = '{agenda}'",
            starts_ms + 20 * 60_000
        ))
        .await;
}

async fn a_change_of_the_plan_is_told_once_to_whom_it_concerns(ground: Ground) {
    ground.street().await;
    let store = ground.store();
    let mail = serde_json::json!({
        "host": "127.0.0.1", "port": 25, "encryption": "none", "user": null,
        "from_address": "office@street.example", "from_name": "党政办",
        "public_address": "https://10.0.0.5:8443",
    });
    store
        .set(Setting::MailAccount, &mail.to_string())
        .await
        .unwrap();
    let session = store
        .add_session("拼会", &[0, 3, 7], NOW_MS)
        .await
        .unwrap()
        .id;
    for statement in [
        "INSERT INTO windows (id, date, half, room, opens_min, closes_min, cap_min)
         VALUES (5, '2026-11-24', 'morning', '主会场', 540, 690, 90)",
        "INSERT INTO plan_versions (id, week, number, state, made_ms, made_by, judged)
         VALUES (1, '2026-11-23', 1, 'published', 0, 1, '')",
        "INSERT INTO roster_people (id, venue, name, role, email)
         VALUES (1, 3, '王', 0, 'wang@street.example'), (2, 7, '李', 0, NULL),
                (3, 3, '张', 1, 'zhang@street.example')",
    ] {
        ground.execute(statement).await;
    }
    ground
        .execute(&format!(
            "INSERT INTO planned_sessions (session, window_id, version, starts_ms, ends_ms, agenda)
             VALUES ({session}, 5, 1, 0, 0, '[]')"
        ))
        .await;
    let mailbox = Mailbox {
        venue: 3,
        address: "three@street.example".to_owned(),
    };
    store.put_mailboxes(&[mailbox]).await.unwrap();
    let subjects = async || {
        let listed = store.outbox(None, None).await.unwrap().messages;
        let mut mails: Vec<(String, String)> = listed
            .into_iter()
            .map(|mail| (mail.to, mail.subject.chars().take(4).collect()))
            .collect();
        mails.sort();
        mails
    };
    let start_ms = NOW_MS + 60 * 60_000;

    plan(&ground, start_ms, &[3, 7]).await;
    let mark = invitations::announce(store, NOW_MS, None).await.unwrap();
    assert_eq!(
        invitations::announce(store, NOW_MS, Some(mark))
            .await
            .unwrap(),
        mark
    );
    invitations::announce(store, NOW_MS, None).await.unwrap();
    let mail = |to: &str, what: &str| (format!("{to}@street.example"), what.to_owned());
    assert_eq!(
        subjects().await,
        [mail("three", "会议通知"), mail("wang", "会议通知")]
    );
    let at_7 = store.appointments_of("venue-7", NOW_MS).await.unwrap();
    assert_eq!(at_7[0].announcement.joins_ms, start_ms);

    plan(&ground, start_ms + 60_000, &[3]).await;
    invitations::announce(store, NOW_MS + 1, Some(mark))
        .await
        .unwrap();
    assert_eq!(subjects().await.len(), 4);
    let at_3 = store.appointments_of("person-1", NOW_MS).await.unwrap();
    assert_eq!(
        (at_3.len(), at_3[0].sequence, at_3[0].cancelled),
        (1, 1, false)
    );
    let at_7 = store.appointments_of("venue-7", NOW_MS).await.unwrap();
    assert_eq!((at_7[0].sequence, at_7[0].cancelled), (1, true));

    ground.execute("DELETE FROM planned_sessions").await;
    invitations::announce(store, NOW_MS + 2, None)
        .await
        .unwrap();
    invitations::announce(store, NOW_MS + 3, None)
        .await
        .unwrap();
    let cancelled = |mails: &[(String, String)]| {
        mails
            .iter()
            .filter(|(_, subject)| subject == "会议取消")
            .count()
    };
    assert_eq!(cancelled(&subjects().await), 2);
}

async fn a_baseline_is_taken_once(ground: Ground) {
    let line = RegisterLine {
        line: 2,
        date: "2026-03-02".parse().unwrap(),
        department: "党建办".to_owned(),
        title: "例会".to_owned(),
        venues: [3, 7].into(),
        people: 2,
        minutes: 60,
    };
    let store = ground.store();
    assert_eq!(store.baseline().await.unwrap(), None);
    let lines = [line.clone()];
    store.put_baseline(&lines, "hash", 1, NOW_MS).await.unwrap();
    assert!(store.put_baseline(&lines, "hash", 1, NOW_MS).await.is_err());
    let register = store.baseline().await.unwrap().unwrap();
    assert_eq!(register.meetings, [line.convened()]);
    assert_eq!(register.imported_ms, NOW_MS);
}
