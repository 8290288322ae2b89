//! Bad input: whatever arrives at the media port, over signalling or over REST that is not what it
//! should be is refused and counted, and a meeting that is going on does not notice.

use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use control_wire::problem::Problem;
use control_wire::signal::{
    ClientMessage, Language, MESSAGE_BYTES_MAX, Place, PublishLine, ServerMessage, Source, VERSION,
};
use futures_util::{SinkExt, StreamExt};
use harness::{Administrator, Metrics, RequestError, Street, World, within};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rehearse::{Options, Phase, Rehearsal, VenueFacts};
use rtc_stun::attributes::ATTR_USERNAME;
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_REQUEST, Message, Setter};
use rtc_stun::textattrs::TextAttribute;
use tokio::net::{TcpStream, UdpSocket};
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::header::COOKIE;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

type Failed = Box<dyn Error>;

const WITHIN: Duration = Duration::from_secs(30);

/// Seed of everything random here; printed by the assertion that fails.
const SEED: u64 = 20_191_114;

/// The venue whose seat the intruder has; the others are the meeting.
const INTRUDER: u16 = 3;

/// A meeting of the host and two branches, the first branch on the stage.
async fn meeting() -> Result<(World, Rehearsal), Failed> {
    let world = World::start(Street {
        branches: INTRUDER,
        workers: 1,
        ..Street::default()
    })
    .await?;
    let mut links = world.participant_links()?;
    links.pop();
    let street = Rehearsal::start(links, Options::default())?;
    within(WITHIN, "everybody is online", async {
        street
            .until_each(|venue| venue.phase == Phase::Online)
            .await;
    })
    .await;
    street.put_on_stage(0, 1).await?;
    within(WITHIN, "everybody sees the stage", async {
        street.until_each(|venue| frames(venue) > 10).await;
    })
    .await;
    Ok((world, street))
}

