//! The table, and what of it misses the aims.

use std::io;
use std::path::Path;
use std::time::Duration;

use sim::Scenario;

use crate::cell::Cell;

/// The table's head.
pub(crate) const HEAD: &str = "\
| path | received kb/s | of the cap | freezes/min | frozen | longest | sound concealed | rate back | picture back | freezes elsewhere |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

/// Lines of `docs/network.md` between which the table stands.
const BEGIN: &str = "<!-- written by `cargo run -p harness --bin net -- --write` -->";
const END: &str = "<!-- end of what is written -->";

/// A scenario's row.
pub(crate) fn row(scenario: &Scenario, cell: &Cell) -> String {
    let bad = &cell.bad;
    let seconds = bad.span.as_secs_f64();
    let of_cap = scenario.rate_bps().map_or("–".to_owned(), |rate| {
        format!("{:.0} %", bad.received_bps / rate as f64 * 100.0)
    });
    let span = |span: Option<Duration>| {
        span.map_or("–".to_owned(), |span| {
            format!("{:.1} s", span.as_secs_f64())
        })
    };
    format!(
        "| {} | {:.0} | {of_cap} | {:.1} | {:.1} % | {} ms | {:.1} % | {} | {} | {} |",
        scenario.name,
        bad.received_bps / 1000.0,
        f64::from(bad.freezes.count) * 60.0 / seconds,
        bad.freezes.total.as_secs_f64() / seconds * 100.0,
        bad.freezes.longest.as_millis(),
        bad.concealed * 100.0,
        span(bad.rate_back),
        span(scenario.relieved_at.and(bad.picture_back)),
        freezes_elsewhere(cell),
    )
}

fn freezes_elsewhere(cell: &Cell) -> u32 {
    cell.good.iter().map(|outcome| outcome.freezes.count).sum()
}

/// Which aims the scenario missed, in words.
pub(crate) fn missed(scenario: &Scenario, cell: &Cell) -> Vec<String> {
    let bad = &cell.bad;
    let mut missed = Vec::new();
    let mut miss = |what: String| missed.push(format!("{}: {what}", scenario.name));
    let elsewhere = freezes_elsewhere(cell);
    if elsewhere > 0 {
        miss(format!("{elsewhere} freezes at venues whose path is good"));
    }
    let loss = scenario.at(Duration::ZERO).map_or(0.0, |path| path.loss);
    if scenario.relieved_at.is_none() && bad.concealed >= 0.02 {
        miss(format!(
            "{:.1} % of the sound concealed",
            bad.concealed * 100.0
        ));
    }
    let keeps_moving = loss <= 0.05 && scenario.rate_bps().is_none_or(|rate| rate >= 300_000);
    if scenario.relieved_at.is_none()
        && keeps_moving
        && bad.freezes.longest > Duration::from_millis(500)
    {
        miss(format!("a freeze of {:?}", bad.freezes.longest));
    }
    if scenario.relieved_at.is_some()
        && bad
            .rate_back
            .is_none_or(|back| back > Duration::from_secs(10))
    {
        miss(format!("the rate came back after {:?}", bad.rate_back));
    }
    missed
}

/// Puts the rows into the document.
pub(crate) fn write(docs: &Path, venues: u16, seed: u64, rows: &[String]) -> io::Result<()> {
    let text = std::fs::read_to_string(docs)?;
    let (Some(begin), Some(end)) = (text.find(BEGIN), text.find(END)) else {
        return Err(io::Error::other(format!(
            "{} has no place for the table: {BEGIN} … {END}",
            docs.display()
        )));
    };
    let written = format!(
        "{}{BEGIN}\n\n{venues} branch venues, seed {seed}:\n\n{HEAD}\n{}\n\n{}",
        text.get(..begin).unwrap_or_default(),
        rows.join("\n"),
        text.get(end..).unwrap_or_default(),
    );
    std::fs::write(docs, written)
}
