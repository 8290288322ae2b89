//! What does not work with records, in words.

use axum::http::StatusCode;
use control_domain::attendance::desk::{
    DeskError, ENTRIES_MAX, LEAVE_NOTES_MAX, PERSON_CHARS_MAX, REASON_CHARS_MAX, TEXT_CHARS_MAX,
};
use control_domain::floor::line::LineError;

use crate::accounts::access::AccessRefused;
use crate::attendance::desk::AddError;
use crate::attendance::dossier::RecordError;
use crate::attendance::export::ExportError;
use crate::attendance::leave::LeaveError;
use crate::attendance::settings::SettingsError;
use crate::problem::{Explain, Explanation, Words, refuses_with, words};
use crate::store::StoreFailed;

/// Why a record was not shown, added to or handed out.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    /// Not for this caller.
    #[error(transparent)]
    Access(#[from] AccessRefused),
    /// The record cannot be shown.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// Nothing was added.
    #[error(transparent)]
    Add(#[from] AddError),
    /// Leave was not shown or noted.
    #[error(transparent)]
    Leave(#[from] LeaveError),
    /// There is no file.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The settings are not taken.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// There is no such follow-up, or it was done before.
    #[error("no such open follow-up")]
    NoFollowUp,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

impl Explain for RecordsError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Access(refused) => refused.explain(),
            Self::Record(error) => error.explain(),
            Self::Add(error)
            | Self::Leave(LeaveError::Add(error))
            | Self::Export(ExportError::Add(error)) => error.explain(),
            Self::Leave(LeaveError::Over) => Explanation::new(
                StatusCode::CONFLICT,
                "session-over",
                words(
                    "会议已经结束",
                    "如有遗漏，请联系主会场在会议记录里补登请假。",
                ),
                words(
                    "The session is over",
                    "Ask the main venue to note the leave in the record.",
                ),
            ),
            Self::Export(ExportError::Unwritable(why)) => fault(
                why,
                "file-not-written",
                words("文件没能生成", "没有任何改动。请稍后重试，或换一种格式。"),
                words(
                    "The file could not be written",
                    "Nothing was changed. Try again in a moment, or another format.",
                ),
            ),
            Self::Settings(error) => error.explain(),
            Self::NoFollowUp => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-follow-up",
                words("这条跟进事项不存在或已办结", "请刷新列表。"),
                words(
                    "There is no such follow-up, or it was done before",
                    "Reload the list.",
                ),
            ),
            Self::Store(failed) => failed.explain(),
        }
    }
}

/// A fault of the server's, with its cause for the log.
fn fault(cause: &str, code: &'static str, chinese: Words, english: Words) -> Explanation {
    Explanation {
        cause: Some(cause.to_owned()),
        ..Explanation::new(StatusCode::INTERNAL_SERVER_ERROR, code, chinese, english)
    }
}

impl Explain for RecordError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Unknown => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-session",
                words("没有这场会议", "请检查地址，或回到会议列表。"),
                words(
                    "There is no such session",
                    "Check the address, or go back to the list.",
                ),
            ),
            Self::NotHeld => Explanation::new(
                StatusCode::CONFLICT,
                "session-not-held",
                words(
                    "会议还没有开",
                    "会议开始后这里才有记录；请假现在就可以登记。",
                ),
                words(
                    "The session was not opened yet",
                    "There is a record once it begins; leave can be noted now.",
                ),
            ),
            Self::Erased { .. } => Explanation::new(
                StatusCode::GONE,
                "record-erased",
                words(
                    "记录已按保存期限删除",
                    "统计数字仍在“历史”里；如需明细，请查找当时导出的文件。",
                ),
                words(
                    "The record was deleted on schedule",
                    "Its figures are still in the history; details are in the files that were exported.",
                ),
            ),
            Self::Altered => fault(
                &self.to_string(),
                "record-altered",
                words(
                    "数据库里的日志与确认时签名的不一致",
                    "请勿再操作，联系管理员用存档（record-heads.jsonl）和已导出的文件核对。",
                ),
                words(
                    "The logs in the database are not those that were signed",
                    "Leave it as it is; have the administrator compare it with the archive (record-heads.jsonl) and exported files.",
                ),
            ),
            Self::Unreadable(unreadable) => damaged(&unreadable.to_string()),
            Self::Store(failed @ StoreFailed::Unreadable { .. }) => damaged(&failed.to_string()),
            Self::Store(failed @ StoreFailed::Database(_)) => failed.explain(),
        }
    }
}

