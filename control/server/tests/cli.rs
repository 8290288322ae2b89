//! The `pinhui` binary: what it says when it cannot start, and how it stops.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

fn pinhui(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pinhui"));
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for name in [
        "PINHUI_DATA_DIR",
        "PINHUI_HTTP_LISTEN",
        "PINHUI_HTTPS_LISTEN",
        "PINHUI_LOG",
    ] {
        command.env_remove(name);
    }
    command
}

fn serve(data_dir: &Path, more: &[&str]) -> Command {
    let mut command = pinhui(&["serve", "--media-port", "0", "--media-workers", "1"]);
    command.arg("--data-dir").arg(data_dir).args(more);
    for (option, address) in [
        ("--http-listen", "127.0.0.1:0"),
        ("--https-listen", "127.0.0.1:0"),
    ] {
        if !more.contains(&option) {
            command.args([option, address]);
        }
    }
    command
}

/// A server that is ready, and what it has printed.
struct Running {
    child: Child,
    printed: String,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap());
        let mut printed = String::new();
        while !printed.contains("Ctrl-C") {
            if lines.read_line(&mut printed).unwrap() == 0 {
                let mut error = String::new();
                child
                    .stderr
                    .as_mut()
                    .unwrap()
                    .read_to_string(&mut error)
                    .unwrap();
                panic!("it stopped: {printed}{error}");
            }
        }
        Self { child, printed }
    }

    fn stop(mut self, signal: Signal) -> Option<i32> {
        kill(
            Pid::from_raw(i32::try_from(self.child.id()).unwrap()),
            signal,
        )
        .unwrap();
        self.child.wait().unwrap().code()
    }
}

/// Asserts that a start failed with exit code 2 and one line that says `what`.
fn assert_says(output: &Output, what: &str) {
    let error = String::from_utf8_lossy(&output.stderr);
    let last = error.lines().last().unwrap_or_default();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(
        last.starts_with("pinhui: ") && last.contains(what),
        "{error}"
    );
    assert!(
        !error.contains("panicked") && !error.contains("RUST_BACKTRACE"),
        "{error}"
    );
}

#[test]
fn it_prints_the_one_time_link_and_stops_when_told() {
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let data = tempfile::tempdir().unwrap();
        let running = Running::start(serve(data.path(), &[]));
        assert!(
            running.printed.contains("/setup?token="),
            "{}",
            running.printed
        );
        assert_eq!(running.stop(signal), Some(0));
    }
}

#[test]
fn a_second_server_on_the_same_data_says_so() {
    let data = tempfile::tempdir().unwrap();
    let running = Running::start(serve(data.path(), &[]));
    assert_says(&serve(data.path(), &[]).output().unwrap(), "--data-dir");
    assert_eq!(running.stop(Signal::SIGTERM), Some(0));
    let again = Running::start(serve(data.path(), &[]));
    assert_eq!(again.stop(Signal::SIGTERM), Some(0));
}

#[test]
fn a_taken_port_is_named_with_the_option_that_changes_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for option in ["--http-listen", "--https-listen"] {
        let data = tempfile::tempdir().unwrap();
        let output = serve(data.path(), &[option, &address]).output().unwrap();
        assert_says(&output, &address);
        assert_says(&output, option);
    }
}

#[test]
fn a_data_directory_that_cannot_be_written_is_named() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    assert_says(&serve(&file.join("data"), &[]).output().unwrap(), "a-file");
}

#[test]
fn a_missing_certificate_or_secret_is_named() {
    let data = tempfile::tempdir().unwrap();
    let output = serve(
        data.path(),
        &["--tls-cert", "no.pem", "--tls-key", "no.key"],
    )
    .output()
    .unwrap();
    assert_says(&output, "no.pem");
    let options = ["--no-embedded-node", "--node-secret-file", "no.secret"];
    assert_says(&serve(data.path(), &options).output().unwrap(), "no.secret");
    let short = data.path().join("short");
    std::fs::write(&short, "hunter2\n").unwrap();
    let options = [
        "--no-embedded-node",
        "--node-secret-file",
        short.to_str().unwrap(),
    ];
    assert_says(&serve(data.path(), &options).output().unwrap(), "32");
    let options = [
        "sfu",
        "--control",
        "http://127.0.0.1:1",
        "--secret-file",
        "no.secret",
    ];
    assert_says(&pinhui(&options).output().unwrap(), "no.secret");
}

#[test]
fn half_a_certificate_is_a_mistake_of_the_command_line() {
    let data = tempfile::tempdir().unwrap();
    let output = serve(data.path(), &["--tls-cert", "no.pem"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--tls-key"));
}

#[test]
fn a_database_that_is_none_is_told() {
    let data = tempfile::tempdir().unwrap();
    std::fs::write(data.path().join("pinhui.db"), "not a database".repeat(100)).unwrap();
    assert_says(&serve(data.path(), &[]).output().unwrap(), "pinhui.db");
}

#[test]
fn a_rehearsal_of_no_web_address_says_so() {
    let output = pinhui(&["rehearse", "--link", "ftp://x/link/y"])
        .output()
        .unwrap();
    assert_says(&output, "http");
}

#[test]
fn the_demo_makes_a_street_once_and_goes_on_with_it() {
    let data = tempfile::tempdir().unwrap();
    let links = |printed: &str| -> Vec<String> {
        printed
            .lines()
            .filter_map(|line| line.trim().strip_prefix("http://localhost:"))
            .filter(|rest| rest.contains("/link/"))
            .map(ToOwned::to_owned)
            .collect()
    };
    let first = Running::start(serve(data.path(), &["--demo"]));
    let first_links = links(&first.printed);
    assert_eq!(first_links.len(), 3, "{}", first.printed);
    assert_eq!(first.stop(Signal::SIGINT), Some(0));
    let second = Running::start(serve(data.path(), &["--demo"]));
    let second_links = links(&second.printed);
    assert_eq!(second_links.len(), 3, "{}", second.printed);
    assert!(first_links.iter().all(|link| !second_links.contains(link)));
    assert_eq!(second.stop(Signal::SIGINT), Some(0));
}
