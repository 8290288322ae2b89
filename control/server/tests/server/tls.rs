//! HTTPS with the local authority, over real sockets

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use control_hall::Clock as _;
use control_server::clock::SystemClock;
use control_server::listener::{self, Door};
use control_server::tls::{Certificates, LocalAuthority, Origin};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsConnector;

use crate::house::House;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn connector(authority: &LocalAuthority) -> TlsConnector {
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(authority.certificate_pem().as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

/// What a client that trusts `authority` reads from `/healthz` when it calls the server `name`.
async fn ask(
    address: SocketAddr,
    authority: &LocalAuthority,
    name: &str,
) -> std::io::Result<String> {
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut stream = connector(authority).connect(name, stream).await?;
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    Ok(text)
}

#[tokio::test]
async fn a_browser_that_trusts_the_authority_is_served_under_every_name() {
    let house = House::new().await;
    let now_ms = SystemClock.unix_ms();
    let directory = tempfile::tempdir().unwrap();
    let authority = LocalAuthority::load_or_make(directory.path(), "test", now_ms).unwrap();
    let origin = Origin::Local {
        authority: authority.clone(),
        names: names(&["localhost", "127.0.0.1", "::1", "192.0.2.5"]),
    };
    let certificates = Certificates::load(origin, now_ms).unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let tls = Some(certificates.acceptor().unwrap());
    let serving = tokio::spawn(listener::serve(
        listener,
        Door {
            tls,
            media: None,
            router: house.router.clone(),
        },
        stopped,
    ));

    for name in ["localhost", "127.0.0.1", "::1", "192.0.2.5"] {
        let text = ask(address, &authority, name).await.unwrap();
        assert!(
            text.starts_with("HTTP/1.1 200") && text.ends_with("ok\n"),
            "{name}: {text}"
        );
    }
    assert!(ask(address, &authority, "192.0.2.6").await.is_err());
    let elsewhere = tempfile::tempdir().unwrap();
    let stranger = LocalAuthority::load_or_make(elsewhere.path(), "other", now_ms).unwrap();
    assert!(ask(address, &stranger, "localhost").await.is_err());

    stop.send_replace(true);
    serving.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_certificate_is_made_anew_for_other_names_and_before_it_ends() {
    let directory = tempfile::tempdir().unwrap();
    let made_ms = 1_795_000_000_000;
    let authority = LocalAuthority::load_or_make(directory.path(), "test", made_ms).unwrap();
    let certificate = |names: &[String], now_ms| {
        let leaf = authority.leaf(names, now_ms).unwrap();
        std::fs::read_to_string(leaf.certificate).unwrap()
    };
    let few = names(&["localhost", "127.0.0.1"]);
    let more = names(&["localhost", "127.0.0.1", "192.0.2.5"]);
    let first = certificate(&few, made_ms);
    assert_eq!(certificate(&few, made_ms + 360 * DAY_MS), first);
    let second = certificate(&more, made_ms);
    assert_ne!(second, first);
    assert_eq!(certificate(&more, made_ms), second);
    let third = certificate(&more, made_ms + 370 * DAY_MS);
    assert_ne!(third, second);
    let fourth = certificate(&few, made_ms + 370 * DAY_MS);
    assert_ne!(fourth, third);
}

#[tokio::test]
async fn the_authority_is_made_once_and_its_keys_are_nobody_elses() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    let made = LocalAuthority::load_or_make(directory.path(), "test", 1_795_000_000_000).unwrap();
    made.leaf(&names(&["localhost"]), 1_795_000_000_000)
        .unwrap();
    let again = LocalAuthority::load_or_make(directory.path(), "test", 1_900_000_000_000).unwrap();
    assert_eq!(made.certificate_pem(), again.certificate_pem());
    for key in ["ca.key", "server.key"] {
        let mode = std::fs::metadata(directory.path().join(key))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{key}");
    }
    std::fs::remove_file(directory.path().join("ca.key")).unwrap();
    let error = LocalAuthority::load_or_make(directory.path(), "test", 0).unwrap_err();
    assert!(error.to_string().contains("ca.key is missing"), "{error}");
}

#[tokio::test]
async fn renewed_files_are_used_without_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let now_ms = SystemClock.unix_ms();
    let authority = LocalAuthority::load_or_make(directory.path(), "test", now_ms).unwrap();
    let leaf = authority.leaf(&names(&["localhost"]), now_ms).unwrap();
    let certificate = directory.path().join("operator.pem");
    let key = directory.path().join("operator.key");
    let copy = |from: &Path, to: &Path| std::fs::copy(from, to).unwrap();
    copy(&leaf.certificate, &certificate);
    copy(&leaf.key, &key);
    let origin = Origin::Files {
        certificate: certificate.clone(),
        key: key.clone(),
    };
    let certificates = Certificates::load(origin, now_ms).unwrap();

    let house = House::new().await;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (_stop, stopped) = watch::channel(false);
    let tls = Some(certificates.acceptor().unwrap());
    tokio::spawn(listener::serve(
        listener,
        Door {
            tls,
            media: None,
            router: house.router.clone(),
        },
        stopped,
    ));
    assert!(ask(address, &authority, "renewed.example").await.is_err());

    let renewed = authority
        .leaf(&names(&["renewed.example"]), now_ms)
        .unwrap();
    copy(&renewed.certificate, &certificate);
    assert!(
        certificates.refresh(now_ms).is_err(),
        "a certificate with another's key is not used"
    );
    assert!(ask(address, &authority, "localhost").await.is_ok());
    copy(&renewed.key, &key);
    certificates.refresh(now_ms).unwrap();
    assert!(ask(address, &authority, "renewed.example").await.is_ok());
}
