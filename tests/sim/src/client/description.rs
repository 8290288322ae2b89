//! What a client offers, and what it reads out of the answer.

use sfu_wire::{OfferedLine, TrackKind};

use super::setup::ClientSetup;

/// Payload types of the offer.
pub(super) const VP8: u8 = 96;
pub(super) const VP8_RTX: u8 = 97;
pub(super) const OPUS: u8 = 111;
/// Redundant sound (RFC 2198).
pub(super) const RED: u8 = 63;

/// Identifiers of header extensions in the offer.
pub(super) const TRANSPORT_CC: u8 = 4;
pub(super) const MID: u8 = 9;
pub(super) const RID: u8 = 10;
pub(super) const REPAIRED_RID: u8 = 11;
pub(super) const AUDIO_LEVEL: u8 = 12;

const URI_TRANSPORT_CC: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
const URI_SDES: &str = "urn:ietf:params:rtp-hdrext:sdes";
const URI_AUDIO_LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

/// `mid` of the camera and of the microphone.
pub(super) const CAMERA: &str = "0";
pub(super) const MICROPHONE: &str = "m";

/// `mid` of a picture slot.
pub(super) fn picture_mid(slot: usize) -> String {
    (slot + 1).to_string()
}

/// `mid` of a sound slot.
pub(super) fn sound_mid(slot: usize) -> String {
    format!("s{slot}")
}

/// The offer of a client, and what its publishing m-lines carry.
pub(super) fn offer(
    setup: &ClientSetup,
    ufrag: &str,
    fingerprint: &sfu_core::Fingerprint,
) -> (String, Vec<OfferedLine>) {
    let mut sdp = Sdp {
        lines: vec![
            "v=0".to_owned(),
            "o=- 1 1 IN IP4 127.0.0.1".into(),
            "s=-".into(),
            "t=0 0".into(),
        ],
        transport: vec![
            format!("a=ice-ufrag:{ufrag}"),
            "a=ice-pwd:a-password-nobody-needs".into(),
            format!("a=fingerprint:sha-256 {fingerprint}"),
            "a=setup:actpass".into(),
            "a=rtcp-mux".into(),
        ],
    };
    let mut publish = Vec::new();
    if setup.publishes {
        sdp.picture(CAMERA, "sendonly");
        sdp.lines.extend([
            format!("a=extmap:{MID} {URI_SDES}:mid"),
            format!("a=extmap:{RID} {URI_SDES}:rtp-stream-id"),
            format!("a=extmap:{REPAIRED_RID} {URI_SDES}:repaired-rtp-stream-id"),
            "a=rid:l send".into(),
            "a=rid:h send".into(),
            "a=simulcast:send l;h".into(),
        ]);
        publish.push(OfferedLine {
            mid: CAMERA.into(),
            kind: TrackKind::Camera,
        });
    }
    if setup.speaks {
        sdp.sound(MICROPHONE, "sendonly");
        sdp.lines.extend([
            format!("a=extmap:{MID} {URI_SDES}:mid"),
            format!("a=extmap:{AUDIO_LEVEL} {URI_AUDIO_LEVEL}"),
        ]);
        publish.push(OfferedLine {
            mid: MICROPHONE.into(),
            kind: TrackKind::Microphone,
        });
    }
    for slot in 0..setup.slots {
        sdp.picture(&picture_mid(slot), "recvonly");
    }
    for slot in 0..setup.sound_slots {
        sdp.sound(&sound_mid(slot), "recvonly");
    }
    sdp.lines.push(String::new());
    (sdp.lines.join("\r\n"), publish)
}

struct Sdp {
    lines: Vec<String>,
    transport: Vec<String>,
}

