//! How a rehearsal behaves.

use std::net::IpAddr;

/// What the synthetic venues publish, receive and trust.
#[derive(Debug, Clone)]
pub struct Options {
    /// The picture's layers.
    pub layers: Layers,
    /// Whether the stage, the slides and the sounds are received. Without it a venue only
    /// publishes, which costs less.
    pub receive_stage: bool,
    /// How many venues may be on their way in at the same time. The others wait their turn.
    pub joining_max: usize,
    /// Whether a venue whose seat was taken by another device comes back once that device has
    /// gone.
    pub take_seat_back: bool,
    /// Which server certificates are accepted.
    pub trust: Trust,
    /// Address the media sockets are bound to. Absent, it is the one from which the system
    /// reaches the server.
    pub media_address: Option<IpAddr>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            layers: Layers::Both,
            receive_stage: true,
            joining_max: 8,
            take_seat_back: true,
            trust: Trust::PublicAuthorities,
            media_address: None,
        }
    }
}

/// Which layers of its picture a venue publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layers {
    /// 320×180 alone, without simulcast.
    LowOnly,
    /// 320×180 as RID `l` and 1280×720 as RID `h`.
    Both,
}

/// Which server certificates are accepted over HTTPS.
#[derive(Debug, Clone)]
pub enum Trust {
    /// Those of the public certificate authorities.
    PublicAuthorities,
    /// Also those of the authorities in this PEM text, such as the server's local CA.
    Also(Vec<u8>),
}
