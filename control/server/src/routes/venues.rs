//! `/api/v1/venues`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_domain::venue::{VenueCard, VenueError};
use control_wire::VenueNumber;
use control_wire::rest::Venue;

use super::extract::{Body, InPath};
use crate::accounts::access::{AccessRefused, Action, Caller};
use crate::app::App;
use crate::problem::{Explain, Explanation, refuses_with, words};
use crate::store::StoreFailed;
use crate::store::venues::ChangeVenueError;

/// Why venues were not shown or changed.
#[derive(Debug, thiserror::Error)]
pub enum VenuesError {
    /// Not for this caller.
    #[error(transparent)]
    Access(#[from] AccessRefused),
    /// The number or a name is not accepted.
    #[error(transparent)]
    Unsuitable(#[from] VenueError),
    /// A venue keeps its number for good.
    #[error("a venue's number does not change")]
    NumberFixed,
    /// The store would not have it.
    #[error(transparent)]
    Change(#[from] ChangeVenueError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// Every venue, by number.
///
/// # Errors
/// See [`VenuesError`].
#[utoipa::path(get, path = "/api/v1/venues", tag = "street", responses((status = 200, body = Vec<Venue>)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Venue>>, VenuesError> {
    caller.may(Action::SeeStreet)?;
    Ok(Json(app.store.venues().await?))
}

/// Adds a venue.
///
/// # Errors
/// See [`VenuesError`].
#[utoipa::path(
    post, path = "/api/v1/venues", tag = "street", request_body = Venue,
    responses((status = 201, body = Venue), (status = 409), (status = 422))
)]
pub async fn add(
    State(app): State<App>,
    caller: Caller,
    Body(venue): Body<Venue>,
) -> Result<(StatusCode, Json<Venue>), VenuesError> {
    caller.may(Action::ManageStreet)?;
    let venue = checked(&venue)?;
    app.store.add_venue(&venue).await?;
    Ok((StatusCode::CREATED, Json(venue)))
}

/// Gives a venue another name and short name; its number stays.
///
/// # Errors
/// See [`VenuesError`].
#[utoipa::path(
    put, path = "/api/v1/venues/{number}", tag = "street", request_body = Venue,
    responses((status = 204), (status = 404), (status = 409), (status = 422))
)]
pub async fn rename(
    State(app): State<App>,
    caller: Caller,
    InPath(number): InPath<VenueNumber>,
    Body(venue): Body<Venue>,
) -> Result<StatusCode, VenuesError> {
    caller.may(Action::ManageStreet)?;
    if venue.number != number {
        return Err(VenuesError::NumberFixed);
    }
    app.store.rename_venue(&checked(&venue)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a venue that no session and no user names, and its device links.
///
/// # Errors
/// See [`VenuesError`].
#[utoipa::path(
    delete, path = "/api/v1/venues/{number}", tag = "street",
    responses((status = 204), (status = 404), (status = 409))
)]
pub async fn remove(
    State(app): State<App>,
    caller: Caller,
    InPath(number): InPath<VenueNumber>,
) -> Result<StatusCode, VenuesError> {
    caller.may(Action::ManageStreet)?;
    app.store.remove_venue(number).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn checked(venue: &Venue) -> Result<Venue, VenueError> {
    let card = VenueCard::new(venue.number, &venue.name, &venue.short_name)?;
    Ok(Venue {
        number: card.number,
        name: card.name,
        short_name: card.short_name,
    })
}

impl Explain for VenuesError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Access(refused) => refused.explain(),
            Self::Unsuitable(VenueError::Number { .. }) => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "number-unsuitable",
                words("会场编号不能用", "主会场为 0，分会场为 1 至 999。"),
                words(
                    "This number cannot be used",
                    "0 is the main venue, 1 to 999 are branch venues.",
                ),
            ),
            Self::Unsuitable(
                VenueError::EmptyName | VenueError::LongName { .. } | VenueError::ControlCharacter,
            ) => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "name-unsuitable",
                words(
                    "会场名称不能用",
                    "全称和简称都是 1 至 40 个字，不能有换行。",
                ),
                words(
                    "This name cannot be used",
                    "Name and short name have 1 to 40 characters and no line break.",
                ),
            ),
            Self::NumberFixed => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "number-fixed",
                words(
                    "会场编号不能更改",
                    "可以改名称；要换编号，请添加新会场并删除旧的。",
                ),
                words(
                    "A venue's number does not change",
                    "Its names can. For another number, add a venue and remove this one.",
                ),
            ),
            Self::Change(ChangeVenueError::NumberTaken) => Explanation::new(
                StatusCode::CONFLICT,
                "number-taken",
                words("已有会场用这个编号", "请换一个编号。"),
                words("Another venue has this number", "Choose another."),
            ),
            Self::Change(ChangeVenueError::NameTaken) => Explanation::new(
                StatusCode::CONFLICT,
                "name-taken",
                words("已有同名会场", "请换一个名称。"),
                words("Another venue has this name", "Choose another."),
            ),
            Self::Change(ChangeVenueError::Unknown) => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-venue",
                words("没有这个会场", "它可能已被删除，请刷新列表。"),
                words(
                    "There is no such venue",
                    "It may have been removed; reload the list.",
                ),
            ),
            Self::Change(ChangeVenueError::InUse) => Explanation::new(
                StatusCode::CONFLICT,
                "venue-in-use",
                words(
                    "会场已被会议或账号使用，不能删除",
                    "可以改名；历史会议的记录要保留。",
                ),
                words(
                    "A session or a user names this venue, so it stays",
                    "It can be renamed; the records of past sessions are kept.",
                ),
            ),
            Self::Change(ChangeVenueError::Store(failed)) | Self::Store(failed) => failed.explain(),
        }
    }
}

refuses_with!(VenuesError);
