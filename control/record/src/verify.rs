//! Checking a file, offline: what in it was altered, removed, added or cut off.
//!
//! The chains tell which entry is not as it was written; the checkpoint's signature tells where the
//! logs ended and what followed from them; a key or an archive of checkpoints kept elsewhere tells
//! whether that checkpoint is the one that was made. Whoever has the signing key can make anything:
//! that is what the archive and the mails are for.

use std::fmt;

use control_domain::attendance::Thresholds;
use control_domain::chain::ChainHash;

use crate::checkpoint::{Checkpoint, Head, record_sha256};
use crate::dossier::{ChainedEntry, Dossier, Log, derived};
use crate::json::{self, NotARecord};
use crate::language::Language;

/// Something that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It cannot be read at all.
    NotARecord(NotARecord),
    /// It reads, but its bytes are not those that were written, from this place on.
    OtherBytes {
        /// Bytes before the first that differs.
        at: usize,
    },
    /// An entry is not as it was written.
    Altered {
        /// Of which log.
        log: Log,
        /// Which.
        number: i64,
    },
    /// Entries are missing between others.
    Removed {
        /// Of which log.
        log: Log,
        /// The first.
        from: i64,
        /// The last.
        to: i64,
    },
    /// An entry stands where it does not belong.
    Misplaced {
        /// Of which log.
        log: Log,
        /// Which.
        number: i64,
    },
    /// The end is missing.
    CutOff {
        /// Of which log.
        log: Log,
        /// The last entry there is.
        last: i64,
        /// The last entry that was signed.
        signed: i64,
    },
    /// Entries follow that were not signed.
    Added {
        /// Of which log.
        log: Log,
        /// The last entry that was signed.
        signed: i64,
        /// The last entry there is.
        last: i64,
    },
    /// The chain is whole, but it is not the one that was signed: entries and hashes were
    /// exchanged together.
    Rewritten {
        /// Of which log.
        log: Log,
    },
    /// An entry holds no event.
    Unreadable {
        /// Of which log.
        log: Log,
        /// Which.
        number: i64,
    },
    /// The record does not follow from the logs.
    RecordDiffers,
    /// The session's card or the record is not the one that was signed.
    RecordNotSigned,
    /// The signature is not the key's.
    BadSignature,
    /// It is signed by another key than the one named.
    OtherKey {
        /// The key in the file.
        found: String,
    },
    /// It is of another session than the checkpoint.
    OtherSession,
    /// It was never confirmed: nothing shows that its end is its end.
    NotConfirmed,
    /// The archive does not hold its checkpoint.
    NotArchived,
    /// The archive holds another checkpoint of the session.
    OtherArchived,
}

impl Finding {
    /// True where the file may be as it was written, only that cannot be shown.
    #[must_use]
    pub fn is_doubt(&self) -> bool {
        *self == Self::NotConfirmed
    }
}

/// What checking a file came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The session, where the file could be read.
    pub session: Option<(i64, String)>,
    /// The checkpoint in it.
    pub checkpoint: Option<Checkpoint>,
    /// What is wrong, in the order of the file.
    pub findings: Vec<Finding>,
}

/// What is known from elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The public key, in hexadecimal.
    pub public_key: Option<String>,
    /// Checkpoints that were archived or mailed.
    pub archive: Option<Vec<Checkpoint>>,
}

/// Checks a file.
#[must_use]
pub fn verify(bytes: &[u8], known: &Known) -> Verdict {
    let dossier = match json::read(bytes) {
        Ok(dossier) => dossier,
        Err(why) => {
            return Verdict {
                session: None,
                checkpoint: None,
                findings: vec![Finding::NotARecord(why)],
            };
        }
    };
    let mut findings = Vec::new();
    let signed = dossier.checkpoint.as_ref();
    let session = dossier.session.id;
    let chains = [
        (Log::Session, &dossier.log, signed.map(|of| &of.log)),
        (Log::Desk, &dossier.desk, signed.map(|of| &of.desk)),
    ];
    for (log, entries, head) in chains {
        check_chain(session, log, entries, head, &mut findings);
    }
    check_record(&dossier, &mut findings);
    match signed {
        Some(checkpoint) => check_checkpoint(checkpoint, &dossier, known, &mut findings),
        None => findings.push(Finding::NotConfirmed),
    }
    let written = json::write(&dossier).unwrap_or_default();
    if written != bytes && findings.iter().all(Finding::is_doubt) {
        let same = written.iter().zip(bytes).take_while(|(a, b)| a == b);
        findings.push(Finding::OtherBytes { at: same.count() });
    }
    Verdict {
        session: Some((session, dossier.session.title.clone())),
        checkpoint: dossier.checkpoint,
        findings,
    }
}

