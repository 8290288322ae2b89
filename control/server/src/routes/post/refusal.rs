//! What the post's addresses refuse, and in which words.

use axum::http::StatusCode;

use crate::accounts::access::AccessRefused;
use crate::post::account::AccountError;
use crate::post::letter::LetterError;
use crate::post::smtp::SmtpError;
use crate::problem::{Explain, Explanation, Words, refuses_with, words};
use crate::store::StoreFailed;
use crate::store::mailboxes::ChangeMailboxesError;
use crate::store::outbox::SettleError;
use crate::store::tips::{ChangeTipError, WAITING_MAX};

/// Longest title of a tip, in characters.
pub(super) const TITLE_CHARS_MAX: usize = 80;

/// Longest text of a tip, in characters.
pub(super) const BODY_CHARS_MAX: usize = 2000;

/// Why the post did not do what was asked of it.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// Not for this caller.
    #[error(transparent)]
    Access(#[from] AccessRefused),
    /// The mail settings have a host, name or public address that cannot be one.
    #[error("the mail settings do not fit")]
    SettingsUnsuitable,
    /// The text is no e-mail address.
    #[error("not an e-mail address: {0}")]
    Address(String),
    /// No mail server is set.
    #[error("no mail server is set")]
    NoMailServer,
    /// The mail server cannot be reached, refuses, or does not answer.
    #[error("the mail server: {0}")]
    Server(SmtpError),
    /// The test mail cannot be made.
    #[error(transparent)]
    Letter(#[from] LetterError),
    /// The settings cannot be read or written.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// Mailboxes.
    #[error(transparent)]
    Mailboxes(#[from] ChangeMailboxesError),
    /// A message's state.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// The title or text is empty or too long.
    #[error("a tip's title or text does not fit")]
    TipUnsuitable,
    /// The tip is another department's.
    #[error("another department's")]
    OtherDepartment,
    /// Only who plans for all departments may.
    #[error("for the coordinator only")]
    CoordinatorOnly,
    /// Nothing is to be sent.
    #[error("no tip waits")]
    NothingToSend,
    /// The minutes are not of a day.
    #[error("not a time of day")]
    NotATime,
    /// Tips.
    #[error(transparent)]
    Tip(#[from] ChangeTipError),
    /// There is no such calendar owner, or no link of theirs.
    #[error("no such calendar")]
    NoSuchCalendar,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

fn unsuitable(code: &'static str, chinese: Words, english: Words) -> Explanation {
    Explanation::new(StatusCode::UNPROCESSABLE_ENTITY, code, chinese, english)
}

impl Explain for PostError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Access(refused) => refused.explain(),
            Self::Store(failed)
            | Self::Account(AccountError::Store(failed))
            | Self::Mailboxes(ChangeMailboxesError::Store(failed))
            | Self::Settle(SettleError::Store(failed))
            | Self::Tip(ChangeTipError::Store(failed)) => failed.explain(),
            Self::Account(
                error @ (AccountError::Password { .. }
                | AccountError::WritePassword(_)
                | AccountError::Unreadable(_)),
            ) => Explanation {
                cause: Some(error.to_string()),
                ..Explanation::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "mail-settings-unusable",
                    words(
                        "邮件设置无法读写",
                        "请检查服务器数据目录的权限和磁盘空间，然后重新填写邮件设置。",
                    ),
                    words(
                        "The mail settings cannot be read or written",
                        "Check the permissions and the free space of the data directory, then enter them again.",
                    ),
                )
            },
            Self::SettingsUnsuitable => unsuitable(
                "mail-settings-unsuitable",
                words(
                    "邮件设置不完整",
                    "请填写服务器、端口和发件名称；访问地址形如 https://10.0.0.5:8443。",
                ),
                words(
                    "The mail settings are incomplete",
                    "Enter the server, its port and the sender's name; the public address looks like https://10.0.0.5:8443.",
                ),
            ),
            Self::Address(text) => unsuitable(
                "address-unsuitable",
                Words {
                    title: format!("“{text}”不是邮箱地址").into(),
                    detail: "请检查拼写；地址形如 name@example.cn。".into(),
                },
                Words {
                    title: format!("“{text}” is not an e-mail address").into(),
                    detail: "Check its spelling; an address looks like name@example.cn.".into(),
                },
            ),
            Self::NoMailServer => Explanation::new(
                StatusCode::CONFLICT,
                "no-mail-server",
                words("还没有设置邮件服务器", "请先保存邮件设置，再发送测试邮件。"),
                words("No mail server is set", "Save the mail settings first."),
            ),
            Self::Server(error) => Explanation::new(
                StatusCode::BAD_GATEWAY,
                "mail-server-refused",
                Words {
                    title: "邮件服务器没有接收测试邮件".into(),
                    detail: format!("请按对方的回答检查设置：{error}").into(),
                },
                Words {
                    title: "The mail server did not take the test mail".into(),
                    detail: format!("Check the settings by its answer: {error}").into(),
                },
            ),
            Self::Letter(error) => unsuitable(
                "letter-unsuitable",
                Words {
                    title: "邮件无法生成".into(),
                    detail: format!("请检查发件地址和收件地址（{error}）").into(),
                },
                Words {
                    title: "The mail cannot be made".into(),
                    detail: format!("Check the sender's and the recipient's address ({error})")
                        .into(),
                },
            ),
            Self::Mailboxes(ChangeMailboxesError::NoSuchVenue) => unsuitable(
                "no-such-venue",
                words("有的会场不存在", "没有任何改动。请刷新会场列表后重试。"),
                words(
                    "One of the venues does not exist",
                    "Nothing was changed. Reload the list of venues and try again.",
                ),
            ),
            Self::Settle(SettleError::Unknown) => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-message",
                words("没有这封邮件", "它可能已被清理，请刷新列表。"),
                words("There is no such message", "Reload the list."),
            ),
            Self::Settle(SettleError::NotOpen) => Explanation::new(
                StatusCode::CONFLICT,
                "message-not-open",
                words("这封邮件不需要处理", "它的状态已经变化，请刷新列表。"),
                words(
                    "This message needs nothing",
                    "Its state has changed; reload the list.",
                ),
            ),
            Self::TipUnsuitable => unsuitable(
                "tip-unsuitable",
                Words {
                    title: "提示的标题或内容不合适".into(),
                    detail: format!(
                        "标题 1 至 {TITLE_CHARS_MAX} 个字、不换行；内容 1 至 {BODY_CHARS_MAX} 个字。"
                    )
                    .into(),
                },
                Words {
                    title: "The tip's title or text does not fit".into(),
                    detail: format!(
                        "A title has 1 to {TITLE_CHARS_MAX} characters and no line break, a text 1 to {BODY_CHARS_MAX}."
                    )
                    .into(),
                },
            ),
            Self::OtherDepartment => Explanation::new(
                StatusCode::FORBIDDEN,
                "other-department",
                words("这是其他科室的提示", "请与该科室或统筹人员联系。"),
                words(
                    "This tip is another department's",
                    "Ask that department, or whoever coordinates.",
                ),
            ),
            Self::CoordinatorOnly => Explanation::new(
                StatusCode::FORBIDDEN,
                "coordinator-only",
                words("只有统筹人员可以这样做", "请与党政办的统筹人员联系。"),
                words("Only the coordinator may do this", "Ask the coordinator."),
            ),
            Self::NothingToSend => Explanation::new(
                StatusCode::CONFLICT,
                "nothing-to-send",
                words("没有可以发出的提示", "请先提交提示，或取消“暂缓”。"),
                words(
                    "No tip is to be sent",
                    "Submit one first, or release one that is held.",
                ),
            ),
            Self::NotATime => unsuitable(
                "time-unsuitable",
                words("时间不对", "请选择 00:00 至 23:59 之间的时间。"),
                words("Not a time of day", "Choose one from 00:00 to 23:59."),
            ),
            Self::Tip(ChangeTipError::NoSuchDepartment) => unsuitable(
                "no-such-department",
                words("没有这个科室", "它可能已被删除，请刷新列表。"),
                words("There is no such department", "Reload the list."),
            ),
            Self::Tip(ChangeTipError::Unknown) => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-tip",
                words("没有这条待发的提示", "它可能已经发出，请刷新列表。"),
                words("No such tip waits", "It may have gone out; reload the list."),
            ),
            Self::Tip(ChangeTipError::TooMany) => Explanation::new(
                StatusCode::CONFLICT,
                "too-many-tips",
                Words {
                    title: format!("待发的提示已有 {WAITING_MAX} 条").into(),
                    detail: "请先合并或删除一些。".into(),
                },
                Words {
                    title: format!("{WAITING_MAX} tips wait already").into(),
                    detail: "Merge or remove some first.".into(),
                },
            ),
            Self::Tip(ChangeTipError::OtherTips) => Explanation::new(
                StatusCode::CONFLICT,
                "other-tips",
                words("提示列表已经变化", "顺序没有改动，请刷新后再排。"),
                words(
                    "The list of tips has changed",
                    "The order was not changed; reload it and order again.",
                ),
            ),
            Self::NoSuchCalendar => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-calendar",
                words("没有这个日历", "链接可能已被更换，请联系街道工作人员。"),
                words(
                    "There is no such calendar",
                    "Its link may have been replaced; ask the street's staff.",
                ),
            ),
        }
    }
}

refuses_with!(PostError);