fn damaged(cause: &str) -> Explanation {
    fault(
        cause,
        "record-damaged",
        words(
            "会议日志已损坏或被改动",
            "请勿再操作，联系管理员查看服务器日志，里面写明了是哪一条。",
        ),
        words(
            "The session's log is damaged or was altered",
            "Leave it as it is; the server's log names the entry for the administrator.",
        ),
    )
}

impl Explain for AddError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Record(error) => error.explain(),
            Self::Desk(error) => error.explain(),
            Self::Busy => Explanation {
                retry_after_seconds: Some(1),
                ..Explanation::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "record-busy",
                    words("其他人正在修改这份记录", "没有任何改动，请重试。"),
                    words(
                        "Others are adding to this record",
                        "Nothing was changed. Try again.",
                    ),
                )
            },
            Self::Unwritable(error) => damaged(&error.to_string()),
            Self::Archive(error) => fault(
                &error.to_string(),
                "archive-not-written",
                words(
                    "记录已确认，但存档文件没能写入",
                    "请管理员检查数据目录的磁盘空间和权限；重启服务器会补写存档。",
                ),
                words(
                    "The record is confirmed, but the archive file could not be written",
                    "Have space and rights of the data directory checked; a restart completes the archive.",
                ),
            ),
        }
    }
}

