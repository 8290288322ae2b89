//! What pages should not send: refused in words, counted, and nobody else disturbed.

use std::time::Duration;

use control_hall::{Patience, SOCKET_MESSAGE_BYTES_MAX};
use control_wire::signal::{MESSAGE_BYTES_MAX, Place, ServerMessage, VERSION};
use tokio_tungstenite::tungstenite::Message;

use crate::page::Page;
use crate::world::{SESSION, World, patience};

/// The host can still run the meeting.
async fn meeting_goes_on(world: &World, host: &mut Page) {
    let request = host.put_on_stage(0).await;
    host.until(|message| match message {
        ServerMessage::Done { request: of } => (*of == request).then_some(()),
        _ => None,
    })
    .await;
    assert!(world.hall.live_venues(SESSION).await.is_some());
}

#[tokio::test]
async fn another_version_is_refused_in_the_pages_language() {
    let world = World::open().await;
    let mut page = Page::connect(world.address, SESSION, 1).await;
    let hello = r#"{"type":"hello","version":9,"place":"branch"}"#;
    page.send_raw(Message::text(hello)).await;
    match page.next().await {
        Some(ServerMessage::Refused { request, problem }) => {
            assert_eq!((request, problem.code.as_str()), (None, "wrong-version"));
            assert_eq!(problem.title, "页面版本与服务器不一致");
            assert!(problem.detail.contains(&VERSION.to_string()));
        }
        other => panic!("not refused: {other:?}"),
    }
    assert!(page.until_closed().await.is_empty());
}

#[tokio::test]
async fn a_first_message_that_is_no_hello_closes_the_connection() {
    let world = World::open().await;
    for (text, code) in [
        (r#"{"type":"leave"}"#, "hello-expected"),
        (r#"{"type":"shout"}"#, "unreadable-message"),
        ("", "unreadable-message"),
        (
            r#"{"type":"hello","version":2,"place":"gallery"}"#,
            "wrong-version",
        ),
    ] {
        let mut page = Page::connect(world.address, SESSION, 1).await;
        page.send_raw(Message::text(text)).await;
        assert_eq!(page.refused(None).await, code, "{text}");
        page.until_closed().await;
    }
}

#[tokio::test]
async fn a_connection_without_a_hello_is_closed_without_a_word() {
    let world = World::with(Patience {
        hello: Duration::from_millis(50),
        ..patience()
    })
    .await;
    let mut page = Page::connect(world.address, SESSION, 1).await;
    let words = page.until_closed().await;
    assert!(
        words.is_empty(),
        "a refusal would keep it from trying again"
    );
}

#[tokio::test]
async fn unreadable_messages_are_refused_and_the_page_stays_seated() {
    let world = World::open().await;
    let mut host = world.join(Place::Host, 0).await;
    let mut branch = world.join(Place::Branch, 1).await;
    let unreadable = [
        Message::text("not json"),
        Message::text("{}"),
        Message::text(r#"{"type":"shout"}"#),
        Message::text(r#"{"type":"put-on-stage"}"#),
        Message::text("[".repeat(100_000)),
        Message::binary(vec![0xFF; 100]),
    ];
    for message in unreadable {
        branch.send_raw(message).await;
        assert_eq!(branch.refused(None).await, "unreadable-message");
    }
    let numbered = r#"{"type":"put-on-stage","request":41,"venue":"three"}"#;
    branch.send_raw(Message::text(numbered)).await;
    assert_eq!(branch.refused(Some(41)).await, "unreadable-message");
    branch.hello(Place::Branch, None).await;
    assert_eq!(branch.refused(None).await, "already-seated");
    assert_eq!(world.hall.counters().messages_refused, 8);
    meeting_goes_on(&world, &mut host).await;
    let request = branch.put_on_stage(1).await;
    assert_eq!(branch.refused(Some(request)).await, "not-the-chair");
}

#[tokio::test]
async fn an_oversized_message_is_refused_and_the_page_stays_seated() {
    let world = World::open().await;
    let mut host = world.join(Place::Host, 0).await;
    let mut branch = world.join(Place::Branch, 1).await;
    let long = "x".repeat(MESSAGE_BYTES_MAX + 1);
    branch.send_raw(Message::text(long)).await;
    assert_eq!(branch.refused(None).await, "message-too-long");
    let request = branch.put_on_stage(1).await;
    assert_eq!(branch.refused(Some(request)).await, "not-the-chair");
    meeting_goes_on(&world, &mut host).await;
}

#[tokio::test]
async fn a_message_that_no_socket_takes_in_closes_the_connection_with_the_reason() {
    let world = World::open().await;
    let mut host = world.join(Place::Host, 0).await;
    let mut branch = world.join(Place::Branch, 1).await;
    // Only the header of such a frame is sent: it says how long the frame would be.
    let header = huge_frame_header(SOCKET_MESSAGE_BYTES_MAX as u64 + 1);
    branch.send_bytes(&header).await;
    assert_eq!(branch.refused(None).await, "message-too-long");
    branch.until_closed().await;
    meeting_goes_on(&world, &mut host).await;
    assert!(world.resume(Place::Branch, 1, &branch.token).await.resumed);
}

/// Header of a masked text frame with a 64-bit length (RFC 6455 §5.2).
fn huge_frame_header(bytes: u64) -> Vec<u8> {
    let mut header = vec![0x81, 0xFF];
    header.extend(bytes.to_be_bytes());
    header.extend([1, 2, 3, 4]);
    header
}

#[tokio::test]
async fn twenty_unreadable_messages_close_the_connection() {
    let world = World::open().await;
    let mut host = world.join(Place::Host, 0).await;
    let mut branch = world.join(Place::Branch, 1).await;
    for _ in 0..19 {
        branch.send_raw(Message::text("nonsense")).await;
        assert_eq!(branch.refused(None).await, "unreadable-message");
    }
    branch.send_raw(Message::text("nonsense")).await;
    assert_eq!(branch.refused(None).await, "too-many-unreadable-messages");
    branch.until_closed().await;
    meeting_goes_on(&world, &mut host).await;
}

#[tokio::test]
async fn offers_that_are_not_acceptable_never_reach_the_node() {
    let world = World::open().await;
    let mut node = world.link(1).await;
    let mut branch = world.join(Place::Branch, 1).await;
    let camera = ("0", control_wire::signal::Source::Camera);
    let request = branch.offer_lines(true, &[camera, camera], &[]).await;
    assert_eq!(branch.refused(Some(request)).await, "offer-malformed");
    let request = branch.offer(false).await;
    assert_eq!(branch.refused(Some(request)).await, "no-media-connection");
    branch.offer(true).await;
    let command = node.next().await;
    assert!(
        matches!(command, Some(sfu_wire::ToNode::OpenRoom { .. })),
        "{command:?}"
    );
    node.answer_offer().await;
}

#[tokio::test]
async fn a_flood_is_read_at_a_steady_pace_and_disturbs_nobody() {
    let world = World::with(Patience {
        messages_burst: 5,
        message_every: Duration::from_millis(10),
        ..patience()
    })
    .await;
    let mut host = world.join(Place::Host, 0).await;
    let mut flood = world.join(Place::Branch, 1).await;
    for _ in 0..50 {
        flood.put_on_stage(1).await;
    }
    meeting_goes_on(&world, &mut host).await;
    let requests: Vec<u32> = (1..=50).collect();
    for request in requests {
        assert_eq!(flood.refused(Some(request)).await, "not-the-chair");
    }
}
