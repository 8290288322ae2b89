//! The record as a document to print and sign: A4, landscape.
//!
//! [`typeface`] measures and draws text, [`layout`] puts text and tables on pages, this file says
//! what stands on them. The same dossier gives the same bytes.

use krilla::metadata::Metadata;

use crate::checkpoint::Head;
use crate::dossier::Dossier;
use crate::language::Language;
use crate::tables;

mod layout;
mod typeface;

use layout::Pages;
use typeface::Typeface;
pub use typeface::UnusableFont;

/// The document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentFailed {
    /// The typeface cannot be read.
    #[error(transparent)]
    Font(#[from] UnusableFont),
    /// The library refuses.
    #[error("the document could not be written: {0}")]
    Library(String),
}

/// Facts of the summary that stand on the first page as such; the rest stands at the end.
const FACTS: usize = 12;

/// Writes the document.
///
/// # Errors
/// When the typeface in the program cannot be read or the library refuses.
pub fn write(dossier: &Dossier, language: Language) -> Result<Vec<u8>, DocumentFailed> {
    let mut typeface = Typeface::new()?;
    let mut pages = Pages::new(&mut typeface);
    let title = &dossier.session.title;
    let heading = language.of(
        format!("{title} · 考勤与会议记录"),
        format!("{title} · attendance and minutes"),
    );
    pages.title(&heading);
    let facts: Vec<(String, String)> = tables::summary(dossier, language)
        .rows
        .iter()
        .filter_map(|row| Some((row.first()?.text(), row.get(1)?.text())))
        .collect();
    pages.facts(facts.get(1..FACTS).unwrap_or_default());
    let nothing = language.of("（无）", "(none)");
    for table in [
        tables::venues(dossier, language),
        tables::items(dossier, language),
        tables::items_by_venue(dossier, language),
        tables::decisions(dossier, language),
        tables::questions(dossier, language),
        tables::people(dossier, language),
        tables::corrections(dossier, language),
    ] {
        pages.table(&table, nothing);
    }
    pages.signatures(&language.of(
        ["召集人签字", "记录人签字", "日期"],
        ["Convenor", "Recorded by", "Date"],
    ));
    for (name, value) in facts.get(FACTS..).unwrap_or_default() {
        pages.note(&format!("{name}  {value}"));
    }
    let head = Head::of(&dossier.log).hash;
    let short: String = head.chars().take(16).collect();
    let metadata = Metadata::new()
        .title(heading.clone())
        .language(language.tag().to_owned())
        .creator("Pinhui".to_owned())
        .document_id(head);
    let footer = |number: usize, count: usize| {
        let left = language.of(
            format!("{heading} · 日志校验值 {short}…"),
            format!("{heading} · log hash {short}…"),
        );
        let right = language.of(
            format!("第 {number} 页，共 {count} 页"),
            format!("page {number} of {count}"),
        );
        (left, right)
    };
    pages
        .finish(metadata, footer)
        .map_err(|error| DocumentFailed::Library(format!("{error:?}")))
}
