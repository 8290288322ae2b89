//! Tokens of encoders and players: of one session each, found by their hash.

use control_wire::rest::stream_token::{StreamKind, StreamToken};

use super::{Store, StoreFailed, is_dangling, next_number};

/// Most tokens that one session has.
pub const TOKENS_MAX: i64 = 32;

/// Why a token was not made.
#[derive(Debug, thiserror::Error)]
pub enum MakeTokenError {
    /// There is no such session.
    #[error("no such session")]
    NoSuchSession,
    /// The session has [`TOKENS_MAX`].
    #[error("the session has {TOKENS_MAX} tokens")]
    TooMany,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

impl From<sqlx::Error> for MakeTokenError {
    fn from(error: sqlx::Error) -> Self {
        if is_dangling(&error) {
            Self::NoSuchSession
        } else {
            Self::Store(error.into())
        }
    }
}

/// A token to be kept.
#[derive(Debug, Clone, Copy)]
pub struct TokenToKeep<'t> {
    /// The session it lets into.
    pub session: i64,
    /// What it lets in.
    pub kind: StreamKind,
    /// Whose it is.
    pub label: &'t str,
    /// SHA-256 of it, in hexadecimal.
    pub token_hash: &'t str,
    /// Unix milliseconds.
    pub made_ms: i64,
    /// Unix milliseconds.
    pub expires_ms: i64,
}

type Row = (i64, String, String, i64, i64);

impl Store {
    /// Keeps a token.
    ///
    /// # Errors
    /// See [`MakeTokenError`].
    pub async fn add_stream_token(
        &self,
        token: TokenToKeep<'_>,
    ) -> Result<StreamToken, MakeTokenError> {
        let mut transaction = self.write.begin().await?;
        let made: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM stream_tokens WHERE session = $1")
            .bind(token.session)
            .fetch_one(&mut *transaction)
            .await?;
        if made >= TOKENS_MAX {
            return Err(MakeTokenError::TooMany);
        }
        let id = next_number(&mut transaction, "stream-token").await?;
        sqlx::query(
            "INSERT INTO stream_tokens (id, session, kind, label, token_hash, made_ms, expires_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id)
        .bind(token.session)
        .bind(kind_word(token.kind))
        .bind(token.label)
        .bind(token.token_hash)
        .bind(token.made_ms)
        .bind(token.expires_ms)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(StreamToken {
            id,
            kind: token.kind,
            label: token.label.to_owned(),
            made_ms: token.made_ms,
            expires_ms: token.expires_ms,
        })
    }

    /// A session's tokens, in the order they were made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stream_tokens(&self, session: i64) -> Result<Vec<StreamToken>, StoreFailed> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT id, kind, label, made_ms, expires_ms FROM stream_tokens
             WHERE session = $1 ORDER BY id",
        )
        .bind(session)
        .fetch_all(&self.read)
        .await?;
        rows.into_iter().map(token_of).collect()
    }

    /// The token with this hash and its session, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stream_token(
        &self,
        token_hash: &str,
    ) -> Result<Option<(i64, StreamToken)>, StoreFailed> {
        let row: Option<(i64, i64, String, String, i64, i64)> = sqlx::query_as(
            "SELECT session, id, kind, label, made_ms, expires_ms FROM stream_tokens
             WHERE token_hash = $1",
        )
        .bind(token_hash)
        .fetch_optional(&self.read)
        .await?;
        row.map(|(session, id, kind, label, made_ms, expires_ms)| {
            Ok((session, token_of((id, kind, label, made_ms, expires_ms))?))
        })
        .transpose()
    }

    /// Revokes a session's token; what it let in, if there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_stream_token(
        &self,
        session: i64,
        id: i64,
    ) -> Result<Option<StreamKind>, StoreFailed> {
        let mut transaction = self.write.begin().await?;
        let kind: Option<String> = sqlx::query_scalar(
            "DELETE FROM stream_tokens WHERE session = $1 AND id = $2 RETURNING kind",
        )
        .bind(session)
        .bind(id)
        .fetch_optional(&mut *transaction)
        .await?;
        transaction.commit().await?;
        kind.as_deref().map(kind_of).transpose()
    }
}

fn token_of((id, kind, label, made_ms, expires_ms): Row) -> Result<StreamToken, StoreFailed> {
    Ok(StreamToken {
        id,
        kind: kind_of(&kind)?,
        label,
        made_ms,
        expires_ms,
    })
}

fn kind_word(kind: StreamKind) -> &'static str {
    match kind {
        StreamKind::Encoder => "encoder",
        StreamKind::Player => "player",
    }
}

fn kind_of(word: &str) -> Result<StreamKind, StoreFailed> {
    match word {
        "encoder" => Ok(StreamKind::Encoder),
        "player" => Ok(StreamKind::Player),
        _ => Err(StoreFailed::Unreadable {
            table: "stream_tokens",
            what: format!("kind {word}"),
        }),
    }
}
