//! Who asks, and what they may do: the whole table of rights is [`Caller::may`].

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use control_hall::Identity;
use control_wire::MAIN_VENUE;
use control_wire::VenueNumber;
use control_wire::rest::{Role, Session, User};
use control_wire::signal::Place;

use super::cookies::Cookie;
use crate::app::App;
use crate::arrival::Arrival;
use crate::problem::{Explain, Explanation, refuses_with, words};
use crate::store::StoreFailed;
use crate::store::device_links::DeviceSeat;

/// Who a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Nobody has logged in here.
    Nobody,
    /// A person with a password.
    User(User),
    /// A device that opened a venue's link.
    Device(DeviceSeat),
}

/// What a request wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// See, add, change and remove users.
    ManageUsers,
    /// Add, rename and remove venues and departments.
    ManageStreet,
    /// Make and revoke device links.
    ManageLinks,
    /// See and change the mail server's settings.
    ManageMail,
    /// See venues and departments.
    SeeStreet,
    /// See sessions and who is connected.
    SeeSessions,
    /// Make sessions.
    PlanSessions,
    /// Open sessions.
    OpenSessions,
    /// End sessions: the host console's device may, too.
    EndSessions,
    /// Read a session's log.
    ReadLog,
    /// See records of sessions: who was there.
    SeeRecords,
    /// Note leave before a session is over: a venue its own.
    NoteLeave,
    /// Note leave, decisions and corrections; take files out.
    ReviewRecords,
    /// Decide corrections and confirm records.
    ConfirmRecords,
    /// Change how attendance is judged and how long logs are kept.
    ManageRecords,
}

/// Why a request may not do what it wants.
#[derive(Debug, thiserror::Error)]
pub enum AccessRefused {
    /// It has to log in first.
    #[error("not logged in")]
    LoginNeeded,
    /// It is logged in as somebody who may not.
    #[error("not allowed")]
    NotAllowed,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

impl Caller {
    /// Allows an action or refuses it.
    ///
    /// # Errors
    /// When the caller may not do it, or must log in first.
    pub fn may(&self, action: Action) -> Result<(), AccessRefused> {
        use Action::{
            ConfirmRecords, EndSessions, ManageStreet, NoteLeave, OpenSessions, PlanSessions,
            ReadLog, ReviewRecords, SeeRecords, SeeSessions, SeeStreet,
        };
        let allowed = match self {
            Self::Nobody => return Err(AccessRefused::LoginNeeded),
            Self::Device(seat) if seat.place == Place::Host => {
                matches!(action, SeeSessions | EndSessions | NoteLeave)
            }
            Self::Device(seat) if seat.place == Place::Branch => {
                matches!(action, SeeSessions | NoteLeave)
            }
            Self::Device(_) => matches!(action, SeeSessions),
            Self::User(user) => match user.role {
                Role::Administrator => true,
                Role::Host => {
                    matches!(
                        action,
                        SeeStreet
                            | SeeSessions
                            | PlanSessions
                            | OpenSessions
                            | EndSessions
                            | ReadLog
                            | SeeRecords
                            | NoteLeave
                            | ReviewRecords
                            | ConfirmRecords
                    )
                }
                Role::Staff => {
                    matches!(
                        action,
                        ManageStreet
                            | SeeStreet
                            | SeeSessions
                            | PlanSessions
                            | ReadLog
                            | SeeRecords
                            | NoteLeave
                            | ReviewRecords
                    )
                }
                Role::Venue => matches!(action, SeeStreet | SeeSessions | NoteLeave),
            },
        };
        if allowed {
            Ok(())
        } else {
            Err(AccessRefused::NotAllowed)
        }
    }

    /// The seat this caller may take in the hall, if any.
    #[must_use]
    pub fn identity(&self) -> Option<Identity> {
        let (venue, places) = match self {
            Self::Nobody => return None,
            Self::Device(seat) => (seat.venue.number, places(seat.place)),
            Self::User(user) => match (user.role, user.venue) {
                (Role::Administrator | Role::Host, _) => (MAIN_VENUE, places(Place::Host)),
                (Role::Venue, Some(venue)) => (venue, places(Place::Branch)),
                (Role::Venue, None) | (Role::Staff, _) => return None,
            },
        };
        Some(Identity { venue, places })
    }

