//! One live session: all of its state, owned by one task.
//!
//! Each batch of requests goes in three steps: take the requests (recording what they come to),
//! write what could not be recorded at once, then tell pages and node what follows from it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use control_domain::agenda::Agenda;
use control_domain::attendance::sign_in::SignIns;
use control_domain::floor::{Command, Floor};
use control_domain::seating::Place;
use control_domain::session_log::{self, Event, SeatNumber};
use control_domain::view::Source;
use control_wire::signal::{
    ClientMessage, Devices, RequestNumber, ServerMessage, SessionState, VenueState,
};
use sfu_wire::{PeerId, RequestId, RoomId, ToNode, TrackRef};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};

use crate::clock::monotonic;
use crate::hall::{OpenError, OpenSession};
use crate::inbox::{Request, Seated};
use crate::limits::SESSION_BATCH_MAX;
use crate::log::LogFailed;
use crate::problem::Trouble;
use crate::seat::{Media, Posted, Presence, Seat, Stream};
use crate::surroundings::Surroundings;
use crate::translate;

mod agenda;
mod arrival;
mod demand;
mod facts;
mod floor;
mod media;
pub(crate) mod readiness;
mod record;
mod roster;
mod sign_in;
mod sign_of_life;
mod slots;
mod streams;
mod switch;
mod warm;

use agenda::ToldAgenda;
use floor::Told;
use media::{Departing, PendingOffer};
use readiness::Board;
use record::Backlog;
use roster::Roster;
use switch::Switch;

/// One live session.
pub(crate) struct Session {
    id: i64,
    title: String,
    opened_ms: i64,
    room: RoomId,
    surroundings: Arc<Surroundings>,

    floor: Floor,
    agenda: Agenda,
    sign_ins: SignIns,
    sign_of_life_at: Instant,
    /// Number of the last log entry in them.
    recorded: i64,
    backlog: Backlog,
    told: Told,
    told_agenda: ToldAgenda,

    seats: BTreeMap<SeatNumber, Seat>,
    /// Seats by the digest of their resume token.
    resumes: HashMap<String, SeatNumber>,
    pages_so_far: u64,
    roster: Roster,

    peers: HashMap<PeerId, SeatNumber>,
    departing: Departing,
    offers: HashMap<RequestId, PendingOffer>,
    /// True where somebody may have to be shown something else than before.
    slots_stale: bool,
    /// The pictures that the node keeps warm; none where that is not known.
    warm: Option<Vec<TrackRef>>,
    /// What of the main venue was shown from its encoder when slots were settled last.
    encoded: BTreeSet<Source>,
    /// The cut under way.
    switch: Option<Switch>,
    readiness: Board,
}

