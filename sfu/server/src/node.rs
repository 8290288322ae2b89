//! A media node: its sockets, its worker threads and the desk in front of them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng, TryRngCore};
use sfu_core::{Identity, IdentityError, WorkerConfig};
use sfu_wire::{FromNode, NodeBirth, ToNode};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::sync::oneshot;

use crate::addresses::advertised;
use crate::desk::{Desk, PEERS_MAX, ROOMS_MAX};
use crate::front::{Front, WorkerLine};
use crate::socket;
use crate::tcp::{CARRIED_FROM, TcpDoor};
use crate::worker::{self, Bell, WorkerStart};

/// Most commands and frames that wait between the control plane and the desk.
const LINK_QUEUE: usize = 1024;

/// Most commands that wait for a worker.
const COMMAND_QUEUE: usize = 1024;

/// Most reports that wait for the desk; workers keep what does not fit.
const REPORT_QUEUE: usize = 4096;

/// Most worker threads of a node.
const WORKERS_MAX: usize = 256;

/// How a node is set up.
#[derive(Debug, Clone)]
pub struct NodeConfig {
    /// Address of the media sockets. `0.0.0.0` hears IPv4, `::` both families.
    pub bind: IpAddr,
    /// Port of the first worker; the others have the ones after it. 0 = any free ones.
    pub base_port: u16,
    /// Worker threads; 0 = one for each core.
    pub workers: usize,
    /// Addresses written into answers; empty = every interface's, and the loopback.
    pub advertise: Vec<IpAddr>,
    /// Port at which a [`TcpDoor`] of this node is reached, written into answers beside the media
    /// ports; `None` = media by UDP only.
    pub tcp_port: Option<u16>,
}