impl Sdp {
    fn picture(&mut self, mid: &str, direction: &str) {
        self.media("video", &[VP8, VP8_RTX], mid, direction);
        self.lines.extend([
            format!("a=rtpmap:{VP8} VP8/90000"),
            format!("a=rtcp-fb:{VP8} nack"),
            format!("a=rtcp-fb:{VP8} nack pli"),
            format!("a=rtcp-fb:{VP8} transport-cc"),
            format!("a=rtpmap:{VP8_RTX} rtx/90000"),
            format!("a=fmtp:{VP8_RTX} apt={VP8}"),
        ]);
    }

    fn sound(&mut self, mid: &str, direction: &str) {
        self.media("audio", &[RED, OPUS], mid, direction);
        self.lines.extend([
            format!("a=rtpmap:{RED} red/48000/2"),
            format!("a=fmtp:{RED} {OPUS}/{OPUS}"),
            format!("a=rtpmap:{OPUS} opus/48000/2"),
            format!("a=fmtp:{OPUS} minptime=10;useinbandfec=1"),
            format!("a=rtcp-fb:{OPUS} transport-cc"),
        ]);
    }

    fn media(&mut self, kind: &str, formats: &[u8], mid: &str, direction: &str) {
        let formats: Vec<String> = formats.iter().map(u8::to_string).collect();
        self.lines.extend([
            format!("m={kind} 9 UDP/TLS/RTP/SAVPF {}", formats.join(" ")),
            "c=IN IP4 0.0.0.0".into(),
            format!("a=mid:{mid}"),
            format!("a={direction}"),
            format!("a=extmap:{TRANSPORT_CC} {URI_TRANSPORT_CC}"),
        ]);
        self.lines.extend(self.transport.iter().cloned());
    }
}

/// A receive slot as the answer describes it.
pub(super) struct AnsweredSlot {
    pub(super) mid: String,
    pub(super) is_sound: bool,
    pub(super) ssrc: u32,
    /// Of its retransmissions.
    pub(super) rtx_ssrc: Option<u32>,
    /// Whether its packets carry transport-wide sequence numbers.
    pub(super) transport_cc: bool,
}

/// An answer, as far as a client needs it.
pub(super) struct Answer {
    pub(super) ufrag: String,
    pub(super) pwd: String,
    /// Whether sound is to be sent with redundancy.
    pub(super) sends_red: bool,
    pub(super) slots: Vec<AnsweredSlot>,
}

impl Answer {
    /// Reads an answer.
    ///
    /// # Panics
    /// When it lacks what a client needs.
    pub(super) fn read(answer: &str) -> Self {
        let value = |key: &str| {
            answer
                .lines()
                .find_map(|line| line.strip_prefix(key))
                .unwrap_or_else(|| panic!("{key} in {answer}"))
                .to_owned()
        };
        let mut slots = Vec::new();
        let mut sends_red = false;
        for media in answer.split("\r\nm=").skip(1) {
            let line = |key: &str| media.lines().find_map(|line| line.strip_prefix(key));
            let mid = line("a=mid:").expect("a mid").to_owned();
            if mid == MICROPHONE {
                sends_red = media
                    .lines()
                    .next()
                    .is_some_and(|formats| formats.ends_with(&format!("SAVPF {RED} {OPUS}")));
            }
            let Some(ssrc) = line("a=ssrc:") else {
                continue;
            };
            let number = |text: &str| text.parse().expect("an SSRC");
            slots.push(AnsweredSlot {
                mid,
                is_sound: media.starts_with("audio"),
                ssrc: number(ssrc.split(' ').next().expect("an SSRC")),
                rtx_ssrc: line("a=ssrc-group:FID ")
                    .and_then(|group| Some(number(group.split(' ').nth(1)?))),
                transport_cc: line(&format!("a=extmap:{TRANSPORT_CC} {URI_TRANSPORT_CC}"))
                    .is_some(),
            });
        }
        Self {
            ufrag: value("a=ice-ufrag:"),
            pwd: value("a=ice-pwd:"),
            sends_red,
            slots,
        }
    }
}
