use proptest::prelude::*;

use super::*;

const NINE_MS: i64 = 1_795_741_200_000;

fn item(number: ItemNumber, start_min: i64, minutes: u16) -> AgendaItem {
    AgendaItem {
        number,
        planned_item: Some(100 + i64::from(number)),
        title: format!("第 {number} 项"),
        department: "自治办".to_owned(),
        kind: ItemKind::Discuss,
        minutes,
        presenter: "张三".to_owned(),
        due: vec![Due {
            venue: 3,
            roles: vec!["书记".to_owned()],
            people: 1,
            people_by_role: Vec::new(),
        }],
        planned_start_ms: NINE_MS + start_min * MINUTE_MS,
    }
}

/// Three items back to back from nine: 10, 20 and 15 minutes.
fn three() -> Agenda {
    let mut agenda = Agenda::default();
    let items = vec![item(1, 0, 10), item(2, 10, 20), item(3, 30, 15)];
    agenda.apply(NINE_MS, &Event::AgendaSet { items });
    agenda
}

fn at_min(minutes: i64) -> i64 {
    NINE_MS + minutes * MINUTE_MS
}

fn does(agenda: &mut Agenda, minutes: i64, command: AgendaCommand) {
    let event = agenda.decide(command, 0).unwrap();
    agenda.apply(at_min(minutes), &event);
}

fn expected_min(agenda: &Agenda, now_ms: i64) -> Vec<i64> {
    let starts = agenda.expected_starts(now_ms);
    starts
        .into_iter()
        .map(|(_, start_ms)| (start_ms - NINE_MS) / MINUTE_MS)
        .collect()
}

#[test]
fn kept_times_stay_as_planned() {
    let mut agenda = three();
    assert_eq!(expected_min(&agenda, at_min(-30)), [0, 10, 30]);
    does(&mut agenda, 0, AgendaCommand::Start(1));
    assert_eq!(expected_min(&agenda, at_min(10)), [0, 10, 30]);
}

#[test]
fn an_overrun_pushes_every_later_item_minute_by_minute() {
    let mut agenda = three();
    does(&mut agenda, 0, AgendaCommand::Start(1));
    assert_eq!(expected_min(&agenda, at_min(10) + 1), [0, 11, 31]);
    assert_eq!(expected_min(&agenda, at_min(14)), [0, 14, 34]);
    does(&mut agenda, 14, AgendaCommand::Start(2));
    assert_eq!(expected_min(&agenda, at_min(20)), [0, 14, 34]);
}

#[test]
fn nobody_is_expected_before_the_time_they_were_called_for() {
    let mut agenda = three();
    does(&mut agenda, 0, AgendaCommand::Start(1));
    does(&mut agenda, 4, AgendaCommand::Start(2));
    assert_eq!(expected_min(&agenda, at_min(5)), [0, 4, 30]);
}

#[test]
fn a_late_beginning_pushes_as_an_overrun_does() {
    let agenda = three();
    assert_eq!(expected_min(&agenda, at_min(3)), [3, 13, 33]);
}

#[test]
fn a_skipped_item_gives_its_time_back() {
    let mut agenda = three();
    does(&mut agenda, 0, AgendaCommand::Start(1));
    does(&mut agenda, 25, AgendaCommand::Skip(2));
    assert_eq!(expected_min(&agenda, at_min(28)), [0, 30]);
}

#[test]
fn an_item_taken_up_again_has_only_the_time_it_had_left() {
    let mut agenda = three();
    does(&mut agenda, 0, AgendaCommand::Start(1));
    does(&mut agenda, 6, AgendaCommand::Start(2));
    does(&mut agenda, 12, AgendaCommand::Start(1));
    let current = agenda.current().unwrap();
    assert_eq!(current.item.number, 1);
    assert_eq!(current.time_up_ms(), Some(at_min(16)));
    assert_eq!(current.started_ms, Some(at_min(0)));
    assert_eq!(current.ended_ms, None);
}

#[test]
fn commands_that_come_too_late_are_refused() {
    let mut agenda = three();
    let unknown = agenda.decide(AgendaCommand::Start(9), 0);
    assert_eq!(unknown, Err(AgendaError::UnknownItem { item: 9 }));
    let idle = agenda.decide(AgendaCommand::End(1), 0);
    assert_eq!(idle, Err(AgendaError::NotRunning { item: 1 }));
    does(&mut agenda, 0, AgendaCommand::Start(1));
    let twice = agenda.decide(AgendaCommand::Start(1), 0);
    assert_eq!(twice, Err(AgendaError::Running { item: 1 }));
    let begun = agenda.decide(AgendaCommand::Skip(1), 0);
    assert_eq!(begun, Err(AgendaError::Begun { item: 1 }));
    does(&mut agenda, 1, AgendaCommand::Skip(2));
    let skipped = agenda.decide(AgendaCommand::Skip(2), 0);
    assert_eq!(skipped, Err(AgendaError::Skipped { item: 2 }));
}

