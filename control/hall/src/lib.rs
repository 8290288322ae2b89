//! The live session: seats, signalling, and the link to the media node.
