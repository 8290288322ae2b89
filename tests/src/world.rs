//! A running `pinhui` with a street in it.

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use control_wire::rest::{
    DeviceLink, FirstAdministrator, NewDeviceLink, NewSession, Session, Venue,
};
use control_wire::signal::Place;
use control_wire::{MAIN_VENUE, VenueNumber};
use tempfile::TempDir;
use url::Url;

use crate::administrator::{Administrator, RequestError};
use crate::binary::{self, BinaryError};
use crate::metrics::Metrics;
use crate::ports;
use crate::process::{Process, ProcessError};

/// Longest wait for a process to be ready.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// What the separate node's secret is in these worlds.
const SECRET: &str = "a secret of the node that is only used in tests";

/// Where the media node runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// Inside the server.
    Embedded,
    /// In a process of its own, linked to the server.
    Separate,
}

/// What a world shall have.
#[derive(Debug, Clone, Copy)]
pub struct Street {
    /// Number of branch venues, from 1 on. The main venue is always there.
    pub branches: VenueNumber,
    /// Where the media node runs.
    pub node: Node,
    /// Media threads, one UDP port each.
    pub workers: u16,
}

impl Default for Street {
    fn default() -> Self {
        Self {
            branches: 33,
            node: Node::Embedded,
            workers: 2,
        }
    }
}

