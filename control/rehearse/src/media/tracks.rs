//! What a venue publishes: camera and microphone as tracks, their codecs, and how their packets are
//! marked once the answer is there.

use std::sync::Arc;

use bytes::Bytes;
use control_wire::signal::{PublishLine, Source};
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::media_engine::{MIME_TYPE_OPUS, MIME_TYPE_VP8};
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters,
    RtpCodecKind,
};
use rtc::sdp::extmap::{AUDIO_LEVEL_URI, SDES_MID_URI, SDES_RTP_STREAM_ID_URI};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::peer_connection::{MediaEngine, PeerConnection};
use webrtc::rtp_transceiver::{
    RTCRtpTransceiverDirection, RTCRtpTransceiverInit, RtpSender, RtpTransceiver,
};

use crate::media::MediaError;
use crate::options::Layers;
use crate::player::{Marking, Markings};

/// Payload types of the offer.
const VP8: u8 = 96;
const VP8_RTX: u8 = 97;
const OPUS: u8 = 111;

/// Level of every clip's sound: speech, 23 dB below overload (RFC 6464 §3), as `clips/make` draws it.
const CLIP_LEVEL: u8 = 0x80 | 23;

/// The tracks of a venue that publishes.
pub(super) struct Published {
    pub(super) camera: Arc<TrackLocalStaticRTP>,
    camera_sender: Arc<dyn RtpSender>,
    camera_mid: String,
    pub(super) microphone: Arc<TrackLocalStaticRTP>,
    microphone_sender: Arc<dyn RtpSender>,
    microphone_mid: String,
    ssrcs: Ssrcs,
}

/// SSRCs of a venue's streams.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ssrcs {
    pub(super) low: u32,
    pub(super) high: Option<u32>,
    pub(super) sound: u32,
}

/// Camera and microphone of an offer that has no mids yet.
pub(super) struct OfferedTracks {
    pub(super) camera: Arc<TrackLocalStaticRTP>,
    pub(super) camera_line: Arc<dyn RtpTransceiver>,
    pub(super) microphone: Arc<TrackLocalStaticRTP>,
    pub(super) microphone_line: Arc<dyn RtpTransceiver>,
    pub(super) ssrcs: Ssrcs,
}

pub(super) async fn add_tracks(
    peer: &Arc<dyn PeerConnection>,
    layers: Layers,
    ssrc_base: u32,
) -> Result<OfferedTracks, MediaError> {
    let ssrcs = Ssrcs {
        low: ssrc_base,
        high: (layers == Layers::Both).then(|| ssrc_base.wrapping_add(1)),
        sound: ssrc_base.wrapping_add(2),
    };
    let mut encodings = Vec::new();
    match ssrcs.high {
        Some(high) => {
            encodings.push(encoding("l", ssrcs.low, vp8()));
            encodings.push(encoding("h", high, vp8()));
        }
        None => encodings.push(encoding("", ssrcs.low, vp8())),
    }
    let camera = track("camera", RtpCodecKind::Video, encodings);
    let microphone = track(
        "microphone",
        RtpCodecKind::Audio,
        vec![encoding("", ssrcs.sound, opus())],
    );
    let add = async |track: &Arc<TrackLocalStaticRTP>| {
        let init = RTCRtpTransceiverInit {
            direction: RTCRtpTransceiverDirection::Sendonly,
            streams: vec![],
            send_encodings: vec![],
        };
        peer.add_transceiver_from_track(Arc::clone(track) as Arc<dyn TrackLocal>, Some(init))
            .await
    };
    Ok(OfferedTracks {
        camera_line: add(&camera).await?,
        microphone_line: add(&microphone).await?,
        camera,
        microphone,
        ssrcs,
    })
}

impl OfferedTracks {
    /// The tracks with the mids the offer gave them.
    pub(super) async fn negotiating(self) -> Result<Published, MediaError> {
        let sender = async |line: &Arc<dyn RtpTransceiver>| {
            line.sender().await?.ok_or(MediaError::NotNegotiated {
                what: "a sending m-line",
            })
        };
        let mid = async |line: &Arc<dyn RtpTransceiver>| line.mid().await?.ok_or(MediaError::NoMid);
        Ok(Published {
            camera_sender: sender(&self.camera_line).await?,
            camera_mid: mid(&self.camera_line).await?,
            microphone_sender: sender(&self.microphone_line).await?,
            microphone_mid: mid(&self.microphone_line).await?,
            camera: self.camera,
            microphone: self.microphone,
            ssrcs: self.ssrcs,
        })
    }
}

