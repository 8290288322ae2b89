//! The register of an earlier period's meetings, read from the rows of a file: every bad line is
//! told with its number, and nothing is taken unless all are good.

use std::collections::BTreeSet;

use control_wire::VenueNumber;
use control_wire::rest::planning::{BadLine, Sentence};
use jiff::civil::Date;

use crate::burden::{Convened, Share};
use crate::dates::date_of;

/// Lines of one register.
pub const LINES_MAX: usize = 20_000;

/// Bad lines that are told at once.
const BAD_LINES_MAX: usize = 200;

/// Longest meeting, in minutes.
const MINUTES_MAX: u32 = 24 * 60;

/// Most people of one venue.
const PEOPLE_MAX: u32 = 1000;

/// A line of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterLine {
    /// Its number in the file; the heading is line 1.
    pub line: u32,
    /// When the meeting was.
    pub date: Date,
    /// Who convened it.
    pub department: String,
    /// What it was called; never part of a report.
    pub title: String,
    /// The venues that were called.
    pub venues: BTreeSet<VenueNumber>,
    /// People of each venue that had to attend.
    pub people: u32,
    /// How long it took.
    pub minutes: u32,
}

impl RegisterLine {
    /// The meeting as a report counts it.
    #[must_use]
    pub fn convened(&self) -> Convened {
        let share = Share {
            people: self.people,
            person_minutes: u64::from(self.people) * u64::from(self.minutes),
        };
        Convened {
            date: self.date,
            departments: BTreeSet::from([self.department.clone()]),
            venues: self.venues.iter().map(|venue| (*venue, share)).collect(),
        }
    }
}

/// The columns, as Chinese and English headings name them.
const COLUMNS: [(&str, &str); 6] = [
    ("日期", "date"),
    ("科室", "department"),
    ("会议", "title"),
    ("会场", "venues"),
    ("每会场人数", "people a venue"),
    ("分钟", "minutes"),
];

/// Reads a register: `rows` are the lines of the file in order, the heading first; `branches` are
/// the street's branch venues, which "全部" stands for. Empty lines are passed over.
///
/// # Errors
/// With every bad line, the first 200 of them.
pub fn read(
    rows: &[Vec<String>],
    branches: &BTreeSet<VenueNumber>,
) -> Result<Vec<RegisterLine>, Vec<BadLine>> {
    let Some((heading, lines)) = rows.split_first() else {
        return Err(vec![bad(1, "文件是空的", "The file is empty")]);
    };
    let columns = columns(heading).map_err(|missing| vec![missing])?;
    if lines.len() > LINES_MAX {
        let zh = format!("超过 {LINES_MAX} 行，请分时期整理后再导入");
        let en = format!("More than {LINES_MAX} lines: import a shorter period");
        return Err(vec![bad(1, &zh, &en)]);
    }
    let mut read = Vec::new();
    let mut wrong = Vec::new();
    for (number, cells) in (2..).zip(lines) {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        match line(number, cells, columns, branches) {
            Ok(line) => read.push(line),
            Err(line) => wrong.push(line),
        }
    }
    wrong.truncate(BAD_LINES_MAX);
    if wrong.is_empty() && read.is_empty() {
        wrong.push(bad(2, "没有任何会议", "There is no meeting in it"));
    }
    if wrong.is_empty() {
        Ok(read)
    } else {
        Err(wrong)
    }
}

/// Where each of [`COLUMNS`] is.
fn columns(heading: &[String]) -> Result<[usize; 6], BadLine> {
    let mut found = [0; 6];
    for (slot, (chinese, english)) in found.iter_mut().zip(COLUMNS) {
        let named = |cell: &String| {
            let cell = cell.trim().trim_start_matches('\u{feff}').to_lowercase();
            cell == chinese || cell == english
        };
        *slot = heading.iter().position(named).ok_or_else(|| {
            let zh = format!("缺少“{chinese}”列");
            bad(1, &zh, &format!("There is no column “{english}”"))
        })?;
    }
    Ok(found)
}

