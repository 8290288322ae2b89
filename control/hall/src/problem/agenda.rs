//! What the run of show refuses, in words.

use control_domain::agenda::AgendaError;

use super::text;

pub(super) fn status_and_code(error: &AgendaError) -> (u16, &'static str) {
    match error {
        AgendaError::UnknownItem { .. } => (404, "item-unknown"),
        AgendaError::Running { .. } => (409, "item-running"),
        AgendaError::NotRunning { .. } => (409, "item-not-running"),
        AgendaError::Begun { .. } => (409, "item-begun"),
        AgendaError::Skipped { .. } => (409, "item-skipped"),
    }
}

pub(super) fn in_chinese(error: &AgendaError) -> (String, String) {
    match error {
        AgendaError::UnknownItem { item } => text(
            format!("本次会议没有第 {item} 项议程"),
            "请从议程列表中选择。",
        ),
        AgendaError::Running { item } => text(
            format!("第 {item} 项议程正在进行"),
            "无需再次开始；要结束它，请按“结束本项”。",
        ),
        AgendaError::NotRunning { item } => text(
            format!("第 {item} 项议程没有在进行"),
            "它可能已经结束，以页面上的议程为准。",
        ),
        AgendaError::Begun { item } => text(
            format!("第 {item} 项议程已经开始，不能跳过"),
            "请按“结束本项”。",
        ),
        AgendaError::Skipped { item } => text(
            format!("第 {item} 项议程已经跳过"),
            "如需恢复，请直接开始这一项。",
        ),
    }
}

pub(super) fn in_english(error: &AgendaError) -> (String, String) {
    match error {
        AgendaError::UnknownItem { item } => text(
            format!("This session has no item {item}"),
            "Choose one of the run of show.",
        ),
        AgendaError::Running { item } => text(
            format!("Item {item} is under way"),
            "There is no need to begin it again; end it when it is over.",
        ),
        AgendaError::NotRunning { item } => text(
            format!("Item {item} is not under way"),
            "It may be over already; the run of show on the page is right.",
        ),
        AgendaError::Begun { item } => text(
            format!("Item {item} has begun and cannot be skipped"),
            "End it instead.",
        ),
        AgendaError::Skipped { item } => text(
            format!("Item {item} was skipped already"),
            "Begin it to take it up after all.",
        ),
    }
}

/// One error of every kind, for the tests of the problem texts.
#[cfg(test)]
pub(super) fn every_kind() -> Vec<AgendaError> {
    let item = 2;
    vec![
        AgendaError::UnknownItem { item },
        AgendaError::Running { item },
        AgendaError::NotRunning { item },
        AgendaError::Begun { item },
        AgendaError::Skipped { item },
    ]
}
