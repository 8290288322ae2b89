//! What a sign-in sheet refuses, in words.

use control_domain::attendance::sign_in::{HEADCOUNT_MAX, NAME_CHARS_MAX, PEOPLE_MAX, SignInError};
use control_domain::floor::line::LineError;

use super::text;

pub(super) fn status_and_code(error: &SignInError) -> (u16, &'static str) {
    match error {
        SignInError::Wall => (403, "wall-watches-only"),
        SignInError::Nothing => (422, "nothing-to-enter"),
        SignInError::NoName => (422, "name-missing"),
        SignInError::Name(LineError::Long { .. }) => (422, "text-too-long"),
        SignInError::Name(LineError::ControlCharacter) => (422, "text-malformed"),
        SignInError::TooMany { .. } => (422, "too-many-people"),
        SignInError::Headcount { .. } => (422, "out-of-range"),
        SignInError::OutsideSession { .. } => (422, "time-outside-session"),
    }
}

pub(super) fn in_chinese(error: &SignInError) -> (String, String) {
    match error {
        SignInError::Wall => text("大屏幕不能签到", "请在主持台或分会场页面签到。"),
        SignInError::Nothing => text("没有可登记的内容", "请选择或填写到会人员，或填写到会人数。"),
        SignInError::NoName => text("有一位到会人员没有姓名", "请补上姓名后重新提交。"),
        SignInError::Name(LineError::Long { .. }) => text(
            "姓名或职务太长",
            format!("最多 {NAME_CHARS_MAX} 个字，请缩短后重新提交。"),
        ),
        SignInError::Name(LineError::ControlCharacter) => {
            text("姓名或职务里有换行等字符", "请删去后重新提交。")
        }
        SignInError::TooMany { .. } => text(
            format!("签到表最多 {PEOPLE_MAX} 人"),
            "其余人员请计入到会人数。",
        ),
        SignInError::Headcount { .. } => text(
            format!("到会人数最多 {HEADCOUNT_MAX}"),
            "请核对后重新填写。",
        ),
        SignInError::OutsideSession { .. } => text(
            "补记的时间不在会议时间内",
            "请填写会议开始之后、现在之前的时间。",
        ),
    }
}

pub(super) fn in_english(error: &SignInError) -> (String, String) {
    match error {
        SignInError::Wall => text(
            "A wall signs nobody in",
            "Sign in at the host console or a branch page.",
        ),
        SignInError::Nothing => text(
            "There is nothing to enter",
            "Choose or write who is there, or how many.",
        ),
        SignInError::NoName => text(
            "One person has no name",
            "Write the name and send it again.",
        ),
        SignInError::Name(LineError::Long { .. }) => text(
            "A name or role is too long",
            format!("At most {NAME_CHARS_MAX} characters; shorten it and send it again."),
        ),
        SignInError::Name(LineError::ControlCharacter) => text(
            "A name or role holds a line break or the like",
            "Remove it and send it again.",
        ),
        SignInError::TooMany { .. } => text(
            format!("A sheet holds at most {PEOPLE_MAX} people"),
            "Count the others in the headcount.",
        ),
        SignInError::Headcount { .. } => text(
            format!("The headcount is at most {HEADCOUNT_MAX}"),
            "Check it and send it again.",
        ),
        SignInError::OutsideSession { .. } => text(
            "The time of the late entry is outside the session",
            "Give a time after the session's beginning and before now.",
        ),
    }
}

/// One error of every kind, to see that all are documented and worded.
#[cfg(test)]
pub(super) fn every_kind() -> Vec<SignInError> {
    vec![
        SignInError::Wall,
        SignInError::Nothing,
        SignInError::NoName,
        SignInError::Name(LineError::Long {
            chars: 41,
            chars_max: NAME_CHARS_MAX,
        }),
        SignInError::Name(LineError::ControlCharacter),
        SignInError::TooMany { people: 61 },
        SignInError::Headcount { headcount: 1_000 },
        SignInError::OutsideSession { since_ms: 0 },
    ]
}
