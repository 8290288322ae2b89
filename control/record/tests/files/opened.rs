//! Each format, opened by a program that is not ours.

use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader as _, Xlsx};
use record::language::Language;
use record::{pdf, rows, xlsx};

use crate::sample::{dossier, dossier_with};

/// Runs a program of a package; nothing where it is not installed.
fn run(program: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => {
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{program}: {errors}");
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(error) => {
            assert!(
                std::env::var_os("CI").is_none(),
                "{program} is missing: {error}"
            );
            println!("skipped: {program} is not installed");
            None
        }
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_workbook_opens_with_every_sheet_and_says_what_the_record_says() {
    let bytes = xlsx::write(&dossier(), Language::Chinese).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(
        workbook.sheet_names(),
        [
            "概要",
            "会场",
            "议题",
            "各议题到会",
            "签到人员",
            "决定事项",
            "提问与答复",
            "请假与更正",
            "事件"
        ]
    );
    let venues = workbook.worksheet_range("会场").unwrap();
    assert_eq!(venues.height(), 35, "a head and 34 venues");
    let row = |venue: u32| {
        let cell = |column| venues.get_value((venue + 1, column)).cloned();
        (cell(0), cell(3))
    };
    let words = |text: &str| Some(Data::String(text.to_owned()));
    assert_eq!(row(3), (words("03 艺康苑3"), words("迟到 20 分钟")));
    assert_eq!(row(5), (words("05 艺康苑5"), words("早退 15 分钟")));
    assert_eq!(row(7), (words("07 艺康苑7"), words("到会，已更正")));
    assert_eq!(venues.get_value((10, 6)), Some(&Data::Float(1.0)));
    let questions = workbook.worksheet_range("提问与答复").unwrap();
    assert_eq!(questions.get_value((1, 2)).cloned(), words("=电动车充电桩"));
    let by_venue = workbook.worksheet_range("各议题到会").unwrap();
    assert_eq!(
        by_venue.height(),
        1 + 2 * 33,
        "33 venues were due for each item"
    );
    let row = |row: u32| [1, 2, 3].map(|column| by_venue.get_value((row, column)).cloned());
    assert_eq!(
        row(1),
        [
            words("01 艺康苑1"),
            words("书记 1/1，主任 0/1，社工 1"),
            words("王芳1、喆")
        ]
    );
    assert_eq!(row(7)[1], words("书记 0/1，主任 0/1"));
    let events = workbook.worksheet_range("事件").unwrap();
    assert_eq!(events.height(), dossier().log.len() + 1);
}

#[test]
fn rows_open_in_a_reader_that_looks_for_the_mark() {
    let bytes = rows::write(&dossier(), Language::Chinese).unwrap();
    assert!(bytes.starts_with(b"\xEF\xBB\xBF"));
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap());
    assert_eq!(reader.headers().unwrap().get(0), Some("会场"));
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), 34);
    assert_eq!(records[3].get(3), Some("迟到 20 分钟"));
}

#[test]
fn a_document_opens_reads_as_chinese_and_repeats_its_heads() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("record.pdf");
    std::fs::write(&file, pdf::write(&dossier(), Language::Chinese).unwrap()).unwrap();
    let Some(read) = run("pdftotext", &["-layout", text(&file), "-"]) else {
        return;
    };
    for expected in [
        "街道工作例会 · 考勤与会议记录",
        "03 艺康苑3",
        "迟到 20 分钟",
        "停车位改造方案原则通过",
        "各议题到会",
        "书记 1/1，主任 0/1，社工 1",
        "会后跟进：平安办",
        "召集人签字",
        "第 1 页，共",
    ] {
        assert!(read.contains(expected), "{expected} is missing in {read}");
    }
    let hash = dossier().log.last().unwrap().hash.clone();
    assert!(read.contains(&hash), "the hash is printed whole");
    let pages: Vec<_> = read.split('\u{C}').collect();
    let with_head = pages
        .iter()
        .filter(|page| page.contains("首次入会"))
        .count();
    assert!(with_head >= 2, "the head of the venues is on both pages");

    let picture = directory.path().join("page");
    run(
        "pdftoppm",
        &["-r", "60", "-png", text(&file), text(&picture)],
    );
    let drawn = std::fs::read_dir(directory.path()).unwrap().count() - 1;
    assert_eq!(drawn, pages.len() - 1, "every page was drawn");
}

