//! One page's WebSocket, from its hello to its close.
//!
//! Reading and writing run side by side, so that a page that does not read still has its leave
//! heard. What the session sends comes through a bounded queue; what the socket itself answers,
//! to messages that cannot be read, through a short one that holds the reader back.

use std::error::Error;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use control_wire::signal::{
    ClientMessage, Language, MESSAGE_BYTES_MAX, Place, RequestNumber, ServerMessage, VERSION,
};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite;

use crate::hall::Identity;
use crate::inbox::{Arrival, Line, Request, Seated};
use crate::limits::{OUTBOUND_MESSAGES_MAX, STRIKES_MAX};
use crate::pace::Pace;
use crate::problem::{Trouble, unreadable};
use crate::resume::ResumeToken;
use crate::session::frame;
use crate::surroundings::Surroundings;

/// Answers of the socket's own that wait to be written.
const OWN_ANSWERS_MAX: usize = 4;

type Sink = SplitSink<WebSocket, Message>;
type Stream = SplitStream<WebSocket>;

/// Runs a page's connection until it closes. `inbox` is the session's, if it is live.
pub(crate) async fn run(
    surroundings: &Surroundings,
    session: i64,
    inbox: Option<mpsc::Sender<Request>>,
    identity: Identity,
    socket: WebSocket,
) {
    let (mut sink, mut stream) = socket.split();
    let connection = Connection {
        surroundings,
        session,
    };
    let farewell = match connection.receive(&mut stream, inbox, &identity).await {
        Ok(page) => connection.converse(&mut sink, &mut stream, page).await,
        Err(Turned::Away(trouble, language)) => {
            surroundings.tally.messages_refused.rise();
            Some(refusal(None, &trouble, language))
        }
        Err(Turned::Gone) => None,
    };
    connection.close(&mut sink, farewell).await;
}

/// A page in its seat.
struct SeatedPage {
    seated: Seated,
    inbox: mpsc::Sender<Request>,
    outbound: mpsc::Receiver<Utf8Bytes>,
    cut: oneshot::Receiver<()>,
    language: Language,
}

/// Why a page did not get a seat.
enum Turned {
    /// It is told why.
    Away(Trouble, Language),
    /// It left, or said nothing for too long.
    Gone,
}

struct Connection<'a> {
    surroundings: &'a Surroundings,
    session: i64,
}

