//! `stage N`: one picture to N viewers, beside the floor and other servers.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use rtc_srtp::context::Context;
use rtc_srtp::protection_profile::ProtectionProfile;
use sfu_wire::Layer as WireLayer;

use super::BenchError;
use super::janus_stage::JanusStage;
use super::setting::{Programme, Setting, Show, WITNESSES, camera, source};
use crate::arguments::Arguments;
use crate::clock;
use crate::cost::resident_bytes;
use crate::floor::{self, Sending};
use crate::measure::{Sample, Way};
use crate::report::{Aim, Report};
use crate::sdp::Lines;
use crate::servers::{BareLoop, Threads};
use crate::studio::{Layer, Publisher, Rhythm, Stream};

/// Publishers in the studio: the server's, and one for each bare loop.
const MAIN_VENUE: u16 = 1;
const FOR_SEGMENTED: u16 = 2;
const FOR_PLAIN: u16 = 3;

/// Janus's ways: threads, name, publisher.
const JANUS: [(Threads, &str, u16); 2] = [
    (Threads::TwoLoops, "Janus, two event loops", 4),
    (Threads::Default, "Janus, default threads", 5),
];

/// What is said of each way after ours: its name, whether it is a floor under ours or something
/// ours shall be far under, and the aim.
const RATIOS: [(&str, bool, Option<Aim>); 4] = [
    (
        "pinhui / paced floor with GSO",
        true,
        Some(Aim::AtMost(1.25)),
    ),
    ("pinhui / paced floor without GSO", true, None),
    (
        "Janus with two event loops / pinhui",
        false,
        Some(Aim::AtLeast(5.0)),
    ),
    (
        "Janus with default threads / pinhui",
        false,
        Some(Aim::AtLeast(10.0)),
    ),
];

/// Before a way is measured, it runs for this long.
const WARM_UP: Duration = Duration::from_millis(700);

/// Frames of the tight floor.
const TIGHT_FRAMES: usize = 300;

