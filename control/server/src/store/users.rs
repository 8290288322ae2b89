//! People with a password.

use control_wire::VenueNumber;
use control_wire::rest::{Role, User};

use super::settings::Setting;
use super::{Store, StoreFailed, is_dangling, is_duplicate, next_number, venue_number};

/// Why a user was not added, changed or removed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeUserError {
    /// Another user has this name.
    #[error("another user has this name")]
    NameTaken,
    /// The user's venue does not exist.
    #[error("no such venue")]
    NoSuchVenue,
    /// There is no such user.
    #[error("no such user")]
    Unknown,
    /// Without this one nobody could administer the street.
    #[error("the last administrator stays")]
    LastAdministrator,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

impl From<sqlx::Error> for ChangeUserError {
    fn from(error: sqlx::Error) -> Self {
        if is_duplicate(&error) {
            Self::NameTaken
        } else if is_dangling(&error) {
            Self::NoSuchVenue
        } else {
            Self::Store(error.into())
        }
    }
}

/// Why the first administrator was not made.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The token is not the printed one, or was used.
    #[error("the one-time link is not valid")]
    WrongToken,
    /// There is an administrator already.
    #[error("there is an administrator already")]
    AlreadySetUp,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

impl From<sqlx::Error> for SetUpError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A user to be stored.
#[derive(Debug, Clone)]
pub struct Newcomer<'a> {
    /// Login name.
    pub name: &'a str,
    /// What they may do.
    pub role: Role,
    /// The venue of a [`Role::Venue`] user; nobody else has one.
    pub venue: Option<VenueNumber>,
    /// Their password, hashed.
    pub password_hash: &'a str,
}

/// What a login needs to know of a user.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The user.
    pub user: User,
    /// Their password, hashed.
    pub password_hash: String,
}

/// The name by which a user is found: case does not matter.
fn name_key(name: &str) -> String {
    name.to_lowercase()
}

impl Store {
    /// True while nobody can administer the street.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_up_needed(&self) -> Result<bool, StoreFailed> {
        let administrators: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM users WHERE role = 'administrator'")
                .fetch_one(&self.read)
                .await?;
        Ok(administrators == 0)
    }

    /// Makes the first administrator and uses up the one-time link, both or neither.
    ///
    /// # Errors
    /// When the token is wrong, there is an administrator already, or the database fails.
    pub async fn set_up(
        &self,
        token_hash: &str,
        administrator: &Newcomer<'_>,
        now_ms: i64,
    ) -> Result<User, SetUpError> {
        let mut transaction = self.write.begin().await?;
        let administrators: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM users WHERE role = 'administrator'")
                .fetch_one(&mut *transaction)
                .await?;
        if administrators > 0 {
            return Err(SetUpError::AlreadySetUp);
        }
        let used = sqlx::query("DELETE FROM settings WHERE name = $1 AND value = $2")
            .bind(Setting::SetupTokenHash.name())
            .bind(token_hash)
            .execute(&mut *transaction)
            .await?;
        if used.rows_affected() == 0 {
            return Err(SetUpError::WrongToken);
        }
        let user = insert(&mut transaction, administrator, now_ms).await?;
        transaction.commit().await?;
        Ok(user)
    }

    /// Every user, in the order they were made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn users(&self) -> Result<Vec<User>, StoreFailed> {
        let rows: Vec<UserRow> =
            sqlx::query_as("SELECT id, name, role, venue FROM users ORDER BY id")
                .fetch_all(&self.read)
                .await?;
        rows.into_iter().map(user).collect()
    }

    /// The user of this name, with the hash of their password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn credentials(&self, name: &str) -> Result<Option<Credentials>, StoreFailed> {
        let row: Option<(i64, String, String, Option<i64>, String)> = sqlx::query_as(
            "SELECT id, name, role, venue, password_hash FROM users WHERE name_key = $1",
        )
        .bind(name_key(name))
        .fetch_optional(&self.read)
        .await?;
        row.map(|(id, name, role, venue, password_hash)| {
            Ok(Credentials {
                user: user((id, name, role, venue))?,
                password_hash,
            })
        })
        .transpose()
    }

    /// Adds a user.
    ///
    /// # Errors
    /// When the name is taken, the venue does not exist, or the database fails.
    pub async fn add_user(
        &self,
        newcomer: &Newcomer<'_>,
        now_ms: i64,
    ) -> Result<User, ChangeUserError> {
        let mut transaction = self.write.begin().await?;
        let user = insert(&mut transaction, newcomer, now_ms).await?;
        transaction.commit().await?;
        Ok(user)
    }

    /// Gives a user another password and logs them out everywhere.
    ///
    /// # Errors
    /// When there is no such user or the database fails.
    pub async fn change_password(
        &self,
        id: i64,
        password_hash: &str,
    ) -> Result<(), ChangeUserError> {
        let mut transaction = self.write.begin().await?;
        let changed = sqlx::query("UPDATE users SET password_hash = $1 WHERE id = $2")
            .bind(password_hash)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        if changed.rows_affected() == 0 {
            return Err(ChangeUserError::Unknown);
        }
        sqlx::query("DELETE FROM login_sessions WHERE user_id = $1")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Removes a user; the last administrator stays.
    ///
    /// # Errors
    /// When there is no such user, it is the last administrator, or the database fails.
    pub async fn remove_user(&self, id: i64) -> Result<(), ChangeUserError> {
        let mut transaction = self.write.begin().await?;
        let role: Option<String> = sqlx::query_scalar("SELECT role FROM users WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(role) = role else {
            return Err(ChangeUserError::Unknown);
        };
        let administrators: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM users WHERE role = 'administrator'")
                .fetch_one(&mut *transaction)
                .await?;
        if role == "administrator" && administrators == 1 {
            return Err(ChangeUserError::LastAdministrator);
        }
        sqlx::query("DELETE FROM users WHERE id = $1")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

async fn insert(
    transaction: &mut sqlx::Transaction<'_, sqlx::Any>,
    newcomer: &Newcomer<'_>,
    now_ms: i64,
) -> Result<User, sqlx::Error> {
    let id = next_number(transaction, "user").await?;
    sqlx::query(
        "INSERT INTO users (id, name, name_key, role, venue, password_hash, made_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(newcomer.name)
    .bind(name_key(newcomer.name))
    .bind(role_word(newcomer.role))
    .bind(newcomer.venue.map(i64::from))
    .bind(newcomer.password_hash)
    .bind(now_ms)
    .execute(&mut **transaction)
    .await?;
    Ok(User {
        id,
        name: newcomer.name.to_owned(),
        role: newcomer.role,
        venue: newcomer.venue,
    })
}

/// id, name, role, venue.
pub(super) type UserRow = (i64, String, String, Option<i64>);

pub(super) fn user((id, name, role, venue): UserRow) -> Result<User, StoreFailed> {
    let venue = venue
        .map(|number| venue_number("users", number))
        .transpose()?;
    Ok(User {
        id,
        name,
        role: role_of(&role)?,
        venue,
    })
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Administrator => "administrator",
        Role::Host => "host",
        Role::Staff => "staff",
        Role::Venue => "venue",
    }
}

fn role_of(word: &str) -> Result<Role, StoreFailed> {
    match word {
        "administrator" => Ok(Role::Administrator),
        "host" => Ok(Role::Host),
        "staff" => Ok(Role::Staff),
        "venue" => Ok(Role::Venue),
        _ => Err(StoreFailed::Unreadable {
            table: "users",
            what: format!("role {word}"),
        }),
    }
}
