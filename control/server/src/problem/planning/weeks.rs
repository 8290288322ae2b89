//! Why a week is not planned.

use axum::http::StatusCode;
use planning::version::VersionError;
use planning::week::WeekError;

use super::said;
use crate::problem::{Explanation, words};

/// What the week holds is too much.
pub(super) fn week(error: &WeekError) -> Explanation {
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

/// Its versions do not allow it.
pub(super) fn version(error: &VersionError) -> Explanation {
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
