//! What pages are told when something does not work: what happened, and what to do next, in
//! Chinese and English.

use control_domain::agenda::AgendaError;
use control_domain::attendance::sign_in::SignInError;
use control_domain::floor::FloorError;
use control_domain::seating::{PLAYERS_MAX, Place, SeatingError, WALLS_MAX};
use control_wire::problem::Problem;
use control_wire::signal::{Language, MESSAGE_BYTES_MAX, VERSION};
use sfu_wire::Refusal;

use crate::limits::{LINES_MAX, MID_BYTES_MAX, SDP_BYTES_MAX, STRIKES_MAX};
use crate::log::LogFailed;

mod agenda;
mod floor;
mod sign_in;

/// Why a message or a connection is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The first message is something else than a hello.
    HelloExpected,
    /// The page speaks another version.
    WrongVersion { theirs: u16 },
    /// Not a message of this set.
    Unreadable { detail: String },
    /// Longer than a message may be.
    TooLong,
    /// A second hello on one connection.
    AlreadySeated,
    /// Too many unreadable messages.
    TooManyStrikes,
    /// The session is not open: not yet, or not any more.
    SessionNotLive,
    /// The login or link does not allow this place.
    PlaceNotAllowed,
    /// The seating says no.
    Seating(SeatingError),
    /// The session log cannot be written.
    LogUnavailable,
    /// The floor says no.
    Floor(FloorError),
    /// The run of show says no.
    Agenda(AgendaError),
    /// The sign-in sheet says no.
    SignIn(SignInError),
    /// A wall has no camera, microphone or screen to send.
    WallPublishes,
    /// The offer's lines are not acceptable.
    Lines(LinesError),
    /// A stream's offer has other lines than an encoder or a player has.
    StreamLines,
    /// An offer for a media connection that does not exist (any more).
    NoMediaConnection,
    /// The media node says no.
    Node(Refusal),
}

/// What is wrong with the lines of an offer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LinesError {
    #[error("{lines} lines, {LINES_MAX} are allowed")]
    TooMany { lines: usize },
    #[error("a mid is empty or longer than {MID_BYTES_MAX} bytes")]
    BadMid,
    #[error("a mid is named twice")]
    SameMid,
    #[error("a source is published twice")]
    SameSource,
    #[error("{bytes} bytes of SDP, {SDP_BYTES_MAX} are allowed")]
    LongSdp { bytes: usize },
}

impl From<LogFailed> for Trouble {
    /// The page need not know the store's words.
    fn from(_: LogFailed) -> Self {
        Self::LogUnavailable
    }
}

impl From<SeatingError> for Trouble {
    fn from(error: SeatingError) -> Self {
        Self::Seating(error)
    }
}

impl From<FloorError> for Trouble {
    fn from(error: FloorError) -> Self {
        Self::Floor(error)
    }
}

impl From<AgendaError> for Trouble {
    fn from(error: AgendaError) -> Self {
        Self::Agenda(error)
    }
}

impl From<SignInError> for Trouble {
    fn from(error: SignInError) -> Self {
        Self::SignIn(error)
    }
}

impl From<LinesError> for Trouble {
    fn from(error: LinesError) -> Self {
        Self::Lines(error)
    }
}

impl Trouble {
    /// The problem document for people who read `language`.
    pub(crate) fn problem(&self, language: Language) -> Problem {
        let (status, code) = self.status_and_code();
        let (title, detail) = match language {
            Language::Chinese => self.in_chinese(),
            Language::English => self.in_english(),
        };
        Problem {
            status,
            code: code.to_owned(),
            title,
            detail,
        }
    }

    fn status_and_code(&self) -> (u16, &'static str) {
        match self {
            Self::HelloExpected => (400, "hello-expected"),
            Self::WrongVersion { .. } => (426, "wrong-version"),
            Self::Unreadable { .. } => (400, "unreadable-message"),
            Self::TooLong => (413, "message-too-long"),
            Self::AlreadySeated => (409, "already-seated"),
            Self::TooManyStrikes => (429, "too-many-unreadable-messages"),
            Self::SessionNotLive => (409, "session-not-live"),
            Self::PlaceNotAllowed => (403, "place-not-allowed"),
            Self::Seating(SeatingError::NotTakingPart { .. }) => (403, "venue-not-taking-part"),
            Self::Seating(SeatingError::NoSuchPlace { .. }) => (409, "no-such-place"),
            Self::Seating(SeatingError::Locked { .. }) => (409, "session-locked"),
            Self::Seating(SeatingError::WallsTaken) => (409, "walls-taken"),
            Self::Seating(SeatingError::PlayersTaken) => (503, "players-taken"),
            Self::LogUnavailable => (503, "log-unavailable"),
            Self::Floor(error) => floor::status_and_code(error),
            Self::Agenda(error) => agenda::status_and_code(error),
            Self::SignIn(error) => sign_in::status_and_code(error),
            Self::WallPublishes => (403, "wall-cannot-publish"),
            Self::Lines(LinesError::LongSdp { .. }) => (413, "offer-too-long"),
            Self::Lines(LinesError::TooMany { .. }) | Self::Node(Refusal::TooManyLines { .. }) => {
                (413, "too-many-lines")
            }
            Self::Lines(LinesError::BadMid | LinesError::SameMid | LinesError::SameSource)
            | Self::StreamLines
            | Self::Node(Refusal::Malformed { .. }) => (422, "offer-malformed"),
            Self::NoMediaConnection => (409, "no-media-connection"),
            Self::Node(Refusal::NoCommonCodec { .. }) => (422, "no-common-codec"),
            Self::Node(Refusal::NoSuchRoom) => (503, "media-not-ready"),
            Self::Node(Refusal::Full { .. }) => (503, "media-full"),
            Self::Node(Refusal::NoNode) => (503, "no-media-node"),
        }
    }

