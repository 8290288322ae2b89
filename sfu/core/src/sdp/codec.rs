//! Codecs that are forwarded, and how an m-line numbers them.

use rtc_sdp::description::media::MediaDescription;

/// A codec that is forwarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Codec {
    Vp8,
    /// Constrained baseline, packetization mode 1 (RFC 6184 §5.4): what every browser has.
    H264,
    Opus,
}

impl Codec {
    /// RTP clock rate in hertz.
    pub(crate) fn clock_rate(self) -> u32 {
        match self {
            Self::Vp8 | Self::H264 => 90_000,
            Self::Opus => 48_000,
        }
    }
}

/// A codec as one m-line numbers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CodecFormat {
    pub(crate) codec: Codec,
    pub(crate) payload_type: u8,
    /// Payload type of its retransmissions (RFC 4588), where offered.
    pub(crate) rtx: Option<u8>,
    /// Payload type of packets with copies of those before (RFC 2198), where offered; of sound.
    pub(crate) red: Option<u8>,
    /// The value of `a=rtpmap`, such as `VP8/90000`.
    pub(crate) rtpmap: String,
    /// The value of `a=fmtp`, where there is one.
    pub(crate) fmtp: Option<String>,
}

/// The forwarded codecs of an m-line, in its order of preference, one of a kind.
pub(crate) fn formats(media: &MediaDescription) -> Vec<CodecFormat> {
    let listed: Vec<u8> = media
        .media_name
        .formats
        .iter()
        .filter_map(|format| format.parse().ok())
        .filter(|payload_type| *payload_type < 128)
        .collect();
    let rtx_of = |payload_type: u8| {
        let apt = format!("apt={payload_type}");
        listed.iter().copied().find(|rtx| {
            value(media, "rtpmap", *rtx).is_some_and(|map| starts_with(map, "rtx/"))
                && value(media, "fmtp", *rtx)
                    .is_some_and(|fmtp| parameters(fmtp).any(|parameter| parameter == apt))
        })
    };
    let red_of = |payload_type: u8| {
        listed.iter().copied().find(|red| {
            let carried = |fmtp: &str| fmtp.split('/').all(|word| word.parse() == Ok(payload_type));
            value(media, "rtpmap", *red).is_some_and(|map| starts_with(map, "red/48000/2"))
                && value(media, "fmtp", *red).is_some_and(carried)
        })
    };
    let mut found: Vec<CodecFormat> = Vec::new();
    for payload_type in listed.iter().copied() {
        let Some(rtpmap) = value(media, "rtpmap", payload_type) else {
            continue;
        };
        let fmtp = value(media, "fmtp", payload_type);
        let Some(codec) = recognise(rtpmap, fmtp) else {
            continue;
        };
        if found.iter().any(|format| format.codec == codec) {
            continue;
        }
        found.push(CodecFormat {
            codec,
            payload_type,
            rtx: rtx_of(payload_type),
            red: (codec == Codec::Opus)
                .then(|| red_of(payload_type))
                .flatten(),
            rtpmap: rtpmap.to_owned(),
            fmtp: fmtp.map(str::to_owned),
        });
    }
    found
}

fn recognise(rtpmap: &str, fmtp: Option<&str>) -> Option<Codec> {
    if starts_with(rtpmap, "VP8/90000") {
        return Some(Codec::Vp8);
    }
    if starts_with(rtpmap, "opus/48000") {
        return Some(Codec::Opus);
    }
    let fmtp = fmtp?;
    let constrained_baseline = parameters(fmtp).any(|parameter| {
        // Profile 42 with constraint_set1 (RFC 6184 §8.1).
        parameter
            .strip_prefix("profile-level-id=")
            .and_then(|id| u32::from_str_radix(id, 16).ok())
            .is_some_and(|id| id >> 16 == 0x42 && id >> 8 & 0x40 != 0)
    });
    let mode_1 = parameters(fmtp).any(|parameter| parameter == "packetization-mode=1");
    (starts_with(rtpmap, "H264/90000") && constrained_baseline && mode_1).then_some(Codec::H264)
}

fn parameters(fmtp: &str) -> impl Iterator<Item = &str> {
    fmtp.split(';').map(str::trim)
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// The rest of `a=<key>:<payload type> <rest>`.
fn value<'m>(media: &'m MediaDescription, key: &str, payload_type: u8) -> Option<&'m str> {
    media
        .attributes
        .iter()
        .filter(|attribute| attribute.key == key)
        .filter_map(|attribute| attribute.value.as_deref()?.split_once(' '))
        .find(|(number, _)| number.parse() == Ok(payload_type))
        .map(|(_, rest)| rest)
}
