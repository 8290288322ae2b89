//! The server, those who publish and those who receive.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt, TryStreamExt};
use sfu_wire::{Layer as WireLayer, PeerId, Purpose, SlotSource, TrackKind, TrackRef};

use super::BenchError;
use crate::arguments::Arguments;
use crate::clock;
use crate::crowd::{Attention, Crowd, Participant, Place, Progress};
use crate::measure::{Sample, Way};
use crate::sdp::{Camera, Lines};
use crate::servers::{Build, Pinhui};
use crate::studio::{Director, Layer, Publisher, Rhythm, Stream, Studio};

/// Viewers who open every packet, where not all do.
pub(crate) const WITNESSES: usize = 8;

/// The wall's peer.
pub(crate) const WALL: PeerId = PeerId(900);

/// Offers under way at once.
const JOINING_MAX: usize = 32;

/// Everything there is.
pub(crate) struct Setting {
    pub(crate) node: Pinhui,
    pub(crate) crowd: Crowd,
    pub(crate) director: Director,
    pub(crate) ip: IpAddr,
    /// Ends after whoever gives it orders.
    _studio: Studio,
}

/// Somebody in the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Person {
    pub(crate) peer: PeerId,
    pub(crate) place: Place,
}

/// What a publisher publishes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Programme {
    /// What it is known by, in the studio and as a source of content.
    pub(crate) name: u16,
    pub(crate) camera: Show,
    pub(crate) microphone: bool,
    pub(crate) rhythm: Rhythm,
    /// Slots beside it.
    pub(crate) picture_slots: usize,
    pub(crate) sound_slots: usize,
}

/// Which camera a publisher has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// None.
    Nothing,
    /// One layer of 1.5 Mb/s.
    High,
    /// One layer of 132 kb/s.
    Low,
    /// Both, by RID; the high one rests at first.
    Both,
}

/// First SSRC of a publisher; its streams have the ones after it.
fn first_ssrc(name: u16) -> u32 {
    0x0100_0000 | u32::from(name) << 8
}

/// The source that the content of a layer names.
pub(crate) fn source(name: u16, layer: Layer) -> u16 {
    name * 4
        + match layer {
            Layer::High => 0,
            Layer::Low => 1,
            Layer::Sound => 2,
        }
}

impl Setting {
    /// The server, and nobody yet.
    ///
    /// # Errors
    /// When something does not start.
    pub(crate) async fn begin(arguments: &Arguments) -> Result<Self, BenchError> {
        let studio = Studio::start()?;
        let ip = arguments.ip;
        let build = if arguments.count_allocations {
            Build::Counting
        } else {
            Build::Product
        };
        Ok(Self {
            node: Pinhui::start(ip, build).await?,
            crowd: Crowd::start()?,
            director: studio.director()?,
            ip,
            _studio: studio,
        })
    }

    /// The server's process.
    pub(crate) fn pid(&self) -> Result<u32, BenchError> {
        self.node.pid().ok_or(BenchError::Gone("pinhui sfu"))
    }

    /// Lets a publisher join and waits until it may publish.
    ///
    /// # Errors
    /// When it does not come to that.
    pub(crate) async fn publisher(&self, programme: Programme) -> Result<Person, BenchError> {
        let peer = PeerId(u64::from(programme.name));
        let participant = self.node.join(peer, programme.lines(), Attention::Witness);
        let place = self.enter_publisher(participant.await?, programme).await?;
        Ok(Person { peer, place })
    }

    /// Lets in somebody who will publish.
    ///
    /// # Errors
    /// When the crowd has ended.
    pub(crate) async fn enter_publisher(
        &self,
        mut participant: Participant,
        programme: Programme,
    ) -> Result<Place, BenchError> {
        let name = programme.name;
        let streams = programme.streams(&participant.key_wanted);
        let (socket, to) = (Arc::clone(&participant.socket), participant.server);
        let director = self.director.clone();
        participant.to_studio = Some(Box::new(move |keys| {
            let publisher = Publisher::new(name, socket, to, keys, streams);
            if director
                .order(|publishers| publishers.push(publisher))
                .is_err()
            {
                tracing::error!("no studio to publish in");
            }
        }));
        Ok(self
            .crowd
            .ask(move |reception| reception.enter(participant))
            .await??)
    }

