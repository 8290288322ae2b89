//! How a client is set up.

use std::time::Duration;

use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;

/// How a client is set up.
#[derive(Debug, Clone, Copy)]
pub struct ClientSetup {
    /// Publishes a camera with two layers.
    pub publishes: bool,
    /// Publishes a microphone.
    pub speaks: bool,
    /// Receive slots for pictures.
    pub slots: usize,
    /// Receive slots for sound.
    pub sound_slots: usize,
    /// Frames a second of both layers.
    pub fps: u32,
    /// Packets of a delta frame of the high layer; the low layer has one.
    pub high_packets: u8,
    /// A key frame has so many times the packets of a delta frame.
    pub key_frame_factor: u8,
    /// Payload bytes of a packet of the high layer.
    pub payload_len: usize,
    /// Payload bytes of a packet of the low layer.
    pub low_payload_len: usize,
    /// Bytes of an Opus packet of 20 ms.
    pub sound_len: usize,
    /// What is missing is asked for again after this: a browser takes the round trip.
    pub ask_again_after: Duration,
    /// A gap that lasts so long is given up and a key frame asked for.
    pub patience: Duration,
    /// SRTP profile it offers.
    pub profile: SrtpProtectionProfile,
}

impl ClientSetup {
    /// A venue as it is: 320×180 with 150 kb/s and 1280×720 with 1.5 Mb/s, at 25 frames a second,
    /// speech with 32 kb/s; repair as libwebrtc does it on a path with `round_trip`, which asks
    /// for a packet ten times before it gives up.
    #[must_use]
    pub fn venue(round_trip: Duration) -> Self {
        Self {
            speaks: true,
            sound_slots: 3,
            fps: 25,
            high_packets: 7,
            key_frame_factor: 6,
            payload_len: 1_070,
            low_payload_len: 750,
            ask_again_after: round_trip.max(Duration::from_millis(20)),
            patience: (10 * round_trip).clamp(Duration::from_millis(400), Duration::from_secs(3)),
            ..Self::default()
        }
    }
}

impl Default for ClientSetup {
    fn default() -> Self {
        Self {
            publishes: true,
            speaks: false,
            slots: 1,
            sound_slots: 0,
            fps: 10,
            high_packets: 4,
            key_frame_factor: 2,
            payload_len: 200,
            low_payload_len: 200,
            sound_len: 80,
            ask_again_after: Duration::from_millis(60),
            patience: Duration::from_millis(400),
            profile: SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
        }
    }
}
