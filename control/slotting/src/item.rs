//! An agenda item that asks for a slot.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::audience::Audience;
use crate::calendar::{Clock, Span};
use crate::plan::Placement;

/// An item's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(pub i64);

/// A department's (科室) number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DepartmentId(pub i64);

/// A presenter's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PresenterId(pub i64);

/// The line (条线) whose quota an item uses up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuotaKey(pub i64);

/// What an item is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 通报
    Inform,
    /// 讨论
    Discuss,
    /// 决定
    Decide,
}

/// Whether its audience has to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attendance {
    /// They must: each is a seat-trip.
    Required,
    /// They may: nobody travels for it, nobody waits for it.
    Optional,
}

/// Where in a session an item must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pin {
    /// First of its session.
    First,
    /// Last of its session.
    Last,
    /// At this clock time.
    Clock(Clock),
}

/// Where the leaders' approval stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// Nobody has to be asked, as long as it stays within the host's audience and the quota.
    NotNeeded,
    /// Asked, not answered.
    Pending,
    /// Given: the item may go beyond the host's audience and does not count against the quota.
    Granted,
    /// Denied.
    Refused,
}

/// How firmly an item holds the slot it was published in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hold {
    /// Same window, same minute: the ordinary state of a published slot.
    Slot,
    /// Same window; it may move within the session, when a neighbour was withdrawn.
    Window,
    /// Unlocked: it may go anywhere; going elsewhere counts as a move.
    Unlocked,
}

/// The slot an item was published in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Where.
    pub slot: Placement,
    /// How firmly.
    pub hold: Hold,
}

/// An item that asks for a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its number.
    pub id: ItemId,
    /// Who asks.
    pub department: DepartmentId,
    /// What it is for.
    pub kind: Kind,
    /// Its length, 1 minute or more.
    pub minutes: u16,
    /// Who it is for.
    pub audience: Audience,
    /// Whether they must come.
    pub attendance: Attendance,
    /// Not before this date.
    pub earliest: Date,
    /// Not after this date.
    pub deadline: Date,
    /// The date its department asked for; explanations tell moves from it.
    pub wished: Option<Date>,
    /// What leaving it out costs, 1 or more; the sum of those left out is the first objective.
    pub priority: u32,
    /// Who presents; all of them, for its whole length.
    pub presenters: Vec<PresenterId>,
    /// Where in its session it must stand.
    pub pin: Option<Pin>,
    /// Items that come before it: in an earlier half-day, or earlier in the same session.
    pub after: Vec<ItemId>,
    /// Items that may not share its session.
    pub not_with: Vec<ItemId>,
    /// Where its approval stands.
    pub approval: Approval,
    /// The quota it uses up.
    pub quota_key: Option<QuotaKey>,
    /// The slot it was published in.
    pub published: Option<Published>,
}

/// A presenter's hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presenter {
    /// The presenter's number.
    pub id: PresenterId,
    /// When they can present; absent means at any time.
    pub available: Option<Vec<Span>>,
}

impl Presenter {
    /// Whether they can present on that date from `from` to `until`.
    #[must_use]
    pub fn is_available(&self, date: Date, from: Clock, until: Clock) -> bool {
        self.available
            .as_ref()
            .is_none_or(|spans| spans.iter().any(|span| span.holds(date, from, until)))
    }
}
