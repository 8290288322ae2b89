//! A page's signalling connection.

use std::sync::{Arc, Mutex, PoisonError};

use control_wire::signal::{ClientMessage, Language, ServerMessage, Source, VERSION};
use futures_util::{SinkExt, StreamExt};
use sfu_wire::Layer;
use sim::Client;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::header::COOKIE;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::{PageError, Seat};
use crate::administrator::Administrator;

/// A connection with a seat.
pub(super) struct Signalling {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Signalling {
    /// Opens the seat's link and takes the seat.
    pub(super) async fn connect(seat: &Seat) -> Result<Self, PageError> {
        let mut base = seat.link.clone();
        base.set_path("/");
        let mut device = Administrator::new(base.clone())?;
        device.open_link(&seat.link).await?;
        let address = format!(
            "{}api/v1/sessions/{}/signal",
            base.as_str().replacen("http", "ws", 1),
            seat.session
        );
        let mut request = address.into_client_request().map_err(Box::new)?;
        if let Some(cookie) = device.cookie() {
            request.headers_mut().insert(COOKIE, cookie.clone());
        }
        let (socket, _) = tokio_tungstenite::connect_async(request)
            .await
            .map_err(Box::new)?;
        let mut signalling = Self { socket };
        signalling
            .send(&ClientMessage::Hello {
                version: VERSION,
                place: seat.place,
                resume: None,
                language: Language::English,
            })
            .await?;
        let first = signalling.receive().await?;
        if matches!(first, ServerMessage::Welcome { .. }) {
            Ok(signalling)
        } else {
            Err(PageError::Refused(format!("{first:?}")))
        }
    }

    /// Makes an offer; its answer.
    pub(super) async fn offer(&mut self, offer: ClientMessage) -> Result<String, PageError> {
        self.send(&offer).await?;
        loop {
            let message = self.receive().await?;
            if let ServerMessage::Answer { sdp, .. } = message {
                return Ok(sdp);
            }
            if let ServerMessage::Refused { problem, .. } = message {
                return Err(PageError::Refused(format!("{problem:?}")));
            }
        }
    }

    /// Obeys the server and sends what the page has to say, until the connection ends.
    pub(super) async fn run(
        mut self,
        client: Arc<Mutex<Client>>,
        mut outgoing: mpsc::Receiver<ClientMessage>,
    ) {
        loop {
            tokio::select! {
                message = outgoing.recv() => {
                    let Some(message) = message else { return };
                    if self.send(&message).await.is_err() {
                        return;
                    }
                }
                message = self.receive() => {
                    let Ok(message) = message else { return };
                    if let ServerMessage::Wanted { source: Source::Camera, low, high } = message {
                        let mut client = client.lock().unwrap_or_else(PoisonError::into_inner);
                        client.send_layer(Layer::Low, low);
                        client.send_layer(Layer::High, high);
                    }
                }
            }
        }
    }

    async fn send(&mut self, message: &ClientMessage) -> Result<(), PageError> {
        let text = serde_json::to_string(message)?;
        self.socket
            .send(Message::text(text))
            .await
            .map_err(Box::new)?;
        Ok(())
    }

    async fn receive(&mut self) -> Result<ServerMessage, PageError> {
        loop {
            let frame = self
                .socket
                .next()
                .await
                .ok_or_else(|| Box::new(tungstenite::Error::ConnectionClosed))?
                .map_err(Box::new)?;
            if let Message::Text(text) = frame {
                return Ok(serde_json::from_str(&text)?);
            }
        }
    }
}
