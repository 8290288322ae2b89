//! Roles, lines, what departments may do, who plans for them, who approves.

use control_wire::rest::planning::street::{
    Approvers, Delegate, DepartmentStanding, Line, NewDepartmentStanding, StreetRole,
};
use planning::street::Street;

use super::{PlanningWriteError, found, small};
use crate::store::{Store, StoreFailed, next_number};

/// leader, delegate, from, until.
type ApproversRow = (Option<i64>, Option<i64>, Option<String>, Option<String>);

impl Store {
    /// Everything planning knows of the street.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn planning_street(&self) -> Result<Street, StoreFailed> {
        Ok(Street {
            venues: self.venues().await?,
            roles: self.street_roles().await?,
            headcounts: self.headcounts().await?,
            lines: self.lines().await?,
            departments: self.department_standings().await?,
            series: self.series().await?,
            calendar: self.street_calendar().await?,
            quotas: self.quotas().await?,
            presenters: self.presenters().await?,
        })
    }

    /// Every role, by number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn street_roles(&self) -> Result<Vec<StreetRole>, StoreFailed> {
        let rows: Vec<(i64, String)> =
            sqlx::query_as("SELECT number, name FROM street_roles ORDER BY number")
                .fetch_all(&self.read)
                .await?;
        rows.into_iter()
            .map(|(number, name)| {
                Ok(StreetRole {
                    number: small("street_roles", number)?,
                    name,
                })
            })
            .collect()
    }

    /// Makes these all the roles there are.
    ///
    /// # Errors
    /// When a name is there twice, or somebody on a roster has a role that would go.
    pub async fn set_street_roles(&self, roles: &[StreetRole]) -> Result<(), PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let numbers: Vec<i64> =
            sqlx::query_scalar("SELECT number FROM street_roles ORDER BY number")
                .fetch_all(&mut *transaction)
                .await?;
        for number in numbers {
            if roles.iter().any(|role| i64::from(role.number) == number) {
                // Out of the way of a name that only changes its number.
                sqlx::query("UPDATE street_roles SET name = $1 WHERE number = $2")
                    .bind(format!("#{number}"))
                    .bind(number)
                    .execute(&mut *transaction)
                    .await?;
            } else {
                sqlx::query("DELETE FROM street_roles WHERE number = $1")
                    .bind(number)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        for role in roles {
            sqlx::query(
                "INSERT INTO street_roles (number, name) VALUES ($1, $2)
                 ON CONFLICT (number) DO UPDATE SET name = excluded.name",
            )
            .bind(i64::from(role.number))
            .bind(&role.name)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Every line, in the order they were made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lines(&self) -> Result<Vec<Line>, StoreFailed> {
        let rows: Vec<(i64, String)> = sqlx::query_as("SELECT id, name FROM lines ORDER BY id")
            .fetch_all(&self.read)
            .await?;
        Ok(rows
            .into_iter()
            .map(|(id, name)| Line { id, name })
            .collect())
    }

    /// Adds a line.
    ///
    /// # Errors
    /// When another has this name.
    pub async fn add_line(&self, name: &str) -> Result<Line, PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let id = next_number(&mut transaction, "line").await?;
        sqlx::query("INSERT INTO lines (id, name) VALUES ($1, $2)")
            .bind(id)
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Line {
            id,
            name: name.to_owned(),
        })
    }

    /// Renames a line.
    ///
    /// # Errors
    /// When there is none, or another has this name.
    pub async fn rename_line(&self, id: i64, name: &str) -> Result<(), PlanningWriteError> {
        let renamed = sqlx::query("UPDATE lines SET name = $1 WHERE id = $2")
            .bind(name)
            .bind(id)
            .execute(&self.write)
            .await?;
        found(renamed.rows_affected())
    }

    /// Removes a line that no item names.
    ///
    /// # Errors
    /// When there is none, or an item names it.
    pub async fn remove_line(&self, id: i64) -> Result<(), PlanningWriteError> {
        let removed = sqlx::query("DELETE FROM lines WHERE id = $1")
            .bind(id)
            .execute(&self.write)
            .await?;
        found(removed.rows_affected())
    }

    /// What every department may do.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn department_standings(&self) -> Result<Vec<DepartmentStanding>, StoreFailed> {
        let rows: Vec<(i64, String, Option<i64>, Option<String>)> = sqlx::query_as(
            "SELECT d.id, d.name, s.privileged, s.email FROM departments d
             LEFT JOIN department_standing s ON s.department = d.id ORDER BY d.id",
        )
        .fetch_all(&self.read)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(department, name, privileged, email)| DepartmentStanding {
                department,
                name,
                privileged: privileged == Some(1),
                email,
            })
            .collect())
    }

    /// Changes what a department may do.
    ///
    /// # Errors
    /// When there is no such department.
    pub async fn set_department_standing(
        &self,
        department: i64,
        standing: &NewDepartmentStanding,
    ) -> Result<(), PlanningWriteError> {
        sqlx::query(
            "INSERT INTO department_standing (department, privileged, email) VALUES ($1, $2, $3)
             ON CONFLICT (department) DO UPDATE
             SET privileged = excluded.privileged, email = excluded.email",
        )
        .bind(department)
        .bind(i64::from(standing.privileged))
        .bind(standing.email.as_deref())
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// The department a user plans for; `None` for one who coordinates, and for nobody.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn department_of_user(&self, user: i64) -> Result<Option<i64>, StoreFailed> {
        let found: Option<Option<i64>> =
            sqlx::query_scalar("SELECT department FROM users WHERE id = $1")
                .bind(user)
                .fetch_optional(&self.read)
                .await?;
        Ok(found.flatten())
    }

    /// Says which department a user plans for.
    ///
    /// # Errors
    /// When there is no such user or department.
    pub async fn set_department_of_user(
        &self,
        user: i64,
        department: Option<i64>,
    ) -> Result<(), PlanningWriteError> {
        let changed = sqlx::query("UPDATE users SET department = $1 WHERE id = $2")
            .bind(department)
            .bind(user)
            .execute(&self.write)
            .await?;
        found(changed.rows_affected())
    }

    /// Who approves.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn approvers(&self) -> Result<Approvers, StoreFailed> {
        let (leader, delegate, from, until): ApproversRow =
            sqlx::query_as("SELECT leader, delegate, delegate_from, delegate_until FROM approvers")
                .fetch_one(&self.read)
                .await?;
        let delegate = match (delegate, from, until) {
            (Some(user), Some(from), Some(until)) => Some(Delegate { user, from, until }),
            (None, _, _) | (_, None, _) | (_, _, None) => None,
        };
        Ok(Approvers { leader, delegate })
    }

    /// Says who approves.
    ///
    /// # Errors
    /// When there is no such user.
    pub async fn set_approvers(&self, approvers: &Approvers) -> Result<(), PlanningWriteError> {
        let delegate = approvers.delegate.as_ref();
        sqlx::query(
            "UPDATE approvers SET leader = $1, delegate = $2, delegate_from = $3,
             delegate_until = $4 WHERE number = 1",
        )
        .bind(approvers.leader)
        .bind(delegate.map(|delegate| delegate.user))
        .bind(delegate.map(|delegate| delegate.from.as_str()))
        .bind(delegate.map(|delegate| delegate.until.as_str()))
        .execute(&self.write)
        .await?;
        Ok(())
    }
}
