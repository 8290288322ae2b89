//! The coordinator's board: everything it shows for a range of dates, and what it does.

use serde::{Deserialize, Serialize};
use ts_rs::{Config, ExportError, TS};
use utoipa::ToSchema;

use super::items::{ApprovalCase, Item, MergeProposal};
use super::street::{DepartmentStanding, Line, QuotaOf, StreetCalendar, StreetRole};
use super::windows::{Call, Series, Window};
use super::{AudienceOf, Sentence};
use crate::VenueNumber;
use crate::rest::Venue;

/// Where a version of a week's plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VersionState {
    /// Being worked on; nobody was told.
    Draft,
    /// In force: its sessions are made and people were told.
    Published,
    /// In force, and nothing in it moves any more.
    Frozen,
    /// A later version took its place.
    Superseded,
}

/// How firmly an item holds its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Hold {
    /// Same window, same minute. What is published holds so until it is unlocked.
    Slot,
    /// Same window; it may move within the session.
    Window,
    /// It may go anywhere.
    Unlocked,
}

/// An item's slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Slot {
    /// The item.
    pub item: i64,
    /// The window.
    pub window: i64,
    /// When it starts, in minutes after midnight of the window's date.
    pub start_min: u16,
    /// How firmly it holds.
    pub hold: Hold,
}

/// What a plan costs, most important first; less is better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PlanCost {
    /// Sum of the priorities of items that have no slot and cannot wait: their last day is in the week.
    pub unplaced_priority: u64,
    /// People × sessions they must attend.
    pub seat_trips: u64,
    /// Sessions.
    pub sessions: u64,
    /// Minutes that people sit through items not for them.
    pub sit_through_min: u64,
    /// Published items that are elsewhere than was published.
    pub moves: u64,
}

/// A plan against one meeting per item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Savings {
    /// Sessions if every placed item were a meeting of its own.
    pub sessions_before: u32,
    /// Sessions of the plan.
    pub sessions: u32,
    /// Seat-trips if every placed item were a meeting of its own.
    pub trips_before: u32,
    /// Seat-trips of the plan.
    pub trips: u32,
    /// Hours of people's time saved: the trips saved, by the street's minutes for a trip, less what
    /// they sit through more. Not negative.
    pub hours_saved: u32,
}

/// One version of a week's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PlanVersion {
    /// Number, unique in the street.
    pub id: i64,
    /// The week, by its Monday.
    pub week: String,
    /// 1, 2, 3 … within the week.
    pub number: u32,
    /// Where it stands.
    pub state: VersionState,
    /// When it was made.
    pub made_ms: i64,
    /// Who made it: a user.
    pub made_by: i64,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub published_ms: Option<i64>,
    /// Its slots, by window and start.
    pub slots: Vec<Slot>,
    /// What it costs.
    pub cost: PlanCost,
    /// Against one meeting per item.
    pub savings: Savings,
}

/// How many of a quota's items are used up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct QuotaUse {
    /// The quota.
    pub quota: QuotaOf,
    /// Items that count: those with a slot in it, published or drafted.
    pub used: u16,
    /// Items that would count, and have no slot yet.
    pub waiting: u16,
}

/// What a plan asks of one person (or of everybody with one role at one venue).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Load {
    /// The venue.
    pub venue: VenueNumber,
    /// The role.
    pub role: u8,
    /// People in it.
    pub people: u16,
    /// Sessions that each of them must attend.
    pub sessions: u16,
    /// Minutes of items for them.
    pub own_min: u16,
    /// Minutes they sit through in between.
    pub sit_through_min: u16,
}