/// Plays it.
///
/// # Errors
/// When a part of it fails.
pub(super) async fn run(arguments: &Arguments, viewers: usize) -> Result<Report, BenchError> {
    let rhythm = if arguments.spread {
        Rhythm::Spread
    } else {
        Rhythm::Burst
    };
    let mut setting = Setting::begin(arguments).await?;
    let pid = setting.pid()?;
    let main = setting
        .publisher(Programme {
            name: MAIN_VENUE,
            camera: Show::High,
            microphone: false,
            rhythm,
            picture_slots: 0,
            sound_slots: 0,
        })
        .await?;
    setting.all_connected(1).await?;
    setting.settle(Duration::from_secs(1)).await;
    let resident_before = resident_bytes(pid)?;
    let lines = Lines {
        picture_slots: 1,
        ..Lines::default()
    };
    let people = setting.viewers(1_000, viewers, lines, WITNESSES).await?;
    setting.all_connected(1 + viewers).await?;
    for person in &people {
        setting
            .show(*person, 0, &[camera(main.peer)], WireLayer::High)
            .await?;
    }
    setting.all_seeing(viewers).await?;
    setting.settle(Duration::from_secs(2)).await;
    let resident_after = resident_bytes(pid)?;

    let addresses: Vec<SocketAddr> = setting
        .crowd
        .ask(|reception| {
            let receiving = reception.everybody().filter(|one| !one.slots.is_empty());
            receiving
                .map(|one| one.socket.local_addr())
                .collect::<std::io::Result<_>>()
        })
        .await??;
    let segmented = BareLoop::start(arguments.ip, Sending::Segmented, &addresses).await?;
    let plain = BareLoop::start(arguments.ip, Sending::Plain, &addresses).await?;
    feed(&setting, FOR_SEGMENTED, &segmented, rhythm)?;
    feed(&setting, FOR_PLAIN, &plain, rhythm)?;

    let gone = || BenchError::Gone("the bare loop");
    let mut ways = vec![
        (Way::new("pinhui"), MAIN_VENUE, pid),
        (
            Way::new("floor, paced, sendmmsg + GSO"),
            FOR_SEGMENTED,
            segmented.pid().ok_or_else(gone)?,
        ),
        (
            Way::new("floor, paced, sendmmsg"),
            FOR_PLAIN,
            plain.pid().ok_or_else(gone)?,
        ),
    ];
    let mut others = Vec::new();
    if arguments.janus {
        for (threads, name, publisher) in JANUS {
            let janus = JanusStage::begin(&setting, threads, publisher, viewers, rhythm).await?;
            ways.push((Way::new(name), publisher, janus.pid()?));
            others.push(janus);
        }
    }
    let turns = arguments.turns();
    let span = arguments.span() / turns;
    setting.rest(MAIN_VENUE, true)?;
    for _ in 0..turns {
        for (way, publisher, pid) in &mut ways {
            setting.rest(*publisher, false)?;
            setting.settle(WARM_UP).await;
            way.samples
                .push(Sample::take(&setting.crowd, *pid, span).await?);
            setting.rest(*publisher, true)?;
            setting.settle(Duration::from_millis(100)).await;
        }
    }

    let mut report = Report::new(format!("stage {viewers}"));
    if let Some(before) = setting.node.allocations().await? {
        setting.rest(MAIN_VENUE, false)?;
        let sample = Sample::take(&setting.crowd, pid, span).await?;
        let calls = setting.node.allocations().await?.unwrap_or(before) - before;
        report.figure(
            "calls of the allocator per forwarded packet, whole process",
            calls as f64 / sample.tally.packets.max(1) as f64,
            "",
            None,
        );
        setting.rest(MAIN_VENUE, true)?;
    }
    for (way, ..) in &ways {
        report.way(way);
    }
    let (ours, compared) = match ways.split_first() {
        Some(((ours, ..), compared)) => (ours.ns_per_packet(), compared),
        None => (0.0, [].as_slice()),
    };
    for ((way, ..), (name, is_floor, aim)) in compared.iter().zip(RATIOS) {
        let theirs = way.ns_per_packet();
        let ratio = if is_floor {
            ours / theirs
        } else {
            theirs / ours
        };
        report.figure(name, ratio, "", aim);
    }
    if !arguments.janus {
        report.note("Janus was not asked for (--janus).");
    }
    tight_floors(arguments, viewers, &mut report)?;
    let resident = resident_after.saturating_sub(resident_before) as f64;
    report.figure(
        "resident memory per viewer",
        resident / 1024.0 / viewers as f64,
        "KiB",
        Some(Aim::AtMost(64.0)),
    );
    let counters = setting.node.counters();
    report.figure(
        "datagrams the system did not take",
        counters.datagrams_unsent as f64,
        "",
        Some(Aim::AtMost(0.0)),
    );
    Ok(report)
}

/// A publisher for a bare loop.
fn feed(setting: &Setting, name: u16, to: &BareLoop, rhythm: Rhythm) -> Result<(), BenchError> {
    let socket = UdpSocket::bind((setting.ip, 0))?;
    let provider = rtc_crypto::default_provider().map_err(|_| BenchError::Gone("cryptography"))?;
    let keys = Context::new(
        &[1; 16],
        &[2; 12],
        ProtectionProfile::AeadAes128Gcm,
        None,
        None,
        provider.crypto(),
    )?;
    let mut stream = Stream::new(
        Layer::High,
        source(name, Layer::High),
        u32::from(name),
        None,
        Arc::new(AtomicBool::new(false)),
        clock::now(),
    )
    .in_rhythm(rhythm);
    stream.active = false;
    let address = to.address;
    let publisher = Publisher::new(name, Arc::new(socket), address, keys, vec![stream]);
    Ok(setting
        .director
        .order(move |publishers| publishers.push(publisher))?)
}

fn tight_floors(
    arguments: &Arguments,
    viewers: usize,
    report: &mut Report,
) -> Result<(), BenchError> {
    let layer = Layer::High;
    let frame = (usize::from(layer.frame_packets()), layer.payload_len());
    for (name, sending) in [
        ("floor, tight, sendmmsg + GSO", Sending::Segmented),
        ("floor, tight, sendmmsg", Sending::Plain),
    ] {
        let frames = TIGHT_FRAMES.min(1 + 300_000 / viewers.max(1));
        let cost = floor::tight(arguments.ip, sending, viewers, frame, frames)?;
        report.figure(name, cost.as_nanos() as f64, "ns", None);
    }
    Ok(())
}