    /// How far the crowd has come.
    pub(crate) fn progress(&self) -> Progress {
        self.crowd.progress()
    }

    /// Lets `count` viewers join, from peer number `first` on; the first `witnesses` of them open
    /// every packet.
    ///
    /// # Errors
    /// When one is refused.
    pub(crate) async fn viewers(
        &self,
        first: u64,
        count: usize,
        lines: Lines,
        witnesses: usize,
    ) -> Result<Vec<Person>, BenchError> {
        stream::iter(0..count)
            .map(|number| async move {
                let attention = if number < witnesses {
                    Attention::Witness
                } else {
                    Attention::Headers
                };
                self.viewer(PeerId(first + number as u64), lines, attention)
                    .await
            })
            .buffered(JOINING_MAX)
            .try_collect()
            .await
    }

    /// Lets one viewer join.
    ///
    /// # Errors
    /// When it is refused.
    pub(crate) async fn viewer(
        &self,
        peer: PeerId,
        lines: Lines,
        attention: Attention,
    ) -> Result<Person, BenchError> {
        let participant = self.node.join(peer, lines, attention).await?;
        let place = self
            .crowd
            .ask(move |reception| reception.enter(participant))
            .await??;
        Ok(Person { peer, place })
    }

    /// Puts `tracks` behind the slots of `person` that begin with the one numbered `first`.
    ///
    /// # Errors
    /// When the link has ended.
    pub(crate) async fn show(
        &self,
        person: Person,
        first: usize,
        tracks: &[TrackRef],
        layer_max: WireLayer,
    ) -> Result<(), BenchError> {
        let mids = self.mids(person, first).await?;
        let slots = mids
            .into_iter()
            .zip(tracks)
            .map(|(mid, track)| SlotSource {
                mid,
                source: Some(*track),
                purpose: match (track.kind.is_video(), layer_max) {
                    (false, _) => Purpose::Sound,
                    (true, WireLayer::High) => Purpose::Stage,
                    (true, WireLayer::Low) => Purpose::Tile,
                },
                layer_max,
                height_px: match (track.kind.is_video(), layer_max) {
                    (false, _) => 0,
                    (true, WireLayer::High) => 1080,
                    (true, WireLayer::Low) => 180,
                },
            })
            .collect();
        Ok(self.node.show(person.peer, slots).await?)
    }

    /// The m-lines of a person's slots from number `first` on.
    async fn mids(&self, person: Person, first: usize) -> Result<Vec<String>, BenchError> {
        let mids = self.crowd.ask(move |reception| {
            let participant = reception.at(person.place)?;
            let slots = participant.slots.iter().skip(first);
            Some(slots.map(|slot| slot.mid.clone()).collect())
        });
        mids.await?.ok_or(BenchError::Gone("a viewer"))
    }

    /// Waits until `count` participants are connected.
    ///
    /// # Errors
    /// When they are not in time.
    pub(crate) async fn all_connected(&self, count: usize) -> Result<(), BenchError> {
        let wanted = "that all are connected";
        Ok(self
            .crowd
            .reaches(120, wanted, |progress| progress.connected >= count)
            .await?)
    }

    /// Waits until `count` participants have seen a whole picture.
    ///
    /// # Errors
    /// When they have not in time.
    pub(crate) async fn all_seeing(&self, count: usize) -> Result<(), BenchError> {
        let wanted = "that all see a picture";
        Ok(self
            .crowd
            .reaches(60, wanted, |progress| progress.seeing >= count)
            .await?)
    }

    /// Has the publisher `name` send, or rest.
    ///
    /// # Errors
    /// When the studio has ended.
    pub(crate) fn rest(&self, name: u16, resting: bool) -> Result<(), BenchError> {
        Ok(self.director.order(move |publishers| {
            let of_name = publishers.iter_mut().filter(|one| one.name == name);
            for stream in of_name.flat_map(|publisher| &mut publisher.streams) {
                if !resting && !stream.active {
                    stream.want_key();
                }
                stream.active = !resting;
            }
        })?)
    }

