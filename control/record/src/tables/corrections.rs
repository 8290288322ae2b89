//! What staff added: leave and corrections.

use control_domain::attendance::desk::{Corrected, Correction, Figures};

use super::{Table, Value, columns};
use crate::dossier::Dossier;
use crate::language::Language;
use crate::times::{clock, date_and_minute, minutes};

/// A row for every correction, refused ones too, and for all leave.
#[must_use]
pub fn corrections(dossier: &Dossier, language: Language) -> Table {
    let leaves = dossier.record.leaves.iter().map(|leave| {
        let who = leave.person.clone();
        vec![
            language.of("请假", "leave").into(),
            dossier.session.venue_name(leave.venue).into(),
            who.unwrap_or_else(|| language.of("全会场", "the whole venue").to_owned())
                .into(),
            leave.reason.as_str().into(),
            format!("{} {}", leave.by.name, date_and_minute(leave.at_ms)).into(),
            Value::Empty,
            Value::Empty,
            Value::Empty,
        ]
    });
    let corrections = dossier.record.corrections.iter().map(|of| {
        vec![
            language
                .of(
                    format!("更正 {}", of.number),
                    format!("correction {}", of.number),
                )
                .into(),
            dossier.session.venue_name(of.venue).into(),
            corrected(of, language).into(),
            of.reason.as_str().into(),
            format!("{} {}", of.by.name, date_and_minute(of.at_ms)).into(),
            verdict(of, language).into(),
            figures(of.before, language).into(),
            figures(of.after, language).into(),
        ]
    });
    Table {
        title: language.of("请假与更正", "Leave and corrections"),
        columns: columns(
            language,
            &[
                ("类别", "Kind", 6),
                ("会场", "Venue", 9),
                ("内容", "What", 14),
                ("理由", "Reason", 16),
                ("提出", "By", 11),
                ("审批", "Decided", 12),
                ("更正前", "Before", 9),
                ("更正后", "After", 9),
            ],
        ),
        rows: leaves.chain(corrections).collect(),
    }
}

fn corrected(of: &Correction, language: Language) -> String {
    match of.corrected {
        Corrected::Headcount(people) => {
            language.of(format!("人数为 {people}"), format!("headcount {people}"))
        }
        Corrected::There(time) => {
            let (from, to) = (clock(time.from_ms), clock(time.to_ms));
            language.of(format!("{from}–{to} 在会"), format!("there {from}–{to}"))
        }
        Corrected::Away(time) => {
            let (from, to) = (clock(time.from_ms), clock(time.to_ms));
            language.of(format!("{from}–{to} 不在会"), format!("away {from}–{to}"))
        }
    }
}

fn verdict(of: &Correction, language: Language) -> String {
    match &of.verdict {
        None => language.of("待审批", "waiting").to_owned(),
        Some(verdict) => {
            let word = if verdict.approved {
                language.of("同意", "approved")
            } else {
                language.of("不同意", "refused")
            };
            format!(
                "{word} {} {}",
                verdict.by.name,
                date_and_minute(verdict.at_ms)
            )
        }
    }
}

fn figures(of: Figures, language: Language) -> String {
    let people = of
        .headcount
        .map_or_else(|| "–".to_owned(), |count| count.to_string());
    let there = minutes(of.there_ms);
    language.of(
        format!("{people} 人，{there} 分钟"),
        format!("{people} people, {there} min"),
    )
}
