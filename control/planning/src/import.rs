//! CSV files: everything comes in, or nothing does and every bad line is named.

use std::collections::{BTreeMap, BTreeSet};

use control_wire::VenueNumber;
use control_wire::rest::planning::items::NewItem;
use control_wire::rest::planning::street::{NewRosterPerson, RosterPerson};
use control_wire::rest::planning::{AudienceOf, BadLine, RoleNumber, Sentence};
use control_wire::signal::agenda::ItemKind;
use csv::{ReaderBuilder, StringRecord, Trim};

use crate::asking::{self, AskError, Asked, Usual, line_of_text};
use crate::street::Street;

/// Rows of one file.
pub const ROWS_MAX: usize = 2_000;
/// Bad lines that are named; a file with more is of another kind altogether.
pub const BAD_LINES_MAX: usize = 200;
/// Longest name of a person, in characters.
pub const NAME_CHARS_MAX: usize = 40;

/// Columns of a roster file, Chinese and English: 会场编号, 姓名, 职务, 邮箱 (may be empty).
pub const PEOPLE_COLUMNS: [(&str, &str); 4] = [
    ("会场编号", "venue"),
    ("姓名", "name"),
    ("职务", "role"),
    ("邮箱", "email"),
];

/// Columns of an items file. 参会会场: numbers with spaces between, or 全部 (all); 参会职务 and 汇报人:
/// names with 、 or ; between.
pub const ITEM_COLUMNS: [(&str, &str); 11] = [
    ("科室", "department"),
    ("事项", "title"),
    ("类型", "kind"),
    ("分钟", "minutes"),
    ("参会职务", "roles"),
    ("参会会场", "venues"),
    ("最早日期", "earliest"),
    ("最晚日期", "deadline"),
    ("希望日期", "wished"),
    ("汇报人", "presenters"),
    ("条线", "line"),
];

/// The people of a roster file; `there` are those on the rosters already.
///
/// # Errors
/// Every bad line; then nothing may come in.
pub fn people(
    street: &Street,
    there: &[RosterPerson],
    text: &str,
) -> Result<Vec<NewRosterPerson>, Vec<BadLine>> {
    let mut known: BTreeSet<(VenueNumber, RoleNumber, String)> = there
        .iter()
        .map(|person| (person.venue, person.role, person.name.clone()))
        .collect();
    rows(text, &PEOPLE_COLUMNS, |row| {
        let person = person(street, row)?;
        if known.insert((person.venue, person.role, person.name.clone())) {
            Ok(person)
        } else {
            Err(sentence(
                format!("“{}”已在名册上，或在文件中重复", person.name),
                format!(
                    "“{}” is on the roster already, or twice in the file",
                    person.name
                ),
            ))
        }
    })
}

/// The items of an items file.
///
/// # Errors
/// Every bad line; then nothing may come in.
pub fn items(street: &Street, text: &str) -> Result<Vec<Asked>, Vec<BadLine>> {
    rows(text, &ITEM_COLUMNS, |row| item(street, row))
}

/// An e-mail address as far as it can be judged by looking at it.
#[must_use]
pub fn email(text: &str) -> Option<String> {
    let text = line_of_text(text, 254)?;
    let (name, host) = text.split_once('@')?;
    let suits = !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !text.contains(char::is_whitespace)
        && !host.contains('@');
    suits.then_some(text)
}

/// A row of a file, by the names of its columns.
struct Row<'a> {
    record: &'a StringRecord,
    columns: &'a BTreeMap<&'static str, usize>,
}

impl Row<'_> {
    /// What stands in a column; empty where the file does not have it.
    fn cell(&self, name: &str) -> &str {
        self.columns
            .get(name)
            .and_then(|place| self.record.get(*place))
            .unwrap_or("")
    }
}

