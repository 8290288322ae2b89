//! `pinhui serve`: takes hold of everything a server needs, then runs until told to stop.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use control_hall::{Clock, Hall, SessionLog};
use control_wire::rest::SessionPhase;
use rehearse::Rehearsal;
use sfu_server::{Node, NodeConfig};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::Url;

use crate::accounts::login_limit::LoginLimit;
use crate::accounts::passwords::{Cost, Passwords};
use crate::accounts::token::Token;
use crate::addresses;
use crate::app::{App, Parts};
use crate::attendance::archive::RecordArchive;
use crate::attendance::{desk, retention};
use crate::cli::{MediaOptions, ServeOptions};
use crate::clock::SystemClock;
use crate::data_dir::DataDir;
use crate::demo::{self, Demo};
use crate::entropy::Entropy;
use crate::greeting::{Greeting, local_address};
use crate::listener::{self, Door};
use crate::metrics::Metrics;
use crate::post::account::PasswordFile;
use crate::post::{invitations, process, weekly};
use crate::router::router;
use crate::routes::node::secret_hash;
use crate::session_life;
use crate::signals::StopSignals;
use crate::start_error::StartError;
use crate::store::Store;
use crate::store::settings::Setting;
use crate::tls::{Certificates, LocalAuthority, Origin, write_private};

/// How often certificates are looked at again.
const CERTIFICATE_CHECK_EVERY: Duration = Duration::from_secs(60 * 60);

/// For live sessions to record what happened last, when the server stops.
const FINISH_WITHIN: Duration = Duration::from_secs(5);

/// Shortest secret of a media node, in characters.
const SECRET_CHARS_MIN: usize = 32;

