//! Media connections: offers to the node, its answers, and what remains when either goes.

use std::collections::{BTreeSet, HashMap, VecDeque};

use control_domain::seating::Place;
use control_domain::session_log::{Event, SeatNumber};
use control_domain::venue::VenueNumber;
use control_domain::view::Lines;
use control_wire::signal::{PublishLine, ReceiveLine, RequestNumber, ServerMessage};
use sfu_wire::{Answer, NodeBirth, OfferedLine, PeerId, Refusal, RequestId, ToNode};
use tokio::time::Instant;

use super::Session;
use crate::inbox::{NodeNews, Seated};
use crate::limits::{DEPARTING_MAX, LINES_MAX, MID_BYTES_MAX, SDP_BYTES_MAX};
use crate::problem::{LinesError, Trouble};
use crate::seat::Media;
use crate::translate;

/// A page's offer.
pub(super) struct PageOffer {
    pub(super) fresh: bool,
    pub(super) sdp: String,
    pub(super) publish: Vec<PublishLine>,
    pub(super) receive: Vec<ReceiveLine>,
}

/// An offer that the node has not answered yet; one a seat at most.
#[derive(Debug)]
pub(super) struct PendingOffer {
    pub(super) from: Seated,
    pub(super) deadline: Instant,
    venue: VenueNumber,
    request: RequestNumber,
    peer: PeerId,
    fresh: bool,
    lines: Lines,
}

/// Media connections told to leave whose end the node has not confirmed: they are told again when
/// a link comes back. Bounded: the oldest are forgotten, the node ends them when they fall silent.
#[derive(Debug, Default)]
pub(super) struct Departing {
    venues: HashMap<PeerId, VenueNumber>,
    order: VecDeque<PeerId>,
}

impl Departing {
    fn insert(&mut self, peer: PeerId, venue: VenueNumber) {
        if self.order.len() >= DEPARTING_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.venues.remove(&oldest);
        }
        self.venues.insert(peer, venue);
        self.order.push_back(peer);
    }

    /// The node has confirmed that the peer is gone.
    pub(super) fn confirm(&mut self, peer: PeerId) {
        if self.venues.remove(&peer).is_some() {
            self.order.retain(|other| *other != peer);
        }
    }

    /// The venue of a peer that has been told to leave.
    pub(super) fn venue(&self, peer: PeerId) -> Option<VenueNumber> {
        self.venues.get(&peer).copied()
    }

    fn clear(&mut self) {
        self.venues.clear();
        self.order.clear();
    }
}

impl Session {
    /// Passes a page's offer to the node.
    pub(super) async fn offer(
        &mut self,
        from: Seated,
        request: RequestNumber,
        offer: PageOffer,
        now: Instant,
    ) -> Result<(), Trouble> {
        let Some(seat) = self.seats.get(&from.seat) else {
            return Ok(());
        };
        let (venue, former) = (seat.venue, seat.media.as_ref().map(|media| media.peer));
        let lines = check_lines(&offer, seat.place)?;
        let no_node = || Trouble::Node(Refusal::NoNode);
        if !self.surroundings.node.is_linked() {
            return Err(no_node());
        }
        let peer = if offer.fresh {
            self.start_media(from.seat, venue, lines.clone()).await?
        } else {
            former.ok_or(Trouble::NoMediaConnection)?
        };
        self.give_up_offers_of(from.seat);
        let pending = PendingOffer {
            from,
            deadline: now + self.surroundings.patience.answer,
            venue,
            request,
            peer,
            fresh: offer.fresh,
            lines,
        };
        let id = self.surroundings.draw.request();
        self.surroundings.routes.requests.insert(id, self.id);
        let publish = offer.publish.into_iter().map(offered_line).collect();
        // The node may have been linked anew a moment ago; opening a room twice opens it once.
        self.send_to_node(ToNode::OpenRoom { room: self.room });
        self.offers.insert(id, pending);
        let sent = self.send_to_node(ToNode::Offer {
            request: id,
            room: self.room,
            peer,
            sdp: offer.sdp,
            publish,
        });
        if !sent {
            self.fail_offer(id, no_node(), now);
        }
        Ok(())
    }

    /// Begins a media connection for a seat, in the place of the one it had.
    async fn start_media(
        &mut self,
        number: SeatNumber,
        venue: VenueNumber,
        lines: Lines,
    ) -> Result<PeerId, Trouble> {
        let peer = self.surroundings.draw.peer();
        let started = Event::MediaStarted {
            seat: number,
            venue,
            peer: peer.0,
            lines,
        };
        self.record(self.now_ms(), started, None).await?;
        let former = self
            .seats
            .get_mut(&number)
            .and_then(|seat| seat.media.replace(Media::starting(peer)));
        if let Some(former) = former {
            self.part_with(former.peer, venue);
        }
        self.peers.insert(peer, number);
        self.surroundings.routes.peers.insert(peer, self.id);
        self.roster.touch(venue);
        self.readiness.touch(venue);
        self.slots_stale = true;
        Ok(peer)
    }

