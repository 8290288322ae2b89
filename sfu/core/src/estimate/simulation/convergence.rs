//! The table of scenarios in `docs/network.md`.

use std::time::Duration;

use super::link::Link;
use super::path::{Arrived, Path, Source, Trace};
use crate::estimate::Bitrate;

/// More than any scenario's link carries.
const WANTED: Bitrate = Bitrate::kbps(4000);

const SEEDS: [u64; 3] = [1, 2, 3];

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

struct Scenario {
    name: &'static str,
    link: Link,
    span: Duration,
    /// From here on the link's rate, at which it stays, is to be used.
    judged_from: Duration,
    bounds: Bounds,
}

/// What every seed has to keep to.
#[derive(Clone, Copy)]
struct Bounds {
    /// Share of the capacity that arrives, from 10 s after the time judged from.
    used_min: f64,
    /// Time until 80 % of that is reached.
    reached_max: Duration,
    /// 95th percentile of the wait in the bottleneck, over the whole run.
    queue_p95_max: Duration,
}

const USUAL: Bounds = Bounds {
    used_min: 0.80,
    reached_max: s(10),
    queue_p95_max: ms(100),
};

fn link(kbps: u64) -> Link {
    Link {
        rates: vec![(Duration::ZERO, Bitrate::kbps(kbps))],
        delay: ms(25),
        longer: None,
        jitter: Duration::ZERO,
        loss: 0.0,
        queue_max: ms(400),
        blackout: None,
    }
}

fn scenario(name: &'static str, link: Link) -> Scenario {
    Scenario {
        name,
        link,
        span: s(60),
        judged_from: Duration::ZERO,
        bounds: USUAL,
    }
}

/// With a 95th percentile of the queue up to this.
fn queueing(queue_p95_max_ms: u64, scenario: Scenario) -> Scenario {
    Scenario {
        bounds: Bounds {
            queue_p95_max: ms(queue_p95_max_ms),
            ..scenario.bounds
        },
        ..scenario
    }
}

fn scenarios() -> Vec<Scenario> {
    let mut all = vec![
        scenario("cap 3 Mb/s", link(3000)),
        scenario("cap 1 Mb/s", link(1000)),
        // One packet of 1,200 bytes takes 32 ms here, and 96 ms there.
        queueing(150, scenario("cap 300 kb/s", link(300))),
        queueing(200, scenario("cap 100 kb/s", link(100))),
        Scenario {
            judged_from: s(40),
            span: s(80),
            ..scenario(
                "3 → 1.5 → 3 Mb/s",
                Link {
                    rates: vec![
                        (s(0), Bitrate::kbps(3000)),
                        (s(20), Bitrate::kbps(1500)),
                        (s(40), Bitrate::kbps(3000)),
                    ],
                    ..link(0)
                },
            )
        },
        Scenario {
            judged_from: s(40),
            span: s(80),
            ..scenario(
                "3 Mb/s → 300 kb/s → 3 Mb/s",
                Link {
                    rates: vec![
                        (s(0), Bitrate::kbps(3000)),
                        (s(20), Bitrate::kbps(300)),
                        (s(40), Bitrate::kbps(3000)),
                    ],
                    ..link(0)
                },
            )
        },
    ];
    for (name, loss) in [
        ("1 Mb/s, 2 % lost", 0.02),
        ("1 Mb/s, 5 % lost", 0.05),
        ("1 Mb/s, 10 % lost", 0.10),
        ("1 Mb/s, 20 % lost", 0.20),
    ] {
        all.push(scenario(name, Link { loss, ..link(1000) }));
    }
    for (name, round_trip_ms) in [
        ("3 Mb/s, RTT 20 ms", 20),
        ("3 Mb/s, RTT 100 ms", 100),
        ("3 Mb/s, RTT 300 ms", 300),
    ] {
        let delay = ms(round_trip_ms / 2);
        all.push(scenario(
            name,
            Link {
                delay,
                ..link(3000)
            },
        ));
    }
    for (name, jitter_ms, queue_p95_max_ms) in [
        ("1 Mb/s, jitter 20 ms", 20, 110),
        ("1 Mb/s, jitter 50 ms", 50, 160),
    ] {
        let link = Link {
            jitter: ms(jitter_ms),
            ..link(1000)
        };
        all.push(queueing(queue_p95_max_ms, scenario(name, link)));
    }
    all.push(scenario(
        "1 Mb/s, queue 50 ms",
        Link {
            queue_max: ms(50),
            ..link(1000)
        },
    ));
    all.push(Scenario {
        judged_from: s(20),
        ..scenario(
            "1 Mb/s, 150 ms longer each way after 20 s",
            Link {
                longer: Some((s(20), ms(150))),
                ..link(1000)
            },
        )
    });
    for (name, span) in [
        ("1 Mb/s, dark for 500 ms", ms(500)),
        ("1 Mb/s, dark for 5 s", s(5)),
    ] {
        all.push(Scenario {
            judged_from: s(20) + span,
            ..scenario(
                name,
                Link {
                    blackout: Some((s(20), span)),
                    ..link(1000)
                },
            )
        });
    }
    all
}

