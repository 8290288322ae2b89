//! Both profiles against `rtc-srtp` as the other end.

use rtc_srtp::context::Context;
use rtc_srtp::protection_profile::ProtectionProfile;

use super::*;
use crate::rtp;

struct Pair {
    ours: Srtp,
    their_sender: Context,
    their_receiver: Context,
}

fn pair(profile: Profile) -> Pair {
    let material: Vec<u8> = (0..profile.keying_material_len())
        .map(|i| (i * 7) as u8)
        .collect();
    let provider = rtc_crypto::default_provider().unwrap();
    let theirs = |key: &[u8], salt: &[u8]| {
        let profile = match profile {
            Profile::AeadAes128Gcm => ProtectionProfile::AeadAes128Gcm,
            Profile::Aes128CmSha1_80 => ProtectionProfile::Aes128CmHmacSha1_80,
        };
        Context::new(key, salt, profile, None, None, provider.crypto()).unwrap()
    };
    let salt_len = profile.salt_len();
    let (keys, salts) = material.split_at(32);
    Pair {
        ours: Srtp::new(profile, &material, provider.crypto()).unwrap(),
        their_sender: theirs(&keys[..16], &salts[..salt_len]),
        their_receiver: theirs(&keys[16..], &salts[salt_len..]),
    }
}

fn rtp_packet(sequence: u16) -> Vec<u8> {
    let mut packet = vec![0; rtp::HEADER_LEN];
    let header = rtp::Outgoing {
        marker: false,
        padding: false,
        payload_type: 96,
        sequence,
        timestamp: 1234,
        ssrc: 0xcafe,
        transport: None,
    };
    header.write(&mut packet);
    packet.extend_from_slice(b"picture");
    packet
}

fn rtcp_packet() -> Vec<u8> {
    // A picture loss indication (RFC 4585 §6.3.1).
    vec![0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]
}

#[test]
fn what_they_seal_we_open_and_back() {
    for profile in [Profile::AeadAes128Gcm, Profile::Aes128CmSha1_80] {
        let mut pair = pair(profile);
        // Across a wrap of the sequence number, so that the rollover counter counts.
        let mut highest = 65_533;
        for step in 0..6u16 {
            let plain = rtp_packet(65_533u16.wrapping_add(step));
            let index = extend(highest, 65_533u16.wrapping_add(step));
            highest = index;

            let mut sealed = pair.their_sender.encrypt_rtp(&plain).unwrap().to_vec();
            let len = pair
                .ours
                .open_rtp(&mut sealed, rtp::HEADER_LEN, 0xcafe, index)
                .unwrap();
            assert_eq!(sealed[..len], plain, "{profile:?}");

            let mut buffer = plain.clone();
            buffer.resize(plain.len() + RTP_OVERHEAD, 0);
            let len = pair
                .ours
                .seal_rtp(&mut buffer, plain.len(), rtp::HEADER_LEN, 0xcafe, index);
            let opened = pair.their_receiver.decrypt_rtp(&buffer[..len]).unwrap();
            assert_eq!(opened, plain, "{profile:?}");
        }
    }
}

#[test]
fn rtcp_goes_both_ways_and_is_taken_once() {
    for profile in [Profile::AeadAes128Gcm, Profile::Aes128CmSha1_80] {
        let mut pair = pair(profile);
        let plain = rtcp_packet();
        let sealed = pair.their_sender.encrypt_rtcp(&plain).unwrap().to_vec();
        let mut first = sealed.clone();
        let len = pair.ours.open_rtcp(&mut first).unwrap();
        assert_eq!(first[..len], plain);
        assert_eq!(pair.ours.open_rtcp(&mut sealed.clone()), None, "a replay");

        for _ in 0..3 {
            let mut buffer = plain.clone();
            buffer.resize(plain.len() + RTCP_OVERHEAD, 0);
            let len = pair.ours.seal_rtcp(&mut buffer, plain.len());
            let opened = pair.their_receiver.decrypt_rtcp(&buffer[..len]).unwrap();
            assert_eq!(opened, plain);
        }
    }
}

#[test]
fn each_rtcp_sender_has_an_index_of_its_own() {
    for profile in [Profile::AeadAes128Gcm, Profile::Aes128CmSha1_80] {
        let mut pair = pair(profile);
        for sender in 1..=4u8 {
            let mut plain = rtcp_packet();
            plain[7] = sender;
            let mut sealed = pair.their_sender.encrypt_rtcp(&plain).unwrap().to_vec();
            assert!(pair.ours.open_rtcp(&mut sealed).is_some(), "{profile:?}");
        }
    }
}

#[test]
fn one_changed_byte_anywhere_is_refused() {
    let mut pair = pair(Profile::AeadAes128Gcm);
    let sealed = pair.their_sender.encrypt_rtp(&rtp_packet(1)).unwrap();
    for at in 0..sealed.len() {
        let mut changed = sealed.to_vec();
        changed[at] ^= 1;
        assert_eq!(
            pair.ours.open_rtp(&mut changed, rtp::HEADER_LEN, 0xcafe, 1),
            None
        );
    }
    let sealed = pair.their_sender.encrypt_rtcp(&rtcp_packet()).unwrap();
    for at in 0..sealed.len() {
        let mut changed = sealed.to_vec();
        changed[at] ^= 1;
        assert_eq!(pair.ours.open_rtcp(&mut changed), None);
    }
}

#[test]
fn any_length_is_refused_without_a_panic() {
    for profile in [Profile::AeadAes128Gcm, Profile::Aes128CmSha1_80] {
        let mut pair = pair(profile);
        for len in 0..64 {
            let mut bytes = vec![0x80; len];
            assert_eq!(pair.ours.open_rtcp(&mut bytes.clone()), None);
            assert_eq!(pair.ours.open_rtp(&mut bytes, rtp::HEADER_LEN, 1, 1), None);
            assert_eq!(pair.ours.seal_rtp(&mut bytes, len + 1, 12, 1, 1), 0);
        }
    }
}
