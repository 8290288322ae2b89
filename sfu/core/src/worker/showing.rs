//! Which track is behind which slot.

use std::time::Instant;

use sfu_wire::{Fact, PeerId, RoomId, SlotSource, TrackRef};
use thunderdome::Index;

use super::Worker;
use crate::Event;
use crate::forward::beginning::Beginning;
use crate::ingress::track::SlotKey;
use crate::rtcp;

impl Worker {
    /// Puts sources behind slots. An unknown slot is passed over: the page may have offered again
    /// in the meantime.
    pub(super) fn show(&mut self, now: Instant, peer: PeerId, sources: Vec<SlotSource>) {
        let Some(key) = self.peer_ids.get(&peer).copied() else {
            return;
        };
        let mut changed = Vec::with_capacity(sources.len());
        for source in sources {
            let Some(peer) = self.peers.get_mut(key) else {
                return;
            };
            let place = peer.slots.iter().position(|slot| slot.mid == source.mid);
            let Some(place) = place else { continue };
            if let Some(slot) = peer.slots.get_mut(place) {
                slot.wanted = source.source;
                slot.purpose = source.purpose;
                slot.layer_max = source.layer_max;
                slot.height_px = source.height_px;
            }
            changed.push(place);
        }
        self.allocate(now, key);
        for slot in changed {
            self.aim(now, SlotKey { peer: key, slot });
        }
        self.tell_wanted(now);
    }

    pub(super) fn admit(&mut self, reference: TrackRef, open: bool) {
        if let Some(peer) = self
            .peer_ids
            .get(&reference.peer)
            .and_then(|key| self.peers.get_mut(*key))
        {
            peer.closed.retain(|kind| *kind != reference.kind);
            if !open {
                peer.closed.push(reference.kind);
            }
        }
        if let Some(track) = self
            .track_refs
            .get(&reference)
            .and_then(|key| self.tracks.get_mut(*key))
        {
            track.admit(open);
        }
    }

    /// Brings a slot in line with what is wanted there: decides the stream to go to, subscribes
    /// to its track, and asks for the key frame without which it cannot begin.
    pub(super) fn aim(&mut self, now: Instant, key: SlotKey) {
        let Some(peer) = self.peers.get_mut(key.peer) else {
            return;
        };
        let pace = peer.pace.as_mut();
        let Some(slot) = peer.slots.get_mut(key.slot) else {
            return;
        };
        let source = slot
            .wanted
            .and_then(|wanted| self.track_refs.get(&wanted).copied());
        let before = [slot.active, slot.target].map(|stream| stream.map(|stream| stream.track));
        slot.target = source.and_then(|source| {
            self.tracks
                .get(source)?
                .best_stream(source, now, slot.granted?)
        });
        let active_track = slot.active.map(|active| active.track);
        // Sound stops at once. A picture stays until the next one can be decoded, so that nobody
        // looks at black; without a next one it goes too.
        // What the path has no room for stops at once, too.
        let is_paused = slot.is_video && source.is_some() && slot.granted.is_none();
        if slot.wanted.is_none() || is_paused || (!slot.is_video && active_track != source) {
            let target = slot.target;
            slot.clear();
            slot.target = target;
            if let Some(pace) = pace {
                pace.forget_slot(key.slot);
            }
        }
        let after = [slot.active, slot.target].map(|stream| stream.map(|stream| stream.track));
        for left in before.into_iter().flatten() {
            if !after.contains(&Some(left))
                && let Some(track) = self.tracks.get_mut(left)
            {
                track.unsubscribe(key);
            }
        }
        for entered in after.into_iter().flatten() {
            if let Some(track) = self.tracks.get_mut(entered) {
                track.subscribe(key);
            }
        }
        self.help_to_begin(now, key);
        self.tell_showing(key);
    }

    /// A slot that cannot decode what it is to show begins with the run since the last key frame
    /// where there is one that its path takes, and else with the next key frame, which is asked for.
    pub(super) fn help_to_begin(&mut self, now: Instant, key: SlotKey) {
        let Some(peer) = self.peers.get(key.peer) else {
            return;
        };
        let beginning = peer.slots.get(key.slot).and_then(|slot| {
            let track = slot.awaited()?.0.track;
            slot.beginning(now, track, self.tracks.get(track)?, peer.pace.as_ref())
        });
        let (target, reason) = match beginning {
            None | Some(Beginning::Sent) => return,
            Some(Beginning::Run(stream, _)) => {
                if !self.touched.contains(&stream.track) {
                    self.touched.push(stream.track);
                }
                return;
            }
            Some(Beginning::KeyFrame(stream, reason)) => (stream, reason),
        };
        let Some(track) = self.tracks.get_mut(target.track) else {
            return;
        };
        track.keyframes.want(reason);
        let publisher = track.publisher;
        self.ask_keyframes(now, publisher);
    }

