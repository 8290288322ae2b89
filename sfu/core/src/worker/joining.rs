//! Rooms, offers and leaving.

use std::time::Instant;

use rand::Rng;
use sfu_wire::{Answer, Fact, OfferedLine, PeerId, Refusal, RoomId};
use thunderdome::Index;

use super::Worker;
use crate::allocate::Allocator;
use crate::dtls::Dtls;
use crate::egress::pace::Pace;
use crate::forward::slot::Slot;
use crate::ice_lite::{Credentials, IceLite};
use crate::ingress::publisher::{PublishLine, Publisher};
use crate::ingress::stream::Arrived;
use crate::peer::{Peer, Presence};
use crate::sdp::{
    AnswerLine, AnswerParameters, Candidates, Direction, LINES_MAX, Offer, SlotStreams,
    write_answer,
};

impl Worker {
    pub(super) fn open_room(&mut self, room: RoomId) {
        if self.rooms.len() < self.config.rooms_max {
            self.rooms.entry(room).or_default();
        } else {
            self.counters.dropped_over_limit += 1;
        }
    }

    pub(super) fn close_room(&mut self, now: Instant, room: RoomId) {
        for peer in self.rooms.remove(&room).unwrap_or_default().members {
            self.remove_peer(now, peer);
        }
    }

    /// Answers an offer: of a new peer, or of one that restarts ICE or wants more m-lines.
    pub(super) fn answer(
        &mut self,
        now: Instant,
        room: RoomId,
        id: PeerId,
        sdp: &str,
        publish: &[OfferedLine],
    ) -> Result<Answer, Refusal> {
        let offer = Offer::parse(sdp)?;
        if !self.rooms.contains_key(&room) {
            return Err(Refusal::NoSuchRoom);
        }
        let key = match self.peer_ids.get(&id).copied() {
            Some(key) => {
                self.renew(key, room, &offer)?;
                key
            }
            None => self.join(now, room, id, &offer)?,
        };
        self.take_lines(now, key, &offer, publish)
    }

    fn join(
        &mut self,
        now: Instant,
        room: RoomId,
        id: PeerId,
        offer: &Offer,
    ) -> Result<Index, Refusal> {
        if self.peers.len() >= self.config.peers_max {
            return Err(Refusal::Full {
                peers_max: self.config.peers_max,
            });
        }
        let credentials = Credentials::generate(&mut self.rng);
        let ufrag = credentials.ufrag.clone();
        let key = self.peers.insert(Peer {
            id,
            room,
            ice: IceLite::new(credentials, offer.ufrag.clone()),
            dtls: Dtls::new(self.identity.dtls.clone(), offer.fingerprint),
            srtp: None,
            fingerprint: offer.fingerprint,
            publisher: Publisher::new(now),
            slots: Vec::new(),
            closed: Vec::new(),
            rtcp_ssrc: self.rng.random(),
            presence: Presence::Connecting,
            joined_at: now,
            heard_at: now,
            attention: None,
            path_told_at: now,
            arrived: Arrived::default(),
            round_trip: None,
            answers: 0,
            pace: None,
            is_paced: false,
            allocator: Allocator::default(),
            allocate_at: now,
            wanted_bps: 0,
        });
        self.peer_ids.insert(id, key);
        self.ufrags.insert(ufrag, key);
        self.rooms.entry(room).or_default().members.push(key);
        Ok(key)
    }

    /// A further offer of the same page: other ICE credentials mean an ICE restart (RFC 8839
    /// §4.4.1.1.1).
    fn renew(&mut self, key: Index, room: RoomId, offer: &Offer) -> Result<(), Refusal> {
        let Some(peer) = self.peers.get_mut(key) else {
            return Err(Refusal::NoSuchRoom);
        };
        if peer.room != room || peer.fingerprint != offer.fingerprint {
            return Err(Refusal::Malformed {
                detail: "room or certificate changed: join as a new peer".into(),
            });
        }
        if peer.ice.remote_ufrag() != offer.ufrag {
            let credentials = Credentials::generate(&mut self.rng);
            self.ufrags.insert(credentials.ufrag.clone(), key);
            if let Some(oldest) = peer.ice.restart(credentials, offer.ufrag.clone()) {
                self.ufrags.remove(&oldest);
            }
        }
        Ok(())
    }

