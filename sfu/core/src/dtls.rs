//! DTLS 1.2 for one peer, as the server (RFC 5764), until SRTP keys come out of it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use rtc_crypto::RTCCryptoProvider;
use rtc_dtls::config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::TransportProtocol;
use rtc_shared::error::Error;

use crate::identity::Fingerprint;
use crate::srtp::{Profile, Srtp};

/// The endpoint keys associations by address. There is one association here, so one dummy key
/// does, and a change of path costs nothing.
const PEER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 1);

/// A repeated datagram of the peer within this time of our last flight crossed it on the way.
const REPEAT_AFTER: Duration = Duration::from_millis(40);

/// Datagrams of a ClientHello kept for a second try with another SRTP profile.
const HELLO_DATAGRAMS_MAX: usize = 4;

/// How often our last flight is sent again on request of the peer.
const REPEATS_MAX: u32 = 16;

/// Handshake configurations of a node, one for each SRTP profile.
#[derive(Clone)]
pub(crate) struct DtlsConfig {
    gcm: Arc<HandshakeConfig>,
    compat: Arc<HandshakeConfig>,
    provider: Arc<dyn RTCCryptoProvider>,
}

impl DtlsConfig {
    pub(crate) fn new(
        certificate: &Certificate,
        provider: &Arc<dyn RTCCryptoProvider>,
    ) -> Result<Self, Error> {
        let with = |profile| {
            ConfigBuilder::default()
                .with_crypto_provider(provider.clone())
                .with_certificates(vec![certificate.clone()])
                .with_srtp_protection_profiles(vec![profile])
                .with_extended_master_secret(ExtendedMasterSecretType::Require)
                // The certificate is self-signed; it is checked against the fingerprint of the
                // offer when the handshake is done (RFC 5763 §5).
                .with_client_auth(ClientAuthType::RequireAnyClientCert)
                .with_insecure_skip_verify(true)
                .build(false, None)
                .map(Arc::new)
        };
        Ok(Self {
            gcm: with(SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm)?,
            compat: with(SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80)?,
            provider: provider.clone(),
        })
    }
}

/// What a datagram or a timeout led to.
pub(crate) enum Progress {
    /// Nothing the peer has to know of.
    Pending,
    /// The handshake is done and the certificate is the one of the offer.
    Connected(Srtp),
    /// The peer said goodbye.
    Closed,
}

