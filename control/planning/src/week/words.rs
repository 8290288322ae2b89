//! What the solver has to say about a week, in both languages.

use std::collections::BTreeMap;

use control_wire::rest::planning::Sentence;
use control_wire::rest::planning::board::Explained;
use control_wire::rest::planning::items::Item;
use slotting::check::Difference;
use slotting::explain::{Explanation, Outcome};
use slotting::item::{ItemId, PresenterId};
use slotting::problem::Problem;
use slotting::rules::Violation;
use slotting::solve::Solution;
use slotting::wording::{Language, Names, Wording};

use super::translate::Translation;

/// What items and presenters are called.
#[derive(Debug, Clone)]
pub(super) struct Titles {
    items: BTreeMap<i64, String>,
    presenters: Vec<String>,
}

impl Titles {
    pub(super) fn of(items: &[Item], translation: &Translation<'_>) -> Self {
        Self {
            items: items
                .iter()
                .map(|item| (item.id, item.title.clone()))
                .collect(),
            presenters: translation.presenter_names(),
        }
    }
}

impl Names for Titles {
    fn item(&self, item: ItemId, _: Language) -> String {
        self.items
            .get(&item.0)
            .cloned()
            .unwrap_or_else(|| item.0.to_string())
    }

    fn presenter(&self, presenter: PresenterId, _: Language) -> String {
        usize::try_from(presenter.0)
            .ok()
            .and_then(|place| self.presenters.get(place))
            .cloned()
            .unwrap_or_else(|| presenter.0.to_string())
    }
}

/// Puts what the solver says into sentences.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    problem: &'a Problem,
    names: &'a Titles,
}

impl<'a> Words<'a> {
    pub(super) fn of(problem: &'a Problem, names: &'a Titles) -> Self {
        Self { problem, names }
    }

    /// Why an item is where it is, or nowhere.
    #[must_use]
    pub fn explained(&self, explanation: &Explanation) -> Explained {
        Explained {
            item: explanation.item.0,
            placed: matches!(explanation.outcome, Outcome::Placed { .. }),
            why: self.both(|wording| wording.explanation(explanation)),
        }
    }

    /// What breaks a rule.
    #[must_use]
    pub fn violation(&self, violation: &Violation) -> Sentence {
        self.both(|wording| wording.violation(violation))
    }

    /// What costs more or less.
    #[must_use]
    pub fn difference(&self, difference: &Difference) -> Sentence {
        self.both(|wording| wording.difference(difference))
    }

    /// How good a plan is.
    #[must_use]
    pub fn proof(&self, solution: &Solution) -> Sentence {
        self.both(|wording| wording.proof(solution))
    }

    fn both(&self, say: impl Fn(&Wording<'_>) -> String) -> Sentence {
        let in_language = |language| {
            say(&Wording {
                problem: self.problem,
                names: self.names,
                language,
            })
        };
        Sentence {
            zh: in_language(Language::Chinese),
            en: in_language(Language::English),
        }
    }
}

/// An item that has its place in the next week, said of this one.
pub(super) fn waits(explained: Explained) -> Explained {
    Explained {
        placed: false,
        why: Sentence {
            zh: format!("留到下一周：{}", explained.why.zh),
            en: format!("It waits for the next week: {}", explained.why.en),
        },
        ..explained
    }
}

/// Why an item is kept out that is to come after one that has no slot before or in this week.
pub(super) fn waits_for(items: &[Item], earlier: Option<i64>) -> Sentence {
    let title = items
        .iter()
        .find(|item| Some(item.id) == earlier)
        .map_or_else(
            || earlier.unwrap_or_default().to_string(),
            |item| item.title.clone(),
        );
    Sentence {
        zh: format!("须排在“{title}”之后，而后者本周内没有安排"),
        en: format!("it comes after “{title}”, which has no slot in this week or before it"),
    }
}
