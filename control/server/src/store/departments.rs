//! Departments (科室) of the street office.

use control_wire::rest::Department;

use super::{Store, StoreFailed, is_dangling, is_duplicate, next_number};

/// Why a department was not added, renamed or removed.
#[derive(Debug, thiserror::Error)]
pub enum NameDepartmentError {
    /// Another department has this name.
    #[error("another department has this name")]
    NameTaken,
    /// There is no such department.
    #[error("no such department")]
    Unknown,
    /// It has people who plan for it, items, or a series: they name it.
    #[error("the department has people, items or a series")]
    InUse,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

impl From<sqlx::Error> for NameDepartmentError {
    fn from(error: sqlx::Error) -> Self {
        if is_duplicate(&error) {
            Self::NameTaken
        } else if is_dangling(&error) {
            Self::InUse
        } else {
            Self::Store(error.into())
        }
    }
}

impl Store {
    /// Every department, in the order they were made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn departments(&self) -> Result<Vec<Department>, StoreFailed> {
        let rows: Vec<(i64, String)> =
            sqlx::query_as("SELECT id, name FROM departments ORDER BY id")
                .fetch_all(&self.read)
                .await?;
        Ok(rows
            .into_iter()
            .map(|(id, name)| Department { id, name })
            .collect())
    }

    /// Adds a department.
    ///
    /// # Errors
    /// When the name is taken or the database fails.
    pub async fn add_department(&self, name: &str) -> Result<Department, NameDepartmentError> {
        let mut transaction = self.write.begin().await?;
        let id = next_number(&mut transaction, "department").await?;
        sqlx::query("INSERT INTO departments (id, name) VALUES ($1, $2)")
            .bind(id)
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Department {
            id,
            name: name.to_owned(),
        })
    }

    /// Renames a department.
    ///
    /// # Errors
    /// When there is no such department, the name is taken, or the database fails.
    pub async fn rename_department(&self, id: i64, name: &str) -> Result<(), NameDepartmentError> {
        let renamed = sqlx::query("UPDATE departments SET name = $1 WHERE id = $2")
            .bind(name)
            .bind(id)
            .execute(&self.write)
            .await?;
        if renamed.rows_affected() == 0 {
            Err(NameDepartmentError::Unknown)
        } else {
            Ok(())
        }
    }

    /// Removes a department that nothing names any more.
    ///
    /// # Errors
    /// When there is no such department, something still names it, or the database fails.
    pub async fn remove_department(&self, id: i64) -> Result<(), NameDepartmentError> {
        let removed = sqlx::query("DELETE FROM departments WHERE id = $1")
            .bind(id)
            .execute(&self.write)
            .await?;
        if removed.rows_affected() == 0 {
            Err(NameDepartmentError::Unknown)
        } else {
            Ok(())
        }
    }
}
