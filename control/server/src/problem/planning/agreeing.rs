//! What is wrong with a call, an answer to one, or a decision.

use axum::http::StatusCode;
use planning::approval::DecideError;
use planning::call::{AnswerError, CallError};

use super::{UNPROCESSABLE, said};
use crate::problem::{Explanation, words};

/// A call.
pub(super) fn call(error: &CallError) -> Explanation {
    match error {
        CallError::TooLate => Explanation::new(
            StatusCode::CONFLICT,
            "call-too-late",
            words(
                "来不及征集了",
                "答复截止时间已过；请直接安排，或选更晚的时段。",
            ),
            words(
                "It is too late for a call",
                "Nobody could answer any more; plan it as it is, or take a later window.",
            ),
        ),
        CallError::DeadlineAfterOpening => Explanation::new(
            UNPROCESSABLE,
            "call-deadline-late",
            words("答复截止不能晚于会议开始", "请把截止时间提前。"),
            words(
                "Answers cannot count after the meeting has begun",
                "Set an earlier deadline.",
            ),
        ),
        CallError::NotAWorkday { date } => Explanation::new(
            StatusCode::CONFLICT,
            "not-a-workday",
            said(
                "这天不上班",
                format!("{date} 是休息日；请换一天，或在日历中登记调休。"),
            ),
            said(
                "This day is not worked",
                format!("{date} is a day off; take another, or enter it as a make-up day."),
            ),
        ),
    }
}

/// An answer to a call.
pub(super) fn answer(error: &AnswerError) -> Explanation {
    match error {
        AnswerError::Closed { .. } => Explanation::new(
            StatusCode::CONFLICT,
            "call-closed",
            words("征集已截止", "请与统筹人员联系。"),
            words(
                "Answers are no longer taken",
                "Speak to whoever coordinates the meetings.",
            ),
        ),
        AnswerError::HasJoined { .. } => Explanation::new(
            StatusCode::CONFLICT,
            "has-joined",
            words("本科室已报了事项", "如果没有事项了，请先撤回已报的事项。"),
            words(
                "The department has joined with an item",
                "Withdraw the item first.",
            ),
        ),
    }
}

/// A decision about an approval.
pub(super) fn decide(error: &DecideError) -> Explanation {
    match error {
        DecideError::NotAnApprover { .. } => Explanation::new(
            StatusCode::FORBIDDEN,
            "not-an-approver",
            words(
                "当前账号不能审批",
                "由街道主要领导审批；代为审批要在委托期内。",
            ),
            words(
                "Your account may not approve",
                "The leader does, or a delegate on the days agreed.",
            ),
        ),
        DecideError::Decided { .. } => Explanation::new(
            StatusCode::CONFLICT,
            "approval-decided",
            words("这一项已经审批过了", "请刷新页面查看结果。"),
            words(
                "This was decided already",
                "Reload the page to see what was decided.",
            ),
        ),
        DecideError::ReasonMissing => Explanation::new(
            UNPROCESSABLE,
            "refusal-reason-needed",
            words("不同意时请写明理由", "科室会看到这条理由。"),
            words("A denial says why", "The department will see the reason."),
        ),
    }
}
