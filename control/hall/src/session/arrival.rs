//! Pages come, drop, resume and go.

use control_domain::seating::Place;
use control_domain::session_log::{Event, SeatNumber};
use control_domain::venue::VenueNumber;
use control_wire::signal::{Devices, ServerMessage, VERSION};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::{Session, frame};
use crate::inbox::{Arrival, Line, PageNumber, Seated};
use crate::problem::Trouble;
use crate::resume::ResumeToken;
use crate::seat::{Page, Posted, Presence, Seat};
use crate::translate;

impl Session {
    /// Seats a page: in its earlier seat if it proves one, else in a new one.
    pub(super) async fn arrive(&mut self, arrival: Arrival, now: Instant) {
        let Arrival {
            venue,
            place,
            resume,
            line,
            reply,
        } = arrival;
        let place = translate::place(place);
        let earlier = resume.and_then(|token| {
            let number = *self.resumes.get(&token.sha256())?;
            let seat = self.seats.get(&number)?;
            ((seat.venue, seat.place) == (venue, place)).then_some((number, token))
        });
        let result = match earlier {
            Some((seat, token)) => self.resume(seat, &token, line, now).await,
            None => self.join(venue, place, line, now).await,
        };
        self.confirm(result, reply, now);
    }

    /// Lets the socket know. A socket that is gone by now has dropped its page.
    fn confirm(
        &mut self,
        result: Result<Seated, Trouble>,
        reply: oneshot::Sender<Result<Seated, Trouble>>,
        now: Instant,
    ) {
        let seated = result.as_ref().ok().copied();
        if reply.send(result).is_err()
            && let Some(seated) = seated
        {
            self.page_gone(seated, now);
        }
    }

    async fn join(
        &mut self,
        venue: VenueNumber,
        place: Place,
        line: Line,
        now: Instant,
    ) -> Result<Seated, Trouble> {
        let admission = self.floor.seating().admit(venue, place)?;
        let number = admission.seat;
        let token = self.surroundings.draw.resume_token();
        let resume_sha256 = token.sha256();
        let joined = Event::Joined {
            seat: number,
            venue,
            place,
            resume_sha256: resume_sha256.clone(),
        };
        self.record(self.now_ms(), joined, None).await?;
        if let Some(replaced) = admission.replaces {
            self.free_seat(replaced, Some(&ServerMessage::Replaced), now);
        }
        // The newcomer reads it in its welcome.
        self.tell_floor(now);
        let page = self.next_page();
        self.resumes.insert(resume_sha256.clone(), number);
        let seat = Seat {
            venue,
            place,
            resume_sha256,
            presence: Presence::Connected(Page { number: page, line }),
            devices: Devices::default(),
            media: None,
        };
        self.seats.insert(number, seat);
        self.roster.touch(venue);
        self.welcome(number, &token, false, now);
        tracing::info!(
            session = self.id,
            seat = number,
            venue,
            ?place,
            "page seated"
        );
        Ok(Seated { seat: number, page })
    }

    async fn resume(
        &mut self,
        number: SeatNumber,
        token: &ResumeToken,
        line: Line,
        now: Instant,
    ) -> Result<Seated, Trouble> {
        let page = self.next_page();
        let dropped = self
            .seats
            .get(&number)
            .and_then(|seat| match seat.presence {
                Presence::Dropped { .. } => Some(seat.venue),
                Presence::Connected(_) | Presence::Stream(_) => None,
            });
        if let Some(venue) = dropped {
            let returned = Event::PageReturned {
                seat: number,
                venue,
            };
            self.record(self.now_ms(), returned, None).await?;
        }
        if let Some(seat) = self.seats.get_mut(&number) {
            // A connection that seemed to stand: the newer one is the page, the older must not come
            // back and fight for the seat.
            if seat.post(frame(&ServerMessage::Replaced)) == Posted::TooSlow {
                tracing::debug!(
                    session = self.id,
                    "the earlier connection was not read any more"
                );
            }
            seat.presence = Presence::Connected(Page { number: page, line });
            self.roster.touch(seat.venue);
        }
        self.welcome(number, token, true, now);
        self.tell_again(number, now);
        tracing::info!(session = self.id, seat = number, "page resumed");
        Ok(Seated { seat: number, page })
    }

    fn welcome(&mut self, number: SeatNumber, token: &ResumeToken, resumed: bool, now: Instant) {
        let Some(seat) = self.seats.get(&number) else {
            return;
        };
        let welcome = ServerMessage::Welcome {
            version: VERSION,
            resume: token.reveal(),
            resumed,
            venue: seat.venue,
            session: self.state(number),
            now_ms: self.now_ms(),
        };
        self.tell(number, &welcome, now);
        self.brief_host(number, now);
    }

    /// A page's connection is gone without a word; its seat is kept for a while.
    pub(super) fn page_gone(&mut self, from: Seated, now: Instant) {
        if self.is_current(from) {
            self.drop_page(from.seat, now);
        }
    }

    /// Closes a page that does not read; it may resume.
    pub(super) fn drop_slow_page(&mut self, number: SeatNumber, now: Instant) {
        self.surroundings.tally.pages_dropped_slow.rise();
        tracing::warn!(session = self.id, seat = number, "page too slow, dropped");
        if let Some(page) = self.drop_page(number, now)
            && page.line.cut.send(()).is_err()
        {
            tracing::debug!(session = self.id, "the slow page had gone by itself");
        }
    }

    /// Takes the page from its seat, and keeps the seat for it.
    fn drop_page(&mut self, number: SeatNumber, now: Instant) -> Option<Page> {
        let until = now + self.surroundings.patience.grace;
        let seat = self.seats.get_mut(&number)?;
        let venue = seat.venue;
        let page = match std::mem::replace(&mut seat.presence, Presence::Dropped { until }) {
            Presence::Connected(page) => Some(page),
            before @ (Presence::Dropped { .. } | Presence::Stream(_)) => {
                seat.presence = before;
                return None;
            }
        };
        self.roster.touch(venue);
        self.happened(Event::PageLost {
            seat: number,
            venue,
        });
        page
    }

    /// Frees a seat: its page, if it has one, hears `farewell` and is closed, its media
    /// connection leaves the node.
    pub(super) fn free_seat(
        &mut self,
        number: SeatNumber,
        farewell: Option<&ServerMessage>,
        now: Instant,
    ) {
        let Some(seat) = self.seats.remove(&number) else {
            return;
        };
        if let Some(farewell) = farewell
            && seat.post(frame(farewell)) == Posted::TooSlow
        {
            tracing::debug!(
                session = self.id,
                "a page was too slow to hear that it is replaced"
            );
        }
        self.resumes.remove(&seat.resume_sha256);
        self.give_up_offers_of(number);
        if let Some(media) = &seat.media {
            self.part_with(media.peer, seat.venue);
        }
        self.roster.touch(seat.venue);
        self.readiness.touch(seat.venue);
        self.slots_stale = true;
        let venue = seat.venue;
        self.happened(Event::Left {
            seat: number,
            venue,
        });
        self.tell_floor(now);
        tracing::info!(session = self.id, seat = number, venue, "seat freed");
    }

    pub(super) fn next_page(&mut self) -> PageNumber {
        self.pages_so_far += 1;
        PageNumber(self.pages_so_far)
    }
}
