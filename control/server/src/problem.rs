//! Errors as people and programs see them: problem documents (RFC 9457), zh-CN or English.
//!
//! Each resource has its error enum, which says exhaustively what every case looks like
//! ([`Explain`]). A handler's error becomes a response without a body; [`speak`] writes the body
//! in the language that the request asked for.

use std::borrow::Cow;

use axum::Json;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use control_wire::problem::Problem;
use control_wire::rest::planning::{BadLine, FileProblem};
use control_wire::signal::Language;

use crate::accounts::passwords::HashFailed;
use crate::store::StoreFailed;

mod bad_lines;
pub mod planning;

pub use bad_lines::BadLines;

/// What happened and what to do next, in one language.
#[derive(Debug, Clone)]
pub struct Words {
    /// What happened.
    pub title: Cow<'static, str>,
    /// What to do next.
    pub detail: Cow<'static, str>,
}

/// Words that do not depend on the case.
#[must_use]
pub const fn words(title: &'static str, detail: &'static str) -> Words {
    Words {
        title: Cow::Borrowed(title),
        detail: Cow::Borrowed(detail),
    }
}

/// Everything there is to say about an error.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable name of this kind of problem.
    pub code: &'static str,
    /// For people who read Chinese.
    pub chinese: Words,
    /// For people who read English.
    pub english: Words,
    /// Where the caller shall wait: how many seconds.
    pub retry_after_seconds: Option<i64>,
    /// Where the fault is the server's: what went wrong, for the log and nobody else.
    pub cause: Option<String>,
    /// Where a file is refused: its bad lines.
    pub bad_lines: Vec<BadLine>,
}

impl Explanation {
    /// An error of the caller.
    #[must_use]
    pub const fn new(
        status: StatusCode,
        code: &'static str,
        chinese: Words,
        english: Words,
    ) -> Self {
        Self {
            status,
            code,
            chinese,
            english,
            retry_after_seconds: None,
            cause: None,
            bad_lines: Vec::new(),
        }
    }

    /// The problem document in one language.
    #[must_use]
    pub fn problem(&self, language: Language) -> Problem {
        let words = match language {
            Language::Chinese => &self.chinese,
            Language::English => &self.english,
        };
        Problem {
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            title: words.title.clone().into_owned(),
            detail: words.detail.clone().into_owned(),
        }
    }
}

impl IntoResponse for Explanation {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// An error that can say what it means to people.
pub trait Explain {
    /// What to say.
    fn explain(&self) -> Explanation;
}

/// Makes an error enum usable as a handler's error.
macro_rules! refuses_with {
    ($($error:ty),+ $(,)?) => {$(
        impl axum::response::IntoResponse for $error {
            fn into_response(self) -> axum::response::Response {
                $crate::problem::Explain::explain(&self).into_response()
            }
        }
    )+};
}
pub(crate) use refuses_with;

impl Explain for StoreFailed {
    fn explain(&self) -> Explanation {
        Explanation {
            cause: Some(self.to_string()),
            ..Explanation::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "store-failed",
                words(
                    "服务器的数据库没有完成这次操作",
                    "没有任何改动。请稍后重试；仍不成功时请联系管理员查看服务器日志。",
                ),
                words(
                    "The server's database did not carry this out",
                    "Nothing was changed. Try again in a moment; if it persists, ask the administrator to look at the server's log.",
                ),
            )
        }
    }
}

impl Explain for HashFailed {
    fn explain(&self) -> Explanation {
        Explanation {
            cause: Some(self.to_string()),
            ..Explanation::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "password-not-checked",
                words("服务器没能校验密码", "请稍后重试。"),
                words(
                    "The server could not check the password",
                    "Try again in a moment.",
                ),
            )
        }
    }
}

/// Nothing is at this address.
#[must_use]
pub fn not_found() -> Explanation {
    Explanation::new(
        StatusCode::NOT_FOUND,
        "not-found",
        words(
            "没有这个地址",
            "请检查地址；接口一览在 /api/v1/openapi.json。",
        ),
        words(
            "Nothing is at this address",
            "Check it; /api/v1/openapi.json lists the interface.",
        ),
    )
}

