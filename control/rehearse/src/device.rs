//! The device behind a link: what an office PC does over HTTP before it takes its seat.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use control_wire::VenueNumber;
use control_wire::problem::Problem;
use control_wire::rest::{Me, Session};
use control_wire::signal::{Connection, Place, VenueState};
use reqwest::header::{COOKIE, HeaderValue, SET_COOKIE};
use reqwest::{Client, Response, StatusCode};
use rustls::ClientConfig;
use tokio::net::UdpSocket;
use url::Url;

/// Longest wait for one answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Why the server could not be asked, or what it answered instead.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DeviceError {
    /// No answer came, or none that can be read.
    #[error("no usable answer: {0}")]
    Http(#[from] reqwest::Error),
    /// The server answered with a problem.
    #[error("the server answered {code}")]
    Problem {
        /// Its code; the HTTP status where the body is no problem document.
        code: String,
    },
    /// The link was answered without a cookie: it is not a device link.
    #[error("the link opens no seat")]
    NoSeat,
    /// No socket address of the server can be reached.
    #[error("the server's host cannot be reached: {0}")]
    Unreachable(#[from] std::io::Error),
    /// An address cannot be made from the link.
    #[error("the link cannot be turned into an address: {0}")]
    Address(#[from] url::ParseError),
}

impl DeviceError {
    /// A stable name for the facts and the log.
    pub(crate) fn code(&self) -> String {
        match self {
            Self::Http(error) if error.is_timeout() => "no-answer".into(),
            Self::Http(_) => "no-connection".into(),
            Self::Problem { code } => code.clone(),
            Self::NoSeat => "no-seat".into(),
            Self::Unreachable(_) => "unreachable".into(),
            Self::Address(_) => "bad-address".into(),
        }
    }
}

/// An opened device link.
#[derive(Debug)]
pub(crate) struct Device {
    client: Client,
    link: Url,
    cookie: HeaderValue,
    /// The venue it sits for.
    pub(crate) venue: VenueNumber,
    /// The place it takes.
    pub(crate) place: Place,
}

impl Device {
    /// Opens a device link and asks who that makes us.
    pub(crate) async fn open(link: &Url, tls: &Arc<ClientConfig>) -> Result<Self, DeviceError> {
        let client = Client::builder()
            .use_preconfigured_tls(ClientConfig::clone(tls))
            .redirect(reqwest::redirect::Policy::none())
            .timeout(ANSWER_WITHIN)
            .build()?;
        let answer = refused(client.get(link.clone()).send().await?).await?;
        let cookie = device_cookie(&answer).ok_or(DeviceError::NoSeat)?;
        let me = client
            .get(link.join("/api/v1/me")?)
            .header(COOKIE, &cookie)
            .send()
            .await?;
        match refused(me).await?.json().await? {
            Me::Device { venue, place, .. } => Ok(Self {
                client,
                link: link.clone(),
                cookie,
                venue,
                place,
            }),
            Me::Nobody { .. } | Me::User { .. } => Err(DeviceError::NoSeat),
        }
    }

    /// The number of the live session this venue takes part in, if there is one.
    pub(crate) async fn live_session(&self) -> Result<Option<i64>, DeviceError> {
        let answer = self.get("/api/v1/sessions?phase=live").await?;
        let sessions: Vec<Session> = answer.json().await?;
        Ok(sessions
            .iter()
            .find(|session| session.venues.contains(&self.venue))
            .map(|session| session.id))
    }

    /// Whether nobody sits for this venue in the session.
    pub(crate) async fn seat_is_free(&self, session: i64) -> Result<bool, DeviceError> {
        let answer = self
            .get(&format!("/api/v1/sessions/{session}/venues"))
            .await?;
        let venues: Vec<VenueState> = answer.json().await?;
        Ok(venues
            .iter()
            .any(|venue| venue.number == self.venue && venue.connection == Connection::Absent))
    }

    /// Where a session's signalling is, and the headers to open it with: cookie and origin.
    pub(crate) fn signalling(
        &self,
        session: i64,
    ) -> Result<(Url, HeaderValue, String), DeviceError> {
        // `http` becomes `ws` and `https` becomes `wss`.
        let scheme = self.link.scheme().replacen("http", "ws", 1);
        let address = self
            .link
            .join(&format!("/api/v1/sessions/{session}/signal"))?;
        let address = Url::parse(&address.as_str().replacen(self.link.scheme(), &scheme, 1))?;
        let origin = self.link.origin().ascii_serialization();
        Ok((address, self.cookie.clone(), origin))
    }

    /// The local address from which the system reaches the server.
    pub(crate) async fn local_address(&self) -> Result<IpAddr, DeviceError> {
        let host = self.link.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let port = self.link.port_or_known_default().unwrap_or_default();
        let mut failure = std::io::Error::from(std::io::ErrorKind::NotFound);
        for server in tokio::net::lookup_host((host, port)).await? {
            match route_to(server).await {
                Ok(address) => return Ok(address),
                Err(error) => failure = error,
            }
        }
        Err(failure.into())
    }

    async fn get(&self, path: &str) -> Result<Response, DeviceError> {
        let answer = self
            .client
            .get(self.link.join(path)?)
            .header(COOKIE, &self.cookie)
            .send()
            .await?;
        refused(answer).await
    }
}

/// Asks the routing table, without a packet: a UDP socket learns its address on connecting.
async fn route_to(server: SocketAddr) -> Result<IpAddr, std::io::Error> {
    let any: IpAddr = match server {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).await?;
    socket.connect(server).await?;
    Ok(socket.local_addr()?.ip())
}

/// Turns an answer of 400 and above into the problem it carries.
async fn refused(answer: Response) -> Result<Response, DeviceError> {
    let status = answer.status();
    if status.is_client_error() || status.is_server_error() {
        return Err(DeviceError::Problem {
            code: problem_code(status, answer.json::<Problem>().await.ok()),
        });
    }
    Ok(answer)
}

/// The problem's code, or the status where there is no problem document.
pub(crate) fn problem_code(status: StatusCode, problem: Option<Problem>) -> String {
    problem.map_or_else(
        || format!("http-{}", status.as_u16()),
        |problem| problem.code,
    )
}

/// The cookies of an answer, as they are sent back.
fn device_cookie(answer: &Response) -> Option<HeaderValue> {
    let cookies: Vec<&str> = answer
        .headers()
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
        .collect();
    if cookies.is_empty() {
        return None;
    }
    let mut cookie = HeaderValue::try_from(cookies.join("; ")).ok()?;
    cookie.set_sensitive(true);
    Some(cookie)
}
