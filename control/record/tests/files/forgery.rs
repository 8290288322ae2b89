//! What checking a file says when somebody has changed it.

use record::checkpoint::Signer;
use record::dossier::{Dossier, Log};
use record::json;
use record::verify::{Finding, Known, verify};

use crate::sample::{dossier, signer};

fn findings(dossier: &Dossier) -> Vec<Finding> {
    verify(&json::write(dossier).unwrap(), &Known::default()).findings
}

/// All hashes computed anew, as whoever forges carefully would.
fn rechained(mut dossier: Dossier) -> Dossier {
    let mut head = control_domain::chain::ChainHash::START;
    for entry in &mut dossier.log {
        head = entry.hash_after(dossier.session.id, head);
        entry.hash = head.to_string();
    }
    dossier
}

/// Turns six people into nine; the number of the entry that says so.
fn alter_a_headcount(dossier: &mut Dossier) -> i64 {
    let mut entries = dossier.log.iter_mut();
    let entry = entries
        .find(|entry| entry.event.contains("\"headcount\":6"))
        .unwrap();
    entry.event = entry.event.replace("\"headcount\":6", "\"headcount\":9");
    entry.number
}

#[test]
fn a_file_as_it_was_written_has_nothing_wrong_with_it() {
    let dossier = dossier();
    let known = Known {
        public_key: Some(signer().public_key()),
        archive: dossier.checkpoint.clone().map(|of| vec![of]),
    };
    let verdict = verify(&json::write(&dossier).unwrap(), &known);
    assert_eq!(verdict.findings, []);
    assert_eq!(verdict.session.unwrap().0, 7);
}

#[test]
fn one_byte_changed_anywhere_is_found() {
    let bytes = json::write(&dossier()).unwrap();
    // Every place would take minutes; a stride that shares no factor with anything takes every kind.
    for at in (0..bytes.len()).step_by(97) {
        for flip in [0x01, 0x20] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            let verdict = verify(&changed, &Known::default());
            assert!(!verdict.findings.is_empty(), "byte {at} ^ {flip:#x}");
        }
    }
}

#[test]
fn an_altered_entry_is_named() {
    let mut forged = dossier();
    let entry = alter_a_headcount(&mut forged);
    let altered = Finding::Altered {
        log: Log::Session,
        number: entry,
    };
    assert_eq!(findings(&forged), [altered]);
}

#[test]
fn removed_entries_are_named() {
    let mut forged = dossier();
    forged.log.drain(20..23);
    let removed = Finding::Removed {
        log: Log::Session,
        from: 21,
        to: 23,
    };
    assert_eq!(findings(&forged), [removed]);
}

#[test]
fn a_cut_tail_is_named_with_how_much_there_was() {
    let mut forged = dossier();
    let signed = i64::try_from(forged.log.len()).unwrap();
    forged.log.truncate(forged.log.len() - 4);
    let cut = Finding::CutOff {
        log: Log::Session,
        last: signed - 4,
        signed,
    };
    assert_eq!(findings(&forged), [cut]);
}

#[test]
fn a_tail_cut_off_the_desks_log_takes_the_confirmation_with_it_and_is_named() {
    let mut forged = dossier();
    forged.desk.truncate(2);
    let cut = Finding::CutOff {
        log: Log::Desk,
        last: 2,
        signed: 5,
    };
    assert_eq!(findings(&forged), [cut]);
}

#[test]
fn entries_added_and_entries_moved_are_named() {
    let mut forged = dossier();
    let signed = i64::try_from(forged.log.len()).unwrap();
    let mut more = forged.log[5].clone();
    more.number = signed + 1;
    forged.log.push(more);
    let found = findings(&forged);
    let added = Finding::Added {
        log: Log::Session,
        signed,
        last: signed + 1,
    };
    assert!(found.contains(&added), "{found:?}");

    let mut forged = dossier();
    forged.log.swap(10, 11);
    let found = findings(&forged);
    let misplaced = Finding::Misplaced {
        log: Log::Session,
        number: 11,
    };
    assert!(found.contains(&misplaced), "{found:?}");
}

#[test]
fn a_log_rewritten_with_all_its_hashes_is_not_the_signed_one() {
    let mut forged = dossier();
    alter_a_headcount(&mut forged);
    let found = findings(&rechained(forged));
    assert_eq!(found, [Finding::Rewritten { log: Log::Session }]);
}

#[test]
fn a_record_that_does_not_follow_from_the_logs_is_found() {
    let mut forged = dossier();
    forged.record.venues[3].late_ms = None;
    assert_eq!(findings(&forged), [Finding::RecordDiffers]);
    let mut forged = dossier();
    forged.session.title = "另一场会议".to_owned();
    assert_eq!(findings(&forged), [Finding::RecordNotSigned]);
}

#[test]
fn a_file_signed_anew_by_somebody_else_is_told_by_the_key_and_by_the_archive() {
    let original = dossier();
    let mut forged = rechained({
        let mut forged = dossier();
        forged.log[9].at_ms += 1;
        forged
    });
    let other = Signer::from_seed(&[8; 32]).unwrap();
    let at_ms = original.checkpoint.as_ref().unwrap().at_ms;
    forged.checkpoint = Some(other.sign(&forged, at_ms).unwrap());
    let known = Known {
        public_key: Some(signer().public_key()),
        archive: original.checkpoint.map(|of| vec![of]),
    };
    let found = verify(&json::write(&forged).unwrap(), &known).findings;
    assert!(found.contains(&Finding::OtherArchived), "{found:?}");
    let found_key = other.public_key();
    assert!(found.contains(&Finding::OtherKey { found: found_key }));
}

#[test]
fn a_draft_says_that_it_is_one() {
    let mut draft = dossier();
    draft.checkpoint = None;
    assert_eq!(findings(&draft), [Finding::NotConfirmed]);
}