fn rows<T>(
    text: &str,
    columns: &'static [(&'static str, &'static str)],
    mut read: impl FnMut(&Row<'_>) -> Result<T, Sentence>,
) -> Result<Vec<T>, Vec<BadLine>> {
    // Spreadsheets write a byte order mark.
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = ReaderBuilder::new()
        .trim(Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(_) => return Err(vec![bad(1, not_csv())]),
    };
    let places = places(&header, columns).map_err(|why| vec![bad(1, why)])?;
    let (mut taken, mut bad_lines) = (Vec::new(), Vec::new());
    for record in reader.records() {
        if bad_lines.len() >= BAD_LINES_MAX {
            break;
        }
        match record {
            Ok(record) => {
                let line = line_number(record.position());
                if taken.len() + bad_lines.len() >= ROWS_MAX {
                    bad_lines.push(bad(line, too_long()));
                    break;
                }
                let row = Row {
                    record: &record,
                    columns: &places,
                };
                match read(&row) {
                    Ok(row) => taken.push(row),
                    Err(why) => bad_lines.push(bad(line, why)),
                }
            }
            Err(error) => bad_lines.push(bad(line_number(error.position()), not_csv())),
        }
    }
    if bad_lines.is_empty() {
        Ok(taken)
    } else {
        Err(bad_lines)
    }
}

fn line_number(position: Option<&csv::Position>) -> u32 {
    position.map_or(1, |position| {
        u32::try_from(position.line()).unwrap_or(u32::MAX)
    })
}

fn bad(line: u32, why: Sentence) -> BadLine {
    BadLine { line, why }
}

fn sentence(zh: impl Into<String>, en: impl Into<String>) -> Sentence {
    Sentence {
        zh: zh.into(),
        en: en.into(),
    }
}

fn not_csv() -> Sentence {
    sentence(
        "不是 UTF-8 的 CSV 文件，或引号没有配对",
        "not a CSV file in UTF-8, or quotes that do not match",
    )
}

fn too_long() -> Sentence {
    sentence(
        format!("一次最多导入 {ROWS_MAX} 行，请分成几个文件"),
        format!("a file has at most {ROWS_MAX} rows; split it"),
    )
}

/// Where each column stands. All have to be there, except the last ones' cells, which may be empty.
fn places(
    header: &StringRecord,
    columns: &'static [(&'static str, &'static str)],
) -> Result<BTreeMap<&'static str, usize>, Sentence> {
    let mut places = BTreeMap::new();
    let mut missing = Vec::new();
    for (chinese, english) in columns {
        match header
            .iter()
            .position(|name| name == *chinese || name.eq_ignore_ascii_case(english))
        {
            Some(place) => {
                places.insert(*english, place);
            }
            None => missing.push((*chinese, *english)),
        }
    }
    if missing.is_empty() {
        return Ok(places);
    }
    let chinese: Vec<&str> = missing.iter().map(|names| names.0).collect();
    let english: Vec<&str> = missing.iter().map(|names| names.1).collect();
    Err(sentence(
        format!("第一行缺少这些列：{}", chinese.join("、")),
        format!("columns missing in the first line: {}", english.join(", ")),
    ))
}

fn person(street: &Street, row: &Row<'_>) -> Result<NewRosterPerson, Sentence> {
    let venue = venue(street, row.cell("venue"))?;
    let name = line_of_text(row.cell("name"), NAME_CHARS_MAX).ok_or_else(|| {
        sentence(
            format!("姓名要有 1 至 {NAME_CHARS_MAX} 个字"),
            format!("a name has 1 to {NAME_CHARS_MAX} characters"),
        )
    })?;
    let role = role(street, row.cell("role"))?;
    let email = match row.cell("email") {
        "" => None,
        text => Some(email(text).ok_or_else(|| {
            sentence(
                format!("“{text}”不是邮箱地址"),
                format!("“{text}” is no e-mail address"),
            )
        })?),
    };
    Ok(NewRosterPerson {
        venue,
        name,
        role,
        email,
    })
}

