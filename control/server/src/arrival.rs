//! How a request reached the server: from where, and through which door.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{Extensions, HeaderMap, header};

/// Set on every request by the listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// The other end of the connection.
    pub from: SocketAddr,
    /// True where the connection is TLS.
    pub secure: bool,
}

impl Arrival {
    /// The arrival recorded on a request. A request without one came through no door of ours and
    /// is trusted with nothing.
    #[must_use]
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get::<Self>().copied().unwrap_or(Self {
            from: SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
            secure: false,
        })
    }

    /// True where a browser treats the page as a secure context (it may use the camera): over TLS,
    /// or from this machine under a name that means this machine.
    #[must_use]
    pub fn is_secure_context(&self, headers: &HeaderMap) -> bool {
        self.secure || (self.from.ip().to_canonical().is_loopback() && names_this_machine(headers))
    }
}

impl<S: Sync> FromRequestParts<S> for Arrival {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}

/// The host and port that a request was sent to.
#[must_use]
pub fn host(headers: &HeaderMap) -> Option<Authority> {
    headers.get(header::HOST)?.to_str().ok()?.parse().ok()
}

/// True where the Host header is `localhost` or a loopback address.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let Some(authority) = host(headers) else {
        return false;
    };
    let name = authority.host();
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent_to(host: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        headers
    }

    #[test]
    fn plain_http_is_a_secure_context_only_from_here_to_here() {
        let here = Arrival {
            from: "127.0.0.1:50000".parse().unwrap(),
            secure: false,
        };
        let mapped = Arrival {
            from: "[::ffff:127.0.0.1]:50000".parse().unwrap(),
            secure: false,
        };
        let office = Arrival {
            from: "192.0.2.7:50000".parse().unwrap(),
            secure: false,
        };
        for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"] {
            assert!(here.is_secure_context(&sent_to(host)), "{host}");
            assert!(mapped.is_secure_context(&sent_to(host)), "{host}");
            assert!(!office.is_secure_context(&sent_to(host)), "{host}");
        }
        assert!(!here.is_secure_context(&sent_to("meeting.example:8080")));
        assert!(!here.is_secure_context(&HeaderMap::new()));
        assert!(
            Arrival {
                secure: true,
                ..office
            }
            .is_secure_context(&sent_to("x"))
        );
    }
}
