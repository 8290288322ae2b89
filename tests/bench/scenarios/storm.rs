//! `storm N`: N viewers join, 33 and fewer at once, more within ten seconds.

use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use sfu_wire::{Layer as WireLayer, PeerId};

use super::BenchError;
use super::setting::{Programme, Setting, Show, camera};
use crate::arguments::Arguments;
use crate::crowd::Attention;
use crate::measure::quantile;
use crate::report::{Aim, Report};
use crate::sdp::Lines;
use crate::studio::Rhythm;

/// Most viewers who join at once: every branch venue, when the meeting opens.
const AT_ONCE_MAX: usize = 33;

/// Time in which more of them join.
const WITHIN: Duration = Duration::from_secs(10);

/// A source is to be asked for a key frame at most once in this time.
const KEYFRAME_SPAN: Duration = Duration::from_secs(2);

/// Plays it.
///
/// # Errors
/// When a part of it fails.
pub(super) async fn run(arguments: &Arguments, viewers: usize) -> Result<Report, BenchError> {
    let setting = Setting::begin(arguments).await?;
    let main = setting
        .publisher(Programme {
            name: 1,
            camera: Show::High,
            microphone: false,
            rhythm: Rhythm::Burst,
            picture_slots: 0,
            sound_slots: 0,
        })
        .await?;
    setting.all_connected(1).await?;
    setting.settle(Duration::from_secs(3)).await;
    let asked_before = setting.keyframes_asked(main).await?.len();

    let lines = Lines {
        picture_slots: 1,
        ..Lines::default()
    };
    let every = if viewers <= AT_ONCE_MAX {
        Duration::ZERO
    } else {
        WITHIN.div_f64(viewers as f64)
    };
    let setting = &setting;
    let joins: FuturesUnordered<_> = (0..viewers)
        .map(|number| async move {
            tokio::time::sleep(every.mul_f64(number as f64)).await;
            let peer = PeerId(1_000 + number as u64);
            let person = setting.viewer(peer, lines, Attention::Headers).await?;
            setting
                .show(person, 0, &[camera(main.peer)], WireLayer::High)
                .await
        })
        .collect();
    let joined: Vec<Result<(), BenchError>> = joins.collect().await;
    joined.into_iter().collect::<Result<(), BenchError>>()?;
    setting.all_seeing(viewers).await?;

    let first_frames: Vec<f64> = setting
        .crowd
        .ask(|reception| {
            let frames = reception.everybody().filter_map(|one| one.first_frame);
            frames.map(|span| span.as_secs_f64() * 1000.0).collect()
        })
        .await?;
    let asked = setting.keyframes_asked(main).await?;
    let asked: Vec<_> = asked.into_iter().skip(asked_before).collect();
    let most = asked
        .iter()
        .map(|at| {
            let later = asked.iter().filter(|other| *other >= at);
            later.filter(|other| **other < *at + KEYFRAME_SPAN).count()
        })
        .max()
        .unwrap_or(0);

    let mut report = Report::new(format!("storm {viewers}"));
    for (name, share, aim) in [
        ("first frame p50", 0.5, None),
        ("first frame p95", 0.95, Some(Aim::AtMost(500.0))),
        ("first frame p99", 0.99, None),
    ] {
        report.figure(name, quantile(first_frames.clone(), share), "ms", aim);
    }
    report.figure(
        "key frames asked of the source",
        asked.len() as f64,
        "",
        None,
    );
    report.figure(
        "most of them within 2 s",
        most as f64,
        "",
        Some(Aim::AtMost(1.0)),
    );
    Ok(report)
}
