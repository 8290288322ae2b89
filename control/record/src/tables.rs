//! The record as titled tables: what every format shows, in the same words.

use control_domain::attendance::desk::{Corrected, Correction, Figures};
use control_domain::attendance::interval::Intervals;
use control_domain::attendance::record::{ItemRow, QuestionRow, VenueRow};
use control_domain::floor::questions::Outcome;
use control_domain::floor::roll_call::RollCallResult;
use control_domain::venue::MAIN_VENUE;

use crate::checkpoint::Head;
use crate::dossier::Dossier;
use crate::language::Language;
use crate::times::{clock, date_and_minute, date_and_second, minutes};

mod events;

pub use events::events;

/// A value in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A count, or minutes.
    Number(i64),
    /// Nothing is known.
    Empty,
}

impl Value {
    fn of_count(count: u32) -> Self {
        Self::Number(i64::from(count))
    }

    fn of_minutes(length_ms: i64) -> Self {
        Self::Number(minutes(length_ms))
    }

    /// As text; nothing where nothing is known.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Empty => String::new(),
        }
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u32> for Value {
    fn from(count: u32) -> Self {
        Self::of_count(count)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What it holds.
    pub title: &'static str,
    /// Its width, in Chinese characters.
    pub width: u8,
}

/// A table with a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The title.
    pub title: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a value for every column.
    pub rows: Vec<Vec<Value>>,
}

fn columns(language: Language, of: &[(&'static str, &'static str, u8)]) -> Vec<Column> {
    of.iter()
        .map(|(chinese, english, width)| Column {
            title: language.of(chinese, english),
            width: *width,
        })
        .collect()
}

/// What a record begins with: names and values.
#[must_use]
pub fn summary(dossier: &Dossier, language: Language) -> Table {
    let record = &dossier.record;
    let branches = || record.venues.iter().filter(|row| row.venue != MAIN_VENUE);
    let count = |wanted: fn(&&VenueRow) -> bool| {
        Value::Number(i64::try_from(branches().filter(wanted).count()).unwrap_or(i64::MAX))
    };
    let heads: u32 = record.venues.iter().filter_map(|row| row.headcount).sum();
    let head = Head::of(&dossier.log);
    let confirmed = dossier.checkpoint.as_ref().map_or_else(
        || {
            language
                .of("草稿，尚未确认", "draft, not confirmed")
                .to_owned()
        },
        |checkpoint| date_and_second(checkpoint.at_ms),
    );
    let mut rows: Vec<(&str, &str, Value)> = vec![
        ("会议", "Meeting", dossier.session.title.as_str().into()),
        ("编号", "Number", Value::Number(dossier.session.id)),
        ("开始", "Opened", date_and_minute(record.opened_ms).into()),
        ("结束", "Ended", record.ended_ms.map(date_and_minute).into()),
        ("应到分会场", "Branch venues due", count(|row| !row.due.is_empty())),
        ("到会分会场", "Branch venues there", count(|row| row.due_there_ms > 0)),
        ("缺席", "Absent", count(|row| row.absent)),
        ("请假", "On leave", count(|row| row.leave.is_some())),
        ("迟到", "Late", count(|row| row.late_ms.is_some())),
        ("早退", "Left early", count(|row| row.early_ms.is_some())),
        ("到会人数合计", "People in all", heads.into()),
        ("确认", "Confirmed", confirmed.into()),
        (
            "口径",
            "Rules",
            language
                .of(
                    format!(
                        "断开不足 {} 秒计为重连；晚于 {} 分钟计为迟到；早于 {} 分钟计为早退",
                        record.thresholds.gap_s,
                        record.thresholds.late_s / 60,
                        record.thresholds.early_s / 60
                    ),
                    format!(
                        "away for less than {} s is a reconnect; late and early count from {} and {} minutes",
                        record.thresholds.gap_s,
                        record.thresholds.late_s / 60,
                        record.thresholds.early_s / 60
                    ),
                )
                .into(),
        ),
        ("日志条数", "Log entries", Value::Number(head.entries)),
        ("日志校验值", "Log hash", head.hash.into()),
    ];
    if let Some(checkpoint) = &dossier.checkpoint {
        rows.push((
            "签名公钥",
            "Signing key",
            checkpoint.public_key.as_str().into(),
        ));
        rows.push(("签名", "Signature", checkpoint.signature.as_str().into()));
    }
    Table {
        title: language.of("概要", "Summary"),
        columns: columns(language, &[("项目", "", 10), ("内容", "", 50)]),
        rows: rows
            .into_iter()
            .map(|(chinese, english, value)| vec![language.of(chinese, english).into(), value])
            .collect(),
    }
}

