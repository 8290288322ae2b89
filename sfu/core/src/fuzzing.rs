//! Every parser of this crate that takes bytes from remote, under one roof for `tests/fuzz`.
//!
//! A target may do anything with its bytes but panic, loop or grow without a bound.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::OnceLock;
use std::time::Instant;

use sfu_wire::{OfferedLine, PeerId, RequestId, RoomId, TrackKind};

use crate::dtls::Dtls;
use crate::estimate::{Bitrate, Estimator};
use crate::forward::{h264, redundancy, vp8};
use crate::ice_lite::{Check, Credentials, IceLite};
use crate::{Command, Fingerprint, Identity, Worker, WorkerConfig, rtcp, rtp, sdp};

/// A target: bytes, and a time to begin at.
pub type Target = fn(&[u8], Instant);

/// Every target by the name of its corpus.
pub const TARGETS: [(&str, Target); 10] = [
    ("datagram", datagram),
    ("dtls", dtls),
    ("feedback", feedback),
    ("h264", h264_payload),
    ("red", red),
    ("rtcp", rtcp_packet),
    ("rtp", rtp_packet),
    ("sdp", sdp_offer),
    ("stun", stun),
    ("vp8", vp8_payload),
];

/// One certificate for a whole run: making one takes longer than a target may.
fn identity() -> Option<&'static Identity> {
    static IDENTITY: OnceLock<Option<Identity>> = OnceLock::new();
    IDENTITY.get_or_init(|| Identity::generate().ok()).as_ref()
}

fn worker(now: Instant) -> Option<Worker> {
    let config = WorkerConfig {
        candidates: vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 40_000))],
        tcp_candidates: Vec::new(),
        carried_from: Ipv4Addr::new(127, 0, 0, 2).into(),
        peers_max: 4,
        rooms_max: 1,
    };
    Some(Worker::new(config, identity()?.clone(), [7; 32], now))
}

/// A datagram of anybody's.
fn datagram(bytes: &[u8], now: Instant) {
    if let Some(mut worker) = worker(now) {
        let from = SocketAddr::from((Ipv4Addr::LOCALHOST, 50_000));
        worker.handle_datagram(now, from, &mut bytes.to_vec());
    }
}

/// Datagrams of a handshake, each behind a byte with its length in units of eight bytes.
fn dtls(bytes: &[u8], now: Instant) {
    let Some(identity) = identity() else { return };
    let mut dtls = Dtls::new(identity.dtls.clone(), Fingerprint::default());
    let mut rest = bytes;
    while let Some((units, tail)) = rest.split_first() {
        let len = (usize::from(*units) * 8).min(tail.len());
        let (datagram, tail) = tail.split_at(len);
        rest = tail;
        // A refusal is what is expected; what matters is that it comes as one.
        if dtls.handle_datagram(now, datagram, |_| ()).is_err() {
            return;
        }
    }
}

/// Transport-wide feedback about packets that were sent.
fn feedback(bytes: &[u8], now: Instant) {
    let mut estimator = Estimator::new(now, Bitrate::kbps(300));
    for _ in 0..64 {
        estimator.handle_sent(now, 1_200, None);
    }
    rtcp::parse(bytes, |report| {
        if let rtcp::Report::Arrivals(feedback) = report {
            estimator.handle_feedback(now, &feedback);
        }
    });
}

fn h264_payload(bytes: &[u8], _: Instant) {
    h264::starts_keyframe(bytes);
}

fn red(bytes: &[u8], _: Instant) {
    redundancy::read(bytes, 111, |_| ());
}

fn rtcp_packet(bytes: &[u8], _: Instant) {
    rtcp::parse(bytes, |_| ());
}

fn rtp_packet(bytes: &[u8], _: Instant) {
    if let Some(header) = rtp::Header::parse(bytes) {
        for id in 0..=15 {
            header.extension(bytes, id);
        }
        header.payload(bytes);
    }
}

