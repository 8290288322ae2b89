//! The session's log as a table: every entry, in words.

use control_domain::floor::Change;
use control_domain::session_log::Event;
use control_domain::venue::VenueNumber;

use super::{Table, Value, columns};
use crate::dossier::{Dossier, Unreadable, logged};
use crate::language::Language;
use crate::times::date_and_second;

/// A row for every entry of the session's log.
///
/// # Errors
/// When an entry cannot be read.
pub fn events(dossier: &Dossier, language: Language) -> Result<Table, Unreadable> {
    let read = logged(&dossier.log)?;
    let rows = dossier.log.iter().zip(read).map(|(stored, entry)| {
        let (venue, what) = words(&entry.event, language);
        vec![
            Value::Number(stored.number),
            date_and_second(stored.at_ms).into(),
            venue
                .map(|number| dossier.session.venue_name(number))
                .into(),
            what.into(),
            stored.event.as_str().into(),
            stored.hash.as_str().into(),
        ]
    });
    Ok(Table {
        title: language.of("事件", "Events"),
        columns: columns(
            language,
            &[
                ("序号", "No", 5),
                ("时间", "Time", 10),
                ("会场", "Venue", 9),
                ("事件", "Event", 10),
                ("原文", "As stored", 40),
                ("校验值", "Hash", 34),
            ],
        ),
        rows: rows.collect(),
    })
}

/// Whose event it is, where it is a venue's, and what it is.
fn words(event: &Event, language: Language) -> (Option<VenueNumber>, &'static str) {
    let (venue, chinese, english) = match event {
        Event::Opened { .. } => (None, "会议开始", "session opened"),
        Event::Reopened => (None, "服务器恢复", "server back"),
        Event::NodeLinked { .. } => (None, "媒体节点连接", "media node linked"),
        Event::Joined { venue, .. } => (Some(*venue), "入会", "joined"),
        Event::PageLost { venue, .. } => (Some(*venue), "连接断开", "connection lost"),
        Event::PageReturned { venue, .. } => (Some(*venue), "重新连接", "connection back"),
        Event::MediaStarted { venue, .. } => (Some(*venue), "音视频开始", "media begun"),
        Event::LinesChanged { venue, .. } => (Some(*venue), "音视频调整", "media changed"),
        Event::MediaConnected { venue, .. } => (Some(*venue), "音视频连通", "media connected"),
        Event::MediaLost { venue, .. } => (Some(*venue), "音视频中断", "media lost"),
        Event::MediaReturned { venue, .. } => (Some(*venue), "音视频恢复", "media back"),
        Event::MediaEnded { venue, .. } => (Some(*venue), "音视频结束", "media ended"),
        Event::MediaWorking { venue, .. } => (Some(*venue), "音视频状况", "media working"),
        Event::SlidesStarted { venue, .. } => (Some(*venue), "共享开始", "slides begun"),
        Event::SlidesStopped { venue, .. } => (Some(*venue), "共享结束", "slides ended"),
        Event::Left { venue, .. } => (Some(*venue), "离会", "left"),
        Event::PutOnStage { venue, .. } => (Some(*venue), "上台", "on stage"),
        Event::Floor { by, change } => {
            let (chinese, english) = floor(change);
            (Some(*by), chinese, english)
        }
        Event::AgendaSet { .. } => (None, "议程确定", "agenda set"),
        Event::ItemStarted { by, .. } => (Some(*by), "议题开始", "item begun"),
        Event::ItemEnded { by, .. } => (Some(*by), "议题结束", "item ended"),
        Event::ItemSkipped { by, .. } => (Some(*by), "议题略过", "item skipped"),
        Event::SignIn { venue, .. } => (Some(*venue), "签到", "signed in"),
        Event::StillLive => (None, "会议进行中", "session live"),
        Event::Ended => (None, "会议结束", "session ended"),
    };
    (venue, language.of(chinese, english))
}

fn floor(change: &Change) -> (&'static str, &'static str) {
    match change {
        Change::Chair(_) => ("主席", "chair"),
        Change::Question(_) => ("发言", "question"),
        Change::RollCall(_) => ("点名", "roll call"),
        Change::Patrol(_) => ("轮巡", "patrol"),
        Change::Picture(_) => ("画面", "picture"),
        Change::Microphone(_) => ("麦克风", "microphone"),
        Change::Slides(_) => ("共享权", "slides"),
        Change::Course(_) => ("会议进程", "course"),
        Change::Notice(_) => ("横幅字幕", "notice"),
        Change::Wall(_) => ("大屏布局", "wall layout"),
    }
}