fn check_chain(
    session: i64,
    log: Log,
    entries: &[ChainedEntry],
    signed: Option<&Head>,
    findings: &mut Vec<Finding>,
) {
    let faults_before = findings.len();
    let mut expected = 1;
    let mut previous = Some(ChainHash::START);
    for entry in entries {
        let number = entry.number;
        if number < expected {
            findings.push(Finding::Misplaced { log, number });
            previous = None;
            continue;
        }
        if number > expected {
            findings.push(Finding::Removed {
                log,
                from: expected,
                to: number - 1,
            });
            previous = None;
        }
        // Written in one way only: a capital letter would be another file.
        let hash: Option<ChainHash> = entry.hash.parse().ok();
        let hash = hash.filter(|hash| hash.to_string() == entry.hash);
        let follows = previous.map(|previous| entry.hash_after(session, previous));
        // After a gap the hash before is not known: the entry is judged by those that follow it.
        if hash.is_none() || follows.is_some_and(|follows| Some(follows) != hash) {
            findings.push(Finding::Altered { log, number });
        }
        previous = hash;
        expected = number + 1;
    }
    let Some(signed) = signed else { return };
    let last = expected - 1;
    if last < signed.entries {
        findings.push(Finding::CutOff {
            log,
            last,
            signed: signed.entries,
        });
    } else if last > signed.entries {
        findings.push(Finding::Added {
            log,
            signed: signed.entries,
            last,
        });
    } else if findings.len() == faults_before && Head::of(entries) != *signed {
        findings.push(Finding::Rewritten { log });
    }
}

/// What follows from the logs has to be what the file says follows from them.
fn check_record(dossier: &Dossier, findings: &mut Vec<Finding>) {
    let until_ms = dossier.record.ended_ms.unwrap_or(i64::MIN);
    let thresholds: Thresholds = dossier.record.thresholds;
    match derived(&dossier.log, &dossier.desk, thresholds, until_ms) {
        // A session that is not over has no end that the record could be derived up to again.
        Ok(derived) if derived != dossier.record && dossier.record.ended_ms.is_some() => {
            // Where an entry was altered, this only follows from that.
            if findings.is_empty() {
                findings.push(Finding::RecordDiffers);
            }
        }
        Ok(_) => {}
        Err(unreadable) => findings.push(Finding::Unreadable {
            log: unreadable.log,
            number: unreadable.number,
        }),
    }
}

fn check_checkpoint(
    checkpoint: &Checkpoint,
    dossier: &Dossier,
    known: &Known,
    findings: &mut Vec<Finding>,
) {
    if checkpoint.session != dossier.session.id {
        findings.push(Finding::OtherSession);
    }
    if !checkpoint.is_signed() {
        findings.push(Finding::BadSignature);
    }
    let signed = record_sha256(dossier).is_ok_and(|sha256| sha256 == checkpoint.record_sha256);
    if !signed && findings.is_empty() {
        findings.push(Finding::RecordNotSigned);
    }
    let other_key = known
        .public_key
        .as_ref()
        .is_some_and(|key| !key.eq_ignore_ascii_case(&checkpoint.public_key));
    if other_key {
        findings.push(Finding::OtherKey {
            found: checkpoint.public_key.clone(),
        });
    }
    if let Some(archive) = &known.archive {
        let mut of_session = archive
            .iter()
            .filter(|archived| archived.session == checkpoint.session)
            .peekable();
        if of_session.peek().is_none() {
            findings.push(Finding::NotArchived);
        } else if !of_session.any(|archived| archived == checkpoint) {
            findings.push(Finding::OtherArchived);
        }
    }
}

