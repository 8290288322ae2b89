//! What a publisher sends: its streams, and what it is told about them.

pub(crate) mod loudness;
pub(crate) mod missing;
pub(crate) mod publisher;
pub(crate) mod rate;
pub(crate) mod stream;
pub(crate) mod track;
pub(crate) mod transport_feedback;
pub(crate) mod wanted;
