//! Who was there: a row for every venue, and for everybody who was signed in.

use control_domain::attendance::record::VenueRow;
use control_domain::floor::roll_call::RollCallResult;

use super::{Table, Value, columns, spans};
use crate::dossier::Dossier;
use crate::language::Language;
use crate::times::{clock, minutes};

/// A row for every venue.
#[must_use]
pub fn venues(dossier: &Dossier, language: Language) -> Table {
    let rows = dossier.record.venues.iter().map(|row| {
        vec![
            dossier.session.venue_name(row.venue).into(),
            row.people_due.into(),
            row.headcount.into(),
            standing(row, language).into(),
            row.there.first().map(|stay| clock(stay.from_ms)).into(),
            row.there.last().map(|stay| clock(stay.to_ms)).into(),
            Value::of_count(row.reconnects),
            Value::of_minutes(row.there_ms),
            Value::of_minutes(row.due_ms),
            Value::of_minutes(row.due_there_ms),
            own_items(row).into(),
            Value::of_minutes(row.picture_ms),
            Value::of_minutes(row.sound_ms),
            row.roll_call
                .map(|result| roll_call(result, language))
                .into(),
            Value::of_count(row.questions),
        ]
    });
    Table {
        title: language.of("会场", "Venues"),
        columns: columns(
            language,
            &[
                ("会场", "Venue", 9),
                ("应到人数", "Due", 4),
                ("实到人数", "There", 4),
                ("情况", "Standing", 12),
                ("首次入会", "First in", 5),
                ("最后离开", "Last out", 5),
                ("重连", "Reconnects", 4),
                ("在会分钟", "Minutes in", 4),
                ("应到分钟", "Minutes due", 4),
                ("到会分钟", "Minutes of due", 4),
                ("本会场议题", "Own items", 5),
                ("画面正常分钟", "Picture, min", 5),
                ("声音正常分钟", "Sound, min", 5),
                ("点名", "Roll call", 4),
                ("提问", "Questions", 4),
            ],
        ),
        rows: rows.collect(),
    }
}

/// A row for everybody who was signed in.
#[must_use]
pub fn people(dossier: &Dossier, language: Language) -> Table {
    let rows = dossier.record.venues.iter().flat_map(|venue| {
        venue.people.iter().map(|person| {
            vec![
                dossier.session.venue_name(venue.venue).into(),
                person.name.as_str().into(),
                person.role.as_str().into(),
                spans(&person.there).into(),
                Value::of_minutes(person.there.total_ms()),
                if person.late_entry {
                    language.of("补记", "late entry").into()
                } else {
                    Value::Empty
                },
            ]
        })
    });
    Table {
        title: language.of("签到人员", "People"),
        columns: columns(
            language,
            &[
                ("会场", "Venue", 9),
                ("姓名", "Name", 8),
                ("职务", "Role", 8),
                ("在会时间", "There", 20),
                ("分钟", "Minutes", 4),
                ("备注", "Note", 5),
            ],
        ),
        rows: rows.collect(),
    }
}

/// How a venue stands, in words: present, late, left early, on leave, absent.
fn standing(row: &VenueRow, language: Language) -> String {
    let mut words: Vec<String> = Vec::new();
    if row.due.is_empty() {
        return language.of("本场无应到", "not due").to_owned();
    }
    if row.absent {
        words.push(language.of("缺席", "absent").to_owned());
    }
    if let Some(reason) = &row.leave {
        words.push(language.of(format!("请假：{reason}"), format!("on leave: {reason}")));
    }
    if let Some(late) = row.late_ms {
        let late = minutes(late);
        words.push(language.of(format!("迟到 {late} 分钟"), format!("{late} min late")));
    }
    if let Some(early) = row.early_ms {
        let early = minutes(early);
        words.push(language.of(
            format!("早退 {early} 分钟"),
            format!("left {early} min early"),
        ));
    }
    if words.is_empty() {
        words.push(language.of("到会", "there").to_owned());
    }
    if row.corrected {
        words.push(language.of("已更正", "corrected").to_owned());
    }
    words.join(language.of("，", ", "))
}

fn own_items(row: &VenueRow) -> String {
    format!("{}/{}", row.items_there, row.items_due)
}

fn roll_call(result: RollCallResult, language: Language) -> &'static str {
    match result {
        RollCallResult::Present => language.of("到", "present"),
        RollCallResult::Absent => language.of("未到", "absent"),
        RollCallResult::Skipped => language.of("略过", "skipped"),
    }
}
