//! What is needed of an offer, checked.

use std::io::Cursor;

use rtc_sdp::description::media::MediaDescription;
use rtc_sdp::description::session::SessionDescription;
use sfu_wire::Refusal;

use super::codec::{CodecFormat, formats};
use crate::identity::Fingerprint;

/// Most m-lines of one offer: four publishing, 34 tiles, sound and some room.
pub(crate) const LINES_MAX: usize = 64;

/// Longest offer read, in bytes: 64 m-lines of a browser that lists every codec it has.
const OFFER_BYTES_MAX: usize = 512 * 1024;

/// Longest `mid`; browsers use one to three digits.
const MID_BYTES_MAX: usize = 16;

/// An offer, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) ufrag: String,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) lines: Vec<OfferLine>,
}

/// Which way media shall flow, from the browser's point of view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Publish,
    Receive,
    /// Neither, or an m-line that is not sound or picture.
    Neither,
}

/// One m-line of an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OfferLine {
    pub(crate) mid: String,
    /// As written: `audio`, `video`, `application`.
    pub(crate) media: String,
    /// As written, such as `UDP/TLS/RTP/SAVPF`.
    pub(crate) protocol: String,
    /// The first format as written, for a rejected line.
    pub(crate) first_format: String,
    pub(crate) direction: Direction,
    pub(crate) formats: Vec<CodecFormat>,
    pub(crate) extensions: Extensions,
    /// RIDs it sends, in order (RFC 8853).
    pub(crate) rids: Vec<String>,
    /// SSRCs it announces, media before its retransmission.
    pub(crate) ssrcs: Vec<u32>,
}

impl OfferLine {
    pub(crate) fn is_video(&self) -> bool {
        self.media == "video"
    }
}

/// Identifiers of the header extensions that are read here (RFC 8285).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Extensions {
    pub(crate) mid: Option<u8>,
    pub(crate) rid: Option<u8>,
    pub(crate) repaired_rid: Option<u8>,
    pub(crate) transport_cc: Option<u8>,
    pub(crate) audio_level: Option<u8>,
}

pub(crate) const URI_MID: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
pub(crate) const URI_RID: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
pub(crate) const URI_REPAIRED_RID: &str = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";
pub(crate) const URI_TRANSPORT_CC: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
/// How loud a packet's sound is (RFC 6464 §4).
pub(crate) const URI_AUDIO_LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

impl Offer {
    /// Reads and checks an offer.
    ///
    /// # Errors
    /// When it is not SDP, has too many m-lines, or lacks what a WebRTC offer must have; the
    /// refusal names the place.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        if text.len() > OFFER_BYTES_MAX {
            return Err(malformed(format!("longer than {OFFER_BYTES_MAX} bytes")));
        }
        let session = SessionDescription::unmarshal(&mut Cursor::new(text.as_bytes()))
            .map_err(|error| malformed(error.to_string()))?;
        if session.media_descriptions.len() > LINES_MAX {
            return Err(Refusal::TooManyLines {
                lines_max: LINES_MAX,
            });
        }
        let Some(first) = session.media_descriptions.first() else {
            return Err(malformed("no m-line".into()));
        };
        // With BUNDLE, the first m-line's transport is everybody's (RFC 9143 §7.2).
        let transport = |key: &str| {
            attribute(first, key).or_else(|| {
                session
                    .attributes
                    .iter()
                    .find(|attribute| attribute.key == key)
                    .and_then(|attribute| attribute.value.as_deref())
            })
        };
        let ufrag = transport("ice-ufrag")
            .filter(|ufrag| (4..=256).contains(&ufrag.len()))
            .ok_or_else(|| malformed("no a=ice-ufrag".into()))?;
        let fingerprint = transport("fingerprint")
            .and_then(|value| {
                let (hash, digest) = value.split_once(' ')?;
                hash.eq_ignore_ascii_case("sha-256")
                    .then(|| Fingerprint::parse(digest))?
            })
            .ok_or_else(|| malformed("no a=fingerprint with sha-256".into()))?;
        if !matches!(transport("setup"), Some("actpass" | "active")) {
            return Err(malformed(
                "a=setup is neither actpass nor active: the offerer must start DTLS".into(),
            ));
        }
        let lines = session
            .media_descriptions
            .iter()
            .enumerate()
            .map(|(place, media)| line(place, media))
            .collect::<Result<Vec<_>, _>>()?;
        for (place, line) in lines.iter().enumerate() {
            if lines.iter().take(place).any(|other| other.mid == line.mid) {
                return Err(malformed(format!("a=mid:{} twice", line.mid)));
            }
        }
        Ok(Self {
            ufrag: ufrag.to_owned(),
            fingerprint,
            lines,
        })
    }
}

