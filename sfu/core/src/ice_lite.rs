//! ICE-lite (RFC 8445 §2.5): answer the browser's connectivity checks, believe its nomination.
//!
//! Invariant: media and DTLS are taken from, and sent to, an address only after a check from it
//! carried the right MESSAGE-INTEGRITY. A check that does not is not answered at all, so nobody
//! can use this port to reflect traffic.

use std::net::SocketAddr;
use std::time::Instant;

use rand::Rng;
use rand::distr::{Alphanumeric, SampleString};
use rtc_crypto::RTCCrypto;
use rtc_stun::attributes::{ATTR_MESSAGE_INTEGRITY, ATTR_USE_CANDIDATE, ATTR_USERNAME};
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_REQUEST, BINDING_SUCCESS, Message, Setter, is_stun_message};
use rtc_stun::xoraddr::XorMappedAddress;

/// Addresses of one peer that may be valid at once: host, VPN and two NAT bindings, twice.
const VALIDATED_MAX: usize = 8;

/// Longest STUN message read: real checks are about 100 bytes.
const MESSAGE_BYTES_MAX: usize = 576;

/// One side's user fragment and password.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Credentials {
    pub(crate) ufrag: String,
    pub(crate) pwd: String,
}

impl Credentials {
    /// Draws fresh ones: 8 characters name a peer among all of a worker, 24 are 142 bits
    /// (RFC 8445 §5.3 asks for 24 and 128).
    pub(crate) fn generate(rng: &mut impl Rng) -> Self {
        Self {
            ufrag: Alphanumeric.sample_string(rng, 8),
            pwd: Alphanumeric.sample_string(rng, 24),
        }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("ufrag", &self.ufrag)
            .finish_non_exhaustive()
    }
}

/// A connectivity check as it arrived, not yet authenticated.
#[derive(Debug)]
pub(crate) struct Check {
    message: Message,
    local_ufrag: String,
    remote_ufrag: String,
}

impl Check {
    /// Reads a Binding request with a USERNAME of two parts (RFC 8445 §7.3).
    pub(crate) fn parse(datagram: &[u8]) -> Option<Self> {
        if datagram.len() > MESSAGE_BYTES_MAX || !is_stun_message(datagram) {
            return None;
        }
        let mut message = Message::new();
        message.unmarshal_binary(datagram).ok()?;
        if message.typ != BINDING_REQUEST {
            return None;
        }
        let username = String::from_utf8(message.get(ATTR_USERNAME).ok()?).ok()?;
        let (local, remote) = username.split_once(':')?;
        Some(Self {
            local_ufrag: local.to_owned(),
            remote_ufrag: remote.to_owned(),
            message,
        })
    }

    /// Our user fragment: names the peer it is for.
    pub(crate) fn local_ufrag(&self) -> &str {
        &self.local_ufrag
    }

    fn nominates(&self) -> bool {
        self.message.contains(ATTR_USE_CANDIDATE)
    }

    fn is_authentic(&mut self, pwd: &str, crypto: &dyn RTCCrypto) -> bool {
        self.message
            .get(ATTR_MESSAGE_INTEGRITY)
            .is_ok_and(|mac| mac.len() == 20)
            && MessageIntegrity::check(&mut self.message, pwd.as_bytes(), crypto).is_ok()
    }

    /// The success response: where the check came from, under our password.
    fn success(&self, from: SocketAddr, pwd: &str, crypto: &dyn RTCCrypto) -> Option<Vec<u8>> {
        let mut response = Message::new();
        let setters: [Box<dyn Setter + '_>; 5] = [
            Box::new(BINDING_SUCCESS),
            Box::new(self.message.transaction_id),
            Box::new(XorMappedAddress {
                ip: from.ip(),
                port: from.port(),
            }),
            Box::new(MessageIntegrity::new_short_term_integrity_with_provider(
                pwd.to_owned(),
                crypto,
            )),
            Box::new(FINGERPRINT),
        ];
        response.build(&setters).ok()?;
        Some(response.raw)
    }
}

/// What an authentic check led to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    /// To be sent back to where the check came from.
    pub(crate) response: Vec<u8>,
    /// An address that was validated by this check and was not before.
    pub(crate) validated: Option<SocketAddr>,
    /// An address that lost its place to it.
    pub(crate) forgotten: Option<SocketAddr>,
    /// Our user fragment from before an ICE restart that is now complete.
    pub(crate) retired_ufrag: Option<String>,
}

/// One generation of credentials: an ICE restart makes a new one.
#[derive(Debug)]
struct Generation {
    local: Credentials,
    remote_ufrag: String,
}

