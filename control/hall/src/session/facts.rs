//! Facts of the media node: what they mean for the session, and its log.

use control_domain::seating::Flow;
use control_domain::session_log::{Event, SeatNumber};
use control_domain::venue::{MAIN_VENUE, VenueNumber};
use control_domain::view::Source;
use control_wire::signal::ServerMessage;
use sfu_wire::{Fact, PeerId, TrackRef};
use tokio::time::Instant;

use super::Session;
use crate::inbox::NodeFact;
use crate::log::{FactSource, LogFailed};
use crate::seat::Media;
use crate::translate;

/// Where a fact comes from and when it happened, on the node's clock.
#[derive(Debug, Clone, Copy)]
struct Origin {
    source: FactSource,
    at_ms: i64,
}

impl Session {
    /// Records a fact and lets it take effect, then says that it is stored.
    pub(super) async fn take_fact(&mut self, fact: NodeFact, now: Instant) {
        let origin = Origin {
            source: fact.source,
            at_ms: fact.at_ms,
        };
        let result = self.apply_fact(fact.fact, origin, now).await;
        if fact.stored.send(result).is_err() {
            tracing::debug!(session = self.id, "the link that brought a fact is gone");
        }
    }

    /// Facts about peers that have been replaced or told to leave have no bearing any more: their
    /// seats' events tell that already.
    async fn apply_fact(
        &mut self,
        fact: Fact,
        origin: Origin,
        now: Instant,
    ) -> Result<(), LogFailed> {
        match fact {
            Fact::Connected { peer, .. } => {
                let event = |seat, venue| Event::MediaConnected { seat, venue };
                self.flow_changed(peer, Flow::Connected, event, origin)
                    .await
            }
            Fact::Lost { peer, .. } => {
                let event = |seat, venue| Event::MediaLost { seat, venue };
                self.flow_changed(peer, Flow::Lost, event, origin).await
            }
            Fact::Returned { peer, .. } => {
                let event = |seat, venue| Event::MediaReturned { seat, venue };
                self.flow_changed(peer, Flow::Connected, event, origin)
                    .await
            }
            Fact::Left { peer, .. } => self.peer_left(peer, origin, now).await,
            Fact::TrackStarted { track, .. } => self.track_changed(track, true, origin).await,
            Fact::TrackStopped { track, .. } => self.track_changed(track, false, origin).await,
        }
    }

    async fn flow_changed(
        &mut self,
        peer: PeerId,
        flow: Flow,
        event: impl Fn(SeatNumber, VenueNumber) -> Event,
        origin: Origin,
    ) -> Result<(), LogFailed> {
        let Some((seat, venue)) = self.seat_of(peer) else {
            return Ok(());
        };
        let event = event(seat, venue);
        if self
            .record(origin.at_ms, event, Some(origin.source))
            .await?
            && let Some(media) = self.media_of(peer)
        {
            media.flow = flow;
            self.roster.touch(venue);
            self.readiness.touch(venue);
            // An encoder's picture stands in for the host's while it flows.
            self.slots_stale |= venue == MAIN_VENUE;
        }
        Ok(())
    }

    /// The node has given up a peer.
    async fn peer_left(
        &mut self,
        peer: PeerId,
        origin: Origin,
        now: Instant,
    ) -> Result<(), LogFailed> {
        self.departing.confirm(peer);
        let Some((seat, venue)) = self.seat_of(peer) else {
            return Ok(());
        };
        let ended = Event::MediaEnded { seat, venue };
        self.record(origin.at_ms, ended, Some(origin.source))
            .await?;
        self.give_up_offers_of(seat);
        if self.end_media(seat).is_some() {
            self.tell(seat, &ServerMessage::MediaGone, now);
        }
        Ok(())
    }

    /// A track began to flow, or stopped. Slides coming and going are part of what happened in the
    /// meeting; the others only steer what slots show.
    async fn track_changed(
        &mut self,
        track: TrackRef,
        flows: bool,
        origin: Origin,
    ) -> Result<(), LogFailed> {
        let Some((seat, venue)) = self.seat_of(track.peer) else {
            return Ok(());
        };
        let source = translate::source_of_track(track.kind);
        if !self.watch_track(track, source, flows, origin).await? {
            return Ok(());
        }
        if source == Source::Slides {
            let event = if flows {
                Event::SlidesStarted { seat, venue }
            } else {
                Event::SlidesStopped { seat, venue }
            };
            let is_new = self
                .record(origin.at_ms, event, Some(origin.source))
                .await?;
            if !is_new {
                return Ok(());
            }
        }
        if let Some(media) = self.media_of(track.peer) {
            if source == Source::Slides {
                media.slides = flows;
            } else if flows {
                media.stopped.remove(&source);
            } else {
                media.stopped.insert(source);
            }
            self.slots_stale = true;
        }
        Ok(())
    }

    /// Records what of a seat's media works, where a track's coming or going changes that. False where
    /// the fact was recorded before.
    async fn watch_track(
        &mut self,
        track: TrackRef,
        source: Source,
        flows: bool,
        origin: Origin,
    ) -> Result<bool, LogFailed> {
        let Some((seat, venue)) = self.seat_of(track.peer) else {
            return Ok(true);
        };
        let Some(media) = self.media_of(track.peer) else {
            return Ok(true);
        };
        let working = media.working_with(source, flows);
        if working == media.working() {
            return Ok(true);
        }
        let event = Event::MediaWorking {
            seat,
            venue,
            working,
        };
        let is_new = self
            .record(origin.at_ms, event, Some(origin.source))
            .await?;
        if is_new && let Some(media) = self.media_of(track.peer) {
            media.watch_track(source, flows);
            self.readiness.touch(venue);
        }
        Ok(is_new)
    }

    fn seat_of(&self, peer: PeerId) -> Option<(SeatNumber, VenueNumber)> {
        let number = *self.peers.get(&peer)?;
        Some((number, self.seats.get(&number)?.venue))
    }

    fn media_of(&mut self, peer: PeerId) -> Option<&mut Media> {
        let number = self.peers.get(&peer)?;
        self.seats.get_mut(number)?.media.as_mut()
    }
}
