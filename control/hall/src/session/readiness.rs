//! How ready venues are: what the node measures and what pages report, judged and told to the host.
//!
//! What works of a venue's media is part of what happened, so changes of it are recorded; how good the
//! path is is not.

use std::collections::{BTreeMap, BTreeSet};

use control_domain::seating::Place;
use control_domain::session_log::{Event, SeatNumber};
use control_domain::venue::VenueNumber;
use control_domain::view::{Source, View};
use control_domain::working::{Had, MediaWatch, Working};
use control_wire::signal::media::{ReceptionReport, SLOTS_MAX, SlotReception, Transport};
use control_wire::signal::readiness::{Finding, PathState, VenueReadiness};
use control_wire::signal::{DeviceState, ServerMessage};
use sfu_wire::{PathQuality, PeerId};
use tokio::time::Instant;

use super::Session;
use crate::inbox::Seated;
use crate::seat::{Media, Seat, Slot};
use crate::translate;

/// Loudness from which on a microphone is not silent, in thousandths of full scale: −50 dB.
const HEARD_PERMILLE_MIN: u16 = 3;

/// Longest time that one report is believed to tell of, in milliseconds.
const REPORT_MS_MAX: u32 = 60_000;

/// What is known of one media connection's health.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    watch: MediaWatch,
    /// True once its page has reported.
    reported: bool,
    /// True once something was heard in its microphone.
    heard: bool,
    /// Its path, as the node measures it.
    path: Option<PathQuality>,
    /// Its path, as its page sees it.
    transport: Option<Transport>,
}

impl Checks {
    /// Of a connection known from the log.
    pub(crate) fn from_known(working: Working) -> Self {
        Self {
            watch: MediaWatch::from_known(working),
            ..Self::default()
        }
    }
}

/// What the host's page was told, and which venues may be in another state since.
#[derive(Debug, Default)]
pub(super) struct Board {
    told: BTreeMap<VenueNumber, VenueReadiness>,
    touched: BTreeSet<VenueNumber>,
    pub(super) loudest: Vec<VenueNumber>,
}

impl Board {
    /// Marks a venue whose readiness may have changed.
    pub(super) fn touch(&mut self, venue: VenueNumber) {
        self.touched.insert(venue);
    }
}

impl Session {
    /// A page says what it received.
    pub(super) fn received(&mut self, from: Seated, report: &ReceptionReport) {
        let Some(seat) = self.seats.get_mut(&from.seat) else {
            return;
        };
        let media = seat.media.as_mut().filter(|media| media.answered);
        let Some(media) = media.filter(|_| seat.place.publishes()) else {
            return;
        };
        let sound = had(&media.slots, report, true);
        let picture = had(&media.slots, report, false);
        let before = media.checks.watch.working();
        let over_ms = report.over_ms.min(REPORT_MS_MAX);
        media.checks.watch.handle_report(over_ms, picture, sound);
        media.checks.reported = true;
        media.checks.heard |= report
            .microphone_permille
            .is_some_and(|permille| permille >= HEARD_PERMILLE_MIN);
        media.checks.transport = report.transport.or(media.checks.transport);
        let working = media.checks.watch.working();
        let venue = seat.venue;
        self.readiness.touch(venue);
        if working != before {
            self.happened(Event::MediaWorking {
                seat: from.seat,
                venue,
                working,
            });
        }
    }

    /// The node measured a peer's path.
    pub(super) fn path_measured(&mut self, peer: PeerId, quality: PathQuality) {
        if let Some((venue, media)) = self.media_and_venue_of(peer) {
            media.checks.path = Some(quality);
            self.readiness.touch(venue);
        }
    }

    /// The node says who speaks.
    pub(super) fn speaking(&mut self, peers: &[PeerId], now: Instant) {
        let mut venues = Vec::new();
        for peer in peers {
            let Some((venue, media)) = self.media_and_venue_of(*peer) else {
                continue;
            };
            if !std::mem::replace(&mut media.checks.heard, true) {
                self.readiness.touch(venue);
            }
            venues.push(venue);
        }
        if self.readiness.loudest != venues {
            self.readiness.loudest.clone_from(&venues);
            self.players_listen();
            self.tell_hosts(&ServerMessage::Loudest { venues }, now);
        }
    }

    /// Tells the host's page which venues are in another state than it was told.
    pub(super) fn tell_readiness(&mut self, now: Instant) {
        let mut changed = Vec::new();
        for venue in std::mem::take(&mut self.readiness.touched) {
            let is = self.readiness_of(venue);
            if self.readiness.told.insert(venue, is) != Some(is) {
                changed.push(is);
            }
        }
        if !changed.is_empty() {
            self.tell_hosts(&ServerMessage::Readiness { venues: changed }, now);
        }
    }

