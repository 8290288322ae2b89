//! Estimator, pacer and allocator together: a page whose slots take discrete layers.

use std::time::Duration;

use sfu_wire::{Layer, Purpose};

use super::link::Link;
use super::path::{Path, Source, Trace};
use crate::allocate::{Allocator, Decision, Demand, LayerOffer, Pause};
use crate::estimate::Bitrate;

const SOUND: usize = 0;
const STAGE: usize = 1;
const SLIDES: usize = 2;
const WALL: usize = 3;
const TILES: usize = 6;

fn offer(layer: Layer, kbps: u64, height_px: u32) -> Option<LayerOffer> {
    Some(LayerOffer {
        layer,
        rate: Bitrate::kbps(kbps),
        height_px,
    })
}

/// 2.8 Mb/s if all of it is shown at its best.
fn page() -> Vec<Demand> {
    let stage = Demand {
        role: Purpose::Stage,
        height_px: 720,
        base: offer(Layer::Low, 150, 180),
        high: offer(Layer::High, 1500, 720),
    };
    let mut demands = vec![
        Demand {
            role: Purpose::Sound,
            height_px: 0,
            base: offer(Layer::High, 48, 0),
            high: None,
        },
        stage,
        Demand {
            role: Purpose::Slides,
            base: offer(Layer::High, 500, 720),
            high: None,
            ..stage
        },
    ];
    let tile = Demand {
        role: Purpose::Tile,
        height_px: 154,
        base: offer(Layer::Low, 120, 180),
        high: None,
    };
    demands.extend([tile; TILES]);
    demands
}

fn run(rates: &[(u64, u64)], loss: f64, span_s: u64) -> Trace {
    let rates = rates
        .iter()
        .map(|(from_s, kbps)| (Duration::from_secs(*from_s), Bitrate::kbps(*kbps)))
        .collect();
    let link = Link {
        rates,
        delay: Duration::from_millis(25),
        longer: None,
        jitter: Duration::ZERO,
        loss,
        queue_max: Duration::from_millis(400),
        blackout: None,
    };
    let source = Source::Page(Allocator::default(), page());
    Path::new(&link, source, 1).run(Duration::from_secs(span_s))
}

fn changes(trace: &Trace, slot: usize) -> usize {
    let pairs = trace.decisions.windows(2);
    pairs
        .filter(|pair| pair[0].1[slot] != pair[1].1[slot])
        .count()
}

/// The share of `from_s..to_s` in which every decision satisfies `is_so`.
fn share(trace: &Trace, from_s: u64, to_s: u64, is_so: impl Fn(&[Decision]) -> bool) -> f64 {
    let span = Duration::from_secs(from_s)..Duration::from_secs(to_s);
    let within = trace.decisions.iter().filter(|(at, _)| span.contains(at));
    let (mut all, mut so) = (0.0, 0.0);
    for (_, decisions) in within {
        all += 1.0;
        so += f64::from(u8::from(is_so(decisions)));
    }
    so / all
}

fn stage_is_high(decisions: &[Decision]) -> bool {
    decisions[STAGE] == Decision::Forward(Layer::High)
}

#[test]
fn a_wide_path_shows_everything_within_seconds_and_stays() {
    let trace = run(&[(0, 5000)], 0.0, 60);
    let all = |decisions: &[Decision]| {
        stage_is_high(decisions)
            && decisions
                .iter()
                .all(|decision| matches!(decision, Decision::Forward(_)))
    };
    assert_eq!(share(&trace, 5, 60, all), 1.0);
}

#[test]
fn a_path_that_narrows_loses_the_wall_first_and_the_sound_never() {
    // 3.5 Mb/s, then 900 kb/s from 20 s on, and 3.5 Mb/s again from 40 s on.
    let trace = run(&[(0, 3500), (20, 900), (40, 3500)], 0.0, 70);
    assert!(share(&trace, 10, 20, stage_is_high) > 0.95);
    assert_eq!(share(&trace, 21, 40, stage_is_high), 0.0);
    let sound = |decisions: &[Decision]| decisions[SOUND] == Decision::Forward(Layer::High);
    assert_eq!(share(&trace, 0, 70, sound), 1.0);
    let stage = |decisions: &[Decision]| decisions[STAGE] == Decision::Forward(Layer::Low);
    assert!(share(&trace, 22, 40, stage) > 0.99);
    let slides = |decisions: &[Decision]| matches!(decisions[SLIDES], Decision::Forward(_));
    assert!(share(&trace, 24, 40, slides) > 0.8);
    let starved = Decision::Paused(Pause::Starved);
    let wall = |decisions: &[Decision]| decisions[WALL..].contains(&starved);
    assert!(share(&trace, 21, 40, wall) > 0.9);
    assert!(
        share(&trace, 50, 70, stage_is_high) > 0.95,
        "back within 10 s"
    );
    assert!(changes(&trace, STAGE) <= 7, "{}", changes(&trace, STAGE));
}

#[test]
fn sound_waits_little_even_where_the_path_narrows() {
    let trace = run(&[(0, 3500), (20, 300), (40, 3500)], 0.0, 60);
    let mut waited: Vec<_> = trace.arrived.iter().map(|packet| packet.queued).collect();
    waited.sort();
    let p99 = waited[waited.len() * 99 / 100];
    assert!(p99 < Duration::from_millis(250), "{p99:?}");
}

#[test]
fn a_lossy_path_keeps_the_stage() {
    let trace = run(&[(0, 5000)], 0.10, 60);
    assert!(share(&trace, 15, 60, stage_is_high) > 0.8);
}
