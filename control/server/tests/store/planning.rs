//! Planning: rosters, items, approvals, calls, versions.

use control_server::store::Store;
use control_server::store::planning::PlanningWriteError;
use control_server::store::planning::items::Asker;
use control_server::store::planning::versions::{BestKnown, DraftOf};
use control_server::store::planning::windows::CallMade;
use control_wire::rest::SessionPhase;
use control_wire::rest::planning::board::{Hold, PlanCost, Savings, Slot, VersionState};
use control_wire::rest::planning::items::{Approval, ApprovalReason};
use control_wire::rest::planning::street::{NewRosterPerson, StreetRole};
use control_wire::rest::planning::windows::{AnswerKind, NewWindow, WindowState};
use control_wire::rest::planning::{AudienceOf, HalfDay};
use control_wire::signal::agenda::ItemKind;
use jiff::civil::date;
use planning::approval::Capacity;
use planning::asking::Asked;
use planning::dates::Week;
use planning::run_of_show::session_in;

use crate::contract;
use crate::ground::{Ground, NOW_MS};

contract!(
    people_come_in_all_or_none_and_their_roles_stay,
    an_item_waits_for_its_approval_and_asks_anew_when_it_changes,
    a_call_remembers_what_each_department_said,
    a_plan_goes_from_draft_to_published_to_superseded,
    what_changed_meanwhile_is_not_published,
);

fn person(venue: u16, role: u8, name: &str) -> NewRosterPerson {
    NewRosterPerson {
        venue,
        name: name.to_owned(),
        role,
        email: None,
    }
}

fn asked(title: &str) -> Asked {
    Asked {
        department: 1,
        title: title.to_owned(),
        kind: ItemKind::Discuss,
        minutes: 20,
        audience: vec![AudienceOf {
            role: 0,
            venues: vec![3, 7],
        }],
        required: true,
        earliest: date(2026, 11, 23),
        deadline: date(2026, 11, 27),
        wished: None,
        priority: 10,
        presenters: vec!["孙七".to_owned()],
        pin: None,
        after: Vec::new(),
        not_with: Vec::new(),
        line: None,
        separate_reason: None,
    }
}

fn asker(call: Option<i64>) -> Asker {
    Asker {
        user: 1,
        call,
        now_ms: NOW_MS,
    }
}

fn window(day: &str) -> NewWindow {
    NewWindow {
        date: day.to_owned(),
        half: HalfDay::Morning,
        room: "三楼".to_owned(),
        opens_min: 540,
        closes_min: 690,
        cap_min: 90,
        series: None,
    }
}

fn week() -> Week {
    Week::of(date(2026, 11, 23))
}

fn draft_of(slots: &[Slot]) -> DraftOf<'_> {
    DraftOf {
        week: week(),
        slots,
        judged: (PlanCost::default(), Savings::default()),
        by: 1,
        now_ms: NOW_MS,
    }
}

/// Two windows and two items of one department.
async fn office(ground: &Ground) -> ([i64; 2], [i64; 2]) {
    ground.street().await;
    let store = ground.store();
    store.add_department("党建办").await.unwrap();
    let windows = [window("2026-11-24"), window("2026-11-26")];
    let windows = store.add_windows(&windows).await.unwrap();
    let items = [asked("停车"), asked("防汛")];
    let items = store
        .add_items(&items, asker(None), |_, _| Vec::new())
        .await
        .unwrap();
    ([windows[0].id, windows[1].id], [items[0].id, items[1].id])
}

