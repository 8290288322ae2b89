//! What is measured: the real server, bare loops in its stead, and other servers.

mod bare_loop;
mod janus;
mod pinhui;
mod process;

pub(crate) use bare_loop::{BareLoop, BareLoopError};
pub(crate) use janus::{Janus, JanusError, Threads};
pub(crate) use pinhui::{Pinhui, PinhuiError};
pub(crate) use process::Build;