impl Explain for DeskError {
    fn explain(&self) -> Explanation {
        let conflict =
            |code, chinese, english| Explanation::new(StatusCode::CONFLICT, code, chinese, english);
        let unusable = |code, chinese, english| {
            Explanation::new(StatusCode::UNPROCESSABLE_ENTITY, code, chinese, english)
        };
        match self {
            Self::Frozen => conflict(
                "record-confirmed",
                words("记录已确认，不能再改", "如有差错，请另行书面说明。"),
                words(
                    "The record is confirmed and does not change any more",
                    "Put down in writing what is wrong.",
                ),
            ),
            Self::NotOver => conflict(
                "session-not-over",
                words("会议还没有结束", "请等会议结束后再操作。"),
                words("The session is not over", "Wait until it has ended."),
            ),
            Self::UnknownVenue { .. } => unusable(
                "venue-unknown",
                words("这个会场不在本次会议的参会范围内", "请从列表中选择会场。"),
                words(
                    "The venue did not take part",
                    "Choose a venue from the list.",
                ),
            ),
            Self::NoText => unusable(
                "text-missing",
                words("缺少必填的文字", "请填写理由或内容后重新提交。"),
                words(
                    "A text is missing",
                    "Write the reason or the text and send it again.",
                ),
            ),
            Self::Line(LineError::Long { .. }) => unusable(
                "text-too-long",
                Words {
                    detail: format!(
                        "理由最多 {REASON_CHARS_MAX} 字，内容最多 {TEXT_CHARS_MAX} 字，姓名最多 {PERSON_CHARS_MAX} 字。"
                    )
                    .into(),
                    ..words("文字太长", "")
                },
                Words {
                    detail: format!(
                        "A reason has at most {REASON_CHARS_MAX} characters, a text {TEXT_CHARS_MAX}, a name {PERSON_CHARS_MAX}."
                    )
                    .into(),
                    ..words("The text is too long", "")
                },
            ),
            Self::Line(LineError::ControlCharacter) => unusable(
                "text-malformed",
                words("文字里有换行等字符", "请删去后重新提交。"),
                words(
                    "The text holds a line break or the like",
                    "Remove it and send it again.",
                ),
            ),
            Self::NoLeave => conflict(
                "no-such-leave",
                words("没有这条请假", "请刷新页面。"),
                words("There is no such leave", "Reload the page."),
            ),
            Self::LeaveFull { .. } => conflict(
                "leave-full",
                Words {
                    title: format!("本会场已登记请假 {LEAVE_NOTES_MAX} 次，不能再自行登记").into(),
                    ..words("", "请告知主会场，由主会场登记其余请假；撤销仍可自行办理。")
                },
                Words {
                    title: format!("Leave of this venue was noted {LEAVE_NOTES_MAX} times").into(),
                    ..words(
                        "",
                        "Ask the main venue to note the rest; leave can still be withdrawn here.",
                    )
                },
            ),
            Self::OutsideSession => unusable(
                "time-outside-session",
                words("时间不在会议时间内", "起止时间须在会议开始与结束之间，且起早于止。"),
                words(
                    "The time is outside the session",
                    "Give a beginning and a later end within the session.",
                ),
            ),
            Self::NothingChanges => conflict(
                "nothing-changes",
                words("记录已经是这样", "无需更正。"),
                words("The record says so already", "There is nothing to correct."),
            ),
            Self::NotWaiting { .. } => conflict(
                "correction-not-waiting",
                words("这条更正不存在或已审批", "请刷新页面。"),
                words(
                    "There is no such correction, or it is decided already",
                    "Reload the page.",
                ),
            ),
            Self::OwnCorrection { .. } => Explanation::new(
                StatusCode::FORBIDDEN,
                "own-correction",
                words("不能审批自己提出的更正", "请由另一位有权限的人审批。"),
                words(
                    "Nobody approves their own correction",
                    "Have somebody else with the right approve it.",
                ),
            ),
            Self::CorrectionsWait { waiting } => conflict(
                "corrections-wait",
                Words {
                    title: format!("还有 {waiting} 条更正没有审批").into(),
                    ..words("", "请先同意或不同意，再确认记录。")
                },
                Words {
                    title: format!("{waiting} corrections are not decided").into(),
                    ..words("", "Approve or refuse them, then confirm.")
                },
            ),
            Self::NoDecision { .. } => conflict(
                "no-such-decision",
                words("没有这条决定", "请刷新页面。"),
                words("There is no such decision", "Reload the page."),
            ),
            Self::Full => conflict(
                "record-full",
                Words {
                    title: format!("这份记录已有 {ENTRIES_MAX} 条修改，不能再加").into(),
                    ..words("", "请确认记录。")
                },
                Words {
                    title: format!("{ENTRIES_MAX} entries were added; no more are taken").into(),
                    ..words("", "Confirm the record.")
                },
            ),
        }
    }
}

impl Explain for SettingsError {
    fn explain(&self) -> Explanation {
        let unusable = |code, chinese, english| {
            Explanation::new(StatusCode::UNPROCESSABLE_ENTITY, code, chinese, english)
        };
        match self {
            Self::Threshold => unusable(
                "threshold-too-long",
                words("时限太长", "重连、迟到、早退的时限最多 60 分钟。"),
                words("A threshold is too long", "It is an hour at most."),
            ),
            Self::Months => unusable(
                "keep-months-out-of-range",
                words("保存期限不对", "请填 1 至 120 个月。"),
                words(
                    "The months cannot be used",
                    "Keep logs for 1 to 120 months.",
                ),
            ),
            Self::Address => unusable(
                "address-unsuitable",
                words(
                    "邮箱地址不能用",
                    "最多 5 个地址，每个形如 name@example.cn。",
                ),
                words(
                    "An address cannot be used",
                    "At most 5 addresses, each like name@example.cn.",
                ),
            ),
            Self::Store(failed) => failed.explain(),
        }
    }
}

refuses_with!(RecordsError);