    /// Tells the node that a peer leaves.
    pub(super) fn part_with(&mut self, peer: PeerId, venue: VenueNumber) {
        self.forget_peer(peer);
        self.departing.insert(peer, venue);
        self.send_to_node(ToNode::Leave { peer });
    }

    fn forget_peer(&mut self, peer: PeerId) {
        self.peers.remove(&peer);
        self.surroundings.routes.peers.remove(&peer);
    }

    /// Takes in what the node says, other than facts.
    pub(super) fn take_news(&mut self, news: NodeNews, now: Instant) {
        match news {
            NodeNews::Linked { birth } => self.node_linked(birth, now),
            NodeNews::Unlinked => self.fail_all_offers(now),
            NodeNews::Answered { request, result } => self.answered(request, result, now),
            NodeNews::Showing { peer, mid, source } => self.showing(peer, &mid, source, now),
            NodeNews::Wanted { track, layers } => self.layers_wanted(track, layers, now),
            NodeNews::Starved { peer, mid, starved } => self.slot_starved(peer, &mid, starved),
            NodeNews::Loudest { peers } => self.speaking(&peers, now),
            NodeNews::Path { peer, quality } => self.path_measured(peer, quality),
        }
    }

    /// A node is there. If it is the one that was there before, it is told again whatever it may
    /// have missed; if it is another, every media connection is gone.
    pub(super) fn node_linked(&mut self, birth: NodeBirth, now: Instant) {
        self.fail_all_offers(now);
        self.send_to_node(ToNode::OpenRoom { room: self.room });
        if self.floor.seating().node_birth() == Some(birth.0) {
            for peer in &self.departing.order {
                self.send_to_node(ToNode::Leave { peer: *peer });
            }
            for media in self
                .seats
                .values_mut()
                .filter_map(|seat| seat.media.as_mut())
            {
                media.in_doubt = true;
            }
            self.forget_wanted(now);
            self.warm = None;
            self.slots_stale = true;
            return;
        }
        self.warm = Some(Vec::new());
        self.departing.clear();
        let seats: Vec<_> = self.seats.keys().copied().collect();
        for seat in seats {
            if let Some(ended) = self.end_media(seat) {
                self.happened(ended);
                self.tell(seat, &ServerMessage::MediaGone, now);
            }
        }
        self.happened(Event::NodeLinked { birth: birth.0 });
    }

    /// Takes the media connection from a seat; the event to be recorded, if it had one.
    pub(super) fn end_media(&mut self, number: SeatNumber) -> Option<Event> {
        let seat = self.seats.get_mut(&number)?;
        let media = seat.media.take()?;
        let venue = seat.venue;
        self.forget_peer(media.peer);
        self.roster.touch(venue);
        self.readiness.touch(venue);
        self.slots_stale = true;
        Some(Event::MediaEnded {
            seat: number,
            venue,
        })
    }

    fn answered(&mut self, id: RequestId, result: Result<Answer, Refusal>, now: Instant) {
        let answer = match result {
            Ok(answer) => answer,
            Err(refusal) => return self.fail_offer(id, Trouble::Node(refusal), now),
        };
        let Some(offer) = self.offers.remove(&id) else {
            return;
        };
        let media = self
            .seats
            .get_mut(&offer.from.seat)
            .and_then(|seat| seat.media.as_mut())
            .filter(|media| media.peer == offer.peer);
        let Some(media) = media else {
            return;
        };
        let venue = offer.venue;
        let changed = media.answered && media.lines() != offer.lines;
        let lines = offer.lines.clone();
        media.agree(offer.lines);
        self.slots_stale = true;
        if changed {
            self.happened(Event::LinesChanged {
                seat: offer.from.seat,
                venue,
                lines,
            });
        }
        // A page that resumed meanwhile has forgotten this offer and makes another.
        if self.is_current(offer.from) {
            let answer = ServerMessage::Answer {
                request: offer.request,
                sdp: answer.sdp,
            };
            self.tell(offer.from.seat, &answer, now);
        } else {
            self.answer_stream(offer.from.seat, answer.sdp, now);
        }
    }

    pub(super) fn expire_offers(&mut self, now: Instant) {
        let over: Vec<_> = self
            .offers
            .iter()
            .filter(|(_, offer)| offer.deadline <= now)
            .map(|(id, _)| *id)
            .collect();
        for id in over {
            self.fail_offer(id, Trouble::Node(Refusal::NoNode), now);
        }
    }

    fn fail_all_offers(&mut self, now: Instant) {
        let all: Vec<_> = self.offers.keys().copied().collect();
        for id in all {
            self.fail_offer(id, Trouble::Node(Refusal::NoNode), now);
        }
    }

