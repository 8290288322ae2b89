//! What leaves: the packets kept for sending again, and how often they may be.

pub(crate) mod outbox;
pub(crate) mod resend;
pub(crate) mod ring;
