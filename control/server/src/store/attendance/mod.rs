//! Attendance: the desk's logs, checkpoints, and what stays of sessions when names are deleted.

mod desk_log;
mod erasures;
mod facts;
mod follow_ups;
mod sign_in_people;

pub use desk_log::NewDeskEntry;
pub use facts::SessionFacts;
pub use follow_ups::NewFollowUp;
