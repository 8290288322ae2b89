//! The two databases behind the store, and what makes them behave alike.
//!
//! SQLite: write-ahead log, `synchronous = FULL`, one connection that writes.
//!
//! PostgreSQL: also one connection that writes, and while it is in use an advisory lock of the
//! database is held, so that servers which share a database write one after another as two
//! callers in one process do. Without it a transaction could decide on what another server is
//! changing: give a number twice, or remove the last administrator. The lock goes with the
//! connection if a server dies.

use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{Any, AnyConnection, ConnectOptions as _, Executor as _, Pool};
use url::Url;

/// Connections that read at the same time.
const READERS_MAX: u32 = 4;

/// How long a statement waits for another process: a backup that reads the file, another server
/// that writes.
const LOCK_WAIT: Duration = Duration::from_secs(5);

/// The advisory lock of whoever writes: "pinhui" in ASCII.
const WRITER_LOCK: i64 = 0x70_69_6e_68_75_69;

/// The connection that writes to a SQLite file, which is made where there is none.
pub(super) async fn sqlite_writer(file: &Url) -> Result<Pool<Any>, sqlx::Error> {
    pool()
        .max_connections(1)
        .after_connect(|connection, _| {
            Box::pin(async move {
                wait_for_locks(connection).await?;
                connection.execute("PRAGMA journal_mode = WAL").await?;
                connection.execute("PRAGMA synchronous = FULL").await?;
                connection.execute("PRAGMA foreign_keys = ON").await?;
                Ok(())
            })
        })
        .connect_with(sqlite(file, "rwc")?)
        .await
}

/// Connections that read a SQLite file.
pub(super) async fn sqlite_readers(file: &Url) -> Result<Pool<Any>, sqlx::Error> {
    pool()
        .max_connections(READERS_MAX)
        .after_connect(|connection, _| Box::pin(wait_for_locks(connection)))
        .connect_with(sqlite(file, "ro")?)
        .await
}

/// The connection that writes to a PostgreSQL database. It holds [`WRITER_LOCK`] from when it is
/// taken out of its pool until it is put back, after the commit. The lock counts how often it was
/// taken, and a pool's first connection is put aside without `after_release`: so all is given back
/// at once, and whoever makes the pool uses it once (the migrations do).
pub(super) async fn postgres_writer(address: &Url) -> Result<Pool<Any>, sqlx::Error> {
    pool()
        .max_connections(1)
        .after_connect(|connection, _| {
            Box::pin(async move {
                let milliseconds = LOCK_WAIT.as_millis().to_string();
                sqlx::query("SELECT set_config('lock_timeout', $1, false)")
                    .bind(milliseconds)
                    .execute(&mut *connection)
                    .await?;
                take_writer_lock(connection).await
            })
        })
        .before_acquire(|connection, _| {
            Box::pin(async move { take_writer_lock(connection).await.map(|()| true) })
        })
        .after_release(|connection, _| {
            Box::pin(async move {
                connection
                    .execute("SELECT pg_advisory_unlock_all()")
                    .await?;
                Ok(true)
            })
        })
        .connect_with(AnyConnectOptions::from_url(address)?)
        .await
}

/// Connections that read a PostgreSQL database.
pub(super) async fn postgres_readers(address: &Url) -> Result<Pool<Any>, sqlx::Error> {
    pool()
        .max_connections(READERS_MAX)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection
                    .execute("SET default_transaction_read_only = on")
                    .await?;
                Ok(())
            })
        })
        .connect_with(AnyConnectOptions::from_url(address)?)
        .await
}

fn pool() -> AnyPoolOptions {
    sqlx::any::install_default_drivers();
    AnyPoolOptions::new()
}

async fn take_writer_lock(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT pg_advisory_lock($1)")
        .bind(WRITER_LOCK)
        .execute(connection)
        .await?;
    Ok(())
}

async fn wait_for_locks(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    let statement = format!("PRAGMA busy_timeout = {}", LOCK_WAIT.as_millis());
    connection.execute(sqlx::AssertSqlSafe(statement)).await?;
    Ok(())
}

/// How a SQLite file is opened: `rwc` to write, and made where it is missing; `ro` to read.
fn sqlite(file: &Url, mode: &str) -> Result<AnyConnectOptions, sqlx::Error> {
    format!("sqlite://{}?mode={mode}", file.path()).parse()
}
