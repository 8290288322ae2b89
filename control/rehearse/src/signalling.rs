//! One signalling connection: the messages of `control_wire::signal` over a WebSocket.

use std::sync::Arc;
use std::time::Duration;

use control_wire::signal::{ClientMessage, Language, Place, ServerMessage, TICK_SECONDS, VERSION};
use futures_util::{SinkExt, StreamExt};
use reqwest::StatusCode;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::header::{COOKIE, InvalidHeaderValue, ORIGIN};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream};

use crate::device::{Device, DeviceError, problem_code};

/// A connection on which nothing was heard for this long is lost: three ticks.
const SILENCE_MAX: Duration = Duration::from_secs(3 * TICK_SECONDS);

/// Longest wait for the connection and for the reply to hello.
const WELCOME_WITHIN: Duration = Duration::from_secs(10);

/// Largest message taken from the server, in bytes.
const MESSAGE_BYTES_MAX: usize = 1 << 20;

/// Why a signalling connection did not come about, or ended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignallingError {
    /// The connection broke, or was never there.
    #[error("the connection broke: {0}")]
    Broken(Box<tungstenite::Error>),
    /// The server closed it.
    #[error("the server closed the connection")]
    Closed,
    /// Nothing was heard for too long.
    #[error("nothing heard for too long")]
    Silent,
    /// The server does not let us in.
    #[error("refused: {code}")]
    Refused {
        /// The problem's code.
        code: String,
    },
    /// A message that is not of this protocol.
    #[error("not a message of this protocol: {0}")]
    Malformed(#[from] serde_json::Error),
    /// The address or the headers cannot be formed.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// A header cannot be formed.
    #[error("a header cannot be formed: {0}")]
    Header(#[from] InvalidHeaderValue),
}

impl SignallingError {
    /// A stable name for the facts and the log.
    pub(crate) fn code(&self) -> String {
        match self {
            Self::Broken(_) => "signalling-broken".into(),
            Self::Closed => "signalling-closed".into(),
            Self::Silent => "signalling-silent".into(),
            Self::Refused { code } => code.clone(),
            Self::Malformed(_) => "signalling-malformed".into(),
            Self::Device(error) => error.code(),
            Self::Header(_) => "bad-address".into(),
        }
    }
}

impl From<tungstenite::Error> for SignallingError {
    fn from(error: tungstenite::Error) -> Self {
        if let tungstenite::Error::Http(answer) = &error {
            let problem = answer
                .body()
                .as_ref()
                .and_then(|body| serde_json::from_slice(body).ok());
            let status =
                StatusCode::from_u16(answer.status().as_u16()).unwrap_or(StatusCode::BAD_REQUEST);
            return Self::Refused {
                code: problem_code(status, problem),
            };
        }
        Self::Broken(Box::new(error))
    }
}

/// A signalling connection.
#[derive(Debug)]
pub(crate) struct Signalling {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Signalling {
    /// Connects to the session's signalling, says hello, and returns the connection with the
    /// server's first message.
    pub(crate) async fn connect(
        device: &Device,
        session: i64,
        resume: Option<String>,
        tls: &Arc<ClientConfig>,
    ) -> Result<(Self, ServerMessage), SignallingError> {
        tokio::time::timeout(WELCOME_WITHIN, Self::greet(device, session, resume, tls))
            .await
            .unwrap_or(Err(SignallingError::Silent))
    }

    async fn greet(
        device: &Device,
        session: i64,
        resume: Option<String>,
        tls: &Arc<ClientConfig>,
    ) -> Result<(Self, ServerMessage), SignallingError> {
        let (address, cookie, origin) = device.signalling(session)?;
        let mut request = address.as_str().into_client_request()?;
        request.headers_mut().insert(COOKIE, cookie);
        request.headers_mut().insert(ORIGIN, origin.parse()?);
        let limits = WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_BYTES_MAX))
            .max_frame_size(Some(MESSAGE_BYTES_MAX));
        let (socket, _) = tokio_tungstenite::connect_async_tls_with_config(
            request,
            Some(limits),
            true,
            Some(Connector::Rustls(Arc::clone(tls))),
        )
        .await?;
        let mut signalling = Self { socket };
        signalling
            .send(&ClientMessage::Hello {
                version: VERSION,
                place: device.place,
                resume,
                language: Language::English,
            })
            .await?;
        let first = signalling.receive().await?;
        Ok((signalling, first))
    }

    /// Sends one message.
    pub(crate) async fn send(&mut self, message: &ClientMessage) -> Result<(), SignallingError> {
        let text = serde_json::to_string(message)?;
        self.socket.send(Message::text(text)).await?;
        Ok(())
    }

    /// The next message. Safe to cancel: what was not yet whole is taken up by the next call.
    pub(crate) async fn receive(&mut self) -> Result<ServerMessage, SignallingError> {
        loop {
            let frame = tokio::time::timeout(SILENCE_MAX, self.socket.next())
                .await
                .map_err(|_| SignallingError::Silent)?
                .ok_or(SignallingError::Closed)??;
            match frame {
                Message::Text(text) => return Ok(serde_json::from_str(&text)?),
                Message::Close(_) => return Err(SignallingError::Closed),
                // Pings are answered by the socket itself.
                Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_) => {}
            }
        }
    }

    /// Leaves the seat and closes the connection.
    pub(crate) async fn leave(mut self) -> Result<(), SignallingError> {
        self.send(&ClientMessage::Leave).await?;
        self.socket.close(None).await?;
        Ok(())
    }
}

/// Whether the place speaks for its venue, and so publishes.
pub(crate) fn publishes(place: Place) -> bool {
    match place {
        Place::Host | Place::Branch => true,
        Place::Wall => false,
    }
}