/// Why a node did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A media port cannot be opened.
    #[error("cannot open the media port {address} (UDP): {source}")]
    Port {
        /// The address and port.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// There are more workers than ports after the base port.
    #[error("{workers} media workers need as many ports, and {base_port} is too high for that")]
    BasePortTooHigh {
        /// The base port.
        base_port: u16,
        /// The workers.
        workers: usize,
    },
    /// More workers than a node may have.
    #[error("{workers} media workers are more than the {workers_max} a node may have")]
    TooManyWorkers {
        /// As configured.
        workers: usize,
        /// The limit.
        workers_max: usize,
    },
    /// The network interfaces cannot be listed.
    #[error("cannot list the network interfaces: {0}")]
    Interfaces(#[source] std::io::Error),
    /// The certificate could not be made.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The system gives no randomness.
    #[error("cannot read random numbers from the system: {0}")]
    Randomness(#[from] rand::rand_core::OsError),
    /// A thread could not be started.
    #[error("cannot start the thread {name}: {source}")]
    Thread {
        /// Its name.
        name: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The process has no file descriptor left.
    #[error("cannot make a wake-up for a worker: {0}")]
    Bell(#[source] std::io::Error),
}

/// A running media node.
#[derive(Debug)]
pub struct Node {
    addresses: Vec<SocketAddr>,
    tcp_door: TcpDoor,
    commands: Sender<ToNode>,
    frames: Receiver<FromNode>,
    guard: Guard,
}

/// Keeps a node running; dropping it ends the node's threads and waits for them.
#[derive(Debug)]
#[must_use = "dropping the guard ends the node"]
pub struct Guard {
    stop: Option<oneshot::Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

/// Opens the sockets and starts the threads of a node.
///
/// # Errors
/// When a port is taken, a limit is passed, or the system refuses what a node needs.
pub fn start(config: NodeConfig) -> Result<Node, StartError> {
    let workers = worker_count(config.workers)?;
    let identity = Identity::generate()?;
    let mut seed = [0; 32];
    rand::rngs::OsRng.try_fill_bytes(&mut seed)?;
    let mut random = StdRng::from_seed(seed);

    let ips = advertised(config.bind, &config.advertise)
        .map_err(|errno| StartError::Interfaces(errno.into()))?;
    let tcp_candidates: Vec<SocketAddr> = config
        .tcp_port
        .iter()
        .flat_map(|port| ips.iter().map(|ip| SocketAddr::new(*ip, *port)))
        .collect();
    let mut addresses = Vec::new();
    let mut ports = Vec::new();
    let mut starts = Vec::new();
    let mut lines = Vec::new();
    let (reports, from_workers) = mpsc::channel(REPORT_QUEUE);
    for index in 0..workers {
        let socket = open_port(&config, index, workers)?;
        let port = socket.1;
        let candidates: Vec<SocketAddr> = ips.iter().map(|ip| SocketAddr::new(*ip, port)).collect();
        addresses.extend_from_slice(&candidates);
        ports.push(SocketAddr::new(reached_at(config.bind), port));
        let bell = Arc::new(Bell::new().map_err(|errno| StartError::Bell(errno.into()))?);
        let (commands, for_worker) = mpsc::channel(COMMAND_QUEUE);
        lines.push(WorkerLine {
            commands,
            bell: bell.clone(),
        });
        starts.push(WorkerStart {
            index,
            config: WorkerConfig {
                candidates,
                tcp_candidates: tcp_candidates.clone(),
                carried_from: CARRIED_FROM,
                peers_max: PEERS_MAX,
                rooms_max: ROOMS_MAX,
            },
            identity: identity.clone(),
            socket: Arc::new(socket.0),
            bound_in_ipv6: config.bind.is_ipv6(),
            seeds: StdRng::from_seed(random.random()),
            commands: for_worker,
            reports: reports.clone(),
            bell,
        });
    }

    let (commands, for_desk) = mpsc::channel(LINK_QUEUE);
    let (to_control, frames) = mpsc::channel(LINK_QUEUE);
    let (stop, stopped) = oneshot::channel();
    let front = Front {
        desk: Desk::new(NodeBirth(random.random()), workers),
        commands: for_desk,
        frames: to_control,
        reports: from_workers,
        workers: lines,
        stop: stopped,
    };
    let mut guard = Guard {
        stop: Some(stop),
        threads: Vec::new(),
    };
    guard.start_front(front)?;
    for start in starts {
        let name = format!("pinhui-media-{}", start.index);
        guard.start_thread(name, move || worker::run(start))?;
    }
    tracing::info!(workers, addresses = addresses.len(), "media node started");
    Ok(Node {
        addresses,
        tcp_door: TcpDoor::new(ports),
        commands,
        frames,
        guard,
    })
}

/// How a socket bound to `bind` is reached from this machine.
fn reached_at(bind: IpAddr) -> IpAddr {
    if bind.is_unspecified() {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        bind
    }
}

fn worker_count(configured: usize) -> Result<usize, StartError> {
    if configured > WORKERS_MAX {
        return Err(StartError::TooManyWorkers {
            workers: configured,
            workers_max: WORKERS_MAX,
        });
    }
    let cores = || std::thread::available_parallelism().map_or(1, |cores| cores.get());
    Ok(if configured == 0 {
        cores().min(WORKERS_MAX)
    } else {
        configured
    })
}

/// Opens the port of a worker; returns the socket and which port it is.
fn open_port(
    config: &NodeConfig,
    index: usize,
    workers: usize,
) -> Result<(std::net::UdpSocket, u16), StartError> {
    let port = if config.base_port == 0 {
        0
    } else {
        u16::try_from(index)
            .ok()
            .and_then(|index| config.base_port.checked_add(index))
            .ok_or(StartError::BasePortTooHigh {
                base_port: config.base_port,
                workers,
            })?
    };
    let address = SocketAddr::new(config.bind, port);
    let opened = || {
        let socket = socket::open(address)?;
        let port = socket.local_addr()?.port();
        Ok((socket, port))
    };
    opened().map_err(|source| StartError::Port { address, source })
}

impl Node {
    /// A node of these queues, without sockets and threads.
    #[cfg(test)]
    pub(crate) fn assemble(
        commands: Sender<ToNode>,
        frames: Receiver<FromNode>,
        stop: oneshot::Sender<()>,
    ) -> Self {
        Self {
            addresses: Vec::new(),
            tcp_door: TcpDoor::new(Vec::new()),
            commands,
            frames,
            guard: Guard {
                stop: Some(stop),
                threads: Vec::new(),
            },
        }
    }

    /// The addresses this node's peers are told, worker by worker.
    #[must_use]
    pub fn media_addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Where connections of pages that UDP does not reach are handed in.
    #[must_use]
    pub fn tcp_door(&self) -> TcpDoor {
        self.tcp_door.clone()
    }

    /// The node's two queues, and what keeps it running.
    ///
    /// The node says nothing before it hears [`ToNode::Hello`]. A control plane that begins anew
    /// on the same queues says hello again.
    pub fn split(self) -> (Sender<ToNode>, Receiver<FromNode>, Guard) {
        (self.commands, self.frames, self.guard)
    }
}

impl Guard {
    fn start_front(&mut self, front: Front) -> Result<(), StartError> {
        let name = "pinhui-desk";
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .map_err(|source| StartError::Thread {
                name: name.to_owned(),
                source,
            })?;
        self.start_thread(name.to_owned(), move || runtime.block_on(front.serve()))
    }

    fn start_thread(
        &mut self,
        name: String,
        body: impl FnOnce() + Send + 'static,
    ) -> Result<(), StartError> {
        let thread = std::thread::Builder::new()
            .name(name.clone())
            .spawn(body)
            .map_err(|source| StartError::Thread { name, source })?;
        self.threads.push(thread);
        Ok(())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.stop.take());
        for thread in self.threads.drain(..) {
            let name = thread.thread().name().unwrap_or_default().to_owned();
            if thread.join().is_err() {
                tracing::error!(thread = name, "thread failed");
            }
        }
    }
}
