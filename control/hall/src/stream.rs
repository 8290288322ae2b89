//! Streams: media connections without a page (WHIP, RFC 9725, and WHEP, draft-ietf-wish-whep).
//!
//! An encoder sends the main venue's picture and sound, a player is sent the stage and what is
//! heard. Each has a seat of its own, so that it survives a restart as pages do; it is in the seat
//! for as long as its media connection stands.

use std::io::Cursor;

use control_domain::seating::Place;
use control_wire::problem::Problem;
use control_wire::signal::{Language, PublishLine, ReceiveLine, Source, View};
use rtc_sdp::description::media::MediaDescription;
use rtc_sdp::description::session::SessionDescription;
use tokio::sync::oneshot;

use crate::limits::SDP_BYTES_MAX;
use crate::problem::{LinesError, Trouble};
use crate::resume::ResumeToken;

/// Sounds that a player may ask for: as many as are ever open.
const PLAYER_SOUNDS_MAX: usize = 3;

/// Which way a stream goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StreamKind {
    /// From an encoder, which is the main venue's picture and sound while it sends.
    Encoder,
    /// To a player, which sees the stage and hears the meeting.
    Player,
}

impl StreamKind {
    pub(crate) fn place(self) -> Place {
        match self {
            Self::Encoder => Place::Encoder,
            Self::Player => Place::Player,
        }
    }
}

/// A stream that wants to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStream {
    /// Which way it goes.
    pub kind: StreamKind,
    /// Number of the token it came by: [`Hall::end_streams_of`](crate::Hall::end_streams_of) ends
    /// those of one token.
    pub token: i64,
    /// Its offer.
    pub sdp: String,
    /// Language of the texts, should it be refused.
    pub language: Language,
}

/// A stream that began.
#[derive(Clone, PartialEq, Eq)]
pub struct BegunStream {
    /// The answer; no candidate follows it.
    pub sdp: String,
    /// What the stream is ended by. It is a secret of whoever began it.
    pub resource: String,
}

impl std::fmt::Debug for BegunStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BegunStream(…)")
    }
}

/// Why a stream did not begin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StreamError {
    /// The session is not live.
    #[error("session {session} is not live")]
    NotLive {
        /// Which.
        session: i64,
    },
    /// The session or the media node says no.
    #[error("refused: {}", .0.code)]
    Refused(Problem),
}

/// A stream on its way to its session.
#[derive(Debug)]
pub(crate) struct StreamArrival {
    pub(crate) kind: StreamKind,
    pub(crate) token: i64,
    pub(crate) sdp: String,
    pub(crate) lines: StreamLines,
    pub(crate) reply: oneshot::Sender<Result<BegunStream, Trouble>>,
}

/// Which streams shall end.
#[derive(Debug)]
pub(crate) enum EndingStreams {
    /// The one that is ended by this.
    Resource(ResumeToken),
    /// Those that came by this token, and those that are not known any more to have come by another.
    Token(i64),
}

/// What the lines of a stream's offer are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StreamLines {
    pub(crate) publish: Vec<PublishLine>,
    pub(crate) receive: Vec<ReceiveLine>,
}

impl StreamLines {
    /// Reads them from the offer: an encoder's picture and sound, at most one of each; a player's
    /// picture and up to three sounds.
    ///
    /// # Errors
    /// When it is too long or no SDP, or has other lines than these.
    pub(crate) fn of(kind: StreamKind, sdp: &str) -> Result<Self, Trouble> {
        if sdp.len() > SDP_BYTES_MAX {
            return Err(LinesError::LongSdp { bytes: sdp.len() }.into());
        }
        let offer = SessionDescription::unmarshal(&mut Cursor::new(sdp.as_bytes()))
            .map_err(|_| Trouble::StreamLines)?;
        let (mut pictures, mut sounds) = (Vec::new(), Vec::new());
        for line in &offer.media_descriptions {
            let mid = line.attribute("mid").flatten().ok_or(LinesError::BadMid)?;
            match line.media_name.media.as_str() {
                "video" if flows(line, kind) => pictures.push(mid.to_owned()),
                "audio" if flows(line, kind) => sounds.push(mid.to_owned()),
                _ => return Err(Trouble::StreamLines),
            }
        }
        let sounds_max = match kind {
            StreamKind::Encoder => 1,
            StreamKind::Player => PLAYER_SOUNDS_MAX,
        };
        let none = pictures.is_empty() && sounds.is_empty();
        if none || pictures.len() > 1 || sounds.len() > sounds_max {
            return Err(Trouble::StreamLines);
        }
        Ok(match kind {
            StreamKind::Encoder => Self {
                publish: published(pictures, Source::Camera)
                    .chain(published(sounds, Source::Microphone))
                    .collect(),
                receive: Vec::new(),
            },
            StreamKind::Player => Self {
                publish: Vec::new(),
                receive: received(pictures, View::Stage)
                    .chain(received(sounds, View::Sound))
                    .collect(),
            },
        })
    }
}

