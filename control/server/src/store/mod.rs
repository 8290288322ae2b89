//! What is kept: one SQLite file, one module per aggregate.
//!
//! Statements are plain SQL with `$n` parameters, so that they can run on PostgreSQL too. All
//! writes go through one connection, in the order they are made; readers do not wait for them
//! (write-ahead log). A write has reached the disk when its function returns
//! (`synchronous = FULL`).

use std::path::Path;
use std::time::Duration;

use control_wire::VenueNumber;
use sqlx::sqlite::{
    Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Pool, Transaction};

pub mod departments;
pub mod device_links;
pub mod logins;
pub mod session_log;
pub mod sessions;
pub mod settings;
pub mod users;
pub mod venues;

/// Connections that read at the same time.
const READERS_MAX: u32 = 4;

/// How long a statement waits for another process's lock (a backup reads the file).
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

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
    /// The tables could not be brought to this version's shape.
    #[error("{0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

/// The open database.
#[derive(Debug, Clone)]
pub struct Store {
    read: Pool<Sqlite>,
    write: Pool<Sqlite>,
}

impl Store {
    /// Opens the database at `file`, makes it if there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database, or was written by a newer version.
    pub async fn open(file: &Path) -> Result<Self, OpenStoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone())
            .await?;
        MIGRATIONS.run(&write).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS_MAX)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await?;
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

    /// Waits for what is under way and closes the file.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// The next number of a kind of row.
async fn next_number(
    transaction: &mut Transaction<'_, Sqlite>,
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