impl Connection<'_> {
    /// Waits for the hello and asks the session for a seat.
    async fn receive(
        &self,
        stream: &mut Stream,
        inbox: Option<mpsc::Sender<Request>>,
        identity: &Identity,
    ) -> Result<SeatedPage, Turned> {
        let hello = self.hello(stream).await?;
        let language = hello.language;
        let away = |trouble| Turned::Away(trouble, language);
        if !identity.places.contains(&hello.place) {
            return Err(away(Trouble::PlaceNotAllowed));
        }
        let inbox = inbox.ok_or_else(|| away(Trouble::SessionNotLive))?;
        let (queue, outbound) = mpsc::channel(OUTBOUND_MESSAGES_MAX);
        let (scissors, cut) = oneshot::channel();
        let (reply, seated) = oneshot::channel();
        let arrival = Arrival {
            venue: identity.venue,
            place: hello.place,
            resume: hello.resume.map(ResumeToken::new),
            line: Line {
                outbound: queue,
                cut: scissors,
                language,
            },
            reply,
        };
        if inbox
            .send(Request::Arrive(Box::new(arrival)))
            .await
            .is_err()
        {
            return Err(away(Trouble::SessionNotLive));
        }
        let seated = seated
            .await
            .map_err(|_| away(Trouble::SessionNotLive))?
            .map_err(away)?;
        Ok(SeatedPage {
            seated,
            inbox,
            outbound,
            cut,
            language,
        })
    }

    /// The first message, which has to be a hello of our version.
    async fn hello(&self, stream: &mut Stream) -> Result<Hello, Turned> {
        let away = |trouble| Turned::Away(trouble, Language::default());
        // A hello that is late came over a bad network: the page is not at fault, and may try again.
        let first = timeout(self.surroundings.patience.hello, next_text(stream))
            .await
            .map_err(|_| Turned::Gone)?;
        self.surroundings.tally.messages_in.rise();
        let text = match first {
            Heard::Text(text) => text,
            Heard::Unusable(trouble) => return Err(away(trouble)),
            Heard::TooLong => return Err(away(Trouble::TooLong)),
            Heard::Pong => return Err(away(Trouble::HelloExpected)),
            Heard::Closed => return Err(Turned::Gone),
        };
        match serde_json::from_str(&text) {
            Ok(ClientMessage::Hello {
                version,
                place,
                resume,
                language,
            }) if version == VERSION => Ok(Hello {
                place,
                resume,
                language,
            }),
            Ok(ClientMessage::Hello {
                version: theirs,
                language,
                ..
            }) => Err(Turned::Away(Trouble::WrongVersion { theirs }, language)),
            Ok(
                ClientMessage::Offer { .. }
                | ClientMessage::PutOnStage { .. }
                | ClientMessage::Floor { .. }
                | ClientMessage::SignIn { .. }
                | ClientMessage::Agenda { .. }
                | ClientMessage::Devices { .. }
                | ClientMessage::SlotSizes { .. }
                | ClientMessage::Reception { .. }
                | ClientMessage::Leave,
            ) => Err(away(Trouble::HelloExpected)),
            Err(error) => Err(match version_of_hello(&text) {
                Some(theirs) if theirs != VERSION => away(Trouble::WrongVersion { theirs }),
                Some(_) | None => away(unreadable(&error)),
            }),
        }
    }

    /// Carries messages both ways until either side ends it; the last word to the page, if any.
    async fn converse(
        &self,
        sink: &mut Sink,
        stream: &mut Stream,
        page: SeatedPage,
    ) -> Option<Utf8Bytes> {
        let SeatedPage {
            seated,
            inbox,
            mut outbound,
            mut cut,
            language,
        } = page;
        let tally = &self.surroundings.tally;
        tally.connected_pages.rise();
        let (own_answers, mut answers) = mpsc::channel(OWN_ANSWERS_MAX);
        let reader = Reader {
            surroundings: self.surroundings,
            seated,
            inbox: &inbox,
            own_answers,
            language,
        };
        let ending = tokio::select! {
            ending = reader.read(stream) => ending,
            ending = self.write(sink, &mut outbound, &mut answers) => ending,
            Ok(()) = &mut cut => Ending::Cut,
        };
        if inbox.send(Request::Gone(seated)).await.is_err() {
            tracing::debug!(session = self.session, "session ended before its page");
        }
        tally.connected_pages.fall();
        tracing::info!(
            session = self.session,
            seat = seated.seat,
            ?ending,
            "page connection closed"
        );
        match ending {
            Ending::TooManyStrikes => Some(refusal(None, &Trouble::TooManyStrikes, language)),
            Ending::TooLong => Some(refusal(None, &Trouble::TooLong, language)),
            Ending::Dismissed
            | Ending::PageClosed
            | Ending::Silent
            | Ending::Cut
            | Ending::WriteFailed => None,
        }
    }

    /// Writes what is queued, ticks and pings, until the session dismisses the page.
    async fn write(
        &self,
        sink: &mut Sink,
        outbound: &mut mpsc::Receiver<Utf8Bytes>,
        answers: &mut mpsc::Receiver<Utf8Bytes>,
    ) -> Ending {
        let patience = &self.surroundings.patience;
        let mut ticks = interval(patience.tick_every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.reset();
        let mut pings = interval(patience.ping_every);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let message = tokio::select! {
                queued = outbound.recv() => match queued {
                    Some(text) => Message::Text(text),
                    None => return Ending::Dismissed,
                },
                Some(text) = answers.recv() => Message::Text(text),
                _ = ticks.tick() => {
                    let now_ms = self.surroundings.clock.unix_ms();
                    Message::Text(frame(&ServerMessage::Tick { now_ms }))
                }
                _ = pings.tick() => Message::Ping(axum::body::Bytes::new()),
            };
            if matches!(message, Message::Text(_)) {
                self.surroundings.tally.messages_out.rise();
            }
            // A page that takes nothing for as long as it may be silent is gone.
            match timeout(patience.silence_max, sink.send(message)).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return Ending::WriteFailed,
            }
        }
    }

    /// Says a last word and closes, within the time there is for that.
    async fn close(&self, sink: &mut Sink, farewell: Option<Utf8Bytes>) {
        let closing = async {
            if let Some(text) = farewell {
                self.surroundings.tally.messages_out.rise();
                sink.send(Message::Text(text)).await?;
            }
            sink.send(Message::Close(None)).await
        };
        match timeout(self.surroundings.patience.farewell, closing).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::debug!(session = self.session, %error, "page went without a close");
            }
            Err(_) => tracing::debug!(session = self.session, "page did not take the close"),
        }
    }
}

/// What a hello says, once its version is known to be ours.
struct Hello {
    place: Place,
    resume: Option<String>,
    language: Language,
}

/// Why a conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The session has no more to say: the page left, was replaced, or the session ended.
    Dismissed,
    /// The page closed its socket, or the network did.
    PageClosed,
    /// Nothing was heard for too long.
    Silent,
    /// A message beyond what the socket takes in.
    TooLong,
    /// Too much that could not be read.
    TooManyStrikes,
    /// The page did not read what it was sent.
    Cut,
    /// The socket takes nothing more.
    WriteFailed,
}

