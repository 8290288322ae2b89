//! Dialling a control plane.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use sfu_wire::FRAME_BYTES_MAX;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::header::AUTHORIZATION;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Request, StatusCode};
use tokio_tungstenite::tungstenite::{self, protocol::WebSocketConfig};
use tokio_tungstenite::{
    Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config,
};
use url::Url;

use super::{LinkConfig, LinkError, Lost};

/// Where control planes take nodes.
const PATH: &str = "/api/v1/node";

/// A WebSocket to a control plane.
pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// All that dialling takes.
pub(super) struct Dialer {
    request: Request<()>,
    connector: Connector,
    connect_max: Duration,
}

impl Dialer {
    /// Reads the configuration.
    ///
    /// # Errors
    /// When it cannot work, whoever answers.
    pub(super) fn new(config: &LinkConfig, connect_max: Duration) -> Result<Self, LinkError> {
        let address = || LinkError::Address {
            control: config.control.clone(),
        };
        let url = endpoint(&config.control).ok_or_else(address)?;
        let connector = if url.scheme() == "wss" {
            Connector::Rustls(Arc::new(tls(config.ca_file.as_deref())?))
        } else {
            Connector::Plain
        };
        let mut request = url.as_str().into_client_request().map_err(|_| address())?;
        let mut bearer = HeaderValue::try_from(format!("Bearer {}", config.secret))
            .map_err(|_| LinkError::Secret)?;
        bearer.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, bearer);
        Ok(Self {
            request,
            connector,
            connect_max,
        })
    }

    /// Dials once.
    pub(super) async fn dial(&self) -> Result<Socket, Lost> {
        let limits = WebSocketConfig::default()
            .max_message_size(Some(FRAME_BYTES_MAX))
            .max_frame_size(Some(FRAME_BYTES_MAX));
        let connected = connect_async_tls_with_config(
            self.request.clone(),
            Some(limits),
            true,
            Some(self.connector.clone()),
        );
        match timeout(self.connect_max, connected).await {
            Ok(Ok((socket, _))) => Ok(socket),
            Ok(Err(error)) => Err(why(error)),
            Err(_) => Err(Lost::Unreachable("no answer in time".to_owned())),
        }
    }
}

/// The control plane's address for nodes; `None` where its URL is none of a control plane.
fn endpoint(control: &Url) -> Option<Url> {
    let scheme = match control.scheme() {
        "http" | "ws" => "ws",
        "https" | "wss" => "wss",
        _ => return None,
    };
    let path = format!("{}{PATH}", control.path().trim_end_matches('/'));
    let mut url = control.clone();
    url.set_scheme(scheme).ok()?;
    url.set_path(&path);
    url.set_query(None);
    url.set_fragment(None);
    Some(url)
}

/// TLS that trusts the public authorities and those of `ca_file`.
fn tls(ca_file: Option<&Path>) -> Result<ClientConfig, LinkError> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    if let Some(path) = ca_file {
        let unusable = |reason: String| LinkError::CaFile {
            path: path.to_owned(),
            reason,
        };
        let certificates: Vec<_> = CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect)
            .map_err(|error| unusable(error.to_string()))?;
        if certificates.is_empty() {
            return Err(unusable("it has no certificate".to_owned()));
        }
        for certificate in certificates {
            roots
                .add(certificate)
                .map_err(|error| unusable(error.to_string()))?;
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

fn why(error: tungstenite::Error) -> Lost {
    if let tungstenite::Error::Http(response) = &error {
        let status = response.status();
        if status == StatusCode::UNAUTHORIZED || status == StatusCode::FORBIDDEN {
            return Lost::WrongSecret;
        }
        return Lost::Unreachable(format!("it answers {status} where nodes are taken"));
    }
    Lost::Unreachable(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint_of(control: &str) -> Option<String> {
        endpoint(&control.parse().unwrap()).map(String::from)
    }

    #[test]
    fn nodes_are_taken_below_the_control_planes_url() {
        let cases = [
            ("https://m.example:8443", "wss://m.example:8443/api/v1/node"),
            ("https://m.example/", "wss://m.example/api/v1/node"),
            ("http://localhost:8080", "ws://localhost:8080/api/v1/node"),
            ("wss://m.example/p/?x=1#y", "wss://m.example/p/api/v1/node"),
        ];
        for (control, expected) in cases {
            assert_eq!(endpoint_of(control).as_deref(), Some(expected));
        }
        assert_eq!(endpoint_of("ftp://m.example"), None);
    }

    fn config(control: &str) -> LinkConfig {
        LinkConfig {
            control: control.parse().unwrap(),
            secret: "s".to_owned(),
            ca_file: None,
        }
    }

    fn refused(config: &LinkConfig) -> LinkError {
        match Dialer::new(config, Duration::from_secs(1)) {
            Ok(_) => panic!("taken"),
            Err(error) => error,
        }
    }

    #[test]
    fn a_configuration_that_cannot_work_is_refused_at_once() {
        assert!(matches!(
            refused(&config("ftp://m.example")),
            LinkError::Address { .. }
        ));
        let secret = LinkConfig {
            secret: "a\nb".to_owned(),
            ..config("http://localhost")
        };
        assert!(matches!(refused(&secret), LinkError::Secret));
        let no_file = LinkConfig {
            ca_file: Some("/nonexistent/ca.pem".into()),
            ..config("https://localhost")
        };
        assert!(matches!(refused(&no_file), LinkError::CaFile { .. }));
        let no_certificate = LinkConfig {
            ca_file: Some("/dev/null".into()),
            ..config("https://localhost")
        };
        assert!(matches!(refused(&no_certificate), LinkError::CaFile { .. }));
    }
}
