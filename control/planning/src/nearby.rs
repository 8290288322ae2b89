//! Meetings of the same people at near times (相邻时间多个会议): could they be one?
//!
//! Two items are near where their days are at most [`NEAR_DAYS`] apart and at least half of the smaller
//! audience is due at both. Near items that one window can take all of are proposed as one meeting.

use control_wire::rest::planning::Sentence;
use control_wire::rest::planning::board::Slot;
use control_wire::rest::planning::items::{Item, MergeProposal};
use control_wire::rest::planning::windows::Window;
use jiff::civil::Date;
use slotting::audience::{Audience, Roster};

use crate::dates::{date_of, days_between};
use crate::street::Street;
use crate::week::is_open;

/// How many days apart items are still near.
pub const NEAR_DAYS: i64 = 3;
/// Proposals at a time: more are not read.
pub const PROPOSALS_MAX: usize = 12;
/// Items of one proposal.
const ITEMS_MAX: usize = 12;

/// An item with what the detector looks at.
struct Candidate<'a> {
    item: &'a Item,
    audience: Audience,
    people: u32,
    day: Date,
    /// The window it has a slot in.
    window: Option<i64>,
}

/// Proposals of merging, most trips saved first. `slots` are the slots as they are; items that share a
/// session already are not proposed to.
#[must_use]
pub fn proposals(
    street: &Street,
    windows: &[Window],
    items: &[Item],
    slots: &[Slot],
    today: Date,
) -> Vec<MergeProposal> {
    let roster = street.roster();
    let mut candidates: Vec<Candidate<'_>> = items
        .iter()
        .filter(|item| !item.withdrawn && item.required && item.separate_reason.is_none())
        .filter_map(|item| candidate(street, &roster, windows, item, slots))
        .filter(|candidate| candidate.day >= today)
        .collect();
    candidates.sort_by_key(|candidate| (candidate.day, candidate.item.id));
    let mut proposals = Vec::new();
    while !candidates.is_empty() {
        let first = candidates.remove(0);
        let mut group = vec![first];
        let mut rest = Vec::with_capacity(candidates.len());
        for other in candidates {
            let joins = group.len() < ITEMS_MAX
                && group.iter().all(|member| are_near(&roster, member, &other))
                && window_for(street, windows, group.iter().chain([&other]), today).is_some();
            if joins {
                group.push(other);
            } else {
                rest.push(other);
            }
        }
        candidates = rest;
        proposals.extend(proposal(street, &roster, windows, &group, today));
    }
    proposals.sort_by_key(|proposal| {
        (
            std::cmp::Reverse(proposal.trips_saved),
            proposal.items.clone(),
        )
    });
    proposals.truncate(PROPOSALS_MAX);
    proposals
}

fn candidate<'a>(
    street: &Street,
    roster: &Roster,
    windows: &[Window],
    item: &'a Item,
    slots: &[Slot],
) -> Option<Candidate<'a>> {
    let slot = slots.iter().find(|slot| slot.item == item.id);
    let window = slot.and_then(|slot| windows.iter().find(|window| window.id == slot.window));
    let day = match window {
        Some(window) => &window.date,
        None => item.wished.as_ref().unwrap_or(&item.deadline),
    };
    let audience = street.audience(&item.audience);
    Some(Candidate {
        item,
        people: roster.people(&audience),
        audience,
        day: date_of(day).ok()?,
        window: slot.map(|slot| slot.window),
    })
}

fn are_near(roster: &Roster, one: &Candidate<'_>, other: &Candidate<'_>) -> bool {
    let together = one.window.is_some() && one.window == other.window;
    let apart =
        one.item.not_with.contains(&other.item.id) || other.item.not_with.contains(&one.item.id);
    let shared = roster.people(&one.audience.shared_with(&other.audience));
    !together
        && !apart
        && days_between(one.day, other.day).abs() <= NEAR_DAYS
        && shared > 0
        && shared * 2 >= one.people.min(other.people)
}

/// The first open window that takes all of them: within their dates, their minutes within its cap.
fn window_for<'w, 'c>(
    street: &Street,
    windows: &'w [Window],
    group: impl Iterator<Item = &'c Candidate<'c>> + Clone,
    today: Date,
) -> Option<&'w Window> {
    let minutes: u32 = group
        .clone()
        .map(|candidate| u32::from(candidate.item.minutes))
        .sum();
    let mut by_date: Vec<&Window> = windows
        .iter()
        .filter(|window| is_open(window, today))
        .collect();
    by_date.sort_by(|a, b| (&a.date, a.id).cmp(&(&b.date, b.id)));
    by_date.into_iter().find(|window| {
        let fits_dates = group.clone().all(|candidate| {
            let item = candidate.item;
            (&item.earliest..=&item.deadline).contains(&&window.date)
        });
        let host = window.series.and_then(|series| street.series(series));
        let host = host.map(|series| street.audience(&series.audience));
        let within_host = host.is_none_or(|host| {
            let mut all = group.clone();
            all.all(|candidate| candidate.audience.beyond(&host).is_empty())
        });
        fits_dates && within_host && minutes <= u32::from(window.cap_min)
    })
}

fn proposal(
    street: &Street,
    roster: &Roster,
    windows: &[Window],
    group: &[Candidate<'_>],
    today: Date,
) -> Option<MergeProposal> {
    if group.len() < 2 {
        return None;
    }
    let each: u32 = group.iter().map(|candidate| candidate.people).sum();
    let all = group.iter().fold(Audience::default(), |all, candidate| {
        all.joined_with(&candidate.audience)
    });
    let once = roster.people(&all);
    let trips_saved = each.saturating_sub(once);
    let window = window_for(street, windows, group.iter(), today)?;
    let titles = |quote: fn(&str) -> String, between: &str| {
        let titles: Vec<String> = group
            .iter()
            .map(|candidate| quote(&candidate.item.title))
            .collect();
        titles.join(between)
    };
    Some(MergeProposal {
        items: group.iter().map(|candidate| candidate.item.id).collect(),
        window: Some(window.id),
        people: once,
        trips_saved,
        words: Sentence {
            zh: format!(
                "{}参会人员大多相同、时间相近，可在 {} 合并成一场，少跑 {trips_saved} 人次",
                titles(|title| format!("“{title}”"), "、"),
                window.date,
            ),
            en: format!(
                "{} call mostly the same people at near times; one meeting on {} would save {trips_saved} trips",
                titles(|title| format!("“{title}”"), ", "),
                window.date,
            ),
        },
    })
}
