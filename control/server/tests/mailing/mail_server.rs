//! A real mail server: `aiosmtpd` (Debian: python3-aiosmtpd), which keeps what it takes in a
//! Maildir.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// Debian's own Python: another one does not see Debian's packages.
const PYTHON: &str = "/usr/bin/python3";

/// Waits between attempts to reach it, and how many.
const REACH: (Duration, u32) = (Duration::from_millis(50), 400);

/// A running mail server; dropped, it is gone.
pub(crate) struct MailServer {
    /// Its port on 127.0.0.1.
    pub(crate) port: u16,
    maildir: TempDir,
    process: Child,
}

impl MailServer {
    /// `None` where it is not installed, which is printed, and not accepted where `CI` is set.
    pub(crate) fn start() -> Option<Self> {
        let installed = Path::new(PYTHON).exists()
            && Command::new(PYTHON)
                .args(["-c", "import aiosmtpd"])
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success());
        if !installed {
            assert!(
                std::env::var_os("CI").is_none(),
                "there is no mail server (Debian: python3-aiosmtpd)"
            );
            println!("skipped: there is no mail server (Debian: python3-aiosmtpd)");
            return None;
        }
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .and_then(|listener| listener.local_addr())
            .unwrap()
            .port();
        let maildir = tempfile::tempdir().unwrap();
        let process = Command::new(PYTHON)
            .args(["-m", "aiosmtpd", "-n", "-l"])
            .arg(format!("127.0.0.1:{port}"))
            .args(["-c", "aiosmtpd.handlers.Mailbox"])
            .arg(maildir.path().join("mail"))
            .spawn()
            .unwrap();
        let (pause, tries) = REACH;
        let reached = (0..tries).any(|_| {
            std::thread::sleep(pause);
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
        });
        assert!(reached, "the mail server did not start");
        Some(Self {
            port,
            maildir,
            process,
        })
    }

    /// How many mails have arrived at each address that begins with `prefix`.
    pub(crate) fn arrived(&self, prefix: &str) -> BTreeMap<String, usize> {
        let mut arrived = BTreeMap::new();
        for mail in std::fs::read_dir(self.maildir.path().join("mail/new")).unwrap() {
            let mail = std::fs::read_to_string(mail.unwrap().path()).unwrap();
            let to = mail
                .lines()
                .find_map(|line| line.strip_prefix("X-RcptTo: "))
                .unwrap();
            if to.starts_with(prefix) {
                *arrived.entry(to.to_owned()).or_default() += 1;
            }
        }
        arrived
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
