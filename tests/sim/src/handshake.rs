//! The client's half of ICE and DTLS.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use rtc_crypto::RTCCryptoProvider;
use rtc_dtls::config::{ConfigBuilder, ExtendedMasterSecretType};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::TransportProtocol;
use rtc_srtp::context::Context;
use rtc_srtp::protection_profile::ProtectionProfile;
use rtc_stun::attributes::{ATTR_USE_CANDIDATE, ATTR_USERNAME, RawAttribute};
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_REQUEST, Message, Setter};
use rtc_stun::textattrs::TextAttribute;

/// Between two connectivity checks: often until connected, then as consent (RFC 7675).
const CHECK_EVERY: Duration = Duration::from_millis(50);
const CONSENT_EVERY: Duration = Duration::from_millis(2500);

/// Protection of both directions.
pub struct Keys {
    /// Of what the client sends.
    pub out: Context,
    /// Of what it is sent.
    pub incoming: Context,
}

/// ICE and DTLS of one client: the controlling and connecting half.
///
/// It asks for the time at [`Self::poll_timeout`], takes it at [`Self::handle_timeout`] and
/// datagrams at [`Self::handle_stun`] and [`Self::handle_dtls`], and adds what leaves to `send`.
pub struct Handshake {
    provider: Arc<dyn RTCCryptoProvider>,
    certificate: Certificate,
    profile: SrtpProtectionProfile,
    server: SocketAddr,
    username: String,
    pwd: String,
    check_at: Option<Instant>,
    answered: bool,
    dtls: Endpoint,
    dtls_started: bool,
    /// Once media can flow.
    pub keys: Option<Keys>,
}

impl Handshake {
    /// A client at `own` for the server at `server`, with a certificate of its own.
    ///
    /// # Panics
    /// When the cryptography library fails.
    #[must_use]
    pub fn new(profile: SrtpProtectionProfile, own: SocketAddr, server: SocketAddr) -> Self {
        let provider = rtc_crypto::default_provider().expect("cryptography");
        let certificate =
            Certificate::generate_self_signed(vec!["client".into()], provider.crypto())
                .expect("certificate");
        Self {
            provider,
            certificate,
            profile,
            server,
            username: String::new(),
            pwd: String::new(),
            check_at: None,
            answered: false,
            dtls: Endpoint::new(own, TransportProtocol::UDP, None),
            dtls_started: false,
            keys: None,
        }
    }

    /// Of its certificate, for the offer.
    ///
    /// # Panics
    /// Never: it has a certificate.
    #[must_use]
    pub fn fingerprint(&self) -> sfu_core::Fingerprint {
        let der = self
            .certificate
            .certificate
            .first()
            .expect("one certificate");
        sfu_core::Fingerprint::of(der)
    }

    /// Begins to check the server's candidate under the credentials of its answer.
    pub fn start(&mut self, now: Instant, ours: &str, theirs: &str, pwd: &str) {
        self.username = format!("{theirs}:{ours}");
        self.pwd = pwd.to_owned();
        self.check_at = Some(now);
        self.answered = false;
    }

    /// When [`Self::handle_timeout`] is wanted next.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        [self.check_at, self.dtls.poll_timeout(&self.server)]
            .into_iter()
            .flatten()
            .min()
    }

    /// Lets time pass: checks the path, repeats what DTLS misses.
    ///
    /// # Panics
    /// When the handshake cannot go on.
    pub fn handle_timeout(&mut self, now: Instant, send: &mut Vec<Vec<u8>>) {
        if self.check_at.is_some_and(|at| at <= now) {
            send.push(self.check());
            let every = if self.answered {
                CONSENT_EVERY
            } else {
                CHECK_EVERY
            };
            self.check_at = Some(now + every);
        }
        if self
            .dtls
            .poll_timeout(&self.server)
            .is_some_and(|at| at <= now)
        {
            self.dtls
                .handle_timeout(self.server, now)
                .expect("the handshake goes on");
        }
        self.drain(send);
    }

    /// Takes the server's answer to a check in; the first one starts DTLS.
    ///
    /// # Panics
    /// When the answer is not authentic.
    pub fn handle_stun(&mut self, now: Instant, datagram: &[u8], send: &mut Vec<Vec<u8>>) {
        let mut message = Message::new();
        message.unmarshal_binary(datagram).expect("a STUN message");
        MessageIntegrity::check(&mut message, self.pwd.as_bytes(), self.provider.crypto())
            .expect("the server's answer is authentic");
        self.answered = true;
        self.check_at = Some(now + CONSENT_EVERY);
        if !std::mem::replace(&mut self.dtls_started, true) {
            let config = ConfigBuilder::default()
                .with_crypto_provider(self.provider.clone())
                .with_certificates(vec![self.certificate.clone()])
                .with_srtp_protection_profiles(vec![self.profile])
                .with_extended_master_secret(ExtendedMasterSecretType::Require)
                .with_insecure_skip_verify(true)
                .build(true, None)
                .expect("a DTLS configuration");
            self.dtls
                .connect(now, self.server, Arc::new(config), None)
                .expect("a ClientHello");
        }
        self.drain(send);
    }

    /// Takes a DTLS datagram in.
    ///
    /// # Panics
    /// When the handshake ends without keys.
    pub fn handle_dtls(&mut self, now: Instant, datagram: &[u8], send: &mut Vec<Vec<u8>>) {
        // Repeats and stragglers of a finished handshake are errors to the library, not to us.
        let events = self
            .dtls
            .read(now, self.server, None, BytesMut::from(datagram))
            .unwrap_or_default();
        if events
            .iter()
            .any(|event| matches!(event, EndpointEvent::HandshakeComplete))
        {
            self.keys = Some(self.derive());
        }
        self.drain(send);
    }

    fn drain(&mut self, send: &mut Vec<Vec<u8>>) {
        while let Some(transmit) = self.dtls.poll_transmit() {
            send.push(transmit.message.to_vec());
        }
    }

    fn check(&self) -> Vec<u8> {
        let mut message = Message::new();
        message.new_transaction_id().expect("random numbers");
        let setters: [Box<dyn Setter + '_>; 5] = [
            Box::new(BINDING_REQUEST),
            Box::new(TextAttribute::new(ATTR_USERNAME, self.username.clone())),
            Box::new(RawAttribute {
                typ: ATTR_USE_CANDIDATE,
                length: 0,
                value: vec![],
            }),
            Box::new(MessageIntegrity::new_short_term_integrity_with_provider(
                self.pwd.clone(),
                self.provider.crypto(),
            )),
            Box::new(FINGERPRINT),
        ];
        message.build(&setters).expect("a check");
        message.raw
    }

    fn derive(&self) -> Keys {
        let gcm = self.profile == SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm;
        let (profile, salt_len) = if gcm {
            (ProtectionProfile::AeadAes128Gcm, 12)
        } else {
            (ProtectionProfile::Aes128CmHmacSha1_80, 14)
        };
        let state = self
            .dtls
            .get_connection_state(self.server)
            .expect("an association");
        let material = state
            .export_keying_material("EXTRACTOR-dtls_srtp", &[], 2 * (16 + salt_len))
            .expect("keying material");
        let (keys, salts) = material.as_ref().split_at(32);
        let ((ours, theirs), (our_salt, their_salt)) =
            (keys.split_at(16), salts.split_at(salt_len));
        let context = |key, salt| {
            Context::new(key, salt, profile, None, None, self.provider.crypto())
                .expect("an SRTP context")
        };
        Keys {
            out: context(ours, our_salt),
            incoming: context(theirs, their_salt),
        }
    }
}