/// A row for every venue.
#[must_use]
pub fn venues(dossier: &Dossier, language: Language) -> Table {
    let rows = dossier.record.venues.iter().map(|row| {
        vec![
            dossier.session.venue_name(row.venue).into(),
            row.people_due.into(),
            row.headcount.into(),
            standing(row, language).into(),
            row.there.first().map(|stay| clock(stay.from_ms)).into(),
            row.there.last().map(|stay| clock(stay.to_ms)).into(),
            Value::of_count(row.reconnects),
            Value::of_minutes(row.there_ms),
            Value::of_minutes(row.due_ms),
            Value::of_minutes(row.due_there_ms),
            own_items(row).into(),
            Value::of_minutes(row.picture_ms),
            Value::of_minutes(row.sound_ms),
            row.roll_call
                .map(|result| roll_call(result, language))
                .into(),
            Value::of_count(row.questions),
        ]
    });
    Table {
        title: language.of("会场", "Venues"),
        columns: columns(
            language,
            &[
                ("会场", "Venue", 9),
                ("应到人数", "Due", 4),
                ("实到人数", "There", 4),
                ("情况", "Standing", 12),
                ("首次入会", "First in", 5),
                ("最后离开", "Last out", 5),
                ("重连", "Reconnects", 4),
                ("在会分钟", "Minutes in", 4),
                ("应到分钟", "Minutes due", 4),
                ("到会分钟", "Minutes of due", 4),
                ("本会场议题", "Own items", 5),
                ("画面正常分钟", "Picture, min", 5),
                ("声音正常分钟", "Sound, min", 5),
                ("点名", "Roll call", 4),
                ("提问", "Questions", 4),
            ],
        ),
        rows: rows.collect(),
    }
}

/// A row for every item: when it ran, against its plan, and who was missing.
#[must_use]
pub fn items(dossier: &Dossier, language: Language) -> Table {
    let rows = dossier.record.items.iter().map(|item| {
        let missing: Vec<_> = item
            .cells
            .iter()
            .filter(|cell| cell.there_ms == 0 && cell.due_ms > 0)
            .map(|cell| dossier.session.venue_name(cell.venue))
            .collect();
        let there = item.cells.iter().filter(|cell| cell.there_ms > 0).count();
        vec![
            Value::of_count(item.number),
            item.title.as_str().into(),
            item.department.as_str().into(),
            item.presenter.as_str().into(),
            format!(
                "{} · {}",
                clock(item.planned_start_ms),
                length(item.planned_minutes, language)
            )
            .into(),
            ran(item, language).into(),
            format!("{there}/{}", item.cells.len()).into(),
            missing.join(language.of("、", ", ")).into(),
        ]
    });
    Table {
        title: language.of("议题", "Items"),
        columns: columns(
            language,
            &[
                ("序号", "No", 3),
                ("议题", "Item", 16),
                ("科室", "Department", 7),
                ("汇报人", "Presenter", 6),
                ("计划", "Planned", 8),
                ("实际", "Actual", 10),
                ("到会", "There", 5),
                ("未到会场", "Venues missing", 20),
            ],
        ),
        rows: rows.collect(),
    }
}

/// A row for everybody who was signed in.
#[must_use]
pub fn people(dossier: &Dossier, language: Language) -> Table {
    let rows = dossier.record.venues.iter().flat_map(|venue| {
        venue.people.iter().map(|person| {
            vec![
                dossier.session.venue_name(venue.venue).into(),
                person.name.as_str().into(),
                person.role.as_str().into(),
                spans(&person.there).into(),
                Value::of_minutes(person.there.total_ms()),
                if person.late_entry {
                    language.of("补记", "late entry").into()
                } else {
                    Value::Empty
                },
            ]
        })
    });
    Table {
        title: language.of("签到人员", "People"),
        columns: columns(
            language,
            &[
                ("会场", "Venue", 9),
                ("姓名", "Name", 8),
                ("职务", "Role", 8),
                ("在会时间", "There", 20),
                ("分钟", "Minutes", 4),
                ("备注", "Note", 5),
            ],
        ),
        rows: rows.collect(),
    }
}

