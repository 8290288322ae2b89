//! What answers each address; [`crate::router`] says which address that is.

pub mod attendance;
pub mod burden;
pub mod departments;
pub mod extract;
pub mod health;
pub mod links;
pub mod login;
pub mod me;
pub mod node;
pub mod planning;
pub mod post;
pub mod roster;
pub mod same_origin;
pub mod session_log;
pub mod sessions;
pub mod setup;
pub mod signal;
pub mod streams;
pub mod test_calls;
pub mod trust;
pub mod users;
pub mod venues;
