//! The words for a rule that is broken.

use super::Wording;
use crate::violation::Violation;

impl Wording<'_> {
    /// A rule broken.
    #[must_use]
    pub fn violation(&self, violation: &Violation) -> String {
        match violation {
            Violation::UnknownItem { item } => self.choose(
                format!("没有{}号事项", item.0),
                format!("there is no item {}", item.0),
            ),
            Violation::UnknownWindow { window, .. } => self.choose(
                format!("没有{}号时段", window.0),
                format!("there is no window {}", window.0),
            ),
            Violation::SlotTwice { item } => {
                let item = self.item(*item);
                self.choose(
                    format!("{item}被安排了两次"),
                    format!("{item} has two slots"),
                )
            }
            Violation::OverCap {
                window,
                minutes,
                cap_min,
            } => {
                let window = self.window(*window);
                self.choose(
                    format!("{window}合计{minutes}分钟，超过上限{cap_min}分钟"),
                    format!("{window} would take {minutes} minutes; the limit is {cap_min}"),
                )
            }
            Violation::TooManyItems { window, items } => {
                let window = self.window(*window);
                self.choose(
                    format!("{window}已有{items}个事项，一场会排不下"),
                    format!("{window} would have {items} items, more than one session takes"),
                )
            }
            Violation::OutsideWindow { item, window } => {
                let (item, window) = (self.item(*item), self.window(*window));
                self.choose(
                    format!("{item}超出{window}的可用时间"),
                    format!("{item} does not fit into the hours of {window}"),
                )
            }
            Violation::NotBackToBack { item, expected } => {
                let item = self.item(*item);
                self.choose(
                    format!("{item}应接在前一项之后，从{expected}开始"),
                    format!("{item} should start at {expected}, when the one before ends"),
                )
            }
            Violation::DayOff { window, .. } => {
                let window = self.window(*window);
                self.choose(
                    format!("{window}不上班"),
                    format!("{window} is not a working day"),
                )
            }
            Violation::ProtectedHours { from, until, .. } => self.choose(
                format!("{from}–{until}是居委会自己的时间，不安排会议"),
                format!("{from}–{until} belongs to the committees; no meeting may take it"),
            ),
            Violation::TooEarly { item, window } => {
                let (item, window) = (self.item(*item), self.window(*window));
                self.choose(
                    format!("{window}早于{item}的最早日期"),
                    format!("{window} is before the earliest date of {item}"),
                )
            }
            Violation::TooLate { item, window } => {
                let (item, window) = (self.item(*item), self.window(*window));
                self.choose(
                    format!("{window}晚于{item}的截止日期"),
                    format!("{window} is after the deadline of {item}"),
                )
            }
            Violation::PresenterAway { item, presenter } => {
                let (item, presenter) = (self.item(*item), self.presenter(*presenter));
                self.choose(
                    format!("{presenter}这时不能来汇报{item}"),
                    format!("{presenter} cannot come for {item} at that time"),
                )
            }
            Violation::PresenterElsewhere {
                presenter,
                item,
                other,
            } => {
                let (item, other) = (self.item(*item), self.item(*other));
                let presenter = self.presenter(*presenter);
                self.choose(
                    format!("{presenter}同一个半天要在两场会上汇报{item}和{other}"),
                    format!(
                        "{presenter} would present {item} and {other} in two sessions of one half-day"
                    ),
                )
            }
            Violation::AudienceElsewhere {
                item,
                other,
                people,
            } => {
                let (item, other) = (self.item(*item), self.item(*other));
                self.choose(
                    format!("有{people}人同一个半天要参加两场会：{item}和{other}"),
                    format!(
                        "{people} people are due in two sessions of one half-day: {item} and {other}"
                    ),
                )
            }
            Violation::BeforePredecessor { item, predecessor } => {
                let (item, predecessor) = (self.item(*item), self.item(*predecessor));
                self.choose(
                    format!("{item}要排在{predecessor}之后"),
                    format!("{item} has to come after {predecessor}"),
                )
            }
            Violation::PredecessorUnplaced { item, predecessor } => {
                let (item, predecessor) = (self.item(*item), self.item(*predecessor));
                self.choose(
                    format!("{item}要排在{predecessor}之后，而{predecessor}还没有安排"),
                    format!("{item} has to come after {predecessor}, which has no slot"),
                )
            }
            Violation::NotTogether { item, other } => {
                let (item, other) = (self.item(*item), self.item(*other));
                self.choose(
                    format!("{item}不能和{other}同场"),
                    format!("{item} may not share a session with {other}"),
                )
            }
            Violation::NotFirst { item } => {
                let item = self.item(*item);
                self.choose(
                    format!("{item}要排在全场第一"),
                    format!("{item} has to be first of its session"),
                )
            }
            Violation::NotLast { item } => {
                let item = self.item(*item);
                self.choose(
                    format!("{item}要排在全场最后"),
                    format!("{item} has to be last of its session"),
                )
            }
            Violation::NotAtClock { item, clock } => {
                let item = self.item(*item);
                self.choose(
                    format!("{item}要在{clock}开始"),
                    format!("{item} has to start at {clock}"),
                )
            }
            Violation::OverQuota { items, allowed, .. } => self.choose(
                format!("额度已用完（{items}/{allowed}），需领导批准"),
                format!("over quota ({items} of {allowed}): a leader has to approve"),
            ),
            Violation::AwaitsApproval { item } => {
                let item = self.item(*item);
                self.choose(
                    format!("{item}等待领导批准"),
                    format!("{item} awaits approval"),
                )
            }
            Violation::ApprovalRefused { item } => {
                let item = self.item(*item);
                self.choose(
                    format!("{item}未获批准"),
                    format!("{item} was not approved"),
                )
            }
            Violation::BeyondHost {
                item,
                window,
                people,
            } => {
                let (item, window) = (self.item(*item), self.window(*window));
                self.choose(
                    format!("{item}要另外通知{people}人参加{window}的例会，需领导批准"),
                    format!(
                        "{item} calls {people} people beyond those of {window}: a leader has to approve"
                    ),
                )
            }
            Violation::HeldSlotLost { item } => {
                let item = self.item(*item);
                self.choose(
                    format!("{item}已经发布，先解锁才能改"),
                    format!("{item} is published; unlock it before moving it"),
                )
            }
        }
    }
}
