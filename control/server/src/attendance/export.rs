//! Files of a record: written, noted with their hash, then handed out.

use control_domain::attendance::desk::{Clerk, DeskEvent, ExportFormat};
use record::dossier::Dossier;
use record::language::Language;
use record::{json, pdf, rows, xlsx};
use sha2::{Digest as _, Sha256};

use super::desk::{AddError, add_plainly};
use super::dossier::open;
use crate::app::App;

/// A file.
#[derive(Debug, Clone)]
pub struct ExportedFile {
    /// What a browser is to call it.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The record cannot be read, or the export not be noted.
    #[error(transparent)]
    Add(#[from] AddError),
    /// The file cannot be written.
    #[error("the file cannot be written: {0}")]
    Unwritable(String),
}

/// Writes a file of a session's record, and notes who took it out before it is handed over.
///
/// # Errors
/// See [`ExportError`].
pub async fn export(
    app: &App,
    session: i64,
    by: &Clerk,
    format: ExportFormat,
    language: Language,
) -> Result<ExportedFile, ExportError> {
    let opened = open(app, session).await.map_err(AddError::from)?;
    let dossier = opened.dossier;
    // Half a second of computing is nothing to do on a thread that others wait for.
    let written = tokio::task::spawn_blocking(move || write(&dossier, format, language));
    let bytes = written
        .await
        .map_err(|error| ExportError::Unwritable(error.to_string()))??;
    let sha256 = hex::encode(Sha256::digest(&bytes));
    let exported = DeskEvent::Exported { format, sha256 };
    add_plainly(app, session, by, |_| Ok(exported.clone())).await?;
    tracing::info!(
        session,
        user = ?by.id,
        ?format,
        bytes = bytes.len(),
        "record exported"
    );
    let (extension, media_type) = kind(format);
    Ok(ExportedFile {
        name: format!("pinhui-record-{session}.{extension}"),
        media_type,
        bytes,
    })
}

fn write(
    dossier: &Dossier,
    format: ExportFormat,
    language: Language,
) -> Result<Vec<u8>, ExportError> {
    let unwritable = |error: String| ExportError::Unwritable(error);
    match format {
        ExportFormat::Xlsx => {
            xlsx::write(dossier, language).map_err(|error| unwritable(error.to_string()))
        }
        ExportFormat::Csv => {
            rows::write(dossier, language).map_err(|error| unwritable(error.to_string()))
        }
        ExportFormat::Pdf => {
            pdf::write(dossier, language).map_err(|error| unwritable(error.to_string()))
        }
        ExportFormat::Json => json::write(dossier).map_err(|error| unwritable(error.to_string())),
    }
}

fn kind(format: ExportFormat) -> (&'static str, &'static str) {
    match format {
        ExportFormat::Xlsx => (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ExportFormat::Csv => ("csv", "text/csv; charset=utf-8"),
        ExportFormat::Pdf => ("pdf", "application/pdf"),
        ExportFormat::Json => ("json", "application/json"),
    }
}
