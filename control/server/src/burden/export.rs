//! The burden report for third parties: no names of people, meetings, venues or departments, only
//! codes, which stay the same from export to export.

use control_wire::rest::burden::{Burden, BurdenReport};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use sha2::{Digest as _, Sha256};

/// Why an export was not written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// As CSV.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// As CSV, in the end.
    #[error("the CSV could not be finished")]
    Unfinished,
    /// As XLSX.
    #[error(transparent)]
    Xlsx(#[from] XlsxError),
}

/// The columns.
const HEADING: [&str; 8] = [
    "类别 kind",
    "代号 code",
    "会议数 meetings",
    "人次 seat-trips",
    "人·小时 person-hours",
    "基线会议数 baseline meetings",
    "基线人次 baseline seat-trips",
    "基线人·小时 baseline person-hours",
];

/// A line of the export.
struct Line {
    kind: &'static str,
    code: String,
    now: Burden,
    baseline: Option<Burden>,
}

/// The lines of a report: the total, its months, its venues and its departments. Codes follow the
/// order of a hash with `salt`, so that they tell nothing about numbers or names.
fn lines(report: &BurdenReport, salt: &str) -> Vec<Line> {
    let total = Line {
        kind: "合计 total",
        code: format!("{}–{}", report.from, report.until),
        now: report.total,
        baseline: report.baseline.as_ref().map(|baseline| baseline.scaled),
    };
    let months = report.months.iter().map(|month| Line {
        kind: "月份 month",
        code: month.month.clone(),
        now: month.burden,
        baseline: None,
    });
    let venues = report.venues.iter().map(|venue| Line {
        kind: "会场 venue",
        code: code(salt, "V", &venue.venue.to_string()),
        now: venue.now,
        baseline: venue.baseline,
    });
    let departments = report.departments.iter().map(|department| Line {
        kind: "科室 department",
        code: code(salt, "D", &department.department),
        now: department.now,
        baseline: department.baseline,
    });
    let mut coded: Vec<Line> = venues.chain(departments).collect();
    coded.sort_by(|a, b| (a.kind, &a.code).cmp(&(b.kind, &b.code)));
    [total].into_iter().chain(months).chain(coded).collect()
}

/// The code of a name: six digits of a salted hash.
fn code(salt: &str, letter: &str, name: &str) -> String {
    let hash = hex::encode_upper(Sha256::digest(format!("{salt}/{letter}/{name}")));
    let (short, _) = hash.split_at(6);
    format!("{letter}-{short}")
}

/// Hours with two digits after the point.
fn hours(person_minutes: u64) -> String {
    let hundredths = (person_minutes * 100 + 30) / 60;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

impl Line {
    fn cells(&self) -> [String; 8] {
        let then = |of: fn(Burden) -> String| self.baseline.map(of).unwrap_or_default();
        [
            self.kind.to_owned(),
            self.code.clone(),
            self.now.meetings.to_string(),
            self.now.seat_trips.to_string(),
            hours(self.now.person_minutes),
            then(|burden| burden.meetings.to_string()),
            then(|burden| burden.seat_trips.to_string()),
            then(|burden| hours(burden.person_minutes)),
        ]
    }
}

/// The report as CSV: UTF-8 with a byte order mark, as spreadsheets expect it.
///
/// # Errors
/// When it cannot be written.
pub fn csv(report: &BurdenReport, salt: &str) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(HEADING)?;
    for line in lines(report, salt) {
        writer.write_record(line.cells())?;
    }
    writer.into_inner().map_err(|_| ExportError::Unfinished)
}

/// The report as a workbook.
///
/// # Errors
/// When it cannot be written.
pub fn xlsx(report: &BurdenReport, salt: &str) -> Result<Vec<u8>, ExportError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("会议负担 burden")?;
    let bold = Format::new().set_bold();
    for (column, title) in (0..).zip(HEADING) {
        sheet.write_string_with_format(0, column, title, &bold)?;
    }
    for (row, line) in (1..).zip(lines(report, salt)) {
        for (column, cell) in (0..).zip(line.cells()) {
            match cell.parse::<f64>() {
                Ok(number) if column >= 2 => sheet.write_number(row, column, number)?,
                Ok(_) | Err(_) => sheet.write_string(row, column, &cell)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofit();
    Ok(workbook.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    use control_wire::rest::burden::{DepartmentBurden, MonthBurden, VenueBurden};

    use super::*;
    use crate::burden::spreadsheet;

    fn report() -> BurdenReport {
        let burden = Burden {
            meetings: 2,
            seat_trips: 6,
            person_minutes: 100,
        };
        BurdenReport {
            from: "2026-11-01".to_owned(),
            until: "2026-11-30".to_owned(),
            working_days: 21,
            total: burden,
            baseline: None,
            months: vec![MonthBurden {
                month: "2026-11".to_owned(),
                burden,
            }],
            venues: vec![VenueBurden {
                venue: 3,
                now: burden,
                baseline: Some(burden),
            }],
            departments: vec![DepartmentBurden {
                department: "党建办".to_owned(),
                now: burden,
                baseline: None,
            }],
        }
    }

    #[test]
    fn both_files_say_the_same_and_name_nobody() {
        let csv = csv(&report(), "salt").unwrap();
        assert!(csv.starts_with("\u{feff}".as_bytes()));
        let of_csv = spreadsheet::rows(&csv).unwrap();
        let of_xlsx = spreadsheet::rows(&xlsx(&report(), "salt").unwrap()).unwrap();
        assert_eq!(of_csv.len(), 5);
        for (a, b) in of_csv.iter().zip(&of_xlsx) {
            assert_eq!(a[2], b[2]);
            assert_eq!(a[1], b[1]);
        }
        assert_eq!(of_csv[1][4], "1.67");
        let text = String::from_utf8(csv).unwrap();
        assert!(!text.contains("党建办"), "{text}");
    }

    #[test]
    fn codes_stay_the_same_and_depend_on_the_salt() {
        assert_eq!(code("salt", "V", "3"), code("salt", "V", "3"));
        assert_ne!(code("salt", "V", "3"), code("other", "V", "3"));
    }
}
