//! One media connection: what is offered, and what flows once it is answered.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use control_wire::signal::{PublishLine, ReceiveLine, View};
use rtc::interceptor::Slot;
use rtc::peer_connection::configuration::interceptor_registry::{
    configure_nack, configure_rtcp_reports, configure_simulcast_extension_headers, configure_twcc,
};
use rtc::rtp_transceiver::rtp_sender::{RTCRtpHeaderExtensionCapability, RtpCodecKind};
use rtc::sdp::extmap::{AUDIO_LEVEL_URI, SDES_MID_URI};
use tokio::sync::watch;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCPeerConnectionState,
    RTCSessionDescription, Registry, SettingEngineBuilder, SrtpProtectionProfile,
};
use webrtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};

use crate::clip::Clips;
use crate::facts::{SlotFacts, VenueFacts};
use crate::keyframe_requests::KeyframeRequests;
use crate::options::Layers;
use crate::player::{PlayError, Player, STEP, Step};
use crate::reception::Reception;
use crate::wanted::{Wanted, WantedLayers};
use tracks::{Published, add_tracks, media_engine};

mod tracks;

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
    wanted: watch::Sender<WantedLayers>,
    published: Option<Published>,
    /// The offer.
    pub(crate) sdp: String,
    /// What its publishing m-lines carry.
    pub(crate) publish: Vec<PublishLine>,
    /// What its receive slots are for.
    pub(crate) receive: Vec<ReceiveLine>,
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
        for uri in [SDES_MID_URI, AUDIO_LEVEL_URI] {
            engine.register_header_extension(
                RTCRtpHeaderExtensionCapability {
                    uri: uri.to_owned(),
                },
                RtpCodecKind::Audio,
                None,
            )?;
        }
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
            wanted: watch::Sender::new(WantedLayers::default()),
            published,
            sdp,
            receive,
        })
    }

    /// Takes the answer. Connecting begins now; [`Media::state`] tells how it goes.
    pub(crate) async fn accept(&self, sdp: String) -> Result<(), MediaError> {
        let answer = RTCSessionDescription::answer(sdp)?;
        self.slots.begin(&self.receive);
        self.slots.name_ssrcs(&answer)?;
        self.peer.set_remote_description(answer).await?;
        Ok(())
    }

    /// Sends these layers of the picture from now on.
    pub(crate) fn want(&self, wanted: WantedLayers) {
        self.wanted.send_replace(wanted);
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
            wanted: self.wanted.subscribe(),
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
    wanted: Wanted,
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
            let wanted = *self.wanted.borrow();
            self.player.advance(clip, requests, wanted, &mut step)?;
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
    /// The slots of a connection that was answered; their counts go on from those of the one
    /// before.
    fn begin(&self, receive: &[ReceiveLine]) {
        self.facts.send_modify(|facts| {
            facts.media_connections += 1;
            facts.wanted = WantedLayers::default();
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

#[cfg(test)]
mod tests;