    /// The venue beyond whose sessions this caller sees none; `None` sees all.
    #[must_use]
    pub fn only_venue(&self) -> Option<VenueNumber> {
        match self {
            Self::Nobody => None,
            Self::Device(seat) => Some(seat.venue.number),
            Self::User(user) => user.venue,
        }
    }

    /// Whether this caller sees that a session exists.
    #[must_use]
    pub fn sees(&self, session: &Session) -> bool {
        self.only_venue()
            .is_none_or(|venue| session.venues.contains(&venue))
    }
}

/// The places a device may take with a link to `place`: the host's link opens the wall too.
fn places(place: Place) -> Vec<Place> {
    match place {
        Place::Host => vec![Place::Host, Place::Wall],
        Place::Wall => vec![Place::Wall],
        Place::Branch => vec![Place::Branch],
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = AccessRefused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AccessRefused> {
        let arrival = Arrival::of(&parts.extensions);
        let asked = asked_place(&parts.uri);
        Ok(Self::recognise(app, &parts.headers, arrival, asked).await?)
    }
}

impl Caller {
    /// Who sends these cookies. A page that says which place it is for is taken for the device of
    /// that place first, because one browser may hold the cookies of several; any other request
    /// for the person who has logged in, and only then for a device.
    async fn recognise(
        app: &App,
        headers: &HeaderMap,
        arrival: Arrival,
        asked: Option<Place>,
    ) -> Result<Self, StoreFailed> {
        let order = match asked {
            Some(Place::Host) => &[Cookie::Device(Place::Host), Cookie::Login][..],
            Some(Place::Wall) => &[
                Cookie::Device(Place::Wall),
                Cookie::Device(Place::Host),
                Cookie::Login,
            ],
            Some(Place::Branch) => &[Cookie::Device(Place::Branch), Cookie::Login],
            None => &[
                Cookie::Login,
                Cookie::Device(Place::Host),
                Cookie::Device(Place::Wall),
                Cookie::Device(Place::Branch),
            ],
        };
        for cookie in order {
            let Some(token) = cookie.read(headers, arrival) else {
                continue;
            };
            let found = match cookie {
                Cookie::Login => app
                    .store
                    .login(&token.hash(), app.clock.unix_ms())
                    .await?
                    .map(Self::User),
                Cookie::Device(_) => app
                    .store
                    .device_seat(&token.hash())
                    .await?
                    .map(Self::Device),
            };
            if let Some(caller) = found {
                return Ok(caller);
            }
        }
        Ok(Self::Nobody)
    }
}

/// The `place` of a request's query, where it has one.
fn asked_place(uri: &Uri) -> Option<Place> {
    uri.query()?.split('&').find_map(|pair| match pair {
        "place=host" => Some(Place::Host),
        "place=wall" => Some(Place::Wall),
        "place=branch" => Some(Place::Branch),
        _ => None,
    })
}

impl Explain for AccessRefused {
    fn explain(&self) -> Explanation {
        match self {
            Self::LoginNeeded => Explanation::new(
                StatusCode::UNAUTHORIZED,
                "login-needed",
                words("请先登录", "请用账号登录，或打开本会场收藏的专用链接。"),
                words(
                    "Log in first",
                    "Log in with your account, or open your venue's bookmarked link.",
                ),
            ),
            Self::NotAllowed => Explanation::new(
                StatusCode::FORBIDDEN,
                "not-allowed",
                words("当前账号没有这项权限", "需要时请联系管理员。"),
                words(
                    "Your account may not do this",
                    "Ask an administrator if you need it.",
                ),
            ),
            Self::Store(failed) => failed.explain(),
        }
    }
}

refuses_with!(AccessRefused);
