//! The record as comma-separated rows (RFC 4180), in UTF-8 with a byte order mark: spreadsheet
//! programs in Chinese offices take a file without one for GBK.

use crate::dossier::Dossier;
use crate::language::Language;
use crate::tables::{self, Table};

/// UTF-8's byte order mark.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The rows could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the rows could not be written: {0}")]
pub struct RowsFailed(String);

/// Writes the rows of the venues: the table that other programs want.
///
/// # Errors
/// When memory cannot be written to.
pub fn write(dossier: &Dossier, language: Language) -> Result<Vec<u8>, RowsFailed> {
    write_table(&tables::venues(dossier, language))
}

fn write_table(table: &Table) -> Result<Vec<u8>, RowsFailed> {
    let failed = |error: csv::Error| RowsFailed(error.to_string());
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    let titles = table.columns.iter().map(|column| column.title);
    writer.write_record(titles).map_err(failed)?;
    for row in &table.rows {
        let values = row.iter().map(|value| harmless(value.text()));
        writer.write_record(values).map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| RowsFailed(error.to_string()))
}

/// A text that a spreadsheet would take for a formula gets an apostrophe in front, which
/// spreadsheets do not show (OWASP, "CSV Injection").
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return format!("'{text}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{Column, Value};

    #[test]
    fn a_row_keeps_commas_and_quotes_and_runs_no_formula() {
        let table = Table {
            title: "t",
            columns: vec![Column {
                title: "会场",
                width: 1,
            }],
            rows: vec![vec![Value::from("a,\"b\"")], vec![Value::from("=1+1")]],
        };
        let bytes = write_table(&table).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "\u{FEFF}会场\r\n\"a,\"\"b\"\"\"\r\n'=1+1\r\n");
    }
}
