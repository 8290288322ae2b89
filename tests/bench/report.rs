//! Results: JSON, and a table.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde::Serialize;

use crate::measure::Way;

/// What a run came to.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    scenario: String,
    machine: Machine,
    ways: Vec<WayReport>,
    figures: Vec<Figure>,
    notes: Vec<String>,
}

/// Where it ran.
#[derive(Debug, Serialize)]
struct Machine {
    cores: usize,
    processor: String,
    kernel: String,
    /// Processes that wanted to run, averaged over the last minute.
    load: String,
}

/// What one of the ways that were compared cost.
#[derive(Debug, Serialize)]
struct WayReport {
    name: String,
    cpu_ns_per_packet: f64,
    cpu_ns_per_packet_by_turn: Vec<f64>,
    /// Shares of a processor, by thread name.
    threads: BTreeMap<String, f64>,
    packets_per_second: f64,
    packets_received: u64,
    packets_lost: u64,
    generator_cores: f64,
    delay_us: Option<Delays>,
}

#[derive(Debug, Serialize)]
struct Delays {
    p50: f64,
    p95: f64,
    p99: f64,
    p999: f64,
    packets: u64,
}

/// A single figure.
#[derive(Debug, Serialize)]
struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    aim: Option<Aim>,
    reached: Option<bool>,
}

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Aim {
    /// Not more.
    AtMost(f64),
    /// Not less.
    AtLeast(f64),
}

impl Aim {
    fn is_reached_by(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
        }
    }
}

impl Report {
    /// An empty report.
    pub(crate) fn new(scenario: impl Into<String>) -> Self {
        Self {
            scenario: scenario.into(),
            machine: Machine::here(),
            ways: Vec::new(),
            figures: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a way.
    pub(crate) fn way(&mut self, way: &Way) {
        let sum = |value: fn(&crate::measure::Sample) -> u64| way.samples.iter().map(value).sum();
        let span: f64 = way.samples.iter().map(|one| one.span.as_secs_f64()).sum();
        let packets_received = sum(|sample| sample.tally.packets);
        let mut threads: BTreeMap<String, f64> = BTreeMap::new();
        for (name, used) in way.samples.iter().flat_map(|sample| &sample.threads) {
            *threads.entry(name.clone()).or_default() += used.as_secs_f64() / span;
        }
        let generator: f64 = way
            .samples
            .iter()
            .map(|sample| sample.generator.as_secs_f64())
            .sum();
        let delays = way.delays().filter(|delays| !delays.is_empty());
        let us = |ns: u64| ns as f64 / 1000.0;
        self.ways.push(WayReport {
            name: way.name.to_owned(),
            cpu_ns_per_packet: way.ns_per_packet(),
            cpu_ns_per_packet_by_turn: way
                .samples
                .iter()
                .map(|sample| sample.ns_per_packet().round())
                .collect(),
            threads,
            packets_per_second: packets_received as f64 / span,
            packets_received,
            packets_lost: sum(|sample| sample.lost + sample.tally.unauthentic),
            generator_cores: generator / span,
            delay_us: delays.map(|delays| Delays {
                p50: us(delays.value_at_quantile(0.5)),
                p95: us(delays.value_at_quantile(0.95)),
                p99: us(delays.value_at_quantile(0.99)),
                p999: us(delays.value_at_quantile(0.999)),
                packets: delays.len(),
            }),
        });
    }

    /// Adds a figure.
    pub(crate) fn figure(
        &mut self,
        name: impl Into<String>,
        value: f64,
        unit: &'static str,
        aim: Option<Aim>,
    ) {
        self.figures.push(Figure {
            name: name.into(),
            value,
            unit,
            aim,
            reached: aim.map(|aim| aim.is_reached_by(value)),
        });
    }

    /// Adds a line of explanation.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Writes the table to standard output, and the JSON where it is wanted.
    ///
    /// # Errors
    /// When one of them cannot be written.
    pub(crate) fn publish(&self, json: Option<&Path>) -> std::io::Result<()> {
        if let Some(path) = json {
            std::fs::write(path, serde_json::to_string_pretty(self)?)?;
        }
        let mut out = std::io::stdout().lock();
        let Machine {
            cores,
            processor,
            kernel,
            load,
        } = &self.machine;
        writeln!(
            out,
            "## {}\n\n{cores} × {processor}, Linux {kernel}, load {load}\n",
            self.scenario
        )?;
        if !self.ways.is_empty() {
            self.write_ways(&mut out)?;
        }
        if !self.figures.is_empty() {
            writeln!(out, "| figure | value | aim | |\n|---|---:|---:|---|")?;
            for figure in &self.figures {
                let aim = match figure.aim {
                    Some(Aim::AtMost(limit)) => format!("≤ {}", decimal(limit)),
                    Some(Aim::AtLeast(limit)) => format!("≥ {}", decimal(limit)),
                    None => String::new(),
                };
                let reached = match figure.reached {
                    Some(true) => "reached",
                    Some(false) => "missed",
                    None => "",
                };
                writeln!(
                    out,
                    "| {} | {} {} | {aim} | {reached} |",
                    figure.name,
                    decimal(figure.value),
                    figure.unit
                )?;
            }
        }
        for note in &self.notes {
            writeln!(out, "\n{note}")?;
        }
        out.flush()
    }

    fn write_ways(&self, out: &mut impl Write) -> std::io::Result<()> {
        writeln!(
            out,
            "| way | CPU ns a packet (by turn) | packets/s | lost | delay µs p50 / p95 / p99 / p99.9 \
             | generator, cores |\n|---|---:|---:|---:|---:|---:|"
        )?;
        for way in &self.ways {
            let turns: Vec<String> = way
                .cpu_ns_per_packet_by_turn
                .iter()
                .map(|ns| format!("{ns:.0}"))
                .collect();
            let delays = way.delay_us.as_ref().map_or_else(String::new, |delays| {
                format!(
                    "{:.0} / {:.0} / {:.0} / {:.0}",
                    delays.p50, delays.p95, delays.p99, delays.p999
                )
            });
            writeln!(
                out,
                "| {} | **{:.0}** ({}) | {:.0} | {} | {delays} | {:.2} |",
                way.name,
                way.cpu_ns_per_packet,
                turns.join(" "),
                way.packets_per_second,
                way.packets_lost,
                way.generator_cores
            )?;
        }
        writeln!(out)
    }
}

impl Machine {
    fn here() -> Self {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let processor = read("/proc/cpuinfo")
            .lines()
            .find_map(|line| line.strip_prefix("model name"))
            .map_or("processor", |value| {
                value.trim_start_matches([' ', '\t', ':'])
            })
            .to_owned();
        Self {
            cores: std::thread::available_parallelism().map_or(1, |cores| cores.get()),
            processor,
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            load: read("/proc/loadavg")
                .split(' ')
                .next()
                .unwrap_or_default()
                .to_owned(),
        }
    }
}

/// As many digits as say something.
fn decimal(value: f64) -> String {
    if value.abs() >= 100.0 || value == value.trunc() {
        format!("{value:.0}")
    } else if value.abs() >= 10.0 {
        format!("{value:.1}")
    } else if value.abs() >= 0.01 {
        format!("{value:.2}")
    } else {
        format!("{value:.6}")
    }
}