/// Why a world did not come about.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// There is no binary.
    #[error(transparent)]
    Binary(#[from] BinaryError),
    /// A process failed.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// A request was refused.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// No directory or port could be had.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// An address is not one.
    #[error(transparent)]
    Address(#[from] url::ParseError),
    /// The server's one-time link has no token.
    #[error("no token in the one-time link {0:?}")]
    NoToken(String),
}

/// A running `pinhui`: processes, data directory, and what was set up in it. Dropped, it is gone.
#[derive(Debug)]
pub struct World {
    street: Street,
    binary: PathBuf,
    http_port: u16,
    https_port: u16,
    media_port: u16,
    server: Option<Process>,
    node: Option<Process>,
    administrator: Administrator,
    links: Vec<DeviceLink>,
    session: i64,
    data: TempDir,
}

impl World {
    /// Starts the processes, makes the administrator, the venues, a device link for every seat and
    /// one session, and opens it.
    ///
    /// # Errors
    /// When any of that fails.
    pub async fn start(street: Street) -> Result<Self, WorldError> {
        let http_port = ports::free_tcp()?;
        let base = Url::parse(&format!("http://127.0.0.1:{http_port}/"))?;
        let mut world = Self {
            street,
            binary: binary::pinhui().await?,
            http_port,
            https_port: ports::free_tcp()?,
            media_port: ports::free_udp_row(street.workers)?,
            server: None,
            node: None,
            administrator: Administrator::new(base)?,
            links: Vec::new(),
            session: 0,
            data: TempDir::new()?,
        };
        std::fs::write(world.secret_file(), SECRET)?;
        world.start_server().await?;
        if street.node == Node::Separate {
            world.start_node().await?;
        }
        world.set_up().await?;
        Ok(world)
    }

    /// Starts the server, and waits until it answers.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_server(&mut self) -> Result<(), WorldError> {
        let mut arguments: Vec<OsString> = vec!["serve".into()];
        let mut option = |name: &str, value: OsString| arguments.extend([name.into(), value]);
        option("--data-dir", self.data.path().join("data").into());
        option(
            "--http-listen",
            format!("127.0.0.1:{}", self.http_port).into(),
        );
        option(
            "--https-listen",
            format!("127.0.0.1:{}", self.https_port).into(),
        );
        match self.street.node {
            Node::Embedded => arguments.extend(self.media_arguments()),
            Node::Separate => {
                option("--node-secret-file", self.secret_file().into());
                arguments.push("--no-embedded-node".into());
            }
        }
        let server = Process::start("server", &self.binary, arguments)?;
        // The greeting is printed when both doors are open.
        server.line_with("Ctrl-C", READY_WITHIN).await?;
        self.server = Some(server);
        self.administrator.text("/healthz").await?;
        Ok(())
    }

    /// Starts the separate node, and waits until it is linked.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_node(&mut self) -> Result<(), WorldError> {
        let mut arguments: Vec<OsString> = vec!["sfu".into()];
        arguments.push("--control".into());
        arguments.push(format!("http://127.0.0.1:{}", self.http_port).into());
        arguments.push("--secret-file".into());
        arguments.push(self.secret_file().into());
        arguments.extend(self.media_arguments());
        self.node = Some(Process::start("node", &self.binary, arguments)?);
        let linked = async {
            while self.metrics().await?.get("pinhui_node_linked") != 1.0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Ok(())
        };
        crate::within(READY_WITHIN, "the node is linked", linked).await
    }

    /// Kills the server without warning.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn kill_server(&mut self) -> Result<(), WorldError> {
        if let Some(server) = self.server.take() {
            server.kill().await?;
        }
        Ok(())
    }

    /// Kills the separate node without warning.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn kill_node(&mut self) -> Result<(), WorldError> {
        if let Some(node) = self.node.take() {
            node.kill().await?;
        }
        Ok(())
    }

    /// The server's process, while it was not killed.
    pub fn server(&mut self) -> Option<&mut Process> {
        self.server.as_mut()
    }

    /// The separate node's process, where there is one and it was not killed.
    pub fn node(&mut self) -> Option<&mut Process> {
        self.node.as_mut()
    }

    /// The administrator, logged in.
    #[must_use]
    pub fn administrator(&self) -> &Administrator {
        &self.administrator
    }

    /// Number of the live session.
    #[must_use]
    pub fn session(&self) -> i64 {
        self.session
    }

    /// Address of the server's plain door, which serves everything to this machine.
    ///
    /// # Errors
    /// Never in practice: the address is formed from a number.
    pub fn address(&self) -> Result<Url, WorldError> {
        Ok(Url::parse(&format!(
            "http://127.0.0.1:{}/",
            self.http_port
        ))?)
    }

    /// The media node's UDP ports.
    #[must_use]
    pub fn media_addresses(&self) -> Vec<SocketAddr> {
        (0..self.street.workers)
            .map(|worker| (Ipv4Addr::LOCALHOST, self.media_port + worker).into())
            .collect()
    }

    /// The device link of a seat.
    ///
    /// # Errors
    /// Never in practice: the server's paths are addresses.
    ///
    /// # Panics
    /// When the street has no such seat: a mistake in the test.
    pub fn link(&self, venue: VenueNumber, place: Place) -> Result<Url, WorldError> {
        let link = self
            .links
            .iter()
            .find(|link| link.venue == venue && link.place == place);
        match link {
            Some(link) => Ok(self.address()?.join(&link.path)?),
            None => panic!("the street has no seat {place:?} of venue {venue}"),
        }
    }

    /// Links for one participant a venue: the host first, then the branches by number, so that a
    /// link's index is its venue's number.
    ///
    /// # Errors
    /// Never in practice: the server's paths are addresses.
    pub fn participant_links(&self) -> Result<Vec<Url>, WorldError> {
        let mut links = vec![self.link(MAIN_VENUE, Place::Host)?];
        for venue in 1..=self.street.branches {
            links.push(self.link(venue, Place::Branch)?);
        }
        Ok(links)
    }

    /// Makes a session of every venue and opens it; its number.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn open_session(&self, title: &str) -> Result<i64, WorldError> {
        let new = NewSession {
            title: title.into(),
            venues: None,
        };
        let session: Session = self.administrator.post("/api/v1/sessions", &new).await?;
        let path = format!("/api/v1/sessions/{}/open", session.id);
        let _: Session = self.administrator.command(&path).await?;
        Ok(session.id)
    }

    /// Ends the world's first session.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn end_session(&self) -> Result<(), WorldError> {
        let path = format!("/api/v1/sessions/{}/end", self.session);
        let _: Session = self.administrator.command(&path).await?;
        Ok(())
    }

    /// What the server counts.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn metrics(&self) -> Result<Metrics, WorldError> {
        Ok(Metrics::parse(&self.administrator.text("/metrics").await?))
    }

    async fn set_up(&mut self) -> Result<(), WorldError> {
        let token = match &self.server {
            Some(server) => token_of(&server.line_with("setup?token=", READY_WITHIN).await?)?,
            None => return Ok(()),
        };
        let first = FirstAdministrator {
            token,
            name: "administrator".into(),
            password: "correct horse battery".into(),
        };
        self.administrator.log_in("/api/v1/setup", &first).await?;

        let present: Vec<Venue> = self.administrator.get("/api/v1/venues").await?;
        for number in 0..=self.street.branches {
            if present.iter().any(|venue| venue.number == number) {
                continue;
            }
            let venue = Venue {
                number,
                name: format!("{number:02}号居委会"),
                short_name: format!("{number:02}号"),
            };
            let _: Venue = self.administrator.post("/api/v1/venues", &venue).await?;
        }
        let seats = [(MAIN_VENUE, Place::Host), (MAIN_VENUE, Place::Wall)]
            .into_iter()
            .chain((1..=self.street.branches).map(|venue| (venue, Place::Branch)));
        for (venue, place) in seats {
            let path = format!("/api/v1/venues/{venue}/links");
            let link = self
                .administrator
                .post(&path, &NewDeviceLink { place })
                .await?;
            self.links.push(link);
        }
        self.session = self.open_session("测试会议").await?;
        Ok(())
    }

    fn media_arguments(&self) -> Vec<OsString> {
        [
            ("--advertise", "127.0.0.1".to_owned()),
            ("--media-bind", "127.0.0.1".to_owned()),
            ("--media-port", self.media_port.to_string()),
            ("--media-workers", self.street.workers.to_string()),
        ]
        .into_iter()
        .flat_map(|(name, value)| [name.into(), value.into()])
        .collect()
    }

    fn secret_file(&self) -> PathBuf {
        self.data.path().join("node-secret")
    }
}

/// The token at the end of the one-time link.
fn token_of(line: &str) -> Result<String, WorldError> {
    match line.trim().rsplit_once("token=") {
        Some((_, token)) if !token.is_empty() => Ok(token.to_owned()),
        Some(_) | None => Err(WorldError::NoToken(line.to_owned())),
    }
}
