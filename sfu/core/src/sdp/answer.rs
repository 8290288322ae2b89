//! Answers, in the form that Chromium and Firefox both accept.

use std::fmt::Write as _;
use std::net::SocketAddr;

use super::offer::{URI_AUDIO_LEVEL, URI_MID, URI_REPAIRED_RID, URI_RID, URI_TRANSPORT_CC};
use super::{Codec, CodecFormat, Direction, OfferLine};
use crate::ice_lite::Credentials;
use crate::identity::Fingerprint;

/// Bitrate in kb/s that Chromium's encoder starts from: enough for the high layer at once.
const START_BITRATE_KBPS: u32 = 1200;

/// What an answer says about the server.
pub(crate) struct AnswerParameters<'a> {
    pub(crate) credentials: &'a Credentials,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) candidates: Candidates<'a>,
    /// Counts the answers to one peer, for the `o=` line.
    pub(crate) version: u64,
}

/// Where the server is reached, the preferred address of each kind first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Candidates<'a> {
    pub(crate) udp: &'a [SocketAddr],
    /// Where the browser is to connect (RFC 6544 §4.5).
    pub(crate) tcp: &'a [SocketAddr],
}

/// Streams of a receive slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SlotStreams {
    pub(crate) ssrc: u32,
    /// Of its retransmissions; absent for sound.
    pub(crate) rtx_ssrc: Option<u32>,
}

