//! Files of a record, opened by the programs that people open them with.

mod forgery;
mod opened;
mod sample;