/// The ICE state of one peer.
#[derive(Debug)]
pub(crate) struct IceLite {
    current: Generation,
    /// Still answered, so that a connection stands until the restarted one does.
    previous: Option<Generation>,
    validated: Vec<(SocketAddr, Instant)>,
    selected: Option<SocketAddr>,
}

impl IceLite {
    /// State for a first offer with `remote_ufrag`.
    pub(crate) fn new(local: Credentials, remote_ufrag: String) -> Self {
        Self {
            current: Generation {
                local,
                remote_ufrag,
            },
            previous: None,
            validated: Vec::new(),
            selected: None,
        }
    }

    /// Our credentials, for the answer.
    pub(crate) fn local(&self) -> &Credentials {
        &self.current.local
    }

    /// The remote user fragment of the latest offer.
    pub(crate) fn remote_ufrag(&self) -> &str {
        &self.current.remote_ufrag
    }

    /// Begins an ICE restart (RFC 8445 §9). Returns the user fragment that is no longer answered.
    pub(crate) fn restart(&mut self, local: Credentials, remote_ufrag: String) -> Option<String> {
        let next = Generation {
            local,
            remote_ufrag,
        };
        let outgoing = std::mem::replace(&mut self.current, next);
        self.previous
            .replace(outgoing)
            .map(|oldest| oldest.local.ufrag)
    }

