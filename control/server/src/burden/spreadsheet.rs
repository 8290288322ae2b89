//! The rows of a file: CSV (RFC 4180, UTF-8) or XLSX, told apart by how it begins.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

/// How a ZIP archive, and so an XLSX file, begins.
const ZIP_MAGIC: &[u8] = b"PK\x03\x04";

/// Rows that are read at most.
const ROWS_MAX: usize = 50_000;

/// Why a file has no rows.
#[derive(Debug, thiserror::Error)]
pub enum SpreadsheetError {
    /// It is neither.
    #[error("neither CSV in UTF-8 nor XLSX: {0}")]
    Csv(#[from] csv::Error),
    /// It is a damaged workbook.
    #[error("not a workbook: {0}")]
    Xlsx(#[from] calamine::XlsxError),
    /// The workbook is empty.
    #[error("the workbook has no sheet")]
    NoSheet,
}

/// The rows of the file; of a workbook, those of its first sheet.
///
/// # Errors
/// When it is neither CSV nor XLSX.
pub fn rows(file: &[u8]) -> Result<Vec<Vec<String>>, SpreadsheetError> {
    if file.starts_with(ZIP_MAGIC) {
        of_workbook(file)
    } else {
        of_csv(file)
    }
}

fn of_csv(file: &[u8]) -> Result<Vec<Vec<String>>, SpreadsheetError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(file);
    // The reader passes over empty lines; numbers have to stay those of the file.
    let mut rows: Vec<Vec<String>> = Vec::new();
    for record in reader.records().take(ROWS_MAX) {
        let record = record?;
        let line = record.position().map_or(0, |begin| line_of(begin, file));
        while rows.len() + 1 < line.min(ROWS_MAX) {
            rows.push(Vec::new());
        }
        rows.push(record.iter().map(str::to_owned).collect());
    }
    Ok(rows)
}

/// The number of the line on which a record begins. The reader takes the empty lines before it for
/// a part of it.
fn line_of(begin: &csv::Position, file: &[u8]) -> usize {
    let at = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let rest = file.get(at(begin.byte())..).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    at(begin.line()) + ends.filter(|byte| **byte == b'\n').count()
}

fn of_workbook(file: &[u8]) -> Result<Vec<Vec<String>>, SpreadsheetError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(file))?;
    let sheet = workbook
        .worksheet_range_at(0)
        .ok_or(SpreadsheetError::NoSheet)??;
    let above = sheet
        .start()
        .map_or(0, |(row, _)| usize::try_from(row).unwrap_or(0));
    let empty = std::iter::repeat_n(Vec::new(), above.min(ROWS_MAX));
    let rows = sheet.rows().map(|row| row.iter().map(text).collect());
    Ok(empty.chain(rows).take(ROWS_MAX).collect())
}

/// A cell as somebody would write it.
fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(moment) => moment.chars().take(10).collect(),
        Data::Empty
        | Data::Error(_)
        | Data::Int(_)
        | Data::Float(_)
        | Data::String(_)
        | Data::Bool(_)
        | Data::DurationIso(_) => cell.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_csv_keep_their_numbers() {
        let rows =
            rows("\u{feff}日期,科室\r\n\r\n2019-03-05,\"党建, 自治\"\r\n".as_bytes()).unwrap();
        assert_eq!(rows.len(), 3);
        assert!(rows[1].is_empty());
        assert_eq!(rows[2], ["2019-03-05", "党建, 自治"]);
    }

    #[test]
    fn a_workbook_s_dates_and_numbers_are_read_as_written() {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2019, 3, 5).unwrap();
        let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_string(0, 0, "日期").unwrap();
        sheet
            .write_datetime_with_format(1, 0, &date, &format)
            .unwrap();
        sheet.write_number(1, 1, 60).unwrap();
        let rows = rows(&workbook.save_to_buffer().unwrap()).unwrap();
        assert_eq!(rows[1], ["2019-03-05", "60"]);
    }

    #[test]
    fn what_is_no_spreadsheet_is_told() {
        assert!(rows(&[0xff, 0xfe, b'a', b',', b'b']).is_err());
        assert!(rows(b"PK\x03\x04 but not really").is_err());
    }
}