/// What a run came to.
struct Outcome {
    used: f64,
    reached: Option<Duration>,
    queue_p95: Duration,
    queue_max: Duration,
}

fn bytes_within(arrived: &[Arrived], from: Duration, to: Duration) -> usize {
    arrived
        .iter()
        .filter(|packet| (from..to).contains(&packet.at))
        .map(|packet| packet.bytes)
        .sum()
}

fn outcome(scenario: &Scenario, trace: &Trace) -> Outcome {
    let carried = scenario.link.rates.last().unwrap().1;
    let deliverable = carried.scaled(1.0 - scenario.link.loss);
    let share = |from: Duration, to: Duration| {
        let rate = Bitrate::of(bytes_within(&trace.arrived, from, to), to - from).unwrap();
        rate.as_kbps() / deliverable.as_kbps()
    };
    let reached = (0..)
        .map(|step| scenario.judged_from + ms(100) * step)
        .take_while(|from| *from + s(1) <= scenario.span)
        .find(|from| share(*from, *from + s(1)) >= 0.8)
        .map(|from| from + s(1) - scenario.judged_from);
    let mut queued: Vec<_> = trace.arrived.iter().map(|packet| packet.queued).collect();
    queued.sort();
    Outcome {
        used: share(scenario.judged_from + s(10), scenario.span),
        reached,
        queue_p95: queued[queued.len() * 95 / 100],
        queue_max: *queued.last().unwrap(),
    }
}

fn worst(scenario: &Scenario) -> Outcome {
    SEEDS
        .map(|seed| {
            let trace = Path::new(&scenario.link, Source::Elastic(WANTED), seed).run(scenario.span);
            outcome(scenario, &trace)
        })
        .into_iter()
        .reduce(|a, b| Outcome {
            used: a.used.min(b.used),
            reached: a.reached.zip(b.reached).map(|(a, b)| a.max(b)),
            queue_p95: a.queue_p95.max(b.queue_p95),
            queue_max: a.queue_max.max(b.queue_max),
        })
        .unwrap()
}

#[test]
fn the_estimate_converges_in_every_scenario() {
    let mut failures = Vec::new();
    println!("\n| path | used | to 80 % | queue p95 | queue max |");
    println!("|---|---:|---:|---:|---:|");
    for scenario in scenarios() {
        let outcome = worst(&scenario);
        let reached = outcome.reached.map_or("never".to_owned(), |reached| {
            format!("{:.1} s", reached.as_secs_f64())
        });
        println!(
            "| {} | {:.0} % | {reached} | {} ms | {} ms |",
            scenario.name,
            outcome.used * 100.0,
            outcome.queue_p95.as_millis(),
            outcome.queue_max.as_millis(),
        );
        let bounds = &scenario.bounds;
        if outcome.used < bounds.used_min
            || outcome
                .reached
                .is_none_or(|reached| reached > bounds.reached_max)
            || outcome.queue_p95 > bounds.queue_p95_max
        {
            failures.push(scenario.name);
        }
    }
    assert!(failures.is_empty(), "out of bounds: {failures:?}");
}

/// A queue shorter than this has drained, where two packets take 64 ms.
const QUEUE_BACK: Duration = ms(150);

/// A bottleneck that narrows to a share of what it carried.
#[test]
fn a_new_bottleneck_is_backed_off_from_within_a_second() {
    println!("\n| narrows to | estimate below it after | a second without 150 ms of queue after |");
    println!("|---|---:|---:|");
    for (kbps, drained_max) in [
        (1500, ms(1500)),
        (1000, ms(2000)),
        (300, ms(3000)),
        (100, ms(5000)),
    ] {
        let narrow = Bitrate::kbps(kbps);
        let at = s(20);
        let link = Link {
            rates: vec![(s(0), Bitrate::kbps(3000)), (at, narrow)],
            ..link(0)
        };
        let (mut below, mut drained) = (Duration::ZERO, Duration::ZERO);
        for seed in SEEDS {
            let trace = Path::new(&link, Source::Elastic(WANTED), seed).run(s(40));
            let lowered = trace
                .estimates
                .iter()
                .find(|(when, estimate)| *when > at && *estimate <= narrow)
                .unwrap();
            let drained_after = (0..100)
                .map(|step| ms(100) * step)
                .find(|after| {
                    let span = at + *after..at + *after + s(1);
                    let mut within = trace.arrived.iter().filter(|p| span.contains(&p.at));
                    within.all(|packet| packet.queued < QUEUE_BACK)
                })
                .unwrap();
            below = below.max(lowered.0 - at);
            drained = drained.max(drained_after);
        }
        println!(
            "| {narrow} | {} ms | {} ms |",
            below.as_millis(),
            drained.as_millis()
        );
        assert!(below <= s(1), "{narrow}: {below:?}");
        assert!(drained <= drained_max, "{narrow}: {drained:?}");
    }
}
