//! Networks that offices have: the scenarios of `docs/network.md`, for simulated and for real time.

use std::time::Duration;

use crate::network::Link;

/// When the trouble of a scenario that has an end begins.
const TROUBLE_AT: Duration = Duration::from_secs(12);

/// From when a scenario without an end is measured: the estimate has settled.
const SETTLED: Duration = Duration::from_secs(12);

/// What a path is like from some moment on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conditions {
    /// Share lost, each way.
    pub loss: f64,
    /// Time on the way, there and back.
    pub round_trip: Duration,
    /// Time beyond that, each way, evenly spread.
    pub jitter: Duration,
    /// Whether jitter lets datagrams overtake each other.
    pub overtaking: bool,
    /// What the way to the page carries, in bits a second with headers.
    pub rate_bps: Option<u64>,
    /// Nothing passes, either way.
    pub dark: bool,
}

impl Conditions {
    const fn clean(round_trip_ms: u64) -> Self {
        Self {
            loss: 0.0,
            round_trip: Duration::from_millis(round_trip_ms),
            jitter: Duration::ZERO,
            overtaking: false,
            rate_bps: None,
            dark: false,
        }
    }

    const fn lossy(self, loss: f64) -> Self {
        Self { loss, ..self }
    }

    const fn capped(self, kbps: u64) -> Self {
        Self {
            rate_bps: Some(kbps * 1000),
            ..self
        }
    }

    const fn jittery(self, jitter_ms: u64, overtaking: bool) -> Self {
        Self {
            jitter: Duration::from_millis(jitter_ms),
            overtaking,
            ..self
        }
    }

    const fn dark(self) -> Self {
        Self { dark: true, ..self }
    }

    /// The way from the page to the server. What the page sends is the browser's to limit, so it
    /// has no bottleneck here.
    #[must_use]
    pub fn up(&self) -> Link {
        Link {
            rate_bps: None,
            ..self.down()
        }
    }

    /// The way from the server to the page.
    #[must_use]
    pub fn down(&self) -> Link {
        Link {
            loss: self.loss,
            delay: self.round_trip / 2,
            jitter: self.jitter,
            overtaking: self.overtaking,
            rate_bps: self.rate_bps,
            dark: self.dark,
            ..Link::CLEAN
        }
    }
}

/// A path over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its row in the table.
    pub name: &'static str,
    /// What the path is like from each time since the start on.
    pub steps: Vec<(Duration, Conditions)>,
    /// When it is over.
    pub length: Duration,
    /// From when what arrives counts.
    pub measured_from: Duration,
    /// When the trouble has passed, in a scenario where it does.
    pub relieved_at: Option<Duration>,
}

impl Scenario {
    /// Every scenario, in the order of the table.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            steady("RTT 20 ms", Conditions::clean(20)),
            steady("RTT 100 ms", Conditions::clean(100)),
            steady("RTT 300 ms", Conditions::clean(300)),
        ];
        for (name, loss) in [
            ("2 % lost, RTT 100 ms", 0.02),
            ("5 % lost, RTT 100 ms", 0.05),
            ("10 % lost, RTT 100 ms", 0.1),
            ("20 % lost, RTT 100 ms", 0.2),
        ] {
            all.push(steady(name, Conditions::clean(100).lossy(loss)));
        }
        all.extend([
            steady("2 % lost, RTT 300 ms", Conditions::clean(300).lossy(0.02)),
            steady("jitter 30 ms", Conditions::clean(50).jittery(30, false)),
            steady(
                "jitter 20 ms, out of order",
                Conditions::clean(50).jittery(20, true),
            ),
        ]);
        let narrow = Conditions::clean(50);
        all.extend([
            steady("cap 3 Mb/s", narrow.capped(3_000)),
            steady("cap 1 Mb/s", narrow.capped(1_000)),
            steady(
                "cap 500 kb/s, 5 % lost",
                Conditions::clean(100).lossy(0.05).capped(500),
            ),
            steady("cap 300 kb/s", narrow.capped(300)),
            steady("cap 100 kb/s", narrow.capped(100)),
            passing(
                "3 → 1.5 → 3 Mb/s",
                narrow.capped(3_000),
                narrow.capped(1_500),
                Duration::from_secs(10),
            ),
            passing(
                "dark for 500 ms",
                narrow,
                narrow.dark(),
                Duration::from_millis(500),
            ),
            passing(
                "dark for 5 s",
                narrow,
                narrow.dark(),
                Duration::from_secs(5),
            ),
        ]);
        all
    }

    /// The round trip it begins with.
    #[must_use]
    pub fn round_trip(&self) -> Duration {
        self.steps
            .first()
            .map_or(Duration::ZERO, |(_, conditions)| conditions.round_trip)
    }

    /// What the way to the page carries at the end, in bits a second.
    #[must_use]
    pub fn rate_bps(&self) -> Option<u64> {
        self.steps.last()?.1.rate_bps
    }

    /// What the path is like `since` the start.
    #[must_use]
    pub fn at(&self, since: Duration) -> Option<Conditions> {
        let step = self.steps.iter().rev().find(|(from, _)| *from <= since);
        step.map(|(_, conditions)| *conditions)
    }
}

/// A scenario that stays as it is.
fn steady(name: &'static str, conditions: Conditions) -> Scenario {
    Scenario {
        name,
        steps: vec![(Duration::ZERO, conditions)],
        length: SETTLED + Duration::from_secs(20),
        measured_from: SETTLED,
        relieved_at: None,
    }
}

/// A scenario with trouble that passes.
fn passing(
    name: &'static str,
    usual: Conditions,
    trouble: Conditions,
    lasts: Duration,
) -> Scenario {
    let relieved_at = TROUBLE_AT + lasts;
    Scenario {
        name,
        steps: vec![
            (Duration::ZERO, usual),
            (TROUBLE_AT, trouble),
            (relieved_at, usual),
        ],
        length: relieved_at + Duration::from_secs(20),
        measured_from: TROUBLE_AT,
        relieved_at: Some(relieved_at),
    }
}
