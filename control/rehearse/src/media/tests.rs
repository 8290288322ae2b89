//! A venue's media connection against another peer connection in the same process.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::time::Duration;

use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;

use webrtc::peer_connection::RTCIceGatheringState;

use super::tracks::{OfferedTracks, Ssrcs, encoding, opus, track, vp8};
use super::*;

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Longest wait for anything here.
const WITHIN: Duration = Duration::from_secs(20);

/// What the answering side has received, by RID; the sound's RID is empty.
type Received = watch::Sender<BTreeMap<String, SlotFacts>>;

/// The answering side: receives what the venue publishes and asks for a keyframe when told to.
struct Answerer {
    gathered: watch::Sender<bool>,
    state: watch::Sender<RTCPeerConnectionState>,
    received: Received,
    wanted_keyframes: watch::Receiver<u32>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Answerer {
    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        self.state.send_replace(state);
    }

    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        self.gathered
            .send_replace(state == RTCIceGatheringState::Complete);
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        let (received, wanted) = (self.received.clone(), self.wanted_keyframes.clone());
        tokio::spawn(receive_layers(track, received, wanted));
    }
}

async fn receive_layers(
    track: Arc<dyn TrackRemote>,
    received: Received,
    mut wanted: watch::Receiver<u32>,
) {
    let view = if track.kind().await == RtpCodecKind::Audio {
        View::Sound
    } else {
        View::Stage
    };
    let mut layers: BTreeMap<u32, (String, Reception)> = BTreeMap::new();
    loop {
        tokio::select! {
            event = track.poll() => match event {
                Some(TrackRemoteEvent::OnOpen(open)) => {
                    layers.insert(open.ssrc, (open.rid.unwrap_or_default(), Reception::default()));
                }
                Some(TrackRemoteEvent::OnRtpPacket(packet)) => {
                    let (rid, reception) = layers.entry(packet.header.ssrc).or_default();
                    received.send_modify(|received| {
                        let facts = received
                            .entry(rid.clone())
                            .or_insert_with(|| SlotFacts::new(rid.clone(), view));
                        reception.handle_packet(&packet, facts);
                    });
                }
                Some(_) => {}
                None => return,
            },
            Ok(()) = wanted.changed(), if view == View::Stage => {
                let (ssrc, _) = layers.iter().find(|(_, (rid, _))| rid == "l").unwrap();
                let request = PictureLossIndication { sender_ssrc: 0, media_ssrc: *ssrc };
                track.write_rtcp(vec![Box::new(request)]).await.unwrap();
            }
        }
    }
}

async fn answering_peer(
    offer: String,
    events: Answerer,
) -> (Arc<dyn PeerConnection>, String, OfferedTracks) {
    let mut gathered = events.gathered.subscribe();
    let mut engine = media_engine().unwrap();
    let registry = configure_nack(Registry::new(), &mut engine);
    configure_simulcast_extension_headers(&mut engine).unwrap();
    let peer: Arc<dyn PeerConnection> = Arc::new(
        PeerConnectionBuilder::new()
            .with_media_engine(engine)
            .with_interceptor_registry(configure_rtcp_reports(registry))
            .with_setting_engine(
                SettingEngineBuilder::new()
                    .with_include_loopback_candidate(true)
                    .build(),
            )
            .with_handler(Arc::new(events))
            .with_udp_addrs(vec![SocketAddr::new(LOCALHOST, 0)])
            .build()
            .await
            .unwrap(),
    );
    peer.set_remote_description(RTCSessionDescription::offer(offer).unwrap())
        .await
        .unwrap();
    // A track is put on the first m-line of its kind that has none: the publishing ones, which are
    // only received here, get one that sends nothing.
    let mut tracks = Vec::new();
    for (name, kind, codec) in [
        ("unused-picture", RtpCodecKind::Video, vp8()),
        ("unused-sound", RtpCodecKind::Audio, opus()),
        ("stage", RtpCodecKind::Video, vp8()),
        ("sound", RtpCodecKind::Audio, opus()),
    ] {
        let ssrc = 70 + tracks.len() as u32;
        let track = track(name, kind, vec![encoding("", ssrc, codec)]);
        peer.add_track(Arc::clone(&track) as Arc<dyn TrackLocal>)
            .await
            .unwrap();
        tracks.push(track);
    }
    let mut lines = BTreeMap::new();
    for line in peer.get_transceivers().await {
        let mid = line.mid().await.unwrap().unwrap();
        if mid == "0" || mid == "1" {
            line.set_direction(RTCRtpTransceiverDirection::Recvonly)
                .await
                .unwrap();
        }
        lines.insert(mid, line);
    }
    let answer = peer.create_answer(None).await.unwrap();
    peer.set_local_description(answer).await.unwrap();
    gathered.wait_for(|gathered| *gathered).await.unwrap();
    let sdp = peer.local_description().await.unwrap().sdp;
    let tracks = OfferedTracks {
        microphone: tracks.pop().unwrap(),
        camera: tracks.pop().unwrap(),
        camera_line: lines.remove("2").unwrap(),
        microphone_line: lines.remove("4").unwrap(),
        ssrcs: Ssrcs {
            low: 72,
            high: None,
            sound: 73,
        },
    };
    (peer, sdp, tracks)
}

