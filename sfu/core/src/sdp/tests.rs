//! Offers as browsers write them, and offers nobody should write.

use sfu_wire::Refusal;

use super::*;
use crate::ice_lite::Credentials;
use crate::identity::Fingerprint;

/// An offer in Chromium's shape: camera with two RIDs, one picture slot, one data channel.
pub(crate) const OFFER: &str = "v=0\r\n\
o=- 4611731400430051336 2 IN IP4 127.0.0.1\r\n\
s=-\r\n\
t=0 0\r\n\
a=group:BUNDLE 0 1 2\r\n\
a=extmap-allow-mixed\r\n\
a=msid-semantic: WMS\r\n\
m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 39\r\n\
c=IN IP4 0.0.0.0\r\n\
a=rtcp:9 IN IP4 0.0.0.0\r\n\
a=ice-ufrag:4ZcD\r\n\
a=ice-pwd:2/1muCWoOi3uLifh0NuRHlLq\r\n\
a=ice-options:trickle\r\n\
a=fingerprint:sha-256 75:74:5A:A6:A4:E5:52:F4:A7:67:4C:01:C7:EE:91:3F:21:3D:A2:E3:53:7B:6F:30:86:F2:30:AA:65:FB:04:24\r\n\
a=setup:actpass\r\n\
a=mid:0\r\n\
a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n\
a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid\r\n\
a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n\
a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id\r\n\
a=sendonly\r\n\
a=msid:- camera\r\n\
a=rtcp-mux\r\n\
a=rtcp-rsize\r\n\
a=rtpmap:96 VP8/90000\r\n\
a=rtcp-fb:96 nack pli\r\n\
a=rtpmap:97 rtx/90000\r\n\
a=fmtp:97 apt=96\r\n\
a=rtpmap:102 H264/90000\r\n\
a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n\
a=rtpmap:103 rtx/90000\r\n\
a=fmtp:103 apt=102\r\n\
a=rtpmap:39 AV1/90000\r\n\
a=rid:l send\r\n\
a=rid:h send\r\n\
a=simulcast:send l;h\r\n\
m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n\
c=IN IP4 0.0.0.0\r\n\
a=ice-ufrag:4ZcD\r\n\
a=setup:actpass\r\n\
a=mid:1\r\n\
a=recvonly\r\n\
a=rtcp-mux\r\n\
a=rtpmap:96 VP8/90000\r\n\
a=rtpmap:97 rtx/90000\r\n\
a=fmtp:97 apt=96\r\n\
m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n\
c=IN IP4 0.0.0.0\r\n\
a=mid:2\r\n\
a=sctp-port:5000\r\n";

fn refusal(text: &str) -> Refusal {
    Offer::parse(text).unwrap_err()
}

#[test]
fn a_browsers_offer_is_read() {
    let offer = Offer::parse(OFFER).unwrap();
    assert_eq!(offer.ufrag, "4ZcD");
    let [camera, slot, data] = &offer.lines[..] else {
        panic!("three lines")
    };
    assert_eq!(camera.direction, Direction::Publish);
    assert_eq!(camera.rids, ["l", "h"]);
    assert_eq!(camera.extensions.repaired_rid, Some(11));
    let codecs: Vec<_> = camera
        .formats
        .iter()
        .map(|format| (format.codec, format.payload_type, format.rtx))
        .collect();
    assert_eq!(
        codecs,
        [(Codec::Vp8, 96, Some(97)), (Codec::H264, 102, Some(103))]
    );
    assert_eq!(slot.direction, Direction::Receive);
    assert_eq!(data.direction, Direction::Neither);
}

