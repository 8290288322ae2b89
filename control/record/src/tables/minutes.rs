//! The minutes: decisions, and questions with what became of them.

use control_domain::attendance::record::QuestionRow;
use control_domain::floor::questions::Outcome;

use super::{Table, Value, columns};
use crate::dossier::Dossier;
use crate::language::Language;
use crate::times::clock;

/// A row for every decision.
#[must_use]
pub fn decisions(dossier: &Dossier, language: Language) -> Table {
    let rows = dossier.record.decisions.iter().map(|decision| {
        vec![
            Value::of_count(decision.number),
            decision.item.map(|item| item_title(dossier, item)).into(),
            decision.text.as_str().into(),
            decision.owner.as_str().into(),
        ]
    });
    Table {
        title: language.of("决定事项", "Decisions"),
        columns: columns(
            language,
            &[
                ("序号", "No", 3),
                ("议题", "Item", 14),
                ("内容", "Decision", 34),
                ("负责", "Owner", 9),
            ],
        ),
        rows: rows.collect(),
    }
}

/// A row for every question.
#[must_use]
pub fn questions(dossier: &Dossier, language: Language) -> Table {
    let rows = dossier.record.questions.iter().map(|question| {
        let topic = if question.topic.is_empty() {
            language.of("（未写题目）", "(no topic)")
        } else {
            question.topic.as_str()
        };
        vec![
            Value::of_count(question.number),
            dossier.session.venue_name(question.venue).into(),
            topic.into(),
            clock(question.asked_ms).into(),
            question.granted_ms.map(clock).into(),
            became(question, language).into(),
        ]
    });
    Table {
        title: language.of("提问与答复", "Questions"),
        columns: columns(
            language,
            &[
                ("序号", "No", 3),
                ("会场", "Venue", 9),
                ("题目", "Topic", 24),
                ("申请", "Asked", 5),
                ("发言", "Spoke", 5),
                ("结果", "Outcome", 14),
            ],
        ),
        rows: rows.collect(),
    }
}

fn item_title(dossier: &Dossier, number: u32) -> String {
    let item = dossier.record.items.iter().find(|of| of.number == number);
    item.map_or_else(|| number.to_string(), |of| format!("{number} {}", of.title))
}

fn became(question: &QuestionRow, language: Language) -> String {
    match (&question.outcome, question.withdrawn, question.ended_ms) {
        (Some(Outcome::Answered), _, _) => language.of("已答复", "answered").to_owned(),
        (Some(Outcome::FollowUp { owner }), _, _) => {
            language.of(format!("会后跟进：{owner}"), format!("follow-up: {owner}"))
        }
        (None, true, _) => language.of("已撤回", "withdrawn").to_owned(),
        (None, false, Some(_)) => language.of("已发言", "spoke").to_owned(),
        (None, false, None) => language.of("未发言", "did not speak").to_owned(),
    }
}