async fn people_come_in_all_or_none_and_their_roles_stay(ground: Ground) {
    ground.street().await;
    let store = ground.store();
    let both = [person(3, 0, "甲"), person(3, 0, "甲")];
    assert!(matches!(
        store.add_roster_people(&both).await,
        Err(PlanningWriteError::Taken)
    ));
    assert_eq!(store.roster_people(None).await.unwrap(), []);
    let stranger = [person(99, 0, "乙")];
    assert!(matches!(
        store.add_roster_people(&stranger).await,
        Err(PlanningWriteError::Tied)
    ));
    let added = store
        .add_roster_people(&[person(3, 0, "甲"), person(7, 1, "乙")])
        .await
        .unwrap();
    assert_eq!(store.roster_people(Some(7)).await.unwrap(), added[1..]);
    let street = store.planning_street().await.unwrap();
    assert_eq!(street.people_at(3, 0), 1);

    let role = |number, name: &str| StreetRole {
        number,
        name: name.to_owned(),
    };
    let swapped = [role(0, "主任"), role(1, "书记")];
    store.set_street_roles(&swapped).await.unwrap();
    assert_eq!(store.street_roles().await.unwrap(), swapped);
    assert!(matches!(
        store.set_street_roles(&[role(0, "主任")]).await,
        Err(PlanningWriteError::Tied)
    ));
    assert_eq!(store.street_roles().await.unwrap(), swapped);
}

async fn an_item_waits_for_its_approval_and_asks_anew_when_it_changes(ground: Ground) {
    ground.street().await;
    let store = ground.store();
    store.add_department("党建办").await.unwrap();
    let needs = |_: &Asked, _: &[_]| vec![ApprovalReason::Separate];
    let items = store
        .add_items(&[asked("专题")], asker(None), needs)
        .await
        .unwrap();
    let id = items[0].id;
    assert_eq!(items[0].approval, Approval::Pending);
    let case = store.approvals().await.unwrap().remove(0);
    let by = (1, Capacity::Delegate);
    store
        .decide_approval(case.id, true, "", by, NOW_MS)
        .await
        .unwrap();
    let again = store.decide_approval(case.id, false, "x", by, NOW_MS).await;
    assert!(matches!(again, Err(PlanningWriteError::Changed)));
    assert_eq!(granted(store, id).await, Approval::Granted);
    let changed = store
        .change_item(id, &asked("专题二"), NOW_MS, needs)
        .await
        .unwrap();
    assert_eq!(changed.approval, Approval::Pending);
    let changed = store
        .change_item(id, &asked("专题三"), NOW_MS, |_, _| Vec::new())
        .await
        .unwrap();
    assert_eq!(changed.approval, Approval::NotNeeded);
    store.withdraw_item(id).await.unwrap();
    assert!(matches!(
        store.withdraw_item(id).await,
        Err(PlanningWriteError::Unknown)
    ));
}

async fn granted(store: &Store, item: i64) -> Approval {
    store.item(item).await.unwrap().unwrap().approval
}

async fn a_call_remembers_what_each_department_said(ground: Ground) {
    let ([window, _], _) = office(&ground).await;
    let store = ground.store();
    let other = store.add_department("自治办").await.unwrap().id;
    let made = CallMade {
        window,
        about: "例会",
        deadline_ms: NOW_MS + 1,
        by: 1,
        now_ms: NOW_MS,
    };
    let call = store.add_call(&made, |_| Vec::new()).await.unwrap();
    assert!(matches!(
        store.add_call(&made, |_| Vec::new()).await,
        Err(PlanningWriteError::Taken)
    ));
    store.refuse_call(call, 1, NOW_MS).await.unwrap();
    let said = store.call(call, NOW_MS).await.unwrap().unwrap();
    let answers: Vec<_> = said.answers.iter().map(|answer| answer.answer).collect();
    assert_eq!(answers, [AnswerKind::Nothing, AnswerKind::Waiting]);
    assert_eq!((said.answers[1].department, said.open), (other, true));
    assert_eq!(said.window.state, WindowState::Called);
    store
        .add_items(&[asked("停车")], asker(Some(call)), |_, _| Vec::new())
        .await
        .unwrap();
    let said = store.call(call, NOW_MS + 2).await.unwrap().unwrap();
    assert_eq!(said.answers[0].answer, AnswerKind::Item);
    assert_eq!((said.minutes_left, said.open), (70, false));
    let day = date(2026, 11, 24);
    assert_eq!(store.calls(day, day, NOW_MS).await.unwrap().len(), 1);
}

