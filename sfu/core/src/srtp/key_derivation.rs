//! SRTP session keys from the master key (RFC 3711 §4.3, key derivation rate 0).

use rtc_crypto::{BlockCipherAlgorithm, RTCCrypto};

use super::SrtpError;

/// What a session key is for (RFC 3711 §4.3.2).
#[derive(Debug, Clone, Copy)]
pub(crate) enum Label {
    RtpEncryption = 0,
    RtpSalt = 2,
    RtcpEncryption = 3,
    RtcpSalt = 5,
}

/// Derives `N` ≤ 16 bytes: the first block of AES-CM keyed with the master key, whose counter
/// starts at (master salt · 2^16) XOR (label · 2^64).
pub(crate) fn derive<const N: usize>(
    crypto: &dyn RTCCrypto,
    master_key: &[u8],
    master_salt: &[u8],
    label: Label,
) -> Result<[u8; N], SrtpError> {
    const { assert!(N <= 16) }
    let mut block = [0u8; 16];
    // RFC 7714 §11: a 96-bit salt is padded on the right to the 112 bits of the PRF.
    for (to, from) in block.iter_mut().take(14).zip(master_salt) {
        *to = *from;
    }
    let [.., label_byte, _, _, _, _, _, _, _, _] = &mut block;
    *label_byte ^= label as u8;
    crypto
        .block_encrypt(BlockCipherAlgorithm::Aes128, master_key, &mut block)
        .map_err(|_| SrtpError::Key)?;
    let mut derived = [0; N];
    for (to, from) in derived.iter_mut().zip(block) {
        *to = from;
    }
    Ok(derived)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 3711 appendix B.3.
    #[test]
    fn the_test_vectors_of_the_rfc_come_out() {
        let provider = rtc_crypto::default_provider().unwrap();
        let key = hex("E1F97A0D3E018BE0D64FA32C06DE4139");
        let salt = hex("0EC675AD498AFEEBB6960B3AABE6");
        let encryption: [u8; 16] =
            derive(provider.crypto(), &key, &salt, Label::RtpEncryption).unwrap();
        assert_eq!(encryption.to_vec(), hex("C61E7A93744F39EE10734AFE3FF7A087"));
        let session_salt: [u8; 14] =
            derive(provider.crypto(), &key, &salt, Label::RtpSalt).unwrap();
        assert_eq!(session_salt.to_vec(), hex("30CBBC08863D8C85D49DB34A9AE1"));
    }

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap())
            .collect()
    }
}
