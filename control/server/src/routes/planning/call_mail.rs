//! What departments are mailed when a window is published (会前两天征集).

use control_wire::rest::planning::HalfDay;
use control_wire::rest::planning::windows::Window;
use control_wire::rest::post::MessageKind;
use planning::dates::date_and_minute;
use planning::street::Street;

use crate::store::outbox::NewMessage;
use crate::store::planning::windows::CallMade;

/// One message to every department that has an address, the host's left out.
pub(super) fn messages(
    street: &Street,
    window: &Window,
    made: &CallMade<'_>,
    call: i64,
) -> Vec<NewMessage> {
    let host = window.series.and_then(|series| street.series(series));
    street
        .departments
        .iter()
        .filter(|department| host.is_none_or(|host| host.department != department.department))
        .filter_map(|department| {
            let to = department.email.clone()?;
            Some(NewMessage {
                dedup_key: format!("call/{call}/{}", department.department),
                kind: MessageKind::Call,
                to,
                subject: subject(window),
                text: text(street, window, made),
                html: None,
                calendar: None,
            })
        })
        .collect()
}

fn subject(window: &Window) -> String {
    format!(
        "拼会征集：{} {}的会议 / Items wanted, {} {}",
        window.date,
        half_zh(window.half),
        window.date,
        half_en(window.half)
    )
}

/// Chinese first, then the same in English.
fn text(street: &Street, window: &Window, made: &CallMade<'_>) -> String {
    let (deadline, minute) = date_and_minute(made.deadline_ms);
    let deadline = format!("{deadline} {:02}:{:02}", minute / 60, minute % 60);
    let host = window.series.and_then(|series| street.series(series));
    let (about_zh, about_en) = match (made.about, host) {
        ("", Some(host)) => (
            format!("会议：{}\n", host.name),
            format!("Meeting: {}\n", host.name),
        ),
        ("", None) => (String::new(), String::new()),
        (about, _) => (format!("内容：{about}\n"), format!("About: {about}\n")),
    };
    let (opens, closes) = (window.opens_min, window.closes_min);
    let hours = format!(
        "{:02}:{:02}–{:02}:{:02}",
        opens / 60,
        opens % 60,
        closes / 60,
        closes % 60
    );
    format!(
        "{} {} {hours} 在{}开会。贵科室有事项要一起开吗？\n{about_zh}\
         请于 {deadline} 前登录拼会，在“征集”中一键答复：报一项，或“没有事项”。\n\
         只需通知的事项，可改登每周工作提示，不必开会。\n\n----\n\
         There is a meeting on {}, {}, {hours}, in {}. Does your department have an item for it?\n\
         {about_en}\
         Please answer in Pinhui before {deadline}: join with an item, or nothing.\n\
         What only informs can go into the weekly tips instead.\n",
        window.date,
        half_zh(window.half),
        window.room,
        window.date,
        half_en(window.half),
        window.room,
    )
}

fn half_zh(half: HalfDay) -> &'static str {
    match half {
        HalfDay::Morning => "上午",
        HalfDay::Afternoon => "下午",
    }
}

fn half_en(half: HalfDay) -> &'static str {
    match half {
        HalfDay::Morning => "morning",
        HalfDay::Afternoon => "afternoon",
    }
}
