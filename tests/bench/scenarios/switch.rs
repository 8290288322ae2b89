//! `switch`: the stage is cut to and fro between two pictures at 33 venues.

use std::time::Duration;

use sfu_wire::Layer as WireLayer;

use super::BenchError;
use super::setting::{Programme, Setting, Show, camera, source};
use crate::arguments::Arguments;
use crate::clock;
use crate::measure::quantile;
use crate::report::{Aim, Report};
use crate::sdp::Lines;
use crate::studio::{Layer, Rhythm};

/// Branch venues.
const VENUES: usize = 33;

/// Time between two cuts; and between the warning of a cut and the cut.
const CUT_EVERY: Duration = Duration::from_millis(1_500);
const WARNED_BEFORE: Duration = Duration::from_millis(500);

/// Plays it.
///
/// # Errors
/// When a part of it fails.
pub(super) async fn run(arguments: &Arguments) -> Result<Report, BenchError> {
    let setting = Setting::begin(arguments).await?;
    let names = [1, 2];
    let mut pictures = Vec::new();
    for name in names {
        let programme = Programme {
            name,
            camera: Show::High,
            microphone: false,
            rhythm: Rhythm::Burst,
            picture_slots: 0,
            sound_slots: 0,
        };
        pictures.push((name, setting.publisher(programme).await?.peer));
    }
    let lines = Lines {
        picture_slots: 1,
        ..Lines::default()
    };
    let venues = setting.viewers(1_000, VENUES, lines, VENUES).await?;
    setting.all_connected(names.len() + VENUES).await?;
    for venue in &venues {
        let first = pictures.first().map(|(_, peer)| camera(*peer));
        let shown: Vec<_> = first.into_iter().collect();
        setting.show(*venue, 0, &shown, WireLayer::High).await?;
    }
    setting.all_seeing(VENUES).await?;
    setting.settle(Duration::from_secs(2)).await;

    let cuts = (arguments.span().as_secs_f64() / CUT_EVERY.as_secs_f64()).ceil() as usize;
    let mut times = Vec::new();
    let mut missing = 0;
    for (name, peer) in pictures.iter().cycle().skip(1).take(cuts) {
        setting.node.warm(vec![camera(*peer)]).await?;
        setting.settle(WARNED_BEFORE).await;
        let clicked = clock::now();
        for venue in &venues {
            setting
                .show(*venue, 0, &[camera(*peer)], WireLayer::High)
                .await?;
        }
        setting.settle(CUT_EVERY - WARNED_BEFORE).await;
        let wanted = source(*name, Layer::High);
        let shown: Vec<f64> = setting
            .crowd
            .ask(move |reception| {
                let slots = reception.everybody().flat_map(|one| &one.slots);
                slots
                    .filter_map(|slot| slot.shown)
                    .filter(|(source, _)| *source == wanted)
                    .map(|(_, at)| at.saturating_duration_since(clicked).as_secs_f64() * 1000.0)
                    .collect()
            })
            .await?;
        missing += VENUES - shown.len();
        times.extend(shown);
    }
    let mut report = Report::new("switch");
    report.figure("cuts, at 33 venues each", cuts as f64, "", None);
    report.figure("cut p50", quantile(times.clone(), 0.5), "ms", None);
    report.figure(
        "cut p95",
        quantile(times.clone(), 0.95),
        "ms",
        Some(Aim::AtMost(150.0)),
    );
    report.figure("cut, longest", quantile(times, 1.0), "ms", None);
    report.figure(
        "venues that did not see a cut within a second",
        missing as f64,
        "",
        Some(Aim::AtMost(0.0)),
    );
    Ok(report)
}
