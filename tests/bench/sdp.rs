//! Offers that participants make, and what they read in an answer.

use std::net::SocketAddr;

use sfu_wire::{OfferedLine, TrackKind};

/// Payload type of VP8 in every offer here.
pub(crate) const VP8: u8 = 96;
/// Payload type of Opus in every offer here.
pub(crate) const OPUS: u8 = 111;
/// Identifiers of header extensions (RFC 8285) in every offer here.
pub(crate) const EXT_TRANSPORT_CC: u8 = 4;
pub(crate) const EXT_MID: u8 = 9;
pub(crate) const EXT_RID: u8 = 10;

/// The camera's m-line, and the microphone's.
pub(crate) const MID_CAMERA: u8 = b'0';
pub(crate) const MID_MICROPHONE: u8 = b'1';

/// How a camera is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Camera {
    /// One layer of the given SSRC.
    Single {
        /// Its SSRC.
        ssrc: u32,
    },
    /// A low and a high layer, told apart by RID.
    Simulcast,
}

/// Which m-lines a participant offers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Lines {
    pub(crate) camera: Option<Camera>,
    /// The microphone, by its SSRC.
    pub(crate) microphone: Option<u32>,
    /// Receive slots for pictures.
    pub(crate) picture_slots: usize,
    /// Receive slots for sound.
    pub(crate) sound_slots: usize,
}

/// One end's transport, as its session description names it.
#[derive(Debug, Clone)]
pub(crate) struct Transport<'a> {
    pub(crate) ufrag: &'a str,
    pub(crate) fingerprint: &'a str,
}

/// The password of every participant.
pub(crate) const PWD: &str = "a-password-nobody-needs";

impl Lines {
    /// The offer, and what its publishing lines carry.
    pub(crate) fn offer(&self, transport: &Transport<'_>) -> (String, Vec<OfferedLine>) {
        let mut text = SessionText::begin();
        let mut publish = Vec::new();
        if let Some(camera) = self.camera {
            text.picture(&mid(MID_CAMERA), "sendonly", transport);
            text.extensions();
            match camera {
                Camera::Single { ssrc } => text.line(format!("a=ssrc:{ssrc} cname:bench")),
                Camera::Simulcast => {
                    text.line("a=rid:l send");
                    text.line("a=rid:h send");
                    text.line("a=simulcast:send l;h");
                }
            }
            publish.push(OfferedLine {
                mid: mid(MID_CAMERA),
                kind: TrackKind::Camera,
            });
        }
        if let Some(ssrc) = self.microphone {
            text.sound(&mid(MID_MICROPHONE), "sendonly", transport);
            text.extensions();
            text.line(format!("a=ssrc:{ssrc} cname:bench"));
            publish.push(OfferedLine {
                mid: mid(MID_MICROPHONE),
                kind: TrackKind::Microphone,
            });
        }
        let slots = 2..2 + self.picture_slots + self.sound_slots;
        for slot in slots {
            let mid = slot.to_string();
            if slot < 2 + self.picture_slots {
                text.picture(&mid, "recvonly", transport);
            } else {
                text.sound(&mid, "recvonly", transport);
            }
        }
        (text.end(), publish)
    }
}

impl Transport<'_> {
    /// The answer to an offer whose lines are all to be received.
    pub(crate) fn answer(&self, offer: &str) -> String {
        let mut text = SessionText::begin();
        for media in offer.split("\r\nm=").skip(1) {
            let mut lines = media.lines();
            let first = lines.next().unwrap_or_default();
            let mid = lines.find_map(|line| line.strip_prefix("a=mid:"));
            text.line(format!("m={first}"));
            text.common(mid.unwrap_or_default(), "recvonly", self);
            let formats = media.lines().filter(|line| {
                line.starts_with("a=rtpmap:")
                    || line.starts_with("a=fmtp:")
                    || line.starts_with("a=rtcp-fb:")
            });
            formats.for_each(|line| text.line(line));
        }
        text.end()
    }
}

fn mid(letter: u8) -> String {
    char::from(letter).to_string()
}

/// A session description being written.
struct SessionText(String);

impl SessionText {
    fn begin() -> Self {
        Self("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n".to_owned())
    }

    fn line(&mut self, line: impl AsRef<str>) {
        self.0.push_str(line.as_ref());
        self.0.push_str("\r\n");
    }

    fn picture(&mut self, mid: &str, direction: &str, transport: &Transport<'_>) {
        self.line("m=video 9 UDP/TLS/RTP/SAVPF 96 97");
        self.common(mid, direction, transport);
        self.line("a=rtpmap:96 VP8/90000");
        self.line("a=rtcp-fb:96 nack");
        self.line("a=rtcp-fb:96 nack pli");
        self.line("a=rtpmap:97 rtx/90000");
        self.line("a=fmtp:97 apt=96");
    }