    /// Has the publisher `peer` send its high layer, or only the low one.
    ///
    /// # Errors
    /// When the studio has ended.
    pub(crate) fn send_high(&self, peer: PeerId, sent: bool) -> Result<(), BenchError> {
        Ok(self.director.order(move |publishers| {
            let of_name = publishers
                .iter_mut()
                .filter(|one| u64::from(one.name) == peer.0);
            let streams = of_name.flat_map(|publisher| &mut publisher.streams);
            for stream in streams.filter(|stream| stream.layer() == Layer::High) {
                stream.active = sent;
                stream.want_key();
            }
        })?)
    }

    /// Puts a track behind one slot, or nothing.
    ///
    /// # Errors
    /// When the link has ended.
    pub(crate) async fn show_or_empty(
        &self,
        person: Person,
        slot: usize,
        track: TrackRef,
        shown: bool,
    ) -> Result<(), BenchError> {
        if shown {
            return self.show(person, slot, &[track], WireLayer::High).await;
        }
        let Some(mid) = self.mids(person, slot).await?.into_iter().next() else {
            return Ok(());
        };
        let slots = vec![SlotSource {
            mid,
            source: None,
            purpose: Purpose::Questioner,
            layer_max: WireLayer::High,
            height_px: 0,
        }];
        Ok(self.node.show(person.peer, slots).await?)
    }

    /// When the server asked a publisher for key frames.
    ///
    /// # Errors
    /// When the crowd has ended.
    pub(crate) async fn keyframes_asked(&self, person: Person) -> Result<Vec<Instant>, BenchError> {
        let asked = self.crowd.ask(move |reception| {
            let publisher = reception.at(person.place);
            publisher.map(|one| one.keyframes_asked.clone())
        });
        Ok(asked.await?.unwrap_or_default())
    }

    /// Measures the server in turns.
    ///
    /// # Errors
    /// When it or the crowd has ended.
    pub(crate) async fn measure(
        &self,
        arguments: &Arguments,
        way: &mut Way,
    ) -> Result<(), BenchError> {
        let span = arguments.span() / arguments.turns();
        for _ in 0..arguments.turns() {
            way.samples
                .push(Sample::take(&self.crowd, self.pid()?, span).await?);
        }
        Ok(())
    }

    /// Lets `span` pass before anything is measured.
    pub(crate) async fn settle(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }
}

impl Programme {
    /// The m-lines it is offered in.
    pub(crate) fn lines(&self) -> Lines {
        let ssrc = first_ssrc(self.name);
        Lines {
            camera: match self.camera {
                Show::Nothing => None,
                Show::High | Show::Low => Some(Camera::Single { ssrc }),
                Show::Both => Some(Camera::Simulcast),
            },
            microphone: self.microphone.then(|| ssrc + 2),
            picture_slots: self.picture_slots,
            sound_slots: self.sound_slots,
        }
    }

    fn streams(&self, key_wanted: &Arc<AtomicBool>) -> Vec<Stream> {
        // Publishers do not send in step.
        let phase = Duration::from_micros(u64::from(self.name) * 7_919 % 66_000);
        let first = clock::now() + phase;
        let ssrc = first_ssrc(self.name);
        let stream = |layer, ssrc, rid| {
            let key_wanted = Arc::clone(key_wanted);
            Stream::new(
                layer,
                source(self.name, layer),
                ssrc,
                rid,
                key_wanted,
                first,
            )
            .in_rhythm(self.rhythm)
        };
        let mut streams = match self.camera {
            Show::Nothing => Vec::new(),
            Show::High => vec![stream(Layer::High, ssrc, None)],
            Show::Low => vec![stream(Layer::Low, ssrc, None)],
            Show::Both => {
                let mut high = stream(Layer::High, ssrc, Some(b'h'));
                high.active = false;
                vec![stream(Layer::Low, ssrc + 1, Some(b'l')), high]
            }
        };
        if self.microphone {
            streams.push(stream(Layer::Sound, ssrc + 2, None));
        }
        streams
    }
}

/// The camera of a peer.
pub(crate) fn camera(peer: PeerId) -> TrackRef {
    TrackRef {
        peer,
        kind: TrackKind::Camera,
    }
}

/// The microphone of a peer.
pub(crate) fn microphone(peer: PeerId) -> TrackRef {
    TrackRef {
        peer,
        kind: TrackKind::Microphone,
    }
}
