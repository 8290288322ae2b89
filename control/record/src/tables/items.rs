//! The items: when each ran against its plan, and who was due for it and there.

use control_domain::attendance::record::{Cell, ItemRow, PersonRow, RoleRow};

use super::{Table, Value, columns, spans};
use crate::dossier::Dossier;
use crate::language::Language;
use crate::times::{clock, minutes};

/// A row for every item: when it ran, against its plan, and who was missing.
#[must_use]
pub fn items(dossier: &Dossier, language: Language) -> Table {
    let rows = dossier.record.items.iter().map(|item| {
        let missing: Vec<_> = item
            .cells
            .iter()
            .filter(|cell| cell.there_ms == 0 && cell.due_ms > 0)
            .map(|cell| dossier.session.venue_name(cell.venue))
            .collect();
        let there = item.cells.iter().filter(|cell| cell.there_ms > 0).count();
        vec![
            Value::of_count(item.number),
            item.title.as_str().into(),
            item.department.as_str().into(),
            item.presenter.as_str().into(),
            format!(
                "{} · {}",
                clock(item.planned_start_ms),
                length(item.planned_minutes, language)
            )
            .into(),
            ran(item, language).into(),
            format!("{there}/{}", item.cells.len()).into(),
            missing.join(language.of("、", ", ")).into(),
        ]
    });
    Table {
        title: language.of("议题", "Items"),
        columns: columns(
            language,
            &[
                ("序号", "No", 3),
                ("议题", "Item", 16),
                ("科室", "Department", 7),
                ("汇报人", "Presenter", 6),
                ("计划", "Planned", 8),
                ("实际", "Actual", 10),
                ("到会", "There", 5),
                ("未到会场", "Venues missing", 20),
            ],
        ),
        rows: rows.collect(),
    }
}

/// A row for every venue that was due for an item: who was due by role, who was there.
#[must_use]
pub fn items_by_venue(dossier: &Dossier, language: Language) -> Table {
    let record = &dossier.record;
    let rows = record.items.iter().flat_map(|item| {
        item.cells.iter().map(|cell| {
            let venue = record.venue(cell.venue);
            let people = venue.into_iter().flat_map(|row| &row.people);
            vec![
                format!("{} {}", item.number, item.title).into(),
                dossier.session.venue_name(cell.venue).into(),
                roles(cell, language).into(),
                named(
                    people.filter(|person| person.was_there(&item.ran)),
                    language,
                )
                .into(),
                Value::of_minutes(cell.there_ms),
                Value::of_minutes(cell.due_ms),
            ]
        })
    });
    Table {
        title: language.of("各议题到会", "Items by venue"),
        columns: columns(
            language,
            &[
                ("议题", "Item", 14),
                ("会场", "Venue", 9),
                ("职务 签到/应到", "Role: signed in/due", 14),
                ("签到人员", "Signed in", 18),
                ("在会分钟", "Minutes in", 4),
                ("应到分钟", "Minutes due", 4),
            ],
        ),
        rows: rows.collect(),
    }
}

/// "书记 1/1，主任 0/1": signed in, of those due.
fn roles(cell: &Cell, language: Language) -> String {
    let role = |row: &RoleRow| {
        let name = match row.role.as_str() {
            "" => language.of("未写职务", "no role"),
            role => role,
        };
        match row.due {
            Some(0) => format!("{name} {}", row.signed_in),
            Some(due) => format!("{name} {}/{due}", row.signed_in),
            None => format!("{name} {}/–", row.signed_in),
        }
    };
    let roles: Vec<_> = cell.roles.iter().map(role).collect();
    roles.join(language.of("，", ", "))
}

fn named<'a>(people: impl Iterator<Item = &'a PersonRow>, language: Language) -> String {
    let names: Vec<_> = people.map(|person| person.name.as_str()).collect();
    names.join(language.of("、", ", "))
}

fn length(minutes: u16, language: Language) -> String {
    language.of(format!("{minutes} 分钟"), format!("{minutes} min"))
}

fn ran(item: &ItemRow, language: Language) -> String {
    if item.skipped {
        return language.of("未进行", "skipped").to_owned();
    }
    if item.ran.is_empty() {
        return language.of("未开始", "not begun").to_owned();
    }
    let took = minutes(item.ran.total_ms());
    let took = u16::try_from(took).unwrap_or(u16::MAX);
    format!("{} · {}", spans(&item.ran), length(took, language))
}
