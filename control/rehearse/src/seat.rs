//! A venue in its seat: the conversation with the server and the media connection that goes with
//! it. The media connection outlives a drop of the conversation.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use control_wire::VenueNumber;
use control_wire::signal::{
    ClientMessage, DeviceState, Devices, RequestNumber, ServerMessage, SlotState, Source,
};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};
use tokio::time::Instant;
use webrtc::peer_connection::RTCPeerConnectionState;

use crate::device::Device;
use crate::facts::Phase;
use crate::media::{Media, Plan};
use crate::signalling::{Signalling, SignallingError, publishes};
use crate::venue::{Command, SyntheticVenue};
use crate::wanted::WantedLayers;
use report::Reports;
use seat_media::SeatMedia;
use waits::{changed, ended, reached, turn};

mod report;
mod seat_media;
mod waits;

/// A media connection that is not up this long after its offer is given up for a new one.
const CONNECTED_WITHIN: Duration = Duration::from_secs(15);

/// Why a seat was left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Departure {
    /// The rehearsal stops.
    Stopped,
    /// Another device took the seat.
    Replaced,
    /// The session is over.
    Ended,
    /// The server does not let the venue in.
    Refused {
        /// The problem's code.
        code: String,
    },
}

/// Takes the venue's seat in `session` and keeps it through drops of the signalling connection
/// and of the media connection.
pub(crate) async fn occupy(
    venue: &SyntheticVenue,
    device: &Device,
    session: i64,
    commands: &mut mpsc::Receiver<Command>,
    stop: &mut watch::Receiver<bool>,
) -> Departure {
    let mut seat = Seat {
        venue,
        device,
        session,
        commands,
        stop,
        resume: None,
        media: None,
        former: None,
        offer_at: None,
        offers_failed: 0,
        request: 0,
        replies: HashMap::new(),
    };
    let departure = seat.keep().await;
    seat.give_up_media().await;
    seat.give_up_former().await;
    departure
}

struct Seat<'a> {
    venue: &'a SyntheticVenue,
    device: &'a Device,
    session: i64,
    commands: &'a mut mpsc::Receiver<Command>,
    stop: &'a mut watch::Receiver<bool>,
    resume: Option<String>,
    media: Option<SeatMedia>,
    /// The media connection before, which flows until the new one does: a server that was started
    /// again knows it no longer, but its node still does.
    former: Option<SeatMedia>,
    /// When to make the next offer; `None` while the media connection stands.
    offer_at: Option<Instant>,
    offers_failed: u32,
    request: RequestNumber,
    replies: HashMap<RequestNumber, oneshot::Sender<Result<(), String>>>,
}

/// How a conversation ended.
enum Parting {
    /// For good.
    Leave(Departure),
    /// The connection is gone; the seat waits to be resumed.
    Dropped(SignallingError),
    /// The rehearsal cut the connection.
    Cut,
}

/// What happens to a seat.
enum Happening {
    Stop,
    Command(Command),
    Heard(Result<ServerMessage, SignallingError>),
    Media(RTCPeerConnectionState),
    PlaybackEnded,
    NotConnected,
    ReportDue,
    OfferTurn(OwnedSemaphorePermit),
}

