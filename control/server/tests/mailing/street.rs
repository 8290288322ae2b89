//! A street whose weekly tips are due, and the binary that serves it.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use control_server::data_dir::Files;
use control_server::post::account::{PasswordFile, save};
use control_server::post::weekly;
use control_server::store::Store;
use control_wire::rest::Venue;
use control_wire::rest::post::{MailAccount, MailEncryption, Mailbox, Outbox};
use control_wire::rest::tips::{NewTip, TipsSchedule};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

/// Branch venues, each with a mailbox.
pub(crate) const BRANCHES: usize = 33;

/// How often the outbox is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A data directory; this week's tips wait in it, and are due since Monday midnight.
pub(crate) struct Street {
    data: TempDir,
    store: Store,
}

/// The server's process.
pub(crate) struct Server(Child);

impl Street {
    /// `round` is part of its addresses.
    pub(crate) async fn found(mail_port: u16, round: u32) -> Self {
        let data = tempfile::tempdir().unwrap();
        let files = Files::of(data.path());
        let store = Store::open(&files.database()).await.unwrap();
        let mut mailboxes = Vec::new();
        for number in 0..=u16::try_from(BRANCHES).unwrap() {
            let venue = Venue {
                number,
                name: format!("{number:02}号居委会"),
                short_name: format!("{number:02}号"),
            };
            store.add_venue(&venue).await.unwrap();
            if number > 0 {
                mailboxes.push(Mailbox {
                    venue: number,
                    address: format!("r{round}.venue{number}@street.example"),
                });
            }
        }
        store.put_mailboxes(&mailboxes).await.unwrap();
        let mail = MailAccount {
            host: "127.0.0.1".to_owned(),
            port: mail_port,
            encryption: MailEncryption::None,
            user: None,
            from_address: "office@street.example".to_owned(),
            from_name: "党政办".to_owned(),
            public_address: "https://10.0.0.5:8443".to_owned(),
        };
        let password = PasswordFile::new(&files.mail_password());
        save(&store, &password, &mail, None).await.unwrap();
        let department = store.add_department("党建办").await.unwrap().id;
        let tip = NewTip {
            department,
            title: "消防检查".to_owned(),
            body: "本周五前完成自查。".to_owned(),
            held: false,
        };
        store.add_tip(&tip, 1, 0).await.unwrap();
        let at_midnight = TipsSchedule {
            on: true,
            at_min: 0,
        };
        weekly::set_schedule(&store, at_midnight).await.unwrap();
        Self { data, store }
    }

    /// Starts the server.
    pub(crate) fn start(&self) -> Server {
        let child = Command::new(env!("CARGO_BIN_EXE_pinhui"))
            .args(["serve", "--media-port", "0", "--media-workers", "1"])
            .args([
                "--http-listen",
                "127.0.0.1:0",
                "--https-listen",
                "127.0.0.1:0",
            ])
            .arg("--data-dir")
            .arg(self.data.path())
            .env_remove("PINHUI_DATABASE")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Server(child)
    }

    /// Lets as much time pass as makes what was cut off uncertain: the sender is known to be dead.
    pub(crate) async fn time_passes(&self) {
        self.store.doubt_lost_messages(i64::MAX).await.unwrap();
    }

    /// The outbox, once it is full and nothing in it waits.
    pub(crate) async fn settled(&self, limit: Duration) -> Outbox {
        let settled = async {
            loop {
                let outbox = self.store.outbox(None, None).await.unwrap();
                if outbox.messages.len() == BRANCHES && outbox.queued == 0 {
                    return outbox;
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        tokio::time::timeout(limit, settled).await.unwrap()
    }
}

/// What a failing test leaves behind is killed.
impl Drop for Server {
    fn drop(&mut self) {
        if self.0.try_wait().unwrap().is_none() {
            self.0.kill().unwrap();
            self.0.wait().unwrap();
        }
    }
}

impl Server {
    /// Kills the server without warning; its sender is left to itself.
    pub(crate) fn kill_server(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// Kills the server and its sender without warning.
    pub(crate) fn kill_both(self) {
        for sender in self.senders() {
            // It may have ended in between.
            if let Err(error) = kill(sender, Signal::SIGKILL) {
                assert_eq!(error, nix::errno::Errno::ESRCH);
            }
        }
        self.kill_server();
    }

    /// Stops the server as an operator would.
    pub(crate) fn stop(mut self) {
        let server = Pid::from_raw(i32::try_from(self.0.id()).unwrap());
        kill(server, Signal::SIGTERM).unwrap();
        self.0.wait().unwrap();
    }

    /// Its child processes.
    fn senders(&self) -> Vec<Pid> {
        let children = Command::new("ps")
            .args(["-o", "pid=", "--ppid", &self.0.id().to_string()])
            .output()
            .unwrap();
        String::from_utf8(children.stdout)
            .unwrap()
            .split_whitespace()
            .map(|pid| Pid::from_raw(pid.parse().unwrap()))
            .collect()
    }
}