impl Session {
    /// A session from its log so far. Its going live, or its coming back, is recorded.
    ///
    /// # Errors
    /// When it has ended, or its log cannot be written.
    pub(crate) async fn open(
        opening: OpenSession,
        surroundings: Arc<Surroundings>,
    ) -> Result<Self, OpenError> {
        let id = opening.id;
        let floor = Floor::replay(&opening.past);
        if floor.has_ended() {
            return Err(OpenError::HasEnded { session: id });
        }
        let sign_ins = SignIns::replay(&opening.past);
        let former_room = session_log::room(&opening.past).map(RoomId);
        let room = former_room.unwrap_or_else(|| surroundings.draw.room());
        let event = if former_room.is_some() {
            Event::Reopened
        } else {
            Event::Opened {
                room: room.0,
                venues: opening.venues.iter().map(|venue| venue.number).collect(),
            }
        };
        let now_ms = surroundings.clock.unix_ms();
        let mut session = Self {
            id,
            title: opening.title,
            opened_ms: opening.opened_ms,
            room,
            floor,
            agenda: Agenda::replay(&opening.past),
            sign_ins,
            sign_of_life_at: monotonic() + surroundings.patience.sign_of_life,
            recorded: opening.past.last().map_or(0, |entry| entry.number),
            backlog: Backlog::default(),
            told: Told::default(),
            told_agenda: ToldAgenda::default(),
            seats: BTreeMap::new(),
            resumes: HashMap::new(),
            pages_so_far: 0,
            roster: Roster::new(opening.venues, now_ms),
            peers: HashMap::new(),
            departing: Departing::default(),
            offers: HashMap::new(),
            slots_stale: false,
            warm: Some(Vec::new()),
            encoded: BTreeSet::new(),
            switch: None,
            readiness: Board::default(),
            surroundings,
        };
        let log_failed = |source| OpenError::Log {
            session: id,
            source,
        };
        session
            .record(now_ms, event, None)
            .await
            .map_err(log_failed)?;
        session
            .take_agenda(opening.agenda)
            .await
            .map_err(log_failed)?;
        let now = monotonic();
        session.restore_seats(now);
        if let Some(birth) = session.surroundings.node.linked_birth() {
            session.node_linked(birth, now);
        }
        session.tell_floor(now);
        session.tell_agenda(now);
        session.settle_slots();
        session.tell_roster(now);
        session.write_backlog(now).await;
        session.surroundings.routes.rooms.insert(room, id);
        tracing::info!(session = id, room = room.0, "session live");
        Ok(session)
    }

    /// Seats taken before a restart, and their media connections, are kept for their pages as any
    /// dropped page's are.
    fn restore_seats(&mut self, now: Instant) {
        let until = now + self.surroundings.patience.grace;
        let taken: Vec<_> = self
            .floor
            .seating()
            .taken()
            .map(|(number, occupant)| (number, occupant.clone()))
            .collect();
        for (number, occupant) in taken {
            let media = occupant.media.as_ref().map(Media::remembered);
            if let Some(media) = &media {
                self.peers.insert(media.peer, number);
                self.surroundings.routes.peers.insert(media.peer, self.id);
                self.slots_stale = true;
            }
            self.resumes.insert(occupant.resume_sha256.clone(), number);
            let presence = match occupant.place {
                Place::Host | Place::Wall | Place::Branch => Presence::Dropped { until },
                Place::Encoder | Place::Player => Presence::Stream(Stream {
                    token: None,
                    waits: None,
                }),
            };
            self.seats.insert(
                number,
                Seat {
                    venue: occupant.venue,
                    place: occupant.place,
                    resume_sha256: occupant.resume_sha256,
                    presence,
                    devices: Devices::default(),
                    media,
                },
            );
            self.roster.touch(occupant.venue);
            self.readiness.touch(occupant.venue);
        }
    }

    /// Takes requests until the session ends or the hall is dropped.
    pub(crate) async fn run(mut self, mut inbox: mpsc::Receiver<Request>) {
        loop {
            let deadline = self.next_deadline();
            let request = tokio::select! {
                request = inbox.recv() => match request {
                    Some(request) => Some(request),
                    None => break,
                },
                () = sleep_until(deadline.unwrap_or_else(monotonic)), if deadline.is_some() => None,
            };
            if let Some(request) = request {
                self.take(request, monotonic()).await;
                for _ in 1..SESSION_BATCH_MAX {
                    match inbox.try_recv() {
                        Ok(request) => self.take(request, monotonic()).await,
                        Err(_) => break,
                    }
                }
            }
            if self.floor.has_ended() {
                break;
            }
            self.settle(monotonic()).await;
        }
        self.surroundings.routes.forget_session(self.id);
    }

    async fn take(&mut self, request: Request, now: Instant) {
        if self.floor.has_ended() {
            // The socket and the link see the request dropped and know that the session is over.
            return;
        }
        match request {
            Request::Arrive(arrival) => self.arrive(*arrival, now).await,
            Request::Message(from, message) => self.hear(from, *message, now).await,
            Request::Gone(from) => self.page_gone(from, now),
            Request::BeginStream(arrival) => self.begin_stream(*arrival, now).await,
            Request::EndStreams(kind, ending, reply) => {
                let ended = self.end_streams(kind, &ending, now);
                if reply.send(ended).is_err() {
                    tracing::debug!(session = self.id, "nobody waited for the streams' end");
                }
            }
            Request::Fact(fact) => self.take_fact(fact, now).await,
            Request::Node(news) => self.take_news(news, now),
            Request::Venues(reply) => self.tell_venues(reply),
            Request::End(reply) => self.end(reply).await,
        }
    }