fn venue(street: &Street, text: &str) -> Result<VenueNumber, Sentence> {
    text.parse()
        .ok()
        .filter(|number| street.venues.iter().any(|venue| venue.number == *number))
        .ok_or_else(|| {
            sentence(
                format!("没有编号为“{text}”的会场"),
                format!("there is no venue “{text}”"),
            )
        })
}

fn role(street: &Street, text: &str) -> Result<u8, Sentence> {
    street
        .roles
        .iter()
        .find(|role| role.name == text)
        .map(|role| role.number)
        .ok_or_else(|| {
            let known: Vec<&str> = street.roles.iter().map(|role| role.name.as_str()).collect();
            sentence(
                format!("没有“{text}”这个职务；可用：{}", known.join("、")),
                format!("there is no role “{text}”; there are: {}", known.join(", ")),
            )
        })
}

fn item(street: &Street, row: &Row<'_>) -> Result<Asked, Sentence> {
    let department = named(
        street
            .departments
            .iter()
            .map(|of| (of.department, &of.name)),
        row.cell("department"),
        ("科室", "department"),
    )?;
    let line = match row.cell("line") {
        "" => None,
        text => Some(named(
            street.lines.iter().map(|line| (line.id, &line.name)),
            text,
            ("条线", "line"),
        )?),
    };
    let new = NewItem {
        department: Some(department),
        title: row.cell("title").to_owned(),
        kind: kind(row.cell("kind"))?,
        minutes: minutes(row.cell("minutes"))?,
        audience: audience(street, row)?,
        required: true,
        earliest: optional(row.cell("earliest")),
        deadline: optional(row.cell("deadline")),
        wished: optional(row.cell("wished")),
        priority: None,
        presenters: list(row.cell("presenters")).map(str::to_owned).collect(),
        pin: None,
        after: Vec::new(),
        not_with: Vec::new(),
        line,
        separate_reason: None,
    };
    asking::check(street, Some(department), &new, &Usual::default()).map_err(|error| told(&error))
}

fn named<'a>(
    mut known: impl Iterator<Item = (i64, &'a String)>,
    text: &str,
    (chinese, english): (&str, &str),
) -> Result<i64, Sentence> {
    known
        .find(|(_, name)| name.as_str() == text)
        .map(|(id, _)| id)
        .ok_or_else(|| {
            sentence(
                format!("没有“{text}”这个{chinese}"),
                format!("there is no {english} “{text}”"),
            )
        })
}

fn kind(text: &str) -> Result<ItemKind, Sentence> {
    match text {
        "通报" | "inform" => Ok(ItemKind::Inform),
        "讨论" | "discuss" => Ok(ItemKind::Discuss),
        "决定" | "decide" => Ok(ItemKind::Decide),
        _ => Err(sentence(
            format!("类型“{text}”要写成 通报、讨论 或 决定"),
            format!("the kind “{text}” is inform, discuss or decide"),
        )),
    }
}

fn minutes(text: &str) -> Result<u16, Sentence> {
    text.parse().map_err(|_| {
        sentence(
            format!("分钟“{text}”不是数字"),
            format!("the minutes “{text}” are no number"),
        )
    })
}