/// Why a handshake came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DtlsError {
    #[error("handshake failed: {0}")]
    Handshake(#[from] Error),
    #[error("the certificate is not the one of the offer")]
    Fingerprint,
    #[error("keys could not be set up: {0}")]
    Keys(#[from] crate::srtp::SrtpError),
}

/// The DTLS state of one peer.
pub(crate) struct Dtls {
    config: DtlsConfig,
    profile: Profile,
    expected: Fingerprint,
    endpoint: Endpoint,
    connected: bool,
    hello: Vec<BytesMut>,
    flight: Vec<BytesMut>,
    flight_at: Option<Instant>,
    repeats: u32,
}

impl Dtls {
    /// Waits for the ClientHello of a peer whose offer named `expected`.
    pub(crate) fn new(config: DtlsConfig, expected: Fingerprint) -> Self {
        Self {
            endpoint: endpoint(&config.gcm),
            config,
            profile: Profile::AeadAes128Gcm,
            expected,
            connected: false,
            hello: Vec::new(),
            flight: Vec::new(),
            flight_at: None,
            repeats: 0,
        }
    }

    /// Takes a datagram in; what is to be sent goes to `send`.
    pub(crate) fn handle_datagram(
        &mut self,
        now: Instant,
        datagram: &[u8],
        send: impl FnMut(&[u8]),
    ) -> Result<Progress, DtlsError> {
        let datagram = BytesMut::from(datagram);
        if self.flight.is_empty() && self.hello.len() < HELLO_DATAGRAMS_MAX {
            self.hello.push(datagram.clone());
        }
        let events = match self.endpoint.read(now, PEER, None, datagram) {
            Err(Error::ErrServerNoMatchingSrtpProfile)
                if self.profile == Profile::AeadAes128Gcm && self.flight.is_empty() =>
            {
                self.start_again_without_gcm(now)?
            }
            read => read?,
        };
        self.send_flight(now, send);
        self.progress(&events)
    }

    /// Lets time pass: repeats an unanswered flight.
    pub(crate) fn handle_timeout(
        &mut self,
        now: Instant,
        send: impl FnMut(&[u8]),
    ) -> Result<(), DtlsError> {
        if self.poll_timeout().is_some_and(|at| at <= now) {
            self.endpoint.handle_timeout(PEER, now)?;
            self.send_flight(now, send);
        }
        Ok(())
    }

    /// When [`Self::handle_timeout`] is wanted next.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.endpoint.poll_timeout(&PEER)
    }

    /// Says goodbye.
    pub(crate) fn close(&mut self, now: Instant, mut send: impl FnMut(&[u8])) {
        if self.connected {
            self.endpoint.stop(now, PEER);
            while let Some(transmit) = self.endpoint.poll_transmit() {
                send(&transmit.message);
            }
        }
    }

    fn progress(&mut self, events: &[EndpointEvent]) -> Result<Progress, DtlsError> {
        let mut progress = Progress::Pending;
        for event in events {
            match event {
                EndpointEvent::HandshakeComplete => {
                    self.connected = true;
                    progress = Progress::Connected(self.keys()?);
                }
                EndpointEvent::PeerClosed => return Ok(Progress::Closed),
                // No data channel is negotiated, so application data means nothing here.
                EndpointEvent::ApplicationData(_) | _ => {}
            }
        }
        Ok(progress)
    }

    fn keys(&self) -> Result<Srtp, DtlsError> {
        let state = self
            .endpoint
            .get_connection_state(PEER)
            .ok_or(Error::HandshakeInProgress)?;
        let presented = state
            .peer_certificates
            .first()
            .map(|der| Fingerprint::of(der));
        if presented != Some(self.expected) {
            return Err(DtlsError::Fingerprint);
        }
        let material = state.export_keying_material(
            "EXTRACTOR-dtls_srtp",
            &[],
            self.profile.keying_material_len(),
        )?;
        Ok(Srtp::new(
            self.profile,
            material.as_ref(),
            self.config.provider.crypto(),
        )?)
    }

    /// `rtc-dtls` follows the client's order of profiles, and Chromium lists AES-CM first, so GCM
    /// is offered alone; a peer that has none begins anew here with AES-CM.
    fn start_again_without_gcm(&mut self, now: Instant) -> Result<Vec<EndpointEvent>, Error> {
        self.profile = Profile::Aes128CmSha1_80;
        self.endpoint = endpoint(&self.config.compat);
        let mut events = Vec::new();
        for datagram in std::mem::take(&mut self.hello) {
            events.extend(self.endpoint.read(now, PEER, None, datagram)?);
        }
        Ok(events)
    }

    /// Sends what the endpoint has. If it has nothing although the peer repeats itself, our last
    /// flight was lost: `rtc-dtls` clears its retransmission timer on any handshake datagram and
    /// does not arm it again when the message was incomplete, so the flight is repeated here.
    fn send_flight(&mut self, now: Instant, mut send: impl FnMut(&[u8])) {
        let mut fresh = Vec::new();
        while let Some(transmit) = self.endpoint.poll_transmit() {
            send(&transmit.message);
            fresh.push(transmit.message);
        }
        if !fresh.is_empty() {
            self.flight = fresh;
            self.flight_at = Some(now);
            self.hello.clear();
            return;
        }
        let waited = self
            .flight_at
            .is_some_and(|at| now.duration_since(at) >= REPEAT_AFTER);
        if waited && !self.connected && self.repeats < REPEATS_MAX {
            self.repeats += 1;
            self.flight_at = Some(now);
            for datagram in &self.flight {
                send(datagram);
            }
        }
    }
}

fn endpoint(config: &Arc<HandshakeConfig>) -> Endpoint {
    Endpoint::new(PEER, TransportProtocol::UDP, Some(config.clone()))
}
