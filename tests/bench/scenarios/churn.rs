//! `churn`: viewers come and go all the time.

use std::collections::VecDeque;
use std::time::Duration;

use sfu_wire::{Layer as WireLayer, PeerId};

use super::BenchError;
use super::memory::Memory;
use super::setting::{Person, Programme, Setting, Show, camera};
use crate::arguments::Arguments;
use crate::clock;
use crate::cost::resident_bytes;
use crate::crowd::Attention;
use crate::report::Report;
use crate::sdp::Lines;
use crate::studio::Rhythm;

/// Viewers at any time.
const VIEWERS: usize = 60;

/// One comes and one goes so often.
const EVERY: Duration = Duration::from_millis(100);

/// Plays it.
///
/// # Errors
/// When a part of it fails.
pub(super) async fn run(arguments: &Arguments) -> Result<Report, BenchError> {
    let setting = Setting::begin(arguments).await?;
    let pid = setting.pid()?;
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
    let lines = Lines {
        picture_slots: 1,
        ..Lines::default()
    };
    let mut present: VecDeque<Person> = VecDeque::new();
    let mut memory = Memory::default();
    let end = clock::now() + arguments.span();
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut joined = 0u64;
    while clock::now() < end {
        ticks.tick().await;
        let person = setting
            .viewer(PeerId(1_000 + joined), lines, Attention::Headers)
            .await?;
        joined += 1;
        setting
            .show(person, 0, &[camera(main.peer)], WireLayer::High)
            .await?;
        present.push_back(person);
        if present.len() > VIEWERS
            && let Some(left) = present.pop_front()
        {
            setting.node.leave(left.peer).await?;
            let seen = setting
                .crowd
                .ask(move |reception| {
                    let seen = reception
                        .at(left.place)
                        .is_some_and(|one| one.first_frame.is_some());
                    reception.leave(left.place);
                    seen
                })
                .await?;
            if !seen {
                return Err(BenchError::Gone("a viewer who never saw a picture"));
            }
        }
        if joined.is_multiple_of(10) {
            memory.record(resident_bytes(pid)?);
        }
    }
    let mut report = Report::new("churn");
    report.figure("joins", joined as f64, "", None);
    report.figure("viewers at any time", VIEWERS as f64, "", None);
    memory.report(&mut report);
    Ok(report)
}
