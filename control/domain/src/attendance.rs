//! Attendance: who was there, as a record of the venues for whoever convened the session.
//!
//! * [`sign_in`]: named people and headcounts, entered by the venues themselves
//!
//! There is no score and no ranking here, on purpose: online time is never a measure of anybody.

pub mod sign_in;
