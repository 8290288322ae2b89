//! `pinhui sfu`: a media node of its own, linked to a server.

use std::net::SocketAddr;

use sfu_server::link::{self, LinkConfig};

use crate::cli::SfuOptions;
use crate::serve::{listen, node_config, read_secret};
use crate::signals::StopSignals;
use crate::start_error::StartError;

/// Runs the node until SIGINT or SIGTERM. While the server is away it goes on forwarding.
///
/// # Errors
/// When it cannot start, or can never reach its server.
pub async fn run(options: SfuOptions) -> Result<(), StartError> {
    let mut stop_signals = StopSignals::listen()?;
    let secret = read_secret(&options.secret_file)?;
    let (bind, port) = (options.media.media_bind, options.media.media_port);
    let tcp = listen(SocketAddr::new(bind, port), "--media-port").await?;
    let tcp_port = tcp.local_addr()?.port();
    let node = sfu_server::start(node_config(&options.media, Some(tcp_port)))?;
    let carried = tokio::spawn(node.tcp_door().serve(tcp));
    for address in node.media_addresses() {
        tracing::info!(%address, "media port open");
    }
    let config = LinkConfig {
        control: options.control,
        secret,
        ca_file: options.ca_file,
    };
    let ended = tokio::select! {
        ended = link::run_with(node, config) => match ended {
            Ok(never) => match never {},
            Err(error) => Err(error.into()),
        },
        () = stop_signals.next() => Ok(()),
    };
    carried.abort();
    ended
}
