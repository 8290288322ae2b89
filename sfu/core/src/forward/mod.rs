//! From a track to a subscriber: which packets, under which numbers.

pub(crate) mod beginning;
pub(crate) mod h264;
pub(crate) mod keyframe;
pub(crate) mod path;
pub(crate) mod redundancy;
pub(crate) mod rewriter;
pub(crate) mod slot;
mod sound;
pub(crate) mod vp8;
