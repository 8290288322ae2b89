//! Encoders and players: streams that come, stay while their media connections do, and go.

use std::collections::BTreeSet;

use control_domain::seating::{Flow, Place};
use control_domain::session_log::{Event, SeatNumber};
use control_domain::venue::MAIN_VENUE;
use control_domain::view::Source;
use control_wire::signal::Devices;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Session;
use super::media::PageOffer;
use crate::inbox::Seated;
use crate::problem::Trouble;
use crate::seat::{Media, Presence, Seat, Stream, WaitingStream};
use crate::stream::{BegunStream, EndingStreams, StreamArrival, StreamKind};

impl Session {
    /// Seats a stream and passes its offer to the node; its reply comes with the node's answer.
    pub(super) async fn begin_stream(&mut self, arrival: StreamArrival, now: Instant) {
        let StreamArrival {
            kind,
            token,
            sdp,
            lines,
            reply,
        } = arrival;
        let seat = match self.seat_stream(kind.place(), token, reply, now).await {
            Ok(seat) => seat,
            Err((trouble, reply)) => return answer(reply, Err(trouble)),
        };
        let from = Seated {
            seat,
            page: self.next_page(),
        };
        let offer = PageOffer {
            fresh: true,
            sdp,
            publish: lines.publish,
            receive: lines.receive,
        };
        if let Err(trouble) = self.offer(from, 0, offer, now).await {
            self.refuse_stream(seat, trouble);
        }
    }

    async fn seat_stream(
        &mut self,
        place: Place,
        token: i64,
        reply: oneshot::Sender<Result<BegunStream, Trouble>>,
        now: Instant,
    ) -> Result<SeatNumber, (Trouble, oneshot::Sender<Result<BegunStream, Trouble>>)> {
        let admission = match self.floor.seating().admit(MAIN_VENUE, place) {
            Ok(admission) => admission,
            Err(error) => return Err((error.into(), reply)),
        };
        let number = admission.seat;
        let resource = self.surroundings.draw.resume_token();
        let resume_sha256 = resource.sha256();
        let joined = Event::Joined {
            seat: number,
            venue: MAIN_VENUE,
            place,
            resume_sha256: resume_sha256.clone(),
        };
        if let Err(error) = self.record(self.now_ms(), joined, None).await {
            return Err((error.into(), reply));
        }
        if let Some(replaced) = admission.replaces {
            self.free_seat(replaced, None, now);
        }
        self.resumes.insert(resume_sha256.clone(), number);
        let stream = Stream {
            token: Some(token),
            waits: Some((resource, reply)),
        };
        let seat = Seat {
            venue: MAIN_VENUE,
            place,
            resume_sha256,
            presence: Presence::Stream(stream),
            devices: Devices::default(),
            media: None,
        };
        self.seats.insert(number, seat);
        tracing::info!(session = self.id, seat = number, ?place, "stream seated");
        Ok(number)
    }

    /// The node has answered a stream's offer. One whose requester is gone ends again.
    pub(super) fn answer_stream(&mut self, number: SeatNumber, sdp: String, now: Instant) {
        let Some((resource, reply)) = self.waiting_stream(number) else {
            return;
        };
        let resource = resource.reveal();
        if reply.send(Ok(BegunStream { sdp, resource })).is_err() {
            self.free_seat(number, None, now);
        }
    }

    /// A stream's offer is refused; its seat is freed with the others that have no media.
    pub(super) fn refuse_stream(&mut self, number: SeatNumber, trouble: Trouble) {
        if let Some((_, reply)) = self.waiting_stream(number) {
            answer(reply, Err(trouble));
        }
    }

    fn waiting_stream(&mut self, number: SeatNumber) -> Option<WaitingStream> {
        match &mut self.seats.get_mut(&number)?.presence {
            Presence::Stream(stream) => stream.waits.take(),
            Presence::Connected(_) | Presence::Dropped { .. } => None,
        }
    }

    /// Ends streams of a kind; how many.
    pub(super) fn end_streams(
        &mut self,
        kind: StreamKind,
        ending: &EndingStreams,
        now: Instant,
    ) -> usize {
        let digest = match ending {
            EndingStreams::Resource(resource) => Some(resource.sha256()),
            EndingStreams::Token(_) => None,
        };
        let ends = |seat: &Seat| match (&seat.presence, ending) {
            (Presence::Stream(stream), EndingStreams::Token(token)) => {
                stream.token.is_none_or(|of| of == *token)
            }
            (Presence::Stream(_), EndingStreams::Resource(_)) => {
                digest.as_ref() == Some(&seat.resume_sha256)
            }
            (Presence::Connected(_) | Presence::Dropped { .. }, _) => false,
        };
        let over: Vec<_> = self
            .seats
            .iter()
            .filter(|(_, seat)| seat.place == kind.place() && ends(seat))
            .map(|(number, _)| *number)
            .collect();
        for number in &over {
            self.free_seat(*number, None, now);
        }
        over.len()
    }

    /// Frees the seats of streams whose media connection is gone: nobody comes back for them.
    pub(super) fn free_streams_without_media(&mut self, now: Instant) {
        let over: Vec<_> = self
            .seats
            .iter()
            .filter(|(_, seat)| {
                matches!(seat.presence, Presence::Stream(_)) && seat.media.is_none()
            })
            .map(|(number, _)| *number)
            .collect();
        for number in over {
            self.free_seat(number, None, now);
        }
    }

    /// What of the main venue comes from its encoder now.
    pub(super) fn encoded(&self) -> BTreeSet<Source> {
        let encoder = self
            .seats
            .values()
            .find(|seat| seat.place == Place::Encoder)
            .and_then(|seat| seat.media.as_ref());
        [Source::Camera, Source::Microphone]
            .into_iter()
            .filter(|source| encoder.is_some_and(|media| arrives(media, *source)))
            .collect()
    }

    /// A venue other than before is heard: players with few sounds hear that one.
    pub(super) fn players_listen(&mut self) {
        if self.seats.values().any(|seat| seat.place == Place::Player) {
            self.slots_stale = true;
        }
    }
}

/// True once an encoder's picture or sound arrives: until then, and when it fails, the host's own
/// stays.
fn arrives(media: &Media, source: Source) -> bool {
    let working = media.working();
    let flows = match source {
        Source::Camera => working.camera,
        Source::Microphone => working.microphone,
        Source::Slides | Source::SlidesSound => false,
    };
    flows && media.flow == Flow::Connected && media.sends(source)
}

fn answer(
    reply: oneshot::Sender<Result<BegunStream, Trouble>>,
    result: Result<BegunStream, Trouble>,
) {
    if reply.send(result).is_err() {
        tracing::debug!("whoever began a stream is gone");
    }
}
