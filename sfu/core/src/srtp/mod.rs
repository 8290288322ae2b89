//! SRTP (RFC 3711, RFC 7714) for one peer: opens what it sends, seals what it gets.
//!
//! AES-128-GCM is done here, in place and without allocation, because it is the cost of a
//! forwarded packet. AES-CM with HMAC-SHA1, for a peer that has no GCM, goes through `rtc-srtp`.

mod compat;
mod gcm;
mod index;
mod key_derivation;

use rtc_crypto::RTCCrypto;

pub(crate) use index::{ReplayWindow, extend};

use compat::Compat;
use gcm::Gcm;

/// Bytes that protection adds to an RTP packet at most.
pub(crate) const RTP_OVERHEAD: usize = 16;

/// Bytes that protection adds to an RTCP packet at most: tag and index.
pub(crate) const RTCP_OVERHEAD: usize = 20;

/// Senders one peer may have in its RTCP: an SSRC for each stream it publishes, and one for each
/// slot in case a client reports on every slot under a name of its own.
const RTCP_SENDERS_MAX: usize = 128;

/// A protection profile this node takes (RFC 5764 §4.1.2, RFC 7714 §14.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    AeadAes128Gcm,
    Aes128CmSha1_80,
}

impl Profile {
    fn salt_len(self) -> usize {
        match self {
            Self::AeadAes128Gcm => 12,
            Self::Aes128CmSha1_80 => 14,
        }
    }

    /// How much keying material DTLS must export: two keys and two salts (RFC 5764 §4.2).
    pub(crate) fn keying_material_len(self) -> usize {
        2 * (16 + self.salt_len())
    }
}

/// Why protection could not be set up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SrtpError {
    #[error("keying material of the wrong length")]
    KeyingMaterial,
    #[error("the cryptography library refused a key")]
    Key,
}

/// Both directions of one peer's SRTP session, seen from the server.
#[derive(Debug)]
pub(crate) enum Srtp {
    Gcm(Box<Gcm>),
    Compat(Box<Compat>),
}

impl Srtp {
    /// From the DTLS exporter's output, laid out client key, server key, client salt, server salt.
    /// The peer is the DTLS client.
    pub(crate) fn new(
        profile: Profile,
        material: &[u8],
        crypto: &dyn RTCCrypto,
    ) -> Result<Self, SrtpError> {
        let salt_len = profile.salt_len();
        let split = || {
            let (client_key, rest) = material.split_at_checked(16)?;
            let (server_key, rest) = rest.split_at_checked(16)?;
            let (client_salt, rest) = rest.split_at_checked(salt_len)?;
            let (server_salt, rest) = rest.split_at_checked(salt_len)?;
            rest.is_empty()
                .then_some((client_key, server_key, client_salt, server_salt))
        };
        let (client_key, server_key, client_salt, server_salt) =
            split().ok_or(SrtpError::KeyingMaterial)?;
        Ok(match profile {
            Profile::AeadAes128Gcm => Self::Gcm(Box::new(Gcm::new(
                crypto,
                (client_key, client_salt),
                (server_key, server_salt),
            )?)),
            Profile::Aes128CmSha1_80 => Self::Compat(Box::new(Compat::new(
                (client_key, client_salt),
                (server_key, server_salt),
            )?)),
        })
    }

    /// Unprotects an RTP packet in place. `header_len` bytes are authenticated only; `index` is
    /// the packet's 48-bit index. Returns the length without the tag, `None` if it is not
    /// authentic.
    pub(crate) fn open_rtp(
        &mut self,
        packet: &mut [u8],
        header_len: usize,
        ssrc: u32,
        index: u64,
    ) -> Option<usize> {
        match self {
            Self::Gcm(gcm) => gcm.open_rtp(packet, header_len, ssrc, index),
            Self::Compat(compat) => compat.open_rtp(packet),
        }
    }

    /// Protects the RTP packet in the first `len` bytes of `buffer`, which has room for
    /// [`RTP_OVERHEAD`] more. Returns the protected length, 0 if it does not fit.
    pub(crate) fn seal_rtp(
        &mut self,
        buffer: &mut [u8],
        len: usize,
        header_len: usize,
        ssrc: u32,
        index: u64,
    ) -> usize {
        match self {
            Self::Gcm(gcm) => gcm.seal_rtp(buffer, len, header_len, ssrc, index),
            Self::Compat(compat) => compat.seal_rtp(buffer, len),
        }
    }

    /// Unprotects an RTCP packet in place; returns its length, `None` if it is not authentic or
    /// was seen before.
    pub(crate) fn open_rtcp(&mut self, packet: &mut [u8]) -> Option<usize> {
        match self {
            Self::Gcm(gcm) => gcm.open_rtcp(packet),
            Self::Compat(compat) => compat.open_rtcp(packet),
        }
    }

    /// Protects the RTCP packet in the first `len` bytes of `buffer`, which has room for
    /// [`RTCP_OVERHEAD`] more. Returns the protected length, 0 if it does not fit.
    pub(crate) fn seal_rtcp(&mut self, buffer: &mut [u8], len: usize) -> usize {
        match self {
            Self::Gcm(gcm) => gcm.seal_rtcp(buffer, len),
            Self::Compat(compat) => compat.seal_rtcp(buffer, len),
        }
    }
}

#[cfg(test)]
mod tests;
