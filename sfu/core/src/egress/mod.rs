//! What leaves: the pace of a subscriber, the packets kept for sending again, and how often they
//! may be.

pub(crate) mod outbox;
pub(crate) mod pace;
pub(crate) mod resend;
pub(crate) mod ring;
