//! One media connection: what is offered, and what flows once it is answered.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use control_wire::signal::{PublishLine, ReceiveLine, Source, View};
use rtc::interceptor::Slot;
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::interceptor_registry::{
    configure_nack, configure_rtcp_reports, configure_simulcast_extension_headers, configure_twcc,
};
use rtc::peer_connection::configuration::media_engine::{MIME_TYPE_OPUS, MIME_TYPE_VP8};
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters,
    RTCRtpHeaderExtensionCapability, RtpCodecKind,
};
use rtc::sdp::extmap::{SDES_MID_URI, SDES_RTP_STREAM_ID_URI};
use tokio::sync::watch;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    MediaEngine, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler,
    RTCPeerConnectionState, RTCSessionDescription, Registry, SettingEngineBuilder,
    SrtpProtectionProfile,
};
use webrtc::rtp_transceiver::{
    RTCRtpTransceiverDirection, RTCRtpTransceiverInit, RtpSender, RtpTransceiver,
};

use crate::clip::Clips;
use crate::facts::{SlotFacts, VenueFacts};
use crate::keyframe_requests::KeyframeRequests;
use crate::options::Layers;
use crate::player::{Marking, Markings, PlayError, Player, STEP, Step};
use crate::reception::Reception;

/// Payload types of the offer.
const VP8: u8 = 96;
const VP8_RTX: u8 = 97;
const OPUS: u8 = 111;

/// Receive slots of a venue that receives the stage, in the order of the offer.
const SLOTS: [View; 5] = [
    View::Stage,
    View::Slides,
    View::Sound,
    View::Sound,
    View::Sound,
];

/// Place of the keyframe request counter in the chain of interceptors: after all those that are
/// named, so that they have acted on the RTCP by then.
const APPLICATION_END: usize = 60_000;

/// Why a media connection did not come about, or broke.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MediaError {
    /// The `webrtc` crate says so.
    #[error(transparent)]
    WebRtc(#[from] webrtc::error::Error),
    /// A packet could not be written.
    #[error(transparent)]
    Play(#[from] PlayError),
    /// An m-line of the offer got no `mid`.
    #[error("an m-line has no mid")]
    NoMid,
    /// The answer leaves out a codec or a stream.
    #[error("the answer leaves out {what}")]
    NotNegotiated {
        /// What is missing.
        what: &'static str,
    },
    /// No clip belongs to the venue.
    #[error("no clip belongs to the venue")]
    NoClip,
}

/// What a media connection is to offer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Camera and microphone, in these layers; `None` publishes nothing.
    pub(crate) publish: Option<Layers>,
    /// Whether the receive slots are offered.
    pub(crate) receive: bool,
    /// Address the media socket is bound to.
    pub(crate) address: IpAddr,
}

/// A media connection that has been offered.
pub(crate) struct Media {
    peer: Arc<dyn PeerConnection>,
    state: watch::Receiver<RTCPeerConnectionState>,
    slots: Arc<Slots>,
    requests: KeyframeRequests,
    published: Option<Published>,
    /// The offer.
    pub(crate) sdp: String,
    /// What its publishing m-lines carry.
    pub(crate) publish: Vec<PublishLine>,
    /// What its receive slots are for.
    pub(crate) receive: Vec<ReceiveLine>,
}

/// The tracks of a venue that publishes.
struct Published {
    camera: Arc<TrackLocalStaticRTP>,
    camera_sender: Arc<dyn RtpSender>,
    camera_mid: String,
    microphone: Arc<TrackLocalStaticRTP>,
    microphone_sender: Arc<dyn RtpSender>,
    microphone_mid: String,
    ssrcs: Ssrcs,
}

/// SSRCs of a venue's streams.
#[derive(Debug, Clone, Copy)]
struct Ssrcs {
    low: u32,
    high: Option<u32>,
    sound: u32,
}