    /// Matches the offer's m-lines with what the peer has, adds what is new, and writes the
    /// answer.
    fn take_lines(
        &mut self,
        now: Instant,
        key: Index,
        offer: &Offer,
        publish: &[OfferedLine],
    ) -> Result<Answer, Refusal> {
        let Some(peer) = self.peers.get_mut(key) else {
            return Err(Refusal::NoSuchRoom);
        };
        // Renewed offers add up: what a page has dropped from its offer is still kept here.
        let kept = peer.publisher.lines.len() + peer.slots.len();
        let added = offer.lines.iter().filter(|line| !peer.has_line(&line.mid));
        if kept + added.count() > LINES_MAX {
            return Err(Refusal::TooManyLines {
                lines_max: LINES_MAX,
            });
        }
        let mut lines = Vec::with_capacity(offer.lines.len());
        for offered in &offer.lines {
            lines.push(match offered.direction {
                Direction::Neither => AnswerLine::Rejected(offered),
                Direction::Publish => {
                    let kind = publish
                        .iter()
                        .find(|line| line.mid == offered.mid)
                        .map(|line| line.kind)
                        .filter(|kind| kind.is_video() == offered.is_video());
                    let of_kind = peer
                        .publisher
                        .lines
                        .iter()
                        .find(|line| Some(line.kind) == kind);
                    match (kind, of_kind) {
                        (Some(_), Some(line)) if line.mid == offered.mid => {
                            AnswerLine::Publish(offered)
                        }
                        (Some(kind), None) => {
                            let line = PublishLine::new(kind, offered);
                            peer.publisher.lines.push(line);
                            AnswerLine::Publish(offered)
                        }
                        // A kind not named, or one that another line carries already.
                        _ => AnswerLine::Rejected(offered),
                    }
                }
                Direction::Receive => {
                    let known = peer.slots.iter().find(|slot| slot.mid == offered.mid);
                    let streams = match known {
                        Some(slot) => slot.streams,
                        None => {
                            let streams = SlotStreams {
                                ssrc: self.rng.random(),
                                rtx_ssrc: offered.is_video().then(|| self.rng.random()),
                            };
                            let first_sequences = [self.rng.random(), self.rng.random()];
                            peer.slots
                                .push(Slot::new(offered, streams, first_sequences));
                            if offered.extensions.transport_cc.is_some() {
                                peer.pace.get_or_insert_with(|| Pace::new(now));
                            }
                            streams
                        }
                    };
                    AnswerLine::Slot(offered, streams)
                }
            });
        }
        peer.answers += 1;
        let parameters = AnswerParameters {
            credentials: peer.ice.local(),
            fingerprint: self.identity.fingerprint(),
            candidates: Candidates {
                udp: &self.config.candidates,
                tcp: &self.config.tcp_candidates,
            },
            version: peer.answers,
        };
        Ok(Answer {
            sdp: write_answer(&parameters, &lines),
        })
    }

    /// Removes a peer and everything that points at it.
    pub(super) fn remove_peer(&mut self, now: Instant, key: Index) {
        let Some(mut peer) = self.peers.remove(key) else {
            return;
        };
        if let Some(to) = peer.ice.selected() {
            peer.dtls.close(now, |datagram| {
                if !self.outbox.push(to, datagram) {
                    self.counters.dropped_over_limit += 1;
                }
            });
        }
        self.peer_ids.remove(&peer.id);
        for ufrag in peer.ice.local_ufrags() {
            self.ufrags.remove(ufrag);
        }
        for address in peer.ice.validated() {
            if self.addresses.get(&address) == Some(&key) {
                self.addresses.remove(&address);
            }
        }
        if let Some(room) = self.rooms.get_mut(&peer.room) {
            room.members.retain(|member| *member != key);
        }
        for (_, track) in &mut self.tracks {
            track.subscribers.retain(|slot| slot.peer != key);
        }
        for track in peer.publisher.lines.iter().filter_map(|line| line.track) {
            self.remove_track(track);
        }
        self.push_fact(Fact::Left {
            peer: peer.id,
            room: peer.room,
        });
    }
}

#[cfg(test)]
mod tests {
    use sfu_wire::{RequestId, TrackKind};

    use super::*;
    use crate::testing::clock;
    use crate::{Command, Event, Identity, WorkerConfig};

    const ROOM: RoomId = RoomId(1);

