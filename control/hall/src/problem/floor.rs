//! What the floor refuses, in words.

use control_domain::floor::line::LineError;
use control_domain::floor::{FloorError, Quantity};

use super::text;

/// A refusal: its status and code, and title and detail in both languages.
struct Said {
    status: u16,
    code: &'static str,
    chinese: (String, String),
    english: (String, String),
}

pub(super) fn status_and_code(error: &FloorError) -> (u16, &'static str) {
    let Said { status, code, .. } = words(error);
    (status, code)
}

pub(super) fn in_chinese(error: &FloorError) -> (String, String) {
    words(error).chinese
}

pub(super) fn in_english(error: &FloorError) -> (String, String) {
    words(error).english
}

fn said(
    status: u16,
    code: &'static str,
    chinese: (impl Into<String>, impl Into<String>),
    english: (impl Into<String>, impl Into<String>),
) -> Said {
    Said {
        status,
        code,
        chinese: text(chinese.0, chinese.1),
        english: text(english.0, english.1),
    }
}

/// The table of everything that the floor refuses.
fn words(error: &FloorError) -> Said {
    match error {
        FloorError::NotTheHost { .. } => said(
            403,
            "not-the-host",
            ("只有主持台可以这样操作", "请在主会场的主持台上操作。"),
            (
                "Only the host console may do this",
                "Do it at the host console in the main venue.",
            ),
        ),
        FloorError::NotTheChair { chair: Some(venue) } => said(
            403,
            "not-the-chair",
            (
                format!("主席权在 {venue:02} 号会场，操作未执行"),
                "如需操作，请先申请主席；主持台可以收回主席权。",
            ),
            (
                format!("Venue {venue:02} holds the chair, so nothing was done"),
                "Ask for the chair first; the host console can take it back.",
            ),
        ),
        FloorError::NotTheChair { chair: None } => said(
            403,
            "not-the-chair",
            ("会议暂无主席，操作未执行", "请等主持台入会。"),
            (
                "Nobody holds the chair, so nothing was done",
                "Wait until the host console has joined.",
            ),
        ),
        FloorError::WatchesOnly => said(
            403,
            "wall-watches-only",
            ("大屏幕只看不操作", "请在主持台上操作。"),
            (
                "A wall shows and does nothing else",
                "Do it at the host console.",
            ),
        ),
        FloorError::NotABranch => said(
            403,
            "not-a-branch",
            ("主会场不用申请发言", "主会场的麦克风一直可用。"),
            (
                "The main venue need not ask for the floor",
                "Its microphone is always available.",
            ),
        ),
        FloorError::UnknownVenue { venue } => said(
            404,
            "venue-unknown",
            (
                format!("本次会议没有 {venue:02} 号会场"),
                "请从会场列表中选择。",
            ),
            (
                format!("This session has no venue {venue:02}"),
                "Choose one from the list of venues.",
            ),
        ),
        FloorError::AbsentVenue { venue } => said(
            409,
            "venue-absent",
            (
                format!("{venue:02} 号会场未入会，操作未执行"),
                "请等该会场入会，或选择其他会场。",
            ),
            (
                format!("Venue {venue:02} is absent, so nothing was done"),
                "Wait until it has joined, or choose another.",
            ),
        ),
        FloorError::Ended => said(
            409,
            "session-not-live",
            ("会议已结束", "请回到首页查看会议安排。"),
            (
                "The session is over",
                "See the start page for what is planned.",
            ),
        ),
        FloorError::HoldsChair { venue } => said(
            409,
            "holds-chair",
            (format!("{venue:02} 号会场已是主席"), "无需再次操作。"),
            (
                format!("Venue {venue:02} holds the chair already"),
                "There is nothing more to do.",
            ),
        ),
        FloorError::ChairRequested { .. } => said(
            409,
            "chair-requested",
            ("已申请主席", "请等主席同意，或撤回申请。"),
            (
                "The chair has been asked for already",
                "Wait for the chair to agree, or withdraw the request.",
            ),
        ),
        FloorError::NoChairRequest { venue } => said(
            409,
            "no-chair-request",
            (
                format!("{venue:02} 号会场没有申请主席"),
                "申请可能已撤回，以页面上的列表为准。",
            ),
            (
                format!("Venue {venue:02} does not ask for the chair"),
                "It may have withdrawn; the list on the page is right.",
            ),
        ),
        FloorError::NobodyForChair => said(
            409,
            "nobody-for-chair",
            (
                "没有会场可以接任主席，未释放",
                "请先把主席权交给一个会场，或等有会场申请。",
            ),
            (
                "Nobody would have the chair, so it was not released",
                "Give it to a venue, or wait until one asks for it.",
            ),
        ),
        FloorError::QuestionOpen { .. } => said(
            409,
            "question-open",
            (
                "已在发言队列中",
                "每个会场同时只能有一个申请；可先撤回再重新申请。",
            ),
            (
                "This venue is in the queue already",
                "A venue has one question at a time; withdraw it to ask another.",
            ),
        ),
        FloorError::ListClosed => said(
            409,
            "list-closed",
            ("发言申请已截止", "如属程序问题，仍可申请。"),
            (
                "No more questions are taken",
                "A point of order can still be raised.",
            ),
        ),
        FloorError::QuestionGone { question } => said(
            409,
            "question-gone",
            (
                format!("{question} 号申请已不在队列中"),
                "可能已撤回或已请发言，以页面上的队列为准。",
            ),
            (
                format!("Question {question} does not wait any more"),
                "It was withdrawn or granted; the queue on the page is right.",
            ),
        ),
        FloorError::NotYourQuestion { .. } => said(
            403,
            "not-your-question",
            ("这不是本会场的申请", "只有申请的会场或主席可以这样操作。"),
            (
                "This is another venue's question",
                "Only the venue that asked, or the chair, may do this.",
            ),
        ),
        FloorError::Speaking { venue } => said(
            409,
            "venue-speaking",
            (
                format!("{venue:02} 号会场正在发言，操作未执行"),
                "请先结束发言。",
            ),
            (
                format!("Venue {venue:02} has the floor, so nothing was done"),
                "End its question first.",
            ),
        ),
        FloorError::NotSpeaking { .. } => said(
            409,
            "not-speaking",
            ("该申请不在发言中", "发言可能已经结束，以页面为准。"),
            (
                "This question does not have the floor",
                "It may have ended already; the page is right.",
            ),
        ),
        FloorError::RollCallRunning => said(
            409,
            "roll-call-running",
            ("正在点名，操作未执行", "请先结束点名。"),
            (
                "A roll call is running, so nothing was done",
                "End the roll call first.",
            ),
        ),
        FloorError::NoRollCall => said(
            409,
            "no-roll-call",
            ("当前没有点名", "请先开始点名。"),
            ("No roll call is running", "Start one first."),
        ),
        FloorError::MainNotCalled => said(
            409,
            "main-not-called",
            ("主会场不参加点名", "请选择分会场。"),
            ("The main venue is not called", "Choose a branch venue."),
        ),
        FloorError::NoPatrol => said(
            409,
            "no-patrol",
            ("当前没有轮巡", "轮巡可能已经停止。"),
            ("No patrol is running", "It may have stopped already."),
        ),
        FloorError::NoBroadcast => said(
            409,
            "no-broadcast",
            ("当前没有广播会场", "广播可能已经结束。"),
            ("Nothing is broadcast", "It may have ended already."),
        ),
        FloorError::PictureForced => said(
            409,
            "picture-forced",
            (
                "当前画面由主席统一，不能选看",
                "广播、发言、点名或轮巡结束后可以选看。",
            ),
            (
                "The picture is the same for everybody now",
                "Choose again after the broadcast, question, roll call or patrol.",
            ),
        ),
        FloorError::OwnPicture { .. } => said(
            409,
            "own-picture",
            ("不能选看本会场", "本会场画面已在页面上。"),
            (
                "A venue does not watch itself",
                "Its own picture is on the page already.",
            ),
        ),
        FloorError::SlidesHeld { venue } => said(
            409,
            "slides-held",
            (
                format!("{venue:02} 号会场正在共享材料"),
                "请等其结束，或请主席安排。",
            ),
            (
                format!("Venue {venue:02} presents slides"),
                "Wait until it has finished, or ask the chair.",
            ),
        ),
        FloorError::NotOnStage { .. } => said(
            403,
            "not-on-stage",
            (
                "本会场不在主画面，不能共享材料",
                "请先申请发言，或请主席安排。",
            ),
            (
                "Slides are presented from the stage",
                "Ask for the floor first, or ask the chair.",
            ),
        ),
        FloorError::NobodyMissing => said(
            409,
            "nobody-missing",
            ("全部会场均已入会", "无需呼叫。"),
            ("Every venue is here", "There is nobody to call."),
        ),
        FloorError::NoSuchLayout { pictures } => said(
            422,
            "no-such-layout",
            (
                format!("大屏幕不能显示 {pictures} 画面"),
                "请选择 1、4、9、16、25 或 33 画面。",
            ),
            (
                format!("A wall does not show {pictures} pictures"),
                "Choose 1, 4, 9, 16, 25 or 33.",
            ),
        ),
        FloorError::OutOfRange {
            quantity,
            value,
            min,
            max,
        } => out_of_range(*quantity, *value, *min, *max),
        FloorError::Line(LineError::Long { chars, chars_max }) => said(
            422,
            "text-too-long",
            (
                format!("文字过长：{chars} 字"),
                format!("最多 {chars_max} 字，请缩短后重试。"),
            ),
            (
                format!("The text is too long: {chars} characters"),
                format!("At most {chars_max} are possible. Shorten it and try again."),
            ),
        ),
        FloorError::Line(LineError::ControlCharacter) => said(
            422,
            "text-malformed",
            ("文字中有换行或特殊字符", "请改成一行普通文字。"),
            (
                "The text holds a line break or a special character",
                "Write it as one plain line.",
            ),
        ),
    }
}

