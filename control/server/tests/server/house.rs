//! A server without sockets, and browsers that talk to it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HOST, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use control_hall::{Clock, Hall, SessionLog};
use control_server::accounts::login_limit::LoginLimit;
use control_server::accounts::passwords::{Cost, Passwords};
use control_server::accounts::token::Token;
use control_server::app::{App, Parts};
use control_server::arrival::Arrival;
use control_server::attendance::archive::RecordArchive;
use control_server::entropy::Entropy;
use control_server::metrics::Metrics;
use control_server::post::account::PasswordFile;
use control_server::router::router;
use control_server::routes::node::secret_hash;
use control_server::store::Store;
use control_server::store::settings::Setting;
use control_server::tls::LocalAuthority;
use control_wire::rest::Role;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// The password of everybody here.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// The secret of the separate media node.
pub(crate) const NODE_SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A clock that stands until it is moved.
pub(crate) struct ManualClock(AtomicI64);

impl Clock for ManualClock {
    fn unix_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A server without sockets.
pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) directory: Arc<TempDir>,
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::over(Arc::new(tempfile::tempdir().unwrap())).await
    }

    /// A server over a directory that an earlier one may have used.
    pub(crate) async fn over(directory: Arc<TempDir>) -> Self {
        let clock = Arc::new(ManualClock(AtomicI64::new(1_795_000_000_000)));
        let store = Store::open(&directory.path().join("pinhui.db"))
            .await
            .unwrap();
        let log: Arc<dyn SessionLog> = Arc::new(store.clone());
        let hall = Hall::new(clock.clone(), log, [9; 32]);
        control_server::session_life::reopen_live(&store, &hall)
            .await
            .unwrap();
        let entropy = Entropy::from_system().unwrap();
        let authority =
            LocalAuthority::load_or_make(directory.path(), "test", clock.unix_ms()).unwrap();
        let record_archive = RecordArchive::open(directory.path(), &entropy).unwrap();
        let app = App::new(Parts {
            record_archive,
            store,
            hall,
            clock: clock.clone(),
            passwords: Passwords::new(entropy.clone(), Cost::Least).unwrap(),
            entropy,
            login_limit: LoginLimit::default(),
            node_secret_hash: Some(secret_hash(NODE_SECRET)),
            mail_password: PasswordFile::new(&directory.path().join("mail-password")),
            metrics: Metrics::default(),
            authority: Some(authority),
            https_port: 8443,
        });
        Self {
            router: router(app.clone()),
            app,
            clock,
            directory,
        }
    }

    pub(crate) fn database(&self) -> std::path::PathBuf {
        Path::new(self.directory.path()).join("pinhui.db")
    }

    pub(crate) fn advance_ms(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::Relaxed);
    }

    /// The token of a one-time link.
    pub(crate) async fn setup_token(&self) -> String {
        let token = Token::draw(&self.app.entropy);
        self.app
            .store
            .set(Setting::SetupTokenHash, &token.hash())
            .await
            .unwrap();
        token.reveal().to_owned()
    }

    /// A browser in an office, over HTTPS.
    pub(crate) fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            arrival: Arrival {
                from: SocketAddr::from(([192, 0, 2, 7], 50000)),
                secure: true,
            },
            host: "meeting.example:8443".to_owned(),
            cookies: Vec::new(),
        }
    }

    /// The first administrator's browser.
    pub(crate) async fn administrator(&self) -> Browser {
        let mut browser = self.browser();
        let token = self.setup_token().await;
        let body = json!({"token": token, "name": "admin", "password": PASSWORD});
        let reply = browser.post("/api/v1/setup", body).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{reply:?}");
        browser
    }

    /// A browser of somebody with this role, made by `administrator`.
    pub(crate) async fn user(&self, administrator: &mut Browser, role: Role) -> Browser {
        let name = format!("{role:?}");
        let venue = (role == Role::Venue).then_some(3);
        let body = json!({"name": name, "role": role, "venue": venue, "password": PASSWORD});
        let reply = administrator.post("/api/v1/users", body).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{reply:?}");
        let mut browser = self.browser();
        let reply = browser.log_in(&name, PASSWORD).await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        browser
    }

    /// A browser that has opened a venue's link.
    pub(crate) async fn device(
        &self,
        administrator: &mut Browser,
        venue: u16,
        place: &str,
    ) -> Browser {
        let path = administrator.link(venue, place).await;
        let mut browser = self.browser();
        assert_eq!(browser.get(&path).await.status, StatusCode::SEE_OTHER);
        browser
    }
}

/// Something that keeps cookies.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) router: Router,
    pub(crate) arrival: Arrival,
    pub(crate) host: String,
    pub(crate) cookies: Vec<(String, String)>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"]
            .as_str()
            .unwrap_or_else(|| panic!("{self:?}"))
            .to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Browser {
    pub(crate) async fn get(&mut self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&mut self, path: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn delete(&mut self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None).await
    }

    pub(crate) async fn log_in(&mut self, name: &str, password: &str) -> Reply {
        self.post("/api/v1/login", json!({"name": name, "password": password}))
            .await
    }

    /// Adds a venue.
    pub(crate) async fn venue(&mut self, number: u16, name: &str) {
        let body = json!({"number": number, "name": format!("{name}居委会"), "short_name": name});
        let reply = self.post("/api/v1/venues", body).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{reply:?}");
    }

    /// Adds the main venue and branch venues 3 and 7.
    pub(crate) async fn street(&mut self) {
        for (number, name) in [(0, "主会场"), (3, "艺康苑"), (7, "三泉家园")] {
            self.venue(number, name).await;
        }
    }

    /// Makes a device link; its path.
    pub(crate) async fn link(&mut self, venue: u16, place: &str) -> String {
        let reply = self
            .post(
                &format!("/api/v1/venues/{venue}/links"),
                json!({"place": place}),
            )
            .await;
        assert_eq!(reply.status, StatusCode::CREATED, "{reply:?}");
        reply.json()["path"].as_str().unwrap().to_owned()
    }

    /// Makes and opens a session of all venues; its number.
    pub(crate) async fn live_session(&mut self) -> i64 {
        let reply = self
            .post("/api/v1/sessions", json!({"title": "工作例会"}))
            .await;
        assert_eq!(reply.status, StatusCode::CREATED, "{reply:?}");
        let id = reply.json()["id"].as_i64().unwrap();
        let reply = self
            .post(&format!("/api/v1/sessions/{id}/open"), json!({}))
            .await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        id
    }

    pub(crate) async fn send(&mut self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let mut request = self.request(method.clone(), path);
        if !method.is_safe() {
            request
                .headers_mut()
                .insert(CONTENT_TYPE, "application/json".parse().unwrap());
        }
        if let Some(body) = body {
            *request.body_mut() = Body::from(body.to_string());
        }
        self.carry(request).await
    }

    /// A request with the browser's cookies and nothing else.
    pub(crate) fn request(&self, method: Method, path: &str) -> Request<Body> {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap();
        request
            .headers_mut()
            .insert(HOST, self.host.parse().unwrap());
        request
            .headers_mut()
            .insert(ACCEPT_LANGUAGE, "zh-CN".parse().unwrap());
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request
                .headers_mut()
                .insert(COOKIE, cookies.join("; ").parse().unwrap());
        }
        request.extensions_mut().insert(self.arrival);
        request
    }

    pub(crate) async fn carry(&mut self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        for set in parts.headers.get_all(SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(kept, _)| kept != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        Reply {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}