impl Published {
    /// The publishing m-lines of the offer.
    pub(super) fn lines(&self) -> Vec<PublishLine> {
        vec![
            PublishLine {
                mid: self.camera_mid.clone(),
                source: Source::Camera,
            },
            PublishLine {
                mid: self.microphone_mid.clone(),
                source: Source::Microphone,
            },
        ]
    }

    /// Payload types and header extension ids, as the answer has them.
    pub(super) async fn markings(&self) -> Result<Markings, MediaError> {
        let camera = &self.camera_sender;
        let layer = async |ssrc, rid| marking(camera, VP8, ssrc, &self.camera_mid, rid).await;
        Ok(Markings {
            low: layer(self.ssrcs.low, self.ssrcs.high.map(|_| "l")).await?,
            high: match self.ssrcs.high {
                Some(high) => Some(layer(high, Some("h")).await?),
                None => None,
            },
            sound: marking(
                &self.microphone_sender,
                OPUS,
                self.ssrcs.sound,
                &self.microphone_mid,
                None,
            )
            .await?,
        })
    }
}

async fn marking(
    sender: &Arc<dyn RtpSender>,
    payload_type: u8,
    ssrc: u32,
    mid: &str,
    rid: Option<&'static str>,
) -> Result<Marking, MediaError> {
    let parameters = sender.get_parameters().await?.rtp_parameters;
    if !parameters
        .codecs
        .iter()
        .any(|codec| codec.payload_type == payload_type)
    {
        return Err(MediaError::NotNegotiated { what: "a codec" });
    }
    let id_of = |uri: &str| {
        parameters
            .header_extensions
            .iter()
            .find(|extension| extension.uri == uri)
            .and_then(|extension| u8::try_from(extension.id).ok())
    };
    let mut extensions = Vec::new();
    if let Some(id) = id_of(SDES_MID_URI) {
        extensions.push((id, Bytes::copy_from_slice(mid.as_bytes())));
    }
    if let Some(id) = id_of(AUDIO_LEVEL_URI).filter(|_| payload_type == OPUS) {
        extensions.push((id, Bytes::from_static(&[CLIP_LEVEL])));
    }
    if let Some(rid) = rid {
        let id = id_of(SDES_RTP_STREAM_ID_URI).ok_or(MediaError::NotNegotiated {
            what: "the RID header extension",
        })?;
        extensions.push((id, Bytes::from_static(rid.as_bytes())));
    }
    Ok(Marking {
        ssrc,
        payload_type,
        extensions,
    })
}

pub(super) fn track(
    name: &str,
    kind: RtpCodecKind,
    encodings: Vec<RTCRtpEncodingParameters>,
) -> Arc<TrackLocalStaticRTP> {
    Arc::new(TrackLocalStaticRTP::new(MediaStreamTrack::new(
        "venue".to_owned(),
        name.to_owned(),
        name.to_owned(),
        kind,
        encodings,
    )))
}

pub(super) fn encoding(rid: &str, ssrc: u32, codec: RTCRtpCodec) -> RTCRtpEncodingParameters {
    RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            rid: rid.to_owned(),
            ssrc: Some(ssrc),
            ..Default::default()
        },
        active: true,
        codec,
        ..Default::default()
    }
}

pub(super) fn vp8() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_VP8.to_owned(),
        clock_rate: 90_000,
        ..Default::default()
    }
}

pub(super) fn opus() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_OPUS.to_owned(),
        clock_rate: 48_000,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        ..Default::default()
    }
}

/// VP8 with retransmission (RFC 4588), and Opus.
pub(super) fn media_engine() -> Result<MediaEngine, MediaError> {
    let mut engine = MediaEngine::default();
    let retransmission = RTCRtpCodec {
        mime_type: "video/rtx".to_owned(),
        clock_rate: 90_000,
        sdp_fmtp_line: format!("apt={VP8}"),
        ..Default::default()
    };
    for (codec, payload_type, kind) in [
        (vp8(), VP8, RtpCodecKind::Video),
        (retransmission, VP8_RTX, RtpCodecKind::Video),
        (opus(), OPUS, RtpCodecKind::Audio),
    ] {
        engine.register_codec(
            RTCRtpCodecParameters {
                rtp_codec: codec,
                payload_type,
            },
            kind,
        )?;
    }
    Ok(engine)
}
