//! The records of sessions: derived, added to, confirmed, taken out, deleted on schedule.
//!
//! * [`dossier`]: both logs of a session and what follows from them
//! * [`desk`]: what staff add; the confirmation
//! * [`leave`]: leave that is noted before a session is over
//! * [`export`]: files, each noted before it leaves
//! * [`facts`]: what stays of a session, without names
//! * [`archive`]: the checkpoints' second home
//! * [`retention`]: deleting on schedule
//! * [`verify_file`]: `pinhui verify`

pub mod archive;
pub mod desk;
pub mod dossier;
pub mod export;
pub mod facts;
pub mod leave;
pub mod retention;
pub mod settings;
pub mod verify_file;
