//! Janus (Debian package `janus`), driven through its own signalling: videoroom over WebSockets.
//! Its configuration is in `tests/bench/peers/janus`.

use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use harness::Process;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::SEC_WEBSOCKET_PROTOCOL;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::clock;
use crate::crowd::{Attention, Guest, Participant};
use crate::sdp::{Lines, ServerSide, Unreadable};

/// Where Debian puts it.
const BINARY: &str = "/usr/bin/janus";

/// Its configuration, with places for what differs.
const CONFIGURATION: [(&str, &str); 3] = [
    ("janus.jcfg", include_str!("../peers/janus/janus.jcfg")),
    (
        "janus.transport.websockets.jcfg",
        include_str!("../peers/janus/janus.transport.websockets.jcfg"),
    ),
    (
        "janus.plugin.videoroom.jcfg",
        include_str!("../peers/janus/janus.plugin.videoroom.jcfg"),
    ),
];

/// Longest wait for it to be ready, and for an answer.
const READY_WITHIN: Duration = Duration::from_secs(15);
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// The only room, and the publisher in it.
const ROOM: u64 = 1;
const PUBLISHER: u64 = 1;

/// Janus does not do as it should.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JanusError {
    /// It is not installed.
    #[error("no Janus at {BINARY}: apt-get install janus")]
    NotInstalled,
    /// Its process failed.
    #[error(transparent)]
    Process(#[from] harness::ProcessError),
    /// A socket failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// Its WebSocket failed.
    #[error("Janus's WebSocket: {0}")]
    Socket(Box<tungstenite::Error>),
    /// Its JSON cannot be read.
    #[error("Janus's JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// It did not answer in time.
    #[error("Janus did not answer in time")]
    Late,
    /// It refused.
    #[error("Janus refused: {0}")]
    Refused(String),
    /// Its session description is of no use.
    #[error(transparent)]
    Sdp(#[from] Unreadable),
}

impl From<tungstenite::Error> for JanusError {
    fn from(error: tungstenite::Error) -> Self {
        Self::Socket(Box::new(error))
    }
}

/// How many threads carry media.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Threads {
    /// One for each participant: its default.
    Default,
    /// `event_loops = 2`.
    TwoLoops,
}

impl Threads {
    /// Number of event loops and port of the WebSocket.
    fn settings(self) -> (u16, u16) {
        match self {
            Self::Default => (0, 8188),
            Self::TwoLoops => (2, 8189),
        }
    }
}

/// A running Janus with a room.
pub(crate) struct Janus {
    process: Process,
    ip: IpAddr,
    _configuration: tempfile::TempDir,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: u64,
    transactions: u64,
}

impl Janus {
    /// Starts Janus and makes a room.
    ///
    /// # Errors
    /// When it is not installed or does not come up.
    pub(crate) async fn start(ip: IpAddr, threads: Threads) -> Result<Self, JanusError> {
        if !Path::new(BINARY).exists() {
            return Err(JanusError::NotInstalled);
        }
        let (event_loops, port) = threads.settings();
        let directory = tempfile::tempdir()?;
        for (name, text) in CONFIGURATION {
            let text = text
                .replace("@EVENT_LOOPS@", &event_loops.to_string())
                .replace("@PORT@", &port.to_string());
            std::fs::write(directory.path().join(name), text)?;
        }
        let folder = directory.path().to_string_lossy();
        let arguments = ["--configs-folder", &folder, "--disable-colors"];
        let process = Process::start("janus", Path::new(BINARY), arguments)?;
        let socket = tokio::time::timeout(READY_WITHIN, dial(port))
            .await
            .map_err(|_| JanusError::Late)??;
        let mut janus = Self {
            process,
            ip,
            _configuration: directory,
            socket,
            session: 0,
            transactions: 0,
        };
        let created = janus.ask(json!({"janus": "create"})).await?;
        janus.session = id(&created)?;
        let handle = janus.attach().await?;
        janus
            .message(
                handle,
                json!({
                    "request": "create", "room": ROOM, "publishers": 1, "bitrate": 0,
                    "fir_freq": 0, "videocodec": "vp8", "audiocodec": "opus",
                }),
                None,
            )
            .await?;
        Ok(janus)
    }

