//! One link, from the control plane's hello to its end.

use futures_util::{SinkExt, StreamExt};
use sfu_wire::{FromNode, ToNode, VERSION};
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{self, Message, Utf8Bytes};

use super::dial::Socket;
use super::{LinkError, Lost, Pace};

/// The node's side.
pub(super) struct Desk<'a> {
    /// To the desk.
    pub(super) commands: &'a Sender<ToNode>,
    /// From the desk.
    pub(super) frames: &'a mut Receiver<FromNode>,
}

/// How a link ended.
pub(super) struct Ended {
    /// Whether both sides had said hello.
    pub(super) greeted: bool,
    /// Why it ended.
    pub(super) lost: Lost,
}

/// Carries commands and frames until the link is lost.
///
/// # Errors
/// When the node has ended.
pub(super) async fn converse(
    socket: Socket,
    desk: &mut Desk<'_>,
    pace: Pace,
) -> Result<Ended, LinkError> {
    let mut link = Conversation {
        socket,
        pace,
        greeted: false,
        answered: false,
    };
    let lost = link.carry(desk).await?;
    // What the other side learns of the end is a courtesy: it sees the connection close anyway.
    if let Ok(Err(error)) = timeout(pace.ping_every, link.socket.close(None)).await {
        tracing::debug!(%error, "link not closed cleanly");
    }
    Ok(Ended {
        greeted: link.greeted && link.answered,
        lost,
    })
}

struct Conversation {
    socket: Socket,
    pace: Pace,
    /// The control plane has said hello.
    greeted: bool,
    /// The desk's own hello has been sent. What comes from the desk before it belongs to a former
    /// link.
    answered: bool,
}

impl Conversation {
    async fn carry(&mut self, desk: &mut Desk<'_>) -> Result<Lost, LinkError> {
        while desk.frames.try_recv().is_ok() {}
        let mut pings = interval(self.pace.ping_every);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut silent_at = Instant::now() + self.pace.connect_max;
        loop {
            let sent = tokio::select! {
                message = self.socket.next() => {
                    silent_at = Instant::now() + self.pace.silence_max;
                    let command = match take(message) {
                        Ok(Some(command)) => command,
                        Ok(None) => continue,
                        Err(lost) => return Ok(lost),
                    };
                    if let Some(lost) = self.hand_over(command, desk).await? {
                        return Ok(lost);
                    }
                    Ok(())
                }
                frame = desk.frames.recv(), if self.greeted => {
                    self.send(frame.ok_or(LinkError::NodeEnded)?).await
                }
                _ = pings.tick() => self.write(Message::Ping(Default::default())).await,
                () = sleep_until(silent_at) => Err(Lost::Silent),
            };
            if let Err(lost) = sent {
                return Ok(lost);
            }
        }
    }

    /// Gives the desk a command; the first must be a hello of this version.
    async fn hand_over(
        &mut self,
        command: ToNode,
        desk: &mut Desk<'_>,
    ) -> Result<Option<Lost>, LinkError> {
        let hello = match command {
            ToNode::Hello { version } => Some(version),
            ToNode::OpenRoom { .. }
            | ToNode::CloseRoom { .. }
            | ToNode::Offer { .. }
            | ToNode::Leave { .. }
            | ToNode::Show { .. }
            | ToNode::Admit { .. }
            | ToNode::Warm { .. }
            | ToNode::Ack { .. } => None,
        };
        match hello {
            None if !self.greeted => {
                let lost = Lost::Malformed("a command before hello".to_owned());
                return Ok(Some(lost));
            }
            Some(_) if self.greeted => {
                return Ok(Some(Lost::Malformed("a second hello".to_owned())));
            }
            None | Some(_) => {}
        }
        desk.commands
            .send(command)
            .await
            .map_err(|_| LinkError::NodeEnded)?;
        let Some(version) = hello else {
            return Ok(None);
        };
        self.greeted = true;
        if version == VERSION {
            tracing::info!("linked to the control plane");
            return Ok(None);
        }
        // The desk answers with its own version and nothing more, which tells the other side.
        while !self.answered {
            let frame = desk.frames.recv().await.ok_or(LinkError::NodeEnded)?;
            if let Err(lost) = self.send(frame).await {
                return Ok(Some(lost));
            }
        }
        Ok(Some(Lost::Version {
            control: version,
            node: VERSION,
        }))
    }

    /// Sends a frame of the desk, if it belongs to this link.
    async fn send(&mut self, frame: FromNode) -> Result<(), Lost> {
        let hello = matches!(frame, FromNode::Hello { .. });
        // Before the hello it is a former link's frame; a second hello is a former link's answer
        // that came late.
        if hello == self.answered {
            return Ok(());
        }
        match serde_json::to_string(&frame) {
            Ok(text) => self.write(Message::Text(text.into())).await?,
            Err(error) => tracing::error!(%error, "frame cannot be written as JSON"),
        }
        if hello {
            self.answered = true;
        }
        Ok(())
    }

    async fn write(&mut self, message: Message) -> Result<(), Lost> {
        match timeout(self.pace.silence_max, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Lost::Closed),
            Err(_) => Err(Lost::Silent),
        }
    }
}

/// The command in a message; `None` where it carries none.
fn take(message: Option<Result<Message, tungstenite::Error>>) -> Result<Option<ToNode>, Lost> {
    match message {
        Some(Ok(Message::Text(text))) => read(&text).map(Some),
        Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(None),
        Some(Ok(Message::Binary(_))) => Err(Lost::Malformed("a binary message".to_owned())),
        Some(Err(tungstenite::Error::Capacity(error))) => Err(Lost::Malformed(error.to_string())),
        Some(Ok(Message::Close(_)) | Err(_)) | None => Err(Lost::Closed),
    }
}

fn read(text: &Utf8Bytes) -> Result<ToNode, Lost> {
    serde_json::from_str(text).map_err(|error| Lost::Malformed(error.to_string()))
}