/// Everything the board shows for a range of dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Board {
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// The server's clock, Unix milliseconds.
    pub now_ms: i64,
    /// Days of the range that are worked.
    pub workdays: Vec<String>,
    /// The working calendar.
    pub calendar: StreetCalendar,
    /// Every venue.
    pub venues: Vec<Venue>,
    /// Every role.
    pub roles: Vec<StreetRole>,
    /// How many people hold each role: (venue, role) with nobody are left out.
    pub headcounts: Vec<Headcount>,
    /// Every line.
    pub lines: Vec<Line>,
    /// Every department.
    pub departments: Vec<DepartmentStanding>,
    /// Every series.
    pub series: Vec<Series>,
    /// Windows of the range, by date, half and room.
    pub windows: Vec<Window>,
    /// Calls of these windows.
    pub calls: Vec<Call>,
    /// Items that could be, or are, in the range. Those with no slot in any shown version are the
    /// tray.
    pub items: Vec<Item>,
    /// The version in force and the draft, for each week that has one: by week, then number.
    pub versions: Vec<PlanVersion>,
    /// Quotas whose period meets the range.
    pub quotas: Vec<QuotaUse>,
    /// What the shown plan (draft before published) asks of people, by venue and role.
    pub load: Vec<Load>,
    /// What waits for approval.
    pub approvals: Vec<ApprovalCase>,
    /// What could be one meeting.
    pub proposals: Vec<MergeProposal>,
}

/// People in one role at one venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Headcount {
    /// The venue.
    pub venue: VenueNumber,
    /// The role.
    pub role: u8,
    /// People.
    pub people: u16,
}

/// How hard the solver shall look.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, ToSchema)]
pub struct SolveRequest {
    /// At most this long, in milliseconds, 100 to 20,000; absent: 2,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub limit_ms: Option<u32>,
    /// Seed of its search; absent: 1. The same seed gives the same plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub seed: Option<u64>,
}

/// Why an item is where it is, or nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Explained {
    /// The item.
    pub item: i64,
    /// True where it has a slot in the week; one that waits for the next week says so in words.
    pub placed: bool,
    /// In words.
    pub why: Sentence,
}

/// What the solver found. It is the week's draft now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Solved {
    /// The draft.
    pub draft: PlanVersion,
    /// What the plan before it cost.
    pub before: PlanCost,
    /// That plan against one meeting per item.
    pub before_savings: Savings,
    /// True where no plan is better.
    pub proven: bool,
    /// What is known of how good it is, in words.
    pub proof: Sentence,
    /// Every item of the week, placed or not.
    pub explanations: Vec<Explained>,
    /// How long it took.
    pub took_ms: u32,
}

/// A change made by hand.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct MoveRequest {
    /// The item.
    pub item: i64,
    /// Where to; absent: its slot is taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub window: Option<i64>,
    /// False: only say what it would cost and what forbids it.
    pub apply: bool,
}

/// What a change comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MoveChecked {
    /// What forbids it; empty: it may be. It is applied only then.
    pub forbidden: Vec<Sentence>,
    /// What it costs against the plan as it is, in words.
    pub against_before: Sentence,
    /// What it costs against the best plan known, in words.
    pub against_best: Sentence,
    /// What the plan with the change costs.
    pub cost: PlanCost,
    /// The plan with the change. It is the draft now, if it was applied.
    pub slots: Vec<Slot>,
    /// The draft, if it was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub draft: Option<PlanVersion>,
}

/// How firmly an item shall hold its slot in the draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct HoldRequest {
    /// The item.
    pub item: i64,
    /// How firmly.
    pub hold: Hold,
}

/// What publishing made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PublishedPlan {
    /// The version, in force now.
    pub version: PlanVersion,
    /// Sessions made or changed, by window.
    pub sessions: Vec<PublishedSession>,
    /// Sessions given up because nothing is in their window any more.
    pub given_up: Vec<i64>,
}

/// A session of a published plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PublishedSession {
    /// The session.
    pub session: i64,
    /// Its window.
    pub window: i64,
    /// Its title.
    pub title: String,
    /// When it begins, Unix milliseconds.
    pub starts_ms: i64,
    /// When it ends.
    pub ends_ms: i64,
    /// Who is due, in any of its items.
    pub audience: Vec<AudienceOf>,
}

/// Writes the TypeScript of every body here.
pub(super) fn export_typescript(config: &Config) -> Result<(), ExportError> {
    Board::export_all(config)?;
    SolveRequest::export_all(config)?;
    Solved::export_all(config)?;
    MoveRequest::export_all(config)?;
    MoveChecked::export_all(config)?;
    HoldRequest::export_all(config)?;
    PublishedPlan::export_all(config)
}