/// What becomes of one offered m-line.
pub(crate) enum AnswerLine<'a> {
    /// The server receives it.
    Publish(&'a OfferLine),
    /// The server sends on it.
    Slot(&'a OfferLine, SlotStreams),
    /// Not wanted.
    Rejected(&'a OfferLine),
}

/// Writes the answer.
pub(crate) fn write_answer(parameters: &AnswerParameters<'_>, lines: &[AnswerLine<'_>]) -> String {
    let mut sdp = Writer(String::with_capacity(4096));
    sdp.line(format_args!("v=0"));
    sdp.line(format_args!(
        "o=- 1 {} IN IP4 127.0.0.1",
        parameters.version
    ));
    sdp.line(format_args!("s=-"));
    sdp.line(format_args!("t=0 0"));
    sdp.line(format_args!("a=ice-lite"));
    let bundled: Vec<&str> = lines
        .iter()
        .filter_map(|line| match line {
            AnswerLine::Publish(offered) | AnswerLine::Slot(offered, _) => {
                Some(offered.mid.as_str())
            }
            AnswerLine::Rejected(_) => None,
        })
        .collect();
    sdp.line(format_args!("a=group:BUNDLE {}", bundled.join(" ")));
    sdp.line(format_args!("a=msid-semantic: WMS *"));
    let mut candidates = parameters.candidates;
    for line in lines {
        match line {
            AnswerLine::Publish(offered) => {
                sdp.media(offered, parameters, std::mem::take(&mut candidates));
                sdp.publish(offered);
            }
            AnswerLine::Slot(offered, streams) => {
                sdp.media(offered, parameters, std::mem::take(&mut candidates));
                sdp.slot(offered, *streams);
            }
            AnswerLine::Rejected(offered) => sdp.rejected(offered),
        }
    }
    sdp.0
}

struct Writer(String);

impl Writer {
    fn line(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing into a String cannot fail.
        if self.0.write_fmt(text).is_ok() {
            self.0.push_str("\r\n");
        }
    }

    fn media(
        &mut self,
        offered: &OfferLine,
        parameters: &AnswerParameters<'_>,
        candidates: Candidates<'_>,
    ) {
        let formats: Vec<String> = offered
            .formats
            .iter()
            // Redundant sound is named before plain, so that the browser sends it.
            .flat_map(|format| [format.red, Some(format.payload_type), format.rtx])
            .flatten()
            .map(|payload_type| payload_type.to_string())
            .collect();
        self.line(format_args!(
            "m={} 9 {} {}",
            offered.media,
            offered.protocol,
            formats.join(" ")
        ));
        self.line(format_args!("c=IN IP4 0.0.0.0"));
        self.line(format_args!("a=mid:{}", offered.mid));
        let credentials = parameters.credentials;
        self.line(format_args!("a=ice-ufrag:{}", credentials.ufrag));
        self.line(format_args!("a=ice-pwd:{}", credentials.pwd));
        self.line(format_args!(
            "a=fingerprint:sha-256 {}",
            parameters.fingerprint
        ));
        self.line(format_args!("a=setup:passive"));
        self.line(format_args!("a=rtcp-mux"));
        self.line(format_args!("a=rtcp-rsize"));
        let udp = candidates.udp.iter().map(|address| (address, "udp", ""));
        let tcp = candidates
            .tcp
            .iter()
            .map(|address| (address, "tcp", " tcptype passive"));
        for (place, (address, protocol, kind)) in udp.chain(tcp).enumerate() {
            // Of a host candidate, in the order given (RFC 8445 §5.1.2.1): what comes by TCP comes
            // last, and is used where nothing else gets through.
            let priority = 126 << 24 | (65_535 - place.min(65_535)) << 8 | 255;
            self.line(format_args!(
                "a=candidate:{} 1 {protocol} {priority} {} {} typ host{kind}",
                place + 1,
                address.ip(),
                address.port()
            ));
        }
        if candidates != Candidates::default() {
            self.line(format_args!("a=end-of-candidates"));
        }
    }

    fn publish(&mut self, offered: &OfferLine) {
        self.line(format_args!("a=recvonly"));
        for rid in &offered.rids {
            self.line(format_args!("a=rid:{rid} recv"));
        }
        if !offered.rids.is_empty() {
            self.line(format_args!("a=simulcast:recv {}", offered.rids.join(";")));
        }
        let extensions = &offered.extensions;
        for (id, uri) in [
            (extensions.mid, URI_MID),
            (extensions.rid, URI_RID),
            (extensions.repaired_rid, URI_REPAIRED_RID),
            (extensions.transport_cc, URI_TRANSPORT_CC),
            (extensions.audio_level, URI_AUDIO_LEVEL),
        ] {
            if let Some(id) = id {
                self.line(format_args!("a=extmap:{id} {uri}"));
            }
        }
        for format in &offered.formats {
            let extra = match format.codec {
                Codec::Vp8 | Codec::H264 => {
                    Some(format!("x-google-start-bitrate={START_BITRATE_KBPS}"))
                }
                Codec::Opus => Some("useinbandfec=1;usedtx=1".to_owned()),
            };
            self.format(format, extra.as_deref());
            self.feedback(offered, format);
        }
    }

    fn slot(&mut self, offered: &OfferLine, streams: SlotStreams) {
        let mid = &offered.mid;
        self.line(format_args!("a=sendonly"));
        self.line(format_args!("a=msid:s{mid} t{mid}"));
        if let Some(id) = offered.extensions.transport_cc {
            self.line(format_args!("a=extmap:{id} {URI_TRANSPORT_CC}"));
        }
        for format in &offered.formats {
            self.format(format, None);
            self.feedback(offered, format);
        }
        let ssrc = streams.ssrc;
        if let Some(rtx) = streams.rtx_ssrc {
            self.line(format_args!("a=ssrc-group:FID {ssrc} {rtx}"));
            self.line(format_args!("a=ssrc:{ssrc} cname:{mid}"));
            self.line(format_args!("a=ssrc:{rtx} cname:{mid}"));
        } else {
            self.line(format_args!("a=ssrc:{ssrc} cname:{mid}"));
        }
    }

    /// The feedback that goes with a format, whichever side gives it.
    fn feedback(&mut self, offered: &OfferLine, format: &CodecFormat) {
        let payload_type = format.payload_type;
        if offered.extensions.transport_cc.is_some() {
            for payload_type in format.red.into_iter().chain([payload_type]) {
                self.line(format_args!("a=rtcp-fb:{payload_type} transport-cc"));
            }
        }
        if offered.is_video() {
            self.line(format_args!("a=rtcp-fb:{payload_type} nack"));
            self.line(format_args!("a=rtcp-fb:{payload_type} nack pli"));
        }
    }

    fn format(&mut self, format: &CodecFormat, extra: Option<&str>) {
        let payload_type = format.payload_type;
        self.line(format_args!("a=rtpmap:{payload_type} {}", format.rtpmap));
        let fmtp: Vec<&str> = match (format.codec, extra) {
            // What the browser offered are its own receiving wishes; for Opus they are replaced.
            (Codec::Opus, Some(extra)) => vec![extra],
            _ => format.fmtp.as_deref().into_iter().chain(extra).collect(),
        };
        if !fmtp.is_empty() {
            self.line(format_args!("a=fmtp:{payload_type} {}", fmtp.join(";")));
        }
        if let Some(red) = format.red {
            self.line(format_args!("a=rtpmap:{red} red/48000/2"));
            self.line(format_args!("a=fmtp:{red} {payload_type}/{payload_type}"));
        }
        if let Some(rtx) = format.rtx {
            self.line(format_args!("a=rtpmap:{rtx} rtx/90000"));
            self.line(format_args!("a=fmtp:{rtx} apt={payload_type}"));
        }
    }

    fn rejected(&mut self, offered: &OfferLine) {
        self.line(format_args!(
            "m={} 0 {} {}",
            offered.media, offered.protocol, offered.first_format
        ));
        self.line(format_args!("c=IN IP4 0.0.0.0"));
        self.line(format_args!("a=mid:{}", offered.mid));
        if offered.direction != Direction::Neither || offered.media != "application" {
            self.line(format_args!("a=inactive"));
        }
    }
}
