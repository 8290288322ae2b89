//! `pinhui verify`: checks an exported record, without a server.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use record::verify::{Finding, Known, Verdict, verify};

use super::archive::{self, ArchiveError};
use crate::cli::VerifyOptions;

/// Longest file that is checked, in bytes.
const FILE_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// Why a file was not checked.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It cannot be read.
    #[error("{file}: {source}")]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is longer than a record can be.
    #[error("{file}: longer than {FILE_BYTES_MAX} bytes")]
    TooLong {
        /// Which.
        file: PathBuf,
    },
    /// The archive cannot be read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Nothing can be printed.
    #[error(transparent)]
    Print(#[from] io::Error),
}

/// Checks a file and prints what was found. True where nothing is wrong.
///
/// # Errors
/// When the file cannot be read, or nothing be printed.
pub fn run(options: &VerifyOptions, out: &mut impl Write) -> Result<bool, VerifyError> {
    let bytes = read(&options.file)?;
    let known = Known {
        public_key: options.key.clone(),
        archive: match &options.heads {
            Some(file) if !file.exists() => {
                return Err(VerifyError::File {
                    file: file.clone(),
                    source: io::ErrorKind::NotFound.into(),
                });
            }
            Some(file) => Some(archive::read(file)?),
            None => None,
        },
    };
    let verdict = verify(&bytes, &known);
    print(&verdict, &known, out)?;
    Ok(verdict.findings.is_empty())
}

fn read(file: &Path) -> Result<Vec<u8>, VerifyError> {
    let failed = |source| VerifyError::File {
        file: file.to_owned(),
        source,
    };
    if std::fs::metadata(file).map_err(failed)?.len() > FILE_BYTES_MAX {
        return Err(VerifyError::TooLong {
            file: file.to_owned(),
        });
    }
    std::fs::read(file).map_err(failed)
}

fn print(verdict: &Verdict, known: &Known, out: &mut impl Write) -> Result<(), io::Error> {
    if let Some((number, title)) = &verdict.session {
        writeln!(out, "会议 {number} · Session {number}: {title}")?;
    }
    if let Some(checkpoint) = &verdict.checkpoint {
        writeln!(
            out,
            "日志 {} 条，校验值 {} · Session log of {} entries, hash {}",
            checkpoint.log.entries,
            checkpoint.log.hash,
            checkpoint.log.entries,
            checkpoint.log.hash
        )?;
        writeln!(out, "签名公钥 · Signed by key {}", checkpoint.public_key)?;
    }
    if verdict.findings.is_empty() {
        writeln!(out, "● 未被改动 · Not altered")?;
        if known.public_key.is_none() && known.archive.is_none() {
            writeln!(
                out,
                "公钥未核对：请与存档或邮件中的公钥比对 · The key was not compared: check it against the archive or the mail (--key, --heads)"
            )?;
        }
        return Ok(());
    }
    for finding in &verdict.findings {
        let sign = if finding.is_doubt() { "▲" } else { "■" };
        writeln!(out, "{sign} {finding}")?;
    }
    let altered = verdict.findings.iter().filter(|of| !Finding::is_doubt(of));
    if altered.count() > 0 {
        writeln!(out, "■ 与写出时不同 · Not as it was written")?;
    }
    Ok(())
}