/// The address exists, but not with this method.
#[must_use]
pub fn method_not_allowed() -> Explanation {
    Explanation::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        words(
            "这个地址不支持这种操作",
            "接口一览在 /api/v1/openapi.json。",
        ),
        words(
            "This address does not take this method",
            "/api/v1/openapi.json lists the interface.",
        ),
    )
}

/// Middleware: writes the bodies of problems in the language of the request, and logs those that
/// are the server's fault.
pub async fn speak(request: Request, next: Next) -> Response {
    let language = language_of(request.headers());
    let for_a_person = wants_a_page(request.headers());
    let mut response = next.run(request).await;
    let Some(explanation) = response.extensions_mut().remove::<Explanation>() else {
        return response;
    };
    if let Some(cause) = &explanation.cause {
        tracing::error!(code = explanation.code, cause, "a request failed");
    }
    let problem = explanation.problem(language);
    let tag = match language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let mut spoken = if for_a_person {
        (explanation.status, Html(page(&problem, tag))).into_response()
    } else {
        let mut spoken = if explanation.bad_lines.is_empty() {
            (explanation.status, Json(problem)).into_response()
        } else {
            let bad_lines = explanation.bad_lines;
            let refused = FileProblem { problem, bad_lines };
            (explanation.status, Json(refused)).into_response()
        };
        let kind = HeaderValue::from_static("application/problem+json");
        spoken.headers_mut().insert(CONTENT_TYPE, kind);
        spoken
    };
    let headers = spoken.headers_mut();
    // What goes with the problem stays: a challenge, or whose pages may read it.
    for (name, value) in response.headers() {
        if ![CONTENT_TYPE, CONTENT_LENGTH].contains(name) {
            headers.insert(name, value.clone());
        }
    }
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(tag));
    if let Some(seconds) = explanation.retry_after_seconds {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    spoken
}

/// True where a browser shows the answer as a page.
fn wants_a_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// A problem as a page.
fn page(problem: &Problem, language_tag: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{language_tag}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"/trust/page.css\">\
         <main><h1>{title}</h1><p>{detail}</p></main></html>\n",
        title = escaped(&problem.title),
        detail = escaped(&problem.detail),
    )
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The language a request asks for (RFC 9110 §12.5.4): of Chinese and English the one with the
/// higher quality, Chinese where neither is named.
#[must_use]
pub fn language_of(headers: &HeaderMap) -> Language {
    let Some(accepted) = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
    else {
        return Language::default();
    };
    let mut best = (Language::default(), 0.0_f32);
    for range in accepted.split(',').take(32) {
        let (tag, quality) = match range.split_once(';') {
            Some((tag, parameter)) => {
                let quality = parameter
                    .trim()
                    .strip_prefix("q=")
                    .and_then(|q| q.parse().ok());
                (tag.trim(), quality.unwrap_or(0.0))
            }
            None => (range.trim(), 1.0),
        };
        let language = match tag.get(..2) {
            Some(primary) if primary.eq_ignore_ascii_case("zh") => Language::Chinese,
            Some(primary) if primary.eq_ignore_ascii_case("en") => Language::English,
            _ => continue,
        };
        if quality > best.1 {
            best = (language, quality);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(accept: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, accept.parse().unwrap());
        language_of(&headers)
    }

    #[test]
    fn chinese_unless_english_is_preferred() {
        assert_eq!(language_of(&HeaderMap::new()), Language::Chinese);
        assert_eq!(asked("fr"), Language::Chinese);
        assert_eq!(asked("zh-CN,zh;q=0.9,en;q=0.8"), Language::Chinese);
        assert_eq!(asked("en"), Language::English);
        assert_eq!(asked("fr, en-GB;q=0.7, zh;q=0.3"), Language::English);
        assert_eq!(asked("en;q=0, *"), Language::Chinese);
        assert_eq!(asked("en;q=high"), Language::Chinese);
    }
}