/// Runs the server until SIGINT or SIGTERM. Tasks that it started may still write: whoever calls
/// this ends the runtime before letting go of the data directory, which is handed back.
///
/// # Errors
/// When it cannot start; see [`StartError`].
pub async fn serve(options: ServeOptions) -> Result<DataDir, StartError> {
    let mut stop_signals = StopSignals::listen()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let entropy = Entropy::from_system()?;
    let data_dir = DataDir::take(&options.data_dir)?;
    let http = listen(options.http_listen, "--http-listen").await?;
    let https = listen(options.https_listen, "--https-listen").await?;
    let (http_address, https_address) = (http.local_addr()?, https.local_addr()?);
    let (certificates, authority) = certificates(&options, &data_dir, clock.as_ref())?;
    let tls = certificates.acceptor()?;
    let node = if options.no_embedded_node {
        None
    } else {
        let tcp_port = Some(https_address.port());
        Some(sfu_server::start(node_config(&options.media, tcp_port))?)
    };
    let tcp_door = node.as_ref().map(Node::tcp_door);
    let (secret_file, node_secret_hash) = node_secret(&options, &data_dir, &entropy)?;

    let store = open_store(&options, &data_dir).await?;
    let log: Arc<dyn SessionLog> = Arc::new(store.clone());
    let hall = Hall::new(Arc::clone(&clock), log, entropy.bytes());
    session_life::reopen_live(&store, &hall).await?;
    let guard = node.map(|node| {
        let (commands, events, guard) = node.split();
        let hall = hall.clone();
        tokio::spawn(async move { hall.run_node(commands, events).await });
        guard
    });
    let fingerprint = authority.as_ref().map(LocalAuthority::fingerprint);
    let record_archive = RecordArchive::open(data_dir.path(), &entropy)?;
    let app = App::new(Parts {
        record_archive,
        passwords: Passwords::new(entropy.clone(), Cost::Full)?,
        login_limit: LoginLimit::default(),
        mail_password: PasswordFile::new(&data_dir.files().mail_password()),
        metrics: Metrics::default(),
        https_port: https_address.port(),
        store,
        hall,
        clock,
        entropy,
        node_secret_hash,
        authority,
    });
    if let Err(error) = desk::archive_confirmed(&app).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "the archive of records could not be brought up to date"
        );
    }
    let setup_token = setup_token(&app).await?;
    let demo = if options.demo {
        Some(demo::prepare(&app).await?)
    } else {
        None
    };

    let (stop, stopped) = watch::channel(false);
    let mut doors = JoinSet::new();
    let routes = router(app.clone());
    let plain = Door {
        tls: None,
        media: tcp_door.clone(),
        router: routes.clone(),
    };
    let secure = Door {
        tls: Some(tls),
        media: tcp_door,
        router: routes,
    };
    doors.spawn(listener::serve(http, plain, stopped.clone()));
    doors.spawn(listener::serve(https, secure, stopped.clone()));
    doors.spawn(keep_certificates(
        certificates,
        Arc::clone(&app.clock),
        stopped.clone(),
    ));
    doors.spawn(retention::keep_schedule(app.clone(), stopped.clone()));
    doors.spawn(weekly::run(app.clone(), stopped.clone()));
    doors.spawn(invitations::run(app.clone(), stopped.clone()));
    doors.spawn(process::keep(
        app.clone(),
        options.data_dir.clone(),
        options.database.clone(),
        stopped,
    ));
    let rehearsal = demo
        .as_ref()
        .map(|demo| rehearse_demo(demo, http_address))
        .transpose()?;

    let greeting = Greeting {
        http: http_address,
        https: https_address,
        addresses: &addresses::of_interfaces(),
        fingerprint,
        setup_token,
        demo: demo.as_ref(),
        node_secret_file: secret_file,
    };
    print(&greeting)?;
    stop_signals.next().await;

    tracing::info!("stopping");
    let stopping = async {
        if let Some(rehearsal) = rehearsal {
            rehearsal.stop().await;
        }
        stop.send_replace(true);
        while doors.join_next().await.is_some() {}
        // Dropping the guard waits for the media threads.
        if let Some(guard) = guard {
            let ended = tokio::task::spawn_blocking(move || drop(guard)).await;
            if let Err(error) = ended {
                tracing::error!(%error, "the media node did not end in order");
            }
        }
        finish_sessions(&app).await;
    };
    tokio::select! {
        () = stopping => tracing::info!("stopped"),
        () = stop_signals.next() => tracing::warn!("stopped at once, on a second signal"),
    }
    Ok(data_dir)
}

/// The database that the options name, or the data directory's own.
async fn open_store(options: &ServeOptions, data_dir: &DataDir) -> Result<Store, StartError> {
    match &options.database {
        Some(address) => Store::connect(address)
            .await
            .map_err(StartError::ConnectStore),
        None => Ok(Store::open(&data_dir.database()).await?),
    }
}

/// Waits until every live session has recorded what it was told so far: it answers in order.
async fn finish_sessions(app: &App) {
    let live = app.store.sessions(Some(SessionPhase::Live)).await;
    let answers = live.unwrap_or_default().into_iter().map(|session| {
        let hall = app.hall.clone();
        async move { hall.live_venues(session.id).await }
    });
    let answered = futures_util::future::join_all(answers);
    if tokio::time::timeout(FINISH_WITHIN, answered).await.is_err() {
        tracing::warn!("a session did not finish recording");
    }
}

/// A node as the options describe it; `tcp_port` is where pages reach it by TCP.
#[must_use]
pub fn node_config(media: &MediaOptions, tcp_port: Option<u16>) -> NodeConfig {
    NodeConfig {
        bind: media.media_bind,
        base_port: media.media_port,
        workers: media.media_workers.unwrap_or(0),
        advertise: media.advertise.clone(),
        tcp_port,
    }
}

