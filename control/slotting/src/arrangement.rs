//! A complete assignment of items to windows that keeps every hard rule, changed step by step.

use crate::model::Model;
use crate::objective::Objective;
use crate::places::ItemSet;
use crate::plan::Plan;
use crate::sessions::Sessions;

/// The items of each window, what each window costs, and what all cost together.
#[derive(Clone)]
pub(crate) struct Arrangement {
    sets: Vec<ItemSet>,
    costs: Vec<Objective>,
    total: Objective,
}

impl Arrangement {
    /// The arrangement with these items in each window; none if it breaks a rule.
    pub(crate) fn of(
        model: &Model<'_>,
        sessions: &mut Sessions<'_, '_>,
        sets: Vec<ItemSet>,
    ) -> Option<Self> {
        if !keeps_rules_between(model, &sets) {
            return None;
        }
        let costs: Vec<Objective> = sets
            .iter()
            .enumerate()
            .map(|(at, set)| sessions.cost(*set, at))
            .collect::<Option<_>>()?;
        let unplaced = Objective {
            unplaced_priority: unplaced_priority(model, &sets),
            ..Objective::default()
        };
        let total = unplaced + costs.iter().copied().sum();
        Some(Self { sets, costs, total })
    }

    /// What it costs.
    pub(crate) fn total(&self) -> Objective {
        self.total
    }

    /// The items of each window.
    pub(crate) fn sets(&self) -> &[ItemSet] {
        &self.sets
    }

    /// The items of one window.
    pub(crate) fn set(&self, window: usize) -> ItemSet {
        self.sets.get(window).copied().unwrap_or_default()
    }

    /// All placed items.
    pub(crate) fn placed(&self) -> ItemSet {
        placed_in(&self.sets)
    }

    /// The window of an item.
    pub(crate) fn window_of(&self, item: usize) -> Option<usize> {
        self.sets.iter().position(|set| set.contains(item))
    }

    /// This arrangement with other items in some windows; none if it breaks a rule. Only the windows
    /// named are counted again.
    pub(crate) fn with(
        &self,
        model: &Model<'_>,
        sessions: &mut Sessions<'_, '_>,
        changes: &[(usize, ItemSet)],
    ) -> Option<Self> {
        let mut changed = self.clone();
        for (window, set) in changes {
            let cost = sessions.cost(*set, *window)?;
            *changed.sets.get_mut(*window)? = *set;
            let old_cost = changed.costs.get_mut(*window)?;
            changed.total = changed.total - *old_cost + cost;
            *old_cost = cost;
        }
        changed.total.unplaced_priority = unplaced_priority(model, &changed.sets);
        keeps_rules_between(model, &changed.sets).then_some(changed)
    }

    /// The plan, every session in its best order.
    pub(crate) fn plan(&self, sessions: &Sessions<'_, '_>) -> Plan {
        let placements = self
            .sets
            .iter()
            .enumerate()
            .filter_map(|(at, set)| sessions.slots(*set, at))
            .flatten()
            .collect();
        Plan { placements }
    }
}

fn placed_in(sets: &[ItemSet]) -> ItemSet {
    sets.iter().fold(ItemSet::EMPTY, |all, set| all.or(*set))
}

fn unplaced_priority(model: &Model<'_>, sets: &[ItemSet]) -> u64 {
    model.priority_of(model.all().minus(placed_in(sets)))
}

/// Whether the rules that look beyond one session are kept: predecessors, one place at a time,
/// quotas.
fn keeps_rules_between(model: &Model<'_>, sets: &[ItemSet]) -> bool {
    let mut before = ItemSet::EMPTY;
    let mut at_once = ItemSet::EMPTY;
    let mut half_day = None;
    let mut used = vec![0u16; model.quotas.len()];
    for (window, set) in model.windows.iter().zip(sets) {
        if half_day != Some(window.half_day()) {
            before = before.or(at_once);
            at_once = ItemSet::EMPTY;
            half_day = Some(window.half_day());
        }
        if set.is_empty() {
            continue;
        }
        if !model.predecessors_of(*set).is_within(before)
            || model.clashes_of(*set).meets(at_once)
            || set.meets(before.or(at_once))
        {
            return false;
        }
        for (quota, used) in model.quotas.iter().zip(&mut used) {
            *used = used.saturating_add(quota.used_by(*set, window.window.date));
            if *used > quota.allowed {
                return false;
            }
        }
        at_once = at_once.or(*set);
    }
    true
}