    fn sound(&mut self, mid: &str, direction: &str, transport: &Transport<'_>) {
        self.line("m=audio 9 UDP/TLS/RTP/SAVPF 111");
        self.common(mid, direction, transport);
        self.line("a=rtpmap:111 opus/48000/2");
    }

    fn common(&mut self, mid: &str, direction: &str, transport: &Transport<'_>) {
        self.line("c=IN IP4 0.0.0.0");
        self.line(format!("a=mid:{mid}"));
        self.line(format!("a=ice-ufrag:{}", transport.ufrag));
        self.line(format!("a=ice-pwd:{PWD}"));
        self.line(format!("a=fingerprint:sha-256 {}", transport.fingerprint));
        self.line("a=setup:active");
        self.line(format!("a={direction}"));
        self.line("a=rtcp-mux");
    }

    fn extensions(&mut self) {
        self.line(format!(
            "a=extmap:{EXT_TRANSPORT_CC} \
             http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
        ));
        self.line(format!(
            "a=extmap:{EXT_MID} urn:ietf:params:rtp-hdrext:sdes:mid"
        ));
        self.line(format!(
            "a=extmap:{EXT_RID} urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
        ));
    }

    fn end(self) -> String {
        self.0
    }
}

/// A stream that an answer promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SlotStream {
    pub(crate) mid: String,
    pub(crate) is_picture: bool,
    pub(crate) ssrc: u32,
}

/// What a participant needs of the server's session description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerSide {
    pub(crate) address: SocketAddr,
    pub(crate) ufrag: String,
    pub(crate) pwd: String,
    pub(crate) slots: Vec<SlotStream>,
}

/// Why the server's session description is of no use.
#[derive(Debug, thiserror::Error)]
#[error("the server's session description has no usable {0}")]
pub(crate) struct Unreadable(&'static str);

impl ServerSide {
    /// Reads a session description: the first IPv4 candidate, its credentials and the streams to
    /// come.
    pub(crate) fn read(text: &str) -> Result<Self, Unreadable> {
        let value = |key: &'static str| {
            text.lines()
                .find_map(|line| line.trim_end().strip_prefix(key))
                .ok_or(Unreadable(key))
        };
        let address = text
            .lines()
            .filter_map(|line| line.trim_end().strip_prefix("a=candidate:"))
            .find_map(candidate)
            .ok_or(Unreadable("candidate"))?;
        let slots = text
            .split("\r\nm=")
            .skip(1)
            .filter_map(|media| {
                let line = |key: &str| media.lines().find_map(|line| line.strip_prefix(key));
                line("a=sendonly")?;
                Some(SlotStream {
                    mid: line("a=mid:")?.to_owned(),
                    is_picture: media.starts_with("video"),
                    ssrc: line("a=ssrc:")?.split(' ').next()?.parse().ok()?,
                })
            })
            .collect();
        Ok(Self {
            address,
            ufrag: value("a=ice-ufrag:")?.to_owned(),
            pwd: value("a=ice-pwd:")?.to_owned(),
            slots,
        })
    }
}

/// The address of a UDP host candidate over IPv4 (RFC 8839 §5.1).
fn candidate(value: &str) -> Option<SocketAddr> {
    let mut words = value.split(' ').skip(2);
    let is_udp = words.next()?.eq_ignore_ascii_case("udp");
    let mut words = words.skip(1);
    let address = format!("{}:{}", words.next()?, words.next()?);
    address
        .parse()
        .ok()
        .filter(|address: &SocketAddr| is_udp && address.is_ipv4())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_side_is_read_with_its_candidate_and_slots() {
        let text = "v=0\r\na=ice-lite\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n\
                    a=ice-ufrag:u\r\na=ice-pwd:p\r\na=recvonly\r\n\
                    a=candidate:1 1 udp 1 ::1 40000 typ host\r\n\
                    a=candidate:2 1 udp 1 127.0.0.1 40000 typ host\r\n\
                    m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:2\r\na=sendonly\r\n\
                    a=ssrc-group:FID 7 8\r\na=ssrc:7 cname:x\r\na=ssrc:8 cname:x\r\n";
        let read = ServerSide::read(text).unwrap();
        assert_eq!(read.address, SocketAddr::from(([127, 0, 0, 1], 40_000)));
        let slot = SlotStream {
            mid: "2".into(),
            is_picture: true,
            ssrc: 7,
        };
        assert_eq!(read.slots, [slot]);
    }
}
