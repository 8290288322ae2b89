//! The record as a workbook: summary, venues, items, items by venue, people, minutes, corrections, events.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use crate::dossier::{Dossier, Unreadable};
use crate::language::Language;
use crate::tables::{self, Table, Value};

/// The workbook could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookFailed {
    /// The library refuses.
    #[error("the workbook could not be written: {0}")]
    Library(#[from] XlsxError),
    /// The log holds something else than events.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

/// Writes the workbook.
///
/// # Errors
/// When an entry of the log cannot be read, or a text is longer than a cell.
pub fn write(dossier: &Dossier, language: Language) -> Result<Vec<u8>, WorkbookFailed> {
    let mut workbook = Workbook::new();
    // The same record is the same file: it was made when it was confirmed, or has no time yet.
    let made_ms = dossier
        .checkpoint
        .as_ref()
        .map_or(dossier.record.opened_ms, |checkpoint| checkpoint.at_ms);
    let made = ExcelDateTime::from_timestamp(made_ms.div_euclid(1_000))?;
    let properties = DocProperties::new()
        .set_title(&dossier.session.title)
        .set_author("Pinhui")
        .set_creation_datetime(&made);
    workbook.set_properties(&properties);
    let all = [
        tables::summary(dossier, language),
        tables::venues(dossier, language),
        tables::items(dossier, language),
        tables::items_by_venue(dossier, language),
        tables::people(dossier, language),
        tables::decisions(dossier, language),
        tables::questions(dossier, language),
        tables::corrections(dossier, language),
        tables::events(dossier, language)?,
    ];
    for table in &all {
        write_sheet(workbook.add_worksheet(), table)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_sheet(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0x00E8_EDF2))
        .set_border_bottom(FormatBorder::Thin);
    let body = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(table.title)?;
    sheet.set_landscape();
    sheet.set_paper_size(A4);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, of) in (0..).zip(&table.columns) {
        sheet.set_column_width(column, f64::from(of.width) * 2.0 + 1.0)?;
        sheet.write_string_with_format(0, column, of.title, &head)?;
    }
    for (row, values) in (1..).zip(&table.rows) {
        for (column, value) in (0..).zip(values) {
            match value {
                Value::Text(text) => {
                    sheet.write_string_with_format(row, column, text, &body)?;
                }
                // 2^53 is far beyond any count here.
                Value::Number(number) => {
                    sheet.write_number_with_format(row, column, *number as f64, &body)?;
                }
                Value::Empty => {}
            }
        }
    }
    Ok(())
}

/// A4, as ECMA-376 part 1 §18.3.1.63 numbers paper.
const A4: u8 = 9;
