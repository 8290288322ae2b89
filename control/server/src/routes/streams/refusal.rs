//! Why a stream or a token is refused, in words.

use axum::Json;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use control_hall::StreamError;

use super::tokens::{LABEL_CHARS_MAX, VALID_HOURS_MAX};
use crate::accounts::access::AccessRefused;
use crate::problem::{Explain, Explanation, words};
use crate::routes::sessions::SessionsError;
use crate::session_life::SessionError;
use crate::store::StoreFailed;
use crate::store::stream_tokens::{MakeTokenError, TOKENS_MAX};

/// Why a stream or a token is refused.
#[derive(Debug, thiserror::Error)]
pub enum StreamRefusal {
    /// Not for this caller.
    #[error(transparent)]
    Access(#[from] AccessRefused),
    /// The session is not there, or not for this caller.
    #[error(transparent)]
    Session(#[from] SessionsError),
    /// A token's label is empty, too long, or has control characters.
    #[error("a label has 1 to {LABEL_CHARS_MAX} characters")]
    Label,
    /// A token's validity is out of bounds.
    #[error("a token is valid for 1 to {VALID_HOURS_MAX} hours")]
    Validity,
    /// The token cannot be made.
    #[error(transparent)]
    Make(#[from] MakeTokenError),
    /// There is no such token to be revoked.
    #[error("no such token")]
    NoSuchToken,
    /// No token is shown, or one that is not known (any more).
    #[error("no token, or an unknown one")]
    NoToken,
    /// The token is of another session, or lets in something else.
    #[error("a token for something else")]
    OtherToken,
    /// The token lets nobody in any more.
    #[error("the token has expired")]
    Expired,
    /// The body is not declared as SDP, or is no text.
    #[error("the body is not SDP")]
    NotSdp,
    /// The offer is too long.
    #[error("the offer is too long")]
    TooLong,
    /// The connection broke before the offer was complete.
    #[error("the offer broke off")]
    BrokeOff,
    /// There is no such stream (any more).
    #[error("no such stream")]
    NoSuchStream,
    /// The session or the media node would not have it.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

impl IntoResponse for StreamRefusal {
    fn into_response(self) -> Response {
        // The hall has its own words, in the language that it was told.
        if let Self::Stream(StreamError::Refused(problem)) = self {
            let status = StatusCode::from_u16(problem.status);
            let kinds = [
                (CONTENT_TYPE, "application/problem+json"),
                (CONTENT_LANGUAGE, "zh-CN, en"),
            ];
            let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return (status, kinds, Json(problem)).into_response();
        }
        let mut response = self.explain().into_response();
        if response.status() == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

impl Explain for StreamRefusal {
    fn explain(&self) -> Explanation {
        match self {
            Self::Access(refused) => refused.explain(),
            Self::Session(error) => error.explain(),
            Self::Make(MakeTokenError::NoSuchSession) => SessionError::Unknown.explain(),
            Self::Stream(StreamError::NotLive { .. } | StreamError::Refused(_)) => {
                SessionError::NotLive.explain()
            }
            Self::Label => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "label-unsuitable",
                words("这个名称不能用", "名称为 1 至 40 个字，不能有换行。"),
                words(
                    "This label cannot be used",
                    "A label has 1 to 40 characters and no line break.",
                ),
            ),
            Self::Validity => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "validity-unsuitable",
                words("有效期不合适", "有效期为 1 至 4380 小时（半年）。"),
                words(
                    "This validity is not possible",
                    "A token is valid for 1 to 4,380 hours (half a year).",
                ),
            ),
            Self::Make(MakeTokenError::TooMany) => Explanation::new(
                StatusCode::CONFLICT,
                "too-many-stream-tokens",
                words("这场会议的推流和播放密钥已满", TOO_MANY_CHINESE),
                words(
                    "This session has as many stream tokens as it may",
                    TOO_MANY_ENGLISH,
                ),
            ),
            Self::NoSuchToken => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-stream-token",
                words("没有这个密钥", "它可能已被撤销，请刷新列表。"),
                words(
                    "There is no such token",
                    "It may have been revoked; reload the list.",
                ),
            ),
            Self::NoToken => Explanation::new(
                StatusCode::UNAUTHORIZED,
                "stream-token-needed",
                words(
                    "缺少推流或播放密钥，或密钥已失效",
                    "请在编码器或播放器里填入密钥（Bearer Token）；密钥由街道工作人员在会议页面生成。",
                ),
                words(
                    "The stream token is missing or not valid any more",
                    "Enter the bearer token in the encoder or player; staff make it for the session.",
                ),
            ),
            Self::OtherToken => Explanation::new(
                StatusCode::FORBIDDEN,
                "stream-token-for-something-else",
                words(
                    "这个密钥用于别的会议或别的用途",
                    "请核对地址：推流用 /whip/，播放用 /whep/，后面是会议编号。",
                ),
                words(
                    "This token is for another session or purpose",
                    "Check the address: /whip/ to send, /whep/ to play, then the session's number.",
                ),
            ),
            Self::Expired => Explanation::new(
                StatusCode::UNAUTHORIZED,
                "stream-token-expired",
                words("密钥已过期", "请街道工作人员在会议页面生成新的密钥。"),
                words(
                    "The stream token has expired",
                    "Have staff make a new one for the session.",
                ),
            ),
            Self::NotSdp => Explanation::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not-sdp",
                words(
                    "请求不是 SDP",
                    "请使用支持 WHIP 或 WHEP 的编码器或播放器（Content-Type: application/sdp）。",
                ),
                words(
                    "The request is not SDP",
                    "Use an encoder or player that speaks WHIP or WHEP (Content-Type: application/sdp).",
                ),
            ),
            Self::TooLong => Explanation::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "offer-too-long",
                words(
                    "推流或播放请求过长",
                    "请减少编码器或播放器里启用的编码格式。",
                ),
                words(
                    "The offer is too long",
                    "Enable fewer codecs in the encoder or player.",
                ),
            ),
            Self::BrokeOff => Explanation::new(
                StatusCode::BAD_REQUEST,
                "body-broke-off",
                words("请求没有传完", "请检查网络后重试。"),
                words("The request broke off", "Check the network and try again."),
            ),
            Self::NoSuchStream => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-stream",
                words("没有这一路推流或播放", "它可能已经结束，无需再操作。"),
                words(
                    "There is no such stream",
                    "It may have ended; nothing is left to do.",
                ),
            ),
            Self::Make(MakeTokenError::Store(failed)) | Self::Store(failed) => failed.explain(),
        }
    }
}

const TOO_MANY_CHINESE: &str = "一场会议最多 32 个密钥，请先撤销不用的。";
const TOO_MANY_ENGLISH: &str = "A session has at most 32; revoke those that are not used.";
const _: () = assert!(TOKENS_MAX == 32);