/// The meeting goes on as if nothing had been.
async fn is_undisturbed(mut world: World, street: Rehearsal) -> Result<(), Failed> {
    let seen = street.states().iter().map(frames).max().unwrap_or(0);
    within(WITHIN, "pictures move", async {
        street.until_each(|venue| frames(venue) > seen + 10).await;
    })
    .await;
    for venue in street.states() {
        assert_eq!(venue.phase, Phase::Online, "{venue:#?}");
        assert_eq!(venue.media_connections, 1, "{venue:#?}");
        assert_eq!(venue.resumes, 0, "{venue:#?}");
        for slot in &venue.slots {
            assert_eq!(slot.missing_packets, 0, "seed {SEED}: {venue:#?}");
            assert_eq!(slot.picture_id_breaks, 0, "seed {SEED}: {venue:#?}");
        }
    }
    street.stop().await;
    let server = world.server().ok_or("the server is gone")?;
    assert!(server.is_running()?);
    assert!(server.lines_with("panicked").is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn random_and_mutated_datagrams_are_counted_and_not_answered() {
    datagrams().await.unwrap();
}

async fn datagrams() -> Result<(), Failed> {
    let (world, street) = meeting().await?;
    let mut intruder = Intruder::seated(&world).await?;
    let ufrag = intruder.offered_ufrag().await?;
    let media: SocketAddr = world.media_addresses().remove(0);
    // The node tells its counters every two seconds, so they are not there at first.
    let before = metrics_with(&world, |metrics| {
        metrics.has("pinhui_media_dropped_unknown_total")
    })
    .await?;
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    socket.connect(media).await?;

    let mut random = StdRng::seed_from_u64(SEED);
    let wrong_integrity = binding_request(&format!("{ufrag}:them"), "not the password")?;
    let unknown_ufrag = binding_request("nobody:them", "not the password")?;
    let client_hello = client_hello(&mut random);
    let mut sent: u32 = 0;
    let mut pace = tokio::time::interval(Duration::from_millis(2));
    for round in 0..150 {
        // A few at a time: the system's receive buffer is not under test.
        pace.tick().await;
        for whole in [&wrong_integrity, &unknown_ufrag, &client_hello] {
            let mutated = mutate(whole, &mut random);
            for datagram in [whole.as_slice(), &mutated] {
                sent += u32::from(sends(&socket, datagram).await?);
            }
        }
        for first in [0_u8, 20, 22, 64, 128, 144, 200, round as u8] {
            let mut noise = vec![0; random.random_range(1..1_400)];
            random.fill(noise.as_mut_slice());
            noise.splice(..1, [first]);
            sent += u32::from(sends(&socket, &noise).await?);
        }
    }
    let sent = f64::from(sent);
    let after = metrics_with(&world, |metrics| {
        dropped(metrics) >= dropped(&before) + sent * 0.9
    })
    .await?;
    for kind in ["unknown", "unvalidated", "malformed", "unauthentic"] {
        let name = format!("pinhui_media_dropped_{kind}_total");
        assert!(after.get(&name) > before.get(&name), "{name}, seed {SEED}");
    }
    let mut answer = [0; 1_500];
    if let Ok(bytes) = socket.try_recv(&mut answer) {
        panic!("{bytes} bytes of answer, seed {SEED}");
    }
    is_undisturbed(world, street).await
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_signalling_is_refused_with_a_reason_and_disturbs_nobody() {
    signalling().await.unwrap();
}

async fn signalling() -> Result<(), Failed> {
    let (world, street) = meeting().await?;
    let before = world.metrics().await?;

    let mut silent = Intruder::connected(&world).await?;
    let problem = silent.refused(r#"{"type":"leave"}"#).await?;
    assert_explained(&problem);

    let mut old = Intruder::connected(&world).await?;
    let hello = format!(
        r#"{{"type":"hello","version":{},"place":"branch"}}"#,
        VERSION + 1
    );
    assert_explained(&old.refused(&hello).await?);

    let mut pretender = Intruder::connected(&world).await?;
    let hello = format!(r#"{{"type":"hello","version":{VERSION},"place":"host"}}"#);
    assert_explained(&pretender.refused(&hello).await?);

    let mut intruder = Intruder::seated(&world).await?;
    for malformed in [
        "",
        "{",
        "[]",
        r#"{"type":"shout"}"#,
        r#"{"type":"offer"}"#,
        r#"{"type":"put-on-stage","request":-1,"venue":"x"}"#,
        "\u{0}\u{ffff}",
    ] {
        assert_explained(&intruder.refused(malformed).await?);
    }
    let commands_stage = r#"{"type":"put-on-stage","request":7,"venue":3}"#;
    assert_explained(&intruder.refused(commands_stage).await?);
    for sdp in [
        "",
        "v=0",
        "hello",
        &"a=x\r\n".repeat(30_000),
        &minimal_offer("").replace("opus", "speex"),
    ] {
        let offer = intruder.offer(sdp.to_owned());
        assert_explained(&intruder.refused(&serde_json::to_string(&offer)?).await?);
    }
    // It was refused twenty times at most: its seat is still its own.
    intruder.offered_ufrag().await?;

    let mut long = Intruder::seated(&world).await?;
    assert_explained(&long.refused(&"x".repeat(MESSAGE_BYTES_MAX + 1)).await?);
    // What no socket takes at all ends the connection, perhaps while it is still being sent.
    if long.send("x".repeat(64 * MESSAGE_BYTES_MAX)).await.is_ok() {
        long.until_closed().await;
    }

    let after = world.metrics().await?;
    let name = "pinhui_signal_messages_refused_total";
    assert!(after.get(name) >= before.get(name) + 12.0);
    is_undisturbed(world, street).await
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_tokens_open_nothing() {
    tokens().await.unwrap();
}

async fn tokens() -> Result<(), Failed> {
    let (world, street) = meeting().await?;
    let mut stranger = Administrator::new(world.address()?)?;
    let long = "a".repeat(4_000);
    for token in ["0", "not-a-token", "%00%ff", long.as_str()] {
        let link = world.address()?.join(&format!("/link/{token}"))?;
        match stranger.open_link(&link).await {
            Err(RequestError::Refused { status, .. }) => assert_eq!(status, 404, "{token}"),
            other => panic!("{token}: {other:?}"),
        }
    }
    for path in ["/api/v1/sessions", "/api/v1/venues", "/api/v1/users"] {
        match stranger.get::<serde_json::Value>(path).await {
            Err(RequestError::Refused {
                status, problem, ..
            }) => {
                assert_eq!(status, 401, "{path}");
                assert_explained(&*problem.ok_or("no problem document")?);
            }
            other => panic!("{path}: {other:?}"),
        }
    }
    let signalling = format!("/api/v1/sessions/{}/signal", world.session());
    match stranger.text(&signalling).await {
        Err(RequestError::Refused { status, .. }) => assert_eq!(status, 401),
        other => panic!("{other:?}"),
    }
    // A resume token that was never given out is a newcomer's, not somebody else's seat.
    let mut intruder = Intruder::connected(&world).await?;
    intruder.hello(Some("0".repeat(32))).await?;
    let first = intruder.receive().await?;
    let ServerMessage::Welcome { venue, resumed, .. } = first else {
        panic!("{first:?}");
    };
    assert_eq!((venue, resumed), (INTRUDER, false));
    is_undisturbed(world, street).await
}

/// Somebody with a branch's link who says what they like.
struct Intruder {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Intruder {
    async fn connected(world: &World) -> Result<Self, Failed> {
        let mut device = Administrator::new(world.address()?)?;
        device
            .open_link(&world.link(INTRUDER, Place::Branch)?)
            .await?;
        let address = format!("/api/v1/sessions/{}/signal", world.session());
        let address = world.address()?.join(&address)?;
        let mut request = address
            .as_str()
            .replacen("http", "ws", 1)
            .into_client_request()?;
        let cookie = device.cookie().ok_or("no cookie")?.clone();
        request.headers_mut().insert(COOKIE, cookie);
        let (socket, _) = tokio_tungstenite::connect_async(request).await?;
        Ok(Self { socket })
    }

    async fn seated(world: &World) -> Result<Self, Failed> {
        let mut intruder = Self::connected(world).await?;
        intruder.hello(None).await?;
        let first = intruder.receive().await?;
        if matches!(first, ServerMessage::Welcome { .. }) {
            Ok(intruder)
        } else {
            Err(format!("not welcome: {first:?}").into())
        }
    }

    async fn hello(&mut self, resume: Option<String>) -> Result<(), Failed> {
        let hello = ClientMessage::Hello {
            version: VERSION,
            place: Place::Branch,
            resume,
            language: Language::English,
        };
        self.send(serde_json::to_string(&hello)?).await
    }

    async fn send(&mut self, text: String) -> Result<(), Failed> {
        Ok(self.socket.send(Frame::text(text)).await?)
    }

    async fn receive(&mut self) -> Result<ServerMessage, Failed> {
        within(WITHIN, "a message of the server", async {
            loop {
                let frame = self.socket.next().await.ok_or("closed")??;
                if let Frame::Text(text) = frame {
                    return Ok(serde_json::from_str(&text)?);
                }
            }
        })
        .await
    }

    /// Sends `text`, which must be refused; the problem.
    async fn refused(&mut self, text: &str) -> Result<Problem, Failed> {
        self.send(text.to_owned()).await?;
        let beginning: String = text.chars().take(60).collect();
        within(WITHIN, &format!("{beginning:?} is refused"), async {
            loop {
                if let ServerMessage::Refused { problem, .. } = self.receive().await? {
                    return Ok(problem);
                }
            }
        })
        .await
    }

    async fn until_closed(&mut self) {
        within(WITHIN, "the connection is closed", async {
            while let Some(Ok(_)) = self.socket.next().await {}
        })
        .await;
    }

    fn offer(&self, sdp: String) -> ClientMessage {
        ClientMessage::Offer {
            request: 1,
            fresh: true,
            sdp,
            publish: vec![PublishLine {
                mid: "0".into(),
                source: Source::Microphone,
            }],
            receive: vec![],
        }
    }

    /// Makes a media connection that is never used; the user fragment under which the media node
    /// would answer it.
    async fn offered_ufrag(&mut self) -> Result<String, Failed> {
        let offer = self.offer(minimal_offer("a=rtcp-mux\r\n"));
        self.send(serde_json::to_string(&offer)?).await?;
        loop {
            let message = self.receive().await?;
            if let ServerMessage::Answer { sdp, .. } = &message {
                let ufrag = sdp
                    .lines()
                    .find_map(|line| line.strip_prefix("a=ice-ufrag:"));
                return Ok(ufrag.ok_or("no ufrag in the answer")?.to_owned());
            }
            if let ServerMessage::Refused { problem, .. } = message {
                return Err(format!("refused: {problem:?}").into());
            }
        }
    }
}

/// A browser's offer of one microphone, as short as it can be.
fn minimal_offer(more: &str) -> String {
    let fingerprint = ["AB"; 32].join(":");
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
         m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n\
         a=ice-ufrag:them\r\na=ice-pwd:0123456789012345678901\r\n\
         a=fingerprint:sha-256 {fingerprint}\r\na=setup:actpass\r\n{more}\
         a=rtpmap:111 opus/48000/2\r\na=sendonly\r\n"
    )
}

/// A STUN binding request (RFC 8489) signed with `password`.
fn binding_request(username: &str, password: &str) -> Result<Vec<u8>, Failed> {
    let provider = rtc_crypto::default_provider()?;
    let mut message = Message::new();
    message.new_transaction_id()?;
    let setters: [Box<dyn Setter + '_>; 4] = [
        Box::new(BINDING_REQUEST),
        Box::new(TextAttribute::new(ATTR_USERNAME, username.into())),
        Box::new(MessageIntegrity::new_short_term_integrity_with_provider(
            password.into(),
            provider.crypto(),
        )),
        Box::new(FINGERPRINT),
    ];
    message.build(&setters)?;
    Ok(message.raw)
}

/// A DTLS 1.2 ClientHello record (RFC 6347 §4.2): enough of one that a server would answer with
/// HelloVerifyRequest.
fn client_hello(random: &mut StdRng) -> Vec<u8> {
    let mut body = vec![0xfe, 0xfd];
    body.extend(random.random::<[u8; 32]>());
    // No session id, no cookie, one cipher suite, null compression, no extensions.
    body.extend([0, 0, 0, 2, 0xc0, 0x2b, 1, 0, 0, 0]);
    let length = body.len() as u8;
    let mut handshake = vec![1, 0, 0, length, 0, 0, 0, 0, 0, 0, 0, length];
    handshake.extend(body);
    let mut record = vec![
        22,
        0xfe,
        0xfd,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        handshake.len() as u8,
    ];
    record.extend(handshake);
    record
}

/// A copy with a few bytes changed, or cut short.
fn mutate(whole: &[u8], random: &mut StdRng) -> Vec<u8> {
    let mut copy = whole.to_vec();
    for _ in 0..random.random_range(1..6) {
        let at = random.random_range(0..copy.len());
        if let Some(byte) = copy.get_mut(at) {
            *byte = random.random();
        }
    }
    if random.random_bool(0.3) {
        copy.truncate(random.random_range(1..copy.len()));
    }
    copy
}

/// Sends a datagram; false where the system would not take it now.
async fn sends(socket: &UdpSocket, datagram: &[u8]) -> Result<bool, Failed> {
    Ok(socket.send(datagram).await? == datagram.len())
}

async fn metrics_with(
    world: &World,
    expected: impl Fn(&Metrics) -> bool,
) -> Result<Metrics, Failed> {
    within(WITHIN, "the metrics are as expected", async {
        loop {
            let metrics = world.metrics().await?;
            if expected(&metrics) {
                return Ok(metrics);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
    .await
}

fn dropped(metrics: &Metrics) -> f64 {
    metrics.sum("pinhui_media_dropped_")
}

fn assert_explained(problem: &Problem) {
    assert!(!problem.code.is_empty(), "{problem:?}");
    assert!(!problem.title.is_empty(), "{problem:?}");
    assert!(!problem.detail.is_empty(), "{problem:?}");
    assert!(problem.status >= 400, "{problem:?}");
}

fn frames(venue: &VenueFacts) -> u64 {
    venue.stage_slot().map_or(0, |slot| slot.frames)
}