impl Seat<'_> {
    async fn keep(&mut self) -> Departure {
        let mut failures = 0;
        loop {
            self.venue.phase(if self.resume.is_some() {
                Phase::Resuming
            } else {
                Phase::Joining
            });
            let connecting = async {
                tokio::time::sleep(self.venue.back_off(failures)).await;
                let resume = self.resume.clone();
                Signalling::connect(self.device, self.session, resume, &self.venue.tls).await
            };
            let connected = tokio::select! {
                _ = self.stop.wait_for(|stopped| *stopped) => return Departure::Stopped,
                connected = connecting => connected,
            };
            let parting = match connected {
                Ok((
                    signalling,
                    ServerMessage::Welcome {
                        resume,
                        resumed,
                        session,
                        ..
                    },
                )) => {
                    failures = 0;
                    self.resume = Some(resume);
                    self.welcomed(resumed, session.stage);
                    self.converse(signalling).await
                }
                Ok((_, ServerMessage::Replaced)) => Parting::Leave(Departure::Replaced),
                Ok((_, ServerMessage::Ended)) => Parting::Leave(Departure::Ended),
                Ok((_, ServerMessage::Refused { problem, .. })) => {
                    Parting::Leave(Departure::Refused { code: problem.code })
                }
                Ok((
                    _,
                    ServerMessage::Answer { .. }
                    | ServerMessage::Done { .. }
                    | ServerMessage::Venue { .. }
                    | ServerMessage::Stage { .. }
                    | ServerMessage::Floor { .. }
                    | ServerMessage::Agenda { .. }
                    | ServerMessage::SignInSheet { .. }
                    | ServerMessage::Call { .. }
                    | ServerMessage::Slots { .. }
                    | ServerMessage::Wanted { .. }
                    | ServerMessage::Loudest { .. }
                    | ServerMessage::Readiness { .. }
                    | ServerMessage::MediaGone
                    | ServerMessage::Tick { .. },
                )) => Parting::Dropped(SignallingError::Closed),
                Err(SignallingError::Refused { code }) => {
                    Parting::Leave(Departure::Refused { code })
                }
                Err(error) => Parting::Dropped(error),
            };
            self.replies.clear();
            match parting {
                Parting::Leave(departure) => return departure,
                Parting::Cut => {}
                Parting::Dropped(error) => {
                    self.venue.report_problem(error.code());
                    failures += 1;
                }
            }
        }
    }

    /// The seat is ours (again). A media connection that still stands is kept.
    fn welcomed(&mut self, resumed: bool, stage: VenueNumber) {
        let stands = self.media.as_ref().is_some_and(SeatMedia::stands);
        if resumed && stands {
            self.offer_at = None;
        } else {
            self.offer_at = Some(Instant::now());
        }
        self.venue.facts.send_modify(|facts| {
            facts.session = Some(self.session);
            facts.stage = Some(stage);
            facts.resumes += u64::from(resumed);
            facts.phase = if resumed && stands {
                Phase::Online
            } else {
                Phase::Joining
            };
        });
    }

    async fn converse(&mut self, mut signalling: Signalling) -> Parting {
        loop {
            let outcome = match self.next(&mut signalling).await {
                Happening::Stop => {
                    if let Err(error) = signalling.leave().await {
                        tracing::debug!(%error, "left without being heard");
                    }
                    return Parting::Leave(Departure::Stopped);
                }
                Happening::Command(Command::CutSignalling) => return Parting::Cut,
                Happening::Command(Command::PutOnStage { venue, reply }) => {
                    let request = self.next_request();
                    self.replies.insert(request, reply);
                    let message = ClientMessage::PutOnStage { request, venue };
                    signalling.send(&message).await
                }
                Happening::Heard(Ok(message)) => {
                    if let Some(departure) = self.heard(message).await {
                        return Parting::Leave(departure);
                    }
                    Ok(())
                }
                Happening::Heard(Err(error)) => Err(error),
                Happening::Media(state) => self.media_changed(state, &mut signalling).await,
                Happening::PlaybackEnded | Happening::NotConnected => {
                    self.media_lost().await;
                    Ok(())
                }
                Happening::ReportDue => self.report(&mut signalling).await,
                Happening::OfferTurn(permit) => self.offer(permit, &mut signalling).await,
            };
            if let Err(error) = outcome {
                return Parting::Dropped(error);
            }
        }
    }

    /// Waits for whatever comes first.
    async fn next(&mut self, signalling: &mut Signalling) -> Happening {
        let joining = &self.venue.joining;
        let offer_at = self.offer_at;
        let (state, playing, connected_by, report_at) = match &mut self.media {
            Some(media) => (
                Some(&mut media.state),
                media.playing.as_mut(),
                media.connected_by,
                media.reports.as_ref().map(|reports| reports.due),
            ),
            None => (None, None, None, None),
        };
        tokio::select! {
            _ = self.stop.wait_for(|stopped| *stopped) => Happening::Stop,
            Some(command) = self.commands.recv() => Happening::Command(command),
            heard = signalling.receive() => Happening::Heard(heard),
            state = changed(state) => Happening::Media(state),
            () = ended(playing) => Happening::PlaybackEnded,
            () = reached(connected_by) => Happening::NotConnected,
            () = reached(report_at) => Happening::ReportDue,
            permit = turn(offer_at, joining) => Happening::OfferTurn(permit),
        }
    }

    /// Acts on a message; a departure where it ends the seat.
    async fn heard(&mut self, message: ServerMessage) -> Option<Departure> {
        match message {
            ServerMessage::Answer { request, sdp } => self.answered(request, sdp).await,
            ServerMessage::Done { request } => self.reply(request, Ok(())),
            ServerMessage::Refused {
                request: Some(request),
                problem,
            } => {
                let of_the_offer = |media: &SeatMedia| media.request == request;
                if self.media.as_ref().is_some_and(of_the_offer) {
                    self.give_up_media().await;
                    self.media = self.former.take();
                    self.offer_failed(problem.code);
                } else {
                    self.reply(request, Err(problem.code));
                }
            }
            ServerMessage::Refused {
                request: None,
                problem,
            } => return Some(Departure::Refused { code: problem.code }),
            ServerMessage::Stage { venue } => self
                .venue
                .facts
                .send_modify(|facts| facts.stage = Some(venue)),
            ServerMessage::Slots { slots } => self.slots_changed(slots),
            ServerMessage::MediaGone => {
                self.give_up_media().await;
                self.give_up_former().await;
                self.venue.phase(Phase::Joining);
                self.offers_failed = 0;
                self.offer_at = Some(Instant::now());
            }
            ServerMessage::Wanted {
                source: Source::Camera,
                low,
                high,
            } => self.layers_wanted(WantedLayers { low, high }),
            ServerMessage::Wanted { .. } => {}
            ServerMessage::Replaced => return Some(Departure::Replaced),
            ServerMessage::Ended => return Some(Departure::Ended),
            ServerMessage::Welcome { .. }
            | ServerMessage::Venue { .. }
            | ServerMessage::Floor { .. }
            | ServerMessage::Agenda { .. }
            | ServerMessage::SignInSheet { .. }
            | ServerMessage::Call { .. }
            | ServerMessage::Loudest { .. }
            | ServerMessage::Readiness { .. }
            | ServerMessage::Tick { .. } => {}
        }
        None
    }

    fn reply(&mut self, request: RequestNumber, result: Result<(), String>) {
        if let Some(reply) = self.replies.remove(&request)
            && reply.send(result).is_err()
        {
            tracing::debug!(request, "nobody waits for this reply any more");
        }
    }

    fn slots_changed(&self, slots: Vec<SlotState>) {
        self.venue.facts.send_modify(|facts| {
            for change in slots {
                if let Some(slot) = facts.slots.iter_mut().find(|slot| slot.mid == change.mid) {
                    slot.shows = change.venue;
                }
            }
        });
    }

    /// Makes a new media connection and offers it. One that still stands is kept until then.
    async fn offer(
        &mut self,
        permit: OwnedSemaphorePermit,
        signalling: &mut Signalling,
    ) -> Result<(), SignallingError> {
        self.offer_at = None;
        self.venue.phase(Phase::Joining);
        let address = match self.venue.options.media_address {
            Some(address) => address,
            None => self.device.local_address().await?,
        };
        let plan = Plan {
            publish: publishes(self.device.place).then_some(self.venue.options.layers),
            receive: self.venue.options.receive_stage,
            address,
        };
        let made = Media::offer(plan, self.ssrc_base(), self.venue.facts.clone()).await;
        let media = match made {
            Ok(media) => media,
            Err(error) => {
                tracing::warn!(venue = self.device.venue, %error, "no media can be offered");
                self.offer_failed("media-not-offered".into());
                return Ok(());
            }
        };
        if self.media.as_ref().is_some_and(SeatMedia::stands) {
            self.give_up_former().await;
            self.former = self.media.take();
        } else {
            self.give_up_media().await;
        }
        let request = self.next_request();
        let offer = ClientMessage::Offer {
            request,
            fresh: true,
            sdp: media.sdp.clone(),
            publish: media.publish.clone(),
            receive: media.receive.clone(),
        };
        self.media = Some(SeatMedia {
            state: media.state(),
            media,
            request,
            joining: Some(permit),
            connected_by: Some(Instant::now() + CONNECTED_WITHIN),
            playing: None,
            reports: None,
        });
        signalling.send(&offer).await
    }

    /// Streams of a venue's connections never share an SSRC.
    fn ssrc_base(&self) -> u32 {
        let connections = self.venue.facts.borrow().media_connections as u32;
        0x1000_0000 | (self.venue.index as u32 & 0xfff) << 16 | connections << 2 & 0xfffc
    }

    async fn answered(&mut self, request: RequestNumber, sdp: String) {
        let Some(media) = self.media.as_ref().filter(|media| media.request == request) else {
            return;
        };
        if let Err(error) = media.media.accept(sdp).await {
            tracing::warn!(venue = self.device.venue, %error, "the answer is not usable");
            self.offer_failed("answer-not-usable".into());
        }
    }

    /// Tries again, later each time.
    fn offer_failed(&mut self, code: String) {
        self.venue.report_problem(code);
        self.offers_failed += 1;
        let wait = self.venue.offer_again_after(self.offers_failed);
        self.offer_at = Some(Instant::now() + wait);
        if let Some(media) = &mut self.media {
            media.joining = None;
            media.connected_by = None;
        }
    }

    async fn media_changed(
        &mut self,
        state: RTCPeerConnectionState,
        signalling: &mut Signalling,
    ) -> Result<(), SignallingError> {
        if state == RTCPeerConnectionState::Connected {
            return self.connected(signalling).await;
        }
        let over = [
            RTCPeerConnectionState::Failed,
            RTCPeerConnectionState::Closed,
        ];
        if over.contains(&state) {
            self.media_lost().await;
        }
        Ok(())
    }

    /// The media connection is over: offer another one.
    async fn media_lost(&mut self) {
        self.give_up_media().await;
        self.media = self.former.take();
        self.venue.phase(Phase::Joining);
        self.offer_failed("media-lost".into());
    }

    /// The media connection is up: play, and let the next venue join.
    async fn connected(&mut self, signalling: &mut Signalling) -> Result<(), SignallingError> {
        self.give_up_former().await;
        let Some(media) = &mut self.media else {
            return Ok(());
        };
        media.joining = None;
        media.connected_by = None;
        if media.reports.is_none() {
            let slots = &self.venue.facts.borrow().slots;
            media.reports = Some(Reports::begin(Instant::now(), slots));
        }
        self.offers_failed = 0;
        self.offer_at = None;
        if media.playing.is_some() {
            return Ok(());
        }
        match media.media.playback().await {
            Ok(Some(playback)) => {
                let clips = Arc::clone(&self.venue.clips);
                media.playing = Some(tokio::spawn(playback.run(clips, self.device.venue)));
                self.venue.phase(Phase::Online);
                let devices = Devices {
                    camera: DeviceState::On,
                    microphone: DeviceState::On,
                    loudspeaker: DeviceState::On,
                };
                signalling.send(&ClientMessage::Devices { devices }).await
            }
            Ok(None) => {
                self.venue.phase(Phase::Online);
                Ok(())
            }
            Err(error) => {
                tracing::warn!(venue = self.device.venue, %error, "the clip cannot be played");
                self.offer_failed("clip-not-playable".into());
                Ok(())
            }
        }
    }

    async fn give_up_media(&mut self) {
        if let Some(media) = self.media.take() {
            media.give_up(self.device.venue).await;
        }
    }

    async fn give_up_former(&mut self) {
        if let Some(former) = self.former.take() {
            former.give_up(self.device.venue).await;
        }
    }

    fn next_request(&mut self) -> RequestNumber {
        self.request = self.request.wrapping_add(1);
        self.request
    }
}
