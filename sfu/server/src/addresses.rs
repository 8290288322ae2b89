//! Which addresses a node writes into its answers.

use std::net::{IpAddr, Ipv4Addr};

use nix::ifaddrs::{InterfaceAddress, getifaddrs};
use nix::net::if_::InterfaceFlags;
use nix::sys::socket::SockaddrStorage;

/// Addresses to advertise for sockets bound to `bind`.
///
/// `advertise` as it stands, where it names any (an address behind a NAT is none of ours). Else
/// `bind` itself if it is one address; else the address of every interface that is up, in the
/// families that the socket hears, with the loopback last: pages on this machine reach it there,
/// and it is the worst candidate for everyone else.
///
/// # Errors
/// When the interfaces cannot be listed.
pub(crate) fn advertised(bind: IpAddr, advertise: &[IpAddr]) -> nix::Result<Vec<IpAddr>> {
    if !advertise.is_empty() {
        return Ok(without_repeats(advertise.iter().copied()));
    }
    if !bind.is_unspecified() {
        return Ok(vec![bind]);
    }
    let interfaces: Vec<IpAddr> = getifaddrs()?.filter_map(|i| usable(&i)).collect();
    Ok(heard_by(bind, &interfaces))
}

/// The interface's address, if the interface is up and the address one that others can use.
fn usable(interface: &InterfaceAddress) -> Option<IpAddr> {
    if !interface.flags.contains(InterfaceFlags::IFF_UP) {
        return None;
    }
    ip_of(interface.address.as_ref()?)
}

fn ip_of(address: &SockaddrStorage) -> Option<IpAddr> {
    if let Some(v4) = address.as_sockaddr_in() {
        return Some(IpAddr::V4(v4.ip()));
    }
    address.as_sockaddr_in6().map(|v6| IpAddr::V6(v6.ip()))
}

/// Those of `interfaces` that a socket bound to the unspecified address `bind` hears, loopback
/// last. A link-local IPv6 address means nothing without its zone, so none is advertised.
fn heard_by(bind: IpAddr, interfaces: &[IpAddr]) -> Vec<IpAddr> {
    let reachable = interfaces
        .iter()
        .copied()
        .filter(|ip| bind.is_ipv6() || ip.is_ipv4())
        .filter(|ip| match ip {
            IpAddr::V4(v4) => !v4.is_unspecified(),
            IpAddr::V6(v6) => !v6.is_unspecified() && !v6.is_unicast_link_local(),
        })
        .filter(|ip| !ip.is_loopback());
    without_repeats(reachable.chain([IpAddr::V4(Ipv4Addr::LOCALHOST)]))
}

fn without_repeats(addresses: impl Iterator<Item = IpAddr>) -> Vec<IpAddr> {
    let mut seen = Vec::new();
    for address in addresses {
        if !seen.contains(&address) {
            seen.push(address);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ips(texts: &[&str]) -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn given_addresses_are_taken_as_they_stand() {
        let given = ips(&["203.0.113.7", "2001:db8::7", "203.0.113.7"]);
        let bind = "0.0.0.0".parse().unwrap();
        assert_eq!(
            advertised(bind, &given).unwrap(),
            ips(&["203.0.113.7", "2001:db8::7"])
        );
    }

    #[test]
    fn a_socket_on_one_address_advertises_that_one() {
        let bind = "127.0.0.1".parse().unwrap();
        assert_eq!(advertised(bind, &[]).unwrap(), vec![bind]);
    }

    #[test]
    fn a_v4_socket_advertises_v4_interfaces_and_the_loopback_last() {
        let interfaces = ips(&[
            "127.0.0.1",
            "10.0.0.5",
            "2001:db8::5",
            "fe80::1",
            "10.0.0.5",
        ]);
        assert_eq!(
            heard_by("0.0.0.0".parse().unwrap(), &interfaces),
            ips(&["10.0.0.5", "127.0.0.1"])
        );
    }

    #[test]
    fn a_dual_stack_socket_advertises_both_families_but_nothing_link_local() {
        let interfaces = ips(&["::1", "10.0.0.5", "fe80::1", "2001:db8::5"]);
        assert_eq!(
            heard_by("::".parse().unwrap(), &interfaces),
            ips(&["10.0.0.5", "2001:db8::5", "127.0.0.1"])
        );
    }

    #[test]
    fn this_machine_advertises_its_loopback() {
        let found = advertised("0.0.0.0".parse().unwrap(), &[]).unwrap();
        assert!(found.contains(&"127.0.0.1".parse().unwrap()), "{found:?}");
    }
}