    fn in_chinese(&self) -> (String, String) {
        match self {
            Self::HelloExpected => text("没有收到入会请求", "请刷新页面重新入会。"),
            Self::WrongVersion { theirs } => text(
                "页面版本与服务器不一致",
                format!("页面版本 {theirs}，服务器版本 {VERSION}。请刷新页面。"),
            ),
            Self::Unreadable { detail } => text(
                "服务器读不懂这条消息",
                format!("会议不受影响；如反复出现请刷新页面。（{detail}）"),
            ),
            Self::TooLong => text(
                "消息过长，未被接收",
                format!("一条消息最多 {MESSAGE_BYTES_MAX} 字节。请刷新页面后重试。"),
            ),
            Self::AlreadySeated => text("本页面已经入会", "无需再次入会，会议照常进行。"),
            Self::TooManyStrikes => text(
                "连接已关闭：无法识别的消息过多",
                format!("已收到 {STRIKES_MAX} 条无法识别的消息。请刷新页面重新入会。"),
            ),
            Self::SessionNotLive => text("会议未开始或已结束", "请回到首页查看会议安排。"),
            Self::PlaceNotAllowed => text(
                "本账号或设备链接不能使用这个席位",
                "请打开本会场的设备链接，或请管理员核对账号。",
            ),
            Self::Seating(SeatingError::NotTakingPart { venue }) => text(
                format!("{venue:02} 号会场不在本次会议的参会范围内"),
                "如需参会，请与会议组织者联系。",
            ),
            Self::Seating(SeatingError::NoSuchPlace { venue, place }) => text(
                format!("{venue:02} 号会场没有“{}”席位", place_in_chinese(*place)),
                "主持台和大屏幕属于主会场，分会场请打开本会场的设备链接。",
            ),
            Self::Seating(SeatingError::Locked { venue }) => text(
                format!("会议已锁定，{venue:02} 号会场未能入会"),
                "请与主会场联系，解锁后重试。",
            ),
            Self::Seating(SeatingError::WallsTaken) => text(
                format!("已有 {WALLS_MAX} 块大屏幕在线"),
                "请先关闭其中一块，再打开这一块。",
            ),
            Self::Seating(SeatingError::PlayersTaken) => text(
                format!("已有 {PLAYERS_MAX} 个播放器在观看"),
                "请关闭不用的播放器后重试。",
            ),
            Self::LogUnavailable => text(
                "会议记录暂时无法写入，操作未执行",
                "会议照常进行；请稍后重试，仍不成功请联系管理员检查磁盘空间。",
            ),
            Self::Floor(error) => floor::in_chinese(error),
            Self::Agenda(error) => agenda::in_chinese(error),
            Self::SignIn(error) => sign_in::in_chinese(error),
            Self::WallPublishes => text("大屏幕只看不发", "请在主持台上打开摄像头和麦克风。"),
            Self::Lines(error) => text(
                "音视频请求不合规",
                format!("请刷新页面重新入会。（{error}）"),
            ),
            Self::StreamLines => text(
                "推流或播放请求的音视频不合规",
                "推流时发送一路画面、一路声音；播放时接收一路画面、最多三路声音。请检查编码器或播放器的设置。",
            ),
            Self::NoMediaConnection => text("音视频连接已不存在", "请重新建立音视频连接。"),
            Self::Node(Refusal::Malformed { detail }) => text(
                "音视频请求无法识别",
                format!("请刷新页面；仍不成功请换用新版浏览器。（{detail}）"),
            ),
            Self::Node(Refusal::TooManyLines { lines_max }) => text(
                "一个页面请求的画面过多",
                format!("最多 {lines_max} 路。请减少画面后重试。"),
            ),
            Self::Node(Refusal::NoCommonCodec { .. }) => text(
                "浏览器没有可用的编码",
                "需要 VP8 或 H.264 视频、Opus 声音。请换用新版浏览器（极速模式）。",
            ),
            Self::Node(Refusal::NoSuchRoom) => {
                text("音视频服务正在准备", "座位已保留，请几秒后重试。")
            }
            Self::Node(Refusal::Full { peers_max }) => text(
                "音视频服务已满",
                format!("最多 {peers_max} 路连接。请关闭不用的页面，或联系管理员。"),
            ),
            Self::Node(Refusal::NoNode) => text(
                "音视频服务暂时不可用",
                "座位已保留，页面会自动重试；超过一分钟请联系管理员。",
            ),
        }
    }

