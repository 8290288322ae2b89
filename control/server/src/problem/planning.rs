//! What planning refuses, in words.

use axum::http::StatusCode;
use control_wire::rest::planning::Sentence;
use planning::approval::DecideError;
use planning::asking::AskError;
use planning::call::{AnswerError, CallError};
use planning::dates::NotADate;
use planning::import;
use planning::version::VersionError;
use planning::week::WeekError;

use super::{BadLines, Explain, Explanation, Words, refuses_with, words};
use crate::accounts::access::AccessRefused;
use crate::store::StoreFailed;
use crate::store::planning::PlanningWriteError;

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

/// What is wrong with something that was filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A name is empty, too long, or has control characters.
    #[error("a name has 1 to 40 characters")]
    Name,
    /// A role is there twice, or its number is beyond 15.
    #[error("roles have numbers 0 to 15, each once")]
    Roles,
    /// An address cannot be mailed to.
    #[error("not an e-mail address")]
    Email,
    /// A note is too long.
    #[error("a note has at most 200 characters")]
    Note,
    /// Hours end before they begin, or are not of a day.
    #[error("hours begin before they end, within a day")]
    Hours,
    /// Protected hours are either every week's or one day's.
    #[error("either a weekday (1 to 7) or a date")]
    ProtectedDay,
    /// A period ends before it begins, or is longer than there may be.
    #[error("a period begins before it ends, and is at most {days_max} days long")]
    Period {
        /// Days there may be.
        days_max: i64,
    },
    /// A window's cap is out of bounds.
    #[error("a session is at most 10 to 240 minutes long, and fits its window")]
    Cap,
    /// A series has no such day.
    #[error("a series has a week of 1 to 5 and a weekday of 1 to 7")]
    SeriesDay,
    /// A series of a department that is not privileged needs a reason.
    #[error("a series needs a reason")]
    SeriesReason,
    /// More than may be sent at once.
    #[error("too many entries")]
    TooMany,
    /// The time for solving is out of bounds.
    #[error("solving may take 100 to 20,000 ms")]
    SolveTime,
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

fn ask(error: &AskError) -> Explanation {
    let code = match error {
        AskError::NoDepartment => "no-such-department",
        AskError::Title => "item-title",
        AskError::Minutes { .. } => "item-minutes",
        AskError::NoAudience => "item-audience-empty",
        AskError::UnknownRole { .. } => "no-such-role",
        AskError::UnknownVenue { .. } => "no-such-venue",
        AskError::Date(_) => "not-a-date",
        AskError::DatesMissing => "item-dates-missing",
        AskError::Reach => "item-dates-reach",
        AskError::WishedOutside => "item-wish-outside",
        AskError::Priority => "item-priority",
        AskError::Presenters => "item-presenters",
        AskError::Pin => "item-clock-time",
        AskError::UnknownLine { .. } => "no-such-line",
        AskError::SeparateReason => "separate-reason-needed",
        AskError::UnknownItem { .. } => "no-such-item",
        AskError::TooManyLinks => "item-links",
        AskError::Circle { .. } => "after-circle",
    };
    let told = import::told(error);
    Explanation::new(
        UNPROCESSABLE,
        code,
        said("事项没有保存", format!("{}。", told.zh)),
        said("The item was not saved", format!("{}.", told.en)),
    )
}

