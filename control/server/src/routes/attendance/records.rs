//! `/api/v1/sessions/{id}/record`: the review page, what staff add, the timeline, the files.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use control_domain::attendance::desk::{DeskCommand, DeskError};
use control_domain::attendance::happenings::happenings;
use control_domain::venue::VenueCard;
use control_wire::VenueNumber;
use control_wire::rest::attendance::{
    Confirmed, Corrected, DeskAction, ExportFormat, Figures, Happened, Review, VenueName,
};
use control_wire::signal::Language as Spoken;
use record::dossier::logged;
use record::language::Language;
use serde::Deserialize;

use super::clerk;
use super::problem::RecordsError;
use crate::accounts::access::{Action, Caller};
use crate::app::App;
use crate::attendance::desk::{add, confirmation};
use crate::attendance::dossier::{Opened, RecordError, open};
use crate::attendance::export::export;
use crate::problem::language_of;
use crate::routes::extract::{Body, InPath, InQuery};

/// In which language a file is written.
#[derive(Debug, Clone, Deserialize)]
pub struct Wanted {
    /// `zh-CN` or `en`; as the request's `Accept-Language` without.
    pub language: Option<Spoken>,
}

/// The record of a session that was opened, and what the desk has added.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    get, path = "/api/v1/sessions/{id}/record", tag = "attendance",
    responses((status = 200, body = Review), (status = 404), (status = 409), (status = 410))
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<Json<Review>, RecordsError> {
    caller.may(Action::SeeRecords)?;
    let opened = open(&app, id).await?;
    review(&app, &caller, &opened).map(Json)
}

/// Adds something to the record: leave, a correction or its approval, a decision, the confirmation.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    post, path = "/api/v1/sessions/{id}/record", tag = "attendance", request_body = DeskAction,
    responses((status = 200, body = Review), (status = 403), (status = 404), (status = 409), (status = 422))
)]
pub async fn act(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(action): Body<DeskAction>,
) -> Result<Json<Review>, RecordsError> {
    caller.may(match &action {
        DeskAction::Decide { .. } | DeskAction::Confirm => Action::ConfirmRecords,
        DeskAction::NoteLeave { .. }
        | DeskAction::WithdrawLeave { .. }
        | DeskAction::Correct { .. }
        | DeskAction::NoteDecision { .. } => Action::ReviewRecords,
    })?;
    let by = clerk(&caller)?;
    let opened = add(&app, id, &by, |opened| command(opened, action.clone())).await?;
    review(&app, &caller, &opened).map(Json)
}

/// What happened at one venue, in the order it happened.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    get, path = "/api/v1/sessions/{id}/record/venues/{venue}", tag = "attendance",
    responses((status = 200, body = Vec<Happened>), (status = 404))
)]
pub async fn timeline(
    State(app): State<App>,
    caller: Caller,
    InPath((id, venue)): InPath<(i64, VenueNumber)>,
) -> Result<Json<Vec<Happened>>, RecordsError> {
    caller.may(Action::SeeRecords)?;
    let opened = open(&app, id).await?;
    let log = logged(&opened.dossier.log).map_err(RecordError::from)?;
    Ok(Json(happenings(&log, venue)))
}

/// The record as a file. Who takes one out is noted in the desk's log first.
///
/// # Errors
/// See [`RecordsError`].
#[utoipa::path(
    get, path = "/api/v1/sessions/{id}/record/files/{format}", tag = "attendance",
    params(("language" = Option<String>, Query, description = "zh-CN or en")),
    responses((status = 200, description = "the file"), (status = 404), (status = 410))
)]
pub async fn file(
    State(app): State<App>,
    caller: Caller,
    InPath((id, format)): InPath<(i64, ExportFormat)>,
    InQuery(wanted): InQuery<Wanted>,
    headers: HeaderMap,
) -> Result<Response, RecordsError> {
    caller.may(Action::ReviewRecords)?;
    let by = clerk(&caller)?;
    let spoken = wanted.language.unwrap_or_else(|| language_of(&headers));
    let language = match spoken {
        Spoken::Chinese => Language::Chinese,
        Spoken::English => Language::English,
    };
    let file = export(&app, id, &by, format, language).await?;
    let attachment = format!("attachment; filename=\"{}\"", file.name);
    let mut response = file.bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(attachment) = HeaderValue::from_str(&attachment) {
        headers.insert(CONTENT_DISPOSITION, attachment);
    }
    Ok(response)
}

fn review(app: &App, caller: &Caller, opened: &Opened) -> Result<Review, RecordsError> {
    let dossier = &opened.dossier;
    let confirmed = opened.desk.confirmed().map(|of| Confirmed {
        by: of.by.clone(),
        at_ms: of.at_ms,
        log_head: of.log_head.clone(),
        public_key: app.record_archive.signer().public_key(),
    });
    Ok(Review {
        session: opened.session.id,
        title: opened.session.title.clone(),
        phase: opened.session.phase,
        venues: names(&dossier.session.venues),
        record: dossier.record.clone(),
        confirmed,
        may_confirm: caller.may(Action::ConfirmRecords).is_ok(),
        me: clerk(caller)?,
    })
}

/// Venues as pages name them.
pub(super) fn names(cards: &[VenueCard]) -> Vec<VenueName> {
    let names = cards.iter().map(|card| VenueName {
        number: card.number,
        short_name: card.short_name.clone(),
    });
    names.collect()
}

/// What an action comes to, on the record as it stands.
fn command(opened: &Opened, action: DeskAction) -> Result<DeskCommand, DeskError> {
    Ok(match action {
        DeskAction::NoteLeave {
            venue,
            person,
            reason,
        } => DeskCommand::NoteLeave {
            venue,
            person,
            reason,
            by_itself: false,
        },
        DeskAction::WithdrawLeave { venue, person } => DeskCommand::WithdrawLeave { venue, person },
        DeskAction::Correct {
            venue,
            corrected,
            reason,
        } => {
            let (before, after) = figures(opened, venue, corrected)?;
            DeskCommand::Propose {
                venue,
                corrected,
                reason,
                before,
                after,
            }
        }
        DeskAction::Decide {
            correction,
            approved,
        } => DeskCommand::Decide {
            correction,
            approved,
        },
        DeskAction::NoteDecision {
            decision,
            item,
            text,
            owner,
        } => DeskCommand::NoteDecision {
            decision,
            item,
            text,
            owner,
        },
        DeskAction::Confirm => confirmation(opened),
    })
}

fn figures(
    opened: &Opened,
    venue: VenueNumber,
    corrected: Corrected,
) -> Result<(Figures, Figures), DeskError> {
    let row = opened.dossier.record.venue(venue);
    let row = row.ok_or(DeskError::UnknownVenue { venue })?;
    Ok((row.figures(), row.figures_with(corrected)))
}
