//! What an error looks like, over HTTP (RFC 9457) and over signalling.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A problem document. `code` is stable and what programs look at; `title` and `detail` are for
/// people, in the language they asked for (zh-CN unless they ask for English).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Problem {
    /// HTTP status, repeated here for those who only see the body.
    pub status: u16,
    /// Stable name of this kind of problem, such as `session-not-live`.
    pub code: String,
    /// What happened.
    pub title: String,
    /// What to do next.
    pub detail: String,
}
