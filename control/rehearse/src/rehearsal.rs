//! All synthetic venues of one run.

use std::sync::Arc;

use control_wire::VenueNumber;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use url::Url;

use crate::clip::{ClipError, Clips};
use crate::facts::VenueFacts;
use crate::options::Options;
use crate::trust::{self, TrustError};
use crate::venue::{Command, SyntheticVenue};

/// Most venues one rehearsal runs: a street's 34 many times over, and still within the sockets a
/// process may have open.
const VENUES_MAX: usize = 400;

/// Commands that may wait at one venue.
const COMMANDS_MAX: usize = 8;

/// Why a rehearsal did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no link, or there are too many.
    #[error("a rehearsal takes 1 to {VENUES_MAX} device links, not {links}")]
    Links {
        /// How many were given.
        links: usize,
    },
    /// A link is no `http` or `https` address of a host.
    #[error("device link {index} is not an http:// or https:// address")]
    NotALink {
        /// Which one, counted from 0.
        index: usize,
    },
    /// The certificate authority could not be read.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// A clip inside this binary is damaged.
    #[error(transparent)]
    Clip(#[from] ClipError),
}

/// Why a venue's command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// There is no such venue in this rehearsal.
    #[error("no synthetic venue {index} in this rehearsal")]
    NoSuchVenue {
        /// The index asked for.
        index: usize,
    },
    /// The venue has no seat at the moment.
    #[error("synthetic venue {index} is not in a session")]
    NotSeated {
        /// The venue's index.
        index: usize,
    },
    /// The server refused it.
    #[error("refused: {code}")]
    Refused {
        /// The problem's code.
        code: String,
    },
}

/// Synthetic venues at work, one for each link. Dropped, they vanish without saying goodbye; see
/// [`Rehearsal::stop`].
#[derive(Debug)]
pub struct Rehearsal {
    venues: Vec<Running>,
    stop: watch::Sender<bool>,
}

#[derive(Debug)]
struct Running {
    facts: watch::Receiver<VenueFacts>,
    commands: mpsc::Sender<Command>,
    task: JoinHandle<()>,
}

impl Rehearsal {
    /// Starts one synthetic venue for each device link (`http(s)://host/link/TOKEN`) and returns
    /// at once: [`Rehearsal::until_each`] tells when they have arrived. A link that does not work
    /// is tried again for ever, as an office PC would; its facts say why.
    ///
    /// Needs a tokio runtime with time and I/O.
    ///
    /// # Errors
    /// When there is no link or one of them is no web address, when the authority to trust cannot
    /// be read, or when a clip is damaged.
    pub fn start(links: Vec<Url>, options: Options) -> Result<Self, StartError> {
        if links.is_empty() || links.len() > VENUES_MAX {
            return Err(StartError::Links { links: links.len() });
        }
        for (index, link) in links.iter().enumerate() {
            if !matches!(link.scheme(), "http" | "https") || !link.has_host() {
                return Err(StartError::NotALink { index });
            }
        }
        let clips = Arc::new(Clips::load()?);
        let tls = trust::client_config(&options.trust)?;
        let joining = Arc::new(Semaphore::new(options.joining_max.max(1)));
        let options = Arc::new(options);
        let (stop, stopped) = watch::channel(false);

        let venues = links
            .into_iter()
            .enumerate()
            .map(|(index, link)| {
                let (facts_tx, facts) = watch::channel(VenueFacts::default());
                let (commands, commands_rx) = mpsc::channel(COMMANDS_MAX);
                let venue = SyntheticVenue {
                    index,
                    link,
                    options: Arc::clone(&options),
                    clips: Arc::clone(&clips),
                    tls: Arc::clone(&tls),
                    joining: Arc::clone(&joining),
                    facts: facts_tx,
                };
                let task = tokio::spawn(venue.run(commands_rx, stopped.clone()));
                Running {
                    facts,
                    commands,
                    task,
                }
            })
            .collect();
        Ok(Self { venues, stop })
    }

    /// What every venue has seen so far, in the order of the links.
    #[must_use]
    pub fn states(&self) -> Vec<VenueFacts> {
        self.venues
            .iter()
            .map(|venue| venue.facts.borrow().clone())
            .collect()
    }

    /// Follows one venue's facts, by the index of its link.
    #[must_use]
    pub fn watch(&self, index: usize) -> Option<watch::Receiver<VenueFacts>> {
        self.venues.get(index).map(|venue| venue.facts.clone())
    }

    /// Waits until `fact` has been true of every venue once, each at its own time.
    pub async fn until_each(&self, mut fact: impl FnMut(&VenueFacts) -> bool) {
        for venue in &self.venues {
            let mut facts = venue.facts.clone();
            if facts.wait_for(|facts| fact(facts)).await.is_err() {
                // The venue has ended and its facts will not change any more: wait for ever, as
                // the caller's time limit expects.
                std::future::pending::<()>().await;
            }
        }
    }

    /// Lets the venue at `index`, which must sit as host, put `venue` on the stage, and waits
    /// until the server says it was done.
    ///
    /// # Errors
    /// When there is no such venue, it has no seat, or the server refuses.
    pub async fn put_on_stage(&self, index: usize, venue: VenueNumber) -> Result<(), CommandError> {
        let running = self
            .venues
            .get(index)
            .ok_or(CommandError::NoSuchVenue { index })?;
        let (reply, answer) = oneshot::channel();
        running
            .commands
            .send(Command::PutOnStage { venue, reply })
            .await
            .map_err(|_| CommandError::NotSeated { index })?;
        match answer.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(code)) => Err(CommandError::Refused { code }),
            Err(_) => Err(CommandError::NotSeated { index }),
        }
    }

    /// Cuts the signalling connection of the venue at `index`, as a pulled cable would: the venue
    /// notices and resumes by itself.
    ///
    /// # Errors
    /// When there is no such venue or it has no seat.
    pub async fn cut_signalling(&self, index: usize) -> Result<(), CommandError> {
        let running = self
            .venues
            .get(index)
            .ok_or(CommandError::NoSuchVenue { index })?;
        running
            .commands
            .send(Command::CutSignalling)
            .await
            .map_err(|_| CommandError::NotSeated { index })
    }

    /// Lets every venue leave its seat and waits until all have.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for venue in self.venues {
            if let Err(error) = venue.task.await {
                tracing::error!(%error, "a synthetic venue ended by itself");
            }
        }
    }
}
