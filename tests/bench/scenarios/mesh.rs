//! `mesh N`: N small pictures to each of N.

use std::time::Duration;

use sfu_wire::Layer as WireLayer;

use super::BenchError;
use super::setting::{Programme, Setting, Show, camera};
use crate::arguments::Arguments;
use crate::measure::Way;
use crate::report::Report;
use crate::studio::Rhythm;

/// Plays it.
///
/// # Errors
/// When a part of it fails.
pub(super) async fn run(arguments: &Arguments, participants: usize) -> Result<Report, BenchError> {
    let setting = Setting::begin(arguments).await?;
    let mut people = Vec::new();
    for name in (1..).take(participants) {
        let programme = Programme {
            name,
            camera: Show::Low,
            microphone: false,
            rhythm: Rhythm::Burst,
            picture_slots: participants - 1,
            sound_slots: 0,
        };
        people.push(setting.publisher(programme).await?);
    }
    setting.all_connected(participants).await?;
    for person in &people {
        let others: Vec<_> = people
            .iter()
            .filter(|other| *other != person)
            .map(|other| camera(other.peer))
            .collect();
        setting.show(*person, 0, &others, WireLayer::Low).await?;
    }
    setting.all_seeing(participants).await?;
    setting.settle(Duration::from_secs(2)).await;
    let mut way = Way::new("pinhui");
    setting.measure(arguments, &mut way).await?;
    let mut report = Report::new(format!("mesh {participants}"));
    report.way(&way);
    Ok(report)
}