    fn in_english(&self) -> (String, String) {
        match self {
            Self::HelloExpected => text("No hello was received", "Reload the page to join again."),
            Self::WrongVersion { theirs } => text(
                "The page and the server are of different versions",
                format!("The page speaks version {theirs}, the server {VERSION}. Reload the page."),
            ),
            Self::Unreadable { detail } => text(
                "The server cannot read this message",
                format!("The meeting goes on; if it happens again, reload the page. ({detail})"),
            ),
            Self::TooLong => text(
                "The message is too long and was not taken",
                format!("A message has at most {MESSAGE_BYTES_MAX} bytes. Reload and try again."),
            ),
            Self::AlreadySeated => text(
                "This page has joined already",
                "There is no need to join again; the meeting goes on.",
            ),
            Self::TooManyStrikes => text(
                "Connection closed: too many unreadable messages",
                format!("{STRIKES_MAX} messages could not be read. Reload the page to join again."),
            ),
            Self::SessionNotLive => text(
                "The session is not open",
                "It has not begun or is over. See the start page for what is planned.",
            ),
            Self::PlaceNotAllowed => text(
                "This account or device link may not take this place",
                "Open your venue's device link, or ask the administrator to check the account.",
            ),
            Self::Seating(SeatingError::NotTakingPart { venue }) => text(
                format!("Venue {venue:02} does not take part in this session"),
                "If it should, ask whoever convened the meeting.",
            ),
            Self::Seating(SeatingError::NoSuchPlace { venue, place }) => text(
                format!("Venue {venue:02} has no {} seat", place_in_english(*place)),
                "Host console and wall belong to the main venue; branches open their own link.",
            ),
            Self::Seating(SeatingError::Locked { venue }) => text(
                format!("The session is locked and venue {venue:02} could not join"),
                "Ask the main venue to unlock it, then try again.",
            ),
            Self::Seating(SeatingError::WallsTaken) => text(
                format!("{WALLS_MAX} walls are connected already"),
                "Close one of them before opening this one.",
            ),
            Self::Seating(SeatingError::PlayersTaken) => text(
                format!("{PLAYERS_MAX} players watch already"),
                "Close one that is not needed, then try again.",
            ),
            Self::LogUnavailable => text(
                "The session log cannot be written, so nothing was done",
                "The meeting goes on. Try again soon; if it persists, have the disk space checked.",
            ),
            Self::Floor(error) => floor::in_english(error),
            Self::Agenda(error) => agenda::in_english(error),
            Self::SignIn(error) => sign_in::in_english(error),
            Self::WallPublishes => text(
                "A wall shows and does not send",
                "Use camera and microphone at the host console.",
            ),
            Self::Lines(error) => text(
                "The media request is not acceptable",
                format!("Reload the page to join again. ({error})"),
            ),
            Self::StreamLines => text(
                "The stream's media are not what can be sent or played here",
                "An encoder sends one picture and one sound; a player is sent one picture and up to three sounds. Check its settings.",
            ),
            Self::NoMediaConnection => text(
                "The media connection does not exist any more",
                "Start a new media connection.",
            ),
            Self::Node(Refusal::Malformed { detail }) => text(
                "The media request cannot be read",
                format!("Reload the page; if that fails, use a newer browser. ({detail})"),
            ),
            Self::Node(Refusal::TooManyLines { lines_max }) => text(
                "One page asks for too many pictures",
                format!("At most {lines_max} are possible. Ask for fewer."),
            ),
            Self::Node(Refusal::NoCommonCodec { .. }) => text(
                "The browser has no codec that can be used",
                "VP8 or H.264 video and Opus sound are needed. Use a newer browser.",
            ),
            Self::Node(Refusal::NoSuchRoom) => text(
                "The media service is getting ready",
                "The seat is kept; try again in a few seconds.",
            ),
            Self::Node(Refusal::Full { peers_max }) => text(
                "The media service is full",
                format!("It holds {peers_max} connections. Close pages that are not needed."),
            ),
            Self::Node(Refusal::NoNode) => text(
                "The media service is not available now",
                "The seat is kept and the page tries again; after a minute, ask the administrator.",
            ),
        }
    }
}

