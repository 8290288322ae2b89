//! What the server prints when it is ready: where to go, in one block, Chinese and English.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::demo::{Demo, SHOWN_BRANCH};

/// What there is to say.
#[derive(Debug)]
pub struct Greeting<'a> {
    /// The plain door.
    pub http: SocketAddr,
    /// The HTTPS door.
    pub https: SocketAddr,
    /// Addresses by which other computers reach this one.
    pub addresses: &'a [IpAddr],
    /// SHA-256 of the local authority's certificate, where there is one.
    pub fingerprint: Option<String>,
    /// The token of the one-time link, while there is no administrator.
    pub setup_token: Option<String>,
    /// The demo's links.
    pub demo: Option<&'a Demo>,
    /// The secret's file, where a separate media node is awaited.
    pub node_secret_file: Option<String>,
}

impl Greeting<'_> {
    /// The block, as it is printed.
    ///
    /// # Errors
    /// Never in practice: writing to a string does not fail.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let here = local_address(self.http);
        let rule = "─".repeat(78);
        let mut text = format!("\n{rule}\n  拼会 Pinhui 已启动 · is running\n\n");
        let mut line = |chinese: &str, english: &str, address: &str| {
            writeln!(text, "  {chinese} · {english}\n      {address}")
        };
        if let Some(token) = &self.setup_token {
            line(
                "创建第一位管理员（一次性链接）",
                "make the first administrator (one-time link)",
                &format!("{here}/setup?token={token}"),
            )?;
        } else {
            line("本机打开", "on this computer", &here)?;
        }
        if let Some(demo) = self.demo {
            line(
                "演示：主持台",
                "demo: host console",
                &format!("{here}{}", demo.host.path),
            )?;
            line(
                "演示：大屏",
                "demo: wall",
                &format!("{here}{}", demo.wall.path),
            )?;
            if let Some(branch) = demo.branches.iter().find(|link| link.venue == SHOWN_BRANCH) {
                line(
                    "演示：分会场 03 艺康苑",
                    "demo: branch venue 03",
                    &format!("{here}{}", branch.path),
                )?;
            }
        }
        if let Some(file) = &self.node_secret_file {
            line(
                "等待独立媒体节点，密钥在",
                "awaiting a separate media node; its secret is in",
                file,
            )?;
        }
        if let Some(address) = self.reachable() {
            line(
                "其他电脑打开",
                "on other computers",
                &https(address, self.https.port()),
            )?;
            if let Some(fingerprint) = &self.fingerprint {
                line(
                    "其他电脑先信任证书",
                    "other computers first trust the certificate",
                    &format!("{}/trust", http(address, self.http.port())),
                )?;
                line("证书指纹 SHA-256", "its fingerprint", fingerprint)?;
            }
        }
        writeln!(text, "\n  按 Ctrl-C 停止 · Ctrl-C stops it\n{rule}")?;
        Ok(text)
    }

    /// The first address by which other computers reach the HTTPS door.
    fn reachable(&self) -> Option<IpAddr> {
        match self.https.ip() {
            bound if bound.is_loopback() => None,
            bound if bound.is_unspecified() => self.addresses.first().copied(),
            bound => Some(bound),
        }
    }
}

/// How this machine reaches the plain door.
#[must_use]
pub fn local_address(http: SocketAddr) -> String {
    let bound = http.ip();
    if !bound.is_unspecified() && !bound.is_loopback() {
        return self::http(bound, http.port());
    }
    let host = match bound {
        IpAddr::V4(v4) if v4.is_loopback() && v4 != Ipv4Addr::LOCALHOST => v4.to_string(),
        IpAddr::V4(_) | IpAddr::V6(_) => "localhost".to_owned(),
    };
    format!("http://{host}:{}", http.port())
}

fn http(address: IpAddr, port: u16) -> String {
    format!("http://{}", SocketAddr::new(address, port))
}

fn https(address: IpAddr, port: u16) -> String {
    format!("https://{}", SocketAddr::new(address, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn greeting() -> Greeting<'static> {
        Greeting {
            http: "0.0.0.0:8080".parse().unwrap(),
            https: "0.0.0.0:8443".parse().unwrap(),
            addresses: &[],
            fingerprint: None,
            setup_token: None,
            demo: None,
            node_secret_file: None,
        }
    }

    #[test]
    fn without_an_administrator_the_one_time_link_is_printed() {
        let text = Greeting {
            setup_token: Some("abc".to_owned()),
            ..greeting()
        }
        .text()
        .unwrap();
        assert!(
            text.contains("http://localhost:8080/setup?token=abc\n"),
            "{text}"
        );
    }

    #[test]
    fn other_computers_are_told_where_to_go_and_what_to_trust_first() {
        let addresses = ["192.0.2.5".parse().unwrap()];
        let fingerprint = Some("AB:CD".to_owned());
        let text = Greeting {
            addresses: &addresses,
            fingerprint,
            ..greeting()
        }
        .text()
        .unwrap();
        assert!(text.contains("https://192.0.2.5:8443\n"), "{text}");
        assert!(text.contains("http://192.0.2.5:8080/trust\n"), "{text}");
        assert!(text.contains("AB:CD"), "{text}");
    }

    #[test]
    fn a_server_for_this_machine_alone_names_no_other_way() {
        let addresses = ["192.0.2.5".parse().unwrap()];
        let https = "127.0.0.1:8443".parse().unwrap();
        let text = Greeting {
            addresses: &addresses,
            https,
            ..greeting()
        }
        .text()
        .unwrap();
        assert!(!text.contains("https://"), "{text}");
    }
}
