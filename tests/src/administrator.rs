//! The administrator of a world: everything that is set up over REST.

use std::time::Duration;

use control_wire::problem::Problem;
use reqwest::header::{COOKIE, HeaderValue, SET_COOKIE};
use reqwest::{Client, Method, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

/// Longest wait for one answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// Why a request did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// No answer, or none that can be read.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    /// The server refused.
    #[error("{method} {path}: {status} {problem:?}")]
    Refused {
        /// The request's method.
        method: Method,
        /// The request's path.
        path: String,
        /// HTTP status.
        status: u16,
        /// The problem document, where the body was one.
        problem: Option<Box<Problem>>,
    },
    /// The path makes no address.
    #[error(transparent)]
    Address(#[from] url::ParseError),
}

/// Somebody who talks REST to a server, with the cookie that the server gave.
#[derive(Debug, Clone)]
pub struct Administrator {
    client: Client,
    base: Url,
    cookie: Option<HeaderValue>,
}

impl Administrator {
    /// Somebody without a cookie yet. `base` is the server's plain door.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(base: Url) -> Result<Self, RequestError> {
        let tls = rustls::ClientConfig::builder_with_provider(
            rustls::crypto::aws_lc_rs::default_provider().into(),
        )
        .with_protocol_versions(&[&rustls::version::TLS13]);
        let mut client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(ANSWER_WITHIN);
        if let Ok(tls) = tls {
            // The worlds' REST goes over plain HTTP on loopback: no authority is trusted.
            client = client.use_preconfigured_tls(
                tls.with_root_certificates(rustls::RootCertStore::empty())
                    .with_no_client_auth(),
            );
        }
        Ok(Self {
            client: client.build()?,
            base,
            cookie: None,
        })
    }

    /// `GET`, the answer's JSON.
    ///
    /// # Errors
    /// When it is refused or fails.
    pub async fn get<A: DeserializeOwned>(&self, path: &str) -> Result<A, RequestError> {
        Ok(self
            .send(Method::GET, path, None::<&()>)
            .await?
            .json()
            .await?)
    }

    /// `GET`, the answer as text.
    ///
    /// # Errors
    /// When it is refused or fails.
    pub async fn text(&self, path: &str) -> Result<String, RequestError> {
        Ok(self
            .send(Method::GET, path, None::<&()>)
            .await?
            .text()
            .await?)
    }

    /// `POST`, the answer's JSON.
    ///
    /// # Errors
    /// When it is refused or fails.
    pub async fn post<A: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<A, RequestError> {
        Ok(self
            .send(Method::POST, path, Some(body))
            .await?
            .json()
            .await?)
    }

    /// `POST` without anything to say, the answer's JSON.
    ///
    /// # Errors
    /// When it is refused or fails.
    pub async fn command<A: DeserializeOwned>(&self, path: &str) -> Result<A, RequestError> {
        self.post(path, &serde_json::json!({})).await
    }

    /// `POST` whose cookie is kept for every later request.
    ///
    /// # Errors
    /// When it is refused or fails.
    pub async fn log_in(&mut self, path: &str, body: &impl Serialize) -> Result<(), RequestError> {
        let answer = self.send(Method::POST, path, Some(body)).await?;
        self.keep_cookie(&answer);
        Ok(())
    }

    /// Opens a device link and keeps its cookie for every later request.
    ///
    /// # Errors
    /// When it is refused or fails.
    pub async fn open_link(&mut self, link: &Url) -> Result<(), RequestError> {
        let answer = self.send(Method::GET, link.path(), None::<&()>).await?;
        self.keep_cookie(&answer);
        Ok(())
    }

    /// The cookie that was kept last.
    #[must_use]
    pub fn cookie(&self) -> Option<&HeaderValue> {
        self.cookie.as_ref()
    }

    fn keep_cookie(&mut self, answer: &Response) {
        let cookies: Vec<&str> = answer
            .headers()
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
            .collect();
        self.cookie = HeaderValue::try_from(cookies.join("; ")).ok();
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<Response, RequestError> {
        let mut request = self.client.request(method.clone(), self.base.join(path)?);
        if let Some(body) = body {
            request = request.json(body);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        let answer = request.send().await?;
        let status = answer.status();
        if status.is_client_error() || status.is_server_error() {
            return Err(RequestError::Refused {
                method,
                path: path.to_owned(),
                status: status.as_u16(),
                problem: answer.json().await.ok(),
            });
        }
        Ok(answer)
    }
}