fn text(title: impl Into<String>, detail: impl Into<String>) -> (String, String) {
    (title.into(), detail.into())
}

fn place_in_chinese(place: Place) -> &'static str {
    match place {
        Place::Host => "主持台",
        Place::Wall => "大屏幕",
        Place::Branch => "分会场",
        Place::Encoder => "推流编码器",
        Place::Player => "播放器",
    }
}

fn place_in_english(place: Place) -> &'static str {
    match place {
        Place::Host => "host",
        Place::Wall => "wall",
        Place::Branch => "branch",
        Place::Encoder => "encoder",
        Place::Player => "player",
    }
}

/// What is wrong with a page's message, short enough to send back.
pub(crate) fn unreadable(error: &serde_json::Error) -> Trouble {
    const DETAIL_CHARS_MAX: usize = 160;
    Trouble::Unreadable {
        detail: error.to_string().chars().take(DETAIL_CHARS_MAX).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// One trouble of every kind, to see that all are documented and worded.
    fn every_kind() -> Vec<Trouble> {
        let venue = 3;
        let (detail, mid) = (String::new(), "0".to_owned());
        let of_the_floor = floor::every_kind().into_iter().map(Trouble::Floor);
        let of_the_agenda = agenda::every_kind().into_iter().map(Trouble::Agenda);
        let of_the_sheet = sign_in::every_kind().into_iter().map(Trouble::SignIn);
        let others = vec![
            Trouble::HelloExpected,
            Trouble::WrongVersion { theirs: 2 },
            Trouble::Unreadable {
                detail: detail.clone(),
            },
            Trouble::TooLong,
            Trouble::AlreadySeated,
            Trouble::TooManyStrikes,
            Trouble::SessionNotLive,
            Trouble::PlaceNotAllowed,
            SeatingError::NotTakingPart { venue }.into(),
            SeatingError::NoSuchPlace {
                venue,
                place: Place::Host,
            }
            .into(),
            SeatingError::Locked { venue }.into(),
            SeatingError::WallsTaken.into(),
            SeatingError::PlayersTaken.into(),
            Trouble::StreamLines,
            Trouble::LogUnavailable,
            Trouble::WallPublishes,
            LinesError::TooMany { lines: 65 }.into(),
            LinesError::SameMid.into(),
            LinesError::LongSdp { bytes: 200_001 }.into(),
            Trouble::NoMediaConnection,
            Trouble::Node(Refusal::Malformed { detail }),
            Trouble::Node(Refusal::TooManyLines { lines_max: 64 }),
            Trouble::Node(Refusal::NoCommonCodec { mid }),
            Trouble::Node(Refusal::NoSuchRoom),
            Trouble::Node(Refusal::Full { peers_max: 1 }),
            Trouble::Node(Refusal::NoNode),
        ];
        others
            .into_iter()
            .chain(of_the_floor)
            .chain(of_the_agenda)
            .chain(of_the_sheet)
            .collect()
    }

    #[test]
    fn the_signalling_document_lists_exactly_the_codes_that_are_sent() {
        let document = include_str!("../../../docs/signalling.md");
        let (_, problems) = document.split_once("\n## Problems\n").unwrap();
        let (problems, _) = problems.split_once("\n## ").unwrap();
        let listed: BTreeSet<_> = problems
            .lines()
            .filter(|line| line.starts_with("| `"))
            .map(|line| line.split(" | ").take(2).collect::<Vec<_>>().join(" | "))
            .collect();
        let sent: BTreeSet<_> = every_kind()
            .iter()
            .map(|trouble| {
                let (status, code) = trouble.status_and_code();
                format!("| `{code}` | {status}")
            })
            .collect();
        assert_eq!(listed, sent);
    }

    #[test]
    fn every_trouble_says_what_happened_and_what_to_do_in_both_languages() {
        for trouble in every_kind() {
            let chinese = trouble.problem(Language::Chinese);
            let english = trouble.problem(Language::English);
            for text in [&chinese.title, &chinese.detail] {
                assert!(text.chars().any(|c| c > '\u{2E7F}'), "not Chinese: {text}");
            }
            for text in [&english.title, &english.detail] {
                assert!(text.is_ascii() && !text.is_empty(), "not English: {text}");
            }
        }
    }

    #[test]
    fn texts_name_the_venue_in_both_languages() {
        let absent = Trouble::Floor(FloorError::AbsentVenue { venue: 3 });
        let chinese = absent.problem(Language::Chinese);
        assert_eq!(chinese.title, "03 号会场未入会，操作未执行");
        let english = absent.problem(Language::English);
        assert_eq!(english.code, chinese.code);
        assert!(english.title.contains("Venue 03"));
    }
}
