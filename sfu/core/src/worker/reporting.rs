//! What peers report: what arrived of what they were sent, what they miss, what their clock says.

use std::time::{Duration, Instant};

use thunderdome::Index;

use super::Worker;
use crate::egress::pace::Repair;
use crate::forward::path::Path;
use crate::ingress::track::SlotKey;
use crate::rtcp::{self, Report};

impl Worker {
    pub(super) fn receive_rtcp(&mut self, now: Instant, key: Index, datagram: &mut [u8]) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let opened = peer.srtp.as_mut().and_then(|srtp| srtp.open_rtcp(datagram));
        let Some(packet) = opened.and_then(|len| datagram.get(..len)) else {
            self.counters.dropped_unauthentic += 1;
            return;
        };
        self.heard(now, key);
        let mut reports = Vec::new();
        if !rtcp::parse(packet, |report| reports.push(report)) {
            self.counters.dropped_malformed += 1;
        }
        for report in reports {
            self.handle_report(now, key, report);
        }
    }

    fn handle_report(&mut self, now: Instant, key: Index, report: Report) {
        let ntp_middle = (self.ntp(now) >> 16) as u32;
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        match report {
            Report::Missing { ssrc, sequences } => {
                let (Some(to), Some(srtp)) = (peer.ice.selected(), &mut peer.srtp) else {
                    return;
                };
                let slot = peer
                    .slots
                    .iter_mut()
                    .enumerate()
                    .find(|(_, slot)| slot.streams.ssrc == ssrc);
                let Some((own, slot)) = slot else { return };
                if let Some(pace) = &mut peer.pace {
                    let round_trip = peer.round_trip.or(pace.round_trip());
                    for sequence in sequences {
                        let repair = Repair {
                            slot: own,
                            sequence,
                        };
                        if slot.is_missing(now, round_trip, sequence) && !pace.hold_repair(repair) {
                            self.counters.dropped_over_limit += 1;
                        }
                    }
                    self.list_paced(key);
                    return;
                }
                let mut path = Path {
                    to,
                    srtp,
                    pace: None,
                    slot: own,
                };
                for sequence in sequences {
                    let sent = slot.send_again(
                        now,
                        peer.round_trip,
                        sequence,
                        &self.tracks,
                        &mut path,
                        &mut self.outbox,
                    );
                    self.counters.packets_resent += u64::from(sent);
                }
            }
            Report::Arrivals(feedback) => {
                let Some(pace) = &mut peer.pace else { return };
                if pace.handle_feedback(now, &feedback) {
                    self.allocate(now, key);
                    self.aim_slots_of(now, key);
                }
                self.list_paced(key);
            }
            Report::PictureLost { ssrc } => {
                let slot = peer.slot_of(ssrc);
                if let Some(slot) = slot.and_then(|slot| peer.slots.get_mut(slot)) {
                    slot.picture_lost = true;
                }
                if let Some(slot) = slot {
                    self.help_to_begin(now, SlotKey { peer: key, slot });
                }
            }
            Report::Reception {
                last_sender_report,
                delay,
            } => {
                if peer.pace.as_ref().is_some_and(|pace| pace.is_unheard(now)) {
                    peer.pace = None;
                }
                // RFC 3550 §6.4.1: A − LSR − DLSR, in units of 1/65536 s.
                if last_sender_report != 0 {
                    let units = ntp_middle
                        .wrapping_sub(last_sender_report)
                        .wrapping_sub(delay);
                    let round_trip = Duration::from_micros(u64::from(units) * 1_000_000 / 65_536);
                    if round_trip < Duration::from_secs(10) {
                        peer.round_trip = Some(round_trip);
                    }
                }
            }
            Report::SenderClock {
                ssrc,
                ntp,
                timestamp,
            } => {
                let Some(role) = peer.publisher.known(ssrc).map(|known| known.role) else {
                    return;
                };
                let stream = peer
                    .publisher
                    .lines
                    .get(role.line)
                    .and_then(|line| self.tracks.get_mut(line.track?))
                    .and_then(|track| track.layers.get_mut(role.layer)?.as_mut());
                if let Some(stream) = stream.filter(|stream| stream.ssrc == ssrc) {
                    stream.handle_sender_report(now, ntp, timestamp);
                }
            }
        }
    }
}