    /// A message of a seated page.
    async fn hear(&mut self, from: Seated, message: ClientMessage, now: Instant) {
        if !self.is_current(from) {
            return;
        }
        match message {
            ClientMessage::Offer {
                request,
                fresh,
                sdp,
                publish,
                receive,
            } => {
                let offer = media::PageOffer {
                    fresh,
                    sdp,
                    publish,
                    receive,
                };
                if let Err(trouble) = self.offer(from, request, offer, now).await {
                    self.refuse(from, Some(request), &trouble, now);
                }
            }
            ClientMessage::PutOnStage { request, venue } => {
                let result = self
                    .command(from, &Command::PutOnStage { venue }, now)
                    .await;
                self.reply(from, request, result, now);
            }
            ClientMessage::Floor { request, command } => {
                let command = translate::floor::command(command);
                let result = self.command(from, &command, now).await;
                self.reply(from, request, result, now);
            }
            ClientMessage::SignIn { request, entry } => {
                let command = translate::sign_in::command(entry);
                let result = self.sign_in(from, &command, now).await;
                self.reply(from, request, result, now);
            }
            ClientMessage::Agenda { request, command } => {
                let command = translate::agenda::command(command);
                let result = self.agenda_command(from, command, now).await;
                self.reply(from, request, result, now);
            }
            ClientMessage::Devices { devices } => self.devices_changed(from, devices),
            ClientMessage::SlotSizes { sizes } => self.slots_resized(from, &sizes),
            ClientMessage::Reception { report } => self.received(from, &report),
            ClientMessage::Leave => self.free_seat(from.seat, None, now),
            ClientMessage::Hello { .. } => {
                self.refuse(from, None, &Trouble::AlreadySeated, now);
            }
        }
    }

    /// A wall has no devices that anybody would be told of; the roster passes it over.
    fn devices_changed(&mut self, from: Seated, devices: Devices) {
        let Some(seat) = self.seats.get_mut(&from.seat) else {
            return;
        };
        seat.devices = devices;
        self.roster.touch(seat.venue);
        self.readiness.touch(seat.venue);
    }

    fn tell_venues(&self, reply: oneshot::Sender<Vec<VenueState>>) {
        if reply.send(self.roster.states()).is_err() {
            tracing::debug!(session = self.id, "nobody waited for the venues");
        }
    }

    /// Ends the session: recorded first; if it cannot be, the session goes on.
    async fn end(&mut self, reply: oneshot::Sender<Result<(), LogFailed>>) {
        let result = self
            .record(self.now_ms(), Event::Ended, None)
            .await
            .map(|_| ());
        if result.is_ok() {
            let ended = frame(&ServerMessage::Ended);
            for seat in self.seats.values() {
                if seat.post(ended.clone()) == Posted::TooSlow {
                    tracing::debug!(session = self.id, "a page was too slow to hear of the end");
                }
            }
            self.seats.clear();
            self.send_to_node(ToNode::CloseRoom { room: self.room });
            tracing::info!(session = self.id, "session ended");
        }
        if reply.send(result).is_err() {
            tracing::debug!(session = self.id, "nobody waited for the end");
        }
    }

    /// Lets pages and node know what follows from what was taken.
    async fn settle(&mut self, now: Instant) {
        self.expire(now);
        self.give_sign_of_life(now);
        if self.backlog.may_be_tried(now) {
            self.write_backlog(now).await;
        }
        self.tell_floor(now);
        self.tell_agenda(now);
        self.settle_slots();
        self.tell_slots(now);
        self.tell_roster(now);
        self.tell_readiness(now);
    }

