//! Signing in, between the pages' words and the domain's.

use control_domain::attendance::sign_in::{Attendee, Sheet, SignInCommand};
use control_domain::venue::VenueNumber;
use control_wire::signal::sign_in as wire;

/// What a page enters, in the domain's words.
pub(crate) fn command(entry: wire::SignInEntry) -> SignInCommand {
    match entry {
        wire::SignInEntry::In {
            people,
            headcount,
            since_ms,
        } => SignInCommand::In {
            people: people.into_iter().map(attendee).collect(),
            headcount,
            since_ms,
        },
        wire::SignInEntry::Out { people } => SignInCommand::Out {
            people: people.into_iter().map(attendee).collect(),
        },
    }
}

fn attendee(typed: wire::Attendee) -> Attendee {
    Attendee {
        name: typed.name,
        role: typed.role,
    }
}

/// A venue's sheet as pages are told of it.
pub(crate) fn sheet(venue: VenueNumber, sheet: &Sheet) -> wire::SignInSheet {
    wire::SignInSheet {
        venue,
        people: sheet
            .people
            .iter()
            .map(|signed| wire::SignedIn {
                who: wire::Attendee {
                    name: signed.who.name.clone(),
                    role: signed.who.role.clone(),
                },
                since_ms: signed.since_ms,
                entered_ms: signed.entered_ms,
                late_entry: signed.late_entry,
                gone_ms: signed.gone_ms,
            })
            .collect(),
        headcount: sheet.headcount,
        entered_ms: sheet.entered_ms,
    }
}