impl Media {
    /// Makes a connection and its offer. `ssrc_base` distinguishes its streams from those of the
    /// venue's other connections; what the slots receive is written into `facts`.
    pub(crate) async fn offer(
        plan: Plan,
        ssrc_base: u32,
        facts: watch::Sender<VenueFacts>,
    ) -> Result<Self, MediaError> {
        let (mut engine, requests) = (media_engine()?, KeyframeRequests::default());
        let registry = configure_nack(Registry::new(), &mut engine);
        configure_simulcast_extension_headers(&mut engine)?;
        engine.register_header_extension(
            RTCRtpHeaderExtensionCapability {
                uri: SDES_MID_URI.to_owned(),
            },
            RtpCodecKind::Audio,
            None,
        )?;
        let registry = configure_rtcp_reports(configure_twcc(registry, &mut engine)?)
            .with(Slot::from(APPLICATION_END), requests.interceptor());
        let settings = SettingEngineBuilder::new()
            .with_srtp_protection_profiles(vec![
                SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
                SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
            ])
            .with_include_loopback_candidate(plan.address.is_loopback())
            .build();
        let (state_tx, state) = watch::channel(RTCPeerConnectionState::New);
        let slots = Arc::new(Slots {
            mids: Mutex::default(),
            facts,
        });
        let events = Events {
            state: state_tx,
            slots: Arc::clone(&slots),
        };
        let peer: Arc<dyn PeerConnection> = Arc::new(
            PeerConnectionBuilder::new()
                .with_media_engine(engine)
                .with_interceptor_registry(registry)
                .with_setting_engine(settings)
                .with_handler(Arc::new(events))
                .with_udp_addrs(vec![SocketAddr::new(plan.address, 0)])
                .build()
                .await?,
        );

        let offered = match plan.publish {
            Some(layers) => Some(add_tracks(&peer, layers, ssrc_base).await?),
            None => None,
        };
        let mut slot_lines = Vec::new();
        for view in SLOTS.into_iter().filter(|_| plan.receive) {
            let kind = match view {
                View::Sound => RtpCodecKind::Audio,
                View::Stage | View::Slides | View::Tile { .. } => RtpCodecKind::Video,
            };
            let init = RTCRtpTransceiverInit {
                direction: RTCRtpTransceiverDirection::Recvonly,
                streams: vec![],
                send_encodings: vec![],
            };
            let line = peer.add_transceiver_from_kind(kind, Some(init)).await?;
            slot_lines.push((view, line));
        }
        let offer = peer.create_offer(None).await?;
        let sdp = offer.sdp.clone();
        peer.set_local_description(offer).await?;

        let mut receive = Vec::new();
        for (view, line) in slot_lines {
            let mid = line.mid().await?.ok_or(MediaError::NoMid)?;
            receive.push(ReceiveLine { mid, view });
        }
        slots.begin(&receive);
        let published = match offered {
            Some(offered) => Some(offered.negotiating().await?),
            None => None,
        };
        Ok(Self {
            publish: published.as_ref().map(Published::lines).unwrap_or_default(),
            peer,
            state,
            slots,
            requests,
            published,
            sdp,
            receive,
        })
    }

    /// Takes the answer. Connecting begins now; [`Media::state`] tells how it goes.
    pub(crate) async fn accept(&self, sdp: String) -> Result<(), MediaError> {
        let answer = RTCSessionDescription::answer(sdp)?;
        self.slots.name_ssrcs(&answer)?;
        self.peer.set_remote_description(answer).await?;
        Ok(())
    }

    /// Where the connection stands.
    pub(crate) fn state(&self) -> watch::Receiver<RTCPeerConnectionState> {
        self.state.clone()
    }

    /// The clip's player for this connection, once it has been answered; `None` where the place
    /// publishes nothing.
    pub(crate) async fn playback(&self) -> Result<Option<Playback>, MediaError> {
        let Some(published) = &self.published else {
            return Ok(None);
        };
        Ok(Some(Playback {
            player: Player::new(published.markings().await?),
            camera: Arc::clone(&published.camera),
            microphone: Arc::clone(&published.microphone),
            requests: self.requests.clone(),
            facts: self.slots.facts.clone(),
        }))
    }

    /// Gives the connection up.
    pub(crate) async fn close(&self) -> Result<(), MediaError> {
        Ok(self.peer.close().await?)
    }
}

/// A clip being played on a media connection.
pub(crate) struct Playback {
    player: Player,
    camera: Arc<TrackLocalStaticRTP>,
    microphone: Arc<TrackLocalStaticRTP>,
    requests: KeyframeRequests,
    facts: watch::Sender<VenueFacts>,
}

impl Playback {
    /// Plays `venue`'s clip until the connection is closed, which is the only way it ends well.
    pub(crate) async fn run(mut self, clips: Arc<Clips>, venue: u16) -> Result<(), MediaError> {
        let clip = clips.of(venue).ok_or(MediaError::NoClip)?;
        let mut clock = tokio::time::interval(STEP);
        let mut step = Step::default();
        let (before, mut reported) = (self.facts.borrow().keyframe_requests, 0);
        loop {
            clock.tick().await;
            let requests = self.requests.count();
            if requests != reported {
                reported = requests;
                self.facts
                    .send_modify(|facts| facts.keyframe_requests = before + requests);
            }
            self.player.advance(clip, requests, &mut step)?;
            for packet in step.camera.drain(..) {
                self.camera.write_rtp(packet).await?;
            }
            for packet in step.microphone.drain(..) {
                self.microphone.write_rtp(packet).await?;
            }
        }
    }
}

