//! What is wrong with something that was filled in.

use planning::asking::AskError;
use planning::dates::NotADate;
use planning::import;

use super::{UNPROCESSABLE, said};
use crate::problem::{Explanation, words};

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

/// An item.
pub(super) fn ask(error: &AskError) -> Explanation {
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

/// Another form.
pub(super) fn form(error: FormError) -> Explanation {
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

/// A date.
pub(super) fn not_a_date(date: &NotADate) -> Explanation {
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
