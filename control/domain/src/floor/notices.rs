//! What stands over the pictures: the title banner (会标, 横幅) and the crawl (字幕).

use serde::{Deserialize, Serialize};

use super::line::optional_line;
use super::refusal::FloorError;
use super::{Floor, Requester};

/// Longest banner, in characters.
pub const BANNER_CHARS_MAX: usize = 60;

/// Longest crawl, in characters.
pub const CRAWL_CHARS_MAX: usize = 200;

/// What the chair wants to stand over the pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeCommand {
    /// This banner; none is the session's title.
    Banner {
        /// Its text.
        text: Option<String>,
    },
    /// This crawl, or none.
    Crawl {
        /// Its text.
        text: Option<String>,
    },
}

/// What stands over the pictures from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeChange {
    /// This banner.
    Banner {
        /// Its text.
        text: Option<String>,
    },
    /// This crawl.
    Crawl {
        /// Its text.
        text: Option<String>,
    },
}

/// Banner and crawl.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices {
    banner: Option<String>,
    crawl: Option<String>,
}

impl Notices {
    /// The banner; none is the session's title.
    #[must_use]
    pub fn banner(&self) -> Option<&str> {
        self.banner.as_deref()
    }

    /// The crawl.
    #[must_use]
    pub fn crawl(&self) -> Option<&str> {
        self.crawl.as_deref()
    }

    pub(super) fn apply(&mut self, change: &NoticeChange) {
        match change {
            NoticeChange::Banner { text } => self.banner.clone_from(text),
            NoticeChange::Crawl { text } => self.crawl.clone_from(text),
        }
    }
}

impl Floor {
    pub(super) fn decide_notice(
        &self,
        command: &NoticeCommand,
        by: Requester,
    ) -> Result<NoticeChange, FloorError> {
        self.require_chair(by)?;
        Ok(match command {
            NoticeCommand::Banner { text } => NoticeChange::Banner {
                text: optional_line(text.as_deref(), BANNER_CHARS_MAX)?,
            },
            NoticeCommand::Crawl { text } => NoticeChange::Crawl {
                text: optional_line(text.as_deref(), CRAWL_CHARS_MAX)?,
            },
        })
    }
}