/// The secret in a file.
///
/// # Errors
/// When it cannot be read or is too short.
pub fn read_secret(file: &Path) -> Result<String, StartError> {
    let secret = std::fs::read_to_string(file).map_err(|source| StartError::SecretFile {
        file: file.to_owned(),
        source,
    })?;
    let secret = secret.trim().to_owned();
    if secret.chars().count() < SECRET_CHARS_MIN {
        let file = file.to_owned();
        return Err(StartError::SecretTooShort {
            file,
            chars_min: SECRET_CHARS_MIN,
        });
    }
    Ok(secret)
}

/// Opens a TCP port; `option` is what names it on the command line.
///
/// # Errors
/// When it is taken.
pub async fn listen(address: SocketAddr, option: &'static str) -> Result<TcpListener, StartError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| StartError::Listen {
            address,
            option,
            source,
        })
}

fn certificates(
    options: &ServeOptions,
    data_dir: &DataDir,
    clock: &dyn Clock,
) -> Result<(Arc<Certificates>, Option<LocalAuthority>), StartError> {
    let now_ms = clock.unix_ms();
    if let (Some(certificate), Some(key)) = (&options.tls_cert, &options.tls_key) {
        let origin = Origin::Files {
            certificate: certificate.clone(),
            key: key.clone(),
        };
        return Ok((Certificates::load(origin, now_ms)?, None));
    }
    let host = addresses::host_name();
    let authority = LocalAuthority::load_or_make(&data_dir.tls(), &host, now_ms)?;
    let names = addresses::certificate_names(&host, &options.media.advertise);
    let origin = Origin::Local {
        authority: authority.clone(),
        names,
    };
    Ok((Certificates::load(origin, now_ms)?, Some(authority)))
}

/// Looks at the certificates again from time to time, until stopped.
async fn keep_certificates(
    certificates: Arc<Certificates>,
    clock: Arc<dyn Clock>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut checks = tokio::time::interval(CERTIFICATE_CHECK_EVERY);
    loop {
        tokio::select! {
            _ = checks.tick() => {}
            _ = stopped.wait_for(|stopped| *stopped) => return,
        }
        if let Err(error) = certificates.refresh(clock.unix_ms()) {
            tracing::error!(%error, "the certificate could not be renewed; the one in use stays");
        }
    }
}

/// The file with a separate node's secret, made where it is ours to make, and the secret's hash.
fn node_secret(
    options: &ServeOptions,
    data_dir: &DataDir,
    entropy: &Entropy,
) -> Result<(Option<String>, Option<String>), StartError> {
    if !options.no_embedded_node {
        return Ok((None, None));
    }
    let file = match &options.node_secret_file {
        Some(file) => file.clone(),
        None => {
            let file = data_dir.node_secret();
            if !file.exists() {
                write_private(&file, hex::encode(entropy.bytes()).as_bytes())?;
            }
            file
        }
    };
    let secret = read_secret(&file)?;
    Ok((Some(file.display().to_string()), Some(secret_hash(&secret))))
}

/// A new one-time link's token, while there is no administrator; an earlier one stops working.
async fn setup_token(app: &App) -> Result<Option<String>, StartError> {
    if !app.store.set_up_needed().await? {
        return Ok(None);
    }
    let token = Token::draw(&app.entropy);
    app.store
        .set(Setting::SetupTokenHash, &token.hash())
        .await?;
    Ok(Some(token.reveal().to_owned()))
}

/// Synthetic venues for every branch of the demo, over the plain door.
fn rehearse_demo(demo: &Demo, http: SocketAddr) -> Result<Rehearsal, StartError> {
    let here = local_address(http).replace("//localhost:", "//127.0.0.1:");
    let links = demo
        .branches
        .iter()
        .filter_map(|link| Url::parse(&format!("{here}{}", link.path)).ok())
        .collect();
    Ok(Rehearsal::start(links, rehearse::Options::default())?)
}

fn print(greeting: &Greeting<'_>) -> Result<(), StartError> {
    let text = greeting.text().map_err(std::io::Error::other)?;
    let mut terminal = std::io::stdout().lock();
    terminal.write_all(text.as_bytes())?;
    terminal.flush()?;
    Ok(())
}