    /// Seats and offers whose time is over.
    fn expire(&mut self, now: Instant) {
        let over: Vec<_> = self
            .seats
            .iter()
            .filter(|(_, seat)| match seat.presence {
                Presence::Dropped { until } => until <= now,
                Presence::Connected(_) | Presence::Stream(_) => false,
            })
            .map(|(number, _)| *number)
            .collect();
        for seat in over {
            self.free_seat(seat, None, now);
        }
        self.expire_offers(now);
        self.free_streams_without_media(now);
    }

    /// When something is to be done even if nobody asks for anything.
    fn next_deadline(&self) -> Option<Instant> {
        let seats = self.seats.values().filter_map(|seat| match seat.presence {
            Presence::Dropped { until } => Some(until),
            Presence::Connected(_) | Presence::Stream(_) => None,
        });
        let offers = self.offers.values().map(|offer| offer.deadline);
        seats
            .chain(offers)
            .chain(self.backlog.retry_at())
            .chain([self.sign_of_life_at])
            .chain(self.turn_deadline())
            .chain(self.push_deadline())
            .min()
    }

    /// True where the message comes from the seat's page as it is connected now.
    fn is_current(&self, from: Seated) -> bool {
        self.seats
            .get(&from.seat)
            .and_then(Seat::page)
            .is_some_and(|page| page.number == from.page)
    }

    /// The session as the page in this seat may see it.
    fn state(&self, seat: SeatNumber) -> SessionState {
        let now_ms = self.now_ms();
        SessionState {
            id: self.id,
            title: self.title.clone(),
            opened_ms: self.opened_ms,
            stage: self.floor.stage(now_ms),
            floor: Box::new(translate::floor::state(&self.floor, now_ms)),
            agenda: translate::agenda::state(&self.agenda, now_ms),
            venues: self.roster.states(),
            sign_in: self.sheets_for(seat),
        }
    }

    fn reply(
        &mut self,
        to: Seated,
        request: RequestNumber,
        result: Result<(), Trouble>,
        now: Instant,
    ) {
        match result {
            Ok(()) => self.tell(to.seat, &ServerMessage::Done { request }, now),
            Err(trouble) => self.refuse(to, Some(request), &trouble, now),
        }
    }

    fn refuse(
        &mut self,
        to: Seated,
        request: Option<RequestNumber>,
        trouble: &Trouble,
        now: Instant,
    ) {
        let Some(seat) = self.seats.get(&to.seat) else {
            return;
        };
        self.surroundings.tally.messages_refused.rise();
        let problem = trouble.problem(seat.language());
        self.tell(to.seat, &ServerMessage::Refused { request, problem }, now);
    }

    fn tell(&mut self, seat: SeatNumber, message: &ServerMessage, now: Instant) {
        let posted = self.seats.get(&seat).map(|seat| seat.post(frame(message)));
        if posted == Some(Posted::TooSlow) {
            self.drop_slow_page(seat, now);
        }
    }

    fn broadcast(&mut self, message: &ServerMessage, now: Instant) {
        let text = frame(message);
        let slow: BTreeSet<SeatNumber> = self
            .seats
            .iter()
            .filter(|(_, seat)| seat.post(text.clone()) == Posted::TooSlow)
            .map(|(number, _)| *number)
            .collect();
        for seat in slow {
            self.drop_slow_page(seat, now);
        }
    }

    /// Queues a command for the node; false where none is linked.
    fn send_to_node(&self, command: ToNode) -> bool {
        self.surroundings.node.send(command)
    }

    fn now_ms(&self) -> i64 {
        self.surroundings.clock.unix_ms()
    }
}

/// A message as it goes over the wire.
pub(crate) fn frame(message: &ServerMessage) -> Utf8Bytes {
    serde_json::to_string(message)
        .expect("messages hold nothing that JSON cannot")
        .into()
}
