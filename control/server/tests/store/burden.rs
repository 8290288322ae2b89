//! What the burden report counts.

use std::collections::{BTreeMap, BTreeSet};

use control_server::store::attendance::SessionFacts;
use control_wire::VenueNumber;
use control_wire::rest::attendance::{AttendedSession, HeldItem};
use planning::burden::{Convened, Share};
use planning::dates::date_and_minute;

use crate::contract;
use crate::ground::{Ground, NOW_MS};

contract!(what_is_over_counts_as_it_was_attended_once_and_on_its_day);

fn part(session: i64, venue: VenueNumber, there_ms: i64, people: Option<u32>) -> AttendedSession {
    AttendedSession {
        session,
        title: "例会".to_owned(),
        opened_ms: NOW_MS,
        ended_ms: NOW_MS + 3_600_000,
        venue,
        due_ms: 3_600_000,
        due_there_ms: there_ms,
        people,
        late_ms: None,
        early_ms: None,
        on_leave: false,
        absent: there_ms == 0,
        confirmed: false,
    }
}

fn item(session: i64, department: &str) -> HeldItem {
    HeldItem {
        session,
        opened_ms: NOW_MS,
        department: department.to_owned(),
        title: "防汛".to_owned(),
        planned_minutes: 10,
        ran_ms: 600_000,
        venues_due: 2,
        venues_there: 1,
    }
}

async fn what_is_over_counts_as_it_was_attended_once_and_on_its_day(ground: Ground) {
    ground.street().await;
    let store = ground.store();
    let mut sessions = Vec::new();
    for _ in 0..2 {
        let session = store.add_session("例会", &[0, 3, 7], NOW_MS).await.unwrap();
        store.mark_live(session.id, NOW_MS).await.unwrap();
        sessions.push(session.id);
    }
    let facts = SessionFacts {
        session: sessions[0],
        venues: vec![
            part(sessions[0], 3, 90_000, Some(4)),
            part(sessions[0], 7, 0, None),
        ],
        items: ["自治办", "党建办", "自治办"]
            .map(|department| item(sessions[0], department))
            .into(),
        follow_ups: Vec::new(),
    };
    store.note_facts(&facts, NOW_MS).await.unwrap();
    let (day, _) = date_and_minute(NOW_MS);
    let held = Convened {
        date: day,
        departments: BTreeSet::from(["党建办", "自治办"].map(str::to_owned)),
        venues: BTreeMap::from([(
            3,
            Share {
                people: 4,
                person_minutes: 8,
            },
        )]),
    };
    // The second is under way and was not planned: nothing is known of it yet.
    assert_eq!(store.meetings_held(day, day).await.unwrap(), [held]);
    let next = day.tomorrow().unwrap();
    assert_eq!(store.meetings_held(next, next).await.unwrap(), []);
}
