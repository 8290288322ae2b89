//! The run of show, from the domain's words to the pages' and back.

use std::collections::BTreeMap;

use control_domain::agenda::{Agenda, AgendaCommand, Progress};
use control_wire::signal::agenda as wire;

pub(crate) fn command(command: wire::AgendaCommand) -> AgendaCommand {
    match command {
        wire::AgendaCommand::StartItem { item } => AgendaCommand::Start(item),
        wire::AgendaCommand::EndItem { item } => AgendaCommand::End(item),
        wire::AgendaCommand::SkipItem { item } => AgendaCommand::Skip(item),
    }
}

/// The run of show as pages are told of it at `now_ms`, in Unix milliseconds.
pub(crate) fn state(agenda: &Agenda, now_ms: i64) -> wire::AgendaState {
    let expected: BTreeMap<_, _> = agenda.expected_starts(now_ms).into_iter().collect();
    wire::AgendaState {
        current: agenda.current().map(|progress| progress.item.number),
        items: agenda
            .items()
            .iter()
            .map(|progress| item(progress, expected.get(&progress.item.number).copied()))
            .collect(),
    }
}

fn item(progress: &Progress, expected_start_ms: Option<i64>) -> wire::AgendaItemState {
    let item = &progress.item;
    wire::AgendaItemState {
        number: item.number,
        title: item.title.clone(),
        department: item.department.clone(),
        kind: item.kind,
        minutes: item.minutes,
        presenter: item.presenter.clone(),
        due: item.due.iter().map(|due| due.venue).collect(),
        state: item_state(progress),
        planned_start_ms: item.planned_start_ms,
        expected_start_ms,
        started_ms: progress.started_ms,
        time_up_ms: progress.time_up_ms(),
        ended_ms: progress.ended_ms,
    }
}

fn item_state(progress: &Progress) -> wire::ItemState {
    if progress.time_up_ms().is_some() {
        wire::ItemState::Running
    } else if progress.skipped {
        wire::ItemState::Skipped
    } else if progress.ended_ms.is_some() {
        wire::ItemState::Ended
    } else {
        wire::ItemState::Waiting
    }
}
