//! AEAD_AES_128_GCM for SRTP and SRTCP (RFC 7714), in place.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, Tag, UnboundKey};
use rtc_crypto::RTCCrypto;

use super::key_derivation::{Label, derive};
use super::{RTCP_SENDERS_MAX, ReplayWindow, SrtpError};

const TAG_LEN: usize = 16;
/// RTCP header and sender SSRC, which stay in the clear.
const RTCP_CLEAR_LEN: usize = 8;
/// The ESRTCP word: encryption flag and index.
const RTCP_INDEX_LEN: usize = 4;
const RTCP_ENCRYPTED: u32 = 1 << 31;

/// One direction's keys.
#[derive(Debug)]
struct Keys {
    rtp: LessSafeKey,
    rtp_salt: [u8; 12],
    rtcp: LessSafeKey,
    rtcp_salt: [u8; 12],
}

impl Keys {
    fn new(crypto: &dyn RTCCrypto, (key, salt): (&[u8], &[u8])) -> Result<Self, SrtpError> {
        let cipher = |label| -> Result<LessSafeKey, SrtpError> {
            let key: [u8; 16] = derive(crypto, key, salt, label)?;
            let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| SrtpError::Key)?;
            Ok(LessSafeKey::new(key))
        };
        Ok(Self {
            rtp: cipher(Label::RtpEncryption)?,
            rtp_salt: derive(crypto, key, salt, Label::RtpSalt)?,
            rtcp: cipher(Label::RtcpEncryption)?,
            rtcp_salt: derive(crypto, key, salt, Label::RtcpSalt)?,
        })
    }
}

/// Both directions of a peer under AES-128-GCM.
#[derive(Debug)]
pub(crate) struct Gcm {
    peer: Keys,
    server: Keys,
    rtcp_seen: RtcpSeen,
    rtcp_index: u32,
}

/// Which SRTCP indices were seen, for each sender: an SSRC has a cryptographic context, and so an
/// index, of its own (RFC 3711 §3.2.3). Only authentic packets make an entry.
#[derive(Debug, Default)]
struct RtcpSeen(Vec<(u32, ReplayWindow)>);

impl RtcpSeen {
    fn is_new(&self, ssrc: u32, index: u32) -> bool {
        match self.0.iter().find(|(sender, _)| *sender == ssrc) {
            Some((_, window)) => window.is_new(u64::from(index)),
            None => self.0.len() < RTCP_SENDERS_MAX,
        }
    }

    fn accept(&mut self, ssrc: u32, index: u32) {
        if !self.0.iter().any(|(sender, _)| *sender == ssrc) {
            self.0.push((ssrc, ReplayWindow::new()));
        }
        if let Some((_, window)) = self.0.iter_mut().find(|(sender, _)| *sender == ssrc) {
            window.accept(u64::from(index));
        }
    }
}

impl Gcm {
    /// From the master keys and salts of both directions.
    pub(crate) fn new(
        crypto: &dyn RTCCrypto,
        peer: (&[u8], &[u8]),
        server: (&[u8], &[u8]),
    ) -> Result<Self, SrtpError> {
        Ok(Self {
            peer: Keys::new(crypto, peer)?,
            server: Keys::new(crypto, server)?,
            rtcp_seen: RtcpSeen::default(),
            rtcp_index: 0,
        })
    }

    pub(crate) fn open_rtp(
        &self,
        packet: &mut [u8],
        header_len: usize,
        ssrc: u32,
        index: u64,
    ) -> Option<usize> {
        let (header, body) = packet.split_at_mut_checked(header_len)?;
        let plain = self
            .peer
            .rtp
            .open_in_place(
                rtp_nonce(&self.peer.rtp_salt, ssrc, index),
                Aad::from(&*header),
                body,
            )
            .ok()?;
        Some(header_len + plain.len())
    }

    pub(crate) fn seal_rtp(
        &self,
        buffer: &mut [u8],
        len: usize,
        header_len: usize,
        ssrc: u32,
        index: u64,
    ) -> usize {
        let Some((packet, rest)) = buffer.split_at_mut_checked(len) else {
            return 0;
        };
        let Some((header, body)) = packet.split_at_mut_checked(header_len) else {
            return 0;
        };
        let nonce = rtp_nonce(&self.server.rtp_salt, ssrc, index);
        let sealed = self
            .server
            .rtp
            .seal_in_place_separate_tag(nonce, Aad::from(&*header), body);
        append_tag(sealed.ok(), rest).map_or(0, |tag_len| len + tag_len)
    }

