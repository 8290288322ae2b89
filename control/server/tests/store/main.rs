//! The store's contract: the same tests on SQLite and on PostgreSQL.
//!
//! On PostgreSQL every test has two servers' stores over one database, as where several servers
//! share it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and prints what it skips"
)]

mod attendance;
mod burden;
mod ground;
mod planning;
mod post;
mod postgres;
mod session_log;
mod stream_tokens;
mod street;
mod test_calls;
mod writers;

/// Runs each test, an `async fn(Ground)`, once on SQLite and once on PostgreSQL.
macro_rules! contract {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test($crate::ground::Ground::sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                if let Some(ground) = $crate::ground::Ground::postgres().await {
                    super::$test(ground).await;
                }
            })+
        }
    };
}
pub(crate) use contract;
