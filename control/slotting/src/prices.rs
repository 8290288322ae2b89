//! A price for each item, such that no session costs less than its items' prices: then no plan
//! costs less than the prices of what it places.
//!
//! The best such prices are the dual of the linear relaxation of "choose sessions that hold every
//! item once", a program with a variable for each item and a row for each possible session. Rows are
//! added only while they are violated. Prices are whole numbers in the end, and checked against
//! every session without rounding, so that the bound does not rest on floating point.

use microlp::{ComparisonOp, OptimizationDirection, Problem as Program, Solution, Variable};

use crate::deadline::Deadline;
use crate::places::ItemSet;
use crate::problem::WINDOWS_MAX;

/// What a seat-trip weighs in sessions: more than a plan can have.
pub(crate) const TRIP_WEIGHT: u64 = 2 * WINDOWS_MAX as u64;
/// Fractions of a session in which prices are counted.
pub(crate) const FRACTIONS: u64 = 1_024;
/// Rows added at once.
const ROWS_AT_ONCE: usize = 12;
/// Rounds of adding rows.
const ROUNDS_MAX: usize = 150;

/// A session that is possible somewhere, and its people.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Possible {
    pub(crate) items: ItemSet,
    pub(crate) people: u64,
}

impl Possible {
    /// What it costs, in fractions.
    pub(crate) fn cost(self) -> u64 {
        (self.people * TRIP_WEIGHT + 1) * FRACTIONS
    }
}

/// Prices by item, in fractions. Without any, every price is nought.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prices(Vec<u64>);

impl Prices {
    /// The prices of some items together, in fractions.
    pub(crate) fn of(&self, items: ItemSet) -> u64 {
        items.iter().filter_map(|at| self.0.get(at)).sum()
    }

    /// The best prices found for so many items until the deadline.
    pub(crate) fn found(items: usize, possible: &[Possible], deadline: &mut dyn Deadline) -> Self {
        let mut cheapest = vec![None; items];
        for session in possible {
            for at in session.items.iter() {
                if let Some(known) = cheapest.get_mut(at) {
                    *known = Some(known.map_or(session.cost(), |c: u64| c.min(session.cost())));
                }
            }
        }
        let mut program = Program::new(OptimizationDirection::Maximize);
        let variables: Vec<Variable> = cheapest
            .iter()
            .map(|most| program.add_var(1.0, (0.0, most.unwrap_or(0) as f64)))
            .collect();
        let mut prices: Vec<f64> = vec![0.0; items];
        let mut solution = program
            .solve()
            .ok()
            .and_then(|found| found.into_solution().ok());
        for _ in 0..ROUNDS_MAX {
            let Some(found) = solution.take() else { break };
            prices = variables.iter().map(|v| found.var_value_raw(*v)).collect();
            let rows = most_violated(possible, &prices);
            if rows.is_empty() || deadline.has_passed() {
                break;
            }
            solution = with_rows(found, &variables, &rows);
        }
        let mut whole = Self(prices.iter().map(|price| price.max(0.0) as u64).collect());
        whole.lower_to(possible);
        whole
    }

    /// Lowers prices until no session costs less than its items.
    fn lower_to(&mut self, possible: &[Possible]) {
        for session in possible {
            let mut excess = self.of(session.items).saturating_sub(session.cost());
            for at in session.items.iter() {
                if let Some(price) = self.0.get_mut(at) {
                    let less = excess.min(*price);
                    *price -= less;
                    excess -= less;
                }
            }
        }
    }
}

/// The sessions whose items' prices exceed their cost most.
fn most_violated(possible: &[Possible], prices: &[f64]) -> Vec<Possible> {
    let mut violated: Vec<(f64, Possible)> = possible
        .iter()
        .map(|session| {
            let price: f64 = session.items.iter().filter_map(|at| prices.get(at)).sum();
            (price - session.cost() as f64, *session)
        })
        .filter(|(excess, _)| *excess > 1.0)
        .collect();
    violated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.items.cmp(&b.1.items)));
    violated.truncate(ROWS_AT_ONCE);
    violated.into_iter().map(|(_, session)| session).collect()
}

fn with_rows(solution: Solution, variables: &[Variable], rows: &[Possible]) -> Option<Solution> {
    rows.iter().try_fold(solution, |solution, row| {
        let terms: Vec<(Variable, f64)> = row
            .items
            .iter()
            .filter_map(|at| variables.get(at).map(|variable| (*variable, 1.0)))
            .collect();
        solution
            .add_constraint(terms, ComparisonOp::Le, row.cost() as f64)
            .ok()?
            .into_solution()
            .ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadline::NoDeadline;

    #[test]
    fn three_items_of_which_any_two_share_a_session_need_one_and_a_half() {
        let all = ItemSet::from_iter([0, 1, 2]);
        let possible: Vec<Possible> = (0..3)
            .flat_map(|at| [ItemSet::only(at), all.minus(ItemSet::only(at))])
            .map(|items| Possible { items, people: 10 })
            .collect();
        let prices = Prices::found(3, &possible, &mut NoDeadline);
        let session = possible[0].cost();
        assert!(prices.of(all) <= session * 3 / 2);
        assert!(prices.of(all) > session * 3 / 2 - 3);
        for session in possible {
            assert!(prices.of(session.items) <= session.cost());
        }
    }
}
