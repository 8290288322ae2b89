//! What a record begins with.

use control_domain::attendance::record::VenueRow;
use control_domain::venue::MAIN_VENUE;

use super::{Table, Value, columns};
use crate::checkpoint::Head;
use crate::dossier::Dossier;
use crate::language::Language;
use crate::times::{date_and_minute, date_and_second};

/// What a record begins with: names and values.
#[must_use]
pub fn summary(dossier: &Dossier, language: Language) -> Table {
    let record = &dossier.record;
    let branches = || record.venues.iter().filter(|row| row.venue != MAIN_VENUE);
    let count = |wanted: fn(&&VenueRow) -> bool| {
        Value::Number(i64::try_from(branches().filter(wanted).count()).unwrap_or(i64::MAX))
    };
    let heads: u32 = record.venues.iter().filter_map(|row| row.headcount).sum();
    let head = Head::of(&dossier.log);
    let confirmed = dossier.checkpoint.as_ref().map_or_else(
        || {
            language
                .of("草稿，尚未确认", "draft, not confirmed")
                .to_owned()
        },
        |checkpoint| date_and_second(checkpoint.at_ms),
    );
    let mut rows: Vec<(&str, &str, Value)> = vec![
        ("会议", "Meeting", dossier.session.title.as_str().into()),
        ("编号", "Number", Value::Number(dossier.session.id)),
        ("开始", "Opened", date_and_minute(record.opened_ms).into()),
        ("结束", "Ended", record.ended_ms.map(date_and_minute).into()),
        ("应到分会场", "Branch venues due", count(|row| !row.due.is_empty())),
        ("到会分会场", "Branch venues there", count(|row| row.due_there_ms > 0)),
        ("缺席", "Absent", count(|row| row.absent)),
        ("请假", "On leave", count(|row| row.leave.is_some())),
        ("迟到", "Late", count(|row| row.late_ms.is_some())),
        ("早退", "Left early", count(|row| row.early_ms.is_some())),
        ("到会人数合计", "People in all", heads.into()),
        ("确认", "Confirmed", confirmed.into()),
        (
            "口径",
            "Rules",
            language
                .of(
                    format!(
                        "断开不足 {} 秒计为重连；晚于 {} 分钟计为迟到；早于 {} 分钟计为早退",
                        record.thresholds.gap_s,
                        record.thresholds.late_s / 60,
                        record.thresholds.early_s / 60
                    ),
                    format!(
                        "away for less than {} s is a reconnect; late and early count from {} and {} minutes",
                        record.thresholds.gap_s,
                        record.thresholds.late_s / 60,
                        record.thresholds.early_s / 60
                    ),
                )
                .into(),
        ),
        ("日志条数", "Log entries", Value::Number(head.entries)),
        ("日志校验值", "Log hash", head.hash.into()),
    ];
    if let Some(checkpoint) = &dossier.checkpoint {
        rows.push((
            "签名公钥",
            "Signing key",
            checkpoint.public_key.as_str().into(),
        ));
        rows.push(("签名", "Signature", checkpoint.signature.as_str().into()));
    }
    Table {
        title: language.of("概要", "Summary"),
        columns: columns(language, &[("项目", "", 10), ("内容", "", 50)]),
        rows: rows
            .into_iter()
            .map(|(chinese, english, value)| vec![language.of(chinese, english).into(), value])
            .collect(),
    }
}