/// The reading half of a conversation.
struct Reader<'a> {
    surroundings: &'a Surroundings,
    seated: Seated,
    inbox: &'a mpsc::Sender<Request>,
    own_answers: mpsc::Sender<Utf8Bytes>,
    language: Language,
}

impl Reader<'_> {
    /// Passes the page's messages on, until there are no more.
    async fn read(&self, stream: &mut Stream) -> Ending {
        let patience = &self.surroundings.patience;
        let mut pace = Pace::new(patience);
        let mut strikes = 0;
        loop {
            let heard = match timeout(patience.silence_max, next_text(stream)).await {
                Ok(heard) => heard,
                Err(_) => return Ending::Silent,
            };
            let (request, trouble) = match heard {
                Heard::Pong => continue,
                Heard::Closed => return Ending::PageClosed,
                Heard::TooLong => return Ending::TooLong,
                Heard::Unusable(trouble) => (None, trouble),
                Heard::Text(text) => match serde_json::from_str(&text) {
                    Ok(ClientMessage::Hello { .. }) => (None, Trouble::AlreadySeated),
                    Ok(message) => {
                        self.surroundings.tally.messages_in.rise();
                        pace.step().await;
                        let request = Request::Message(self.seated, Box::new(message));
                        if self.inbox.send(request).await.is_err() {
                            return Ending::Dismissed;
                        }
                        continue;
                    }
                    Err(error) => (request_of(&text), unreadable(&error)),
                },
            };
            let tally = &self.surroundings.tally;
            tally.messages_in.rise();
            tally.messages_refused.rise();
            strikes += 1;
            if strikes >= STRIKES_MAX {
                return Ending::TooManyStrikes;
            }
            let answer = refusal(request, &trouble, self.language);
            if self.own_answers.send(answer).await.is_err() {
                return Ending::WriteFailed;
            }
        }
    }
}

/// What comes out of a socket.
enum Heard {
    Text(Utf8Bytes),
    /// Something that is no message of ours.
    Unusable(Trouble),
    /// Nothing but a sign of life.
    Pong,
    /// More than the socket takes in: it cannot be read any further.
    TooLong,
    Closed,
}

async fn next_text(stream: &mut Stream) -> Heard {
    match stream.next().await {
        Some(Ok(Message::Text(text))) if text.len() > MESSAGE_BYTES_MAX => {
            Heard::Unusable(Trouble::TooLong)
        }
        Some(Ok(Message::Text(text))) => Heard::Text(text),
        Some(Ok(Message::Binary(_))) => Heard::Unusable(Trouble::Unreadable {
            detail: "a binary frame".to_owned(),
        }),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Heard::Pong,
        Some(Ok(Message::Close(_))) | None => Heard::Closed,
        Some(Err(error)) if is_over_capacity(&error) => Heard::TooLong,
        Some(Err(_)) => Heard::Closed,
    }
}

/// True where the socket refused to take in a message for its length.
fn is_over_capacity(error: &axum::Error) -> bool {
    let cause = error
        .source()
        .and_then(|cause| cause.downcast_ref::<tungstenite::Error>());
    matches!(cause, Some(tungstenite::Error::Capacity(_)))
}

fn refusal(request: Option<RequestNumber>, trouble: &Trouble, language: Language) -> Utf8Bytes {
    frame(&ServerMessage::Refused {
        request,
        problem: trouble.problem(language),
    })
}

/// The request number of a message that is otherwise unreadable, so that the page knows which of
/// its requests was refused.
fn request_of(text: &str) -> Option<RequestNumber> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value.get("request")?.as_u64()?.try_into().ok()
}

/// The version of a hello whose other fields are of a later message set.
fn version_of_hello(text: &str) -> Option<u16> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    if value.get("type")?.as_str()? != "hello" {
        return None;
    }
    value.get("version")?.as_u64()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_of_an_unreadable_message_is_found_where_it_has_one() {
        assert_eq!(request_of(r#"{"type":"shout","request":7}"#), Some(7));
        assert_eq!(request_of(r#"{"type":"shout","request":-7}"#), None);
        assert_eq!(request_of(r#"{"request":99999999999}"#), None);
        assert_eq!(request_of("not json"), None);
    }

    #[test]
    fn a_hello_of_a_later_version_is_known_by_its_version() {
        assert_eq!(
            version_of_hello(r#"{"type":"hello","version":2,"place":"gallery"}"#),
            Some(2)
        );
        assert_eq!(version_of_hello(r#"{"type":"leave","version":2}"#), None);
    }
}
