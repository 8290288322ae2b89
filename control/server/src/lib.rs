//! The control plane as a server: routes, accounts, store, TLS, and the first start.
//!
//! * [`router`]: which address is answered by what; [`doors`] who may come in where
//! * [`accounts`]: who somebody is and what they may do
//! * [`attendance`]: records of sessions
//! * [`session_life`]: sessions made, opened, ended, and opened again after a restart
//! * [`store`]: what is kept
//! * [`post`]: what leaves by mail, calendars, the weekly tips
//! * [`tls`]: certificates, of the operator or of a local authority
//! * [`serve`]: puts it all together and runs it; [`demo`] fills it with a street

pub mod accounts;
pub mod addresses;
pub mod app;
pub mod arrival;
pub mod assets;
pub mod attendance;
pub mod burden;
pub mod cli;
pub mod clock;
pub mod data_dir;
pub mod demo;
pub mod doors;
pub mod entropy;
pub mod greeting;
pub mod listener;
pub mod metrics;
pub mod node;
pub mod openapi;
pub mod post;
pub mod problem;
pub mod rehearsal;
pub mod router;
pub mod routes;
pub mod serve;
pub mod session_life;
pub mod signals;
pub mod start_error;
pub mod store;
pub mod tls;
