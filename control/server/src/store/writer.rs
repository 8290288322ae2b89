//! The connection that writes.

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use sqlx::any::{AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo};
use sqlx::{Any, Describe, Either, Error, Execute, Executor, Pool, SqlStr, Transaction};

/// A pool of the one connection that writes. Its transactions take the right to write when they
/// begin: on SQLite one that read first would be refused where another process (the post, see
/// [`crate::post`]) has written in between.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    pool: Pool<Any>,
    begin: &'static str,
}

impl Writer {
    /// Transactions begin with the statement `begin`.
    pub(super) const fn new(pool: Pool<Any>, begin: &'static str) -> Self {
        Self { pool, begin }
    }

    /// Begins a transaction; it is rolled back unless it is committed.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Any>, Error> {
        self.pool.begin_with(self.begin).await
    }

    /// The pool itself.
    pub(super) const fn pool(&self) -> &Pool<Any> {
        &self.pool
    }
}

/// A single statement is a transaction of its own.
impl<'p> Executor<'p> for &'p Writer {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Any>,
    {
        (&self.pool).fetch_many(query)
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Any>,
    {
        (&self.pool).fetch_optional(query)
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [AnyTypeInfo],
    ) -> BoxFuture<'e, Result<AnyStatement, Error>>
    where
        'p: 'e,
    {
        (&self.pool).prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Any>, Error>>
    where
        'p: 'e,
    {
        (&self.pool).describe(sql)
    }
}
