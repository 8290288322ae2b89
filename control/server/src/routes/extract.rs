//! Taking typed values out of a request; what cannot be taken is told as a problem.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::{self, Explain, Explanation, Words, refuses_with, words};

/// Longest request body under `/api`, in bytes, unless an address takes more.
pub const BODY_BYTES_MAX: usize = 64 * 1024;

/// Bytes in a KiB.
const KIB: usize = 1024;

/// The longest body that an address takes, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit(usize);

/// The layer of addresses whose bodies have at most so many bytes; the innermost counts.
pub fn body_limit(bytes_max: usize) -> (DefaultBodyLimit, Extension<BodyLimit>) {
    let told = Extension(BodyLimit(bytes_max));
    (DefaultBodyLimit::max(bytes_max), told)
}

/// A JSON body.
#[derive(Debug, Clone)]
pub struct Body<T>(pub T);

/// A value in the path.
#[derive(Debug, Clone)]
pub struct InPath<T>(pub T);

/// Values in the query.
#[derive(Debug, Clone)]
pub struct InQuery<T>(pub T);

/// Why a value could not be taken out of a request.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The body is longer than this address takes.
    #[error("the body has more than {bytes_max} bytes")]
    BodyTooLong {
        /// What it takes.
        bytes_max: usize,
    },
    /// The connection broke before the body was complete.
    #[error("the body broke off")]
    BodyBrokeOff,
    /// The body is not the JSON that is expected here.
    #[error("the body is not what is expected here: {0}")]
    Body(String),
    /// The query has a value that means nothing here.
    #[error("the query is not what is expected here: {0}")]
    Query(String),
    /// The path has a value that names nothing.
    #[error("nothing is at this address")]
    Path,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Unreadable;

    async fn from_request(request: Request, state: &S) -> Result<Self, Unreadable> {
        let told = request.extensions().get::<BodyLimit>();
        let bytes_max = told.map_or(BODY_BYTES_MAX, |limit| limit.0);
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| {
                if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                    Unreadable::BodyTooLong { bytes_max }
                } else {
                    Unreadable::BodyBrokeOff
                }
            })?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Unreadable::Body(error.to_string()))
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for InPath<T> {
    type Rejection = Unreadable;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Unreadable> {
        let Path(value) = Path::from_request_parts(parts, state)
            .await
            .map_err(|_| Unreadable::Path)?;
        Ok(Self(value))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for InQuery<T> {
    type Rejection = Unreadable;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Unreadable> {
        let Query(value) = Query::from_request_parts(parts, state)
            .await
            .map_err(|rejection| Unreadable::Query(rejection.body_text()))?;
        Ok(Self(value))
    }
}

impl Explain for Unreadable {
    fn explain(&self) -> Explanation {
        match self {
            Self::BodyTooLong { bytes_max } => Explanation::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body-too-long",
                Words {
                    detail: format!(
                        "这里一次最多接收 {} KiB，请缩短或分成几次后重试。",
                        bytes_max / KIB
                    )
                    .into(),
                    ..words("内容太长", "")
                },
                Words {
                    detail: format!(
                        "This address takes {} KiB at once; shorten it or send it in parts.",
                        bytes_max / KIB
                    )
                    .into(),
                    ..words("The content is too long", "")
                },
            ),
            Self::BodyBrokeOff => Explanation::new(
                StatusCode::BAD_REQUEST,
                "body-broke-off",
                words("内容没有传完", "请检查网络后重试。"),
                words(
                    "The content did not arrive in full",
                    "Check the network and try again.",
                ),
            ),
            Self::Body(why) => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "body-not-understood",
                Words {
                    detail: format!("接口说明在 /api/v1/openapi.json（{why}）").into(),
                    ..words("内容的格式不对", "")
                },
                Words {
                    detail: format!("/api/v1/openapi.json describes it ({why})").into(),
                    ..words("The content is not what is expected here", "")
                },
            ),
            Self::Query(why) => Explanation::new(
                StatusCode::BAD_REQUEST,
                "query-not-understood",
                Words {
                    detail: format!("接口说明在 /api/v1/openapi.json（{why}）").into(),
                    ..words("地址里的查询条件不对", "")
                },
                Words {
                    detail: format!("/api/v1/openapi.json describes it ({why})").into(),
                    ..words("The query in the address is not what is expected here", "")
                },
            ),
            Self::Path => problem::not_found(),
        }
    }
}

refuses_with!(Unreadable);
