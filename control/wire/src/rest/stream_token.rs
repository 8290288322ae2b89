//! Tokens by which encoders and players are let into a session.

use serde::{Deserialize, Serialize};
use ts_rs::{Config, ExportError, TS};
use utoipa::ToSchema;

/// Which way a stream goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StreamKind {
    /// From an encoder (WHIP): the main venue's picture and sound while it sends.
    Encoder,
    /// To a player (WHEP): the stage, and what is heard.
    Player,
}

/// A token to be made.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewStreamToken {
    /// What it lets in.
    pub kind: StreamKind,
    /// Whose it is, 1–40 characters: "会议室编码器".
    pub label: String,
    /// For how many hours it lets somebody in, 1–4,380; a day unless said otherwise.
    #[serde(default)]
    #[ts(optional)]
    pub valid_hours: Option<u32>,
}

/// A token, without itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct StreamToken {
    /// Token number.
    pub id: i64,
    /// What it lets in.
    pub kind: StreamKind,
    /// Whose it is.
    pub label: String,
    /// Unix milliseconds.
    pub made_ms: i64,
    /// Until when it lets somebody in, in Unix milliseconds.
    pub expires_ms: i64,
}

/// A token just made: the only time that it is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MadeStreamToken {
    /// What is kept of it.
    pub about: StreamToken,
    /// The bearer token (RFC 6750).
    pub token: String,
    /// Where it is shown, `/whip/…` or `/whep/…`, relative to this server.
    pub path: String,
}

impl std::fmt::Debug for MadeStreamToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MadeStreamToken({})", self.about.id)
    }
}

/// Writes the TypeScript of every body here.
pub(crate) fn export_typescript(config: &Config) -> Result<(), ExportError> {
    NewStreamToken::export_all(config)?;
    MadeStreamToken::export_all(config)
}