fn form(error: FormError) -> Explanation {
    let (code, chinese, english) = match error {
        FormError::Name => (
            "name-unsuitable",
            words("名称不能用", "名称为 1 至 40 个字，不能有换行。"),
            words(
                "This name cannot be used",
                "A name has 1 to 40 characters and no line break.",
            ),
        ),
        FormError::Roles => (
            "roles-unsuitable",
            words("职务表有误", "编号为 0 至 15，每个编号只出现一次。"),
            words(
                "The roles cannot be used",
                "Numbers are 0 to 15, each of them once.",
            ),
        ),
        FormError::Email => (
            "email-unsuitable",
            words("这不是邮箱地址", "请写成 name@example.cn 的样子，或留空。"),
            words(
                "This is no e-mail address",
                "Write it like name@example.cn, or leave it out.",
            ),
        ),
        FormError::Note => (
            "note-too-long",
            words("文字过长", "最多 200 个字，请缩短后重试。"),
            words(
                "The text is too long",
                "At most 200 characters; shorten it.",
            ),
        ),
        FormError::Hours => (
            "hours-unsuitable",
            words("起止时刻有误", "开始要早于结束，都在一天之内。"),
            words(
                "The hours cannot be used",
                "They begin before they end, within one day.",
            ),
        ),
        FormError::ProtectedDay => (
            "protected-day-unsuitable",
            words("保护时段有误", "请选每周的星期几，或某一天，二者选一。"),
            words(
                "The protected hours cannot be used",
                "They are either of a weekday or of one date.",
            ),
        ),
        FormError::Period { days_max } => (
            "period-unsuitable",
            said(
                "起止日期有误",
                format!("开始不晚于结束，最长 {days_max} 天。"),
            ),
            said(
                "The period cannot be used",
                format!("It begins no later than it ends and has at most {days_max} days."),
            ),
        ),
        FormError::Cap => (
            "cap-unsuitable",
            words("时长上限有误", "上限为 10 至 240 分钟，且不超过时段本身。"),
            words(
                "The longest session cannot be that",
                "It is 10 to 240 minutes, and fits the window.",
            ),
        ),
        FormError::SeriesDay => (
            "series-day-unsuitable",
            words(
                "例会的日子有误",
                "请选第 1 至 5 周（5 为最后一周）和星期几。",
            ),
            words(
                "A series has no such day",
                "Choose week 1 to 5 (5 is the last) and a weekday.",
            ),
        ),
        FormError::SeriesReason => (
            "series-reason-needed",
            words(
                "请写明为什么需要定期召集",
                "该科室的例会须报领导批准，理由为 4 至 200 个字。",
            ),
            words(
                "Say why a series is needed",
                "This department's series need approval; a reason has 4 to 200 characters.",
            ),
        ),
        FormError::TooMany => (
            "too-many-entries",
            words("一次提交的条目太多", "请分几次提交。"),
            words("Too many entries at once", "Send them in several parts."),
        ),
        FormError::SolveTime => (
            "solve-time-unsuitable",
            words("求解时间有误", "请填写 100 至 20000 毫秒。"),
            words(
                "The time cannot be that",
                "It is 100 to 20,000 milliseconds.",
            ),
        ),
    };
    Explanation::new(UNPROCESSABLE, code, chinese, english)
}

fn not_a_date(date: &NotADate) -> Explanation {
    Explanation::new(
        UNPROCESSABLE,
        "not-a-date",
        said(
            "日期有误",
            format!(
                "“{}”不能用；请写成 2026-11-24 的样子，周以星期一表示。",
                date.text
            ),
        ),
        said(
            "Not a date that can be used",
            format!(
                "“{}” cannot; write it like 2026-11-24. A week is named by its Monday.",
                date.text
            ),
        ),
    )
}

fn call(error: &CallError) -> Explanation {
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

fn answer(error: &AnswerError) -> Explanation {
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

fn decide(error: &DecideError) -> Explanation {
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

fn week(error: &WeekError) -> Explanation {
    match error {
        WeekError::Version(error) => version(error),
        WeekError::TooManyItems { items } => Explanation::new(
            StatusCode::CONFLICT,
            "week-too-full",
            said(
                "这一周可排的事项太多",
                format!("共 {items} 项；请先缩小部分事项的日期范围。"),
            ),
            said(
                "Too many items could be in this week",
                format!("There are {items}; narrow the dates of some."),
            ),
        ),
        WeekError::TooManyWindows { windows } => Explanation::new(
            StatusCode::CONFLICT,
            "week-too-many-windows",
            said(
                "这一周的时段太多",
                format!("共 {windows} 个；请删去不用的时段。"),
            ),
            said(
                "The week has too many windows",
                format!("There are {windows}; remove those that are not needed."),
            ),
        ),
        WeekError::TooManyVenues => Explanation::new(
            StatusCode::CONFLICT,
            "too-many-venues",
            words("会场太多，无法排会", "最多为 64 个会场排会。"),
            words(
                "There are too many venues to plan for",
                "Planning takes up to 64 venues.",
            ),
        ),
    }
}

fn version(error: &VersionError) -> Explanation {
    let conflict =
        |code, chinese, english| Explanation::new(StatusCode::CONFLICT, code, chinese, english);
    match error {
        VersionError::NoDraft => conflict(
            "no-draft",
            words("这一周没有草案", "请先排会或手动调整，再发布。"),
            words(
                "The week has no draft",
                "Solve the week or change it by hand before publishing.",
            ),
        ),
        VersionError::NothingPublished => conflict(
            "nothing-published",
            words("这一周还没有发布", "请先发布，再定稿。"),
            words(
                "Nothing is published for the week",
                "Publish it before freezing it.",
            ),
        ),
        VersionError::Frozen => conflict(
            "plan-frozen",
            words(
                "这一周的安排已经定稿",
                "定稿后不能再调整；新的事项请排到下一周。",
            ),
            words(
                "The week's plan is frozen",
                "Nothing moves any more; plan new items for another week.",
            ),
        ),
        VersionError::NoSlot { .. } => conflict(
            "item-not-placed",
            words("这一项在草案中没有位置", "请刷新页面；它可能已被移出。"),
            words(
                "The item has no slot in the draft",
                "Reload the page; it may have been taken out.",
            ),
        ),
    }
}

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
