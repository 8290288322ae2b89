//! The words for what the solver has to say: Chinese first, English second.

mod violations;

use jiff::civil::{Date, Weekday};

use crate::calendar::HalfDay;
use crate::check::{Checked, Difference};
use crate::explain::{Explanation, Outcome, Reason, Refusal, WishMissed};
use crate::item::{ItemId, PresenterId};
use crate::objective::Level;
use crate::problem::Problem;
use crate::solve::{Proof, Solution};
use crate::window::WindowId;

/// The language of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// 简体中文
    Chinese,
    /// English
    English,
}

/// Says what items and presenters are called. Neither is known to the solver.
pub trait Names {
    /// An item's topic.
    fn item(&self, item: ItemId, language: Language) -> String;
    /// A presenter's name.
    fn presenter(&self, presenter: PresenterId, language: Language) -> String;
}

/// Calls everything by its number.
#[derive(Debug, Clone, Copy, Default)]
pub struct Numbers;

impl Names for Numbers {
    fn item(&self, item: ItemId, language: Language) -> String {
        match language {
            Language::Chinese => format!("事项{}", item.0),
            Language::English => format!("item {}", item.0),
        }
    }

    fn presenter(&self, presenter: PresenterId, language: Language) -> String {
        match language {
            Language::Chinese => format!("{}号汇报人", presenter.0),
            Language::English => format!("presenter {}", presenter.0),
        }
    }
}

/// Puts things into words.
#[derive(Clone, Copy)]
pub struct Wording<'a> {
    /// The problem they are about.
    pub problem: &'a Problem,
    /// What items and presenters are called.
    pub names: &'a dyn Names,
    /// The language.
    pub language: Language,
}