async fn a_plan_goes_from_draft_to_published_to_superseded(ground: Ground) {
    let ([early, late], [one, two]) = office(&ground).await;
    let store = ground.store();
    let slot = |item, window| Slot {
        item,
        window,
        start_min: 540,
        hold: Hold::Unlocked,
    };
    let slots = [slot(one, early), slot(two, late)];
    let best = BestKnown {
        objective: "{}".to_owned(),
        problem_hash: "h".to_owned(),
    };
    let draft = store
        .keep_draft(draft_of(&slots), Some(&best))
        .await
        .unwrap();
    assert_eq!((draft.number, draft.state), (1, VersionState::Draft));
    assert_eq!(store.best_known(week()).await.unwrap(), Some(best));
    let sessions = planned(store, &slots).await;
    let publication = store
        .publish_version(&draft, &sessions, NOW_MS)
        .await
        .unwrap();
    assert_eq!(publication.made.len(), 2);
    let published = store.plan_version(draft.id).await.unwrap().unwrap();
    assert_eq!(published.state, VersionState::Published);
    assert!(published.slots.iter().all(|slot| slot.hold == Hold::Slot));
    let session = publication.made[0].session;
    let agenda = store.planned_agenda(session).await.unwrap();
    assert_eq!(agenda[0].title, "停车");
    assert_eq!(
        store.session(session).await.unwrap().unwrap().venues,
        [0, 3, 7]
    );
    let elsewhere = store.slots_elsewhere(None).await.unwrap();
    assert_eq!(elsewhere.len(), 2);
    assert!(
        store
            .slots_elsewhere(Some(week()))
            .await
            .unwrap()
            .is_empty()
    );

    let slots = [slot(two, late)];
    let next = store.keep_draft(draft_of(&slots), None).await.unwrap();
    assert_eq!(next.number, 2);
    let sessions = planned(store, &slots).await;
    let publication = store
        .publish_version(&next, &sessions, NOW_MS)
        .await
        .unwrap();
    assert_eq!(publication.given_up, [session]);
    let given_up = store.session(session).await.unwrap().unwrap();
    assert_eq!(
        (given_up.phase, given_up.opened_ms),
        (SessionPhase::Ended, None)
    );
    let states: Vec<_> = store
        .plan_versions(week(), week())
        .await
        .unwrap()
        .iter()
        .map(|version| version.state)
        .collect();
    assert_eq!(states, [VersionState::Superseded, VersionState::Published]);
    store.freeze_version(next.id).await.unwrap();
    assert!(matches!(
        store.freeze_version(next.id).await,
        Err(PlanningWriteError::Changed)
    ));
}

async fn what_changed_meanwhile_is_not_published(ground: Ground) {
    let ([early, late], [one, _]) = office(&ground).await;
    let store = ground.store();
    let slot = |window| Slot {
        item: one,
        window,
        start_min: 540,
        hold: Hold::Unlocked,
    };
    let seen = store
        .keep_draft(draft_of(&[slot(early)]), None)
        .await
        .unwrap();
    store
        .keep_draft(draft_of(&[slot(late)]), None)
        .await
        .unwrap();
    let published = store.publish_version(&seen, &[], NOW_MS).await;
    assert!(matches!(published, Err(PlanningWriteError::Changed)));
    store.discard_draft(week()).await.unwrap();
    assert!(
        store
            .plan_versions(week(), week())
            .await
            .unwrap()
            .is_empty()
    );
    assert!(matches!(
        store.remove_window(99).await,
        Err(PlanningWriteError::Unknown)
    ));
    store.remove_window(late).await.unwrap();
}

/// The sessions that some slots make.
async fn planned(store: &Store, slots: &[Slot]) -> Vec<planning::run_of_show::PlannedSession> {
    let street = store.planning_street().await.unwrap();
    let (from, until) = (week().monday(), week().sunday());
    let items = store.items(from, until).await.unwrap();
    let mut sessions = Vec::new();
    for window in store.windows(from, until).await.unwrap() {
        sessions.extend(session_in(&street, &window, slots, &items).unwrap());
    }
    sessions
}
