//! Who there is, as the rules need it.

use std::collections::BTreeMap;

use control_wire::VenueNumber;
use control_wire::rest::Venue;
use control_wire::rest::planning::board::Headcount;
use control_wire::rest::planning::items::PresenterOf;
use control_wire::rest::planning::street::{
    DayKind, DepartmentStanding, Line, QuotaOf, StreetCalendar, StreetRole,
};
use control_wire::rest::planning::windows::Series;
use control_wire::rest::planning::{AudienceOf, RoleNumber};
use slotting::audience::{Audience, Role, Roster, VENUES_MAX, Venues};
use slotting::calendar::{Clock, ProtectedDay, ProtectedHours, WorkingCalendar};

use crate::dates::date_of;

/// The street: everything planning knows that is not a window, an item or a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Street {
    /// Every venue.
    pub venues: Vec<Venue>,
    /// Every role.
    pub roles: Vec<StreetRole>,
    /// People by venue and role.
    pub headcounts: Vec<Headcount>,
    /// Every line.
    pub lines: Vec<Line>,
    /// Every department.
    pub departments: Vec<DepartmentStanding>,
    /// Every series.
    pub series: Vec<Series>,
    /// The working calendar.
    pub calendar: StreetCalendar,
    /// Quotas.
    pub quotas: Vec<QuotaOf>,
    /// Presenters whose hours are limited.
    pub presenters: Vec<PresenterOf>,
}

impl Street {
    /// The working calendar as the solver takes it.
    #[must_use]
    pub fn working_calendar(&self) -> WorkingCalendar {
        let days = |kind: DayKind| {
            self.calendar
                .days
                .iter()
                .filter(move |day| day.kind == kind)
                .filter_map(|day| date_of(&day.date).ok())
        };
        WorkingCalendar {
            days_off: days(DayKind::Off).collect(),
            make_up_days: days(DayKind::MakeUp).collect(),
            protected: self
                .calendar
                .protected
                .iter()
                .filter_map(|hours| {
                    let once = hours.date.as_deref().and_then(|date| date_of(date).ok());
                    let day = once
                        .map(ProtectedDay::On)
                        .or_else(|| hours.weekday.map(ProtectedDay::Weekly))?;
                    Some(ProtectedHours {
                        day,
                        from: Clock(hours.from_min),
                        until: Clock(hours.until_min),
                    })
                })
                .collect(),
        }
    }

    /// What the department may do; `None` where there is none of that number.
    #[must_use]
    pub fn department(&self, id: i64) -> Option<&DepartmentStanding> {
        self.departments
            .iter()
            .find(|department| department.department == id)
    }

    /// Whether the department may hold meetings of its own without approval.
    #[must_use]
    pub fn is_privileged(&self, department: i64) -> bool {
        self.department(department)
            .is_some_and(|department| department.privileged)
    }

    /// The series of that number.
    #[must_use]
    pub fn series(&self, id: i64) -> Option<&Series> {
        self.series.iter().find(|series| series.id == id)
    }

    /// A role's name; its number where it has none.
    #[must_use]
    pub fn role_name(&self, number: RoleNumber) -> String {
        self.roles
            .iter()
            .find(|role| role.number == number)
            .map_or_else(|| number.to_string(), |role| role.name.clone())
    }

    /// People in one role at one venue.
    #[must_use]
    pub fn people_at(&self, venue: VenueNumber, role: RoleNumber) -> u16 {
        self.headcounts
            .iter()
            .find(|row| (row.venue, row.role) == (venue, role))
            .map_or(0, |row| row.people)
    }

    /// How the solver numbers the venues: by their place here.
    fn place_of(&self, venue: VenueNumber) -> Option<u8> {
        let place = self.venues.iter().position(|known| known.number == venue)?;
        u8::try_from(place).ok()
    }

    /// The venue of a place that [`Self::audience`] gave out.
    #[must_use]
    pub fn venue_at(&self, place: u8) -> Option<VenueNumber> {
        self.venues
            .get(usize::from(place))
            .map(|venue| venue.number)
    }

    /// Whether there are more venues than the solver takes.
    #[must_use]
    pub fn has_too_many_venues(&self) -> bool {
        self.venues.len() > VENUES_MAX
    }

    /// An audience as the solver takes it. Venues that are not of the street are left out.
    #[must_use]
    pub fn audience(&self, parts: &[AudienceOf]) -> Audience {
        parts.iter().fold(Audience::default(), |all, part| {
            let places = part.venues.iter().filter_map(|venue| self.place_of(*venue));
            all.with(Role(part.role), Venues::of(places))
        })
    }

    /// The same from the solver's to the street's words: each role once, venues by number.
    #[must_use]
    pub fn audience_parts(&self, audience: &Audience) -> Vec<AudienceOf> {
        let mut parts: BTreeMap<RoleNumber, Vec<VenueNumber>> = BTreeMap::new();
        for (place, role) in audience.places() {
            if let Some(venue) = self.venue_at(place) {
                parts.entry(role.0).or_default().push(venue);
            }
        }
        parts
            .into_iter()
            .map(|(role, venues)| AudienceOf { role, venues })
            .collect()
    }

    /// The roster as the solver takes it.
    #[must_use]
    pub fn roster(&self) -> Roster {
        Roster::of(self.headcounts.iter().filter_map(|row| {
            let place = self.place_of(row.venue)?;
            Some((place, Role(row.role), row.people))
        }))
    }

    /// People in an audience.
    #[must_use]
    pub fn people(&self, parts: &[AudienceOf]) -> u32 {
        self.roster().people(&self.audience(parts))
    }
}
