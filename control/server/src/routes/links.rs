//! Device links: made and revoked under `/api/v1/venues/{number}/links`, opened at `/link/{token}`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect};
use control_wire::rest::{DeviceLink, NewDeviceLink};
use control_wire::signal::Place;
use control_wire::{MAIN_VENUE, VenueNumber};

use super::extract::{Body, InPath};
use crate::accounts::access::{AccessRefused, Action, Caller};
use crate::accounts::cookies::Cookie;
use crate::accounts::token::Token;
use crate::app::App;
use crate::arrival::Arrival;
use crate::problem::{Explain, Explanation, refuses_with, words};
use crate::store::StoreFailed;
use crate::store::device_links::MakeLinkError;

/// Why a device link was not made, revoked or opened.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Not for this caller.
    #[error(transparent)]
    Access(#[from] AccessRefused),
    /// The main venue has host and wall, a branch venue has branch.
    #[error("the venue has no such place")]
    PlaceUnsuitable,
    /// The store would not have it.
    #[error(transparent)]
    Make(#[from] MakeLinkError),
    /// There is no link of this venue and place.
    #[error("no such link")]
    Unknown,
    /// The token opens nothing (any more).
    #[error("the link is not valid")]
    NotValid,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// Makes the link of a venue and place; an earlier one stops working.
///
/// # Errors
/// See [`LinkError`].
#[utoipa::path(
    post, path = "/api/v1/venues/{number}/links", tag = "street", request_body = NewDeviceLink,
    responses((status = 201, body = DeviceLink), (status = 404), (status = 422))
)]
pub async fn make(
    State(app): State<App>,
    caller: Caller,
    InPath(venue): InPath<VenueNumber>,
    Body(NewDeviceLink { place }): Body<NewDeviceLink>,
) -> Result<(StatusCode, Json<DeviceLink>), LinkError> {
    caller.may(Action::ManageLinks)?;
    Ok((
        StatusCode::CREATED,
        Json(make_link(&app, venue, place).await?),
    ))
}

/// Makes a link for whoever may have one.
///
/// # Errors
/// When the venue does not exist or has no such place, or the database fails.
pub async fn make_link(
    app: &App,
    venue: VenueNumber,
    place: Place,
) -> Result<DeviceLink, LinkError> {
    let of_main_venue = match place {
        Place::Host | Place::Wall => true,
        Place::Branch => false,
    };
    if of_main_venue != (venue == MAIN_VENUE) {
        return Err(LinkError::PlaceUnsuitable);
    }
    let token = Token::draw(&app.entropy);
    app.store
        .put_device_link(venue, place, &token.hash(), app.clock.unix_ms())
        .await?;
    Ok(DeviceLink {
        venue,
        place,
        path: format!("/link/{}", token.reveal()),
    })
}

/// Revokes a venue's link to a place.
///
/// # Errors
/// See [`LinkError`].
#[utoipa::path(
    delete, path = "/api/v1/venues/{number}/links/{place}", tag = "street",
    responses((status = 204), (status = 404))
)]
pub async fn revoke(
    State(app): State<App>,
    caller: Caller,
    InPath((venue, place)): InPath<(VenueNumber, Place)>,
) -> Result<StatusCode, LinkError> {
    caller.may(Action::ManageLinks)?;
    if app.store.remove_device_link(venue, place).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(LinkError::Unknown)
    }
}

/// Opens a device link: the browser gets the device's cookie and goes to the place's page.
///
/// # Errors
/// When the link is not valid (any more) or the database fails.
#[utoipa::path(get, path = "/link/{token}", tag = "pages", responses((status = 303), (status = 404)))]
pub async fn open(
    State(app): State<App>,
    arrival: Arrival,
    InPath(token): InPath<String>,
) -> Result<impl IntoResponse, LinkError> {
    let token = Token::presented(&token).ok_or(LinkError::NotValid)?;
    let seat = app
        .store
        .device_seat(&token.hash())
        .await?
        .ok_or(LinkError::NotValid)?;
    let cookie = Cookie::Device(seat.place)
        .set(&token, arrival)
        .map(|value| (SET_COOKIE, value));
    let page = match seat.place {
        Place::Host => "/host",
        Place::Wall => "/wall",
        Place::Branch => "/branch",
    };
    Ok((AppendHeaders(cookie), Redirect::to(page)))
}

impl Explain for LinkError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Access(refused) => refused.explain(),
            Self::PlaceUnsuitable => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "place-unsuitable",
                words(
                    "这个会场没有这种席位",
                    "主会场有主持台和大屏，分会场只有分会场页面。",
                ),
                words(
                    "This venue has no such place",
                    "The main venue has host and wall, a branch venue has branch.",
                ),
            ),
            Self::Make(MakeLinkError::NoSuchVenue) => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-venue",
                words("没有这个会场", "它可能已被删除，请刷新列表。"),
                words(
                    "There is no such venue",
                    "It may have been removed; reload the list.",
                ),
            ),
            Self::Unknown => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-link",
                words("这个会场没有这样的链接", "它可能已被撤销，请刷新列表。"),
                words(
                    "The venue has no such link",
                    "It may have been revoked; reload the list.",
                ),
            ),
            Self::NotValid => Explanation::new(
                StatusCode::NOT_FOUND,
                "link-not-valid",
                words("这个链接已失效", "可能已换成新的链接，请向街道管理员索取。"),
                words(
                    "This link is no longer valid",
                    "It may have been replaced; ask the street's administrator for the new one.",
                ),
            ),
            Self::Make(MakeLinkError::Store(failed)) | Self::Store(failed) => failed.explain(),
        }
    }
}

refuses_with!(LinkError);