/// The answer that takes these lines.
fn answer(lines: &[AnswerLine<'_>]) -> String {
    let credentials = Credentials {
        ufrag: "ours".into(),
        pwd: "secret".into(),
    };
    let parameters = AnswerParameters {
        credentials: &credentials,
        fingerprint: Fingerprint::of(b"certificate"),
        candidates: Candidates {
            udp: &[([127, 0, 0, 1], 40_000).into()],
            tcp: &[([127, 0, 0, 1], 8443).into()],
        },
        version: 1,
    };
    write_answer(&parameters, lines)
}

#[test]
fn sound_is_asked_for_with_redundancy_in_band_and_out_and_with_pauses() {
    let text = format!(
        "{OFFER}m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\n\
         c=IN IP4 0.0.0.0\r\n\
         a=mid:3\r\n\
         a=sendonly\r\n\
         a=rtpmap:111 opus/48000/2\r\n\
         a=fmtp:111 minptime=10;useinbandfec=1\r\n\
         a=rtpmap:63 red/48000/2\r\n\
         a=fmtp:63 111/111\r\n"
    );
    let offer = Offer::parse(&text).unwrap();
    let answer = answer(&[AnswerLine::Publish(&offer.lines[3])]);
    assert!(answer.contains("useinbandfec=1;usedtx=1\r\n"), "{answer}");
    assert!(answer.contains("SAVPF 63 111\r\n"), "{answer}");
}

#[test]
fn the_answer_takes_what_is_forwarded_and_rejects_the_rest() {
    let offer = Offer::parse(OFFER).unwrap();
    let streams = SlotStreams {
        ssrc: 11,
        rtx_ssrc: Some(12),
    };
    let answer = answer(&[
        AnswerLine::Publish(&offer.lines[0]),
        AnswerLine::Slot(&offer.lines[1], streams),
        AnswerLine::Rejected(&offer.lines[2]),
    ]);
    for wanted in [
        "a=ice-lite\r\n",
        "a=group:BUNDLE 0 1\r\n",
        "a=rid:l recv\r\na=rid:h recv\r\na=simulcast:recv l;h\r\n",
        "a=fmtp:96 x-google-start-bitrate=1200\r\n",
        "profile-level-id=42e01f;x-google-start-bitrate=1200\r\n",
        "a=rtcp-fb:96 transport-cc\r\n",
        "a=candidate:1 1 udp 2130706431 127.0.0.1 40000 typ host\r\n",
        "a=ssrc-group:FID 11 12\r\n",
        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n",
    ] {
        assert!(answer.contains(wanted), "{wanted} in\n{answer}");
    }
    assert!(
        answer
            .contains("a=candidate:2 1 tcp 2130706175 127.0.0.1 8443 typ host tcptype passive\r\n")
    );
    assert_eq!(answer.matches("a=candidate").count(), 2);
    assert!(!answer.contains("AV1"));
}

#[test]
fn what_an_offer_lacks_is_named() {
    let without = |part: &str| {
        let lines: Vec<&str> = OFFER
            .split_inclusive("\r\n")
            .filter(|line| !line.starts_with(part))
            .collect();
        lines.concat()
    };
    for (part, named) in [
        ("a=ice-ufrag", "ice-ufrag"),
        ("a=fingerprint", "fingerprint"),
        ("a=setup", "setup"),
        ("a=mid", "mid"),
        ("a=recvonly", "sendrecv"),
    ] {
        let Refusal::Malformed { detail } = refusal(&without(part)) else {
            panic!("{part}")
        };
        assert!(detail.contains(named), "{part}: {detail}");
    }
    let session_only = OFFER.split("m=").next().unwrap();
    assert!(matches!(
        refusal(session_only),
        Refusal::Malformed { detail } if detail.contains("no m-line")
    ));
    assert_eq!(
        refusal(&OFFER.replace("VP8", "VP7")),
        Refusal::NoCommonCodec { mid: "1".into() }
    );
    assert!(matches!(
        refusal(&OFFER.replace("a=mid:1", "a=mid:0")),
        Refusal::Malformed { .. }
    ));
}

#[test]
fn too_many_lines_are_refused() {
    let mut text = OFFER.to_owned();
    for mid in 3..LINES_MAX + 1 {
        text.push_str(&format!(
            "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na=recvonly\r\na=rtpmap:96 VP8/90000\r\n"
        ));
    }
    assert_eq!(
        refusal(&text),
        Refusal::TooManyLines {
            lines_max: LINES_MAX
        }
    );
}

#[test]
fn mutated_offers_do_no_harm() {
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};
    let mut rng = StdRng::seed_from_u64(20_191_114);
    for _ in 0..3_000 {
        let mut bytes = OFFER.as_bytes().to_vec();
        for _ in 0..rng.random_range(1..8) {
            let at = rng.random_range(0..bytes.len());
            match rng.random_range(0..4) {
                0 => bytes[at] = rng.random(),
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, rng.random()),
                _ => bytes.truncate(at.max(16)),
            }
        }
        if let Ok(text) = String::from_utf8(bytes) {
            let _ = Offer::parse(&text);
        }
    }
}
