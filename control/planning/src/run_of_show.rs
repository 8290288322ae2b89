//! What a session takes from the published plan: its title, its times, its run of show.

use control_domain::agenda::{AgendaItem, Due};
use control_wire::VenueNumber;
use control_wire::rest::planning::board::Slot;
use control_wire::rest::planning::items::Item;
use control_wire::rest::planning::windows::Window;
use control_wire::rest::planning::{AudienceOf, HalfDay};

use crate::dates::{NotADate, date_of, moment_ms};
use crate::street::Street;

/// A session as the plan has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedSession {
    /// Its window.
    pub window: i64,
    /// Its title.
    pub title: String,
    /// When it begins, Unix milliseconds.
    pub starts_ms: i64,
    /// When it ends.
    pub ends_ms: i64,
    /// Who is due in any of its items.
    pub audience: Vec<AudienceOf>,
    /// The venues that take part.
    pub venues: Vec<VenueNumber>,
    /// Its run of show.
    pub agenda: Vec<AgendaItem>,
}

/// The session in a window; `None` where no item has a slot in it.
///
/// # Errors
/// When the window's date is none.
pub fn session_in(
    street: &Street,
    window: &Window,
    slots: &[Slot],
    items: &[Item],
) -> Result<Option<PlannedSession>, NotADate> {
    let date = date_of(&window.date)?;
    let mut placed: Vec<(u16, &Item)> = slots
        .iter()
        .filter(|slot| slot.window == window.id)
        .filter_map(|slot| {
            let item = items.iter().find(|item| item.id == slot.item)?;
            Some((slot.start_min, item))
        })
        .collect();
    placed.sort_by_key(|(start_min, item)| (*start_min, item.id));
    let (Some((first_min, first)), Some((last_min, last))) = (placed.first(), placed.last()) else {
        return Ok(None);
    };
    let everybody = placed
        .iter()
        .fold(slotting::audience::Audience::default(), |all, (_, item)| {
            all.joined_with(&street.audience(&item.audience))
        });
    let audience = street.audience_parts(&everybody);
    let mut venues: Vec<VenueNumber> = audience
        .iter()
        .flat_map(|part| part.venues.iter().copied())
        .collect();
    venues.sort_unstable();
    venues.dedup();
    let agenda = (1..)
        .zip(&placed)
        .map(|(number, (start_min, item))| AgendaItem {
            number,
            planned_item: Some(item.id),
            title: item.title.clone(),
            department: street
                .department(item.department)
                .map_or_else(String::new, |department| department.name.clone()),
            kind: item.kind,
            minutes: item.minutes,
            presenter: item.presenters.join("、"),
            due: due(street, item),
            planned_start_ms: moment_ms(date, *start_min),
        })
        .collect();
    Ok(Some(PlannedSession {
        window: window.id,
        title: title(street, window, first, placed.len()),
        starts_ms: moment_ms(date, *first_min),
        ends_ms: moment_ms(date, last_min.saturating_add(last.minutes)),
        audience,
        venues,
        agenda,
    }))
}

/// What the session is called: after its series, or after its only item, or after its half-day.
fn title(street: &Street, window: &Window, first: &Item, items: usize) -> String {
    let series = window.series.and_then(|series| street.series(series));
    if let Some(series) = series {
        return series.name.clone();
    }
    if items == 1 {
        return first.title.clone();
    }
    let half = match window.half {
        HalfDay::Morning => "上午",
        HalfDay::Afternoon => "下午",
    };
    let day = window.date.get(5..).unwrap_or(&window.date);
    format!("{day} {half}拼会（{items} 项）")
}

/// Who of each venue is due for an item; nobody has to be for an optional one.
fn due(street: &Street, item: &Item) -> Vec<Due> {
    let mut venues: Vec<VenueNumber> = item
        .audience
        .iter()
        .flat_map(|part| part.venues.iter().copied())
        .collect();
    venues.sort_unstable();
    venues.dedup();
    venues
        .into_iter()
        .filter(|_| item.required)
        .map(|venue| {
            let roles = item
                .audience
                .iter()
                .filter(|part| part.venues.contains(&venue));
            let people_by_role: Vec<_> = roles
                .clone()
                .map(|part| street.people_at(venue, part.role))
                .collect();
            Due {
                venue,
                people: people_by_role.iter().sum(),
                people_by_role,
                roles: roles.map(|part| street.role_name(part.role)).collect(),
            }
        })
        .collect()
}