    /// Tells a host's page that has just sat down all there is to know.
    pub(super) fn brief_host(&mut self, number: SeatNumber, now: Instant) {
        if self
            .seats
            .get(&number)
            .is_none_or(|seat| seat.place != Place::Host)
        {
            return;
        }
        let venues: Vec<_> = self.readiness.told.values().copied().collect();
        if !venues.is_empty() {
            self.tell(number, &ServerMessage::Readiness { venues }, now);
        }
        if !self.readiness.loudest.is_empty() {
            let venues = self.readiness.loudest.clone();
            self.tell(number, &ServerMessage::Loudest { venues }, now);
        }
    }

    fn readiness_of(&self, venue: VenueNumber) -> VenueReadiness {
        let none = VenueReadiness {
            venue,
            ..VenueReadiness::default()
        };
        self.publishing_seat(venue)
            .and_then(|seat| Some(judged(seat, seat.media.as_ref()?)))
            .unwrap_or(none)
    }

    fn tell_hosts(&mut self, message: &ServerMessage, now: Instant) {
        let hosts: Vec<_> = self
            .seats
            .iter()
            .filter(|(_, seat)| seat.place == Place::Host)
            .map(|(number, _)| *number)
            .collect();
        for host in hosts {
            self.tell(host, message, now);
        }
    }

    fn media_and_venue_of(&mut self, peer: PeerId) -> Option<(VenueNumber, &mut Media)> {
        let number = self.peers.get(&peer)?;
        let seat = self.seats.get_mut(number)?;
        let media = seat.media.as_mut().filter(|media| media.peer == peer)?;
        Some((seat.venue, media))
    }
}

impl Media {
    /// What of it works.
    pub(super) fn working(&self) -> Working {
        self.checks.watch.working()
    }

    /// What of it would work once a track had begun to arrive at the node, or stopped.
    pub(super) fn working_with(&self, source: Source, flows: bool) -> Working {
        let mut watch = self.checks.watch.clone();
        watch.handle_track(source, flows);
        watch.working()
    }

    /// A track of it began to arrive at the node, or stopped.
    pub(super) fn watch_track(&mut self, source: Source, flows: bool) {
        self.checks.watch.handle_track(source, flows);
    }
}

/// Whether the page had what its slots of a kind were to show.
fn had(slots: &[Slot], report: &ReceptionReport, sound: bool) -> Had {
    let filled = |slot: &&Slot| {
        (slot.view == View::Sound) == sound && slot.asked.is_some() && (sound || slot.height_px > 0)
    };
    let played = |reception: &SlotReception| {
        if sound {
            reception.received_bytes > 0
        } else {
            reception.frames_decoded > 0
        }
    };
    let played = |slot: &Slot| {
        let mut receptions = report.slots.iter().take(SLOTS_MAX);
        receptions.any(|reception| reception.mid == slot.mid && played(reception))
    };
    Had {
        offered: slots.iter().any(|slot| filled(&slot)),
        played: slots.iter().filter(filled).any(played),
    }
}

fn judged(seat: &Seat, media: &Media) -> VenueReadiness {
    let checks = &media.checks;
    let working = checks.watch.working();
    let arrives = |works: bool, device: DeviceState| {
        let cannot = matches!(device, DeviceState::Denied | DeviceState::Missing);
        if works {
            Finding::Good
        } else if cannot || checks.reported {
            Finding::Bad
        } else {
            Finding::Unknown
        }
    };
    let plays = |works: bool, misses: bool| {
        if works {
            Finding::Good
        } else if misses {
            Finding::Bad
        } else {
            Finding::Unknown
        }
    };
    let mut microphone = arrives(working.microphone, seat.devices.microphone);
    if microphone == Finding::Good && !checks.heard {
        microphone = Finding::Unknown;
    }
    VenueReadiness {
        venue: seat.venue,
        camera: arrives(working.camera, seat.devices.camera),
        microphone,
        picture: plays(working.picture, checks.watch.misses_picture()),
        sound: plays(working.sound, checks.watch.misses_sound()),
        starved: media.slots.iter().any(|slot| slot.starved),
        path: path(checks),
    }
}

fn path(checks: &Checks) -> Option<PathState> {
    match (&checks.path, checks.transport) {
        (Some(quality), _) => Some(translate::path::state(quality)),
        (None, Some(transport)) => Some(PathState {
            transport,
            round_trip_ms: None,
            headroom_percent: None,
            lost_in_permille: 0,
            lost_out_permille: 0,
        }),
        (None, None) => None,
    }
}
