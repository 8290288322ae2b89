//! From what is stored to what the solver takes, item by item and window by window.

use std::collections::BTreeSet;

use control_wire::rest::planning::HalfDay;
use control_wire::rest::planning::board::{Hold, Slot};
use control_wire::rest::planning::items::{Approval, Item, Pin};
use control_wire::rest::planning::windows::Window;
use control_wire::signal::agenda::ItemKind;
use slotting::calendar::{self, Clock, Span};
use slotting::item::{
    self, Attendance, DepartmentId, ItemId, Presenter, PresenterId, Published, QuotaKey,
};
use slotting::plan::Placement;
use slotting::window::{Host, RoomId, WindowId};

use crate::dates::date_of;
use crate::street::Street;

/// The numbers that rooms and presenters have for the solver: their place in the order of names.
pub(super) struct Translation<'a> {
    street: &'a Street,
    rooms: Vec<&'a str>,
    presenters: Vec<&'a str>,
}

impl<'a> Translation<'a> {
    pub(super) fn of(street: &'a Street, windows: &'a [Window], items: &'a [Item]) -> Self {
        let rooms: BTreeSet<&str> = windows.iter().map(|window| window.room.as_str()).collect();
        let presenters: BTreeSet<&str> = items
            .iter()
            .flat_map(|item| item.presenters.iter().map(String::as_str))
            .collect();
        Self {
            street,
            rooms: rooms.into_iter().collect(),
            presenters: presenters.into_iter().collect(),
        }
    }

    /// The presenters' names, by the solver's numbers.
    pub(super) fn presenter_names(&self) -> Vec<String> {
        self.presenters
            .iter()
            .map(|name| (*name).to_owned())
            .collect()
    }

    /// An item. `ids` are those that the solver gets; `slots` the slots as they are, `published` those
    /// in force.
    pub(super) fn item(
        &self,
        item: &Item,
        ids: &BTreeSet<i64>,
        slots: &[Slot],
        published: &[Slot],
    ) -> Option<item::Item> {
        let others = ids.iter().copied().filter(|id| *id != item.id);
        let apart: BTreeSet<i64> = if item.separate_reason.is_some() {
            others.collect()
        } else {
            others.filter(|id| item.not_with.contains(id)).collect()
        };
        Some(item::Item {
            id: ItemId(item.id),
            department: DepartmentId(item.department),
            kind: match item.kind {
                ItemKind::Inform => item::Kind::Inform,
                ItemKind::Discuss => item::Kind::Discuss,
                ItemKind::Decide => item::Kind::Decide,
            },
            minutes: item.minutes,
            audience: self.street.audience(&item.audience),
            attendance: if item.required {
                Attendance::Required
            } else {
                Attendance::Optional
            },
            earliest: date_of(&item.earliest).ok()?,
            deadline: date_of(&item.deadline).ok()?,
            wished: item.wished.as_deref().and_then(|day| date_of(day).ok()),
            priority: item.priority,
            presenters: item
                .presenters
                .iter()
                .filter_map(|name| self.presenter(name))
                .collect(),
            pin: item.pin.map(|pin| match pin {
                Pin::First => item::Pin::First,
                Pin::Last => item::Pin::Last,
                Pin::Clock { at_min } => item::Pin::Clock(Clock(at_min)),
            }),
            after: item
                .after
                .iter()
                .copied()
                .filter(|earlier| ids.contains(earlier))
                .map(ItemId)
                .collect(),
            not_with: apart.into_iter().map(ItemId).collect(),
            approval: match item.approval {
                Approval::NotNeeded => item::Approval::NotNeeded,
                Approval::Pending => item::Approval::Pending,
                Approval::Granted => item::Approval::Granted,
                Approval::Refused => item::Approval::Refused,
            },
            quota_key: item.line.map(QuotaKey),
            published: held(item.id, slots, published),
        })
    }

    pub(super) fn window(&self, window: &Window) -> Option<slotting::window::Window> {
        let room = self.rooms.iter().position(|room| *room == window.room)?;
        let series = window.series.and_then(|series| self.street.series(series));
        Some(slotting::window::Window {
            id: WindowId(window.id),
            date: date_of(&window.date).ok()?,
            half: match window.half {
                HalfDay::Morning => calendar::HalfDay::Morning,
                HalfDay::Afternoon => calendar::HalfDay::Afternoon,
            },
            room: RoomId(i64::try_from(room).ok()?),
            opens: Clock(window.opens_min),
            closes: Clock(window.closes_min),
            cap_min: window.cap_min,
            host: series.map(|series| Host {
                department: DepartmentId(series.department),
                audience: self.street.audience(&series.audience),
            }),
        })
    }

    /// The presenters whose hours are limited.
    pub(super) fn presenters(&self) -> Vec<Presenter> {
        self.street
            .presenters
            .iter()
            .filter(|presenter| !presenter.hours.is_empty())
            .filter_map(|presenter| {
                let hours = presenter.hours.iter().filter_map(|hours| {
                    Some(Span {
                        date: date_of(&hours.date).ok()?,
                        from: Clock(hours.from_min),
                        until: Clock(hours.until_min),
                    })
                });
                Some(Presenter {
                    id: self.presenter(&presenter.name)?,
                    available: Some(hours.collect()),
                })
            })
            .collect()
    }

    fn presenter(&self, name: &str) -> Option<PresenterId> {
        let place = self.presenters.binary_search(&name).ok()?;
        Some(PresenterId(i64::try_from(place).ok()?))
    }
}

/// What an item holds: its slot as it is, if it was locked there; else, where it is published, that
/// slot, from which it may go.
fn held(item: i64, slots: &[Slot], published: &[Slot]) -> Option<Published> {
    let of = |slots: &[Slot]| slots.iter().copied().find(|slot| slot.item == item);
    let locked = of(slots).filter(|slot| slot.hold != Hold::Unlocked);
    let (slot, hold) = match (locked, of(published)) {
        (Some(slot), _) => (slot, slot.hold),
        (None, Some(slot)) => (slot, Hold::Unlocked),
        (None, None) => return None,
    };
    Some(Published {
        slot: Placement {
            item: ItemId(item),
            window: WindowId(slot.window),
            start: Clock(slot.start_min),
        },
        hold: match hold {
            Hold::Slot => item::Hold::Slot,
            Hold::Window => item::Hold::Window,
            Hold::Unlocked => item::Hold::Unlocked,
        },
    })
}