    pub(crate) fn open_rtcp(&mut self, packet: &mut [u8]) -> Option<usize> {
        let body_end = packet.len().checked_sub(RTCP_INDEX_LEN)?;
        let (packet, word) = packet.split_at_mut_checked(body_end)?;
        let word = u32::from_be_bytes(*word.first_chunk()?);
        if word & RTCP_ENCRYPTED == 0 {
            return None; // authenticated only is not negotiated here
        }
        let index = word & !RTCP_ENCRYPTED;
        let (clear, body) = packet.split_at_mut_checked(RTCP_CLEAR_LEN)?;
        let ssrc = u32::from_be_bytes(*clear.last_chunk()?);
        if !self.rtcp_seen.is_new(ssrc, index) {
            return None;
        }
        let plain = self
            .peer
            .rtcp
            .open_in_place(
                rtcp_nonce(&self.peer.rtcp_salt, ssrc, index),
                Aad::from(rtcp_aad(clear, word)?),
                body,
            )
            .ok()?;
        let len = RTCP_CLEAR_LEN + plain.len();
        self.rtcp_seen.accept(ssrc, index);
        Some(len)
    }

    pub(crate) fn seal_rtcp(&mut self, buffer: &mut [u8], len: usize) -> usize {
        // The index is never reused; at 100 packets a second it lasts 248 days, after which
        // nothing more is sent rather than a nonce repeated.
        let index = self.rtcp_index;
        if index & RTCP_ENCRYPTED != 0 {
            return 0;
        }
        let Some((packet, rest)) = buffer.split_at_mut_checked(len) else {
            return 0;
        };
        let Some((clear, body)) = packet.split_at_mut_checked(RTCP_CLEAR_LEN) else {
            return 0;
        };
        let Some(ssrc) = clear.last_chunk().copied().map(u32::from_be_bytes) else {
            return 0;
        };
        let word = index | RTCP_ENCRYPTED;
        let Some(aad) = rtcp_aad(clear, word) else {
            return 0;
        };
        let nonce = rtcp_nonce(&self.server.rtcp_salt, ssrc, index);
        let sealed = self
            .server
            .rtcp
            .seal_in_place_separate_tag(nonce, Aad::from(aad), body);
        self.rtcp_index += 1;
        let Some((tag, rest)) = rest.split_at_mut_checked(TAG_LEN) else {
            return 0;
        };
        let Some(place) = rest.first_chunk_mut() else {
            return 0;
        };
        *place = word.to_be_bytes();
        append_tag(sealed.ok(), tag).map_or(0, |tag_len| len + tag_len + RTCP_INDEX_LEN)
    }
}

/// Writes the tag at the start of `rest`; the number of bytes written.
fn append_tag(sealed: Option<Tag>, rest: &mut [u8]) -> Option<usize> {
    let tag = sealed?;
    let place = rest.get_mut(..tag.as_ref().len())?;
    place.copy_from_slice(tag.as_ref());
    Some(tag.as_ref().len())
}

/// RFC 7714 §8.1: 00 00 ‖ SSRC ‖ 48-bit index, XOR the salt.
fn rtp_nonce(salt: &[u8; 12], ssrc: u32, index: u64) -> Nonce {
    let block = u128::from(ssrc) << 48 | u128::from(index & 0xffff_ffff_ffff);
    nonce(salt, block)
}

/// RFC 7714 §9.1: 00 00 ‖ SSRC ‖ 00 00 ‖ 31-bit index, XOR the salt.
fn rtcp_nonce(salt: &[u8; 12], ssrc: u32, index: u32) -> Nonce {
    nonce(salt, u128::from(ssrc) << 48 | u128::from(index))
}

fn nonce(salt: &[u8; 12], block: u128) -> Nonce {
    let [_, _, _, _, low @ ..] = block.to_be_bytes();
    let mut bytes: [u8; 12] = low;
    for (byte, salt) in bytes.iter_mut().zip(salt) {
        *byte ^= salt;
    }
    Nonce::assume_unique_for_key(bytes)
}

/// RFC 7714 §9.3: the clear part and the ESRTCP word.
fn rtcp_aad(clear: &[u8], word: u32) -> Option<[u8; 12]> {
    let mut aad = [0; 12];
    let (head, tail) = aad.split_at_mut(RTCP_CLEAR_LEN);
    head.copy_from_slice(clear.get(..RTCP_CLEAR_LEN)?);
    tail.copy_from_slice(&word.to_be_bytes());
    Some(aad)
}
