//! A page, as the hall sees one: a WebSocket client.

use std::net::SocketAddr;

use control_wire::VenueNumber;
use control_wire::signal::floor::{FloorCommand, FloorState};
use control_wire::signal::{
    ClientMessage, Connection, Language, Place, PublishLine, ReceiveLine, ServerMessage,
    SessionState, Source, VERSION, View,
};
use futures_util::{SinkExt, StreamExt};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::node::FakeNode;
use crate::world::soon;

/// A page's connection, and what it was told when it was seated.
pub(crate) struct Page {
    socket: WebSocketStream<TcpStream>,
    pub(crate) token: String,
    pub(crate) resumed: bool,
    pub(crate) session: Option<SessionState>,
    requests: u32,
}

impl Page {
    pub(crate) async fn connect(address: SocketAddr, session: i64, venue: VenueNumber) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        // A small receive buffer, so that not reading is soon felt.
        socket.set_recv_buffer_size(4096).expect("a small buffer");
        let stream = socket.connect(address).await.expect("a connection");
        let url = format!("ws://{address}/signal/{session}/{venue}");
        let (socket, _) = client_async(url, stream).await.expect("an upgrade");
        Self {
            socket,
            token: String::new(),
            resumed: false,
            session: None,
            requests: 0,
        }
    }

    pub(crate) async fn hello(&mut self, place: Place, resume: Option<&str>) {
        self.send(&ClientMessage::Hello {
            version: VERSION,
            place,
            resume: resume.map(str::to_owned),
            language: Language::English,
        })
        .await;
    }

    /// Takes in the welcome, which has to come first.
    pub(crate) async fn welcomed(&mut self) {
        match self.next().await {
            Some(ServerMessage::Welcome {
                resume,
                resumed,
                session,
                ..
            }) => {
                self.token = resume;
                self.resumed = resumed;
                self.session = Some(session);
            }
            other => panic!("not a welcome: {other:?}"),
        }
    }

    pub(crate) async fn send(&mut self, message: &ClientMessage) {
        let text = serde_json::to_string(message).expect("JSON");
        self.send_raw(Message::text(text)).await;
    }

    pub(crate) async fn send_raw(&mut self, message: Message) {
        self.socket.send(message).await.expect("an open socket");
    }

    /// Sends bytes below the WebSocket, as a broken or hostile page may.
    pub(crate) async fn send_bytes(&mut self, bytes: &[u8]) {
        let stream = self.socket.get_mut();
        stream.write_all(bytes).await.expect("an open socket");
    }

    /// The next message that is not a tick; `None` once the connection is closed.
    pub(crate) async fn next(&mut self) -> Option<ServerMessage> {
        loop {
            match self.next_or_tick().await {
                Some(ServerMessage::Tick { .. }) => {}
                other => return other,
            }
        }
    }

    pub(crate) async fn next_or_tick(&mut self) -> Option<ServerMessage> {
        loop {
            let frame = soon("a message", self.socket.next()).await;
            match frame {
                Some(Ok(Message::Text(text))) => {
                    return Some(serde_json::from_str(&text).expect("a server message"));
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Waits for the first message that `wanted` makes something of.
    pub(crate) async fn until<T>(&mut self, wanted: impl Fn(&ServerMessage) -> Option<T>) -> T {
        loop {
            let message = self.next().await.expect("the connection stands");
            if let Some(found) = wanted(&message) {
                return found;
            }
        }
    }

    /// Waits until a venue's connection is this.
    pub(crate) async fn until_venue(&mut self, number: VenueNumber, connection: Connection) {
        self.until(|message| match message {
            ServerMessage::Venue { venue } => {
                ((venue.number, venue.connection) == (number, connection)).then_some(())
            }
            _ => None,
        })
        .await;
    }

    /// Waits for the refusal of a request, or of no request in particular; its code.
    pub(crate) async fn refused(&mut self, of: Option<u32>) -> String {
        self.until(|message| match message {
            ServerMessage::Refused { request, problem } if *request == of => {
                assert!(!problem.title.is_empty() && !problem.detail.is_empty());
                Some(problem.code.clone())
            }
            _ => None,
        })
        .await
    }

    /// Reads until the connection is closed; everything that still came.
    pub(crate) async fn until_closed(&mut self) -> Vec<ServerMessage> {
        let mut last = Vec::new();
        while let Some(message) = self.next().await {
            last.push(message);
        }
        last
    }

    pub(crate) fn next_request(&mut self) -> u32 {
        self.requests += 1;
        self.requests
    }

    pub(crate) async fn put_on_stage(&mut self, venue: VenueNumber) -> u32 {
        let request = self.next_request();
        self.send(&ClientMessage::PutOnStage { request, venue })
            .await;
        request
    }

    pub(crate) async fn wants(&mut self, command: FloorCommand) -> u32 {
        let request = self.next_request();
        self.send(&ClientMessage::Floor { request, command }).await;
        request
    }

    /// Wants something of the floor, and waits until it is done.
    pub(crate) async fn does(&mut self, command: FloorCommand) {
        let request = self.wants(command).await;
        self.until(|message| match message {
            ServerMessage::Done { request: of } if *of == request => Some(()),
            ServerMessage::Refused {
                request: of,
                problem,
            } if *of == Some(request) => {
                panic!("refused: {problem:?}")
            }
            _ => None,
        })
        .await;
    }

    /// Wants something of the floor that is refused; the refusal's code.
    pub(crate) async fn may_not(&mut self, command: FloorCommand) -> String {
        let request = self.wants(command).await;
        self.refused(Some(request)).await
    }

    /// Waits until the hall has taken in everything sent so far. A connection's messages are
    /// taken in order, so the refusal of a last one says so; only a branch is refused this one.
    pub(crate) async fn heard(&mut self) {
        let request = self.put_on_stage(1).await;
        let code = self.refused(Some(request)).await;
        assert_eq!(code, "not-the-chair");
    }

    /// Waits until the floor is as wanted.
    pub(crate) async fn until_floor(&mut self, wanted: impl Fn(&FloorState) -> bool) -> FloorState {
        self.until(|message| match message {
            ServerMessage::Floor { floor } => wanted(floor).then(|| (**floor).clone()),
            _ => None,
        })
        .await
    }

    /// The floor as the page was welcomed with it.
    pub(crate) fn floor(&self) -> FloorState {
        *self.session.clone().expect("a session").floor
    }

    /// Sends a fresh offer: camera, microphone, and slots for stage, slides and two sounds.
    pub(crate) async fn offer(&mut self, fresh: bool) -> u32 {
        let publish = [("0", Source::Camera), ("1", Source::Microphone)];
        let receive = [
            ("2", View::Stage),
            ("3", View::Slides),
            ("4", View::Sound),
            ("5", View::Sound),
        ];
        self.offer_lines(fresh, &publish, &receive).await
    }

    pub(crate) async fn offer_lines(
        &mut self,
        fresh: bool,
        publish: &[(&str, Source)],
        receive: &[(&str, View)],
    ) -> u32 {
        let request = self.next_request();
        self.send(&ClientMessage::Offer {
            request,
            fresh,
            sdp: "v=0".to_owned(),
            publish: publish
                .iter()
                .map(|(mid, source)| PublishLine {
                    mid: (*mid).to_owned(),
                    source: *source,
                })
                .collect(),
            receive: receive
                .iter()
                .map(|(mid, view)| ReceiveLine {
                    mid: (*mid).to_owned(),
                    view: *view,
                })
                .collect(),
        })
        .await;
        request
    }

    /// Offers afresh, has the node answer, and takes the answer in; the page's peer.
    pub(crate) async fn connect_media(&mut self, node: &mut FakeNode) -> u64 {
        let request = self.offer(true).await;
        let peer = node.answer_offer().await;
        self.answered(request).await;
        peer
    }

    pub(crate) async fn answered(&mut self, of: u32) {
        self.until(|message| match message {
            ServerMessage::Answer { request, .. } => (*request == of).then_some(()),
            _ => None,
        })
        .await;
    }

    /// The connection breaks: nothing is said, nothing is closed in order.
    pub(crate) fn cut(self) {
        drop(self);
    }
}

/// What a message says of slots.
pub(crate) fn slots_of(message: &ServerMessage) -> Option<Vec<(String, Option<u16>)>> {
    match message {
        ServerMessage::Slots { slots } => Some(
            slots
                .iter()
                .map(|slot| (slot.mid.clone(), slot.venue))
                .collect(),
        ),
        _ => None,
    }
}