/// A row for every decision.
#[must_use]
pub fn decisions(dossier: &Dossier, language: Language) -> Table {
    let rows = dossier.record.decisions.iter().map(|decision| {
        vec![
            Value::of_count(decision.number),
            decision.item.map(|item| item_title(dossier, item)).into(),
            decision.text.as_str().into(),
            decision.owner.as_str().into(),
        ]
    });
    Table {
        title: language.of("决定事项", "Decisions"),
        columns: columns(
            language,
            &[
                ("序号", "No", 3),
                ("议题", "Item", 14),
                ("内容", "Decision", 34),
                ("负责", "Owner", 9),
            ],
        ),
        rows: rows.collect(),
    }
}

/// A row for every question.
#[must_use]
pub fn questions(dossier: &Dossier, language: Language) -> Table {
    let rows = dossier.record.questions.iter().map(|question| {
        let topic = if question.topic.is_empty() {
            language.of("（未写题目）", "(no topic)")
        } else {
            question.topic.as_str()
        };
        vec![
            Value::of_count(question.number),
            dossier.session.venue_name(question.venue).into(),
            topic.into(),
            clock(question.asked_ms).into(),
            question.granted_ms.map(clock).into(),
            became(question, language).into(),
        ]
    });
    Table {
        title: language.of("提问与答复", "Questions"),
        columns: columns(
            language,
            &[
                ("序号", "No", 3),
                ("会场", "Venue", 9),
                ("题目", "Topic", 24),
                ("申请", "Asked", 5),
                ("发言", "Spoke", 5),
                ("结果", "Outcome", 14),
            ],
        ),
        rows: rows.collect(),
    }
}

/// A row for every correction, refused ones too, and for all leave.
#[must_use]
pub fn corrections(dossier: &Dossier, language: Language) -> Table {
    let leaves = dossier.record.leaves.iter().map(|leave| {
        let who = leave.person.clone();
        vec![
            language.of("请假", "leave").into(),
            dossier.session.venue_name(leave.venue).into(),
            who.unwrap_or_else(|| language.of("全会场", "the whole venue").to_owned())
                .into(),
            leave.reason.as_str().into(),
            format!("{} {}", leave.by.name, date_and_minute(leave.at_ms)).into(),
            Value::Empty,
            Value::Empty,
            Value::Empty,
        ]
    });
    let corrections = dossier.record.corrections.iter().map(|of| {
        vec![
            language
                .of(
                    format!("更正 {}", of.number),
                    format!("correction {}", of.number),
                )
                .into(),
            dossier.session.venue_name(of.venue).into(),
            corrected(of, language).into(),
            of.reason.as_str().into(),
            format!("{} {}", of.by.name, date_and_minute(of.at_ms)).into(),
            verdict(of, language).into(),
            figures(of.before, language).into(),
            figures(of.after, language).into(),
        ]
    });
    Table {
        title: language.of("请假与更正", "Leave and corrections"),
        columns: columns(
            language,
            &[
                ("类别", "Kind", 6),
                ("会场", "Venue", 9),
                ("内容", "What", 14),
                ("理由", "Reason", 16),
                ("提出", "By", 11),
                ("审批", "Decided", 12),
                ("更正前", "Before", 9),
                ("更正后", "After", 9),
            ],
        ),
        rows: leaves.chain(corrections).collect(),
    }
}