#[test]
fn an_office_program_opens_the_workbook_and_the_rows_where_there_is_one() {
    if Command::new("soffice").arg("--version").output().is_err() {
        println!("skipped: LibreOffice is not installed");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let converted = |bytes: Vec<u8>, from: &str, to: &str, options: &[&str]| {
        let file = directory.path().join(format!("record.{from}"));
        std::fs::write(&file, bytes).unwrap();
        let profile = format!(
            "-env:UserInstallation=file://{}/profile",
            text(directory.path())
        );
        let out = text(directory.path());
        let (first, last) = (["--headless", &profile], ["--outdir", out, text(&file)]);
        run("soffice", &[&first, options, &last].concat());
        directory.path().join(format!("record.{to}"))
    };
    // 44, 34, 76: commas, quotation marks, UTF-8; on the command line nobody is asked for them.
    let to_rows = ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"];
    let workbook = xlsx::write(&dossier(), Language::Chinese).unwrap();
    let read = converted(workbook, "xlsx", "csv", &to_rows);
    let read = std::fs::read_to_string(read).unwrap();
    assert!(read.contains("街道工作例会"), "{read}");

    let to_workbook = ["--infilter=CSV:44,34,76", "--convert-to", "xlsx"];
    let rows = rows::write(&dossier(), Language::Chinese).unwrap();
    let read = std::fs::read(converted(rows, "csv", "xlsx", &to_workbook)).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(read)).unwrap();
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(sheet.height(), 35, "a head and 34 venues");
    let name = sheet.get_value((4, 0)).cloned();
    assert_eq!(name, Some(Data::String("03 艺康苑3".to_owned())));
}

#[test]
fn every_format_speaks_english_too() {
    let dossier = dossier();
    let read = rows::write(&dossier, Language::English).unwrap();
    assert!(String::from_utf8(read).unwrap().contains("20 min late"));
    let bytes = xlsx::write(&dossier, Language::English).unwrap();
    let workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert!(workbook.sheet_names().contains(&"Venues".to_owned()));
}

#[test]
fn the_same_record_is_the_same_file() {
    let dossier = dossier();
    let twice = |write: &dyn Fn() -> Vec<u8>| assert!(write() == write());
    twice(&|| xlsx::write(&dossier, Language::Chinese).unwrap());
    twice(&|| pdf::write(&dossier, Language::Chinese).unwrap());
    twice(&|| rows::write(&dossier, Language::Chinese).unwrap());
}

/// Three hours of 33 venues with unrest: 10,000 entries more than a calm session has.
#[test]
#[ignore = "measures time; run it with --release"]
fn a_long_session_is_written_in_two_seconds() {
    let dossier = dossier_with(5_000);
    let mut took = Vec::new();
    for (name, write) in [
        ("xlsx", xlsx_bytes as fn(&record::dossier::Dossier) -> usize),
        ("pdf", pdf_bytes),
        ("csv", csv_bytes),
        ("json", json_bytes),
    ] {
        let before = std::fs::File::open("/proc/uptime")
            .map(|_| uptime_ms())
            .unwrap();
        let bytes = write(&dossier);
        took.push((name, bytes, uptime_ms() - before));
    }
    println!(
        "{} entries: {took:?} (format, bytes, ms)",
        dossier.log.len()
    );
    assert!(took.iter().all(|(_, _, ms)| *ms <= 2_000), "{took:?}");
}

/// Milliseconds since the machine started.
fn uptime_ms() -> u64 {
    let uptime = std::fs::read_to_string("/proc/uptime").unwrap();
    let seconds: f64 = uptime.split(' ').next().unwrap().parse().unwrap();
    (seconds * 1_000.0) as u64
}

fn xlsx_bytes(dossier: &record::dossier::Dossier) -> usize {
    xlsx::write(dossier, Language::Chinese).unwrap().len()
}

fn pdf_bytes(dossier: &record::dossier::Dossier) -> usize {
    pdf::write(dossier, Language::Chinese).unwrap().len()
}

fn csv_bytes(dossier: &record::dossier::Dossier) -> usize {
    rows::write(dossier, Language::Chinese).unwrap().len()
}

fn json_bytes(dossier: &record::dossier::Dossier) -> usize {
    record::json::write(dossier).unwrap().len()
}