/// True where media can flow on a line the way the stream goes. Without a direction it flows both
/// ways (RFC 8866 §6.7).
fn flows(line: &MediaDescription, kind: StreamKind) -> bool {
    let against = match kind {
        StreamKind::Encoder => "recvonly",
        StreamKind::Player => "sendonly",
    };
    line.attribute(against).is_none() && line.attribute("inactive").is_none()
}

fn published(mids: Vec<String>, source: Source) -> impl Iterator<Item = PublishLine> {
    mids.into_iter().map(move |mid| PublishLine { mid, source })
}

fn received(mids: Vec<String>, view: View) -> impl Iterator<Item = ReceiveLine> {
    mids.into_iter().map(move |mid| ReceiveLine { mid, view })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(lines: &[(&str, &str, &str)]) -> String {
        let mut sdp = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n".to_owned();
        for (media, mid, direction) in lines {
            sdp += &format!("m={media} 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:{mid}\r\n");
            if !direction.is_empty() {
                sdp += &format!("a={direction}\r\n");
            }
        }
        sdp
    }

    #[test]
    fn an_encoder_sends_a_picture_and_a_sound() {
        let sdp = offer(&[("audio", "a", "sendonly"), ("video", "v", "sendrecv")]);
        let lines = StreamLines::of(StreamKind::Encoder, &sdp).unwrap();
        let publish: Vec<_> = lines
            .publish
            .iter()
            .map(|line| (&*line.mid, line.source))
            .collect();
        assert_eq!(publish, [("v", Source::Camera), ("a", Source::Microphone)]);
        assert!(lines.receive.is_empty());
    }

    #[test]
    fn a_player_is_sent_the_stage_and_up_to_three_sounds() {
        let sound = ("audio", "1", "recvonly");
        let sdp = offer(&[("video", "0", "recvonly"), sound, ("audio", "2", ""), sound]);
        let lines = StreamLines::of(StreamKind::Player, &sdp).unwrap();
        let views: Vec<_> = lines.receive.iter().map(|line| line.view).collect();
        assert_eq!(views, [View::Stage, View::Sound, View::Sound, View::Sound]);
        assert!(lines.publish.is_empty());
    }

    #[test]
    fn other_lines_are_refused() {
        let refused = [
            (StreamKind::Encoder, offer(&[])),
            (StreamKind::Encoder, offer(&[("video", "0", "recvonly")])),
            (StreamKind::Encoder, offer(&[("video", "0", "inactive")])),
            (
                StreamKind::Encoder,
                offer(&[("video", "0", ""), ("video", "1", "")]),
            ),
            (StreamKind::Encoder, offer(&[("application", "0", "")])),
            (StreamKind::Player, offer(&[("video", "0", "sendonly")])),
            (StreamKind::Player, offer(&[("audio", "0", ""); 4])),
            (StreamKind::Player, "not SDP".to_owned()),
        ];
        for (kind, sdp) in refused {
            assert_eq!(
                StreamLines::of(kind, &sdp),
                Err(Trouble::StreamLines),
                "{sdp}"
            );
        }
        let long = "x".repeat(SDP_BYTES_MAX + 1);
        let bytes = long.len();
        assert_eq!(
            StreamLines::of(StreamKind::Player, &long),
            Err(LinesError::LongSdp { bytes }.into())
        );
    }
}
