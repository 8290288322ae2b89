//! The bench: what forwarding costs, beside what it must cost and what others need for it.
//!
//! `cargo run --release -p harness --bin bench -- SCENARIO`. The server is the real `pinhui sfu`
//! in a process of its own; publishers (`studio`) and receivers (`crowd`) are here and speak ICE,
//! DTLS and SRTP to it over real sockets. A figure is processor time of the server's process over
//! packets that receivers got. The bare loops of `floor` and other servers are measured in the
//! same run, by turns, with the same publisher and receivers.
//!
//! The method and what came of it: `docs/performance.md`.

mod arguments;
mod clock;
mod content;
mod cost;
mod counting_node;
mod crowd;
mod floor;
mod incoming;
mod measure;
mod namespace;
mod report;
mod scenarios;
mod sdp;
mod servers;
mod studio;
mod stun;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter("warn,rtc_dtls=error")
        .with_ansi(false)
        .with_writer(std::io::stderr)
        .init();
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            #[expect(
                clippy::print_stderr,
                reason = "the one line that says what went wrong"
            )]
            {
                eprintln!("bench: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: Arguments) -> Result<ExitCode, scenarios::BenchError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    if let Command::Floor { ip, sending } = &arguments.command {
        floor::run_paced(*ip, *sending)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Command::Node { control, ip } = &arguments.command {
        runtime.block_on(counting_node::run(control.clone(), *ip))?;
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.janus {
        if !namespace::is_inside() {
            let came_to = namespace::move_in()?;
            return Ok(if came_to.success() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        }
        arguments.ip = namespace::ADDRESS;
    }
    let report = runtime.block_on(scenarios::run(&arguments))?;
    report.publish(arguments.json.as_deref())?;
    Ok(ExitCode::SUCCESS)
}