    fn worker() -> Worker {
        let config = WorkerConfig {
            candidates: vec![([127, 0, 0, 1], 40_000).into()],
            tcp_candidates: Vec::new(),
            carried_from: [127, 0, 0, 2].into(),
            peers_max: 2,
            rooms_max: 1,
        };
        let mut worker = Worker::new(config, Identity::generate().unwrap(), [0; 32], clock());
        worker.handle_command(clock(), Command::OpenRoom { room: ROOM });
        worker
    }

    /// An offer with a camera line for each of `cameras` and a slot for each of `slots`.
    fn offer(ufrag: &str, cameras: &[&str], slots: &[String]) -> String {
        let line = |mid: &str, direction: &str| {
            format!(
                "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\n\
                 a=ice-ufrag:{ufrag}\r\na=setup:actpass\r\na={direction}\r\n\
                 a=fingerprint:sha-256 {}\r\na=rtpmap:96 VP8/90000\r\n",
                ["AB"; 32].join(":")
            )
        };
        let mut text = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n".to_owned();
        text.extend(cameras.iter().map(|mid| line(mid, "sendonly")));
        text.extend(slots.iter().map(|mid| line(mid, "recvonly")));
        text
    }

    fn answer(
        worker: &mut Worker,
        peer: u64,
        sdp: String,
        cameras: &[&str],
    ) -> Result<Answer, Refusal> {
        worker.handle_command(
            clock(),
            Command::Offer {
                request: RequestId(1),
                room: ROOM,
                peer: PeerId(peer),
                sdp,
                publish: cameras
                    .iter()
                    .map(|mid| OfferedLine {
                        mid: (*mid).to_owned(),
                        kind: TrackKind::Camera,
                    })
                    .collect(),
            },
        );
        match worker.poll_event() {
            Some(Event::Answered { result, .. }) => result,
            other => panic!("{other:?}"),
        }
    }

    fn mids(range: std::ops::Range<usize>) -> Vec<String> {
        range.map(|mid| mid.to_string()).collect()
    }

    #[test]
    fn a_renewed_offer_keeps_its_slots_and_restarts_ice() {
        let mut worker = worker();
        let ssrcs = |sdp: &str| -> Vec<String> {
            sdp.lines()
                .filter(|line| line.starts_with("a=ssrc-group"))
                .map(str::to_owned)
                .collect()
        };
        let first = answer(&mut worker, 1, offer("one1", &[], &mids(0..3)), &[]).unwrap();
        let second = answer(&mut worker, 1, offer("two2", &[], &mids(0..3)), &[]).unwrap();
        assert_eq!(ssrcs(&first.sdp), ssrcs(&second.sdp));
        let ufrag = |sdp: &str| {
            sdp.lines()
                .find(|l| l.starts_with("a=ice-ufrag"))
                .map(str::to_owned)
        };
        assert_ne!(ufrag(&first.sdp), ufrag(&second.sdp));
    }

    #[test]
    fn renewed_offers_do_not_add_up_beyond_the_limit() {
        let mut worker = worker();
        answer(&mut worker, 1, offer("one1", &[], &mids(0..40)), &[]).unwrap();
        assert_eq!(
            answer(&mut worker, 1, offer("one1", &[], &mids(40..80)), &[]),
            Err(Refusal::TooManyLines {
                lines_max: LINES_MAX
            })
        );
    }

    #[test]
    fn a_second_camera_is_rejected_and_the_first_stays() {
        let mut worker = worker();
        let cameras = ["a", "b"];
        let sdp = answer(&mut worker, 1, offer("one1", &cameras, &[]), &cameras)
            .unwrap()
            .sdp;
        assert!(sdp.contains("a=group:BUNDLE a\r\n"), "{sdp}");
        assert!(sdp.contains("m=video 0 "), "{sdp}");
    }

    #[test]
    fn a_full_worker_and_a_closed_room_refuse_with_a_reason() {
        let mut worker = worker();
        for peer in 1..=2 {
            answer(&mut worker, peer, offer("one1", &[], &mids(0..1)), &[]).unwrap();
        }
        assert_eq!(
            answer(&mut worker, 3, offer("one1", &[], &mids(0..1)), &[]),
            Err(Refusal::Full { peers_max: 2 })
        );
        worker.handle_command(clock(), Command::CloseRoom { room: ROOM });
        while worker.poll_event().is_some() {}
        assert_eq!(worker.counters().peers, 0);
        assert_eq!(
            answer(&mut worker, 3, offer("one1", &[], &mids(0..1)), &[]),
            Err(Refusal::NoSuchRoom)
        );
    }
}
