//! What is kept: a SQLite file or a PostgreSQL database, one module per aggregate.
//!
//! Statements are plain SQL that both understand: `$n` parameters in order, BIGINT and TEXT, a sum
//! cast back to BIGINT. All writes go through one connection ([`writer`]), in the order they are
//! made, and on PostgreSQL one server after another where several share a database ([`engine`]);
//! readers do not wait for them. A write is on the disk when its function returns.

use std::path::Path;

use control_wire::VenueNumber;
use sqlx::{Any, Pool, Transaction};
use url::Url;

pub mod appointments;
pub mod attendance;
pub mod burden;
pub mod calendars;
pub mod departments;
pub mod device_links;
mod engine;
pub mod logins;
pub mod mailboxes;
pub mod outbox;
pub mod planning;
pub mod session_log;
pub mod sessions;
pub mod settings;
pub mod stream_tokens;
pub mod test_calls;
pub mod tips;
pub mod users;
pub mod venues;
mod writer;

use writer::Writer;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The database failed, or holds what this version does not understand.
#[derive(Debug, thiserror::Error)]
pub enum StoreFailed {
    /// The database refused or could not be reached.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A row that this version cannot have written.
    #[error("unreadable row in {table}: {what}")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        what: String,
    },
}

/// Why the store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenStoreError {
    /// The file could not be opened or made.
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    /// The address names no database that we know.
    #[error("a database's address is postgres://USER@HOST/DATABASE")]
    Address,
    /// The tables could not be brought to this version's shape.
    #[error("{0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

/// The open database.
#[derive(Debug, Clone)]
pub struct Store {
    read: Pool<Any>,
    write: Writer,
}

impl Store {
    /// Opens the SQLite database at `file`, makes it if there is none, and brings its tables up
    /// to date.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database, or was written by a newer version.
    pub async fn open(file: &Path) -> Result<Self, OpenStoreError> {
        let file = std::path::absolute(file)
            .ok()
            .and_then(|file| Url::from_file_path(file).ok())
            .ok_or(OpenStoreError::Address)?;
        let write = Writer::new(engine::sqlite_writer(&file).await?, "BEGIN IMMEDIATE");
        MIGRATIONS.run(write.pool()).await?;
        let read = engine::sqlite_readers(&file).await?;
        Ok(Self { read, write })
    }

    /// Connects to the PostgreSQL database at `address` and brings its tables up to date.
    ///
    /// # Errors
    /// When it does not answer, refuses, or was written by a newer version.
    pub async fn connect(address: &Url) -> Result<Self, OpenStoreError> {
        if !matches!(address.scheme(), "postgres" | "postgresql") {
            return Err(OpenStoreError::Address);
        }
        let write = Writer::new(engine::postgres_writer(address).await?, "BEGIN");
        MIGRATIONS.run(write.pool()).await?;
        let read = engine::postgres_readers(address).await?;
        Ok(Self { read, write })
    }

    /// Asks the database a question, to see that it answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreFailed> {
        sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM numbers")
            .fetch_one(&self.read)
            .await?;
        Ok(())
    }

    /// Waits for what is under way and lets go of the database.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.pool().close().await;
    }
}

/// The next number of a kind of row.
async fn next_number(
    transaction: &mut Transaction<'_, Any>,
    kind: &'static str,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("UPDATE numbers SET last = last + 1 WHERE kind = $1 RETURNING last")
        .bind(kind)
        .fetch_one(&mut **transaction)
        .await
}

/// True where the statement broke a UNIQUE or PRIMARY KEY rule.
fn is_duplicate(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|error| error.is_unique_violation())
}

/// True where the statement named a row that is not there, or removed one that is still named.
fn is_dangling(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|error| error.is_foreign_key_violation())
}

/// A venue number as read from a row.
fn venue_number(table: &'static str, number: i64) -> Result<VenueNumber, StoreFailed> {
    VenueNumber::try_from(number).map_err(|_| StoreFailed::Unreadable {
        table,
        what: format!("venue number {number}"),
    })
}
