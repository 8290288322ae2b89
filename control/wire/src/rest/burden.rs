//! The burden report: meetings convened, trips and hours, against a frozen baseline.

use serde::{Deserialize, Serialize};
use ts_rs::{Config, ExportError, TS};
use utoipa::ToSchema;

use crate::VenueNumber;

/// What meetings cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Burden {
    /// Meetings convened.
    pub meetings: u32,
    /// People times meetings: who was there, or where that is not known yet, who had to be.
    pub seat_trips: u32,
    /// Minutes of these people, summed.
    pub person_minutes: u64,
}

/// The burden in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MonthBurden {
    /// `YYYY-MM`
    pub month: String,
    /// What it cost.
    pub burden: Burden,
}

/// The burden of a venue: the meetings its people were called to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct VenueBurden {
    /// The venue.
    pub venue: VenueNumber,
    /// In the period.
    pub now: Burden,
    /// In the baseline, scaled to as many working days; null without a baseline.
    pub baseline: Option<Burden>,
}

/// The burden of a department: the meetings in which it had something to say. A meeting shared by
/// three departments counts for each of them here, and once in the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DepartmentBurden {
    /// The department's name, as the meeting or the register has it.
    pub department: String,
    /// In the period.
    pub now: Burden,
    /// In the baseline, scaled to as many working days; null without a baseline.
    pub baseline: Option<Burden>,
}

/// `GET /api/v1/burden?from=YYYY-MM-DD&until=YYYY-MM-DD`, both days included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BurdenReport {
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Working days among them.
    pub working_days: u32,
    /// All meetings of the period that have begun: those that are over with who was there and for how
    /// long, others as planned.
    pub total: Burden,
    /// The baseline; null until a register was imported.
    pub baseline: Option<Baseline>,
    /// By month, every month of the period, in order.
    pub months: Vec<MonthBurden>,
    /// By venue, by number.
    pub venues: Vec<VenueBurden>,
    /// By department, the most meetings first.
    pub departments: Vec<DepartmentBurden>,
}

/// The baseline: the register of an earlier period, imported once and then fixed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Baseline {
    /// First day in the register.
    pub from: String,
    /// Last day in the register.
    pub until: String,
    /// Working days between them.
    pub working_days: u32,
    /// As registered.
    pub total: Burden,
    /// Scaled to the working days of the report's period: what would have been.
    pub scaled: Burden,
    /// Meetings saved of `scaled`, in tenths of a percent (667 is two thirds); negative for more.
    pub meetings_saved_permille: i32,
    /// Seat-trips saved of `scaled`, in tenths of a percent.
    pub seat_trips_saved_permille: i32,
    /// When it was imported, in Unix milliseconds.
    pub imported_ms: i64,
    /// SHA-256 of the imported file, 64 hexadecimal digits.
    pub sha256: String,
}

/// `POST /api/v1/burden/baseline`: a register, once.
///
/// Columns: 日期 date, 科室 department, 会议 title, 会场 venues ("全部" or "1、3、5-8"), 每会场人数 people a
/// venue, 分钟 minutes. The heading may be Chinese or English.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct RegisterFile {
    /// The file, CSV (UTF-8) or XLSX, in base64; at most 4 MiB.
    pub base64: String,
}

/// What became of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct RegisterImport {
    /// How many meetings came in: all of them. A file with bad lines is answered with a
    /// [`FileProblem`](super::planning::FileProblem).
    pub meetings: u32,
}

/// Writes the TypeScript of every body here.
pub(crate) fn export_typescript(config: &Config) -> Result<(), ExportError> {
    BurdenReport::export_all(config)?;
    RegisterFile::export_all(config)?;
    RegisterImport::export_all(config)
}