fn line(place: usize, media: &MediaDescription) -> Result<OfferLine, Refusal> {
    let mid = attribute(media, "mid")
        .filter(|mid| {
            (1..=MID_BYTES_MAX).contains(&mid.len()) && mid.bytes().all(|b| b.is_ascii_graphic())
        })
        .ok_or_else(|| malformed(format!("m-line {place} has no usable a=mid")))?;
    let carries_media = matches!(media.media_name.media.as_str(), "audio" | "video");
    let direction = if !carries_media {
        Direction::Neither
    } else if media.has_attribute("sendonly") {
        Direction::Publish
    } else if media.has_attribute("recvonly") {
        Direction::Receive
    } else if media.has_attribute("inactive") {
        Direction::Neither
    } else {
        // `sendrecv` is the default (RFC 8866 §6.7); one line carries one direction here.
        return Err(malformed(format!(
            "m-line {mid} is sendrecv; offer sendonly or recvonly"
        )));
    };
    let formats = formats(media);
    if formats.is_empty() && direction != Direction::Neither {
        return Err(Refusal::NoCommonCodec {
            mid: mid.to_owned(),
        });
    }
    let rids = values(media, "rid")
        .filter_map(|value| {
            let mut words = value.split(' ');
            let rid = words.next()?;
            (words.next() == Some("send")).then(|| rid.to_owned())
        })
        .take(4)
        .collect();
    let mut ssrcs: Vec<u32> = Vec::new();
    for ssrc in values(media, "ssrc").filter_map(|value| value.split(' ').next()?.parse().ok()) {
        if !ssrcs.contains(&ssrc) && ssrcs.len() < 4 {
            ssrcs.push(ssrc);
        }
    }
    Ok(OfferLine {
        mid: mid.to_owned(),
        media: media.media_name.media.clone(),
        protocol: media.media_name.protos.join("/"),
        first_format: media
            .media_name
            .formats
            .first()
            .cloned()
            .unwrap_or_else(|| "0".to_owned()),
        direction,
        formats,
        extensions: extensions(media),
        rids,
        ssrcs,
    })
}

fn extensions(media: &MediaDescription) -> Extensions {
    let mut found = Extensions::default();
    for value in values(media, "extmap") {
        let mut words = value.split(' ');
        let id = words.next().and_then(|id| {
            let number = id.split('/').next()?;
            number.parse::<u8>().ok().filter(|id| (1..=14).contains(id))
        });
        let place = match words.next() {
            Some(URI_MID) => &mut found.mid,
            Some(URI_RID) => &mut found.rid,
            Some(URI_REPAIRED_RID) => &mut found.repaired_rid,
            Some(URI_TRANSPORT_CC) => &mut found.transport_cc,
            Some(URI_AUDIO_LEVEL) => &mut found.audio_level,
            _ => continue,
        };
        *place = id;
    }
    found
}

fn attribute<'m>(media: &'m MediaDescription, key: &str) -> Option<&'m str> {
    media.attribute(key).flatten()
}

fn values<'m>(media: &'m MediaDescription, key: &str) -> impl Iterator<Item = &'m str> {
    media
        .attributes
        .iter()
        .filter(move |attribute| attribute.key == key)
        .filter_map(|attribute| attribute.value.as_deref())
}

fn malformed(detail: String) -> Refusal {
    Refusal::Malformed { detail }
}