/// A quantity that is too small or too large, or of which nothing is left.
fn out_of_range(quantity: Quantity, value: u16, min: u16, max: u16) -> Said {
    let (name, unit, english_name, english_unit) = match quantity {
        Quantity::PatrolSeconds => ("轮巡间隔", "秒", "The patrol's interval", " seconds"),
        Quantity::SpeakingSeconds => ("发言时限", "秒", "The speaking time", " seconds"),
        Quantity::ExtensionMinutes => ("延长时间", "分钟", "The extension", " minutes"),
        Quantity::WallPage => ("大屏幕页码", "页", "The wall's page", ""),
    };
    let (status, code) = (422, "out-of-range");
    if max < min {
        return said(
            status,
            code,
            (format!("{name}已用完"), "不能再增加。"),
            (
                format!("{english_name} is used up"),
                "There is no more to be had.",
            ),
        );
    }
    said(
        status,
        code,
        (
            format!("{name}不能是 {value} {unit}"),
            format!("请填写 {min} 到 {max} {unit}。"),
        ),
        (
            format!("{english_name} cannot be {value}{english_unit}"),
            format!("Choose {min} to {max}{english_unit}."),
        ),
    )
}

/// One refusal of every kind, to see that all are documented and worded.
#[cfg(test)]
pub(super) fn every_kind() -> Vec<FloorError> {
    use control_domain::seating::Place;

    let (venue, question) = (3, 4);
    vec![
        FloorError::NotTheHost { place: Place::Wall },
        FloorError::NotTheChair { chair: None },
        FloorError::NotTheChair { chair: Some(venue) },
        FloorError::WatchesOnly,
        FloorError::NotABranch,
        FloorError::UnknownVenue { venue },
        FloorError::AbsentVenue { venue },
        FloorError::Ended,
        FloorError::HoldsChair { venue },
        FloorError::ChairRequested { venue },
        FloorError::NoChairRequest { venue },
        FloorError::NobodyForChair,
        FloorError::QuestionOpen { question, venue },
        FloorError::ListClosed,
        FloorError::QuestionGone { question },
        FloorError::NotYourQuestion { question, venue },
        FloorError::Speaking { venue },
        FloorError::NotSpeaking { question },
        FloorError::RollCallRunning,
        FloorError::NoRollCall,
        FloorError::MainNotCalled,
        FloorError::NoPatrol,
        FloorError::NoBroadcast,
        FloorError::PictureForced,
        FloorError::OwnPicture { venue },
        FloorError::SlidesHeld { venue },
        FloorError::NotOnStage { venue },
        FloorError::NobodyMissing,
        FloorError::NoSuchLayout { pictures: 2 },
        FloorError::OutOfRange {
            quantity: Quantity::PatrolSeconds,
            value: 5,
            min: 10,
            max: 120,
        },
        FloorError::OutOfRange {
            quantity: Quantity::ExtensionMinutes,
            value: 5,
            min: 1,
            max: 0,
        },
        FloorError::Line(LineError::Long {
            chars: 61,
            chars_max: 60,
        }),
        FloorError::Line(LineError::ControlCharacter),
    ]
}