    /// Aims every slot in `room` that wants `reference`.
    pub(super) fn aim_those_who_want(&mut self, now: Instant, room: RoomId, reference: TrackRef) {
        let members = self.rooms.get(&room).map(|room| room.members.clone());
        for member in members.unwrap_or_default() {
            let mut is_decided = false;
            for slot in self.slots_of(member) {
                let wants = self
                    .peers
                    .get(slot.peer)
                    .and_then(|peer| peer.slots.get(slot.slot)?.wanted)
                    == Some(reference);
                if wants {
                    if !std::mem::replace(&mut is_decided, true) {
                        self.allocate(now, member);
                    }
                    self.aim(now, slot);
                }
            }
        }
    }

    /// Aims the slots that want a track whose streams changed.
    pub(super) fn aim_subscribers(&mut self, now: Instant, track: Index) {
        if let Some((room, reference)) = self
            .tracks
            .get(track)
            .map(|track| (track.room, track.reference))
        {
            self.aim_those_who_want(now, room, reference);
        }
    }

    /// Aims every slot: layers may have fallen silent or come back.
    pub(super) fn aim_all(&mut self, now: Instant) {
        let members: Vec<Index> = self.peers.iter().map(|(key, _)| key).collect();
        for member in members {
            self.aim_slots_of(now, member);
        }
    }

    /// Aims the picture slots of one peer.
    pub(super) fn aim_slots_of(&mut self, now: Instant, peer: Index) {
        self.allocate_if_due(now, peer);
        for slot in self.slots_of(peer) {
            if self.is_video_slot(slot) {
                self.aim(now, slot);
            }
        }
    }

    /// After slots switched to `track`: they leave the tracks they came from, and the control
    /// plane is told.
    pub(super) fn tell_switches(&mut self, now: Instant, track: Index) {
        let Some(subscribers) = self
            .tracks
            .get(track)
            .map(|track| track.subscribers.clone())
        else {
            return;
        };
        for key in subscribers {
            let active = self
                .peers
                .get(key.peer)
                .and_then(|peer| peer.slots.get(key.slot)?.active);
            if active.is_some_and(|active| active.track == track) {
                for (other, left) in &mut self.tracks {
                    if other != track {
                        left.unsubscribe(key);
                    }
                }
                self.aim(now, key);
            }
        }
    }

    /// Asks the publisher `key` for the key frames that are due.
    pub(super) fn ask_keyframes(&mut self, now: Instant, key: Index) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let tracks: Vec<Index> = peer
            .publisher
            .lines
            .iter()
            .filter_map(|line| line.track)
            .collect();
        for track in tracks {
            let Some(track) = self.tracks.get_mut(track) else {
                continue;
            };
            if !track.reference.kind.is_video() || !track.keyframes.poll(now) {
                continue;
            }
            // One request serves all layers; it names the lowest.
            let Some(media_ssrc) = track
                .layers
                .iter()
                .flatten()
                .map(|stream| stream.ssrc)
                .next()
            else {
                continue;
            };
            let request = rtcp::picture_lost(peer.rtcp_ssrc, media_ssrc);
            if peer.send_rtcp(&mut self.outbox, &request) {
                self.counters.keyframes_asked += 1;
            }
        }
        self.attend_when_due(now, key);
    }

    /// Removes a track; slots that showed it become empty.
    pub(super) fn remove_track(&mut self, key: Index) {
        let Some(track) = self.tracks.remove(key) else {
            return;
        };
        self.track_refs.remove(&track.reference);
        for subscriber in &track.subscribers {
            let slot = self
                .peers
                .get_mut(subscriber.peer)
                .and_then(|peer| peer.slots.get_mut(subscriber.slot));
            if let Some(slot) = slot {
                if slot.active.is_some_and(|active| active.track == key) {
                    slot.active = None;
                }
                if slot.target.is_some_and(|target| target.track == key) {
                    slot.target = None;
                }
            }
            self.tell_showing(*subscriber);
        }
        if track.flowing {
            self.push_fact(Fact::TrackStopped {
                room: track.room,
                track: track.reference,
            });
        }
    }

    /// Tells the control plane what a slot shows, if that changed.
    fn tell_showing(&mut self, key: SlotKey) {
        let Some(peer) = self.peers.get_mut(key.peer) else {
            return;
        };
        let Some(slot) = peer.slots.get_mut(key.slot) else {
            return;
        };
        let showing = slot
            .active
            .and_then(|active| Some(self.tracks.get(active.track)?.reference));
        if slot.shown != showing {
            slot.shown = showing;
            let event = Event::Showing {
                peer: peer.id,
                mid: slot.mid.clone(),
                source: showing,
            };
            self.push_event(event);
        }
    }

    fn slots_of(&self, peer: Index) -> impl Iterator<Item = SlotKey> + use<> {
        let count = self.peers.get(peer).map_or(0, |found| found.slots.len());
        (0..count).map(move |slot| SlotKey { peer, slot })
    }

    fn is_video_slot(&self, key: SlotKey) -> bool {
        self.peers
            .get(key.peer)
            .and_then(|peer| peer.slots.get(key.slot))
            .is_some_and(|slot| slot.is_video && slot.wanted.is_some())
    }
}