    /// Every user fragment of ours that is answered.
    pub(crate) fn local_ufrags(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.current)
            .chain(&self.previous)
            .map(|generation| generation.local.ufrag.as_str())
    }

    /// Where to send; `None` until a check was authentic.
    pub(crate) fn selected(&self) -> Option<SocketAddr> {
        self.selected
    }

    /// Addresses that may send.
    pub(crate) fn validated(&self) -> impl Iterator<Item = SocketAddr> {
        self.validated.iter().map(|(address, _)| *address)
    }

    /// Takes a check in; `None` if it is not authentic.
    pub(crate) fn handle_check(
        &mut self,
        now: Instant,
        from: SocketAddr,
        check: &mut Check,
        crypto: &dyn RTCCrypto,
    ) -> Option<Checked> {
        let is_current = check.local_ufrag == self.current.local.ufrag;
        let generation = if is_current {
            &self.current
        } else {
            self.previous
                .as_ref()
                .filter(|previous| previous.local.ufrag == check.local_ufrag)?
        };
        if generation.remote_ufrag != check.remote_ufrag
            || !check.is_authentic(&generation.local.pwd, crypto)
        {
            return None;
        }
        let response = check.success(from, &generation.local.pwd, crypto)?;
        let (validated, forgotten) = self.validate(now, from);
        // The controlling side nominates (RFC 8445 §8.1.1); before it does, its first valid
        // address serves. After a restart the old generation no longer decides.
        if self.selected.is_none() || (check.nominates() && is_current) {
            self.selected = Some(from);
        }
        let retired_ufrag = (is_current && check.nominates())
            .then(|| self.previous.take())
            .flatten()
            .map(|generation| generation.local.ufrag);
        Some(Checked {
            response,
            validated,
            forgotten,
            retired_ufrag,
        })
    }

    fn validate(
        &mut self,
        now: Instant,
        from: SocketAddr,
    ) -> (Option<SocketAddr>, Option<SocketAddr>) {
        if let Some((_, heard)) = self.validated.iter_mut().find(|(known, _)| *known == from) {
            *heard = now;
            return (None, None);
        }
        let mut forgotten = None;
        if self.validated.len() == VALIDATED_MAX {
            let oldest = self
                .validated
                .iter()
                .enumerate()
                .filter(|(_, (address, _))| Some(*address) != self.selected)
                .min_by_key(|(_, (_, heard))| *heard)
                .map(|(place, _)| place);
            forgotten = oldest.map(|place| self.validated.swap_remove(place).0);
        }
        self.validated.push((from, now));
        (Some(from), forgotten)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use rtc_crypto::RTCCryptoProvider;
    use rtc_stun::attributes::RawAttribute;
    use rtc_stun::textattrs::TextAttribute;
    use std::sync::Arc;

    fn provider() -> Arc<dyn RTCCryptoProvider> {
        rtc_crypto::default_provider().unwrap()
    }

    fn address(port: u16) -> SocketAddr {
        ([127, 0, 0, 1], port).into()
    }

    fn ice() -> IceLite {
        let mut rng = StdRng::from_seed([1; 32]);
        IceLite::new(Credentials::generate(&mut rng), "them".into())
    }

    fn check(username: &str, pwd: &str, nominate: bool) -> Vec<u8> {
        let provider = provider();
        let mut message = Message::new();
        message.new_transaction_id().unwrap();
        let mut setters: Vec<Box<dyn Setter + '_>> = vec![
            Box::new(BINDING_REQUEST),
            Box::new(TextAttribute::new(ATTR_USERNAME, username.into())),
        ];
        if nominate {
            setters.push(Box::new(RawAttribute {
                typ: ATTR_USE_CANDIDATE,
                length: 0,
                value: vec![],
            }));
        }
        setters.push(Box::new(
            MessageIntegrity::new_short_term_integrity_with_provider(pwd.into(), provider.crypto()),
        ));
        setters.push(Box::new(FINGERPRINT));
        message.build(&setters).unwrap();
        message.raw
    }

    fn handle(ice: &mut IceLite, port: u16, bytes: &[u8]) -> Option<Checked> {
        let mut check = Check::parse(bytes)?;
        ice.handle_check(clock(), address(port), &mut check, provider().crypto())
    }

    #[test]
    fn an_authentic_check_validates_and_is_answered() {
        let mut ice = ice();
        let Credentials { ufrag, pwd } = ice.local().clone();
        let checked = handle(
            &mut ice,
            1000,
            &check(&format!("{ufrag}:them"), &pwd, false),
        )
        .unwrap();
        assert_eq!(checked.validated, Some(address(1000)));
        assert_eq!(ice.selected(), Some(address(1000)));
        let mut response = Message::new();
        response.unmarshal_binary(&checked.response).unwrap();
        assert_eq!(response.typ, BINDING_SUCCESS);
        MessageIntegrity::check(&mut response, pwd.as_bytes(), provider().crypto()).unwrap();
    }

    #[test]
    fn a_check_with_a_wrong_password_or_name_is_not_answered() {
        let mut ice = ice();
        let Credentials { ufrag, pwd } = ice.local().clone();
        let wrong = [
            check(&format!("{ufrag}:them"), "guess", false),
            check(&format!("{ufrag}:others"), &pwd, false),
            check("nobody:them", &pwd, false),
            check(&ufrag, &pwd, false),
        ];
        for bytes in wrong {
            assert_eq!(handle(&mut ice, 1000, &bytes), None);
        }
        assert_eq!(ice.selected(), None);
    }

    #[test]
    fn the_nominated_address_is_sent_to() {
        let mut ice = ice();
        let Credentials { ufrag, pwd } = ice.local().clone();
        let name = format!("{ufrag}:them");
        handle(&mut ice, 1000, &check(&name, &pwd, false)).unwrap();
        handle(&mut ice, 2000, &check(&name, &pwd, false)).unwrap();
        assert_eq!(ice.selected(), Some(address(1000)));
        handle(&mut ice, 2000, &check(&name, &pwd, true)).unwrap();
        assert_eq!(ice.selected(), Some(address(2000)));
    }

    #[test]
    fn a_restart_answers_both_until_the_new_one_is_nominated() {
        let mut ice = ice();
        let old = ice.local().clone();
        handle(
            &mut ice,
            1000,
            &check(&format!("{}:them", old.ufrag), &old.pwd, true),
        )
        .unwrap();
        let new = Credentials::generate(&mut StdRng::from_seed([2; 32]));
        assert_eq!(ice.restart(new.clone(), "again".into()), None);
        let late = check(&format!("{}:them", old.ufrag), &old.pwd, true);
        assert!(handle(&mut ice, 1001, &late).is_some());
        assert_eq!(
            ice.selected(),
            Some(address(1000)),
            "the old one decides no more"
        );
        handle(
            &mut ice,
            3000,
            &check(&format!("{}:again", new.ufrag), &new.pwd, true),
        )
        .unwrap();
        assert_eq!(ice.selected(), Some(address(3000)));
        assert_eq!(handle(&mut ice, 1000, &late), None);
    }

    #[test]
    fn addresses_are_bounded_and_the_selected_one_stays() {
        let mut ice = ice();
        let Credentials { ufrag, pwd } = ice.local().clone();
        let bytes = check(&format!("{ufrag}:them"), &pwd, false);
        for port in 0..20 {
            handle(&mut ice, 1000 + port, &bytes).unwrap();
        }
        assert_eq!(ice.validated().count(), VALIDATED_MAX);
        assert!(ice.validated().any(|known| Some(known) == ice.selected()));
    }

    #[test]
    fn cut_and_mutated_checks_do_no_harm() {
        let mut ice = ice();
        let Credentials { ufrag, pwd } = ice.local().clone();
        let whole = check(&format!("{ufrag}:them"), &pwd, true);
        for len in 0..whole.len() {
            assert_eq!(handle(&mut ice, 1, &whole[..len]), None);
        }
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut changed = whole.clone();
                changed[at] ^= 1 << bit;
                // A change after the integrity attribute is only seen by FINGERPRINT, which
                // protects against confusion with other protocols and not against attackers.
                let _ = handle(&mut ice, 1, &changed);
            }
        }
    }
}
