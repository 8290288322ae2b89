//! `street`: 34 venues. The main venue, picture and sound, goes to all; every venue's small picture
//! goes to the wall; in every turn one venue asks a question and is seen and heard by all.

use std::time::Duration;

use sfu_wire::Layer as WireLayer;

use super::BenchError;
use super::memory::Memory;
use super::setting::{Person, Programme, Setting, Show, WALL, camera, microphone};
use crate::arguments::Arguments;
use crate::cost::resident_bytes;
use crate::crowd::Attention;
use crate::measure::{Sample, Way};
use crate::report::{Aim, Report};
use crate::sdp::Lines;
use crate::studio::Rhythm;

/// Branch venues, named from 2 on.
const VENUES: u16 = 33;

/// A question every so often in a soak.
const QUESTION_EVERY: Duration = Duration::from_secs(30);

/// Time between the grant of a question and the cut to it.
const WARNED_BEFORE: Duration = Duration::from_secs(1);

/// The street in session.
struct Street {
    setting: Setting,
    main: Person,
    venues: Vec<Person>,
    wall: Person,
}

impl Street {
    async fn begin(arguments: &Arguments) -> Result<Self, BenchError> {
        let setting = Setting::begin(arguments).await?;
        let programme = Programme {
            name: 1,
            camera: Show::High,
            microphone: true,
            rhythm: Rhythm::Burst,
            picture_slots: 1,
            sound_slots: 1,
        };
        let main = setting.publisher(programme).await?;
        let mut venues = Vec::new();
        for name in (2..).take(usize::from(VENUES)) {
            let programme = Programme {
                name,
                camera: Show::Both,
                microphone: true,
                rhythm: Rhythm::Burst,
                picture_slots: 2,
                sound_slots: 2,
            };
            venues.push(setting.publisher(programme).await?);
        }
        let lines = Lines {
            picture_slots: usize::from(VENUES) + 2,
            sound_slots: 2,
            ..Lines::default()
        };
        let wall = setting.viewer(WALL, lines, Attention::Witness).await?;
        setting.all_connected(2 + usize::from(VENUES)).await?;
        let street = Self {
            setting,
            main,
            venues,
            wall,
        };
        street.open().await?;
        Ok(street)
    }

    /// Everybody sees and hears the main venue; the wall sees everybody.
    async fn open(&self) -> Result<(), BenchError> {
        let Self { setting, main, .. } = self;
        for venue in self.venues.iter().chain([&self.wall]) {
            let sound = self.first_sound_slot(*venue);
            setting
                .show(*venue, 0, &[camera(main.peer)], WireLayer::High)
                .await?;
            setting
                .show(*venue, sound, &[microphone(main.peer)], WireLayer::High)
                .await?;
        }
        let tiles: Vec<_> = self.venues.iter().map(|venue| camera(venue.peer)).collect();
        setting.show(self.wall, 2, &tiles, WireLayer::Low).await?;
        setting.all_seeing(1 + usize::from(VENUES)).await
    }

    fn first_sound_slot(&self, person: Person) -> usize {
        if person == self.wall {
            usize::from(VENUES) + 2
        } else {
            2
        }
    }

    /// The question of a venue begins or ends.
    async fn question(&self, venue: usize, begins: bool) -> Result<(), BenchError> {
        let Some(asking) = self.venues.get(venue % self.venues.len()) else {
            return Ok(());
        };
        let tracks = if begins {
            vec![camera(asking.peer)]
        } else {
            Vec::new()
        };
        self.setting.node.warm(tracks).await?;
        self.setting.send_high(asking.peer, begins)?;
        if begins {
            self.setting.settle(WARNED_BEFORE).await;
        }
        for person in self.venues.iter().chain([&self.wall, &self.main]) {
            let (picture, sound) = if *person == self.main {
                (0, 1)
            } else {
                (1, self.first_sound_slot(*person) + 1)
            };
            // Nobody is shown himself.
            let shown = begins && person != asking;
            self.setting
                .show_or_empty(*person, picture, camera(asking.peer), shown)
                .await?;
            self.setting
                .show_or_empty(*person, sound, microphone(asking.peer), shown)
                .await?;
        }
        Ok(())
    }

    /// One stretch with a question in its first half.
    async fn turn(&self, number: usize, span: Duration) -> Result<Sample, BenchError> {
        let pid = self.setting.pid()?;
        let questions = async {
            self.question(number, true).await?;
            self.setting.settle(span / 2).await;
            self.question(number, false).await
        };
        let (sample, asked) = tokio::join!(Sample::take(&self.setting.crowd, pid, span), questions);
        asked?;
        let sample = sample?;
        if sample.tally.packets == 0 {
            return Err(BenchError::Gone("every picture"));
        }
        Ok(sample)
    }
}

/// Plays it.
///
/// # Errors
/// When a part of it fails.
pub(super) async fn run(arguments: &Arguments) -> Result<Report, BenchError> {
    let street = Street::begin(arguments).await?;
    street.setting.settle(Duration::from_secs(2)).await;
    let span = arguments.span() / arguments.turns();
    let mut way = Way::new("pinhui");
    for number in (0..).take(arguments.turns() as usize) {
        way.samples.push(street.turn(number, span).await?);
    }
    let mut report = Report::new("street");
    report.way(&way);
    let delays = way.delays();
    let p99 = delays.map_or(0, |delays| delays.value_at_quantile(0.99));
    report.figure(
        "delay p99",
        p99 as f64 / 1000.0,
        "µs",
        Some(Aim::AtMost(1000.0)),
    );
    let cores: f64 = way
        .samples
        .iter()
        .map(|sample| sample.cpu().as_secs_f64() / sample.span.as_secs_f64())
        .sum::<f64>()
        / way.samples.len().max(1) as f64;
    report.figure("processors the server uses", cores, "", None);
    let lost: u64 = way.samples.iter().map(|sample| sample.lost).sum();
    report.figure("packets lost", lost as f64, "", Some(Aim::AtMost(0.0)));
    Ok(report)
}

/// Plays it for long.
///
/// # Errors
/// When a part of it fails.
pub(super) async fn soak(arguments: &Arguments) -> Result<Report, BenchError> {
    let street = Street::begin(arguments).await?;
    let pid = street.setting.pid()?;
    let turns = arguments.span().as_secs() / QUESTION_EVERY.as_secs();
    let mut memory = Memory::default();
    let mut way = Way::new("pinhui");
    for number in (0..).take(usize::try_from(turns.max(1)).unwrap_or(usize::MAX)) {
        way.samples.push(street.turn(number, QUESTION_EVERY).await?);
        memory.record(resident_bytes(pid)?);
    }
    let mut report = Report::new("soak");
    report.way(&way);
    memory.report(&mut report);
    Ok(report)
}
