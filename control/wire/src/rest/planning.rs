//! Planning meetings (拼会): who there is, what asks for a slot, and the plan.
//!
//! Dates are `YYYY-MM-DD`; clock times are minutes after midnight; both are Asia/Shanghai. Moments
//! are Unix milliseconds.
//!
//! * [`street`]: roles, people, departments, the working calendar, quotas, who approves
//! * [`windows`]: when meetings can be, the series that host them, the T−2 call and its answers
//! * [`items`]: what asks for a slot, its approval, proposals of merging
//! * [`board`]: everything the coordinator's board shows, and what it does

use serde::{Deserialize, Serialize};
use ts_rs::{Config, ExportError, TS};
use utoipa::ToSchema;

use crate::VenueNumber;
use crate::problem::Problem;

pub mod board;
pub mod items;
pub mod street;
pub mod windows;

/// A sentence in both languages: it may be shown in either, also later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Sentence {
    /// 简体中文
    pub zh: String,
    /// English.
    pub en: String,
}

/// Number of a role within the street, 0 to 15: 书记, 主任, 民政社工 …
pub type RoleNumber = u8;

/// One role at some venues: a part of an audience. An audience is a list of these, each role once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AudienceOf {
    /// The role.
    pub role: RoleNumber,
    /// The venues whose people in this role are meant, by number.
    pub venues: Vec<VenueNumber>,
}

/// One of the two halves of a working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HalfDay {
    /// 上午
    Morning,
    /// 下午
    Afternoon,
}

/// A file that was read in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Imported {
    /// How many rows came in: all of them. A file with bad lines is answered with a
    /// [`FileProblem`].
    pub rows: u32,
}

/// Why a file was not taken: nothing of it came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FileProblem {
    /// The problem; its code is `bad-lines`.
    #[serde(flatten)]
    pub problem: Problem,
    /// Every bad line, in the order of the file.
    pub bad_lines: Vec<BadLine>,
}

/// A line of a file that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BadLine {
    /// Its number in the file; the header is line 1.
    pub line: u32,
    /// What is wrong with it, and what would be right.
    pub why: Sentence,
}

/// A CSV file, as its text (UTF-8). Its columns are described with the address that takes it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct CsvFile {
    /// The text.
    pub csv: String,
}

/// Writes the TypeScript of every body here.
pub(crate) fn export_typescript(config: &Config) -> Result<(), ExportError> {
    Imported::export_all(config)?;
    FileProblem::export_all(config)?;
    CsvFile::export_all(config)?;
    street::export_typescript(config)?;
    windows::export_typescript(config)?;
    items::export_typescript(config)?;
    board::export_typescript(config)
}