#[test]
fn the_end_of_the_session_ends_the_item_that_runs() {
    let mut agenda = three();
    does(&mut agenda, 0, AgendaCommand::Start(1));
    agenda.apply(at_min(7), &Event::Ended);
    assert_eq!(agenda.current(), None);
    assert_eq!(agenda.items()[0].ended_ms, Some(at_min(7)));
}

#[test]
fn the_runs_of_a_log_are_its_items_stretches() {
    let by = 0;
    let events = [
        (
            0,
            Event::AgendaSet {
                items: vec![item(1, 0, 10), item(2, 10, 20)],
            },
        ),
        (0, Event::ItemStarted { item: 1, by }),
        (6, Event::ItemStarted { item: 2, by }),
        (9, Event::Reopened),
        (12, Event::ItemStarted { item: 1, by }),
        (15, Event::ItemEnded { item: 1, by }),
        (16, Event::ItemStarted { item: 2, by }),
    ];
    let log: Vec<Entry> = (1..)
        .zip(events)
        .map(|(number, (minutes, event))| Entry {
            number,
            at_ms: at_min(minutes),
            event,
        })
        .collect();
    let run = |item, from, until: Option<i64>| Run {
        item,
        from_ms: at_min(from),
        until_ms: until.map(at_min),
    };
    assert_eq!(
        runs(&log),
        [
            run(1, 0, Some(6)),
            run(2, 6, Some(12)),
            run(1, 12, Some(15)),
            run(2, 16, None),
        ]
    );
    assert_eq!(
        Agenda::replay(&log).current().map(|item| item.item.number),
        Some(2)
    );
}

fn any_command() -> impl Strategy<Value = AgendaCommand> {
    (0u8..3, 1u32..5).prop_map(|(verb, item)| match verb {
        0 => AgendaCommand::Start(item),
        1 => AgendaCommand::End(item),
        _ => AgendaCommand::Skip(item),
    })
}

proptest! {
    /// Whatever the chair does and whenever one looks: at most one item runs, what waits is never
    /// expected before its plan nor on top of another, and nothing is expected in the past.
    #[test]
    fn expectations_never_overlap_and_never_lie_in_the_past(
        steps in prop::collection::vec((any_command(), 0i64..900_000), 0..20),
        looked_after_ms in 0i64..3_600_000,
    ) {
        let mut agenda = three();
        let mut now_ms = NINE_MS - 5 * MINUTE_MS;
        for (command, passed_ms) in steps {
            now_ms += passed_ms;
            if let Ok(event) = agenda.decide(command, 0) {
                agenda.apply(now_ms, &event);
            }
        }
        now_ms += looked_after_ms;
        let running = agenda.items().iter().filter(|item| item.time_up_ms().is_some()).count();
        prop_assert!(running <= 1);
        let starts = agenda.expected_starts(now_ms);
        let mut free_ms = agenda.current().and_then(Progress::time_up_ms).unwrap_or(i64::MIN);
        for progress in agenda.items().iter().filter(|progress| progress.waits()) {
            let number = progress.item.number;
            let (_, start_ms) = starts.iter().find(|(item, _)| *item == number).unwrap();
            prop_assert!(*start_ms >= progress.item.planned_start_ms);
            prop_assert!(*start_ms >= free_ms);
            prop_assert!(*start_ms >= now_ms);
            free_ms = start_ms + progress.item.length_ms();
        }
    }

    /// Between two pushes nothing changes, however often one looks; and the push that was announced
    /// is the next moment at which anything can.
    #[test]
    fn nothing_changes_before_the_next_push(started in prop::bool::ANY, look_ms in 0i64..7_200_000) {
        let mut agenda = three();
        if started {
            does(&mut agenda, 0, AgendaCommand::Start(1));
        }
        let now_ms = NINE_MS + look_ms;
        let next_ms = agenda.next_push_ms(now_ms).unwrap();
        prop_assert!(next_ms > now_ms);
        prop_assert_eq!(agenda.expected_starts(now_ms), agenda.expected_starts(next_ms - 1));
        prop_assert_ne!(agenda.expected_starts(now_ms), agenda.expected_starts(next_ms));
    }
}
