//! AES_CM_128_HMAC_SHA1_80 through `rtc-srtp`, for peers without GCM. It allocates for each
//! packet and costs several times as much; no current browser needs it.

use rtc_srtp::context::Context;
use rtc_srtp::option::{srtcp_replay_protection, srtp_replay_protection};
use rtc_srtp::protection_profile::ProtectionProfile;

use super::{RTCP_SENDERS_MAX, ReplayWindow, SrtpError};

pub(crate) struct Compat {
    from_peer: Context,
    to_peer: Context,
    /// `rtc-srtp` keeps state for an SSRC before it authenticates it, so they are bounded here.
    rtcp_senders: Vec<u32>,
}

impl std::fmt::Debug for Compat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Compat").finish_non_exhaustive()
    }
}

impl Compat {
    /// From the master keys and salts of both directions.
    pub(crate) fn new(peer: (&[u8], &[u8]), server: (&[u8], &[u8])) -> Result<Self, SrtpError> {
        let window = ReplayWindow::LEN as usize;
        let provider = rtc_crypto::default_provider().map_err(|_| SrtpError::Key)?;
        let context = |(key, salt): (&[u8], &[u8])| {
            Context::new(
                key,
                salt,
                ProtectionProfile::Aes128CmHmacSha1_80,
                Some(srtp_replay_protection(window)),
                Some(srtcp_replay_protection(window)),
                provider.crypto(),
            )
            .map_err(|_| SrtpError::Key)
        };
        Ok(Self {
            from_peer: context(peer)?,
            to_peer: context(server)?,
            rtcp_senders: Vec::new(),
        })
    }

    /// The caller has checked the SSRC against those the peer announced.
    pub(crate) fn open_rtp(&mut self, packet: &mut [u8]) -> Option<usize> {
        let plain = self.from_peer.decrypt_rtp(packet).ok()?;
        replace(packet, &plain)
    }

    pub(crate) fn seal_rtp(&mut self, buffer: &mut [u8], len: usize) -> usize {
        buffer
            .get(..len)
            .and_then(|packet| self.to_peer.encrypt_rtp(packet).ok())
            .and_then(|sealed| replace(buffer, &sealed))
            .unwrap_or(0)
    }

    pub(crate) fn open_rtcp(&mut self, packet: &mut [u8]) -> Option<usize> {
        let sender = u32::from_be_bytes(*packet.get(4..)?.first_chunk()?);
        if !self.rtcp_senders.contains(&sender) {
            if self.rtcp_senders.len() == RTCP_SENDERS_MAX {
                return None;
            }
            self.rtcp_senders.push(sender);
        }
        let plain = self.from_peer.decrypt_rtcp(packet).ok()?;
        replace(packet, &plain)
    }

    pub(crate) fn seal_rtcp(&mut self, buffer: &mut [u8], len: usize) -> usize {
        buffer
            .get(..len)
            .and_then(|packet| self.to_peer.encrypt_rtcp(packet).ok())
            .and_then(|sealed| replace(buffer, &sealed))
            .unwrap_or(0)
    }
}

fn replace(buffer: &mut [u8], with: &[u8]) -> Option<usize> {
    buffer.get_mut(..with.len())?.copy_from_slice(with);
    Some(with.len())
}