/// What the slots of a connection are, and where their facts go.
struct Slots {
    /// The slot's place in the facts, by the SSRC the answer gave it.
    mids: Mutex<HashMap<u32, usize>>,
    facts: watch::Sender<VenueFacts>,
}

impl Slots {
    /// The facts of a new connection's slots go on from those of the one before.
    fn begin(&self, receive: &[ReceiveLine]) {
        self.facts.send_modify(|facts| {
            facts.media_connections += 1;
            let before = std::mem::take(&mut facts.slots);
            let mut before = before.into_iter();
            facts.slots = receive
                .iter()
                .map(|line| match before.next() {
                    Some(slot) => SlotFacts {
                        mid: line.mid.clone(),
                        shows: None,
                        ..slot
                    },
                    None => SlotFacts::new(line.mid.clone(), line.view),
                })
                .collect();
        });
    }

    /// Learns from the answer which SSRC belongs to which slot.
    fn name_ssrcs(&self, answer: &RTCSessionDescription) -> Result<(), MediaError> {
        let description = answer.unmarshal()?;
        let facts = self.facts.borrow();
        let mut mids = self.mids.lock().unwrap_or_else(PoisonError::into_inner);
        for media in &description.media_descriptions {
            let Some(mid) = media.attribute("mid").flatten() else {
                continue;
            };
            let Some(slot) = facts.slots.iter().position(|slot| slot.mid == mid) else {
                continue;
            };
            for attribute in &media.attributes {
                let ssrc = match (attribute.key.as_str(), &attribute.value) {
                    ("ssrc", Some(value)) => value.split(' ').next(),
                    _ => None,
                };
                if let Some(Ok(ssrc)) = ssrc.map(str::parse) {
                    mids.insert(ssrc, slot);
                }
            }
        }
        Ok(())
    }

    fn slot_of(&self, ssrc: u32) -> Option<usize> {
        let mids = self.mids.lock().unwrap_or_else(PoisonError::into_inner);
        mids.get(&ssrc).copied()
    }

    /// Counts what arrives on one remote track until it ends.
    async fn follow(self: Arc<Self>, track: Arc<dyn TrackRemote>) {
        let mut reception = Reception::default();
        while let Some(event) = track.poll().await {
            let TrackRemoteEvent::OnRtpPacket(packet) = event else {
                continue;
            };
            if let Some(index) = self.slot_of(packet.header.ssrc) {
                self.facts.send_modify(|facts| {
                    if let Some(slot) = facts.slots.get_mut(index) {
                        reception.handle_packet(&packet, slot);
                    }
                });
            }
        }
    }
}

/// What the `webrtc` crate calls.
struct Events {
    state: watch::Sender<RTCPeerConnectionState>,
    slots: Arc<Slots>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Events {
    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        self.state.send_replace(state);
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        // Ends by itself when the connection closes, which ends the track.
        tokio::spawn(Arc::clone(&self.slots).follow(track));
    }
}

/// Camera and microphone of an offer that has no mids yet.
struct OfferedTracks {
    camera: Arc<TrackLocalStaticRTP>,
    camera_line: Arc<dyn RtpTransceiver>,
    microphone: Arc<TrackLocalStaticRTP>,
    microphone_line: Arc<dyn RtpTransceiver>,
    ssrcs: Ssrcs,
}

async fn add_tracks(
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
    async fn negotiating(self) -> Result<Published, MediaError> {
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
    fn lines(&self) -> Vec<PublishLine> {
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
    async fn markings(&self) -> Result<Markings, MediaError> {
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

fn track(
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

fn encoding(rid: &str, ssrc: u32, codec: RTCRtpCodec) -> RTCRtpEncodingParameters {
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

fn vp8() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_VP8.to_owned(),
        clock_rate: 90_000,
        ..Default::default()
    }
}

fn opus() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_OPUS.to_owned(),
        clock_rate: 48_000,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        ..Default::default()
    }
}

/// VP8 with retransmission (RFC 4588), and Opus.
fn media_engine() -> Result<MediaEngine, MediaError> {
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

#[cfg(test)]
mod tests;