fn line(
    number: u32,
    cells: &[String],
    [date, department, title, venues, people, minutes]: [usize; 6],
    branches: &BTreeSet<VenueNumber>,
) -> Result<RegisterLine, BadLine> {
    let cell = |column: usize| cells.get(column).map_or("", |cell| cell.trim());
    let date = date_of(&cell(date).replace(['/', '.'], "-")).map_err(|_| {
        bad(
            number,
            "日期应形如 2019-03-05",
            "A date looks like 2019-03-05",
        )
    })?;
    let department = cell(department);
    if department.is_empty() || department.chars().count() > 40 {
        return Err(bad(
            number,
            "科室应有 1 至 40 个字",
            "A department has 1 to 40 characters",
        ));
    }
    let named = venues_of(cell(venues), branches).ok_or_else(|| {
        bad(
            number,
            "会场应为“全部”，或现有会场的编号，如 1、3、5-8",
            "Venues are “all”, or numbers of venues that exist, such as 1, 3, 5-8",
        )
    })?;
    let amount = |text: &str, max: u32| text.parse::<u32>().ok().filter(|n| (1..=max).contains(n));
    let people = amount(cell(people), PEOPLE_MAX).ok_or_else(|| {
        bad(
            number,
            "每会场人数应为 1 至 1000 的整数",
            "People a venue are a whole number from 1 to 1000",
        )
    })?;
    let minutes = amount(cell(minutes), MINUTES_MAX).ok_or_else(|| {
        bad(
            number,
            "分钟应为 1 至 1440 的整数",
            "Minutes are a whole number from 1 to 1440",
        )
    })?;
    Ok(RegisterLine {
        line: number,
        date,
        department: department.to_owned(),
        title: cell(title).chars().take(80).collect(),
        venues: named,
        people,
        minutes,
    })
}

/// The venues that a cell names; `None` where it names none, or one that does not exist.
fn venues_of(text: &str, branches: &BTreeSet<VenueNumber>) -> Option<BTreeSet<VenueNumber>> {
    if matches!(text, "全部" | "all" | "All") {
        return (!branches.is_empty()).then(|| branches.clone());
    }
    let mut named = BTreeSet::new();
    for part in text.split(['、', ',', '，', ';', '；']) {
        let (first, last) = part.split_once(['-', '–', '~']).unwrap_or((part, part));
        let first: VenueNumber = first.trim().parse().ok()?;
        let last: VenueNumber = last.trim().parse().ok()?;
        if first > last {
            return None;
        }
        named.extend(first..=last);
    }
    named.is_subset(branches).then_some(named)
}

fn bad(line: u32, zh: &str, en: &str) -> BadLine {
    BadLine {
        line,
        why: Sentence {
            zh: zh.to_owned(),
            en: en.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&str]) -> Vec<Vec<String>> {
        let cells = |line: &&str| line.split('|').map(str::to_owned).collect();
        lines.iter().map(cells).collect()
    }

    const HEADING: &str = "日期|科室|会议|会场|每会场人数|分钟";

    fn branches() -> BTreeSet<VenueNumber> {
        (1..=33).collect()
    }

    #[test]
    fn a_register_is_read_whatever_the_order_and_language_of_its_columns() {
        let chinese = rows(&[
            HEADING,
            "2019-03-05|党建办|例会|全部|2|60",
            "||||",
            "2019/03/06|民政科|培训|1、3、5-8|1|30",
        ]);
        let lines = read(&chinese, &branches()).unwrap();
        assert_eq!((lines.len(), lines[0].venues.len()), (2, 33));
        assert_eq!(lines[1].line, 4);
        assert_eq!(lines[1].venues, BTreeSet::from([1, 3, 5, 6, 7, 8]));
        let meeting = lines[1].convened();
        assert_eq!(meeting.venues[&5].person_minutes, 30);

        let english = rows(&[
            "Minutes|Date|Department|Title|Venues|People a venue",
            "60|2019-03-05|党建办|例会|all|2",
        ]);
        assert_eq!(read(&english, &branches()).unwrap()[0], lines[0]);
    }

    #[test]
    fn every_bad_line_is_told_with_its_number_and_nothing_is_taken() {
        let wrong = rows(&[
            HEADING,
            "2019-03-05|党建办|例会|全部|2|60",
            "2019-13-05|党建办|例会|全部|2|60",
            "2019-03-05||例会|全部|2|60",
            "2019-03-05|党建办|例会|34|2|60",
            "2019-03-05|党建办|例会|8-5|2|60",
            "2019-03-05|党建办|例会|全部|0|60",
            "2019-03-05|党建办|例会|全部|2|一小时",
            "2019-03-05|党建办",
        ]);
        let told = read(&wrong, &branches()).unwrap_err();
        let numbers: Vec<u32> = told.iter().map(|line| line.line).collect();
        assert_eq!(numbers, [3, 4, 5, 6, 7, 8, 9]);
        assert!(
            told.iter()
                .all(|line| !line.why.zh.is_empty() && !line.why.en.is_empty())
        );
    }

    #[test]
    fn a_file_without_a_column_or_without_lines_is_told() {
        let missing = rows(&["日期|科室|会议|会场|分钟"]);
        let told = read(&missing, &branches()).unwrap_err();
        assert!(told[0].why.zh.contains("每会场人数"));
        assert_eq!(read(&rows(&[HEADING]), &branches()).unwrap_err().len(), 1);
        assert_eq!(read(&[], &branches()).unwrap_err().len(), 1);
    }
}