impl Wording<'_> {
    fn choose(&self, chinese: String, english: String) -> String {
        match self.language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }

    fn item(&self, item: ItemId) -> String {
        let name = self.names.item(item, self.language);
        self.choose(format!("“{name}”"), format!("“{name}”"))
    }

    fn presenter(&self, presenter: PresenterId) -> String {
        self.names.presenter(presenter, self.language)
    }

    fn items(&self, items: &[ItemId]) -> String {
        let names: Vec<String> = items.iter().map(|item| self.item(*item)).collect();
        names.join(&self.choose("、".into(), ", ".into()))
    }

    /// A date: "11月24日 周二", "Tue 24 Nov".
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        let (chinese, english) = weekday(date.weekday());
        let month = english_month(date.month());
        self.choose(
            format!("{}月{}日 {chinese}", date.month(), date.day()),
            format!("{english} {} {month}", date.day()),
        )
    }

    /// A window: "11月24日 周二上午", "Tue 24 Nov, morning".
    #[must_use]
    pub fn window(&self, window: WindowId) -> String {
        let Some(window) = self.problem.window(window) else {
            return self.choose(
                format!("{}号时段", window.0),
                format!("window {}", window.0),
            );
        };
        let date = self.date(window.date);
        let (chinese, english) = match window.half {
            HalfDay::Morning => ("上午", "morning"),
            HalfDay::Afternoon => ("下午", "afternoon"),
        };
        self.choose(format!("{date}{chinese}"), format!("{date}, {english}"))
    }

    /// Why an item is where it is, or nowhere.
    #[must_use]
    pub fn explanation(&self, explanation: &Explanation) -> String {
        let item = self.item(explanation.item);
        match &explanation.outcome {
            Outcome::Placed {
                slot,
                reason,
                instead_of,
            } => {
                let window = self.window(slot.window);
                let start = slot.start;
                let reason = self.reason(reason);
                let placed = self.choose(
                    format!("{item}排在{window}{start}：{reason}"),
                    format!("{item} is on {window}, at {start}: {reason}"),
                );
                let moved = instead_of
                    .as_ref()
                    .map(|wish| self.moved(wish.wished, wish.placed, &wish.because));
                match moved {
                    Some(moved) => self.choose(
                        format!("{placed}；{moved}。"),
                        format!("{placed}; {moved}."),
                    ),
                    None => self.choose(format!("{placed}。"), format!("{placed}.")),
                }
            }
            Outcome::Refused { refusal, .. } => {
                let why = self.refusal(refusal);
                self.choose(
                    format!("{item}没有排上：{why}。"),
                    format!("{item} has no slot: {why}."),
                )
            }
        }
    }

    fn reason(&self, reason: &Reason) -> String {
        match reason {
            Reason::Published => {
                self.choose("已发布，未解锁".into(), "published and locked".into())
            }
            Reason::OnlyWindow => {
                self.choose("只有这个时段可排".into(), "no other window takes it".into())
            }
            Reason::Shares { with, trips_saved } => {
                let with = self.items(with);
                self.choose(
                    format!("与{with}拼会，少跑{trips_saved}人次"),
                    format!("it shares the session with {with}, which saves {trips_saved} trips"),
                )
            }
            Reason::Alone => self.choose(
                "单独开会，没有更省的拼法".into(),
                "a session of its own; no other session takes it for less".into(),
            ),
        }
    }

    fn moved(&self, wished: Date, placed: Date, because: &WishMissed) -> String {
        let moved = self.choose(
            format!("从{}调到{}", self.day(wished), self.day(placed)),
            format!("moved {}→{}", self.day(wished), self.day(placed)),
        );
        let because = match because {
            WishMissed::NoWindow => {
                self.choose("当天没有时段".into(), "that day has no window".into())
            }
            WishMissed::Rule { violation } => self.violation(violation),
            WishMissed::Saves { level, amount } => self.saves(*level, *amount),
            WishMissed::NoDifference => {
                self.choose("两天代价相同".into(), "both days cost the same".into())
            }
        };
        self.choose(format!("{moved}，{because}"), format!("{moved}: {because}"))
    }

    /// The weekday alone, "周三" and "Wed"; explanations tell moves by it.
    fn day(&self, date: Date) -> String {
        let (chinese, english) = weekday(date.weekday());
        self.choose(
            format!("{chinese}（{}/{}）", date.month(), date.day()),
            format!("{english} {}/{}", date.month(), date.day()),
        )
    }

    fn refusal(&self, refusal: &Refusal) -> String {
        match refusal {
            Refusal::NoWindow => self.choose(
                "期限内没有时段".into(),
                "there is no window within its dates".into(),
            ),
            Refusal::Rule { violation } => self.violation(violation),
            Refusal::NoRoom { windows, violation } => {
                let violation = self.violation(violation);
                self.choose(
                    format!("可选的{windows}个时段都排不下，例如{violation}"),
                    format!("none of the {windows} windows that take it has room; {violation}"),
                )
            }
            Refusal::Outweighed => self.choose(
                "排上它就要挤掉更重要的事项".into(),
                "more important items would have to leave for it".into(),
            ),
        }
    }

    /// What a lower amount of a part of the objective means.
    fn saves(&self, level: Level, amount: u64) -> String {
        match level {
            Level::UnplacedPriority => self.choose(
                format!("多排上优先级合计{amount}的事项"),
                format!("places items of priority {amount} more"),
            ),
            Level::SeatTrips => {
                self.choose(format!("少跑{amount}人次"), format!("saves {amount} trips"))
            }
            Level::Sessions => self.choose(
                format!("少开{amount}场会"),
                format!("saves {amount} sessions"),
            ),
            Level::SitThrough => self.choose(
                format!("少陪会{amount}人·分钟"),
                format!("saves {amount} person-minutes of sitting through other items"),
            ),
            Level::Moves => self.choose(
                format!("少改动{amount}个已发布事项"),
                format!("moves {amount} published items fewer"),
            ),
            Level::Earliness => self.choose(
                format!("合计早{amount}分钟"),
                format!("is {amount} minutes earlier in all"),
            ),
        }
    }

    /// What a higher amount of a part of the objective means.
    fn costs(&self, level: Level, amount: u64) -> String {
        match level {
            Level::UnplacedPriority => self.choose(
                format!("优先级合计{amount}的事项排不上"),
                format!("leaves out items of priority {amount}"),
            ),
            Level::SeatTrips => self.choose(
                format!("多跑{amount}人次"),
                format!("costs {amount} more trips"),
            ),
            Level::Sessions => self.choose(
                format!("多开{amount}场会"),
                format!("costs {amount} more sessions"),
            ),
            Level::SitThrough => self.choose(
                format!("多陪会{amount}人·分钟"),
                format!("costs {amount} more person-minutes of sitting through other items"),
            ),
            Level::Moves => self.choose(
                format!("多改动{amount}个已发布事项"),
                format!("moves {amount} more published items"),
            ),
            Level::Earliness => self.choose(
                format!("合计晚{amount}分钟"),
                format!("is {amount} minutes later in all"),
            ),
        }
    }

    /// How much a plan costs more or less than another.
    #[must_use]
    pub fn difference(&self, difference: &Difference) -> String {
        match difference {
            Difference::None => self.choose("代价相同".into(), "costs the same".into()),
            Difference::More { level, amount } => self.costs(*level, *amount),
            Difference::Less { level, amount } => self.saves(*level, *amount),
        }
    }

    /// What a change made by hand comes to.
    #[must_use]
    pub fn checked(&self, checked: &Checked) -> String {
        if !checked.broken.is_empty() {
            let broken: Vec<String> = checked.broken.iter().map(|v| self.violation(v)).collect();
            let broken = broken.join(&self.choose("；".into(), "; ".into()));
            return self.choose(
                format!("不能这样排：{broken}。"),
                format!("Not possible: {broken}."),
            );
        }
        let before = self.difference(&checked.against_before);
        let best = self.difference(&checked.against_best);
        self.choose(
            format!("可以。与改动前相比：{before}；与最优方案相比：{best}。"),
            format!("Possible. Against the plan before: {before}; against the best: {best}."),
        )
    }

    /// How good a solution is.
    #[must_use]
    pub fn proof(&self, solution: &Solution) -> String {
        match (solution.proof, solution.gap()) {
            (Proof::Gap { .. }, Some((level, value, bound))) => {
                let most = self.saves(level, value.saturating_sub(bound));
                self.choose(
                    format!("目前找到的最好方案；最优方案至多再{most}"),
                    format!("the best plan found; the best there is {most} at most"),
                )
            }
            (Proof::Optimal | Proof::Gap { .. }, _) => self.choose(
                "已证明是最优方案".into(),
                "proven: there is no better plan".into(),
            ),
        }
    }
}

fn weekday(day: Weekday) -> (&'static str, &'static str) {
    match day {
        Weekday::Monday => ("周一", "Mon"),
        Weekday::Tuesday => ("周二", "Tue"),
        Weekday::Wednesday => ("周三", "Wed"),
        Weekday::Thursday => ("周四", "Thu"),
        Weekday::Friday => ("周五", "Fri"),
        Weekday::Saturday => ("周六", "Sat"),
        Weekday::Sunday => ("周日", "Sun"),
    }
}

fn english_month(month: i8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    usize::try_from(month - 1)
        .ok()
        .and_then(|at| MONTHS.get(at))
        .copied()
        .unwrap_or("")
}
