//! `GET /api/v1/node`, over real sockets

use std::net::{Ipv4Addr, SocketAddr};

use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use control_server::listener::{self, Door};
use futures_util::{SinkExt as _, StreamExt as _};
use sfu_wire::{Counters, FromNode, NodeBirth, ToNode, VERSION};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::house::{House, NODE_SECRET};

async fn open(house: &House) -> (SocketAddr, watch::Sender<bool>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(listener::serve(
        listener,
        Door {
            tls: None,
            media: None,
            router: house.router.clone(),
        },
        stopped,
    ));
    (address, stop)
}

async fn dial(
    address: SocketAddr,
    secret: Option<&str>,
) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, Error> {
    let mut request = format!("ws://{address}/api/v1/node")
        .into_client_request()
        .unwrap();
    if let Some(secret) = secret {
        let value = format!("Bearer {secret}").parse().unwrap();
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

#[tokio::test]
async fn a_node_without_the_secret_is_refused() {
    let house = House::new().await;
    let (address, _stop) = open(&house).await;
    for secret in [None, Some(""), Some("0123456789abcdef0123456789abcdeX")] {
        match dial(address, secret).await {
            Err(Error::Http(response)) => assert_eq!(response.status(), StatusCode::UNAUTHORIZED),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn frames_travel_both_ways_until_the_node_goes() {
    let house = House::new().await;
    let mut admin = house.administrator().await;
    admin.street().await;
    admin.live_session().await;
    let (address, _stop) = open(&house).await;
    let mut socket = dial(address, Some(NODE_SECRET)).await.unwrap();
    let frame = loop {
        if let Message::Text(frame) = socket.next().await.unwrap().unwrap() {
            break frame;
        }
    };
    let hello: ToNode = serde_json::from_str(&frame).unwrap();
    assert_eq!(hello, ToNode::Hello { version: VERSION });
    let counters = Counters {
        packets_forwarded: 42,
        ..Counters::default()
    };
    for event in [
        FromNode::Hello {
            version: VERSION,
            birth: NodeBirth(5),
        },
        FromNode::Counters(counters),
    ] {
        socket
            .send(Message::text(serde_json::to_string(&event).unwrap()))
            .await
            .unwrap();
    }
    // The room of the live session is opened at a node that says hello.
    loop {
        let Message::Text(frame) = socket.next().await.unwrap().unwrap() else {
            continue;
        };
        if matches!(
            serde_json::from_str(&frame).unwrap(),
            ToNode::OpenRoom { .. }
        ) {
            break;
        }
    }
    while house.app.hall.counters().node != Some(counters) {
        tokio::task::yield_now().await;
    }
    assert!(house.app.hall.counters().node_linked);
    socket.close(None).await.unwrap();
    while house.app.hall.counters().node_linked {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_node_that_speaks_another_language_loses_its_link() {
    let house = House::new().await;
    let (address, _stop) = open(&house).await;
    let mut socket = dial(address, Some(NODE_SECRET)).await.unwrap();
    socket
        .send(Message::text("{\"type\":\"shout\"}"))
        .await
        .unwrap();
    while let Some(Ok(message)) = socket.next().await {
        if matches!(message, Message::Close(_)) {
            break;
        }
    }
    while house.app.hall.counters().node_linked {
        tokio::task::yield_now().await;
    }
}