impl Finding {
    /// What is wrong, in words.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        let of = |log: &Log| match log {
            Log::Session => language.of("会议日志", "session log"),
            Log::Desk => language.of("核对日志", "desk log"),
        };
        match self {
            Self::NotARecord(why) => language.of(
                format!("文件不是会议记录，或已损坏：{why}"),
                format!("the file is no record, or is damaged: {why}"),
            ),
            Self::OtherBytes { at } => language.of(
                format!("内容完好，但文件从第 {} 字节起与写出时不同", at + 1),
                format!(
                    "the content is whole, but from byte {} on the file is not as it was written",
                    at + 1
                ),
            ),
            Self::Altered { log, number } => language.of(
                format!("{}第 {number} 条被改动", of(log)),
                format!("entry {number} of the {} was altered", of(log)),
            ),
            Self::Removed { log, from, to } => language.of(
                format!("{}第 {from} 至 {to} 条被删除", of(log)),
                format!("entries {from} to {to} of the {} were removed", of(log)),
            ),
            Self::Misplaced { log, number } => language.of(
                format!("{}第 {number} 条位置不对或重复", of(log)),
                format!("entry {number} of the {} is misplaced or repeated", of(log)),
            ),
            Self::CutOff { log, last, signed } => language.of(
                format!("{}末尾被截断：只到第 {last} 条，签名时有 {signed} 条", of(log)),
                format!(
                    "the end of the {} was cut off: it ends with entry {last}, {signed} were signed",
                    of(log)
                ),
            ),
            Self::Added { log, signed, last } => language.of(
                format!("{}第 {} 至 {last} 条是签名之后加入的", of(log), signed + 1),
                format!(
                    "entries {} to {last} of the {} were added after the signature",
                    signed + 1,
                    of(log)
                ),
            ),
            Self::Rewritten { log } => language.of(
                format!("{}连同校验值被整体改写，与签名不符", of(log)),
                format!(
                    "the {} was rewritten together with its hashes and is not the one that was signed",
                    of(log)
                ),
            ),
            Self::Unreadable { log, number } => language.of(
                format!("{}第 {number} 条无法读取", of(log)),
                format!("entry {number} of the {} cannot be read", of(log)),
            ),
            Self::RecordDiffers => language.of(
                "考勤结果与日志推算不符：结果被改动".to_owned(),
                "the record does not follow from the logs: it was altered".to_owned(),
            ),
            Self::RecordNotSigned => language.of(
                "会议名称、会场名称或考勤结果与签名不符".to_owned(),
                "the title, a venue's name or the record is not the one that was signed".to_owned(),
            ),
            Self::BadSignature => language.of(
                "签名无效：签名或被签名的内容被改动".to_owned(),
                "the signature is not valid: it, or what it signs, was altered".to_owned(),
            ),
            Self::OtherKey { found } => language.of(
                format!("签名密钥不是指定的密钥，而是 {found}"),
                format!("it is signed by another key than the one named: {found}"),
            ),
            Self::OtherSession => language.of(
                "签名属于另一场会议".to_owned(),
                "the signature is for another session".to_owned(),
            ),
            Self::NotConfirmed => language.of(
                "草稿：尚未确认，没有签名，无法证明末尾没有被截断".to_owned(),
                "a draft: not confirmed and not signed, so nothing shows that its end is whole"
                    .to_owned(),
            ),
            Self::NotArchived => language.of(
                "存档里没有这场会议".to_owned(),
                "the archive does not hold this session".to_owned(),
            ),
            Self::OtherArchived => language.of(
                "与存档里这场会议的签名不同".to_owned(),
                "the archive holds another signature of this session".to_owned(),
            ),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let chinese = self.words(Language::Chinese);
        let english = self.words(Language::English);
        write!(f, "{chinese} · {english}")
    }
}