/// An offer, and the answer to it.
fn sdp_offer(bytes: &[u8], now: Instant) {
    let Ok(sdp) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(offer) = sdp::Offer::parse(sdp) else {
        return;
    };
    let Some(mut worker) = worker(now) else {
        return;
    };
    let room = RoomId(1);
    worker.handle_command(now, Command::OpenRoom { room });
    let publish = offer.lines.first().map(|line| OfferedLine {
        mid: line.mid.clone(),
        kind: TrackKind::Camera,
    });
    worker.handle_command(
        now,
        Command::Offer {
            request: RequestId(1),
            room,
            peer: PeerId(1),
            sdp: sdp.to_owned(),
            publish: publish.into_iter().collect(),
        },
    );
}

/// A connectivity check to a peer whose password it may or may not know.
fn stun(bytes: &[u8], now: Instant) {
    let (Some(mut check), Some(identity)) = (Check::parse(bytes), identity()) else {
        return;
    };
    let credentials = Credentials {
        ufrag: check.local_ufrag().to_owned(),
        pwd: "a-password-of-24-letters".to_owned(),
    };
    let mut ice = IceLite::new(credentials, "remote".to_owned());
    let from = SocketAddr::from((Ipv4Addr::LOCALHOST, 50_000));
    ice.handle_check(now, from, &mut check, identity.provider.crypto());
}

fn vp8_payload(bytes: &[u8], _: Instant) {
    if let Some(descriptor) = vp8::Descriptor::parse(bytes) {
        descriptor.write(&mut bytes.to_vec(), 0x7fff, 0xff);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    /// Mutations of every kept input; `PINHUI_MUTATIONS` asks for more.
    const MUTATIONS: usize = 200;

    /// Seed of the mutations.
    const SEED: u64 = 20_191_114;

    /// Every target with the inputs kept of it.
    fn corpus() -> Vec<(&'static str, Target, Vec<Vec<u8>>)> {
        let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fuzz/corpus");
        TARGETS
            .into_iter()
            .map(|(name, target)| {
                let directory = std::fs::read_dir(format!("{corpus}/{name}")).unwrap();
                let inputs = directory
                    .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
                    .collect();
                (name, target, inputs)
            })
            .collect()
    }

    /// Changes, cuts, repeats or adds a few bytes.
    fn mutate(rng: &mut StdRng, input: &mut Vec<u8>) {
        for _ in 0..rng.random_range(1..6) {
            let at = rng.random_range(0..=input.len());
            match rng.random_range(0..5) {
                0 => input.truncate(at),
                1 => input.insert(at, rng.random()),
                2 if !input.is_empty() => {
                    let at = at % input.len();
                    input[at] = [0, 1, 0x7f, 0x80, 0xff, rng.random()][rng.random_range(0..6)];
                }
                3 if !input.is_empty() => {
                    let at = at % input.len();
                    input[at] ^= 1 << rng.random_range(0..8);
                }
                _ => {
                    let from = rng.random_range(0..=at);
                    let piece = input[from..at].to_vec();
                    input.extend(piece.into_iter().take(256));
                }
            }
        }
    }

    #[test]
    fn every_input_that_was_kept_is_taken_without_a_panic() {
        for (name, target, inputs) in corpus() {
            assert!(!inputs.is_empty(), "no corpus of {name}");
            for input in inputs {
                target(&input, clock());
            }
        }
    }

    #[test]
    fn and_so_is_what_is_like_it() {
        let mutations = std::env::var("PINHUI_MUTATIONS")
            .ok()
            .and_then(|count| count.parse().ok())
            .unwrap_or(MUTATIONS);
        let mut rng = StdRng::seed_from_u64(SEED);
        for (_, target, inputs) in corpus() {
            for input in inputs {
                for _ in 0..mutations {
                    let mut mutated = input.clone();
                    mutate(&mut rng, &mut mutated);
                    target(&mutated, clock());
                }
            }
        }
    }
}
