//! The cookies: one for a person's login, one for each place a device may sit in.
//!
//! A browser may hold several: an administrator's login, and the device links of the main
//! venue's console and wall, each in its own tab. Over TLS the names carry the `__Host-` prefix
//! (RFC 6265bis §4.1.3.2), so that no other host can set them; the plain port, which serves this
//! machine alone, cannot use it.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use control_wire::signal::Place;

use super::token::Token;
use crate::arrival::Arrival;

/// How long a device keeps its cookie, in seconds: 400 days, the most that browsers allow.
const DEVICE_SECONDS: u32 = 400 * 24 * 60 * 60;

/// What a cookie stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// A person's login; goes when the browser closes.
    Login,
    /// A device that opened a venue's link; holds the link's token.
    Device(Place),
}

impl Cookie {
    fn name(self, arrival: Arrival) -> &'static str {
        match (self, arrival.secure) {
            (Self::Login, true) => "__Host-pinhui-login",
            (Self::Login, false) => "pinhui-login",
            (Self::Device(Place::Host), true) => "__Host-pinhui-host",
            (Self::Device(Place::Host), false) => "pinhui-host",
            (Self::Device(Place::Wall), true) => "__Host-pinhui-wall",
            (Self::Device(Place::Wall), false) => "pinhui-wall",
            (Self::Device(Place::Branch), true) => "__Host-pinhui-branch",
            (Self::Device(Place::Branch), false) => "pinhui-branch",
        }
    }

    /// The token this cookie carries in a request, if it is there and can be one.
    #[must_use]
    pub fn read(self, headers: &HeaderMap, arrival: Arrival) -> Option<Token> {
        let name = self.name(arrival);
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(found, _)| *found == name)
            .and_then(|(_, value)| Token::presented(value))
    }

    /// The `Set-Cookie` value that gives the browser this token.
    #[must_use]
    pub fn set(self, token: &Token, arrival: Arrival) -> Option<HeaderValue> {
        let lifetime = match self {
            Self::Login => String::new(),
            Self::Device(_) => format!("; Max-Age={DEVICE_SECONDS}"),
        };
        self.header(token.reveal(), &lifetime, arrival)
    }

    /// The `Set-Cookie` value that takes the cookie away.
    #[must_use]
    pub fn clear(self, arrival: Arrival) -> Option<HeaderValue> {
        self.header("", "; Max-Age=0", arrival)
    }

    fn header(self, value: &str, lifetime: &str, arrival: Arrival) -> Option<HeaderValue> {
        let name = self.name(arrival);
        let secure = if arrival.secure { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{lifetime}");
        HeaderValue::from_str(&cookie).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Entropy;

    const OVER_TLS: fn() -> Arrival = || Arrival {
        from: ([192, 0, 2, 1], 1).into(),
        secure: true,
    };

    #[test]
    fn a_cookie_that_was_set_is_read_among_others() {
        let token = Token::draw(&Entropy::from_seed([3; 32]));
        let set = Cookie::Device(Place::Wall).set(&token, OVER_TLS()).unwrap();
        let pair = set.to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, format!("a=b; {pair}; c").parse().unwrap());
        assert_eq!(
            Cookie::Device(Place::Wall).read(&headers, OVER_TLS()),
            Some(token)
        );
        assert_eq!(Cookie::Device(Place::Host).read(&headers, OVER_TLS()), None);
        assert_eq!(Cookie::Login.read(&headers, OVER_TLS()), None);
    }

    #[test]
    fn over_tls_a_cookie_is_secure_and_bound_to_the_host() {
        let token = Token::draw(&Entropy::from_seed([3; 32]));
        let set = Cookie::Login.set(&token, OVER_TLS()).unwrap();
        let set = set.to_str().unwrap();
        assert!(set.starts_with("__Host-"), "{set}");
        for attribute in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(set.contains(attribute), "{set}");
        }
    }
}
