//! The thread that drives the desk: the queues to the control plane on one side, those to the
//! workers on the other.
//!
//! It has a runtime of its own, so that a node that lives in the control plane's process does not
//! stand still when that does.

use std::sync::Arc;
use std::time::Duration;

use sfu_core::Command;
use sfu_wire::{FromNode, ToNode};
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::sync::oneshot;
use tokio::time::{MissedTickBehavior, interval};

use crate::desk::Desk;
use crate::worker::{Bell, Report};

/// How often the control plane is sent counters.
const COUNTERS_EVERY: Duration = Duration::from_secs(2);

/// The desk's end of the queue to a worker.
pub(crate) struct WorkerLine {
    /// Commands; hanging up ends the worker.
    pub(crate) commands: Sender<Command>,
    /// Wakes it.
    pub(crate) bell: Arc<Bell>,
}

/// The queues around a desk.
pub(crate) struct Front {
    /// The desk.
    pub(crate) desk: Desk,
    /// From the control plane.
    pub(crate) commands: Receiver<ToNode>,
    /// To the control plane.
    pub(crate) frames: Sender<FromNode>,
    /// From the workers, each with its index.
    pub(crate) reports: Receiver<(usize, Report)>,
    /// To the workers, by index.
    pub(crate) workers: Vec<WorkerLine>,
    /// Ends the node when its other half is dropped.
    pub(crate) stop: oneshot::Receiver<()>,
}

impl Front {
    /// Serves until told to stop, then ends the workers. A control plane that hangs up does not
    /// end the node: media keep flowing, and facts are kept.
    pub(crate) async fn serve(mut self) {
        let mut counters = interval(COUNTERS_EVERY);
        counters.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut commanded = true;
        let mut heard = true;
        loop {
            tokio::select! {
                _ = &mut self.stop => break,
                Some((worker, report)) = self.reports.recv() => {
                    self.desk.handle_report(worker, report);
                }
                room = self.frames.reserve(), if heard && self.desk.has_frame() => match room {
                    Ok(room) => {
                        if let Some(frame) = self.desk.poll_frame() {
                            room.send(frame);
                        }
                    }
                    Err(_) => heard = false,
                },
                command = self.commands.recv(), if commanded => match command {
                    Some(command) => self.desk.handle_command(command),
                    None => commanded = false,
                },
                _ = counters.tick() => self.desk.handle_tick(),
            }
            self.pass_on_commands().await;
        }
        for WorkerLine { commands, bell } in self.workers {
            drop(commands);
            bell.ring();
        }
    }

    /// Waits for a worker that has many commands before it. It cannot wait for the desk in turn: a
    /// worker keeps what the desk has no room for.
    async fn pass_on_commands(&mut self) {
        while let Some((worker, command)) = self.desk.poll_command() {
            let Some(line) = self.workers.get(worker) else {
                continue;
            };
            match line.commands.send(command).await {
                Ok(()) => line.bell.ring(),
                Err(_) => tracing::error!(worker, "worker has ended"),
            }
        }
    }
}
