//! The weekly mailing of the real binary to a real mail server, and what it survives: the server
//! killed, and the sender killed, at random moments.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and prints what it skips and its seed"
)]

mod mail_server;
mod street;

use std::collections::BTreeMap;
use std::time::Duration;

use control_wire::rest::post::Outbox;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use mail_server::MailServer;
use street::{BRANCHES, Street};

/// How often the processes are killed.
const ROUNDS: u32 = 8;

/// A mailing to 33 addresses takes about a second from the server's start; it is cut off within.
const CUT_OFF_WITHIN_MS: u64 = 2500;

/// For every message to be sent or given up, on a machine that is busy with other tests; one that was
/// put off waits for half a minute.
const SETTLED_WITHIN: Duration = Duration::from_secs(180);

/// Which processes are killed.
#[derive(Debug, Clone, Copy)]
enum Kill {
    /// The server alone, as `kill -9 PID` does.
    Server,
    /// The server and its sender, as a power cut does.
    Both,
}

/// One mailing that is cut off once; what arrived, by address, and what the outbox says then.
async fn mailing(
    mail_server: &MailServer,
    round: u32,
    kill: Kill,
    after: Duration,
) -> (BTreeMap<String, usize>, Outbox) {
    let street = Street::found(mail_server.port, round).await;
    let first = street.start();
    // The moment is what is random here; there is no fact to wait for.
    tokio::time::sleep(after).await;
    match kill {
        Kill::Server => first.kill_server(),
        Kill::Both => {
            first.kill_both();
            street.time_passes().await;
        }
    }
    let second = street.start();
    let outbox = street.settled(SETTLED_WITHIN).await;
    second.stop();
    (mail_server.arrived(&format!("r{round}.")), outbox)
}

fn moments(seed: u64) -> impl Iterator<Item = Duration> {
    println!("seed {seed}");
    let mut draw = StdRng::seed_from_u64(seed);
    std::iter::repeat_with(move || Duration::from_millis(draw.random_range(0..CUT_OFF_WITHIN_MS)))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_address_gets_exactly_one_mail_whenever_the_server_is_killed() {
    let Some(mail_server) = MailServer::start() else {
        return;
    };
    for (round, after) in (0..ROUNDS).zip(moments(20_261_123)) {
        let (arrived, outbox) = mailing(&mail_server, round, Kill::Server, after).await;
        assert_eq!(arrived.len(), BRANCHES, "killed after {after:?}");
        assert!(
            arrived.values().all(|mails| *mails == 1),
            "killed after {after:?}: {arrived:?}"
        );
        assert_eq!(
            (outbox.uncertain, outbox.failed, outbox.queued),
            (0, 0, 0),
            "killed after {after:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_gets_two_and_what_is_uncertain_is_named_when_the_sender_dies_too() {
    let Some(mail_server) = MailServer::start() else {
        return;
    };
    for (round, after) in (0..ROUNDS).zip(moments(20_261_130)) {
        let (arrived, outbox) = mailing(&mail_server, round, Kill::Both, after).await;
        assert!(
            arrived.values().all(|mails| *mails == 1),
            "killed after {after:?}: {arrived:?}"
        );
        // Whoever got none is the one in doubt; whoever is in doubt may have got one.
        let doubted = usize::try_from(outbox.uncertain).unwrap();
        println!(
            "killed after {after:?}: {} arrived, {doubted} in doubt",
            arrived.len()
        );
        assert!(doubted <= 1, "killed after {after:?}");
        assert!(
            arrived.len() + doubted >= BRANCHES,
            "killed after {after:?}"
        );
        assert_eq!(
            (outbox.failed, outbox.queued),
            (0, 0),
            "killed after {after:?}"
        );
    }
}
