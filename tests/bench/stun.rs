//! What a participant answers to a server that checks the path itself, as a full ICE agent does
//! (RFC 8445 §7.3).

use std::net::SocketAddr;

use rtc_crypto::RTCCryptoProvider;
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_SUCCESS, Message, Setter};
use rtc_stun::xoraddr::XorMappedAddress;

use crate::sdp::PWD;

/// What a STUN message is, by its first two bytes (RFC 8489 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A binding request.
    Request,
    /// The answer to one of ours.
    Success,
    /// Anything else: errors, indications.
    Other,
}

impl Kind {
    /// Of a message.
    pub(crate) fn of(message: &[u8]) -> Self {
        match message {
            [0x00, 0x01, ..] => Self::Request,
            [0x01, 0x01, ..] => Self::Success,
            _ => Self::Other,
        }
    }
}

/// The answer to a binding request that came from `from`; `None` if it is none.
pub(crate) fn answer(
    request: &[u8],
    from: SocketAddr,
    provider: &dyn RTCCryptoProvider,
) -> Option<Vec<u8>> {
    let mut asked = Message::new();
    asked.unmarshal_binary(request).ok()?;
    let mut message = Message::new();
    let setters: [Box<dyn Setter + '_>; 5] = [
        Box::new(asked.transaction_id),
        Box::new(BINDING_SUCCESS),
        Box::new(XorMappedAddress {
            ip: from.ip(),
            port: from.port(),
        }),
        Box::new(MessageIntegrity::new_short_term_integrity_with_provider(
            PWD.to_owned(),
            provider.crypto(),
        )),
        Box::new(FINGERPRINT),
    ];
    message.build(&setters).ok()?;
    Some(message.raw)
}