async fn connected(mut state: watch::Receiver<RTCPeerConnectionState>) {
    state
        .wait_for(|state| *state == RTCPeerConnectionState::Connected)
        .await
        .unwrap();
}

#[tokio::test]
async fn both_layers_and_the_sound_arrive_a_request_brings_keyframes_and_the_stage_is_counted() {
    tokio::time::timeout(WITHIN, async {
        let clips = Arc::new(Clips::load().unwrap());
        let (facts_tx, mut facts) = watch::channel(VenueFacts::default());
        let plan = Plan {
            publish: Some(Layers::Both),
            receive: true,
            address: LOCALHOST,
        };
        let media = Media::offer(plan, 1_000, facts_tx).await.unwrap();
        assert!(media.sdp.contains("a=simulcast:send l;h"));
        let mids: Vec<_> = media
            .receive
            .iter()
            .map(|line| (line.mid.as_str(), line.view))
            .collect();
        assert_eq!(mids[0], ("2", View::Stage));
        assert_eq!(mids.len(), 5);

        let (received_tx, mut received) = watch::channel(BTreeMap::new());
        let (want_keyframe, wanted_keyframes) = watch::channel(0);
        let (state_tx, answerer_state) = watch::channel(RTCPeerConnectionState::New);
        let events = Answerer {
            gathered: watch::channel(false).0,
            state: state_tx,
            received: received_tx,
            wanted_keyframes,
        };
        let (peer, answer, tracks) = answering_peer(media.sdp.clone(), events).await;
        media.accept(answer).await.unwrap();
        connected(media.state()).await;
        connected(answerer_state).await;

        let playback = media.playback().await.unwrap().unwrap();
        let publishing = tokio::spawn(playback.run(Arc::clone(&clips), 3));
        let shown = tracks.negotiating().await.unwrap();
        let stage = Playback {
            player: Player::new(shown.markings().await.unwrap()),
            camera: Arc::clone(&shown.camera),
            microphone: Arc::clone(&shown.microphone),
            requests: KeyframeRequests::default(),
            wanted: watch::Sender::new(WantedLayers::default()).subscribe(),
            facts: watch::channel(VenueFacts::default()).0,
        };
        let showing = tokio::spawn(stage.run(clips, 0));

        let layer = |received: &BTreeMap<String, SlotFacts>, rid: &str| {
            received
                .get(rid)
                .map(|facts| (facts.frames, facts.keyframes))
                .unwrap_or_default()
        };
        received
            .wait_for(|received| {
                layer(received, "l").0 > 5
                    && layer(received, "h").0 > 5
                    && received.get("").is_some_and(|sound| sound.packets > 20)
            })
            .await
            .unwrap();
        let before = (
            layer(&received.borrow(), "l").1,
            layer(&received.borrow(), "h").1,
        );
        want_keyframe.send_replace(1);
        received
            .wait_for(|received| {
                layer(received, "l").1 > before.0 && layer(received, "h").1 > before.1
            })
            .await
            .unwrap();
        assert_eq!(received.borrow()["h"].keyframe_size, Some((1280, 720)));
        assert_eq!(received.borrow()["l"].keyframe_size, Some((320, 180)));
        for rid in ["l", "h"] {
            assert_eq!(received.borrow()[rid].picture_id_breaks, 0);
        }
        let facts = facts
            .wait_for(|facts| {
                facts.stage_slot().is_some_and(|slot| slot.frames > 5)
                    && facts.sound_slots().any(|slot| slot.packets > 20)
            })
            .await
            .unwrap()
            .clone();
        assert_eq!(facts.keyframe_requests, 1);
        assert_eq!(facts.media_connections, 1);

        publishing.abort();
        showing.abort();
        media.close().await.unwrap();
        peer.close().await.unwrap();
    })
    .await
    .unwrap();
}
