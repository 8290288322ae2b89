//! People by role: an audience is venues and roles, so what was due is counted by both.

use serde::{Deserialize, Serialize};

use super::record::PersonRow;
use crate::agenda::Due;

/// The people of one role at a venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct RoleRow {
    /// The role, "书记"; empty where people signed in without one.
    pub role: String,
    /// How many were due (应到), 0 where this role was not asked for; nothing where it was not
    /// counted.
    pub due: Option<u32>,
    /// How many were signed in by name (签到).
    pub signed_in: u32,
}

/// The roles that were due, then those that came besides, each with those of its people who were
/// signed in. A role that was due several times was due with as many people as at most.
pub(super) fn rows<'a>(dues: &[&Due], people: impl Iterator<Item = &'a PersonRow>) -> Vec<RoleRow> {
    let mut rows: Vec<RoleRow> = Vec::new();
    for (role, due) in dues.iter().flat_map(|due| due.roles()) {
        let due = due.map(u32::from);
        change(&mut rows, role, due, |row| row.due = row.due.max(due));
    }
    // Without a run of show nobody said which roles are due.
    let besides = (!dues.is_empty()).then_some(0);
    for person in people {
        change(&mut rows, &person.role, besides, |row| row.signed_in += 1);
    }
    rows
}

/// Changes the row of a role; a new one, with `due`, where there is none.
fn change(rows: &mut Vec<RoleRow>, role: &str, due: Option<u32>, with: impl FnOnce(&mut RoleRow)) {
    if let Some(row) = rows.iter_mut().find(|row| row.role == role) {
        with(row);
        return;
    }
    let mut row = RoleRow {
        role: role.to_owned(),
        due,
        signed_in: 0,
    };
    with(&mut row);
    rows.push(row);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attendance::interval::Intervals;

    fn due(roles: &[&str], people: u16, people_by_role: &[u16]) -> Due {
        Due {
            venue: 3,
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            people,
            people_by_role: people_by_role.to_vec(),
        }
    }

    fn person(name: &str, role: &str) -> PersonRow {
        PersonRow {
            name: name.to_owned(),
            role: role.to_owned(),
            there: Intervals::default(),
            late_entry: false,
        }
    }

    fn counted(dues: &[&Due], people: &[PersonRow]) -> Vec<(String, Option<u32>, u32)> {
        let rows = rows(dues, people.iter());
        rows.into_iter()
            .map(|row| (row.role, row.due, row.signed_in))
            .collect()
    }

    fn row(role: &str, due: Option<u32>, signed_in: u32) -> (String, Option<u32>, u32) {
        (role.to_owned(), due, signed_in)
    }

    #[test]
    fn each_role_has_those_due_and_those_signed_in_and_others_come_after() {
        let (first, second) = (due(&["书记", "社工"], 4, &[1, 3]), due(&["社工"], 2, &[2]));
        let people = [
            person("王芳", "社工"),
            person("李强", "志愿者"),
            person("赵敏", "社工"),
        ];
        assert_eq!(
            counted(&[&second, &first], &people),
            [
                row("社工", Some(3), 2),
                row("书记", Some(1), 0),
                row("志愿者", Some(0), 1)
            ]
        );
    }

    #[test]
    fn where_roles_were_counted_together_only_a_single_one_is_known() {
        assert_eq!(
            counted(&[&due(&["书记"], 2, &[])], &[]),
            [row("书记", Some(2), 0)]
        );
        let together = due(&["书记", "主任"], 3, &[]);
        assert_eq!(
            counted(&[&together], &[]),
            [row("书记", None, 0), row("主任", None, 0)]
        );
    }

    #[test]
    fn without_a_run_of_show_nobody_says_which_roles_are_due() {
        assert_eq!(
            counted(&[], &[person("王芳", "书记")]),
            [row("书记", None, 1)]
        );
    }
}