fn audience(street: &Street, row: &Row<'_>) -> Result<Vec<AudienceOf>, Sentence> {
    let venues: Vec<VenueNumber> = match row.cell("venues") {
        "全部" | "all" => street
            .venues
            .iter()
            .map(|venue| venue.number)
            .filter(|number| *number != control_wire::MAIN_VENUE)
            .collect(),
        text => list(text)
            .map(|number| venue(street, number))
            .collect::<Result<_, _>>()?,
    };
    list(row.cell("roles"))
        .map(|name| {
            Ok(AudienceOf {
                role: role(street, name)?,
                venues: venues.clone(),
            })
        })
        .collect()
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', ';', '；', ' ', ',', '，'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn optional(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What is wrong with an item, for the line of a file.
#[must_use]
pub fn told(error: &AskError) -> Sentence {
    match error {
        AskError::NoDepartment => sentence("没有这个科室", "there is no such department"),
        AskError::Title => sentence(
            format!("事项名称为 1 至 {} 个字", asking::TITLE_CHARS_MAX),
            format!("a title has 1 to {} characters", asking::TITLE_CHARS_MAX),
        ),
        AskError::Minutes { minutes } => sentence(
            format!("时长为 1 至 {} 分钟，不能是 {minutes}", asking::MINUTES_MAX),
            format!(
                "an item takes 1 to {} minutes, not {minutes}",
                asking::MINUTES_MAX
            ),
        ),
        AskError::NoAudience => sentence("没有写明参会的职务和会场", "nobody is named to attend"),
        AskError::UnknownRole { role } => sentence(
            format!("没有编号为 {role} 的职务"),
            format!("there is no role {role}"),
        ),
        AskError::UnknownVenue { venue } => sentence(
            format!("没有编号为 {venue:02} 的会场"),
            format!("there is no venue {venue:02}"),
        ),
        AskError::Date(date) => sentence(
            format!("“{}”不是日期，请写成 2026-11-24 的样子", date.text),
            format!("“{}” is no date; write it like 2026-11-24", date.text),
        ),
        AskError::DatesMissing => sentence(
            "请填写最早和最晚日期",
            "the earliest and the latest date are needed",
        ),
        AskError::Reach => sentence(
            format!(
                "最晚日期要在最早日期之后 0 至 {} 天",
                asking::REACH_DAYS_MAX
            ),
            format!(
                "the latest date is 0 to {} days after the earliest",
                asking::REACH_DAYS_MAX
            ),
        ),
        AskError::WishedOutside => sentence(
            "希望日期要在最早和最晚日期之间",
            "the wished date is between the earliest and the latest",
        ),
        AskError::Priority => sentence(
            format!("优先级为 1 至 {}", asking::PRIORITY_MAX),
            format!("a priority is 1 to {}", asking::PRIORITY_MAX),
        ),
        AskError::Presenters => sentence(
            format!(
                "汇报人最多 {} 位，姓名不超过 {} 个字",
                asking::PRESENTERS_MAX,
                asking::PRESENTER_CHARS_MAX
            ),
            format!(
                "at most {} presenters, each of at most {} characters",
                asking::PRESENTERS_MAX,
                asking::PRESENTER_CHARS_MAX
            ),
        ),
        AskError::Pin => sentence("开始时刻不在一天之内", "the clock time is not of a day"),
        AskError::UnknownLine { line } => sentence(
            format!("没有编号为 {line} 的条线"),
            format!("there is no line {line}"),
        ),
        AskError::SeparateReason => sentence(
            format!(
                "单独开会须写明理由，{} 至 {} 个字",
                asking::REASON_CHARS_MIN,
                asking::REASON_CHARS_MAX
            ),
            format!(
                "a meeting of its own needs a reason of {} to {} characters",
                asking::REASON_CHARS_MIN,
                asking::REASON_CHARS_MAX
            ),
        ),
        AskError::UnknownItem { item } => sentence(
            format!("它提到的 {item} 号事项不存在，或就是它自己"),
            format!("it names item {item}, which is not there or is itself"),
        ),
        AskError::TooManyLinks => sentence(
            format!("最多提到 {} 个其他事项", asking::LINKS_MAX),
            format!("at most {} other items are named", asking::LINKS_MAX),
        ),
        AskError::Circle { titles } => {
            let back = titles.iter().skip(1).chain(titles.first());
            let steps = || titles.iter().zip(back.clone());
            let chinese: Vec<String> = steps()
                .map(|(later, earlier)| format!("“{later}”在“{earlier}”之后"))
                .collect();
            let english: Vec<String> = steps()
                .map(|(later, earlier)| format!("“{later}” after “{earlier}”"))
                .collect();
            sentence(
                format!("先后要求成了循环：{}；请去掉其中一个", chinese.join("，")),
                format!(
                    "the order goes in a circle: {}; take one of these out",
                    english.join(", ")
                ),
            )
        }
    }
}