    /// Refuses an offer. A media connection that it would have begun ends.
    fn fail_offer(&mut self, id: RequestId, trouble: Trouble, now: Instant) {
        self.surroundings.routes.requests.remove(&id);
        let Some(offer) = self.offers.remove(&id) else {
            return;
        };
        let number = offer.from.seat;
        let begun = self
            .seats
            .get(&number)
            .filter(|seat| offer.fresh && seat.media.as_ref().is_some_and(|m| m.peer == offer.peer))
            .map(|seat| seat.venue);
        if let Some(venue) = begun {
            if let Some(ended) = self.end_media(number) {
                self.happened(ended);
            }
            self.part_with(offer.peer, venue);
        }
        if self.is_current(offer.from) {
            self.refuse(offer.from, Some(offer.request), &trouble, now);
        } else {
            self.refuse_stream(number, trouble);
        }
    }

    /// Forgets a seat's unanswered offer: a newer one, or nobody, waits for an answer.
    pub(super) fn give_up_offers_of(&mut self, seat: SeatNumber) {
        let requests = &self.surroundings.routes.requests;
        self.offers.retain(|id, offer| {
            let keep = offer.from.seat != seat;
            if !keep {
                requests.remove(id);
            }
            keep
        });
    }
}

fn offered_line(line: PublishLine) -> OfferedLine {
    OfferedLine {
        mid: line.mid,
        kind: translate::track_kind(translate::source(line.source)),
    }
}

/// Checks an offer's lines, before the node is troubled with them.
fn check_lines(offer: &PageOffer, place: Place) -> Result<Lines, Trouble> {
    let lines = offer.publish.len() + offer.receive.len();
    if lines > LINES_MAX {
        return Err(LinesError::TooMany { lines }.into());
    }
    let bytes = offer.sdp.len();
    if bytes > SDP_BYTES_MAX {
        return Err(LinesError::LongSdp { bytes }.into());
    }
    if !place.sends() && !offer.publish.is_empty() {
        return Err(Trouble::WallPublishes);
    }
    let publish_mids = offer.publish.iter().map(|line| &line.mid);
    let receive_mids = offer.receive.iter().map(|line| &line.mid);
    let mut mids = BTreeSet::new();
    for mid in publish_mids.chain(receive_mids) {
        if mid.is_empty() || mid.len() > MID_BYTES_MAX {
            return Err(LinesError::BadMid.into());
        }
        if !mids.insert(mid) {
            return Err(LinesError::SameMid.into());
        }
    }
    let lines = translate::lines(&offer.publish, &offer.receive);
    let sources: BTreeSet<_> = lines.publish.iter().collect();
    if sources.len() < lines.publish.len() {
        return Err(LinesError::SameSource.into());
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use control_wire::signal::{Source, View};

    use super::*;

    fn offer(publish: &[(&str, Source)], receive: &[&str]) -> PageOffer {
        PageOffer {
            fresh: true,
            sdp: "v=0".to_owned(),
            publish: publish
                .iter()
                .map(|(mid, source)| PublishLine {
                    mid: (*mid).to_owned(),
                    source: *source,
                })
                .collect(),
            receive: receive
                .iter()
                .map(|mid| ReceiveLine {
                    mid: (*mid).to_owned(),
                    view: View::Stage,
                })
                .collect(),
        }
    }

    #[test]
    fn lines_are_checked_before_the_node_sees_them() {
        let check = |offer| check_lines(&offer, Place::Branch);
        let camera = ("0", Source::Camera);
        assert!(check(offer(&[camera, ("1", Source::Microphone)], &["2"])).is_ok());
        assert_eq!(
            check(offer(&[camera], &["0"])),
            Err(LinesError::SameMid.into())
        );
        assert_eq!(
            check(offer(&[camera, ("1", Source::Camera)], &[])),
            Err(LinesError::SameSource.into())
        );
        for mid in ["", "12345678901234567"] {
            assert_eq!(check(offer(&[], &[mid])), Err(LinesError::BadMid.into()));
        }
        let mids: Vec<_> = (0..=LINES_MAX).map(|mid| mid.to_string()).collect();
        let mids: Vec<_> = mids.iter().map(String::as_str).collect();
        assert_eq!(
            check(offer(&[], &mids)),
            Err(LinesError::TooMany { lines: 65 }.into())
        );
        let mut long = offer(&[], &[]);
        long.sdp = "x".repeat(SDP_BYTES_MAX + 1);
        assert_eq!(
            check(long),
            Err(LinesError::LongSdp { bytes: 200_001 }.into())
        );
    }

    #[test]
    fn a_wall_publishes_nothing() {
        let camera = offer(&[("0", Source::Camera)], &[]);
        assert_eq!(
            check_lines(&camera, Place::Wall),
            Err(Trouble::WallPublishes)
        );
        assert!(check_lines(&offer(&[], &["0"]), Place::Wall).is_ok());
    }

    #[test]
    fn departing_peers_are_bounded_and_forgotten_when_confirmed() {
        let mut departing = Departing::default();
        for peer in 0..=DEPARTING_MAX as u64 {
            departing.insert(PeerId(peer), 1);
        }
        assert_eq!(departing.venue(PeerId(0)), None, "the oldest made room");
        assert_eq!(departing.order.len(), DEPARTING_MAX);
        departing.confirm(PeerId(5));
        assert_eq!(departing.venue(PeerId(5)), None);
        assert_eq!(departing.order.len(), departing.venues.len());
    }
}
