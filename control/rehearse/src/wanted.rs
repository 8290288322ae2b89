//! Which layers of its picture a venue is to send.

use tokio::sync::watch;

/// The layers that somebody is to be sent, as the server told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WantedLayers {
    /// 320×180.
    pub low: bool,
    /// 1280×720.
    pub high: bool,
}

impl Default for WantedLayers {
    /// Both, until told.
    fn default() -> Self {
        Self {
            low: true,
            high: true,
        }
    }
}

/// Where the player of a media connection looks what is wanted of it.
pub(crate) type Wanted = watch::Receiver<WantedLayers>;