    /// Its process.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.process.id()
    }

    /// The publisher joins.
    ///
    /// # Errors
    /// When Janus refuses it.
    pub(crate) async fn publisher(&mut self, lines: Lines) -> Result<Participant, JanusError> {
        let asked_at = clock::now();
        let guest = Guest::new(self.ip, lines)?;
        let (sdp, _) = guest.with_transport(|lines, transport| lines.offer(transport));
        let handle = self.attach().await?;
        let answered = self
            .message(
                handle,
                json!({
                    "request": "joinandconfigure", "room": ROOM, "ptype": "publisher",
                    "id": PUBLISHER,
                }),
                Some(json!({"type": "offer", "sdp": sdp, "trickle": false})),
            )
            .await?;
        let server = ServerSide::read(sdp_of(&answered)?)?;
        Ok(guest.meet(clock::now(), asked_at, &server, Attention::Witness))
    }

    /// A viewer of the publisher joins: Janus offers, it answers.
    ///
    /// # Errors
    /// When Janus refuses it.
    pub(crate) async fn viewer(&mut self, attention: Attention) -> Result<Participant, JanusError> {
        let asked_at = clock::now();
        let guest = Guest::new(self.ip, Lines::default())?;
        let handle = self.attach().await?;
        let offered = self
            .message(
                handle,
                json!({
                    "request": "join", "room": ROOM, "ptype": "subscriber",
                    "streams": [{"feed": PUBLISHER}],
                }),
                None,
            )
            .await?;
        let offer = sdp_of(&offered)?;
        let server = ServerSide::read(offer)?;
        let sdp = guest.with_transport(|_, transport| transport.answer(offer));
        self.message(
            handle,
            json!({"request": "start"}),
            Some(json!({"type": "answer", "sdp": sdp, "trickle": false})),
        )
        .await?;
        Ok(guest.meet(clock::now(), asked_at, &server, attention))
    }

    async fn attach(&mut self) -> Result<u64, JanusError> {
        let attach = json!({"janus": "attach", "plugin": "janus.plugin.videoroom"});
        id(&self.ask(attach).await?)
    }

    async fn message(
        &mut self,
        handle: u64,
        body: Value,
        jsep: Option<Value>,
    ) -> Result<Value, JanusError> {
        let mut message = json!({"janus": "message", "handle_id": handle, "body": body});
        if let (Some(jsep), Some(fields)) = (jsep, message.as_object_mut()) {
            fields.insert("jsep".into(), jsep);
        }
        let answer = self.ask(message).await?;
        match answer.pointer("/plugindata/data/error") {
            Some(error) => Err(JanusError::Refused(error.to_string())),
            None => Ok(answer),
        }
    }

    /// Sends a request and waits for what it comes to.
    async fn ask(&mut self, mut request: Value) -> Result<Value, JanusError> {
        self.transactions += 1;
        let transaction = self.transactions.to_string();
        if let Some(fields) = request.as_object_mut() {
            fields.insert("transaction".into(), json!(transaction));
            if self.session != 0 {
                fields.insert("session_id".into(), json!(self.session));
            }
        }
        let text = request.to_string();
        self.socket.send(Message::Text(text.into())).await?;
        let answered = async {
            while let Some(message) = self.socket.next().await {
                let Message::Text(text) = message? else {
                    continue;
                };
                let answer: Value = serde_json::from_str(&text)?;
                let of_request = answer.get("transaction") == Some(&json!(transaction));
                match answer.get("janus").and_then(Value::as_str) {
                    Some("success" | "event") if of_request => return Ok(answer),
                    Some("error") if of_request => {
                        return Err(JanusError::Refused(text.to_string()));
                    }
                    Some(_) | None => {}
                }
            }
            Err(JanusError::Late)
        };
        tokio::time::timeout(ANSWER_WITHIN, answered)
            .await
            .map_err(|_| JanusError::Late)?
    }
}

/// Dials until Janus listens.
async fn dial(port: u16) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, JanusError> {
    let mut request = format!("ws://127.0.0.1:{port}").into_client_request()?;
    let protocol = HeaderValue::from_static("janus-protocol");
    request
        .headers_mut()
        .insert(SEC_WEBSOCKET_PROTOCOL, protocol);
    let mut retries = tokio::time::interval(Duration::from_millis(100));
    loop {
        retries.tick().await;
        match tokio_tungstenite::connect_async(request.clone()).await {
            Ok((socket, _)) => return Ok(socket),
            Err(tungstenite::Error::Io(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn id(answer: &Value) -> Result<u64, JanusError> {
    answer
        .pointer("/data/id")
        .and_then(Value::as_u64)
        .ok_or_else(|| JanusError::Refused(answer.to_string()))
}

fn sdp_of(answer: &Value) -> Result<&str, JanusError> {
    answer
        .pointer("/jsep/sdp")
        .and_then(Value::as_str)
        .ok_or_else(|| JanusError::Refused(answer.to_string()))
}
