//! What planning refuses, in words.

use axum::http::StatusCode;
use control_wire::rest::planning::Sentence;
use planning::approval::DecideError;
use planning::asking::AskError;
use planning::call::{AnswerError, CallError};
use planning::dates::NotADate;
use planning::version::VersionError;
use planning::week::WeekError;

use agreeing::{answer, call, decide};
pub use forms::FormError;
use forms::{ask, form, not_a_date};
use weeks::{version, week};

use super::{BadLines, Explain, Explanation, Words, refuses_with, words};
use crate::accounts::access::AccessRefused;
use crate::store::StoreFailed;
use crate::store::planning::PlanningWriteError;

mod agreeing;
mod forms;
mod weeks;

/// Why something of planning was not shown or done.
#[derive(Debug, thiserror::Error)]
pub enum PlanningError {
    /// Not for this caller.
    #[error(transparent)]
    Access(#[from] AccessRefused),
    /// Only whoever coordinates for all departments may.
    #[error("only a coordinator may do this")]
    CoordinatorOnly,
    /// It is another department's.
    #[error("it belongs to another department")]
    OtherDepartment,
    /// The item's form is not right.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// Another form is not right.
    #[error(transparent)]
    Form(#[from] FormError),
    /// A file has bad lines.
    #[error(transparent)]
    File(#[from] BadLines),
    /// A date is none.
    #[error(transparent)]
    Date(#[from] NotADate),
    /// The window cannot be published so.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The answer is not taken.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// The approval is not decided.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// The series waits for approval, or was refused.
    #[error("the series has no approval")]
    SeriesNotApproved,
    /// The week cannot be planned.
    #[error(transparent)]
    Week(#[from] WeekError),
    /// The plan's version does not allow it.
    #[error(transparent)]
    Version(#[from] VersionError),
    /// There is no plan that keeps the rules; each sentence is a rule that stands against it.
    #[error("{} rules stand against it", .0.len())]
    Rules(Vec<Sentence>),
    /// No plan was found in the time.
    #[error("no plan was found in the time")]
    NoPlanFound,
    /// There is none of that number.
    #[error("there is none of that number")]
    Unknown,
    /// The store would not have it.
    #[error(transparent)]
    Write(PlanningWriteError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
    /// The solver did not come to an end.
    #[error("the solver stopped: {0}")]
    Solver(String),
}

impl From<PlanningWriteError> for PlanningError {
    fn from(error: PlanningWriteError) -> Self {
        match error {
            PlanningWriteError::Unknown => Self::Unknown,
            PlanningWriteError::Store(failed) => Self::Store(failed),
            PlanningWriteError::Ask(error) => Self::Ask(error),
            PlanningWriteError::Taken | PlanningWriteError::Tied | PlanningWriteError::Changed => {
                Self::Write(error)
            }
        }
    }
}

const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// Words that say what happened in a title of their own and what to do in a detail made of parts.
fn said(title: &'static str, detail: String) -> Words {
    Words {
        title: title.into(),
        detail: detail.into(),
    }
}

impl Explain for PlanningError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Access(refused) => refused.explain(),
            Self::CoordinatorOnly => Explanation::new(
                StatusCode::FORBIDDEN,
                "coordinator-only",
                words("只有统筹人员可以这样操作", "请联系党政办统筹人员。"),
                words(
                    "Only a coordinator may do this",
                    "Ask whoever coordinates the meetings.",
                ),
            ),
            Self::OtherDepartment => Explanation::new(
                StatusCode::FORBIDDEN,
                "other-department",
                words("这是其他科室的事项", "请由该科室或统筹人员操作。"),
                words(
                    "This belongs to another department",
                    "That department or a coordinator can do it.",
                ),
            ),
            Self::Ask(error) => ask(error),
            Self::Form(error) => form(*error),
            Self::File(bad) => bad.explain(),
            Self::Date(date) => not_a_date(date),
            Self::Call(error) => call(error),
            Self::Answer(error) => answer(error),
            Self::Decide(error) => decide(error),
            Self::SeriesNotApproved => Explanation::new(
                StatusCode::CONFLICT,
                "series-not-approved",
                words("这个例会还没有获得批准", "批准之后再安排它的时段。"),
                words(
                    "The series has no approval",
                    "Make its windows once it is approved.",
                ),
            ),
            Self::Week(error) => week(error),
            Self::Version(error) => version(error),
            Self::Rules(sentences) => {
                let all = |pick: fn(&Sentence) -> &str, between: &str| {
                    let all: Vec<&str> = sentences.iter().map(pick).collect();
                    all.join(between)
                };
                Explanation::new(
                    StatusCode::CONFLICT,
                    "plan-breaks-rules",
                    said(
                        "这样安排不符合规则",
                        format!("{}。请调整后重试。", all(|said| &said.zh, "；")),
                    ),
                    said(
                        "The plan breaks rules",
                        format!("{}. Change it and try again.", all(|said| &said.en, "; ")),
                    ),
                )
            }
            Self::NoPlanFound => Explanation::new(
                StatusCode::CONFLICT,
                "no-plan-found",
                words(
                    "在限定时间内没有找到可行的安排",
                    "请解锁部分已发布的事项，或延长求解时间。",
                ),
                words(
                    "No plan was found in the time",
                    "Unlock some published items, or allow more time.",
                ),
            ),
            Self::Unknown => Explanation::new(
                StatusCode::NOT_FOUND,
                "planning-unknown",
                words("没有找到", "它可能已被删除或撤回，请刷新页面。"),
                words(
                    "There is none of that number",
                    "It may have been removed or withdrawn; reload the page.",
                ),
            ),
            Self::Write(error) => write(error),
            Self::Store(failed) => failed.explain(),
            Self::Solver(cause) => Explanation {
                cause: Some(cause.clone()),
                ..Explanation::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "solver-stopped",
                    words(
                        "排会没有完成",
                        "请重试；仍不成功时请联系管理员查看服务器日志。",
                    ),
                    words(
                        "The solver did not come to an end",
                        "Try again; if it persists, ask the administrator to look at the log.",
                    ),
                )
            },
        }
    }
}

refuses_with!(PlanningError);

fn write(error: &PlanningWriteError) -> Explanation {
    match error {
        PlanningWriteError::Taken => Explanation::new(
            StatusCode::CONFLICT,
            "planning-taken",
            words("已经有了", "名称、人员或时段重复；请修改后重试。"),
            words(
                "It is there already",
                "A name, a person or a half-day is taken; change it and try again.",
            ),
        ),
        PlanningWriteError::Tied => Explanation::new(
            StatusCode::CONFLICT,
            "planning-tied",
            words(
                "还有其他内容用到它，或它用到的内容不存在",
                "请先处理相关的内容，再试一次。",
            ),
            words(
                "Something still names it, or it names what is not there",
                "Deal with that first, then try again.",
            ),
        ),
        PlanningWriteError::Changed | PlanningWriteError::Unknown => Explanation::new(
            StatusCode::CONFLICT,
            "planning-changed",
            words("内容已被他人修改", "请刷新页面，核对后重试。"),
            words(
                "Somebody else changed it meanwhile",
                "Reload the page, look again, and try again.",
            ),
        ),
        PlanningWriteError::Ask(error) => ask(error),
        PlanningWriteError::Store(failed) => failed.explain(),
    }
}
