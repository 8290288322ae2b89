//! `audio N`: three microphones to N listeners.

use std::time::Duration;

use sfu_wire::Layer as WireLayer;

use super::BenchError;
use super::setting::{Programme, Setting, Show, WITNESSES, microphone};
use crate::arguments::Arguments;
use crate::measure::Way;
use crate::report::Report;
use crate::sdp::Lines;
use crate::studio::Rhythm;

/// Microphones open at once: what a page has slots for.
const SPEAKERS: u16 = 3;

/// Plays it.
///
/// # Errors
/// When a part of it fails.
pub(super) async fn run(arguments: &Arguments, listeners: usize) -> Result<Report, BenchError> {
    let setting = Setting::begin(arguments).await?;
    let mut speakers = Vec::new();
    for name in 1..=SPEAKERS {
        let programme = Programme {
            name,
            camera: Show::Nothing,
            microphone: true,
            rhythm: Rhythm::Burst,
            picture_slots: 0,
            sound_slots: 0,
        };
        let speaker = setting.publisher(programme).await?;
        speakers.push(microphone(speaker.peer));
    }
    let lines = Lines {
        sound_slots: speakers.len(),
        ..Lines::default()
    };
    let people = setting.viewers(1_000, listeners, lines, WITNESSES).await?;
    setting.all_connected(speakers.len() + listeners).await?;
    for person in people {
        setting.show(person, 0, &speakers, WireLayer::High).await?;
    }
    setting.settle(Duration::from_secs(2)).await;
    let mut way = Way::new("pinhui");
    setting.measure(arguments, &mut way).await?;
    let mut report = Report::new(format!("audio {listeners}"));
    report.way(&way);
    Ok(report)
}