/// How a venue stands, in words: present, late, left early, on leave, absent.
fn standing(row: &VenueRow, language: Language) -> String {
    let mut words: Vec<String> = Vec::new();
    if row.due.is_empty() {
        return language.of("本场无应到", "not due").to_owned();
    }
    if row.absent {
        words.push(language.of("缺席", "absent").to_owned());
    }
    if let Some(reason) = &row.leave {
        words.push(language.of(format!("请假：{reason}"), format!("on leave: {reason}")));
    }
    if let Some(late) = row.late_ms {
        let late = minutes(late);
        words.push(language.of(format!("迟到 {late} 分钟"), format!("{late} min late")));
    }
    if let Some(early) = row.early_ms {
        let early = minutes(early);
        words.push(language.of(
            format!("早退 {early} 分钟"),
            format!("left {early} min early"),
        ));
    }
    if words.is_empty() {
        words.push(language.of("到会", "there").to_owned());
    }
    if row.corrected {
        words.push(language.of("已更正", "corrected").to_owned());
    }
    words.join(language.of("，", ", "))
}

fn own_items(row: &VenueRow) -> String {
    format!("{}/{}", row.items_there, row.items_due)
}

fn roll_call(result: RollCallResult, language: Language) -> &'static str {
    match result {
        RollCallResult::Present => language.of("到", "present"),
        RollCallResult::Absent => language.of("未到", "absent"),
        RollCallResult::Skipped => language.of("略过", "skipped"),
    }
}

fn length(minutes: u16, language: Language) -> String {
    language.of(format!("{minutes} 分钟"), format!("{minutes} min"))
}

fn ran(item: &ItemRow, language: Language) -> String {
    if item.skipped {
        return language.of("未进行", "skipped").to_owned();
    }
    if item.ran.is_empty() {
        return language.of("未开始", "not begun").to_owned();
    }
    let took = minutes(item.ran.total_ms());
    let took = u16::try_from(took).unwrap_or(u16::MAX);
    format!("{} · {}", spans(&item.ran), length(took, language))
}

/// "09:30–10:05, 10:10–10:20".
fn spans(intervals: &Intervals) -> String {
    let spans: Vec<_> = intervals
        .iter()
        .map(|stay| format!("{}–{}", clock(stay.from_ms), clock(stay.to_ms)))
        .collect();
    spans.join(", ")
}

fn item_title(dossier: &Dossier, number: u32) -> String {
    let item = dossier.record.items.iter().find(|of| of.number == number);
    item.map_or_else(|| number.to_string(), |of| format!("{number} {}", of.title))
}

fn became(question: &QuestionRow, language: Language) -> String {
    match (&question.outcome, question.withdrawn, question.ended_ms) {
        (Some(Outcome::Answered), _, _) => language.of("已答复", "answered").to_owned(),
        (Some(Outcome::FollowUp { owner }), _, _) => {
            language.of(format!("会后跟进：{owner}"), format!("follow-up: {owner}"))
        }
        (None, true, _) => language.of("已撤回", "withdrawn").to_owned(),
        (None, false, Some(_)) => language.of("已发言", "spoke").to_owned(),
        (None, false, None) => language.of("未发言", "did not speak").to_owned(),
    }
}

fn corrected(of: &Correction, language: Language) -> String {
    match of.corrected {
        Corrected::Headcount(people) => {
            language.of(format!("人数为 {people}"), format!("headcount {people}"))
        }
        Corrected::There(time) => {
            let (from, to) = (clock(time.from_ms), clock(time.to_ms));
            language.of(format!("{from}–{to} 在会"), format!("there {from}–{to}"))
        }
        Corrected::Away(time) => {
            let (from, to) = (clock(time.from_ms), clock(time.to_ms));
            language.of(format!("{from}–{to} 不在会"), format!("away {from}–{to}"))
        }
    }
}

fn verdict(of: &Correction, language: Language) -> String {
    match &of.verdict {
        None => language.of("待审批", "waiting").to_owned(),
        Some(verdict) => {
            let word = if verdict.approved {
                language.of("同意", "approved")
            } else {
                language.of("不同意", "refused")
            };
            format!(
                "{word} {} {}",
                verdict.by.name,
                date_and_minute(verdict.at_ms)
            )
        }
    }
}

fn figures(of: Figures, language: Language) -> String {
    let people = of
        .headcount
        .map_or_else(|| "–".to_owned(), |count| count.to_string());
    let there = minutes(of.there_ms);
    language.of(
        format!("{people} 人，{there} 分钟"),
        format!("{people} people, {there} min"),
    )
}
