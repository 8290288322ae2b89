//! A network namespace of the run's own: Janus takes no loopback address, and in a namespace it can
//! have another one that leads nowhere. All ways then share that address, and the kernel's path.

use std::net::{IpAddr, Ipv4Addr};
use std::process::{Command, ExitStatus};

/// The only address beside the loopback, from the range for benchmarks (RFC 2544).
pub(crate) const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 18, 0, 1));

/// Tells the run inside that it is.
const INSIDE: &str = "PINHUI_BENCH_IN_NAMESPACE";

/// True in the run that [`move_in`] started.
pub(crate) fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// Runs this program again, with the same arguments, in a namespace; it ends with what that run
/// came to.
///
/// # Errors
/// When the system has no `unshare` or `ip`, or this user may not make namespaces.
pub(crate) fn move_in() -> std::io::Result<ExitStatus> {
    let set_up = format!(
        "ip link set lo up && ip link add bench0 type veth peer name bench1 \
         && ip addr add {ADDRESS}/24 dev bench0 && ip link set bench0 up && ip link set bench1 up \
         && exec \"$0\" \"$@\""
    );
    Command::new("unshare")
        .args(["--net", "--", "sh", "-c", &set_up])
        .arg(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .env(INSIDE, "1")
        .status()
}
